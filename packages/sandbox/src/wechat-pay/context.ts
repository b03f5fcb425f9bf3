/** What every operation is given, and the checks of fields that all share. */
import { randomBytes, randomInt } from 'node:crypto'
import { type Answer, refuse, wrongField } from './errors.ts'
import type { FaultName } from './faults.ts'
import type { Merchant, SubMerchant } from './keys.ts'
import { dayOf } from './protocol.ts'
import { type Order, orderKey, type Refund, type WeChatState } from './state.ts'

export type Body = Readonly<Record<string, unknown>>

export type Context = {
  readonly state: WeChatState
  /** Business time: the clock and what was rolled ahead. */
  readonly now: () => Date
  /** Where the simulator is, for links in answers. */
  readonly baseUrl: string
  readonly strikes: (fault: FaultName) => boolean
  readonly refundDelayMs: () => number
  readonly feeBps: number
  /** The request was signed with SM2: the merchant is to be told in SM, too. */
  readonly sm: boolean
  /** Tells the merchant that an order was paid. */
  readonly tellPaid: (order: Order) => void
  /** Gives a refund its result when it is due. */
  readonly finishRefundLater: (refund: Refund) => void
}

export const isRecord = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value)

export const isAnswer = (value: object): value is Answer => 'status' in value && typeof value.status === 'number'

/** A text of 1 to `max` characters; null when it is missing or no such text. */
export const text = (body: Body, name: string, max: number): string | null => {
  const value = body[name]
  return typeof value === 'string' && value.length > 0 && value.length <= max ? value : null
}

export const isFen = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value > 0

export const digits = (length: number): string => Array.from({ length }, () => randomInt(10)).join('')

/** Fen as bills and notes write it: 12.34. */
export const yuan = (fen: number): string =>
  `${fen < 0 ? '-' : ''}${Math.floor(Math.abs(fen) / 100)}.${String(Math.abs(fen) % 100).padStart(2, '0')}`

/** `prefix`, the day and random digits, `length` long in all: how the platform's own numbers look. */
export const newNumber = (prefix: string, now: Date, length: number): string => {
  const start = `${prefix}${dayOf(now).replaceAll('-', '')}`
  return `${start}${digits(length - start.length)}`
}

export const newToken = (bytes = 16): string => randomBytes(bytes).toString('hex')

/** Half up, per order: the platform's fee in fen. */
export const feeOf = (fen: number, feeBps: number): number => Math.floor((fen * feeBps + 5_000) / 10_000)

export type Party = { readonly merchant: Merchant; readonly sub: SubMerchant | null }

/** Who an operation is for: `mchid` in direct mode, `sp_mchid` and `sub_mchid` in partner mode. */
export function partyOf(merchant: Merchant, partner: boolean, given: Body, location: 'body' | 'query'): Party | Answer {
  const name = partner ? 'sp_mchid' : 'mchid'
  const mchid = text(given, name, 32)
  if (mchid === null) return wrongField(`/${name}`, given[name], 'required, at most 32 characters', location)
  if (mchid !== merchant.mchid) return wrongField(`/${name}`, mchid, 'is not the merchant that signed the request', location)
  if (merchant.kind !== (partner ? 'provider' : 'direct'))
    return refuse(
      'NO_AUTH',
      partner ? '该商户号不是服务商 · not a service provider' : '服务商须使用服务商模式接口 · a service provider uses partner paths',
    )
  if (!partner) return { merchant, sub: null }
  const subMchid = text(given, 'sub_mchid', 32)
  if (subMchid === null) return wrongField('/sub_mchid', given.sub_mchid, 'required, at most 32 characters', location)
  const sub = merchant.subMerchants.find(known => known.mchid === subMchid)
  return sub === undefined
    ? refuse('MCH_NOT_EXISTS', '特约商户不存在或与服务商无关系 · no such sub-merchant of this provider')
    : { merchant, sub }
}

/** The sub-merchant that a provider names, null in direct mode; refunds, bills and sharing say it without `sp_mchid`. */
export function subOf(merchant: Merchant, given: Body, location: 'body' | 'query'): { readonly subMchid: string | null } | Answer {
  if (merchant.kind === 'direct') return { subMchid: null }
  const subMchid = text(given, 'sub_mchid', 32)
  if (subMchid === null) return wrongField('/sub_mchid', given.sub_mchid, 'required for a service provider', location)
  return merchant.subMerchants.some(({ mchid }) => mchid === subMchid) ? { subMchid } : refuse('MCH_NOT_EXISTS')
}

export function paidOrder(state: WeChatState, merchant: Merchant, subMchid: string | null, given: Body): Order | null {
  const transactionId = text(given, 'transaction_id', 32)
  const outTradeNo = text(given, 'out_trade_no', 32)
  const order =
    transactionId === null
      ? state.orders[orderKey(merchant.mchid, subMchid, outTradeNo ?? '')]
      : Object.values(state.orders).find(
          known => known.transactionId === transactionId && known.mchid === merchant.mchid && known.subMchid === subMchid,
        )
  return order === undefined || order.paidAt === null ? null : order
}
