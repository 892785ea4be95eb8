public import Testing

extension Trait where Self == ConditionTrait {
    /// Skips a test or a suite, visibly and with the reason, when a program that it needs is not installed.
    public static func needs(_ programs: String...) -> Self {
        let missing = programs.filter { !Tool.exists($0) }
        let verb = missing.count == 1 ? "is" : "are"
        return .enabled(if: missing.isEmpty, "\(missing.joined(separator: ", ")) \(verb) not installed")
    }
}
