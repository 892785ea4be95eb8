#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A time in the form of RFC 3339, in UTC.
func timestamp(_ secondsSince1970: Int64) -> String {
    Date(timeIntervalSince1970: Double(secondsSince1970)).formatted(.iso8601)
}
