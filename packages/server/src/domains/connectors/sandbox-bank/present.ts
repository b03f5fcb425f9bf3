/** From the sandbox bank's rows to the nouns of the port. Pure. */
import { derivedId } from '../../../kernel/ids.ts'
import { businessDateOf } from '../../../kernel/time.ts'
import type {
  AccountIdentification,
  Balance,
  BankAccount,
  Beneficiary,
  Counterparty,
  CreditLine,
  DirectDebit,
  Party,
  PaymentMoment,
  Product,
  ScheduledPayment,
  StandingOrder,
  Statement,
  Transaction,
} from '../../openbanking/ports.ts'
import { agentOf, BANKS } from './banks.ts'
import type { Month, PageAccount, PageTransaction } from './store/reading.ts'
import type { Arrangement, Collection, Customer, Payee, SandboxAccount, SandboxTransaction } from './types.ts'

const TYPE_CODES = { current: 'CACC', savings: 'SVGS', card: 'CARD' } as const
const DAY_MS = 86_400_000

const PRODUCTS: Readonly<
  Record<string, { readonly name: string; readonly other: { readonly name: string; readonly description: string } | null }>
> = {
  'cn-current-i': { name: 'I 类借记卡账户', other: { name: 'Debit card account, class I', description: 'I 类银行结算账户，全功能' } },
  'cn-savings': { name: '活期储蓄', other: { name: 'Demand savings', description: '活期储蓄存款，按季结息' } },
  'cn-credit-gold': { name: '信用卡金卡', other: { name: 'Credit card, gold', description: '贷记卡，最长 50 天免息期' } },
  'uk-current': { name: 'Everyday Current Account', other: null },
  'uk-savings': { name: 'Rainy Day Saver', other: { name: 'Instant access savings', description: 'Variable rate, interest paid monthly' } },
  'uk-credit': { name: 'Northgate Classic Card', other: { name: 'Personal credit card', description: 'Up to 51 days without interest' } },
}

/** The last four digits, the way cards are shown. */
export const masked = (number: string): string => `**** ${number.slice(-4)}`

const plain = (scheme: AccountIdentification['scheme'], identification: string, name: string | null = null): AccountIdentification => ({
  scheme,
  identification,
  name,
  secondaryIdentification: null,
})

function identificationsOf(account: SandboxAccount): AccountIdentification[] {
  if (account.kind === 'card' && account.currency === 'GBP')
    return [plain('UK.OBIE.PAN', `${account.number.slice(0, 6)}******${account.number.slice(-4)}`)]
  if (account.currency !== 'GBP')
    return [
      plain(
        'CN.CNAPS.Account',
        account.kind === 'card' ? `${account.number.slice(0, 6)}******${account.number.slice(-4)}` : account.number,
      ),
    ]
  const british = plain('UK.OBIE.SortCodeAccountNumber', account.number)
  return account.iban === null ? [british] : [british, plain('UK.OBIE.IBAN', account.iban)]
}

export function presentAccount(account: SandboxAccount): BankAccount {
  return {
    id: account.id,
    holderId: account.holderId,
    bank: BANKS[account.bank]?.name ?? { en: account.bank, zh: account.bank },
    servicer: agentOf(account.bank),
    status: account.closedAt === null ? 'Enabled' : 'Deleted',
    statusAt: account.closedAt ?? account.openedAt,
    currency: account.currency,
    category: 'Personal',
    typeCode: TYPE_CODES[account.kind],
    description: account.description,
    nickname: account.nickname,
    openedAt: account.openedAt,
    maturesAt: null,
    identifications: identificationsOf(account),
    masked: masked(account.number),
    isPayable: false,
  }
}

/** Booked, and available: less what pending debits reserve, with the credit line. */
export function presentBalances(account: SandboxAccount, reserved: bigint, at: Date): Balance[] {
  const base = { accountId: account.id, currency: account.currency, at }
  const line: CreditLine = { type: account.kind === 'card' ? 'Credit' : 'Pre-Agreed', isIncluded: true, amount: account.creditLimit }
  return [
    { ...base, type: 'ITBD', amount: account.bookedBalance, creditLines: [] },
    {
      ...base,
      type: 'ITAV',
      amount: account.bookedBalance + reserved + account.creditLimit,
      creditLines: account.creditLimit > 0n ? [line] : [],
    },
  ]
}

const partyOf = (party: SandboxTransaction['party'], merchant: string | null): Counterparty | null => {
  if (party === null) return merchant === null ? null : { name: merchant, agent: null, account: null }
  return {
    name: party.name,
    agent: agentOf(party.bank),
    account: party.scheme === null || party.account === null ? null : plain(party.scheme, party.account, party.name),
  }
}

const monthOf = (at: Date, timeZone: string): string => businessDateOf(at, timeZone).slice(0, 7).replace('-', '')

