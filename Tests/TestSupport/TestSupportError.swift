/// Why a helper of the tests could not do its work.
public struct TestSupportError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, in words.
    public let description: String

    /// An error with a message for whoever reads the test's output.
    public init(_ description: String) {
        self.description = description
    }
}
