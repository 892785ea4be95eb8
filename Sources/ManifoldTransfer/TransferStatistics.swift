/// What an engine has done so far.
public struct TransferStatistics: Sendable, Hashable {
    /// Requests handed to libcurl, whatever became of them.
    public internal(set) var requests = 0
    /// Connections opened for them; the other requests used one that was there.
    public internal(set) var connections = 0
    /// Bytes of request bodies sent.
    public internal(set) var bytesSent: Int64 = 0
    /// Bytes of reply bodies received.
    public internal(set) var bytesReceived: Int64 = 0
}
