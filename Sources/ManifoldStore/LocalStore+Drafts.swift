import ManifoldContent
import ManifoldOCI
import SystemPackage

extension LocalStore {
    /// What is known of a draft without trusting its file.
    public enum Listing: Sendable {
        /// A draft that can be read.
        case draft(Draft)
        /// A draft whose file is damaged: its name, as far as it is known, and why it cannot be read.
        case damaged(name: String, reason: String)
    }

    /// The draft of a name, or nil when there is none.
    /// - Throws: ``ManifoldError``, `storage` when its file is damaged.
    public func draft(_ reference: Reference) throws -> Draft? {
        try readDraft(directory(of: reference), name: reference.description)
    }

    /// All drafts, by name.
    /// - Throws: ``ManifoldError`` when the store cannot be read.
    public func drafts() throws -> [Listing] {
        let names: [String]
        do { names = try LocalFile.list(draftsPath) } catch Errno.noSuchFileOrDirectory {
            return []
        } catch {
            throw ManifoldError(error, "cannot read the store", path: draftsPath)
        }
        var listings: [(name: String, listing: Listing)] = []
        for name in names where !name.hasPrefix(".") {
            let directory = draftsPath.appending(name)
            let reference = knownName(directory) ?? name
            do {
                guard let draft = try readDraft(directory, name: reference) else { continue }
                listings.append((draft.reference.description, .draft(draft)))
            } catch let error as ManifoldError {
                listings.append((reference, .damaged(name: reference, reason: error.why)))
            }
        }
        return listings.sorted { $0.name < $1.name }.map(\.listing)
    }

    /// Changes a draft under its lock.
    ///
    /// The change gets the draft as it is, or nil when there is none, and returns what it should be. Nothing is
    /// written when the change throws.
    /// - Returns: The draft as it was written.
    /// - Throws: ``ManifoldError``, or what the change throws.
    @discardableResult
    public func editDraft(
        _ reference: Reference,
        _ change: (Draft?) async throws -> Draft
    ) async throws -> Draft {
        let directory = directory(of: reference)
        let lock = try await lockDraft(directory)
        defer { withExtendedLifetime(lock) {} }
        do {
            let draft = try await change(try readDraft(directory, name: reference.description))
            do {
                let nameFile = directory.appending("reference")
                if !LocalFile.exists(nameFile) {
                    try LocalFile.replace(nameFile, with: Array(reference.description.utf8))
                }
                try LocalFile.replace(
                    directory.appending("draft.json"),
                    with: JSONWriter.readable.bytes(draft.json)
                )
                try LocalFile.synchronizeDirectory(draftsPath)
            } catch {
                throw ManifoldError(error, "cannot write the draft \(reference) to", path: directory)
            }
            return draft
        } catch {
            // A directory that was made for a draft that never came would be in the way of nobody, but it would stay.
            if !LocalFile.exists(directory.appending("draft.json")) { removeFiles(of: directory) }
            throw error
        }
    }

    /// Removes a draft, readable or not.
    ///
    /// The images that it named stay where they came from.
    /// - Throws: ``ManifoldError``, `notFound` when there is none.
    public func removeDraft(_ reference: Reference) async throws {
        let directory = directory(of: reference)
        guard LocalFile.exists(directory) else { throw Self.noSuchDraft(reference) }
        let lock: FileLock
        do { lock = try await FileLock.acquire(directory, .exclusive) } catch Errno.noSuchFileOrDirectory {
            throw Self.noSuchDraft(reference)
        } catch {
            throw ManifoldError(error, "cannot remove the draft \(reference) in", path: directory)
        }
        defer { withExtendedLifetime(lock) {} }
        removeFiles(of: directory)
        guard !LocalFile.exists(directory) else {
            throw ManifoldError(
                .storage,
                "cannot remove the draft \(reference)",
                why: "its files in \(directory) cannot be removed",
                advice: "Check the permissions of the store",
                reference: reference
            )
        }
    }

    /// The error for a draft that is not there, in words that scripts look for.
    public static func noSuchDraft(_ reference: Reference) -> ManifoldError {
        ManifoldError(
            .notFound,
            "No such manifest: \(reference.familiar)",
            why: "there is no draft of that name in the store",
            advice: "List the drafts with: manifold ls",
            side: .local,
            reference: reference
        )
    }

    /// Removes what crashes left in the drafts' directories: files that were never finished, and directories of drafts
    /// that never came to be.
    func collectDraftRemains() async throws {
        for name in (try? LocalFile.list(draftsPath)) ?? [] {
            let directory = draftsPath.appending(name)
            guard let lock = try? await FileLock.acquire(directory, .exclusive) else { continue }
            defer { withExtendedLifetime(lock) {} }
            for file in (try? LocalFile.list(directory)) ?? [] where file.hasPrefix(".") {
                LocalFile.remove(directory.appending(file))
            }
            if !LocalFile.exists(directory.appending("draft.json")) { removeFiles(of: directory) }
        }
    }

    private func directory(of reference: Reference) -> FilePath {
        draftsPath.appending(Digest(sha256Of: Array(reference.description.utf8)).encoded)
    }

    private func lockDraft(_ directory: FilePath) async throws -> FileLock {
        while true {
            do {
                try LocalFile.makeDirectory(directory)
                return try await FileLock.acquire(directory, .exclusive)
            } catch Errno.noSuchFileOrDirectory {
                // Another process removed the draft between the two steps.
                continue
            } catch {
                throw ManifoldError(error, "cannot lock the draft in", path: directory)
            }
        }
    }

    private func readDraft(_ directory: FilePath, name: String) throws -> Draft? {
        let path = directory.appending("draft.json")
        let bytes: [UInt8]
        do { bytes = try LocalFile.read(path, limit: 64 << 20, followsLink: false) } catch Errno
            .noSuchFileOrDirectory
        {
            return nil
        } catch Errno.permissionDenied {
            throw ManifoldError(
                Errno.permissionDenied,
                "cannot read the draft \(escapedForTerminal(name)) in",
                path: path
            )
        } catch Errno.notDirectory {
            throw ManifoldError(Errno.notDirectory, "cannot use the store", path: self.path)
        } catch {
            throw damaged(name, path, error)
        }
        do {
            let draft = try Draft(bytes)
            guard self.directory(of: draft.reference) == directory else {
                throw DocumentError(.malformed, "it is the draft of \(draft.reference)")
            }
            return draft
        } catch {
            throw damaged(name, path, error)
        }
    }

    private func damaged(_ name: String, _ path: FilePath, _ error: any Error) -> ManifoldError {
        ManifoldError(
            .storage,
            "cannot read the draft \(escapedForTerminal(name))",
            why: "its file \(path) is damaged: \(error)",
            advice: "Remove it with: manifold rm \(escapedForTerminal(name))",
            side: .local
        )
    }

    private func knownName(_ directory: FilePath) -> String? {
        guard let bytes = try? LocalFile.read(directory.appending("reference"), limit: 4096, followsLink: false)
        else { return nil }
        return (try? Reference(parsing: String(decoding: bytes, as: UTF8.self)))?.description
    }

    private func removeFiles(of directory: FilePath) {
        for name in (try? LocalFile.list(directory)) ?? [] { LocalFile.remove(directory.appending(name)) }
        LocalFile.removeDirectory(directory)
    }
}
