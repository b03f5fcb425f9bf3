/** Routes of accounts: lists, balances as of an instant, statements as JSON and CSV. */
import { Readable } from 'node:stream'
import { z } from 'zod'
import { formatId } from '../../../kernel/ids.ts'
import { formatAmount } from '../../../kernel/money.ts'
import { ok, refuse } from '../../../kernel/outcome.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import type { Db } from '../../../platform/db.ts'
import { listJson, pageOf } from '../../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { listQuery, zDate, zFlag, zId, zInstant, zInstantJson, zList, zPublicId, zText } from '../../../platform/http/schemas.ts'
import { BYTE_ORDER_MARK, csvRow } from '../csv.ts'
import { readBalance, type StoredAccount, statementOf, streamStatement } from '../statements.ts'
import { findAccounts, listAccounts } from '../store/reading.ts'
import { ownerOf, presentAccount, presentBalances, presentEntry, zAccount, zBalances, zCode, zCurrencyJson, zEntry } from './present.ts'

const TAG = 'Ledger'
const access = { operator: 'ledger:read' } as const
const params = z.strictObject({ id: zId('acc') })

export const zBom = zFlag.optional().meta({ description: 'Begin with a byte-order mark, without which Excel does not read UTF-8.' })

const dates = {
  from: zDate.optional().meta({ description: 'First accounting date.' }),
  to: zDate.optional().meta({ description: 'Last accounting date.' }),
}

const zBalance = z
  .object({
    account: zPublicId('acc'),
    object: z.literal('ledger_balance'),
    currency: zCurrencyJson,
    as_of: zInstantJson
      .nullable()
      .meta({ description: 'Everything booked up to this instant counts (booking time, not effective time); null: now.' }),
    balances: zBalances,
  })
  .meta({ id: 'LedgerBalance' })

export function accountRoutes(db: Db): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/ledger/accounts',
      operationId: 'listLedgerAccounts',
      tag: TAG,
      summary: 'List ledger accounts',
      description: 'Newest first, with their present balances in minor units.',
      access,
      query: z.strictObject({
        ...listQuery('acc'),
        code: zCode.optional(),
        owner: zText(100).optional().meta({ description: 'mer_…, hld_…, the code of a clearing house, or institution.' }),
      }),
      response: { status: 200, schema: zList(zAccount) },
      refusals: [],
      handle: async ({ query }) => {
        const owner = query.owner === undefined ? null : ownerOf(query.owner)
        const rows = await listAccounts(db, { code: query.code ?? null, owner }, query)
        return ok(listJson(pageOf(rows, query.limit, query.ending_before !== undefined), presentAccount))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/ledger/accounts/:id',
      operationId: 'getLedgerAccount',
      tag: TAG,
      summary: 'Read a ledger account',
      access,
      params,
      response: { status: 200, schema: zAccount },
      refusals: ['account_not_found'],
      handle: async ({ params: { id } }) => {
        const [account] = await findAccounts(db, [id])
        return account === undefined ? refuse('account_not_found', 'id') : ok(presentAccount(account))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/ledger/accounts/:id/balance',
      operationId: 'getLedgerBalance',
      tag: TAG,
      summary: 'Read a balance, now or as of an instant',
      description:
        'With as_of: the balance with everything that was booked up to and including that instant. Booking time is meant, which is when the ledger wrote the transfer; the effective time of a transfer may differ.',
      access,
      params,
      query: z.strictObject({ as_of: zInstant.optional() }),
      response: { status: 200, schema: zBalance },
      refusals: ['account_not_found'],
      handle: async ({ params: { id }, query }) => {
        const found = await readBalance(db, id, query.as_of ?? null)
        if (!found.ok) return found
        const { account, asOf, balances } = found.value
        return ok({
          account: formatId('acc', account.id),
          object: 'ledger_balance',
          currency: account.currency,
          as_of: asOf?.toISOString() ?? null,
          balances: presentBalances(account.code, balances),
        } satisfies z.input<typeof zBalance>)
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/ledger/accounts/:id/statement',
      operationId: 'getLedgerStatement',
      tag: TAG,
      summary: 'Read a statement with running balance',
      description: 'Booked transfers of the account, newest first, each with the balance after it. Pending transfers are no entries.',
      access,
      params,
      query: z.strictObject({ ...listQuery('trf'), ...dates }),
      response: { status: 200, schema: zList(zEntry) },
      refusals: ['account_not_found', 'transfer_not_found'],
      handle: async ({ params: { id }, query }) => {
        const found = await statementOf(db, {
          account: id,
          from: query.from,
          to: query.to,
          limit: query.limit,
          startingAfter: query.starting_after,
          endingBefore: query.ending_before,
        })
        if (!found.ok) return found
        const { account, entries, hasMore } = found.value
        return ok({ object: 'list', data: entries.map(entry => presentEntry(account, entry)), has_more: hasMore })
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/ledger/accounts/:id/statement.csv',
      operationId: 'exportLedgerStatement',
      tag: TAG,
      summary: 'Export a statement as CSV',
      description:
        'Oldest first. Columns ending in _minor are integers in minor units; debit, credit and balance are decimals in the currency’s main unit.',
      access,
      params,
      query: z.strictObject({ ...dates, bom: zBom }),
      response: { status: 200, schema: null, contentType: 'text/csv' },
      refusals: ['account_not_found'],
      handle: async ({ params: { id }, query }) => {
        const [account] = await findAccounts(db, [id])
        if (account === undefined) return refuse('account_not_found', 'id')
        return {
          kind: 'raw',
          status: 200,
          contentType: 'text/csv; charset=utf-8',
          headers: { 'Content-Disposition': `attachment; filename="statement-${formatId('acc', account.id)}.csv"` },
          body: Readable.from(statementCsv(db, account, query.from ?? null, query.to ?? null, query.bom === true)),
        }
      },
    }),
  ]
}

const HEADER = [
  'transfer',
  'accounting_date',
  'booked_at',
  'effective_at',
  'debit',
  'credit',
  'balance',
  'currency',
  'amount_minor',
  'balance_minor',
  'counter_account',
  'reference',
  'reason',
  'clause',
  'arithmetic',
]

/** The statement in pieces of a thousand lines. */
async function* statementCsv(
  db: Db,
  account: StoredAccount,
  from: BusinessDate | null,
  to: BusinessDate | null,
  bom: boolean,
): AsyncGenerator<string> {
  yield (bom ? BYTE_ORDER_MARK : '') + csvRow(HEADER)
  const decimal = (amount: bigint): string => formatAmount(amount, account.currency)
  for await (const entries of streamStatement(db, account, from, to)) {
    yield entries
      .map(entry =>
        csvRow([
          formatId('trf', entry.id),
          entry.accountingDate,
          entry.bookedAt.toISOString(),
          (entry.effectiveAt ?? entry.bookedAt).toISOString(),
          entry.direction === 'debit' ? decimal(entry.amount) : null,
          entry.direction === 'credit' ? decimal(entry.amount) : null,
          { number: decimal(entry.balanceAfter) },
          account.currency,
          entry.amount,
          entry.balanceAfter,
          formatId('acc', entry.counter),
          entry.reference,
          entry.reasonKind,
          entry.reasonClause,
          entry.reasonArithmetic,
        ]),
      )
      .join('')
  }
}
