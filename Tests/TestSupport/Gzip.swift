/// The gzip format without compression, so that fixtures have the size that was asked for.
///
/// Source: RFC 1952, and RFC 1951 section 3.2.4.
enum Gzip {
    /// The bytes in stored blocks, with every optional field left out.
    static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
        var position = 0
        repeat {
            let end = min(position + 0xffff, bytes.count)
            let length = UInt16(end - position)
            result.append(end == bytes.count ? 1 : 0)
            result += littleEndian(length) + littleEndian(~length) + bytes[position..<end]
            position = end
        } while position < bytes.count
        return result + littleEndian(checksum(bytes)) + littleEndian(UInt32(truncatingIfNeeded: bytes.count))
    }

    private static func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBufferPointer { buffer in
            ~buffer.reduce(~UInt32(0)) { $0 >> 8 ^ table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
        }
    }

    private static let table: [UInt32] = (0..<256).map { number in
        (0..<8).reduce(UInt32(number)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xedb8_8320 : value >> 1 }
    }
}
