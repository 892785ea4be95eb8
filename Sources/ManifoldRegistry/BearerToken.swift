import ManifoldOCI

/// A token that lets its bearer do things for a while.
struct BearerToken: Sendable {
    let value: String
    let expiry: ContinuousClock.Instant

    /// Reads a token service's answer.
    ///
    /// The life of a token is counted from its receipt: the clocks of two machines need not agree. Less than 60
    /// seconds is taken for 60, as the specification says.
    /// - Throws: `DocumentError`.
    init(_ body: [UInt8], receivedAt now: ContinuousClock.Instant) throws(DocumentError) {
        let reader = try DocumentReader(
            try DocumentReader.parse(body),
            known: [],
            context: "the token service's answer"
        )
        let names = [try reader.string("token"), try reader.string("access_token")]
        guard let token = names.compactMap(\.self).first(where: { !$0.isEmpty }) else {
            throw DocumentError(.malformed, "the token service's answer holds no token")
        }
        guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw DocumentError(.malformed, "the token service's answer holds a token that fits in no header")
        }
        self.value = token
        let seconds = max(60, min(try reader.integer("expires_in") ?? 60, 86_400))
        expiry = now + .seconds(seconds)
    }

    /// Whether the token can still be used for a request that begins now.
    func isUsable(at now: ContinuousClock.Instant) -> Bool { now + .seconds(5) < expiry }
}
