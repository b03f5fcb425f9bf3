/**
 * The nouns of consents. One model for every rail: what a holder lets somebody do - read data, confirm funds, make one payment, take
 * payments again and again, debit a bank card - for which purpose, on which accounts, within which limits, until when. A merchant's
 * auto-debit agreement (签约代扣), a bound bank card (协议支付) and a VRP consent are all consents, so one revocation serves all.
 */
import type { Currency } from '../../kernel/currencies.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Outcome, Refusal } from '../../kernel/outcome.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import type { ConsentRefusalCode } from './errors.ts'

export const CONSENT_KINDS = [
  'account_access',
  'funds_confirmation',
  'domestic_payment',
  'vrp',
  'recurring_collection',
  'wallet_auto_debit',
  'card_agreement',
  'channel_agreement',
] as const

/**
 * `account_access`, `funds_confirmation`, `domestic_payment`, `vrp`: to a third party (UK Open Banking Read/Write v4.0).
 * `recurring_collection`: to a merchant, for a purpose that the policy lists (代收, 银发〔2020〕248号).
 * `wallet_auto_debit`: to a merchant, from the wallet balance or a bound card.
 * `channel_agreement`: to a merchant, debited at a wallet channel (Alipay) under the channel's agreement number; its payer holds no wallet here.
 * `card_agreement`: to the institution, to debit a bank card at a clearing house under the house's agreement number.
 */
export type ConsentKind = (typeof CONSENT_KINDS)[number]

/** Kinds that merchants hold: their public ids begin with `mdt_`. */
export type MandateKind = Extract<ConsentKind, 'wallet_auto_debit' | 'recurring_collection' | 'card_agreement' | 'channel_agreement'>
/** Kinds that third parties hold: their public ids begin with `cns_`. */
export type ThirdPartyKind = Extract<ConsentKind, 'account_access' | 'funds_confirmation' | 'domestic_payment' | 'vrp'>

export const CONSENT_STATES = ['awaiting_authorisation', 'authorised', 'rejected', 'consumed', 'cancelled', 'expired'] as const

/** UK Open Banking's AWAU, AUTH, RJCT, COND, CANC, EXPD. `expired` follows from time and is never stored. */
export type ConsentState = (typeof CONSENT_STATES)[number]
export type StoredState = Exclude<ConsentState, 'expired'>

/** All kinds share one space of UUIDs; the prefix that people see follows from the kind. */
export type ConsentId = Id<'cns'> | Id<'mdt'> | Id<'card'>

export type Grantee =
  | { readonly kind: 'third_party'; readonly id: Id<'tpp'> }
  | { readonly kind: 'merchant'; readonly id: Id<'mer'> }
  | { readonly kind: 'institution' }

/** Who ended a consent: its holder, the third party that held it, the institution's staff, or a rule of the institution. */
export type EndedBy = 'person' | 'third_party' | 'institution' | 'policy'

export const LIMIT_PERIODS = ['Day', 'Week', 'Fortnight', 'Month', 'Half-year', 'Year'] as const
export type LimitPeriod = (typeof LIMIT_PERIODS)[number]
/**
 * `Consent`: periods begin on the date of the consent's creation. `Calendar`: they begin with the calendar's, weeks on Monday, half-years
 * on 1 January and 1 July; the amount of the first is pro-rated to its remaining days. UK Open Banking VRP, PeriodicLimits.
 */
export type LimitAlignment = 'Consent' | 'Calendar'

/** Amounts in minor units of `currency`; `null` means unlimited. A fortnight has no calendar, so it is aligned to the consent. */
export type ConsentLimit =
  | { readonly kind: 'per_payment'; readonly maxAmount: bigint; readonly maxCount: null; readonly currency: Currency }
  | {
      readonly kind: 'period'
      readonly period: LimitPeriod
      readonly alignment: LimitAlignment
      readonly maxAmount: bigint | null
      readonly maxCount: number | null
      readonly currency: Currency
    }
  | { readonly kind: 'lifetime'; readonly maxAmount: bigint | null; readonly maxCount: number | null; readonly currency: Currency }

/** A limit that counts what is used of it. */
export type CountedLimit = Exclude<ConsentLimit, { readonly kind: 'per_payment' }>

/** What is used of a counted limit; `start` is the first day of the period that is counted, `null` for a lifetime. */
export type LimitUsed = { readonly start: BusinessDate | null; readonly amount: bigint; readonly count: number }

