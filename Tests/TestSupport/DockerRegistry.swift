/// Debian's `docker-registry` (distribution 2.8.2) on a free loopback port, the truth that clients are tested against.
///
/// The content is in a temporary directory. The process ends when the last reference to this object goes, or when the
/// test process does. Tests that use it carry `.needs("docker-registry")`, and `"openssl"` for TLS and tokens.
public final class DockerRegistry: Sendable {
    /// A place in the access log.
    public struct Mark: Sendable {
        let count: Int
    }

    /// How the registry was set up.
    public let setup: DockerRegistrySetup
    /// The address in the form that references have: `127.0.0.1:PORT`.
    public let host: String
    /// The process, for tests that watch it.
    public var processID: Int { Int(process.id) }

    private let files: TemporaryDirectory
    private let storage: TemporaryDirectory
    private let process: ChildProcess

    /// Starts a registry and waits until it listens.
    /// - Parameter twin: a registry whose content the new one shares, for example to fill one that asks for tokens.
    /// - Throws: ``TestSupportError`` with the registry's own words when it does not start.
    public init(_ setup: DockerRegistrySetup = .open, sharingContentOf twin: DockerRegistry? = nil) async throws {
        guard let program = Tool.find("docker-registry") else {
            throw TestSupportError("docker-registry is not installed")
        }
        let files = try TemporaryDirectory()
        self.setup = setup
        self.files = files
        storage = try twin?.storage ?? TemporaryDirectory()
        let configuration = try await setup.configuration(storage: storage.path, files: files)
        let process = try ChildProcess(
            program,
            arguments: ["serve", try files.write(configuration, to: "config.yml")],
            environment: Self.environment,
            output: files.file("access.log"),
            errors: files.file("registry.log")
        )
        self.process = process
        let port = Guarded("")
        try await eventually("docker-registry listens") {
            let log = String(decoding: try files.read("registry.log"), as: UTF8.self)
            if let line = log.firstRange(of: "listening on 127.0.0.1:") {
                let digits = log[line.upperBound...].prefix { $0.isNumber }
                port.withLock { $0 = String(digits) }
            }
            guard process.status == nil else { throw TestSupportError("docker-registry does not start: \(log)") }
            return !port.value.isEmpty
        }
        host = "127.0.0.1:\(port.value)"
    }

    /// The address as a URL, without a slash at the end.
    public var url: String { "\(setup.authority == nil ? "http" : "https")://\(host)" }

    /// What the registry wrote about itself, for the messages of failed tests.
    public var diagnostics: String {
        (try? String(decoding: files.read("registry.log"), as: UTF8.self)) ?? ""
    }

    /// Ends the process.
    ///
    /// What was stored stays until the last reference to this object goes.
    public func stop() {
        process.kill()
    }

    /// Every request until now, those of this support library's own making left out.
    ///
    /// Everything that a client was told before the call is there if the client has ended or has closed its
    /// connections. The only request that could still be missing is one on a connection that is open, whose reply was
    /// read as it arrived.
    public func accessLog() async throws -> [AccessLogEntry] {
        let port = String(host.dropFirst("127.0.0.1:".count))
        // A request is logged before the registry closes its side of a connection, and a sentinel comes after it.
        try await eventually("the registry closes the connections that clients have closed") {
            !TCPTable.hasHalfClosed(port: Int(port) ?? 0)
        }
        let sentinel = Self.sentinel + String(UInt64.random(in: .min ... .max), radix: 16)
        try await send(sentinel)
        let files = files
        try await eventually("the sentinel is in the access log") {
            String(decoding: try files.read("access.log"), as: UTF8.self).contains(sentinel)
        }
        return String(decoding: try files.read("access.log"), as: UTF8.self)
            .split(separator: "\n").compactMap { AccessLogEntry($0) }
            .filter { !$0.uri.hasPrefix(Self.sentinel) }
    }

    /// The end of the access log as it is now.
    public func mark() async throws -> Mark {
        Mark(count: try await accessLog().count)
    }

    /// The requests that came after a mark.
    public func entries(since mark: Mark) async throws -> [AccessLogEntry] {
        Array(try await accessLog().dropFirst(mark.count))
    }

    private func send(_ target: String) async throws {
        guard let authority = setup.authority else {
            _ = try await RawHTTPClient(host: host).send("GET", target)
            return
        }
        let request = "GET \(target) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n"
        try await Tool.require(
            "openssl",
            ["s_client", "-quiet", "-connect", host, "-CAfile", authority.caFile],
            input: Array(request.utf8)
        )
    }

    private static let sentinel = "/v2/?sentinel="
}
