import ManifoldContent
import SystemPackage
import TestSupport
import Testing

@testable import ManifoldCredentials

struct DockerConfigFileTests {
    private let files: TemporaryDirectory

    init() throws {
        files = try TemporaryDirectory()
    }

    private func find(_ registry: String, in auths: String) throws -> Credential? {
        let path = try files.write("{\"auths\":{\(auths)}}", to: "config.json")
        return try DockerConfigFile(path: FilePath(path), mustExist: true).credential(for: registry)
    }

    // "me:pw" in base64.
    private static let entry = "{\"auth\":\"bWU6cHc=\"}"
    private static let credential = Credential.basic(user: "me", password: "pw")

    @Test(
        arguments: [
            (#"{"auth":"bWU6cHc="}"#, .basic(user: "me", password: "pw")),
            // "me:a:b", and "me:pw" with two zero bytes behind it.
            (#"{"auth":"bWU6YTpi"}"#, .basic(user: "me", password: "a:b")),
            (#"{"auth":"bWU6cHcAAA=="}"#, .basic(user: "me", password: "pw")),
            (#"{"username":"me","password":"pw"}"#, .basic(user: "me", password: "pw")),
            // "auth" goes before the two members.
            (#"{"auth":"bWU6cHc=","username":"you","password":"x"}"#, .basic(user: "me", password: "pw")),
            (#"{"auth":"","username":"me","password":"pw"}"#, .basic(user: "me", password: "pw")),
            (#"{"identitytoken":"id"}"#, .identityToken("id", user: "")),
            // "me:" in base64: what docker writes beside an identity token.
            (#"{"auth":"bWU6","identitytoken":"id"}"#, .identityToken("id", user: "me")),
            (#"{"auth":"bWU6cHc=","identitytoken":"id","registrytoken":"r"}"#, .identityToken("id", user: "me")),
            (#"{"registrytoken":"r"}"#, .registryToken("r")),
            (#"{"auth":"bWU6cHc=","registrytoken":"r"}"#, .registryToken("r")),
            (
                #"{"auth":"bWU6cHc=","identitytoken":"","email":"e","serveraddress":"s","x":{}}"#,
                .basic(user: "me", password: "pw")
            ),
            // An empty password is no credential.
            (#"{"auth":"bWU6"}"#, nil), (#"{"username":"me"}"#, nil), (#"{"username":"me","password":""}"#, nil),
            ("{}", nil), (#"{"auth":null}"#, nil),
        ] as [(String, Credential?)]
    )
    func entries(entry: String, expected: Credential?) throws {
        #expect(try find("registry.example", in: "\"registry.example\":\(entry)") == expected)
    }

    @Test(
        arguments: [
            ("registry.example", "registry.example"), ("https://registry.example", "registry.example"),
            ("http://registry.example", "registry.example"), ("https://registry.example/v1/", "registry.example"),
            ("registry.example/", "registry.example"), ("registry.example/any/path", "registry.example"),
            ("registry.example:5000", "registry.example:5000"),
            ("https://registry.example:5000/v2/", "registry.example:5000"),
            ("127.0.0.1:5000", "127.0.0.1:5000"), ("[::1]:5000", "[::1]:5000"),
            ("https://index.docker.io/v1/", "docker.io"), ("index.docker.io", "docker.io"),
        ]
    )
    func keysThatFit(key: String, registry: String) throws {
        #expect(try find(registry, in: "\"\(key)\":\(Self.entry)") == Self.credential)
    }

    @Test(
        arguments: [
            ("registry.example", "registry.example:5000"), ("registry.example:5000", "registry.example"),
            ("registry.example:443", "registry.example"), ("registry.example", "sub.registry.example"),
            ("sub.registry.example", "registry.example"), ("localhost:5000", "127.0.0.1:5000"),
            ("*", "registry.example"), ("", "registry.example"), ("https://", "registry.example"),
            ("ftp://registry.example", "registry.example"),
            // What is stored for the Hub is for the Hub.
            ("https://index.docker.io/v1/", "registry.example"),
            ("https://index.docker.io/v1/", "registry-1.docker.io"),
            ("docker.io.evil.example", "docker.io"), ("registry-1.docker.io", "docker.io"),
        ]
    )
    func keysThatDoNotFit(key: String, registry: String) throws {
        #expect(try find(registry, in: "\"\(key)\":\(Self.entry)") == nil)
    }

    @Test func theExactKeyWins() throws {
        let other = #""https://registry.example/v1/":{"auth":"eW91OnB3"}"#
        let exact = "\"registry.example\":\(Self.entry)"
        #expect(try find("registry.example", in: "\(other),\(exact)") == Self.credential)
        #expect(try find("registry.example", in: "\(exact),\(other)") == Self.credential)
    }

    /// Broken base64, no colon, no user, no text: an error that names the file and the key, and tells no secret.
    @Test(
        arguments: [
            #"{"auth":"!!!"}"#, #"{"auth":"bWU6cHc"}"#, #"{"auth":"bWVwdw=="}"#, #"{"auth":"OnB3"}"#,
            #"{"auth":"bWU6//8="}"#,
            #"{"auth":1}"#, #"{"username":["me"]}"#, #"{"identitytoken":{}}"#, "[]", "\"bWU6cHc=\"",
        ]
    )
    func malformedEntries(entry: String) throws {
        let error = #expect(throws: ManifoldError.self) {
            try find("registry.example", in: "\"registry.example\":\(entry)")
        }
        #expect(error?.code == .failed)
        #expect(error?.description.contains(files.file("config.json")) == true)
        #expect(error?.description.contains("registry.example") == true)
        #expect(error?.description.contains("bWU6") == false)
    }

    @Test func aMalformedEntryOfAnotherRegistryIsNobodysBusiness() throws {
        let auths = #""other.example":{"auth":"!!!"},"registry.example":"# + Self.entry
        #expect(try find("registry.example", in: auths) == Self.credential)
        #expect(try find("third.example", in: auths) == nil)
    }
}
