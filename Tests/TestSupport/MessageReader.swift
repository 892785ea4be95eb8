import Foundation

/// Reads HTTP/1.1 messages from a connection.
final class MessageReader {
    private let socket: Socket
    private var buffer: [UInt8] = []
    private var position = 0

    init(_ socket: Socket) {
        self.socket = socket
    }

    /// The first line of the next message and its header fields, or nil when the stream ends before one.
    func head() throws -> (line: String, headers: HeaderFields)? {
        guard let first = try line() else { return nil }
        var headers = HeaderFields()
        while let text = try line(), !text.isEmpty {
            guard let colon = text.firstIndex(of: ":") else { throw TestSupportError("not a header field: \(text)") }
            let value = text[text.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            headers.append(String(text[..<colon]), value)
        }
        return (first, headers)
    }

    /// The body that the header fields announce; without any, nothing, or what comes until the end of the stream.
    func body(_ headers: HeaderFields, untilEnd: Bool) throws -> [UInt8] {
        if headers["Transfer-Encoding"]?.lowercased() == "chunked" { return try chunks() }
        if let length = headers["Content-Length"] {
            guard let count = Int(length), count >= 0 else { throw TestSupportError("not a length: \(length)") }
            return try bytes(count)
        }
        guard untilEnd else { return [] }
        while try fill() {}
        defer { position = buffer.count }
        return Array(buffer[position...])
    }

    /// Reads and drops everything until the peer closes the connection or it is shut down.
    func drain() throws {
        repeat { buffer.removeAll(keepingCapacity: true) } while try fill()
        position = 0
    }

    private func chunks() throws -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let size = try line() ?? ""
            guard let count = Int(size.prefix { $0 != ";" }, radix: 16) else {
                throw TestSupportError("not the size of a chunk: \(size)")
            }
            body += try bytes(count)
            if count == 0 { break }
            _ = try line()
        }
        while let trailer = try line(), !trailer.isEmpty {}
        return body
    }

    private func line() throws -> String? {
        var end = position
        while true {
            if let newline = buffer[end...].firstIndex(of: UInt8(ascii: "\n")) {
                var text = buffer[position..<newline]
                if text.last == UInt8(ascii: "\r") { text.removeLast() }
                position = newline + 1
                return String(decoding: text, as: UTF8.self)
            }
            end = buffer.count
            guard end - position <= 1 << 20 else { throw TestSupportError("a line of more than a mebibyte") }
            if try !fill() {
                guard end == position else { throw TestSupportError("the stream ended within a line") }
                return nil
            }
        }
    }

    private func bytes(_ count: Int) throws -> [UInt8] {
        while buffer.count - position < count {
            guard try fill() else {
                throw TestSupportError("the stream ended \(count - buffer.count + position) bytes too early")
            }
        }
        defer { compact(after: position + count) }
        return Array(buffer[position..<position + count])
    }

    private func compact(after end: Int) {
        buffer.removeSubrange(..<end)
        position = 0
    }

    private func fill() throws -> Bool {
        let bytes = try socket.read()
        buffer += bytes
        return !bytes.isEmpty
    }
}
