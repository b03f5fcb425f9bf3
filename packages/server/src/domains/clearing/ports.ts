/**
 * What clearing needs of a connector: the outbound port of a rail (a clearing house, a wallet channel, another bank), and the
 * reader of its callbacks. The port is called outside transactions only. It never throws for what the network does: that is an answer.
 */
import type { Currency } from '../../kernel/currencies.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import type { ClearingRefusalCode } from './errors.ts'
import type { Instruction, InstructionKind, PayerAction, WaitReason } from './types.ts'

export type { ClearingRefusalCode } from './errors.ts'
export type { ChannelOrder, PayerAction, WaitReason } from './types.ts'

/**
 * What the rail said about an instruction. `retry` says whether giving the same instruction again is safe (it always
 * carries the same id): `safe` it can do no harm, `pointless` the answer is final.
 */
export type HouseAnswer =
  /** Taken, in work: the result comes by callback or query. `action`: what the payer must do next, where the answer says it. */
  | { readonly result: 'accepted'; readonly houseReference: string | null; readonly action?: PayerAction; readonly retry: 'safe' }
  | {
      readonly result: 'succeeded'
      readonly houseReference: string | null
      readonly settlementDate: BusinessDate
      readonly amount: bigint
      /** Who paid, as the channel names them to us (openid, buyer id). */
      readonly payer?: string
      /** What the channel charged us, minor units; negative when it gave some back. */
      readonly fee?: bigint
      readonly retry: 'pointless'
    }
  /** `code`: one of FAILURE_CODES (types.ts) where it fits, else the channel's own in lower snake case. */
  | { readonly result: 'failed'; readonly code: string; readonly retry: 'pointless' }
  /**
   * Certainly not taken: refused connection, open circuit, overload refused before reading. `waits`: the rail takes it later and
   * says so; that counts as no failure, and the instruction stays `created` with this reason.
   */
  | { readonly result: 'not_sent'; readonly reason: string; readonly waits?: WaitReason; readonly retry: 'safe' }
  /**
   * May or may not have been executed: timeout, lost connection, 5xx, an answer whose signature is wrong. Only a query tells.
   * `unrecognised`: a status that we do not know, as the rail wrote it; kept and listed (`unknown_status`), never guessed.
   */
  | { readonly result: 'unknown'; readonly reason: string; readonly unrecognised?: string; readonly retry: 'safe' }
  /** Queries and closings only: the rail has no such instruction. */
  | { readonly result: 'not_found'; readonly retry: 'safe' }

/** Sensitive (C2): never stored or logged by clearing. */
export type CardDetails = { readonly name: string; readonly idNumber: string; readonly cardNumber: string; readonly phone: string }

export type PendingBinding = {
  /** The house's id of the binding that waits for the SMS code. */
  readonly bindingId: string
  readonly bank: string
  readonly bankCode: string
  readonly last4: string
}

export type BoundCard = {
  /** 协议号: what debits name; it is the mandate. */
  readonly agreementNumber: string
  /** The house's token of the bank account: what payouts to this card name as payee account. */
  readonly accountToken: string
  readonly bank: string
  readonly bankCode: string
  readonly last4: string
}

export type OwnFundsTransfer = {
  /** Idempotency: the same id moves money once. Public text, e.g. `trf_01…`. */
  readonly id: string
  readonly direction: 'reserve_to_own' | 'own_to_reserve'
  readonly amount: bigint
  readonly currency: Currency
  /** Words for the reserve bank, e.g. `fee sweep 2026-03-01`. */
  readonly purpose: string
}

/** Balances at the (simulated) reserve bank, minor units. */
export type BankBalances = { readonly reserve: bigint; readonly own: bigint; readonly currency: Currency }

/** Where money of the reserve bank's two accounts goes: to the other one, or to an account that was filed with the bank beforehand. */
export type ReserveTransfer = {
  /** Idempotency: the same id moves money once. Public text, e.g. `trf_01…`. */
  readonly id: string
  readonly from: 'reserve' | 'own'
  /** `account`: the number of a filed destination (备案账户). */
  readonly to: 'reserve' | 'own' | { readonly account: string }
  readonly amount: bigint
  readonly currency: Currency
  readonly purpose: string
}

/** A destination that the reserve bank pays: nothing leaves its accounts for any other (国令768 Art. 27). */
export type ReserveDestination = { readonly account: string; readonly name: string; readonly kind: string }

/** The bank that holds the reserve account (备付金集中存管账户) and the own-funds account. Statements come as bills (reconciliation). */
export type ReserveBank = {
  /** Whether it is set up; until then a clearing house keeps the accounts (sandbox). */
  connected(): boolean
  /** Refuses clearing_unavailable. */
  balances(): Promise<Outcome<BankBalances, ClearingRefusalCode>>
  /** `failed`: `reserve_insufficient`, `own_insufficient`, `destination_not_whitelisted`. */
  transfer(transfer: ReserveTransfer): Promise<HouseAnswer>
  /** Refuses clearing_unavailable. */
  destinations(): Promise<Outcome<readonly ReserveDestination[], ClearingRefusalCode>>
}

