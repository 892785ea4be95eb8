import ManifoldAssembly
import ManifoldOCI
import ManifoldRegistry
import ManifoldStore

/// What one run of a command works with.
struct RunContext: Sendable {
    let environment: [String: String]
    let client: RegistryClient

    /// Prepares a run.
    /// - Parameter draft: A draft that the run is about, which remembers how its registry is to be reached.
    init(_ connection: ConnectionOptions, _ environment: [String: String], draft: Draft? = nil) {
        self.environment = environment
        var connection = connection
        connection.insecure = connection.insecure || draft?.connection.isInsecure == true
        connection.plainHttp = connection.plainHttp || draft?.connection.isPlainHTTP == true
        client = connection.client(environment)
    }

    /// Ends what runs in the background.
    ///
    /// Nothing may be asked of the client afterwards.
    func end() { client.shutdown() }

    func places(_ store: LocalStore) -> Places { Places(registry: client, store: store) }
}

/// Reads names from the command line.
enum Names {
    /// The name of an index that is made or pushed.
    ///
    /// Leaving the tag out is worth a warning.
    static func index(_ text: String) throws -> Reference {
        let reference = try draft(text)
        if reference.tag == nil, reference.digest == nil {
            Console.notices.warn("\(text) has no tag; using \(reference.withDefaultTag.familiar)")
        }
        return reference.withDefaultTag
    }

    /// The name of a draft that should be there.
    static func draft(_ text: String) throws -> Reference {
        do {
            return try Reference(
                parsing: text.hasPrefix("docker://") ? String(text.dropFirst("docker://".count)) : text
            )
        } catch {
            throw UsageError("error parsing name for manifest list \(escapedForTerminal(text)): \(error)")
        }
    }

    /// The draft of a name, when the text can be one's name and there is one.
    static func knownDraft(_ text: String, _ store: LocalStore) throws -> Draft? {
        guard let reference = try? Reference(parsing: text) else { return nil }
        return try store.draft(reference.withDefaultTag)
    }
}
