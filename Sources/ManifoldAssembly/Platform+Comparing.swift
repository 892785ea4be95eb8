import ManifoldOCI

extension Platform {
    /// Whether a user who asks for this platform can mean that one.
    ///
    /// A variant, version or feature that was not asked for does not restrict.
    func covers(_ other: Platform?) -> Bool {
        guard let other else { return false }
        let mine = normalized
        let theirs = other.normalized
        return mine.os == theirs.os && mine.architecture == theirs.architecture
            && (variant == nil || mine.variant == theirs.variant)
            && (osVersion == nil || osVersion == other.osVersion)
    }

    /// How this platform and an image's own differ, in words; nil when one can be the other.
    ///
    /// What either leaves out is no difference.
    func contradiction(with own: Platform) -> String? {
        let mine = normalized
        let theirs = own.normalized
        if mine.os != theirs.os { return "operating system \(theirs.os), not \(mine.os)" }
        if mine.architecture != theirs.architecture {
            return "architecture \(theirs.architecture), not \(mine.architecture)"
        }
        if variant != nil, own.variant != nil, mine.variant != theirs.variant {
            return "variant \(own.variant ?? ""), not \(variant ?? "")"
        }
        if let version = osVersion, let other = own.osVersion, version != other {
            return "os.version \(other), not \(version)"
        }
        return nil
    }
}
