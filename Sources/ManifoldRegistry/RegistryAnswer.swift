import ManifoldOCI

/// What a registry says in the body of an answer that is no success.
///
/// It may be anything, and is taken for nothing more than text.
///
/// Source: OCI distribution-spec v1.1.1, "Error Codes".
struct RegistryAnswer: Sendable {
    /// The code of the first error: `MANIFEST_UNKNOWN`.
    let code: String?
    /// The message of the first error, escaped and cut short.
    let message: String?
    /// The digest in the detail of the first error, when it is one.
    let detail: String?

    init(_ body: [UInt8]) {
        var code: String?
        var message: String?
        var detail: String?
        if body.count <= 64 << 10, case .object(let object)? = try? StrictJSON.parse(body) {
            if case .array(let errors)? = object["errors"], case .object(let first)? = errors.first {
                code = Self.text(first["code"])
                message = Self.text(first["message"])
                if case .object(let fields)? = first["detail"] {
                    detail = Self.text(fields["Digest"]) ?? Self.text(fields["digest"]) ?? Self.text(fields["Name"])
                } else {
                    detail = Self.text(first["detail"])
                }
            } else {
                message = Self.text(object["message"]) ?? Self.text(object["details"]) ?? Self.text(object["error"])
            }
        }
        self.code = code
        self.message = message
        self.detail = detail
    }

    /// ` CODE: message`, as far as there is one, to stand behind a status.
    var suffix: String {
        switch (code, message) {
        case (let code?, let message?): " \(code): \(message)"
        case (let code?, nil): " \(code)"
        case (nil, let message?): ": \(message)"
        case (nil, nil): ""
        }
    }

    private static func text(_ value: JSON?) -> String? {
        guard case .string(let text)? = value, !text.isEmpty else { return nil }
        return escapedForTerminal(String(text.prefix(300)))
    }
}
