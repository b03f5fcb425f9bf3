/** What every simulator does as a program: it ends with a message or on a signal, and with the program that started it. */

export function fail(message: string, code: number): never {
  process.stderr.write(`${message}\n`)
  process.exit(code)
}

/** Waits for the start; a port that is taken is said plainly. */
export function startOrFail<Running>(port: number, starting: Promise<Running>): Promise<Running> {
  return starting.catch((error: NodeJS.ErrnoException) =>
    fail(error.code === 'EADDRINUSE' ? `Port ${port} is taken: set SANDBOX_PORT, or end what listens there.` : String(error.stack), 1),
  )
}

/** A number of the environment that is not negative. */
export function numberOf(name: string, otherwise: number): number {
  const value = Number(process.env[name] ?? otherwise)
  return Number.isFinite(value) && value >= 0 ? value : fail(`${name} is a number that is not negative`, 2)
}

/** Ends on a signal, or when whoever started it ends. */
export function endWith(running: { close(): Promise<void> }): void {
  const stop = (): void => {
    running.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  // Started by another program: its end, however it came, closes our standard input.
  if (process.env.SANDBOX_ENDS_WITH_PARENT === '1') process.stdin.resume().once('end', stop)
}
