/**
 * `npm start` as people meet it: from nothing, again, interrupted, killed, twice at once. Every process that a start brings up
 * is accounted for afterwards.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile, readlink, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { childrenOf, freePort } from '../crash/processes.ts'
import { makeDataFolder } from '../harness/data-folder.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..', '..')
const LAUNCHER = join(ROOT, 'bin', 'feiqian.js')
const UP = 'Ctrl-C'
const START_LIMIT_MS = 90_000

const folders: string[] = []
const started: Started[] = []

async function newFolder(): Promise<string> {
  const folder = await makeDataFolder('start')
  folders.push(folder)
  return folder
}

type Started = {
  readonly child: ChildProcess
  readonly output: () => string
  /** Waits until this was said; fails when the process ends without saying it. */
  says(text: string): Promise<void>
  readonly exited: Promise<number | null>
}

/** Starts Feiqian in a process group of its own, as a shell does; through npm unless told otherwise. */
function start(dataDir: string, options: { env?: Record<string, string>; args?: string[]; direct?: boolean } = {}): Started {
  const { VITEST: _, NODE_OPTIONS: __, NODE_ENV: ___, ...env } = process.env
  const [file, args] =
    options.direct === true ? [process.execPath, [LAUNCHER, 'start', ...(options.args ?? [])]] : ['npm', ['start', '--silent']]
  const child = spawn(file, args, {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, FEIQIAN_DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'error', ...options.env },
  })
  let output = ''
  const listeners = new Set<() => void>()
  const hear = (chunk: Buffer): void => {
    output += chunk.toString()
    for (const listener of listeners) listener()
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const exited = once(child, 'close').then(([code]: (number | null)[]) => code ?? null)
  const begun: Started = {
    child,
    output: () => output,
    exited,
    says: text =>
      new Promise((resolve, reject) => {
        const fail = (why: string): void => reject(new Error(`${why} without saying "${text}":\n${output}`))
        const timer = setTimeout(() => fail('it ran'), START_LIMIT_MS)
        const look = (): void => {
          if (!output.includes(text)) return
          listeners.delete(look)
          clearTimeout(timer)
          resolve()
        }
        listeners.add(look)
        void exited.then(() => fail('it ended'))
        look()
      }),
  }
  started.push(begun)
  return begun
}

/** All processes below this one, itself included. */
async function familyOf(pid: number): Promise<number[]> {
  const children = await childrenOf(pid)
  return [pid, ...(await Promise.all(children.map(familyOf))).flat()]
}

async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // One that ended and was not collected by its parent no longer runs.
  return stat !== '' && !/^\d+ \(.*\) [ZX]/.test(stat)
}

async function commandOf(pid: number): Promise<string> {
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ')
}

/** The processes that are left of these after a while. */
async function leftOf(pids: readonly number[]): Promise<string[]> {
  let left: number[] = []
  for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 100) {
    const running = await Promise.all(pids.map(isRunning))
    left = pids.filter((_, index) => running[index])
    if (left.length === 0) return []
    await sleep(100)
  }
  return Promise.all(left.map(commandOf))
}

async function find(pids: readonly number[], what: string): Promise<number> {
  for (const pid of pids) if ((await commandOf(pid)).includes(what)) return pid
  throw new Error(`there is no ${what} among ${(await Promise.all(pids.map(commandOf))).join(', ')}`)
}

const SERVER = 'src/app/main.ts'
const SANDBOX = 'sandbox/src/main.ts'
const POSTGRES = '/postgres -D'

async function demoOf(dataDir: string): Promise<{ base_url: string; merchant: { secret_key: string }; operator: { secret_key: string } }> {
  return JSON.parse(await readFile(join(dataDir, 'demo.json'), 'utf8'))
}

async function merchantCount(dataDir: string): Promise<number> {
  const { base_url: url, operator } = await demoOf(dataDir)
  const answer = await fetch(`${url}/v1/merchants`, { headers: { Authorization: `Bearer ${operator.secret_key}` } })
  const { data } = (await answer.json()) as { data: unknown[] }
  return data.length
}

async function stop(begun: Started): Promise<number | null> {
  begun.child.kill('SIGTERM')
  return begun.exited
}

afterEach(async () => {
  for (const begun of started.splice(0)) {
    if (begun.child.exitCode === null && begun.child.signalCode === null) await stop(begun)
  }
}, 60_000)

