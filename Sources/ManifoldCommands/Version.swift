/// The version of the program.
enum Version {
    static let current = "0.1.0"

    /// The docker whose `docker manifest` this program stands in for, output and all.
    static let docker = "28.2.2"
}
