/** The sandbox as a program: what it says and how it ends. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { newNonce, SCHEME_A } from '../signed-http.ts'

const children: ChildProcess[] = []

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

function sandbox(env: Record<string, string>, args: readonly string[] = []) {
  const { CLEARING_SECRET: _, ...rest } = process.env
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], { env: { ...rest, SANDBOX_PORT: '0', ...env } })
  children.push(child)
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', text => {
    said.out += text
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    said.err += text
  })
  return { child, said, ended: once(child, 'close').then(([code]) => code as number | null) }
}

async function address(said: { readonly out: string }): Promise<string> {
  for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 25) {
    const found = /(http:\/\/[\w.:]+)\n/.exec(said.out)?.[1]
    if (found !== undefined) return found
    await new Promise(resolve => setTimeout(resolve, 25))
  }
  throw new Error(`it did not start: ${said.out}`)
}

/** Asks for the reserve as the demo institution, signed with a secret. */
async function statusOfReserve(url: string, secret: string): Promise<number> {
  const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), newNonce()]
  const response = await fetch(`${url}/reserve`, {
    headers: {
      [SCHEME_A.headers.party]: 'inst_demo',
      [SCHEME_A.headers.timestamp]: timestamp,
      [SCHEME_A.headers.nonce]: nonce,
      [SCHEME_A.headers.signature]: SCHEME_A.signRequest(secret, 'GET', '/reserve', timestamp, nonce, ''),
    },
  })
  await response.body?.cancel()
  return response.status
}

describe('the sandbox', () => {
  it('starts with nothing set, says where it is, and answers to the secret that it made', async () => {
    const { child, said, ended } = sandbox({})
    const url = await address(said)
    const secret = /secret +([0-9a-f]{64}) /.exec(said.out)?.[1] ?? ''
    expect(said.out).toContain(`CLEARING_URL=${url} CLEARING_SECRET=${secret} npm start`)
    const page = await fetch(`${url}/control`)
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Simulated clearing house')])
    expect(await statusOfReserve(url, secret)).toBe(200)
    expect(await statusOfReserve(url, 'another secret that is long')).toBe(401)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  })

  it('does not say a secret that it was given, and refuses one that is too short', async () => {
    const given = sandbox({ CLEARING_SECRET: 'a secret long enough' })
    await address(given.said)
    expect(given.said.out).not.toContain('a secret long enough')
    const short = sandbox({ CLEARING_SECRET: 'short' })
    expect(await short.ended).toBe(2)
    expect(short.said.err).toContain('CLEARING_SECRET')
  })

  it('says so when its port is taken, and explains its settings', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const taken = sandbox({ SANDBOX_PORT: String((other.address() as AddressInfo).port) })
    expect(await taken.ended).toBe(1)
    expect(taken.said.err).toMatch(/^Port \d+ is taken/)
    other.close()
    const help = sandbox({}, ['--help'])
    expect(await help.ended).toBe(0)
    expect(help.said.out).toContain('SANDBOX_STATE_FILE')
  })
})
