import ManifoldContent
import ManifoldOCI
import ManifoldTransfer
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Brings the bytes of a blob into a form that can be sent again from the start: an upload that breaks off begins anew.
enum Spool {
    /// What is kept in memory; more goes to a file that has no name.
    private static let memoryLimit: Int64 = 1 << 20

    /// A body for the engine.
    ///
    /// What comes from another place is verified against the descriptor.
    /// - Throws: `ManifoldError`.
    static func replayable(_ body: BlobBody, of descriptor: Descriptor) async throws -> TransferBody {
        switch body {
        case .bytes(let bytes):
            return .bytes(bytes)
        case .file(let file):
            // The copy of the descriptor keeps the file open for as long as the engine needs it.
            let copy = try duplicate(file.descriptor)
            return .file(FileSlice(copy, offset: file.offset, length: file.length, ownership: .owned))
        case .stream(let open):
            guard descriptor.size <= memoryLimit else { return .file(try await spooled(open, descriptor)) }
            var bytes: [UInt8] = []
            try await Rereading.read(open) {
                bytes.removeAll(keepingCapacity: true)
            } each: { chunk in
                bytes += chunk
            }
            return .bytes(bytes)
        }
    }

    private static func spooled(
        _ open: @Sendable () async throws -> BlobStream,
        _ descriptor: Descriptor
    ) async throws -> FileSlice {
        let directory = FilePath(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")
        let path = directory.appending("manifold-\(LocalFile.uniqueSuffix())")
        do {
            let file = try LocalFile.create(path)
            LocalFile.remove(path)
            let slice = FileSlice(file, length: descriptor.size, ownership: .owned)
            try await Rereading.read(open) {
                try file.seek(offset: 0, from: .start)
            } each: { chunk in
                try file.writeAll(chunk)
            }
            return slice
        } catch {
            throw ManifoldError(error, "cannot keep \(descriptor.digest) for a moment in", path: directory)
        }
    }

    private static func duplicate(_ file: FileDescriptor) throws -> FileDescriptor {
        do { return try file.duplicate() } catch {
            throw ManifoldError(.storage, "cannot read a blob", why: String(describing: error))
        }
    }
}
