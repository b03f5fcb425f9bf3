/**
 * The named places at which a crash test ends the server: each is a place in the traffic between server and database, so no
 * code of the server knows of it.
 */

/** `has` narrows it to transactions that ran this statement (at `statement`, `result`: the statement itself). */
export type Place = {
  readonly at: 'begin' | 'statement' | 'result' | 'commit' | 'sent' | 'committed' | 'reply'
  readonly has?: string
}

export const POINTS = {
  /** Commands are gathered; nothing of them is in the database. */
  before_begin: { at: 'begin' },
  /** Everything of a batch of commands is written; COMMIT is not. */
  before_commit: { at: 'commit', has: 'commands.lock_keys' },
  /** COMMIT is on its way; its answer is not awaited. */
  commit_sent: { at: 'sent', has: 'commands.lock_keys' },
  /** COMMIT was answered; nobody has been told. */
  committed: { at: 'committed', has: 'commands.lock_keys' },
  /** The HTTP answer is made and not yet written. */
  before_reply: { at: 'reply' },
  /** The relay has taken notes of events out of the outbox; COMMIT is not sent. */
  relay_untaken: { at: 'commit', has: 'notifications.take_outbox' },
  /** The notes are gone and deliveries are due; none has begun. */
  relay_taken: { at: 'committed', has: 'notifications.take_outbox' },
  /** The receiver has the webhook; we have not written that down. */
  webhook_unrecorded: { at: 'statement', has: 'notifications.record_attempt' },
  /** An instruction is marked as sent; the clearing house has not heard of it. */
  instruction_claimed: { at: 'committed', has: 'clearing.insert_instructions' },
  /** What the clearing house stated is kept; it has not been answered, nor applied. */
  callback_kept: { at: 'result', has: 'clearing.keep_statements' },
  /** The clearing house has answered; its answer is not booked. */
  result_unrecorded: { at: 'commit', has: 'clearing.update_instructions' },
  /** The answer is booked; the house does not know that we know. */
  result_recorded: { at: 'committed', has: 'clearing.update_instructions' },
  /** Within the day's close: the settlement's lines are matched and not kept. */
  close_settlement: { at: 'commit', has: 'clearing.settle_instructions' },
  /** Within the day's close: fees are swept and not kept. */
  close_sweep: { at: 'commit', has: 'ledger.book' },
  /** Within the day's close: payouts are booked and not kept. */
  close_payouts: { at: 'commit', has: 'payments.insert_payouts' },
  /** Within the day's close: the transfer of own funds is decided; the bank has not been asked. */
  close_fund_transfer: { at: 'committed', has: 'payments.insert_fund_transfer' },
  /** Within reading a bill: a batch of lines is kept, with how far it has come. */
  import_batch: { at: 'committed', has: 'reconciliation.insert_lines' },
  /** Within matching a bill: what has a reference is matched; nothing is listed. */
  import_matching: { at: 'statement', has: 'reconciliation.list_rest' },
  /** Within the second signature: the facts are gathered; the documents are being made. */
  recon_close_gathered: { at: 'statement', has: 'reconciliation.vouchers' },
  /** The documents are written and not kept. */
  recon_close_unwritten: { at: 'commit', has: 'reconciliation.insert_document' },
  /** They are kept; nobody has been told. */
  recon_close_written: { at: 'committed', has: 'reconciliation.insert_document' },
} as const satisfies Readonly<Record<string, Place>>

export type PointName = keyof typeof POINTS

/** The steps of the day's close, in their order; each is a place to crash after. */
export const CLOSE_STEPS = [
  'settlement',
  'waiting_refunds',
  'fee_sweep',
  'channel_fees',
  'payouts',
  'fund_transfer',
  'trial_balance',
  'reserve_check',
] as const
export type CloseStep = (typeof CLOSE_STEPS)[number]

/** What the runner tells the server's process. */
export type Order =
  | {
      readonly kind: 'start'
      readonly connectionString: string
      readonly port: number
      readonly house: { readonly url: string; readonly secret: string }
      readonly clockOffsetMs: number
    }
  /** Ends the process, without a word, at the `count`-th time it comes to the point. */
  | { readonly kind: 'arm'; readonly point: PointName; readonly count: number }
  | { readonly kind: 'arm_step'; readonly step: CloseStep }
  /** Sets the clock forward. */
  | { readonly kind: 'advance'; readonly ms: number }
  /** Does at once what the clock does every minute for instructions to the clearing house. */
  | { readonly kind: 'sweep' }
  /** Cuts the day unless that was done, and closes it; answers the close. */
  | { readonly kind: 'close'; readonly date: string }
  | { readonly kind: 'stop' }

export type Reply = { readonly kind: Order['kind']; readonly value?: unknown; readonly error?: string }
