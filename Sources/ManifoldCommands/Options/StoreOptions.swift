import ArgumentParser
import ManifoldContent
import ManifoldStore
import SystemPackage

/// Where the local store is.
struct StoreOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The local store. Default: $MANIFOLD_STORE, else $XDG_DATA_HOME/manifold, else $HOME/.local/share/manifold.",
            valueName: "dir"
        )
    )
    var store: String?

    /// The directory of the store.
    /// - Throws: `ManifoldError` when nothing says where it is.
    func path(_ environment: [String: String]) throws -> FilePath {
        func value(_ name: String) -> FilePath? {
            environment[name].flatMap { $0.isEmpty ? nil : FilePath($0) }
        }
        if let store { return FilePath(store) }
        if let path = value("MANIFOLD_STORE") { return path }
        if let path = value("XDG_DATA_HOME") { return path.appending("manifold") }
        if let home = value("HOME") { return home.appending(".local").appending("share").appending("manifold") }
        throw ManifoldError(
            .invalidInput,
            "cannot tell where the store is",
            why: "neither MANIFOLD_STORE nor HOME is set",
            advice: "Name it with --store DIR"
        )
    }

    /// Opens the store for writing, making it when it is not there.
    func forWriting(_ environment: [String: String]) throws -> LocalStore {
        try LocalStore(path(environment), creating: true)
    }

    /// Opens the store for reading; one that is not there is empty.
    func forReading(_ environment: [String: String]) throws -> LocalStore {
        try LocalStore(path(environment), creating: false)
    }
}
