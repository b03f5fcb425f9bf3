/**
 * In test mode the outside world is simulated, in processes of their own that end with their parent, however that ends: the payment sandbox
 * (clearing houses, reserve bank, WeChat Pay, Alipay), and an example of a third party.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'

const program = (path: string): string => fileURLToPath(new URL(`../../../sandbox/src/${path}`, import.meta.url))
const SANDBOX = program('main.ts')
const MONEY_OVERVIEW = program('money-overview/main.ts')

/** They answer at once; what takes longer never will. */
const START_LIMIT_MS = 30_000
const STOP_LIMIT_MS = 5_000
/** Where the sandbox's index page is, counted from the server's port: 4090 beside 4000. */
const SANDBOX_PORT_AFTER = 90
/** Where Money Overview listens, counted from the server's port: 4200 beside 4000. */
const MONEY_OVERVIEW_PORT_AFTER = 200

export class SimulatorError extends Error {
  override name = 'SimulatorError'
}

export type RunningSimulator = {
  readonly url: string
  /** Resolves when the process has ended, whether by `stop` or by itself. */
  readonly exited: Promise<{ readonly expected: boolean }>
  stop(): Promise<void>
}

/**
 * Starts the sandbox, which keeps keys and state in `folder` and writes there how to connect (sandbox-access.ts). Rejects with a
 * SimulatorError when it does not come up.
 */
export const startSandbox = (options: {
  readonly folder: string
  /** The server's: the sandbox keeps its distance, and takes other ports when its own are taken. */
  readonly port: number
  readonly institution: string
}): Promise<RunningSimulator> =>
  startSimulator('payment sandbox', SANDBOX, {
    SANDBOX_DIR: options.folder,
    SANDBOX_BASE_PORT: String(options.port === 0 ? 0 : options.port + SANDBOX_PORT_AFTER),
    SANDBOX_ANY_PORT: '1',
    CLEARING_INSTITUTION: options.institution,
  })

/** Starts the example of a third party, which finds the server by its issuer. Rejects with a SimulatorError when it does not come up. */
export const startMoneyOverview = (options: {
  readonly dataDir: string
  readonly issuer: string
  readonly payee: { readonly id: string; readonly name: string }
}): Promise<RunningSimulator> =>
  startSimulator('example of a third party', MONEY_OVERVIEW, {
    BANK_ISSUER: options.issuer,
    SANDBOX_PORT: String(Number(new URL(options.issuer).port || 4000) + MONEY_OVERVIEW_PORT_AFTER),
    SANDBOX_ANY_PORT: '1',
    SANDBOX_STATE_FILE: join(options.dataDir, 'money-overview.json'),
    PAYEE_ID: options.payee.id,
    PAYEE_NAME: options.payee.name,
  })

async function startSimulator(name: string, main: string, env: Readonly<Record<string, string>>): Promise<RunningSimulator> {
  const child = spawn(process.execPath, [main], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // Its own process group: Ctrl-C reaches the server alone, which ends what it has begun before it stops the simulators.
    detached: true,
    env: { ...process.env, SANDBOX_ENDS_WITH_PARENT: '1', ...env },
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
    const url = await addressOf(name, child)
    return { url, exited: ended.then(() => ({ expected: stopping })), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Waits for the line in which it says where it listens. */
function addressOf(name: string, child: ChildProcessByStdio<Writable, Readable, null>): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => {
      clearTimeout(timer)
      reject(new SimulatorError(`The ${name} did not start: ${reason}.`))
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
