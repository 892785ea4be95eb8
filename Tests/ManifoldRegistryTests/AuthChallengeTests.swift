import Testing

@testable import ManifoldRegistry

struct AuthChallengeTests {
    typealias Expected = [(scheme: String, parameters: [String: String])]

    @Test(
        arguments: [
            (["Basic realm=\"x\""], [("basic", ["realm": "x"])]),
            (["Basic"], [("basic", [:])]),
            (["bAsIc REALM=\"x\""], [("basic", ["realm": "x"])]),
            (["Basic realm=x"], [("basic", ["realm": "x"])]),
            (["Basic realm = \"x\""], [("basic", ["realm": "x"])]),
            (
                ["Bearer realm=\"https://auth.example/token\",service=\"reg\",scope=\"repository:a/b:pull,push\""],
                [
                    (
                        "bearer",
                        ["realm": "https://auth.example/token", "service": "reg", "scope": "repository:a/b:pull,push"]
                    )
                ]
            ),
            (
                ["Bearer realm=https://auth.example/token,service=reg"],
                [("bearer", ["realm": "https://auth.example/token", "service": "reg"])]
            ),
            // Several in one header, and several headers.
            (
                ["Bearer realm=\"a\", service=\"b\", Basic realm=\"c\""],
                [("bearer", ["realm": "a", "service": "b"]), ("basic", ["realm": "c"])]
            ),
            (["Negotiate, Basic realm=\"c\""], [("negotiate", [:]), ("basic", ["realm": "c"])]),
            (
                ["Basic realm=\"c\"", "Bearer realm=\"a\""],
                [("basic", ["realm": "c"]), ("bearer", ["realm": "a"])]
            ),
            // Separators that lists may hold.
            (
                [", ,Basic realm=\"c\",, Bearer ,realm=\"a\" ,"],
                [("basic", ["realm": "c"]), ("bearer", ["realm": "a"])]
            ),
            // Escapes, and commas and equals signs inside quotes.
            (["Basic realm=\"a \\\"b\\\" \\\\c, d=e\""], [("basic", ["realm": "a \"b\" \\c, d=e"])]),
            (["Basic realm=\"\""], [("basic", ["realm": ""])]),
            (["Basic realm=\"å\""], [("basic", ["realm": "å"])]),
        ] as [([String], Expected)]
    )
    func grammar(headers: [String], expected: Expected) {
        let challenges = AuthChallenge.parse(headers)
        #expect(challenges.map(\.scheme) == expected.map(\.scheme))
        #expect(challenges.map(\.parameters) == expected.map(\.parameters))
    }

    /// What nobody can understand is no challenge, and never a crash or an endless loop.
    @Test(arguments: ["", " ", ",,,", "\"Basic\"", "=", "(Basic)", "\u{0}", "é"])
    func nothing(header: String) {
        #expect(AuthChallenge.parse([header]).isEmpty)
    }

    @Test(arguments: ["Bearer realm=\"unfinished", "Bearer realm=\"a\\", "Bearer realm=", "Bearer realm=\"\u{1}"])
    func brokenValuesAreDropped(header: String) {
        let challenges = AuthChallenge.parse([header])
        #expect(challenges.map(\.scheme) == ["bearer"])
        #expect(challenges.first?.parameters.isEmpty == true)
    }

    @Test func aBrokenHeaderDoesNotTakeTheNextOneAlong() {
        let challenges = AuthChallenge.parse(["Bearer realm=\"unfinished", "Basic realm=\"x\""])
        #expect(challenges.map(\.scheme) == ["bearer", "basic"])
    }
}
