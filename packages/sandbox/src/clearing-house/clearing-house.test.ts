/** The simulator over sockets, with a client written here from the README: signatures, idempotency, accounts, persistence, control. */
import { createHash, createHmac, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createDice, strikes } from '../dice.ts'
import { isLuhnValid, MAGIC_CARDS } from './cards.ts'
import { type ClearingHouseOptions, createClearingHouse, type RunningClearingHouse } from './clearing-house.ts'
import { calm } from './faults.ts'

const SECRET = 'a secret for tests only'
const houses: RunningClearingHouse[] = []

async function start(options: Partial<ClearingHouseOptions> = {}): Promise<RunningClearingHouse> {
  const house = await createClearingHouse({ institutions: [{ id: 'inst', secret: SECRET }], faults: { resultDelayMs: 0 }, ...options })
  houses.push(house)
  return house
}

afterEach(async () => {
  await Promise.all(houses.splice(0).map(house => house.close()))
})

type Forged = { readonly secret?: string; readonly ageSeconds?: number; readonly nonce?: string; readonly signedBody?: string }
type Answer = { readonly status: number; readonly text: string; readonly body: Record<string, unknown>; readonly authentic: boolean }

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const mac = (secret: string, lines: readonly string[]): string =>
  createHmac('sha256', secret)
    .update(`${lines.join('\n')}\n`)
    .digest('hex')

async function call(house: RunningClearingHouse, method: string, path: string, body?: unknown, forged: Forged = {}): Promise<Answer> {
  const text = body === undefined ? '' : JSON.stringify(body)
  const timestamp = String(Math.floor(Date.now() / 1000) - (forged.ageSeconds ?? 0))
  const nonce = forged.nonce ?? randomBytes(8).toString('hex')
  const response = await fetch(house.url + path, {
    method,
    headers: {
      'clearing-institution': 'inst',
      'clearing-timestamp': timestamp,
      'clearing-nonce': nonce,
      'clearing-signature': mac(forged.secret ?? SECRET, [method, path, timestamp, nonce, sha256(forged.signedBody ?? text)]),
    },
    ...(text === '' ? {} : { body: text }),
  })
  const answer = await response.text()
  const expected = mac(SECRET, [
    'response',
    String(response.status),
    response.headers.get('clearing-timestamp') ?? '',
    nonce,
    sha256(answer),
  ])
  const json = response.headers.get('content-type') === 'application/json'
  return {
    status: response.status,
    text: answer,
    body: json ? JSON.parse(answer) : {},
    authentic: response.headers.get('clearing-signature') === expected,
  }
}

async function bind(house: RunningClearingHouse, cardNumber = '6222020000000000018'): Promise<Record<string, unknown>> {
  const person = { name: '韩梅梅', id_number: '11010519491231002X', phone: '13900000000' }
  const begun = await call(house, 'POST', '/agreements', { request_id: randomBytes(8).toString('hex'), card_number: cardNumber, ...person })
  const code = house.control.inbox()[0]?.code
  return (await call(house, 'POST', `/agreements/${String(begun.body.agreement_id)}/verify`, { code })).body
}

