import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An advisory lock on a file or a directory, held until this object goes.
///
/// The system releases it when the process ends, however it ends.
package final class FileLock: Sendable {
    /// Who else may hold the lock at the same time.
    package enum Mode: Sendable {
        /// Others who ask for a shared lock.
        case shared
        /// Nobody.
        case exclusive
    }

    private let file: FileDescriptor

    private init(_ file: FileDescriptor) {
        self.file = file
    }

    deinit {
        try? file.close()
    }

    /// Waits for the lock on a path.
    ///
    /// The wait ends early when the task is cancelled.
    /// - Throws: `Errno`, or `CancellationError`.
    package static func acquire(_ path: FilePath, _ mode: Mode, creating: Bool = false) async throws -> FileLock {
        while true {
            let file =
                creating
                ? try FileDescriptor.open(
                    path,
                    .readWrite,
                    options: [.create, .closeOnExec, .noFollow],
                    permissions: [.ownerReadWrite, .groupRead, .otherRead]
                )
                : try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .noFollow])
            let lock = FileLock(file)
            while try !lock.attempt(mode) {
                // The holder is another process, which cannot wake us; it holds locks for milliseconds.
                try await Task.sleep(for: .milliseconds(5))
            }
            if lock.isStill(path) { return lock }
        }
    }

    private func attempt(_ mode: Mode) throws -> Bool {
        let operation = (mode == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB
        if flock(file.rawValue, operation) == 0 { return true }
        switch errno {
        case EWOULDBLOCK, EINTR: return false
        default: throw Errno(rawValue: errno)
        }
    }

    /// Whether the locked file still has its name: who held the lock before may have removed it.
    private func isStill(_ path: FilePath) -> Bool {
        var held = stat()
        var named = stat()
        guard fstat(file.rawValue, &held) == 0, path.withPlatformString({ lstat($0, &named) }) == 0 else {
            return false
        }
        return held.st_ino == named.st_ino && held.st_dev == named.st_dev
    }
}
