/** What a data set says about one customer before ids are given and balances run. */
import type { Currency } from '../../../../kernel/currencies.ts'
import type { MandateStatus } from '../../../openbanking/ports.ts'
import type { Draft } from '../history.ts'
import type { AccountKind, Payee } from '../types.ts'

export type PlannedAccount = {
  readonly kind: AccountKind
  readonly bank: string
  readonly product: string
  readonly description: string
  readonly nickname: string | null
  readonly currency: Currency
  readonly number: string
  readonly iban: string | null
  readonly opening: bigint
  readonly creditLimit: bigint
  readonly drafts: readonly Draft[]
}

/** Arrangements belong to the first account. */
export type Plan = {
  readonly timeZone: string
  readonly home: {
    readonly street: string
    readonly building: string
    readonly postCode: string
    readonly town: string
    readonly subdivision: string | null
  }
  readonly mobilePrefix: string
  readonly accounts: readonly PlannedAccount[]
  readonly beneficiaries: readonly (Payee & { readonly reference: string | null; readonly isTrusted: boolean })[]
  readonly standingOrders: readonly (Payee & {
    readonly reference: string | null
    readonly status: MandateStatus
    readonly day: number
    readonly minutes: number
    readonly amount: bigint
  })[]
  readonly scheduledPayments: readonly (Payee & {
    readonly reference: string | null
    readonly afterDays: number
    readonly amount: bigint
  })[]
  readonly directDebits: readonly {
    readonly name: string
    readonly mandate: string
    readonly day: number
    readonly status: MandateStatus
  }[]
}
