import Foundation
import TestSupport
import Testing

/// Command lines that cannot be meant: status 64, before anything is asked of anybody.
@Suite(.timeLimit(.minutes(2)))
struct UsageTests {
    @Test(arguments: [
        (["create", "127.0.0.1:1/Upper:1", "127.0.0.1:1/a:1"], "lowercase"),
        (["create", "127.0.0.1:1/a:1", "127.0.0.1:1/Upper:1"], "lowercase"),
        (["create", "127.0.0.1:1/a b:1", "127.0.0.1:1/a:1"], "a b"),
        (["create", "127.0.0.1:1/a:1", "127.0.0.1:1/a@sha256:abc"], "sha256:abc"),
        (["create", "127.0.0.1:1/a:1", "--from", "127.0.0.1:1/a-{arch}", "--platform", "linux//v7"], "linux//v7"),
        (["create", "127.0.0.1:1/a:1", "--from", "127.0.0.1:1/a-{arch}", "--platform", "nowhere"], "nowhere"),
        (["create", "127.0.0.1:1/a:1", "--from", "127.0.0.1:1/a-{cpu}", "--platform", "linux/arm"], "{cpu}"),
        (["create", "127.0.0.1:1/a:1", "--from", "127.0.0.1:1/a-{arch}"], "--platform"),
        (["create", "127.0.0.1:1/a:1", "--from", "127.0.0.1:1/a", "--platform", "linux/arm"], "--from"),
        (["create", "127.0.0.1:1/a:1"], "at least one member"),
        (["create", "127.0.0.1:1/a:1", "127.0.0.1:1/b:1", "--nonsense"], "--nonsense"),
        (["create", "127.0.0.1:1/a:1", "127.0.0.1:1/b:1", "--amend", "--replace"], "--replace"),
        (["create", "127.0.0.1:1/a:1", "127.0.0.1:1/b:1", "--push", "--amend"], "--push"),
        (["create", "127.0.0.1:1/a:1", "127.0.0.1:1/b:1", "--suffix", "tag"], "--push"),
        (["create", "127.0.0.1:1/a:1", "127.0.0.1:1/b:1", "--push", "--pull", "never"], "--pull"),
        (["create", "127.0.0.1:1/a:1", "127.0.0.1:1/b:1", "--type", "squashfs"], "squashfs"),
        (["create", "127.0.0.1:1/a:1", "127.0.0.1:1/b:1", "--jobs", "0"], "--jobs"),
        (["create", "127.0.0.1:1/a:1", "127.0.0.1:1/b:1", "--timeout", "5"], "--timeout"),
        (["create", "127.0.0.1:1/a:1", "127.0.0.1:1/b:1", "--annotation", "novalue"], "novalue"),
        (["create", "127.0.0.1:1/a:1", "127.0.0.1:1/b:1", "--push", "--tag", "a b"], "a b"),
        (["create", "127.0.0.1:1/a:1", "127.0.0.1:1/b:1", "--push", "--suffix", "infix"], "infix"),
        (["create", "127.0.0.1:1/a:1", "127.0.0.1:1/b:1", "--push", "--suffix", "{repository}:{tag}"], "{arch}"),
        (["create", "127.0.0.1:1/a:1", "127.0.0.1:1/b:1", "--push", "--suffix", "tag@"], "tag@"),
        (["create", "127.0.0.1:1/a:1", "127.0.0.1:1/b:1", "--insecure", "--ca-file", "ca.pem"], "--ca-file"),
        (["inspect", "127.0.0.1:1/a:1", "--platform", "*"], "wildcards"),
        (["inspect", "127.0.0.1:1/a:1", "b", "c"], "one or two"),
        (["inspect", "127.0.0.1:1/a:1", "--verbose", "--raw"], "--raw"),
        (["show"], "location"),
        (["show", "oci:"], "oci:"),
        (["push", "127.0.0.1:1/Upper:1"], "lowercase"),
        (["annotate", "127.0.0.1:1/a:1"], "--index"),
        (["annotate", "127.0.0.1:1/a:1", "--index", "--os", "linux"], "platform"),
        (["annotate", "127.0.0.1:1/a:1", "linux/arm", "--index"], "--index"),
        (["rm", "127.0.0.1:1/Upper:1"], "lowercase"),
        (["rm"], "index"),
        (["prune", "--older-than", "soon"], "soon"),
        (["build", "-t", "127.0.0.1:1/a:1"], "--binary"),
        (["build", "--binary", "file"], "--output"),
        (["build", "-t", "127.0.0.1:1/a:1", "--binary", "one", "--binary", "two"], "--path"),
        (["build", "-t", "127.0.0.1:1/a:1", "--binary", "one", "--compression", "gzip:11"], "gzip:11"),
        (["nonsense"], "nonsense"),
    ])
    func isRefused(_ arguments: [String], _ part: String) async throws {
        expectFailure(try await Manifold().run(arguments), 64, part)
    }

    /// Text that came from the command line cannot steer a terminal.
    @Test func escapesWhatItRepeats() async throws {
        let output = try await Manifold().run(["create", "127.0.0.1:1/a:1", "127.0.0.1:1/\u{1B}[31m\u{202E}red\u{7}:1"])
        #expect(output.status == 64)
        #expect(!output.stderr.contains { $0 < 0x20 && $0 != 0x0A })
        #expect(!output.errorText.unicodeScalars.contains("\u{202E}"))
    }

    @Test(arguments: [
        [], ["create"], ["add"], ["annotate"], ["remove"], ["inspect"], ["show"], ["exists"], ["push"], ["build"],
        ["rm"], ["ls"], ["prune"], ["store"], ["store", "path"],
    ])
    func helpIsAResult(_ command: [String]) async throws {
        let output = try await Manifold().run(command + ["--help"])
        #expect(output.status == 0)
        #expect(output.text.contains("USAGE: manifold"))
        #expect(output.stderr.isEmpty)
    }

    @Test func versionIsAResult() async throws {
        let output = try await Manifold()("--version")
        #expect(output.status == 0)
        #expect(output.text.wholeMatch(of: /\d+\.\d+\.\d+/) != nil)
    }

    @Test func whereTheStoreIs() async throws {
        let manifold = try Manifold()
        #expect(try await manifold.require("store", "path") == manifold.store)
        #expect(try await manifold.require("store", "path", "--store", "elsewhere") == "elsewhere")
        func path(_ environment: [String: String?]) async throws -> String {
            try await manifold.run(["store", "path"], environment: environment).text
        }
        #expect(try await path(["MANIFOLD_STORE": nil, "HOME": "/h"]) == "/h/.local/share/manifold")
        #expect(try await path(["MANIFOLD_STORE": "", "XDG_DATA_HOME": "/x", "HOME": "/h"]) == "/x/manifold")
        let lost = try await manifold.run(["store", "path"], environment: ["MANIFOLD_STORE": nil, "HOME": nil])
        expectFailure(lost, 64, "--store")
        // Asking makes nothing.
        #expect(!FileManager.default.fileExists(atPath: manifold.store))
    }
}
