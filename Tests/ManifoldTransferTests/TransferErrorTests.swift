import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

@testable import ManifoldTransfer

@Suite struct TransferErrorTests {
    private static func context(
        headStarted: Bool = false,
        wasConnecting: Bool = false,
        usesProxy: Bool = false
    ) -> TransferError.CurlContext {
        .init(host: "h", headStarted: headStarted, wasConnecting: wasConnecting, usesProxy: usesProxy)
    }

    @Test(arguments: [
        (1, context(), TransferError.Code.notHTTP),
        (3, context(), .invalidURL),
        (5, context(usesProxy: true), .proxy),
        (6, context(), .resolve),
        (7, context(), .unreachable),
        (7, context(usesProxy: true), .proxy),
        (8, context(), .notHTTP),
        (8, context(headStarted: true), .malformedReply),
        (16, context(), .connectionLost),
        (18, context(headStarted: true), .connectionLost),
        (28, context(), .timeout),
        (28, context(wasConnecting: true), .connectTimeout),
        (35, context(), .tls),
        (51, context(), .other),
        (52, context(), .connectionLost),
        (55, context(), .connectionLost),
        (56, context(), .connectionLost),
        (58, context(), .tls),
        (60, context(), .certificate),
        (65, context(), .connectionLost),
        (77, context(), .tls),
        (92, context(), .connectionLost),
        (97, context(), .proxy),
        (2, context(), .other),
    ])
    func codes(curlCode: Int, context: TransferError.CurlContext, code: TransferError.Code) {
        let error = TransferError(CurlReport(code: curlCode, message: "m"), in: context)
        #expect(error.code == code)
        #expect(error.curlCode == curlCode)
        #expect(error.host == "h")
    }

    @Test func detailsDecide() {
        let refused = CurlReport(code: 7, message: "m", systemError: ECONNREFUSED)
        #expect(TransferError(refused, in: Self.context()).code == .refused)
        let plain = CurlReport(code: 35, message: "m", handshakeAnsweredInHTTP: true)
        #expect(TransferError(plain, in: Self.context()).code == .tlsFromPlainHTTPServer)
        let forbidden = CurlReport(code: 56, message: "m", connectStatus: 403)
        #expect(TransferError(forbidden, in: Self.context(usesProxy: true)).code == .proxy)
        #expect(TransferError(CurlReport(code: 52, message: "m"), in: Self.context()).receivedNothing)
    }
}