async function finished(house: RunningClearingHouse, path: string): Promise<Record<string, unknown>> {
  for (let tries = 0; tries < 100; tries++) {
    const { body } = await call(house, 'GET', path)
    if (body.status !== 'processing') return body
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  throw new Error(`${path} has no result`)
}

describe('signatures', () => {
  it('answers what is signed, and signs its answer to that very request', async () => {
    expect(await call(await start(), 'GET', '/reserve')).toMatchObject({
      status: 200,
      authentic: true,
      body: { reserve: 0, own: 1_000_000_000 },
    })
  })
  it.each<[string, Forged]>([
    ['another key', { secret: 'another key altogether' }],
    ['another body', { signedBody: '{}' }],
    ['a timestamp older than 300 s', { ageSeconds: 302 }],
    ['a timestamp ahead by more than 300 s', { ageSeconds: -302 }],
    ['a short nonce', { nonce: 'short' }],
  ])('refuses %s', async (_, forged) => {
    expect(await call(await start(), 'POST', '/debits', { instruction_id: 'a' }, forged)).toMatchObject({
      status: 401,
      body: { error: { code: 'signature_invalid' } },
    })
  })
  it('refuses a nonce that was used', async () => {
    const house = await start()
    expect((await call(house, 'GET', '/reserve', undefined, { nonce: '0123456789abcdef' })).status).toBe(200)
    expect((await call(house, 'GET', '/reserve', undefined, { nonce: '0123456789abcdef' })).status).toBe(401)
  })
  it('refuses bodies above 64 KiB and what is no JSON object', async () => {
    const house = await start()
    expect((await call(house, 'POST', '/debits', { purpose: 'x'.repeat(70_000) })).status).toBe(413)
    expect((await call(house, 'POST', '/debits', [1])).status).toBe(400)
  })
})

describe('instructions', () => {
  it('execute once, however often they are given; other terms under the same id are refused', async () => {
    const house = await start()
    const { agreement_no } = await bind(house)
    const debit = { instruction_id: 'i1', agreement_no, amount: 100, currency: 'CNY' }
    expect(await call(house, 'POST', '/debits', debit)).toMatchObject({ status: 202, body: { status: 'processing' } })
    expect(await finished(house, '/debits/i1')).toMatchObject({ status: 'succeeded', settlement_date: house.control.businessDate() })
    expect(await call(house, 'POST', '/debits', debit)).toMatchObject({ status: 200, body: { status: 'succeeded' } })
    expect(await call(house, 'POST', '/debits', { ...debit, amount: 101 })).toMatchObject({
      status: 409,
      body: { error: { code: 'instruction_differs' } },
    })
    expect(await call(house, 'GET', '/debits/i2')).toMatchObject({ status: 404, body: { error: { code: 'instruction_not_found' } } })
  })
  it.each([0, -1, 1.5, '100', null])('refuse the amount %s', async amount => {
    expect(
      (
        await call(await start(), 'POST', '/payouts', {
          instruction_id: 'i1',
          payee_account: 'a',
          payee_name: 'b',
          amount,
          currency: 'CNY',
        })
      ).status,
    ).toBe(400)
  })
  it('answer at once in synchronous mode', async () => {
    const house = await start({ faults: { synchronous: true } })
    const { agreement_no } = await bind(house, '6217000000000000517')
    expect(await call(house, 'POST', '/debits', { instruction_id: 'i1', agreement_no, amount: 100, currency: 'CNY' })).toMatchObject({
      status: 200,
      body: { status: 'failed', failure_code: 'insufficient_funds' },
    })
  })
})

describe('agreements', () => {
  it('end after five wrong codes', async () => {
    const house = await start({ smsCode: 'random' })
    const person = { request_id: 'r', name: 'n', id_number: 'i', phone: '1', card_number: '6222020000000000018' }
    const { agreement_id } = (await call(house, 'POST', '/agreements', person)).body
    const codes: unknown[] = []
    for (let tries = 0; tries < 6; tries++)
      codes.push((await call(house, 'POST', `/agreements/${String(agreement_id)}/verify`, { code: 'wrong' })).body.error)
    expect(codes.map(error => (error as { code: string }).code)).toEqual([...Array(4).fill('code_wrong'), 'code_expired', 'code_expired'])
  })
})

describe('the reserve bank', () => {
  it('moves the net of the day at the cut, and sweeps once per id within the balance', async () => {
    const house = await start()
    const { agreement_no, account_token } = await bind(house)
    await call(house, 'POST', '/debits', { instruction_id: 'd', agreement_no, amount: 1_000, currency: 'CNY' })
    await call(house, 'POST', '/payouts', {
      instruction_id: 'p',
      payee_account: account_token,
      payee_name: 'b',
      amount: 300,
      currency: 'CNY',
    })
    await finished(house, '/debits/d')
    await finished(house, '/payouts/p')
    expect(house.control.balances('inst')?.reserve).toBe(0n)
    const date = house.control.cut()
    expect(house.control.balances('inst')?.reserve).toBe(700n)
    const file = await call(house, 'GET', `/settlements/${date}`)
    expect(file.text.split('\n').at(-2)).toBe('T|2|1000|300|0|700')
    const sweep = { transfer_id: 't', direction: 'reserve_to_own', amount: 60, currency: 'CNY', purpose: 'fees' }
    for (let time = 0; time < 2; time++)
      expect(await call(house, 'POST', '/reserve/transfers', sweep)).toMatchObject({
        status: 200,
        body: { status: 'succeeded', reserve: 640 },
      })
    expect(await call(house, 'POST', '/reserve/transfers', { ...sweep, amount: 61 })).toMatchObject({ status: 409 })
    expect(await call(house, 'POST', '/reserve/transfers', { ...sweep, transfer_id: 'u', amount: 641 })).toMatchObject({
      body: { status: 'failed', failure_code: 'reserve_insufficient' },
    })
  })
  it('cuts on demand only when it may, and never beyond a month ahead', async () => {
    const strict = await start({ cutOnDemand: false })
    expect((await call(strict, 'GET', `/settlements/${strict.control.businessDate()}`)).status).toBe(404)
    const obliging = await start()
    const today = obliging.control.businessDate()
    expect((await call(obliging, 'GET', `/settlements/${today}`)).text).toContain('T|0|0|0|0|0')
    expect(obliging.control.businessDate() > today).toBe(true)
    expect((await call(obliging, 'GET', '/settlements/2999-01-01')).status).toBe(404)
  })
  it('cuts by itself at midnight of its time zone', async () => {
    let now = new Date('2026-03-01T15:59:00Z')
    const house = await start({ clock: { now: () => now } })
    expect(house.control.businessDate()).toBe('2026-03-01')
    now = new Date('2026-03-01T16:00:00Z')
    expect(house.control.businessDate()).toBe('2026-03-02')
  })
  it('has an empty file for a day of the last 400 on which it did not run, and none for older ones', async () => {
    const house = await start()
    const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
    expect((await call(house, 'GET', `/settlements/${daysAgo(3)}`)).text).toContain('T|0|0|0|0|0')
    expect((await call(house, 'GET', `/settlements/${daysAgo(390)}`)).status).toBe(200)
    expect((await call(house, 'GET', `/settlements/${daysAgo(410)}`)).status).toBe(404)
  })
})

describe('the state file', () => {
  it('keeps agreements, instructions and accounts across a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'clearing-house-'))
    const stateFile = join(folder, 'house.json')
    const first = await start({ stateFile })
    const { agreement_no } = await bind(first)
    await call(first, 'POST', '/debits', { instruction_id: 'd', agreement_no, amount: 1_000, currency: 'CNY' })
    await finished(first, '/debits/d')
    first.control.cut()
    await first.close()
    const second = await start({ stateFile })
    expect(second.control.balances('inst')?.reserve).toBe(1_000n)
    expect(await finished(second, '/debits/d')).toMatchObject({ status: 'succeeded' })
    await call(second, 'POST', '/debits', { instruction_id: 'e', agreement_no, amount: 1, currency: 'CNY' })
    expect(await finished(second, '/debits/e')).toMatchObject({ status: 'succeeded' })
    await second.close()
    rmSync(folder, { recursive: true })
  })
})

