/// The members of an ELF header that together name an architecture.
struct ELFMachine {
    /// `e_machine`.
    let number: UInt32
    let is64Bit: Bool
    let isBigEndian: Bool
    /// `e_flags`.
    let flags: UInt32

    /// MIPS only: 64-bit registers with 32-bit pointers (n32).
    private var isMIPSABI2: Bool { flags & 0x20 != 0 }

    /// The name of the architecture, or nil when there is none: an unknown machine, or one in a class or byte order
    /// that it does not have.
    var architecture: String? {
        switch (number, is64Bit, isBigEndian) {
        case (2, false, true): "sparc"
        case (3, false, false): "386"
        case (8, false, true): isMIPSABI2 ? "mips64p32" : "mips"
        case (8, false, false): isMIPSABI2 ? "mips64p32le" : "mipsle"
        case (8, true, true): "mips64"
        case (8, true, false): "mips64le"
        case (20, false, true): "ppc"
        case (21, true, true): "ppc64"
        case (21, true, false): "ppc64le"
        case (22, false, true): "s390"
        case (22, true, true): "s390x"
        case (40, false, true): "armbe"
        case (40, false, false): "arm"
        case (43, true, true): "sparc64"
        case (62, true, false): "amd64"
        case (183, true, true): "arm64be"
        case (183, true, false): "arm64"
        case (243, false, false): "riscv"
        case (243, true, false): "riscv64"
        case (258, true, false): "loong64"
        default: nil
        }
    }
}
