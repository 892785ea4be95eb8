/// Why no platform can be read from the head of a file.
public enum BinaryHeaderError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file is something else; the text says what, as far as that can be seen.
    case notABinary(String)
    /// The file, or what was given of it, ends before its header does.
    case truncated
    /// An executable for a machine without a known architecture name; the number is the one in the header.
    case unsupportedMachine(UInt32)
    /// An ELF executable for an operating system without a known name; the number is its `EI_OSABI`.
    case unsupportedSystem(UInt8)

    /// What is wrong, in words.
    public var description: String {
        switch self {
        case .notABinary(let what): "not an executable binary: \(what)"
        case .truncated: "the executable's header is incomplete"
        case .unsupportedMachine(let number): "an executable for the unknown machine \(number)"
        case .unsupportedSystem(let number): "an ELF executable for the unknown operating system \(number)"
        }
    }
}
