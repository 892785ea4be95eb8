import SystemPackage

/// The content of a regular file in an archive.
public enum TarContent: Sendable {
    /// Bytes in memory.
    case bytes([UInt8])
    /// An open regular file, read from its start whatever the descriptor's position; the size is in bytes and must be
    /// the size of the whole file.
    case file(FileDescriptor, size: Int64)

    /// The number of bytes announced.
    public var size: Int64 {
        switch self {
        case .bytes(let bytes): Int64(bytes.count)
        case .file(_, let size): size
        }
    }
}

extension TarContent {
    /// How much of a file is held at a time.
    private static let chunkSize = 128 * 1024

    /// Hands over the content piece by piece, and checks that there is as much of it as was announced.
    func forEachChunk(
        path: String,
        _ body: (UnsafeRawBufferPointer) throws(ArchiveError) -> Void
    ) throws(ArchiveError) {
        switch self {
        case .bytes(let bytes):
            let result = bytes.withUnsafeBytes { chunk in
                Result { () throws(ArchiveError) in try body(chunk) }
            }
            try result.get()
        case .file(let descriptor, let size):
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunkSize, alignment: 16)
            defer { buffer.deallocate() }
            var offset: Int64 = 0
            while true {
                // Past the announced end one more byte is asked for, which must not be there.
                let wanted = Int(min(Int64(buffer.count), max(size - offset, 1)))
                let slice = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
                let count = try Self.read(descriptor, at: offset, into: slice, path: path)
                if count == 0 { break }
                guard offset < size else {
                    throw ArchiveError(.contentChanged, path: path, reason: "longer than \(size) bytes")
                }
                try body(UnsafeRawBufferPointer(rebasing: slice[..<count]))
                offset += Int64(count)
            }
            guard offset == size else {
                throw ArchiveError(.contentChanged, path: path, reason: "ends after \(offset) of \(size) bytes")
            }
        }
    }

    private static func read(
        _ descriptor: FileDescriptor,
        at offset: Int64,
        into buffer: UnsafeMutableRawBufferPointer,
        path: String
    ) throws(ArchiveError) -> Int {
        do {
            return try descriptor.read(fromAbsoluteOffset: offset, into: buffer)
        } catch {
            throw ArchiveError(.input, path: path, error)
        }
    }
}
