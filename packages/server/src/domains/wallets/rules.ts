/**
 * Limits and states of wallets: pure decisions. Every number comes from a dated policy record; nothing here knows one.
 * Sources: 公告〔2015〕43号 (非银行支付机构网络支付业务管理办法) Art. 11 (classes), Art. 22 and 24 (verification and daily limits).
 */
import type { Id } from '../../kernel/ids.ts'
import { formatId } from '../../kernel/ids.ts'
import { formatAmount } from '../../kernel/money.ts'
import { invariant, type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import type { PolicyRecord } from '../policies/types.ts'
import type { WalletRefusalCode } from './errors.ts'
import type { Counters, Factors, HolderClass, HolderState, Limit, LimitKind } from './types.ts'

type Ceiling = { readonly policyId: Id<'pol'>; readonly limit: bigint | null }

/** The limits in force at one instant. */
export type LimitTable = {
  readonly classes: Readonly<Record<HolderClass, { readonly lifetime: Ceiling; readonly annual: Ceiling; readonly daily: Ceiling }>>
  readonly daily: { readonly withCertificate: Ceiling; readonly twoFactors: Ceiling; readonly fewer: Ceiling }
  /** Classes whose withdrawals to the holder's own bank account count on the lifetime limit. */
  readonly withdrawalsCount: ReadonlySet<HolderClass>
}

const CLASSES = ['I', 'II', 'III'] as const satisfies readonly HolderClass[]

/** Reads the limits from policy records. A record of another shape is a defect: money must not move by a guess. */
export function limitTable(recordOf: (key: string) => PolicyRecord): LimitTable {
  const ceiling = (key: string, name: string): Ceiling => {
    const record = recordOf(key)
    const value = fieldOf(record, name)
    invariant(
      value === null || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0),
      `${key}.${name} is an amount or null`,
    )
    return { policyId: record.id, limit: value === null ? null : BigInt(value) }
  }
  const classLimits = (name: HolderClass) => ({
    lifetime: ceiling(`wallet.class.${name}`, 'lifetime_limit'),
    annual: ceiling(`wallet.class.${name}`, 'annual_limit'),
    daily: ceiling(`wallet.class.${name}`, 'daily_limit'),
  })
  const counted = fieldOf(recordOf('wallet.own_account_transfers'), 'counted_classes')
  invariant(Array.isArray(counted), 'wallet.own_account_transfers.counted_classes is a list')
  return {
    classes: { I: classLimits('I'), II: classLimits('II'), III: classLimits('III') },
    daily: {
      withCertificate: ceiling('wallet.daily_two_factors_with_certificate', 'daily_limit'),
      twoFactors: ceiling('wallet.daily_two_factors', 'daily_limit'),
      fewer: ceiling('wallet.daily_without_two_factors', 'daily_limit'),
    },
    withdrawalsCount: new Set(CLASSES.filter(name => counted.includes(name))),
  }
}

function fieldOf(record: PolicyRecord, name: string): unknown {
  const { value } = record
  invariant(typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name), `${record.key} has ${name}`)
  return Object.entries(value).find(([field]) => field === name)?.[1]
}

const yearOf = (day: BusinessDate): number => Number(day.slice(0, 4))

/**
 * The counters as they stand on a day: a new day or year starts at 0. A day before the counters' own (a node whose clock is
 * behind) changes nothing: what it pays counts on the counters' day, so nothing is counted twice or lost.
 */
export function countersOn(counters: Counters, day: BusinessDate): Counters {
  if (day <= counters.day) return counters
  const year = yearOf(day)
  return { ...counters, day, dayAmount: 0n, year, yearAmount: year === counters.year ? counters.yearAmount : 0n }
}

/** The counters of a new account. */
export const noCounts = (day: BusinessDate): Counters => ({ day, dayAmount: 0n, year: yearOf(day), yearAmount: 0n, lifetimeAmount: 0n })

/**
 * The daily ceiling: what the verification of this payment allows, and the class's own where it is lower. All balance payments of
 * the day count against it, however they were verified: the strict reading of Art. 24.
 */
function dailyCeiling(table: LimitTable, holderClass: HolderClass, factors: Factors): Ceiling {
  const verified = factors.kinds < 2 ? table.daily.fewer : factors.certificate ? table.daily.withCertificate : table.daily.twoFactors
  const own = table.classes[holderClass].daily
  if (own.limit === null) return verified
  return verified.limit === null || own.limit < verified.limit ? own : verified
}

/** The limits that apply to a balance payment so verified; kinds without a limit are left out. The counters must stand on today. */
export function limitsOf(counters: Counters, holderClass: HolderClass, factors: Factors, table: LimitTable): Limit[] {
  const { lifetime, annual } = table.classes[holderClass]
  return [
    ...limitOf('lifetime', lifetime, counters.lifetimeAmount),
    ...limitOf('annual', annual, counters.yearAmount),
    ...limitOf('daily', dailyCeiling(table, holderClass, factors), counters.dayAmount),
  ]
}

