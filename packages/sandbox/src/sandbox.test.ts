/** Every simulator together, as a program and in process: money flows from a payer to the statement of the reserve bank. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type RunningSandbox, type SandboxAccess, type SandboxOptions, startSandbox } from './sandbox.ts'
import { newNonce, SCHEME_A, SCHEME_B, SCHEME_BANK, type Scheme } from './signed-http.ts'
import type { Keys } from './wechat-pay/wechat-pay.ts'

const running: RunningSandbox[] = []
const children: ChildProcess[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map(sandbox => sandbox.close()))
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

type Answer = {
  readonly status: number
  readonly bytes: Buffer
  readonly body: Record<string, Record<string, unknown>>
  readonly authentic: boolean
}

/** A signed exchange, written from the guide. */
async function call(scheme: Scheme, party: string, secret: string, method: string, url: string, body?: unknown): Promise<Answer> {
  const target = new URL(url)
  const text = body === undefined ? '' : JSON.stringify(body)
  const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), newNonce()]
  const path = target.pathname + target.search
  const response = await fetch(url, {
    method,
    headers: {
      [scheme.headers.party]: party,
      [scheme.headers.timestamp]: timestamp,
      [scheme.headers.nonce]: nonce,
      [scheme.headers.signature]: scheme.signRequest(secret, method, path, timestamp, nonce, text),
    },
    ...(text === '' ? {} : { body: text }),
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  const signed = scheme.signResponse(secret, response.status, response.headers.get(scheme.headers.timestamp) ?? '', nonce, bytes)
  const isJson = response.headers.get('content-type') === 'application/json'
  return {
    status: response.status,
    bytes,
    body: isJson ? JSON.parse(bytes.toString()) : {},
    authentic: response.headers.get(scheme.headers.signature) === signed,
  }
}

const keyOf = (access: SandboxAccess, code: keyof SandboxAccess): string => access[code].credentials[0]?.material ?? ''

/** Made once: RSA keys take their time. */
let keys: Keys | undefined

async function start(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const sandbox = await startSandbox({
    callbackTimeScale: 0.001,
    weChatPay: keys === undefined ? {} : { keys: structuredClone(keys) },
    houseA: { faults: { resultDelayMs: 0 } },
    houseB: { faults: { resultDelayMs: 0 } },
    ...options,
  })
  keys ??= structuredClone(sandbox.weChatPay.keys)
  running.push(sandbox)
  return sandbox
}

const atBank = (sandbox: RunningSandbox, method: string, path: string, body?: unknown): Promise<Answer> => {
  const access = sandbox.access()
  return call(SCHEME_BANK, 'inst_demo', keyOf(access, 'reserve_bank'), method, access.reserve_bank.base_url + path, body)
}

const atB = (sandbox: RunningSandbox, code: string, body: unknown): Promise<Answer> => {
  const access = sandbox.access()
  const message = { head: { trx_code: code, inst_no: 'inst_demo', trx_seq: newNonce() }, body }
  return call(SCHEME_B, 'inst_demo', keyOf(access, 'sim_b'), 'POST', `${access.sim_b.base_url}/trx`, message)
}

const atA = (sandbox: RunningSandbox, method: string, path: string, body?: unknown): Promise<Answer> => {
  const access = sandbox.access()
  return call(SCHEME_A, 'inst_demo', keyOf(access, 'sim'), method, access.sim.base_url + path, body)
}

describe('house B', () => {
  const gateway = {
    ord_no: 'ord_1',
    trx_amt: '1234.56',
    ccy: '156',
    bank_cd: 'ICBC',
    summary: '龙井',
    ret_url: 'https://shop.example/done',
  }

  it('sends the payer to a page of the bank, and is paid there', async () => {
    const sandbox = await start()
    const begun = await atB(sandbox, 'WG01', gateway)
    expect(begun).toMatchObject({ status: 200, authentic: true, body: { head: { ret_code: '0000' }, body: { trx_sts: '1' } } })
    const page = String(begun.body.body?.pay_url)
    expect(await (await fetch(page)).text()).toContain('¥1234.56')
    const paid = await fetch(page, { method: 'POST', body: new URLSearchParams({ step: 'approve' }) })
    expect(await paid.text()).toContain('https://shop.example/done')
    expect((await atB(sandbox, 'CX01', { ord_no: 'ord_1', ord_type: 'WG01' })).body.body).toMatchObject({ trx_sts: '2', fee_amt: '0.10' })
    expect(sandbox.houseB.control.pay('ord_1')).toContain('ended')
  })

  it.each<[string, (sandbox: RunningSandbox) => unknown, string]>([
    ['refused', sandbox => sandbox.houseB.control.refuse('ord_1'), 'F70'],
    ['run out', sandbox => sandbox.houseB.control.expire('ord_1'), 'F71'],
    ['closed', sandbox => atB(sandbox, 'WG02', { ord_no: 'ord_1', ord_type: 'WG01' }), 'F72'],
    ['paid from an account without money', sandbox => sandbox.houseB.control.pay('ord_1', true), 'F51'],
  ])('ends what was %s', async (_, end, code) => {
    const sandbox = await start()
    await atB(sandbox, 'WG01', gateway)
    await end(sandbox)
    expect((await atB(sandbox, 'CX01', { ord_no: 'ord_1', ord_type: 'WG01' })).body.body).toMatchObject({ trx_sts: '3', err_code: code })
  })

  it('lets an order run out by itself, at the moment that the institution asked for', async () => {
    let now = new Date()
    const sandbox = await start({ clock: { now: () => now } })
    await atB(sandbox, 'WG01', { ...gateway, exp_sec: '60' })
    now = new Date(now.getTime() + 61_000)
    expect((await atB(sandbox, 'CX01', { ord_no: 'ord_1', ord_type: 'WG01' })).body.body).toMatchObject({ trx_sts: '3', err_code: 'F71' })
  })

  it('writes its files in GBK, with thousands separators and what each cycle netted', async () => {
    const sandbox = await start()
    const { houseB } = sandbox
    await atB(sandbox, 'WG01', gateway)
    houseB.control.pay('ord_1')
    houseB.control.closeCycle()
    await atB(sandbox, 'WG01', { ...gateway, ord_no: 'ord_2', trx_amt: '10.00' })
    houseB.control.pay('ord_2')
    const date = houseB.control.cut().replaceAll('-', '')
    const access = sandbox.access()
    const file = async (kind: string): Promise<string> => {
      const answer = await call(SCHEME_B, 'inst_demo', keyOf(access, 'sim_b'), 'GET', `${access.sim_b.base_url}/files/${date}/${kind}`)
      return new TextDecoder('gbk', { fatal: true }).decode(answer.bytes)
    }
    const lines = (await file('QS')).split('\r\n')
    expect(lines[2]).toMatch(/^1\|YB\d{14}\|ord_1\|网关支付\|1,234\.56\|0\.10\|\d{14}\|龙井$/)
    expect(lines[3]).toMatch(/^2\|YB\d{14}\|ord_2\|网关支付\|10\.00\|0\.10\|/)
    expect(lines[4]).toBe('#合计|2|1,244.56|0.00|0.00|0.20|1,244.36')
    expect((await file('ZJ')).split('\r\n').at(-2)).toBe('#合计|2|1,244.36|0.00')
    expect(sandbox.reserveBank.control.entries('inst_demo', 'reserve').map(({ amount }) => amount)).toEqual([123_446n, 990n])
  })

  it('pays out within the prepaid quota, which collections fill up and a cycle opens again', async () => {
    const sandbox = await start()
    sandbox.houseB.control.setQuota('inst_demo', 5_000n)
    const payout = (number: string, amount: string): Promise<Answer> =>
      atB(sandbox, 'FK01', { ord_no: number, trx_amt: amount, ccy: '156', rcv_acct: '6222020000000000018', rcv_nm: '店' })
    const codeOf = async (answer: Promise<Answer>): Promise<unknown> => (await answer).body.head?.ret_code
    expect(await codeOf(payout('p1', '40.00'))).toBe('0000')
    expect(await codeOf(payout('p2', '20.00'))).toBe('R004')
    expect((await atB(sandbox, 'ED01', {})).body.body).toEqual({ quota_amt: '50.00', used_amt: '40.00' })
    await expect.poll(async () => (await atB(sandbox, 'CX01', { ord_no: 'p1', ord_type: 'FK01' })).body.body?.trx_sts).toBe('2')
    sandbox.houseB.control.closeCycle()
    expect(await codeOf(payout('p2', '20.00'))).toBe('0000')
  })

  it('refuses another signature, another institution and what is no message', async () => {
    const sandbox = await start()
    const { sim_b: house } = sandbox.access()
    const head = { trx_code: 'ED01', inst_no: 'inst_other' }
    expect((await call(SCHEME_B, 'inst_demo', 'another key', 'POST', `${house.base_url}/trx`, {})).status).toBe(401)
    expect(
      (await call(SCHEME_B, 'inst_demo', keyOf(sandbox.access(), 'sim_b'), 'POST', `${house.base_url}/trx`, { head, body: {} })).body.head,
    ).toMatchObject({ ret_code: 'R001' })
    expect(
      (await call(SCHEME_B, 'inst_demo', keyOf(sandbox.access(), 'sim_b'), 'POST', `${house.base_url}/trx`, [])).body.head,
    ).toMatchObject({ ret_code: 'R014' })
  })
})

describe('keys', () => {
  it('can be changed while requests go on: both are good, then the new one alone', async () => {
    const sandbox = await start()
    const { sim } = sandbox.access()
    const old = keyOf(sandbox.access(), 'sim')
    const fresh = sandbox.houseA.control.rotateKeys('inst_demo')
    const ask = async (key: string): Promise<readonly [number, boolean]> => {
      const { status, authentic } = await call(SCHEME_A, 'inst_demo', key, 'GET', `${sim.base_url}/quota`)
      return [status, authentic]
    }
    expect([await ask(old), await ask(fresh)]).toEqual([
      [200, true],
      [200, true],
    ])
    sandbox.houseA.control.retireKeys('inst_demo')
    expect([(await ask(old))[0], (await ask(fresh))[0]]).toEqual([401, 200])
  })
})

describe('the reserve bank', () => {
  it('books what wallets settle through house A, once, on the day that ended', async () => {
    const sandbox = await start()
    const { alipay, houseA, reserveBank } = sandbox
    const trade = { total: 8_800 }
    const [app] = alipay.control.access()
    const { AlipaySdk } = await import('alipay-sdk')
    const { endpoint = '', appId = '', privateKey = '', alipayPublicKey = '', gateway = '' } = app ?? {}
    const sdk = new AlipaySdk({ appId, privateKey, keyType: 'PKCS8', alipayPublicKey, gateway, endpoint })
    const { data } = await sdk.curl<{ qr_code: string }>('POST', '/v3/alipay/trade/precreate', {
      body: { out_trade_no: 'order_1', total_amount: (trade.total / 100).toFixed(2), subject: '龙井' },
    })
    expect(alipay.control.choose(data.qr_code)).toMatchObject({ done: true })
    const ended = alipay.control.rollDay()
    expect(await alipay.control.settled()).toBe(true)
    expect(await houseA.control.settled()).toBe(true)
    const entries = reserveBank.control.entries('inst_demo', 'reserve')
    expect(entries).toMatchObject([{ theirs: `alipay-${ended}`, amount: 8_800n - 53n, kind: 'network', bookingDate: ended }])
    alipay.control.rollDay()
    await alipay.control.settled()
    expect(reserveBank.control.entries('inst_demo', 'reserve')).toHaveLength(1)
  })

  it('moves money between its accounts and to filed destinations, and nowhere else; each transfer once', async () => {
    const sandbox = await start({
      reserveBank: { customers: [{ id: 'inst_demo', secret: 'a secret for tests only', opening: { reserve: 1_000n, own: 500n } }] },
    })
    const access = sandbox.access()
    const bank = (path: string, body?: unknown) =>
      call(
        SCHEME_BANK,
        'inst_demo',
        'a secret for tests only',
        body === undefined ? 'GET' : 'POST',
        access.reserve_bank.base_url + path,
        body,
      )
    const sweep = { transfer_id: 't1', from: 'reserve', to: 'own', amount: 60, purpose: '手续费' }
    for (let time = 0; time < 2; time++)
      expect((await bank('/transfers', sweep)).body).toMatchObject({ status: 'succeeded', balances: { reserve: 940, own: 560 } })
    expect((await bank('/transfers', { ...sweep, amount: 61 })).status).toBe(409)
    expect((await bank('/transfers', { ...sweep, transfer_id: 't2', amount: 941 })).body).toMatchObject({
      failure_code: 'reserve_insufficient',
    })
    const outside = { transfer_id: 't3', from: 'reserve', to: '6222020000000000018', amount: 40 }
    expect((await bank('/transfers', outside)).body).toMatchObject({ status: 'failed', failure_code: 'destination_not_whitelisted' })
    sandbox.reserveBank.control.addDestination('inst_demo', { account: '6222020000000000018', name: '特定业务', kind: 'special' })
    expect((await bank('/transfers', outside)).body).toMatchObject({ status: 'succeeded', balances: { reserve: 900 } })
  })

  it('gives a statement of a day that does not change any more: what comes later is booked on the next', async () => {
    const sandbox = await start()
    const date = sandbox.reserveBank.control.businessDate()
    const statement = async (): Promise<string> => (await atBank(sandbox, 'GET', `/statements/own/${date}?format=text`)).bytes.toString()
    await atBank(sandbox, 'POST', '/transfers', { transfer_id: 't1', from: 'own', to: 'reserve', amount: 123_456 })
    const first = await statement()
    expect(first.startsWith('\uFEFF#账户对账单,V1,')).toBe(true)
    expect(first).toContain('支出,"1,234.56"')
    await atBank(sandbox, 'POST', '/transfers', { transfer_id: 't2', from: 'own', to: 'reserve', amount: 1 })
    expect(await statement()).toBe(first)
    expect(sandbox.reserveBank.control.entries('inst_demo', 'own').map(({ bookingDate }) => bookingDate > date)).toEqual([false, true])
  })

  it('is asked again by a house whose posting it lost, and books it once', async () => {
    const sandbox = await start()
    sandbox.reserveBank.control.setFaults({ next: { posting_lost: 1, timeout_after: 1 } })
    const order = { instruction_id: 'i1', amount: 100, currency: 'CNY' }
    await atA(sandbox, 'POST', '/gateway_payments', order)
    expect(sandbox.houseA.control.pay('i1')).toBeNull()
    sandbox.houseA.control.cut()
    expect(await sandbox.houseA.control.settled()).toBe(true)
    expect(sandbox.reserveBank.control.balances('inst_demo')?.reserve).toBe(100n)
  })
})

const SCHEMAS = process.env.FEIQIAN_ISO20022 ?? join(import.meta.dirname, '../../../../shared/specs/iso20022')

describe.skipIf(!existsSync(join(SCHEMAS, 'camt.053.001.08.xsd')))('camt.053.001.08', () => {
  it('stands the judgement of the ISO 20022 schema', async () => {
    const sandbox = await start()
    const date = sandbox.reserveBank.control.businessDate()
    await atBank(sandbox, 'POST', '/transfers', {
      transfer_id: 't1',
      from: 'own',
      to: 'reserve',
      amount: 123_456,
      purpose: '补足 <备付金> & more',
    })
    const { validateXML } = await import('xmllint-wasm')
    for (const account of ['own', 'reserve']) {
      const { bytes } = await atBank(sandbox, 'GET', `/statements/${account}/${date}?format=camt053`)
      const judged = await validateXML({
        xml: { fileName: 'statement.xml', contents: bytes.toString() },
        schema: { fileName: 'camt.xsd', contents: readFileSync(join(SCHEMAS, 'camt.053.001.08.xsd'), 'utf8') },
      })
      expect(judged.errors).toEqual([])
    }
  })
})

describe('as a program', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  function run(args: readonly string[] = []) {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
      env: { ...process.env, SANDBOX_BASE_PORT: '0', SANDBOX_DIR: folder },
    })
    children.push(child)
    let said = ''
    child.stdout.setEncoding('utf8').on('data', text => {
      said += text
    })
    return { child, said: () => said, ended: once(child, 'close').then(([code]) => code as number | null) }
  }

  it('starts everything with nothing set, leads to each from one page, and keeps keys across a restart', async () => {
    const first = run()
    await expect.poll(first.said, { timeout: 20_000 }).toContain('Ctrl-C')
    const index = /(http:\/\/[\w.:]+)\n/.exec(first.said())?.[1] ?? ''
    const page = await (await fetch(index)).text()
    const access = (await (await fetch(`${index}/access.json`)).json()) as SandboxAccess
    for (const { base_url: url } of Object.values(access)) {
      expect(page).toContain(url)
      expect((await fetch(`${url}/control`)).status).toBe(200)
      const faults = await fetch(`${url}/control/faults`)
      expect(Object.keys(((await faults.json()) as { faults: object }).faults)).toEqual(
        expect.arrayContaining([
          'error_before',
          'error_after',
          'timeout_after',
          'bad_signature',
          'insufficient_funds',
          'line_missing',
          'line_extra',
          'line_altered',
        ]),
      )
      for (const path of ['/control/calm', '/control/roll-day', '/control/keys/rotate']) {
        const answer = await fetch(`${url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
        expect([path, answer.status]).toEqual([path, 200])
      }
    }
    expect(JSON.parse(readFileSync(join(folder, 'access.json'), 'utf8'))).toMatchObject({ sim: access.sim })
    first.child.kill('SIGTERM')
    expect(await first.ended).toBe(0)
    const second = run()
    await expect.poll(second.said, { timeout: 20_000 }).toContain('Ctrl-C')
    const again = JSON.parse(readFileSync(join(folder, 'access.json'), 'utf8')) as SandboxAccess
    expect(again.sim_b.credentials).toEqual(access.sim_b.credentials)
    expect(again.wechat_pay.credentials[0]).toEqual(access.wechat_pay.credentials[0])
    second.child.kill('SIGTERM')
    expect(await second.ended).toBe(0)
  }, 60_000)

  it('explains its settings', async () => {
    const help = run(['--help'])
    expect(await help.ended).toBe(0)
    expect(help.said()).toContain('SANDBOX_CUT_OFF')
  })
})
