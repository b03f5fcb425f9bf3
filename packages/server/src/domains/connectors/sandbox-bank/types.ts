/** The nouns of the sandbox bank: what is stored of an invented customer. Amounts are minor units of the account's currency. */
import type { Currency } from '../../../kernel/currencies.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { AccountScheme, LocalName, MandateStatus, TransactionStatus } from '../../openbanking/ports.ts'

export type DataSetName = 'cn' | 'uk'
export type AccountKind = 'current' | 'savings' | 'card'

export type Customer = {
  readonly holderId: Id<'hld'>
  readonly dataSet: DataSetName
  readonly seed: string
  readonly name: string
  readonly fullName: string
  readonly email: string
  readonly mobile: string
  readonly street: string
  readonly building: string
  readonly postCode: string
  readonly town: string
  readonly subdivision: string | null
}

export type SandboxAccount = {
  readonly id: Id<'bac'>
  readonly holderId: Id<'hld'>
  readonly dataSet: DataSetName
  readonly position: number
  /** A key of banks.ts. */
  readonly bank: string
  readonly kind: AccountKind
  readonly product: string
  readonly description: string
  readonly nickname: string | null
  readonly currency: Currency
  readonly timeZone: string
  readonly number: string
  readonly iban: string | null
  readonly creditLimit: bigint
  readonly openedAt: Date
  readonly openingBalance: bigint
  readonly historyFrom: Date
  readonly bookedBalance: bigint
  readonly entryCount: bigint
  readonly lastBookedAt: Date
  readonly closedAt: Date | null
  readonly delayMs: number
  readonly isFailing: boolean
}

export type Payee = { readonly name: string; readonly scheme: AccountScheme; readonly account: string; readonly bank: string | null }

/** Positive: credited. Negative: debited. */
export type SandboxTransaction = {
  readonly id: Id<'btx'>
  readonly accountId: Id<'bac'>
  readonly enteredAt: Date
  readonly status: TransactionStatus
  readonly bookedAt: Date
  readonly valueAt: Date | null
  readonly amount: bigint
  readonly balanceAfter: bigint | null
  readonly information: string
  readonly reference: string | null
  readonly family: string
  readonly subFamily: string
  readonly purpose: string | null
  readonly merchant: string | null
  readonly mcc: string | null
  readonly party: {
    readonly name: string
    readonly scheme: AccountScheme | null
    readonly account: string | null
    readonly bank: string | null
  } | null
  readonly cardAuthorisation: 'ConsumerDevice' | 'Contactless' | 'None' | 'PIN' | null
  readonly foreign: { readonly currency: Currency; readonly amount: bigint; readonly rate: string } | null
  readonly reversalOf: Id<'btx'> | null
}

export type Arrangement = Payee & {
  readonly id: string
  readonly accountId: Id<'bac'>
  readonly kind: 'beneficiary' | 'standing_order' | 'scheduled_payment'
  readonly position: number
  readonly reference: string | null
  readonly isTrusted: boolean
  readonly status: MandateStatus | null
  /** Day of the month. */
  readonly day: number | null
  readonly amount: bigint | null
  readonly firstAt: Date | null
  readonly lastAt: Date | null
  readonly dueAt: Date | null
}

export type Collection = {
  readonly id: string
  readonly accountId: Id<'bac'>
  readonly position: number
  readonly status: MandateStatus
  readonly name: string
  readonly mandate: string
  readonly day: number
  readonly previousAt: Date | null
  readonly previousAmount: bigint | null
}

/** Everything that is made of one customer. */
export type CustomerData = {
  readonly customer: Customer
  readonly accounts: readonly SandboxAccount[]
  readonly transactions: readonly SandboxTransaction[]
  readonly arrangements: readonly Arrangement[]
  readonly collections: readonly Collection[]
}

export type Bank = {
  readonly name: LocalName
  readonly agentScheme: 'UK.OBIE.BICFI' | 'CN.CNAPS.BankCode'
  readonly agentId: string
}
