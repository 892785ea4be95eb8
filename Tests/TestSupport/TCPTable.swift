import SystemPackage

/// The kernel's table of TCP connections.
enum TCPTable {
    /// Whether a connection to a loopback port was closed by the client and not yet by the server.
    ///
    /// Both ends are looked at: while the server is within a system call on a connection, its end does not know yet.
    /// On systems without the table the answer is no.
    static func hasHalfClosed(port: Int) -> Bool {
        guard let table = try? read("/proc/net/tcp") else { return false }
        return String(decoding: table, as: UTF8.self).split(separator: "\n").dropFirst().contains { line in
            let columns = line.split(separator: " ")
            guard columns.count > 3 else { return false }
            return isPort(columns[1], port) && columns[3] == closeWait
                || isPort(columns[2], port) && finWait.contains(columns[3])
        }
    }

    /// A file of the proc file system, which comes in short pieces and with no size to go by.
    private static func read(_ path: FilePath) throws -> [UInt8] {
        let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
        return try file.closeAfter {
            var bytes: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: 65_536)
            while case let count = try piece.withUnsafeMutableBytes({ try file.read(into: $0) }), count > 0 {
                bytes += piece[..<count]
            }
            return bytes
        }
    }

    private static func isPort(_ address: Substring, _ port: Int) -> Bool {
        address.split(separator: ":").last.flatMap { Int($0, radix: 16) } == port
    }

    private static let closeWait = "08"
    private static let finWait: [Substring] = ["04", "05", "0B"]
}
