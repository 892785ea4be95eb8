import ArgumentParser
import ManifoldOCI
import ManifoldStore

/// `ls`: lists the drafts.
struct LsCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List the drafts: name, entries, age, and whether they were pushed."
    )

    @Option(help: "text or json.")
    var format = OutputFormat.text

    @OptionGroup(title: "Store options") var store: StoreOptions

    func execute() async throws {
        let listings = try store.forReading(Console.environment).drafts()
        switch format {
        case .json:
            try Console.print(JSONWriter.readable.string(.array(listings.map(json))))
        case .text:
            let now = Console.now
            var table = Table(header: ["NAME", "ENTRIES", "CHANGED", "PUSHED"])
            for listing in listings { table.append(row(listing, now)) }
            try Console.print(table.rendered)
        }
    }

    private func row(_ listing: LocalStore.Listing, _ now: Int64) -> [String] {
        switch listing {
        case .damaged(let name, _):
            return [name, "damaged", "", ""]
        case .draft(let draft):
            let pushed = draft.push.map { $0.time < draft.updated ? "before the last change" : Age.text($0.time, now) }
            return [
                draft.reference.description, String(draft.entries.count), Age.text(draft.updated, now), pushed ?? "no",
            ]
        }
    }

    private func json(_ listing: LocalStore.Listing) -> JSON {
        var object = JSONObject()
        switch listing {
        case .damaged(let name, let reason):
            object.append("name", .string(name))
            object.append("damaged", .string(reason))
        case .draft(let draft):
            object.append("name", .string(draft.reference.description))
            object.append("entries", .integer(draft.entries.count))
            object.append("created", .integer(draft.created))
            object.append("updated", .integer(draft.updated))
            object.append("pushed", draft.push.map { .integer($0.time) } ?? .null)
            object.append("digest", draft.push.map { .string($0.digest.description) } ?? .null)
        }
        return .object(object)
    }
}
