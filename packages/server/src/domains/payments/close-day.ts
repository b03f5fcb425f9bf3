/**
 * The day's close (日终): a list of steps, each harmless when repeated, so that a close can be run again at any point and goes
 * on where it stopped. It never holds up payments: only the cut itself waits for the batches under way.
 */
import { derivedId, formatId, type Id } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import { createUndo } from '../../kernel/undo.ts'
import type { Db } from '../../platform/db.ts'
import type { AccountId, NewTransfer } from '../ledger/types.ts'
import { fundWaitingRefunds } from './create-refunds.ts'
import type { PaymentDeps } from './deps.ts'
import { ownCash } from './fund-refund.ts'
import { payOutMerchants } from './payouts.ts'
import * as store from './store/payouts.ts'

const CURRENCY = 'CNY'
const MERCHANT_PAGE = 200

export type { DayClose } from './store/payouts.ts'

type StepResult = Outcome<Readonly<Record<string, unknown>>>
type Step = { readonly name: string; readonly run: (deps: PaymentDeps, date: BusinessDate) => Promise<StepResult> }

/** Books every rail's settlement file of the day; their owners turn 待结算 into 可结算. A rail that is not ready blocks, by its name. */
const settlement: Step = {
  name: 'settlement',
  async run(deps, date) {
    const rails = await Promise.all(
      deps.clearing.houses.map(async house => ({ house, settled: await deps.clearing.settleDay(house, date) })),
    )
    const missing = rails.flatMap(({ house, settled }) => (settled.ok ? [] : [`${house}: ${settled.error.code}`]))
    if (missing.length > 0) return blocked(missing.join(', '))
    const booked = rails.flatMap(({ house, settled }) => (settled.ok && settled.value !== null ? [{ house, file: settled.value }] : []))
    const total = (of: 'net' | 'feeTotal'): number => Number(booked.reduce((sum, { file }) => sum + file[of], 0n))
    return ok({
      settlement: Object.fromEntries(booked.map(({ house, file }) => [house, formatId('stl', file.id)])),
      net: total('net'),
      fees: total('feeTotal'),
      lines: booked.reduce((sum, { file }) => sum + file.lineCount, 0),
      rails: Object.fromEntries(
        booked.map(({ house, file }) => [house, { net: Number(file.net), fees: Number(file.feeTotal), lines: file.lineCount }]),
      ),
    })
  },
}

/** What rails withheld for their service is made good by own funds, with what the sweep has just brought them. */
const channelFees: Step = {
  name: 'channel_fees',
  async run(deps, date) {
    const stays = await deps.clearing.makeGoodFees(`channel_fees ${date}`)
    return ok({ withheld: Number([...stays.values()].reduce((sum, amount) => sum + amount, 0n)) })
  },
}

const waitingRefunds: Step = { name: 'waiting_refunds', run: async deps => ok({ funded: await fundWaitingRefunds(deps) }) }

/** Fees leave the reserve for own funds: two linked transfers, one in each fund. */
const feeSweep: Step = {
  name: 'fee_sweep',
  async run(deps, date) {
    const due = deps.ledger.institutionAccount('fees_due')
    const amount = await deps.db.transaction(async tx => {
      const [outId, inId] = [derivedId<'trf'>('fee_sweep', date, 'reserve'), derivedId<'trf'>('fee_sweep', date, 'own')]
      const balance = await deps.ledger.readBalance(tx, due)
      const posted = balance.ok ? balance.value.posted : 0n
      if (posted === 0n) return 0n
      const undo = createUndo()
      const work = await deps.ledger.open(tx, { accounts: [ownCash(deps)], checkIds: [outId, inId], undo })
      const swept = work.try(sweep(deps, date, outId, inId, posted))
      // The ids are the day's own: a sweep that was booked before is not booked again, whatever has become due since.
      if (!swept.ok) return null
      undo.accept()
      work.flush()
      return posted
    })
    return ok(amount === null ? { repeated: true } : { amount: Number(amount) })
  },
}

