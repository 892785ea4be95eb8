/// The operating systems and architectures that have a name.
///
/// Source: containerd's platform database, and the ports of Go 1.26, which add `wasip1`.
package enum KnownPlatforms {
    private static let systems: Set<String> = [
        "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl", "netbsd",
        "openbsd", "plan9", "solaris", "windows", "zos", "wasip1",
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
}
