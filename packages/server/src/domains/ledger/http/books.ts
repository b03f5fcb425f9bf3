/** Routes of the books as a whole: days, trial balances, the reserve equation and verifications. */
import { z } from 'zod'
import { formatId, type Id } from '../../../kernel/ids.ts'
import { formatAmount } from '../../../kernel/money.ts'
import { ok, refuse } from '../../../kernel/outcome.ts'
import type { Db } from '../../../platform/db.ts'
import { listJson, pageOf } from '../../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import {
  listQuery,
  zAmountJson,
  zCurrency,
  zDate,
  zDateJson,
  zId,
  zInstantJson,
  zList,
  zLocalTextJson,
  zPublicId,
} from '../../../platform/http/schemas.ts'
import { chartEntry } from '../chart.ts'
import { BYTE_ORDER_MARK, csvRow } from '../csv.ts'
import { type ReserveLine, type ReserveStatement, readReserve } from '../reserve.ts'
import { type Day, findDay, listDays } from '../store/days.ts'
import { findVerification, listVerifications } from '../store/verification.ts'
import { readStoredTrialBalance, type TrialBalance } from '../trial-balance.ts'
import { type Difference, type Verification, type VerifyDeps, verifyBooks } from '../verify-books.ts'
import { zBom } from './accounts.ts'
import { zCode, zCurrencyJson, zSide } from './present.ts'

const TAG = 'Ledger'
const read = { operator: 'ledger:read' } as const

const zLine = z.object({
  number: z.string().meta({ examples: ['1001'] }),
  code: zCode,
  name: zLocalTextJson,
  side: zSide.meta({ description: 'The side on which the amount stands.' }),
  amount: zAmountJson,
})

const zReserve = z
  .object({
    id: z.string().meta({ description: 'The accounting date, or now.' }),
    object: z.literal('reserve_statement'),
    date: zDateJson.nullable().meta({ description: 'As of the end of this closed accounting date; null: now.' }),
    currency: zCurrencyJson,
    balanced: z
      .boolean()
      .meta({ description: 'Whether reserve = wallet_balances + merchant_payables + in_transit, and own funds balance too.' }),
    reserve: zAmountJson.meta({
      description: 'Cash at the reserve bank, receivables from clearing houses and shortfalls, in minor units.',
    }),
    wallet_balances: zAmountJson.meta({ description: 'Owed to wallet holders, in minor units.' }),
    merchant_payables: zAmountJson.meta({ description: 'Owed to merchants: unsettled, settled and refund deposits, in minor units.' }),
    in_transit: zAmountJson.meta({ description: 'Payments and refunds on their way, fees not yet swept and surpluses, in minor units.' }),
    lines: z.array(zLine.extend({ term: z.enum(['reserve', 'wallet_balances', 'merchant_payables', 'in_transit']) })),
    own_funds: z
      .object({ balanced: z.boolean(), lines: z.array(zLine) })
      .meta({ description: 'The institution’s own money; never netted with the reserve.' }),
  })
  .meta({ id: 'ReserveStatement' })

const presentLine = (line: ReserveLine): z.input<typeof zLine> => ({
  number: line.number,
  code: line.code,
  name: { en: line.en, zh: line.zh },
  side: line.side,
  amount: Number(line.amount),
})

const presentReserve = (statement: ReserveStatement): z.input<typeof zReserve> => ({
  id: statement.date ?? 'now',
  object: 'reserve_statement',
  date: statement.date,
  currency: statement.currency,
  balanced: statement.balanced && statement.ownFunds.balanced,
  reserve: Number(statement.totals.reserve),
  wallet_balances: Number(statement.totals.wallet_balances),
  merchant_payables: Number(statement.totals.merchant_payables),
  in_transit: Number(statement.totals.in_transit),
  lines: statement.lines.map(line => ({ ...presentLine(line), term: line.term })),
  own_funds: { balanced: statement.ownFunds.balanced, lines: statement.ownFunds.lines.map(presentLine) },
})

const zTrial = z
  .object({
    id: zDateJson,
    object: z.literal('trial_balance'),
    date: zDateJson,
    lines: z.array(
      z.object({
        number: z.string(),
        code: zCode,
        name: zLocalTextJson,
        currency: zCurrencyJson,
        side: zSide.meta({ description: 'The side on which opening and closing stand.' }),
        opening: zAmountJson,
        debits: zAmountJson,
        credits: zAmountJson,
        closing: zAmountJson,
      }),
    ),
    totals: z.array(z.object({ currency: zCurrencyJson, debits: zAmountJson, credits: zAmountJson })),
  })
  .meta({ id: 'TrialBalance', description: 'Amounts in minor units. Debits equal credits in every currency.' })

const byNumber = (trial: TrialBalance) =>
  trial.lines.map(line => ({ ...line, entry: chartEntry(line.code) })).sort((a, b) => a.entry.number.localeCompare(b.entry.number))

