/** Routes of transfers: reading them, and manual entries by operators. */
import { z } from 'zod'
import { formatId, newId } from '../../../kernel/ids.ts'
import { ok, refuse } from '../../../kernel/outcome.ts'
import type { CommandHandler } from '../../../platform/commands.ts'
import type { Db } from '../../../platform/db.ts'
import { listJson, pageOf } from '../../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { listQuery, zAmount, zDate, zId, zInstant, zList, zText } from '../../../platform/http/schemas.ts'
import { ENTRY_TRANSFERS_MAX, type ManualEntry } from '../post-entries.ts'
import { findTransfers, listTransfers, type StoredTransfer } from '../store/reading.ts'
import type { NewTransfer, Reason } from '../types.ts'
import { presentTransfer, zTransfer } from './present.ts'

const TAG = 'Ledger'

const id = zId('trf').optional().meta({ description: 'Your own id, which makes a retry harmless; made for you unless sent.' })
const amount = zAmount.meta({ description: 'Minor units of the accounts’ currency.' })
const effective_at = zInstant.optional().meta({ description: 'When it took effect; the booking time unless said.' })
const sides = { debit_account: zId('acc'), credit_account: zId('acc'), amount }
const pending = zId('trf').meta({ description: 'The pending transfer to resolve.' })

const zNewTransfer = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('posted'),
      id,
      ...sides,
      corrects: zId('trf').optional().meta({ description: 'The transfer that this one corrects.' }),
      effective_at,
    }),
    z.strictObject({ kind: z.literal('pending'), id, ...sides, expires_at: zInstant.optional(), effective_at }),
    z.strictObject({ kind: z.literal('post_pending'), id, pending, amount, effective_at }),
    z.strictObject({ kind: z.literal('void_pending'), id, pending, effective_at }),
  ])
  .meta({ id: 'NewLedgerTransfer' })

const zNewEntry = z
  .strictObject({
    transfers: z.array(zNewTransfer).min(1).max(ENTRY_TRANSFERS_MAX).meta({ description: 'Linked transfers: all are booked or none is.' }),
    reference: zText(100).meta({ description: 'What it is for: a payment, a case, a ticket.', examples: ['case-2026-17'] }),
    reason: zText(500).meta({ description: 'Why it is booked by hand; shown on statements and receipts.' }),
    clause: zText(200).optional().meta({ description: 'Agreement, version and clause, when one produced the amount.' }),
    accounting_date: zDate.optional().meta({ description: 'Refused unless it is the open accounting date.' }),
  })
  .meta({ id: 'NewLedgerEntry' })

type Body = z.output<typeof zNewEntry>

function transferOf(sent: Body['transfers'][number], reference: string, reason: Reason): NewTransfer {
  const base = {
    id: sent.id ?? newId<'trf'>(),
    reference,
    reason,
    ...(sent.effective_at === undefined ? {} : { effectiveAt: sent.effective_at }),
  }
  switch (sent.kind) {
    case 'posted':
      return {
        ...base,
        kind: 'posted',
        debit: sent.debit_account,
        credit: sent.credit_account,
        amount: sent.amount,
        ...(sent.corrects === undefined ? {} : { corrects: sent.corrects }),
      }
    case 'pending':
      return {
        ...base,
        kind: 'pending',
        debit: sent.debit_account,
        credit: sent.credit_account,
        amount: sent.amount,
        expiresAt: sent.expires_at ?? null,
      }
    case 'post_pending':
      return { ...base, kind: 'post_pending', pending: sent.pending, amount: sent.amount }
    case 'void_pending':
      return { ...base, kind: 'void_pending', pending: sent.pending }
  }
}

export function entryOf(body: Body): ManualEntry {
  const reason: Reason = { kind: 'manual_entry', arithmetic: body.reason, ...(body.clause === undefined ? {} : { clause: body.clause }) }
  return { accountingDate: body.accounting_date ?? null, transfers: body.transfers.map(sent => transferOf(sent, body.reference, reason)) }
}

/** What a second operator is asked to approve. */
function summaryOf({ transfers, reference, reason }: Body): { en: string; zh: string } {
  const total = transfers.reduce((sum, sent) => sum + ('amount' in sent ? sent.amount : 0n), 0n)
  const count = transfers.length
  return {
    en: `Book ${count === 1 ? 'a transfer' : `${count} linked transfers`} by hand, ${total} minor units in all, for ${reference}: ${reason}`,
    zh: `手工记账 ${count} 笔，合计 ${total}（最小货币单位），事由编号 ${reference}：${reason}`,
  }
}

/** The answer to a manual entry. */
export const presentEntries = (transfers: readonly StoredTransfer[]) => ({
  object: 'list' as const,
  data: transfers.map(presentTransfer),
  has_more: false,
})

export const subjectOf = (transfers: readonly StoredTransfer[]): string =>
  transfers.map(transfer => formatId('trf', transfer.id))[0] ?? 'nothing'

export function transferRoutes(db: Db, post: CommandHandler<ManualEntry>): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/ledger/transfers',
      operationId: 'listLedgerTransfers',
      tag: TAG,
      summary: 'List transfers',
      description: 'Newest first. Every transfer of a payment has the payment’s id as its reference.',
      access: { operator: 'ledger:read' },
      query: z.strictObject({
        ...listQuery('trf'),
        reference: zText(100)
          .optional()
          .meta({ examples: ['pay_01jd9w2m6te3rbq4c8v5xkz7fh'] }),
      }),
      response: { status: 200, schema: zList(zTransfer) },
      refusals: [],
      handle: async ({ query }) => {
        const rows = await listTransfers(db, query.reference ?? null, query)
        return ok(listJson(pageOf(rows, query.limit, query.ending_before !== undefined), presentTransfer))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/ledger/transfers/:id',
      operationId: 'getLedgerTransfer',
      tag: TAG,
      summary: 'Read a transfer',
      access: { operator: 'ledger:read' },
      params: z.strictObject({ id: zId('trf') }),
      response: { status: 200, schema: zTransfer },
      refusals: ['transfer_not_found'],
      handle: async ({ params }) => {
        const [transfer] = await findTransfers(db, [params.id])
        return transfer === undefined ? refuse('transfer_not_found', 'id') : ok(presentTransfer(transfer))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/ledger/transfers',
      operationId: 'postLedgerTransfers',
      tag: TAG,
      summary: 'Post a manual entry',
      description:
        'Books linked transfers by hand on the open accounting date, all or none. Transfers are never changed or deleted: mend one with a correction that names it. Money never crosses between the customer reserve and own funds.',
      access: { operator: 'ledger:write' },
      body: zNewEntry,
      response: { status: 201, schema: zList(zTransfer) },
      refusals: [
        'insufficient_funds',
        'account_not_found',
        'accounts_differ_in_currency',
        'accounts_differ_in_fund',
        'transfer_accounts_same',
        'transfer_exists',
        'pending_not_found',
        'pending_resolved',
        'pending_exceeded',
        'accounting_date_closed',
      ],
      command: 'money',
      approval: { action: 'ledger.transfers', summary: ({ body }) => summaryOf(body) },
      handle: ({ body, command }) => post.execute(entryOf(body), command),
    }),
  ]
}
