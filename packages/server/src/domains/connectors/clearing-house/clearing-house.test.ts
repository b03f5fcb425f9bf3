/** The connector at both houses over sockets: the same services, whatever they are called there. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ClearingHouseOptions, createClearingHouse as startHouse } from '@feiqian/sandbox/clearing-house'
import { afterEach, describe, expect, it } from 'vitest'
import { formatId, newId } from '../../../kernel/ids.ts'
import { parseBusinessDate, systemClock } from '../../../kernel/time.ts'
import type { Instruction } from '../../clearing/types.ts'
import { createClearingSim } from './clearing-house.ts'
import { macOf, responseString, SCHEME_A, SCHEME_B, timestampOf } from './scheme.ts'

const SECRET = 'a secret for tests only'
const open: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

async function start(house: 'a' | 'b', options: Partial<ClearingHouseOptions> = {}) {
  const simulator = await startHouse({
    house,
    institutions: [{ id: 'inst', secret: SECRET }],
    faults: { resultDelayMs: 0, synchronous: true },
    ...options,
  })
  const access = { url: simulator.url, institution: 'inst', secret: SECRET, clock: systemClock }
  const connector = createClearingSim({ ...access, code: house === 'a' ? 'sim' : 'sim_b', timeoutMs: 1_000 })
  open.push(simulator, connector)
  return { ...connector, control: simulator.control, access }
}

const instruction = (kind: Instruction['kind'], more: Partial<Instruction> = {}): Instruction =>
  ({
    ...{ id: newId<'ins'>(), kind, amount: 12_345n, currency: 'CNY', agreementNumber: null, payee: null, originalInstruction: null },
    ...{ channelOrder: null, description: '龙井', deadline: null, attempts: 1, houseReference: null },
    ...more,
  }) as Instruction

const CARD = { name: '韩梅梅', idNumber: '11010519491231002X', cardNumber: '6222020000000000018', phone: '13900000000' }

describe.each(['a', 'b'] as const)('house %s', house => {
  it('binds a card, collects, returns and ends the agreement', async () => {
    const { port, control } = await start(house)
    const begun = await port.bind('request-1', CARD)
    if (!begun.ok) throw new Error(begun.error.code)
    expect(begun.value).toMatchObject({ bankCode: 'ICBC', last4: '0018' })
    expect(await port.verifyBinding(begun.value.bindingId, '000000')).toMatchObject({ error: { code: 'bank_card_code_wrong' } })
    const bound = await port.verifyBinding(begun.value.bindingId, control.inbox()[0]?.code ?? '')
    if (!bound.ok) throw new Error(bound.error.code)
    const debit = instruction('debit', { agreementNumber: bound.value.agreementNumber })
    expect(await port.debit(debit)).toMatchObject({ result: 'succeeded', amount: 12_345n, settlementDate: control.businessDate() })
    expect(await port.query(debit)).toMatchObject({ result: 'succeeded', amount: 12_345n })
    expect(await port.refund(instruction('refund', { amount: 300n, originalInstruction: debit.id }))).toMatchObject({ result: 'succeeded' })
    expect(await port.refund(instruction('refund', { originalInstruction: debit.id }))).toMatchObject({ code: 'refund_exceeds_original' })
    expect(await port.unbind(bound.value.agreementNumber)).toMatchObject({ ok: true })
    expect(await port.debit(instruction('debit', { agreementNumber: bound.value.agreementNumber }))).toMatchObject({
      code: 'agreement_ended',
    })
    const date = parseBusinessDate(control.businessDate())
    if (date === null) throw new Error('a date')
    const file = await port.settlementFile(date)
    expect(file).toMatchObject({ ok: true, value: { debitTotal: 12_345n, refundTotal: 300n, feeTotal: house === 'b' ? 10n : 0n } })
    expect(await port.bind('request-2', { ...CARD, cardNumber: '6217000000000000053' })).toMatchObject({
      error: { code: 'bank_card_refused' },
    })
    expect(await port.query(instruction('debit'))).toEqual({ result: 'not_found', retry: 'safe' })
  })

  it('sends the payer to the bank’s page, and closes what nobody pays', async () => {
    const { port, control } = await start(house)
    const order = { flow: 'gateway', subMerchant: null, bank: 'CMB', returnUrl: 'https://shop.example/' } as const
    const debit = instruction('debit', { channelOrder: order })
    const begun = await port.debit(debit)
    if (begun.result !== 'accepted' || begun.action?.type !== 'redirect') throw new Error(JSON.stringify(begun))
    expect(await (await fetch(begun.action.url)).text()).toContain('CMB')
    expect(control.pay(begun.action.url)).toBeNull()
    expect(await port.query(debit)).toMatchObject({ result: 'succeeded' })
    const other = instruction('debit', { channelOrder: order })
    await port.debit(other)
    expect(await port.close?.(other)).toMatchObject({ result: 'failed', code: 'closed' })
    const refused = instruction('debit', { channelOrder: order })
    await port.debit(refused)
    control.refuse(formatId('ins', refused.id))
    expect(await port.query(refused)).toMatchObject({ result: 'failed', code: 'payer_refused' })
  })

  it('lets payouts wait that the prepaid quota does not cover', async () => {
    const { port, control } = await start(house)
    control.setQuota('inst', 20_000n)
    const payee = { name: '店', account: '6222020000000000018' }
    expect(await port.payout(instruction('payout', { payee }))).toMatchObject({ result: 'succeeded' })
    const waiting = instruction('payout', { payee })
    expect(await port.payout(waiting)).toMatchObject({ result: 'not_sent', waits: 'quota_exhausted' })
    expect(await port.quota?.()).toMatchObject({ ok: true, value: { available: 7_655n } })
    control.closeCycle()
    expect(await port.payout(waiting)).toMatchObject({ result: 'succeeded' })
    const closed = { ...payee, account: '6217000000000000145' }
    expect(await port.payout(instruction('payout', { payee: closed, amount: 1n }))).toMatchObject({
      result: 'failed',
      code: 'account_closed',
    })
  })

  it('knows what was sent and what may have been done', async () => {
    const { port, control, access } = await start(house)
    const payee = { name: '店', account: '6222020000000000018' }
    for (const fault of ['error_after', 'bad_signature'] as const) {
      control.setFaults({ next: { [fault]: 1 } })
      const payout = instruction('payout', { payee })
      expect(await port.payout(payout)).toMatchObject({ result: 'unknown' })
      expect(await port.query(payout)).toMatchObject({ result: 'succeeded' })
    }
    const nowhere = createClearingSim({ ...access, url: 'http://127.0.0.1:9', code: house === 'a' ? 'sim' : 'sim_b' })
    open.push(nowhere)
    expect(await nowhere.port.payout(instruction('payout', { payee }))).toMatchObject({ result: 'not_sent' })
    const stranger = createClearingSim({ ...access, secret: 'another secret', code: house === 'a' ? 'sim' : 'sim_b' })
    open.push(stranger)
    expect(await stranger.selfTest?.()).toMatchObject([{ level: 'error', code: 'not_understood' }])
    const date = parseBusinessDate(control.businessDate())
    if (date === null) throw new Error('a date')
    expect(await stranger.port.settlementFile(date)).toMatchObject({ error: { code: 'clearing_unavailable' } })
    control.setFaults({ next: { file_digest: 1 } })
    expect(await port.settlementFile(date)).toMatchObject({ error: { code: 'clearing_settlement_invalid' } })
  })

  it('takes a refusal of a question for no result: only what was instructed can be refused', async () => {
    const scheme = house === 'a' ? SCHEME_A : SCHEME_B
    const [status, said] = house === 'a' ? [400, { error: { code: 'parameter_invalid' } }] : [200, { head: { ret_code: 'R001' }, body: {} }]
    const server = createServer((request, response) => {
      request.resume()
      const [body, timestamp] = [Buffer.from(JSON.stringify(said)), timestampOf(systemClock.now())]
      const nonce = String(request.headers[scheme.header.nonce.toLowerCase()])
      response.setHeader(scheme.header.timestamp, timestamp)
      response.setHeader(scheme.header.signature, macOf(scheme, SECRET, responseString(scheme, status, timestamp, nonce, body)))
      response.writeHead(status).end(body)
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const { port, close } = createClearingSim({
      ...{ url, institution: 'inst', secret: SECRET, clock: systemClock },
      code: house === 'a' ? 'sim' : 'sim_b',
    })
    open.push({ close: async () => void server.close() }, { close })
    const payout = instruction('payout', { payee: { name: '店', account: '6222020000000000018' } })
    expect(await port.payout(payout)).toMatchObject({ result: 'failed', code: 'refused_by_house' })
    expect(await port.query(payout)).toMatchObject({ result: 'unknown' })
    expect(await port.close?.(instruction('debit'))).toMatchObject({ result: 'accepted' })
  })
})
