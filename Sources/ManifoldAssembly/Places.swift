import ManifoldContent
import ManifoldOCI
import ManifoldRegistry
import ManifoldStore

/// Opens the places that locations name.
public struct Places: Sendable {
    private let registry: RegistryClient
    private let store: LocalStore

    /// Gathers what the places need.
    public init(registry: RegistryClient, store: LocalStore) {
        self.registry = registry
        self.store = store
    }

    /// The place to read from, and what to ask it for.
    /// - Throws: `ManifoldError` when there is no such layout.
    public func source(_ location: Location) throws -> (place: any ContentSource, name: TagOrDigest) {
        switch location {
        case .registry(let reference):
            return (registry.repository(reference), reference.target)
        case .layout(let path, let name):
            let layout = try OCILayout(opening: path)
            switch name {
            case nil: return (layout, .tag(""))
            case .name(let name)?: return (layout, .tag(name))
            case .digest(let digest)?: return (layout, .digest(digest))
            }
        case .store(let reference):
            if let digest = reference.digest { return (store.layout, .digest(digest)) }
            return (store.layout, .tag(reference.withDefaultTag.description))
        }
    }

    /// The draft of a name in the store, when it is one.
    /// - Throws: `ManifoldError` when it cannot be read.
    public func draft(_ reference: Reference) throws -> Draft? {
        try store.draft(reference.withDefaultTag)
    }

    /// A repository to write to.
    public func repository(_ reference: Reference) -> RegistryRepository {
        registry.repository(reference)
    }

    /// The location of content in a place by its digest, from which it can be fetched whatever its name means by then.
    public static func pinned(_ location: Location, to digest: Digest) -> Location {
        switch location {
        case .registry(let reference):
            guard let pinned = try? Reference(parsing: "\(reference.name)@\(digest)") else { return location }
            return .registry(pinned)
        case .layout: return location.absolute.replacingLayoutName(.digest(digest))
        case .store(let reference):
            guard let pinned = try? Reference(parsing: "\(reference.name)@\(digest)") else { return location }
            return .store(pinned)
        }
    }
}
