/// The body of a request.
///
/// Each kind can be read again from its start, so that a request can be repeated.
public enum TransferBody: Sendable {
    /// No body. `POST`, `PUT` and `PATCH` say so with `Content-Length: 0`.
    case none
    /// Bytes in memory.
    case bytes([UInt8])
    /// A part of a file, read while it is sent.
    case file(FileSlice)

    /// The number of bytes that will be sent.
    public var length: Int64 {
        switch self {
        case .none: 0
        case .bytes(let bytes): Int64(bytes.count)
        case .file(let slice): slice.length
        }
    }
}
