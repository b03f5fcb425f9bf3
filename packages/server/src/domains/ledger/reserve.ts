/**
 * The reserve equation: what is at the reserve bank or due from the clearing houses equals what is owed to holders and
 * merchants, on its way to somebody, or earned but not yet swept. The institution's own funds stand beside it, never netted.
 */
import type { Currency } from '../../kernel/currencies.ts'
import { type Outcome, ok } from '../../kernel/outcome.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import type { Db } from '../../platform/db.ts'
import { type AccountCode, CHART, type ChartEntry, chartEntry } from './chart.ts'
import { type CodeBalance, readBalancesByCode } from './store/days.ts'
import { readStoredTrialBalance } from './trial-balance.ts'

/** The terms of the equation reserve = wallet balances + merchants' payables + in transit. */
export type ReserveTerm = 'reserve' | 'wallet_balances' | 'merchant_payables' | 'in_transit'

/** A component: on its normal side, in minor units. */
export type ReserveLine = {
  readonly code: AccountCode
  readonly number: string
  readonly en: string
  readonly zh: string
  readonly side: 'debit' | 'credit'
  readonly amount: bigint
}

export type ReserveStatement = {
  /** The closed date, or `null` for now. */
  readonly date: BusinessDate | null
  readonly currency: Currency
  readonly balanced: boolean
  readonly totals: Readonly<Record<ReserveTerm, bigint>>
  readonly lines: readonly (ReserveLine & { readonly term: ReserveTerm })[]
  readonly ownFunds: { readonly balanced: boolean; readonly lines: readonly ReserveLine[] }
}

/** Every term of a reserve code follows from the chart: the debit side is the reserve, a holder's is a wallet balance… */
function termOf(entry: ChartEntry): ReserveTerm {
  if (entry.normalSide === 'debit') return 'reserve'
  if (entry.owner === 'holder') return 'wallet_balances'
  return entry.owner === 'merchant' ? 'merchant_payables' : 'in_transit'
}

const sum = (lines: readonly ReserveLine[], side: 'debit' | 'credit'): bigint =>
  lines.reduce((total, line) => (line.side === side ? total + line.amount : total), 0n)

/** Arranges balances by code into the equation. Pure. */
export function reserveOf(balances: readonly CodeBalance[], currency: Currency, date: BusinessDate | null): ReserveStatement {
  const amounts = new Map(balances.filter(line => line.currency === currency).map(line => [line.code, line.amount]))
  const linesOf = (fund: ChartEntry['fund']) =>
    (Object.keys(CHART) as AccountCode[])
      .map(code => ({ code, entry: chartEntry(code) }))
      .filter(({ entry }) => entry.fund === fund)
      .map(({ code, entry }) => ({
        code,
        number: entry.number,
        en: entry.en,
        zh: entry.zh,
        side: entry.normalSide,
        amount: amounts.get(code) ?? 0n,
        term: termOf(entry),
      }))
  const lines = linesOf('reserve')
  const own = linesOf('own').map(({ term: _, ...line }) => line)
  const total = (term: ReserveTerm): bigint => lines.reduce((added, line) => (line.term === term ? added + line.amount : added), 0n)
  return {
    date,
    currency,
    balanced: sum(lines, 'debit') === sum(lines, 'credit'),
    totals: {
      reserve: total('reserve'),
      wallet_balances: total('wallet_balances'),
      merchant_payables: total('merchant_payables'),
      in_transit: total('in_transit'),
    },
    lines,
    ownFunds: { balanced: sum(own, 'debit') === sum(own, 'credit'), lines: own },
  }
}

/** The equation now, or as of the end of a cut date from its stored trial balance. */
export async function readReserve(
  reader: Pick<Db, 'query'>,
  date: BusinessDate | null = null,
  currency: Currency = 'CNY',
): Promise<Outcome<ReserveStatement, 'day_not_found' | 'day_open'>> {
  if (date === null) return ok(reserveOf(await readBalancesByCode(reader), currency, null))
  const stored = await readStoredTrialBalance(reader, date)
  if (!stored.ok) return stored
  return ok(
    reserveOf(
      stored.value.lines.map(line => ({ code: line.code, currency: line.currency, amount: line.closing })),
      currency,
      date,
    ),
  )
}
