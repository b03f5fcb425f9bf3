/** What distinguishes one house from another on the wire, as the connector uses it. */
import type { Outcome } from '../../../kernel/outcome.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import type { BankBalances, CardDetails, ClearingRefusalCode, HouseAnswer, OwnFundsTransfer } from '../../clearing/ports.ts'
import type { Instruction, InstructionKind } from '../../clearing/types.ts'
import type { Method, Spoken } from '../kit/types.ts'
import type { HouseCode } from './capabilities.ts'
import type { Scheme } from './scheme.ts'

export type Request = { readonly method: Method; readonly path: string; readonly body?: unknown }

/** What an instruction needs beyond itself. */
export type InstructTerms = {
  readonly institution: string
  readonly notifyUrl: string | null
  /** Payouts: the account to pay. */
  readonly account: string | null
  /** Gateway payments: how long the payer may take. */
  readonly expiresInSeconds: number
}

export type Agreement = {
  readonly id: string
  readonly agreementNumber: string | null
  readonly accountToken: string | null
  readonly bank: string
  readonly bankCode: string
  readonly last4: string
}

/** A statement of the house about one instruction. */
export type Event = { readonly eventKey: string; readonly instruction: string; readonly answer: HouseAnswer }

export type Wire = {
  readonly code: HouseCode
  readonly scheme: Scheme
  instruct(instruction: Instruction, terms: InstructTerms): Request
  query(institution: string, kind: InstructionKind, isGateway: boolean, id: string): Request
  close(institution: string, id: string): Request
  bind(institution: string, requestId: string, card: CardDetails): Request
  verify(institution: string, bindingId: string, code: string): Request
  unbind(institution: string, agreementNumber: string): Request
  quota(institution: string): Request
  settlementPath(date: BusinessDate): string
  fundPath(date: BusinessDate): string
  /** Null: this house keeps no accounts. */
  readonly reserve: {
    transfer(transfer: OwnFundsTransfer): Request
    readTransfer(spoken: Spoken, id: string): HouseAnswer
    readonly balances: Request
    readBalances(spoken: Spoken): BankBalances | null
  } | null
  /** What the house says about the instruction `id`; of a gateway payment until when the payer may act. */
  readInstruction(spoken: Spoken, id: string, actionUntil: Date | null): HouseAnswer
  readAgreement(spoken: Spoken): Outcome<Agreement, ClearingRefusalCode>
  /** What is left, minor units; `null`: the house sets no bound, or said something else. */
  readQuota(spoken: Spoken): { readonly available: bigint | null } | null
  readEvent(body: Buffer): Event | null
  /** Why a file did not come. */
  fileRefusal(spoken: Spoken): 'not_ready' | string
}

/** JSON of a shape, or null. */
export function readJson<T>(schema: { safeParse(value: unknown): { success: boolean; data?: T } }, body: Buffer): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(body.toString('utf8')))
    return parsed.success ? (parsed.data ?? null) : null
  } catch {
    return null
  }
}

export const unknown = (reason: string): HouseAnswer => ({ result: 'unknown', reason, retry: 'safe' })

export const unrecognised = (status: string): HouseAnswer => ({
  result: 'unknown',
  reason: 'a status that we do not know',
  unrecognised: status.slice(0, 64),
  retry: 'safe',
})

export const BIND_REFUSALS: Readonly<Record<string, ClearingRefusalCode>> = {
  card_invalid: 'bank_card_invalid',
  details_mismatch: 'bank_card_refused',
  code_wrong: 'bank_card_code_wrong',
  code_expired: 'bank_card_code_wrong',
  agreement_not_found: 'bank_agreement_not_found',
}
