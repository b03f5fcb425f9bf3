/** What the simulated house remembers. */
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
  /** Decided at acceptance, given when due. */
  readonly verdict: 'succeeded' | 'silent' | { readonly failed: string }
  /** Milliseconds since the epoch, machine time. */
  readonly dueAt: number
  status: 'processing' | 'succeeded' | 'failed'
  failureCode: string | null
  settlementDate: string | null
  occurredAt: string | null
  /** Not yet in a settlement file. */
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

export type BankAccounts = { reserve: bigint; own: bigint; transfers: Record<string, ReserveTransfer> }

export type SmsMessage = { readonly at: string; readonly phone: string; readonly text: string; readonly code: string }

export type HouseState = {
  businessDate: string
  sequence: number
  agreements: Record<string, Agreement>
  /** By `institution/instruction_id`. */
  instructions: Record<string, HouseInstruction>
  /** By `institution/date`. */
  files: Record<string, { readonly text: string; readonly digest: string }>
  banks: Record<string, BankAccounts>
  inbox: SmsMessage[]
}

export const emptyState = (businessDate: string): HouseState => ({
  businessDate,
  sequence: 0,
  agreements: {},
  instructions: {},
  files: {},
  banks: {},
  inbox: [],
})
