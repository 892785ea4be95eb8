import HTTPTypes

/// The status and the header fields of a reply.
struct ResponseHead: Sendable, Equatable {
    var status: Int
    var headers: HTTPFields
}

/// Builds a reply's head from the lines that libcurl hands over one by one.
///
/// Interim heads (1xx) are dropped, lines after the head's end (trailers) are ignored, and fields with names or values
/// that HTTP does not allow are skipped. All lines together may not exceed `limit` bytes.
struct ResponseHeadParser {
    enum Result: Equatable {
        case needsMore
        /// The empty line after the fields of a final reply.
        case complete(ResponseHead)
        case malformed(String)
    }

    private let limit: Int
    private var size = 0
    private var partial: ResponseHead?
    /// Whether a whole final head has been seen.
    private(set) var isComplete = false

    init(limit: Int = 64 * 1024) {
        self.limit = limit
    }

    /// Whether any line has arrived.
    var hasStarted: Bool { size > 0 }

    /// Takes the next line, with or without its line end.
    mutating func parse(line bytes: some Collection<UInt8>) -> Result {
        if isComplete { return .needsMore }
        size += bytes.count
        if size > limit { return .malformed("the reply's header is larger than \(limit) bytes") }
        let line = String(decoding: bytes, as: UTF8.self)
            .trimming { $0 == "\r" || $0 == "\n" || $0 == "\r\n" }
        if line.hasPrefix("HTTP/") {
            return parse(statusLine: line)
        }
        guard var head = partial else {
            return line.isEmpty ? .needsMore : .malformed("the reply's header does not start with a status line")
        }
        if line.isEmpty {
            partial = nil
            if head.status < 200 { return .needsMore }
            isComplete = true
            return .complete(head)
        }
        // A name cannot start with a space, so the continuation lines of old times are skipped like any bad name.
        if let colon = line.firstIndex(of: ":"), let name = HTTPField.Name(String(line[..<colon])) {
            let value = line[colon...].dropFirst().trimming { $0 == " " || $0 == "\t" }
            if HTTPField.isValidValue(String(value)) {
                head.headers.append(HTTPField(name: name, value: String(value)))
                partial = head
            }
        }
        return .needsMore
    }

    private mutating func parse(statusLine line: Substring) -> Result {
        let parts = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
        guard parts.count >= 2, parts[1].utf8.count == 3, let status = Int(parts[1]), (100...999).contains(status)
        else { return .malformed("the reply's status line has no status") }
        partial = ResponseHead(status: status, headers: [:])
        return .needsMore
    }
}

extension StringProtocol where SubSequence == Substring {
    /// The text without the characters at both ends that `isPadding` accepts.
    fileprivate func trimming(_ isPadding: (Character) -> Bool) -> Substring {
        var text = self[...].drop(while: isPadding)
        while let last = text.last, isPadding(last) { text.removeLast() }
        return text
    }
}
