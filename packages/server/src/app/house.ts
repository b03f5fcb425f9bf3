/** In test mode the clearing house is a simulated one in a process of its own; it ends with its parent, however that ends. */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../../sandbox/src/main.ts', import.meta.url))

/** It answers at once; what takes longer never will. */
const START_LIMIT_MS = 30_000
const STOP_LIMIT_MS = 5_000

export class HouseError extends Error {
  override name = 'HouseError'
}

export type RunningHouse = {
  readonly url: string
  /** Resolves when the process has ended, whether by `stop` or by itself. */
  readonly exited: Promise<{ readonly expected: boolean }>
  stop(): Promise<void>
}

/** Starts the simulated house; its state is kept in the data folder. Rejects with a HouseError when it does not come up. */
export async function startHouse(options: {
  readonly dataDir: string
  readonly secret: string
  readonly institution: string
}): Promise<RunningHouse> {
  const child = spawn(process.execPath, [MAIN], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // Its own process group: Ctrl-C reaches the server alone, which ends what it has begun with the house before it stops it.
    detached: true,
    env: {
      ...process.env,
      SANDBOX_PORT: '0',
      SANDBOX_ENDS_WITH_PARENT: '1',
      SANDBOX_STATE_FILE: join(options.dataDir, 'clearing-house.json'),
      CLEARING_SECRET: options.secret,
      CLEARING_INSTITUTION: options.institution,
    },
  })
  let stopping = false
  const ended = new Promise<void>(resolve => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  async function stop(): Promise<void> {
    stopping = true
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
    child.kill('SIGTERM')
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
    await ended
    clearTimeout(force)
  }
  try {
    const url = await addressOf(child)
    return { url, exited: ended.then(() => ({ expected: stopping })), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Waits for the line in which the house says where it listens. */
function addressOf(child: ChildProcessByStdio<Writable, Readable, null>): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => {
      clearTimeout(timer)
      reject(new HouseError(`The simulated clearing house did not start: ${reason}.`))
    }
    const timer = setTimeout(() => fail(`it said nothing for ${START_LIMIT_MS / 1000} s`), START_LIMIT_MS)
    let text = ''
    child.stdout.setEncoding('utf8')
    child.stdout.on('data', (chunk: string) => {
      text = (text + chunk).slice(-10_000)
      const url = /(http:\/\/[\w.:]+)/.exec(text)?.[1]
      if (url === undefined) return
      clearTimeout(timer)
      resolve(url)
    })
    child.once('error', error => fail(error.message))
    child.once('exit', (code, signal) => fail(`it ended with ${signal ?? `code ${code}`}`))
  })
}
