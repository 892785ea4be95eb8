extension BinaryHeader {
    /// Source: Microsoft, "PE Format", "File headers".
    static func readPE(_ file: BinaryReader) throws(BinaryHeaderError) -> BinaryHeader {
        let start = try file.number(at: 0x3C, bytes: 4)
        guard let signature = file.bytes(at: start, count: 4), signature.elementsEqual("PE\0\0".utf8) else {
            throw .notABinary("a DOS program without a PE header")
        }
        // The rest of the COFF header must be there too.
        _ = try file.require(at: start + 4, count: 20)
        let machine = try file.number(at: start + 4, bytes: 2)
        let isThumb2 = machine == 0x1C4
        let architecture: String
        switch machine {
        case 0x14C: architecture = "386"
        case 0x1C0, 0x1C4: architecture = "arm"
        case 0x8664: architecture = "amd64"
        case 0xAA64: architecture = "arm64"
        default: throw .unsupportedMachine(UInt32(machine))
        }
        return BinaryHeader(
            format: .pe,
            os: "windows",
            architecture: architecture,
            variant: isThumb2 ? "v7" : nil
        )
    }
}
