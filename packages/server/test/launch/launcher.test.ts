/** The launcher in front of a program that stands in for the server: what it passes on, and what is left when it is killed. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const BIN = join(import.meta.dirname, '..', '..', '..', '..', 'bin')
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'feiqian-launcher-'))
  await writeFile(
    join(folder, 'program.mjs'),
    `process.on('SIGTERM', () => setTimeout(() => process.exit(7), 200)); process.on('SIGINT', () => process.exit(8)); setInterval(() => {}, 1000); console.log(process.pid)`,
  )
  await writeFile(
    join(folder, 'launch.mjs'),
    `const { handOver } = await import(${JSON.stringify(join(BIN, 'lib', 'run.js'))})
     process.exitCode = await handOver(process.execPath, ['--import', ${JSON.stringify(join(BIN, 'lib', 'end-with-launcher.js'))}, ${JSON.stringify(join(folder, 'program.mjs'))}], { ipc: true })`,
  )
})

afterAll(() => rm(folder, { recursive: true, force: true }))

async function launch(before: readonly string[] = []) {
  const [file = process.execPath, ...args] = [...before, process.execPath, join(folder, 'launch.mjs')]
  const env = { ...process.env, npm_lifecycle_event: 'start' }
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'], env })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return { child, program: Number(line) }
}

async function endsWithin(pid: number, limitMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < limitMs; waitedMs += 50) {
    try {
      process.kill(pid, 0)
    } catch {
      return true
    }
    await sleep(50)
  }
  return false
}

describe('feiqian', () => {
  it('says what it can do', () => {
    expect(execFileSync(process.execPath, [join(BIN, 'feiqian.js')]).toString()).toContain('feiqian start')
  })

  it.each([
    ['SIGTERM', 7],
    ['SIGINT', 8],
  ] as const)('passes %s on, waits for the program to end in its own time and returns its exit code', async (signal, code) => {
    const { child, program } = await launch()
    child.kill(signal)
    const [exitCode] = await once(child, 'exit')
    expect(exitCode).toBe(code)
    expect(await endsWithin(program, 50)).toBe(true)
  })

  it('ends the program when the launcher itself is killed', async () => {
    const { child, program } = await launch()
    child.kill('SIGKILL')
    expect(await endsWithin(program, 5000)).toBe(true)
  })

  it('ends the program when npm above the launcher is killed', async () => {
    const { child, program } = await launch([
      process.execPath,
      '-e',
      `require('node:child_process').spawnSync(process.argv[1], process.argv.slice(2), { stdio: 'inherit' })`,
    ])
    child.kill('SIGKILL')
    expect(await endsWithin(program, 5000)).toBe(true)
  })
})
