import ManifoldOCI
import SystemPackage

/// The end of a layer's way: counts and hashes what passes, and hands it on.
final class LayerOutput {
    private var hasher = DigestHasher()
    private(set) var size: Int64 = 0
    private let next: (UnsafeRawBufferPointer) throws(ArchiveError) -> Void

    init(_ next: @escaping (UnsafeRawBufferPointer) throws(ArchiveError) -> Void) {
        self.next = next
    }

    var digest: Digest { hasher.finalize() }

    func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        hasher.update(bytes)
        size += Int64(bytes.count)
        try next(bytes)
    }
}

extension FileDescriptor {
    /// Writes all of a buffer at the descriptor's position.
    func writeLayerBytes(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        var rest = bytes
        while !rest.isEmpty {
            let count: Int
            do {
                count = try write(rest)
            } catch {
                throw ArchiveError(.output, error)
            }
            guard count > 0 else { throw ArchiveError(.output, reason: "nothing was taken") }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }
}
