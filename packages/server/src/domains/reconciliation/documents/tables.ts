/** The tables of a close as CSV and JSON. Pure; the same books give the same bytes. */
import type { Currency } from '../../../kernel/currencies.ts'
import { formatAmount } from '../../../kernel/money.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import type { ReserveStatement } from '../../ledger/ledger.ts'
import { csvText } from './csv-text.ts'
import type { CloseFacts } from './facts.ts'

export type TrialLine = {
  readonly currency: Currency
  readonly opening: bigint
  readonly debits: bigint
  readonly credits: bigint
  readonly closing: bigint
  readonly entry: { readonly number: string; readonly en: string; readonly zh: string; readonly normalSide: 'debit' | 'credit' }
}

export const trialBalanceCsv = (date: BusinessDate, lines: readonly TrialLine[]): string =>
  csvText([
    ['accounting_date', 'number', 'name_zh', 'name_en', 'currency', 'side', 'opening', 'debits', 'credits', 'closing'],
    ...lines.map(({ entry, currency, ...line }) => [
      date,
      entry.number,
      entry.zh,
      entry.en,
      currency,
      entry.normalSide,
      ...[line.opening, line.debits, line.credits, line.closing].map(amount => formatAmount(amount, currency)),
    ]),
  ])

const linesOf = (reserve: ReserveStatement) => [
  ...reserve.lines.map(line => ({ fund: 'reserve', ...line })),
  ...reserve.ownFunds.lines.map(line => ({ fund: 'own', term: '', ...line })),
]

/** The reserve report (备付金报表): every component of the equation, and own funds beside it. */
export const reserveCsv = (reserve: ReserveStatement): string =>
  csvText([
    ['date', 'fund', 'term', 'number', 'name_zh', 'name_en', 'side', 'currency', 'amount'],
    ...linesOf(reserve).map(line => [
      reserve.date ?? '',
      line.fund,
      line.term,
      line.number,
      line.zh,
      line.en,
      line.side,
      reserve.currency,
      formatAmount(line.amount, reserve.currency),
    ]),
  ])

/** Amounts in minor units. */
export function reserveJson(reserve: ReserveStatement): string {
  const { totals } = reserve
  const report = {
    object: 'reserve_report',
    date: reserve.date,
    currency: reserve.currency,
    balanced: reserve.balanced && reserve.ownFunds.balanced,
    reserve: Number(totals.reserve),
    wallet_balances: Number(totals.wallet_balances),
    merchant_payables: Number(totals.merchant_payables),
    in_transit: Number(totals.in_transit),
    lines: linesOf(reserve).map(({ fund, term, number, code, en, zh, side, amount }) => ({
      fund,
      term: term === '' ? null : term,
      number,
      code,
      name: { en, zh },
      side,
      amount: Number(amount),
    })),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}

export const exceptionsCsv = (facts: CloseFacts): string =>
  csvText([
    [
      'id',
      'date',
      'source',
      'kind',
      'state',
      'amount',
      'currency',
      'reference',
      'detail',
      'opened_at',
      'closed_at',
      'closed_by',
      'comment',
    ],
    ...facts.exceptions.map(each => [
      each.id,
      each.date,
      each.source,
      each.kind,
      each.state,
      formatAmount(BigInt(each.amount), 'CNY'),
      each.currency,
      each.reference ?? '',
      each.detail,
      each.openedAt,
      each.closedAt ?? '',
      each.closedBy ?? '',
      each.comment ?? '',
    ]),
  ])
