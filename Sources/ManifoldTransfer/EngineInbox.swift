/// What other threads ask of the thread that owns libcurl.
enum EngineCommand: Sendable {
    case start(TransferJob)
    case cancel(UInt64)
    case resume(UInt64)
    case stop
}

/// The one way to reach libcurl's thread: a locked list of commands, and a call that ends its wait.
final class EngineInbox: Sendable {
    private struct State: Sendable {
        var commands: [EngineCommand] = []
        var nextID: UInt64 = 1
        var isClosed = false
        /// Present while the thread runs; the lock is held while it is used, so it cannot be freed meanwhile.
        var alarm: CurlAlarm?
        var statistics = TransferStatistics()
    }

    private let state = Locked(State())

    func makeTicket() -> TransferTicket {
        TransferTicket(
            id: state.withLock { state in
                defer { state.nextID += 1 }
                return state.nextID
            }
        )
    }

    /// Leaves a command; false if nobody will ever read it.
    @discardableResult
    func post(_ command: EngineCommand) -> Bool {
        state.withLock { state in
            if state.isClosed { return false }
            state.commands.append(command)
            // Commands that are already there have rung the alarm, and the thread reads them all at once.
            if state.commands.count == 1 { state.alarm?.ring() }
            return true
        }
    }

    /// Takes all commands; for the thread.
    func take() -> [EngineCommand] {
        state.withLock { state in
            var commands: [EngineCommand] = []
            swap(&commands, &state.commands)
            return commands
        }
    }

    /// The thread is there and will read commands.
    func attach(_ alarm: CurlAlarm) {
        state.withLock { $0.alarm = alarm }
    }

    /// Nobody reads commands any more; returns those left.
    func close() -> [EngineCommand] {
        state.withLock { state in
            state.isClosed = true
            state.alarm = nil
            var commands: [EngineCommand] = []
            swap(&commands, &state.commands)
            return commands
        }
    }

    var statistics: TransferStatistics { state.withLock { $0.statistics } }

    func count(_ change: @Sendable (inout TransferStatistics) -> Void) {
        state.withLock { change(&$0.statistics) }
    }
}
