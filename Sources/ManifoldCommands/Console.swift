import ManifoldAssembly
import ManifoldContent
import ManifoldOCI
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The program's two outlets: results on stdout, everything else on stderr.
enum Console {
    /// Writes a line of the result.
    /// - Throws: `ManifoldError` when stdout does not take it: a result that is lost is a failure.
    static func print(_ line: String) throws {
        try write(Array((line + "\n").utf8))
    }

    /// Writes bytes of the result as they are.
    /// - Throws: `ManifoldError`.
    static func write(_ bytes: [UInt8]) throws {
        do { try FileDescriptor.standardOutput.writeAll(bytes) } catch {
            throw ManifoldError(
                .failed,
                "cannot write the result to stdout",
                why: String(describing: error),
                advice: "What was asked for may have been done; only the output is lost"
            )
        }
    }

    /// Writes a line for people.
    static func note(_ line: String) {
        _ = try? FileDescriptor.standardError.writeAll(Array((line + "\n").utf8))
    }

    /// Warnings for people; text from outside has been escaped where it was taken in, and is again.
    static let notices = Notices { note("manifold: warning: " + escapedForTerminal($0)) }

    /// Whether stdout is a terminal that shows colours.
    static var showsColour: Bool { isatty(STDOUT_FILENO) == 1 && getenv("NO_COLOR") == nil }

    /// The environment of the process.
    static var environment: [String: String] {
        var result: [String: String] = [:]
        var pointer = environ
        while let entry = pointer.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                result[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            pointer += 1
        }
        return result
    }

    /// Seconds since 1970.
    static var now: Int64 { Int64(time(nil)) }
}
