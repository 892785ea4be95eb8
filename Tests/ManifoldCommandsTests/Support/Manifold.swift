import Foundation
import Testing

@testable import TestSupport

/// The executable that was built with these tests, with a home, a store and a docker configuration of its own, so that
/// tests that run at the same time do not meet.
struct Manifold: Sendable {
    /// What one run left behind.
    typealias Output = Tool.Output

    /// The files of this instance.
    let files: TemporaryDirectory
    /// Variables that are set, or removed, beside those that every run gets.
    var environment: [String: String?] = [:]

    init() throws {
        files = try TemporaryDirectory()
        try files.directory("home")
    }

    /// The directory of the store; it is there when something was written to it.
    var store: String { files.file("store") }

    /// Another user of the same store, with an empty home.
    func sharingStore() throws -> Manifold {
        var other = try Manifold()
        other.environment = environment.merging(["MANIFOLD_STORE": store]) { $1 }
        return other
    }

    /// Runs a command line to its end.
    func run(_ arguments: [String], environment: [String: String?] = [:]) async throws -> Output {
        try await Tool.run(
            try Self.program,
            arguments: arguments,
            environment: variables.merging(environment) { $1 },
            directory: files.path
        )
    }

    /// Runs a command line to its end.
    func callAsFunction(_ arguments: String...) async throws -> Output {
        try await run(arguments)
    }

    /// Runs a command line that has to succeed, and returns what it printed, without the newline at its end.
    @discardableResult
    func require(_ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation) async throws -> String {
        let output = try await run(arguments)
        try #require(output.status == 0, "\(arguments): \(output.errorText)", sourceLocation: sourceLocation)
        return output.text
    }

    /// Runs a command line that has to succeed, and returns what it printed, without the newline at its end.
    @discardableResult
    func require(_ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation) async throws -> String {
        try await require(arguments, sourceLocation: sourceLocation)
    }

    /// Starts a command line, for tests that stop it.
    func start(_ arguments: String...) throws -> ChildProcess {
        try ChildProcess(
            try Self.program,
            arguments: arguments,
            environment: variables,
            output: files.file("running.out"),
            errors: files.file("running.err")
        )
    }

    /// Writes a configuration of docker with the credentials of one host.
    func logIn(to host: String, _ user: String, _ password: String) throws {
        let secret = Data("\(user):\(password)".utf8).base64EncodedString()
        try files.write(#"{"auths": {"\#(host)": {"auth": "\#(secret)"}}}"#, to: "docker/config.json")
    }

    private var variables: [String: String?] {
        var variables: [String: String?] = [
            "HOME": files.file("home"), "MANIFOLD_STORE": store, "DOCKER_CONFIG": files.file("docker"),
        ]
        let unset = [
            "XDG_DATA_HOME", "SOURCE_DATE_EPOCH", "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY",
            "all_proxy", "ALL_PROXY",
        ]
        for name in unset { variables.updateValue(nil, forKey: name) }
        return variables.merging(environment) { $1 }
    }

    /// The executable, which lies beside the program that runs the tests.
    static var program: String {
        get throws {
            let runners = ["/proc/self/exe", CommandLine.arguments[0], Bundle.main.bundlePath]
            let folders = runners.map { path in
                URL(fileURLWithPath: path).resolvingSymlinksInPath().deletingLastPathComponent()
            }
            let candidates = folders.map { $0.appendingPathComponent("manifold").path }
            return try #require(candidates.first { Tool.exists($0) }, "manifold was not built beside the tests")
        }
    }
}

/// Expects what every failure of the program has: its status, nothing on stdout, and one line of error on stderr, with
/// nothing but warnings and notes beside it.
func expectFailure(
    _ output: Manifold.Output,
    _ status: Int,
    _ parts: String...,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(output.status == status, "\(output.errorText)", sourceLocation: sourceLocation)
    #expect(output.text.isEmpty, sourceLocation: sourceLocation)
    let lines = output.errorText.split(separator: "\n")
    let errors = lines.filter { $0.hasPrefix("manifold: error: ") }
    #expect(errors.count == 1, "\(lines)", sourceLocation: sourceLocation)
    let others = lines.filter { !$0.hasPrefix("manifold: error: ") && !$0.hasPrefix("manifold: warning: ") }
    #expect(others.isEmpty, sourceLocation: sourceLocation)
    for part in parts {
        #expect(errors.first?.contains(part) == true, "\(errors)", sourceLocation: sourceLocation)
    }
}

extension TemporaryDirectory {
    /// Whether a directory in here is empty or was never made.
    func isEmpty(of name: String) throws -> Bool {
        guard FileManager.default.fileExists(atPath: file(name)) else { return true }
        return try FileManager.default.contentsOfDirectory(atPath: file(name)).isEmpty
    }
}
