/// The parts of an absolute `http` or `https` URL that decide how it is reached.
struct URLParts: Hashable {
    enum Scheme: String {
        case http, https

        var defaultPort: Int { self == .http ? 80 : 443 }
    }

    let scheme: Scheme
    /// In lower case, an IPv6 address without its brackets.
    let host: String
    /// As written, or the scheme's.
    let port: Int
    /// Host and port as written, without user information.
    let authority: String

    /// Nil unless `url` is absolute, `http` or `https`, of visible ASCII characters, with a host and a usable port.
    init?(_ url: String) {
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), let colon = url.utf8.firstIndex(of: UInt8(ascii: ":")),
            let scheme = Scheme(rawValue: url[..<colon].lowercased()), url[colon...].hasPrefix("://")
        else { return nil }
        let rest = url[colon...].dropFirst(3)
        var authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let at = authority.lastIndex(of: "@") {
            authority = authority[authority.index(after: at)...]
        }
        guard let (host, port) = Self.split(authority) else { return nil }
        self.scheme = scheme
        self.host = host.lowercased()
        self.authority = String(authority)
        switch port {
        case nil: self.port = scheme.defaultPort
        case .some(let digits):
            guard digits.utf8.count <= 5, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = Int(digits), (1...65_535).contains(number)
            else { return nil }
            self.port = number
        }
    }

    /// Host and port of `host`, `host:port`, `[v6]` or `[v6]:port`; nil for an empty host or stray brackets.
    static func split(_ authority: Substring) -> (host: Substring, port: Substring?)? {
        if authority.first == "[" {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            let host = authority[..<close].dropFirst()
            let after = authority[close...].dropFirst()
            guard !host.isEmpty else { return nil }
            if after.isEmpty { return (host, nil) }
            return after.first == ":" ? (host, after.dropFirst()) : nil
        }
        guard let colon = authority.firstIndex(of: ":") else {
            return authority.isEmpty ? nil : (authority, nil)
        }
        let port = authority[colon...].dropFirst()
        return colon == authority.startIndex || port.contains(":") ? nil : (authority[..<colon], port)
    }
}
