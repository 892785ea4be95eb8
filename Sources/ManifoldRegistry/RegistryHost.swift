import ManifoldTransfer

/// What a run has learnt about one registry.
final class RegistryHost: Sendable {
    /// The host that requests go to, with its port.
    let name: String
    let authenticator: Authenticator
    private let candidates: [RegistryEndpoint]
    private let settled = Locked<RegistryEndpoint?>(nil)

    init(name: String, candidates: [RegistryEndpoint], authenticator: Authenticator) {
        self.name = name
        self.candidates = candidates
        self.authenticator = authenticator
    }

    /// The ways that are worth trying: the one that worked, or all of them.
    var ways: [RegistryEndpoint] {
        settled.withLock { $0 }.map { [$0] } ?? candidates
    }

    /// Remembers the way that worked.
    func settle(on way: RegistryEndpoint) {
        settled.withLock { $0 = way }
    }

    var verifiesPeer: Bool { ways.first?.verifiesPeer ?? true }

    /// Whether a URL is on this host, so that its credentials may go there.
    func isHome(_ url: String) -> Bool {
        let origin = URLText.origin(url)
        return ways.contains { URLText.origin("\($0.scheme.rawValue)://\(name)/") == origin }
    }
}
