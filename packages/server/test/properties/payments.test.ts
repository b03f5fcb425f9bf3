/**
 * The payment's state machine against the real use cases, ledger, clearing house and channels: no sequence of calls, card results,
 * payers' acts, changes of mind, faults, expiries and day closes captures or refunds more than was authorised; after every step all money is accounted for and
 * reserve = liabilities.
 */
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Instrument, PaymentStatus } from '../../src/domains/payments/types.ts'
import { formatId, type Id, newId, parseId } from '../../src/kernel/ids.ts'
import { businessDateOf } from '../../src/kernel/time.ts'
import type { CommandReply } from '../../src/platform/commands.ts'
import { useAdmin } from '../harness/admin.ts'
import { CARD_OK, CARD_WITHOUT_MONEY, useApp } from '../harness/app.ts'
import { useDatabase } from '../harness/database.ts'
import { createMoneyCheck, type MoneyCheck } from '../harness/money.ts'
import { contextOf, createPaymentCommands, merchantPrincipal, newPayment, type PaymentCommands } from '../harness/payment-commands.ts'
import { createTestRail, methodOf, type TestRail } from '../harness/test-rail.ts'

const MINUTE_MS = 60_000
const OPENING = { wallet: 3_000_000, other: 30_000 }
const RUNS_MAX = 40
const RUNS_MS_MAX = 15_000
const FAULTS = ['callback_lost', 'callback_late', 'callback_duplicate', 'error_before', 'error_after', 'timeout_after'] as const

const RAIL_FAULTS = ['not_sent', 'unknown_before', 'unknown_after', 'refused', 'unavailable'] as const
const ACTS = ['pay', 'pay', 'pay', 'refuse', 'pay late'] as const

const payers = fc.constantFrom('wallet', 'wallet', 'other wallet', 'card', 'card', 'empty card', 'scan', 'scan', 'bank')
type Payer = typeof payers extends fc.Arbitrary<infer T> ? T : never
const part = fc.option(fc.integer({ min: 1, max: 12_000 }))
const which = fc.nat(5)
const times = fc.constantFrom(1, 1, 2, 3)

/** `times`: so often at once, each with a key of its own. `which`: counted back from the newest payment. */
const create = fc.record({
  do: fc.constant('create'),
  amount: fc.integer({ min: 1, max: 12_000 }),
  isManual: fc.boolean(),
  payer: fc.option(payers),
})
const steps = fc.oneof(
  { weight: 2, arbitrary: create },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('confirm'), which, payer: payers, times }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('capture'), which, part, times }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel'), which, times }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('refund'), which, part, times }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fault'), fault: fc.constantFrom(...FAULTS) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rail fault'), rail: fc.nat(1), fault: fc.constantFrom(...RAIL_FAULTS) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('act'), which, act: fc.constantFrom(...ACTS) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hear results') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pass time'), minutes: fc.constantFrom(1, 16, 16, 60 * 24 * 8) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('end day') }) },
)
const sequences = fc.tuple(fc.array(create, { minLength: 2, maxLength: 5 }), fc.array(steps, { minLength: 5, maxLength: 25, size: 'max' }))
type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never

/** A sequence that surely moves money in every way. */
const EXAMPLE: [Step[], Step[]] = [
  [
    { do: 'create', amount: 5_000, isManual: false, payer: 'wallet' },
    { do: 'create', amount: 4_000, isManual: true, payer: 'other wallet' },
    { do: 'create', amount: 3_000, isManual: false, payer: 'card' },
    { do: 'create', amount: 2_000, isManual: true, payer: 'wallet' },
    { do: 'create', amount: 1_000, isManual: false, payer: null },
  ] as Step[],
  [
    { do: 'capture', which: 1, part: 1_500, times: 3 },
    { do: 'confirm', which: 0, payer: 'empty card', times: 2 },
    { do: 'hear results' },
    { do: 'refund', which: 2, part: 1_000, times: 2 },
    { do: 'refund', which: 4, part: 3_000, times: 3 },
    { do: 'cancel', which: 3, times: 2 },
    { do: 'end day' },
    { do: 'refund', which: 2, part: null, times: 2 },
    { do: 'pass time', minutes: 16 },
    { do: 'create', amount: 2_500, isManual: false, payer: 'scan' },
    { do: 'create', amount: 1_500, isManual: false, payer: 'bank' },
    { do: 'act', which: 1, act: 'pay' },
    { do: 'confirm', which: 0, payer: 'scan', times: 2 },
    { do: 'hear results' },
    { do: 'act', which: 0, act: 'pay late' },
    { do: 'refund', which: 1, part: 700, times: 1 },
    { do: 'create', amount: 1_200, isManual: false, payer: 'scan' },
    { do: 'cancel', which: 0, times: 2 },
    { do: 'hear results' },
    { do: 'act', which: 0, act: 'pay late' },
    { do: 'end day' },
  ] as Step[],
]

