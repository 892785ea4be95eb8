import ArgumentParser
import ManifoldContent
import ManifoldOCI

/// Runs one command line from its arguments to its exit status.
public enum CommandLineRunner {
    /// Parses and runs.
    /// - Parameter arguments: The arguments without the program's name.
    /// - Returns: The exit status.
    public static func run(_ arguments: [String]) async -> Int32 {
        let command: any ParsableCommand
        do {
            command = try ManifoldCommand.parseAsRoot(arguments)
        } catch {
            return report(parsing: error)
        }
        guard let command = command as? any RunnableCommand else { return report(parsing: CleanExit.helpRequest()) }
        do {
            try await withDeadline(command.deadline) { try await command.execute() }
            return ExitStatus.success
        } catch {
            return report(error)
        }
    }

    /// What ArgumentParser has to say: help and version are results, anything else is wrong usage.
    private static func report(parsing error: any Error) -> Int32 {
        let status = ManifoldCommand.exitCode(for: error).rawValue
        guard status != 0 else {
            do {
                try Console.print(ManifoldCommand.fullMessage(for: error))
                return ExitStatus.success
            } catch {
                return ExitStatus.failure
            }
        }
        let message = ManifoldCommand.message(for: error)
        let lines = message.split(separator: "\n").map(String.init)
        Console.note("manifold: error: \(escapedForTerminal(lines.joined(separator: " "))). See manifold --help")
        return ExitStatus.usage
    }

    private static func report(_ error: any Error) -> Int32 {
        if error is CancellationError || (error as? ManifoldError)?.code == .cancelled {
            Console.note("manifold: error: interrupted. Nothing half-done was kept. Run the same command again")
            return ExitStatus.interrupted
        }
        Console.note("manifold: error: " + escapedForTerminal(String(describing: error)))
        return ExitStatus.of(error)
    }

    /// Runs work that has to end in time.
    private static func withDeadline(_ deadline: Duration?, _ work: @escaping @Sendable () async throws -> Void)
        async throws
    {
        guard let deadline else { return try await work() }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await work()
                return true
            }
            group.addTask {
                try await Task.sleep(for: deadline)
                return false
            }
            let finished = try await group.next()
            group.cancelAll()
            guard finished == true else {
                throw ManifoldError(
                    .timedOut,
                    "gave up after \(TimeSpan(deadline))",
                    why: "--timeout allows no more",
                    advice: "Run the same command again, or allow more time"
                )
            }
        }
    }
}
