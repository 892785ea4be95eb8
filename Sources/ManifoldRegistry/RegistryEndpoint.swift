import HTTPTypes
import ManifoldTransfer

/// One way to reach a registry: a scheme, and whether certificates are verified.
struct RegistryEndpoint: Hashable, Sendable {
    enum Scheme: String {
        case http, https
    }

    let scheme: Scheme
    let verifiesPeer: Bool

    /// The ways to reach a host, in the order in which they are tried.
    ///
    /// Only a loopback host is tried over plain HTTP without being told: nobody else listens there. Everywhere else
    /// it is HTTPS, and nothing a server answers makes it less.
    static func candidates(for host: String, _ options: RegistryOptions) -> [RegistryEndpoint] {
        let http = RegistryEndpoint(scheme: .http, verifiesPeer: true)
        let https = RegistryEndpoint(scheme: .https, verifiesPeer: !options.insecure)
        if options.plainHTTP { return [http] }
        if isLoopback(host) { return [http, https] }
        return options.insecure ? [https, http] : [https]
    }

    /// `localhost`, 127.0.0.0/8 and `[::1]`, with or without a port.
    static func isLoopback(_ host: String) -> Bool {
        if host == "[::1]" || host.hasPrefix("[::1]:") { return true }
        let name = host.prefix { $0 != ":" }
        if name == "localhost" { return true }
        let numbers = name.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && numbers[0] == 127 && numbers.allSatisfy { $0 != nil }
    }

    /// Whether an answer shows that the server does not speak this scheme, so that the next way is worth trying.
    func isWrong(for response: TransferResponse) -> Bool {
        scheme == .http && response.status == 400 && response.headers[.dockerDistributionAPIVersion] == nil
    }

    /// Whether a failure shows that the server does not speak this scheme.
    func isWrong(for error: TransferError) -> Bool {
        switch scheme {
        // A TLS server may reset the connection before its complaint about plain HTTP has been read.
        case .http: error.code == .notHTTP || error.code == .connectionLost
        case .https: [.tlsFromPlainHTTPServer, .tls, .refused].contains(error.code)
        }
    }
}
