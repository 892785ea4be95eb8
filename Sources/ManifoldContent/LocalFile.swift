import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reading and durable writing of files on this machine.
package enum LocalFile {
    /// The whole content of a regular file.
    ///
    /// - Parameters:
    ///   - path: The file. A symbolic link in its last component is followed only when `followsLink` says so.
    ///   - limit: The most bytes that are read.
    /// - Throws: `Errno`; `fileTooLarge` above the limit.
    package static func read(_ path: FilePath, limit: Int, followsLink: Bool = true) throws -> [UInt8] {
        let options: FileDescriptor.OpenOptions = followsLink ? [.closeOnExec] : [.closeOnExec, .noFollow]
        let file = try FileDescriptor.open(path, .readOnly, options: options)
        return try file.closeAfter {
            let size = try regularSize(file)
            guard size <= limit else { throw Errno.fileTooLarge }
            var bytes: [UInt8] = []
            bytes.reserveCapacity(Int(size))
            while true {
                let chunk = try [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, filled in
                    filled = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
                }
                if chunk.isEmpty { return bytes }
                bytes += chunk
                guard bytes.count <= limit else { throw Errno.fileTooLarge }
            }
        }
    }

    /// The size of an open file in bytes, which must be a regular file.
    /// - Throws: `Errno`.
    package static func regularSize(_ file: FileDescriptor) throws -> Int64 {
        var status = stat()
        guard fstat(file.rawValue, &status) == 0 else { throw Errno(rawValue: errno) }
        guard status.st_mode & mode_t(0o170000) == mode_t(0o100000) else {
            throw status.st_mode & mode_t(0o170000) == mode_t(0o040000) ? Errno.isDirectory : Errno.notSupported
        }
        return Int64(status.st_size)
    }

    /// Whether something is there, of whatever kind.
    package static func exists(_ path: FilePath) -> Bool {
        var status = stat()
        return path.withPlatformString { lstat($0, &status) } == 0
    }

    /// Makes a directory and those above it; one that exists is fine.
    /// - Throws: `Errno`.
    package static func makeDirectory(_ path: FilePath) throws {
        if path.isEmpty || path.withPlatformString({ mkdir($0, 0o777) }) == 0 { return }
        switch errno {
        case EEXIST:
            var status = stat()
            let isDirectory =
                path.withPlatformString({ stat($0, &status) }) == 0
                && status.st_mode & mode_t(0o170000) == mode_t(0o040000)
            guard isDirectory else { throw Errno.fileExists }
        case ENOENT where path.components.count > 1:
            try makeDirectory(path.removingLastComponent())
            guard path.withPlatformString({ mkdir($0, 0o777) }) == 0 || errno == EEXIST else {
                throw Errno(rawValue: errno)
            }
        default:
            throw Errno(rawValue: errno)
        }
    }

    /// The names in a directory, in order.
    /// - Throws: `Errno`.
    package static func list(_ path: FilePath) throws -> [String] {
        guard let directory = path.withPlatformString({ opendir($0) }) else { throw Errno(rawValue: errno) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Replaces a file: a crash at any moment leaves either the old content or the new.
    ///
    /// The new content is written beside the file, reaches the disk, and takes the file's name.
    /// - Throws: `Errno`; nothing is left behind then.
    package static func replace(_ path: FilePath, with bytes: [UInt8]) throws {
        let directory = path.removingLastComponent()
        let name = path.lastComponent?.string ?? "file"
        let temporary = directory.appending(".\(name).\(uniqueSuffix())")
        let file = try create(temporary)
        do {
            try file.closeAfter {
                try file.writeAll(bytes)
                try synchronize(file)
            }
            try rename(temporary, to: path)
        } catch {
            remove(temporary)
            throw error
        }
        try synchronizeDirectory(directory)
    }

    /// Makes a file that was not there and opens it for writing and reading.
    /// - Throws: `Errno`.
    package static func create(_ path: FilePath) throws -> FileDescriptor {
        try FileDescriptor.open(
            path,
            .readWrite,
            options: [.create, .exclusiveCreate, .closeOnExec, .noFollow],
            permissions: [.ownerReadWrite, .groupRead, .otherRead]
        )
    }

    /// Waits until the content of a file is on the disk.
    /// - Throws: `Errno`.
    package static func synchronize(_ file: FileDescriptor) throws {
        guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
    }

    /// Waits until the names in a directory are on the disk.
    /// - Throws: `Errno`.
    package static func synchronizeDirectory(_ path: FilePath) throws {
        let directory = try FileDescriptor.open(
            path.isEmpty ? "." : path,
            .readOnly,
            options: [.directory, .closeOnExec]
        )
        try directory.closeAfter { try synchronize(directory) }
    }

    /// Gives a file another name, replacing what had it.
    /// - Throws: `Errno`.
    package static func rename(_ path: FilePath, to other: FilePath) throws {
        let status = path.withPlatformString { from in other.withPlatformString { systemRename(from, $0) } }
        guard status == 0 else { throw Errno(rawValue: errno) }
    }

    /// Removes a file if it is there.
    package static func remove(_ path: FilePath) {
        _ = path.withPlatformString { unlink($0) }
    }

    /// Removes an empty directory if it is there.
    package static func removeDirectory(_ path: FilePath) {
        _ = path.withPlatformString { rmdir($0) }
    }

    /// A text that no other file name of this machine ends in.
    package static func uniqueSuffix() -> String {
        "\(getpid())-" + String(UInt64.random(in: .min ... .max), radix: 36)
    }
}

private func systemRename(_ from: UnsafePointer<CInterop.PlatformChar>, _ to: UnsafePointer<CInterop.PlatformChar>)
    -> Int32
{
    rename(from, to)
}
