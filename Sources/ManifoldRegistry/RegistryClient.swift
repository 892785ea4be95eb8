import HTTPTypes
import Logging
import ManifoldContent
import ManifoldCredentials
import ManifoldOCI
import ManifoldTransfer

/// Talks to registries: finds out how each is reached, shows credentials where they are asked for, follows redirects,
/// and tries again what may pass.
///
/// One client serves a whole run, so that connections, tokens and what was learnt about a registry are shared.
public final class RegistryClient: Sendable {
    let engine: TransferEngine
    let options: RegistryOptions
    private let credentials: any CredentialSource
    let retry: RetryPolicy
    private let logger: Logger?
    private let hosts = Locked<[String: RegistryHost]>([:])

    /// Makes a client.
    ///
    /// The engine's thread starts with the first request.
    public init(options: RegistryOptions, credentials: any CredentialSource, logger: Logger? = nil) {
        var configuration = TransferEngine.Configuration()
        configuration.userAgent = options.userAgent
        engine = TransferEngine(configuration: configuration, logger: logger)
        self.options = options
        self.credentials = credentials
        self.logger = logger
        retry = RetryPolicy(retries: options.retries)
    }

    /// Waits until the engine has stopped.
    ///
    /// No request may follow.
    public func shutdown() {
        engine.shutdown()
    }

    /// The repository that a reference names.
    public func repository(_ reference: Reference) -> RegistryRepository {
        RegistryRepository(client: self, host: host(reference), reference: reference)
    }

    private func host(_ reference: Reference) -> RegistryHost {
        hosts.withLock { hosts in
            if let host = hosts[reference.registry] { return host }
            let host = RegistryHost(
                name: reference.wireHost,
                candidates: RegistryEndpoint.candidates(for: reference.wireHost, options),
                authenticator: Authenticator(registry: reference.registry, credentials: credentials) {
                    [weak self] method, url, headers, body in
                    guard let self else { throw CancellationError() }
                    return try await self.tokenExchange(method, url, headers, body)
                }
            )
            hosts[reference.registry] = host
            return host
        }
    }

    /// Sends a request as often as it takes, and returns the answer, whatever its status.
    func send(_ request: RegistryRequest, to host: RegistryHost) async throws -> RegistryReply {
        try await retrying(request.method, host.name) { try await exchange(request, with: host) }
    }

    /// Does something again for as long as the policy says that it may pass.
    func retrying(
        _ method: HTTPRequest.Method,
        _ name: String,
        _ work: () async throws -> RegistryReply
    ) async throws -> RegistryReply {
        var attempt = 1
        while true {
            let verdict: RetryPolicy.Verdict
            let outcome: Result<RegistryReply, any Error>
            do {
                let reply = try await work()
                outcome = .success(reply)
                verdict = retry.verdict(
                    method: method,
                    status: reply.status,
                    headers: reply.headers,
                    attempt: attempt
                )
            } catch let error as TransferError {
                outcome = .failure(error)
                verdict = retry.verdict(method: method, error: error, attempt: attempt)
            }
            guard case .retry(let pause) = verdict else { return try outcome.get() }
            logger?.info("\(method) \(name): \(Self.summary(outcome)), again in \(pause)")
            attempt += 1
            try await Task.sleep(for: pause)
        }
    }

    private static func summary(_ outcome: Result<RegistryReply, any Error>) -> String {
        switch outcome {
        case .success(let reply): "status \(reply.status)"
        case .failure(let error): "\(error)"
        }
    }

    // MARK: One attempt

    /// One attempt at a request: finds the way to the host, and answers its challenge.
    private func exchange(_ request: RegistryRequest, with host: RegistryHost) async throws -> RegistryReply {
        if case .url(let url) = request.address {
            return try await authenticated(request, url: url, host: host, verifiesPeer: host.verifiesPeer)
        }
        guard case .path(let path) = request.address else { throw CancellationError() }
        let ways = host.ways
        var doubtful: RegistryReply?
        var lost: TransferError?
        for (position, way) in ways.enumerated() {
            let isLast = position == ways.count - 1
            let url = "\(way.scheme.rawValue)://\(host.name)/v2/\(path)"
            do {
                let reply = try await authenticated(request, url: url, host: host, verifiesPeer: way.verifiesPeer)
                if !isLast, reply.isFromWrongScheme(way) {
                    doubtful = reply
                    continue
                }
                host.settle(on: way)
                return reply
            } catch let error as TransferError {
                if isLast, error.code != .certificate {
                    // It was plain HTTP after all: the refusal was meant, or the connection broke for its own reasons.
                    if let doubtful { return doubtful }
                    if let lost { throw lost }
                }
                guard !isLast, way.isWrong(for: error) else { throw error }
                lost = error
            }
        }
        throw CancellationError()
    }