export function presentTransaction(transaction: PageTransaction, account: PageAccount, now: Date): Transaction {
  const isCredit = transaction.amount > 0n
  const other = partyOf(transaction.party, transaction.merchant)
  const amount = isCredit ? transaction.amount : -transaction.amount
  // A month's statement exists once the month is over.
  const isListed = transaction.status === 'BOOK' && transaction.month < monthOf(now, account.timeZone)
  return {
    id: transaction.id,
    accountId: account.id,
    direction: isCredit ? 'credit' : 'debit',
    amount,
    currency: account.currency,
    status: transaction.status,
    bookedAt: transaction.bookedAt,
    valueAt: transaction.valueAt,
    balanceAfter: transaction.balanceAfter,
    information: transaction.information,
    reference: transaction.reference,
    statementReferences: isListed ? [transaction.month] : [],
    code: { family: transaction.family, subFamily: transaction.subFamily },
    categoryPurpose: transaction.purpose,
    merchant: transaction.merchant === null ? null : { name: transaction.merchant, categoryCode: transaction.mcc },
    creditor: isCredit ? null : other,
    debtor: isCredit ? other : null,
    card:
      transaction.cardAuthorisation === null || account.currency !== 'GBP'
        ? null
        : { scheme: 'VISA', authorisation: transaction.cardAuthorisation, identification: masked(account.number) },
    exchange:
      transaction.foreign === null
        ? null
        : {
            sourceCurrency: transaction.foreign.currency,
            targetCurrency: account.currency,
            rate: transaction.foreign.rate,
            instructedAmount: transaction.foreign.amount,
          },
    reversalOf: transaction.reversalOf,
  }
}

const creditorOf = (payee: Payee) => ({
  name: payee.name,
  agent: agentOf(payee.bank),
  account: plain(payee.scheme, payee.account, payee.name),
})

export const presentArrangement = (payee: Arrangement): Beneficiary => ({
  id: payee.id,
  accountId: payee.accountId,
  isTrusted: payee.isTrusted,
  reference: payee.reference,
  creditor: creditorOf(payee),
})

const MONTHLY = (day: number | null) => ({
  type: 'MNTH' as const,
  countPerPeriod: 1,
  pointInTime: day === null ? null : String(day).padStart(2, '0'),
})

/** The same time of the month, in the first month that puts it after now. */
function nextAfter(last: Date, now: Date): Date {
  const next = new Date(last)
  while (next <= now) next.setUTCMonth(next.getUTCMonth() + 1)
  return next
}

export function presentStandingOrder(order: Arrangement, account: SandboxAccount, now: Date): StandingOrder {
  const moment = (at: Date | null): PaymentMoment | null => (at === null ? null : { at, amount: order.amount })
  const isActive = order.status === 'ACTV'
  return {
    id: order.id,
    accountId: order.accountId,
    status: order.status ?? 'ACTV',
    frequency: MONTHLY(order.day),
    currency: account.currency,
    reference: order.reference,
    first: moment(order.firstAt),
    last: moment(order.lastAt),
    next: isActive && order.lastAt !== null ? moment(nextAfter(order.lastAt, now)) : null,
    final: isActive ? null : moment(order.lastAt),
    creditor: creditorOf(order),
  }
}

export const presentCollection = (debit: Collection, account: SandboxAccount): DirectDebit => ({
  id: debit.id,
  accountId: debit.accountId,
  status: debit.status,
  frequency: MONTHLY(debit.day),
  currency: account.currency,
  name: debit.name,
  mandate: debit.mandate,
  previous: debit.previousAt === null || debit.previousAmount === null ? null : { at: debit.previousAt, amount: debit.previousAmount },
})

export const presentScheduled = (payment: Arrangement, account: SandboxAccount): ScheduledPayment => ({
  id: payment.id,
  accountId: payment.accountId,
  at: payment.dueAt ?? account.openedAt,
  type: 'Execution',
  amount: payment.amount ?? 0n,
  currency: account.currency,
  reference: payment.reference,
  creditor: creditorOf(payment),
})

/** One statement a whole month; each begins with what the one before ended with. `months` is oldest first, the answer newest first. */
export function presentStatements(months: readonly Month[], account: SandboxAccount): Statement[] {
  let balance = account.openingBalance
  return months
    .map(({ month, from, to, credits, debits }): Statement => {
      const before = balance
      balance += credits - debits
      const isCard = account.kind === 'card'
      const owed = balance < 0n ? -balance : 0n
      return {
        id: month,
        accountId: account.id,
        reference: month,
        type: 'RegularPeriodic',
        from,
        to,
        createdAt: new Date(to.getTime() + 2 * 3_600_000),
        currency: account.currency,
        amounts: [
          { type: 'PreviousClosingBalance', amount: before },
          { type: 'TotalCredits', amount: credits },
          { type: 'TotalDebits', amount: debits },
          { type: 'ClosingBalance', amount: balance },
          ...(isCard
            ? [
                { type: 'MinimumPaymentDue' as const, amount: (owed + 9n) / 10n },
                { type: 'CreditLimit' as const, amount: account.creditLimit },
              ]
            : []),
        ],
        moments: isCard ? [{ type: 'PaymentDue', at: new Date(to.getTime() + 22 * DAY_MS) }] : [],
      }
    })
    .reverse()
}

export const presentParty = (customer: Customer): Party => ({
  // Not the holder's id: that is nobody's business outside.
  id: derivedId('sandbox_party', customer.holderId, customer.dataSet),
  number: null,
  type: 'Sole',
  name: customer.name,
  fullLegalName: customer.fullName,
  role: 'Principal',
  email: customer.email,
  mobile: customer.mobile,
  addresses: [
    {
      type: 'HOME',
      streetName: customer.street,
      buildingNumber: customer.building,
      postCode: customer.postCode,
      townName: customer.town,
      countrySubDivision: customer.subdivision,
      country: customer.dataSet === 'cn' ? 'CN' : 'GB',
    },
  ],
})

export function presentProduct(account: SandboxAccount): Product {
  const { name, other } = PRODUCTS[account.product] ?? { name: account.description, other: null }
  return { id: account.product, accountId: account.id, name, type: other === null ? 'PersonalCurrentAccount' : 'Other', other }
}
