#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A value that is only reached with a mutex held.
///
/// It stands on `pthread_mutex_t` because the thread sanitizer does not understand `Synchronization.Mutex` on Linux and
/// reports races that are not there. Two invariants make it safe to share:
///
/// 1. `value` is touched only inside `withLock`, between locking and unlocking `mutex`.
/// 2. `mutex` points to memory allocated and initialised in `init`, never moved, and freed in `deinit`, when nobody else
///    can hold a reference.
///
/// The mutex is not recursive: do not call `withLock` from inside `withLock` of the same value, and do not resume a
/// continuation there.
package final class Locked<Value: Sendable>: Sendable {
    private nonisolated(unsafe) let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private nonisolated(unsafe) var value: Value

    /// Wraps a value.
    package init(_ value: Value) {
        self.value = value
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deinitialize(count: 1)
        mutex.deallocate()
    }

    /// Runs `body` with exclusive access to the value, and returns what it returns.
    package func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
