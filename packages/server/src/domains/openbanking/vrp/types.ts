/** The nouns of variable recurring payments (VRP): a consent with control parameters, and payments within them. */
import type { Currency } from '../../../kernel/currencies.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { LimitAlignment, LimitPeriod } from '../../consents/types.ts'
import type { WireAccount, WireAmount } from '../payments/types.ts'

export type WireInitiation = {
  readonly DebtorAccount?: WireAccount
  readonly CreditorAccount?: WireAccount & { readonly Name: string }
  readonly RemittanceInformation?: { readonly Unstructured?: readonly string[] }
}

export type WireControlParameters = {
  readonly ValidFromDateTime?: string
  readonly ValidToDateTime?: string
  readonly MaximumIndividualAmount: WireAmount
  readonly PeriodicLimits: readonly {
    readonly PeriodType: LimitPeriod
    readonly PeriodAlignment: LimitAlignment
    readonly Amount: string
    readonly Currency: string
  }[]
  readonly VRPType: readonly string[]
  readonly PSUAuthenticationMethods: readonly string[]
  readonly PSUInteractionTypes?: readonly ('InSession' | 'OffSession')[]
  readonly SupplementaryData?: Readonly<Record<string, unknown>>
}

/** The request that a consent was made from, frozen. */
export type WireVrpConsent = {
  readonly Data: {
    readonly ReadRefundAccount?: 'Yes' | 'No'
    readonly ControlParameters: WireControlParameters
    readonly Initiation: WireInitiation
  }
  readonly Risk: unknown
}

export type WireInstruction = {
  readonly InstructionIdentification: string
  readonly EndToEndIdentification: string
  readonly InstructedAmount: WireAmount
  readonly CreditorAccount: WireAccount & { readonly Name: string }
  readonly LocalInstrument?: string
  readonly RemittanceInformation?: { readonly Unstructured?: readonly string[] }
  readonly SupplementaryData?: Readonly<Record<string, unknown>>
}

export type WireVrp = {
  readonly Data: {
    readonly PSUAuthenticationMethod: string
    readonly PSUInteractionType?: 'InSession' | 'OffSession'
    readonly VRPType: string
    readonly Initiation: WireInitiation
    readonly Instruction: WireInstruction
  }
  readonly Risk: unknown
}

/** What the person agrees to, read out of a consent's terms. */
export type VrpTerms = {
  readonly merchantId: Id<'mer'>
  /** As the third party wrote it; people are shown the merchant's own name. */
  readonly payeeName: string
  readonly currency: Currency
  /** Minor units, of one payment. */
  readonly perPayment: bigint
  readonly periods: readonly { readonly period: LimitPeriod; readonly alignment: LimitAlignment; readonly amount: bigint }[]
  readonly validFrom: Date | null
  /** The first instant at which it is over. */
  readonly validTo: Date | null
  /** Whether payments may be made while the person is there, and while not. */
  readonly interactions: readonly ('InSession' | 'OffSession')[]
  readonly reference: string | null
  readonly debtorAccount: WireAccount | null
  readonly readsRefundAccount: boolean
}
