/** The connector against the simulator over sockets: every operation, both key modes, what is lost, late, tampered or not ours. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { formatId, newId } from '../../../kernel/ids.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import type { InboundRequest, PayerAction } from '../../clearing/ports.ts'
import { dayOf } from './protocol.ts'
import { connectAlipay, instructionOf, type TestAlipay, type TestAlipayOptions } from './test-alipay.ts'

const running: TestAlipay[] = []
const servers: Server[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map(one => one.close()))
  for (const server of servers.splice(0)) server.close()
})

async function start(options: TestAlipayOptions = {}): Promise<TestAlipay> {
  const alipay = await connectAlipay(options)
  running.push(alipay)
  return alipay
}

/** Where notifications arrive: each is kept raw and answered as the connector says. */
async function callbacks() {
  const heard: { request: InboundRequest; answered: string }[] = []
  let connector: TestAlipay['connector'] | null = null
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const inbound = { method: 'POST', path: request.url ?? '', rawBody: Buffer.concat(parts), header: () => undefined }
    const read = connector?.callbacks.read(inbound)
    const answer =
      read?.ok === true ? connector?.callbacks.answers.accepted : connector?.callbacks.answers.refused('callback_signature_invalid')
    heard.push({ request: inbound, answered: answer?.body ?? '' })
    response.writeHead(answer?.status ?? 500).end(answer?.body)
  })
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    heard,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callbacks/clearing/alipay`,
    use(alipay: TestAlipay) {
      connector = alipay.connector
    },
  }
}

const qrOf = (action: PayerAction | undefined): string => (action?.type === 'qr_code' ? action.content : '')
const until = (condition: () => boolean) => expect.poll(condition, { timeout: 5_000, interval: 10 }).toBe(true)
const byCode = (code: string) => ({ channelOrder: { flow: 'code', subMerchant: '2088600000000011', authCode: code } }) as const
const PAYS = '289901234567890010'
const ASKS_PASSWORD = '289901234567890011'
const NO_MONEY = '289901234567890012'

describe.each(['key', 'certificate'] as const)('in %s mode', mode => {
  it('asks for a QR code that is unpaid until it is scanned and paid, then told, queried and given back', async () => {
    const told = await callbacks()
    const alipay = await start({ mode, callbackUrl: told.url })
    told.use(alipay)
    const { connector, simulator } = alipay
    const debit = instructionOf()
    const begun = await connector.port.debit(debit)
    expect(begun).toMatchObject({ result: 'accepted', action: { type: 'qr_code' } })
    if (begun.result !== 'accepted') throw new Error('accepted')
    const asked = { ...debit, houseReference: begun.houseReference }
    expect(await connector.port.query(asked)).toMatchObject({ result: 'accepted' })
    expect(await connector.port.query(debit)).toEqual({ result: 'not_found', retry: 'safe' })
    expect(await connector.port.debit(debit)).toMatchObject({ result: 'accepted', action: { content: qrOf(begun.action) } })
    await fetch(qrOf(begun.action))
    expect(await connector.port.query(asked)).toMatchObject({ result: 'accepted' })
    simulator.control.choose(qrOf(begun.action))
    const paid = { result: 'succeeded', amount: 8_880n, settlementDate: dayOf(new Date()), payer: '2088900000000001' }
    expect(await connector.port.query(asked)).toMatchObject(paid)
    await until(() => told.heard.length === 1)
    expect(told.heard[0]?.answered).toBe('success')
    const [first] = told.heard
    if (first === undefined) throw new Error('told')
    const read = connector.callbacks.read(first.request)
    expect(read).toMatchObject({ ok: true, value: { instructionId: debit.id, answer: paid } })

    const refund = instructionOf({ kind: 'refund', amount: 880n, originalInstruction: debit.id, description: '少发一包' })
    expect(await connector.port.query(refund)).toEqual({ result: 'not_found', retry: 'safe' })
    expect(await connector.port.refund(refund)).toMatchObject({ result: 'succeeded', amount: 880n, settlementDate: dayOf(new Date()) })
    expect(await connector.port.refund(refund)).toMatchObject({ result: 'succeeded', amount: 880n })
    expect(await connector.port.query(refund)).toMatchObject({ result: 'succeeded', amount: 880n })
    const rest = instructionOf({ kind: 'refund', amount: 8_001n, originalInstruction: debit.id })
    expect(await connector.port.refund(rest)).toMatchObject({ result: 'failed', code: 'refund_exceeds_original' })
    expect(await connector.port.refund({ ...rest, id: newId(), amount: 8_000n })).toMatchObject({ result: 'succeeded' })
    // Given back in full the trade is closed, and was paid all the same.
    expect(await connector.port.query(asked)).toMatchObject({ result: 'succeeded', amount: 8_880n })
    await until(() => told.heard.length === 3)
    for (const { request, answered } of told.heard) {
      expect(answered).toBe('success')
      const statement = connector.callbacks.read(request)
      expect(statement.ok && statement.value.answer.result).not.toBe('failed')
    }
  })

  it('collects by payment code, at once or after the password, or says why not', async () => {
    const { connector, simulator, appId } = await start({ mode })
    const paid = await connector.port.debit(instructionOf(byCode(PAYS)))
    expect(paid).toMatchObject({ result: 'succeeded', amount: 8_880n })
    const slow = instructionOf(byCode(ASKS_PASSWORD))
    expect(await connector.port.debit(slow)).toMatchObject({ result: 'accepted', action: { type: 'await_payer', reason: 'password' } })
    expect(await connector.port.query(slow)).toMatchObject({ result: 'accepted' })
    expect(await connector.port.close?.(slow)).toMatchObject({ result: 'failed', code: 'closed' })
    expect(await connector.port.query(slow)).toMatchObject({ result: 'failed', code: 'closed' })
    const poor = instructionOf(byCode(NO_MONEY))
    expect(await connector.port.debit(poor)).toMatchObject({ result: 'failed', code: 'insufficient_funds' })
    // It was cancelled before it was called failed: the payer cannot pay it any more.
    expect(simulator.control.trade(appId, formatId('ins', poor.id))?.status).toBe('TRADE_CLOSED')
    expect(await connector.port.debit(instructionOf(byCode('289901234567890013')))).toMatchObject({ code: 'auth_code_invalid' })
    const stranger = { channelOrder: { flow: 'native', subMerchant: '2088600000000099' } } as const
    expect(await connector.port.debit(instructionOf(stranger))).toMatchObject({ result: 'failed', code: 'sub_merchant_invalid' })
  })

  it('sends the payer to a page, or an app with an order string, that are signed and lead back', async () => {
    const { connector, simulator } = await start({ mode })
    for (const flow of ['page', 'wap'] as const) {
      const order = { flow, subMerchant: '2088600000000011', returnUrl: 'http://127.0.0.1:9/return' }
      const debit = instructionOf({ channelOrder: order })
      const begun = await connector.port.debit(debit)
      if (begun.result !== 'accepted' || begun.action?.type !== 'redirect') throw new Error('a redirect')
      const asked = { ...debit, houseReference: begun.houseReference }
      expect(await connector.port.query(asked)).toMatchObject({ result: 'accepted' })
      const cashier = (await fetch(begun.action.url, { redirect: 'manual' })).headers.get('location') ?? ''
      const outcome = simulator.control.choose(cashier)
      expect(outcome).toMatchObject({ done: true, returnUrl: expect.stringContaining('http://127.0.0.1:9/return?') })
      expect(await connector.port.query(asked)).toMatchObject({ result: 'succeeded', amount: 8_880n })
    }
    const app = await connector.port.debit(instructionOf({ channelOrder: { flow: 'app', subMerchant: null } }))
    if (app.result !== 'accepted' || app.action?.type !== 'app') throw new Error('parameters')
    const scanned = await fetch(`${simulator.url}/gateway.do?${app.action.parameters.order_string}`, { redirect: 'manual' })
    expect(simulator.control.choose(scanned.headers.get('location') ?? '')).toMatchObject({ done: true })
  })

  it('signs agreements on a page, charges them, and ends them', async () => {
    const { connector, simulator } = await start({ mode })
    const terms = { externalNo: 'mdt_1', limitPerPayment: 3_000n, period: { unit: 'day', length: 7 }, firstChargeOn: new Date() } as const
    const page = connector.agreements.signPage(terms, null)
    if (!page.ok) throw new Error('a page')
    const cashier = (await fetch(page.value, { redirect: 'manual' })).headers.get('location') ?? ''
    expect(await connector.agreements.query({ externalNo: 'mdt_1' })).toMatchObject({ error: { code: 'channel_agreement_not_found' } })
    simulator.control.choose(cashier)
    const signed = await connector.agreements.query({ externalNo: 'mdt_1' })
    expect(signed).toMatchObject({
      ok: true,
      value: { state: 'active', externalNo: 'mdt_1', limitPerPayment: 3_000n, payer: '2088900000000001' },
    })
    if (!signed.ok) throw new Error('signed')
    const charge = (amount: bigint) =>
      instructionOf({
        amount,
        agreementNumber: signed.value.agreementNo,
        channelOrder: { flow: 'agreement', subMerchant: '2088600000000011' },
      })
    expect(await connector.port.debit(charge(3_001n))).toMatchObject({ result: 'failed', code: 'limit_exceeded' })
    const debit = charge(3_000n)
    expect(await connector.port.debit(debit)).toMatchObject({ result: 'succeeded', amount: 3_000n })
    // Once: given again it is the same trade.
    expect(await connector.port.debit(debit)).toMatchObject({ result: 'succeeded', amount: 3_000n })
    expect(await connector.port.debit(charge(3_000n))).toMatchObject({ result: 'failed', code: 'limit_exceeded' })
    expect(await connector.agreements.unsign(signed.value.agreementNo)).toEqual({ ok: true, value: null })
    expect(await connector.agreements.unsign(signed.value.agreementNo)).toEqual({ ok: true, value: null })
    expect(await connector.agreements.query({ agreementNo: signed.value.agreementNo })).toMatchObject({ value: { state: 'ended' } })
    expect(await connector.port.debit(charge(1_000n))).toMatchObject({ result: 'failed', code: 'agreement_ended' })
  })

  it('reads the settlement of a day from its trade bill, fees included; an empty day is a file without lines', async () => {
    const { connector, simulator } = await start({ mode })
    const debit = instructionOf(byCode(PAYS))
    await connector.port.debit(debit)
    const refund = instructionOf({ kind: 'refund', amount: 880n, originalInstruction: debit.id })
    await connector.port.refund(refund)
    const taken = instructionOf(byCode(ASKS_PASSWORD))
    await connector.port.debit(taken)
    const today = dayOf(new Date())
    expect(await connector.port.settlementFile(today)).toMatchObject({ error: { code: 'clearing_settlement_not_ready' } })
    simulator.control.roll(1)
    const file = await connector.port.settlementFile(today)
    expect(file).toMatchObject({
      ok: true,
      value: {
        date: today,
        debitTotal: 8_880n,
        refundTotal: 880n,
        feeTotal: 48n,
        net: 7_952n,
        lines: [
          { lineNumber: 1, instruction: formatId('ins', debit.id), kind: 'debit', amount: 8_880n, fee: 53n },
          { lineNumber: 2, instruction: formatId('ins', refund.id), kind: 'refund', amount: 880n, fee: -5n },
        ],
      },
    })
    expect(file.ok && file.value.text).toContain('龙井茶')
    expect(await connector.port.settlementFile('2026-01-02' as BusinessDate)).toMatchObject({ ok: true, value: { lines: [], net: 0n } })
    for (const format of ['alipay_trade', 'alipay_fund']) {
      const bill = await connector.bills.fetch(format, today)
      const parser = connector.bills.formats.find(({ code }) => code === format)
      if (!bill.ok || parser === undefined) throw new Error('a bill')
      const rows = []
      for await (const row of parser.parse(bill.value.bytes, {
        source: 'alipay',
        date: today,
        timeZone: 'Asia/Shanghai',
        currency: 'CNY',
        mapping: null,
      }))
        rows.push(row)
      expect(rows.filter(row => 'ok' in row && !row.ok)).toEqual([])
      expect(rows.length).toBe(format === 'alipay_trade' ? 3 : 5)
    }
    // Of the fund bill the balances say the same as the settlement.
    const fund = await connector.bills.fetch('alipay_fund', today)
    expect(fund.ok).toBe(true)
  })
})

describe('what is lost, late or doubted', () => {
  it('is unknown until a query tells, never a second payment', async () => {
    const { connector, simulator } = await start()
    const debit = instructionOf(byCode(PAYS))
    simulator.control.setFaults({ next: { error_after: 1 } })
    expect(await connector.port.debit(debit)).toMatchObject({ result: 'unknown', reason: 'ACQ.SYSTEM_ERROR' })
    expect(await connector.port.query(debit)).toMatchObject({ result: 'succeeded' })
    simulator.control.setFaults({ next: { error_before: 1 } })
    expect(await connector.port.debit(instructionOf(byCode('289901234567890110')))).toMatchObject({ result: 'unknown' })
    const refund = instructionOf({ kind: 'refund', amount: 880n, originalInstruction: debit.id })
    simulator.control.setFaults({ next: { error_after: 1 } })
    expect(await connector.port.refund(refund)).toMatchObject({ result: 'unknown' })
    expect(await connector.port.query(refund)).toMatchObject({ result: 'succeeded', amount: 880n })
    simulator.control.setFaults({ next: { seller_insufficient: 1 } })
    expect(await connector.port.refund(instructionOf({ ...refund, id: newId() }))).toMatchObject({ code: 'channel_balance_insufficient' })
    // A broken connection is tried once more with the same number.
    simulator.control.setFaults({ next: { timeout_after: 1 } })
    expect(await connector.port.debit(instructionOf(byCode('289901234567890210')))).toMatchObject({ result: 'succeeded' })
  })

  it('of an answer whose signature is wrong is unknown, and the doctor sees the string', async () => {
    const { connector, simulator, failures } = await start()
    const debit = instructionOf(byCode(PAYS))
    simulator.control.setFaults({ next: { bad_signature: 1 } })
    expect(await connector.port.debit(debit)).toMatchObject({ result: 'unknown' })
    expect(failures).toMatchObject([{ kind: 'signature', on: 'answer', role: 'alipay_public_key', reference: formatId('ins', debit.id) }])
    expect(failures[0]?.kind === 'signature' && failures[0].signedString).toMatch(/^\d{13}\n[0-9a-f]{32}\n\{.*\}\n$/s)
    expect(await connector.port.query(debit)).toMatchObject({ result: 'succeeded' })
  })

  it('never reaches Alipay when it is not connected or nobody listens', async () => {
    const { connector, connection } = await start()
    const { settings } = connection
    connection.settings = {}
    expect(connector.connected?.()).toBe(false)
    expect(await connector.port.debit(instructionOf())).toMatchObject({ result: 'not_sent' })
    expect(await connector.selfTest?.()).toMatchObject([{ level: 'error', code: 'connection_incomplete' }])
    connection.settings = settings
    expect(await connector.selfTest?.()).toMatchObject([{ level: 'ok', code: 'answered' }])
    const own = connection.credentials[0]
    const other = await start()
    if (own !== undefined) own.material = other.connection.credentials[0]?.material ?? ''
    expect(await connector.selfTest?.()).toMatchObject([{ level: 'error', code: 'refused', values: { code: 'invalid-signature' } }])
    expect(await connector.port.debit(instructionOf())).toMatchObject({ result: 'not_sent', reason: 'invalid-signature' })
    connection.baseUrl = 'http://127.0.0.1:9'
    expect(await connector.port.debit(instructionOf())).toMatchObject({ result: 'not_sent' })
  })

  it('is closed for good: an order nobody opened, one that stands, and never one that is paid', async () => {
    const { connector, simulator, appId } = await start()
    const fresh = instructionOf()
    const begun = await connector.port.debit(fresh)
    expect(await connector.port.close?.(fresh)).toMatchObject({ result: 'failed', code: 'closed' })
    if (begun.result !== 'accepted') throw new Error('accepted')
    expect(simulator.control.choose(qrOf(begun.action))).toMatchObject({ done: false, why: 'over' })
    const open = instructionOf()
    const second = await connector.port.debit(open)
    if (second.result !== 'accepted') throw new Error('accepted')
    await fetch(qrOf(second.action))
    expect(await connector.port.close?.(open)).toMatchObject({ result: 'failed', code: 'closed' })
    expect(simulator.control.trade(appId, formatId('ins', open.id))?.status).toBe('TRADE_CLOSED')
    const paid = instructionOf(byCode(PAYS))
    await connector.port.debit(paid)
    expect(await connector.port.close?.(paid)).toMatchObject({ result: 'succeeded' })
    expect(await connector.port.close?.(instructionOf())).toMatchObject({ result: 'failed', code: 'closed' })
  })

  it('is refused after its time: refunds of a finished trade', async () => {
    const { connector, simulator, appId } = await start()
    const debit = instructionOf(byCode(PAYS))
    await connector.port.debit(debit)
    simulator.control.finish(appId, formatId('ins', debit.id))
    expect(await connector.port.query(debit)).toMatchObject({ result: 'succeeded' })
    const refund = instructionOf({ kind: 'refund', originalInstruction: debit.id })
    expect(await connector.port.refund(refund)).toMatchObject({ result: 'failed', code: 'refund_window_over' })
    expect(await connector.port.refund({ ...refund, originalInstruction: newId() })).toMatchObject({ code: 'original_not_found' })
  })
})

describe('a notification', () => {
  async function paidAndTold(options: TestAlipayOptions = {}) {
    const told = await callbacks()
    const alipay = await start({ callbackUrl: told.url, ...options })
    told.use(alipay)
    const debit = instructionOf(byCode(PAYS))
    await alipay.connector.port.debit(debit)
    await until(() => told.heard.length > 0)
    const [first] = told.heard
    if (first === undefined) throw new Error('told')
    return { ...alipay, told, debit, raw: first.request }
  }
  const as = (raw: InboundRequest, change: (form: URLSearchParams) => void): InboundRequest => {
    const form = new URLSearchParams(raw.rawBody.toString('utf8'))
    change(form)
    return { ...raw, rawBody: Buffer.from(form.toString()) }
  }

  it('is believed as it came, and repeated under the same key', async () => {
    const { connector, told, simulator, debit } = await paidAndTold()
    simulator.control.setFaults({ next: { callback_duplicate: 1 } })
    await connector.port.refund(instructionOf({ kind: 'refund', amount: 1n, originalInstruction: debit.id }))
    await until(() => told.heard.length === 3)
    const keys = told.heard.map(({ request }) => {
      const read = connector.callbacks.read(request)
      return read.ok ? read.value.eventKey : ''
    })
    expect(new Set(keys).size).toBe(2)
    expect(keys[1]).toBe(keys[2])
  })

  it('is refused when anything in it was changed, added, doubled or left out', async () => {
    const { connector, raw, failures } = await paidAndTold()
    expect(connector.callbacks.read(raw).ok).toBe(true)
    const refused = (request: InboundRequest, code: string) =>
      expect(connector.callbacks.read(request)).toMatchObject({ ok: false, error: { code } })
    refused(
      as(raw, form => form.set('total_amount', '0.01')),
      'callback_signature_invalid',
    )
    refused(
      as(raw, form => form.set('out_trade_no', 'other')),
      'callback_signature_invalid',
    )
    refused(
      as(raw, form => form.set('added', '1')),
      'callback_signature_invalid',
    )
    refused(
      as(raw, form => form.delete('sign')),
      'callback_signature_invalid',
    )
    refused(
      as(raw, form => form.set('sign', `${form.get('sign')?.slice(0, -4)}AAA=`)),
      'callback_signature_invalid',
    )
    refused(
      as(raw, form => form.set('sign_type', 'RSA')),
      'callback_signature_invalid',
    )
    refused(
      as(raw, form => form.append('trade_status', 'TRADE_CLOSED')),
      'callback_invalid',
    )
    refused({ ...raw, rawBody: Buffer.alloc(0) }, 'callback_invalid')
    refused({ ...raw, rawBody: Buffer.from('\u0000{"json":1}') }, 'callback_signature_invalid')
    expect(failures.length).toBeGreaterThan(5)
    expect(connector.callbacks.answers.accepted).toMatchObject({ status: 200, body: 'success' })
    expect(connector.callbacks.answers.refused('callback_signature_invalid')?.body).toBe('fail')
  })

  it('is refused when it is another application’s or another merchant’s, rightly signed as it is', async () => {
    const { connector, raw, connection, failures } = await paidAndTold()
    const { settings } = connection
    connection.settings = { ...settings, app_id: '9021000199999999' }
    expect(connector.callbacks.read(raw)).toMatchObject({ error: { code: 'callback_signature_invalid' } })
    connection.settings = { ...settings, seller_id: '2088199999999999' }
    expect(connector.callbacks.read(raw)).toMatchObject({ error: { code: 'callback_signature_invalid' } })
    expect(failures.map(failure => failure.kind === 'signature' && failure.reason)).toEqual(['account_wrong', 'account_wrong'])
    connection.settings = settings
    expect(connector.callbacks.read(raw).ok).toBe(true)
  })

  it('that is wrongly signed is told again until it is right', async () => {
    const told = await callbacks()
    const alipay = await start({ callbackUrl: told.url, retryScale: 0.0001 })
    told.use(alipay)
    alipay.simulator.control.setFaults({ next: { callback_bad_signature: 1 } })
    await alipay.connector.port.debit(instructionOf(byCode(PAYS)))
    await until(() => told.heard.length === 2)
    expect(told.heard.map(({ answered }) => answered)).toEqual(['fail', 'success'])
  })
})

describe('while keys change', () => {
  it('believes any of Alipay’s public keys that are in force', async () => {
    const { connector, connection } = await start()
    const other = await start()
    const theirs = other.connection.credentials.find(({ role }) => role === 'alipay_public_key')
    const [own] = connection.credentials.splice(1, 1)
    if (theirs === undefined || own === undefined) throw new Error('keys')
    connection.credentials.push(theirs)
    expect(await connector.port.debit(instructionOf())).toMatchObject({ result: 'unknown' })
    connection.credentials.push(own)
    expect(await connector.port.debit(instructionOf())).toMatchObject({ result: 'accepted' })
  })

  it('refuses in certificate mode an answer whose certificate is not held', async () => {
    const { connector, connection, failures } = await start({ mode: 'certificate' })
    connection.credentials = connection.credentials.filter(({ role }) => role !== 'alipay_certificate')
    expect(await connector.port.debit(instructionOf())).toMatchObject({ result: 'unknown', reason: 'key_id_unknown' })
    expect(failures).toMatchObject([{ role: 'alipay_certificate', reason: 'key_id_unknown' }])
  })
})
