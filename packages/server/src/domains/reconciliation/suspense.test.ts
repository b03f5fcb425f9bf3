/** What stands in suspense from file to file: explained and mended later, set off, given back at the second try. Each test has few days. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Json, must, useApp } from '../../../test/harness/app.ts'
import { useBills } from '../../../test/harness/bills.ts'
import { useDatabase } from '../../../test/harness/database.ts'
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

describe('a shortfall', () => {
  it('that was only explained still moves to suspense, and can be mended, when the next file lacks it too', async () => {
    const at = await till.cardTill()
    const before = await suspense()
    await till.payByCard(at, 55_000)
    fault('line_missing')
    const { date } = await endDay()
    const short = (await unresolved(date)).find(each => each.kind === 'short')
    await must(bills.call('POST', `/exceptions/${text(short?.id)}/explain`, { body: { comment: 'it comes tomorrow', carry: true } }))
    await endDay()
    expect(await suspense()).toEqual([before[0], before[1] + 55_000])
    expect(await bills.repaired(short?.id, { kind: 'write_off', comment: 'it never came' })).toMatchObject({ state: 'done' })
    expect(await suspense()).toEqual(before)
    await world.until('the merchant is told', async () => (await till.balance(at.shop)).unsettled === 0)
    world.house.control.release()
  })

  it('that a surplus is set off against is settled with it: the merchant is told, and a line that comes all the same is one too many', async () => {
    const at = await till.cardTill()
    const before = await suspense()
    await till.payByCard(at, 65_000)
    fault('line_missing')
    const { date } = await endDay()
    await till.payByCard(at, 65_000)
    fault('line_extra')
    const { date: next } = await endDay()
    const short = (await unresolved(date)).find(each => each.kind === 'short')
    const long = (await unresolved(next)).find(each => each.kind === 'long')
    expect(await suspense()).toEqual([before[0] + 65_000, before[1] + 65_000])
    const done = await bills.repaired(short?.id, { kind: 'move_suspense', comment: 'the same money', against: long?.id })
    expect(done).toMatchObject({ state: 'done' })
    expect(await suspense()).toEqual(before)
    await world.until('the merchant is told', async () => (await till.balance(at.shop)).unsettled === 0)
    world.house.control.release()
    await endDay()
    expect(await suspense()).toEqual([before[0] + 65_000, before[1]])
    expect(await till.posted('clearing_receivable', till.house)).toBe(0)
  })
})

describe('a surplus whose refund failed', () => {
  it('can be given back again', async () => {
    const at = await till.cardTill()
    const before = await suspense()
    await till.payByCard(at, 20_000)
    fault('line_altered')
    const { date } = await endDay()
    const amount = (await unresolved(date)).find(each => each.kind === 'amount')
    world.house.control.setFaults({ resultDelayMs: 60_000 })
    const asked = await must(bills.repair(amount?.id, { kind: 'refund_long', comment: 'one fen too much' }))
    const refund = await world.until('the refund is on its way', async () => {
      const { result } = await must(bills.call('GET', `/repairs/${text(asked.id)}`))
      return (result as Json | null)?.refund
    })
    await till.say(await must(world.operator('GET', `/v1/clearing/instructions/${text(refund)}`)), 'failed')
    await world.until('the repair has failed', async () => (await must(bills.call('GET', `/repairs/${text(asked.id)}`))).state === 'failed')
    world.house.control.setFaults(CALM)
    expect(await bills.repaired(amount?.id, { kind: 'refund_long', comment: 'once more' })).toMatchObject({ state: 'done' })
    expect(await suspense()).toEqual(before)
  })
})

describe('money that came for a payment that had failed', () => {
  it('stands in the books with the refund that returned it: neither is an exception', async () => {
    const at = await till.cardTill()
    world.house.control.setFaults({ resultDelayMs: 2_500 })
    const { id } = await till.debit(at, 9_000)
    const [instruction] = await till.instructions(id)
    expect(await till.say(instruction, 'failed')).toBe(200)
    world.house.control.setFaults(CALM)
    await world.until('it is on its way back', async () => {
      const [refund] = (await must(at.shop.call('GET', `/v1/refunds?payment=${text(id)}`))).data as Json[]
      return refund?.status === 'succeeded'
    })
    const { date } = await endDay()
    // What was contradicted is open still; everything has been looked at.
    expect((await bills.call('POST', `/days/${date}/close`)).status).toBe(409)
    expect((await unresolved(date)).filter(each => text(each.detail).includes('the books hold'))).toEqual([])
  })
})
