import Foundation
import SystemPackage
import Testing

/// Runs a tool of the system over bytes, so that what we write is read by somebody else's code.
enum Tool {
    /// The tool's output; the test stops with an error when the tool is missing or fails.
    static func run(
        _ path: String,
        _ arguments: [String],
        input: [UInt8],
        environment: [String: String] = ["LC_ALL": "C.UTF-8"]
    ) throws -> [UInt8] {
        try withTemporaryFile { source in
            try withTemporaryFile { result in
                _ = try source.writeAll(input)
                try source.seek(offset: 0, from: .start)
                let process = Process()
                process.executableURL = URL(filePath: path)
                process.arguments = arguments
                process.environment = environment
                process.standardInput = FileHandle(fileDescriptor: source.rawValue, closeOnDealloc: false)
                process.standardOutput = FileHandle(fileDescriptor: result.rawValue, closeOnDealloc: false)
                try process.run()
                process.waitUntilExit()
                try #require(process.terminationStatus == 0, "\(path) failed")
                return try contents(of: result)
            }
        }
    }

    /// Everything in an open file, from its start.
    static func contents(of file: FileDescriptor) throws -> [UInt8] {
        let size = Int(try file.seek(offset: 0, from: .end))
        return try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let rest = UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[count...]))
                let read = try file.read(fromAbsoluteOffset: Int64(count), into: rest)
                if read == 0 { break }
                count += read
            }
        }
    }

    /// A file that is open for reading and writing and gone afterwards.
    static func withTemporaryFile<T>(_ body: (FileDescriptor) throws -> T) throws -> T {
        let name = FileManager.default.temporaryDirectory.appending(path: "manifold-\(UUID().uuidString)").path
        let file = try FileDescriptor.open(
            FilePath(name),
            .readWrite,
            options: [.create, .exclusiveCreate],
            permissions: .ownerReadWrite
        )
        try FileManager.default.removeItem(atPath: name)
        return try file.closeAfter { try body(file) }
    }

    /// Bytes that compress a little, the same on every run.
    static func sample(_ count: Int) -> [UInt8] {
        var state: UInt32 = 0x2545_F491
        return (0..<count).map { index in
            state ^= state << 13
            state ^= state >> 17
            state ^= state << 5
            return index / 512 % 2 == 0 ? UInt8(truncatingIfNeeded: state) : UInt8(index % 61)
        }
    }
}
