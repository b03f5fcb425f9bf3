/**
 * The rules of posting, without a database: what a transfer does to the balances of two accounts, and what is refused.
 */
import type { Balances } from './types.ts'

/** What a batch has moved on an account so far, from zero. */
export type WorkingSums = { -readonly [K in keyof Balances]: Balances[K] }

/** The side on which an account stands and below which it must not fall; `none` for unconstrained ones. */
export type Constraint = 'none' | 'debit' | 'credit'

/** What may still leave the account: its posted balance on the normal side, less what is reserved on the other. */
export function availableOf(balances: Balances, normalSide: 'debit' | 'credit'): bigint {
  return normalSide === 'credit'
    ? balances.creditsPosted - balances.debitsPosted - balances.debitsPending
    : balances.debitsPosted - balances.creditsPosted - balances.creditsPending
}

/** Nothing booked, nothing moved. */
export const NOTHING: Balances = { debitsPending: 0n, debitsPosted: 0n, creditsPending: 0n, creditsPosted: 0n }

/** How one transfer changes its two accounts. `pending` is negative where a resolved pending transfer is released. */
export type Movement = { readonly pending: bigint; readonly posted: bigint }

export const movementOf = {
  posted: (amount: bigint): Movement => ({ pending: 0n, posted: amount }),
  pending: (amount: bigint): Movement => ({ pending: amount, posted: 0n }),
  postPending: (reserved: bigint, amount: bigint): Movement => ({ pending: -reserved, posted: amount }),
  voidPending: (reserved: bigint): Movement => ({ pending: -reserved, posted: 0n }),
}

/** What a movement adds to what may leave an account on which it stands on this side. */
export function availableBy(movement: Movement, side: 'debit' | 'credit', normalSide: 'debit' | 'credit'): bigint {
  return side === normalSide ? movement.posted : -movement.posted - movement.pending
}

export function applyMovement(debit: WorkingSums, credit: WorkingSums, movement: Movement): void {
  debit.debitsPending += movement.pending
  debit.debitsPosted += movement.posted
  credit.creditsPending += movement.pending
  credit.creditsPosted += movement.posted
}