function limitOf(kind: LimitKind, { limit, policyId }: Ceiling, used: bigint): Limit[] {
  return limit === null ? [] : [{ kind, limit, used, remaining: used >= limit ? 0n : limit - used, policyId }]
}

const EXCEEDED = {
  lifetime: 'limit_lifetime_exceeded',
  annual: 'limit_annual_exceeded',
  daily: 'limit_daily_exceeded',
} as const satisfies Record<LimitKind, WalletRefusalCode>

/** The first limit that the amount breaks, as a refusal with what is left; `null` when all hold. */
export function brokenLimit(limits: readonly Limit[], amount: bigint): Outcome<never, WalletRefusalCode> | null {
  const broken = limits.find(limit => amount > limit.remaining)
  if (broken === undefined) return null
  return refuse(EXCEEDED[broken.kind], 'amount', {
    limit: Number(broken.limit),
    remaining: Number(broken.remaining),
    limit_text: formatAmount(broken.limit, 'CNY'),
    remaining_text: formatAmount(broken.remaining, 'CNY'),
    policy: formatId('pol', broken.policyId),
  })
}

/** Whether money may leave at the holder's wish: by payment, bound card or withdrawal. */
export function mayPay(state: HolderState): Outcome<null, WalletRefusalCode> {
  if (state === 'frozen') return refuse('holder_frozen')
  if (state === 'stopped') return refuse('holder_payments_stopped')
  return ok(null)
}

/** Whether the holder may bring money in. */
export const mayTopUp = (state: HolderState): Outcome<null, WalletRefusalCode> => (state === 'frozen' ? refuse('holder_frozen') : ok(null))

/** Counts an amount on the counters' own day, year and lifetime. */
export const count = (counters: Counters, amount: bigint): Counters => ({
  ...counters,
  dayAmount: counters.dayAmount + amount,
  yearAmount: counters.yearAmount + amount,
  lifetimeAmount: counters.lifetimeAmount + amount,
})

/** Gives back what was counted on a day: on that day and year if they still run, and always on the lifetime. */
export function giveBack(counters: Counters, amount: bigint, countedOn: BusinessDate): Counters {
  invariant(countedOn <= counters.day, 'nothing is counted ahead of the counters')
  const given: Counters = {
    ...counters,
    dayAmount: countedOn === counters.day ? counters.dayAmount - amount : counters.dayAmount,
    yearAmount: yearOf(countedOn) === counters.year ? counters.yearAmount - amount : counters.yearAmount,
    lifetimeAmount: counters.lifetimeAmount - amount,
  }
  invariant(
    given.dayAmount >= 0n && given.yearAmount >= given.dayAmount && given.lifetimeAmount >= given.yearAmount,
    'no more is given back than was counted',
  )
  return given
}

/** Counts a withdrawal: on the lifetime alone, because daily and annual limits leave out transfers to the own bank account. */
export const countWithdrawal = (counters: Counters, amount: bigint): Counters => ({
  ...counters,
  lifetimeAmount: counters.lifetimeAmount + amount,
})

/** Gives back what a withdrawal that failed had counted. */
export function giveBackWithdrawal(counters: Counters, amount: bigint): Counters {
  const given: Counters = { ...counters, lifetimeAmount: counters.lifetimeAmount - amount }
  invariant(given.lifetimeAmount >= given.yearAmount, 'no more is given back than was counted')
  return given
}

/** A top-up or withdrawal. */
export type MovementStatus = 'processing' | 'succeeded' | 'failed'

/**
 * What a final result of the clearing house makes of a top-up or withdrawal: `null` when it changes nothing. Clearing tells each result
 * once and keeps contradictions as discrepancies, so a final state stays: telling it again must never move money again.
 */
export function settleMovement(status: MovementStatus, outcome: 'succeeded' | 'failed'): MovementStatus | null {
  return status === 'processing' ? outcome : null
}

/** An authority's order on a holder. */
export type OrderKind = 'freeze' | 'stop_payment' | 'deduction' | 'release'
export type OrderState = 'in_force' | 'released' | 'processing' | 'executed' | 'failed'

/** The state that the orders in force add up to: a freeze outweighs a stop of payments. */
export function stateOf(inForce: Iterable<{ readonly kind: OrderKind }>): HolderState {
  let state: HolderState = 'active'
  for (const { kind } of inForce) {
    if (kind === 'freeze') return 'frozen'
    if (kind === 'stop_payment') state = 'stopped'
  }
  return state
}

/** `13800000001` -> `138****0001`. */
export const maskPhone = (phone: string): string => `${phone.slice(0, 3)}${'*'.repeat(Math.max(phone.length - 7, 0))}${phone.slice(-4)}`

/** `110101199001011234` -> `1****************4`: the first and last character stay. */
export const maskIdNumber = (idNumber: string): string =>
  `${idNumber.slice(0, 1)}${'*'.repeat(Math.max(idNumber.length - 2, 0))}${idNumber.slice(-1)}`

/** The same number written in another way is the same person: spaces removed, letters upper-case. */
export const normaliseIdNumber = (idNumber: string): string => idNumber.replace(/\s/g, '').toUpperCase()
