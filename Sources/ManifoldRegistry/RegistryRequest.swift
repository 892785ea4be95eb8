import HTTPTypes
import ManifoldOCI
import ManifoldTransfer

/// A request to a registry, before it is known how the registry is reached and what it wants to see.
struct RegistryRequest: Sendable {
    var method: HTTPRequest.Method
    /// A path behind `/v2/`, or a whole URL that the registry handed out.
    var address: Address
    var headers: HTTPFields = [:]
    var body: TransferBody = .none
    /// What the token must allow.
    var scopes: Set<TokenScope>
    /// The most bytes of an answer that are read.
    var limit = ContentSizes.answer
    /// Whether many bytes move, for which a connection of its own is better than a share of one.
    var isBulk = false

    enum Address: Sendable {
        case path(String)
        case url(String)
    }

    enum ContentSizes {
        /// Answers that say little: statuses and error bodies.
        static let answer = 1 << 20
    }
}
