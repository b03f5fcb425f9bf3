/**
 * A transaction as JSON text. Pages of a hundred are asked for most of all, so the text is put together by hand: no object is built, and
 * nothing is looked at twice. `present.ts` does the same for everything else.
 */
import type { Currency } from '../../../kernel/currencies.ts'
import { formatId } from '../../../kernel/ids.ts'
import { formatAmount } from '../../../kernel/money.ts'
import type { Counterparty, Transaction } from '../ports.ts'
import { counterpartyJson, type View } from './present.ts'

const amount = (value: bigint, currency: Currency): string =>
  `{"Amount":"${formatAmount(value < 0n ? -value : value, currency)}","Currency":"${currency}"}`

const quote = (text: string): string => JSON.stringify(text)

/** `accountId` is the public id, which is the same for all of a page. Throws when the record is not what the port promises. */
export function transactionJson(transaction: Transaction, accountId: string, view: View): string {
  const { currency } = transaction
  let json = `{"AccountId":"${accountId}","TransactionId":"${formatId('btx', transaction.id)}"`
  if (transaction.reference !== null && transaction.reference !== '') json += `,"TransactionReference":${quote(transaction.reference)}`
  if (transaction.statementReferences.length > 0) json += `,"StatementReference":[${transaction.statementReferences.map(quote).join(',')}]`
  json += `,"CreditDebitIndicator":"${transaction.direction === 'credit' ? 'Credit' : 'Debit'}","Status":"${transaction.status}"`
  json += transaction.status === 'PDNG' ? ',"TransactionMutability":"Mutable"' : ',"TransactionMutability":"Immutable"'
  json += `,"BookingDateTime":"${transaction.bookedAt.toISOString()}"`
  if (transaction.valueAt !== null) json += `,"ValueDateTime":"${transaction.valueAt.toISOString()}"`
  json += `,"Amount":${amount(transaction.amount, currency)}`
  const { code, card, exchange } = transaction
  json += `,"BankTransactionCode":{"Code":${quote(code.family)},"SubCode":${quote(code.subFamily)}}`
  if (transaction.categoryPurpose !== null) json += `,"CategoryPurposeCode":${quote(transaction.categoryPurpose)}`
  if (card !== null)
    json += `,"CardInstrument":{"CardSchemeName":"${card.scheme}","AuthorisationType":"${card.authorisation}","Identification":${quote(card.identification)}}`
  if (exchange !== null) {
    const rate = Number(exchange.rate)
    if (!Number.isFinite(rate)) throw new TypeError('an exchange rate is a decimal number')
    json += `,"CurrencyExchange":{"SourceCurrency":"${exchange.sourceCurrency}","TargetCurrency":"${exchange.targetCurrency}","UnitCurrency":"${exchange.sourceCurrency}","ExchangeRate":${rate},"InstructedAmount":${amount(exchange.instructedAmount, exchange.sourceCurrency)}}`
  }
  if (transaction.reversalOf !== null) json += `,"SupplementaryData":{"ReversalOf":"${formatId('btx', transaction.reversalOf)}"}`
  return `${json}${view.detail ? detail(transaction, view) : ''}}`
}

/** What ReadTransactionsDetail adds. */
function detail(transaction: Transaction, view: View): string {
  const { balanceAfter, merchant } = transaction
  let json = transaction.information === '' ? '' : `,"TransactionInformation":${quote(transaction.information)}`
  if (balanceAfter !== null)
    json += `,"Balance":{"CreditDebitIndicator":"${balanceAfter < 0n ? 'Debit' : 'Credit'}","Type":"ITBD","Amount":${amount(balanceAfter, transaction.currency)}}`
  if (merchant !== null)
    json += `,"MerchantDetails":{"MerchantName":${quote(merchant.name)}${merchant.categoryCode === null ? '' : `,"MerchantCategoryCode":${quote(merchant.categoryCode)}`}}`
  return json + counterparty('Creditor', transaction.creditor, view) + counterparty('Debtor', transaction.debtor, view)
}

function counterparty(prefix: 'Creditor' | 'Debtor', party: Counterparty | null, view: View): string {
  if (party === null) return ''
  const text = JSON.stringify(counterpartyJson(prefix, party, view))
  return text === '{}' ? '' : `,${text.slice(1, -1)}`
}
