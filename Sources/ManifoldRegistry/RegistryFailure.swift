import ManifoldContent
import ManifoldOCI
import ManifoldTransfer

/// A server's pointer that must not be followed.
struct BadLocation: Error {
    let url: String
    let reason: String
}

/// Turns what came back, or did not, into an error that says what was being done.
struct RegistryFailure {
    /// `cannot fetch the manifest of example.com/app:1`.
    let what: String
    let reference: Reference
    let scopes: Set<TokenScope>
    var side: ManifoldError.Side?

    /// An answer that is no success.
    func error(for reply: RegistryReply, knowsCredential: Bool) -> ManifoldError {
        let answer = RegistryAnswer(reply.bytes)
        let said = "\(reference.registry) answered \(reply.status)\(answer.suffix)"
        let code = Self.code(reply.status)
        return ManifoldError(
            code,
            what,
            why: code == .notFound ? "no such manifest or blob: \(said)" : said,
            advice: advice(code, knowsCredential: knowsCredential),
            side: side,
            reference: reference,
            status: reply.status,
            registryCode: answer.code
        )
    }

    /// No answer at all.
    func error(for error: any Error) -> any Error {
        switch error {
        case let error as BadLocation:
            return ManifoldError(
                .failed,
                what,
                why:
                    "\(reference.registry) points at \(quoted(RedactedURL(error.url).description)), and \(error.reason)",
                side: side,
                reference: reference
            )
        case let error as TransferError:
            return ManifoldError(
                Self.code(error),
                what,
                why: Self.reason(error),
                advice: Self.advice(error),
                side: side,
                reference: reference
            )
        case var error as ManifoldError:
            if error.reference == nil {
                error.reference = reference
                error.what = "\(what): \(error.what)"
            }
            return error
        default:
            return error
        }
    }

    private var scopeText: String { scopes.map(\.description).sorted().joined(separator: " ") }

    private func advice(_ code: ManifoldError.Code, knowsCredential: Bool) -> String? {
        switch code {
        case .notFound: "Check the name, and that it has been pushed"
        case .unauthorized:
            knowsCredential
                ? "The credential for \(reference.registry) was not accepted for the scope \(scopeText)"
                : "No credential for \(reference.registry) was found; log in with: docker login \(reference.registry)"
        case .denied: "The scope asked for was \(scopeText); check what this account may do there"
        case .overloaded: "Try again later"
        default: nil
        }
    }

    private static func code(_ status: Int) -> ManifoldError.Code {
        switch status {
        case 401: .unauthorized
        case 403: .denied
        case 404: .notFound
        case 408, 429, 500...599: .overloaded
        default: .rejected
        }
    }

    private static func code(_ error: TransferError) -> ManifoldError.Code {
        switch error.code {
        case .resolve, .refused, .unreachable, .connectionLost, .proxy: .unreachable
        case .connectTimeout, .timeout, .idleTimeout: .timedOut
        case .certificate, .tls, .tlsFromPlainHTTPServer: .certificate
        case .bodyTooLarge: .integrity
        case .cancelled: .cancelled
        default: .failed
        }
    }

    private static func reason(_ error: TransferError) -> String {
        switch error.code {
        case .resolve: "the host name does not resolve: \(error)"
        case .refused: "nobody listens there: \(error)"
        case .certificate: "the server's certificate does not verify: \(error)"
        case .tls: "TLS could not be agreed on: \(error)"
        case .tlsFromPlainHTTPServer: "the server speaks plain HTTP, not HTTPS: \(error)"
        default: error.description
        }
    }

    private static func advice(_ error: TransferError) -> String? {
        switch error.code {
        case .resolve: "Check the registry's name and the network"
        case .certificate: "Name the registry's own CA with --ca-file, or, knowing the risk, use --insecure"
        case .tlsFromPlainHTTPServer: "If that is meant to be so, use --plain-http"
        case .tls: "If the server speaks plain HTTP, use --plain-http"
        case .refused, .unreachable, .connectionLost, .connectTimeout, .idleTimeout: "Try again later"
        default: nil
        }
    }
}
