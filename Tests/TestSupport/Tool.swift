import Foundation

/// Programs of the machine that tests run: the references that results are compared with, and the makers of fixtures.
public enum Tool {
    /// The absolute path of a program on `PATH`, or nil when it is not installed.
    ///
    /// A name with a slash in it is a path already and is only checked.
    public static func find(_ program: String) -> String? {
        if program.contains("/") { return isProgram(program) ? program : nil }
        // The system's directories are looked in even if PATH is missing them: servers are often installed there.
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "") + ":/usr/bin:/bin:/usr/sbin:/sbin"
        return path.split(separator: ":").lazy.map { "\($0)/\(program)" }.first(where: isProgram)
    }

    /// Whether a program is installed.
    public static func exists(_ program: String) -> Bool {
        find(program) != nil
    }

    private static func isProgram(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
            && !isDirectory.boolValue && FileManager.default.isExecutableFile(atPath: path)
    }
}

extension Tool {
    /// What a program left behind.
    public struct Output: Sendable {
        /// The exit status; 128 and the number of the signal for a program that a signal ended.
        public let status: Int
        /// Everything written to standard output.
        public let stdout: [UInt8]
        /// Everything written to standard error.
        public let stderr: [UInt8]

        /// Standard output as text, without the white space at its end.
        public var text: String { Self.text(of: stdout) }
        /// Standard error as text, without the white space at its end.
        public var errorText: String { Self.text(of: stderr) }

        private static func text(of bytes: [UInt8]) -> String {
            var text = Substring(String(decoding: bytes, as: UTF8.self))
            while text.last?.isWhitespace == true { text.removeLast() }
            return String(text)
        }
    }

    /// Runs a program to its end.
    ///
    /// Input and output go through files, so that no amount of either can block, and so the program sees no pipe and
    /// no terminal. The program is killed when the test process ends or the task is cancelled.
    /// - Parameters:
    ///   - program: a name to be found on `PATH`, or a path.
    ///   - environment: variables to set besides those of the test process, or to remove when the value is nil.
    ///   - directory: the working directory; that of the test process when nil.
    ///   - timeout: how long the program may take before it is killed.
    /// - Throws: ``TestSupportError`` when the program is not installed or does not end in time.
    public static func run(
        _ program: String,
        arguments: [String] = [],
        environment: [String: String?] = [:],
        input: [UInt8] = [],
        directory: String? = nil,
        timeout: Duration = .seconds(60)
    ) async throws -> Output {
        guard let path = find(program) else { throw TestSupportError("\(program) is not installed") }
        let files = try TemporaryDirectory()
        let process = try ChildProcess(
            path,
            arguments: arguments,
            environment: environment,
            input: try files.write(input, to: "stdin"),
            output: files.file("stdout"),
            errors: files.file("stderr"),
            directory: directory
        )
        let status = try await withTaskCancellationHandler {
            try await process.exitStatus(within: timeout)
        } onCancel: {
            process.kill()
        }
        guard let status else {
            let errors = String(decoding: try files.read("stderr").suffix(2000), as: UTF8.self)
            throw TestSupportError("\(program) did not end within \(timeout): \(errors)")
        }
        try Task.checkCancellation()
        return Output(status: status, stdout: try files.read("stdout"), stderr: try files.read("stderr"))
    }

    /// Runs a program that has to succeed.
    /// - Throws: ``TestSupportError`` with what it wrote to standard error, when it does not.
    @discardableResult
    public static func require(
        _ program: String,
        _ arguments: [String] = [],
        environment: [String: String?] = [:],
        input: [UInt8] = []
    ) async throws -> Output {
        let output = try await run(program, arguments: arguments, environment: environment, input: input)
        guard output.status == 0 else {
            let command = ([program] + arguments).joined(separator: " ")
            throw TestSupportError("\(command) ended with status \(output.status): \(output.errorText)")
        }
        return output
    }
}
