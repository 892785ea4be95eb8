import CCurl

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How libcurl says a transfer ended.
struct CurlReport: Equatable {
    /// A `CURLcode`.
    var code: Int
    /// libcurl's message for this failure.
    var message: String
    /// The system's error number of a failed connection, or 0.
    var systemError: Int32 = 0
    /// The status with which a proxy answered `CONNECT`, or 0.
    var connectStatus = 0
    /// Whether the first bytes in reply to a TLS handshake were those of an HTTP reply.
    var handshakeAnsweredInHTTP = false
}

extension TransferError {
    /// What else is known about a transfer that libcurl ended.
    struct CurlContext {
        var host = ""
        /// Whether any line of a reply's head had arrived.
        var headStarted = false
        /// Whether no connection was ready yet.
        var wasConnecting = true
        var usesProxy = false
    }

    /// Translates libcurl's verdict.
    init(_ report: CurlReport, in context: CurlContext) {
        var message = report.message
        let code = Self.code(report, context)
        switch code {
        case .tlsFromPlainHTTPServer: message = "the server speaks plain HTTP at this port, not HTTPS"
        case .notHTTP: message = "the server's answer is not HTTP (\(message))"
        default: break
        }
        self.init(
            code,
            message: message,
            host: context.host,
            curlCode: report.code,
            receivedNothing: !context.headStarted && ![.notHTTP, .tlsFromPlainHTTPServer].contains(code)
        )
    }

    private static func code(_ report: CurlReport, _ context: CurlContext) -> Code {
        if context.usesProxy, report.connectStatus >= 300 { return .proxy }
        switch CURLcode(rawValue: CURLcode.RawValue(report.code)) {
        case CURLE_UNSUPPORTED_PROTOCOL:
            // The URL's scheme was checked before, so this is libcurl refusing an HTTP/0.9 reply.
            return .notHTTP
        case CURLE_WEIRD_SERVER_REPLY:
            return context.headStarted ? .malformedReply : .notHTTP
        case CURLE_URL_MALFORMAT:
            return .invalidURL
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY:
            return .proxy
        case CURLE_COULDNT_RESOLVE_HOST:
            return .resolve
        case CURLE_COULDNT_CONNECT:
            if context.usesProxy { return .proxy }
            return report.systemError == ECONNREFUSED ? .refused : .unreachable
        case CURLE_SSL_CONNECT_ERROR:
            return report.handshakeAnsweredInHTTP ? .tlsFromPlainHTTPServer : .tls
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH:
            return .certificate
        case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ENGINE_INITFAILED,
            CURLE_SSL_CRL_BADFILE, CURLE_SSL_CLIENTCERT, CURLE_USE_SSL_FAILED:
            return .tls
        case CURLE_OPERATION_TIMEDOUT:
            return context.wasConnecting ? .connectTimeout : .timeout
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_HTTP2,
            CURLE_HTTP2_STREAM, CURLE_SEND_FAIL_REWIND:
            return .connectionLost
        case CURLE_OUT_OF_MEMORY where context.headStarted, CURLE_BAD_CONTENT_ENCODING:
            // libcurl reports a header line beyond its own bound as a lack of memory.
            return .malformedReply
        default:
            return .other
        }
    }
}
