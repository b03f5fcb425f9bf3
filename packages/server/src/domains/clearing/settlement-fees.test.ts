/** Fees that rails withhold from what they settle: booked, made good by own funds as far as they reach, and given back. */
import { describe, expect, it } from 'vitest'
import { useDatabase } from '../../../test/harness/database.ts'
import { formatId, newId } from '../../kernel/ids.ts'
import { ok, refuse } from '../../kernel/outcome.ts'
import { type BusinessDate, businessDateOf } from '../../kernel/time.ts'
import { createUndo } from '../../kernel/undo.ts'
import { CODE, createScriptedRail, fileOf, paid, statement } from './scripted-rail.ts'
import { HOUSE, useClearing } from './test-house.ts'
import type { NewInstruction, Settlement } from './types.ts'

const rail = createScriptedRail()
const database = useDatabase()
const test = useClearing(database, { rails: () => ({ rail: rail.connection }) })

const today = (): BusinessDate => businessDateOf(test.clock.now(), 'Asia/Shanghai')

async function pay(amount: bigint): Promise<NewInstruction> {
  rail.say('debit', CODE)
  const made = await test.submit({ house: 'rail', amount, channelOrder: { flow: 'native', subMerchant: null } })
  const id = formatId('ins', made.id)
  await test.clearing.receiveCallback('rail', statement({ key: id, id, amount: String(amount), date: today() }))
  await test.clearing.applyInbox()
  return made
}
async function refund(of: NewInstruction, amount: bigint): Promise<NewInstruction> {
  rail.say('refund', paid(amount, today()))
  const channelOrder = { flow: 'native', subMerchant: null, originalAmount: of.amount } as const
  const made = await test.submit({ house: 'rail', purpose: 'refund', kind: 'refund', amount, originalInstruction: of.id, channelOrder })
  await test.clearing.dispatchDue()
  return made
}
const line = (of: NewInstruction, fee?: bigint) => ({
  instruction: formatId('ins', of.id),
  kind: of.kind,
  amount: of.amount,
  ...(fee === undefined ? {} : { fee }),
})
async function settle(...lines: ReturnType<typeof line>[]): Promise<Settlement> {
  rail.file = ok(fileOf(today(), lines, test.clock.now()))
  const settled = await test.clearing.settleDay('rail', today())
  test.clock.advance(86_400_000)
  if (!settled.ok || settled.value === null) throw new Error(settled.ok ? 'nothing was settled' : settled.error.code)
  return settled.value
}
/** Puts own funds in, as capital. */
async function fund(amount: bigint): Promise<void> {
  const [own, capital] = [test.ledger.institutionAccount('own_cash'), test.ledger.institutionAccount('capital')]
  await database.db.transaction(async tx => {
    const undo = createUndo()
    const work = await test.ledger.open(tx, { accounts: [own, capital], undo })
    const base = { kind: 'posted', reference: 'capital', reason: { kind: 'capital' } } as const
    if (!work.try([{ ...base, id: newId<'trf'>(), debit: own, credit: capital, amount }]).ok) throw new Error('no capital')
    undo.accept()
    work.flush()
  })
}
const books = async () => ({
  reserve: await test.balance('reserve_cash'),
  receivable: await test.balance('clearing_receivable', 'rail'),
  withheld: await test.balance('channel_fees_withheld', 'rail'),
  cost: await test.balance('channel_cost'),
  own: await test.balance('own_cash'),
})

describe('a settlement with fees', () => {
  it('stays withheld from the reserve while own funds lack, and says so in the reserve report', async () => {
    const settled = await settle(line(await pay(10_000n), 60n))
    expect(settled).toMatchObject({ state: 'completed', feeTotal: 60n, net: 9_940n })
    expect(await books()).toEqual({ reserve: 9_940n, receivable: 0n, withheld: 60n, cost: 0n, own: 0n })
    const report = await test.ledger.readReserve(database.db)
    expect(report).toMatchObject({ ok: true, value: { balanced: true, totals: { reserve: 10_000n } } })
  })

  it('is made good as far as own funds reach, and the rest with the next', async () => {
    await fund(50n)
    expect(await test.clearing.makeGoodFees('close one')).toEqual(
      new Map([
        [HOUSE, 0n],
        ['rail', 10n],
      ]),
    )
    expect(await books()).toEqual({ reserve: 9_990n, receivable: 0n, withheld: 10n, cost: 50n, own: 0n })
    await fund(100n)
    await settle(line(await pay(1_000n), 6n))
    expect(await books()).toEqual({ reserve: 11_000n, receivable: 0n, withheld: 0n, cost: 66n, own: 84n })
    expect(await test.clearing.makeGoodFees('close two')).toEqual(
      new Map([
        [HOUSE, 0n],
        ['rail', 0n],
      ]),
    )
    expect(await books()).toMatchObject({ cost: 66n, own: 84n })
  })

  it('gives back to own funds what the rail gives back for a refund', async () => {
    const made = await pay(2_000n)
    await settle(line(made, 12n))
    const before = await books()
    await settle(line(await refund(made, 2_000n), -12n))
    expect(await books()).toEqual({ ...before, reserve: before.reserve - 2_000n, cost: before.cost - 12n, own: before.own + 12n })
  })

  it('is booked once, whatever is repeated and however many do it at once', async () => {
    const made = await pay(3_000n)
    rail.file = ok(fileOf(today(), [line(made, 18n)], test.clock.now()))
    const before = await books()
    await Promise.all([test.clearing, test.anotherNode(), test.clearing].map(node => node.settleDay('rail', today())))
    await Promise.all([test.clearing, test.anotherNode()].map(node => node.makeGoodFees('again')))
    expect(await books()).toEqual({
      ...before,
      receivable: 0n,
      reserve: before.reserve + 3_000n,
      cost: before.cost + 18n,
      own: before.own - 18n,
    })
    test.clock.advance(86_400_000)
  })
})

describe('a settlement file', () => {
  const broken = (change: Parameters<typeof fileOf>[3]) => async (): Promise<unknown> => {
    const made = { id: newId<'ins'>(), kind: 'debit', amount: 100n } as NewInstruction
    rail.file = ok(fileOf(today(), [line(made, 1n)], test.clock.now(), change))
    const refused = await test.clearing.importSettlement('rail', today())
    return refused.ok ? null : refused.error.values?.reason
  }
  it('is refused when totals, fees or net are not those of its lines', async () => {
    expect(await broken({ debitTotal: 101n, net: 100n })()).toBe('its totals are not those of its lines')
    expect(await broken({ feeTotal: 2n, net: 98n })()).toBe('its fees are not those of its lines')
    expect(await broken({ net: 100n })()).toBe('its net is not that of its totals')
  })

  it('of a rail that is not set up is not asked for, unless a success waits for it', async () => {
    rail.connected = false
    rail.file = refuse('clearing_unavailable')
    expect(await test.clearing.settleDay('rail', today())).toEqual({ ok: true, value: null })
    await pay(400n)
    expect(await test.clearing.settleDay('rail', today())).toMatchObject({ error: { code: 'clearing_unavailable' } })
    rail.connected = true
  })
})

describe('a line of another kind about the same order', () => {
  it('that stands before it is no repetition of it: the order is settled, the other line is one too many', async () => {
    const made = await pay(3_300n)
    await settle({ ...line(made), kind: 'refund', amount: 500n }, line(made))
    expect((await test.owner(made)).settled).toBe(1)
    const found = await test.discrepancies()
    expect(found).toContain('line_extra suspended 500')
    expect(found.filter(each => each.endsWith(' 3300'))).toEqual([])
  })
})
