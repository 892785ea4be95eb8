import ArgumentParser

/// `add`: the same as `create --amend`.
struct AddCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add images to a draft. The same as create --amend."
    )

    @Argument(help: ArgumentHelp("The name of the draft; it is made when it is not there.", valueName: "index"))
    var index: String

    @Argument(help: ArgumentHelp("The images, each as [PLATFORM=]LOCATION.", valueName: "member"))
    var members: [String] = []

    @OptionGroup(title: "Member options") var member: MemberOptions
    @OptionGroup(title: "Store options") var store: StoreOptions
    @OptionGroup(title: "Connection options") var connection: ConnectionOptions

    var deadline: Duration? { connection.timeout?.duration }

    func execute() async throws {
        var create = CreateCommand()
        create.index = index
        create.members = members
        create.amend = true
        create.replace = false
        create.push = false
        create.dryRun = false
        create.type = nil
        create.annotations = []
        create.member = member
        create.publish = PublishOptions()
        create.store = store
        create.connection = connection
        try await create.execute()
    }
}
