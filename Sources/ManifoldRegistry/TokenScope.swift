/// What a token lets its bearer do: actions on one repository.
///
/// Source: distribution, docs/content/spec/auth/scope.md.
struct TokenScope: Hashable, Sendable, CustomStringConvertible {
    let repository: String
    let actions: Actions

    struct Actions: OptionSet, Hashable, Sendable {
        let rawValue: Int

        static let pull = Actions(rawValue: 1)
        static let push = Actions(rawValue: 2)
        static let delete = Actions(rawValue: 4)
    }

    static func pull(_ repository: String) -> TokenScope { TokenScope(repository: repository, actions: .pull) }
    static func push(_ repository: String) -> TokenScope {
        TokenScope(repository: repository, actions: [.pull, .push])
    }

    var description: String {
        var names: [String] = []
        if actions.contains(.pull) { names.append("pull") }
        if actions.contains(.push) { names.append("push") }
        if actions.contains(.delete) { names.append("delete") }
        return "repository:\(repository):\(names.joined(separator: ","))"
    }

    /// Whether who may do this may do that as well.
    func covers(_ other: TokenScope) -> Bool {
        repository == other.repository && actions.isSuperset(of: other.actions)
    }
}
