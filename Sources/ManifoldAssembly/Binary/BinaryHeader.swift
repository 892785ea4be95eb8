/// For which platform an executable file was made, as its ELF, PE or Mach-O header tells.
///
/// Names are those of the OCI image specification, which are Go's `GOOS` and `GOARCH`.
public struct BinaryHeader: Hashable, Sendable {
    /// The format of the file.
    public enum Format: String, Hashable, Sendable {
        /// Linux, the BSDs, Android, Solaris.
        case elf = "ELF"
        /// Windows.
        case pe = "PE"
        /// macOS and its relatives.
        case machO = "Mach-O"
    }

    /// The format of the file.
    public let format: Format
    /// The operating system, such as `linux`, which is also assumed for ELF files that do not name theirs.
    public let os: String
    /// The architecture, such as `arm64`.
    public let architecture: String
    /// The variant, known only for 32-bit ARM: `v5` to `v8`.
    public let variant: String?
    /// Whether an ELF file asks for an interpreter, the dynamic linker, which must then be in the image.
    public let isDynamic: Bool
    /// The path of the interpreter, where it could be read; it is text from the file, to be quoted in messages.
    public let interpreter: String?
    /// Whether an ELF file leaves its operating system open.
    let leavesSystemOpen: Bool

    init(
        format: Format,
        os: String,
        architecture: String,
        variant: String? = nil,
        isDynamic: Bool = false,
        interpreter: String? = nil,
        leavesSystemOpen: Bool = false
    ) {
        self.format = format
        self.os = os
        self.architecture = architecture
        self.variant = variant
        self.isDynamic = isDynamic
        self.interpreter = interpreter
        self.leavesSystemOpen = leavesSystemOpen
    }

    /// How many bytes of a file are enough, nearly always, to read its header from.
    public static let recommendedPrefix = 4096

    /// Reads the header of an executable.
    ///
    /// Nothing in the file is trusted: an offset that leads outside of it is an error, never a trap.
    /// - Parameters:
    ///   - prefix: The first bytes of the file, ``recommendedPrefix`` of them or the whole file.
    ///   - readMore: Gives so many bytes from an offset, or nil when the file does not hold them all. Without it, the
    ///     variant of ARM files, whose place is at the end, stays unknown.
    /// - Throws: ``BinaryHeaderError``.
    public init(
        prefix: [UInt8],
        readMore: ((_ offset: UInt64, _ count: Int) -> [UInt8]?)? = nil
    ) throws(BinaryHeaderError) {
        let reader = BinaryReader(prefix: prefix, readMore: readMore)
        switch prefix.prefix(4) {
        case [0x7F, 0x45, 0x4C, 0x46]:
            self = try Self.readELF(reader)
        case let magic where magic.starts(with: [0x4D, 0x5A]):
            self = try Self.readPE(reader)
        case [0xCE, 0xFA, 0xED, 0xFE], [0xCF, 0xFA, 0xED, 0xFE], [0xFE, 0xED, 0xFA, 0xCE], [0xFE, 0xED, 0xFA, 0xCF]:
            self = try Self.readMachO(reader)
        default:
            throw .notABinary(Self.guess(prefix))
        }
    }

    /// What a file that is no executable of ours looks like.
    private static func guess(_ bytes: [UInt8]) -> String {
        switch bytes.prefix(4) {
        case []: "an empty file"
        case let magic where magic.starts(with: "#!".utf8): "a script"
        case let magic where magic.starts(with: [0x1F, 0x8B]): "a gzip file"
        case let magic where magic.starts(with: "BZh".utf8): "a bzip2 file"
        case [0x28, 0xB5, 0x2F, 0xFD]: "a zstd file"
        case [0x50, 0x4B, 0x03, 0x04]: "a zip file"
        case [0x00, 0x61, 0x73, 0x6D]: "a WebAssembly module"
        case [0xCA, 0xFE, 0xBA, 0xBE]: "a universal Mach-O file with several architectures, or a Java class"
        case let magic where magic.starts(with: "!<ar".utf8): "an archive of object files"
        case let magic where [0x7F, 0x45, 0x4C, 0x46].starts(with: magic): "a file of \(bytes.count) bytes"
        default: "no ELF, PE or Mach-O header"
        }
    }
}
