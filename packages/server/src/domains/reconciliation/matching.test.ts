/** Matching by SQL against a model that does it line by line: the same lines match, the same exceptions are listed, again and again. */
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { useAdmin } from '../../../test/harness/admin.ts'
import { type Json, must, useApp } from '../../../test/harness/app.ts'
import { type BillRow, billText, useBills } from '../../../test/harness/bills.ts'
import { useDatabase } from '../../../test/harness/database.ts'
import { text } from '../../../test/harness/payments.ts'
import { formatId, type Id, newId, parseId } from '../../kernel/ids.ts'
import type { BusinessDate } from '../../kernel/time.ts'

const database = useDatabase()
const admin = useAdmin(database)
const world = useApp(database)
const bills = useBills(world)

let next = 0
const freshDate = (): string => new Date(Date.UTC(2031, 0, 1 + 40 * next++)).toISOString().slice(0, 10)
beforeAll(async () => {
  await bills.saveMapping()
  await bills.saveMapping('funds', { lists: 'funds' })
})

type Instruction = { readonly id: Id<'ins'>; readonly amount: number; readonly state: 'succeeded' | 'failed' | 'unknown' }

/** Instructions as they would have ended, without their owners. */
async function give(
  date: string,
  made: readonly (Instruction & {
    readonly house?: string
    readonly reference?: string
    readonly houseReference?: string
    readonly at?: string
  })[],
): Promise<void> {
  for (const { id, amount, state, house = 'sim', reference = 'test', houseReference, at } of made)
    await admin.run(
      `INSERT INTO clearing.instructions (id, house, purpose, kind, state, amount, currency, agreement_number, reference, attempts, failure_code, house_reference, settlement_date, created_at, completed_at)
       VALUES ($1, $2, 'payment_debit', 'debit', $3, $4, 'CNY', 'x', $5, 1, $6, $7, $8, now(), $9)`,
      [
        id,
        house,
        state,
        amount,
        reference,
        state === 'failed' ? 'insufficient_funds' : null,
        houseReference ?? null,
        state === 'succeeded' ? date : null,
        at ?? `${date}T04:00:00Z`,
      ],
    )
}

const found = async (date: string): Promise<string[]> =>
  (await bills.exceptions(`&date=${date}&state=unresolved`))
    .map(each => `${text(each.kind)} ${text(each.instruction)} ${text(each.amount === null ? '' : (each.amount as Json).amount)}`)
    .sort()

