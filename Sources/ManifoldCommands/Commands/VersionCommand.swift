import ArgumentParser
import ManifoldOCI

/// `version`: the program's version, and the answer that scripts written for docker expect.
struct VersionCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Print the version.",
        discussion: """
            Scripts that were written for docker ask with --format '{{.Client.Version}}' whether docker manifest can be \
            relied on. They are told the docker whose docker manifest this program stands in for.
            """
    )

    @Option(name: [.short, .long], help: "text, json, or '{{.Client.Version}}'.")
    var format = "text"

    func execute() async throws {
        switch format.filter({ $0 != " " }) {
        case "text":
            try Console.print("manifold \(Version.current) (docker manifest of docker \(Version.docker))")
        case "json", "{{json.}}":
            let client = JSONObject([
                .init("Version", .string(Version.docker)), .init("Manifold", .string(Version.current)),
            ])
            let result = JSONObject([
                .init("version", .string(Version.current)), .init("Client", .object(client)),
            ])
            try Console.print(JSONWriter.compact.string(.object(result)))
        default:
            try Console.print(try Self.filledIn(format))
        }
    }

    /// A template with docker's version in its places.
    private static func filledIn(_ template: String) throws -> String {
        var result = ""
        var rest = template[...]
        while let open = rest.firstRange(of: "{{") {
            guard let close = rest[open.upperBound...].firstRange(of: "}}") else { break }
            result += rest[..<open.lowerBound]
            switch rest[open.upperBound..<close.lowerBound].filter({ $0 != " " && $0 != "-" }) {
            case ".Client.Version", "index.Client\"Version\"": result += Version.docker
            case "json.Client.Version": result += "\"\(Version.docker)\""
            case #""\n""#: result += "\n"
            default:
                throw UsageError("--format knows text, json and '{{.Client.Version}}', not \(quoted(template))")
            }
            rest = rest[close.upperBound...]
        }
        guard !result.isEmpty else {
            throw UsageError("--format knows text, json and '{{.Client.Version}}', not \(quoted(template))")
        }
        return result + rest
    }
}
