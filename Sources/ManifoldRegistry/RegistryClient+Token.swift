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
    ) async throws -> TransferResponse {
        let transfer = TransferRequest(
            method: method,
            url: url,
            headers: headers,
            body: body.isEmpty ? .none : .bytes(body),
            options: transferOptions(!options.insecure)
        )
        var attempt = 1
        while true {
            let pause: Duration
            do {
                let response = try await engine.send(transfer, limit: RegistryRequest.ContentSizes.answer)
                guard
                    case .retry(let delay) = retry.verdict(
                        method: method,
                        status: response.status,
                        headers: response.headers,
                        attempt: attempt
                    )
                else { return response }
                pause = delay
            } catch {
                guard case .retry(let delay) = retry.verdict(method: method, error: error, attempt: attempt) else {
                    throw error
                }
                pause = delay
            }
            attempt += 1
            try await Task.sleep(for: pause)
        }
    }
}
