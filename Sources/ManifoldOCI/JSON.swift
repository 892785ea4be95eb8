/// A JSON value that keeps what documents here must keep: the order of members, and numbers as they were written.
public indirect enum JSON: Hashable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number in its own spelling.
    case number(String)
    /// A text, unescaped.
    case string(String)
    /// An array.
    case array([JSON])
    /// An object.
    case object(JSONObject)

    /// A whole number.
    package static func integer(_ value: some BinaryInteger) -> JSON { .number(String(value)) }

    /// An array of texts.
    package static func strings(_ values: [String]) -> JSON { .array(values.map(JSON.string)) }

    /// An object with its keys in the order of their bytes, as Go writes a map.
    package static func map(_ values: [String: String]) -> JSON {
        let sorted = values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return .object(JSONObject(sorted.map { .init($0.key, .string($0.value)) }))
    }
}

/// The members of a JSON object in the order in which they were written.
public struct JSONObject: Hashable, Sendable {
    /// A name with its value.
    public struct Member: Hashable, Sendable {
        /// The name.
        public let name: String
        /// The value.
        public let value: JSON
        /// Where the name begins in the text it was read from, in bytes; 0 for a member that was made here.
        public let offset: Int

        package init(_ name: String, _ value: JSON, offset: Int = 0) {
            self.name = name
            self.value = value
            self.offset = offset
        }

        /// Equal by name and value, wherever they were read.
        public static func == (left: Member, right: Member) -> Bool {
            left.name == right.name && left.value == right.value
        }

        /// Hashes what makes two members equal.
        public func hash(into hasher: inout Hasher) {
            hasher.combine(name)
            hasher.combine(value)
        }
    }

    /// The members in order.
    public var members: [Member]

    package init(_ members: [Member] = []) {
        self.members = members
    }

    /// The value of a name.
    public subscript(name: String) -> JSON? {
        members.first { $0.name == name }?.value
    }

    /// Adds a member at the end; nil adds nothing.
    package mutating func append(_ name: String, _ value: JSON?) {
        if let value { members.append(Member(name, value)) }
    }
}
