#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

import ManifoldTransfer

/// Turns SIGINT and SIGTERM into a cancellation, once; a second signal ends the process at once.
public final class Interruption: Sendable {
    private struct State {
        var signal: Int32?
        var action: (@Sendable () -> Void)?
    }

    private let state = Locked(State())

    private init() {}

    /// Begins to catch signals.
    ///
    /// Must be called before any other thread is started, which would take them.
    public static func catchSignals() -> Interruption {
        signal(SIGPIPE, SIG_IGN)
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        let interruption = Interruption()
        interruption.startWaiting()
        return interruption
    }

    /// Sets what a signal does.
    ///
    /// One that came before is answered now.
    public func whenSignalled(_ action: @escaping @Sendable () -> Void) {
        let isDue = state.withLock { state in
            state.action = action
            return state.signal != nil
        }
        if isDue { action() }
    }

    /// Ends the process: with the work's own status, or with 128 and the signal's number when it was interrupted.
    public func end(with status: Int32) -> Never {
        let signal = state.withLock { $0.signal }
        guard let signal, status == ExitStatus.interrupted else { exit(status) }
        exit(128 + signal)
    }

    private func received(_ signal: Int32) {
        let (isSecond, action) = state.withLock { state in
            defer { state.signal = state.signal ?? signal }
            return (state.signal != nil, state.action)
        }
        if isSecond { exit(128 + signal) }
        action?()
    }

    private func startWaiting() {
        let context = Unmanaged.passRetained(self).toOpaque()
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        pthread_create(&thread, nil, waitForSignals, context)
    }

    fileprivate func wait() -> Never {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        while true {
            var signal: Int32 = 0
            if sigwait(&signals, &signal) == 0 { received(signal) }
        }
    }
}

#if canImport(Darwin)
    private func waitForSignals(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        Unmanaged<Interruption>.fromOpaque(context).takeUnretainedValue().wait()
    }
#else
    private func waitForSignals(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let context else { return nil }
        Unmanaged<Interruption>.fromOpaque(context).takeUnretainedValue().wait()
    }
#endif
