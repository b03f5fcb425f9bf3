/**
 * The rules of posting, without a database: what a transfer does to the balances of two accounts, and what is refused.
 */
import type { Balances } from './types.ts'

/** Balances of an account inside a batch. For unconstrained accounts they are the batch's own movements, from zero. */
export type WorkingBalances = { -readonly [K in keyof Balances]: Balances[K] }

/** Which way a constrained account must not fall below zero; `none` for unconstrained ones. */
export type Constraint = 'none' | 'debits_must_not_exceed_credits' | 'credits_must_not_exceed_debits'

/** What may still leave the account: its posted balance on the normal side, less what is reserved on the other. */
export function availableOf(balances: Balances, normalSide: 'debit' | 'credit'): bigint {
  return normalSide === 'credit'
    ? balances.creditsPosted - balances.debitsPosted - balances.debitsPending
    : balances.debitsPosted - balances.creditsPosted - balances.creditsPending
}

/** Whether the constraint holds. */
export function holds(constraint: Constraint, balances: Balances): boolean {
  switch (constraint) {
    case 'none':
      return true
    case 'debits_must_not_exceed_credits':
      return availableOf(balances, 'credit') >= 0n
    case 'credits_must_not_exceed_debits':
      return availableOf(balances, 'debit') >= 0n
  }
}

/** How one transfer changes its two accounts. `released` is what a resolved pending transfer had reserved. */
export type Movement = { readonly pending: bigint; readonly posted: bigint }

export const movementOf = {
  posted: (amount: bigint): Movement => ({ pending: 0n, posted: amount }),
  pending: (amount: bigint): Movement => ({ pending: amount, posted: 0n }),
  postPending: (reserved: bigint, amount: bigint): Movement => ({ pending: -reserved, posted: amount }),
  voidPending: (reserved: bigint): Movement => ({ pending: -reserved, posted: 0n }),
}

export function applyMovement(debit: WorkingBalances, credit: WorkingBalances, movement: Movement): void {
  debit.debitsPending += movement.pending
  debit.debitsPosted += movement.posted
  credit.creditsPending += movement.pending
  credit.creditsPosted += movement.posted
}
