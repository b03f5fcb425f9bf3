/** What a consent is and allows at an instant: the state machine and pure decisions over loaded rows. */
import { formatAmount } from '../../kernel/money.ts'
import { invariant, type Outcome, ok, type Refusal, refuse } from '../../kernel/outcome.ts'
import type { ConsentRefusalCode } from './errors.ts'
import { type BrokenLimit, brokenLimit } from './rules-limits.ts'
import type {
  CardFacts,
  ConsentId,
  ConsentKind,
  ConsentState,
  LimitUsed,
  MandateFacts,
  MandateKind,
  MandateUse,
  ThirdPartyKind,
} from './types.ts'
import { cardOfMandate } from './types.ts'
import type { ConsentRow } from './types-stored.ts'

export type ConsentAction = 'authorise' | 'reject' | 'consume' | 'cancel'

const NOTHING = { authorise: null, reject: null, consume: null, cancel: null } as const

/**
 * Where each action leads from each state; `null`: it is not possible. UK Open Banking Read/Write v4.0: AWAU -> AUTH | RJCT, AUTH -> COND
 * by the payment of a single-payment consent, CANC by whoever ends it, EXPD by time. Whatever has ended stays as it is.
 */
export const MACHINE: Readonly<Record<ConsentState, Readonly<Record<ConsentAction, ConsentState | null>>>> = {
  awaiting_authorisation: { authorise: 'authorised', reject: 'rejected', consume: null, cancel: 'cancelled' },
  authorised: { authorise: null, reject: null, consume: 'consumed', cancel: 'cancelled' },
  rejected: NOTHING,
  consumed: NOTHING,
  cancelled: NOTHING,
  expired: NOTHING,
}

/** The state after an action, or `null` when it is not possible. Only a consent to a single payment is consumed. */
export function nextState(kind: ConsentKind, state: ConsentState, action: ConsentAction): ConsentState | null {
  return action === 'consume' && kind !== 'domestic_payment' ? null : MACHINE[state][action]
}

/** When its time is over, as things stand: unauthorised after its waiting time, authorised after its validity; `null` for never. */
export function endsAt(row: Pick<ConsentRow, 'state' | 'validTo' | 'authoriseBy'>): Date | null {
  const ends = [row.state === 'awaiting_authorisation' ? row.authoriseBy : null, row.validTo].filter(end => end !== null)
  return ends.length === 0 ? null : new Date(Math.min(...ends.map(end => end.getTime())))
}

/** The state at an instant: a consent whose time is over is expired from that very instant on. Tokens play no part. */
export function stateAt(row: Pick<ConsentRow, 'state' | 'validTo' | 'authoriseBy'>, now: Date): ConsentState {
  if (row.state !== 'awaiting_authorisation' && row.state !== 'authorised') return row.state
  const end = endsAt(row)
  return end !== null && end.getTime() <= now.getTime() ? 'expired' : row.state
}

/** The policy record `consents.reconfirmation` in force: after how many days which kinds must be reconfirmed; `null`: never. */
export type Reconfirmation = { readonly days: number | null; readonly kinds: readonly string[] }

/** Until when it gives access without being reconfirmed; `null` where nothing asks for it. */
export function reconfirmBy(row: Pick<ConsentRow, 'kind' | 'confirmedAt'>, policy: Reconfirmation): Date | null {
  if (policy.days === null || row.confirmedAt === null || !policy.kinds.includes(row.kind)) return null
  return new Date(row.confirmedAt.getTime() + policy.days * 86_400_000)
}

/** Why a consent gives its third party nothing at an instant; `null`: it does. */
export function accessRefusal(
  row: Pick<ConsentRow, 'kind' | 'state' | 'validFrom' | 'validTo' | 'authoriseBy' | 'confirmedAt'>,
  now: Date,
  policy: Reconfirmation,
): Refusal<ConsentRefusalCode> | null {
  const state = stateAt(row, now)
  if (state !== 'authorised') return REFUSAL_OF_STATE[state]
  if (row.validFrom !== null && row.validFrom.getTime() > now.getTime()) return { code: 'consent_not_begun', param: 'consent' }
  const by = reconfirmBy(row, policy)
  return by !== null && by.getTime() <= now.getTime() ? { code: 'consent_reconfirmation_due', param: 'consent' } : null
}

