/**
 * What open banking needs of a bank's core systems, and what a core system may tell open banking. The port knows no consent and no
 * permission: it answers everything about an account, and the account API cuts that down to what a consent allows.
 *
 * The nouns follow UK Open Banking Read/Write v4.0, whose ISO 20022 codes are used as they are. Amounts are minor units of their
 * currency; instants are UTC.
 */
import type { Currency } from '../../kernel/currencies.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import type { Tx } from '../../platform/db.ts'

/** How accounts are named to the outside. The `CN.` names are ours, in the standard's form: decision 0020 lists them. */
export type AccountScheme =
  | 'UK.OBIE.SortCodeAccountNumber'
  | 'UK.OBIE.IBAN'
  | 'UK.OBIE.PAN'
  /** A bank account in China: the account or card number. */
  | 'CN.CNAPS.Account'
  /** A payment account (支付账户) of this institution. */
  | 'CN.FEIQIAN.PaymentAccount'
  /** A merchant of this institution: `mer_…`. */
  | 'CN.FEIQIAN.Merchant'

/** How banks are named: BIC (ISO 9362), or the twelve-digit bank number (行号) of China's payment system. */
export type AgentScheme = 'UK.OBIE.BICFI' | 'CN.CNAPS.BankCode'

export type LocalName = { readonly en: string; readonly zh: string }

/** At most 256 characters of identification, 350 of name, 34 of secondary identification. */
export type AccountIdentification = {
  readonly scheme: AccountScheme
  readonly identification: string
  readonly name: string | null
  readonly secondaryIdentification: string | null
}

/** A bank. At most 35 characters of identification, 140 of name. */
export type Agent = { readonly scheme: AgentScheme; readonly identification: string; readonly name: string | null }

export type Counterparty = { readonly name: string | null; readonly agent: Agent | null; readonly account: AccountIdentification | null }

/** ISO 20022 external account type: current account, savings, card, electronic wallet. */
export type AccountTypeCode = 'CACC' | 'SVGS' | 'CARD' | 'WALT'

export type AccountStatus = 'Enabled' | 'Disabled' | 'Deleted' | 'Pending'

/** An account of one person. The id is of the person and the account, and outlives renewals of consents and cards. */
export type BankAccount = {
  readonly id: Id<'bac'>
  readonly holderId: Id<'hld'>
  /** Which bank keeps it, for people to choose by. */
  readonly bank: LocalName
  readonly servicer: Agent | null
  /** `Deleted`: closed; nothing but the account itself is answered. */
  readonly status: AccountStatus
  readonly statusAt: Date
  readonly currency: Currency
  readonly category: 'Personal' | 'Business'
  readonly typeCode: AccountTypeCode
  /** The product in the bank's words, at most 35 characters. */
  readonly description: string
  /** At most 70 characters. */
  readonly nickname: string | null
  readonly openedAt: Date | null
  readonly maturesAt: Date | null
  /** The ways to name it, the usual one first; never empty. */
  readonly identifications: readonly AccountIdentification[]
  /** The identification as people may see it in full view of others: `**** 0018`. */
  readonly masked: string
  /** Whether payments can be initiated from it. */
  readonly isPayable: boolean
}

/** ISO 20022 balance type: closing booked, interim booked, interim available, opening booked, previously closed booked. */
export type BalanceType = 'CLBD' | 'ITBD' | 'ITAV' | 'OPBD' | 'PRCD'

export type CreditLine = {
  readonly type: 'Available' | 'Credit' | 'Emergency' | 'Pre-Agreed' | 'Temporary'
  readonly isIncluded: boolean
  readonly amount: bigint
}

/** Positive: the bank owes the holder. Negative: the holder owes the bank. */
export type Balance = {
  readonly accountId: Id<'bac'>
  readonly type: BalanceType
  readonly amount: bigint
  readonly currency: Currency
  readonly at: Date
  readonly creditLines: readonly CreditLine[]
}

/** Booked; pending: may still change or vanish; rejected: was pending and will never be booked. */
export type TransactionStatus = 'BOOK' | 'PDNG' | 'RJCT'

