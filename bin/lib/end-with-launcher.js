/** Loaded into a program that the launcher runs: when the launcher is gone, however it ended, the program is asked to end too. */
if (process.channel !== undefined && process.channel !== null) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel.unref()
}
