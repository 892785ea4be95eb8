import TestSupport
import Testing

/// A store on a file system that takes nothing more, made in a mount namespace of our own.
@Suite(.needs("unshare", "mount", "sh"), .canMount, .timeLimit(.minutes(2)))
struct StoreSpaceTests {
    /// Runs a script in which `$manifold` is the program and `$store` an empty file system with these options.
    private func run(_ manifold: Manifold, _ options: String, _ script: String) async throws -> Tool.Output {
        try manifold.files.directory("store")
        let setUp = "set -e; mount -t tmpfs -o \(options) tmpfs \"$store\"; set +e; "
        return try await Tool.run(
            "unshare",
            arguments: ["--mount", "--map-root-user", "sh", "-c", setUp + script],
            environment: [
                "manifold": try Manifold.program, "store": manifold.store, "MANIFOLD_STORE": manifold.store,
                "HOME": manifold.files.file("home"), "DOCKER_CONFIG": manifold.files.file("docker"),
                "http_proxy": nil, "HTTP_PROXY": nil, "all_proxy": nil, "ALL_PROXY": nil,
            ]
        )
    }

    @Test func full() async throws {
        let samples = try Sample.all()
        let server = try ImageHost.serving(
            Dictionary(uniqueKeysWithValues: samples.map { ($0.architecture, $0.image) })
        )
        let manifold = try Manifold()
        let members = samples.map { "\(server.host)/app:\($0.architecture)" }.joined(separator: " ")
        let output = try await run(
            manifold,
            "size=512k",
            """
            "$manifold" create \(server.host)/first:1 \(server.host)/app:arm >&2 || exit 90
            cat /dev/zero > "$store/ballast" 2> /dev/null
            "$manifold" create \(server.host)/app:1 \(members); echo "create $?"
            "$manifold" annotate \(server.host)/first:1 linux/arm/v7 --os-version 1; echo "annotate $?"
            "$manifold" inspect \(server.host)/first:1 > /dev/null; echo "inspect $?"
            "$manifold" exists \(server.host)/app:1 2> /dev/null; echo "exists $?"
            rm "$store/ballast"
            "$manifold" create \(server.host)/app:1 \(members) > /dev/null; echo "again $?"
            "$manifold" prune
            """
        )
        let lines = output.text.split(separator: "\n")
        let expected = ["create 1", "annotate 1", "inspect 0", "exists 3", "again 0", "freed 0 B"]
        #expect(lines.map(String.init) == expected, "\(output.errorText)")
        let errors = output.errorText.split(separator: "\n").filter { $0.hasPrefix("manifold: error: ") }
        #expect(errors.count == 2)
        #expect(errors.allSatisfy { $0.contains(manifold.store) && $0.contains("No space left") }, "\(errors)")
    }

    @Test func readOnly() async throws {
        let server = try ImageHost.serving(["arm": try Sample.image("arm")])
        let manifold = try Manifold()
        let output = try await run(
            manifold,
            "size=1m",
            """
            "$manifold" create \(server.host)/first:1 \(server.host)/app:arm >&2 || exit 90
            mount -o remount,ro "$store" || exit 91
            "$manifold" create \(server.host)/app:1 \(server.host)/app:arm; echo "create $?"
            "$manifold" annotate \(server.host)/first:1 linux/arm/v7 --os-version 1; echo "annotate $?"
            "$manifold" rm \(server.host)/first:1; echo "rm $?"
            "$manifold" inspect \(server.host)/first:1 > /dev/null; echo "inspect $?"
            "$manifold" ls > /dev/null; echo "ls $?"
            """
        )
        let lines = output.text.split(separator: "\n")
        let expected = ["create 1", "annotate 1", "rm 1", "inspect 0", "ls 0"]
        #expect(lines.map(String.init) == expected, "\(output.errorText)")
        let errors = output.errorText.split(separator: "\n").filter { $0.hasPrefix("manifold: error: ") }
        #expect(errors.count == 3)
        #expect(errors.allSatisfy { $0.contains(manifold.store) }, "\(errors)")
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips, visibly, where no file system can be mounted even in a namespace of our own.
    static var canMount: Self {
        .enabled("file systems cannot be mounted here") {
            let arguments = ["--mount", "--map-root-user", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
            return try await Tool.run("unshare", arguments: arguments).status == 0
        }
    }
}
