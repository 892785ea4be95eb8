/// Why a text does not name content in a registry.
public struct ReferenceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with the text.
    public enum Reason: Hashable, Sendable {
        /// It does not fit the grammar.
        case malformed
        /// The repository, which is given, holds an upper-case letter.
        case uppercaseRepository(String)
        /// It is nothing but 64 hexadecimal digits, which would be an image ID.
        case bareHexadecimal
        /// The repository has more than 255 characters.
        case repositoryTooLong
        /// The digest names an algorithm that cannot be verified.
        case unsupportedAlgorithm
        /// The digest's hash is too short or too long for its algorithm.
        case digestLength
        /// The digest's hash is not lower-case hexadecimal.
        case digestFormat
    }

    /// The text as it was given.
    public let text: String
    /// What is wrong with it.
    public let reason: Reason

    init(_ text: String, _ reason: Reason) {
        self.text = text
        self.reason = reason
    }

    /// The reason in the words that docker's users know, and the text.
    public var description: String {
        switch reason {
        case .malformed:
            "invalid reference format: \(quoted(text))"
        case .uppercaseRepository(let name):
            "invalid reference format: repository name (\(escapedForTerminal(name))) must be lowercase"
        case .bareHexadecimal:
            "invalid repository name (\(text)), cannot specify 64-byte hexadecimal strings"
        case .repositoryTooLong:
            "repository name must not be more than 255 characters: \(quoted(text))"
        case .unsupportedAlgorithm:
            "unsupported digest algorithm: \(quoted(text))"
        case .digestLength:
            "invalid checksum digest length: \(quoted(text))"
        case .digestFormat:
            "invalid checksum digest format: \(quoted(text))"
        }
    }
}
