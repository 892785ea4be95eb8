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
        return try names.compactMap { name in
            let directory = store.appending(name)
            do { return try DockerDraftDirectory(directory) } catch Errno.notDirectory { return nil } catch {
                throw ManifoldError(error, "cannot read docker's draft in", path: directory)
            }
        }
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
    /// Docker writes `:` as `-` and `/` as `_`, which cannot be undone without doubt; what is in the same repository as
    /// its members, or above it, is likelier than the rest and comes alone.
    public var names: [Reference] {
        guard let name = path.lastComponent?.string else { return [] }
        let all = DockerFileName.references(name)
        let registries = Set(members.map(\.reference.registry))
        let near = all.filter { registries.contains($0.registry) }
        let repositories = members.map(\.reference.repository)
        let nearest = near.filter { candidate in
            repositories.contains { $0 == candidate.repository || $0.hasPrefix(candidate.repository + "-") }
        }
        return nearest.isEmpty ? near.isEmpty ? all : near : nearest
    }
}
