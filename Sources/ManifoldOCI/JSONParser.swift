/// Reads JSON as strictly as the specification writes it (RFC 8259), because what is read here decides what is
/// pushed: two readers of one document must never see two meanings.
///
/// Refused, each with its offset: a byte order mark, duplicate names, trailing commas, comments, invalid UTF-8, lone
/// surrogates, raw control characters, more than one value, and more than 100 levels.
public enum StrictJSON {
    /// Reads one value.
    /// - Throws: ``JSONError`` with the offset in bytes.
    public static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSON {
        try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in
            var parser = JSONParser(bytes: buffer)
            return try parser.document()
        }
    }

    /// The deepest nesting that is read.
    public static let maximumDepth = 100
}

/// Why a text is not JSON that can be trusted.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was found, in words.
    public let reason: String
    /// Where, in bytes from the beginning.
    public let offset: Int

    /// The reason and the place.
    public var description: String { "\(reason) at byte \(offset)" }
}

private struct JSONParser {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0
    var depth = 0

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    mutating func document() throws(JSONError) -> JSON {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw failure("a byte order mark") }
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw failure("something after the end of the document") }
        return value
    }

    private func failure(_ reason: String, at offset: Int? = nil) -> JSONError {
        JSONError(reason: reason, offset: offset ?? position)
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func consume(_ character: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func value() throws(JSONError) -> JSON {
        skipSpace()
        guard let byte = current else { throw failure("the document ends too early") }
        switch byte {
        case UInt8(ascii: "{"): return .object(try nested { parser throws(JSONError) in try parser.object() })
        case UInt8(ascii: "["): return .array(try nested { parser throws(JSONError) in try parser.array() })
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: throw failure("an unexpected character")
        }
    }

    private mutating func nested<Result>(
        _ body: (inout JSONParser) throws(JSONError) -> Result
    ) throws(JSONError) -> Result {
        depth += 1
        guard depth <= StrictJSON.maximumDepth else { throw failure("more than \(StrictJSON.maximumDepth) levels") }
        let result = try body(&self)
        depth -= 1
        return result
    }

    private mutating func literal(_ text: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        let end = position + text.utf8CodeUnitCount
        let expected = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard end <= bytes.count, bytes[position..<end].elementsEqual(expected) else {
            throw failure("an unexpected character")
        }
        position = end
        return value
    }

    private mutating func array() throws(JSONError) -> [JSON] {
        position += 1
        var elements: [JSON] = []
        skipSpace()
        if consume("]") { return elements }
        while true {
            elements.append(try value())
            skipSpace()
            if consume("]") { return elements }
            guard consume(",") else { throw failure("a missing comma or bracket") }
        }
    }

    private mutating func object() throws(JSONError) -> JSONObject {
        position += 1
        var members: [JSONObject.Member] = []
        var names: Set<String> = []
        skipSpace()
        if consume("}") { return JSONObject() }
        while true {
            skipSpace()
            let start = position
            guard current == UInt8(ascii: "\"") else { throw failure("a missing name") }
            let name = try string()
            guard names.insert(name).inserted else {
                throw failure("the name \(quoted(name)) a second time", at: start)
            }
            skipSpace()
            guard consume(":") else { throw failure("a missing colon") }
            members.append(.init(name, try value(), offset: start))
            skipSpace()
            if consume("}") { return JSONObject(members) }
            guard consume(",") else { throw failure("a missing comma or brace") }
        }
    }

    private mutating func digits() throws(JSONError) {
        guard let byte = current, byte.isDigit else { throw failure("a missing digit") }
        while let byte = current, byte.isDigit { position += 1 }
    }

    private mutating func number() throws(JSONError) -> String {
        let start = position
        _ = consume("-")
        if consume("0") {
            if let byte = current, byte.isDigit { throw failure("a number with a leading zero") }
        } else {
            try digits()
        }
        if consume(".") { try digits() }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func string() throws(JSONError) -> String {
        let opening = position
        position += 1
        var start = position
        var text = ""
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                text += try segment(start)
                position += 1
                return text
            case UInt8(ascii: "\\"):
                text += try segment(start)
                position += 1
                text.unicodeScalars.append(try escape())
                start = position
            case 0..<0x20:
                throw failure("a raw control character in a text")
            default:
                position += 1
            }
        }
        throw failure("a text without end", at: opening)
    }

    private func segment(_ start: Int) throws(JSONError) -> String {
        guard let text = String(validating: bytes[start..<position], as: UTF8.self) else {
            throw failure("invalid UTF-8", at: start)
        }
        return text
    }

    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        guard let byte = current else { throw failure("the document ends too early") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw failure("an unknown escape", at: position - 1)
        }
    }

    private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let start = position
        var value = try codeUnit()
        if (0xD800...0xDBFF).contains(value), consume("\\"), consume("u") {
            let low = try codeUnit()
            guard (0xDC00...0xDFFF).contains(low) else { throw failure("a lone surrogate", at: start) }
            value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else { throw failure("a lone surrogate", at: start) }
        return scalar
    }

    private mutating func codeUnit() throws(JSONError) -> UInt32 {
        guard position + 4 <= bytes.count, bytes[position..<position + 4].allSatisfy(\.isHexDigit),
            let value = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        else { throw failure("a torn escape") }
        position += 4
        return value
    }
}
