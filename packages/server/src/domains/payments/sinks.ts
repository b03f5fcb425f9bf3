/**
 * What clearing tells payments: results of debits, refunds and payouts, and which debits a booked settlement covers. Each
 * result is booked in the transaction that makes it final.
 */
import { formatId, type Id, newId, parseId } from '../../kernel/ids.ts'
import { invariant } from '../../kernel/outcome.ts'
import type { Tx } from '../../platform/db.ts'
import { mayFailOver } from '../clearing/clearing.ts'
import type { Instruction, InstructionResult, OwnerSink, SettlementFacts } from '../clearing/types.ts'
import type { AccountId, NewTransfer } from '../ledger/types.ts'
import type { Terms } from '../partners/types.ts'
import { announcement, payoutAnnouncement, refundAnnouncement } from './announce.ts'
import { confirmOne } from './confirm.ts'
import type { PaymentDeps } from './deps.ts'
import { endedPayment } from './end-payments.ts'
import { feeTransfer } from './fees.ts'
import { instructRefund } from './fund-refund.ts'
import { openWork, type Work } from './open-work.ts'
import * as rules from './rules.ts'
import { lockPayments } from './store/payments.ts'
import { finishPayouts, lockPayouts, paymentsOfInstructions } from './store/payouts.ts'
import { insertRefunds, lockRefunds, readRefunds, updateRefunds } from './store/refunds.ts'
import { readTerms, termsOf } from './terms.ts'
import type { Payment, Payout, Refund } from './types.ts'

type Told = { readonly instruction: Instruction; readonly result: InstructionResult }

const idsOf = <P extends 'pay' | 'ref' | 'po'>(prefix: P, instructions: readonly Instruction[]): Id<P>[] => [
  ...new Set(
    instructions.map(instruction => {
      const id = parseId(prefix, instruction.reference)
      invariant(id !== null, `the owner ${instruction.reference} is a ${prefix}`)
      return id
    }),
  ),
]

/** Collects what is told between open and flush: the accounts may be locked only after clearing has locked its instructions. */
function collecting(flush: (told: readonly Told[]) => Promise<void>) {
  const told: Told[] = []
  return {
    apply: (instruction: Instruction, result: InstructionResult) => {
      told.push({ instruction, result })
    },
    flush: () => flush(told),
  }
}

const posted = (debit: NewTransfer & { kind: 'posted' }): NewTransfer => debit

/** Debits for payments: of bound cards, and orders that payers paid at channels. */
export function paymentDebitSink(deps: PaymentDeps): OwnerSink {
  return {
    // Money that came after all, for a payment that no longer expects it, goes back to its payer.
    takesLateSuccess: true,
    async open(tx, instructions) {
      const ids = idsOf('pay', instructions)
      await lockPayments(tx, ids)
      return collecting(async told => {
        const work = await openWork(deps, tx, { payments: ids, accounts: merchant => [merchant.accounts.unsettled], locked: true })
        const duplicates: Refund[] = []
        const terms = await termsForRetries(deps, tx, work, told)
        for (const { instruction, result } of told) {
          const payment = work.payments.get(idsOf('pay', [instruction])[0] as Id<'pay'>)
          invariant(payment !== undefined, 'a debit belongs to a payment')
          const expected = payment.status === 'processing' && payment.instructionId === instruction.id
          if (result.outcome === 'failed') {
            if (expected) fail(work, payment, instruction, result.failureCode, terms)
          } else if (expected) succeed(work, payment, instruction)
          else duplicates.push(returnDuplicate(work, payment, instruction))
          work.undo.accept()
        }
        work.flush()
        if (duplicates.length > 0) insertRefunds(tx, duplicates)
      })
    },
    settled: (tx, instructions, settlement) => settlePayments(deps, tx, instructions, settlement),
  }
}