function presentTrialBalance(trial: TrialBalance): z.input<typeof zTrial> {
  const currencies = [...new Set(trial.lines.map(line => line.currency))]
  const sum = (currency: string, side: 'debits' | 'credits'): number =>
    Number(trial.lines.reduce((total, line) => (line.currency === currency ? total + line[side] : total), 0n))
  return {
    id: trial.date,
    object: 'trial_balance',
    date: trial.date,
    lines: byNumber(trial).map(line => ({
      number: line.entry.number,
      code: line.code,
      name: { en: line.entry.en, zh: line.entry.zh },
      currency: line.currency,
      side: line.entry.normalSide,
      opening: Number(line.opening),
      debits: Number(line.debits),
      credits: Number(line.credits),
      closing: Number(line.closing),
    })),
    totals: currencies.map(currency => ({ currency, debits: sum(currency, 'debits'), credits: sum(currency, 'credits') })),
  }
}

const TRIAL_HEADER = [
  'accounting_date',
  'number',
  'code',
  'name_en',
  'name_zh',
  'currency',
  'side',
  'opening',
  'debits',
  'credits',
  'closing',
]

function trialCsv(trial: TrialBalance, bom: boolean): string {
  const rows = byNumber(trial).map(line => {
    const decimal = (amount: bigint) => ({ number: formatAmount(amount, line.currency) })
    const amounts = [line.opening, line.debits, line.credits, line.closing].map(decimal)
    return csvRow([
      trial.date,
      line.entry.number,
      line.code,
      line.entry.en,
      line.entry.zh,
      line.currency,
      line.entry.normalSide,
      ...amounts,
    ])
  })
  return (bom ? BYTE_ORDER_MARK : '') + csvRow(TRIAL_HEADER) + rows.join('')
}

const zDay = z
  .object({
    id: zDateJson,
    object: z.literal('day'),
    date: zDateJson,
    state: z.enum(['open', 'cut']).meta({ description: 'A cut day accepts nothing.' }),
    cut_at: zInstantJson.nullable(),
    trial_balance_at: zInstantJson.nullable().meta({ description: 'When its trial balance was stored.' }),
    created_at: zInstantJson.meta({ description: 'When it was opened.' }),
  })
  .meta({ id: 'Day', description: 'An accounting date of the institution.' })

const presentDay = (day: Day): z.input<typeof zDay> => ({
  id: day.date,
  object: 'day',
  date: day.date,
  state: day.state,
  cut_at: day.cutAt?.toISOString() ?? null,
  trial_balance_at: day.trialBalanceAt?.toISOString() ?? null,
  created_at: day.openedAt.toISOString(),
})

const zVerification = z
  .object({
    id: zPublicId('vrf'),
    object: z.literal('ledger_verification'),
    ok: z.boolean(),
    accounts: z.int().meta({ description: 'How many accounts were derived anew.' }),
    transfers: z.int().meta({ description: 'From how many transfers.' }),
    difference_count: z.int().meta({ description: 'How many there are in all.' }),
    differences: z
      .array(z.object({ kind: z.string(), subject: z.string(), detail: z.string() }))
      .meta({ description: 'The first 100: what differs, where, and how (amounts in minor units).' }),
    finished_at: zInstantJson,
    created_at: zInstantJson.meta({ description: 'When it began.' }),
  })
  .meta({ id: 'LedgerVerification' })

type Named = 'acc' | 'trf'
const ACCOUNT = { subject: 'acc', detail: 'trf' } as const

/** What the ids in a difference are ids of. */
const NAMED: Readonly<Partial<Record<Difference['kind'], { readonly subject: Named; readonly detail: Named }>>> = {
  transfer_accounts: { subject: 'trf', detail: 'acc' },
  pending: { subject: 'trf', detail: 'trf' },
  daily_balance: ACCOUNT,
  balance: ACCOUNT,
  overdrawn: ACCOUNT,
  running_balance: ACCOUNT,
  snapshot: ACCOUNT,
}

const withPublicIds = (text: string, prefix: Named): string =>
  text.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, id => formatId(prefix, id as Id<Named>))

function presentDifference({ kind, subject, detail }: Difference): Difference {
  const named = NAMED[kind]
  return named === undefined
    ? { kind, subject, detail }
    : { kind, subject: withPublicIds(subject, named.subject), detail: withPublicIds(detail, named.detail) }
}

const presentVerification = (found: Verification): z.input<typeof zVerification> => ({
  id: formatId('vrf', found.id),
  object: 'ledger_verification',
  ok: found.ok,
  accounts: Number(found.accounts),
  transfers: Number(found.transfers),
  difference_count: Number(found.differenceCount),
  differences: found.differences.map(presentDifference),
  finished_at: found.finishedAt.toISOString(),
  created_at: found.startedAt.toISOString(),
})

const getVerification = async (db: Db, id: Id<'vrf'>) => {
  const found = await findVerification(db, id)
  return found === null ? refuse('verification_not_found', 'id') : ok(presentVerification(found))
}

