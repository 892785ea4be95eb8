import ManifoldAssembly
import Testing

@Suite struct BinaryHeaderContradictionTests {
    static let amd64 = HeaderBytes.elf(machine: 62)
    static let gnu = HeaderBytes.elf(machine: 62, abi: 3)
    static let freebsd = HeaderBytes.elf(machine: 62, abi: 9)
    static let windows = HeaderBytes.pe(machine: 0x8664)
    static let darwin = HeaderBytes.machO(machine: 0x0100_000C)

    @Test(arguments: [
        (amd64, "linux", "amd64"), (amd64, "freebsd", "amd64"), (amd64, "netbsd", "amd64"),
        (amd64, "openbsd", "amd64"), (amd64, "android", "amd64"), (gnu, "linux", "amd64"),
        (freebsd, "freebsd", "amd64"), (windows, "windows", "amd64"), (darwin, "darwin", "arm64"),
        // Nothing can be said about what is not known.
        (amd64, "linux", "quantum"), (amd64, "templeos", "amd64"), (windows, "templeos", "quantum"),
    ])
    func agrees(file: [UInt8], os: String, architecture: String) throws {
        let header = try BinaryHeader(prefix: file)
        #expect(header.contradiction(with: os, architecture: architecture, variant: nil) == nil)
    }

    @Test(arguments: [
        (amd64, "linux", "arm64", "its ELF header says amd64, not arm64"),
        (amd64, "linux", "386", "its ELF header says amd64, not 386"),
        (amd64, "windows", "amd64", "it is an ELF file for Linux and its like, not for windows"),
        (gnu, "freebsd", "amd64", "it is an ELF file for linux, not for freebsd"),
        (freebsd, "linux", "amd64", "it is an ELF file for freebsd, not for linux"),
        (windows, "linux", "amd64", "it is a PE file for windows, not for linux"),
        (windows, "windows", "arm64", "its PE header says amd64, not arm64"),
        (darwin, "linux", "arm64", "it is a Mach-O file for darwin, not for linux"),
    ])
    func contradicts(file: [UInt8], os: String, architecture: String, words: String) throws {
        let header = try BinaryHeader(prefix: file)
        #expect(header.contradiction(with: os, architecture: architecture, variant: nil) == words)
    }

    @Test(
        arguments: [
            (9, "v7", nil), (10, "v7", nil), (5, "v6", nil), (10, nil, nil), (0, "v5", nil), (10, "hard", nil),
            (10, "v6", "it was made for arm/v7, which v6 cannot run"),
            (6, "v5", "it was made for arm/v6, which v5 cannot run"),
            (14, "v7", "it was made for arm/v8, which v7 cannot run"),
        ] as [(UInt8, String?, String?)]
    )
    func armVariants(processor: UInt8, wanted: String?, words: String?) throws {
        let file = HeaderBytes.arm(attributes: HeaderBytes.attributes(processor: processor))
        let header = try BinaryHeader(prefix: file)
        #expect(header.contradiction(with: "linux", architecture: "arm", variant: wanted) == words)
    }

    @Test func variantsOfOtherArchitecturesAreNotLookedAt() throws {
        let header = try BinaryHeader(prefix: Self.amd64)
        #expect(header.contradiction(with: "linux", architecture: "amd64", variant: "v3") == nil)
    }
}
