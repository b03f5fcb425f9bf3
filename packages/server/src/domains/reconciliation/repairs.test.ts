/** What differs between the house and us, from its fault to its repair: suspense reaches zero, entries stand on the open day, once. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Json, must, useApp } from '../../../test/harness/app.ts'
import { useBills } from '../../../test/harness/bills.ts'
import { useDatabase } from '../../../test/harness/database.ts'
import { clerk } from '../../../test/harness/desk.ts'
import { text, usePayments } from '../../../test/harness/payments.ts'
import type { BusinessDate } from '../../kernel/time.ts'

const database = useDatabase()
const world = useApp(database)
const till = usePayments(world)
const bills = useBills(world)

const CALM = { resultDelayMs: 10, rates: {}, next: {} }
beforeAll(async () => {
  await bills.saveMapping()
  await world.fundInstitution(10_000_000)
})
beforeEach(async () => {
  world.house.control.calm()
  world.house.control.setFaults(CALM)
  // What the close before paid out is in this day's file: the next file holds only what a test does.
  await till.endDay()
  await till.endDay()
})
const fault = (name: string) => world.house.control.setFaults({ next: { [name]: 1 } })

/** Cuts and books a day, fetches the house's bill of it and waits until it is matched. */
async function endDay(): Promise<{ date: BusinessDate; bill: Json }> {
  const { date } = await till.endDay()
  const item = await must(bills.call('POST', '/fetches', { body: { source: 'sim', format: 'clearing_settlement', date } }))
  const bill = await bills.reaches(item.id, ['matched'])
  await world.app.reconciliation.gather()
  return { date, bill }
}

const unresolved = (date: string): Promise<Json[]> => bills.exceptions(`&date=${date}&state=unresolved`)
const suspense = async (): Promise<readonly [number, number]> => [
  await till.posted('suspense_long', till.house),
  await till.posted('suspense_short', till.house),
]

const refusal = async (answering: ReturnType<typeof bills.call>): Promise<string> => {
  const { status, body } = await answering
  if (status < 300) throw new Error(`it was not refused: ${JSON.stringify(body)}`)
  return text(body.code)
}

describe('a line that nobody expected (长款)', () => {
  it('is one exception, whether clearing or the bill finds it; it is explained only with a word that it stays in suspense', async () => {
    const at = await till.cardTill()
    await till.payByCard(at, 10_000)
    fault('line_extra')
    const { date } = await endDay()
    const [extra, ...more] = await unresolved(date)
    expect(more).toEqual([])
    expect(extra).toMatchObject({
      kind: 'long',
      source: 'sim',
      amount: { amount: 10_000 },
      discrepancy: expect.stringMatching(/^dsc_/),
      import: expect.stringMatching(/^imp_/),
    })
    expect(await refusal(bills.repair(extra?.id, { kind: 'refund_long', comment: 'back' }))).not.toBe('recon_exception_not_found')
    expect(await refusal(bills.repair(extra?.id, { kind: 'write_off', comment: 'no' }))).toBe('recon_repair_not_applicable')
    expect(await refusal(bills.call('POST', `/exceptions/${text(extra?.id)}/explain`, { body: { comment: 'asked the house' } }))).toBe(
      'recon_explanation_not_enough',
    )
    const explained = await must(
      bills.call('POST', `/exceptions/${text(extra?.id)}/explain`, { body: { comment: 'asked the house', carry: true } }),
    )
    expect(explained).toMatchObject({ state: 'explained', comment: 'asked the house' })
    expect(await refusal(bills.call('POST', `/exceptions/${text(extra?.id)}/explain`, { body: { comment: 'again', carry: true } }))).toBe(
      'recon_exception_closed',
    )
    expect(await suspense()).toEqual([10_000, 0])
  })
})

describe('a line over another amount', () => {
  it('settles its payment, and the surplus goes back to whoever it came from', async () => {
    const at = await till.cardTill()
    const before = await suspense()
    await till.payByCard(at, 20_000)
    fault('line_altered')
    const { date } = await endDay()
    const found = await unresolved(date)
    const amount = found.find(each => each.kind === 'amount')
    expect(amount).toMatchObject({ expected: 20_000, found: 20_001, discrepancy: expect.stringMatching(/^dsc_/) })
    const done = await bills.repaired(amount?.id, { kind: 'refund_long', comment: 'one fen too much' })
    expect(done).toMatchObject({ state: 'done', result: { amount: 1 } })
    await world.until('the payment is settled', async () => (await till.balance(at.shop)).unsettled === 0)
    expect(await suspense()).toEqual(before)
    await world.until('what was missing is not', async () => (await unresolved(date)).length === 0)
    const told = await must(bills.call('GET', `/exceptions/${text(amount?.id)}`))
    expect((told.history as Json[]).map(each => each.event)).toEqual(['opened', 'repair_requested', 'repaired'])
    expect(told.repairs).toMatchObject([{ kind: 'refund_long', state: 'done' }])
  })
})

