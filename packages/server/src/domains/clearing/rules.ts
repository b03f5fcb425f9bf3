/**
 * The life of an instruction: which statements change it, which repeat what is known and which contradict it. Total over
 * every state and statement; pure. Nothing here guesses: `unknown` ends only by what the house says.
 */
import type { BusinessDate } from '../../kernel/time.ts'
import type { HouseAnswer } from './ports.ts'
import type { DiscrepancyKind, Instruction, InstructionKind, InstructionResult, InstructionState } from './types.ts'

/** What was learnt about an instruction, wherever it came from. */
export type Observation =
  | { readonly kind: 'accepted'; readonly houseReference: string | null }
  | {
      readonly kind: 'succeeded'
      readonly amount: bigint
      readonly houseReference: string | null
      readonly settlementDate: BusinessDate | null
    }
  | { readonly kind: 'failed'; readonly code: string }
  /** The attempt of this number certainly did not reach the house. */
  | { readonly kind: 'not_sent'; readonly attempt: number }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'not_found' }
  /** Its deadline passed, and no attempt up to this number can have reached or still reach the house. */
  | { readonly kind: 'abandoned'; readonly attempt: number }

export type Decision =
  | { readonly change: 'none' }
  | { readonly change: 'progress'; readonly state: 'created' | 'sent' | 'unknown' }
  | { readonly change: 'final'; readonly result: InstructionResult }
  | {
      readonly change: 'contradiction'
      readonly discrepancy: DiscrepancyKind
      readonly detail: string
      /** What the owner is told when it can deal with a success of what had failed. */
      readonly lateSuccess?: InstructionResult
    }

export const NOT_SENT_IN_TIME = 'not_sent_in_time'

const NONE: Decision = { change: 'none' }
const progress = (state: 'created' | 'sent' | 'unknown'): Decision => ({ change: 'progress', state })

const contradiction = (discrepancy: DiscrepancyKind, detail: string): Decision & { change: 'contradiction' } => ({
  change: 'contradiction',
  discrepancy,
  detail,
})

const succeededBy = ({ houseReference, settlementDate }: Observation & { kind: 'succeeded' }): InstructionResult => ({
  outcome: 'succeeded',
  houseReference,
  settlementDate,
})

export const isFinal = (state: InstructionState): boolean => state === 'succeeded' || state === 'failed'

export type InstructionView = Pick<Instruction, 'state' | 'amount' | 'attempts' | 'failureCode'>

/** Decides what a statement does to an instruction. */
export function decide(instruction: InstructionView, seen: Observation): Decision {
  const { state } = instruction
  switch (seen.kind) {
    case 'succeeded':
      if (seen.amount !== instruction.amount)
        return contradiction('result_amount_differs', `instructed ${instruction.amount}, the house says ${seen.amount} succeeded`)
      if (state === 'succeeded') return NONE
      return state === 'failed'
        ? {
            ...contradiction('contradictory_result', `failed (${instruction.failureCode}), then the house says it succeeded`),
            lateSuccess: succeededBy(seen),
          }
        : { change: 'final', result: succeededBy(seen) }
    case 'failed':
      if (state === 'failed') return NONE
      if (state === 'succeeded') return contradiction('contradictory_result', `succeeded, then the house says it failed (${seen.code})`)
      return { change: 'final', result: { outcome: 'failed', failureCode: seen.code } }
    case 'accepted':
      return state === 'created' || state === 'unknown' ? progress('sent') : NONE
    case 'unknown':
      return state === 'created' || state === 'sent' ? progress('unknown') : NONE
    case 'not_sent':
      // Only the first attempt can take it back to certainty: an earlier one may have reached the house.
      return state === 'sent' && seen.attempt === instruction.attempts ? progress('created') : NONE
    case 'abandoned':
      if (isFinal(state) || seen.attempt !== instruction.attempts) return NONE
      return { change: 'final', result: { outcome: 'failed', failureCode: NOT_SENT_IN_TIME } }
    case 'not_found':
      return NONE
  }
}

/** What an answer of the house says, as an observation. `attempt`: the instruction's attempt that was answered. */
export function observationOf(answer: HouseAnswer, attempt: number): Observation {
  switch (answer.result) {
    case 'accepted':
      return { kind: 'accepted', houseReference: answer.houseReference }
    case 'succeeded':
      return { kind: 'succeeded', amount: answer.amount, houseReference: answer.houseReference, settlementDate: answer.settlementDate }
    case 'failed':
      return { kind: 'failed', code: answer.code }
    case 'not_sent':
      return { kind: 'not_sent', attempt }
    case 'unknown':
      return { kind: 'unknown' }
    case 'not_found':
      return { kind: 'not_found' }
  }
}

/** Whether the owner must be asked in before this is decided: only final results reach owners. */
export const concernsOwner = (seen: Observation): boolean =>
  seen.kind === 'succeeded' || seen.kind === 'failed' || seen.kind === 'abandoned'

/** A claimed instruction is left alone for this long: longer than any call of a connector may last. */
export const LEASE_MS = 20_000

/** The house refuses signatures older than 300 s, so a lost request cannot arrive after this. */
export const LATE_ARRIVAL_MS = 360_000

export const DEBIT_DEADLINE_MS = 600_000

/** After so many attempts that did not reach the house, people are told. */
export const UNDELIVERABLE_ATTEMPTS = 12

/** After so many queries without a result, people are told and querying ends; a callback or settlement file may still tell. */
export const QUERY_ATTEMPTS_MAX = 24

/** The pause before the next attempt to send: 0.5 s doubling to 60 s, later 15 min. */
export function sendPauseMs(attempts: number): number {
  if (attempts >= UNDELIVERABLE_ATTEMPTS) return 900_000
  return Math.min(60_000, 500 * 2 ** Math.max(0, attempts - 1))
}

/** The pause before the next query: 3 s doubling to 15 min. */
export const queryPauseMs = (queryAttempts: number): number => Math.min(900_000, 3_000 * 2 ** Math.min(queryAttempts, 20))

/** When to look at an instruction next, after it moved to this state. */
export function nextLookAt(state: InstructionState, instruction: Pick<Instruction, 'attempts' | 'queryAttempts'>, now: Date): Date | null {
  if (isFinal(state)) return null
  return new Date(now.getTime() + (state === 'created' ? sendPauseMs(instruction.attempts) : queryPauseMs(instruction.queryAttempts)))
}

/** What a settlement date's lines of each kind move on the reserve account: debits bring money in, the others take it out. */
export const bringsMoneyIn = (kind: InstructionKind): boolean => kind === 'debit'