describe('matching', () => {
  it('does what a model does line by line, and the same when it is done again', async () => {
    const instruction = fc.record({
      amount: fc.constantFrom(100, 200, 300),
      state: fc.constantFrom('succeeded' as const, 'succeeded' as const, 'failed' as const, 'unknown' as const),
    })
    const row = fc.record({
      about: fc.integer({ min: 0, max: 6 }),
      amount: fc.constantFrom('same', 'half', 'more'),
      status: fc.constantFrom('成功', '成功', '成功', '失败', '奇怪'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(instruction, { minLength: 1, maxLength: 5 }), fc.array(row, { maxLength: 8 }), async (made, written) => {
        const date = freshDate()
        const instructions = made.map((each): Instruction => ({ ...each, id: newId<'ins'>() }))
        await give(date, instructions)
        const lines = written.map((each, index) => {
          const about = instructions[each.about] ?? null
          const base = about?.amount ?? 100
          return {
            row: index + 2,
            about,
            reference: about === null ? `nobody-${index}` : formatId('ins', about.id),
            amount: each.amount === 'same' ? base : each.amount === 'half' ? base / 2 : base + 1,
            status: each.status,
          }
        })
        const item = await bills.upload(billText(lines.map(({ reference, amount, status }): BillRow => ({ reference, amount, status }))), {
          date,
          mapping: 'house',
        })
        const expected = model(instructions, lines)
        expect({ exceptions: await found(date), counts: bills.counts(item) }).toEqual(expected)
        await world.app.reconciliation.match(parseId('imp', text(item.id)) as Id<'imp'>)
        expect(await found(date)).toEqual(expected.exceptions)
      }),
      { numRuns: 20 },
    )
  }, 180_000)

  it('uses the channel’s reference, then amount and time where nothing else could be meant', async () => {
    const date = freshDate()
    const [byTheirs, byTime, twin, other] = [newId<'ins'>(), newId<'ins'>(), newId<'ins'>(), newId<'ins'>()]
    const state = 'succeeded'
    await give(date, [
      { id: byTheirs, amount: 111, state, houseReference: `C${date}` },
      { id: byTime, amount: 222, state, at: `${date}T10:00:00Z` },
      { id: twin, amount: 333, state },
      { id: other, amount: 333, state },
    ])
    const item = await bills.upload(
      billText([
        { channel: `C${date}`, amount: 111 },
        { reference: 'lost', amount: 222, at: `${date} 18:30:00` },
        { reference: 'whose', amount: 333, at: `${date} 12:00:00` },
      ]),
      { date, mapping: 'house' },
    )
    const { data } = await must(bills.call('GET', `/imports/${text(item.id)}/lines`))
    expect(data).toMatchObject([
      { rule: 'channel_reference', instruction: formatId('ins', byTheirs) },
      { rule: 'amount_time', instruction: formatId('ins', byTime) },
      { match: 'exception', rule: null },
    ])
    expect((await found(date)).map(each => each.split(' ')[0])).toEqual(['long', 'short', 'short'])
  })

  it('matches one line with several instructions of one owner', async () => {
    const date = freshDate()
    const reference = `pay_${randomUUID()}`
    await give(
      date,
      [100, 150].map(amount => ({ id: newId<'ins'>(), amount, state: 'succeeded' as const, reference })),
    )
    const item = await bills.upload(billText([{ reference, amount: 250 }]), { date, mapping: 'house' })
    expect((await must(bills.call('GET', `/imports/${text(item.id)}/lines`))).data).toMatchObject([{ match: 'matched', rule: 'owner' }])
    expect(await found(date)).toEqual([])
  })

  it('lists what comes late, and clears what was missing for it', async () => {
    const [date, later] = [freshDate(), freshDate()]
    const id = newId<'ins'>()
    await give(date, [{ id, amount: 500, state: 'succeeded' }])
    await bills.upload(billText([]), { date, mapping: 'house' })
    expect(await found(date)).toEqual([`short ${formatId('ins', id)} 500`])
    await bills.upload(billText([{ reference: formatId('ins', id), amount: 500 }]), { date: later, mapping: 'house' })
    expect(await found(date)).toEqual([])
    expect(await found(later)).toEqual([`late ${formatId('ins', id)} 500`])
  })

  it('compares fees with terms: one by one when few differ, as one when many do', async () => {
    const body = {
      source: 'sim',
      amount_tolerance: 0,
      window_hours: 24,
      late_days: 1,
      fee_tolerance: 1,
      fees: { debit: { basis_points: 60, fixed: 0 } },
      valid_from: '2016-07-02T00:00:00Z',
    }
    await must(bills.call('POST', '/rules', { body }))
    const bill = async (count: number, fee: number): Promise<readonly [string, Json]> => {
      const date = freshDate()
      const made = Array.from({ length: count }, () => ({ id: newId<'ins'>(), amount: 10_000, state: 'succeeded' as const }))
      await give(date, made)
      return [
        date,
        await bills.upload(
          billText(made.map(({ id }, index) => ({ reference: formatId('ins', id), amount: 10_000, fee: index === 0 ? 60 : fee }))),
          { date, mapping: 'house' },
        ),
      ]
    }
    const [few] = await bill(3, 65)
    expect(await bills.exceptions(`&date=${few}&state=unresolved`)).toMatchObject([
      { kind: 'fee', expected: 60, found: 65, amount: { amount: 5 } },
      { kind: 'fee', row: expect.any(Number) },
    ])
    const [within] = await bill(3, 61)
    expect(await found(within)).toEqual([])
    const [many] = await bill(102, 65)
    expect(await bills.exceptions(`&date=${many}&state=unresolved`)).toMatchObject([
      { kind: 'fee', row: null, amount: { amount: 505 }, detail: expect.stringContaining('101 lines') },
    ])
  })

  it('looks at statements of the reserve bank for nets and transfers of funds', async () => {
    const date = freshDate()
    await bills.saveMapping('bank', { side: 'reserve', default_kind: 'transfer' })
    const item = await bills.upload(billText([{ reference: 'from nowhere', amount: 900, kind: '调拨', direction: '收入' }]), {
      date,
      mapping: 'bank',
      source: 'reserve',
    })
    expect(bills.counts(item)).toEqual({ exception: 1 })
    expect(await bills.exceptions(`&date=${date}&state=unresolved`)).toMatchObject([
      { kind: 'long', side: 'reserve', source: 'reserve', found: 900 },
    ])
  })

  it('counts an entry once that two statements tell, and again when one of them is taken back', async () => {
    const date = freshDate()
    await bills.saveMapping('bank', { side: 'reserve', default_kind: 'transfer' })
    await bills.saveMapping('bank_again', { side: 'reserve', default_kind: 'transfer' })
    const row = { channel: `RB-${date}`, reference: 'from nowhere', amount: 900, kind: '调拨', direction: '收入' } as const
    const statement = (mapping: string, times: number): Promise<Json> =>
      bills.upload(billText(Array.from({ length: times }, () => row)), { date, mapping, source: 'reserve' })
    const first = await statement('bank', 1)
    // Twice in the other: only one of them has been told.
    const second = await statement('bank_again', 2)
    expect([bills.counts(first), bills.counts(second)]).toEqual([{ exception: 1 }, { exception: 1, ignored: 1 }])
    await must(bills.call('POST', `/imports/${text(first.id)}/discard`, { body: { comment: 'the wrong account' } }))
    await world.app.reconciliation.matchDate(date as BusinessDate)
    expect(bills.counts(await bills.reaches(second.id, ['matched']))).toEqual({ exception: 2 })
  })

  it('proves that what succeeded stands in the books', async () => {
    const date = freshDate()
    const id = newId<'ins'>()
    await give(date, [{ id, amount: 700, state: 'succeeded', reference: 'pay_unheard_of' }])
    await must(bills.call('POST', `/days/${date}/match`))
    await world.until('it is found', async () => (await found(date)).length > 0)
    expect(await bills.exceptions(`&date=${date}&state=unresolved`)).toMatchObject([
      { kind: 'status', instruction: formatId('ins', id), detail: expect.stringContaining('the books hold 0') },
    ])
  })
})

describe('matching by hand', () => {
  it('is refused where kind or amount of the line are not those of the instruction: a difference is never written away', async () => {
    const date = freshDate()
    const id = newId<'ins'>()
    await give(date, [{ id, amount: 500, state: 'succeeded' }])
    await bills.upload(
      billText([
        { reference: 'a stranger', amount: 800 },
        { reference: 'another', amount: 500, kind: '退款' },
      ]),
      {
        date,
        mapping: 'house',
      },
    )
    const strangers = (await bills.exceptions(`&date=${date}&state=unresolved`)).filter(each => each.kind === 'long')
    expect(strangers).toHaveLength(2)
    for (const stranger of strangers) {
      const answer = await bills.repair(stranger.id, { kind: 'match', comment: 'it looks alike', instruction: formatId('ins', id) })
      expect(answer).toMatchObject({ status: 422, body: { code: 'recon_repair_not_applicable' } })
    }
    const short = (await bills.exceptions(`&date=${date}&state=unresolved`)).find(each => each.kind === 'short')
    const answer = await bills.repair(short?.id, { kind: 'match', comment: 'it looks alike', against: strangers[0]?.id })
    expect(answer).toMatchObject({ status: 422, body: { code: 'recon_repair_not_applicable' } })
  })
})

type Line = {
  readonly row: number
  readonly about: Instruction | null
  readonly reference: string
  readonly amount: number
  readonly status: string
}

/** What should come of a bill, one line after the other. */
function model(instructions: readonly Instruction[], lines: readonly Line[]): { exceptions: string[]; counts: Record<string, number> } {
  const exceptions = new Map<string, string>()
  const match = new Map<number, string>()
  const list = (key: string, kind: string, line: Line): void => {
    match.set(line.row, 'exception')
    if (!exceptions.has(key)) exceptions.set(key, `${kind} ${line.about === null ? 'null' : formatId('ins', line.about.id)} ${line.amount}`)
  }
  for (const about of instructions) {
    const mine = lines.filter(line => line.about === about && line.status === '成功')
    if (mine.length < 2) continue
    if (about.state === 'succeeded' && mine.reduce((sum, line) => sum + line.amount, 0) === about.amount) {
      for (const line of mine) match.set(line.row, 'matched')
      continue
    }
    const ordered = [...mine].sort((a, b) => Number(a.amount !== about.amount) - Number(b.amount !== about.amount) || a.row - b.row)
    for (const [index, line] of ordered.entries()) if (index > 0) list(`duplicate ${about.id} ${index}`, 'duplicate', line)
  }
  for (const line of lines) {
    if (match.has(line.row)) continue
    const { about } = line
    if (line.status === '失败' && about?.state !== 'succeeded') match.set(line.row, 'ignored')
    else if (about === null) line.status === '奇怪' ? list(`status ${line.row}`, 'status', line) : list(`long ${line.row}`, 'long', line)
    else if (line.status !== '成功' || about.state !== 'succeeded') list(`status ${about.id}`, 'status', line)
    else if (line.amount !== about.amount) list(`amount ${about.id}`, 'amount', line)
    else match.set(line.row, 'matched')
  }
  for (const about of instructions)
    if (about.state === 'succeeded' && !lines.some(line => line.about === about))
      exceptions.set(`short ${about.id}`, `short ${formatId('ins', about.id)} ${about.amount}`)
  const counts: Record<string, number> = {}
  for (const state of match.values()) counts[state] = (counts[state] ?? 0) + 1
  return { exceptions: [...exceptions.values()].sort(), counts }
}