/** A counted limit at an instant, as people see it. */
export type LimitStanding = {
  readonly limit: CountedLimit
  /** First and last day of the period; `null` for a lifetime. */
  readonly from: BusinessDate | null
  readonly to: BusinessDate | null
  /** What may be used in this period: less than the limit's amount in the first period of a calendar. */
  readonly allowed: bigint | null
  readonly usedAmount: bigint
  readonly usedCount: number
}

/** A factor that the holder showed; the form that strong customer authentication answers with. */
export type ConsentFactor = {
  readonly kind: 'knowledge' | 'possession' | 'inherence'
  readonly method: 'password' | 'totp' | 'sms' | 'passkey'
  readonly at: Date
}

/** What was shown when the holder said yes, word for word, and how it was known that it was the holder. Immutable. */
export type ConsentReceipt = {
  /** Version of the words: `TEXT_VERSION` of words.ts unless the page says another. */
  readonly textVersion: string
  readonly language: 'en' | 'zh'
  readonly shown: string
  readonly factors: readonly ConsentFactor[]
  readonly scaChallenge: Id<'sca'> | null
  readonly at: Date
}

export type StoredReceipt = ConsentReceipt & {
  readonly consentId: ConsentId
  readonly holderId: Id<'hld'>
  readonly accounts: readonly string[]
}

/** Who asks for a change, for the history. */
export type Actor = { readonly actor: string; readonly requestId: string }

/** A third party's request for a consent. */
export type NewConsent = Actor & {
  readonly id: Id<'cns'>
  readonly kind: ThirdPartyKind
  readonly grantee: { readonly kind: 'third_party'; readonly id: Id<'tpp'> }
  /** In the words of the one who asks; `null` when it said none. */
  readonly purpose: string | null
  /** `ReadAccountsBasic`, … for `account_access`; empty for the others. */
  readonly permissions: readonly string[]
  /** JSON of what was asked (Data and Risk), frozen as it is. */
  readonly terms: unknown
  readonly validFrom?: Date | null
  readonly validTo: Date | null
  readonly transactionsFrom?: Date | null
  readonly transactionsTo?: Date | null
  /** The one per payment first, if any; all of one currency. */
  readonly limits: readonly ConsentLimit[]
}

export type AuthoriseConsent = Actor & {
  readonly consentId: Id<'cns'>
  readonly holderId: Id<'hld'>
  /** Public ids of the accounts that the holder chose: `bac_…`. */
  readonly accounts: readonly string[]
  readonly receipt: ConsentReceipt
}

export type ReconfirmConsent = Actor & {
  readonly consentId: ConsentId
  readonly holderId: Id<'hld'>
  readonly receipt: ConsentReceipt
}

export type RejectConsent = Actor & {
  readonly consentId: Id<'cns'>
  /** Who said no; `null` when nobody had signed in. */
  readonly holderId: Id<'hld'> | null
  readonly reason?: string | null
}

export type CancelConsent = Actor & {
  readonly consentId: ConsentId
  readonly by: EndedBy
  /** The person who asks: another's consent is answered like none. */
  readonly holderId?: Id<'hld'>
  /** The third party that asks: another's consent is answered like none. */
  readonly thirdPartyId?: Id<'tpp'>
  readonly reason?: string | null
}

/** A consent as it is at an instant. */
export type Consent = {
  readonly id: ConsentId
  /** `cns_…`, `mdt_…` or `card_…`, by kind. */
  readonly publicId: string
  readonly kind: ConsentKind
  readonly state: ConsentState
  /** Since when it is in this state. */
  readonly stateSince: Date
  readonly grantee: Grantee
  /** `null` until somebody authorises. */
  readonly holderId: Id<'hld'> | null
  readonly purpose: string | null
  readonly permissions: readonly string[]
  readonly terms: unknown
  readonly accounts: readonly string[]
  /** Shown when its holder last said yes. */
  readonly factors: readonly ConsentFactor[]
  readonly method: MandateMethod | null
  /** The bank card that a merchant's mandate names. */
  readonly cardId: Id<'card'> | null
  /** Of a card agreement. */
  readonly card: { readonly bank: string; readonly last4: string } | null
  readonly currency: Currency
  readonly limits: readonly ConsentLimit[]
  /** How its counted limits stand, in their order. */
  readonly standings: readonly LimitStanding[]
  readonly validFrom: Date | null
  readonly validTo: Date | null
  readonly transactionsFrom: Date | null
  readonly transactionsTo: Date | null
  /** Until when it may be authorised. */
  readonly authoriseBy: Date | null
  /** From when on it gives no access unless its holder reconfirms it; `null` where the policy asks for none. */
  readonly reconfirmBy: Date | null
  readonly createdAt: Date
  readonly authorisedAt: Date | null
  readonly confirmedAt: Date | null
  readonly endedAt: Date | null
  readonly endedBy: EndedBy | null
  readonly endReason: string | null
}

