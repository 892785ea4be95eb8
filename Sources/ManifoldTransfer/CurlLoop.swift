import CCurl
import CShims
import HTTPTypes
import Logging

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The loop of libcurl's thread, and everything that thread owns.
///
/// It is made by another thread and from then on used by its own alone: it is handed over through `pthread_create`, and
/// nothing else holds a reference.
final class CurlLoop {
    private static let globalResult = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    let configuration: TransferEngine.Configuration
    /// Set when a transfer's idle time begins to count, so that the loop looks when it will be over.
    var checksAreDue = false

    private let inbox: EngineInbox
    private let logger: Logger?
    private let clock = SuspendingClock()
    private let epoch: SuspendingClock.Instant
    private var live: [UInt64: CurlTransfer] = [:]
    private var byHandle: [UnsafeMutableRawPointer: CurlTransfer] = [:]
    private var spareHandles: [UnsafeMutableRawPointer] = []
    private var nextCheck: Duration?

    init(inbox: EngineInbox, configuration: TransferEngine.Configuration, logger: Logger?) {
        self.inbox = inbox
        self.configuration = configuration
        self.logger = logger
        epoch = clock.now
    }

    var now: Duration { epoch.duration(to: clock.now) }

    /// Serves the inbox until it says stop.
    func run() {
        defer { refuse(inbox.close()) }
        ignoreBrokenPipes()
        guard Self.globalResult == CURLE_OK, let multi = curl_multi_init() else { return }
        set(multi, CURLMOPT_MAX_HOST_CONNECTIONS, configuration.maxConnectionsPerHost)
        set(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, configuration.maxConnections)
        set(multi, CURLMOPT_MAXCONNECTS, max(32, configuration.maxConnections))
        inbox.attach(CurlAlarm(multi))
        while obey(inbox.take(), multi) {
            var running: Int32 = 0
            let code = curl_multi_perform(multi, &running)
            if code != CURLM_OK { failAll(multi, String(cString: curl_multi_strerror(code))) }
            collect(multi)
            checkIdle(multi)
            curl_multi_poll(multi, nil, 0, pollTimeout, nil)
        }
        refuse(inbox.close())
        for transfer in live.values {
            _ = transfer.machine.cancel("the transfer engine was shut down")
            end(transfer, multi, report: nil)
        }
        spareHandles.forEach(curl_easy_cleanup)
        curl_multi_cleanup(multi)
    }

    /// A connection that the server has closed is an error to report, not a signal to die of.
    ///
    /// The signal goes to the thread that writes, which is this one, so the rest of the process is not affected.
    private func ignoreBrokenPipes() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    private func set(_ multi: UnsafeMutableRawPointer, _ option: CURLMoption, _ value: Int) {
        _ = manifold_multi_set_long(multi, UInt32(option.rawValue), value)
    }

    /// Carries out commands; false when told to stop.
    private func obey(_ commands: [EngineCommand], _ multi: UnsafeMutableRawPointer) -> Bool {
        var goesOn = true
        for (index, command) in commands.enumerated() {
            switch command {
            case .start(let job): start(job, multi)
            case .cancel(let id):
                if let transfer = live[id], transfer.machine.cancel() { end(transfer, multi, report: nil) }
            case .resume(let id): live[id]?.resume()
            case .stop:
                refuse(Array(commands[(index + 1)...]))
                goesOn = false
            }
            if !goesOn { break }
        }
        return goesOn
    }

