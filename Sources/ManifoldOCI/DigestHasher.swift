import Crypto

/// Computes a digest while content passes by.
public struct DigestHasher: Sendable {
    private enum State: Sendable {
        case sha256(SHA256)
        case sha384(SHA384)
        case sha512(SHA512)
    }

    private var state: State

    /// Starts a computation, or returns nil for an algorithm that cannot be computed here.
    public init?(_ algorithm: DigestAlgorithm) {
        switch algorithm {
        case .sha256: state = .sha256(SHA256())
        case .sha384: state = .sha384(SHA384())
        case .sha512: state = .sha512(SHA512())
        default: return nil
        }
    }

    /// Starts a SHA-256 computation, the algorithm of everything made here.
    public init() {
        state = .sha256(SHA256())
    }

    /// Takes in the next bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        switch state {
        case .sha256(var hash):
            hash.update(bufferPointer: bytes)
            state = .sha256(hash)
        case .sha384(var hash):
            hash.update(bufferPointer: bytes)
            state = .sha384(hash)
        case .sha512(var hash):
            hash.update(bufferPointer: bytes)
            state = .sha512(hash)
        }
    }

    /// Takes in the next bytes.
    public mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The digest of everything taken in.
    public func finalize() -> Digest {
        switch state {
        case .sha256(let hash): Digest(uncheckedAlgorithm: .sha256, encoded: hexadecimal(hash.finalize()))
        case .sha384(let hash): Digest(uncheckedAlgorithm: .sha384, encoded: hexadecimal(hash.finalize()))
        case .sha512(let hash): Digest(uncheckedAlgorithm: .sha512, encoded: hexadecimal(hash.finalize()))
        }
    }
}

extension Digest {
    /// The SHA-256 digest of bytes.
    public init(sha256Of bytes: [UInt8]) {
        var hasher = DigestHasher()
        hasher.update(bytes)
        self = hasher.finalize()
    }

    /// Whether this is the digest of the bytes; nil when the algorithm cannot be computed.
    public func matches(_ bytes: [UInt8]) -> Bool? {
        guard var hasher = DigestHasher(algorithm) else { return nil }
        hasher.update(bytes)
        return hasher.finalize() == self
    }
}

private func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(128)
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}
