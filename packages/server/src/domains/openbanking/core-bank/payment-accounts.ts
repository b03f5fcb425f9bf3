/**
 * The institution's own payment accounts (支付账户) as a core bank: the wallet balance in the ledger, with the merchants behind its
 * entries named. The account's id is that of the ledger account, a transaction's that of its transfer, reserved and booked alike.
 */
import type { Id } from '../../../kernel/ids.ts'
import { formatId } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import { businessDateOf, type Clock } from '../../../kernel/time.ts'
import type { Db } from '../../../platform/db.ts'
import type { LedgerFace, MonthOfMovements, Movement } from '../../ledger/ledger.ts'
import type { AccountId } from '../../ledger/types.ts'
import type { HolderRecord, Wallets } from '../../wallets/wallets.ts'
import type {
  Balance,
  BankAccount,
  CoreBankPort,
  CoreBankRefusalCode,
  LocalName,
  Party,
  PerAccount,
  Statement,
  Transaction,
  TransactionPage,
  TransactionQuery,
} from '../ports.ts'

export type PaymentAccountsDeps = {
  readonly db: Db
  readonly clock: Clock
  /** IANA name: the institution's days and months. */
  readonly timeZone: string
  readonly ledger: Pick<LedgerFace, 'readBalance' | 'readMovements' | 'readMonthsOfMovements'>
  readonly wallets: Pick<Wallets, 'findHolders' | 'holdersOfAccounts'>
  /** Names of the other side, by the public id that a booked movement refers to; those that nobody can name are absent. */
  readonly describeReferences: (references: readonly string[]) => Promise<ReadonlyMap<string, LocalName>>
}

type BankId = Id<'bac'>

/** The two ids are one: a payment account is the holder's ledger account. */
export const paymentAccountOf = (account: AccountId): BankId => account as string as BankId
export const ledgerAccountOf = (id: BankId): AccountId => id as string as AccountId

const NAME: LocalName = { en: 'Feiqian', zh: '飞钱' }
const DESCRIPTIONS = { I: '支付账户 I 类', II: '支付账户 II 类', III: '支付账户 III 类' } as const

export function createPaymentAccounts(deps: PaymentAccountsDeps): CoreBankPort {
  const owners = async (ids: readonly BankId[]): Promise<Map<BankId, HolderRecord>> => {
    const found = await deps.wallets.holdersOfAccounts(deps.db, ids.map(ledgerAccountOf))
    return new Map(found.map(holder => [paymentAccountOf(holder.account), holder]))
  }

  async function each<T>(ids: readonly BankId[], answer: (holder: HolderRecord) => T | Promise<T>): Promise<PerAccount<T>> {
    const holders = await owners(ids)
    const answers = await Promise.all(
      ids.map(async (id): Promise<readonly [BankId, Outcome<T, CoreBankRefusalCode>]> => {
        const holder = holders.get(id)
        return [id, holder === undefined ? refuse('bank_account_not_found') : ok(await answer(holder))]
      }),
    )
    return new Map(answers)
  }

  const none = (ids: readonly BankId[]): Promise<PerAccount<readonly never[]>> => each(ids, () => [])

  return {
    name: 'payment_accounts',
    accountsOf: async holderId => (await deps.wallets.findHolders(deps.db, [holderId])).map(accountOf),
    async accounts(ids) {
      const holders = await owners(ids)
      return ids.flatMap(id => holders.get(id) ?? []).map(accountOf)
    },
    balances: ids => each(ids, holder => balancesOf(deps, holder)),
    transactions: (id, query) => transactionsOf(deps, id, query),
    beneficiaries: none,
    standingOrders: none,
    directDebits: none,
    scheduledPayments: none,
    statements: ids =>
      each(ids, async holder =>
        statementsOf(paymentAccountOf(holder.account), await deps.ledger.readMonthsOfMovements(deps.db, holder.account, deps.clock.now())),
      ),
    parties: ids => each(ids, holder => [partyOf(holder)]),
    products: ids =>
      each(ids, holder => ({
        id: `payment-account-${holder.class.toLowerCase()}`,
        accountId: paymentAccountOf(holder.account),
        name: DESCRIPTIONS[holder.class],
        type: 'Other',
        other: { name: 'Payment account', description: `Balance held at a payment institution, class ${holder.class}; no interest` },
      })),
  }
}

