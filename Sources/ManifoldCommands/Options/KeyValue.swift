import ArgumentParser

/// `KEY=VALUE`, split at the first `=`.
struct KeyValue: ExpressibleByArgument {
    let key: String
    let value: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
        key = String(argument[..<equals])
        value = String(argument[argument.index(after: equals)...])
    }
}

extension Sequence<KeyValue> {
    /// The pairs as a table; of a key given twice the last value counts.
    var table: [String: String] {
        reduce(into: [:]) { $0[$1.key] = $1.value }
    }
}
