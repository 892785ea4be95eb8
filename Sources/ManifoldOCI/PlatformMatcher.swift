/// Decides which platforms a machine of a given platform can run, and which it prefers.
///
/// Source: containerd/platforms, `compare.go` and its Windows rules.
public struct PlatformMatcher: Sendable {
    private let wanted: Platform
    private let preferences: [Platform]

    private init(wanted: Platform, preferences: [Platform]) {
        self.wanted = wanted
        self.preferences = preferences
    }

    /// Accepts the platform itself and nothing that is merely compatible.
    public static func strict(_ platform: Platform) -> PlatformMatcher {
        let wanted = platform.normalized
        return PlatformMatcher(wanted: wanted, preferences: [wanted])
    }

    /// Accepts the platform and what it can run as well, best first: an arm64 machine runs arm, for example.
    public static func compatible(with platform: Platform) -> PlatformMatcher {
        let wanted = platform.normalized
        return PlatformMatcher(wanted: wanted, preferences: compatible(wanted))
    }

    /// Whether a machine of the wanted platform takes this one.
    public func accepts(_ candidate: Platform) -> Bool { rank(of: candidate) != nil }

    /// The place of a platform in the order of preference, 0 being the best; nil when it is not accepted.
    public func rank(of candidate: Platform) -> Int? {
        let candidate = candidate.normalized
        guard featuresAllow(candidate), versionAllows(candidate) else { return nil }
        return preferences.firstIndex {
            $0.os == candidate.os && $0.architecture == candidate.architecture && $0.variant == candidate.variant
        }
    }

    private func featuresAllow(_ candidate: Platform) -> Bool {
        var features = Set(candidate.osFeatures)
        if wanted.os == "windows" { features.remove("win32k") }
        return features.isSubset(of: wanted.osFeatures)
    }

    private func versionAllows(_ candidate: Platform) -> Bool {
        guard wanted.os == "windows" else { return true }
        return WindowsVersion(wanted.osVersion).runs(WindowsVersion(candidate.osVersion))
    }

    private static func compatible(_ platform: Platform) -> [Platform] {
        func with(_ architecture: String, _ variant: String?) -> Platform {
            Platform(os: platform.os, architecture: architecture, variant: variant)
        }
        let arm = ["v8", "v7", "v6", "v5"].map { with("arm", $0) }
        switch platform.architecture {
        case "amd64":
            guard let level = amd64Level(platform.variant) else { return [platform, with("386", nil)] }
            let lower = stride(from: level, to: 1, by: -1).map { with("amd64", "v\($0)") }
            return lower + [with("amd64", nil), with("386", nil)]
        case "arm":
            let lower = Array(arm.drop { $0.variant != platform.variant })
            return lower.isEmpty ? [platform] : lower
        case "arm64":
            guard let variants = arm64Variants(platform.variant ?? "v8") else { return [] }
            return variants.map { with("arm64", $0 == "v8" ? nil : $0) } + arm
        default:
            return [platform]
        }
    }

    /// The number behind the `v`; nil for a variant that is no level.
    private static func amd64Level(_ variant: String?) -> Int? {
        guard let variant else { return 1 }
        guard variant.first == "v", let level = Int(variant.dropFirst()), (2...64).contains(level) else { return nil }
        return level
    }

    /// `v9.x` runs `v9.0` to `v9.x` and `v8.0` to `v8.(x+5)`; a variant nobody knows runs nothing.
    private static func arm64Variants(_ variant: String) -> [String]? {
        let numbers = variant.dropFirst().split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard variant.first == "v", let first = numbers.first, let major = first, numbers.count <= 2 else { return nil }
        guard let minor = numbers.count == 2 ? numbers[1] : 0, (0...9).contains(minor) else { return nil }
        func down(_ major: Int, from minor: Int) -> [String] {
            stride(from: minor, through: 0, by: -1).map { $0 == 0 ? "v\(major)" : "v\(major).\($0)" }
        }
        switch major {
        case 8: return down(8, from: minor)
        case 9: return down(9, from: minor) + down(8, from: min(minor + 5, 9))
        default: return nil
        }
    }
}

/// The part of a Windows version that decides about compatibility.
struct WindowsVersion {
    private let numbers: [Int]?

    /// Reads `major.minor.build[.revision]`; anything shorter is no version and fits all.
    init(_ text: String?) {
        let parts = (text ?? "").split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        numbers =
            parts.count >= 3 && parts.prefix(3).allSatisfy { $0 != nil } ? parts.prefix(3).compactMap(\.self) : nil
    }

    /// Long-term releases: from the second one on, a host also runs what is as old as the release before its own.
    private static let longTermBuilds = [20348, 26100]

    /// Whether a host of this version runs containers of that one.
    func runs(_ image: WindowsVersion) -> Bool {
        guard let host = numbers, let image = image.numbers else { return true }
        guard host[0] == image[0], host[1] == image[1] else { return false }
        let build = host[2]
        guard build >= Self.longTermBuilds[0] else { return image[2] == build }
        let oldest = Self.longTermBuilds.last { $0 < build } ?? Self.longTermBuilds[0]
        return image[2] >= oldest && image[2] <= build
    }
}
