/** The simulator as a program: what it says is enough to configure an SDK. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AlipaySdk } from 'alipay-sdk'
import { expect, it } from 'vitest'

it('says what an SDK needs, writes the certificates, keeps its keys, and ends when asked to', { timeout: 30_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'alipay-'))
  const env = { ...process.env, SANDBOX_PORT: '0', SANDBOX_STATE_FILE: join(folder, 'new', 'state.json') }
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  try {
    let said = ''
    for await (const part of child.stdout.setEncoding('utf8')) {
      said += part
      if (said.includes('Ctrl-C')) break
    }
    const after = (label: string): string => new RegExp(`${label}\\s+(\\S+)`).exec(said)?.[1] ?? ''
    const keys = { privateKey: after('application private key'), alipayPublicKey: after('Alipay public key') }
    const sdk = new AlipaySdk({ appId: after('app_id'), keyType: 'PKCS8', ...keys, gateway: after('v2 gateway') })
    const answer = await sdk.exec('alipay.trade.query', { bizContent: { out_trade_no: 'none' } }, { validateSign: true })
    expect(answer.subCode).toBe('ACQ.TRADE_NOT_EXIST')
    for (const name of ['appCertPublicKey_9021000100000002.crt', 'alipayCertPublicKey_RSA2.crt', 'alipayRootCert.crt'])
      expect(existsSync(join(folder, 'new', '9021000100000002', name))).toBe(true)
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  } finally {
    child.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true })
  }
})
