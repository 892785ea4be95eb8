extension BinaryHeader {
    /// The places of ELF header members that differ between the two classes.
    private struct Layout {
        let is64Bit: Bool

        var headerSize: Int { is64Bit ? 64 : 52 }
        var programHeaders: UInt64 { is64Bit ? 32 : 28 }
        var sectionHeaders: UInt64 { is64Bit ? 40 : 32 }
        var flags: UInt64 { is64Bit ? 48 : 36 }
        var programHeaderSize: UInt64 { is64Bit ? 54 : 42 }
        var programHeaderCount: UInt64 { is64Bit ? 56 : 44 }
        var sectionHeaderSize: UInt64 { is64Bit ? 58 : 46 }
        var sectionHeaderCount: UInt64 { is64Bit ? 60 : 48 }
        /// In a program header.
        var segmentOffset: UInt64 { is64Bit ? 8 : 4 }
        var segmentFileSize: UInt64 { is64Bit ? 32 : 16 }
        var minimumProgramHeader: UInt64 { is64Bit ? 56 : 32 }
        /// In a section header.
        var sectionOffset: UInt64 { is64Bit ? 24 : 16 }
        var sectionSize: UInt64 { is64Bit ? 32 : 20 }
        var minimumSectionHeader: UInt64 { is64Bit ? 64 : 40 }
    }

    /// Longer interpreter paths than this are not paths.
    private static let longestPath: UInt64 = 4096
    private static let armAttributesSection: UInt64 = 0x7000_0003

    /// Source: System V ABI, "Object Files".
    static func readELF(_ file: BinaryReader) throws(BinaryHeaderError) -> BinaryHeader {
        var file = file
        let identification = try file.require(at: 0, count: 16)
        let layout: Layout
        switch identification[4] {
        case 1: layout = Layout(is64Bit: false)
        case 2: layout = Layout(is64Bit: true)
        default: throw .notABinary("an ELF file of unknown class")
        }
        switch identification[5] {
        case 1: file.isBigEndian = false
        case 2: file.isBigEndian = true
        default: throw .notABinary("an ELF file of unknown byte order")
        }
        _ = try file.require(at: 0, count: layout.headerSize)

        switch try file.number(at: 16, bytes: 2) {
        case 2, 3: break
        case 1: throw .notABinary("an ELF object file that is not linked")
        case 4: throw .notABinary("an ELF core dump")
        default: throw .notABinary("an ELF file that is not executable")
        }
        let machine = ELFMachine(
            number: UInt32(try file.number(at: 18, bytes: 2)),
            is64Bit: layout.is64Bit,
            isBigEndian: file.isBigEndian,
            flags: UInt32(try file.number(at: layout.flags, bytes: 4))
        )
        guard let architecture = machine.architecture else { throw .unsupportedMachine(machine.number) }
        let abi = identification[7]
        guard let os = operatingSystem(abi: abi) else { throw .unsupportedSystem(abi) }
        let interpreter = try interpreter(file, layout)
        return BinaryHeader(
            format: .elf,
            os: os,
            architecture: architecture,
            variant: architecture == "arm" ? try? armVariant(file, layout) : nil,
            isDynamic: interpreter.isNeeded,
            interpreter: interpreter.path,
            leavesSystemOpen: abi == 0
        )
    }

    /// The meaning of `EI_OSABI`: most files of most systems have 0, those that use GNU extensions 3.
    private static func operatingSystem(abi: UInt8) -> String? {
        switch abi {
        case 0, 3: "linux"
        case 2: "netbsd"
        case 6: "solaris"
        case 9: "freebsd"
        case 12: "openbsd"
        default: nil
        }
    }

    /// Looks for `PT_INTERP` among the program headers.
    private static func interpreter(
        _ file: BinaryReader,
        _ layout: Layout
    ) throws(BinaryHeaderError) -> (isNeeded: Bool, path: String?) {
        let start = try file.word(at: layout.programHeaders, is64Bit: layout.is64Bit)
        let size = try file.number(at: layout.programHeaderSize, bytes: 2)
        let count = try file.number(at: layout.programHeaderCount, bytes: 2)
        guard count > 0 else { return (false, nil) }
        guard size >= layout.minimumProgramHeader else { throw .notABinary("an ELF file with a broken header") }
        for index in 0..<count {
            // At most 65535 × 65535, so only the addition can overflow, and it is checked.
            let (header, overflow) = start.addingReportingOverflow(index * size)
            guard !overflow, header < UInt64(Int64.max) else { throw .truncated }
            guard try file.number(at: header, bytes: 4) == 3 else { continue }
            let offset = try file.word(at: header + layout.segmentOffset, is64Bit: layout.is64Bit)
            let length = try file.word(at: header + layout.segmentFileSize, is64Bit: layout.is64Bit)
            guard length <= longestPath, let text = file.bytes(at: offset, count: Int(length)) else {
                return (true, nil)
            }
            return (true, String(decoding: text.prefix { $0 != 0 }, as: UTF8.self))
        }
        return (false, nil)
    }

    /// Looks for the section of ARM build attributes; an error means only that the variant stays unknown.
    private static func armVariant(_ file: BinaryReader, _ layout: Layout) throws(BinaryHeaderError) -> String? {
        let start = try file.word(at: layout.sectionHeaders, is64Bit: layout.is64Bit)
        let size = try file.number(at: layout.sectionHeaderSize, bytes: 2)
        let count = try file.number(at: layout.sectionHeaderCount, bytes: 2)
        guard start > 0, size >= layout.minimumSectionHeader else { return nil }
        for index in 0..<count {
            let (header, overflow) = start.addingReportingOverflow(index * size)
            guard !overflow, header < UInt64(Int64.max) else { return nil }
            guard try file.number(at: header + 4, bytes: 4) == armAttributesSection else { continue }
            let offset = try file.word(at: header + layout.sectionOffset, is64Bit: layout.is64Bit)
            let length = try file.word(at: header + layout.sectionSize, is64Bit: layout.is64Bit)
            guard length <= UInt64(BinaryReader.maximumRead) else { return nil }
            let section = try file.require(at: offset, count: Int(length))
            return ARMAttributes(section: section, isBigEndian: file.isBigEndian).variant
        }
        return nil
    }
}
