import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, lstat, mkdir, mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it, type TestContext } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'
import { recreateLinks } from './embedded-postgres-place.ts'

const logger = { debug() {}, info() {}, warn() {} }
const isRoot = process.getuid?.() === 0

let folder = ''
let undo: (() => Promise<unknown>)[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'feiqian-postgres-'))
  await chmod(folder, 0o755)
  undo = [() => rm(folder, { recursive: true, force: true })]
})

afterEach(async () => {
  for (const step of undo.reverse()) await step()
})

async function start(options: { dataDir?: string; port?: number } = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir: folder, logger, ...options })
  undo.push(() => server.stop())
  return server
}

async function query(connectionString: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

function isRunning(pid: number): boolean {
  try {
    // A process that ended but was not collected by its parent no longer runs.
    return !/^\d+ \(.*\) [ZX]/.test(execFileSync('cat', [`/proc/${pid}/stat`], { stdio: ['ignore', 'pipe', 'ignore'] }).toString())
  } catch {
    return false
  }
}

async function gone(pid: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 50) {
    if (!isRunning(pid)) return true
    await sleep(50)
  }
  return false
}

/** Starts PostgreSQL from another process, and returns that process and the line it said. */
async function startElsewhere(...args: string[]) {
  const script = join(import.meta.dirname, '..', '..', 'test', 'harness', 'postgres-process.ts')
  const child = spawn(process.execPath, [script, folder, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  undo.push(async () => child.kill('SIGKILL'))
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  const said: { pid: number; connectionString: string; code?: string } = JSON.parse(line)
  return { child, ...said }
}

function mountTmpfs(path: string, options: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path])
  undo.push(async () => execFileSync('umount', ['-l', path]))
}

function canMount(context: TestContext): void {
  if (!isRoot) context.skip('only root can mount a small disk')
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' })
    execFileSync('umount', [folder])
  } catch {
    context.skip('this machine does not let root mount a small disk')
  }
}

