/// Writes JSON the way Go's encoder does, byte for byte, so that a document made here has the digest that docker's
/// would have: order kept, `<`, `>`, `&`, U+2028 and U+2029 escaped, no space before a colon, no newline at the end.
public struct JSONWriter: Sendable {
    /// What one level is indented by, or nil for everything on one line.
    public let indent: String?
    /// What is written as `\u003c` and the like: Go does so unless told otherwise.
    public let escapesHTML: Bool

    /// Whether DEL, C1 and bidirectional controls are written as escapes, so that a terminal shows them and does not
    /// obey.
    ///
    /// Documents that are stored and sent have them as they are.
    public let escapesControls: Bool

    /// Chooses a style.
    public init(indent: String?, escapesHTML: Bool = true, escapesControls: Bool = false) {
        self.indent = indent
        self.escapesHTML = escapesHTML
        self.escapesControls = escapesControls
    }

    /// The same style for printing.
    public var forTerminal: JSONWriter {
        JSONWriter(indent: indent, escapesHTML: escapesHTML, escapesControls: true)
    }

    /// Three spaces: how docker writes manifest lists.
    public static let docker = JSONWriter(indent: "   ")
    /// One tabulator: how docker prints single manifests.
    public static let tabbed = JSONWriter(indent: "\t")
    /// Two spaces: for results that people read.
    public static let readable = JSONWriter(indent: "  ", escapesHTML: false)
    /// Everything on one line.
    public static let compact = JSONWriter(indent: nil)

    /// The bytes of a value, without a newline at the end.
    public func bytes(_ value: JSON) -> [UInt8] {
        var output: [UInt8] = []
        write(value, level: 0, to: &output)
        return output
    }

    /// The text of a value, without a newline at the end.
    public func string(_ value: JSON) -> String {
        String(decoding: bytes(value), as: UTF8.self)
    }

    private func write(_ value: JSON, level: Int, to output: inout [UInt8]) {
        switch value {
        case .null: output += "null".utf8
        case .bool(let value): output += (value ? "true" : "false").utf8
        case .number(let text): output += text.utf8
        case .string(let text): write(text, to: &output)
        case .array(let elements):
            list("[", "]", elements, level: level, to: &output) { element, output in
                write(element, level: level + 1, to: &output)
            }
        case .object(let object):
            list("{", "}", object.members, level: level, to: &output) { member, output in
                write(member.name, to: &output)
                output += (indent == nil ? ":" : ": ").utf8
                write(member.value, level: level + 1, to: &output)
            }
        }
    }

    private func list<Element>(
        _ open: String,
        _ close: String,
        _ elements: [Element],
        level: Int,
        to output: inout [UInt8],
        each: (Element, inout [UInt8]) -> Void
    ) {
        output += open.utf8
        for (index, element) in elements.enumerated() {
            if index > 0 { output += ",".utf8 }
            newline(level + 1, to: &output)
            each(element, &output)
        }
        if !elements.isEmpty { newline(level, to: &output) }
        output += close.utf8
    }

    private func newline(_ level: Int, to output: inout [UInt8]) {
        guard let indent else { return }
        output.append(0x0A)
        for _ in 0..<level { output += indent.utf8 }
    }

    private func write(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\"".utf8
            case "\\": output += "\\\\".utf8
            case "\n": output += "\\n".utf8
            case "\r": output += "\\r".utf8
            case "\t": output += "\\t".utf8
            case "\u{8}": output += "\\b".utf8
            case "\u{C}": output += "\\f".utf8
            case "<", ">", "&":
                if escapesHTML { writeEscape(scalar, to: &output) } else { output += UTF8.encode(scalar) ?? .init() }
            case "\u{0}"..."\u{1F}", "\u{2028}", "\u{2029}": writeEscape(scalar, to: &output)
            case "\u{7F}"..."\u{9F}", "\u{61C}", "\u{200E}", "\u{200F}", "\u{202A}"..."\u{202E}",
                "\u{2066}"..."\u{2069}":
                if escapesControls {
                    writeEscape(scalar, to: &output)
                } else {
                    output += UTF8.encode(scalar) ?? .init()
                }
            default: output += UTF8.encode(scalar) ?? .init()
            }
        }
        output.append(UInt8(ascii: "\""))
    }

    private func writeEscape(_ scalar: Unicode.Scalar, to output: inout [UInt8]) {
        let digits = String(scalar.value, radix: 16)
        output += "\\u".utf8
        output += String(repeating: "0", count: 4 - digits.count).utf8
        output += digits.utf8
    }
}
