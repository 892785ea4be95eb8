import ManifoldContent
import ManifoldCredentials
import ManifoldOCI
import TestSupport
import Testing

@testable import ManifoldRegistry

@Suite(.needs("docker-registry"), .timeLimit(.minutes(2)))
struct DockerRegistryAuthTests {
    @Test func password() async throws {
        let registry = try await DockerRegistry(.htpasswd(user: "tester", password: "secret"))
        let (descriptor, bytes) = blob()
        let right = try place(registry.host, as: .basic(user: "tester", password: "secret"), plainHTTP: false)
        #expect(try await right.store(descriptor, from: .bytes(bytes)) == .uploaded)
        #expect(try await right.open(descriptor).collect() == bytes)

        for credential in [.basic(user: "tester", password: "wr0ng-s3cret"), nil] as [Credential?] {
            let place = try place(registry.host, as: credential, plainHTTP: false)
            let error = await #expect(throws: ManifoldError.self) { try await place.contains(descriptor) }
            #expect(error?.code == .unauthorized)
            #expect(error?.description.contains("s3cret") == false)
        }
    }

    @Test(.needs("openssl"))
    func rightsOfEachRepository() async throws {
        var options = TokenServerOptions(users: ["writer": "pw"])
        options.rights = { user, repository, actions in
            switch (user, repository) {
            case ("writer", "app"): actions
            case (_, "lib/base"): actions.filter { $0 == "pull" }
            default: []
            }
        }
        let tokens = try await TokenServer(options)
        let registry = try await DockerRegistry(.token(tokens))
        let writer = Credential.basic(user: "writer", password: "pw")
        let (app, base) = try neighbours(registry.host, as: writer, plainHTTP: false)
        let (descriptor, bytes) = blob()
        #expect(try await app.store(descriptor, from: .bytes(bytes)) == .uploaded)
        #expect(try await app.contains(descriptor))
        #expect(tokens.log.map(\.scopes) == [["repository:app:pull,push"]])
        #expect(tokens.log.allSatisfy { $0.hadBasicAuth && $0.service == tokens.service })

        // A token that grants less than was asked for shows only in the registry's answer.
        let push = await #expect(throws: ManifoldError.self) { try await base.store(descriptor, from: .bytes(bytes)) }
        #expect([.unauthorized, .denied].contains(push?.code))
        #expect(push?.description.contains("repository:lib/base:pull,push") == true)
        let anonymous = try place(registry.host, plainHTTP: false)
        let pull = await #expect(throws: ManifoldError.self) { try await anonymous.contains(descriptor) }
        #expect([.unauthorized, .denied].contains(pull?.code))
    }

    @Test(.needs("openssl"))
    func aMountWithOneToken() async throws {
        let tokens = try await TokenServer(TokenServerOptions(users: ["me": "pw"]))
        let open = try await DockerRegistry()
        let registry = try await DockerRegistry(.token(tokens), sharingContentOf: open)
        let image = try SyntheticImage()
        try await RegistryFixture(host: open.host).push(image, to: "lib/base", tag: "1")
        let (app, base) = try neighbours(registry.host, as: .basic(user: "me", password: "pw"), plainHTTP: false)
        let target = app.expectingMounts(from: [base])
        let report = try await GraphCopy(from: base, to: target, jobs: 4).copy(try image.raw(), as: ["1"])
        #expect(report.mounted == 2)
        #expect(tokens.log.map(\.scopes) == [["repository:app:pull,push", "repository:lib/base:pull"]])
    }

    @Test(.needs("openssl"), arguments: [nil, 404, 405])
    func anIdentityToken(postRefusal: Int?) async throws {
        var options = TokenServerOptions(users: ["<token>": "identity"])
        options.refreshTokens = ["identity": "me"]
        options.postRefusal = postRefusal
        let tokens = try await TokenServer(options)
        let registry = try await DockerRegistry(.token(tokens))
        let place = try place(registry.host, as: .identityToken("identity", user: ""), plainHTTP: false)
        let (descriptor, bytes) = blob()
        #expect(try await place.store(descriptor, from: .bytes(bytes)) == .uploaded)
        #expect(tokens.log.map(\.method) == (postRefusal == nil ? ["POST"] : ["POST", "GET"]))
    }

    @Test(.needs("openssl"))
    func aWrongPasswordForTokens() async throws {
        let tokens = try await TokenServer(TokenServerOptions(users: ["me": "pw"]))
        let registry = try await DockerRegistry(.token(tokens))
        let place = try place(registry.host, as: .basic(user: "me", password: "wr0ng-s3cret"), plainHTTP: false)
        let error = await #expect(throws: ManifoldError.self) { try await place.manifest(.tag("1")) }
        #expect(error?.code == .unauthorized)
        #expect(error?.description.contains("s3cret") == false)
        #expect(tokens.log.count == 1)
    }

    /// Tokens that have run out before they arrive are no reason to ask for ever more of them.
    @Test(.needs("openssl"))
    func tokensThatAreDeadOnArrival() async throws {
        var options = TokenServerOptions(users: ["me": "pw"])
        options.lifetime = -100
        options.expiresIn = 300
        let tokens = try await TokenServer(options)
        let registry = try await DockerRegistry(.token(tokens))
        let place = try place(registry.host, as: .basic(user: "me", password: "pw"), plainHTTP: false)
        let (descriptor, bytes) = blob()
        let error = await #expect(throws: ManifoldError.self) { try await place.store(descriptor, from: .bytes(bytes)) }
        #expect(error?.code == .unauthorized)
        #expect(tokens.log.count == 1)
        // The clock is set right, and the same client goes on.
        tokens.update { $0.lifetime = 300 }
        #expect(try await place.store(descriptor, from: .bytes(bytes)) == .uploaded)
        #expect(tokens.log.count == 2)
    }
}
