/** What the simulated reserve bank remembers: two accounts of each customer, every entry, and who may be paid from them. */

export type AccountName = 'reserve' | 'own'

export type Entry = {
  /** The bank's own number. */
  readonly reference: string
  /** The other side's reference: of a posting, of a transfer. */
  readonly theirs: string
  /** Fen, signed: positive comes in. */
  readonly amount: bigint
  readonly bookingDate: string
  readonly at: string
  readonly kind: 'netting' | 'network' | 'transfer' | 'payment'
  readonly counterparty: string
  readonly text: string
}

export type Account = {
  readonly number: string
  readonly name: string
  readonly opening: bigint
  balance: bigint
  entries: Entry[]
  /** Statements are out up to and including this date: nothing is booked there any more. */
  issuedThrough: string | null
}

/** 备案账户: an account outside that the customer's money may be paid to. */
export type Destination = { readonly account: string; readonly name: string; readonly kind: string }

export type TransferOutcome = {
  readonly terms: string
  readonly status: 'succeeded' | 'failed'
  readonly failureCode: string | null
  readonly bookingDate: string
}

export type Customer = {
  readonly id: string
  readonly accounts: Record<AccountName, Account>
  destinations: Destination[]
  transfers: Record<string, TransferOutcome>
}

export type BankState = {
  /** Of each party, the newest last. */
  keys: Record<string, string[]>
  customers: Record<string, Customer>
  /** By `member/posting_id`: the terms. */
  postings: Record<string, string>
  /** Days that were rolled ahead of the clock. */
  daysAhead: number
  sequence: number
}

export const emptyState = (): BankState => ({ keys: {}, customers: {}, postings: {}, daysAhead: 0, sequence: 0 })

export const isAccountName = (value: unknown): value is AccountName => value === 'reserve' || value === 'own'
