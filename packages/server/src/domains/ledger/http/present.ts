/** The ledger's nouns as JSON: schemas of answers and how rows become them. */
import { z } from 'zod'
import { CURRENCIES } from '../../../kernel/currencies.ts'
import { formatId, type Id, parseId } from '../../../kernel/ids.ts'
import { zAmountJson, zDateJson, zInstantJson, zLocalTextJson, zPublicId } from '../../../platform/http/schemas.ts'
import { type AccountCode, CHART, chartEntry } from '../chart.ts'
import { availableOf } from '../rules.ts'
import { postedOf, type StatementEntry, type StoredAccount, type StoredTransfer } from '../statements.ts'
import type { Balances } from '../types.ts'

export const ACCOUNT_CODES = Object.keys(CHART) as [AccountCode, ...AccountCode[]]

export const zCode = z.enum(ACCOUNT_CODES).meta({ description: 'Account code of the chart of accounts.', examples: ['wallet_balance'] })
export const zSide = z.enum(['debit', 'credit'])
export const zCurrencyJson = z
  .enum([...CURRENCIES] as [string, ...string[]])
  .meta({ description: 'ISO 4217 currency code.', examples: ['CNY'] })

const OWNER_PREFIX = { merchant: 'mer', holder: 'hld' } as const
const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)

/** The owner as people see it: `mer_…`, `hld_…`, the clearing house's code or `institution`. */
export function ownerText(code: AccountCode, owner: string): string {
  const kind = chartEntry(code).owner
  if ((kind !== 'merchant' && kind !== 'holder') || !isUuid(owner)) return owner
  // The chart says whose id it is.
  return formatId(OWNER_PREFIX[kind], owner as Id<'mer'> & Id<'hld'>)
}

/** The owner as it is stored. */
export const ownerOf = (text: string): string => parseId('mer', text) ?? parseId('hld', text) ?? text

export const zBalances = z
  .object({
    posted: zAmountJson.meta({ description: "Booked, on the account's normal side, in minor units." }),
    available: zAmountJson.meta({
      description: 'What could leave the account: posted less what pending transfers reserve, in minor units.',
    }),
    debits_posted: zAmountJson,
    debits_pending: zAmountJson,
    credits_posted: zAmountJson,
    credits_pending: zAmountJson,
  })
  .meta({ id: 'LedgerBalances', description: 'Sums in minor units of the currency since the account was opened.' })

export const presentBalances = (code: AccountCode, balances: Balances): z.input<typeof zBalances> => ({
  posted: Number(postedOf({ code }, { debits: balances.debitsPosted, credits: balances.creditsPosted })),
  available: Number(availableOf(balances, chartEntry(code).normalSide)),
  debits_posted: Number(balances.debitsPosted),
  debits_pending: Number(balances.debitsPending),
  credits_posted: Number(balances.creditsPosted),
  credits_pending: Number(balances.creditsPending),
})

export const zAccount = z
  .object({
    id: zPublicId('acc'),
    object: z.literal('ledger_account'),
    code: zCode,
    number: z.string().meta({ description: 'Number in the chart of accounts.', examples: ['2001'] }),
    name: zLocalTextJson,
    fund: z
      .enum(['reserve', 'own'])
      .meta({ description: 'reserve: customers’ money (备付金); own: the institution’s own funds (自有资金).' }),
    normal_side: zSide.meta({ description: 'The side on which the balance normally stands.' }),
    constrained: z.boolean().meta({ description: 'Whether the ledger keeps the balance from falling below zero.' }),
    owner: z.string().meta({ description: 'mer_…, hld_…, the code of a clearing house, or institution.' }),
    currency: zCurrencyJson,
    balances: zBalances,
    created_at: zInstantJson,
  })
  .meta({ id: 'LedgerAccount' })

export function presentAccount(account: StoredAccount): z.input<typeof zAccount> {
  const entry = chartEntry(account.code)
  return {
    id: formatId('acc', account.id),
    object: 'ledger_account',
    code: account.code,
    number: entry.number,
    name: { en: entry.en, zh: entry.zh },
    fund: entry.fund,
    normal_side: entry.normalSide,
    constrained: account.constrained,
    owner: ownerText(account.code, account.owner),
    currency: account.currency,
    balances: presentBalances(account.code, account),
    created_at: account.createdAt.toISOString(),
  }
}

