import ManifoldOCI
import TestSupport

let someType = MediaType(rawValue: "application/octet-stream")

/// A blob with its descriptor.
func blob(_ bytes: [UInt8], type: MediaType = someType) -> (descriptor: Descriptor, bytes: [UInt8]) {
    (Descriptor(mediaType: type, digest: Digest(sha256Of: bytes), size: Int64(bytes.count)), bytes)
}

func blob(_ text: String, type: MediaType = someType) -> (descriptor: Descriptor, bytes: [UInt8]) {
    blob(Array(text.utf8), type: type)
}

/// Chunks that come one after the other, and then an end or a failure.
struct Chunks: AsyncSequence, Sendable {
    typealias Element = [UInt8]
    typealias Failure = any Error

    let chunks: [[UInt8]]
    var failure: (any Error)?

    func makeAsyncIterator() -> Iterator { Iterator(rest: chunks[...], failure: failure) }

    struct Iterator: AsyncIteratorProtocol {
        var rest: ArraySlice<[UInt8]>
        let failure: (any Error)?

        mutating func next() async throws -> [UInt8]? {
            if let chunk = rest.popFirst() { return chunk }
            if let failure { throw failure }
            return nil
        }
    }
}

extension RawManifest {
    /// An index of documents.
    static func index(of members: [RawManifest]) -> RawManifest {
        ImageIndex(mediaType: .ociIndex, manifests: members.map(\.descriptor)).serialized()
    }

    /// An image of blobs, the first of which is its configuration.
    static func image(config: Descriptor, layers: [Descriptor]) -> RawManifest {
        ImageManifest(mediaType: .ociManifest, config: config, layers: layers).serialized()
    }
}
