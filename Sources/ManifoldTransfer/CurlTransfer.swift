import CCurl
import CShims
import HTTPTypes

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One transfer under way: its easy handle, what that handle points to, and the callbacks.
///
/// Used by libcurl's thread alone. libcurl holds an unretained pointer to it; the loop's tables hold the reference for
/// as long as the handle may run.
final class CurlTransfer {
    struct Summary: Sendable {
        var sent: Int64 = 0
        var received: Int64 = 0
        var connections = 0
        var milliseconds: Int64 = 0
    }

    let job: TransferJob
    let easy: UnsafeMutableRawPointer
    let proxy: String?
    var machine: TransferMachine

    unowned let loop: CurlLoop
    private let startedAt: Duration
    private let errorText: UnsafeMutablePointer<CChar>
    private let seek: UnsafeMutablePointer<manifold_seek>
    private var fields: UnsafeMutablePointer<curl_slist>?
    private var body: [UInt8] = []
    private var position: Int64 = 0
    private var isHeadDelivered = false
    private var handshakeReply: [UInt8] = []

    init(job: TransferJob, easy: UnsafeMutableRawPointer, loop: CurlLoop) {
        self.job = job
        self.easy = easy
        self.loop = loop
        startedAt = loop.now
        proxy = loop.configuration.proxies.proxy(for: job.request.url)
        let delivery: TransferMachine.Delivery
        switch job.delivery {
        case .whole(let limit, _): delivery = .whole(limit: limit)
        case .stream: delivery = .streamed
        }
        machine = TransferMachine(
            delivery: delivery,
            method: job.request.method,
            host: job.parts.authority,
            idleTimeout: job.request.options.idleTimeout,
            usesProxy: proxy != nil
        )
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        seek = .allocate(capacity: 1)
        seek.initialize(to: manifold_seek())
    }

    /// Frees what the handle points to; the handle must be reset or freed next.
    func release() {
        curl_slist_free_all(fields)
        fields = nil
        errorText.deallocate()
        seek.deallocate()
    }

    // MARK: - Before

    /// Sets all options; a report if libcurl does not take one.
    func configure() -> CurlReport? {
        let handle = CurlHandle(easy)
        let context = Unmanaged.passUnretained(self).toOpaque()
        handle.set(CURLOPT_ERRORBUFFER, pointer: errorText)
        handle.configure(job.request, scheme: job.parts.scheme, proxy: proxy, engine: loop.configuration)
        fields = CurlHandle.list(of: job.request.headers)
        handle.set(CURLOPT_HTTPHEADER, pointer: fields)

        handle.set(CURLOPT_HEADERDATA, pointer: context)
        handle.set(CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            CurlTransfer.at(context).receiveHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        handle.set(CURLOPT_WRITEDATA, pointer: context)
        handle.set(CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            CurlTransfer.at(context).receiveBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        handle.set(CURLOPT_READDATA, pointer: context)
        handle.set(CURLOPT_READFUNCTION) { bytes, size, count, context in
            CurlTransfer.at(context).readBody(UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
        }
        seek.pointee.context = context
        seek.pointee.callback = { context, offset, origin in
            CurlTransfer.at(context).seekBody(offset, origin)
        }
        handle.check(manifold_easy_set_seek(easy, seek))
        handle.check(
            manifold_easy_set_ready_callback(
                easy,
                { context, _, _, _, _ in
                    CurlTransfer.at(context).connected()
                    return Int32(CURL_PREREQFUNC_OK)
                },
                context
            )
        )
        if job.parts.scheme == .https {
            // Only to see the first bytes that answer the handshake; nothing of the trace is kept or shown.
            handle.check(
                manifold_easy_set_trace_callback(
                    easy,
                    { _, kind, bytes, count, context in
                        if kind == Int32(CURLINFO_SSL_DATA_IN.rawValue) {
                            CurlTransfer.at(context).trace(UnsafeRawBufferPointer(start: bytes, count: count))
                        }
                        return 0
                    },
                    context
                )
            )
        }
        guard let code = handle.failure else { return nil }
        return CurlReport(code: Int(code), message: "libcurl does not take an option of this request")
    }

    // MARK: - Callbacks

    private static func at(_ context: UnsafeMutableRawPointer?) -> CurlTransfer {
        guard let context else { preconditionFailure("libcurl lost the context of a callback") }
        return Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    }

    private func connected() {
        machine.connected(now: loop.now)
        loop.checksAreDue = true
    }

    private func receiveHeader(_ line: UnsafeRawBufferPointer) -> Int {
        switch machine.received(headerLine: line, now: loop.now) {
        case .accept:
            return line.count
        case .acceptHead(let head):
            deliver(head)
            return line.count
        case .abort:
            return line.isEmpty ? 1 : 0
        }
    }

    private func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard machine.received(bodyBytes: bytes.count, now: loop.now) != .abort else {
            return bytes.isEmpty ? 1 : 0
        }
        guard case .stream(let buffer, _) = job.delivery else {
            body.append(contentsOf: bytes)
            return bytes.count
        }
        if buffer.offer(bytes) { return bytes.count }
        machine.refused(bodyBytes: bytes.count)
        return Int(CURL_WRITEFUNC_PAUSE)
    }

    private func readBody(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count: Int
        switch job.request.body {
        case .none:
            return 0
        case .bytes(let bytes):
            count = min(buffer.count, bytes.count - Int(position))
            bytes.withUnsafeBytes {
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[Int(position)...].prefix(count)))
            }
        case .file(let slice):
            do {
                count = try slice.read(at: position, into: buffer)
            } catch {
                machine.failed(readingBody: "the request's body cannot be read: \(error)")
                return Int(CURL_READFUNC_ABORT)
            }
            if count == 0, position < slice.length {
                machine.failed(readingBody: "the file to send ends after \(position) of \(slice.length) bytes")
                return Int(CURL_READFUNC_ABORT)
            }
        }
        position += Int64(count)
        return count
    }

