/**
 * How a command of the API becomes one entry of a batch: idempotency key, use case, audit leaf and stored answer in one
 * transaction. There is one way in for every write; a batch of one is the same path.
 */
import type { Outcome, Refusal } from '../kernel/outcome.ts'
import type { Principal } from '../kernel/principal.ts'
import type { Tx } from './db.ts'

/** What the edge knows of a writing request. */
export type CommandContext = {
  readonly principal: Principal
  readonly requestId: string
  /** operationId of the route; with the principal it scopes the idempotency key. */
  readonly endpoint: string
  readonly idempotencyKey: string | null
  /** SHA-256 of method, path and raw body, hexadecimal: a replay with another body is refused. */
  readonly requestHash: string
  readonly baseUrl: string
  readonly language: 'en' | 'zh'
  /** The transaction that this command is part of: an approval's, which runs what it approves. Absent for what a caller asks directly. */
  readonly within?: Tx
}

/** The answer as it was or will be stored: the HTTP layer writes it as it is. */
export type CommandReply = {
  readonly kind: 'command'
  readonly status: number
  /** JSON text. */
  readonly body: string
  readonly contentType: 'application/json' | 'application/problem+json'
  readonly replayed: boolean
}

/** One command of a batch: what is asked, and by whom. */
export type Command<C> = { readonly input: C; readonly context: CommandContext }

/**
 * A batched use case: outcomes in the order of the commands, the same as if they had run one after the other. It never
 * calls the network. An outcome that is refused must have changed nothing.
 */
export type UseCase<C, T> = (tx: Tx, commands: readonly Command<C>[]) => Promise<Outcome<T>[]>

/** The successful answer: a body to be written as JSON, or JSON text that was written already. */
export type Presented = { readonly status: number; readonly body: unknown } | { readonly status: number; readonly json: string }

export type CommandDefinition<C, T> = {
  /** Name in metrics and the queue: `payments.create`. */
  readonly name: string
  readonly decide: UseCase<C, T>
  /** The successful answer. */
  readonly present: (value: T, context: CommandContext) => Presented
  /** What the audit leaf is about, e.g. `pay_01…`; refusals are audited with their code and the subject `null`. */
  readonly subject: (value: T) => string
  /** Greatest number of commands in a transaction, where fewer than is usual must share one. */
  readonly batchMax?: number
}

export type CommandHandler<C> = {
  /** Within the transaction that the context names, or in a batch of its own kind. */
  execute(input: C, context: CommandContext): Promise<CommandReply>
}

/** Built once in compose.ts and handed to the domains that take commands. */
export type Commands = {
  define<C, T>(definition: CommandDefinition<C, T>): CommandHandler<C>
}

/** What an audit leaf says: who did what to which thing, when, and how it ended. */
export type AuditLeaf = {
  readonly actor: string
  readonly action: string
  readonly subject: string | null
  /** `ok` or the code of the refusal. */
  readonly result: string
  readonly requestId: string
  readonly requestHash: string | null
}

export type AuditSink = (tx: Tx, leaves: readonly AuditLeaf[]) => void

/** Renders a refusal as RFC 9457 problem details from the catalogues. */
export type ProblemRenderer = (
  refusal: Refusal,
  about: Pick<CommandContext, 'requestId' | 'baseUrl' | 'language'>,
) => { readonly status: number; readonly body: string }
