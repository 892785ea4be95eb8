import CArchive
import CShims

/// Writes a tar archive, piece by piece, to a callback.
///
/// The format is ustar with pax headers only where an entry needs them (libarchive's "restricted pax"). Nothing in the
/// archive depends on the clock, the machine or its locale: the same entries give the same bytes. The end is marked by
/// two empty records and is not padded further.
///
/// Not for use by several threads at once.
public final class TarWriter {
    private let archive: OpaquePointer
    private let entry: OpaquePointer
    private let sink: TarSink
    private var isOpen = true

    /// Opens an archive.
    /// - Parameter output: Takes the bytes of the archive in order. The buffer is only good during the call.
    /// - Throws: ``ArchiveError`` when libarchive cannot write the format.
    public init(output: @escaping (UnsafeRawBufferPointer) throws(ArchiveError) -> Void) throws(ArchiveError) {
        guard let archive = archive_write_new() else {
            throw ArchiveError(.archive, reason: "libarchive has no memory")
        }
        guard let entry = archive_entry_new() else {
            archive_write_free(archive)
            throw ArchiveError(.archive, reason: "libarchive has no memory")
        }
        self.archive = archive
        self.entry = entry
        sink = TarSink(output: output)
        try check(archive_write_set_format_pax_restricted(archive))
        try check(archive_write_add_filter_none(archive))
        try check(archive_write_set_bytes_per_block(archive, 64 * 1024))
        try check(archive_write_set_bytes_in_last_block(archive, 1))
        let context = Unmanaged.passUnretained(sink).toOpaque()
        try check(archive_write_open(archive, context, nil, { TarSink.write(context: $1, bytes: $2, count: $3) }, nil))
    }

    deinit {
        // Freeing closes, and closing writes: nothing may reach the callback after a failure or without finish().
        sink.isClosed = true
        archive_entry_free(entry)
        archive_write_free(archive)
    }

    /// Writes one entry with its content.
    ///
    /// After an error the archive is incomplete and the writer takes nothing more.
    /// - Throws: ``ArchiveError``, also what the callback threw.
    public func write(_ item: TarEntry) throws(ArchiveError) {
        guard isOpen else { throw ArchiveError(.misuse, path: item.path, reason: "the archive is closed") }
        isOpen = false
        try Self.validate(item)
        try withUTF8Locale { isUTF8 throws(ArchiveError) in
            guard isUTF8 || item.isASCII else {
                throw ArchiveError(.archive, path: item.path, reason: "the system has no UTF-8 locale for its names")
            }
            fill(from: item)
            try check(archive_write_header(archive, entry), path: item.path)
        }
        if case .file(let content) = item.kind {
            try content.forEachChunk(path: item.path) { chunk throws(ArchiveError) in
                try write(chunk, path: item.path)
            }
        }
        try check(archive_write_finish_entry(archive), path: item.path)
        isOpen = true
    }

    /// Writes the end of the archive, which is incomplete without it.
    /// - Throws: ``ArchiveError``, also what the callback threw.
    public func finish() throws(ArchiveError) {
        guard isOpen else { throw ArchiveError(.misuse, reason: "the archive is closed") }
        isOpen = false
        try check(archive_write_close(archive))
    }

    private func fill(from item: TarEntry) {
        archive_entry_clear(entry)
        archive_entry_set_pathname(entry, item.path)
        archive_entry_set_perm(entry, .init(item.mode))
        archive_entry_set_uid(entry, Int64(item.userID))
        archive_entry_set_gid(entry, Int64(item.groupID))
        archive_entry_set_mtime(entry, .init(item.modified), 0)
        archive_entry_set_size(entry, 0)
        switch item.kind {
        case .file(let content):
            archive_entry_set_filetype(entry, manifold_file_type_regular)
            archive_entry_set_size(entry, content.size)
        case .directory:
            archive_entry_set_filetype(entry, manifold_file_type_directory)
        case .symbolicLink(let target):
            archive_entry_set_filetype(entry, manifold_file_type_symlink)
            archive_entry_set_symlink(entry, target)
        case .hardLink(let target):
            archive_entry_set_filetype(entry, manifold_file_type_regular)
            archive_entry_set_hardlink(entry, target)
        }
    }

    private func write(_ chunk: UnsafeRawBufferPointer, path: String) throws(ArchiveError) {
        guard !chunk.isEmpty else { return }
        let written = archive_write_data(archive, chunk.baseAddress, chunk.count)
        if written < 0 { throw failure(path: path) }
        guard written == chunk.count else {
            throw ArchiveError(.archive, path: path, reason: "took \(written) of \(chunk.count) bytes")
        }
    }

    /// A warning is a failure too: it says that an entry was not written as it was asked for.
    private func check(_ status: Int32, path: String? = nil) throws(ArchiveError) {
        if status != ARCHIVE_OK { throw failure(path: path) }
    }

    private func failure(path: String?) -> ArchiveError {
        isOpen = false
        if let error = sink.error { return error }
        let words = archive_error_string(archive).map { String(cString: $0) }
        return ArchiveError(.archive, path: path, reason: words ?? "libarchive gave no reason")
    }

    private static func validate(_ item: TarEntry) throws(ArchiveError) {
        func refuse(_ text: String, _ what: String) throws(ArchiveError) {
            guard !text.isEmpty else { throw ArchiveError(.invalidPath, path: item.path, reason: "\(what) is empty") }
            guard !text.utf8.contains(0) else {
                throw ArchiveError(.invalidPath, path: item.path, reason: "\(what) holds a NUL byte")
            }
        }
        try refuse(item.path, "it")
        switch item.kind {
        case .symbolicLink(let target), .hardLink(let target): try refuse(target, "the link's target")
        case .file(let content) where content.size < 0:
            throw ArchiveError(.input, path: item.path, reason: "negative size \(content.size)")
        default: break
        }
        guard item.mode <= 0o7777 else {
            throw ArchiveError(.archive, path: item.path, reason: "mode \(String(item.mode, radix: 8)) is out of range")
        }
    }
}
