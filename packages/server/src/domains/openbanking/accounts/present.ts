/**
 * The bank's records in the words of the standard, cut down to what the permissions allow: Basic leaves out what Detail has. Pure; each
 * function is told which of the two, and whether card numbers may be read whole.
 */

import type { Currency } from '../../../kernel/currencies.ts'
import { formatId } from '../../../kernel/ids.ts'
import { formatAmount } from '../../../kernel/money.ts'
import type {
  AccountIdentification,
  Agent,
  Balance,
  BankAccount,
  Beneficiary,
  Counterparty,
  DirectDebit,
  Frequency,
  Party,
  PaymentMoment,
  PostalAddress,
  Product,
  ScheduledPayment,
  StandingOrder,
  Statement,
} from '../ports.ts'

/** What may be read of a record. */
export type View = { readonly detail: boolean; readonly pan: boolean }

type Json = Readonly<Record<string, unknown>>

/** The object without what is null: the standard leaves out what there is not. */
function present(fields: Readonly<Record<string, unknown>>): Json {
  const kept: Record<string, unknown> = {}
  for (const name of Object.keys(fields)) {
    const value = fields[name]
    if (value !== null && value !== undefined && value !== '') kept[name] = value
  }
  return kept
}

const at = (instant: Date | null): string | null => instant?.toISOString() ?? null
const absolute = (amount: bigint): bigint => (amount < 0n ? -amount : amount)

export const amountJson = (amount: bigint, currency: Currency) => ({ Amount: formatAmount(absolute(amount), currency), Currency: currency })

/** Credit: the bank owes the holder. */
export const indicatorOf = (amount: bigint): 'Credit' | 'Debit' => (amount < 0n ? 'Debit' : 'Credit')

/** A card number of which only the last four digits may be read. */
export const maskPan = (pan: string): string => `${'*'.repeat(Math.max(0, pan.length - 4))}${pan.slice(-4)}`

export const accountIdentificationJson = (account: AccountIdentification, view: View): Json =>
  present({
    SchemeName: account.scheme,
    Identification: account.scheme === 'UK.OBIE.PAN' && !view.pan ? maskPan(account.identification) : account.identification,
    Name: account.name,
    SecondaryIdentification: account.secondaryIdentification,
  })

export const agentJson = (agent: Agent): Json =>
  present({ SchemeName: agent.scheme, Identification: agent.identification, Name: agent.name })

/** CreditorAgent and CreditorAccount, or the debtor's; `name` is the whole of what is known when there is no account. */
export function counterpartyJson(prefix: 'Creditor' | 'Debtor', party: Counterparty | null, view: View): Json {
  if (party === null || !view.detail) return {}
  const account =
    party.account === null ? (party.name === null ? null : { Name: party.name }) : accountIdentificationJson(party.account, view)
  return present({ [`${prefix}Agent`]: party.agent === null ? null : agentJson(party.agent), [`${prefix}Account`]: account })
}

export function accountJson(account: BankAccount, view: View): Json {
  return present({
    AccountId: formatId('bac', account.id),
    Status: account.status,
    StatusUpdateDateTime: at(account.statusAt),
    Currency: account.currency,
    AccountCategory: account.category,
    AccountTypeCode: account.typeCode,
    Description: account.description.slice(0, 35),
    Nickname: account.nickname?.slice(0, 70) ?? null,
    OpeningDate: at(account.openedAt),
    MaturityDate: at(account.maturesAt),
    Account: view.detail ? account.identifications.map(each => accountIdentificationJson(each, view)) : null,
    Servicer: view.detail && account.servicer !== null ? agentJson(account.servicer) : null,
  })
}

export function balanceJson(balance: Balance): Json {
  return present({
    AccountId: formatId('bac', balance.accountId),
    CreditDebitIndicator: indicatorOf(balance.amount),
    Type: balance.type,
    DateTime: at(balance.at),
    Amount: amountJson(balance.amount, balance.currency),
    CreditLine:
      balance.creditLines.length === 0
        ? null
        : balance.creditLines.map(line => ({
            Included: line.isIncluded,
            Type: line.type,
            Amount: amountJson(line.amount, balance.currency),
          })),
  })
}

export function beneficiaryJson(beneficiary: Beneficiary, view: View): Json {
  return present({
    AccountId: formatId('bac', beneficiary.accountId),
    BeneficiaryId: beneficiary.id,
    BeneficiaryType: beneficiary.isTrusted ? 'Trusted' : 'Ordinary',
    Reference: beneficiary.reference,
    ...counterpartyJson('Creditor', beneficiary.creditor, view),
  })
}

