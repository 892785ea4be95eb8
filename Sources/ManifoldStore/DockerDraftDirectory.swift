import ManifoldContent
import ManifoldOCI
import SystemPackage

/// A manifest list in docker's own store, which is a directory with a file for each member.
///
/// It is read and never changed. The entries come in docker's order, that of the names of the files.
///
/// Source: docker/cli v28.2.2, `cli/manifest/store`.
public struct DockerDraftDirectory: Sendable {
    /// A file that cannot be used.
    public struct Problem: Sendable {
        /// The file.
        public let path: FilePath
        /// Why not.
        public let reason: String
    }

    /// The directory.
    public let path: FilePath
    /// The members that could be read, in docker's order.
    public let members: [DockerDraftMember]
    /// The files that could not.
    public let problems: [Problem]

    /// The lists in a store, by the names of their directories.
    /// - Throws: ``ManifoldError`` when the store cannot be read.
    public static func all(in store: FilePath) throws -> [DockerDraftDirectory] {
        let names: [String]
        do { names = try LocalFile.list(store) } catch Errno.noSuchFileOrDirectory {
            throw ManifoldError(
                .notFound,
                "cannot import from \(store)",
                why: "there is no such directory",
                advice: "Name docker's store, which is usually ~/.docker/manifests"
            )
        } catch {
            throw ManifoldError(error, "cannot read docker's store in", path: store)
        }
        return names.compactMap { name in
            let directory = store.appending(name)
            do { return try DockerDraftDirectory(directory) } catch Errno.notDirectory { return nil } catch {
                return DockerDraftDirectory(directory, problem: String(describing: error))
            }
        }
    }

    private init(_ path: FilePath, problem: String) {
        self.path = path
        members = []
        problems = [Problem(path: path, reason: problem)]
    }

    private init(_ path: FilePath) throws {
        self.path = path
        var members: [DockerDraftMember] = []
        var problems: [Problem] = []
        for name in try LocalFile.list(path) {
            let file = path.appending(name)
            do {
                members.append(try DockerDraftMember(LocalFile.read(file, limit: 16 << 20)))
            } catch {
                problems.append(Problem(path: file, reason: String(describing: error)))
            }
        }
        self.members = members
        self.problems = problems
    }

    /// The names that the list can have had.
    ///
    /// Docker writes `:` as `-` and `/` as `_`, which cannot be undone without doubt. The members help: a list lies on
    /// their registry and under the path that they are under, and their tags begin with its tag. What no member speaks
    /// for is left to the user.
    public var names: [Reference] {
        guard let name = path.lastComponent?.string else { return [] }
        let references = members.map(\.reference)
        let hints: [(Reference) -> Bool] = [
            { candidate in references.contains { $0.registry == candidate.registry } },
            { candidate in references.contains { $0.parentPath == candidate.parentPath } },
            { candidate in references.contains { $0.hasTag(beginningWith: candidate.tag) } },
        ]
        return hints.reduce(DockerFileName.references(name)) { candidates, hint in
            let fitting = candidates.filter(hint)
            return fitting.isEmpty ? candidates : fitting
        }
    }

    /// Whether this is where docker keeps the list of a name.
    public func isNamed(_ reference: Reference) -> Bool {
        path.lastComponent?.string == DockerFileName.encoded(reference)
    }
}

extension Reference {
    /// The repository's path without its last part.
    fileprivate var parentPath: Substring {
        repository.lastIndex(of: "/").map { repository[..<$0] } ?? ""
    }

    /// Whether the tag is the given one, or goes on behind it with a hyphen, as `3.10-linux-arm` does behind `3.10`.
    fileprivate func hasTag(beginningWith other: String?) -> Bool {
        guard let tag, let other else { return false }
        return tag == other || tag.hasPrefix(other + "-")
    }
}
