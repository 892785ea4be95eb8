/// Bounds how many transfers run at once. A slot is held while bytes move, never while waiting for other transfers.
package actor TransferSlots {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var head = 0

    package init(_ count: Int) {
        free = max(1, count)
    }

    /// Runs work in a slot, in the order in which it was asked for.
    package nonisolated func withSlot<Result: Sendable>(
        _ work: () async throws -> Result
    ) async throws -> Result {
        await acquire()
        do {
            try Task.checkCancellation()
            let result = try await work()
            await release()
            return result
        } catch {
            await release()
            throw error
        }
    }

    private func acquire() async {
        if free > 0 {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func release() {
        guard head < waiting.count else {
            free += 1
            return
        }
        let next = waiting[head]
        head += 1
        if head == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            head = 0
        }
        next.resume()
    }
}
