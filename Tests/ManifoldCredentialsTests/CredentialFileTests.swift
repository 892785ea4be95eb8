import ManifoldContent
import SystemPackage
import TestSupport
import Testing

@testable import ManifoldCredentials

/// The file as a whole: there or not, JSON or not, where it is looked for.
struct CredentialFileTests {
    private let files: TemporaryDirectory

    init() throws {
        files = try TemporaryDirectory()
    }

    private func read(_ text: String) throws -> Credential? {
        let path = try files.write(text, to: "config.json")
        return try DockerConfigFile(path: FilePath(path), mustExist: true).credential(for: "registry.example")
    }

    @Test(arguments: [
        "", "{", "{\"auths\":{}", "{\"auths\":{},}", "not json", "{\"auths\":{},\"auths\":{}}", "[]", "null",
        "{\"auths\":[]}", "{\"auths\":\"\"}",
    ])
    func malformed(text: String) throws {
        let error = #expect(throws: ManifoldError.self) { try read(text) }
        #expect(error?.code == .failed)
        #expect(error?.description.contains(files.file("config.json")) == true)
    }

    @Test(arguments: [
        "{}", "{\"auths\":{}}", "{\"auths\":null}", "{\"credsStore\":\"pass\",\"HttpHeaders\":{\"a\":\"b\"}}",
    ])
    func withoutEntries(text: String) throws {
        #expect(try read(text) == nil)
    }

    @Test func missing() throws {
        let path = FilePath(files.file("none/config.json"))
        #expect(try DockerConfigFile(path: path, mustExist: false).credential(for: "registry.example") == nil)
        let error = #expect(throws: ManifoldError.self) {
            try DockerConfigFile(path: path, mustExist: true).credential(for: "registry.example")
        }
        #expect(error?.code == .storage)
        #expect(error?.description.contains(path.string) == true)
    }

    /// Something in the place of the file is no missing file.
    @Test func aDirectoryInItsPlace() throws {
        let path = FilePath(try files.directory("config.json"))
        let error = #expect(throws: ManifoldError.self) {
            try DockerConfigFile(path: path, mustExist: false).credential(for: "registry.example")
        }
        #expect(error?.code == .storage)
    }

    @Test func whereDockerLooks() throws {
        try files.write(#"{"auths":{"r.example":{"auth":"bWU6b25l"}}}"#, to: "docker/config.json")
        try files.write(#"{"auths":{"r.example":{"auth":"bWU6dHdv"}}}"#, to: "home/.docker/config.json")
        let both = ["DOCKER_CONFIG": files.file("docker"), "HOME": files.file("home")]
        let one = try #require(DockerConfigFile.standard(environment: both))
        #expect(try one.credential(for: "r.example") == .basic(user: "me", password: "one"))
        let home = ["DOCKER_CONFIG": "", "HOME": files.file("home")]
        let two = try #require(DockerConfigFile.standard(environment: home))
        #expect(try two.credential(for: "r.example") == .basic(user: "me", password: "two"))
        #expect(DockerConfigFile.standard(environment: [:]) as DockerConfigFile? == nil)
        #expect(DockerConfigFile.standard(environment: ["HOME": ""]) as DockerConfigFile? == nil)
    }

    @Test(
        arguments: [
            .basic(user: "me", password: "s3cret"), .identityToken("s3cret", user: "me"),
            .identityToken("s3cret", user: ""),
            .registryToken("s3cret"),
        ] as [Credential]
    )
    func descriptionsTellNoSecret(credential: Credential) {
        #expect(!credential.description.contains("s3cret"))
        #expect(!"\(credential)".contains("s3cret"))
    }

    @Test func nobody() {
        #expect(NoCredentials().credential(for: "registry.example") == nil)
    }
}
