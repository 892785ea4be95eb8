import Foundation

/// A TCP socket on the loopback interface, closed when the last reference goes.
///
/// The calls block. Another thread ends them with ``shutDown()``, after which they report the end of the stream.
final class Socket: Sendable {
    private let descriptor: Int32

    private init(_ descriptor: Int32) {
        self.descriptor = descriptor
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit {
        close(descriptor)
    }

    /// A socket that listens on a free port of 127.0.0.1.
    static func listening() throws -> Socket {
        let socket = try make()
        try withLoopback(port: 0) { address, length in
            try check(bind(socket.descriptor, address, length), "bind")
        }
        try check(listen(socket.descriptor, 128), "listen")
        return socket
    }

    /// A socket that is connected to a port of 127.0.0.1, and gives up reading and writing after a minute.
    static func connected(to port: Int) throws -> Socket {
        let socket = try make()
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(socket.descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(socket.descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        try withLoopback(port: UInt16(port)) { address, length in
            try check(connect(socket.descriptor, address, length), "connect to port \(port)")
        }
        return socket
    }

    /// The port on this side.
    var port: Int {
        get throws {
            var address = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let result = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
            }
            try Self.check(result, "getsockname")
            return Int(UInt16(bigEndian: address.sin_port))
        }
    }

    /// The next connection, or nil when the socket was shut down.
    func accept() -> Socket? {
        while true {
            let connection = Foundation.accept(descriptor, nil, nil)
            if connection >= 0 { return Socket(connection) }
            guard errno == EINTR || errno == ECONNABORTED else { return nil }
        }
    }

    /// The next bytes; none at the end of the stream.
    func read(atMost count: Int = 65_536) throws -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            var result: Int
            repeat { result = recv(descriptor, buffer.baseAddress, count, 0) } while result < 0 && errno == EINTR
            if result < 0 { failure = errno }
            filled = max(result, 0)
        }
        if failure != 0 { throw Self.failure("read", failure) }
        return bytes
    }

    /// Sends all of the bytes.
    func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { buffer in
            var sent = 0
            while sent < buffer.count {
                let rest = UnsafeRawBufferPointer(rebasing: buffer[sent...])
                let result = send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                if result < 0, errno == EINTR { continue }
                try Self.check(Int32(clamping: result), "write")
                sent += result
            }
        }
    }

    /// Ends the stream in this direction.
    func endWriting() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Ends both directions and every call that waits.
    func shutDown() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Makes the coming close a reset, which the peer sees as a failure and not as an end.
    func resetOnClose() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    private static func make() throws -> Socket {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try check(descriptor, "socket")
        return Socket(descriptor)
    }

    private static func withLoopback(port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Void) throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        try withUnsafePointer(to: address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { try body($0, length) }
        }
    }

    private static func check(_ result: Int32, _ what: String) throws {
        if result < 0 { throw failure(what, errno) }
    }

    private static func failure(_ what: String, _ number: Int32) -> TestSupportError {
        TestSupportError("\(what): \(String(cString: strerror(number)))")
    }
}
