/// The productions of the reference grammar over bytes.
///
/// A scanner is a thousand times faster than a regular expression here, and a reference is read for every line of a
/// release.
enum ReferenceGrammar {
    typealias Bytes = Substring.UTF8View

    static func isTag(_ bytes: String.UTF8View) -> Bool {
        guard let first = bytes.first, bytes.count <= 128 else { return false }
        guard first.isAlphanumeric || first == UInt8(ascii: "_") else { return false }
        return bytes.allSatisfy {
            $0.isAlphanumeric || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
        }
    }

    /// Components joined by single slashes.
    static func isPath(_ bytes: String.UTF8View) -> Bool {
        bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy(isPathComponent)
    }

    /// Groups of `[a-z0-9]+` joined by one of `.`, `_`, `__` or a run of `-`.
    private static func isPathComponent(_ bytes: Bytes) -> Bool {
        var separator: [UInt8] = []
        var seenGroup = false
        for byte in bytes {
            switch byte {
            case _ where byte.isDigit || byte.isLowercaseLetter:
                guard isPathSeparator(separator) else { return false }
                separator = []
                seenGroup = true
            case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                guard seenGroup else { return false }
                separator.append(byte)
            default:
                return false
            }
        }
        return seenGroup && separator.isEmpty
    }

    private static func isPathSeparator(_ bytes: [UInt8]) -> Bool {
        bytes.count <= 1 || bytes.allSatisfy { $0 == UInt8(ascii: "-") } || bytes == Array("__".utf8)
    }

    /// A host, and a colon with a port.
    static func isDomain(_ bytes: String.UTF8View) -> Bool {
        if bytes.first == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")) else { return false }
            guard isIPv6(bytes[bytes.index(after: bytes.startIndex)..<close]) else { return false }
            return isPort(bytes[bytes.index(after: close)...])
        }
        let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
        let labels = bytes[..<colon].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.allSatisfy(isHostLabel) && isPort(bytes[colon...])
    }

    private static func isHostLabel(_ bytes: Bytes) -> Bool {
        guard let first = bytes.first, let last = bytes.last, first.isAlphanumeric, last.isAlphanumeric else {
            return false
        }
        return bytes.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "-") }
    }

    /// Nothing, or a colon and a number that is a port.
    private static func isPort(_ bytes: Bytes) -> Bool {
        guard let colon = bytes.first else { return true }
        let digits = bytes.dropFirst()
        guard colon == UInt8(ascii: ":"), !digits.isEmpty, digits.allSatisfy(\.isDigit) else { return false }
        guard let port = Int(Substring(digits)) else { return false }
        return port <= 65535
    }

    /// Up to eight groups of one to four hexadecimal digits, with at most one `::` for the groups left out.
    private static func isIPv6(_ bytes: Bytes) -> Bool {
        let text = Substring(bytes)
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        func groups(_ half: Substring) -> Int? {
            if half.isEmpty { return 0 }
            let groups = half.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            let fits = groups.allSatisfy { (1...4).contains($0.count) && $0.allSatisfy(\.isHexDigit) }
            return fits ? groups.count : nil
        }
        switch halves.count {
        case 1: return groups(halves[0]) == 8
        case 2:
            guard let before = groups(halves[0]), let after = groups(halves[1]) else { return false }
            return before + after <= 7
        default: return false
        }
    }

    /// An algorithm of groups that begin with a letter, a colon, and at least 32 hexadecimal digits of either case.
    static func isDigest(_ bytes: String.UTF8View) -> Bool {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let encoded = bytes[bytes.index(after: colon)...]
        guard encoded.count >= 32, encoded.allSatisfy(\.isHexDigit) else { return false }
        let separators = Set("-_+.".utf8)
        let groups = bytes[..<colon].split(omittingEmptySubsequences: false) { separators.contains($0) }
        return groups.allSatisfy { group in
            guard let first = group.first, first.isAlphanumeric, !first.isDigit else { return false }
            return group.allSatisfy(\.isAlphanumeric)
        }
    }
}
