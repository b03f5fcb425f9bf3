/** Explains a payment: every ledger entry of it and of its refunds, with its reason. */
import { formatId } from '../../kernel/ids.ts'
import { chartEntry } from '../ledger/ledger.ts'
import type { PaymentDeps } from './deps.ts'
import { listRefunds } from './store/refunds.ts'
import type { Payment } from './types.ts'
import { paymentView } from './view.ts'

const REFUNDS_MAX = 100

const KINDS = { 1: 'posted', 2: 'pending', 3: 'post_pending', 4: 'void_pending', 5: 'expire_pending' } as const

export async function receiptOf(deps: PaymentDeps, payment: Payment) {
  const refunds = await listRefunds(deps.db, { merchantId: payment.merchantId, paymentId: payment.id, limit: REFUNDS_MAX })
  const references = [formatId('pay', payment.id), ...refunds.map(refund => formatId('ref', refund.id))]
  const sides = await deps.ledger.entriesOfReference(deps.db, references)
  const credits = new Map(sides.filter(side => side.direction === 'credit').map(side => [side.id, side]))
  type Side = (typeof sides)[number]
  const account = (side: Side) => {
    const { number, en, zh, normalSide } = chartEntry(side.code)
    const { debitsAfter, creditsAfter } = side
    const known = debitsAfter !== null && creditsAfter !== null
    const after = !known ? null : normalSide === 'debit' ? debitsAfter - creditsAfter : creditsAfter - debitsAfter
    return { code: side.code, number, en, zh, balance_after: after === null ? null : Number(after) }
  }
  return {
    object: 'receipt' as const,
    payment: paymentView(deps, payment),
    entries: sides
      .filter(side => side.direction === 'debit')
      .map(debit => {
        const credit = credits.get(debit.id) ?? debit
        return {
          id: formatId('trf', debit.id),
          kind: KINDS[debit.kind],
          reference: debit.reference,
          debit: account(debit),
          credit: account(credit),
          amount: Number(debit.amount),
          reason: { kind: debit.reasonKind, clause: debit.reasonClause, arithmetic: debit.reasonArithmetic },
          accounting_date: debit.accountingDate,
          booked_at: debit.bookedAt.toISOString(),
        }
      }),
  }
}
