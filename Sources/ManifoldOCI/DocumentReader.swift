/// Takes the members that a specification knows out of a JSON object, checks their types, and keeps the rest.
///
/// A name that differs from a known one only in case is refused: Go's readers would take it for the known one, others
/// would not, and the two would see different images. Go folds as Unicode does, so that a long s (U+017F) counts too.
package struct DocumentReader {
    private let object: JSONObject
    private let known: Set<String>
    private let context: String

    package init(_ value: JSON, known: Set<String>, context: String) throws(DocumentError) {
        guard case .object(let object) = value else {
            throw DocumentError(.malformed, "\(context) is not a JSON object")
        }
        self.object = object
        self.known = known
        self.context = context
        let folded = Set(known.map(Self.folded))
        for member in object.members where !known.contains(member.name) && folded.contains(Self.folded(member.name)) {
            throw DocumentError(
                .ambiguous,
                "\(context) holds \(quoted(member.name)), which some clients take for another name, at byte "
                    + String(member.offset)
            )
        }
    }

    /// Upper case first: the long s and its like have no lower case of their own.
    private static func folded(_ name: String) -> String { name.uppercased().lowercased() }

    /// Reads JSON strictly, as the beginning of reading a document.
    package static func parse(_ bytes: [UInt8]) throws(DocumentError) -> JSON {
        do { return try StrictJSON.parse(bytes) } catch { throw DocumentError(error) }
    }

    /// The members that are not known.
    package var unknownMembers: [JSONObject.Member] { object.members.filter { !known.contains($0.name) } }

    /// Whether a name is there with anything but null.
    package func has(_ name: String) -> Bool { value(name) != nil }

    /// A value; null counts as absent.
    package func value(_ name: String) -> JSON? {
        guard let value = object[name], value != .null else { return nil }
        return value
    }

    package func string(_ name: String) throws(DocumentError) -> String? {
        switch value(name) {
        case nil: return nil
        case .string(let text): return text
        default: throw fault(name, "is not a text")
        }
    }

    package func required(_ name: String) throws(DocumentError) -> String {
        guard let text = try string(name) else { throw fault(name, "is missing") }
        return text
    }

    package func digest(_ name: String) throws(DocumentError) -> Digest {
        let text = try required(name)
        do { return try Digest(parsing: text) } catch { throw fault(name, "is invalid (\(error))") }
    }

    package func integer(_ name: String) throws(DocumentError) -> Int64? {
        switch value(name) {
        case nil: return nil
        case .number(let text):
            let digits = text.hasPrefix("-") ? text.dropFirst() : Substring(text)
            guard digits.utf8.allSatisfy(\.isDigit), let number = Int64(text) else {
                throw fault(name, "is \(text), not a whole number")
            }
            return number
        default: throw fault(name, "is not a number")
        }
    }

    package func array(_ name: String) throws(DocumentError) -> [JSON]? {
        switch value(name) {
        case nil: return nil
        case .array(let elements): return elements
        default: throw fault(name, "is not an array")
        }
    }

    package func strings(_ name: String) throws(DocumentError) -> [String] {
        var texts: [String] = []
        for element in try array(name) ?? [] {
            guard case .string(let text) = element else { throw fault(name, "holds something that is not a text") }
            texts.append(text)
        }
        return texts
    }

    /// Texts by name; an empty object says as little as none.
    package func map(_ name: String) throws(DocumentError) -> [String: String]? {
        guard let value = value(name) else { return nil }
        guard case .object(let object) = value else { throw fault(name, "is not an object") }
        var result: [String: String] = [:]
        for member in object.members {
            guard case .string(let text) = member.value else {
                throw fault(name, "holds a value that is not a text under \(quoted(member.name))")
            }
            result[member.name] = text
        }
        return result.isEmpty ? nil : result
    }

    package func fault(_ name: String, _ what: String) -> DocumentError {
        let offset = object.members.first { $0.name == name }.map { " at byte \($0.offset)" } ?? ""
        return DocumentError(.malformed, "\(context): \"\(name)\" \(what)\(offset)")
    }
}