describe('a line that comes twice', () => {
  it('goes back, once however often it is asked for', async () => {
    const at = await till.cardTill()
    const before = await suspense()
    await till.payByCard(at, 30_000)
    fault('line_duplicate')
    const { date } = await endDay()
    const [twice, ...more] = await unresolved(date)
    expect(more).toEqual([])
    expect(twice).toMatchObject({ kind: 'duplicate', amount: { amount: 30_000 } })
    expect(await suspense()).toEqual([before[0] + 30_000, before[1]])
    const [one, other] = await Promise.all([1, 2].map(() => bills.repair(twice?.id, { kind: 'refund_long', comment: 'twice' })))
    expect([one?.status, other?.status].sort()).toEqual([201, 409])
    await world.until('it is repaired', async () => (await must(bills.call('GET', `/exceptions/${text(twice?.id)}`))).state === 'repaired')
    expect(await suspense()).toEqual(before)
    expect(await till.posted('refund_in_transit', till.house)).toBe(30_000)
    await endDay()
    expect(await till.posted('refund_in_transit', till.house)).toBe(0)
  })

  it('stands in suspense again when the refund fails', async () => {
    const at = await till.cardTill()
    const before = await suspense()
    await till.payByCard(at, 30_000)
    fault('line_duplicate')
    const { date } = await endDay()
    const [twice] = await unresolved(date)
    world.house.control.setFaults({ resultDelayMs: 60_000 })
    const asked = await must(bills.repair(twice?.id, { kind: 'refund_long', comment: 'twice' }))
    const refund = await world.until('the refund is on its way', async () => {
      const { result } = await must(bills.call('GET', `/repairs/${text(asked.id)}`))
      return (result as Json | null)?.refund
    })
    expect(await must(bills.call('GET', `/repairs/${text(asked.id)}`))).toMatchObject({ state: 'waiting' })
    expect(await till.say(await must(world.operator('GET', `/v1/clearing/instructions/${text(refund)}`)), 'failed')).toBe(200)
    await world.until('the repair has failed', async () => (await must(bills.call('GET', `/repairs/${text(asked.id)}`))).state === 'failed')
    expect(await suspense()).toEqual([before[0] + 30_000, before[1]])
    expect(await unresolved(date)).toMatchObject([{ state: 'open' }])
  })
})

describe('a line that is missing (短款)', () => {
  it('is made good by own funds, and its merchant is paid', async () => {
    const at = await till.cardTill()
    const before = await suspense()
    const own = await till.posted('own_cash', 'institution')
    await till.payByCard(at, 40_000)
    fault('line_missing')
    const { date } = await endDay()
    const [short, ...more] = await unresolved(date)
    expect(more).toEqual([])
    expect(short).toMatchObject({ kind: 'short', amount: { amount: 40_000 } })
    expect(await refusal(bills.repair(short?.id, { kind: 'refund_long', comment: 'no' }))).toBe('recon_repair_not_applicable')
    const done = await bills.repaired(short?.id, { kind: 'write_off', comment: 'the house went out of business' })
    expect(done).toMatchObject({ state: 'done', result: { entries: [expect.stringMatching(/^trf_/), expect.stringMatching(/^trf_/)] } })
    expect(await till.posted('own_cash', 'institution')).toBe(own - 40_000)
    expect(await till.posted('loss', 'institution')).toBe(40_000)
    await world.until('the merchant is told', async () => (await till.balance(at.shop)).unsettled === 0)
    expect(await till.balance(at.shop)).toMatchObject({ settled: 39_760 })
    expect(await suspense()).toEqual(before)
    expect(await unresolved(date)).toEqual([])
  })

  it('ends by itself when a later file brings it', async () => {
    const at = await till.cardTill()
    await till.payByCard(at, 50_000)
    fault('line_missing')
    const { date } = await endDay()
    const [short] = await unresolved(date)
    expect(short).toMatchObject({ kind: 'short' })
    world.house.control.release()
    const next = await endDay()
    expect(await unresolved(date)).toEqual([])
    expect(await must(bills.call('GET', `/exceptions/${text(short?.id)}`))).toMatchObject({ state: 'cleared' })
    expect(bills.counts(next.bill).matched).toBeGreaterThan(0)
  })
})

describe('lines that belong together', () => {
  it('are matched by hand: the long line becomes the settlement of what was short', async () => {
    const at = await till.cardTill()
    const before = await suspense()
    await till.payByCard(at, 60_000)
    await till.payByCard(at, 60_000)
    // One payment is left out, and a line that nobody knows comes in its place.
    fault('line_missing')
    world.house.control.setFaults({ next: { line_missing: 1, line_extra: 1 } })
    const { date } = await endDay()
    const found = await unresolved(date)
    const [long, short] = [found.find(each => each.kind === 'long'), found.find(each => each.kind === 'short')]
    expect(found).toHaveLength(2)
    expect(await refusal(bills.repair(short?.id, { kind: 'match', comment: 'which?' }))).toBe('recon_repair_not_applicable')
    const done = await bills.repaired(long?.id, { kind: 'match', comment: 'the house confirms it', instruction: short?.instruction })
    expect(done).toMatchObject({ state: 'done', result: { instruction: short?.instruction } })
    expect(await unresolved(date)).toEqual([])
    expect(await suspense()).toEqual(before)
    await world.until('the merchant is told', async () => (await till.balance(at.shop)).unsettled === 0)
  })
})

