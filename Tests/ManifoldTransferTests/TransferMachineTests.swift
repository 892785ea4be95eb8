import HTTPTypes
import Testing

@testable import ManifoldTransfer

@Suite struct TransferMachineTests {
    private func machine(
        _ delivery: TransferMachine.Delivery = .whole(limit: 10),
        method: HTTPRequest.Method = .get
    ) -> TransferMachine {
        TransferMachine(delivery: delivery, method: method, host: "h", idleTimeout: .seconds(8))
    }

    private func receive(_ head: String, _ machine: inout TransferMachine) -> TransferMachine.Reception {
        var last = TransferMachine.Reception.accept
        for line in head.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            last = machine.received(headerLine: (line + "\r\n").utf8, now: .zero)
        }
        return last
    }

    @Test func headAndBodyMakeASuccess() {
        var machine = machine()
        machine.connected(now: .zero)
        let head = ResponseHead(status: 200, headers: [.contentLength: "10"])
        #expect(receive("HTTP/1.1 200 OK\ncontent-length: 10\n\n", &machine) == .acceptHead(head))
        #expect(machine.received(bodyBytes: 4, now: .zero) == .accept)
        #expect(machine.received(bodyBytes: 6, now: .zero) == .accept)
        #expect(machine.finish(CurlReport(code: 0, message: "")) == .success(head))
        #expect(machine.phase == .finished)
    }

    @Test func bodyBeyondTheLimitAborts() {
        var machine = machine()
        _ = receive("HTTP/1.1 200 OK\n\n", &machine)
        #expect(machine.received(bodyBytes: 10, now: .zero) == .accept)
        #expect(machine.received(bodyBytes: 1, now: .zero) == .abort)
        #expect(machine.finish(CurlReport(code: 23, message: "write")).error?.code == .bodyTooLarge)
    }

    @Test(arguments: [
        (HTTPRequest.Method.get, 200, true), (.head, 200, false), (.get, 304, false), (.get, 404, true),
    ])
    func announcedLengthBeyondTheLimitAborts(method: HTTPRequest.Method, status: Int, aborts: Bool) {
        var machine = machine(method: method)
        let reception = receive("HTTP/1.1 \(status) x\ncontent-length: 11\n\n", &machine)
        #expect((reception == .abort) == aborts)
    }

    @Test func silenceCountsFromTheConnectionOn() {
        var machine = machine()
        #expect(machine.check(bytesMoved: 0, now: .seconds(100)) == .nothing)
        machine.connected(now: .seconds(100))
        #expect(machine.check(bytesMoved: 0, now: .seconds(101)) == .again(at: .seconds(103)))
        #expect(machine.check(bytesMoved: 0, now: .seconds(107)) == .again(at: .seconds(108)))
        #expect(machine.check(bytesMoved: 0, now: .seconds(108)) == .end)
        #expect(machine.finish(nil).error?.code == .idleTimeout)
    }

    @Test func bytesMovedAreProgress() {
        var machine = machine()
        machine.connected(now: .zero)
        #expect(machine.check(bytesMoved: 1, now: .seconds(7)) == .again(at: .seconds(9)))
        #expect(machine.check(bytesMoved: 1, now: .seconds(14)) == .again(at: .seconds(15)))
        #expect(machine.check(bytesMoved: 1, now: .seconds(15)) == .end)
    }

    @Test func headerLinesAreProgress() {
        var machine = machine()
        machine.connected(now: .zero)
        #expect(machine.received(headerLine: "HTTP/1.1 103 Hints\r\n".utf8, now: .seconds(7)) == .accept)
        #expect(machine.check(bytesMoved: 0, now: .seconds(8)) == .again(at: .seconds(10)))
    }

    @Test func timeInWhichTheReaderIsBehindDoesNotCount() {
        var machine = machine(.streamed)
        machine.connected(now: .zero)
        _ = receive("HTTP/1.1 200 OK\n\n", &machine)
        #expect(machine.received(bodyBytes: 5, now: .zero) == .accept)
        machine.refused(bodyBytes: 5)
        #expect(machine.phase == .paused)
        #expect(machine.bodyCount == 0)
        #expect(machine.check(bytesMoved: 5, now: .seconds(100)) == .nothing)
        let isFirst = machine.resumed(now: .seconds(100))
        #expect(isFirst)
        let isSecond = machine.resumed(now: .seconds(100))
        #expect(!isSecond)
        #expect(machine.check(bytesMoved: 5, now: .seconds(107)) == .again(at: .seconds(108)))
    }

    @Test func cancellingWinsOverWhatLibcurlSays() {
        var machine = machine()
        let isFirst = machine.cancel()
        #expect(isFirst)
        #expect(machine.received(bodyBytes: 1, now: .zero) == .abort)
        #expect(machine.finish(CurlReport(code: 42, message: "")).error?.code == .cancelled)
        let isLate = machine.cancel()
        #expect(!isLate)
    }

    @Test func firstReasonCounts() {
        var machine = machine()
        machine.failed(readingBody: "gone")
        _ = machine.cancel()
        #expect(machine.finish(CurlReport(code: 26, message: "")).error?.code == .unreadableBody)
    }

    @Test func replyWithoutFinalHeadIsNone() {
        var machine = machine()
        _ = receive("HTTP/1.1 100 Continue\n\n", &machine)
        #expect(machine.finish(CurlReport(code: 0, message: "")).error?.code == .connectionLost)
    }

    @Test func bodyWithoutHeadAborts() {
        var machine = machine()
        #expect(machine.received(bodyBytes: 1, now: .zero) == .abort)
        #expect(machine.finish(CurlReport(code: 23, message: "")).error?.code == .malformedReply)
    }
}

extension TransferMachine.Outcome {
    fileprivate var error: TransferError? {
        if case .failure(let error) = self { error } else { nil }
    }
}
