import ManifoldContent
import ManifoldOCI
import SystemPackage

/// A directory that holds images: `oci-layout`, `index.json`, and blobs named by their digests.
///
/// Reading needs no lock: blobs appear whole or not at all, and `index.json` is replaced, never changed.
///
/// Source: OCI image-spec v1.1.1, image-layout.md.
public struct OCILayout: Sendable, Hashable {
    /// The directory.
    public let path: FilePath

    init(unchecked path: FilePath) {
        self.path = path
    }

    /// Opens a layout that exists.
    /// - Throws: ``ManifoldError``: `notFound` when there is no layout, `integrity` when it is of an unknown version.
    public init(opening path: FilePath) throws {
        self.init(unchecked: path)
        let marker = path.appending("oci-layout")
        let bytes: [UInt8]
        do { bytes = try LocalFile.read(marker, limit: 64 << 10) } catch Errno.noSuchFileOrDirectory {
            throw ManifoldError(
                .notFound,
                "cannot open the OCI layout \(path)",
                why: "there is no layout in that directory",
                advice: "Check the path"
            )
        } catch {
            throw ManifoldError(error, "cannot open the OCI layout", path: path)
        }
        guard case .object(let object)? = try? StrictJSON.parse(bytes),
            case .string(let version)? = object["imageLayoutVersion"], version.hasPrefix("1.")
        else {
            throw ManifoldError(
                .integrity,
                "cannot open the OCI layout \(path)",
                why: "its oci-layout file names no version that is known"
            )
        }
    }

    /// Opens a layout, or makes an empty one where there is none.
    /// - Throws: ``ManifoldError``.
    public init(creating path: FilePath) throws {
        try self.init(creating: path, repairing: false)
    }

    /// Opens a layout or makes one; with `repairing`, a marker that is damaged is written anew, which is right for the
    /// store, whose version is known.
    init(creating path: FilePath, repairing: Bool) throws {
        if LocalFile.exists(path.appending("oci-layout")) {
            do {
                try self.init(opening: path)
                return
            } catch let error as ManifoldError where repairing && error.code == .integrity {}
        }
        self.init(unchecked: path)
        do {
            try LocalFile.makeDirectory(path.appending("blobs").appending("sha256"))
            if !LocalFile.exists(indexPath) {
                let empty = ImageIndex(mediaType: .ociIndex, manifests: []).serialized()
                try LocalFile.replace(indexPath, with: empty.bytes)
            }
            // The marker comes last: a directory without it is not a layout yet.
            let marker = JSON.object(JSONObject([.init("imageLayoutVersion", .string("1.0.0"))]))
            try LocalFile.replace(path.appending("oci-layout"), with: JSONWriter.compact.bytes(marker))
        } catch {
            throw ManifoldError(error, "cannot make an OCI layout in", path: path)
        }
    }

    var indexPath: FilePath { path.appending("index.json") }

    /// Where a blob lies.
    ///
    /// A digest has been validated, so it cannot lead out of the directory.
    package func blobPath(_ digest: Digest) -> FilePath {
        path.appending("blobs").appending(digest.algorithm.name).appending(digest.encoded)
    }

    /// The entries of `index.json`.
    /// - Throws: ``ManifoldError``.
    public func index() throws -> ImageIndex {
        let bytes: [UInt8]
        do { bytes = try LocalFile.read(indexPath, limit: 64 << 20) } catch {
            throw ManifoldError(error, "cannot read", path: indexPath)
        }
        do {
            let document = try RawManifest(bytes, contentType: nil)
            guard let index = document.index else {
                throw DocumentError(.malformed, "it is not an index")
            }
            return index
        } catch let error as DocumentError {
            throw ManifoldError(error, reading: indexPath.string)
        }
    }

    /// The names that the layout gives, in order of their entries.
    /// - Throws: ``ManifoldError``.
    public func names() throws -> [String] {
        try index().manifests.compactMap { $0.annotations?[AnnotationKey.refName] }
    }
}