describe('a payment that we were never told of (掉单)', () => {
  it('is booked by telling clearing its result, as the bill has it', async () => {
    const at = await till.cardTill()
    // The house executes it, and from then on says nothing that could be heard.
    world.house.control.setFaults({ resultDelayMs: 1, rates: { timeout_after: 1, callback_lost: 1 } })
    const { id } = await till.debit(at, 70_000)
    const instruction = await world.until('it is unknown how it ended', async () => {
      const [known] = await till.instructions(id)
      return known?.state === 'unknown' && known
    })
    const date = '2032-01-05'
    await bills.upload(`流水号,商户订单号,类型,收支,金额,手续费,时间,状态\r\nx,${text(instruction.id)},收款,,700.00,,,成功`, {
      date,
      mapping: 'house',
    })
    const [missing] = await unresolved(date)
    expect(missing).toMatchObject({ kind: 'status', instruction: instruction.id })
    expect(await bills.repaired(missing?.id, { kind: 'book_missing', comment: 'the bill has it' })).toMatchObject({ state: 'done' })
    await till.reaches(at.shop, id, 'succeeded')
    expect(await unresolved(date)).toEqual([])
  })
})

describe('exceptions', () => {
  it('are owned, commented on and found again', async () => {
    const date = '2032-02-01'
    await bills.upload('流水号,商户订单号,类型,收支,金额,手续费,时间,状态\r\nx,y,收款,,7.00,,,成功\r\nx2,z,费用,,0.10,,,成功', {
      date,
      mapping: 'house',
    })
    const found = await unresolved(date)
    expect(found.map(each => each.kind).sort()).toEqual(['fee', 'long'])
    const fee = found.find(each => each.kind === 'fee')
    const owner = 'opr_01jd9w2m6te3rbq4c8v5xkz7fh'
    await must(bills.call('POST', `/exceptions/${text(fee?.id)}/comments`, { body: { comment: 'who charged this?', owner } }))
    expect(await bills.exceptions(`&owner=${owner}`)).toMatchObject([{ id: fee?.id, owner, age_days: 0 }])
    expect(await refusal(bills.repair(fee?.id, { kind: 'match', comment: 'no' }))).toBe('recon_repair_not_applicable')
    expect(await bills.repaired(fee?.id, { kind: 'accept_fee', comment: 'monthly fee' })).toMatchObject({ state: 'done' })
    expect(await refusal(bills.repair(fee?.id, { kind: 'accept_fee', comment: 'again' }))).toBe('recon_exception_closed')
    const told = await must(bills.call('GET', `/exceptions/${text(fee?.id)}`))
    expect((told.history as Json[]).map(each => each.event)).toEqual(['opened', 'assigned', 'commented', 'repair_requested', 'repaired'])
    const nothing = 'rex_01jd9w2m6te3rbq4c8v5xkz7fh'
    expect(await refusal(bills.call('GET', `/exceptions/${nothing}`))).toBe('recon_exception_not_found')
    expect(await refusal(bills.call('POST', `/exceptions/${nothing}/comments`, { body: {} }))).toBe('recon_exception_not_found')
    expect(await refusal(bills.call('POST', `/exceptions/${nothing}/explain`, { body: { comment: 'x' } }))).toBe(
      'recon_exception_not_found',
    )
    expect(await refusal(bills.repair(nothing, { kind: 'accept_fee', comment: 'x' }))).toBe('recon_exception_not_found')
    expect(await refusal(bills.call('GET', '/repairs/rrp_01jd9w2m6te3rbq4c8v5xkz7fh'))).toBe('recon_repair_not_found')
  })

  it('are repaired by two where the policy says so: nothing happens before the second agrees', async () => {
    const date = '2032-03-01'
    await bills.upload('流水号,商户订单号,类型,收支,金额,手续费,时间,状态\r\nx,y,费用,,7.00,,,成功', { date, mapping: 'house' })
    const [fee] = await unresolved(date)
    await must(
      world.operator('POST', '/v1/policies', {
        body: {
          key: 'approvals.required.reconciliation.repairs',
          value: { live: true, test: true, expires_after_hours: 72 },
          source: 'institution',
        },
      }),
    )
    await world.until(
      'the policy is known',
      async () => (world.app.policies.require('approvals.required.reconciliation.repairs', world.clock.now()).value as Json).test === true,
    )
    const kept = await bills.repair(fee?.id, { kind: 'accept_fee', comment: 'monthly fee' })
    expect(kept).toMatchObject({ status: 202, body: { object: 'approval', state: 'requested' } })
    expect(await unresolved(date)).toMatchObject([{ state: 'open' }])
    const checker = await (await clerk(world, 'finance')).session()
    await must(checker('POST', `/v1/approvals/${text(kept.body.id)}/approve`, { body: {} }))
    await world.until('it is repaired', async () => (await unresolved(date)).length === 0)
  })
})
