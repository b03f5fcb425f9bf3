/**
 * Finds the money for a refund and sends it back to the instrument that paid. It draws on this payment's unsettled money, the
 * merchant's settled money, its refund deposit, then an advance from own funds within the merchant's limit; otherwise the
 * refund waits. Other customers' money is never touched.
 */
import { formatId, newId } from '../../kernel/ids.ts'
import { invariant } from '../../kernel/outcome.ts'
import type { ChannelOrder } from '../clearing/types.ts'
import type { AccountId, NewTransfer, Reason } from '../ledger/types.ts'
import type { MerchantFacts } from '../merchants/types.ts'
import { feeOf, type Terms } from '../partners/partners.ts'
import { returnedOrder } from './channel-order.ts'
import type { PaymentDeps } from './deps.ts'
import type { Work } from './open-work.ts'
import * as rules from './rules.ts'
import type { Payment, Refund, RefundFunding } from './types.ts'

/** The merchant's accounts that a refund may touch, and own cash for an advance. */
export const refundAccounts = (merchant: MerchantFacts): AccountId[] => [
  merchant.accounts.unsettled,
  merchant.accounts.settled,
  merchant.accounts.refundDeposit,
  merchant.accounts.advance,
]

export const ownCash = (deps: Pick<PaymentDeps, 'ledger'>): AccountId => deps.ledger.institutionAccount('own_cash')

/** The refund and its payment as they are after the money was found; `null` when it was not. */
export type Funded = { readonly refund: Refund; readonly payment: Payment }

/**
 * Posts the refund. The payment's `amountRefunded` has counted the refund already. Changes the working ledger and may add a
 * clearing instruction; the caller stores what is returned.
 */
export function fundRefund(work: Work, terms: Terms, payment: Payment, refund: Refund): Funded | null {
  const merchant = work.merchants.get(payment.merchantId)
  invariant(
    merchant !== undefined && payment.method !== null && payment.fee !== null,
    'a refunded payment has a merchant, a method and a fee',
  )
  const fee = feeOf(terms, {
    kind: 'refund',
    method: payment.method,
    amount: refund.amount,
    originalFee: payment.fee,
    originalAmount: payment.amountCaptured,
    alreadyRefunded: payment.amountRefunded - refund.amount,
    alreadyReturnedFee: payment.feeReturned,
  })
  const reference = formatId('ref', refund.id)
  const post = (debit: AccountId, credit: AccountId, amount: bigint, reason: Reason): NewTransfer[] =>
    amount === 0n ? [] : [{ kind: 'posted', id: newId<'trf'>(), debit, credit, amount, reference, reason }]
  const institution = (code: Parameters<PaymentDeps['ledger']['institutionAccount']>[0]): AccountId =>
    work.deps.ledger.institutionAccount(code)

  // The fee comes back first: out of what has not been settled, then out of what is due to the institution.
  const feeFromUnsettled = fee.amount < payment.feeUnsettled ? fee.amount : payment.feeUnsettled
  const feeReason: Reason = { kind: 'fee_return', clause: fee.clause, arithmetic: fee.arithmetic }
  const funding = rules.fundRefund(refund.amount, {
    unsettled: payment.unsettled + feeFromUnsettled,
    settled: work.ledger.available(merchant.accounts.settled) + fee.amount - feeFromUnsettled,
    refundDeposit: work.ledger.available(merchant.accounts.refundDeposit),
    advance: advanceable(work, merchant),
  })
  if (funding === null) return null
  const destination = destinationOf(work, payment, refund)
  const posted = work.ledger.try([
    ...post(institution('fees_unsettled'), merchant.accounts.unsettled, feeFromUnsettled, feeReason),
    ...post(institution('fees_due'), merchant.accounts.settled, fee.amount - feeFromUnsettled, feeReason),
    ...post(merchant.accounts.advance, institution('own_cash'), funding.advance, { kind: 'advance' }),
    ...post(institution('reserve_cash'), merchant.accounts.settled, funding.advance, { kind: 'advance' }),
    ...post(merchant.accounts.unsettled, destination, funding.unsettled, { kind: 'refund' }),
    ...post(merchant.accounts.settled, destination, funding.settled + funding.advance, { kind: 'refund' }),
    ...post(merchant.accounts.refundDeposit, destination, funding.refundDeposit, { kind: 'refund' }),
  ])
  invariant(posted.ok, 'a refund draws only on what is there')
  return { refund: sent(work, payment, refund, funding, fee), payment: drawn(payment, funding, fee.amount, feeFromUnsettled) }
}

/** What own funds may still advance to the merchant for refunds. */
function advanceable(work: Work, merchant: MerchantFacts): bigint {
  const left = merchant.refundAdvanceLimit - work.ledger.available(merchant.accounts.advance)
  const cash = work.ledger.available(ownCash(work.deps))
  return left <= 0n ? 0n : left < cash ? left : cash
}

/** The rail that brought the money, and takes it back. */
const railOf = (work: Pick<Work, 'deps'>, payment: Payment): string => payment.channel ?? work.deps.house

/** Back to the instrument that paid: the wallet at once, a card or a channel through the rail that brought the money. */
function destinationOf(work: Work, payment: Payment, refund: Refund): AccountId {
  if (payment.method !== 'wallet_balance') return work.deps.ledger.institutionAccount('refund_in_transit', railOf(work, payment))
  invariant(payment.holderId !== null, `the payer of ${refund.paymentId} is known`)
  const holder = work.wallets.holder(payment.holderId)
  invariant(holder !== null, 'a payer never goes away')
  return holder.account
}

function sent(
  work: Work,
  payment: Payment,
  refund: Refund,
  funding: RefundFunding,
  fee: { readonly amount: bigint; readonly clause: string },
): Refund {
  const funded = { ...refund, funding, feeReturned: fee.amount, feeClause: fee.clause }
  if (payment.method === 'wallet_balance') return { ...funded, status: 'succeeded', finishedAt: work.now }
  invariant(payment.instructionId !== null, 'a payment that came from outside names its debit')
  const instructionId = instructRefund(work, refund, payment.instructionId, railOf(work, payment), returnedOrder(payment))
  return { ...funded, status: 'pending', instructionId }
}

/** Hands the return of a debit to its rail. `order`: the channel's order whose money is returned. */
export function instructRefund(
  work: Pick<Work, 'deps' | 'instructions' | 'undo'>,
  refund: Refund,
  debit: NonNullable<Refund['debitInstructionId']>,
  house: string,
  order: ChannelOrder | null,
): NonNullable<Refund['instructionId']> {
  const id = newId<'ins'>()
  work.instructions.push({
    id,
    purpose: 'refund',
    kind: 'refund',
    house,
    amount: refund.amount,
    currency: refund.currency,
    originalInstruction: debit,
    ...(order === null ? {} : { channelOrder: order }),
    reference: formatId('ref', refund.id),
  })
  work.undo.push(() => work.instructions.pop())
  return id
}

function drawn(payment: Payment, funding: RefundFunding, feeReturned: bigint, feeFromUnsettled: bigint): Payment {
  return {
    ...payment,
    unsettled: payment.unsettled + feeFromUnsettled - funding.unsettled,
    feeUnsettled: payment.feeUnsettled - feeFromUnsettled,
    feeReturned: payment.feeReturned + feeReturned,
  }
}
