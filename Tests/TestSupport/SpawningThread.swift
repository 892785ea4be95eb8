import Foundation
import Synchronization

/// The one thread that starts processes, which lives as long as the test process.
///
/// A process that asks to be killed with its parent dies when the thread that made it ends, and the threads of a pool
/// end when they are idle.
final class SpawningThread: Sendable {
    static let shared = SpawningThread()

    private let jobs = Mutex<[@Sendable () -> Void]>([])
    private let count = DispatchSemaphore(value: 0)

    private init() {
        Thread.detachNewThread { [self] in
            while true {
                count.wait()
                jobs.withLock { $0.removeFirst() }()
            }
        }
    }

    /// Runs a short piece of work on the thread and waits for it.
    func perform<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) throws -> Result {
        let result = Guarded<Swift.Result<Result, any Error>?>(nil)
        let done = DispatchSemaphore(value: 0)
        jobs.withLock { jobs in
            jobs.append {
                result.withLock { $0 = Swift.Result { try body() } }
                done.signal()
            }
        }
        count.signal()
        done.wait()
        guard let result = result.value else { throw TestSupportError("the spawning thread lost a job") }
        return try result.get()
    }
}
