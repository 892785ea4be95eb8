import ManifoldCommands

// Broken pipes are errors of the write that met them, and Ctrl-C stops the work before it ends the process.
let interruption = Interruption.catchSignals()
let run = Task { await CommandLineRunner.run(Array(CommandLine.arguments.dropFirst())) }
interruption.whenSignalled { run.cancel() }
interruption.end(with: await run.value)
