/** Consents as they are stored, for this domain alone. */
import type { Currency } from '../../kernel/currencies.ts'
import type { Id } from '../../kernel/ids.ts'
import type {
  ConsentFactor,
  ConsentId,
  ConsentKind,
  CountedLimit,
  EndedBy,
  Grantee,
  LimitUsed,
  MandateMethod,
  StoredState,
} from './types.ts'

/** What every decision about a consent reads: the part of its row that payments load. */
export type ConsentRow = {
  readonly id: ConsentId
  readonly kind: ConsentKind
  readonly method: MandateMethod | null
  readonly state: StoredState
  readonly holderId: Id<'hld'> | null
  readonly grantee: Grantee
  readonly cardId: Id<'card'> | null
  readonly accounts: readonly string[]
  readonly factors: readonly ConsentFactor[]
  readonly currency: Currency
  readonly limitPerPayment: bigint | null
  readonly limits: readonly CountedLimit[]
  readonly used: readonly LimitUsed[]
  readonly validFrom: Date | null
  readonly validTo: Date | null
  readonly authoriseBy: Date | null
  readonly createdAt: Date
  readonly confirmedAt: Date | null
  /** Set on agreements at wallet channels; without its number until it is signed. */
  readonly agreement?: { readonly house: string; readonly number: string | null } | null
  /** Set on card agreements. */
  readonly card: {
    readonly house: string
    readonly bindingReference: string | null
    readonly agreementNumber: string | null
    readonly accountToken: string | null
    readonly bankCode: string
    readonly bank: string
    readonly last4: string
  } | null
}

/** A consent as it is stored, whole. */
export type StoredConsent = ConsentRow & {
  readonly purpose: string | null
  readonly permissions: readonly string[]
  readonly terms: unknown
  readonly transactionsFrom: Date | null
  readonly transactionsTo: Date | null
  readonly authorisedAt: Date | null
  readonly endedAt: Date | null
  readonly endedBy: EndedBy | null
  readonly endReason: string | null
}
