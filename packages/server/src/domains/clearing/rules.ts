/**
 * The life of an instruction: which statements change it, which repeat what is known and which contradict it. Total over
 * every state and statement; pure. Nothing here guesses: `unknown` ends only by what the rail says.
 */
import type { BusinessDate } from '../../kernel/time.ts'
import type { HouseAnswer, SettlementFile } from './ports.ts'
import type {
  DiscrepancyKind,
  FailureCode,
  Instruction,
  InstructionKind,
  InstructionResult,
  InstructionState,
  PayerAction,
  WaitReason,
} from './types.ts'

/** What was learnt about an instruction, wherever it came from. */
export type Observation =
  | { readonly kind: 'accepted'; readonly houseReference: string | null; readonly action?: PayerAction }
  | {
      readonly kind: 'succeeded'
      readonly amount: bigint
      readonly houseReference: string | null
      readonly settlementDate: BusinessDate | null
      readonly payer?: string
      readonly fee?: bigint
    }
  | { readonly kind: 'failed'; readonly code: string }
  /** The attempt of this number certainly was not taken. */
  | { readonly kind: 'not_sent'; readonly attempt: number; readonly waits?: WaitReason }
  /** `unrecognised`: a status that we do not know, as it was written. */
  | { readonly kind: 'unknown'; readonly unrecognised?: string }
  | { readonly kind: 'not_found' }
  /** It is over with, and no attempt up to this number can have reached or still reach the rail. */
  | { readonly kind: 'abandoned'; readonly attempt: number; readonly code: AbandonCode }

/** Why an instruction ended that the rail has never seen. */
export type AbandonCode = 'not_sent_in_time' | 'closed'

export type Flag = { readonly discrepancy: DiscrepancyKind; readonly detail: string }

export type Decision =
  | { readonly change: 'none'; readonly flag?: Flag }
  | { readonly change: 'progress'; readonly state: 'created' | 'sent' | 'unknown'; readonly flag?: Flag }
  | { readonly change: 'final'; readonly result: InstructionResult }
  | {
      readonly change: 'contradiction'
      readonly discrepancy: DiscrepancyKind
      readonly detail: string
      /** What the owner is told when it can deal with a success of what had failed. */
      readonly lateSuccess?: InstructionResult
    }

/**
 * Failures that lie with the rail or with our standing there, not with the payer or the money: another rail may do it. Every failure
 * is final, so another instruction can never pay twice.
 */
const FAIL_OVER: ReadonlySet<string> = new Set<FailureCode>([
  'channel_unavailable',
  'not_sent_in_time',
  'sub_merchant_invalid',
  'refused_by_house',
])
export const mayFailOver = (failureCode: string): boolean => FAIL_OVER.has(failureCode)

export const NOT_SENT_IN_TIME = 'not_sent_in_time'

const NONE: Decision = { change: 'none' }
const progress = (state: 'created' | 'sent' | 'unknown'): Decision => ({ change: 'progress', state })

const contradiction = (discrepancy: DiscrepancyKind, detail: string): Decision & { change: 'contradiction' } => ({
  change: 'contradiction',
  discrepancy,
  detail,
})

const succeededBy = ({ houseReference, settlementDate, payer, fee }: Observation & { kind: 'succeeded' }): InstructionResult => ({
  outcome: 'succeeded',
  houseReference,
  settlementDate,
  payer: payer ?? null,
  fee: fee ?? null,
})

export const isFinal = (state: InstructionState): boolean => state === 'succeeded' || state === 'failed'

export type InstructionView = Pick<Instruction, 'state' | 'amount' | 'attempts' | 'failureCode' | 'action' | 'houseReference'>

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
      if (state === 'created' || state === 'unknown') return progress('sent')
      return state === 'sent' && bringsNews(instruction, seen) ? progress('sent') : NONE
    case 'unknown': {
      const decision = state === 'created' || state === 'sent' ? progress('unknown') : NONE
      if (seen.unrecognised === undefined || isFinal(state)) return decision
      const flag: Flag = { discrepancy: 'unknown_status', detail: `the house gives the status ${seen.unrecognised}, which we do not know` }
      // A rail that speaks has the instruction: it is as much in work as before.
      return state === 'created' ? { change: 'progress', state: 'unknown', flag } : { change: 'none', flag }
    }
    case 'not_sent':
      // Only the first attempt can take it back to certainty: an earlier one may have reached the house.
      return state === 'sent' && seen.attempt === instruction.attempts ? progress('created') : NONE
    case 'abandoned':
      if (isFinal(state) || seen.attempt !== instruction.attempts) return NONE
      return { change: 'final', result: { outcome: 'failed', failureCode: seen.code } }
    case 'not_found':
      return NONE
  }
}

