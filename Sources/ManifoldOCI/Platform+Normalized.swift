extension Platform {
    /// The one spelling of this platform, for comparing: aliases resolved, lower case, default variants dropped
    /// (`arm64/v8`) or added (`arm/v7`), as containerd's `Normalize` does.
    public var normalized: Platform {
        var result = self
        result.os = Self.normalizedOS(os)
        let processor = Self.normalizedArchitecture(architecture, variant: variant ?? "")
        result.architecture = processor.architecture
        result.variant = processor.variant.isEmpty ? nil : processor.variant
        result.osFeatures = Set(osFeatures).sorted()
        result.features = []
        result.unknownMembers = []
        if osVersion?.isEmpty == true { result.osVersion = nil }
        return result
    }

    package static func normalizedOS(_ os: String) -> String {
        let lower = os.lowercased()
        if lower.isEmpty { return Self.host.os }
        return lower == "macos" ? "darwin" : lower
    }

    /// A variant in the usual spelling: lower case, and `v` before a number.
    package static func spelledVariant(_ variant: String) -> String {
        let lower = variant.lowercased()
        return lower.utf8.first?.isDigit == true ? "v" + lower : lower
    }

    package static func normalizedArchitecture(_ name: String, variant: String) -> (
        architecture: String, variant: String
    ) {
        let architecture = name.lowercased()
        let variant = variant.lowercased()
        switch architecture {
        case "i386":
            return ("386", "")
        case "x86_64", "x86-64", "amd64":
            return ("amd64", variant == "v1" ? "" : variant)
        case "aarch64", "arm64":
            switch variant {
            case "8", "v8", "v8.0": return ("arm64", "")
            case "9", "9.0", "v9.0": return ("arm64", "v9")
            default: return ("arm64", variant)
            }
        case "armhf":
            return ("arm", "v7")
        case "armel":
            return ("arm", "v6")
        case "arm":
            switch variant {
            case "", "7": return ("arm", "v7")
            case "5", "6", "8": return ("arm", "v" + variant)
            default: return ("arm", variant)
            }
        default:
            return (architecture, variant)
        }
    }

    /// The platform of the machine this program runs on.
    public static let host: Platform = {
        #if os(Linux)
            let os = "linux"
        #elseif os(macOS)
            let os = "darwin"
        #elseif os(Windows)
            let os = "windows"
        #else
            let os = "unknown"
        #endif
        #if arch(x86_64)
            return Platform(os: os, architecture: "amd64")
        #elseif arch(arm64)
            return Platform(os: os, architecture: "arm64")
        #elseif arch(arm)
            return Platform(os: os, architecture: "arm", variant: "v7")
        #elseif arch(i386)
            return Platform(os: os, architecture: "386")
        #elseif arch(powerpc64le)
            return Platform(os: os, architecture: "ppc64le")
        #elseif arch(s390x)
            return Platform(os: os, architecture: "s390x")
        #elseif arch(riscv64)
            return Platform(os: os, architecture: "riscv64")
        #else
            return Platform(os: os, architecture: "unknown")
        #endif
    }()
}
