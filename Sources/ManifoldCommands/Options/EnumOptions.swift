import ArgumentParser
import ManifoldAssembly

extension IndexAssembly.Family: ExpressibleByArgument {}
extension MemberResolver.Pull: ExpressibleByArgument {}
extension MemberResolver.Attestations: ExpressibleByArgument {}

/// The form of a structured result.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}
