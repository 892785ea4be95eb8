/// The header fields of a message in the order in which they were sent, found by name without regard to case.
public struct HeaderFields: Sendable, ExpressibleByDictionaryLiteral, CustomStringConvertible {
    /// The fields as sent.
    public private(set) var fields: [(name: String, value: String)]

    /// Fields in an order that matters, or with names that repeat.
    public init(_ fields: [(name: String, value: String)] = []) {
        self.fields = fields
    }

    /// Fields as a literal; names may repeat.
    public init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { (name: $0.0, value: $0.1) }
    }

    /// The first value of a name.
    ///
    /// Setting it replaces all values, or removes them.
    public subscript(name: String) -> String? {
        get { values(name).first }
        set {
            fields.removeAll { Self.isEqual($0.name, name) }
            if let newValue { fields.append((name: name, value: newValue)) }
        }
    }

    /// All values of a name, one for each time it was sent.
    public func values(_ name: String) -> [String] {
        fields.filter { Self.isEqual($0.name, name) }.map(\.value)
    }

    /// Adds a field after those that are there.
    public mutating func append(_ name: String, _ value: String) {
        fields.append((name: name, value: value))
    }

    /// The fields as they stand in a message.
    public var description: String {
        fields.map { "\($0.name): \($0.value)\r\n" }.joined()
    }

    private static func isEqual(_ one: String, _ other: String) -> Bool {
        one.lowercased() == other.lowercased()
    }
}