/** An instruction that was handed over at once is `sent` before the house has answered: its reference and what the payer has to do come then. */
function bringsNews(instruction: InstructionView, seen: Observation & { kind: 'accepted' }): boolean {
  if (seen.houseReference !== null && instruction.houseReference === null) return true
  return seen.action !== undefined && !sameAction(seen.action, instruction.action)
}

function sameAction(a: PayerAction, b: PayerAction | null): boolean {
  if (b === null || a.type !== b.type) return false
  if (a.type === 'qr_code' && b.type === 'qr_code') return a.content === b.content
  if (a.type === 'redirect' && b.type === 'redirect') return a.url === b.url
  // Parameters are signed anew each time: the first ones stay good, and stay.
  return true
}

/** What an answer of the house says, as an observation. `attempt`: the instruction's attempt that was answered. */
export function observationOf(answer: HouseAnswer, attempt: number): Observation {
  switch (answer.result) {
    case 'accepted':
      return {
        kind: 'accepted',
        houseReference: answer.houseReference,
        ...(answer.action === undefined ? {} : { action: answer.action }),
      }
    case 'succeeded':
      return {
        kind: 'succeeded',
        amount: answer.amount,
        houseReference: answer.houseReference,
        settlementDate: answer.settlementDate,
        ...(answer.payer === undefined ? {} : { payer: answer.payer }),
        ...(answer.fee === undefined ? {} : { fee: answer.fee }),
      }
    case 'failed':
      return { kind: 'failed', code: answer.code }
    case 'not_sent':
      return { kind: 'not_sent', attempt, ...(answer.waits === undefined ? {} : { waits: answer.waits }) }
    case 'unknown':
      return { kind: 'unknown', ...(answer.unrecognised === undefined ? {} : { unrecognised: answer.unrecognised }) }
    case 'not_found':
      return { kind: 'not_found' }
  }
}

/** Whether the owner must be asked in before this is decided: only final results reach owners. */
export const concernsOwner = (seen: Observation): boolean =>
  seen.kind === 'succeeded' || seen.kind === 'failed' || seen.kind === 'abandoned'

/** A claimed instruction is left alone for this long: longer than any call of a connector may last. */
export const LEASE_MS = 20_000

/** Rails refuse signatures older than 300 s, so a lost request cannot arrive after this. */
export const LATE_ARRIVAL_MS = 360_000

export const DEBIT_DEADLINE_MS = 600_000

/** After so many attempts that did not reach the house, people are told. */
export const UNDELIVERABLE_ATTEMPTS = 12

/** A kept statement is left to the node that took it for this long; longer than applying a burst may last. */
export const INBOX_LEASE_MS = 30_000

/** The pause before a statement that could not be applied is tried again: 1 s doubling to 15 min. */
export const inboxPauseMs = (tries: number): number => Math.min(900_000, 1_000 * 2 ** Math.min(tries, 20))

/** After so many queries without a result, people are told and querying ends; a callback or settlement file may still tell. */
export const QUERY_ATTEMPTS_MAX = 24

/** What waits for the rail's quota or its next business day is tried again after this. */
export const WAIT_PAUSE_MS = 60_000

/** An order that a payer may pay at any moment is asked about at least this often, until its deadline. */
export const OPEN_ORDER_PAUSE_MAX_MS = 60_000

/** The pause before the next attempt to send: 0.5 s doubling to 60 s, later 15 min. */
export function sendPauseMs(attempts: number): number {
  if (attempts >= UNDELIVERABLE_ATTEMPTS) return 900_000
  return Math.min(60_000, 500 * 2 ** Math.max(0, attempts - 1))
}

