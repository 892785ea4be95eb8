import Foundation

/// The kernel's table of TCP connections.
enum TCPTable {
    /// Whether a connection to a port was closed by the client and not yet by the server.
    ///
    /// On systems without the table the answer is no.
    static func hasHalfClosed(port: Int) throws -> Bool {
        guard let table = FileManager.default.contents(atPath: "/proc/net/tcp") else { return false }
        return String(decoding: table, as: UTF8.self).split(separator: "\n").dropFirst().contains { line in
            let columns = line.split(separator: " ")
            guard columns.count > 3, let local = columns[1].split(separator: ":").last else { return false }
            return Int(local, radix: 16) == port && columns[3] == closeWait
        }
    }

    private static let closeWait = "08"
}