afterAll(async () => {
  for (const folder of folders) {
    // As root the cluster lives where an unprivileged user can reach it.
    const elsewhere = (await readFile(join(folder, 'postgres.location'), 'utf8').catch(() => '')).trim()
    if (elsewhere !== '') await rm(elsewhere, { recursive: true, force: true })
    await rm(folder, { recursive: true, force: true })
  }
})

describe.skipIf(process.platform !== 'linux')('npm start', { timeout: 240_000 }, () => {
  let folder = ''

  beforeAll(async () => {
    folder = await newFolder()
  })

  it('makes everything from nothing, pays once and shows the receipt; Ctrl-C leaves no process behind', async () => {
    const before = performance.now()
    const begun = start(folder)
    await begun.says(UP)
    process.stdout.write(`cold start: ${((performance.now() - before) / 1000).toFixed(1)} s\n`)
    expect(begun.output()).toMatch(/回单 · receipt {2}pay_\w{26} {2}¥19\.90/)
    expect(begun.output()).toMatch(/备付金 = 负债 .* ✓/)
    expect(begun.output()).toContain('/shop')
    expect(existsSync(join(folder, 'demo.json'))).toBe(true)
    const family = await familyOf(begun.child.pid ?? 0)
    for (const part of [SERVER, SANDBOX, POSTGRES]) await find(family, part)
    process.kill(-(begun.child.pid ?? 0), 'SIGINT')
    await begun.exited
    expect(await leftOf(family)).toEqual([])
  })

  it('is warm the second time, and refuses a second start in the same folder', async () => {
    const before = performance.now()
    const begun = start(folder)
    await begun.says(UP)
    process.stdout.write(`warm start: ${((performance.now() - before) / 1000).toFixed(1)} s\n`)
    const second = start(folder, { direct: true })
    expect(await second.exited).toBe(1)
    expect(second.output()).toContain('is using the data folder')
    expect(second.output()).not.toMatch(/\n {4}at /)
    const { base_url: url, merchant } = await demoOf(folder)
    const answer = await fetch(`${url}/v1/payments`, { headers: { Authorization: `Bearer ${merchant.secret_key}` } })
    expect(answer.status).toBe(200)
  })

  it('takes an order of the demo shop once, however often it is sent', async () => {
    const begun = start(folder, { direct: true })
    await begun.says(UP)
    const { base_url: url } = await demoOf(folder)
    const order = async (key: string): Promise<unknown> => {
      const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key }
      const answer = await fetch(`${url}/demo/shop/orders`, { method: 'POST', headers, body: JSON.stringify({ product: 'gaiwan' }) })
      expect(answer.status).toBe(200)
      return answer.json()
    }
    const first = await order('order-one')
    expect(await order('order-one')).toEqual(first)
    expect(await order('order-two')).not.toEqual(first)
  })

  it('recovers by itself when all of it was killed but PostgreSQL, which lived on as an orphan', async () => {
    const begun = start(folder, { direct: true })
    await begun.says(UP)
    const family = await familyOf(begun.child.pid ?? 0)
    const [server, sandbox, postgres] = [await find(family, SERVER), await find(family, SANDBOX), await find(family, POSTGRES)]
    begun.child.kill('SIGKILL')
    process.kill(server, 'SIGKILL')
    expect(await leftOf([server, sandbox])).toEqual([])
    expect(await isRunning(postgres)).toBe(true)
    const again = start(folder, { direct: true })
    await again.says(UP)
    expect(again.output()).toMatch(/回单 · receipt/)
    expect(await isRunning(postgres)).toBe(false)
    const family2 = await familyOf(again.child.pid ?? 0)
    expect(await stop(again)).toBe(0)
    expect(await leftOf(family2)).toEqual([])
  })

  it('ends in order when the server alone is killed, and recovers', async () => {
    const begun = start(folder)
    await begun.says(UP)
    const family = await familyOf(begun.child.pid ?? 0)
    const postgres = await find(family, POSTGRES)
    process.kill(await find(family, SERVER), 'SIGKILL')
    await begun.exited
    const again = start(folder)
    await again.says(UP)
    expect(await leftOf(family)).toEqual([])
    expect(await readlink(`/proc/${postgres}/cwd`).catch(() => null)).toBeNull()
  })

  it('ends and says so when its PostgreSQL is killed', async () => {
    const begun = start(folder, { direct: true })
    await begun.says(UP)
    const family = await familyOf(begun.child.pid ?? 0)
    process.kill(await find(family, POSTGRES), 'SIGKILL')
    expect(await begun.exited).toBe(1)
    expect(begun.output()).toContain('PostgreSQL ended unexpectedly')
    expect(await leftOf(family)).toEqual([])
  })

  it('names a port that is in use, and leaves nothing running', async () => {
    const other = createServer()
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = String(typeof address === 'object' ? address?.port : 0)
    const begun = start(folder, { direct: true, env: { PORT: port } })
    await begun.says('支付沙箱')
    const family = await familyOf(begun.child.pid ?? 0)
    expect(await begun.exited).toBe(1)
    expect(begun.output()).toContain(`Port ${port} is in use`)
    expect(begun.output()).not.toMatch(/\n {4}at /)
    expect(await leftOf(family)).toEqual([])
    await new Promise(resolve => other.close(resolve))
  })

  it('answers the requests in flight when it is told to end', async () => {
    const begun = start(folder, { direct: true })
    await begun.says(UP)
    const { base_url: url, merchant } = await demoOf(folder)
    const body = JSON.stringify({ amount: 100, currency: 'CNY', order_reference: 'in flight' })
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    let answer = ''
    socket.on('data', chunk => {
      answer += chunk.toString()
    })
    const closed = once(socket, 'close')
    socket.write(
      `POST /v1/payments HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${merchant.secret_key}\r\nContent-Type: application/json\r\nIdempotency-Key: in-flight-${Date.now()}\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 10)}`,
    )
    await sleep(200)
    begun.child.kill('SIGTERM')
    await sleep(300)
    socket.write(body.slice(10))
    await closed
    expect(answer).toMatch(/^HTTP\/1\.1 201 /)
    expect(await begun.exited).toBe(0)
  })

  it('goes on with the demo where a start was killed in the middle of it', async () => {
    const fresh = await newFolder()
    for (const afterMs of [50, 250]) {
      const begun = start(fresh, { direct: true })
      await begun.says('服务 · server')
      await sleep(afterMs)
      const family = await familyOf(begun.child.pid ?? 0)
      for (const pid of [begun.child.pid ?? 0, await find(family, SERVER), await find(family, SANDBOX)]) process.kill(pid, 'SIGKILL')
      await begun.exited
    }
    const last = start(fresh, { direct: true })
    await last.says(UP)
    expect(last.output()).toMatch(/回单 · receipt/)
    expect(last.output()).toMatch(/备付金 = 负债 .* ✓/)
    expect(await merchantCount(fresh)).toBe(1)
    await stop(last)
    // The credentials alone are lost: the institution is found again, not made a second time.
    await rm(join(fresh, 'demo.json'))
    const found = start(fresh, { direct: true })
    await found.says(UP)
    expect(await merchantCount(fresh)).toBe(1)
  })

  it('can be interrupted while it starts, and leaves nothing running', async () => {
    const begun = start(await newFolder(), { direct: true })
    // It has begun when the process that makes the cluster is there.
    const parts = async (): Promise<string[]> => Promise.all((await familyOf(begun.child.pid ?? 0)).map(commandOf))
    while (!(await parts()).some(command => command.includes('initdb'))) await sleep(10)
    const family = await familyOf(begun.child.pid ?? 0)
    process.kill(-(begun.child.pid ?? 0), 'SIGINT')
    expect(await begun.exited).toBe(0)
    expect(begun.output()).not.toMatch(/\n {4}at /)
    expect(await leftOf(family)).toEqual([])
  })

  it('names the variable whose value is bad, and starts nothing', async () => {
    const unused = join(folder, 'unused')
    const begun = start(unused, { direct: true, env: { PORT: 'four thousand', FEIQIAN_DAY_CUT: '25:00' } })
    expect(await begun.exited).toBe(1)
    expect(begun.output()).toMatch(/PORT: .*\n.*FEIQIAN_DAY_CUT: /s)
    expect(begun.output()).not.toMatch(/\n {4}at /)
    expect(existsSync(unused)).toBe(false)
  })

  it('says that a database does not answer', async () => {
    const port = await freePort()
    const begun = start(join(folder, 'unused'), { direct: true, env: { DATABASE_URL: `postgres://nobody:secret@127.0.0.1:${port}/none` } })
    expect(await begun.exited).toBe(1)
    expect(begun.output()).toContain('DATABASE_URL')
    expect(begun.output()).not.toContain('secret')
    expect(begun.output()).not.toMatch(/\n {4}at /)
  })

  it('lists every variable with --help', async () => {
    const begun = start(join(folder, 'unused'), { direct: true, args: ['--help'] })
    expect(await begun.exited).toBe(0)
    expect(begun.output()).toContain('FEIQIAN_DATA_DIR')
  })
})
