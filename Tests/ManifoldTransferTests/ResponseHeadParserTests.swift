import HTTPTypes
import Testing

@testable import ManifoldTransfer

@Suite struct ResponseHeadParserTests {
    private func parse(_ text: String, limit: Int = 65_536) -> ResponseHeadParser.Result {
        var parser = ResponseHeadParser(limit: limit)
        var result = ResponseHeadParser.Result.needsMore
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            result = parser.parse(line: (line + "\r\n").utf8)
            if result != .needsMore { break }
        }
        return result
    }

    @Test(
        arguments: [
            ("HTTP/1.1 200 OK\n\n", 200, []),
            ("HTTP/2 404 \n\n", 404, []),
            ("HTTP/1.0 204\n\n", 204, []),
            ("HTTP/1.1 200 OK\nA: 1\na:2\nB:  x y \t\nC:\n\n", 200, ["A=1", "a=2", "B=x y", "C="]),
            ("HTTP/1.1 100 Continue\nX: 1\n\nHTTP/1.1 201 Created\nY: 2\n\n", 201, ["Y=2"]),
            ("HTTP/1.1 200 OK\nbad name: 1\n: 2\nno colon\n folded\nGood: 3\n\n", 200, ["Good=3"]),
            ("HTTP/1.1 200 OK\nDate: a:b:c\n\n", 200, ["Date=a:b:c"]),
            (
                "HTTP/1.1 401 x\nWWW-Authenticate: Basic\nWWW-Authenticate: Bearer realm=\"r\"\n\n", 401,
                ["WWW-Authenticate=Basic", "WWW-Authenticate=Bearer realm=\"r\""]
            ),
        ] as [(String, Int, [String])]
    )
    func heads(text: String, status: Int, fields: [String]) throws {
        guard case .complete(let head) = parse(text) else {
            Issue.record("not complete")
            return
        }
        #expect(head.status == status)
        #expect(head.headers.map { "\($0.name.rawName)=\($0.value)" } == fields)
    }

    @Test(arguments: ["HTTP/1.1\n\n", "HTTP/1.1 20 OK\n\n", "HTTP/1.1 2000\n\n", "HTTP/1.1 abc\n\n", "X: 1\n\n"])
    func malformed(text: String) {
        guard case .malformed = parse(text) else {
            Issue.record("accepted")
            return
        }
    }

    @Test func totalSizeIsBounded() {
        let line = String(repeating: "a", count: 90)
        #expect(parse("HTTP/1.1 200 OK\nX: \(line)\n\n", limit: 100) != .needsMore)
        guard case .malformed = parse("HTTP/1.1 200 OK\nX: \(line)\n\n", limit: 100) else {
            Issue.record("accepted")
            return
        }
    }

    @Test func trailersAreIgnored() {
        var parser = ResponseHeadParser()
        _ = parser.parse(line: "HTTP/1.1 200 OK\r\n".utf8)
        #expect(parser.parse(line: "\r\n".utf8) == .complete(ResponseHead(status: 200, headers: [:])))
        #expect(parser.parse(line: "Trailer: 1\r\n".utf8) == .needsMore)
        #expect(parser.parse(line: "\r\n".utf8) == .needsMore)
    }
}
