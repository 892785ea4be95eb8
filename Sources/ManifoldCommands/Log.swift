import Logging
import ManifoldOCI

/// The log of requests that `--debug` asks for.
enum Log {
    /// A logger, or nil when nothing is to be logged.
    static func make(debug: Bool) -> Logger? {
        guard debug else { return nil }
        var logger = Logger(label: "manifold") { _ in StandardErrorHandler() }
        logger.logLevel = .debug
        return logger
    }

    private struct StandardErrorHandler: LogHandler {
        var logLevel = Logger.Level.debug
        var metadata = Logger.Metadata()

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let facts = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
            Console.note("manifold: \(event.level): " + escapedForTerminal("\(event.message)\(facts)"))
        }
    }
}