function succeed(work: Work, payment: Payment, instruction: Instruction): void {
  const merchant = work.merchants.get(payment.merchantId)
  invariant(merchant !== undefined && payment.fee !== null, 'a card payment was priced when it was confirmed')
  invariant(instruction.amount === payment.amount, 'a debit is over the amount of its payment')
  const paid: Payment = {
    ...payment,
    status: 'succeeded',
    amountCaptured: payment.amount,
    succeededAt: work.now,
    unsettled: payment.amount - payment.fee,
    feeUnsettled: payment.fee,
  }
  const fee = feeTransfer(work.deps, paid, merchant.accounts.unsettled, 'fees_unsettled')
  const booked = work.ledger.try([
    posted({
      kind: 'posted',
      id: newId<'trf'>(),
      debit: work.deps.ledger.institutionAccount('clearing_receivable', instruction.house),
      credit: merchant.accounts.unsettled,
      amount: payment.amount,
      reference: formatId('pay', payment.id),
      reason: { kind: 'payment' },
    }),
    ...(fee === null ? [] : [fee]),
  ])
  invariant(booked.ok, 'a successful debit can be booked')
  work.payments.finishAttempt({
    paymentId: payment.id,
    number: payment.attemptCount,
    status: 'succeeded',
    error: null,
    finishedAt: work.now,
  })
  work.payments.set(paid)
  work.payments.announce(announcement(work.deps, 'payment.succeeded', paid))
}

/** The terms of payments whose order ended and that may be tried again at once; no statement for cards. */
async function termsForRetries(deps: PaymentDeps, tx: Tx, work: Work, told: readonly Told[]): Promise<ReadonlyMap<string, Terms>> {
  const failed = told.flatMap(({ instruction, result }) => (result.outcome === 'failed' ? idsOf('pay', [instruction]) : []))
  const orders = failed.flatMap(id => work.payments.get(id) ?? []).filter(payment => payment.order !== null)
  return orders.length === 0 ? new Map() : readTerms(deps, tx, orders)
}

/**
 * The payment waits for another attempt; when its time has run out the expiry ends it. An order at a channel that was closed on purpose
 * makes way for what it was closed for, and one that certainly never reached its payer is tried at another rail.
 */
function fail(work: Work, payment: Payment, instruction: Instruction, failureCode: string, terms: ReadonlyMap<string, Terms>): void {
  const waiting: Payment = {
    ...payment,
    status: 'requires_payment_method',
    instructionId: null,
    fee: null,
    feeClause: null,
    feeArithmetic: null,
    lastError: failureCode,
  }
  work.payments.finishAttempt({
    paymentId: payment.id,
    number: payment.attemptCount,
    status: 'failed',
    error: failureCode,
    finishedAt: work.now,
  })
  work.release(payment)
  const next = rules.afterFailure(payment, mayFailOver(failureCode) && instruction.action === null, work.now)
  if (next === 'canceled') {
    const ended = endedPayment(waiting, 'canceled', payment.order?.reason ?? null, work.now)
    work.payments.set(ended)
    work.payments.announce(announcement(work.deps, 'payment.canceled', ended))
    return
  }
  work.payments.set(waiting)
  if (next !== 'waits') {
    work.undo.accept()
    if (tryAgain(work, payment, waiting, next, terms)) return
  }
  work.payments.announce(announcement(work.deps, 'payment.failed', waiting))
}

/** Another attempt in the same breath: by what the payer has chosen meanwhile, or at another rail. Answers whether there is one. */
function tryAgain(
  work: Work,
  failed: Payment,
  waiting: Payment,
  next: 'change' | 'other_rail',
  terms: ReadonlyMap<string, Terms>,
): boolean {
  const merchant = work.merchants.get(failed.merchantId)
  const instrument = next === 'change' ? failed.order?.next : failed.order?.instrument
  if (merchant === undefined || instrument === undefined || instrument === null) return false
  const tried = next === 'change' ? [] : (failed.order?.tried ?? [])
  const again = confirmOne(work, waiting, merchant, termsOf(terms, failed), instrument, tried)
  if (again.ok) work.payments.set(again.value)
  return again.ok
}

/** Money came for a payment that is paid or ended: it is owed to the payer and goes back to the card it came from. */
function returnDuplicate(work: Work, payment: Payment, instruction: Instruction): Refund {
  const refund: Refund = {
    id: newId<'ref'>(),
    paymentId: payment.id,
    merchantId: payment.merchantId,
    status: 'pending',
    amount: instruction.amount,
    currency: instruction.currency,
    feeReturned: 0n,
    feeClause: null,
    funding: null,
    reason: 'second success of the payment',
    origin: 'duplicate',
    instructionId: null,
    debitInstructionId: instruction.id,
    failureCode: null,
    metadata: null,
    createdAt: work.now,
    finishedAt: null,
  }
  const booked = work.ledger.try([
    posted({
      kind: 'posted',
      id: newId<'trf'>(),
      debit: work.deps.ledger.institutionAccount('clearing_receivable', instruction.house),
      credit: work.deps.ledger.institutionAccount('refund_in_transit', instruction.house),
      amount: instruction.amount,
      reference: formatId('ref', refund.id),
      reason: { kind: 'duplicate_payment' },
    }),
  ])
  invariant(booked.ok, 'a duplicate success can be booked')
  const order = instruction.channelOrder === null ? null : { ...instruction.channelOrder, originalAmount: instruction.amount }
  const sent: Refund = { ...refund, instructionId: instructRefund(work, refund, instruction.id, instruction.house, order) }
  work.payments.announce(refundAnnouncement('refund.created', sent, payment))
  return sent
}

