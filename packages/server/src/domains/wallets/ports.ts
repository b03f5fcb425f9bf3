/**
 * What wallets need of the domains that they may not import: clearing (bank legs and card agreements) and the
 * live pages' hub. Compose hands in the real ones.
 */
import type { Currency } from '../../kernel/currencies.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import type { Tx } from '../../platform/db.ts'

/** A bank leg: it commits with its owner's rows and is sent after the commit. */
export type BankLeg = {
  readonly id: Id<'ins'>
  readonly purpose: 'topup' | 'withdrawal'
  readonly kind: 'debit' | 'payout'
  readonly house: string
  readonly amount: bigint
  readonly currency: Currency
  readonly agreementNumber?: string
  readonly payee?: { readonly name: string; readonly account: string; readonly bankCode?: string }
  readonly reference: string
  readonly description?: string
}

/** The part of clearing's face that wallets need. */
export type ClearingPort = {
  submit(tx: Tx, legs: readonly BankLeg[]): void
  /** Starts binding a card (协议支付): the house sends an SMS code. Network: outside transactions only, like the next two. */
  bindCard(
    house: string,
    requestId: string,
    card: { readonly name: string; readonly idNumber: string; readonly cardNumber: string; readonly phone: string },
  ): Promise<Outcome<{ readonly bindingId: string; readonly bank: string; readonly bankCode: string; readonly last4: string }>>
  verifyBinding(
    house: string,
    bindingId: string,
    code: string,
  ): Promise<Outcome<{ readonly agreementNumber: string; readonly accountToken: string }>>
  unbind(house: string, agreementNumber: string): Promise<Outcome<null>>
}

/** The final result of a bank leg; clearing tells each once. */
export type LegResult = { readonly outcome: 'succeeded' } | { readonly outcome: 'failed'; readonly failureCode: string }

type Leg = { readonly id: Id<'ins'>; readonly reference: string }

/** What clearing calls when a bank leg has ended; registered for the purposes `topup` and `withdrawal`. */
export type LegSink = {
  /** Locks the owners' rows. Rank: `payments`. */
  open(
    tx: Tx,
    legs: readonly Leg[],
  ): Promise<{
    apply(leg: Leg, result: LegResult): void
    /** Writes. Ranks: `accumulators`, then the ledger's. */
    flush(): Promise<void>
  }>
  /** Clearing books the settlement of these legs by itself; nothing of a wallet changes by it. */
  settled(tx: Tx, legs: readonly Leg[]): Promise<void>
}

/** Live pages: `heard` is called when something about the topic has, or may have, happened. Returns how to unsubscribe. */
export type Subscribe = (topic: string, heard: () => void) => () => void