/** The same id from pending to booked or rejected. */
export type Transaction = {
  readonly id: Id<'btx'>
  readonly accountId: Id<'bac'>
  readonly direction: 'credit' | 'debit'
  /** Greater than 0. */
  readonly amount: bigint
  readonly currency: Currency
  readonly status: TransactionStatus
  /** When it was booked; of one that is not, when it arrived. */
  readonly bookedAt: Date
  /** From when it counts for interest; `null` while pending. */
  readonly valueAt: Date | null
  /** The account's booked balance after it, negative when the holder owes; `null` unless booked. */
  readonly balanceAfter: bigint | null
  /** Line on the statement, at most 500 characters. */
  readonly information: string
  /** The payer's or the bank's reference, at most 210 characters. */
  readonly reference: string | null
  /** References of the statements that list it, at most 35 characters each. */
  readonly statementReferences: readonly string[]
  /** ISO 20022 bank transaction code, family and subfamily: `RCDT` and `SALA`. */
  readonly code: { readonly family: string; readonly subFamily: string }
  /** ISO 20022 category purpose, where one fits: `SALA`, `SUPP`… */
  readonly categoryPurpose: string | null
  /** ISO 18245 category code, four digits. */
  readonly merchant: { readonly name: string; readonly categoryCode: string | null } | null
  /** Whom money went to, of a debit. */
  readonly creditor: Counterparty | null
  /** Whom money came from, of a credit. */
  readonly debtor: Counterparty | null
  readonly card: {
    readonly scheme: 'AmericanExpress' | 'Diners' | 'Discover' | 'MasterCard' | 'VISA'
    readonly authorisation: 'ConsumerDevice' | 'Contactless' | 'None' | 'PIN'
    /** Masked. */
    readonly identification: string
  } | null
  readonly exchange: {
    readonly sourceCurrency: Currency
    readonly targetCurrency: Currency
    /** Decimal text: units of the target for one of the source. */
    readonly rate: string
    readonly instructedAmount: bigint
  } | null
  /** The booked transaction that this one takes back. */
  readonly reversalOf: Id<'btx'> | null
}

/**
 * A page of an account's transactions, newest first. Cursors are the bank's own and opaque; one that it did not make is refused
 * (`bank_cursor_invalid`). At most one of `after` (older), `before` (newer) and `end` is given.
 */
export type TransactionQuery = {
  /** First and last instant of `bookedAt`, both included. */
  readonly from: Date | null
  readonly to: Date | null
  readonly direction: 'credit' | 'debit' | null
  /** Only those that the statement of this id lists. */
  readonly statementId?: string | null
  readonly after?: string | null
  readonly before?: string | null
  /** The last page: the oldest `limit` of them, newest first like every page. */
  readonly end?: 'oldest'
  /** 1 to 1,000. */
  readonly limit: number
  /** Whether to say how many match. */
  readonly counted?: boolean
}

export type TransactionPage = {
  readonly transactions: readonly Transaction[]
  /** For `after`: anchored at the last of the page, whenever something older matches. */
  readonly next: string | null
  /** For `before`: anchored at the first of the page, whenever something newer matches. */
  readonly previous: string | null
  /** How many match `from`, `to`, `direction` and `statementId`, on whatever page; `null` unless asked. */
  readonly total: number | null
}

/** Ids of these are the bank's own, opaque, unique within the account and at most 40 characters. */
export type Beneficiary = {
  readonly id: string
  readonly accountId: Id<'bac'>
  /** The payer put it on their list of trusted payees. */
  readonly isTrusted: boolean
  /** At most 35 characters. */
  readonly reference: string | null
  readonly creditor: Counterparty & { readonly account: AccountIdentification }
}

/** ISO 20022 mandate status: active, cancelled, expired, suspended. */
export type MandateStatus = 'ACTV' | 'CANC' | 'EXPI' | 'SUSP'

/** ISO 20022 frequency, how often in it, and on which day of it (`05`: the fifth). */
export type Frequency = {
  readonly type: 'YEAR' | 'MIAN' | 'QURT' | 'MNTH' | 'FRTN' | 'WEEK' | 'DAIL' | 'ADHO'
  readonly countPerPeriod: number | null
  readonly pointInTime: string | null
}

export type PaymentMoment = { readonly at: Date; readonly amount: bigint | null }

export type StandingOrder = {
  readonly id: string
  readonly accountId: Id<'bac'>
  readonly status: MandateStatus
  readonly frequency: Frequency
  readonly currency: Currency
  readonly reference: string | null
  /** `null` where there was, or will be, none. */
  readonly first: PaymentMoment | null
  readonly last: PaymentMoment | null
  readonly next: PaymentMoment | null
  readonly final: PaymentMoment | null
  readonly creditor: Counterparty & { readonly account: AccountIdentification }
}

export type DirectDebit = {
  readonly id: string
  readonly accountId: Id<'bac'>
  readonly status: MandateStatus
  readonly frequency: Frequency
  readonly currency: Currency
  /** Who collects, at most 70 characters. */
  readonly name: string
  /** The collector's number of the mandate, at most 35 characters. */
  readonly mandate: string
  readonly previous: { readonly at: Date; readonly amount: bigint } | null
}

export type ScheduledPayment = {
  readonly id: string
  readonly accountId: Id<'bac'>
  readonly at: Date
  /** Whether `at` is when it leaves or when it arrives. */
  readonly type: 'Execution' | 'Arrival'
  readonly amount: bigint
  readonly currency: Currency
  readonly reference: string | null
  readonly creditor: Counterparty & { readonly account: AccountIdentification }
}

export type StatementAmountType =
  | 'PreviousClosingBalance'
  | 'ClosingBalance'
  | 'TotalCredits'
  | 'TotalDebits'
  | 'MinimumPaymentDue'
  | 'CreditLimit'

