extension BinaryHeader {
    /// How the file differs from a platform it is wanted for, in words; nil when it may run there.
    ///
    /// A system or architecture that is not known here is never contradicted. An ELF file that does not name its system
    /// may be for any system that runs ELF. A 32-bit ARM file for a lower version than wanted is fine, for a higher one
    /// it is not; a variant of anything else is not looked at.
    /// - Parameters:
    ///   - os: The wanted system, normalized: `linux`.
    ///   - architecture: The wanted architecture, normalized: `amd64`, not `x86_64`.
    ///   - variant: The wanted variant, or nil when any will do.
    public func contradiction(with os: String, architecture: String, variant: String?) -> String? {
        if Self.knownSystems.contains(os), !systems.contains(os) {
            return "it is \(article) \(format.rawValue) file for \(systemInWords), not for \(os)"
        }
        if Self.knownArchitectures.contains(architecture), architecture != self.architecture {
            return "its \(format.rawValue) header says \(self.architecture), not \(architecture)"
        }
        if architecture == "arm", let own = Self.version(self.variant), let wanted = Self.version(variant),
            own > wanted
        {
            return "it was made for arm/v\(own), which v\(wanted) cannot run"
        }
        return nil
    }

    private var article: String { format == .elf ? "an" : "a" }

    private var systemInWords: String { leavesSystemOpen ? "Linux and its like" : os }

    /// The systems that run such a file.
    private var systems: Set<String> {
        switch format {
        case .elf where leavesSystemOpen: Self.elfSystems
        case .elf where os == "linux": ["linux", "android"]
        case .elf where os == "solaris": ["solaris", "illumos"]
        case .machO: ["darwin", "ios"]
        default: [os]
        }
    }

    private static let elfSystems: Set<String> = [
        "linux", "android", "freebsd", "netbsd", "openbsd", "dragonfly", "solaris", "illumos", "hurd", "nacl",
    ]

    private static let knownSystems: Set<String> = elfSystems.union([
        "windows", "darwin", "ios", "aix", "plan9", "js", "wasip1", "zos",
    ])

    private static let knownArchitectures: Set<String> = [
        "386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "loong64", "mips", "mipsle", "mips64",
        "mips64le", "mips64p32", "mips64p32le", "ppc", "ppc64", "ppc64le", "riscv", "riscv64", "s390", "s390x",
        "sparc", "sparc64", "wasm",
    ]

    /// The number in `v7`, or nil for anything that is not such a variant.
    private static func version(_ variant: String?) -> Int? {
        guard let variant, variant.utf8.count == 2, variant.utf8.first == UInt8(ascii: "v") else { return nil }
        return Int(variant.dropFirst())
    }
}
