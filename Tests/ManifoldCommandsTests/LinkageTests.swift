import TestSupport
import Testing

/// What the program loads when it starts.
///
/// Full Foundation and its ICU would be half of that time.
@Suite(.needs("ldd"))
struct LinkageTests {
    @Test func noFullFoundation() async throws {
        let libraries = try await Tool.run("ldd", arguments: [try Manifold.program]).text
        #expect(libraries.contains("libcurl"))
        for library in [
            "libFoundation.so", "lib_FoundationICU.so", "libFoundationNetworking.so", "libFoundationXML.so",
        ] {
            #expect(!libraries.contains(library))
        }
    }
}
