import Testing

@testable import ManifoldOCI

@Suite struct JSONParserTests {
    @Test(
        arguments: [
            ("null", .null), (" true\n", .bool(true)), ("\t\r false", .bool(false)), ("[]", .array([])),
            ("{ }", .object(.init())),
            ("0", .number("0")), ("-0", .number("-0")), ("1e400", .number("1e400")),
            ("-1.50E+07", .number("-1.50E+07")),
            ("9223372036854775808", .number("9223372036854775808")),
            ("[1 , [ ] ]", .array([.number("1"), .array([])])),
            (#""a\"\\\/\b\f\n\r\t""#, .string("a\"\\/\u{8}\u{C}\n\r\t")),
            (#""\u0041\u00e9\u0000""#, .string("Aé\u{0}")),
            (#""\ud83d\uDE00😀""#, .string("😀😀")), ("\"\u{7F}\u{2028}\u{FEFF}\"", .string("\u{7F}\u{2028}\u{FEFF}")),
            (#"{"b":1,"a":null}"#, .object(.init([.init("b", .number("1")), .init("a", .null)]))),
            (#"{"a":1,"A":2}"#, .object(.init([.init("a", .number("1")), .init("A", .number("2"))]))),
        ] as [(String, JSON)]
    )
    func reads(text: String, value: JSON) throws {
        #expect(try json(text) == value)
        #expect(try StrictJSON.parse(JSONWriter.compact.bytes(value)) == value)
    }

    @Test(arguments: [
        ("", 0), (" ", 1), ("\u{FEFF}{}", 0), ("{} {}", 3), ("[1,]", 3), (#"{"a":1,}"#, 7), ("[,1]", 1),
        ("[1 2]", 3), ("[", 1),
        ("{", 1), ("]", 0), (#"{"a"}"#, 4), (#"{"a" 1}"#, 5), ("{a:1}", 1), ("{'a':1}", 1), (#"{"a":1 "b":2}"#, 7),
        (#"{"a":1,"a":2}"#, 7), (#"{"a":1,"\u0061":2}"#, 7), (#"{"x":{"a":1,"b":2,"a":1}}"#, 18),
        ("// x\n1", 0), ("/* */1", 0), ("1//", 1), ("NaN", 0), ("Infinity", 0), ("-Infinity", 1), ("True", 0),
        ("nul", 0),
        ("nulL", 0), ("tru", 0), ("01", 1), ("-01", 2), ("-", 1), ("+1", 0), (".5", 0), ("1.", 2), ("1.e3", 2),
        ("1e", 2),
        ("1e+", 3), ("0x10", 1), ("1_000", 1), ("\"a", 0), (#""a\"#, 3), (#""\x""#, 2), (#""\u12""#, 3),
        (#""\u12g4""#, 3),
        (#""\u{41}""#, 3), (#""\ud800""#, 3), (#""\ud800\n""#, 3), (#""\ud800\ud800""#, 3), (#""\udc00""#, 3),
        (#""\udc00\ud800""#, 3), ("\"a\u{0}\"", 2), ("\"a\nb\"", 2), ("\"\u{1F}\"", 1), ("\u{A0}1", 0), ("1\u{0}", 1),
        ("\u{C}1", 0),
    ])
    func refuses(text: String, offset: Int) {
        let error = #expect(throws: JSONError.self) { try json(text) }
        #expect(error?.offset == offset)
        #expect(error?.description.hasSuffix("at byte \(offset)") == true)
    }

    @Test(
        arguments: [
            [0xFF], [0x80], [0xC0, 0xAF], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xF8, 0x88, 0x80, 0x80, 0x80],
            [0xE2, 0x82],
        ] as [[UInt8]]
    )
    func refusesWhatIsNotUTF8(_ bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try StrictJSON.parse(Array("\"".utf8) + bytes + Array("\"".utf8)) }
        #expect(throws: JSONError.self) { try StrictJSON.parse(Array("{\"".utf8) + bytes + Array("\":1}".utf8)) }
        #expect(throws: JSONError.self) { try StrictJSON.parse(bytes) }
    }

    @Test(arguments: [("[", "]"), (#"{"a":"#, "}")])
    func nesting(open: String, close: String) throws {
        _ = try json(times(99, open) + "[]" + times(99, close))
        for text in [times(100, open) + "[]" + times(100, close), times(100_000, open)] {
            let error = #expect(throws: JSONError.self) { try json(text) }
            #expect(error?.reason == "more than 100 levels")
        }
        _ = try json("[" + times(200, "[],") + "[]]")
    }

    @Test func messagesMoveNoCursor() {
        let text = complaint { try json("{\"\\u001b[2J\":1,\"\\u001b[2J\":2}") }
        #expect(text == #"the name "\u{1b}[2J" a second time at byte 15"#)
    }

    @Test func membersRememberWhereTheyWere() throws {
        guard case .object(let object) = try json(#" {"a": 1, "b":2}"#) else {
            Issue.record("not an object")
            return
        }
        #expect(object.members.map(\.offset) == [2, 10])
        #expect(object["b"] == .number("2"))
        #expect(object["c"] == nil)
        #expect(object == JSONObject([.init("a", .number("1")), .init("b", .number("2"))]))
    }
}
