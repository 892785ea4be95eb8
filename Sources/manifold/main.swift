import ManifoldCommands

// Broken pipes are errors of the write that met them, and Ctrl-C stops the work before it ends the process.
let interruption = Interruption.catchSignals()
let run = Task { await CommandLineRunner.run(CommandLine.arguments) }
interruption.whenSignalled { run.cancel() }
interruption.end(with: await run.value)
