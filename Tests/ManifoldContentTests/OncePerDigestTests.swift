import ManifoldOCI
import TestSupport
import Testing

@testable import ManifoldContent

@Suite(.timeLimit(.minutes(1)))
struct OncePerDigestTests {
    private let digest = Digest(sha256Of: [1])

    @Test func once() async throws {
        let once = OncePerDigest()
        let count = Guarded(0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<30 {
                group.addTask {
                    try await once.run(digest) {
                        for _ in 0..<5 { await Task.yield() }
                        count.withLock { $0 += 1 }
                    }
                    // Whoever returns finds the work done.
                    #expect(count.value == 1)
                }
            }
            try await group.waitForAll()
        }
        try await once.run(Digest(sha256Of: [2])) { count.withLock { $0 += 1 } }
        #expect(count.value == 2)
    }

    @Test func aFailureIsEverybodys() async throws {
        let once = OncePerDigest()
        let count = Guarded(0)
        let failures = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<30 {
                group.addTask {
                    do {
                        try await once.run(digest) {
                            for _ in 0..<5 { await Task.yield() }
                            count.withLock { $0 += 1 }
                            throw MemoryPlace.Oops()
                        }
                        return false
                    } catch { return error is MemoryPlace.Oops }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(failures == 30)
        #expect(count.value == 1)
    }
}
