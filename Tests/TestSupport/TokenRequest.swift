/// A request as a ``TokenServer`` understood it.
public struct TokenRequest: Sendable {
    /// `GET` for the Docker protocol, `POST` for OAuth 2.
    public let method: String
    /// The value of `service`.
    public let service: String?
    /// The scopes that were asked for, one each.
    public let scopes: [String]
    /// The value of `account` in a GET, or of `username` in a POST.
    public let account: String?
    /// Whether the request had basic credentials in its header.
    public let hadBasicAuth: Bool
    /// The value of `grant_type` in a POST.
    public let grantType: String?
    /// The value of `client_id`.
    public let clientID: String?
    /// Whether a refresh token was asked for.
    public let wantsRefreshToken: Bool

    init(_ request: ReceivedRequest) {
        let items = request.method == "POST" ? request.form : request.query
        method = request.method
        service = items["service"]
        scopes = items.values("scope").flatMap { $0.split(separator: " ").map(String.init) }
        account = items["account"] ?? items["username"]
        hadBasicAuth = request.headers["Authorization"]?.lowercased().hasPrefix("basic ") == true
        grantType = items["grant_type"]
        clientID = items["client_id"]
        wantsRefreshToken = items["offline_token"] == "true" || items["access_type"] == "offline"
    }
}
