import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import ManifoldContent

@Suite(.timeLimit(.minutes(1)))
struct FileLockTests {
    private let files: TemporaryDirectory
    private var path: FilePath { FilePath(files.file("lock")) }

    init() throws {
        files = try TemporaryDirectory()
        try files.write("", to: "lock")
    }

    /// Whether the lock can be had at once: a task that was cancelled before it began does not wait.
    private func isFree(_ mode: FileLock.Mode) async throws -> Bool {
        let task = Task { [path] in
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await FileLock.acquire(path, mode)
        }
        switch await task.result {
        case .success: return true
        case .failure(is CancellationError): return false
        case .failure(let error): throw error
        }
    }

    @Test func whoExcludesWhom() async throws {
        let exclusive = try await FileLock.acquire(path, .exclusive)
        #expect(try await !isFree(.exclusive))
        #expect(try await !isFree(.shared))
        withExtendedLifetime(exclusive) {}
    }

    @Test func sharedLocks() async throws {
        let shared = try await FileLock.acquire(path, .shared)
        #expect(try await isFree(.shared))
        #expect(try await !isFree(.exclusive))
        withExtendedLifetime(shared) {}
    }

    @Test func released() async throws {
        do { _ = try await FileLock.acquire(path, .exclusive) }
        #expect(try await isFree(.exclusive))
    }

    @Test func oneAtATime() async throws {
        let running = Guarded(0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<10 {
                group.addTask { [path] in
                    let lock = try await FileLock.acquire(path, .exclusive)
                    let count = running.withLock { count in
                        count += 1
                        return count
                    }
                    #expect(count == 1)
                    for _ in 0..<5 { await Task.yield() }
                    running.withLock { $0 -= 1 }
                    withExtendedLifetime(lock) {}
                }
            }
            try await group.waitForAll()
        }
    }

    /// A lock on a file that has lost its name keeps nobody from the file that has the name now.
    @Test func aFileThatWasRemoved() async throws {
        let old = try await FileLock.acquire(path, .exclusive)
        LocalFile.remove(path)
        let new = try await FileLock.acquire(path, .exclusive, creating: true)
        #expect(try await !isFree(.shared))
        withExtendedLifetime((old, new)) {}
    }

    @Test func aLinkIsNotFollowed() async throws {
        let link = files.file("link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path.string)
        await #expect(throws: (any Error).self) {
            try await FileLock.acquire(FilePath(link), .exclusive, creating: true)
        }
    }

    @Test func missing() async throws {
        let none = FilePath(files.file("none"))
        await #expect(throws: Errno.noSuchFileOrDirectory) { try await FileLock.acquire(none, .shared) }
        _ = try await FileLock.acquire(none, .shared, creating: true)
        #expect(LocalFile.exists(none))
    }
}