export type SettlementLine = {
  readonly lineNumber: number
  /** As the house wrote it. */
  readonly instruction: string
  readonly kind: InstructionKind
  readonly amount: bigint
  /** What the rail withheld for this line, signed, minor units: positive is charged to us, negative given back. */
  readonly fee?: bigint
  readonly at: Date
}

export type SettlementFile = {
  readonly date: BusinessDate
  readonly currency: Currency
  /** SHA-256 over the bytes, checked against the house's header by the connector. */
  readonly digest: string
  readonly text: string
  readonly lines: readonly SettlementLine[]
  readonly debitTotal: bigint
  readonly payoutTotal: bigint
  readonly refundTotal: bigint
  /** The sum of the lines' fees; none unless said. */
  readonly feeTotal?: bigint
  /** Debits less payouts less refunds less fees: what came to the reserve account (or left it). */
  readonly net: bigint
}

/** What is left of the money that we paid in beforehand for payouts. */
export type Quota = { readonly available: bigint; readonly currency: Currency; readonly asOf: Date }

export type QueriedInstruction = Pick<
  Instruction,
  'id' | 'kind' | 'amount' | 'currency' | 'channelOrder' | 'originalInstruction' | 'houseReference'
>

/** One way by which money moves outside. Every call carries the instruction's own id, so that the rail executes it once. */
export type Rail = {
  debit(instruction: Instruction): Promise<HouseAnswer>
  refund(instruction: Instruction): Promise<HouseAnswer>
  /** Absent: the rail pays nobody out. */
  payout?(instruction: Instruction): Promise<HouseAnswer>
  query(instruction: QueriedInstruction): Promise<HouseAnswer>
  /**
   * Ends an order that is not paid (orders for a payer who acts: those with a `channelOrder`): `failed` code `closed` (or
   * `payer_timeout`, `payer_refused` where the rail says so), `succeeded` when it turns out paid, `accepted` when it cannot be closed
   * yet, `not_found` when the rail has never seen it, `unknown`. For `flow: 'code'` it is the reversal (撤销).
   */
  close?(instruction: Instruction): Promise<HouseAnswer>
  /**
   * Everything that the rail settles for the date; a day without any is a file without lines. Channels derive it from their trade bill.
   * Refuses clearing_settlement_not_ready, clearing_settlement_invalid (digest, totals or form), clearing_unavailable.
   */
  settlementFile(date: BusinessDate): Promise<Outcome<SettlementFile, ClearingRefusalCode>>
  /** The prefunded quota; `null` when there is none. Refuses clearing_unavailable. */
  quota?(): Promise<Outcome<Quota, ClearingRefusalCode> | null>
}

/** A rail of a clearing house: it binds cards (协议支付), and its network reaches the reserve bank. */
export type ClearingHouse = Rail & {
  payout(instruction: Instruction): Promise<HouseAnswer>
  /** Starts 协议支付 binding; the house sends an SMS code. Refuses bank_card_invalid, bank_card_refused, clearing_unavailable. */
  bind(requestId: string, card: CardDetails): Promise<Outcome<PendingBinding, ClearingRefusalCode>>
  /** Refuses bank_card_code_wrong, bank_agreement_not_found, clearing_unavailable. */
  verifyBinding(bindingId: string, code: string): Promise<Outcome<BoundCard, ClearingRefusalCode>>
  /** Ends the agreement; harmless when it has ended. Refuses bank_agreement_not_found, clearing_unavailable. */
  unbind(agreementNumber: string): Promise<Outcome<null, ClearingRefusalCode>>
  /** Moves money between the reserve account and the own-funds account; idempotent by id. */
  ownFundsTransfer(transfer: OwnFundsTransfer): Promise<HouseAnswer>
  bankBalances(): Promise<Outcome<BankBalances, ClearingRefusalCode>>
}

/** Whether a rail binds cards and reaches the reserve bank. */
export const isClearingHouse = (port: Rail | ClearingHouse): port is ClearingHouse => 'bind' in port

export type InboundRequest = {
  readonly method: string
  /** Path with query as it was requested. */
  readonly path: string
  readonly rawBody: Buffer
  readonly header: (name: string) => string | undefined
}

/** One verified statement of the house about one instruction. */
export type InboundResult = {
  /** Unique per statement: a repeated delivery carries the same key. */
  readonly eventKey: string
  /** `null`: the house names an instruction that is not in our form. */
  readonly instructionId: Id<'ins'> | null
  readonly instruction: string
  readonly answer: HouseAnswer
}

/** An answer to a callback in the rail's own words. */
export type CallbackAnswer = { readonly status: number; readonly contentType: string | null; readonly body: string }

export type CallbackReader = {
  /** Verifies and reads. Refuses callback_signature_invalid, callback_invalid. */
  read(request: InboundRequest): Outcome<InboundResult, ClearingRefusalCode>
  readonly answers: {
    /** Given once the statement is stored. */
    readonly accepted: CallbackAnswer
    /** `null`: the refusal is answered as every refusal of the API is (application/problem+json). */
    refused(code: ClearingRefusalCode): CallbackAnswer | null
  }
}

export type HouseConnection = {
  readonly port: Rail | ClearingHouse
  readonly callbacks: CallbackReader
  /**
   * Whether the rail is set up; always, unless said. A day closes without the settlement file of a rail that is not set up, as long as
   * none of its successes waits for one.
   */
  readonly connected?: () => boolean
}
