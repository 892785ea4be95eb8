/// The build attributes of a 32-bit ARM executable, as far as they tell the architecture's version.
///
/// Source: Arm "Addenda to, and Errata in, the ABI for the Arm Architecture", "Build attributes".
struct ARMAttributes {
    /// `v5` to `v8`, or nil when the attributes do not say, or name a processor without an application profile.
    let variant: String?

    init(section: ArraySlice<UInt8>, isBigEndian: Bool) {
        var input = Cursor(rest: section, isBigEndian: isBigEndian)
        guard input.byte() == UInt8(ascii: "A") else {
            variant = nil
            return
        }
        var found: UInt64?
        while found == nil, let length = input.length(), let vendor = input.block(of: length, after: 4) {
            var vendor = vendor
            guard vendor.text().elementsEqual("aeabi".utf8) else { continue }
            found = Self.processor(in: &vendor)
        }
        variant = found.flatMap(Self.variant(ofProcessor:))
    }

    /// `Tag_CPU_arch` in the attributes of the whole file.
    private static func processor(in vendor: inout Cursor) -> UInt64? {
        while let (tag, read) = vendor.sized(), let length = vendor.length() {
            guard var block = vendor.block(of: length, after: read + 4) else { return nil }
            guard tag == 1 else { continue }
            while let attribute = block.number() {
                switch attribute {
                case 6: return block.number()
                case 4, 5: _ = block.text()
                case 32:
                    _ = block.number()
                    _ = block.text()
                case 33... where !attribute.isMultiple(of: 2): _ = block.text()
                default: _ = block.number()
                }
            }
        }
        return nil
    }

    /// The variant for a value of `Tag_CPU_arch`.
    ///
    /// Everything up to ARMv5TEJ runs wherever `v5` is asked for; microcontrollers (ARMv6-M, v7E-M, v8-M) run no images.
    private static func variant(ofProcessor value: UInt64) -> String? {
        switch value {
        case 1...5: "v5"
        case 6...9: "v6"
        case 10: "v7"
        case 14, 18, 19, 20, 22: "v8"
        default: nil
        }
    }
}

extension ARMAttributes {
    /// What is left to read of the section; every read is nil, or empty, at the end.
    private struct Cursor {
        var rest: ArraySlice<UInt8>
        let isBigEndian: Bool

        mutating func byte() -> UInt8? { rest.popFirst() }

        /// A number in LEB128, with the count of bytes it took; longer ones than 64 bits are none.
        mutating func sized() -> (value: UInt64, count: Int)? {
            var value: UInt64 = 0
            for count in 0..<9 {
                guard let byte = byte() else { return nil }
                value |= UInt64(byte & 0x7F) << UInt64(7 * count)
                if byte < 0x80 { return (value, count + 1) }
            }
            return nil
        }

        mutating func number() -> UInt64? { sized()?.value }

        /// Bytes up to a NUL, which is passed.
        mutating func text() -> ArraySlice<UInt8> {
            let text = rest.prefix { $0 != 0 }
            rest = rest.dropFirst(text.count + 1)
            return text
        }

        /// The length of a block, in four bytes.
        mutating func length() -> Int? {
            guard rest.count >= 4 else { return nil }
            let bytes = rest.prefix(4)
            rest = rest.dropFirst(4)
            return Int(BinaryReader(prefix: [], readMore: nil, isBigEndian: isBigEndian).number(in: bytes))
        }

        /// The block whose length counts what was read of it before.
        mutating func block(of length: Int, after read: Int) -> Cursor? {
            guard length >= read, length - read <= rest.count else { return nil }
            let block = rest.prefix(length - read)
            rest = rest.dropFirst(length - read)
            return Cursor(rest: block, isBigEndian: isBigEndian)
        }
    }
}