describe('control', () => {
  it('is a page and JSON for loopback, and for nobody who comes by another name', async () => {
    const house = await start()
    expect(await (await fetch(`${house.url}/control`)).text()).toContain('模拟清算平台')
    const faults = await fetch(`${house.url}/control/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"next":{"error_before":1},"latency_ms":1}',
    })
    expect(await faults.json()).toMatchObject({ latencyMs: 1, next: { error_before: 1 } })
    expect((await call(house, 'GET', '/reserve')).status).toBe(500)
    expect((await fetch(`${house.url}/control/cut`, { method: 'POST' })).status).toBe(403)
    expect(await (await fetch(`${house.url}/control/state`)).json()).toMatchObject({ banks: [{ institution: 'inst' }] })
  })
})

describe('dice', () => {
  it('fall the same for the same seed', () => {
    const settings = { ...calm(), rates: { error_before: 0.3 } }
    const run = (seed: number): boolean[] => {
      const roll = createDice(seed)
      return Array.from({ length: 50 }, () => strikes(settings, roll, 'error_before'))
    }
    expect(run(7)).toEqual(run(7))
    expect(run(7)).not.toEqual(run(8))
    expect(run(7).some(Boolean)).toBe(true)
  })
})

describe('cards', () => {
  it('are all Luhn-valid', () => {
    expect(Object.keys(MAGIC_CARDS).every(isLuhnValid)).toBe(true)
    expect([isLuhnValid('6222020000000000018'), isLuhnValid('6222020000000000019'), isLuhnValid('abc')]).toEqual([true, false, false])
  })
})