    private func authenticated(
        _ request: RegistryRequest,
        url: String,
        host: RegistryHost,
        verifiesPeer: Bool
    ) async throws -> RegistryReply {
        // A URL that the registry handed out may be on another host, which gets no credential.
        let isHome = host.isHome(url)
        var authorization = isHome ? try await host.authenticator.authorization(for: request.scopes) : nil
        var wasAsked = false
        while true {
            let reply = try await followed(request, url: url, authorization, verifiesPeer: verifiesPeer)
            guard reply.status == 401, isHome, !wasAsked else { return reply }
            wasAsked = true
            var challenges = reply.challenges
            if challenges.isEmpty { challenges = try await pingedChallenges(url, verifiesPeer) }
            let answer = try await host.authenticator.answer(
                to: challenges,
                for: request.scopes,
                having: authorization,
                at: url
            )
            guard let answer else { return reply }
            authorization = answer
        }
    }

    /// Some registries refuse the real request without saying how they want to be asked; the base address says it.
    private func pingedChallenges(_ url: String, _ verifiesPeer: Bool) async throws -> [AuthChallenge] {
        guard let origin = URLText.origin(url) else { return [] }
        let ping = TransferRequest(url: origin + "/v2/", options: transferOptions(verifiesPeer))
        let response = try await engine.send(ping, limit: RegistryRequest.ContentSizes.answer)
        return AuthChallenge.parse(response.headers[values: .wwwAuthenticate])
    }

    /// Sends a request and follows where the server points, at most ten times.
    ///
    /// Credentials stay with their host.
    private func followed(
        _ request: RegistryRequest,
        url: String,
        _ authorization: Authenticator.Authorization?,
        verifiesPeer: Bool
    ) async throws -> RegistryReply {
        var method = request.method
        var body = request.body
        var url = url
        let home = URLText.origin(url)
        for _ in 0...10 {
            var headers = request.headers
            if URLText.origin(url) == home { headers[.authorization] = authorization?.header }
            let transfer = TransferRequest(
                method: method,
                url: url,
                headers: headers,
                body: body,
                options: transferOptions(verifiesPeer)
            )
            let reply = try await transmit(transfer, request)
            guard [301, 302, 303, 307, 308].contains(reply.status), let location = reply.headers[.location] else {
                return reply
            }
            reply.discard()
            guard let next = URLText.resolve(location, against: url) else {
                throw BadLocation(url: location, reason: "it is not a URL")
            }
            if let objection = LocationRule.objection(to: next, from: url) {
                throw BadLocation(url: next, reason: objection)
            }
            if reply.status == 303 {
                method = method == .head ? .head : .get
                body = .none
            }
            url = next
        }
        throw BadLocation(url: url, reason: "it was the eleventh redirect in a row")
    }

    private func transmit(_ transfer: TransferRequest, _ request: RegistryRequest) async throws -> RegistryReply {
        guard request.isBulk, request.method == .get else {
            var transfer = transfer
            transfer.options.prefersHTTP1 = request.isBulk
            return RegistryReply(try await engine.send(transfer, limit: request.limit))
        }
        let stream = try await engine.open(transfer)
        if stream.status == 200 || stream.status == 206 { return RegistryReply(stream) }
        var body: [UInt8] = []
        for try await chunk in stream {
            body += chunk
            if body.count > RegistryRequest.ContentSizes.answer { break }
        }
        return RegistryReply(
            TransferResponse(status: stream.status, headers: stream.headers, body: body, url: stream.url)
        )
    }

    func transferOptions(_ verifiesPeer: Bool) -> TransferOptions {
        var result = TransferOptions()
        result.verifiesPeer = verifiesPeer
        result.caFile = options.caFile
        result.idleTimeout = options.idleTimeout
        result.connectTimeout = options.idleTimeout
        return result
    }
}
