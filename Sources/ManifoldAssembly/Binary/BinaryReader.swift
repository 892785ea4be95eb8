/// Reads numbers and bytes at any offset of a file whose content nobody vouches for.
///
/// Every read is checked against what there is; offsets from the file are added without overflow.
struct BinaryReader {
    /// The most that is read at once, so that a file cannot ask for memory.
    static let maximumRead = 64 * 1024

    let prefix: [UInt8]
    let readMore: ((_ offset: UInt64, _ count: Int) -> [UInt8]?)?
    var isBigEndian = false

    /// The bytes from an offset, or nil when the file does not hold all of them or they cannot be reached.
    func bytes(at offset: UInt64, count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= Self.maximumRead else { return nil }
        let (end, overflow) = offset.addingReportingOverflow(UInt64(count))
        guard !overflow, end <= UInt64(Int64.max) else { return nil }
        if end <= UInt64(prefix.count) { return prefix[Int(offset)..<Int(end)] }
        guard let more = readMore?(offset, count), more.count == count else { return nil }
        return more[...]
    }

    /// The bytes from an offset; a file without them is truncated.
    func require(at offset: UInt64, count: Int) throws(BinaryHeaderError) -> ArraySlice<UInt8> {
        guard let bytes = bytes(at: offset, count: count) else { throw .truncated }
        return bytes
    }

    /// An unsigned number of 1, 2, 4 or 8 bytes in the file's byte order.
    func number(at offset: UInt64, bytes count: Int) throws(BinaryHeaderError) -> UInt64 {
        number(in: try require(at: offset, count: count))
    }

    /// A number of 4 bytes in 32-bit files and 8 in 64-bit ones.
    func word(at offset: UInt64, is64Bit: Bool) throws(BinaryHeaderError) -> UInt64 {
        try number(at: offset, bytes: is64Bit ? 8 : 4)
    }

    /// The number that at most 8 bytes make up in the file's byte order.
    func number(in bytes: ArraySlice<UInt8>) -> UInt64 {
        isBigEndian
            ? bytes.reduce(0) { $0 << 8 | UInt64($1) }
            : bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
