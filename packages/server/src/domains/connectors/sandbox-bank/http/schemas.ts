/** How the controls of the sandbox bank show accounts and transactions. */
import { z } from 'zod'
import { formatId } from '../../../../kernel/ids.ts'
import { iso } from '../../../../kernel/time.ts'
import { zAmountJson, zInstantJson, zLocalTextJson, zPublicId } from '../../../../platform/http/schemas.ts'
import type { Transaction } from '../../../openbanking/ports.ts'
import { BANKS } from '../banks.ts'
import { masked } from '../present.ts'
import type { SandboxAccount, SandboxTransaction } from '../types.ts'

export const zSandboxAccount = z
  .object({
    id: zPublicId('bac'),
    object: z.literal('sandbox_account'),
    holder: zPublicId('hld'),
    data_set: z.enum(['cn', 'uk']),
    bank: zLocalTextJson,
    kind: z.enum(['current', 'savings', 'card']),
    description: z.string(),
    number_masked: z.string(),
    currency: z.string(),
    balance: zAmountJson.meta({ description: 'Booked, in minor units; negative when the holder owes.' }),
    transactions: z.int().meta({ description: 'How many transactions the account has.' }),
    delay_ms: z.int().meta({ description: 'How long each answer about it takes longer, in milliseconds.' }),
    failing: z.boolean(),
    closed_at: zInstantJson.nullable(),
  })
  .meta({ id: 'SandboxAccount' })

export const accountJson = (account: SandboxAccount): z.input<typeof zSandboxAccount> => ({
  id: formatId('bac', account.id),
  object: 'sandbox_account',
  holder: formatId('hld', account.holderId),
  data_set: account.dataSet,
  bank: BANKS[account.bank]?.name ?? { en: account.bank, zh: account.bank },
  kind: account.kind,
  description: account.description,
  number_masked: masked(account.number),
  currency: account.currency,
  balance: Number(account.bookedBalance),
  transactions: Number(account.entryCount),
  delay_ms: account.delayMs,
  failing: account.isFailing,
  closed_at: iso(account.closedAt),
})

export const zSandboxTransaction = z
  .object({
    id: zPublicId('btx'),
    object: z.literal('sandbox_transaction'),
    account: zPublicId('bac'),
    status: z.enum(['PDNG', 'BOOK', 'RJCT']),
    direction: z.enum(['credit', 'debit']),
    amount: zAmountJson,
    balance_after: zAmountJson.nullable(),
    information: z.string(),
    merchant: z
      .object({ name: z.string(), category_code: z.string().nullable() })
      .nullable()
      .meta({ description: 'Category codes are of ISO 18245.' }),
    booked_at: zInstantJson.meta({ description: 'When it was booked; until then, when it arrived.' }),
    reversal_of: zPublicId('btx').nullable(),
  })
  .meta({ id: 'SandboxTransaction' })

type TransactionJson = z.input<typeof zSandboxTransaction>

export const storedJson = (transaction: SandboxTransaction): TransactionJson => ({
  id: formatId('btx', transaction.id),
  object: 'sandbox_transaction',
  account: formatId('bac', transaction.accountId),
  status: transaction.status,
  direction: transaction.amount > 0n ? 'credit' : 'debit',
  amount: Number(transaction.amount > 0n ? transaction.amount : -transaction.amount),
  balance_after: transaction.balanceAfter === null ? null : Number(transaction.balanceAfter),
  information: transaction.information,
  merchant: transaction.merchant === null ? null : { name: transaction.merchant, category_code: transaction.mcc },
  booked_at: transaction.bookedAt.toISOString(),
  reversal_of: transaction.reversalOf === null ? null : formatId('btx', transaction.reversalOf),
})

export const portJson = (transaction: Transaction): TransactionJson => ({
  id: formatId('btx', transaction.id),
  object: 'sandbox_transaction',
  account: formatId('bac', transaction.accountId),
  status: transaction.status,
  direction: transaction.direction,
  amount: Number(transaction.amount),
  balance_after: transaction.balanceAfter === null ? null : Number(transaction.balanceAfter),
  information: transaction.information,
  merchant: transaction.merchant === null ? null : { name: transaction.merchant.name, category_code: transaction.merchant.categoryCode },
  booked_at: transaction.bookedAt.toISOString(),
  reversal_of: transaction.reversalOf === null ? null : formatId('btx', transaction.reversalOf),
})
