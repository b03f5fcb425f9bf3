/** What the wallet routes answer with. */
import { z } from 'zod'
import type { Id } from '../../../kernel/ids.ts'
import { invariant } from '../../../kernel/outcome.ts'
import type { Principal } from '../../../kernel/principal.ts'
import { zAmountJson, zDateJson, zInstantJson, zLocalTextJson, zMoneyJson, zPublicId } from '../../../platform/http/schemas.ts'

export const zClass = z.enum(['I', 'II', 'III'])
const zState = z.enum(['active', 'frozen', 'stopped'])

export const zHolderJson = z
  .object({
    id: zPublicId('hld'),
    object: z.literal('holder'),
    name: zLocalTextJson,
    phone_masked: z.string(),
    class: zClass,
    state: zState,
    balance: z.object({ available: zAmountJson, pending: zAmountJson, currency: z.string() }),
    limits: z.array(
      z.object({
        kind: z.enum(['lifetime', 'annual', 'daily']),
        limit: zAmountJson,
        used: zAmountJson,
        remaining: zAmountJson,
        policy: zPublicId('pol'),
      }),
    ),
    created_at: zInstantJson,
  })
  .meta({ id: 'Wallet', description: 'A wallet as its holder sees it: balance, state and the limits of balance payments now.' })

export const zHolderRecordJson = z
  .object({
    id: zPublicId('hld'),
    object: z.literal('holder'),
    name: zLocalTextJson,
    phone_masked: z.string(),
    id_number_masked: z.string(),
    class: zClass,
    state: zState,
    account: zPublicId('acc'),
    created_at: zInstantJson,
  })
  .meta({ id: 'Holder', description: 'An account holder as operators see one.' })

export const zOrderJson = z
  .object({
    id: zPublicId('ord'),
    object: z.literal('holder_order'),
    holder: zPublicId('hld'),
    kind: z.enum(['freeze', 'stop_payment', 'deduction', 'release']),
    state: z.enum(['in_force', 'released', 'processing', 'executed', 'failed']),
    document: z.object({ authority: z.string(), number: z.string(), date: zDateJson }),
    amount: zMoneyJson.nullable(),
    releases: zPublicId('ord').nullable(),
    created_at: zInstantJson,
    ended_at: zInstantJson.nullable(),
  })
  .meta({ id: 'HolderOrder', description: 'An order of an authority on a wallet, with the document it rests on.' })

export const zCardJson = z
  .object({
    id: zPublicId('card'),
    object: z.literal('card'),
    state: z.enum(['awaiting_code', 'bound', 'unbound']),
    bank: z.string(),
    bank_code: z.string(),
    last4: z.string(),
    created_at: zInstantJson,
  })
  .meta({ id: 'Card', description: 'A bank card of the holder, bound at the clearing house.' })

const movement = {
  status: z.enum(['processing', 'succeeded', 'failed']),
  amount: zAmountJson,
  currency: z.string(),
  failure_code: z.string().nullable(),
  created_at: zInstantJson,
  completed_at: zInstantJson.nullable(),
}

export const zTopupJson = z
  .object({ id: zPublicId('top'), object: z.literal('topup'), card: zPublicId('card'), ...movement })
  .meta({ id: 'Topup', description: 'Money on its way from a bound card to the balance.' })

export const zWithdrawalJson = z
  .object({
    id: zPublicId('wdr'),
    object: z.literal('withdrawal'),
    card: zPublicId('card').nullable(),
    order: zPublicId('ord').nullable(),
    ...movement,
  })
  .meta({
    id: 'Withdrawal',
    description: 'Money on its way from the balance to a bank account; `order` names the authority that ordered it.',
  })

export const zTransactionJson = z
  .object({
    id: zPublicId('trf'),
    object: z.literal('transaction'),
    direction: z.enum(['in', 'out']),
    amount: zAmountJson,
    currency: z.string(),
    balance_after: zAmountJson,
    kind: z.string().meta({ description: 'What happened: `payment`, `refund`, `topup`, `withdrawal`…' }),
    reference: z.string().meta({ description: 'The public id of what it belongs to.' }),
    counterparty: zLocalTextJson.nullable().meta({ description: 'The merchant, of payments and refunds.' }),
    accounting_date: zDateJson,
    created_at: zInstantJson,
  })
  .meta({ id: 'WalletTransaction', description: 'A booked movement of the balance.' })

/** The signed-in holder: the routes that ask are open to holders only. */
export function holderOf(principal: Principal): Id<'hld'> {
  invariant(principal.kind === 'holder', 'the route is for holders')
  return principal.holderId
}