/** A booked settlement covers these debits: 待结算 becomes 可结算, per merchant, and so do the fees. Repeating it moves nothing. */
async function settlePayments(deps: PaymentDeps, tx: Tx, instructions: readonly Instruction[], settlement: SettlementFacts): Promise<void> {
  const ids = await paymentsOfInstructions(
    tx,
    instructions.map(instruction => instruction.id),
  )
  const work = await openWork(deps, tx, { payments: ids, accounts: merchant => [merchant.accounts.unsettled, merchant.accounts.settled] })
  const perMerchant = new Map<Id<'mer'>, bigint>()
  let fees = 0n
  for (const id of ids) {
    const payment = work.payments.get(id)
    if (payment === undefined || (payment.unsettled === 0n && payment.feeUnsettled === 0n)) continue
    perMerchant.set(payment.merchantId, (perMerchant.get(payment.merchantId) ?? 0n) + payment.unsettled)
    fees += payment.feeUnsettled
    work.payments.set({ ...payment, unsettled: 0n, feeUnsettled: 0n })
  }
  const base = { kind: 'posted', reference: formatId('stl', settlement.id), reason: { kind: 'settlement' } } as const
  const transfers: NewTransfer[] = []
  for (const [merchantId, amount] of perMerchant) {
    const merchant = work.merchants.get(merchantId)
    invariant(merchant !== undefined, 'a merchant never goes away')
    if (amount > 0n)
      transfers.push({ ...base, id: newId<'trf'>(), debit: merchant.accounts.unsettled, credit: merchant.accounts.settled, amount })
  }
  if (fees > 0n) {
    transfers.push({
      ...base,
      id: newId<'trf'>(),
      debit: deps.ledger.institutionAccount('fees_unsettled'),
      credit: deps.ledger.institutionAccount('fees_due'),
      amount: fees,
    })
  }
  const moved = work.ledger.try(transfers)
  invariant(moved.ok, 'what stands unsettled for payments is in the unsettled accounts')
  work.undo.accept()
  work.flush()
}

/** Returns of payments that came from outside. */
export function refundSink(deps: PaymentDeps): OwnerSink {
  return {
    async open(tx, instructions) {
      const ids = idsOf('ref', instructions)
      const payments = [...new Set((await readRefunds(tx, ids)).map(refund => refund.paymentId))]
      await lockPayments(tx, payments)
      const refunds = new Map((await lockRefunds(tx, ids)).map(refund => [refund.id, refund]))
      return collecting(async told => {
        const work = await openWork(deps, tx, {
          payments,
          accounts: merchant => [merchant.accounts.unsettled, merchant.accounts.settled],
          locked: true,
        })
        const debits = [...refunds.values()].map(refund => refund.debitInstructionId).filter(id => id !== null)
        const settled = await deps.clearing.settledOf(tx, debits)
        for (const { instruction, result } of told) {
          const refund = refunds.get(idsOf('ref', [instruction])[0] as Id<'ref'>)
          invariant(refund !== undefined, 'a returned debit belongs to a refund')
          refunds.set(refund.id, finishRefund(work, refund, instruction, result, settled))
          work.undo.accept()
        }
        work.flush()
        updateRefunds(tx, [...refunds.values()])
      })
    },
    settled: async () => {},
  }
}

/** `settled`: the debits that a booked settlement covers. */
function finishRefund(
  work: Work,
  refund: Refund,
  instruction: Instruction,
  result: InstructionResult,
  settled: ReadonlySet<Id<'ins'>>,
): Refund {
  const payment = work.payments.get(refund.paymentId)
  invariant(payment !== undefined, 'a refund belongs to a payment')
  if (refund.status !== 'pending') return refund
  if (result.outcome === 'succeeded') {
    const done: Refund = { ...refund, status: 'succeeded', finishedAt: work.now }
    work.payments.announce(refundAnnouncement('refund.succeeded', done, payment))
    return done
  }
  const failed: Refund = { ...refund, status: 'failed', failureCode: result.failureCode, finishedAt: work.now }
  // A duplicate that cannot be returned stays owed to the payer, in transit, until people have settled it.
  const isSettled = refund.debitInstructionId === null || settled.has(refund.debitInstructionId)
  if (refund.origin === 'merchant') giveBackToMerchant(work, payment, refund, instruction.house, isSettled)
  work.payments.announce(refundAnnouncement('refund.failed', failed, payment))
  return failed
}

