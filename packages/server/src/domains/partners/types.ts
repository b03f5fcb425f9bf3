/** The nouns of terms: an agreement with a merchant, its versions and their numbered clauses. */
import type { Id } from '../../kernel/ids.ts'
import type { Clock } from '../../kernel/time.ts'
import type { Commands } from '../../platform/commands.ts'
import type { Db } from '../../platform/db.ts'
import type { Merchants } from '../merchants/merchants.ts'

/** How a payment is made, as far as a price depends on it. */
export type PaymentMethodType = 'wallet_balance' | 'bank_card' | 'wechat_pay' | 'alipay' | 'bank_gateway' | 'open_banking'

/** What happens to the payment fee when money is refunded. */
export type RefundPolicy = 'returned_proportionally' | 'kept'

type ClauseBase = {
  /** As in the contract's text, e.g. `3.1`. */
  readonly number: string
  /** A clause for a method goes before one for `any`. */
  readonly method: PaymentMethodType | 'any'
}

export type Clause =
  /** The fee on a payment. It never exceeds the payment's amount. */
  | (ClauseBase & {
      readonly kind: 'payment_fee'
      readonly basisPoints: bigint
      /** Minor units, added to the basis points' part. */
      readonly fixed: bigint
      /** Least and greatest fee in minor units; `null` is unbounded. */
      readonly min: bigint | null
      readonly max: bigint | null
    })
  /** What of the payment's fee goes back to the merchant when money is refunded. */
  | (ClauseBase & { readonly kind: 'refund_fee'; readonly policy: RefundPolicy })

/** The version of an agreement by which a payment is priced. */
export type Terms = {
  readonly merchantId: Id<'mer'>
  readonly agreementId: Id<'agr'>
  readonly version: number
  readonly clauses: readonly Clause[]
}

/** Names the version that a payment was made under. */
export type TermsRef = { readonly agreementId: Id<'agr'>; readonly version: number }

export type FeeQuestion =
  | { readonly kind: 'payment'; readonly method: PaymentMethodType; readonly amount: bigint }
  | {
      /** How much of the payment's fee this refund gives back to the merchant. */
      readonly kind: 'refund'
      readonly method: PaymentMethodType
      /** This refund. */
      readonly amount: bigint
      readonly originalFee: bigint
      readonly originalAmount: bigint
      /** What earlier refunds of the payment gave back, of the amount and of the fee. */
      readonly alreadyRefunded: bigint
      readonly alreadyReturnedFee: bigint
    }

export type Fee = {
  /** Minor units: charged on a payment, given back on a refund. */
  readonly amount: bigint
  /** Agreement, version and clause, e.g. `agr_01…/v2/§3.1`. */
  readonly clause: string
  /** For people, e.g. `10000 × 60 bp = 60`. */
  readonly arithmetic: string
}

/** `draft` may be replaced; `in_force` and `superseded` never change but for the end of their time. */
export type VersionStatus = 'draft' | 'scheduled' | 'in_force' | 'superseded'

export type AgreementVersion = {
  readonly version: number
  readonly clauses: readonly Clause[]
  readonly inForceFrom: Date | null
  readonly inForceTo: Date | null
  readonly createdAt: Date
  readonly activatedAt: Date | null
}

export type Agreement = {
  readonly id: Id<'agr'>
  readonly merchantId: Id<'mer'>
  readonly title: string
  readonly createdAt: Date
  /** Ascending by number. */
  readonly versions: readonly AgreementVersion[]
}

export type NewAgreement = { readonly merchantId: Id<'mer'>; readonly title: string; readonly clauses: readonly Clause[] }

export type NewVersion = { readonly agreementId: Id<'agr'>; readonly clauses: readonly Clause[] }

/** `from` is now or later; `null` means now. */
export type ActivateVersion = { readonly agreementId: Id<'agr'>; readonly version: number; readonly from: Date | null }

export type PartnersDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly commands: Commands
  readonly merchants: Pick<Merchants, 'open' | 'assignAgreements'>
}
