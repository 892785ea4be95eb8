#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

import ManifoldTransfer
import SystemPackage

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
    /// The handler only writes the signal's number to a pipe, which is all that a handler may do; a thread reads it.
    /// Without a pipe the signals keep ending the process at once, which loses nothing but the message.
    public static func catchSignals() -> Interruption {
        signal(SIGPIPE, SIG_IGN)
        let interruption = Interruption()
        guard let (output, input) = try? FileDescriptor.pipe() else { return interruption }
        _ = fcntl(output.rawValue, F_SETFD, FD_CLOEXEC)
        _ = fcntl(input.rawValue, F_SETFD, FD_CLOEXEC)
        handlerPipe = input.rawValue
        interruption.startReading(output)
        for number in [SIGINT, SIGTERM] { signal(number, noteSignal) }
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

    private func startReading(_ pipe: FileDescriptor) {
        let thread = Thread { [self] in
            while let number = try? pipe.readByte() { received(Int32(number)) }
        }
        thread.start()
    }
}

/// Where the handler writes to.
///
/// Unsafe only to the compiler, which cannot see the order: it is set once, before the handler is installed, and only
/// read afterwards. A handler may use nothing that takes a lock.
nonisolated(unsafe) private var handlerPipe: Int32 = -1

private func noteSignal(_ number: Int32) {
    let saved = errno
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(handlerPipe, &byte, 1)
    errno = saved
}

extension FileDescriptor {
    /// The next byte, nil at the end.
    fileprivate func readByte() throws -> UInt8? {
        var byte: UInt8 = 0
        let count = try withUnsafeMutableBytes(of: &byte) { try read(into: $0) }
        return count == 1 ? byte : nil
    }
}

/// A thread of its own: it waits for the whole life of the process, which would take a thread of the pool away.
private struct Thread {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
    }

    func start() {
        let context = Unmanaged.passRetained(Body(body)).toOpaque()
        #if canImport(Darwin)
            var thread: pthread_t?
            pthread_create(&thread, nil, { runBody($0) }, context)
        #else
            var thread = pthread_t()
            pthread_create(&thread, nil, { runBody($0) }, context)
        #endif
    }

    fileprivate final class Body {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }
}

private func runBody(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context { Unmanaged<Thread.Body>.fromOpaque(context).takeRetainedValue().run() }
    return nil
}
