/// A request in the access log of a ``DockerRegistry``.
public struct AccessLogEntry: Sendable, Equatable {
    /// The address of the client, without its port.
    public let remoteAddress: String
    /// The method.
    public let method: String
    /// The path and the query, as sent.
    public let uri: String
    /// The status of the reply.
    public let status: Int
    /// The length of the reply's body in bytes.
    public let bytesSent: Int
    /// The value of `User-Agent`; empty when there was none.
    public let userAgent: String

    /// The method and the target in one line, which is what tests compare.
    public var line: String { "\(method) \(uri)" }

    /// Reads a line in the combined log format; nil for any other line.
    init?(_ line: some StringProtocol) {
        guard let bracket = line.firstRange(of: "] \"") else { return nil }
        var rest = line[line.index(before: bracket.upperBound)...]
        guard let address = line.split(separator: " ").first,
            let request = Self.quoted(&rest),
            let reference = rest.firstIndex(of: "\"")
        else { return nil }
        let words = request.split(separator: " ")
        let numbers = rest[..<reference].split(separator: " ").compactMap { Int($0) }
        rest = rest[reference...]
        guard words.count == 3, numbers.count == 2, Self.quoted(&rest) != nil else { return nil }
        rest = rest.drop { $0 == " " }
        guard let agent = Self.quoted(&rest) else { return nil }
        remoteAddress = String(address)
        method = String(words[0])
        uri = String(words[1])
        status = numbers[0]
        bytesSent = numbers[1]
        userAgent = agent
    }

    /// Takes a text in quotation marks from the front, in which a backslash protects the next character.
    private static func quoted<Text: StringProtocol>(_ text: inout Text) -> String? where Text.SubSequence == Text {
        guard text.first == "\"" else { return nil }
        var result = ""
        var isProtected = false
        for index in text.indices.dropFirst() {
            let character = text[index]
            if isProtected {
                result.append(character)
                isProtected = false
            } else if character == "\\" {
                isProtected = true
            } else if character == "\"" {
                text = text[text.index(after: index)...]
                return result
            } else {
                result.append(character)
            }
        }
        return nil
    }
}
