import Synchronization

/// A value behind a lock, for state that handlers on several threads share.
public final class Guarded<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>

    /// Starts with a value.
    public init(_ value: Value) {
        mutex = Mutex(value)
    }

    /// A copy of the value as it is now.
    public var value: Value { mutex.withLock { $0 } }

    /// Reads or changes the value while nobody else can.
    public func withLock<Result: Sendable>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        try mutex.withLock { value in try body(&value) }
    }
}
