/**
 * The decisions of payment initiation, pure: what a request asks for, whether a submission is what was agreed, how states are told in
 * the standard's words. Every state has an answer.
 */
import { type Currency, isCurrency } from '../../../kernel/currencies.ts'
import { type Id, parseId } from '../../../kernel/ids.ts'
import { invariant, type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import { addDays, businessDateOf } from '../../../kernel/time.ts'
import type { ConsentState, EndedBy } from '../../consents/types.ts'
import type { PaymentStatus } from '../../payments/types.ts'
import type { OpenBankingRefusalCode } from '../errors.ts'
import { minorUnitsOf } from '../rules.ts'
import type { PaymentInitiationCode } from './errors.ts'
import type { Order, PaymentTerms, WireAccount, WireAmount, WireReason, WireStatus } from './types.ts'

type Decision<T> = Outcome<T, PaymentInitiationCode | OpenBankingRefusalCode>

/** Scheme of merchants as payees; the identification is `mer_…`. */
export const MERCHANT_SCHEME = 'CN.FEIQIAN.Merchant'
/** Scheme of this institution's payment accounts. */
export const PAYMENT_ACCOUNT_SCHEME = 'CN.FEIQIAN.PaymentAccount'
/** The one currency that payments are made in. */
const CURRENCY: Currency = 'CNY'

/** Minor units of the wire's decimal text; `null` when it is not greater than 0 or finer than the currency. */
export function parseAmount(text: string, currency: Currency): bigint | null {
  const amount = minorUnitsOf(text, currency)
  return amount === 0n ? null : amount
}

/** The money that the wire asks for at `path`. */
export function moneyOf({ Amount, Currency: code }: WireAmount, path: string): Decision<bigint> {
  if (!isCurrency(code)) return refuse('ob_payment_amount_invalid', `${path}.Currency`)
  if (code !== CURRENCY) return refuse('ob_payment_currency_unsupported', `${path}.Currency`)
  const amount = parseAmount(Amount, code)
  return amount === null ? refuse('ob_payment_amount_invalid', `${path}.Amount`) : ok(amount)
}

/** The merchant that a creditor account names. */
export function payeeOf(account: WireAccount, path: string): Decision<Id<'mer'>> {
  if (account.SchemeName !== MERCHANT_SCHEME) return refuse('ob_payment_scheme_unsupported', `${path}.SchemeName`)
  if (account.SecondaryIdentification !== undefined) return refuse('ob_payment_secondary_unsupported', `${path}.SecondaryIdentification`)
  const id = parseId('mer', account.Identification)
  return id === null ? refuse('ob_payment_account_unsupported', `${path}.Identification`) : ok(id)
}

/** Whether payments can be made from a debtor account of this kind: whose it is, the person's own choice of account tells. */
export function payableFrom(account: WireAccount | undefined, path: string): Decision<null> {
  if (account === undefined || account.SchemeName === PAYMENT_ACCOUNT_SCHEME) return ok(null)
  return refuse('ob_payment_scheme_unsupported', `${path}.SchemeName`)
}

/** Where two JSON values first differ, as a path below `path`; `null` when they say the same. The order of members says nothing. */
export function differenceOf(agreed: unknown, submitted: unknown, path: string): string | null {
  if (agreed === submitted) return null
  if (Array.isArray(agreed) && Array.isArray(submitted)) {
    for (let at = 0; at < Math.max(agreed.length, submitted.length); at++) {
      const difference = differenceOf(agreed[at], submitted[at], `${path}[${at}]`)
      if (difference !== null) return difference
    }
    return null
  }
  if (!isObject(agreed) || !isObject(submitted)) return path
  for (const name of new Set([...Object.keys(agreed), ...Object.keys(submitted)])) {
    const difference = differenceOf(agreed[name], submitted[name], `${path}.${name}`)
    if (difference !== null) return difference
  }
  return null
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A submission must repeat what was agreed (Resource.ConsentMismatch names where it does not). */
export function matches(agreed: unknown, submitted: unknown, path: string): Decision<null> {
  const difference = differenceOf(agreed, submitted, path)
  return difference === null ? ok(null) : refuse('ob_consent_mismatch', difference)
}

/** The request that a consent to one payment was made from, and what we added: its cut-off. */
export type DomesticTerms = {
  readonly Data: {
    readonly ReadRefundAccount?: 'Yes' | 'No'
    readonly Initiation: {
      readonly InstructionIdentification: string
      readonly EndToEndIdentification: string
      readonly InstructedAmount: WireAmount
      readonly DebtorAccount?: WireAccount
      readonly CreditorAccount: WireAccount & { readonly Name: string }
      readonly RemittanceInformation?: { readonly Unstructured?: readonly string[] }
    }
    readonly Authorisation?: unknown
    readonly SCASupportData?: unknown
  }
  readonly Risk: unknown
  readonly CutOffDateTime?: string
}

/** The terms of a stored consent of kind `domestic_payment`, which were checked when it was made. */
export function paymentTermsOf(terms: unknown): PaymentTerms {
  const { Data, CutOffDateTime } = terms as DomesticTerms
  const { Initiation } = Data
  const amount = moneyOf(Initiation.InstructedAmount, '')
  const merchantId = payeeOf(Initiation.CreditorAccount, '')
  invariant(amount.ok && merchantId.ok, 'the terms of a consent were checked when it was made')
  return {
    amount: amount.value,
    currency: CURRENCY,
    merchantId: merchantId.value,
    payeeName: Initiation.CreditorAccount.Name,
    instructionId: Initiation.InstructionIdentification,
    endToEndId: Initiation.EndToEndIdentification,
    reference: Initiation.RemittanceInformation?.Unstructured?.[0] ?? null,
    debtorAccount: Initiation.DebtorAccount ?? null,
    readsRefundAccount: Data.ReadRefundAccount === 'Yes',
    cutOffAt: CutOffDateTime === undefined ? null : new Date(CutOffDateTime),
  }
}

/** The next instant, later than `now`, at which the clock of the time zone shows `time` (HH:MM). */
export function nextCutOff(time: string, now: Date, timeZone: string): Date {
  const today = businessDateOf(now, timeZone)
  const at = instantAt(today, time, timeZone)
  return at > now ? at : instantAt(addDays(today, 1), time, timeZone)
}

/** The instant at which a place's clock shows this date and time; of two, the first that the offset of the guess leads to. */
export function instantAt(date: string, time: string, timeZone: string): Date {
  const wanted = Date.parse(`${date}T${time}:00Z`)
  const guess = wanted - offsetMs(new Date(wanted), timeZone)
  return new Date(wanted - offsetMs(new Date(guess), timeZone))
}

function offsetMs(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(at)
  const part = (type: string): string => parts.find(each => each.type === type)?.value ?? '00'
  const shown = Date.parse(
    `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}.${String(at.getUTCMilliseconds()).padStart(3, '0')}Z`,
  )
  return shown - at.getTime()
}

/** How an order is told when it is created: the standard knows these two. */
export const statusAtCreation = (order: Pick<Order, 'rejection'>): WireStatus => (order.rejection === null ? 'RCVD' : 'RJCT')

const STATUS_OF_PAYMENT: Readonly<Record<PaymentStatus, WireStatus>> = {
  requires_payment_method: 'PDNG',
  processing: 'ACSP',
  requires_capture: 'ACFC',
  // Debtor and creditor both have their account here, so one posting settles both.
  succeeded: 'ACCC',
  canceled: 'RJCT',
  expired: 'RJCT',
}

/**
 * How an order stands. PATC, ACCP, ACTC, ACWC, ACSC, ACWP and BLCK are never told: there is no second authorisation, no change, and no
 * step between the two accounts at which a payment could stay.
 */
export const statusOf = (order: Pick<Order, 'rejection'>, payment: PaymentStatus | null): WireStatus =>
  order.rejection !== null ? 'RJCT' : payment === null ? 'RCVD' : STATUS_OF_PAYMENT[payment]

/**
 * Why a payment was rejected, as far as a third party may know. That an authority froze or stopped an account is not for third parties
 * to learn: it is told as U042, other reason. Codes without a prefix U are ISO 20022 status reasons.
 */
export function reasonOf(rejection: string): WireReason {
  switch (rejection) {
    case 'insufficient_funds':
      return { StatusReasonCode: 'AM04', StatusReasonDescription: 'The funds on the account do not suffice.' }
    case 'limit_daily_exceeded':
    case 'limit_annual_exceeded':
    case 'limit_lifetime_exceeded':
      return { StatusReasonCode: 'AM14', StatusReasonDescription: 'The payment exceeds a limit of the account.' }
    case 'merchant_suspended':
    case 'agreement_not_in_force':
      return { StatusReasonCode: 'AG01', StatusReasonDescription: 'The payee cannot take payments.' }
    case 'holder_not_found':
    case 'account_not_found':
      return { StatusReasonCode: 'AC04', StatusReasonDescription: 'The account is closed or cannot be paid from.' }
    default:
      return { StatusReasonCode: 'U042', StatusReasonDescription: 'The account cannot make this payment.' }
  }
}

/** A consent to one payment in the standard's words (AWAU, AUTH, RJCT, COND), with the reason where there is one. */
export function domesticConsentStatus(state: ConsentState): {
  readonly status: 'AWAU' | 'AUTH' | 'RJCT' | 'COND'
  readonly reason: WireReason | null
} {
  switch (state) {
    case 'awaiting_authorisation':
      return { status: 'AWAU', reason: null }
    case 'authorised':
      return { status: 'AUTH', reason: null }
    case 'consumed':
      return { status: 'COND', reason: { StatusReasonCode: 'U038', StatusReasonDescription: 'The consent was used for its payment.' } }
    case 'rejected':
      return { status: 'RJCT', reason: { StatusReasonCode: 'U037', StatusReasonDescription: 'The person did not authorise it.' } }
    case 'cancelled':
      return { status: 'RJCT', reason: { StatusReasonCode: 'U042', StatusReasonDescription: 'The consent was withdrawn.' } }
    case 'expired':
      return { status: 'RJCT', reason: { StatusReasonCode: 'U036', StatusReasonDescription: 'The time for it has run out.' } }
  }
}

/** A consent to variable recurring payments in the standard's words: it is never consumed. */
export function vrpConsentStatus(
  state: ConsentState,
  endedBy: EndedBy | null,
): { readonly status: 'AWAU' | 'AUTH' | 'RJCT' | 'CANC' | 'EXPD'; readonly reason: WireReason | null } {
  switch (state) {
    case 'awaiting_authorisation':
      return { status: 'AWAU', reason: null }
    case 'authorised':
      return { status: 'AUTH', reason: null }
    case 'rejected':
      return { status: 'RJCT', reason: { StatusReasonCode: 'U037', StatusReasonDescription: 'The person did not authorise it.' } }
    case 'cancelled':
    case 'consumed':
      return {
        status: 'CANC',
        reason: {
          StatusReasonCode: 'U042',
          StatusReasonDescription: endedBy === 'person' ? 'The person withdrew it.' : 'It was withdrawn.',
        },
      }
    case 'expired':
      return { status: 'EXPD', reason: null }
  }
}
