import Testing

@testable import ManifoldOCI

@Suite struct JSONWriterTests {
    private let sample = #"{"b":[1,{"a":null}],"e":{},"f":[],"a":"x"}"#

    @Test(arguments: [
        (JSONWriter.compact, #"{"b":[1,{"a":null}],"e":{},"f":[],"a":"x"}"#),
        (
            .tabbed,
            "{\n\t\"b\": [\n\t\t1,\n\t\t{\n\t\t\t\"a\": null\n\t\t}\n\t],\n\t\"e\": {},\n\t\"f\": [],\n\t\"a\": \"x\"\n}"
        ),
        (
            .docker,
            "{\n   \"b\": [\n      1,\n      {\n         \"a\": null\n      }\n   ],\n   \"e\": {},\n   \"f\": [],\n"
                + "   \"a\": \"x\"\n}"
        ),
        (
            .readable,
            "{\n  \"b\": [\n    1,\n    {\n      \"a\": null\n    }\n  ],\n  \"e\": {},\n  \"f\": [],\n  \"a\": \"x\"\n}"
        ),
    ])
    func layouts(writer: JSONWriter, text: String) throws {
        let value = try json(sample)
        #expect(writer.string(value) == text)
        #expect(try json(text) == value)
    }

    @Test(arguments: [
        ("<a>&</a>", #""\u003ca\u003e\u0026\u003c/a\u003e""#), ("\u{2028}\u{2029}", #""\u2028\u2029""#),
        ("\"\\/", #""\"\\/""#), ("\n\r\t\u{8}\u{C}", #""\n\r\t\b\f""#),
        (
            "\u{0}\u{1}\u{B}\u{1F}",
            #""\u0000\u0001\u000b\u001f""#
        ),
        ("\u{7F}\u{80}é例😀", "\"\u{7F}\u{80}é例😀\""), ("e\u{301}\r\n", "\"e\u{301}\\r\\n\""), ("", #""""#),
    ])
    func escapesAsGoDoes(text: String, written: String) throws {
        let bytes = JSONWriter.compact.bytes(.string(text))
        #expect(bytes == Array(written.utf8))
        guard case .string(let again) = try StrictJSON.parse(bytes) else {
            Issue.record("not a text")
            return
        }
        #expect(Array(again.utf8) == Array(text.utf8))
    }

    @Test func peopleReadSignsAsTheyAre() {
        #expect(JSONWriter.readable.string(.string("<&>\u{2028}")) == #""<&>\u2028""#)
    }

    @Test func namesAreEscapedToo() {
        let object = JSON.object(JSONObject([.init("<\"\n", .bool(true))]))
        #expect(JSONWriter.compact.string(object) == #"{"\u003c\"\n":true}"#)
    }

    @Test func mapsAreSortedByBytes() {
        let map = JSON.map(["z": "1", "a.b": "2", "a": "3", "B": "4", "e\u{301}": "5", "\u{FF5E}": "6", "😀": "7"])
        guard case .object(let object) = map else {
            Issue.record("not an object")
            return
        }
        #expect(object.members.map(\.name) == ["B", "a", "a.b", "e\u{301}", "z", "\u{FF5E}", "😀"])
    }
}
