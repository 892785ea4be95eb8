extension BinaryHeader {
    /// Source: Apple, `mach-o/loader.h` and `mach/machine.h`.
    static func readMachO(_ file: BinaryReader) throws(BinaryHeaderError) -> BinaryHeader {
        var file = file
        file.isBigEndian = file.prefix.first == 0xFE
        _ = try file.require(at: 0, count: 28)
        guard try file.number(at: 12, bytes: 4) == 2 else {
            throw .notABinary("a Mach-O file that is not executable")
        }
        let machine = UInt32(truncatingIfNeeded: try file.number(at: 4, bytes: 4))
        let architecture: String
        switch machine {
        case 7: architecture = "386"
        case 12: architecture = "arm"
        case 0x0100_0007: architecture = "amd64"
        case 0x0100_000C: architecture = "arm64"
        default: throw .unsupportedMachine(machine)
        }
        return BinaryHeader(format: .machO, os: "darwin", architecture: architecture)
    }
}
