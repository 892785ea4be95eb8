/// The operating systems and architectures that have a name.
///
/// Source: containerd's platform database, and the ports of Go 1.26, which add `wasip1`.
package enum KnownPlatforms {
    private static let systems: Set<String> = [
        "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl", "netbsd",
        "openbsd", "plan9", "solaris", "windows", "zos", "wasip1", "wasi",
    ]

    private static let architectures: Set<String> = [
        "386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "loong64", "mips", "mipsle", "mips64",
        "mips64le", "mips64p32", "mips64p32le", "ppc", "ppc64", "ppc64le", "riscv", "riscv64", "s390", "s390x",
        "sparc", "sparc64", "wasm",
    ]

    /// Whether a normalised name is an operating system's.
    package static func isOS(_ name: String) -> Bool { systems.contains(name) }

    /// Whether a normalised name is an architecture's.
    package static func isArchitecture(_ name: String) -> Bool { architectures.contains(name) }

    /// Whether both names of a platform are known.
    package static func contain(_ platform: Platform) -> Bool {
        isOS(platform.os) && isArchitecture(platform.architecture)
    }

    /// Whether a platform is one that programs are made for: the ports of Go 1.26, and what docker and containerd name
    /// beyond them.
    package static func isReal(_ platform: Platform) -> Bool {
        ports[platform.os]?.contains(platform.architecture) == true
    }

    private static let ports: [String: Set<String>] = [
        "aix": ["ppc64"],
        "android": ["386", "amd64", "arm", "arm64"],
        "darwin": ["386", "amd64", "arm", "arm64"],
        "dragonfly": ["amd64"],
        "freebsd": ["386", "amd64", "arm", "arm64", "riscv64"],
        "illumos": ["amd64"],
        "ios": ["amd64", "arm64"],
        "js": ["wasm"],
        "linux": [
            "386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64", "ppc64le",
            "riscv64", "s390x",
        ],
        "netbsd": ["386", "amd64", "arm", "arm64"],
        "openbsd": ["386", "amd64", "arm", "arm64", "mips64", "ppc64", "riscv64"],
        "plan9": ["386", "amd64", "arm"],
        "solaris": ["amd64"],
        "wasi": ["wasm"],
        "wasip1": ["wasm"],
        "windows": ["386", "amd64", "arm", "arm64"],
        "zos": ["s390x"],
    ]
}
