/** The nouns of maker-checker: a command that waits for a second operator, and what becomes of it. */
import type { Id } from '../../kernel/ids.ts'
import type { Refusal } from '../../kernel/outcome.ts'
import type { Clock } from '../../kernel/time.ts'
import type { AuditLeaf, Commands } from '../../platform/commands.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Outbox } from '../../platform/outbox.ts'

export const APPROVAL_STATES = ['requested', 'approved', 'rejected', 'withdrawn', 'expired'] as const
export type ApprovalState = (typeof APPROVAL_STATES)[number]

/** What an operator does about a request that waits. */
export const VERDICTS = ['approve', 'reject', 'withdraw'] as const
export type Verdict = (typeof VERDICTS)[number]

/** An operator, and the key or session that they acted with. */
export type Party = { readonly operatorId: Id<'opr'>; readonly credential: Id<'key'> | Id<'ses'> }

export type LocalText = { readonly en: string; readonly zh: string }

/** What was sent: parsed again, with the schemas of its operation, when it runs. */
export type StoredCommand = { readonly params: Readonly<Record<string, string>>; readonly body: unknown }

export type Approval = {
  readonly id: Id<'apr'>
  readonly action: string
  /** operationId of the route whose command it is. */
  readonly operation: string
  /** What maker and checker must both be permitted. */
  readonly permission: string
  readonly summary: LocalText
  readonly command: StoredCommand
  /** SHA-256 of the request that asked for it, hexadecimal. */
  readonly requestHash: string
  /** As stored: one that waits past `expiresAt` has expired, see rules.ts. */
  readonly state: ApprovalState
  readonly maker: Party
  /** Who approved or rejected it. */
  readonly checker: Party | null
  readonly note: string | null
  /** What the operation answered when it ran. */
  readonly result: unknown
  readonly requestedAt: Date
  readonly expiresAt: Date
  readonly decidedAt: Date | null
}

export type HistoryEntry = {
  readonly approvalId: Id<'apr'>
  readonly state: ApprovalState
  readonly at: Date
  /** The principal: `opr:<uuid>`, or `sys:<name>`. */
  readonly actor: string
  readonly note: string | null
  readonly requestId: string | null
}

export type ApprovalFilter = {
  readonly state: ApprovalState | null
  readonly action: string | null
  readonly maker: Id<'opr'> | null
}

/** The policy record `approvals.required.<action>`, or `approvals.required`. */
export type ApprovalPolicy = { readonly live: boolean; readonly test: boolean; readonly expiresAfterHours: number }

type PolicyRecord = { readonly value: unknown }

export type ApprovalsDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly commands: Commands
  readonly outbox: Outbox
  readonly audit: (tx: Tx, leaves: readonly AuditLeaf[]) => void
  readonly policies: { at(key: string, instant: Date): PolicyRecord | null; require(key: string, instant: Date): PolicyRecord }
  readonly mode: 'test' | 'live'
  /** Whether an operator may still act. */
  readonly isOperatorActive: (reader: Pick<Db, 'query'>, id: Id<'opr'>) => Promise<boolean>
  /** The words of a refusal by the operation that was approved. */
  readonly describe: (refusal: Refusal, language: 'en' | 'zh') => { readonly title: string }
}
