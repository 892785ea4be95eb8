import ManifoldOCI

/// Reads a blob from a place that may break off, and begins again when it does.
///
/// A connection that is lost in the middle of a blob is no fault of the blob; a digest that does not match is, and is
/// not tried again.
package enum Rereading {
    /// How often a blob is read from the start.
    private static let attempts = 4

    /// Hands the chunks of a blob over; `restart` is called before each attempt, so that what came before is forgotten.
    /// - Throws: ``ManifoldError`` of the last attempt.
    package static func read(
        _ open: @Sendable () async throws -> BlobStream,
        restart: () throws -> Void,
        each: ([UInt8]) throws -> Void
    ) async throws {
        var attempt = 1
        while true {
            do {
                try restart()
                for try await chunk in try await open() { try each(chunk) }
                return
            } catch let error as ManifoldError where error.code == .unreachable && attempt < attempts {
                let bound = Duration.milliseconds(200) * (1 << (attempt - 1))
                try await Task.sleep(for: bound * Double.random(in: 0...1))
                attempt += 1
            }
        }
    }
}
