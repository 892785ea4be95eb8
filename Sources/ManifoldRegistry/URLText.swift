import ManifoldOCI

/// Puts URLs together and takes them apart, as far as a registry client needs it.
///
/// Source: RFC 3986, sections 2.1, 3 and 5.2.
enum URLText {
    /// A text in which nothing has a meaning in a query: all but unreserved characters are escaped.
    static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for byte in text.utf8 {
            if byte.isAlphanumeric || "-._~".utf8.contains(byte) {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// `name=value` pairs joined by `&`.
    static func query(_ pairs: [(name: String, value: String)]) -> String {
        pairs.map { "\($0.name)=\(escaped($0.value))" }.joined(separator: "&")
    }

    /// Adds a query behind one that may be there.
    static func appending(_ query: String, to url: String) -> String {
        let withoutFragment = url.prefix { $0 != "#" }
        return withoutFragment + (withoutFragment.contains("?") ? "&" : "?") + query
    }

    /// Scheme, host and port in lower case, with the default port written out: what decides who gets a credential.
    static func origin(_ url: String) -> String? {
        guard let mark = url.firstRange(of: "://") else { return nil }
        let scheme = url[..<mark.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let authority = url[mark.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.isEmpty, !authority.contains("@"), !authority.contains("\\") else { return nil }
        let afterBracket = authority.lastIndex(of: "]").map { authority[$0...] } ?? authority
        let port = afterBracket.contains(":") ? "" : (scheme == "https" ? ":443" : ":80")
        return "\(scheme)://\(authority.lowercased())\(port)"
    }

    /// The host of a URL, without its port.
    static func host(_ url: String) -> Substring? {
        guard let origin = origin(url), let mark = origin.firstRange(of: "://"), let colon = origin.lastIndex(of: ":")
        else {
            return nil
        }
        return Substring(String(origin[mark.upperBound..<colon]))
    }

    /// Resolves a `Location` against the URL that was asked.
    static func resolve(_ location: String, against base: String) -> String? {
        guard location.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !location.isEmpty else { return nil }
        if location.firstRange(of: "://").map({ location[..<$0.lowerBound].allSatisfy(\.isLetter) }) == true {
            return origin(location) == nil ? nil : location
        }
        guard let mark = base.firstRange(of: "://") else { return nil }
        if location.hasPrefix("//") {
            let absolute = base[..<mark.lowerBound] + ":" + location
            return origin(String(absolute)) == nil ? nil : String(absolute)
        }
        let pathStart = base[mark.upperBound...].firstIndex { $0 == "/" || $0 == "?" } ?? base.endIndex
        if location.hasPrefix("/") { return base[..<pathStart] + location }
        let path = base[pathStart...].prefix { $0 != "?" && $0 != "#" }
        if location.hasPrefix("?") { return base[..<pathStart] + path + location }
        let directory = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
        return base[..<pathStart] + directory + location
    }

    /// Whether a host is an address that only this machine or its own network can mean.
    static func isPrivateAddress(_ host: Substring) -> Bool {
        if host.hasPrefix("[") {
            let address = host.dropFirst().lowercased()
            return ["::1]", "fe8", "fe9", "fea", "feb", "fc", "fd", "::ffff:", "::]"].contains { address.hasPrefix($0) }
        }
        let name = host.hasSuffix(".") ? host.dropLast() : host
        if name == "localhost" || name.hasSuffix(".localhost") { return true }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard let last = labels.last, last.utf8.allSatisfy(\.isDigit) || last.hasPrefix("0x") else { return false }
        // An address in any other form than four plain numbers (`127.1`, `0x7f000001`) is one that wants to hide.
        let numbers = labels.filter { $0 == "0" || !$0.hasPrefix("0") }.compactMap { UInt8($0) }
        guard labels.count == 4, numbers.count == 4 else { return true }
        switch (numbers[0], numbers[1]) {
        case (127, _), (10, _), (0, _), (169, 254), (192, 168), (172, 16...31): return true
        default: return false
        }
    }
}
