/** What the crash tests kill and start again: PostgreSQL with all its children, and the server in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts'
import type { Order, Reply } from './points.ts'

const SERVER = fileURLToPath(new URL('./server.ts', import.meta.url))
const ANSWER_LIMIT_MS = 60_000

export const quiet = { debug() {}, info() {}, warn() {}, error() {} }

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port was given'))))
    })
  })
}

/** The processes whose parent this is; on Linux, where it is told. */
export async function childrenOf(parent: number): Promise<number[]> {
  const pids = (await readdir('/proc').catch(() => [])).map(Number).filter(Number.isSafeInteger)
  const parents = await Promise.all(pids.map(async pid => [pid, await parentOf(pid)] as const))
  return parents.filter(([, found]) => found === parent).map(([pid]) => pid)
}

async function parentOf(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/^PPid:\s*(\d+)/m.exec(status)?.[1] ?? Number.NaN) || null
}

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

export type CrashingPostgres = {
  /** The connection string of a database of this cluster. */
  url(database: string): string
  /** SIGKILL to the postmaster and all its children, then a start on the same port. */
  crash(): Promise<void>
  stop(): Promise<void>
}

export async function startPostgres(dataDir: string): Promise<CrashingPostgres> {
  const settings = { max_connections: '100' }
  let postgres: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir, logger: quiet, settings })
  const { port } = postgres
  return {
    url(database) {
      const url = new URL(postgres.connectionString)
      url.pathname = `/${database}`
      return url.href
    },
    async crash() {
      const pids = [postgres.pid, ...(await childrenOf(postgres.pid))]
      for (const pid of pids) {
        try {
          process.kill(pid, 'SIGKILL')
        } catch {
          // A backend that ended in the meantime.
        }
      }
      await postgres.stop()
      postgres = await startEmbeddedPostgres({ dataDir, logger: quiet, settings, port })
    },
    stop: () => postgres.stop(),
  }
}

/** A server process that has loaded the program and waits to be told to start. */
export type ServerProcess = {
  readonly exited: Promise<void>
  readonly isAlive: boolean
  /** Gives an order that ends with an answer; rejects when the process ends first. */
  ask(order: Order): Promise<unknown>
  /** Gives an order that has no end worth waiting for. */
  tell(order: Order): void
  kill(): Promise<void>
}

/** `cache` keeps the compiled program from one process to the next. */
export function loadServer(cache: string): ServerProcess {
  const child = spawn(process.execPath, [SERVER], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
  })
  const exited = ended(child)
  return {
    exited,
    get isAlive() {
      return child.exitCode === null && child.signalCode === null
    },
    ask: order =>
      new Promise((resolve, reject) => {
        const done = (): void => {
          clearTimeout(timer)
          child.off('message', hear)
          child.off('exit', gone)
        }
        const hear = (reply: Reply): void => {
          if (reply.kind !== order.kind) return
          done()
          if (reply.error === undefined) resolve(reply.value)
          else reject(new Error(`the server failed to ${order.kind}: ${reply.error}`))
        }
        const gone = (): void => {
          done()
          reject(new ServerGone(order.kind))
        }
        const timer = setTimeout(() => {
          done()
          reject(new Error(`the server did not answer to ${order.kind} within ${ANSWER_LIMIT_MS / 1000} s`))
        }, ANSWER_LIMIT_MS)
        child.on('message', hear)
        child.once('exit', gone)
        if (child.exitCode !== null || child.signalCode !== null) gone()
        else child.send(order)
      }),
    tell(order) {
      child.send(order)
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** The server's process ended before it answered: what a crash at a named point looks like from outside. */
export class ServerGone extends Error {
  override name = 'ServerGone'
  constructor(order: string) {
    super(`the server ended before it answered to ${order}`)
  }
}
