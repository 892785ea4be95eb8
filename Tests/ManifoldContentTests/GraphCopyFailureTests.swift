import ManifoldOCI
import TestSupport
import Testing

@testable import ManifoldContent

@Suite(.timeLimit(.minutes(1)))
struct GraphCopyFailureTests {
    private let config = blob("{}")
    private let layers = (0..<20).map { blob("layer \($0)") }
    private let image: RawManifest
    private let root: RawManifest
    private let source = MemoryPlace("source")
    private let target = MemoryPlace("target")

    init() {
        image = .image(config: config.descriptor, layers: layers.map(\.descriptor))
        root = .index(of: [image])
        source.put(layers + [config], [image])
    }

    private func expectNothingNamed() {
        let state = target.state.value
        #expect(state.names.isEmpty)
        #expect(state.manifests[root.digest] == nil)
        #expect(state.early.isEmpty)
    }

    @Test(arguments: [1, 4])
    func aBlobThatCannotBeStored(jobs: Int) async {
        target.fail(at: layers[3].descriptor.digest)
        await #expect(throws: MemoryPlace.Oops.self) {
            try await GraphCopy(from: source, to: target, jobs: jobs).copy(root, as: ["a"])
        }
        #expect(target.state.value.manifests.isEmpty)
        expectNothingNamed()
    }

    @Test func aDocumentThatCannotBeStored() async {
        target.fail(at: image.digest)
        await #expect(throws: MemoryPlace.Oops.self) {
            try await GraphCopy(from: source, to: target, jobs: 4).copy(root, as: ["a"])
        }
        expectNothingNamed()
    }

    @Test func aBlobThatIsNotThere() async {
        source.state.withLock { _ = $0.blobs.removeValue(forKey: layers[7].descriptor.digest) }
        let error = await #expect(throws: ManifoldError.self) {
            try await GraphCopy(from: source, to: target, jobs: 4).copy(root, as: ["a"])
        }
        #expect(error?.code == .notFound)
        expectNothingNamed()
    }

    @Test func aBlobThatIsDamaged() async {
        source.state.withLock { $0.blobs[layers[7].descriptor.digest] = Array("LAYER 7".utf8) }
        let error = await #expect(throws: ManifoldError.self) {
            try await GraphCopy(from: source, to: target, jobs: 4).copy(root, as: ["a"])
        }
        #expect(error?.code == .integrity)
        #expect(target.state.value.blobs[layers[7].descriptor.digest] == nil)
        expectNothingNamed()
    }

    /// An index that promises another size or type than its member has is not passed on.
    @Test(arguments: [true, false])
    func aPromiseThatIsNotKept(isSize: Bool) async {
        var entry = image.descriptor
        if isSize { entry.size += 1 } else { entry.mediaType = .dockerManifest }
        let root = ImageIndex(mediaType: .ociIndex, manifests: [entry]).serialized()
        let error = await #expect(throws: ManifoldError.self) {
            try await GraphCopy(from: source, to: target, jobs: 4).copy(root, as: ["a"])
        }
        #expect(error?.code == .integrity)
        #expect(target.state.value.events.isEmpty)
    }

    @Test func stoppedFromOutside() async {
        let copy = GraphCopy(from: source, to: target, jobs: 1)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await copy.copy(root, as: ["a"])
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(target.state.value.events.isEmpty)
        expectNothingNamed()
    }
}