const zReason = z
  .object({
    kind: z.string().meta({ examples: ['payment'] }),
    clause: z
      .string()
      .nullable()
      .meta({ description: 'Agreement, version and clause that produced the amount.', examples: ['agr_01…/v2/§3.1'] }),
    arithmetic: z.string().nullable().meta({ description: 'How the amount came about; of a manual entry, the operator’s reason.' }),
  })
  .meta({ id: 'LedgerReason' })

const KINDS = { 1: 'posted', 2: 'pending', 3: 'post_pending', 4: 'void_pending', 5: 'expire_pending' } as const

export const zTransfer = z
  .object({
    id: zPublicId('trf'),
    object: z.literal('ledger_transfer'),
    kind: z.enum(['posted', 'pending', 'post_pending', 'void_pending', 'expire_pending']),
    debit_account: zPublicId('acc'),
    credit_account: zPublicId('acc'),
    amount: zAmountJson.meta({ description: 'Minor units of the currency; 0 of void_pending and expire_pending.' }),
    currency: zCurrencyJson,
    pending: zPublicId('trf').nullable().meta({ description: 'The pending transfer that this one resolves.' }),
    state: z
      .enum(['open', 'posted', 'voided', 'expired'])
      .nullable()
      .meta({ description: 'Of a pending transfer: what has become of it.' }),
    expires_at: zInstantJson.nullable(),
    corrects: zPublicId('trf').nullable().meta({ description: 'The transfer that this one corrects.' }),
    reference: z.string().meta({ description: 'What it is for: a payment, a refund, a payout…' }),
    reason: zReason,
    accounting_date: zDateJson.meta({ description: 'The business day under which it is booked.' }),
    effective_at: zInstantJson.meta({ description: 'When it took effect for the people concerned.' }),
    created_at: zInstantJson.meta({ description: 'When it was booked, by the database’s clock.' }),
  })
  .meta({ id: 'LedgerTransfer', description: 'An immutable movement from one account to another.' })

const reasonOf = (row: Pick<StoredTransfer, 'reasonKind' | 'reasonClause' | 'reasonArithmetic'>) => ({
  kind: row.reasonKind,
  clause: row.reasonClause,
  arithmetic: row.reasonArithmetic,
})

export const presentTransfer = (transfer: StoredTransfer): z.input<typeof zTransfer> => ({
  id: formatId('trf', transfer.id),
  object: 'ledger_transfer',
  kind: KINDS[transfer.kind],
  debit_account: formatId('acc', transfer.debit),
  credit_account: formatId('acc', transfer.credit),
  amount: Number(transfer.amount),
  currency: transfer.currency,
  pending: transfer.pending === null ? null : formatId('trf', transfer.pending),
  state: transfer.state,
  expires_at: transfer.expiresAt?.toISOString() ?? null,
  corrects: transfer.corrects === null ? null : formatId('trf', transfer.corrects),
  reference: transfer.reference,
  reason: reasonOf(transfer),
  accounting_date: transfer.accountingDate,
  effective_at: (transfer.effectiveAt ?? transfer.bookedAt).toISOString(),
  created_at: transfer.bookedAt.toISOString(),
})

export const zEntry = z
  .object({
    id: zPublicId('trf').meta({ description: 'The transfer.' }),
    object: z.literal('ledger_entry'),
    account: zPublicId('acc'),
    counter_account: zPublicId('acc'),
    direction: zSide,
    amount: zAmountJson,
    currency: zCurrencyJson,
    balance_after: zAmountJson.meta({ description: 'Booked balance after this entry, on the account’s normal side, in minor units.' }),
    reference: z.string(),
    reason: zReason,
    corrects: zPublicId('trf').nullable(),
    accounting_date: zDateJson,
    effective_at: zInstantJson,
    created_at: zInstantJson.meta({ description: 'When it was booked.' }),
  })
  .meta({ id: 'LedgerEntry', description: 'A booked transfer seen from one of its accounts.' })

export const presentEntry = (account: Pick<StoredAccount, 'id' | 'currency'>, entry: StatementEntry): z.input<typeof zEntry> => ({
  id: formatId('trf', entry.id),
  object: 'ledger_entry',
  account: formatId('acc', account.id),
  counter_account: formatId('acc', entry.counter),
  direction: entry.direction,
  amount: Number(entry.amount),
  currency: account.currency,
  balance_after: Number(entry.balanceAfter),
  reference: entry.reference,
  reason: reasonOf(entry),
  corrects: entry.corrects === null ? null : formatId('trf', entry.corrects),
  accounting_date: entry.accountingDate,
  effective_at: (entry.effectiveAt ?? entry.bookedAt).toISOString(),
  created_at: entry.bookedAt.toISOString(),
})
