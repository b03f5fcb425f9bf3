/**
 * What clearing needs of a connector to a clearing house: the outbound port, and the reader of inbound callbacks. The port
 * is called outside transactions only. It never throws for what the network does: that is an answer.
 */
import type { Currency } from '../../kernel/currencies.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import type { ClearingRefusalCode } from './errors.ts'
import type { Instruction, InstructionKind } from './types.ts'

export type { ClearingRefusalCode } from './errors.ts'

/**
 * What the house said about an instruction. `retry` says whether giving the same instruction again is safe (it always
 * carries the same id): `safe` it can do no harm, `pointless` the answer is final.
 */
export type HouseAnswer =
  /** Taken, in work: the result comes by callback or query. */
  | { readonly result: 'accepted'; readonly houseReference: string | null; readonly retry: 'safe' }
  | {
      readonly result: 'succeeded'
      readonly houseReference: string | null
      readonly settlementDate: BusinessDate
      readonly amount: bigint
      readonly retry: 'pointless'
    }
  | { readonly result: 'failed'; readonly code: string; readonly retry: 'pointless' }
  /** Certainly never reached the house: refused connection, open circuit, overload refused before reading. */
  | { readonly result: 'not_sent'; readonly reason: string; readonly retry: 'safe' }
  /** May or may not have been executed: timeout, lost connection, 5xx, an answer whose signature is wrong. Only a query tells. */
  | { readonly result: 'unknown'; readonly reason: string; readonly retry: 'safe' }
  /** Queries only: the house has no such instruction. */
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

export type SettlementLine = {
  readonly lineNumber: number
  /** As the house wrote it. */
  readonly instruction: string
  readonly kind: InstructionKind
  readonly amount: bigint
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
  readonly net: bigint
}

export type ClearingHouse = {
  /** Starts 协议支付 binding; the house sends an SMS code. Refuses bank_card_invalid, bank_card_refused, clearing_unavailable. */
  bind(requestId: string, card: CardDetails): Promise<Outcome<PendingBinding, ClearingRefusalCode>>
  /** Refuses bank_card_code_wrong, bank_agreement_not_found, clearing_unavailable. */
  verifyBinding(bindingId: string, code: string): Promise<Outcome<BoundCard, ClearingRefusalCode>>
  /** Ends the agreement; harmless when it has ended. Refuses bank_agreement_not_found, clearing_unavailable. */
  unbind(agreementNumber: string): Promise<Outcome<null, ClearingRefusalCode>>
  debit(instruction: Instruction): Promise<HouseAnswer>
  payout(instruction: Instruction): Promise<HouseAnswer>
  refund(instruction: Instruction): Promise<HouseAnswer>
  query(instruction: Pick<Instruction, 'id' | 'kind'>): Promise<HouseAnswer>
  /** Refuses clearing_settlement_not_ready, clearing_settlement_invalid (digest, totals or form), clearing_unavailable. */
  settlementFile(date: BusinessDate): Promise<Outcome<SettlementFile, ClearingRefusalCode>>
  /** Moves money between the reserve account and the own-funds account; idempotent by id. */
  ownFundsTransfer(transfer: OwnFundsTransfer): Promise<HouseAnswer>
  bankBalances(): Promise<Outcome<BankBalances, ClearingRefusalCode>>
}

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

/** Verifies and reads inbound callbacks. Refuses callback_signature_invalid, callback_invalid. */
export type CallbackReader = { read(request: InboundRequest): Outcome<InboundResult, ClearingRefusalCode> }

export type HouseConnection = { readonly port: ClearingHouse; readonly callbacks: CallbackReader }