/** A negative amount, more fees returned than earned since the last sweep, is made good by own funds. */
function sweep(deps: PaymentDeps, date: BusinessDate, outId: Id<'trf'>, inId: Id<'trf'>, posted: bigint): NewTransfer[] {
  const account = (code: Parameters<PaymentDeps['ledger']['institutionAccount']>[0]): AccountId => deps.ledger.institutionAccount(code)
  const amount = posted < 0n ? -posted : posted
  const base = { kind: 'posted', amount, reference: `fee_sweep ${date}`, reason: { kind: 'fee_sweep' } } as const
  return posted > 0n
    ? [
        { ...base, id: outId, debit: account('fees_due'), credit: account('reserve_cash') },
        { ...base, id: inId, debit: ownCash(deps), credit: account('fee_income') },
      ]
    : [
        { ...base, id: outId, debit: account('reserve_cash'), credit: account('fees_due') },
        { ...base, id: inId, debit: account('fee_income'), credit: ownCash(deps) },
      ]
}

/** Recovers advances and pays out every merchant whose cycle falls on this close. */
const payouts: Step = {
  name: 'payouts',
  async run(deps, date) {
    const total = { paid: 0n, recovered: 0n, count: 0 }
    const cycles = isWorkingDay(deps, nextDay(date)) ? (['T0', 'T1', 'D1'] as const) : (['T0', 'D1'] as const)
    let after: Id<'mer'> | null = null
    for (;;) {
      const merchants: Awaited<ReturnType<PaymentDeps['merchants']['ofCycles']>> = await deps.merchants.ofCycles(
        deps.db,
        cycles,
        after,
        MERCHANT_PAGE,
      )
      if (merchants.length === 0) break
      const page = await payOutMerchants(deps, merchants, date)
      total.paid += page.paid
      total.recovered += page.recovered
      total.count += page.count
      after = merchants.at(-1)?.id ?? null
    }
    return ok({ count: total.count, paid: Number(total.paid), recovered: Number(total.recovered) })
  },
}

/** Carries out at the reserve bank, net, what crossed between reserve and own funds in the books. */
const fundTransfer: Step = {
  name: 'fund_transfer',
  async run(deps, date) {
    const transfer = await decideFundTransfer(deps, date)
    if (transfer === null) return ok({ amount: 0 })
    if (!transfer.done) {
      const answer = await deps.clearing.transferOwnFunds(deps.house, {
        id: formatId('trf', transfer.id),
        direction: transfer.direction,
        amount: transfer.amount,
        currency: CURRENCY,
        purpose: `day close ${date}`,
      })
      if (answer.result !== 'succeeded') return blocked(`the reserve bank answered ${answer.result}`)
      await store.finishFundTransfer(deps.db, date, answer.settlementDate)
    }
    return ok({ direction: transfer.direction, amount: Number(transfer.amount) })
  },
}

/** Decided once and kept: after a crash the same transfer is asked for again under the same id. */
async function decideFundTransfer(deps: PaymentDeps, date: BusinessDate): Promise<store.FundTransfer | null> {
  return deps.db.transaction(async tx => {
    const kept = await store.getFundTransfer(tx, date)
    if (kept !== null) return kept
    const [cash, capital] = await Promise.all([
      deps.ledger.readBalance(tx, ownCash(deps)),
      deps.ledger.readBalance(tx, deps.ledger.institutionAccount('capital')),
    ])
    const owed = (cash.ok ? cash.value.posted : 0n) - (capital.ok ? capital.value.posted : 0n) - (await store.carriedOut(tx))
    if (owed === 0n) return null
    const transfer = {
      id: derivedId<'trf'>('fund_transfer', date),
      direction: owed > 0n ? 'reserve_to_own' : 'own_to_reserve',
      amount: owed > 0n ? owed : -owed,
    } as const
    await store.insertFundTransfer(tx, date, transfer, deps.clock.now())
    return { ...transfer, done: false }
  })
}

