/// The identity of content: an algorithm and an encoded hash, as in `sha256:e3b0c442…`.
///
/// A value of this type has been validated, so that it can become a file name or a part of a URL: neither part can
/// hold a slash, and neither can be `.` or `..`.
///
/// Source: OCI image-spec v1.1.1, descriptor.md, "Digests".
public struct Digest: Hashable, Sendable, CustomStringConvertible {
    /// The algorithm, the part before the colon.
    public let algorithm: DigestAlgorithm
    /// The encoded hash, the part after the colon.
    public let encoded: String

    init(uncheckedAlgorithm algorithm: DigestAlgorithm, encoded: String) {
        self.algorithm = algorithm
        self.encoded = encoded
    }

    /// Reads a digest as documents write it.
    ///
    /// Algorithms that are not known are accepted when they fit the grammar: content of theirs can be carried, not
    /// verified.
    /// - Throws: ``DigestError`` when the text does not fit the grammar, or the hash of a known algorithm has the wrong
    ///   length or digits.
    public init(parsing text: String) throws(DigestError) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { throw .malformed(text) }
        let name = text[..<colon]
        let encoded = text[text.utf8.index(after: colon)...]
        guard Self.isAlgorithmName(name.utf8), Self.isEncodedHash(encoded.utf8) else { throw .malformed(text) }
        let algorithm = DigestAlgorithm(unchecked: String(name))
        if let length = algorithm.hexLength {
            guard encoded.utf8.count == length else { throw .wrongLength(text, expected: length) }
            guard encoded.utf8.allSatisfy(\.isLowercaseHexDigit) else { throw .notLowercaseHex(text) }
        }
        self.init(uncheckedAlgorithm: algorithm, encoded: String(encoded))
    }

    /// The digest as written: `algorithm:encoded`.
    public var description: String { "\(algorithm.name):\(encoded)" }

    /// `[a-z0-9]+` groups joined by one of `+`, `.`, `_`, `-`.
    private static func isAlgorithmName(_ bytes: Substring.UTF8View) -> Bool {
        var afterSeparator = true
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                afterSeparator = false
            case UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                if afterSeparator { return false }
                afterSeparator = true
            default:
                return false
            }
        }
        return !afterSeparator
    }

    /// `[a-zA-Z0-9=_-]+`, and no longer than a file name may be.
    private static func isEncodedHash(_ bytes: Substring.UTF8View) -> Bool {
        guard !bytes.isEmpty, bytes.count <= 255 else { return false }
        return bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "="), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default:
                false
            }
        }
    }
}

/// Why a text is not a digest.
public enum DigestError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text is not `algorithm:encoded`.
    case malformed(String)
    /// The hash of a known algorithm has not the number of digits it must have.
    case wrongLength(String, expected: Int)
    /// The hash of a known algorithm holds something other than lower-case hexadecimal digits.
    case notLowercaseHex(String)

    /// What is wrong, in words.
    public var description: String {
        switch self {
        case .malformed(let text):
            "\(quoted(text)) is not a digest (algorithm:hash)"
        case .wrongLength(let text, let expected):
            "invalid checksum digest length: \(quoted(text)) must have \(expected) hexadecimal digits"
        case .notLowercaseHex(let text):
            "invalid checksum digest format: \(quoted(text)) must be lower-case hexadecimal"
        }
    }
}