describe('startEmbeddedPostgres', () => {
  it('serves PostgreSQL 18 with durable settings, as an unprivileged user, on the loopback interface alone', async () => {
    const server = await start()
    const rows = await query(
      server.connectionString,
      `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses', 'data_checksums', 'server_version') ORDER BY name`,
    )
    expect(rows).toEqual([
      { name: 'data_checksums', setting: 'on' },
      { name: 'fsync', setting: 'on' },
      { name: 'full_page_writes', setting: 'on' },
      { name: 'listen_addresses', setting: '127.0.0.1' },
      { name: 'server_version', setting: expect.stringMatching(/^18\./) },
      { name: 'synchronous_commit', setting: 'on' },
    ])
    if (process.platform === 'linux') expect(await readFile(`/proc/${server.pid}/status`, 'utf8')).not.toMatch(/^Uid:\s+0/m)
  })

  it('never lets a setting switch durability off', async () => {
    const server = await startEmbeddedPostgres({ dataDir: folder, logger, settings: { fsync: 'off', work_mem: '8MB' } })
    undo.push(() => server.stop())
    expect(await query(server.connectionString, `SELECT current_setting('fsync') AS fsync, current_setting('work_mem') AS memory`)).toEqual(
      [{ fsync: 'on', memory: '8MB' }],
    )
  })

  it('refuses a wrong password', async () => {
    const server = await start()
    const wrong = new URL(server.connectionString)
    wrong.password = 'guess'
    await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' })
  })

  it('keeps its data from one start to the next, and is warm within 3 seconds', async () => {
    const first = await start()
    await query(first.connectionString, 'CREATE TABLE kept AS SELECT 7 AS value')
    await first.stop()
    const before = performance.now()
    const second = await start()
    expect(performance.now() - before).toBeLessThan(3000)
    expect(await query(second.connectionString, 'SELECT value FROM kept')).toEqual([{ value: 7 }])
  })

  it('leaves no process behind when stopped, twice if need be', async () => {
    const server = await start()
    await Promise.all([server.stop(), server.stop()])
    expect(isRunning(server.pid)).toBe(false)
    expect(await server.exited).toEqual({ expected: true })
  })

  it('leaves no process behind when the parent exits without stopping it', async () => {
    const { pid } = await startElsewhere('leave')
    expect(await gone(pid)).toBe(true)
  })

  it('leaves no process behind when the parent is told to end', async () => {
    const { pid, child } = await startElsewhere()
    child.kill('SIGTERM')
    await once(child, 'exit')
    expect(isRunning(pid)).toBe(false)
  })

  it('refuses the second of two starts in one folder, naming the process that holds it', async () => {
    const { child } = await startElsewhere()
    await expect(start()).rejects.toMatchObject({ code: 'in_use', message: expect.stringContaining(`process ${child.pid}`) })
  })

  it('lets exactly one of two simultaneous first starts through', async () => {
    const outcomes = await Promise.allSettled([start(), start()])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('stops the orphan of a killed parent and keeps what was committed', async () => {
    const orphaned = await startElsewhere()
    await query(orphaned.connectionString, 'CREATE TABLE committed AS SELECT 1 AS value')
    orphaned.child.kill('SIGKILL')
    await once(orphaned.child, 'exit')
    expect(isRunning(orphaned.pid)).toBe(true)
    const server = await start()
    expect(isRunning(orphaned.pid)).toBe(false)
    expect(await query(server.connectionString, 'SELECT value FROM committed')).toEqual([{ value: 1 }])
  })

  it('recovers after PostgreSQL itself was killed, and tells that it ended', async () => {
    const first = await start()
    await query(first.connectionString, 'CREATE TABLE committed AS SELECT 1 AS value')
    process.kill(first.pid, 'SIGKILL')
    expect(await first.exited).toEqual({ expected: false })
    const second = await start()
    expect(await query(second.connectionString, 'SELECT value FROM committed')).toEqual([{ value: 1 }])
  })

  it('starts when another program has the process id that postmaster.pid names, and leaves that program alone', async () => {
    const first = await start()
    await first.stop()
    const bystander = spawn('sleep', ['60'])
    undo.push(async () => bystander.kill())
    await writeFile(join(folder, 'postgres', 'postmaster.pid'), `${bystander.pid}\n${join(folder, 'postgres')}\n`)
    await start()
    expect(bystander.exitCode ?? bystander.signalCode).toBeNull()
  })

  it('starts over when the first start was interrupted', async () => {
    await mkdir(join(folder, 'postgres.making', 'half'), { recursive: true })
    await writeFile(join(folder, 'postgres.password'), 'old')
    const server = await start()
    expect(await query(server.connectionString, 'SELECT 1 AS value')).toEqual([{ value: 1 }])
  })

  it('refuses a fixed port that is in use', async () => {
    const blocker = createServer()
    await once(blocker.listen(0, '127.0.0.1'), 'listening')
    undo.push(async () => blocker.close())
    const address = blocker.address()
    const port = address !== null && typeof address === 'object' ? address.port : 0
    await expect(start({ port })).rejects.toMatchObject({ code: 'port_in_use', message: expect.stringContaining(String(port)) })
  })

  it('refuses a read-only folder', async context => {
    const closed = join(folder, 'closed')
    await mkdir(closed)
    if (isRoot) {
      canMount(context)
      await mkdir(closed, { recursive: true })
      mountTmpfs(closed, 'ro,size=1m')
    } else await chmod(closed, 0o555)
    await expect(start({ dataDir: join(closed, 'data') })).rejects.toMatchObject({
      code: 'read_only',
      message: expect.stringContaining(closed),
    })
  })

  it('refuses a full disk and leaves no half-made cluster on it', async context => {
    canMount(context)
    const small = join(folder, 'small')
    await mkdir(small)
    mountTmpfs(small, 'size=20m,mode=755')
    await expect(start({ dataDir: small })).rejects.toMatchObject({ code: 'disk_full', message: expect.stringContaining(small) })
    await expect(lstat(join(small, 'postgres'))).rejects.toThrow('ENOENT')
  })

  it('refuses the cluster of another major version', async () => {
    await mkdir(join(folder, 'postgres'))
    await writeFile(join(folder, 'postgres', 'PG_VERSION'), '17\n')
    await expect(start()).rejects.toMatchObject({ code: 'version_mismatch' })
  })

  it('moves the cluster of a folder that the unprivileged user cannot enter, and finds it again', async context => {
    if (!isRoot) context.skip('an ordinary user runs PostgreSQL itself')
    await chmod(folder, 0o700)
    const first = await start()
    await query(first.connectionString, 'CREATE TABLE moved AS SELECT 1 AS value')
    const place = (await readFile(join(folder, 'postgres.location'), 'utf8')).trim()
    undo.splice(1, 0, () => rm(place, { recursive: true, force: true }))
    await first.stop()
    const second = await start()
    expect(await query(second.connectionString, 'SELECT value FROM moved')).toEqual([{ value: 1 }])
  })
})

describe('recreateLinks', () => {
  it('makes the links that the package lists, once, however many do so at once', async () => {
    await mkdir(join(folder, 'native', 'lib'), { recursive: true })
    await writeFile(join(folder, 'native', 'lib', 'libpq.so.5.18'), 'library')
    await writeFile(
      join(folder, 'native', 'pg-symlinks.json'),
      JSON.stringify([{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so' }]),
    )
    await Promise.all([recreateLinks(folder), recreateLinks(folder), recreateLinks(folder)])
    expect(await readlink(join(folder, 'native', 'lib', 'libpq.so'))).toBe('libpq.so.5.18')
    expect(await readFile(join(folder, 'native', 'lib', 'libpq.so'), 'utf8')).toBe('library')
  })
})
