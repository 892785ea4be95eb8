/// What libarchive's write callback finds behind its context pointer.
final class TarSink {
    private let output: (UnsafeRawBufferPointer) throws(ArchiveError) -> Void
    /// What the output threw, kept while libarchive's frames are on the stack.
    private(set) var error: ArchiveError?
    /// Set when nothing may be put out any more.
    ///
    /// libarchive is then told that writing fails: told otherwise it would pad an entry that was broken off, all the way
    /// to the size it was to have.
    var isClosed = false

    init(output: @escaping (UnsafeRawBufferPointer) throws(ArchiveError) -> Void) {
        self.output = output
    }

    /// The callback: the number of bytes taken, or -1.
    static func write(context: UnsafeMutableRawPointer?, bytes: UnsafeRawPointer?, count: Int) -> Int {
        guard let context else { return -1 }
        return Unmanaged<TarSink>.fromOpaque(context).takeUnretainedValue().take(bytes, count)
    }

    private func take(_ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
        guard !isClosed, error == nil else { return -1 }
        do throws(ArchiveError) {
            try output(UnsafeRawBufferPointer(start: bytes, count: count))
            return count
        } catch {
            self.error = error
            return -1
        }
    }
}