const reserveRoute = (db: Db): Route =>
  defineRoute({
    method: 'GET',
    path: '/v1/ledger/reserve',
    operationId: 'getReserve',
    tag: TAG,
    summary: 'Read the reserve equation',
    description:
      'reserve = wallet balances + merchants’ payables + in transit, with every component; now, or as of a closed accounting date.',
    access: read,
    query: z.strictObject({ date: zDate.optional(), currency: zCurrency.optional() }),
    response: { status: 200, schema: zReserve },
    refusals: ['day_not_found', 'day_open'],
    handle: async ({ query }) => {
      const found = await readReserve(db, query.date ?? null, query.currency ?? 'CNY')
      return found.ok ? ok(presentReserve(found.value)) : found
    },
  })

const trialRoutes = (db: Db): Route[] => [
  defineRoute({
    method: 'GET',
    path: '/v1/ledger/trial_balance',
    operationId: 'getTrialBalance',
    tag: TAG,
    summary: 'Read the trial balance of a cut day',
    access: read,
    query: z.strictObject({ date: zDate }),
    response: { status: 200, schema: zTrial },
    refusals: ['day_not_found', 'day_open'],
    handle: async ({ query }) => {
      const found = await readStoredTrialBalance(db, query.date)
      return found.ok ? ok(presentTrialBalance(found.value)) : found
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/ledger/trial_balance.csv',
    operationId: 'exportTrialBalance',
    tag: TAG,
    summary: 'Export a trial balance as CSV',
    description: 'Amounts are decimals in the currency’s main unit.',
    access: read,
    query: z.strictObject({ date: zDate, bom: zBom }),
    response: { status: 200, schema: null, contentType: 'text/csv' },
    refusals: ['day_not_found', 'day_open'],
    handle: async ({ query }) => {
      const found = await readStoredTrialBalance(db, query.date)
      if (!found.ok) return found
      return {
        kind: 'raw',
        status: 200,
        contentType: 'text/csv; charset=utf-8',
        headers: { 'Content-Disposition': `attachment; filename="trial-balance-${query.date}.csv"` },
        body: trialCsv(found.value, query.bom === true),
      }
    },
  }),
]

const dayRoutes = (db: Db): Route[] => [
  defineRoute({
    method: 'GET',
    path: '/v1/days',
    operationId: 'listDays',
    tag: 'Days',
    summary: 'List accounting dates',
    description: 'Newest first; the cursors are dates.',
    access: { operator: 'days:read' },
    query: z.strictObject({
      limit: listQuery('acc').limit,
      starting_after: zDate.optional().meta({ description: 'Answer with earlier dates.' }),
      ending_before: zDate.optional().meta({ description: 'Answer with later dates.' }),
    }),
    response: { status: 200, schema: zList(zDay) },
    refusals: [],
    handle: async ({ query }) => {
      const rows = await listDays(db, { after: query.starting_after, before: query.ending_before, limit: query.limit })
      return ok(listJson(pageOf(rows, query.limit, query.ending_before !== undefined), presentDay))
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/days/:date',
    operationId: 'getDay',
    tag: 'Days',
    summary: 'Read an accounting date',
    access: { operator: 'days:read' },
    params: z.strictObject({ date: zDate }),
    response: { status: 200, schema: zDay },
    refusals: ['day_not_found'],
    handle: async ({ params }) => {
      const day = await findDay(db, params.date)
      return day === null ? refuse('day_not_found', 'date') : ok(presentDay(day))
    },
  }),
]

const verificationRoutes = (deps: VerifyDeps, db: Db): Route[] => [
  defineRoute({
    method: 'POST',
    path: '/v1/ledger/verifications',
    operationId: 'verifyBooks',
    tag: TAG,
    summary: 'Verify the books',
    description:
      'Derives every balance anew from the transfers and compares it with what is stored. Changes nothing, blocks nobody, and takes longer the more transfers there are.',
    access: read,
    response: { status: 201, schema: zVerification },
    refusals: [],
    handle: async () => ok(presentVerification(await verifyBooks(deps, db))),
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/ledger/verifications',
    operationId: 'listVerifications',
    tag: TAG,
    summary: 'List verifications of the books',
    access: read,
    query: z.strictObject({ ...listQuery('vrf') }),
    response: { status: 200, schema: zList(zVerification) },
    refusals: [],
    handle: async ({ query }) =>
      ok(listJson(pageOf(await listVerifications(db, query), query.limit, query.ending_before !== undefined), presentVerification)),
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/ledger/verifications/:id',
    operationId: 'getVerification',
    tag: TAG,
    summary: 'Read a verification of the books',
    access: read,
    params: z.strictObject({ id: zId('vrf') }),
    response: { status: 200, schema: zVerification },
    refusals: ['verification_not_found'],
    handle: ({ params }) => getVerification(db, params.id),
  }),
]

export const bookRoutes = (deps: VerifyDeps, db: Db): readonly Route[] => [
  reserveRoute(db),
  ...trialRoutes(db),
  ...dayRoutes(db),
  ...verificationRoutes(deps, db),
]
