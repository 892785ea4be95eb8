import Testing

@testable import ManifoldOCI

@Suite struct EscapingTests {
    @Test(arguments: [
        ("", "\"\""), ("plain ünïcode 例", "\"plain ünïcode 例\""), ("a\"b", #""a\"b""#), ("a\nb\r\tc", #""a\nb\r\tc""#),
        ("\u{1B}]0;x\u{7}", #""\u{1b}]0;x\u{7}""#),
        (
            "\u{0}\u{7F}\u{80}\u{9B}31m\u{9F}",
            #""\u{0}\u{7f}\u{80}\u{9b}31m\u{9f}""#
        ),
        ("\u{202E}gpj\u{2066}\u{2069}", #""\u{202e}gpj\u{2066}\u{2069}""#),
        ("\u{200E}\u{200F}\u{61C}\u{2028}\u{2029}", #""\u{200e}\u{200f}\u{61c}\u{2028}\u{2029}""#),
        (
            "\r\n",
            #""\r\n""#
        ),
    ])
    func quoting(text: String, result: String) {
        #expect(quoted(text) == result)
    }

    @Test func quotesStandOutsideOfQuotes() {
        #expect(escapedForTerminal("say \"hi\"\u{1B}[0m") == #"say "hi"\u{1b}[0m"#)
    }

    @Test func nothingThatMovesTheCursorIsLeft() {
        let everything = String(String.UnicodeScalarView((0...0x2FFF).compactMap(Unicode.Scalar.init)))
        let dangerous: [ClosedRange<UInt32>] = [
            0x00...0x1F, 0x7F...0x9F, 0x61C...0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069,
        ]
        for scalar in escapedForTerminal(everything).unicodeScalars {
            #expect(!dangerous.contains { $0.contains(scalar.value) })
        }
    }
}
