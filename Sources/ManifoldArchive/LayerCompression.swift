/// How a layer is compressed.
public struct LayerCompression: Hashable, Sendable {
    enum Method: Hashable, Sendable {
        case none
        case gzip(level: Int)
    }

    let method: Method

    /// The tar archive as it is.
    public static let none = LayerCompression(method: .none)
    /// gzip at the default level.
    public static let gzip = gzip(level: GzipCompressor.defaultLevel)

    /// gzip at a level from 1 (fast) to 9 (small); another level is an error when the layer is written.
    public static func gzip(level: Int) -> LayerCompression {
        LayerCompression(method: .gzip(level: level))
    }

    /// What the compression adds to the media type of a layer: nothing, or `+gzip`.
    public var mediaTypeSuffix: String {
        switch method {
        case .none: ""
        case .gzip: "+gzip"
        }
    }
}
