#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An IP address as 16 bytes; an IPv4 address is held as the IPv6 address that stands for it (`::ffff:a.b.c.d`).
struct IPAddress: Hashable {
    private static let mappedPrefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]

    let bytes: [UInt8]

    /// Nil unless `text` is an IPv4 address of four decimal parts or an IPv6 address without brackets or zone.
    init?(_ text: some StringProtocol) {
        let text = String(text)
        var four = [UInt8](repeating: 0, count: 4)
        var sixteen = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = Self.mappedPrefix + four
        } else if inet_pton(AF_INET6, text, &sixteen) == 1 {
            bytes = sixteen
        } else {
            return nil
        }
    }

    var isIPv4: Bool { bytes.starts(with: Self.mappedPrefix) }

    var isLoopback: Bool {
        isIPv4 ? bytes[12] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
    }
}

/// A range of addresses, written `10.0.0.0/8`.
struct IPNetwork: Hashable {
    let address: IPAddress
    /// The number of leading bits that count, of 128.
    let prefixLength: Int

    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPAddress(parts[0]), let length = Int(parts[1]),
            (0...(address.isIPv4 ? 32 : 128)).contains(length)
        else { return nil }
        self.address = address
        prefixLength = length + (address.isIPv4 ? 96 : 0)
    }

    func contains(_ other: IPAddress) -> Bool {
        let whole = prefixLength / 8
        guard other.bytes.prefix(whole) == address.bytes.prefix(whole) else { return false }
        let rest = prefixLength % 8
        return rest == 0 || (other.bytes[whole] ^ address.bytes[whole]) >> (8 - rest) == 0
    }
}