const trialBalance: Step = {
  name: 'trial_balance',
  async run(deps, date) {
    const stored = await deps.db.transaction(tx => deps.ledger.storeTrialBalance(tx, date))
    return stored.ok ? ok({ lines: stored.value.lines.length }) : blocked(stored.error.code)
  },
}

/** Reserve = wallet balances + merchants' payables + in-transit at the cut, and what the reserve bank says it holds now. */
const reserveCheck: Step = {
  name: 'reserve_check',
  async run(deps, date) {
    const reserve = await deps.ledger.readReserve(deps.db, date)
    if (!reserve.ok) return blocked(reserve.error.code)
    const { totals, balanced } = reserve.value
    const bank = await deps.clearing.bankBalances(deps.house)
    return ok({
      balanced,
      reserve: Number(totals.reserve),
      wallet_balances: Number(totals.wallet_balances),
      merchant_payables: Number(totals.merchant_payables),
      in_transit: Number(totals.in_transit),
      bank: bank.ok ? { reserve: Number(bank.value.reserve), own: Number(bank.value.own) } : null,
    })
  },
}

const STEPS: readonly Step[] = [settlement, waitingRefunds, feeSweep, channelFees, payouts, fundTransfer, trialBalance, reserveCheck]

const blocked = (reason: string) => refuse('day_close_blocked', undefined, { reason })

const nextDay = (date: BusinessDate): Date => new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000)

/** Weekends are no working days, and neither are the days that the policy `calendar.holidays` lists. */
function isWorkingDay(deps: PaymentDeps, day: Date): boolean {
  if (day.getUTCDay() === 0 || day.getUTCDay() === 6) return false
  const holidays = deps.policies.at('calendar.holidays', day)?.value
  return !(Array.isArray(holidays) && holidays.includes(day.toISOString().slice(0, 10)))
}

/**
 * Cuts the open day. `date` makes a repeated run cut no second day. Refuses day_not_found.
 */
export async function cutDay(deps: PaymentDeps, date?: BusinessDate): Promise<Outcome<{ cut: BusinessDate; open: BusinessDate }>> {
  const cut = await deps.db.transaction(tx => deps.ledger.cutDay(tx, date === undefined ? {} : { date }))
  return cut.ok ? ok({ cut: cut.value.cut.date, open: cut.value.open.date }) : cut
}

/**
 * Closes a day that was cut, or goes on closing it. `afterStep` is called when a step is kept, for tests that crash there.
 * Refuses day_not_found, day_not_cut, day_close_blocked (with what is in the way).
 */
export async function closeDay(
  deps: PaymentDeps,
  date: BusinessDate,
  afterStep?: (step: string) => void,
): Promise<Outcome<store.DayClose>> {
  const day = await deps.ledger.findDay(deps.db, date)
  if (day === null) return refuse('day_not_found', 'date')
  if (day.state === 'open') return refuse('day_not_cut', 'date')
  return deps.db.transaction(async guard => {
    if (!(await store.claimClose(guard))) return blocked('another close is running')
    let close = await store.startClose(deps.db, date, deps.clock.now())
    for (const step of STEPS) {
      if (close.steps.some(finished => finished.name === step.name)) continue
      const result = await step.run(deps, date)
      if (!result.ok) return result
      close = { ...close, steps: [...close.steps, { name: step.name, finishedAt: deps.clock.now().toISOString(), result: result.value }] }
      await store.saveClose(deps.db, close)
      afterStep?.(step.name)
    }
    if (close.state !== 'closed') {
      close = { ...close, state: 'closed', closedAt: deps.clock.now() }
      await store.saveClose(deps.db, close)
    }
    return ok(close)
  })
}

/** How far the close of a day has come; `null` when it has not begun. */
export const closeOf = (db: Db, date: BusinessDate): Promise<store.DayClose | null> => store.getClose(db, date)