const REFUSAL_OF_STATE: Readonly<Record<Exclude<ConsentState, 'authorised'>, Refusal<ConsentRefusalCode>>> = {
  awaiting_authorisation: { code: 'consent_not_authorised', param: 'consent' },
  rejected: { code: 'consent_rejected', param: 'consent' },
  consumed: { code: 'consent_consumed', param: 'consent' },
  cancelled: { code: 'consent_cancelled', param: 'consent' },
  expired: { code: 'consent_expired', param: 'consent' },
}

const THIRD_PARTY_KINDS: readonly ConsentKind[] = [
  'account_access',
  'funds_confirmation',
  'domestic_payment',
  'vrp',
] satisfies readonly ThirdPartyKind[]
const PAYING_KINDS: readonly ConsentKind[] = ['domestic_payment', 'vrp']

export const isThirdPartyKind = (kind: ConsentKind): kind is ThirdPartyKind => THIRD_PARTY_KINDS.includes(kind)
/** Kinds that a merchant holds: they are shown as mandates. */
export const isMerchantKind = (kind: ConsentKind): kind is Exclude<MandateKind, 'card_agreement'> =>
  kind === 'wallet_auto_debit' || kind === 'recurring_collection' || kind === 'channel_agreement'

/** The prefix of the public id, which follows from the kind. */
export const prefixOf = (kind: ConsentKind): 'cns' | 'mdt' | 'card' =>
  kind === 'card_agreement' ? 'card' : isThirdPartyKind(kind) ? 'cns' : 'mdt'

/** What decisions about uses depend on beside the row. */
export type UseContext = { readonly timeZone: string; readonly reconfirmation: Reconfirmation }

/** A use that is covered: what the payment needs to know, and what the counters are after it. */
export type Covered = { readonly facts: MandateFacts; readonly used: readonly LimitUsed[]; readonly consumes: boolean }

/** Whether `row` covers `use` at `now`; `agreement` is the card agreement that a merchant's mandate names. */
export function checkUse(
  row: ConsentRow | undefined,
  agreement: ConsentRow | undefined,
  use: MandateUse,
  now: Date,
  context: UseContext,
): Outcome<Covered, ConsentRefusalCode> {
  if (use.thirdPartyId !== undefined) return checkThirdParty(row, use, now, context)
  return use.merchantId === null ? checkOwnCard(row, use, now, context) : checkMerchant(row, agreement, use, now, context)
}

function checkThirdParty(
  row: ConsentRow | undefined,
  use: MandateUse,
  now: Date,
  context: UseContext,
): Outcome<Covered, ConsentRefusalCode> {
  if (row === undefined || row.grantee.kind !== 'third_party' || row.grantee.id !== use.thirdPartyId)
    return refuse('consent_not_found', 'consent')
  const refusal = accessRefusal(row, now, context.reconfirmation)
  if (refusal !== null) return { ok: false, error: refusal }
  if (!PAYING_KINDS.includes(row.kind)) return refuse('consent_kind_mismatch', 'consent', { kind: row.kind })
  if ((use.currency ?? 'CNY') !== row.currency) return refuse('consent_currency_mismatch', 'currency', { currency: row.currency })
  return withinLimits(row, use, now, context, null, broken => refuse('consent_limit_exceeded', 'amount', valuesOf(row, broken)))
}

function checkOwnCard(row: ConsentRow | undefined, use: MandateUse, now: Date, context: UseContext): Outcome<Covered, ConsentRefusalCode> {
  if (row === undefined || row.kind !== 'card_agreement' || (use.holderId !== undefined && row.holderId !== use.holderId)) {
    return refuse('card_not_found', 'payment_method.card')
  }
  if (use.method !== row.method) return refuse('mandate_method_mismatch', 'payment_method.type', { method: row.method ?? '' })
  const card = cardFactsOf(row, now)
  if (card === null) return refuse('card_not_bound', 'payment_method.card')
  return withinLimits(row, use, now, context, card, broken => ofMandate(row, broken))
}