const frequencyJson = (frequency: Frequency): Json =>
  present({ Type: frequency.type, CountPerPeriod: frequency.countPerPeriod, PointInTime: frequency.pointInTime })

export function standingOrderJson(order: StandingOrder, view: View): Json {
  const amountOf = (moment: PaymentMoment | null) =>
    moment === null || moment.amount === null ? null : amountJson(moment.amount, order.currency)
  return present({
    AccountId: formatId('bac', order.accountId),
    StandingOrderId: order.id,
    StandingOrderStatusCode: order.status,
    MandateRelatedInformation: present({
      Frequency: frequencyJson(order.frequency),
      FirstPaymentDateTime: at(order.first?.at ?? null),
      FinalPaymentDateTime: at(order.final?.at ?? null),
    }),
    NextPaymentDateTime: at(order.next?.at ?? null),
    LastPaymentDateTime: at(order.last?.at ?? null),
    FirstPaymentAmount: amountOf(order.first),
    NextPaymentAmount: amountOf(order.next),
    LastPaymentAmount: amountOf(order.last),
    FinalPaymentAmount: amountOf(order.final),
    RemittanceInformation: order.reference === null ? null : { Unstructured: [order.reference] },
    ...counterpartyJson('Creditor', order.creditor, view),
  })
}

export function directDebitJson(debit: DirectDebit): Json {
  return present({
    AccountId: formatId('bac', debit.accountId),
    DirectDebitId: debit.id,
    DirectDebitStatusCode: debit.status,
    MandateRelatedInformation: { MandateIdentification: debit.mandate, Frequency: frequencyJson(debit.frequency) },
    Name: debit.name,
    PreviousPaymentDateTime: at(debit.previous?.at ?? null),
    PreviousPaymentAmount: debit.previous === null ? null : amountJson(debit.previous.amount, debit.currency),
  })
}

export function scheduledPaymentJson(payment: ScheduledPayment, view: View): Json {
  return present({
    AccountId: formatId('bac', payment.accountId),
    ScheduledPaymentId: payment.id,
    ScheduledPaymentDateTime: at(payment.at),
    ScheduledType: payment.type,
    Reference: payment.reference,
    InstructedAmount: amountJson(payment.amount, payment.currency),
    ...counterpartyJson('Creditor', payment.creditor, view),
  })
}

export function statementJson(statement: Statement, view: View): Json {
  return present({
    AccountId: formatId('bac', statement.accountId),
    StatementId: statement.id,
    StatementReference: statement.reference,
    Type: statement.type,
    StartDateTime: at(statement.from),
    EndDateTime: at(statement.to),
    CreationDateTime: at(statement.createdAt),
    StatementDateTime:
      statement.moments.length === 0 ? null : statement.moments.map(each => ({ DateTime: at(each.at), Type: `UK.OBIE.${each.type}` })),
    StatementAmount: view.detail
      ? statement.amounts.map(each => ({
          CreditDebitIndicator: each.type === 'TotalDebits' ? 'Debit' : indicatorOf(each.amount),
          Type: `UK.OBIE.${each.type}`,
          Amount: amountJson(each.amount, statement.currency),
        }))
      : null,
  })
}

const addressJson = (address: PostalAddress): Json =>
  present({
    AddressType: address.type,
    StreetName: address.streetName,
    BuildingNumber: address.buildingNumber,
    PostCode: address.postCode,
    TownName: address.townName,
    CountrySubDivision: address.countrySubDivision,
    Country: address.country,
  })

export function partyJson(party: Party): Json {
  return present({
    PartyId: party.id,
    PartyNumber: party.number,
    PartyType: party.type,
    Name: party.name,
    FullLegalName: party.fullLegalName,
    AccountRole: `UK.OBIE.${party.role}`,
    EmailAddress: party.email,
    Mobile: party.mobile,
    Address: party.addresses.length === 0 ? null : party.addresses.map(addressJson),
  })
}

export function productJson(product: Product): Json {
  return present({
    ProductName: product.name,
    ProductId: product.id,
    AccountId: formatId('bac', product.accountId),
    ProductType: product.type,
    OtherProductType: product.other === null ? null : { Name: product.other.name, Description: product.other.description },
  })
}
