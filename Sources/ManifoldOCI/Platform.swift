/// What an image runs on, as written.
///
/// Two spellings of one platform differ as values; compare ``normalized`` to ask whether they are the same platform.
///
/// Source: OCI image-spec v1.1.1, image-index.md, "platform"; the string form is containerd's.
public struct Platform: Hashable, Sendable {
    /// The operating system in the spelling of GOOS: `linux`.
    public var os: String
    /// The processor architecture in the spelling of GOARCH: `arm64`.
    public var architecture: String
    /// The variant of the architecture: `v7`.
    public var variant: String?
    /// The version of the operating system, which only Windows needs: `10.0.17763.5329`.
    public var osVersion: String?
    /// What the operating system must offer, for example `win32k`.
    public var osFeatures: [String]
    /// What the processor must offer.
    ///
    /// Reserved by OCI, allowed in Docker lists.
    public var features: [String]
    /// Members of the JSON object that no specification knows, kept as they were.
    package var unknownMembers: [JSONObject.Member]

    /// Makes a platform from its parts.
    public init(
        os: String,
        architecture: String,
        variant: String? = nil,
        osVersion: String? = nil,
        osFeatures: [String] = [],
        features: [String] = []
    ) {
        self.os = os
        self.architecture = architecture
        self.variant = variant
        self.osVersion = osVersion
        self.osFeatures = osFeatures
        self.features = features
        unknownMembers = []
    }

    /// `unknown/unknown`, the platform that builders give to attestations.
    public var isUnknown: Bool { os == "unknown" && architecture == "unknown" }

    /// Operating system, architecture and variant joined by slashes: `linux/arm/v7`.
    public var shortDescription: String {
        ([os.isEmpty ? "unknown" : os, architecture] + [variant ?? ""]).filter { !$0.isEmpty }.joined(separator: "/")
    }
}

extension Platform: CustomStringConvertible {
    /// The string form with everything that tells platforms apart: `windows(10.0.17763+win32k)/amd64`.
    public var description: String {
        let features = Set(osFeatures).sorted().map { "+" + Self.escaped($0) }.joined()
        let version = osVersion.map(Self.escaped) ?? ""
        let qualifier = version.isEmpty && features.isEmpty ? "" : "(\(version)\(features))"
        let system = (os.isEmpty ? "unknown" : os) + qualifier
        return ([system, architecture] + [variant ?? ""]).filter { !$0.isEmpty }.joined(separator: "/")
    }

    /// Percent-escapes what the string form does not allow as it is.
    private static func escaped(_ text: String) -> String {
        text.utf8.reduce(into: "") { result, byte in
            if byte.isAlphanumeric || "_.-".utf8.contains(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}
