import Foundation

/// A value that several threads share.
///
/// The lock is one that the thread sanitizer understands: of `Synchronization.Mutex` it reports races that are none.
public final class Guarded<Value: Sendable>: Sendable {
    private let lock = NSLock()
    // Read and written only while the lock is held.
    private nonisolated(unsafe) var stored: Value

    /// Begins with a value.
    public init(_ value: Value) {
        stored = value
    }

    /// The value at this moment.
    public var value: Value { withLock { $0 } }

    /// Reads or changes the value while nobody else does.
    public func withLock<Result: Sendable>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(&stored)
    }
}