/** What a resource server needs to know of a consent for one request. */
export type ConsentAccess = {
  readonly id: Id<'cns'>
  readonly kind: ConsentKind
  readonly state: ConsentState
  /**
   * Why it gives no access now: consent_not_authorised, consent_rejected, consent_consumed, consent_cancelled, consent_expired,
   * consent_not_begun or consent_reconfirmation_due. `null`: it gives access.
   */
  readonly refusal: Refusal<ConsentRefusalCode> | null
  readonly thirdPartyId: Id<'tpp'> | null
  readonly holderId: Id<'hld'> | null
  readonly permissions: readonly string[]
  readonly accounts: readonly string[]
  readonly transactionsFrom: Date | null
  readonly transactionsTo: Date | null
  readonly validTo: Date | null
}

export type ConsentChangeKind = 'proposed' | 'authorised' | 'reconfirmed' | 'rejected' | 'consumed' | 'cancelled' | 'expired'

/** What happened to a consent: an append-only history row. */
export type ConsentChange = Actor & {
  readonly consentId: ConsentId
  readonly change: ConsentChangeKind
  readonly by: EndedBy | null
  readonly reason: string | null
  readonly at: Date
}

/** A payment under a consent. */
export type ConsentPayment = {
  /** The payment's public id. */
  readonly reference: string
  readonly amount: bigint
  readonly currency: Currency
  readonly payee: string | null
  readonly at: Date
  /** What was given back of it: all when the payment failed, expired or was canceled. */
  readonly releasedAmount: bigint
}

/**
 * Uses of one kind on one day: reads of a kind of data (`accounts`, `balances`, …), or `payments` under a mandate that counts nothing,
 * which come with their sum in minor units.
 */
export type ConsentAccessCount = {
  readonly day: BusinessDate
  readonly resource: string
  readonly count: bigint
  readonly amount: bigint
  readonly lastAt: Date
}

export type ConsentUsage = { readonly payments: readonly ConsentPayment[]; readonly accesses: readonly ConsentAccessCount[] }

export type MandateMethod = 'wallet_balance' | 'bank_card' | 'alipay'

/** A mandate's state as its own routes tell it: the names that merchants have known from the beginning. */
export type MandateState = 'pending' | 'active' | 'revoked' | 'expired'

/** A bound bank card as people and the clearing house know it; the card number itself is kept nowhere. */
export type CardFacts = {
  /** The card agreement's own mandate id under the prefix that people see. */
  readonly id: Id<'card'>
  readonly house: string
  readonly agreementNumber: string
  /** The house's token of the bank account: what a payout to this card names. */
  readonly accountToken: string
  readonly bankCode: string
  readonly bank: string
  readonly last4: string
}

/** What a payment needs to know of the consent it is made under. */
export type MandateFacts = {
  readonly id: Id<'mdt'>
  readonly kind: ConsentKind
  /** What the mandate names; `null` for a third party's consent, which names accounts. */
  readonly method: MandateMethod | null
  /** Who pays; `null`: nobody whom we know (agreements at a wallet channel). */
  readonly holderId: Id<'hld'> | null
  /** Who may take payments; `null` when it is not a merchant. */
  readonly merchantId: Id<'mer'> | null
  /** Minor units; `null` means no limit of its own. */
  readonly limitPerPayment: bigint | null
  readonly validTo: Date | null
  /** The card to debit; `null` for the wallet balance. */
  readonly card: CardFacts | null
  /** The agreement to debit at a wallet channel (签约代扣), by its number there; `null` for every other kind. */
  readonly agreement?: { readonly house: string; readonly number: string } | null
  readonly accounts: readonly string[]
  /** Shown when its holder last said yes; empty where none are kept. */
  readonly factors: readonly ConsentFactor[]
}