/**
 * The money that could not be returned is the merchant's again, and so is the fee the institution's. What came out of 待结算 goes back
 * there as long as no booked settlement covers the payment: only that makes it 可结算.
 */
function giveBackToMerchant(work: Work, payment: Payment, refund: Refund, house: string, isSettled: boolean): void {
  const merchant = work.merchants.get(payment.merchantId)
  invariant(merchant !== undefined && refund.funding !== null, 'a refund on its way has a merchant and its money')
  const account = (code: Parameters<PaymentDeps['ledger']['institutionAccount']>[0], owner?: string): AccountId =>
    work.deps.ledger.institutionAccount(code, owner)
  const post = (debit: AccountId, credit: AccountId, amount: bigint): NewTransfer[] => {
    const base = { kind: 'posted', reference: formatId('ref', refund.id), reason: { kind: 'refund_failed' } } as const
    return amount === 0n ? [] : [{ ...base, id: newId<'trf'>(), debit, credit, amount }]
  }
  // Before its settlement all of the payment's fee stands unsettled, so all of what was returned of it came from there.
  const unsettled = isSettled ? 0n : refund.funding.unsettled
  const fee = isSettled
    ? post(merchant.accounts.settled, account('fees_due'), refund.feeReturned)
    : post(merchant.accounts.unsettled, account('fees_unsettled'), refund.feeReturned)
  const booked = work.ledger.try([
    ...post(account('refund_in_transit', house), merchant.accounts.unsettled, unsettled),
    ...post(account('refund_in_transit', house), merchant.accounts.settled, refund.amount - unsettled),
    ...fee,
  ])
  invariant(booked.ok, 'a failed refund can be given back')
  work.payments.set({
    ...payment,
    amountRefunded: payment.amountRefunded - refund.amount,
    feeReturned: payment.feeReturned - refund.feeReturned,
    unsettled: isSettled ? payment.unsettled : payment.unsettled + unsettled - refund.feeReturned,
    feeUnsettled: isSettled ? payment.feeUnsettled : payment.feeUnsettled + refund.feeReturned,
  })
}

/** Payouts to merchants. */
export function payoutSink(deps: PaymentDeps): OwnerSink {
  return {
    async open(tx, instructions) {
      const payouts = new Map((await lockPayouts(tx, idsOf('po', instructions))).map(payout => [payout.id, payout]))
      return collecting(async told => {
        const work = await openWork(deps, tx, {
          payments: [],
          merchants: [...payouts.values()].map(payout => payout.merchantId),
          accounts: merchant => [merchant.accounts.settled],
        })
        const finished: Payout[] = []
        for (const { instruction, result } of told) {
          const payout = payouts.get(idsOf('po', [instruction])[0] as Id<'po'>)
          invariant(payout !== undefined, 'a paid-out instruction belongs to a payout')
          if (payout.status === 'processing') finished.push(finishPayout(work, payout, instruction, result))
          work.undo.accept()
        }
        work.flush()
        finishPayouts(tx, finished)
      })
    },
    settled: async () => {},
  }
}

function finishPayout(work: Work, payout: Payout, instruction: Instruction, result: InstructionResult): Payout {
  if (result.outcome === 'succeeded') {
    const paid: Payout = { ...payout, status: 'paid', finishedAt: work.now }
    work.payments.announce(payoutAnnouncement('payout.paid', paid))
    return paid
  }
  const merchant = work.merchants.get(payout.merchantId)
  invariant(merchant !== undefined, 'a merchant never goes away')
  const booked = work.ledger.try([
    posted({
      kind: 'posted',
      id: newId<'trf'>(),
      debit: work.deps.ledger.institutionAccount('payout_in_transit', instruction.house),
      credit: merchant.accounts.settled,
      amount: payout.amount,
      reference: formatId('po', payout.id),
      reason: { kind: 'payout_failed' },
    }),
  ])
  invariant(booked.ok, 'a failed payout can be given back')
  const failed: Payout = { ...payout, status: 'failed', failureCode: result.failureCode, finishedAt: work.now }
  work.payments.announce(payoutAnnouncement('payout.failed', failed))
  return failed
}