/** Whether somebody waits for it who would rather see it fail than tried again after this attempt. */
export const isTooLateToSend = (instruction: Pick<Instruction, 'attempts' | 'sendBy'>, now: Date): boolean =>
  instruction.sendBy !== null && now.getTime() + sendPauseMs(instruction.attempts) > instruction.sendBy.getTime()

/** The pause before the next query: 3 s doubling to 15 min. */
export const queryPauseMs = (queryAttempts: number): number => Math.min(900_000, 3_000 * 2 ** Math.min(queryAttempts, 20))

/** Whether a payer has to act on it at a channel: it can be closed as long as it is not paid. */
export const isOpenOrder = (instruction: Pick<Instruction, 'kind' | 'channelOrder'>): boolean =>
  instruction.kind === 'debit' && instruction.channelOrder !== null

/** Whether an order is to be closed now: its owner wants it no longer, or its time is over. */
export const isToClose = (instruction: Pick<Instruction, 'kind' | 'channelOrder' | 'cancelRequestedAt' | 'deadline'>, now: Date): boolean =>
  isOpenOrder(instruction) && (instruction.cancelRequestedAt !== null || (instruction.deadline !== null && instruction.deadline <= now))

export const PAYER_TIMEOUT = 'payer_timeout'

/** An order that was closed, not because its owner asked, failed as `unpaid` says: for want of a payer, or of having been sent at all. */
export const closedAs = (code: string, instruction: Pick<Instruction, 'cancelRequestedAt'>, unpaid: string): string =>
  code === 'closed' && instruction.cancelRequestedAt === null ? unpaid : code

/** Whether what the rail has never seen need not be sent any more. */
export const isOverToSend = ({ deadline, sendBy }: Pick<Instruction, 'deadline' | 'sendBy'>, now: Date): boolean =>
  (deadline !== null && deadline <= now) || (sendBy !== null && sendBy <= now)

export type LookedAt = Pick<
  Instruction,
  'attempts' | 'queryAttempts' | 'kind' | 'channelOrder' | 'deadline' | 'cancelRequestedAt' | 'waitReason'
>

/** When to look at an instruction next, after it moved to this state. */
export function nextLookAt(state: InstructionState, instruction: LookedAt, now: Date): Date | null {
  if (isFinal(state)) return null
  if (instruction.cancelRequestedAt !== null) return now
  if (state === 'created')
    return new Date(now.getTime() + (instruction.waitReason === null ? sendPauseMs(instruction.attempts) : WAIT_PAUSE_MS))
  const next = new Date(now.getTime() + queryPauseMs(instruction.queryAttempts))
  const { deadline } = instruction
  // At its deadline an unpaid order is closed, not a pause later.
  return isOpenOrder(instruction) && deadline !== null && deadline > now && deadline < next ? deadline : next
}

/** Whatever was withheld, own funds give no more than they hold; what was given back beyond that, they take. Minor units, unsigned. */
export function madeGoodNow(due: bigint, available: bigint): bigint {
  if (due < 0n) return -due
  const spare = available > 0n ? available : 0n
  return due < spare ? due : spare
}

/** What does not add up in a settlement file; `null` when all does. */
export function fileFault(
  file: Pick<SettlementFile, 'lines' | 'debitTotal' | 'payoutTotal' | 'refundTotal' | 'feeTotal' | 'net'>,
): string | null {
  const sum = (kind: InstructionKind): bigint => file.lines.reduce((total, line) => (line.kind === kind ? total + line.amount : total), 0n)
  const fees = file.lines.reduce((total, line) => total + (line.fee ?? 0n), 0n)
  if (file.debitTotal !== sum('debit') || file.payoutTotal !== sum('payout') || file.refundTotal !== sum('refund'))
    return 'its totals are not those of its lines'
  if ((file.feeTotal ?? 0n) !== fees) return 'its fees are not those of its lines'
  return file.net === file.debitTotal - file.payoutTotal - file.refundTotal - fees ? null : 'its net is not that of its totals'
}

/** What a settlement date's lines of each kind move on the reserve account: debits bring money in, the others take it out. */
export const bringsMoneyIn = (kind: InstructionKind): boolean => kind === 'debit'
