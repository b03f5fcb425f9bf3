/** Running other programs: quietly with their output kept, or in our place with signals and exit code passed on. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** An error that the reader can do something about; shown without a stack. */
export class UserError extends Error {}

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Runs a program in our place: same terminal, every signal passed on, its exit code returned (128 + n after signal n).
 * With `ipc` the program can tell when we die.
 */
export function handOver(file, args, { ipc = false, cwd = process.cwd(), env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['inherit', 'inherit', 'inherit', ...(ipc ? ['ipc'] : [])],
    })
    const forward = signal => child.kill(signal)
    for (const signal of FORWARDED) process.on(signal, forward)
    const watch = watchParent(() => child.kill('SIGTERM'))
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      clearInterval(watch)
      for (const name of FORWARDED) process.off(name, forward)
      resolve(code ?? 128 + (constants.signals[signal] ?? 0))
    })
  })
}

/**
 * Under `npm start` our ancestors are a shell and npm. When one of them is killed it cannot pass anything on;
 * what shows is that its child has another parent now.
 */
function watchParent(orphaned) {
  if (process.env.npm_lifecycle_event === undefined) return undefined
  const ancestors = () => `${process.ppid} ${parentOf(process.ppid)}`
  const before = ancestors()
  return setInterval(() => {
    if (ancestors() !== before) orphaned()
  }, 500).unref()
}

function parentOf(pid) {
  try {
    return /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  } catch {
    return undefined
  }
}

/** Runs a program without a terminal and returns its exit code and all it said. */
export function runQuietly(file, args, { cwd = ROOT, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const hear = chunk => {
      output += chunk
    }
    child.stdout.setEncoding('utf8').on('data', hear)
    child.stderr.setEncoding('utf8').on('data', hear)
    child.on('error', reject)
    child.on('close', code => resolve({ code: code ?? 1, output }))
  })
}

/** Says what is being done, and how long it took. `work` returns what to say in the end, or nothing. */
export async function step(title, work) {
  const start = process.hrtime.bigint()
  process.stderr.write(`· ${title} …\n`)
  const said = await work()
  const seconds = Number(process.hrtime.bigint() - start) / 1e9
  process.stderr.write(`✓ ${said ?? title} (${seconds.toFixed(1)} s)\n`)
}
