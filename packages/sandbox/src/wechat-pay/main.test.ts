/** The simulator as a program: what it says, which key files it leaves, and what it keeps across restarts. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'

const children: ChildProcess[] = []
const directories: string[] = []

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true })
})

async function run(directory: string) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: { ...process.env, SANDBOX_PORT: '0', SANDBOX_KEY_DIR: directory },
  })
  children.push(child)
  let out = ''
  child.stdout.setEncoding('utf8')
  for await (const text of child.stdout) {
    out += text
    if (out.includes('Ctrl-C')) break
  }
  async function stop(): Promise<number | null> {
    const closed = once(child, 'close')
    child.kill('SIGTERM')
    const [code] = await closed
    return code as number | null
  }
  return { out, stop }
}

describe('the program', () => {
  it('prints what an SDK needs, writes the key files, and comes back with the same keys', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'wechat-pay-'))
    directories.push(directory)
    const first = await run(directory)
    const serial = /serial +([0-9A-F]{40})/.exec(first.out)?.[1]
    expect(first.out).toMatch(/APIv3 key +[0-9a-f]{32}\n/)
    expect(first.out).toMatch(/PUB_KEY_ID_\d{32}/)
    expect(readdirSync(join(directory, '1900000001')).sort()).toEqual([
      'apiclient_cert.pem',
      'apiclient_key.pem',
      'apiclient_sm2_cert.pem',
      'apiclient_sm2_key.pem',
    ])
    expect(readFileSync(join(directory, 'pub_key.pem'), 'utf8')).toContain('BEGIN PUBLIC KEY')
    expect(await first.stop()).toBe(0)
    const second = await run(directory)
    expect(/serial +([0-9A-F]{40})/.exec(second.out)?.[1]).toBe(serial)
    expect(await second.stop()).toBe(0)
  })
})