const database = useDatabase()
const admin = useAdmin(database)
const clockOf = () => world.clock
const bankFlow = methodOf('bank_gateway', ['gateway'], { banks: ['ICBC'] })
const rails: readonly TestRail[] = [
  createTestRail('rail_1', [methodOf('wechat_pay', ['native']), bankFlow], clockOf),
  createTestRail('rail_2', [bankFlow], clockOf),
]
const world = useApp(database, {}, { rails })
let commands: PaymentCommands
let merchantId: Id<'mer'>
let instruments: Readonly<Record<Payer, Instrument>>
let money: MoneyCheck
const CLAUSES = [
  { number: '3.1', kind: 'payment_fee', method: 'any', basis_points: 60, min: 1 },
  { number: '4.1', kind: 'refund_fee', method: 'any', policy: 'returned_proportionally' },
]
const met = new Map<string, number>()
const count = (what: string): void => void met.set(what, (met.get(what) ?? 0) + 1)

beforeAll(async () => {
  commands = createPaymentCommands(world.app)
  await world.fundInstitution(30_000)
  const shop = await world.shop({ refundAdvanceLimit: 5_000, clauses: CLAUSES })
  merchantId = shop.uuid
  const [one, two] = [await world.person({ balance: OPENING.wallet }), await world.person({ balance: OPENING.other })]
  const cardOf = async (number: string): Promise<Id<'mdt'>> => {
    const mandateId = parseId('card', await world.bindCard(one, number))
    // A bound card is a mandate: the same id under the prefix that people see.
    if (mandateId === null) throw new Error('no card')
    return parseId('mdt', formatId('card', mandateId).replace('card_', 'mdt_')) as Id<'mdt'>
  }
  instruments = {
    wallet: { by: 'holder', method: 'wallet_balance', holderId: one.uuid },
    'other wallet': {
      by: 'mandate',
      method: 'wallet_balance',
      mandateId: parseId('mdt', await world.mandate(two, shop)) as Id<'mdt'>,
    },
    card: { by: 'holder', method: 'bank_card', holderId: one.uuid, mandateId: await cardOf(CARD_OK) },
    scan: { by: 'payer', method: 'wechat_pay', flow: 'native' },
    bank: { by: 'payer', method: 'bank_gateway', flow: 'gateway', bank: 'ICBC' },
    'empty card': { by: 'holder', method: 'bank_card', holderId: one.uuid, mandateId: await cardOf(CARD_WITHOUT_MONEY) },
  }
  world.house.control.setFaults({ resultDelayMs: 5, lateCallbackMs: 60 })
  money = createMoneyCheck(admin, OPENING.wallet + OPENING.other, (ids, prefix) =>
    Object.fromEntries(ids.map(id => [id, prefix === 'pay' ? formatId('pay', id as Id<'pay'>) : formatId('ref', id as Id<'ref'>)])),
  )
}, 60_000)

/** Asks about debits and refunds without a result until none is left, as the ticks of a server would in time. */
async function hearResults(): Promise<void> {
  const open = `SELECT count(*)::int AS count FROM clearing.instructions WHERE state IN ('created', 'sent', 'unknown')`
  for (let round = 0; round < 40; round++) {
    if ((await admin.run(open)).rows[0]?.count === 0) return
    world.clock.advance(MINUTE_MS)
    await world.app.clearing.dispatchDue()
    await world.app.clearing.queryDue()
    await new Promise(resolve => setTimeout(resolve, 15))
  }
}

/** Cuts the open day, and those after it until the clock's, and closes what is cut. */
async function endDay(): Promise<void> {
  const today = businessDateOf(world.clock.now(), world.app.config.timeZone)
  do expect((await world.app.payments.cutDay()).ok).toBe(true)
  while ((await world.app.ledger.findOpenDay(world.app.db)).date < today)
  for (const date of await world.app.payments.unclosedDays()) {
    const closed = await world.app.payments.closeDay(date)
    // What is on its way at the house can hold a close up; it goes on where it stopped.
    count(closed.ok ? 'day closed' : `${closed.error.code}: ${String(closed.error.values?.reason)}`)
    if (!closed.ok) expect(closed.error.code).toBe('day_close_blocked')
  }
}

/** What the payer does at the channel. Late money is told of as a callback would. */
async function act(reference: string, what: (typeof ACTS)[number]): Promise<void> {
  for (const rail of rails) {
    if (what !== 'pay late') {
      if (what === 'pay' ? rail.pay(reference) : rail.refuse(reference)) count(`act: ${what}`)
      continue
    }
    const late = rail.payLate(reference)
    if (late === null) continue
    count('act: pay late')
    await world.app.clearing.hear(rail.facts.code, [late])
    await world.app.clearing.applyInbox()
  }
}