function accountOf(holder: HolderRecord): BankAccount {
  const id = paymentAccountOf(holder.account)
  const text = formatId('bac', id)
  return {
    id,
    holderId: holder.id,
    bank: NAME,
    servicer: null,
    status: holder.state === 'active' ? 'Enabled' : 'Disabled',
    statusAt: holder.createdAt,
    currency: 'CNY',
    category: 'Personal',
    typeCode: 'WALT',
    description: DESCRIPTIONS[holder.class],
    nickname: null,
    openedAt: holder.createdAt,
    maturesAt: null,
    identifications: [{ scheme: 'CN.FEIQIAN.PaymentAccount', identification: text, name: holder.name.zh, secondaryIdentification: null }],
    masked: `**** ${text.slice(-4)}`,
    isPayable: holder.state === 'active',
  }
}

async function balancesOf(deps: PaymentAccountsDeps, holder: HolderRecord): Promise<Balance[]> {
  const found = await deps.ledger.readBalance(deps.db, holder.account)
  if (!found.ok) throw new Error('every holder has an account')
  const base = { accountId: paymentAccountOf(holder.account), currency: 'CNY', at: deps.clock.now(), creditLines: [] } as const
  return [
    { ...base, type: 'ITBD', amount: found.value.posted },
    { ...base, type: 'ITAV', amount: found.value.available },
  ]
}

const CURSOR = /^\d{1,19}$/
const SEQ_LIMIT = 9_223_372_036_854_775_807n

const cursorOf = (text: string): bigint | null => (CURSOR.test(text) && BigInt(text) < SEQ_LIMIT ? BigInt(text) : null)

/** The month of a statement as instants, both included: `YYYYMM` in the institution's time zone. */
async function monthOf(deps: PaymentAccountsDeps, id: BankId, statementId: string): Promise<{ from: Date; to: Date } | null> {
  const months = await deps.ledger.readMonthsOfMovements(deps.db, ledgerAccountOf(id), deps.clock.now())
  const month = months.find(each => each.month === statementId)
  return month === undefined ? null : { from: month.from, to: new Date(month.to.getTime() - 1) }
}

const later = (a: Date | null, b: Date | null): Date | null => (a === null ? b : b === null || a > b ? a : b)
const earlier = (a: Date | null, b: Date | null): Date | null => (a === null ? b : b === null || a < b ? a : b)

/**
 * Newest first, by booking. A reservation moves to the front when it is booked, with the same id: whoever walks the pages meanwhile
 * hears of it by the event `account.posted`.
 */
async function transactionsOf(
  deps: PaymentAccountsDeps,
  id: BankId,
  query: TransactionQuery,
): Promise<Outcome<TransactionPage, CoreBankRefusalCode | 'bank_cursor_invalid'>> {
  const text = query.after ?? query.before ?? null
  const cursor = text === null ? null : cursorOf(text)
  if (text !== null && cursor === null) return refuse('bank_cursor_invalid')
  const isLast = query.end === 'oldest'
  const isBackwards = isLast || (query.before ?? null) !== null
  const statementId = query.statementId ?? null
  const month = statementId === null ? { from: null, to: null } : await monthOf(deps, id, statementId)
  if (month === null) return ok({ transactions: [], next: null, previous: null, total: query.counted === true ? 0 : null })
  const found = await deps.ledger.readMovements(deps.db, {
    account: ledgerAccountOf(id),
    from: later(query.from, month.from),
    to: earlier(query.to, month.to),
    direction: query.direction,
    cursor,
    order: isBackwards ? 'newer' : 'older',
    limit: query.limit + 1,
    isCounted: query.counted === true,
  })
  if (found === null || found.code !== 'wallet_balance') return refuse('bank_account_not_found')
  const kept = found.rows.slice(0, query.limit)
  const hasMore = found.rows.length > query.limit
  const rows = isBackwards ? kept.reverse() : kept
  const names = await deps.describeReferences([...new Set(rows.map(row => row.reference))])
  const hasOlder = isBackwards ? !isLast : hasMore
  const hasNewer = isBackwards ? hasMore : cursor !== null
  const present = monthIn(deps.clock.now(), deps.timeZone)
  return ok({
    transactions: rows.map(row => transactionOf(id, row, names.get(row.reference) ?? null, monthIn(row.bookedAt, deps.timeZone), present)),
    next: hasOlder ? (rows.at(-1)?.seq.toString() ?? null) : null,
    previous: hasNewer ? (rows[0]?.seq.toString() ?? null) : null,
    total: found.total,
  })
}

