extension UInt8 {
    /// `0` to `9` and `a` to `f`.
    package var isLowercaseHexDigit: Bool {
        isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
    }

    /// `0` to `9`, `a` to `f` and `A` to `F`.
    package var isHexDigit: Bool {
        isLowercaseHexDigit || (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(self)
    }

    /// `0` to `9`.
    package var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// `a` to `z`.
    package var isLowercaseLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }

    /// `A` to `Z`.
    package var isUppercaseLetter: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }

    /// A letter or a digit.
    package var isAlphanumeric: Bool { isDigit || isLowercaseLetter || isUppercaseLetter }
}

/// A text in double quotes with every control, bidirectional control and quote character escaped, so that text from
/// outside can stand in a message.
package func quoted(_ text: String) -> String {
    "\"" + escapedForTerminal(text, alsoEscaping: "\"") + "\""
}

/// A text that cannot move the cursor, change colours or reorder what is around it: C0, C1, DEL and bidirectional
/// controls are written as `\u{…}`.
package func escapedForTerminal(_ text: String, alsoEscaping extra: Unicode.Scalar? = nil) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar.value {
        case 0x0A: result += "\\n"
        case 0x0D: result += "\\r"
        case 0x09: result += "\\t"
        case 0x00...0x1F, 0x7F...0x9F, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069:
            result += "\\u{" + String(scalar.value, radix: 16) + "}"
        case _ where scalar == extra:
            result += "\\"
            result.unicodeScalars.append(scalar)
        default:
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}
