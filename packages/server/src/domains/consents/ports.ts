/** What consents need of a wallet channel that keeps auto-debit agreements (签约代扣). Called outside transactions; never throws for the network. */
import type { Outcome } from '../../kernel/outcome.ts'

export type AgreementTerms = {
  /** Ours: the mandate's public id. */
  readonly externalNo: string
  /** The most for one charge, minor units. */
  readonly limitPerPayment: bigint
  readonly period: { readonly unit: 'day' | 'month'; readonly length: number }
  readonly firstChargeOn: Date
  readonly returnUrl?: string
}

/** `unknown`: a state that we do not know; nothing follows from it. */
export type AgreementFacts = {
  readonly agreementNo: string
  readonly externalNo: string | null
  readonly state: 'active' | 'ended' | 'stopped' | 'unknown'
  readonly status: string
}

export type AgreementRefusal = 'channel_agreement_not_found' | 'channel_unavailable'

export type AgreementChannel = {
  /** The page on which the payer signs; nothing goes over the wire. */
  signPage(terms: AgreementTerms): Outcome<string, AgreementRefusal>
  /** `channel_agreement_not_found` also while it is not signed. */
  query(by: { readonly externalNo: string }): Promise<Outcome<AgreementFacts, AgreementRefusal>>
  /** Ends it there; harmless when it has ended. */
  unsign(agreementNo: string): Promise<Outcome<null, AgreementRefusal>>
}
