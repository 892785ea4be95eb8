import CShims

/// Runs a body while the calling thread converts names through UTF-8, whatever the process's locale is.
///
/// - Parameter body: What to do; it is told whether the system had such a locale. Without one, only ASCII names are
///   safe to hand to libarchive.
func withUTF8Locale<T: ~Copyable>(_ body: (_ isUTF8: Bool) throws(ArchiveError) -> T) throws(ArchiveError) -> T {
    let guarded = manifold_locale_enter()
    defer { manifold_locale_leave(guarded) }
    return try body(guarded.is_utf8 != 0)
}
