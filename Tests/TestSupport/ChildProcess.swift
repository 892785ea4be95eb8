import Foundation
import Synchronization

/// A process that ends when it is told to, when the last reference to this object goes, or when the test process does.
final class ChildProcess: Sendable {
    private enum State {
        case running
        case ended(status: Int)
    }

    let id: pid_t
    private let state = Mutex(State.running)

    /// Starts a program with its standard streams on files: `input` is read, `output` and `errors` are written anew.
    init(
        _ path: String,
        arguments: [String],
        environment: [String: String?] = [:],
        input: String = "/dev/null",
        output: String,
        errors: String,
        directory: String? = nil
    ) throws {
        var variables = ProcessInfo.processInfo.environment
        for (name, value) in environment { variables[name] = value }
        let entries = variables.map { "\($0.key)=\($0.value)" }
        // The kernel kills the program when the thread that started it ends, however that comes about.
        var command = Tool.find("setpriv").map { [$0, "--pdeathsig", "KILL"] } ?? []
        if let directory { command += ["/usr/bin/env", "--chdir", directory] }
        let words = command + [path] + arguments
        id = try SpawningThread.shared.perform {
            try spawn(words, environment: entries, streams: [input, output, errors])
        }
    }

    deinit {
        kill()
    }

    /// The exit status, or nil while the process runs.
    var status: Int? {
        state.withLock { state in
            if case .running = state {
                var raw: Int32 = 0
                if waitpid(id, &raw, WNOHANG) == id { state = .ended(status: shellStatus(raw)) }
            }
            guard case .ended(let status) = state else { return nil }
            return status
        }
    }

    /// Waits for the end; after the limit the process is killed and the answer is nil.
    func exitStatus(within limit: Duration) async throws -> Int? {
        let wasLate = Guarded(false)
        let timer = Task.detached {
            try await Task.sleep(for: limit)
            wasLate.withLock { $0 = true }
            self.kill()
        }
        defer { timer.cancel() }
        // The process stays a zombie after this wait, so that its number cannot belong to another one yet.
        try await onThread { [id] in
            var information = siginfo_t()
            while waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        }
        return wasLate.value ? nil : status
    }

    /// Kills the process and everything that stayed in its process group.
    func kill() {
        state.withLock { state in
            guard case .running = state else { return }
            _ = Foundation.kill(-id, SIGKILL)
            var raw: Int32 = 0
            while waitpid(id, &raw, 0) == -1, errno == EINTR {}
            state = .ended(status: shellStatus(raw))
        }
    }
}

/// The status as a shell reports it.
private func shellStatus(_ raw: Int32) -> Int {
    let signal = raw & 0x7f
    return signal == 0 ? Int((raw >> 8) & 0xff) : 128 + Int(signal)
}
