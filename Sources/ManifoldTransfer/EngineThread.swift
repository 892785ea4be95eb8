import CCurl
import Logging

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The bell of libcurl's thread.
///
/// Unchecked, because a pointer is not `Sendable`. The invariant: `curl_multi_wakeup` is the one function of libcurl that
/// may be called from any thread while the multi handle exists, it is the only use made of the pointer, and
/// ``EngineInbox`` makes it under a lock that the thread takes, to forget the alarm, before it frees the handle.
struct CurlAlarm: @unchecked Sendable {
    private let multi: UnsafeMutableRawPointer

    init(_ multi: UnsafeMutableRawPointer) {
        self.multi = multi
    }

    func ring() {
        curl_multi_wakeup(multi)
    }
}

/// The thread of an engine, from outside.
///
/// Unchecked, because `pthread_t` is a pointer on some systems. The invariant: it is only handed to `pthread_join` or
/// `pthread_detach`, once; ``TransferEngine`` takes it out of its lock to do so.
struct EngineThread: @unchecked Sendable {
    private let thread: pthread_t

    /// Starts a thread that serves the inbox until it reads `stop`.
    ///
    /// Nil if the system has no thread left.
    init?(inbox: EngineInbox, configuration: TransferEngine.Configuration, logger: Logger?) {
        let loop = CurlLoop(inbox: inbox, configuration: configuration, logger: logger)
        let context = Unmanaged.passRetained(loop)
        #if canImport(Darwin)
            var created: pthread_t?
            let code = pthread_create(&created, nil, { serve($0) }, context.toOpaque())
        #else
            var identifier = pthread_t()
            let code = pthread_create(&identifier, nil, { serve($0) }, context.toOpaque())
            let created: pthread_t? = identifier
        #endif
        guard code == 0, let created else {
            context.release()
            return nil
        }
        thread = created
    }

    func join() {
        pthread_join(thread, nil)
    }

    func detach() {
        pthread_detach(thread)
    }
}

/// The thread's main function: takes over the reference that was passed to `pthread_create`.
private func serve(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context {
        Unmanaged<CurlLoop>.fromOpaque(context).takeRetainedValue().run()
    }
    return nil
}
