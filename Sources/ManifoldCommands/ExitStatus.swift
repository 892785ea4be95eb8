import ArgumentParser
import ManifoldAssembly
import ManifoldContent
import ManifoldOCI

/// What the program's exit status says.
///
/// Scripts rely on it.
enum ExitStatus {
    static let success: Int32 = 0
    static let failure: Int32 = 1
    static let notFound: Int32 = 3
    static let denied: Int32 = 4
    static let unreachable: Int32 = 5
    static let integrity: Int32 = 6
    static let conflict: Int32 = 7
    static let usage: Int32 = 64
    static let interrupted: Int32 = 130
    static let terminated: Int32 = 143

    /// The status for an error.
    static func of(_ error: any Error) -> Int32 {
        switch error {
        case let error as ManifoldError: of(error.code)
        case is UsageError, is ReferenceError, is PlatformError, is LocationError, is DigestError: usage
        case is DocumentError: integrity
        case is CancellationError: interrupted
        default: failure
        }
    }

    private static func of(_ code: ManifoldError.Code) -> Int32 {
        switch code {
        case .notFound: notFound
        case .unauthorized, .denied: denied
        case .unreachable, .timedOut, .overloaded: unreachable
        case .integrity, .unsupported: integrity
        case .conflict: conflict
        case .invalidInput: usage
        case .cancelled: interrupted
        default: failure
        }
    }
}
