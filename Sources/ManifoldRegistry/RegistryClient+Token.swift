import HTTPTypes
import ManifoldTransfer

extension RegistryClient {
    /// A request to a token service, tried again like any other.
    ///
    /// Redirects are not followed: a credential went along.
    func tokenExchange(
        _ method: HTTPRequest.Method,
        _ url: String,
        _ headers: HTTPFields,
        _ body: [UInt8]
    ) async throws -> RegistryReply {
        let transfer = TransferRequest(
            method: method,
            url: url,
            headers: headers,
            body: body.isEmpty ? .none : .bytes(body),
            options: transferOptions(!options.insecure)
        )
        return try await retrying(method, "token service") {
            RegistryReply(try await engine.send(transfer, limit: RegistryRequest.ContentSizes.answer))
        }
    }
}
