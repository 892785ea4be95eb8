/// Headers put together by hand.
enum HeaderBytes {
    /// An ELF executable: header, one program header for each segment, and then the interpreter's path.
    static func elf(
        machine: UInt16,
        is64Bit: Bool = true,
        isBigEndian: Bool = false,
        abi: UInt8 = 0,
        type: UInt16 = 2,
        flags: UInt32 = 0,
        interpreter: String? = nil
    ) -> [UInt8] {
        func number(_ value: UInt64, _ count: Int) -> [UInt8] { Self.number(value, count, isBigEndian: isBigEndian) }
        func word(_ value: UInt64) -> [UInt8] { number(value, is64Bit ? 8 : 4) }
        let headerSize: UInt64 = is64Bit ? 64 : 52
        let segmentSize: UInt64 = is64Bit ? 56 : 32
        let path: [UInt8] = interpreter.map { Array($0.utf8) + [0 as UInt8] } ?? []

        var bytes: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, is64Bit ? 2 : 1, isBigEndian ? 2 : 1, 1, abi]
        bytes += [UInt8](repeating: 0, count: 8)
        bytes += number(UInt64(type), 2) + number(UInt64(machine), 2) + number(1, 4)
        for value in [0x1000, headerSize, 0] { bytes += word(value) }
        bytes += number(UInt64(flags), 4)
        for value in [headerSize, segmentSize, interpreter == nil ? 1 : 2, 0, 0, 0] { bytes += number(value, 2) }

        let offset = headerSize + segmentSize * (interpreter == nil ? 1 : 2)
        let segments: [(kind: UInt64, length: UInt64)] = [(1, 0), (3, UInt64(path.count))]
        for (kind, length) in segments.prefix(interpreter == nil ? 1 : 2) {
            var segment = number(kind, 4)
            if is64Bit { segment += number(4, 4) }
            for value in [offset, 0, 0, length] { segment += word(value) }
            bytes += segment
            bytes += [UInt8](repeating: 0, count: Int(segmentSize) - segment.count)
        }
        return bytes + path
    }

    /// A 32-bit ARM executable whose one section holds build attributes.
    static func arm(attributes: [UInt8]) -> [UInt8] {
        var bytes = elf(machine: 40, is64Bit: false)
        let section = bytes.count
        bytes += attributes
        let table = bytes.count
        var header = number(0, 4) + number(0x7000_0003, 4) + number(0, 8)
        header += number(UInt64(section), 4) + number(UInt64(attributes.count), 4)
        bytes += header + [UInt8](repeating: 0, count: 40 - header.count)
        bytes.replaceSubrange(32..<36, with: number(UInt64(table), 4))
        bytes.replaceSubrange(46..<48, with: number(40, 2))
        bytes.replaceSubrange(48..<50, with: number(1, 2))
        return bytes
    }

    /// Build attributes: a name, which has to be passed over, and the architecture's version.
    static func attributes(processor: UInt8) -> [UInt8] {
        let body: [UInt8] = [5] + Array("cortex".utf8) + [0] + [6, processor]
        let file = [1] + number(UInt64(body.count + 5), 4) + body
        let vendor = Array("aeabi".utf8) + [0] + file
        let other = number(4 + 4 + 2, 4) + Array("gnu".utf8) + [0, 1, 1]
        return [UInt8(ascii: "A")] + other + number(UInt64(vendor.count + 4), 4) + vendor
    }

    /// A PE executable, of which only the headers are there.
    static func pe(machine: UInt16) -> [UInt8] {
        var bytes: [UInt8] = Array("MZ".utf8) + [UInt8](repeating: 0, count: 58) + number(0x80, 4)
        bytes += [UInt8](repeating: 0, count: 0x80 - bytes.count)
        return bytes + Array("PE\0\0".utf8) + number(UInt64(machine), 2) + [UInt8](repeating: 0, count: 18)
    }

    /// A Mach-O executable, of which only the header is there.
    static func machO(machine: UInt32, type: UInt32 = 2) -> [UInt8] {
        [0xCF, 0xFA, 0xED, 0xFE] + number(UInt64(machine), 4) + number(0, 4) + number(UInt64(type), 4)
            + [UInt8](repeating: 0, count: 16)
    }

    static func number(_ value: UInt64, _ count: Int, isBigEndian: Bool = false) -> [UInt8] {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
        return isBigEndian ? bytes.reversed() : bytes
    }
}
