/** What a simulated house remembers. */
import type { CardBehaviour } from './cards.ts'

export type InstructionKind = 'debit' | 'payout' | 'refund'

export type Agreement = {
  readonly id: string
  readonly requestId: string
  readonly institution: string
  readonly bank: string
  readonly bankCode: string
  readonly last4: string
  readonly code: string
  readonly behaviour: CardBehaviour | null
  wrongCodes: number
  status: 'awaiting_code' | 'active' | 'ended'
  agreementNo: string | null
  accountToken: string | null
}

/** 网关支付: the payer decides on the bank's page. */
export type Gateway = {
  /** Names the instruction in the page's address. */
  readonly token: string
  readonly bank: string
  readonly returnUrl: string | null
  /** Milliseconds since the epoch, of the house's clock. */
  readonly expiresAt: number
}

export type HouseInstruction = {
  readonly institution: string
  readonly instructionId: string
  readonly kind: InstructionKind
  readonly amount: bigint
  readonly currency: string
  /** The request's terms, to tell a repetition from another instruction under the same id. */
  readonly terms: string
  readonly originalInstructionId: string | null
  readonly houseReference: string
  readonly notifyUrl: string | null
  readonly purpose: string
  readonly gateway: Gateway | null
  /** Given when due; `payer`: the payer decides. */
  verdict: 'succeeded' | 'silent' | 'payer' | { readonly failed: string }
  /** Milliseconds since the epoch, machine time. */
  readonly dueAt: number
  status: 'processing' | 'succeeded' | 'failed'
  failureCode: string | null
  settlementDate: string | null
  occurredAt: string | null
  /** What the house charges the institution, fen; taken from the settlement. */
  fee: bigint
  /** Not yet in a netting cycle. */
  unsettled: boolean
  /** Left out of files until released (fault line_missing). */
  held: boolean
}

export type ReserveTransfer = {
  readonly transferId: string
  readonly direction: 'reserve_to_own' | 'own_to_reserve'
  readonly amount: bigint
  readonly purpose: string
  readonly occurredAt: string
}

/** Of a house that keeps the accounts itself, because no reserve bank was given to it. */
export type BankAccounts = { reserve: bigint; own: bigint; transfers: Record<string, ReserveTransfer> }

export type SmsMessage = { readonly at: string; readonly phone: string; readonly text: string; readonly code: string }

/** A line of the settlement file. */
export type Line = {
  readonly cycle: number
  readonly reference: string
  readonly instruction: string
  readonly kind: InstructionKind
  readonly gateway: boolean
  readonly amount: bigint
  readonly fee: bigint
  readonly at: string
  readonly purpose: string
}

/** What the house moved on an institution's reserve account: a line of the fund file, an entry of the bank's statement. */
export type Movement = {
  readonly reference: string
  readonly kind: 'netting' | 'network'
  /** Signed: positive comes in. */
  readonly amount: bigint
  readonly date: string
  readonly at: string
  readonly text: string
}

/** An institution's open business day. */
export type Day = { cycle: number; lines: Line[]; movements: Movement[] }

export type HouseFile = { readonly bytes: Buffer; readonly digest: string }

export type HouseState = {
  businessDate: string
  sequence: number
  /** Of each party, the newest last. */
  keys: Record<string, string[]>
  agreements: Record<string, Agreement>
  /** By `institution/instruction_id`. */
  instructions: Record<string, HouseInstruction>
  days: Record<string, Day>
  /** By `institution/date`: what the files were made of. */
  closed: Record<string, { readonly lines: readonly Line[]; readonly movements: readonly Movement[] }>
  banks: Record<string, BankAccounts>
  /** Not yet taken by the reserve bank, in order. */
  postings: (Movement & { readonly institution: string })[]
  /** By `member/settlement_id`: the terms of what wallets settled. */
  network: Record<string, string>
  /** What an institution paid in advance, fen; null: without bound. */
  quotas: Record<string, bigint | null>
  inbox: SmsMessage[]
}

export const emptyState = (businessDate: string): HouseState => ({
  businessDate,
  sequence: 0,
  keys: {},
  agreements: {},
  instructions: {},
  days: {},
  closed: {},
  banks: {},
  postings: [],
  network: {},
  quotas: {},
  inbox: [],
})

export const dayOf = (state: HouseState, institution: string): Day => {
  state.days[institution] ??= { cycle: 1, lines: [], movements: [] }
  return state.days[institution]
}
