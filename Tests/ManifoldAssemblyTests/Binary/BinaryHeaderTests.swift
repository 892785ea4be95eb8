import ManifoldAssembly
import Testing

@Suite struct BinaryHeaderTests {
    @Test(
        arguments: [
            (2, false, true, "sparc"), (3, false, false, "386"), (8, false, true, "mips"), (8, false, false, "mipsle"),
            (8, true, true, "mips64"), (8, true, false, "mips64le"), (20, false, true, "ppc"),
            (21, true, true, "ppc64"),
            (21, true, false, "ppc64le"), (22, false, true, "s390"), (22, true, true, "s390x"),
            (40, false, false, "arm"),
            (43, true, true, "sparc64"), (62, true, false, "amd64"), (183, true, false, "arm64"),
            (243, false, false, "riscv"), (243, true, false, "riscv64"), (258, true, false, "loong64"),
        ] as [(UInt16, Bool, Bool, String)]
    )
    func elfArchitectures(machine: UInt16, is64Bit: Bool, isBigEndian: Bool, architecture: String) throws {
        let bytes = HeaderBytes.elf(machine: machine, is64Bit: is64Bit, isBigEndian: isBigEndian)
        let header = try BinaryHeader(prefix: bytes)
        #expect(header.format == .elf)
        #expect(header.os == "linux")
        #expect(header.architecture == architecture)
        #expect(header.variant == nil)
        #expect(!header.isDynamic)

        let path = "/lib/ld.so.1"
        let dynamic = try BinaryHeader(
            prefix: HeaderBytes.elf(machine: machine, is64Bit: is64Bit, isBigEndian: isBigEndian, interpreter: path)
        )
        #expect(dynamic.isDynamic)
        #expect(dynamic.interpreter == path)
    }

    @Test func mipsN32() throws {
        let header = try BinaryHeader(prefix: HeaderBytes.elf(machine: 8, is64Bit: false, flags: 0x20))
        #expect(header.architecture == "mips64p32le")
    }

    @Test(arguments: [(0, "linux"), (2, "netbsd"), (3, "linux"), (6, "solaris"), (9, "freebsd"), (12, "openbsd")])
    func elfSystems(abi: UInt8, os: String) throws {
        #expect(try BinaryHeader(prefix: HeaderBytes.elf(machine: 62, abi: abi)).os == os)
    }

    @Test(
        arguments: [
            (0, nil), (1, "v5"), (5, "v5"), (6, "v6"), (9, "v6"), (10, "v7"), (11, nil), (13, nil), (14, "v8"),
            (99, nil),
        ] as [(UInt8, String?)]
    )
    func armVariants(processor: UInt8, variant: String?) throws {
        let file = HeaderBytes.arm(attributes: HeaderBytes.attributes(processor: processor))
        #expect(try BinaryHeader(prefix: file).variant == variant)

        // The same when only the head is given and the rest has to be asked for, and unknown when it cannot be.
        let head = Array(file.prefix(64))
        let header = try BinaryHeader(prefix: head) { offset, count in
            let start = Int(offset)
            return start + count <= file.count ? Array(file[start..<(start + count)]) : nil
        }
        #expect(header.variant == variant)
        #expect(try BinaryHeader(prefix: Array(file.prefix(84))).variant == nil)
    }

    @Test(
        arguments: [
            (0x14C, "386", nil), (0x1C0, "arm", nil), (0x1C4, "arm", "v7"), (0x8664, "amd64", nil),
            (0xAA64, "arm64", nil),
        ] as [(UInt16, String, String?)]
    )
    func pe(machine: UInt16, architecture: String, variant: String?) throws {
        let header = try BinaryHeader(prefix: HeaderBytes.pe(machine: machine))
        #expect(header.format == .pe)
        #expect(header.os == "windows")
        #expect(header.architecture == architecture)
        #expect(header.variant == variant)
    }

    @Test(arguments: [(0x0100_0007, "amd64"), (0x0100_000C, "arm64")] as [(UInt32, String)])
    func machO(machine: UInt32, architecture: String) throws {
        let header = try BinaryHeader(prefix: HeaderBytes.machO(machine: machine))
        #expect(header.format == .machO)
        #expect(header.os == "darwin")
        #expect(header.architecture == architecture)
    }
}
