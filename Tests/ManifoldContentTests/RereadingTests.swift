import ManifoldOCI
import TestSupport
import Testing

@testable import ManifoldContent

@Suite(.timeLimit(.minutes(1)))
struct RereadingTests {
    private let lost = ManifoldError(.unreachable, "cannot fetch", why: "the connection broke")

    /// Reads a blob whose connection breaks a number of times, and counts how often it was begun.
    private func read(breaking times: Int, with error: ManifoldError) async throws -> (bytes: [UInt8], begun: Int) {
        let (descriptor, bytes) = blob("hello")
        let begun = Guarded(0)
        var result: [UInt8] = []
        try await Rereading.read {
            let count = begun.withLock { begun in
                begun += 1
                return begun
            }
            let chunks = Chunks(
                chunks: count <= times ? [Array("he".utf8)] : [bytes],
                failure: count <= times ? error : nil
            )
            return BlobStream(descriptor, from: "a test", chunks: chunks)
        } restart: {
            result = []
        } each: { chunk in
            result += chunk
        }
        return (result, begun.value)
    }

    @Test(arguments: [0, 1, 2])
    func begunAnew(times: Int) async throws {
        let (bytes, begun) = try await read(breaking: times, with: lost)
        #expect(bytes == Array("hello".utf8))
        #expect(begun == times + 1)
    }

    @Test func notForEver() async {
        let error = await #expect(throws: ManifoldError.self) { try await read(breaking: 100, with: lost) }
        #expect(error?.code == .unreachable)
    }

    /// What is wrong with the content is wrong the next time as well.
    @Test(arguments: [ManifoldError.Code.integrity, .notFound, .denied])
    func onlyForTheConnection(code: ManifoldError.Code) async {
        let failure = ManifoldError(code, "cannot fetch", why: "because")
        let error = await #expect(throws: ManifoldError.self) { try await read(breaking: 1, with: failure) }
        #expect(error?.code == code)
    }
}
