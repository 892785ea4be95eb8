import Foundation
import ManifoldContent
import ManifoldOCI
import SystemPackage
import TestSupport

@testable import ManifoldStore

func blob(_ text: String) -> (descriptor: Descriptor, bytes: [UInt8]) {
    let bytes = Array(text.utf8)
    let type = MediaType(rawValue: "application/octet-stream")
    return (Descriptor(mediaType: type, digest: Digest(sha256Of: bytes), size: Int64(bytes.count)), bytes)
}

extension SyntheticImage {
    func raw() throws -> RawManifest { try RawManifest(manifest, contentType: mediaTypes.manifest) }

    /// Every descriptor with its bytes.
    func contents() throws -> [(descriptor: Descriptor, bytes: [UInt8])] {
        let raw = try raw()
        return zip(raw.children, [config] + layers.map(\.bytes)).map { ($0, $1) } + [(raw.descriptor, manifest)]
    }
}

extension OCILayout {
    /// Stores an image with everything it leads to.
    func put(_ image: SyntheticImage, as names: [String]) async throws {
        for (descriptor, bytes) in try image.contents().dropLast() {
            _ = try await store(descriptor, from: .bytes(bytes))
        }
        try await store(try image.raw(), as: names)
    }
}

extension TemporaryDirectory {
    /// All files in here, as relative paths in order.
    var files: [String] {
        let enumerator = FileManager.default.enumerator(atPath: path)
        var names: [String] = []
        while let name = enumerator?.nextObject() as? String {
            var isDirectory: ObjCBool = false
            if FileManager.default.fileExists(atPath: file(name), isDirectory: &isDirectory), isDirectory.boolValue {
                continue
            }
            names.append(name)
        }
        return names.sorted()
    }

    /// Makes a symbolic link in here.
    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: file(name), withDestinationPath: target)
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: file(name)) }
}

/// A draft with entries for these images.
func draft(_ name: String, _ images: [SyntheticImage] = [], updated: Int64 = 1000) throws -> Draft {
    var draft = Draft(reference: try Reference(parsing: name), time: updated)
    draft.entries = try images.map { image in
        DraftEntry(
            descriptor: try image.raw().descriptor,
            detected: nil,
            member: "docker://registry.example/app:1",
            origin: "docker://registry.example/app@\(image.digest)",
            fetched: updated
        )
    }
    return draft
}
