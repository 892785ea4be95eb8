/// The smallest files that pass for executables: an ELF header and one segment of nothing.
enum Executable {
    enum Machine: String, CaseIterable {
        case amd64, arm64

        var number: UInt8 {
            switch self {
            case .amd64: 62
            case .arm64: 183
            }
        }
    }

    /// 120 bytes: a header of 64-bit little-endian ELF, and a program header of the type to be loaded.
    static func bytes(_ machine: Machine) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 120)
        bytes.replaceSubrange(0..<7, with: [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1])
        for (offset, value) in [(16, 2), (18, machine.number), (20, 1), (32, 64), (52, 64), (54, 56), (56, 1)] {
            bytes[offset] = value
        }
        bytes[64] = 1
        bytes[68] = 5
        return bytes
    }
}
