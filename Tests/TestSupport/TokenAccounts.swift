import Foundation

/// Who somebody is, by a password or by a refresh token.
struct TokenAccounts: Sendable {
    private let options: Guarded<TokenServerOptions>

    init(_ options: Guarded<TokenServerOptions>) {
        self.options = options
    }

    /// The user of a basic `Authorization` header, or nil when the credentials are wrong.
    func user(basic header: String) -> String? {
        let words = header.split(separator: " ")
        guard words.count == 2, words[0].lowercased() == "basic", let data = Data(base64Encoded: String(words[1]))
        else {
            return nil
        }
        let parts = String(decoding: data, as: UTF8.self)
            .split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return parts.count == 2 ? user(named: parts[0], password: parts[1]) : nil
    }

    /// The user of an OAuth 2 form, or nil when the credentials are wrong.
    func user(form: QueryItems) -> String? {
        switch form["grant_type"] {
        case "password": user(named: form["username"] ?? "", password: form["password"] ?? "")
        case "refresh_token": options.value.refreshTokens[form["refresh_token"] ?? ""]
        default: nil
        }
    }

    /// A new refresh token.
    func refreshToken(for user: String) -> String {
        let token = UUID().uuidString
        options.withLock { $0.refreshTokens[token] = user }
        return token
    }

    private func user(named name: String, password: String) -> String? {
        options.value.users[name] == password ? name : nil
    }
}
