/** The price of a payment: computed once, by the version of the agreement it was made under, and cited ever after. */
import { formatId, newId } from '../../kernel/ids.ts'
import { invariant } from '../../kernel/outcome.ts'
import type { AccountId, NewTransfer } from '../ledger/types.ts'
import { feeOf, type Terms } from '../partners/partners.ts'
import type { PaymentDeps } from './deps.ts'
import type { Payment } from './types.ts'

/** The payment with the fee on what it captures, in minor units, with clause and arithmetic. */
export function chargeFee(terms: Terms, payment: Payment, captured: bigint): Payment {
  invariant(payment.method !== null, 'a payment is priced by its method')
  const fee = feeOf(terms, { kind: 'payment', method: payment.method, amount: captured })
  invariant(fee.amount >= 0n && fee.amount <= captured, 'a fee never exceeds what it is charged on')
  return { ...payment, fee: fee.amount, feeClause: fee.clause, feeArithmetic: fee.arithmetic }
}

/** The fee's posting, citing the clause that produced it; `null` when it is nothing. */
export function feeTransfer(
  deps: Pick<PaymentDeps, 'ledger'>,
  payment: Payment,
  from: AccountId,
  to: 'fees_due' | 'fees_unsettled',
): NewTransfer | null {
  if (payment.fee === null || payment.fee === 0n) return null
  invariant(payment.feeClause !== null && payment.feeArithmetic !== null, 'a fee cites its clause')
  return {
    kind: 'posted',
    id: newId<'trf'>(),
    debit: from,
    credit: deps.ledger.institutionAccount(to),
    amount: payment.fee,
    reference: formatId('pay', payment.id),
    reason: { kind: 'fee', clause: payment.feeClause, arithmetic: payment.feeArithmetic },
  }
}
