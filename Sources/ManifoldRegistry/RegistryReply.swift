import HTTPTypes
import ManifoldTransfer

/// A registry's answer: its head, and its body either whole or still on the way.
struct RegistryReply: Sendable {
    enum Body: Sendable {
        case whole([UInt8])
        case stream(TransferStream)
    }

    let status: Int
    let headers: HTTPFields
    let url: String
    let body: Body

    init(_ response: TransferResponse) {
        status = response.status
        headers = response.headers
        url = response.url
        body = .whole(response.body)
    }

    init(_ stream: TransferStream) {
        status = stream.status
        headers = stream.headers
        url = stream.url
        body = .stream(stream)
    }

    /// The body, when it is here.
    var bytes: [UInt8] {
        if case .whole(let bytes) = body { bytes } else { [] }
    }

    var isSuccess: Bool { (200..<300).contains(status) }

    var challenges: [AuthChallenge] { AuthChallenge.parse(headers[values: .wwwAuthenticate]) }

    /// Ends a body that nobody will read.
    func discard() {
        if case .stream(let stream) = body { stream.cancel() }
    }

    /// Whether this is what a server says that speaks only the other scheme.
    func isFromWrongScheme(_ way: RegistryEndpoint) -> Bool {
        way.isWrong(for: TransferResponse(status: status, headers: headers, body: [], url: url))
    }
}
