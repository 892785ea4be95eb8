import Foundation

/// A directory of one test, removed with everything in it when the last reference goes.
public final class TemporaryDirectory: Sendable {
    /// The absolute path, without symbolic links and without a slash at the end.
    public let path: String

    /// Makes a directory that nobody else uses, readable by its owner alone.
    public init() throws {
        let parent = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
        var template = Array("\(parent)/manifold-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw TestSupportError("cannot make a directory in \(parent): \(String(cString: strerror(errno)))")
        }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of a file or directory in here; nothing is made.
    public func file(_ name: String) -> String {
        "\(path)/\(name)"
    }

    /// Makes a directory in here, and those above it.
    @discardableResult
    public func directory(_ name: String) throws -> String {
        try FileManager.default.createDirectory(atPath: file(name), withIntermediateDirectories: true)
        return file(name)
    }

    /// Writes bytes to a file in here, making the directories above it, and returns its path.
    @discardableResult
    public func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
        let url = URL(fileURLWithPath: file(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
        return url.path
    }

    /// Writes text to a file in here, making the directories above it, and returns its path.
    @discardableResult
    public func write(_ text: String, to name: String) throws -> String {
        try write(Array(text.utf8), to: name)
    }

    /// The content of a file in here.
    public func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: file(name))))
    }
}
