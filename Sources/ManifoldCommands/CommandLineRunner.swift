import ArgumentParser
import ManifoldContent
import ManifoldOCI

/// Runs one command line from its arguments to its exit status.
public enum CommandLineRunner {
    /// Parses and runs.
    /// - Parameter commandLine: The program's name and its arguments.
    /// - Returns: The exit status.
    public static func run(_ commandLine: [String]) async -> Int32 {
        let arguments = DockerPlugin.withoutSwitchValues(
            DockerPlugin.arguments(
                Array(commandLine.dropFirst()),
                programName: commandLine.first ?? "manifold"
            )
        )
        if arguments.first == DockerPlugin.metadataRequest {
            do { try Console.print(DockerPlugin.metadata) } catch { return report(error) }
            return ExitStatus.success
        }
        let command: any ParsableCommand
        do {
            command = try ManifoldCommand.parseAsRoot(arguments)
        } catch {
            return report(parsing: error)
        }
        guard let command = command as? any RunnableCommand else { return help(command) }
        do {
            try await withDeadline(command.deadline) { try await command.execute() }
            return ExitStatus.success
        } catch {
            return report(error)
        }
    }

    /// A command that only groups others, or ArgumentParser's own `help`: both answer with a help text.
    private static func help(_ command: any ParsableCommand) -> Int32 {
        var command = command
        do {
            try command.run()
            return ExitStatus.success
        } catch {
            return report(parsing: error)
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
                return report(error)
            }
        }
        var message = ManifoldCommand.message(for: error).split(separator: "\n").joined(separator: " ")
        while message.hasSuffix(".") { message.removeLast() }
        let hint = ManifoldCommand.fullMessage(for: error).split(separator: "\n").last { $0.contains("See 'manifold") }
        let advice = hint.map { $0.drop { $0 == " " } } ?? "See 'manifold --help' for more information."
        Console.note("manifold: error: \(escapedForTerminal(message)). \(advice)")
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
