/** Decisions of terms: what a clause costs, which clauses a version needs, when it may come into force. Pure. */
import { formatId } from '../../kernel/ids.ts'
import { basisPointsOf } from '../../kernel/money.ts'
import { invariant, type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { PartnersRefusalCode } from './errors.ts'
import type { AgreementVersion, Clause, Fee, FeeQuestion, PaymentMethodType, Terms, TermsRef, VersionStatus } from './types.ts'

type PaymentFeeClause = Extract<Clause, { kind: 'payment_fee' }>
type RefundFeeClause = Extract<Clause, { kind: 'refund_fee' }>

export const METHODS: readonly PaymentMethodType[] = ['wallet_balance', 'bank_card', 'wechat_pay', 'alipay', 'bank_gateway', 'open_banking']

/** Every version prices these: the wallet's own. The others it prices if the merchant takes them; a method without a price is not taken. */
const ALWAYS: readonly PaymentMethodType[] = ['wallet_balance', 'bank_card']
const KINDS = ['payment_fee', 'refund_fee'] as const

/** The clause of this kind that speaks of the method, before the one that speaks of any. */
function clauseFor<K extends Clause['kind']>(
  clauses: readonly Clause[],
  kind: K,
  method: PaymentMethodType,
): Extract<Clause, { kind: K }> | null {
  let general: Extract<Clause, { kind: K }> | null = null
  for (const clause of clauses) {
    if (!isKind(clause, kind)) continue
    if (clause.method === method) return clause
    if (clause.method === 'any') general = clause
  }
  return general
}

const isKind = <K extends Clause['kind']>(clause: Clause, kind: K): clause is Extract<Clause, { kind: K }> => clause.kind === kind

/** `agr_01…/v2/§3.1`: what every fee posting cites. */
export const citation = (terms: TermsRef, number: string): string => `${formatId('agr', terms.agreementId)}/v${terms.version}/§${number}`

/**
 * What a payment costs the merchant, or what a refund gives back of it; minor units. A defect when no clause speaks of the
 * method: activated versions are complete.
 */
export function feeOf(terms: Terms, question: FeeQuestion): Fee {
  if (question.kind === 'payment') {
    const clause = clauseFor(terms.clauses, 'payment_fee', question.method)
    invariant(clause !== null, `no payment fee for ${question.method} in ${terms.agreementId} v${terms.version}`)
    return { ...paymentFee(clause, question.amount), clause: citation(terms, clause.number) }
  }
  const clause = clauseFor(terms.clauses, 'refund_fee', question.method)
  invariant(clause !== null, `no refund fee for ${question.method} in ${terms.agreementId} v${terms.version}`)
  return { ...refundFee(clause, question), clause: citation(terms, clause.number) }
}

/** Basis points plus fixed, within min and max, never above the amount; rounded half up. */
function paymentFee(clause: PaymentFeeClause, amount: bigint): Omit<Fee, 'clause'> {
  const computed = basisPointsOf(amount, clause.basisPoints) + clause.fixed
  let fee = computed
  let arithmetic = `${amount} × ${clause.basisPoints} bp${clause.fixed === 0n ? '' : ` + ${clause.fixed}`} = ${computed}`
  if (clause.min !== null && fee < clause.min) {
    fee = clause.min
    arithmetic += `, at least ${fee}`
  }
  if (clause.max !== null && fee > clause.max) {
    fee = clause.max
    arithmetic += `, at most ${fee}`
  }
  if (fee > amount) {
    fee = amount
    arithmetic += `, not above the amount ${fee}`
  }
  invariant(fee >= 0n && fee <= amount, 'a fee lies between nothing and the amount')
  return { amount: fee, arithmetic }
}

/**
 * Proportional returns are cumulative: what all refunds so far should give back, less what they gave. So the parts of any
 * sequence of refunds sum exactly to the fee once the payment is refunded in full.
 */
function refundFee(clause: RefundFeeClause, question: Extract<FeeQuestion, { kind: 'refund' }>): Omit<Fee, 'clause'> {
  const { amount, originalFee, originalAmount, alreadyRefunded, alreadyReturnedFee } = question
  const refunded = alreadyRefunded + amount
  invariant(amount >= 0n && refunded <= originalAmount, 'refunds do not exceed the payment')
  invariant(alreadyReturnedFee <= originalFee && originalFee <= originalAmount, 'returned fee, fee and amount ascend')
  if (clause.policy === 'kept' || originalFee === 0n) return { amount: 0n, arithmetic: `fee ${originalFee} kept, 0 returned` }
  const due = (2n * originalFee * refunded + originalAmount) / (2n * originalAmount)
  const returned = due > alreadyReturnedFee ? due - alreadyReturnedFee : 0n
  const earlier = alreadyReturnedFee === 0n ? '' : ` − ${alreadyReturnedFee} returned before`
  return { amount: returned, arithmetic: `${originalFee} × ${refunded} / ${originalAmount}${earlier} = ${returned}` }
}

/** Whether the terms price payments by this method; a method that they do not price is not taken. */
export const prices = (terms: Pick<Terms, 'clauses'>, method: PaymentMethodType): boolean =>
  KINDS.every(kind => clauseFor(terms.clauses, kind, method) !== null)

/** Whether the clauses make terms: each method that is taken has exactly one answer for each kind of fee. */
export function checkClauses(clauses: readonly Clause[]): Outcome<null, PartnersRefusalCode> {
  const numbers = new Set<string>()
  for (const [index, clause] of clauses.entries()) {
    if (numbers.has(clause.number)) return refuse('clause_numbers_repeated', `clauses.${index}.number`, { number: clause.number })
    numbers.add(clause.number)
    if (clause.kind === 'payment_fee' && clause.min !== null && clause.max !== null && clause.min > clause.max) {
      return refuse('clause_bounds_crossed', `clauses.${index}.min`, { number: clause.number })
    }
    if (clauses.findIndex(other => other.kind === clause.kind && other.method === clause.method) !== index) {
      return refuse('clauses_ambiguous', `clauses.${index}`, { kind: clause.kind, method: clause.method })
    }
  }
  for (const kind of KINDS) {
    for (const method of METHODS) {
      const isTaken = ALWAYS.includes(method) || KINDS.some(other => clauseFor(clauses, other, method)?.method === method)
      if (isTaken && clauseFor(clauses, kind, method) === null) return refuse('clauses_incomplete', 'clauses', { kind, method })
    }
  }
  return ok(null)
}

/**
 * When a version comes into force. `versions` are those of its agreement; `latestStart` is the latest start of any terms of
 * the merchant, in force or scheduled.
 */
export function activation(
  versions: readonly AgreementVersion[],
  number: number,
  from: Date | null,
  latestStart: Date | null,
  now: Date,
): Outcome<Date, PartnersRefusalCode> {
  const version = versions.find(candidate => candidate.version === number)
  if (version === undefined) return refuse('agreement_version_not_found', 'version')
  if (version.inForceFrom !== null) return refuse('agreement_version_activated', 'version')
  if (versions.some(other => other.version > number && other.inForceFrom !== null)) return refuse('agreement_version_outdated', 'version')
  const start = from ?? now
  if (start.getTime() < now.getTime()) return refuse('agreement_starts_in_past', 'in_force_from')
  if (latestStart !== null && start.getTime() <= latestStart.getTime()) {
    return refuse('agreement_overlaps', 'in_force_from', { starts: latestStart.toISOString() })
  }
  return ok(start)
}

export function statusOf(version: AgreementVersion, now: Date): VersionStatus {
  if (version.inForceFrom === null) return 'draft'
  if (version.inForceFrom.getTime() > now.getTime()) return 'scheduled'
  return version.inForceTo === null || version.inForceTo.getTime() > now.getTime() ? 'in_force' : 'superseded'
}
