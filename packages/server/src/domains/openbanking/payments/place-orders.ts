/**
 * Carries out what third parties submit: the consent is locked, checked and counted, the payment is created and confirmed, and the
 * order is kept, all in the caller's transaction. What the account or the payee cannot do is no error of the request: the order is
 * kept as rejected. Outcomes equal carrying the orders out one by one, in order.
 */
import { formatId, type Id, newId, parseId } from '../../../kernel/ids.ts'
import { invariant, type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import { createUndo } from '../../../kernel/undo.ts'
import type { Tx } from '../../../platform/db.ts'
import { consentsCatalogue } from '../../consents/consents.ts'
import { type ConsentUse, type ConsentWork, type MandateFacts, mandateOfConsent } from '../../consents/types.ts'
import type { AccountId } from '../../ledger/types.ts'
import type { Payment } from '../../payments/types.ts'
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

/** A submission on its way: what it will be called, what it asks of its consent, and what the consent says before anything is counted. */
type Place = {
  readonly submission: Submission
  /** Its place in the batch. */
  readonly at: number
  readonly id: Id<'obp'>
  readonly use: ConsentUse
  readonly checked: Outcome<MandateFacts>
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
  const taken: Taken = new Map((await findInstructions(tx, recurring)).map(each => [keyOf(each), EARLIER]))
  const now = deps.clock.now()

  const places = submissions.map((submission, at): Place => {
    const id = newId<'obp'>()
    const use = useOf(submission, id, now)
    const late = submission.cutOffAt !== null && now > submission.cutOffAt
    const checked = late ? refuse('ob_payment_after_cut_off', 'Data.ConsentId') : work.check(mandateOfConsent(submission.consentId), use)
    return { submission, at, id, use, checked }
  })
  const payable = places.flatMap(place => (place.checked.ok ? [{ ...place, facts: place.checked.value }] : []))
  const results = await deps.payments.pay(
    tx,
    payable.map(place => ({
      merchantId: place.submission.merchantId,
      amount: place.submission.amount,
      currency: place.submission.currency,
      orderReference: place.submission.endToEndId,
      description: place.submission.reference,
      metadata: JSON.stringify({ open_banking_payment: formatId('obp', place.id), instruction: place.submission.instructionId }),
      under: {
        holderId: holderOf(place.facts),
        account: accountOf(place.facts),
        factors: factorsOf(deps, place.submission.kind, place.facts),
        allow: () => allow(work, taken, place),
      },
    })),
    undo,
  )
  const paid = new Map(payable.map(({ id }, at) => [id, results[at]]))
  const outcomes = places.map((place): Outcome<Order> => {
    if (!place.checked.ok) return takenBefore(taken, place) ? INSTRUCTION_USED : place.checked
    const outcome = paid.get(place.id)
    invariant(outcome !== undefined, 'every order that was checked was tried')
    if (!outcome.ok) {
      if (isRequestsFault(outcome.error.code)) return outcome
      const used = takeRejected(work, taken, place)
      if (!used.ok) return used
      undo.accept()
    }
    return ok(orderOf(place, holderOf(place.checked.value), outcome, now))
  })
  const kept = outcomes.flatMap(outcome => (outcome.ok ? [outcome.value] : []))
  work.flush()
  // A consent to one payment is used by it, also when it is rejected; its history says that nothing was paid.
  const unpaid = kept.filter(order => order.kind === 'domestic' && order.rejection !== null)
  deps.consents.release(
    tx,
    unpaid.map(order => ({ consentId: mandateOfConsent(order.consentId), reference: formatId('obp', order.id) })),
  )
  insertOrders(tx, kept)
  deps.outbox.append(tx, kept.map(orderAnnouncement))
  return outcomes
}

const orderOf = ({ submission, id }: Place, holderId: Id<'hld'>, outcome: Outcome<Payment>, createdAt: Date): Order => ({
  id,
  kind: submission.kind,
  consentId: submission.consentId,
  thirdPartyId: submission.thirdPartyId,
  holderId,
  merchantId: submission.merchantId,
  paymentId: outcome.ok ? outcome.value.id : null,
  rejection: outcome.ok ? null : outcome.error.code,
  instructionId: submission.instructionId,
  endToEndId: submission.endToEndId,
  amount: submission.amount,
  currency: submission.currency,
  request: submission.request,
  refundAccount: submission.refundAccount,
  createdAt,
})

/** By instruction: the place of the order that has it in this batch, or `EARLIER`. */
type Taken = Map<string, number>
const EARLIER = -1

/** An instruction is carried out, or rejected, once; the first of a batch has it. */
function takenBefore(taken: Taken, { submission, at }: Place): boolean {
  return submission.kind === 'vrp' && (taken.get(keyOf(submission)) ?? at) < at
}

const INSTRUCTION_USED = refuse('ob_vrp_instruction_used', 'Data.Instruction.InstructionIdentification')

/** Counts one order under its consent, and makes sure that its instruction is new. */
function allow(work: ConsentWork, taken: Taken, place: Place): Outcome<unknown> {
  if (takenBefore(taken, place)) return INSTRUCTION_USED
  const counted = work.use(mandateOfConsent(place.submission.consentId), place.use)
  if (counted.ok) taken.set(keyOf(place.submission), place.at)
  return counted
}

/** What an order that is rejected takes nevertheless: its instruction, or all of a consent to one payment. */
function takeRejected(work: ConsentWork, taken: Taken, place: Place): Outcome<unknown> {
  if (place.submission.kind === 'domestic') return work.use(mandateOfConsent(place.submission.consentId), place.use)
  if (takenBefore(taken, place)) return INSTRUCTION_USED
  taken.set(keyOf(place.submission), place.at)
  return ok(null)
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

/** Third parties' consents are always somebody's. */
function holderOf({ holderId }: MandateFacts): Id<'hld'> {
  invariant(holderId !== null, 'a third party’s consent has a holder')
  return holderId
}