    /// libcurl goes back to the start when it has to send a request again because the connection it had kept was dead.
    ///
    /// A `PATCH` of which something was sent is not repeated behind the caller's back.
    private func seekBody(_ offset: Int64, _ origin: Int32) -> Int32 {
        guard origin == SEEK_SET, (0...job.request.body.length).contains(offset),
            job.request.method != .patch || offset >= position
        else { return CURL_SEEKFUNC_FAIL }
        position = offset
        return CURL_SEEKFUNC_OK
    }

    private func trace(_ bytes: UnsafeRawBufferPointer) {
        if handshakeReply.count < 5 {
            handshakeReply.append(contentsOf: bytes.prefix(5 - handshakeReply.count))
        }
    }

    // MARK: - During

    func resume() {
        if machine.resumed(now: loop.now) {
            loop.checksAreDue = true
            curl_easy_pause(easy, CURLPAUSE_CONT)
        }
    }

    var bytesMoved: Int64 {
        let handle = CurlHandle(easy)
        return handle.offset(CURLINFO_SIZE_UPLOAD_T) + handle.offset(CURLINFO_SIZE_DOWNLOAD_T)
    }

    private func deliver(_ head: ResponseHead) {
        switch job.delivery {
        case .whole(let limit, _):
            let announced = head.headers[.contentLength].flatMap { Int($0) } ?? 0
            body.reserveCapacity(max(0, min(announced, limit, 1 << 20)))
        case .stream(_, let waiter):
            guard !isHeadDelivered else { return }
            isHeadDelivered = true
            waiter.resume(returning: .success(.init(head: head, url: job.request.url, remoteAddress: remoteAddress)))
        }
    }

    // MARK: - After

    /// What libcurl knows about the end of the transfer.
    func report(_ code: CURLcode) -> CurlReport {
        let handle = CurlHandle(easy)
        let text = String(cString: errorText)
        return CurlReport(
            code: Int(code.rawValue),
            message: text.isEmpty ? String(cString: curl_easy_strerror(code)) : text,
            systemError: Int32(truncatingIfNeeded: handle.long(CURLINFO_OS_ERRNO)),
            connectStatus: handle.long(CURLINFO_HTTP_CONNECTCODE),
            handshakeAnsweredInHTTP: handshakeReply.elementsEqual("HTTP/".utf8)
        )
    }

    func summary(now: Duration) -> Summary {
        let handle = CurlHandle(easy)
        let (seconds, attoseconds) = (now - startedAt).components
        return Summary(
            sent: handle.offset(CURLINFO_SIZE_UPLOAD_T),
            received: handle.offset(CURLINFO_SIZE_DOWNLOAD_T),
            connections: handle.long(CURLINFO_NUM_CONNECTS),
            milliseconds: seconds * 1_000 + attoseconds / 1_000_000_000_000_000
        )
    }

    /// Tells who waits how it ended; the handle must not have been reset yet.
    func deliver(_ outcome: TransferMachine.Outcome) {
        switch (job.delivery, outcome) {
        case (.whole(_, let waiter), .success(let head)):
            let response = TransferResponse(
                status: head.status,
                headers: head.headers,
                body: body,
                url: job.request.url,
                remoteAddress: remoteAddress
            )
            body = []
            waiter.resume(returning: .success(response))
        case (.stream(let buffer, _), .success):
            buffer.finish(.success(()))
        case (.stream(let buffer, _), .failure(let error)) where isHeadDelivered:
            buffer.finish(.failure(error))
        case (_, .failure(let error)):
            job.fail(error)
        }
    }

    private var remoteAddress: String? {
        let handle = CurlHandle(easy)
        guard let address = handle.string(CURLINFO_PRIMARY_IP), !address.isEmpty else { return nil }
        let port = handle.long(CURLINFO_PRIMARY_PORT)
        return address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
    }
}
