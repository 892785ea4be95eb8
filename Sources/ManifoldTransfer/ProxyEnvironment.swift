#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Which proxy to use for which URL, as the environment says and as Go's `net/http` understands it, so that this
/// program goes the way that `docker` and the other tools of the trade go.
///
/// * `HTTPS_PROXY` (or `https_proxy`) serves `https` URLs. `http_proxy` (or `HTTP_PROXY`, unless `REQUEST_METHOD` tells
///   that a web server made the variable out of a request's header) serves `http` URLs. `ALL_PROXY` is not used.
/// * `NO_PROXY` (or `no_proxy`) lists exceptions, separated by commas: a host name, which stands for its subdomains
///   too; `.domain` or `*.domain`, for the subdomains alone; an address; a range such as `10.0.0.0/8`; `*` for all.
///   Except for ranges, each may end in `:port`.
/// * The loopback addresses and `localhost` are never reached through a proxy.
public struct ProxyEnvironment: Sendable, Hashable {
    private enum Exception: Sendable, Hashable {
        case everything
        case network(IPNetwork)
        case address(IPAddress, port: Int?)
        /// `suffix` starts with a dot; the name without the dot matches too if `orItself`.
        case domain(suffix: String, orItself: Bool, port: Int?)
    }

    private let proxyForHTTP: String?
    private let proxyForHTTPS: String?
    private let exceptions: [Exception]

    /// No proxy at all.
    public static let none = ProxyEnvironment([:])

    /// What the environment of this process says now.
    public static var current: ProxyEnvironment {
        let names = [
            "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "REQUEST_METHOD",
        ]
        var variables: [String: String] = [:]
        for name in names {
            if let value = getenv(name) {
                variables[name] = String(cString: value)
            }
        }
        return ProxyEnvironment(variables)
    }

    /// Reads the variables named above from a table; others are ignored, and an empty value counts as none.
    public init(_ variables: [String: String]) {
        func first(_ names: String...) -> String? {
            names.lazy.compactMap { variables[$0] }.first { !$0.isEmpty }
        }
        let underWebServer = first("REQUEST_METHOD") != nil
        proxyForHTTP = (underWebServer ? first("http_proxy") : first("http_proxy", "HTTP_PROXY")).map(Self.withScheme)
        proxyForHTTPS = first("HTTPS_PROXY", "https_proxy").map(Self.withScheme)
        exceptions = (first("NO_PROXY", "no_proxy") ?? "").split(separator: ",").compactMap(Self.exception)
    }

    /// The URL of the proxy through which to reach `url`, or nil to reach it directly.
    ///
    /// A proxy written without a scheme is an `http` proxy. The URL may hold a password: do not show it.
    public func proxy(for url: String) -> String? {
        guard let parts = URLParts(url),
            let proxy = parts.scheme == .https ? proxyForHTTPS : proxyForHTTP,
            parts.host != "localhost"
        else { return nil }
        let address = IPAddress(parts.host)
        if address?.isLoopback == true { return nil }
        let bypassed = exceptions.contains { exception in
            switch exception {
            case .everything: true
            case .network(let network): address.map(network.contains) ?? false
            case .address(let excepted, let port): excepted == address && (port ?? parts.port) == parts.port
            case .domain(let suffix, let orItself, let port):
                (parts.host.hasSuffix(suffix) || orItself && parts.host == suffix.dropFirst())
                    && (port ?? parts.port) == parts.port
            }
        }
        return bypassed ? nil : proxy
    }

    private static func withScheme(_ proxy: String) -> String {
        proxy.contains("://") ? proxy : "http://" + proxy
    }

    private static func exception(_ entry: Substring) -> Exception? {
        let spaces: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        var text = entry.drop(while: spaces)
        while let last = text.last, spaces(last) { text.removeLast() }
        let name = text.lowercased()
        if name.isEmpty { return nil }
        if name == "*" { return .everything }
        if let network = IPNetwork(name) { return .network(network) }
        if let address = IPAddress(name) { return .address(address, port: nil) }
        guard let (host, portText) = URLParts.split(name[...]) else { return nil }
        let port = portText.flatMap { Int($0) }
        if let address = IPAddress(host) { return .address(address, port: port) }
        let suffix = host.hasPrefix("*.") ? host.dropFirst() : host
        if suffix.hasPrefix(".") { return .domain(suffix: String(suffix), orItself: false, port: port) }
        return .domain(suffix: "." + suffix, orItself: true, port: port)
    }
}
