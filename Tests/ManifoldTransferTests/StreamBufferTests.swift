import Testing

@testable import ManifoldTransfer

@Suite struct StreamBufferTests {
    private func offer(_ count: Int, to buffer: StreamBuffer) -> Bool {
        [UInt8](repeating: 1, count: count).withUnsafeBytes(buffer.offer)
    }

    @Test func refusesWhenFullAndWakesTheWriterWhenHalfEmpty() async throws {
        let wakes = Locked(0)
        let buffer = StreamBuffer(capacity: 100, chunkSize: 50) { wakes.withLock { $0 += 1 } }
        for _ in 0..<10 { #expect(offer(10, to: buffer)) }
        #expect(!offer(10, to: buffer))
        #expect(buffer.peak == 100)
        #expect(try await buffer.next().get()?.count == 50)
        #expect(wakes.withLock { $0 } == 1)
        #expect(try await buffer.next().get()?.count == 50)
        #expect(wakes.withLock { $0 } == 1)
        buffer.finish(.success(()))
        #expect(try await buffer.next().get() == nil)
    }

    @Test func keepsOrderOverManyPieces() async throws {
        let buffer = StreamBuffer(capacity: 1 << 20, chunkSize: 4) {}
        for number in 0..<200 {
            let piece = [UInt8(number), 0, 0]
            #expect(piece.withUnsafeBytes(buffer.offer))
        }
        buffer.finish(.success(()))
        var firsts: [UInt8] = []
        while let piece = try await buffer.next().get() { firsts.append(piece[0]) }
        #expect(firsts == (0..<200).map { UInt8($0) })
    }

    @Test func failureDropsWhatIsWaiting() async {
        let buffer = StreamBuffer(capacity: 100) {}
        #expect(offer(10, to: buffer))
        #expect(buffer.finish(.failure(TransferError(.connectionLost, message: "x"))))
        #expect(!buffer.finish(.success(())))
        await #expect(throws: TransferError.self) { try await buffer.next().get() }
    }
}
