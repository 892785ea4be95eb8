import SystemPackage

extension ManifoldError {
    /// Wraps what the operating system said about a file.
    package init(_ error: any Error, _ what: String, path: FilePath) {
        if let error = error as? ManifoldError {
            self = error
            return
        }
        guard let errno = error as? Errno else {
            self.init(
                error is CancellationError ? .cancelled : .failed,
                "\(what) \(path)",
                why: String(describing: error),
                side: .local
            )
            return
        }
        let advice: String? =
            switch errno {
            case .noSpace: "Free some space and run the same command again"
            case .permissionDenied, .readOnlyFileSystem, .notPermitted:
                "Check the permissions, or choose another place"
            default: nil
            }
        self.init(
            .storage,
            "\(what) \(path)",
            why: errno.description,
            advice: advice,
            side: .local
        )
    }
}
