/// What a server asks for in `WWW-Authenticate`.
///
/// Source: RFC 9110, section 11.6.1; distribution, docs/content/spec/auth/token.md.
struct AuthChallenge: Hashable, Sendable {
    /// The scheme in lower case: `basic`, `bearer`.
    let scheme: String
    /// The parameters, their names in lower case.
    let parameters: [String: String]

    /// Reads the challenges of one or more headers.
    ///
    /// What cannot be understood ends the reading of its header.
    static func parse(_ headers: [String]) -> [AuthChallenge] {
        headers.flatMap { header in
            var parser = Parser(rest: Substring(header).utf8[...])
            return parser.challenges()
        }
    }

    private struct Parser {
        var rest: Substring.UTF8View.SubSequence

        mutating func challenges() -> [AuthChallenge] {
            var result: [AuthChallenge] = []
            skipSeparators()
            while let scheme = token() {
                skipToken68()
                result.append(AuthChallenge(scheme: scheme.lowercased(), parameters: parameters()))
                skipSeparators()
            }
            return result
        }

        /// Reads `name=value` pairs up to the next scheme, which is a token that no `=` follows.
        private mutating func parameters() -> [String: String] {
            var result: [String: String] = [:]
            while true {
                let before = rest
                skipSeparators()
                guard let name = token() else { return result }
                skipSpace()
                guard rest.first == UInt8(ascii: "=") else {
                    rest = before
                    return result
                }
                rest = rest.dropFirst()
                skipSpace()
                guard let value = rest.first == UInt8(ascii: "\"") ? quotedString() : token() else { return result }
                result[name.lowercased()] = value
            }
        }

        /// Skips the one value without a name that some schemes have: `Negotiate abc==`.
        private mutating func skipToken68() {
            let before = rest
            skipSpace()
            guard token() != nil else { return }
            rest = rest.drop { $0 == UInt8(ascii: "=") }
            skipSpace()
            if rest.first != nil, rest.first != UInt8(ascii: ",") { rest = before }
        }

        private mutating func skipSpace() {
            rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
        }

        private mutating func skipSeparators() {
            rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: ",") }
        }

        private mutating func token() -> String? {
            let others = Set("!#$%&'*+-.^_`|~/:?".utf8)
            let token = rest.prefix {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || others.contains($0)
            }
            guard !token.isEmpty else { return nil }
            rest = rest[token.endIndex...]
            return String(Substring(token))
        }

        private mutating func quotedString() -> String? {
            var bytes: [UInt8] = []
            rest = rest.dropFirst()
            while let byte = rest.popFirst() {
                switch byte {
                case UInt8(ascii: "\""): return String(validating: bytes, as: UTF8.self)
                case UInt8(ascii: "\\"):
                    guard let next = rest.popFirst() else { return nil }
                    bytes.append(next)
                default: bytes.append(byte)
                }
            }
            return nil
        }
    }
}
