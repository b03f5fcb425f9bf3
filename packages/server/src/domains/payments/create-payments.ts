/**
 * Creates payments, and confirms those that bring their instrument along. Outcomes equal running the commands one by one, in
 * order; a payment that is refused at confirmation is not created.
 */
import { newId } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { Undo } from '../../kernel/undo.ts'
import type { Command } from '../../platform/commands.ts'
import type { Tx } from '../../platform/db.ts'
import type { Terms } from '../partners/types.ts'
import { announcement } from './announce.ts'
import { confirmOne } from './confirm.ts'
import type { PaymentDeps } from './deps.ts'
import { openWork, type Work } from './open-work.ts'
import { policyNumber } from './policy.ts'
import type { CreatePayment, PayFromBalance, Payment } from './types.ts'

export async function createPayments(
  deps: PaymentDeps,
  tx: Tx,
  commands: readonly Pick<Command<CreatePayment>, 'input'>[],
  undo?: Undo,
): Promise<Outcome<Payment>[]> {
  const merchantIds = [...new Set(commands.map(command => command.input.merchantId))]
  const reading = deps.partners.open(tx, merchantIds, deps.clock.now())
  const [terms, work] = await Promise.all([
    reading,
    openWork(deps, tx, {
      payments: [],
      accounts: merchant => [merchant.accounts.settled],
      merchants: merchantIds,
      lockLate: true,
      instruments: commands.map(command => command.input.instrument).filter(instrument => instrument !== null),
      ...(undo === undefined ? {} : { undo }),
    }),
  ])
  const outcomes = commands.map(({ input }) => {
    const outcome = createOne(work, terms.get(input.merchantId), input)
    if (outcome.ok) work.undo.accept()
    else work.undo.rollback()
    return outcome
  })
  work.flush()
  return outcomes
}

/** Pays from balances under consents that the caller has locked in this transaction, in order; refused ones leave nothing behind. */
export async function payFromBalances(
  deps: PaymentDeps,
  tx: Tx,
  orders: readonly PayFromBalance[],
  undo: Undo,
): Promise<Outcome<Payment>[]> {
  if (orders.length === 0) return []
  return createPayments(
    deps,
    tx,
    orders.map(({ under, ...order }) => ({
      input: {
        ...order,
        captureMethod: 'automatic',
        expiresInSeconds: null,
        returnUrl: null,
        instrument: { by: 'consent', method: 'wallet_balance', ...under },
      },
    })),
    undo,
  )
}

function createOne(work: Work, terms: Terms | undefined, input: CreatePayment): Outcome<Payment> {
  const merchant = work.merchants.get(input.merchantId)
  if (merchant === undefined || merchant.status !== 'active') return refuse('merchant_suspended')
  if (terms === undefined) return refuse('agreement_not_in_force')
  const seconds = input.expiresInSeconds ?? policyNumber(work.deps, 'payments.expiry_seconds', 'default', work.now)
  const created: Payment = {
    id: newId<'pay'>(),
    merchantId: input.merchantId,
    status: 'requires_payment_method',
    amount: input.amount,
    currency: input.currency,
    amountCaptured: 0n,
    amountRefunded: 0n,
    fee: null,
    feeClause: null,
    feeArithmetic: null,
    feeReturned: 0n,
    agreementId: terms.agreementId,
    agreementVersion: terms.version,
    orderReference: input.orderReference,
    description: input.description,
    captureMethod: input.captureMethod,
    method: null,
    mandateId: null,
    holderId: null,
    holdId: null,
    instructionId: null,
    channel: null,
    order: null,
    unsettled: 0n,
    feeUnsettled: 0n,
    countedOn: null,
    attemptCount: 0,
    lastError: null,
    returnUrl: input.returnUrl,
    metadata: input.metadata,
    expiresAt: new Date(work.now.getTime() + seconds * 1000),
    createdAt: work.now,
    succeededAt: null,
    canceledAt: null,
    cancellationReason: null,
  }
  if (input.instrument === null) {
    work.payments.insert(created)
    work.payments.announce(announcement(work.deps, 'payment.created', created))
    return ok(created)
  }
  const confirmed = confirmOne(work, created, merchant, terms, input.instrument)
  if (confirmed.ok) work.payments.insert(confirmed.value)
  return confirmed
}
