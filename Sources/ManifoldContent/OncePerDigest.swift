import ManifoldOCI

/// Lets each piece of content be moved once, however many documents name it: the first to ask does the work, the
/// others wait for it.
actor OncePerDigest {
    private enum State {
        case running([CheckedContinuation<Void, any Error>])
        case finished(Result<Void, any Error>)
    }

    private var states: [Digest: State] = [:]

    nonisolated func run(_ digest: Digest, _ work: () async throws -> Void) async throws {
        guard try await claim(digest) else { return }
        do {
            try await work()
            await finish(digest, .success(()))
        } catch {
            await finish(digest, .failure(error))
            throw error
        }
    }

    /// Whether the caller has to do the work.
    ///
    /// When it has not, the work has been done on return.
    private func claim(_ digest: Digest) async throws -> Bool {
        switch states[digest] {
        case nil:
            states[digest] = .running([])
            return true
        case .finished(let result):
            try result.get()
            return false
        case .running:
            try await withCheckedThrowingContinuation { continuation in
                // The state may have changed only while this actor was free, and it was not since the switch.
                if case .running(let others) = states[digest] {
                    states[digest] = .running(others + [continuation])
                } else {
                    continuation.resume()
                }
            }
            return false
        }
    }

    private func finish(_ digest: Digest, _ result: Result<Void, any Error>) {
        if case .running(let waiting) = states[digest] {
            for continuation in waiting { continuation.resume(with: result) }
        }
        states[digest] = .finished(result)
    }
}