    private func start(_ job: TransferJob, _ multi: UnsafeMutableRawPointer) {
        if job.ticket.isCancelled {
            job.fail(TransferError(.cancelled, message: "the transfer was cancelled", host: job.parts.authority))
            return
        }
        guard let easy = spareHandles.popLast() ?? curl_easy_init() else {
            job.fail(TransferError(.other, message: "libcurl has no memory left", host: job.parts.authority))
            return
        }
        let transfer = CurlTransfer(job: job, easy: easy, loop: self)
        inbox.count { $0.requests += 1 }
        live[job.ticket.id] = transfer
        byHandle[easy] = transfer
        if let report = transfer.configure() {
            end(transfer, multi, report: report, isAdded: false)
            return
        }
        let code = curl_multi_add_handle(multi, easy)
        if code != CURLM_OK {
            let message = String(cString: curl_multi_strerror(code))
            end(
                transfer,
                multi,
                report: CurlReport(code: Int(CURLE_FAILED_INIT.rawValue), message: message),
                isAdded: false
            )
        }
    }

    /// Deals with the transfers that libcurl has finished.
    private func collect(_ multi: UnsafeMutableRawPointer) {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
                let transfer = byHandle[easy]
            else { continue }
            end(transfer, multi, report: transfer.report(message.pointee.data.result))
        }
    }

    private func checkIdle(_ multi: UnsafeMutableRawPointer) {
        let now = now
        guard checksAreDue || nextCheck.map({ $0 <= now }) ?? false else { return }
        checksAreDue = false
        nextCheck = nil
        for transfer in live.values {
            switch transfer.machine.check(bytesMoved: transfer.bytesMoved, now: now) {
            case .nothing: break
            case .again(let time): nextCheck = min(nextCheck ?? time, time)
            case .end: end(transfer, multi, report: nil)
            }
        }
    }

    // In milliseconds, rounded up. libcurl wakes up by itself for its own timeouts, and for the alarm.
    private var pollTimeout: Int32 {
        guard let nextCheck else { return 60_000 }
        let (seconds, attoseconds) = (nextCheck - now).components
        return Int32(max(0, min(60_000, seconds * 1_000 + attoseconds / 1_000_000_000_000_000 + 1)))
    }

    private func failAll(_ multi: UnsafeMutableRawPointer, _ message: String) {
        for transfer in live.values {
            end(
                transfer,
                multi,
                report: CurlReport(code: Int(CURLE_FAILED_INIT.rawValue), message: message)
            )
        }
    }

    /// Takes a transfer down, tells who waits for it, and keeps the handle for another.
    private func end(
        _ transfer: CurlTransfer,
        _ multi: UnsafeMutableRawPointer,
        report: CurlReport?,
        isAdded: Bool = true
    ) {
        let summary = transfer.summary(now: now)
        if isAdded { curl_multi_remove_handle(multi, transfer.easy) }
        live[transfer.job.ticket.id] = nil
        byHandle[transfer.easy] = nil
        inbox.count { statistics in
            statistics.connections += summary.connections
            statistics.bytesSent += summary.sent
            statistics.bytesReceived += summary.received
        }
        let outcome = transfer.machine.finish(report)
        log(transfer.job, outcome, summary)
        transfer.deliver(outcome)
        transfer.release()
        if spareHandles.count < 16 {
            curl_easy_reset(transfer.easy)
            spareHandles.append(transfer.easy)
        } else {
            curl_easy_cleanup(transfer.easy)
        }
    }

    private func refuse(_ commands: [EngineCommand]) {
        for case .start(let job) in commands {
            job.fail(
                TransferError(.cancelled, message: "the transfer engine is not running", host: job.parts.authority)
            )
        }
    }

    private func log(_ job: TransferJob, _ outcome: TransferMachine.Outcome, _ summary: CurlTransfer.Summary) {
        guard let logger, logger.logLevel <= .debug else { return }
        var metadata: Logger.Metadata = [
            "method": "\(job.request.method.rawValue)",
            "url": "\(RedactedURL(job.request.url))",
            "sent": "\(summary.sent)",
            "received": "\(summary.received)",
            "ms": "\(summary.milliseconds)",
            "connections": "\(summary.connections)",
        ]
        switch outcome {
        case .success(let head): metadata["status"] = "\(head.status)"
        case .failure(let error): metadata["error"] = "\(error.code)"
        }
        logger.debug("request", metadata: metadata)
    }
}
