import SystemPackage
import Testing

@testable import ManifoldTransfer

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Against `openssl s_server`, with a certificate for `localhost` from an authority that only the test knows.
@Suite(
    .enabled(if: TLSServer.isAvailable, "needs the openssl command"),
    .serialized,
    .timeLimit(.minutes(1))
)
struct TLSTests {
    private func send(
        _ url: String,
        _ options: TransferOptions,
        to engine: TransferEngine
    ) async -> Result<TransferResponse, TransferError> {
        do throws(TransferError) {
            return .success(try await engine.send(.init(url: url, options: options), limit: 1 << 20))
        } catch {
            return .failure(error)
        }
    }

    @Test func trust() async throws {
        let server = try TLSServer()
        let engine = directEngine()
        let byName = "https://localhost:\(server.port)/"
        let byAddress = "https://127.0.0.1:\(server.port)/"
        var trusting = TransferOptions()
        trusting.caFile = server.authority
        var careless = TransferOptions()
        careless.verifiesPeer = false

        #expect(try await send(byName, trusting, to: engine).get().status == 200)
        #expect(await send(byName, .init(), to: engine).code == .certificate)
        // The authority is right and the name is wrong.
        #expect(await send(byAddress, trusting, to: engine).code == .certificate)
        #expect(try await send(byAddress, careless, to: engine).get().status == 200)
        // What was let pass once is not let pass for the next request.
        #expect(await send(byAddress, .init(), to: engine).code == .certificate)
    }

    @Test func filesThatAreNotThere() async throws {
        let server = try TLSServer()
        let engine = directEngine()
        var noAuthority = TransferOptions()
        noAuthority.caFile = "/nonexistent/ca.pem"
        #expect(await send("https://localhost:\(server.port)/", noAuthority, to: engine).code == .tls)
        var noCertificate = TransferOptions()
        noCertificate.clientCertificate = "/nonexistent/client.pem"
        #expect(await send("https://localhost:\(server.port)/", noCertificate, to: engine).code == .tls)
    }

    @Test func plainHTTPToATLSServer() async throws {
        let server = try TLSServer()
        let engine = directEngine()
        let result = await send("http://127.0.0.1:\(server.port)/", .init(), to: engine)
        #expect([.notHTTP, .connectionLost].contains(result.code), "\(result)")
    }
}

extension Result where Failure == TransferError {
    fileprivate var code: TransferError.Code? {
        if case .failure(let error) = self { error.code } else { nil }
    }
}

/// An `openssl s_server` on a port of its choice.
private final class TLSServer {
    static let isAvailable = system("openssl version >/dev/null 2>&1") == 0

    let port: Int
    let authority: String
    private let directory: String
    private let process: pid_t

    init() throws {
        var template = Array("/tmp/manifold-tls-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw ScriptedServer.SetUpFailure(call: "mkdtemp") }
        directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        authority = directory + "/ca.pem"
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
        let script = """
            exec 2>/dev/null </dev/null
            cd \(directory) || exit 1
            openssl req -x509 \(key) -keyout ca.key -out ca.pem -days 2 -subj '/CN=Test authority' || exit 1
            openssl req \(key) -keyout server.key -out server.csr -subj /CN=localhost || exit 1
            echo subjectAltName=DNS:localhost >names
            openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names \
            -out server.pem || exit 1
            echo $$
            exec openssl s_server -www -accept 127.0.0.1:0 -cert server.pem -key server.key
            """
        guard let output = popen(script, "r") else { throw ScriptedServer.SetUpFailure(call: "popen") }
        var process: pid_t?
        var port: Int?
        var line = [CChar](repeating: 0, count: 200)
        while port == nil, fgets(&line, Int32(line.count), output) != nil {
            let text = String(
                decoding: line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) },
                as: UTF8.self
            )
            if process == nil { process = pid_t(text) }
            if text.hasPrefix("ACCEPT ") { port = text.split(separator: ":").last.flatMap { Int($0) } }
        }
        // The pipe stays open, and unread, until the server is killed: it says nothing more.
        guard let process, let port else { throw ScriptedServer.SetUpFailure(call: "openssl") }
        self.process = process
        self.port = port
    }

    deinit {
        kill(process, SIGKILL)
        for name in ["ca.pem", "ca.key", "ca.srl", "server.key", "server.csr", "server.pem", "names"] {
            unlink(directory + "/" + name)
        }
        rmdir(directory)
    }
}
