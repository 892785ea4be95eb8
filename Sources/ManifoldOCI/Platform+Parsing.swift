extension Platform {
    /// Reads the string form: `OS`, `ARCH`, `OS/ARCH` or `OS/ARCH/VARIANT`, where OS may carry `(version+feature…)`.
    ///
    /// What is left out is the host's. Aliases are resolved; two and three parts need not be known names, so that a
    /// platform younger than this program can be named.
    /// - Throws: ``PlatformError``.
    public init(parsing text: String) throws(PlatformError) {
        guard !text.contains("*") else { throw PlatformError(text, .wildcard) }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 3 else { throw PlatformError(text, .tooManyParts) }
        for part in parts.dropFirst() where !Self.isComponent(part) {
            throw PlatformError(text, .invalidComponent(String(part)))
        }
        guard let first = parts.first, let system = Self.operatingSystem(first) else {
            throw PlatformError(text, .invalidComponent(String(parts.first ?? "")))
        }
        switch parts.count {
        case 1:
            try self.init(single: system, in: text)
        case 2:
            let processor = Self.normalizedArchitecture(String(parts[1]), variant: "")
            self.init(system, processor.architecture, Self.withoutDefault(processor))
        default:
            let processor = Self.normalizedArchitecture(String(parts[1]), variant: String(parts[2]))
            let isPlainARM64 = processor.architecture == "arm64" && processor.variant.isEmpty
            self.init(system, processor.architecture, isPlainARM64 ? "v8" : processor.variant)
        }
    }

    /// An operating system as it stands before the first slash.
    private struct System {
        var name: String
        var version: String?
        var features: [String] = []
        var isQualified = false
    }

    private init(_ system: System, _ architecture: String, _ variant: String) {
        self.init(
            os: Self.normalizedOS(system.name),
            architecture: architecture,
            variant: variant.isEmpty ? nil : variant,
            osVersion: system.version,
            osFeatures: system.features
        )
    }

    private init(single system: System, in text: String) throws(PlatformError) {
        let os = Self.normalizedOS(system.name)
        if KnownPlatforms.isOS(os) {
            let host = Self.host
            self.init(system, host.architecture, host.architecture == "arm" ? host.variant ?? "" : "")
            return
        }
        let processor = Self.normalizedArchitecture(system.name, variant: "")
        guard !system.isQualified, KnownPlatforms.isArchitecture(processor.architecture) else {
            throw PlatformError(text, .unknown)
        }
        self.init(System(name: Self.host.os), processor.architecture, Self.withoutDefault(processor))
    }

    /// `linux/arm` stays without variant although its normal form has one.
    private static func withoutDefault(_ processor: (architecture: String, variant: String)) -> String {
        processor.architecture == "arm" && processor.variant == "v7" ? "" : processor.variant
    }

    private static func isComponent(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                $0.isAlphanumeric || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
            }
    }

    private static func operatingSystem(_ text: Substring) -> System? {
        let name = text.prefix { $0 != "(" }
        guard !name.isEmpty, isComponent(name), !name.contains(".") else { return nil }
        guard name.endIndex != text.endIndex else { return System(name: String(name)) }
        guard text.last == ")" else { return nil }
        let inside = text[text.index(after: name.endIndex)...].dropLast()
        let pieces = inside.split(separator: "+", omittingEmptySubsequences: false)
        var decoded: [String] = []
        for piece in pieces {
            guard let value = unescaped(piece) else { return nil }
            decoded.append(value)
        }
        let version = decoded.removeFirst()
        return System(
            name: String(name),
            version: version.isEmpty ? nil : version,
            features: decoded.filter { !$0.isEmpty },
            isQualified: true
        )
    }

    /// Decodes percent escapes; nil when a character is not allowed or an escape is torn.
    private static func unescaped(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Substring(text).utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard rest.count >= 2, rest.prefix(2).allSatisfy(\.isHexDigit),
                    let value = UInt8(Substring(rest.prefix(2)), radix: 16)
                else { return nil }
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                guard byte.isAlphanumeric || "_.-".utf8.contains(byte) else { return nil }
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

/// Why a text is not a platform.
public struct PlatformError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with the text.
    public enum Reason: Hashable, Sendable {
        /// It holds `*`.
        case wildcard
        /// It has more than three parts.
        case tooManyParts
        /// A part is empty or holds a character that is not allowed.
        case invalidComponent(String)
        /// Its only part is neither a known operating system nor a known architecture.
        case unknown
    }

    /// The text as it was given.
    public let text: String
    /// What is wrong with it.
    public let reason: Reason

    init(_ text: String, _ reason: Reason) {
        self.text = text
        self.reason = reason
    }

    /// What is wrong, in words.
    public var description: String {
        switch reason {
        case .wildcard: "\(quoted(text)): wildcards not yet supported in a platform"
        case .tooManyParts: "\(quoted(text)): cannot parse platform specifier, write OS/ARCH or OS/ARCH/VARIANT"
        case .invalidComponent(let part): "\(quoted(text)): \(quoted(part)) is an invalid component of a platform"
        case .unknown: "\(quoted(text)): unknown operating system or architecture"
        }
    }
}
