import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file that is removed with its owner.
final class TemporaryFile: Sendable {
    let path: FilePath

    init(holding bytes: [UInt8]) throws {
        path = FilePath("/tmp/manifold-transfer-\(UInt64.random(in: 0 ... .max))")
        let file = try FileDescriptor.open(
            path,
            .writeOnly,
            options: [.create, .exclusiveCreate],
            permissions: .ownerReadWrite
        )
        try file.closeAfter { _ = try file.writeAll(bytes) }
    }

    deinit {
        unlink(path.string)
    }
}