function checkMerchant(
  row: ConsentRow | undefined,
  agreement: ConsentRow | undefined,
  use: MandateUse,
  now: Date,
  context: UseContext,
): Outcome<Covered, ConsentRefusalCode> {
  if (row === undefined || row.grantee.kind !== 'merchant' || row.grantee.id !== use.merchantId) {
    return refuse('mandate_not_found', 'payment_method.mandate')
  }
  const state = stateAt(row, now)
  if (state === 'cancelled') return refuse('mandate_revoked', 'payment_method.mandate')
  if (state === 'expired') return refuse('mandate_expired', 'payment_method.mandate')
  if (state !== 'authorised') return refuse('mandate_not_found', 'payment_method.mandate')
  if (use.method !== row.method) return refuse('mandate_method_mismatch', 'payment_method.type', { method: row.method ?? '' })
  const covered = withinLimits(row, use, now, context, null, broken => ofMandate(row, broken))
  if (!covered.ok || row.cardId === null) return covered
  const card = agreement === undefined ? null : cardFactsOf(agreement, now)
  return card === null
    ? refuse('card_not_bound', 'payment_method.mandate')
    : ok({ ...covered.value, facts: { ...covered.value.facts, card } })
}

/** The card of a bound agreement; `null` while it is not bound. */
function cardFactsOf(agreement: ConsentRow, now: Date): CardFacts | null {
  if (agreement.card === null || stateAt(agreement, now) !== 'authorised') return null
  const { house, agreementNumber, accountToken, bankCode, bank, last4 } = agreement.card
  if (agreementNumber === null || accountToken === null) return null
  return { id: cardOfMandate(agreement.id), house, agreementNumber, accountToken, bankCode, bank, last4 }
}

function withinLimits(
  row: ConsentRow,
  use: MandateUse,
  now: Date,
  context: UseContext,
  card: CardFacts | null,
  refused: (broken: BrokenLimit) => Outcome<never, ConsentRefusalCode>,
): Outcome<Covered, ConsentRefusalCode> {
  const counted = brokenLimit(row, use.amount, now, context.timeZone)
  if (!counted.ok) return refused(counted.broken)
  return ok({ facts: factsOf(row, card), used: counted.used, consumes: row.kind === 'domestic_payment' })
}

const valuesOf = (row: ConsentRow, broken: BrokenLimit): Record<string, string | number> => ({
  kind: broken.kind,
  index: broken.index,
  limit: Number(broken.limit),
  used: Number(broken.used),
  limit_text: broken.of === 'count' ? String(broken.limit) : `${row.currency} ${formatAmount(broken.limit, row.currency)}`,
})

function ofMandate(row: ConsentRow, broken: BrokenLimit): Outcome<never, ConsentRefusalCode> {
  const values = valuesOf(row, broken)
  if (broken.kind === 'per_payment')
    return refuse('mandate_limit_exceeded', 'amount', { limit: Number(broken.limit), limit_text: String(values.limit_text) })
  return refuse('mandate_limit_used_up', broken.of === 'count' ? 'payment_method.mandate' : 'amount', values)
}

function factsOf(row: ConsentRow, card: CardFacts | null): MandateFacts {
  invariant(row.holderId !== null || row.kind === 'channel_agreement', 'an authorised consent has a holder')
  const number = row.agreement?.number ?? null
  return {
    id: row.id as ConsentId as MandateFacts['id'],
    kind: row.kind,
    method: row.method,
    holderId: row.holderId,
    merchantId: row.grantee.kind === 'merchant' ? row.grantee.id : null,
    limitPerPayment: row.limitPerPayment,
    validTo: row.validTo,
    card,
    agreement: number === null || row.agreement == null ? null : { house: row.agreement.house, number },
    accounts: row.accounts,
    factors: row.factors,
  }
}
