import ManifoldOCI

/// A name with places for the parts of a platform: `pause-{arch}:3.10`.
///
/// Every occurrence of a placeholder is replaced, and nothing that is not one.
public struct NameTemplate: Hashable, Sendable {
    private enum Piece: Hashable {
        case text(String)
        case placeholder(Placeholder)
    }

    enum Placeholder: String, CaseIterable {
        case repository, tag, os, arch, variant
        case osVersion = "osversion"
    }

    /// The template as it was written.
    public let text: String
    private let pieces: [Piece]

    /// Reads a template.
    /// - Throws: ``LocationError`` for a placeholder that is not known, or a brace without its partner.
    public init(_ text: String) throws {
        self.text = text
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            if open > rest.startIndex { pieces.append(.text(String(rest[..<open]))) }
            guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}") else {
                throw LocationError(text: text, reason: "a brace has no partner")
            }
            let name = String(rest[rest.index(after: open)..<close])
            guard let placeholder = Placeholder(rawValue: name) else {
                let known = Placeholder.allCases.map { "{\($0.rawValue)}" }.joined(separator: " ")
                throw LocationError(text: text, reason: "{\(name)} is not one of \(known)")
            }
            pieces.append(.placeholder(placeholder))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        self.pieces = pieces
    }

    func uses(_ placeholder: Placeholder) -> Bool { pieces.contains(.placeholder(placeholder)) }

    /// Whether two platforms can lead to two names.
    public var dependsOnPlatform: Bool {
        pieces.contains { piece in
            if case .placeholder(let placeholder) = piece {
                placeholder != .repository && placeholder != .tag
            } else {
                false
            }
        }
    }

    /// The name for a platform, with operating system and architecture in the spelling of Go.
    public func expanded(for platform: Platform, repository: String = "", tag: String = "") -> String {
        let spelled = platform.normalized
        return pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .placeholder(.repository): repository
            case .placeholder(.tag): tag
            case .placeholder(.os): spelled.os
            case .placeholder(.arch): spelled.architecture
            case .placeholder(.variant): platform.variant ?? ""
            case .placeholder(.osVersion): platform.osVersion ?? ""
            }
        }.joined()
    }
}
