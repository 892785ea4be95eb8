import ManifoldAssembly
import Testing

@Suite struct BinaryHeaderRefusalTests {
    @Test(
        arguments: [
            ([], "an empty file"),
            (Array("#!/bin/sh\n".utf8), "a script"),
            ([0x1F, 0x8B, 8, 0], "a gzip file"),
            (Array("hello".utf8), "no ELF, PE or Mach-O header"),
            ([0x7F, 0x45], "a file of 2 bytes"),
            ([0xCA, 0xFE, 0xBA, 0xBE, 0, 0], "a universal Mach-O file with several architectures, or a Java class"),
            (HeaderBytes.elf(machine: 62, type: 1), "an ELF object file that is not linked"),
            (HeaderBytes.elf(machine: 62, type: 4), "an ELF core dump"),
            (Array("MZ".utf8) + [UInt8](repeating: 0, count: 100), "a DOS program without a PE header"),
            (HeaderBytes.machO(machine: 7, type: 6), "a Mach-O file that is not executable"),
        ] as [([UInt8], String)]
    )
    func notABinary(bytes: [UInt8], what: String) {
        #expect(throws: BinaryHeaderError.notABinary(what)) { try BinaryHeader(prefix: bytes) }
    }

    @Test(
        arguments: [
            (HeaderBytes.elf(machine: 0), 0), (HeaderBytes.elf(machine: 0xFFFF), 0xFFFF),
            // x32, and 32-bit words on 64-bit ARM: the machine is known, the class is not one of its own.
            (HeaderBytes.elf(machine: 62, is64Bit: false), 62), (HeaderBytes.elf(machine: 183, is64Bit: false), 183),
            (HeaderBytes.pe(machine: 0x200), 0x200), (HeaderBytes.machO(machine: 18), 18),
        ] as [([UInt8], UInt32)]
    )
    func unsupportedMachine(bytes: [UInt8], number: UInt32) {
        #expect(throws: BinaryHeaderError.unsupportedMachine(number)) { try BinaryHeader(prefix: bytes) }
    }

    @Test func unsupportedSystem() {
        #expect(throws: BinaryHeaderError.unsupportedSystem(13)) {
            try BinaryHeader(prefix: HeaderBytes.elf(machine: 62, abi: 13))
        }
    }

    static let files = [
        HeaderBytes.elf(machine: 62, interpreter: "/lib64/ld.so"),
        HeaderBytes.elf(machine: 22, isBigEndian: true, interpreter: "/lib/ld64.so.1"),
        HeaderBytes.arm(attributes: HeaderBytes.attributes(processor: 10)),
        HeaderBytes.pe(machine: 0x8664),
        HeaderBytes.machO(machine: 0x0100_000C),
    ]

    /// Every length: an answer or an error, and an error wherever the header itself is cut.
    @Test(arguments: files.indices)
    func truncated(index: Int) {
        let file = Self.files[index]
        for length in 0..<file.count {
            let header = try? BinaryHeader(prefix: Array(file.prefix(length)))
            if length < 28 { #expect(header == nil) }
        }
        #expect(throws: BinaryHeaderError.truncated) { try BinaryHeader(prefix: Array(file.prefix(20))) }
    }

    /// Every byte in turn, with the values that make the worst lengths and offsets.
    @Test(arguments: files.indices)
    func damaged(index: Int) {
        let file = Self.files[index]
        for place in file.indices {
            for value: UInt8 in [0x00, 0x01, 0x7F, 0x80, 0xFF] {
                var damaged = file
                damaged[place] = value
                _ = try? BinaryHeader(prefix: damaged)
                for later in (place + 1)..<min(place + 8, file.count) { damaged[later] = 0xFF }
                _ = try? BinaryHeader(prefix: damaged)
            }
        }
    }

    /// Anything after the magic number, and a source that hands out what it likes.
    @Test(arguments: files.indices)
    func noise(index: Int) {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        for _ in 0..<5000 {
            var file = Self.files[index]
            for _ in 0..<6 {
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                file[6 + Int(state % UInt64(file.count - 6))] = UInt8(truncatingIfNeeded: state >> 32)
            }
            let answers = state
            _ = try? BinaryHeader(prefix: file) { offset, count in
                switch (answers ^ offset) % 4 {
                case 0: nil
                case 1: []
                case 2: [UInt8](repeating: 0xFF, count: count + 1)
                default: [UInt8](repeating: UInt8(truncatingIfNeeded: answers), count: count)
                }
            }
        }
    }

    @Test func absurdInterpreter() throws {
        var file = HeaderBytes.elf(machine: 62, interpreter: "/lib64/ld.so")
        // The offset of the second program header.
        file.replaceSubrange(128..<136, with: [UInt8](repeating: 0xFF, count: 8))
        let header = try BinaryHeader(prefix: file)
        #expect(header.isDynamic)
        #expect(header.interpreter == nil)
    }

    @Test func absurdProgramHeaders() {
        var file = HeaderBytes.elf(machine: 62)
        file.replaceSubrange(32..<40, with: [UInt8](repeating: 0xFF, count: 8))
        #expect(throws: BinaryHeaderError.truncated) { try BinaryHeader(prefix: file) }
    }
}
