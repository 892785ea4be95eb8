import ManifoldAssembly
import ManifoldContent
import ManifoldOCI
import SystemPackage

/// Says what was published: to stdout, and to the files that were asked for.
struct PublishReport {
    let outcome: Publisher.Outcome

    init(_ outcome: Publisher.Outcome) {
        self.outcome = outcome
    }

    /// Prints the digest alone on the last line, below a line for each entry that was brought into the repository.
    func write(_ options: PublishOptions, printingMembers: Bool) throws {
        if let file = options.digestFile { try replace(file, Array("\(outcome.digest)\n".utf8)) }
        if let file = options.metadataFile { try replace(file, JSONWriter.readable.bytes(json) + [0x0A]) }
        if printingMembers {
            for reference in outcome.foreign {
                try Console.print("Pushed ref \(reference) with digest: \(reference.target)")
            }
        }
        for name in outcome.suffixed { Console.note("\(name.name) is \(name.digest)") }
        try Console.print(outcome.digest.description)
    }

    private var json: JSON {
        let suffixed = outcome.suffixed.map { name in
            JSON.object(
                JSONObject([
                    .init("name", .string(name.name)), .init("digest", .string(name.digest.description)),
                ])
            )
        }
        return .object(
            JSONObject([
                .init("digest", .string(outcome.digest.description)),
                .init("names", .strings(outcome.names)),
                .init("suffixed", .array(suffixed)),
            ])
        )
    }

    private func replace(_ file: String, _ bytes: [UInt8]) throws {
        do { try LocalFile.replace(FilePath(file), with: bytes) } catch {
            throw ManifoldError(error, "the push is done (\(outcome.digest)), but cannot write", path: FilePath(file))
        }
    }
}
