import Foundation

/// Starts a process in a group of its own, with default signal handling and no descriptors but its standard streams.
///
/// Foundation's own class is not used: it neither sets the group nor lets the calling thread be chosen.
func spawn(_ words: [String], environment: [String], streams: [String]) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, path) in streams.enumerated() {
        let flags = number == 0 ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC | O_APPEND
        posix_spawn_file_actions_addopen(&actions, Int32(number), path, flags, 0o600)
    }
    // A server that inherited a test's connection would keep it open after the test has closed it.
    let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap(Int32.init)
    for descriptor in descriptors where descriptor >= streams.count {
        posix_spawn_file_actions_addclose(&actions, descriptor)
    }

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    posix_spawnattr_setflags(&attributes, Int16(flags))
    posix_spawnattr_setpgroup(&attributes, 0)
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)

    var id: pid_t = 0
    let result = withCStrings(words) { arguments in
        withCStrings(environment) { variables in
            posix_spawn(&id, words[0], &actions, &attributes, arguments, variables)
        }
    }
    guard result == 0 else { throw TestSupportError("cannot start \(words[0]): \(String(cString: strerror(result)))") }
    return id
}

/// Lends texts as the kind of array that `execve` takes.
private func withCStrings<Result>(
    _ texts: [String],
    _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
    let pointers = texts.map { strdup($0) }
    defer { pointers.forEach { free($0) } }
    return body(pointers + [nil])
}
