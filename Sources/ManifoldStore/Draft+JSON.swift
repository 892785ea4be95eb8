import ManifoldOCI

extension Draft {
    /// The form in which drafts lie in the store.
    package var json: JSON {
        var object = JSONObject()
        object.append("version", .integer(1))
        object.append("reference", .string(reference.description))
        object.append("created", .integer(created))
        object.append("updated", .integer(updated))
        object.append("insecure", connection.isInsecure ? .bool(true) : nil)
        object.append("plainHTTP", connection.isPlainHTTP ? .bool(true) : nil)
        object.append("mediaType", mediaType.map { .string($0.rawValue) })
        object.append("annotations", annotations.isEmpty ? nil : JSON.map(annotations))
        if let push {
            object.append(
                "push",
                .object(
                    JSONObject([
                        .init("digest", .string(push.digest.description)), .init("time", .integer(push.time)),
                    ])
                )
            )
        }
        object.append("entries", .array(entries.map(\.json)))
        return .object(object)
    }

    /// Reads a draft.
    /// - Throws: `DocumentError`.
    package init(_ bytes: [UInt8]) throws(DocumentError) {
        let value = try DocumentReader.parse(bytes)
        let reader = try DocumentReader(value, known: [], context: "the draft")
        guard try reader.integer("version") == 1 else {
            throw reader.fault("version", "is not 1; a newer manifold wrote it")
        }
        let text = try reader.required("reference")
        do { reference = try Reference(parsing: text) } catch {
            throw DocumentError(.malformed, error.description)
        }
        created = try reader.integer("created") ?? 0
        updated = try reader.integer("updated") ?? 0
        mediaType = try reader.string("mediaType").map(MediaType.init(rawValue:))
        annotations = try reader.map("annotations") ?? [:]
        connection.isInsecure = reader.value("insecure") == .bool(true)
        connection.isPlainHTTP = reader.value("plainHTTP") == .bool(true)
        push = try reader.value("push").map { value throws(DocumentError) in
            let reader = try DocumentReader(value, known: [], context: "the draft's push")
            return Push(digest: try reader.digest("digest"), time: try reader.integer("time") ?? 0)
        }
        var entries: [DraftEntry] = []
        for (position, entry) in (try reader.array("entries") ?? []).enumerated() {
            entries.append(try DraftEntry(entry, context: "entries[\(position)]"))
        }
        self.entries = entries
    }
}

extension DraftEntry {
    fileprivate var json: JSON {
        var object = JSONObject()
        object.append("member", .string(member))
        object.append("origin", .string(origin))
        object.append("fetched", .integer(fetched))
        object.append("descriptor", descriptor.json)
        object.append("detected", detected?.json)
        return .object(object)
    }

    fileprivate init(_ value: JSON, context: String) throws(DocumentError) {
        let reader = try DocumentReader(value, known: [], context: context)
        guard let descriptor = reader.value("descriptor") else { throw reader.fault("descriptor", "is missing") }
        self.init(
            descriptor: try Descriptor(descriptor, context: "\(context).descriptor"),
            detected: try reader.value("detected").map { value throws(DocumentError) in
                try Platform(value, context: "\(context).detected")
            },
            member: try reader.required("member"),
            origin: try reader.required("origin"),
            fetched: try reader.integer("fetched") ?? 0
        )
    }
}
