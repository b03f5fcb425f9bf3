/**
 * Carries out what third parties submit: the consent is locked, checked and counted, the payment is created and confirmed, and the
 * order is kept, all in the caller's transaction. What the account or the payee cannot do is no error of the request: the order is
 * kept as rejected. Outcomes equal carrying the orders out one by one, in order.
 */
import { formatId, type Id, newId, parseId } from '../../../kernel/ids.ts'
import { invariant, type Outcome, ok, type Refusal, refuse } from '../../../kernel/outcome.ts'
import { createUndo } from '../../../kernel/undo.ts'
import type { Tx } from '../../../platform/db.ts'
import { consentsCatalogue } from '../../consents/consents.ts'
import { type ConsentUse, type ConsentWork, type MandateFacts, mandateOfConsent } from '../../consents/types.ts'
import type { AccountId } from '../../ledger/types.ts'
import type { PayFromBalance } from '../../payments/types.ts'
import { FACTORS_MANDATE, type Factors } from '../../wallets/types.ts'
import { ledgerAccountOf } from '../core-bank/payment-accounts.ts'
import type { OrderDeps } from './deps.ts'
import { orderAnnouncement } from './events.ts'
import { findInstructions, type InstructionRef, insertOrders } from './store.ts'
import type { Order, OrderKind, WireAccount, WireOrder } from './types.ts'

/** A submission that was found to be what the consent's terms say. */
export type Submission = {
  readonly kind: OrderKind
  readonly consentId: Id<'cns'>
  readonly thirdPartyId: Id<'tpp'>
  readonly merchantId: Id<'mer'>
  /** As people know the payee, for the consent's history. */
  readonly payee: string
  /** Minor units. */
  readonly amount: bigint
  readonly currency: Order['currency']
  readonly instructionId: string
  readonly endToEndId: string
  readonly reference: string | null
  readonly request: WireOrder
  readonly refundAccount: WireAccount | null
  /** After this instant it is refused. */
  readonly cutOffAt: Date | null
}

const keyOf = ({ consentId, instructionId }: InstructionRef): string => `${consentId} ${instructionId}`

/**
 * Refuses what the consent refuses (consent_…), ob_payment_after_cut_off, and ob_vrp_instruction_used for an instruction that was
 * submitted before under another idempotency key.
 */
export async function placeOrders(deps: OrderDeps, tx: Tx, submissions: readonly Submission[]): Promise<Outcome<Order>[]> {
  const undo = createUndo()
  const work = await deps.consents.open(tx, [...new Set(submissions.map(each => mandateOfConsent(each.consentId)))], undo)
  const recurring = submissions.filter(each => each.kind === 'vrp')
  const used = new Set((await findInstructions(tx, recurring)).map(keyOf))
  const now = deps.clock.now()
  const ids = submissions.map(() => newId<'obp'>())

  // The refusals that are the request's fault; null goes on to be paid.
  const checked = submissions.map((submission, at): { readonly facts: MandateFacts } | { readonly error: Refusal } => {
    if (submission.cutOffAt !== null && now > submission.cutOffAt) return refuse('ob_payment_after_cut_off', 'Data.ConsentId')
    const facts = work.check(mandateOfConsent(submission.consentId), useOf(submission, ids[at] as Id<'obp'>, now))
    return facts.ok ? { facts: facts.value } : facts
  })

  const payable: number[] = []
  const orders: PayFromBalance[] = []
  checked.forEach((check, at) => {
    if (!('facts' in check)) return
    const submission = submissions[at] as Submission
    const id = ids[at] as Id<'obp'>
    payable.push(at)
    orders.push({
      merchantId: submission.merchantId,
      amount: submission.amount,
      currency: submission.currency,
      orderReference: submission.endToEndId,
      description: submission.reference,
      metadata: JSON.stringify({ open_banking_payment: formatId('obp', id), instruction: submission.instructionId }),
      under: {
        holderId: check.facts.holderId,
        account: accountOf(check.facts),
        factors: factorsOf(deps, submission.kind, check.facts),
        allow: () => allow(work, used, submission, useOf(submission, id, now)),
      },
    })
  })
  const paid = new Map((await deps.payments.pay(tx, orders, undo)).map((outcome, place) => [payable[place], outcome]))

  const kept: Order[] = []
  const outcomes = submissions.map((submission, at): Outcome<Order> => {
    const check = checked[at] as (typeof checked)[number]
    if (!('facts' in check)) return { ok: false, error: check.error }
    const outcome = paid.get(at)
    const id = ids[at] as Id<'obp'>
    invariant(outcome !== undefined, 'every order that was checked was tried')
    if (!outcome.ok) {
      if (isRequestsFault(outcome.error.code)) return outcome
      // A consent to one payment is used by it, also when it is rejected.
      const consumed =
        submission.kind === 'domestic' ? work.use(mandateOfConsent(submission.consentId), useOf(submission, id, now)) : ok(null)
      if (!consumed.ok) return consumed
      undo.accept()
      used.add(keyOf(submission))
    }
    const order: Order = {
      id,
      kind: submission.kind,
      consentId: submission.consentId,
      thirdPartyId: submission.thirdPartyId,
      holderId: check.facts.holderId,
      merchantId: submission.merchantId,
      paymentId: outcome.ok ? outcome.value.id : null,
      rejection: outcome.ok ? null : outcome.error.code,
      instructionId: submission.instructionId,
      endToEndId: submission.endToEndId,
      amount: submission.amount,
      currency: submission.currency,
      request: submission.request,
      refundAccount: submission.refundAccount,
      createdAt: now,
    }
    kept.push(order)
    return ok(order)
  })
  work.flush()
  insertOrders(tx, kept)
  deps.outbox.append(tx, kept.map(orderAnnouncement))
  return outcomes
}

/** Counts one order under its consent, and makes sure that its instruction is new. */
function allow(work: ConsentWork, used: Set<string>, submission: Submission, use: ConsentUse): Outcome<unknown> {
  const key = keyOf(submission)
  if (submission.kind === 'vrp' && used.has(key)) return refuse('ob_vrp_instruction_used', 'Data.Instruction.InstructionIdentification')
  const counted = work.use(mandateOfConsent(submission.consentId), use)
  if (counted.ok) used.add(key)
  return counted
}

const useOf = (submission: Submission, id: Id<'obp'>, at: Date): ConsentUse => ({
  merchantId: null,
  thirdPartyId: submission.thirdPartyId,
  method: 'wallet_balance',
  amount: submission.amount,
  currency: submission.currency,
  reference: formatId('obp', id),
  at,
  payee: submission.payee,
})

/** Whether the third party asked for what it may not; everything else is about the account or the payee. */
const isRequestsFault = (code: string): boolean => Object.hasOwn(consentsCatalogue, code) || code === 'ob_vrp_instruction_used'

/**
 * How the person was verified for this payment. One payment: as its consent was authorised, which was for this amount and this payee.
 * Variable recurring payments: not at all, as under a merchant's mandate.
 */
const factorsOf = (deps: OrderDeps, kind: OrderKind, facts: MandateFacts): Factors =>
  kind === 'vrp' ? FACTORS_MANDATE : deps.levelOf(facts.factors)

/** The payment account that the person chose; `null` when none was. */
function accountOf(facts: MandateFacts): AccountId | null {
  const [chosen] = facts.accounts
  const id = chosen === undefined ? null : parseId('bac', chosen)
  return id === null ? null : ledgerAccountOf(id)
}
