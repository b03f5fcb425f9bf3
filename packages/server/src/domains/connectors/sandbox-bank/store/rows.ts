/** Columns and rows of the sandbox bank, as reading and writing share them. */
import type { Currency } from '../../../../kernel/currencies.ts'
import type { Id } from '../../../../kernel/ids.ts'
import type { Row } from '../../../../platform/db.ts'
import type { AccountScheme, TransactionStatus } from '../../../openbanking/ports.ts'
import type { AccountKind, DataSetName, SandboxAccount, SandboxTransaction } from '../types.ts'

export const ACCOUNT = `a.id, a.holder_id, a.data_set, a.position, a.bank, a.kind, a.product, a.description, a.nickname, a.currency, a.time_zone, a.number,
  a.iban, a.credit_limit, a.opened_at, a.opening_balance, a.history_from, a.booked_balance, a.entry_count, a.last_booked_at, a.closed_at, a.delay_ms, a.is_failing`

export type AccountRow = Row & {
  id: Id<'bac'>
  holder_id: Id<'hld'>
  data_set: DataSetName
  position: number
  bank: string
  kind: AccountKind
  product: string
  description: string
  nickname: string | null
  currency: Currency
  time_zone: string
  number: string
  iban: string | null
  credit_limit: bigint
  opened_at: Date
  opening_balance: bigint
  history_from: Date
  booked_balance: bigint
  entry_count: bigint
  last_booked_at: Date
  closed_at: Date | null
  delay_ms: number
  is_failing: boolean
}

export const accountOf = (row: AccountRow): SandboxAccount => ({
  id: row.id,
  holderId: row.holder_id,
  dataSet: row.data_set,
  position: row.position,
  bank: row.bank,
  kind: row.kind,
  product: row.product,
  description: row.description,
  nickname: row.nickname,
  currency: row.currency,
  timeZone: row.time_zone,
  number: row.number,
  iban: row.iban,
  creditLimit: row.credit_limit,
  openedAt: row.opened_at,
  openingBalance: row.opening_balance,
  historyFrom: row.history_from,
  bookedBalance: row.booked_balance,
  entryCount: row.entry_count,
  lastBookedAt: row.last_booked_at,
  closedAt: row.closed_at,
  delayMs: row.delay_ms,
  isFailing: row.is_failing,
})

/** Milliseconds since 1970 as a plain number: a page holds hundreds of instants, and parsing their text is what would cost most. */
const ms = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`

export const TRANSACTION = `t.id, t.account_id, ${ms('t.entered_at')} AS entered_ms, t.status, ${ms('t.booked_at')} AS booked_ms, ${ms('t.value_at')} AS value_ms, t.amount, t.balance_after, t.information, t.reference, t.family,
  t.sub_family, t.purpose, t.merchant, t.mcc, t.party_name, t.party_scheme, t.party_account, t.party_bank, t.card_authorisation, t.foreign_currency,
  t.foreign_amount, t.foreign_rate, t.reversal_of`

export type TransactionRow = Row & {
  id: Id<'btx'>
  account_id: Id<'bac'>
  entered_ms: number
  status: TransactionStatus
  booked_ms: number
  value_ms: number | null
  amount: bigint
  balance_after: bigint | null
  information: string
  reference: string | null
  family: string
  sub_family: string
  purpose: string | null
  merchant: string | null
  mcc: string | null
  party_name: string | null
  party_scheme: AccountScheme | null
  party_account: string | null
  party_bank: string | null
  card_authorisation: SandboxTransaction['cardAuthorisation']
  foreign_currency: Currency | null
  foreign_amount: bigint | null
  foreign_rate: string | null
  reversal_of: Id<'btx'> | null
}

export const transactionOf = (row: TransactionRow): SandboxTransaction => ({
  id: row.id,
  accountId: row.account_id,
  enteredAt: new Date(row.entered_ms),
  status: row.status,
  bookedAt: new Date(row.booked_ms),
  valueAt: row.value_ms === null ? null : new Date(row.value_ms),
  amount: row.amount,
  balanceAfter: row.balance_after,
  information: row.information,
  reference: row.reference,
  family: row.family,
  subFamily: row.sub_family,
  purpose: row.purpose,
  merchant: row.merchant,
  mcc: row.mcc,
  party:
    row.party_name === null ? null : { name: row.party_name, scheme: row.party_scheme, account: row.party_account, bank: row.party_bank },
  cardAuthorisation: row.card_authorisation,
  foreign:
    row.foreign_currency === null || row.foreign_amount === null || row.foreign_rate === null
      ? null
      : { currency: row.foreign_currency, amount: row.foreign_amount, rate: row.foreign_rate },
  reversalOf: row.reversal_of,
})