async function take(step: Step, payments: Id<'pay'>[]): Promise<void> {
  const context = () => contextOf(merchantPrincipal(merchantId), step.do, randomUUID(), step.do)
  const chosen = (): Id<'pay'> => payments.at(-1 - (('which' in step ? step.which : 0) % Math.max(1, payments.length))) ?? newId<'pay'>()
  const repeated = async (ask: () => Promise<CommandReply>): Promise<void> => {
    const replies = await Promise.all(Array.from({ length: 'times' in step ? step.times : 1 }, ask))
    for (const { status, body } of replies) {
      expect(status).toBeLessThan(500)
      const { id, code, status: now } = JSON.parse(body) as { id: string; code?: string; status: PaymentStatus }
      const created = status === 200 && step.do === 'create' ? parseId('pay', id) : null
      if (created !== null) payments.push(created)
      count(`${step.do}: ${code ?? now}`)
    }
  }
  const about = { paymentId: chosen(), merchantId }
  const amountOf = (asked: number | null): bigint | null => (asked === null ? null : BigInt(asked))
  switch (step.do) {
    case 'create': {
      const instrument = step.payer === null ? null : instruments[step.payer]
      const input = newPayment(merchantId, step.amount, { captureMethod: step.isManual ? 'manual' : 'automatic', instrument })
      return repeated(() => commands.create.execute({ input, fault: null }, context()))
    }
    case 'confirm':
      return repeated(() => commands.confirm.execute({ input: { ...about, instrument: instruments[step.payer] }, fault: null }, context()))
    case 'capture':
      return repeated(() => commands.capture.execute({ input: { ...about, amount: amountOf(step.part) }, fault: null }, context()))
    case 'cancel':
      return repeated(() => commands.cancel.execute({ input: { ...about, reason: null }, fault: null }, context()))
    case 'refund': {
      const input = { ...about, amount: amountOf(step.part), reason: null, metadata: null }
      return repeated(() => commands.refund.execute({ input, fault: null }, context()))
    }
    case 'fault':
      return world.house.control.setFaults({ next: { [step.fault]: 1 } })
    case 'rail fault':
      return rails[step.rail]?.fail(step.fault)
    case 'act':
      return act(formatId('pay', chosen()), step.act)
    case 'hear results':
      return hearResults()
    case 'pass time':
      world.clock.advance(step.minutes * MINUTE_MS)
      await world.app.payments.expireDue()
      return
    case 'end day':
      return endDay()
  }
}

async function checkAll(): Promise<void> {
  const payments = await money.check()
  for (const payment of payments) if (payment.duplicates > 0) count('duplicate')
  const reserve = await world.app.ledger.readReserve(world.app.db)
  expect(reserve).toMatchObject({ ok: true, value: { balanced: true, ownFunds: { balanced: true } } })
}

describe('a payment', () => {
  it('never takes or returns more than was authorised, and all money is accounted for after every step', async () => {
    const deadline = performance.now() + RUNS_MS_MAX
    await fc.assert(
      fc.asyncProperty(sequences, async ([creates, rest]) => {
        if (performance.now() > deadline) return
        world.clock.advance(24 * 60 * MINUTE_MS)
        await endDay()
        const payments: Id<'pay'>[] = []
        for (const step of [...creates, ...rest]) {
          await take(step, payments)
          await checkAll()
        }
        count('sequences')
      }),
      { numRuns: RUNS_MAX, endOnFailure: true, examples: [[EXAMPLE]] },
    )
    await hearResults()
    await world.app.payments.fundWaitingRefunds()
    await endDay()
    await checkAll()
    // What the rails hold is what clearing says came from them, to the fen.
    for (const { facts, net } of rails) {
      const { rows } = await admin.run(
        `SELECT coalesce(sum(CASE kind WHEN 'debit' THEN amount ELSE -amount END), 0)::bigint AS net FROM clearing.instructions
         WHERE house = '${facts.code}' AND state = 'succeeded'`,
      )
      expect([facts.code, BigInt(rows[0]?.net ?? 0)]).toEqual([facts.code, net()])
    }
    // The sequences are worth something only if money moved in them.
    for (const what of [
      'sequences',
      'create: succeeded',
      'create: processing',
      'refund: succeeded',
      'capture: succeeded',
      'cancel: canceled',
      'day closed',
      'act: pay',
      'act: pay late',
      'duplicate',
    ])
      expect([what, met.get(what) ?? 0]).toEqual([what, expect.toSatisfy(times => times > 0)])
  }, 60_000)
})