/** What is asked of a mandate. */
export type MandateUse = {
  /** The merchant that asks; `null` when the holder pays with an own bound card, or a third party asks. */
  readonly merchantId: Id<'mer'> | null
  /** The third party that asks under its own consent. */
  readonly thirdPartyId?: Id<'tpp'>
  /** The signed-in holder, whose own card it must be; absent when a merchant asks. */
  readonly holderId?: Id<'hld'>
  readonly method: MandateMethod
  /** Minor units. */
  readonly amount: bigint
  /** CNY unless said. */
  readonly currency?: Currency
}

/** A use that is counted. */
export type ConsentUse = MandateUse & {
  /** The payment's public id: what `release` names. */
  readonly reference: string
  readonly at: Date
  /** Who is paid, for the history; the merchant that asks unless said. */
  readonly payee?: string
}

/** The consents of one batch, locked against revocation until it commits. */
export type ConsentWork = {
  /** Who gave the consent; `null` when there is none. It says nothing about whether it may be used. */
  holderOf(id: ConsentId): Id<'hld'> | null
  /**
   * Whether the consent covers this use now, counting nothing. Pure. Another's consent is answered like one that does not exist.
   * Merchants' mandates and cards refuse: mandate_not_found, mandate_revoked, mandate_expired, mandate_method_mismatch,
   * mandate_limit_exceeded, mandate_limit_used_up, card_not_found, card_not_bound. Third parties' consents refuse:
   * consent_not_found, consent_not_authorised, consent_rejected, consent_consumed, consent_cancelled, consent_expired,
   * consent_not_begun, consent_reconfirmation_due, consent_kind_mismatch, consent_currency_mismatch, consent_limit_exceeded (with the
   * values kind, index among the consent's limits, limit and used).
   */
  check(id: ConsentId, use: MandateUse): Outcome<MandateFacts, ConsentRefusalCode>
  /**
   * As `check`, and takes the amount from the counted limits, or consumes the consent to a single payment. A rollback of the undo log
   * takes it back. `flush` writes it.
   */
  use(id: ConsentId, use: ConsentUse): Outcome<MandateFacts, ConsentRefusalCode>
  /** Writes what `use` counted: nothing is sent when nothing was. */
  flush(): void
}

/** A merchant's name in both languages. */
export type MerchantName = { readonly en: string; readonly zh: string }

/** Merchants by id, as far as consents know them. */
export type MerchantNames = ReadonlyMap<Id<'mer'>, { readonly name: MerchantName }>

/** A mandate as its holder sees it. */
export type Mandate = {
  readonly id: Id<'mdt'>
  readonly kind: MandateKind
  readonly method: MandateMethod
  readonly state: MandateState
  /** `null`: the payer is known to the channel only. */
  readonly holderId: Id<'hld'> | null
  readonly merchantId: Id<'mer'> | null
  /** Whom people know as the merchant; `null` with `merchantId`. */
  readonly merchantName: MerchantName | null
  readonly cardId: Id<'card'> | null
  readonly purpose: string | null
  readonly limitPerPayment: bigint | null
  readonly standings: readonly LimitStanding[]
  readonly validTo: Date | null
  readonly createdAt: Date
  readonly revokedAt: Date | null
}

/** A card as its holder sees it. */
export type Card = {
  readonly id: Id<'card'>
  readonly state: 'awaiting_code' | 'bound' | 'unbound'
  readonly holderId: Id<'hld'>
  readonly house: string
  /** The house's name of the binding under way; what verifies the code. */
  readonly bindingReference: string | null
  /** `null` until bound. */
  readonly agreementNumber: string | null
  readonly bankCode: string
  readonly bank: string
  readonly last4: string
  readonly createdAt: Date
}

/** A bound card is a mandate: the same identifier, seen as a mandate. */
export const mandateOfCard = (card: Id<'card'>): Id<'mdt'> => card as string as Id<'mdt'>

/** The inverse of `mandateOfCard`; meaningful only for mandates of kind `card_agreement`. */
export const cardOfMandate = (mandate: ConsentId): Id<'card'> => mandate as string as Id<'card'>

/** A third party's consent as what a payment is made under: the same identifier. */
export const mandateOfConsent = (consent: Id<'cns'>): Id<'mdt'> => consent as string as Id<'mdt'>
