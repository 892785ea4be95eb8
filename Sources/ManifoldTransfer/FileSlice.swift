public import SystemPackage

/// A range of bytes of an open file.
///
/// It is read at absolute offsets (`pread`), so the file's own position is neither used nor moved, and several transfers
/// may read one file at a time.
public final class FileSlice: Sendable {
    /// Who closes the descriptor.
    public enum Ownership: Sendable {
        /// The slice closes the descriptor when it is released.
        case owned
        /// The caller keeps the descriptor open for as long as the slice lives, and closes it.
        case borrowed
    }

    /// The open file.
    public let descriptor: FileDescriptor
    /// Where the slice starts, in bytes from the start of the file.
    public let offset: Int64
    /// The length of the slice in bytes.
    public let length: Int64

    private let ownership: Ownership

    /// Makes a slice of an open file; negative numbers count as zero.
    public init(_ descriptor: FileDescriptor, offset: Int64 = 0, length: Int64, ownership: Ownership) {
        self.descriptor = descriptor
        self.offset = max(0, offset)
        self.length = max(0, length)
        self.ownership = ownership
    }

    /// Opens a file for reading and takes a slice of it; throws what the system says.
    public convenience init(opening path: FilePath, offset: Int64 = 0, length: Int64) throws(Errno) {
        let descriptor: FileDescriptor
        do {
            descriptor = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec], retryOnInterrupt: true)
        } catch let error as Errno {
            throw error
        } catch {
            throw Errno.ioError
        }
        self.init(descriptor, offset: offset, length: length, ownership: .owned)
    }

    deinit {
        if ownership == .owned {
            try? descriptor.close()
        }
    }

    /// Reads bytes of the slice from `position` (counted from the start of the slice) into `buffer`.
    ///
    /// Returns the number read: 0 only at the end of the slice or of the file, or for an empty buffer.
    func read(at position: Int64, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let wanted = min(Int64(buffer.count), length - position)
        guard position >= 0, wanted > 0 else { return 0 }
        let target = UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(wanted)])
        return try descriptor.read(fromAbsoluteOffset: offset + position, into: target, retryOnInterrupt: true)
    }
}
