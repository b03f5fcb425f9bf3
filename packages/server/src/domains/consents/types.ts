/**
 * The nouns of consents: a mandate says who may take money from whom, by which method, up to which limit, until when. A
 * wallet auto-debit agreement (签约代扣) and a bound bank card (协议支付) are both mandates, so one revocation serves all.
 */
import type { Id } from '../../kernel/ids.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import type { ConsentRefusalCode } from './errors.ts'

/**
 * `wallet_auto_debit`: the holder lets a merchant take payments from the wallet balance or from a bound card.
 * `card_agreement`: the holder lets the institution debit a bank card at a clearing house, under the house's agreement number.
 */
export type MandateKind = 'wallet_auto_debit' | 'card_agreement'

export type MandateMethod = 'wallet_balance' | 'bank_card'

/** `pending`: a card whose code has not been entered. `expired` is never stored: it follows from `validTo`. */
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

/** What a payment needs to know of the mandate it is made under. */
export type MandateFacts = {
  readonly id: Id<'mdt'>
  readonly kind: MandateKind
  readonly method: MandateMethod
  /** Who pays. */
  readonly holderId: Id<'hld'>
  /** Who may take payments; `null` means the institution itself (card agreements). */
  readonly merchantId: Id<'mer'> | null
  /** Minor units of CNY; `null` means no limit of its own. */
  readonly limitPerPayment: bigint | null
  readonly validTo: Date | null
  /** The card to debit; `null` for the wallet balance. */
  readonly card: CardFacts | null
}

/** What is asked of a mandate. */
export type MandateUse = {
  /** The merchant that asks; `null` when the holder pays with an own bound card. */
  readonly merchantId: Id<'mer'> | null
  /** The signed-in holder, whose own card it must be; absent when a merchant asks. */
  readonly holderId?: Id<'hld'>
  readonly method: MandateMethod
  /** Minor units of CNY. */
  readonly amount: bigint
}

/** The mandates of one batch, locked against revocation until it commits. */
export type ConsentWork = {
  /** Who gave the mandate; `null` when there is none. It says nothing about whether the mandate may be used. */
  holderOf(mandateId: Id<'mdt'>): Id<'hld'> | null
  /**
   * Whether the mandate covers this use now. Pure. Another's mandate is answered like one that does not exist.
   * Refuses: mandate_not_found, mandate_revoked, mandate_expired, mandate_method_mismatch, mandate_limit_exceeded,
   * card_not_found, card_not_bound.
   */
  check(mandateId: Id<'mdt'>, use: MandateUse): Outcome<MandateFacts, ConsentRefusalCode>
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
  readonly holderId: Id<'hld'>
  readonly merchantId: Id<'mer'> | null
  /** Whom people know as the merchant; `null` with `merchantId`. */
  readonly merchantName: MerchantName | null
  readonly cardId: Id<'card'> | null
  readonly limitPerPayment: bigint | null
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

/** A mandate as it is stored; `card` is set on card agreements. */
export type StoredMandate = {
  readonly id: Id<'mdt'>
  readonly kind: MandateKind
  readonly method: MandateMethod
  readonly state: Exclude<MandateState, 'expired'>
  readonly holderId: Id<'hld'>
  readonly merchantId: Id<'mer'> | null
  readonly cardId: Id<'card'> | null
  readonly limitPerPayment: bigint | null
  readonly validTo: Date | null
  readonly card: {
    readonly house: string
    readonly bindingReference: string | null
    readonly agreementNumber: string | null
    readonly accountToken: string | null
    readonly bankCode: string
    readonly bank: string
    readonly last4: string
  } | null
  readonly createdAt: Date
  readonly revokedAt: Date | null
}

/** What happened to a mandate: an append-only history row. */
export type MandateChange = {
  readonly mandateId: Id<'mdt'>
  readonly change: 'proposed' | 'activated' | 'revoked'
  readonly actor: string
  readonly requestId: string
  readonly at: Date
}

/** A bound card is a mandate: the same identifier, seen as a mandate. */
export const mandateOfCard = (card: Id<'card'>): Id<'mdt'> => card as string as Id<'mdt'>

/** The inverse of `mandateOfCard`; meaningful only for mandates of kind `card_agreement`. */
export const cardOfMandate = (mandate: Id<'mdt'>): Id<'card'> => mandate as string as Id<'card'>
