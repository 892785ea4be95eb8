import TestSupport
import Testing

@testable import ManifoldContent

@Suite(.timeLimit(.minutes(1)))
struct TransferSlotsTests {
    private struct Count {
        var running = 0
        var peak = 0
        var done = 0
    }

    @Test(arguments: [(1, 1), (2, 2), (5, 5), (0, 1), (-1, 1)])
    func bound(jobs: Int, expected: Int) async throws {
        let slots = TransferSlots(jobs)
        let count = Guarded(Count())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask {
                    try? await slots.withSlot {
                        count.withLock { count in
                            count.running += 1
                            count.peak = max(count.peak, count.running)
                        }
                        for _ in 0..<5 { await Task.yield() }
                        count.withLock { $0.running -= 1 }
                        // A failure gives the slot back like anything else.
                        if number % 3 == 0 { throw MemoryPlace.Oops() }
                    }
                    count.withLock { $0.done += 1 }
                }
            }
            try await group.waitForAll()
        }
        #expect(count.value.done == 40)
        #expect(count.value.peak <= expected)
    }

    /// Two that wait for each other inside their slots: that many do run at once.
    @Test func asManyAsThereAreSlots() async throws {
        let slots = TransferSlots(2)
        let arrived = Guarded(0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    try await slots.withSlot {
                        arrived.withLock { $0 += 1 }
                        try await eventually("the other is here") { arrived.value == 2 }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func whoWasCancelledDoesNotBegin() async throws {
        let slots = TransferSlots(1)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await slots.withSlot { true }
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await slots.withSlot { true })
    }
}