/** The standard's names without their `UK.OBIE.`. */
export type Statement = {
  readonly id: string
  readonly accountId: Id<'bac'>
  /** At most 35 characters: what `statementReferences` of transactions names. */
  readonly reference: string
  readonly type: 'RegularPeriodic' | 'AccountOpening' | 'AccountClosure' | 'Interim' | 'Annual'
  /** First instant of the period, and the first after it. */
  readonly from: Date
  readonly to: Date
  readonly createdAt: Date
  readonly currency: Currency
  /** Balances are negative when the holder owes; totals are not negative. */
  readonly amounts: readonly { readonly type: StatementAmountType; readonly amount: bigint }[]
  readonly moments: readonly { readonly type: 'PaymentDue' | 'StatementAvailable' | 'NextStatement'; readonly at: Date }[]
}

export type PostalAddress = {
  readonly type: 'HOME' | 'BIZZ'
  readonly streetName: string | null
  readonly buildingNumber: string | null
  readonly postCode: string | null
  readonly townName: string | null
  readonly countrySubDivision: string | null
  /** ISO 3166-1 alpha-2. */
  readonly country: string
}

/** A person who has to do with an account. */
export type Party = {
  readonly id: string
  readonly number: string | null
  readonly type: 'Sole' | 'Joint' | 'Delegate'
  readonly name: string
  readonly fullLegalName: string | null
  readonly role: 'Principal' | 'SecondaryOwner' | 'PowerOfAttorney'
  readonly email: string | null
  /** `+86-13800000001`, masked where the bank masks it. */
  readonly mobile: string | null
  readonly addresses: readonly PostalAddress[]
}

export type Product = {
  readonly id: string
  readonly accountId: Id<'bac'>
  readonly name: string
  readonly type: 'PersonalCurrentAccount' | 'Other'
  /** What `Other` is. */
  readonly other: { readonly name: string; readonly description: string } | null
}

/**
 * Why a bank does not answer about an account. `bank_account_unavailable`: its core system fails now, worth another try.
 * `bank_account_closed`: closed accounts answer nothing but themselves. `bank_account_not_found`: it is not this bank's.
 */
export type CoreBankRefusalCode = 'bank_account_not_found' | 'bank_account_unavailable' | 'bank_account_closed'

/** Each account answers for itself, so that one that fails does not fail the others of a page. Every id that was asked about is a key. */
export type PerAccount<T> = ReadonlyMap<Id<'bac'>, Outcome<T, CoreBankRefusalCode>>

type Ids = readonly Id<'bac'>[]

/** A bank's core system. Reads only; every method may take as long as the bank takes. */
export type CoreBankPort = {
  /** For logs and statistics. */
  readonly name: string
  /** Every account of the person, oldest first, closed ones included. */
  accountsOf(holderId: Id<'hld'>): Promise<readonly BankAccount[]>
  /** Those of the ids that this bank keeps, in the order of the ids. Never refuses: an account that fails still has its name. */
  accounts(ids: Ids): Promise<readonly BankAccount[]>
  balances(ids: Ids): Promise<PerAccount<readonly Balance[]>>
  transactions(id: Id<'bac'>, query: TransactionQuery): Promise<Outcome<TransactionPage, CoreBankRefusalCode | 'bank_cursor_invalid'>>
  /**
   * A text for each account that is another whenever `transactions` would answer otherwise, be it for a posting or for the time that
   * passed: pages may be remembered under it. Absent: the bank cannot say, or does not answer about the account now. Must be much
   * cheaper than a page. A bank without it has its pages read anew each time.
   */
  versions?(ids: Ids): Promise<ReadonlyMap<Id<'bac'>, string>>
  beneficiaries(ids: Ids): Promise<PerAccount<readonly Beneficiary[]>>
  standingOrders(ids: Ids): Promise<PerAccount<readonly StandingOrder[]>>
  directDebits(ids: Ids): Promise<PerAccount<readonly DirectDebit[]>>
  scheduledPayments(ids: Ids): Promise<PerAccount<readonly ScheduledPayment[]>>
  /** Newest first. */
  statements(ids: Ids): Promise<PerAccount<readonly Statement[]>>
  /** Everybody who has to do with the account, its principal first. */
  parties(ids: Ids): Promise<PerAccount<readonly Party[]>>
  products(ids: Ids): Promise<PerAccount<Product>>
}

/** What happened to an account: a transaction arrived, was booked, was rejected. */
export type Posting = {
  readonly accountId: Id<'bac'>
  readonly transactionId: Id<'btx'>
  readonly status: TransactionStatus
}

/** An account was closed, or opened again. */
export type AccountChange = { readonly accountId: Id<'bac'>; readonly status: AccountStatus }

/**
 * How a core system tells of postings: compose injects it. The news commits with the posting and reaches consented third parties
 * within a second, as the events `account.posted` and `account.updated`.
 */
export type PostingSink = {
  posted(tx: Tx, postings: readonly Posting[]): void
  updated(tx: Tx, changes: readonly AccountChange[]): void
}
