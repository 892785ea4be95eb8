/// Why a transfer ended without a reply.
public struct TransferError: Error, Sendable, Hashable {
    /// The kind of a failure.
    ///
    /// Compare with the constants; there may be more of them one day.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Kind: String {
            case resolve, refused, unreachable, connectionLost, tls, certificate, tlsFromPlainHTTPServer, connectTimeout
            case timeout, idleTimeout, notHTTP, malformedReply, bodyTooLarge, invalidURL, proxy, unreadableBody
            case cancelled, other
        }

        private let kind: Kind

        /// The host's name has no address.
        public static let resolve = Code(kind: .resolve)
        /// The host refuses connections at this port.
        public static let refused = Code(kind: .refused)
        /// No connection could be made for another reason, such as a missing route.
        public static let unreachable = Code(kind: .unreachable)
        /// The connection ended before the reply did.
        public static let connectionLost = Code(kind: .connectionLost)
        /// The TLS handshake failed, or a certificate file of ours cannot be used.
        public static let tls = Code(kind: .tls)
        /// The server's certificate is not trusted or is not for this host.
        public static let certificate = Code(kind: .certificate)
        /// The URL says `https`, and the server answered the handshake in plain HTTP.
        public static let tlsFromPlainHTTPServer = Code(kind: .tlsFromPlainHTTPServer)
        /// No connection within ``TransferOptions/connectTimeout``.
        public static let connectTimeout = Code(kind: .connectTimeout)
        /// No whole reply within ``TransferOptions/totalTimeout``.
        public static let timeout = Code(kind: .timeout)
        /// Nothing was sent or taken by the server for ``TransferOptions/idleTimeout``.
        public static let idleTimeout = Code(kind: .idleTimeout)
        /// The answer is not HTTP: TLS at a port addressed as `http`, or another protocol.
        public static let notHTTP = Code(kind: .notHTTP)
        /// The answer starts like HTTP and then breaks its rules, or has more header bytes than are accepted.
        public static let malformedReply = Code(kind: .malformedReply)
        /// The body is larger than the limit of ``TransferEngine/send(_:limit:)``.
        public static let bodyTooLarge = Code(kind: .bodyTooLarge)
        /// The URL is not an absolute `http` or `https` URL.
        public static let invalidURL = Code(kind: .invalidURL)
        /// The proxy cannot be found or reached, or refuses to connect.
        public static let proxy = Code(kind: .proxy)
        /// The request's body could not be read, or is shorter than announced.
        public static let unreadableBody = Code(kind: .unreadableBody)
        /// The task was cancelled, the stream was dropped, or the engine was shut down.
        public static let cancelled = Code(kind: .cancelled)
        /// Anything else; ``TransferError/message`` tells.
        public static let other = Code(kind: .other)

        /// The constant's name.
        public var description: String { kind.rawValue }
    }

    /// The kind of failure.
    public let code: Code
    /// What happened, in plain words, without secrets.
    public let message: String
    /// The host (and port, if written) of the URL, for messages.
    public let host: String
    /// libcurl's number for the failure; 0 when the engine itself ended the transfer.
    public let curlCode: Int
    /// Whether not one byte of a reply had arrived on the connection.
    public let receivedNothing: Bool

    /// Makes an error.
    public init(
        _ code: Code,
        message: String,
        host: String = "",
        curlCode: Int = 0,
        receivedNothing: Bool = true
    ) {
        self.code = code
        self.message = message
        self.host = host
        self.curlCode = curlCode
        self.receivedNothing = receivedNothing
    }

    /// Whether the network is to blame and trying again may help.
    ///
    /// Not so for a name without an address, a certificate, or a limit that the caller set: a server that was silent for
    /// the whole idle timeout has had its time.
    public var isConnectionError: Bool {
        switch code {
        case .refused, .unreachable, .connectionLost, .connectTimeout: true
        default: false
        }
    }

    /// Whether the server cannot have seen any part of the request.
    public var happenedBeforeRequest: Bool {
        switch code {
        case .resolve, .refused, .unreachable, .connectTimeout, .tls, .certificate, .tlsFromPlainHTTPServer,
            .invalidURL:
            true
        default: false
        }
    }
}

extension TransferError: CustomStringConvertible {
    /// The host and the message.
    public var description: String {
        host.isEmpty ? message : "\(host): \(message)"
    }
}
