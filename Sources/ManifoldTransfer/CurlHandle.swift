import CCurl
import CShims
import HTTPTypes

/// The options and infos of an easy handle, by type.
final class CurlHandle {
    private let easy: UnsafeMutableRawPointer
    /// The first result that was not `CURLE_OK`.
    private(set) var failure: Int32?

    init(_ easy: UnsafeMutableRawPointer) {
        self.easy = easy
    }

    func check(_ result: Int32) {
        if result != 0, failure == nil { failure = result }
    }

    func set(_ option: CURLoption, _ value: Int) {
        check(manifold_easy_set_long(easy, UInt32(option.rawValue), value))
    }

    func set(_ option: CURLoption, _ value: Bool) {
        set(option, value ? 1 : 0)
    }

    func set(_ option: CURLoption, _ value: String?) {
        check(manifold_easy_set_string(easy, UInt32(option.rawValue), value))
    }

    func set(_ option: CURLoption, offset: Int64) {
        check(manifold_easy_set_offset(easy, UInt32(option.rawValue), offset))
    }

    func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer?) {
        check(manifold_easy_set_pointer(easy, UInt32(option.rawValue), pointer))
    }

    func set(_ option: CURLoption, callback: manifold_data_callback) {
        check(manifold_easy_set_data_callback(easy, UInt32(option.rawValue), callback))
    }

    func long(_ info: CURLINFO) -> Int {
        var value = 0
        return manifold_easy_get_long(easy, UInt32(info.rawValue), &value) == 0 ? value : 0
    }

    func offset(_ info: CURLINFO) -> Int64 {
        var value: Int64 = 0
        return manifold_easy_get_offset(easy, UInt32(info.rawValue), &value) == 0 ? value : 0
    }

    func string(_ info: CURLINFO) -> String? {
        var value: UnsafePointer<CChar>?
        guard manifold_easy_get_string(easy, UInt32(info.rawValue), &value) == 0 else { return nil }
        return value.map { String(cString: $0) }
    }

    /// The header fields as libcurl wants them; the caller frees the list after the handle is done with it.
    static func list(of headers: HTTPFields) -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        for field in headers where field.name != .contentLength && field.name != .transferEncoding {
            // A field without a value is written with a semicolon; with a colon it would be taken out.
            list = curl_slist_append(list, field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        // Waiting for "100 Continue" costs a round trip, and a second where the server does not know it.
        return curl_slist_append(list, "Expect:")
    }
}

extension CurlHandle {
    private static let smallBody: Int64 = 256 * 1024

    /// Sets every option that follows from the request and the engine alone.
    func configure(
        _ request: TransferRequest,
        scheme: URLParts.Scheme,
        proxy: String?,
        engine: TransferEngine.Configuration
    ) {
        set(CURLOPT_URL, request.url)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
        set(CURLOPT_FOLLOWLOCATION, false)
        set(CURLOPT_PATH_AS_IS, true)
        set(CURLOPT_NOSIGNAL, true)
        set(CURLOPT_TCP_NODELAY, true)
        set(CURLOPT_TCP_KEEPALIVE, true)
        // A cancelled transfer must not hold up all others while the resolver's thread waits for a name server.
        set(CURLOPT_QUICK_EXIT, true)
        set(CURLOPT_USERAGENT, engine.userAgent)
        // An empty string also keeps libcurl from reading the environment by itself.
        set(CURLOPT_PROXY, proxy ?? "")
        set(CURLOPT_NOPROXY, "")
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, true)
        set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
        let prefersHTTP1 = request.options.prefersHTTP1 || scheme == .http
        set(CURLOPT_HTTP_VERSION, prefersHTTP1 ? Int(CURL_HTTP_VERSION_1_1) : Int(CURL_HTTP_VERSION_2TLS))
        set(request.options)
        setMethod(of: request)
    }

    private func set(_ options: TransferOptions) {
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        set(CURLOPT_SSL_VERIFYPEER, options.verifiesPeer)
        set(CURLOPT_SSL_VERIFYHOST, options.verifiesPeer ? 2 : 0)
        if let file = options.caFile { set(CURLOPT_CAINFO, file) }
        if let file = options.clientCertificate { set(CURLOPT_SSLCERT, file) }
        if let file = options.clientKey { set(CURLOPT_SSLKEY, file) }
        set(CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(options.connectTimeout))
        if let timeout = options.totalTimeout { set(CURLOPT_TIMEOUT_MS, Self.milliseconds(timeout)) }
    }

    private func setMethod(of request: TransferRequest) {
        let sendsBody: Bool
        switch request.body {
        case .none: sendsBody = [.post, .put, .patch].contains(request.method)
        case .bytes, .file: sendsBody = request.method != .head
        }
        let natural: HTTPRequest.Method
        if request.method == .head {
            set(CURLOPT_NOBODY, true)
            natural = .head
        } else if sendsBody {
            set(CURLOPT_UPLOAD, true)
            set(CURLOPT_INFILESIZE_LARGE, offset: request.body.length)
            if request.body.length > Self.smallBody { set(CURLOPT_UPLOAD_BUFFERSIZE, Int(Self.smallBody)) }
            natural = .put
        } else {
            set(CURLOPT_HTTPGET, true)
            natural = .get
        }
        if request.method != natural { set(CURLOPT_CUSTOMREQUEST, request.method.rawValue) }
    }

    /// At least one, because libcurl takes 0 for its own default.
    private static func milliseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        return max(1, Int(min(seconds, 1_000_000) * 1_000 + attoseconds / 1_000_000_000_000_000))
    }
}
