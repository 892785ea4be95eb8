import Testing

@testable import ManifoldOCI

@Suite struct ImageConfigTests {
    private func config(_ text: String) throws -> ImageConfig { try ImageConfig(Array(text.utf8)) }

    @Test func readsPlatformAndLayers() throws {
        let config = try config(
            """
            {"created":"2024-01-01T00:00:00Z","architecture":"arm64","os":"linux","variant":"v8","os.version":"5.4",
            "os.features":["a","b"],"config":{"Env":["PATH=/"],"Labels":null},"history":[{"created_by":"x","empty_layer":true}],
            "rootfs":{"type":"layers","diff_ids":["\(digest("1"))","\(digest("2"))"]},"moby.buildkit.buildinfo.v1":1.5e9}
            """
        )
        #expect(
            config.platform
                == Platform(
                    os: "linux",
                    architecture: "arm64",
                    variant: "v8",
                    osVersion: "5.4",
                    osFeatures: ["a", "b"]
                )
        )
        #expect(config.diffIDs == [digest("1"), digest("2")])
    }

    @Test(arguments: [
        #"{"os":"linux","architecture":"amd64"}"#,
        #"{"os":"linux","architecture":"amd64","variant":null,"os.version":null,"os.features":null,"rootfs":null}"#,
        #"{"os":"linux","architecture":"amd64","variant":"","os.version":"","os.features":[],"rootfs":{}}"#,
        #"{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":null}}"#,
    ])
    func nullAndEmptyAreAbsent(_ text: String) throws {
        let config = try config(text)
        #expect(config.platform == Platform(os: "linux", architecture: "amd64"))
        #expect(config.diffIDs == [])
    }

    @Test(arguments: [
        "{}", #"{"os":"linux"}"#, #"{"architecture":"amd64"}"#, #"{"os":"","architecture":"amd64"}"#,
        #"{"os":null,"architecture":null}"#, #"{"os":"linux","architecture":""}"#,
    ])
    func withoutBothNamesThereIsNoPlatform(_ text: String) throws {
        #expect(try config(text).platform == nil)
    }

    @Test(arguments: [
        ("", "too early"), ("[]", "not a JSON object"), ("null", "not a JSON object"), (#"{"os":1}"#, "is not a text"),
        (#"{"os":["linux"]}"#, "is not a text"), (#"{"architecture":{}}"#, "is not a text"),
        (#"{"os.features":"a"}"#, "is not an array"), (#"{"os.features":[null]}"#, "not a text"),
        (#"{"OS":"windows","os":"linux"}"#, "another name"), (#"{"Architecture":"arm"}"#, "another name"),
        (#"{"os":"linux","os":"windows"}"#, "a second time"), (#"{"o\u017f":"linux"}"#, "another name"),
        (#"{"rootfs":[]}"#, "not a JSON object"), (#"{"rootfs":{"diff_ids":"x"}}"#, "is not an array"),
        (#"{"rootfs":{"diff_ids":[1]}}"#, "not a text"), (#"{"rootfs":{"Diff_IDs":[]}}"#, "another name"),
        (#"{"rootfs":{"diff_ids":["sha256:../../x"]}}"#, "is not a digest"),
        (#"{"rootfs":{"diff_ids":["sha256:12"]}}"#, "invalid checksum digest length"),
        (#"{"os":"linux",}"#, "a missing name"), ("\u{FEFF}{}", "byte order mark"), (times(100_000, "["), "levels"),
        (#"{"x":"# + times(100_000, "[") + "}", "levels"), (#"{"os":"\ud800"}"#, "surrogate"),
    ])
    func refuses(text: String, phrase: String) {
        let error = #expect(throws: DocumentError.self) { try config(text) }
        #expect(error?.kind == (phrase == "another name" ? .ambiguous : .malformed))
        #expect(error?.description.contains(phrase) == true, "\(error?.description ?? "")")
    }

    @Test func hostileNamesPrintHarmlessly() throws {
        let config = try config(#"{"os":"li\u001b[2Jnux","architecture":"../..","os.version":"\u202e)/x"}"#)
        let platform = try #require(config.platform)
        #expect(quoted(platform.description) == #""li\u{1b}[2Jnux(%E2%80%AE%29%2Fx)/../..""#)
        #expect(!KnownPlatforms.contain(platform))
    }
}
