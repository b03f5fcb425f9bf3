/** Transactions and refunds as WeChat Pay tells them, in answers and notifications alike, and what they mean for an instruction. Pure. */
import { z } from 'zod'
import type { HouseAnswer } from '../../clearing/ports.ts'
import { billDateOf, timeOf } from './protocol.ts'

export const zTransaction = z.object({
  sp_mchid: z.string().max(32).optional(),
  mchid: z.string().max(32).optional(),
  sp_appid: z.string().max(32).optional(),
  appid: z.string().max(32).optional(),
  sub_mchid: z.string().max(32).optional(),
  out_trade_no: z.string().max(32),
  transaction_id: z.string().max(32).optional(),
  trade_state: z.string().max(32),
  trade_state_desc: z.string().max(256).optional(),
  attach: z.string().max(128).optional(),
  success_time: z.string().max(64).optional(),
  payer: z
    .object({ openid: z.string().max(128), sp_openid: z.string().max(128), sub_openid: z.string().max(128) })
    .partial()
    .optional(),
  amount: z.object({ total: z.int().nonnegative(), currency: z.string().max(16).optional() }).optional(),
})
export type Transaction = z.output<typeof zTransaction>

export const zRefund = z.object({
  sp_mchid: z.string().max(32).optional(),
  mchid: z.string().max(32).optional(),
  sub_mchid: z.string().max(32).optional(),
  refund_id: z.string().max(32),
  out_refund_no: z.string().max(64),
  out_trade_no: z.string().max(32).optional(),
  transaction_id: z.string().max(32).optional(),
  /** Answers say `status`, notifications `refund_status`. */
  status: z.string().max(32).optional(),
  refund_status: z.string().max(32).optional(),
  success_time: z.string().max(64).optional(),
  create_time: z.string().max(64).optional(),
  amount: z.object({ refund: z.int().nonnegative(), total: z.int().nonnegative(), currency: z.string().max(16).optional() }),
})
export type Refund = z.output<typeof zRefund>

export const unknown = (reason: string): HouseAnswer => ({ result: 'unknown', reason, retry: 'safe' })
export const failedAs = (code: string): HouseAnswer => ({ result: 'failed', code, retry: 'pointless' })

const accepted = (houseReference: string | null): HouseAnswer => ({ result: 'accepted', houseReference, retry: 'safe' })

const paidAnswer = (transaction: Transaction): HouseAnswer => {
  const at = timeOf(transaction.success_time)
  const { amount, transaction_id: houseReference = null, payer } = transaction
  if (at === null) return unknown('a success without its time')
  if (amount === undefined || amount.total === 0) return unknown('a success without its amount')
  if (amount.currency !== undefined && amount.currency !== 'CNY') return unknown(`a success in ${amount.currency}`)
  const openid = payer?.sub_openid ?? payer?.sp_openid ?? payer?.openid
  return {
    result: 'succeeded',
    houseReference,
    settlementDate: billDateOf(at),
    amount: BigInt(amount.total),
    ...(openid === undefined ? {} : { payer: openid }),
    retry: 'pointless',
  }
}

/** What `trade_state` means. A state that is not documented is kept and told, never guessed. */
export function transactionAnswer(transaction: Transaction): HouseAnswer {
  const reference = transaction.transaction_id ?? null
  switch (transaction.trade_state) {
    case 'SUCCESS':
    // It was paid; what was given back since are refunds of their own.
    case 'REFUND':
      return paidAnswer(transaction)
    case 'NOTPAY':
    case 'ACCEPT':
      return accepted(reference)
    case 'USERPAYING':
      return { result: 'accepted', houseReference: reference, action: { type: 'await_payer', reason: 'password' }, retry: 'safe' }
    case 'CLOSED':
    case 'REVOKED':
      return failedAs('closed')
    case 'PAYERROR':
      return failedAs('declined')
    default:
      return {
        result: 'unknown',
        reason: `trade_state ${transaction.trade_state}`,
        unrecognised: transaction.trade_state,
        retry: 'safe',
      }
  }
}

/** What the status of a refund means. `ABNORMAL` (退款异常): the money waits at the channel for a hand, so it is not over. */
export function refundAnswer(refund: Refund): HouseAnswer {
  const status = refund.status ?? refund.refund_status ?? ''
  switch (status) {
    case 'SUCCESS': {
      // The bill lists a refund on the day of its request.
      const at = timeOf(refund.create_time) ?? timeOf(refund.success_time)
      if (at === null) return unknown('a refund without its time')
      return {
        result: 'succeeded',
        houseReference: refund.refund_id,
        settlementDate: billDateOf(at),
        amount: BigInt(refund.amount.refund),
        retry: 'pointless',
      }
    }
    case 'PROCESSING':
      return accepted(refund.refund_id)
    case 'CLOSED':
      return failedAs('closed')
    default:
      return { result: 'unknown', reason: `refund status ${status}`, unrecognised: status, retry: 'safe' }
  }
}