const monthIn = (at: Date, timeZone: string): string => businessDateOf(at, timeZone).slice(0, 7).replace('-', '')

/** What the ledger's reasons are called on an account. Others are corrections. */
const KINDS: Readonly<Record<string, { readonly words: string; readonly code: readonly [family: string, subFamily: string] }>> = {
  payment: { words: '支付', code: ['ICDT', 'DMCT'] },
  authorisation: { words: '支付（预授权）', code: ['ICDT', 'DMCT'] },
  capture: { words: '支付', code: ['ICDT', 'DMCT'] },
  refund: { words: '退款', code: ['RCDT', 'RRTN'] },
  duplicate_payment: { words: '重复支付退回', code: ['RCDT', 'RRTN'] },
  topup: { words: '充值', code: ['RCDT', 'DMCT'] },
  withdrawal: { words: '提现', code: ['ICDT', 'DMCT'] },
  deduction: { words: '扣划', code: ['MDOP', 'OTHR'] },
}
const OTHER = { words: '调整', code: ['MCOP', 'ADJT'] } as const

function transactionOf(accountId: BankId, row: Movement, name: LocalName | null, month: string, present: string): Transaction {
  const { words, code } = KINDS[row.reasonKind] ?? OTHER
  const other = name === null ? null : { name: name.zh, agent: null, account: null }
  const isCredit = row.direction === 'credit'
  return {
    id: row.id as string as Id<'btx'>,
    accountId,
    direction: row.direction,
    amount: row.amount,
    currency: 'CNY',
    status: row.isPending ? 'PDNG' : 'BOOK',
    bookedAt: row.bookedAt,
    valueAt: row.isPending ? null : (row.effectiveAt ?? row.bookedAt),
    balanceAfter: row.after,
    information: name === null ? words : `${words} ${name.zh}`,
    reference: row.reference,
    statementReferences: !row.isPending && month < present ? [month] : [],
    code: { family: code[0], subFamily: code[1] },
    categoryPurpose: null,
    merchant: name === null ? null : { name: name.zh, categoryCode: null },
    creditor: isCredit ? null : other,
    debtor: isCredit ? other : null,
    card: null,
    exchange: null,
    reversalOf: row.corrects as string | null as Id<'btx'> | null,
  }
}

function statementsOf(accountId: BankId, months: readonly MonthOfMovements[]): Statement[] {
  let balance = 0n
  return months
    .map(({ month, from, to, credits, debits }): Statement => {
      const before = balance
      balance += credits - debits
      return {
        id: month,
        accountId,
        reference: month,
        type: 'RegularPeriodic',
        from,
        to,
        createdAt: to,
        currency: 'CNY',
        amounts: [
          { type: 'PreviousClosingBalance', amount: before },
          { type: 'TotalCredits', amount: credits },
          { type: 'TotalDebits', amount: debits },
          { type: 'ClosingBalance', amount: balance },
        ],
        moments: [],
      }
    })
    .reverse()
}

/** The institution keeps no address, and shows no phone number outside of identity sharing. */
const partyOf = (holder: HolderRecord): Party => ({
  id: formatId('bac', paymentAccountOf(holder.account)),
  number: null,
  type: 'Sole',
  name: holder.name.zh,
  fullLegalName: holder.name.zh,
  role: 'Principal',
  email: null,
  mobile: null,
  addresses: [],
})
