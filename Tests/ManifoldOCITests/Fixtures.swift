@testable import ManifoldOCI

/// 64 hexadecimal digits.
let hex64 = String(repeating: "0123456789abcdef", count: 4)

/// A digest made of one digit.
func digest(_ digit: Character) -> Digest {
    Digest(uncheckedAlgorithm: .sha256, encoded: String(repeating: digit, count: 64))
}

/// Some text many times.
func times(_ count: Int, _ text: String) -> String { String(repeating: text, count: count) }

/// Reads a text as strict JSON.
func json(_ text: String) throws -> JSON { try StrictJSON.parse(Array(text.utf8)) }

/// Reads a text as a document.
func document(_ text: String, as contentType: String? = nil) throws -> RawManifest {
    try RawManifest(Array(text.utf8), contentType: contentType)
}

/// The bytes of a document as a text.
func text(_ manifest: RawManifest) -> String { String(decoding: manifest.bytes, as: UTF8.self) }

/// What a body throws, in words, or nil when it throws nothing.
func complaint<Value>(_ body: () throws -> Value) -> String? {
    do {
        _ = try body()
        return nil
    } catch { return "\(error)" }
}

/// The text of a descriptor that is valid in every way.
func descriptor(_ type: MediaType = .ociManifest, digit: Character = "a", more: String = "") -> String {
    #"{"mediaType":"\#(type)","digest":"\#(digest(digit))","size":7\#(more)}"#
}
