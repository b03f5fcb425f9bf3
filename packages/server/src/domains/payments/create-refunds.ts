/** Creates refunds, in full or in part, several per payment; never more than was captured. Never calls the network. */
import { type Id, newId } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { Command } from '../../platform/commands.ts'
import type { Tx } from '../../platform/db.ts'
import type { Terms } from '../partners/types.ts'
import { refundAnnouncement } from './announce.ts'
import type { PaymentDeps } from './deps.ts'
import { fundRefund, ownCash, refundAccounts } from './fund-refund.ts'
import { openWork, type Work } from './open-work.ts'
import { policyNumber } from './policy.ts'
import type { MethodCapability } from './ports.ts'
import * as rules from './rules.ts'
import { findWaiting, insertRefunds, lockRefunds, updateRefunds } from './store/refunds.ts'
import { readTerms, termsOf } from './terms.ts'
import type { CreateRefund, Payment, Refund } from './types.ts'

const WAITING_BATCH = 100

async function openRefunds(
  deps: PaymentDeps,
  tx: Tx,
  payments: readonly Id<'pay'>[],
): Promise<{ work: Work; terms: ReadonlyMap<string, Terms> }> {
  const work = await openWork(deps, tx, { payments, accounts: refundAccounts, more: [ownCash(deps)] })
  const loaded = payments.map(id => work.payments.get(id)).filter(payment => payment !== undefined)
  return { work, terms: await readTerms(deps, tx, loaded) }
}

export async function createRefunds(deps: PaymentDeps, tx: Tx, commands: readonly Command<CreateRefund>[]): Promise<Outcome<Refund>[]> {
  const { work, terms } = await openRefunds(deps, tx, [...new Set(commands.map(command => command.input.paymentId))])
  const created: Refund[] = []
  const outcomes = commands.map(({ input }): Outcome<Refund> => {
    const payment = work.payments.get(input.paymentId)
    if (payment === undefined || payment.merchantId !== input.merchantId) return refuse('payment_not_found', 'payment')
    const amount = rules.refundAmount(payment, input.amount)
    if (!amount.ok) return amount
    const capability = capabilityOf(deps, payment)
    if (capability !== null && !capability.partialRefund && amount.value !== payment.amountCaptured)
      return refuse('refund_partial_unsupported', 'amount')
    const allowed = policyNumber(deps, 'payments.refund_days', 'days', work.now)
    const days = capability === null ? allowed : Math.min(allowed, capability.refundWindowDays)
    if (payment.succeededAt !== null && work.now.getTime() - payment.succeededAt.getTime() > days * 86_400_000)
      return refuse('refund_window_closed', 'payment', { days })
    const asked: Refund = {
      id: newId<'ref'>(),
      paymentId: payment.id,
      merchantId: payment.merchantId,
      status: 'merchant_funds_insufficient',
      amount: amount.value,
      currency: payment.currency,
      feeReturned: 0n,
      feeClause: null,
      funding: null,
      reason: input.reason,
      origin: 'merchant',
      instructionId: null,
      debitInstructionId: payment.method === 'wallet_balance' ? null : payment.instructionId,
      failureCode: null,
      metadata: input.metadata,
      createdAt: work.now,
      finishedAt: null,
    }
    const counted: Payment = { ...payment, amountRefunded: payment.amountRefunded + amount.value }
    const { refund, payment: after } = fundRefund(work, termsOf(terms, payment), counted, asked) ?? { refund: asked, payment: counted }
    work.payments.set(after)
    announceRefund(work, refund, after, 'refund.created')
    created.push(refund)
    work.undo.accept()
    return ok(refund)
  })
  work.flush()
  if (created.length > 0) insertRefunds(tx, created)
  return outcomes
}

/** What the channel of the payment can do with refunds; `null` where no channel brought it. */
function capabilityOf(deps: PaymentDeps, { method, channel, order }: Payment): MethodCapability | null {
  return method === null || channel === null || order === null ? null : deps.routing.capability(channel, method)
}

function announceRefund(work: Work, refund: Refund, payment: Payment, waiting: 'refund.created' | null): void {
  if (refund.status === 'succeeded') work.payments.announce(refundAnnouncement('refund.succeeded', refund, payment))
  else if (waiting !== null) work.payments.announce(refundAnnouncement(waiting, refund, payment))
}

/** Tries again the refunds that wait for merchant funds, oldest first; answers how many found their money. */
export async function fundWaitingRefunds(deps: PaymentDeps): Promise<number> {
  let after: Id<'ref'> | null = null
  let funded = 0
  for (;;) {
    const waiting: Pick<Refund, 'id' | 'paymentId'>[] = await findWaiting(deps.db, after, WAITING_BATCH)
    if (waiting.length === 0) return funded
    after = waiting.at(-1)?.id ?? null
    funded += await fundBatch(deps, waiting)
  }
}

async function fundBatch(deps: PaymentDeps, waiting: readonly Pick<Refund, 'id' | 'paymentId'>[]): Promise<number> {
  return deps.db.transaction(async tx => {
    const payments = [...new Set(waiting.map(refund => refund.paymentId))]
    // Refunds have the rank of payments and are locked after them, before anything of a higher rank.
    let refunds: Refund[] = []
    const work = await openWork(deps, tx, {
      payments,
      accounts: refundAccounts,
      more: [ownCash(deps)],
      afterPayments: async () => {
        refunds = await lockRefunds(
          tx,
          waiting.map(refund => refund.id),
        )
      },
    })
    const loaded = payments.map(id => work.payments.get(id)).filter(payment => payment !== undefined)
    const terms = await readTerms(deps, tx, loaded)
    const changed: Refund[] = []
    for (const refund of refunds.filter(found => found.status === 'merchant_funds_insufficient')) {
      const payment = work.payments.get(refund.paymentId)
      if (payment === undefined) continue
      const found = fundRefund(work, termsOf(terms, payment), payment, refund)
      if (found === null) continue
      work.payments.set(found.payment)
      announceRefund(work, found.refund, found.payment, null)
      changed.push(found.refund)
      work.undo.accept()
    }
    work.flush()
    if (changed.length > 0) updateRefunds(tx, changed)
    return changed.length
  })
}
