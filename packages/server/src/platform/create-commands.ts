/**
 * Commands made durable: in one transaction a batch claims its idempotency keys, runs the use case, writes the audit leaves
 * and stores the answers. A retry after any failure, a lost COMMIT included, reads the keys first and so never acts twice.
 */
import { hash } from 'node:crypto'
import { type Outcome, refuse } from '../kernel/outcome.ts'
import { principalKey } from '../kernel/principal.ts'
import type { Clock } from '../kernel/time.ts'
import { type Batcher, createBatcher } from './batcher.ts'
import type {
  AuditLeaf,
  AuditSink,
  Command,
  CommandContext,
  CommandDefinition,
  CommandReply,
  Commands,
  Presented,
  ProblemRenderer,
} from './commands.ts'
import { type Db, pgArray, sql, type Tx, unnested } from './db.ts'

const LOCK_KEYS = sql(
  'commands.lock_keys',
  'SELECT ord, pg_try_advisory_xact_lock(key) AS claimed FROM unnest($1::bigint[]) WITH ORDINALITY AS t (key, ord)',
)
const READ_KEYS = sql(
  'commands.read_keys',
  `SELECT id, encode(request_hash, 'hex') AS request_hash, status, body FROM platform.idempotency_keys WHERE id = ANY ($1::uuid[])`,
)
const INSERT_KEYS = sql(
  'commands.insert_keys',
  `INSERT INTO platform.idempotency_keys (id, request_hash, status, body, created_at)
   SELECT id, request_hash, status, body, $5::timestamptz
   FROM ${unnested('id uuid, request_hash bytea, status smallint, body text')}`,
)
const PRUNE_KEYS = sql(
  'commands.prune_keys',
  `DELETE FROM platform.idempotency_keys WHERE id = ANY (ARRAY(SELECT id FROM platform.idempotency_keys WHERE created_at < $1 LIMIT 10000)) RETURNING id`,
)

export type CommandsDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly audit: AuditSink
  readonly problems: ProblemRenderer
  readonly batchMax: number
  readonly queueMax: number
  readonly onDefect: (name: string, requestId: string, error: unknown) => void
  readonly onBatch?: (name: string, size: number, durationMs: number) => void
}

export type CommandsRunner = Commands & {
  /** Waits for every command accepted so far. */
  drain(): Promise<void>
  readonly depth: number
  /** Forgets keys older than the instant, at most 10,000 a call; answers how many. */
  pruneKeys(before: Date): Promise<number>
}

/** From so many commands on, what a transaction costs beside its rows no longer counts. */
const BESIDE_FROM = 48

type Entry<C> = Command<C> & { readonly keyId: string; readonly lockKey: bigint }

/** A command without a key is keyed by its request id: after a lost COMMIT it is found again like any other. */
function entryOf<C>(input: C, context: CommandContext): Entry<C> {
  const digest = hash(
    'sha256',
    `${principalKey(context.principal)}\n${context.endpoint}\n${context.idempotencyKey ?? `\u0001${context.requestId}`}`,
    'hex',
  )
  const hex = digest.slice(0, 32)
  return {
    input,
    context,
    keyId: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`,
    lockKey: BigInt.asIntN(64, BigInt(`0x${digest.slice(0, 16)}`)),
  }
}

type KeyRow = { id: string; request_hash: string; status: number; body: string }

const replyOf = (status: number, body: string, replayed: boolean): CommandReply => ({
  kind: 'command',
  status,
  body,
  contentType: status >= 400 ? 'application/problem+json' : 'application/json',
  replayed,
})

export function createCommands(deps: CommandsDeps): CommandsRunner {
  const batchers: Batcher<never, CommandReply>[] = []

  const problem = (outcome: Outcome<never> & { ok: false }, context: CommandContext): CommandReply => {
    const { status, body } = deps.problems(outcome.error, context)
    return replyOf(status, body, false)
  }

  /** Claims the keys, in key order; the two statements run one after the other, so the reading sees what the locks guard. */
  async function claim(tx: Tx, entries: readonly Entry<unknown>[]): Promise<{ claimed: Set<string>; finished: Map<string, KeyRow> }> {
    const sorted = [...entries].sort((a, b) => (a.lockKey < b.lockKey ? -1 : a.lockKey > b.lockKey ? 1 : 0))
    tx.lock('keys')
    const [locks, rows] = await Promise.all([
      tx.query<{ ord: bigint; claimed: boolean }>(LOCK_KEYS, [pgArray(sorted.map(entry => entry.lockKey))]),
      tx.query<KeyRow>(READ_KEYS, [pgArray(sorted.map(entry => entry.keyId))]),
    ])
    const claimed = new Set<string>()
    for (const lock of locks) {
      const entry = sorted[Number(lock.ord) - 1]
      if (lock.claimed && entry !== undefined) claimed.add(entry.keyId)
    }
    return { claimed, finished: new Map(rows.map(row => [row.id, row])) }
  }

  async function runBatch<C, T>(definition: CommandDefinition<C, T>, batch: readonly Entry<C>[]): Promise<CommandReply[]> {
    return deps.db.transaction(async tx => {
      const first = new Map<string, Entry<C>>()
      for (const entry of batch) if (!first.has(entry.keyId)) first.set(entry.keyId, entry)
      const { claimed, finished } = await claim(tx, [...first.values()])
      const fresh = [...first.values()].filter(entry => claimed.has(entry.keyId) && !finished.has(entry.keyId))
      const replies = new Map<string, CommandReply>()
      if (fresh.length > 0) {
        const outcomes = await definition.decide(tx, fresh)
        if (outcomes.length !== fresh.length) throw new Error(`${definition.name} decided ${outcomes.length} of ${fresh.length} commands`)
        const leaves: AuditLeaf[] = []
        fresh.forEach((entry, index) => {
          const outcome = outcomes[index] as Outcome<T>
          replies.set(entry.keyId, replyTo(definition, outcome, entry.context))
          leaves.push(leafOf(definition, outcome, entry.context))
        })
        deps.audit(tx, leaves)
        const answers = fresh.map(entry => replies.get(entry.keyId) as CommandReply)
        tx.send(INSERT_KEYS, [
          pgArray(fresh, entry => entry.keyId),
          pgArray(fresh, entry => entry.context.requestHash),
          pgArray(answers, reply => reply.status),
          pgArray(answers, reply => reply.body),
          deps.clock.now(),
        ])
      }
      return batch.map(entry => answer(entry, first, claimed, finished, replies))
    })
  }

  /** Runs one command as part of a transaction that guards it already, so that no key is claimed and no answer stored for it. */
  async function runWithin<C, T>(definition: CommandDefinition<C, T>, tx: Tx, command: Command<C>): Promise<CommandReply> {
    const [outcome] = await definition.decide(tx, [command])
    if (outcome === undefined) throw new Error(`${definition.name} decided nothing`)
    deps.audit(tx, [leafOf(definition, outcome, command.context)])
    return replyTo(definition, outcome, command.context)
  }

  const replyTo = <C, T>(definition: CommandDefinition<C, T>, outcome: Outcome<T>, context: CommandContext): CommandReply =>
    outcome.ok ? success(definition.present(outcome.value, context)) : problem(outcome, context)

  const leafOf = <C, T>(definition: CommandDefinition<C, T>, outcome: Outcome<T>, context: CommandContext): AuditLeaf => ({
    actor: principalKey(context.principal),
    action: context.endpoint,
    subject: outcome.ok ? definition.subject(outcome.value) : null,
    result: outcome.ok ? 'ok' : outcome.error.code,
    requestId: context.requestId,
    requestHash: context.requestHash,
  })

  const success = (answered: Presented): CommandReply =>
    replyOf(answered.status, 'json' in answered ? answered.json : JSON.stringify(answered.body), false)

  function answer<C>(
    entry: Entry<C>,
    first: ReadonlyMap<string, Entry<C>>,
    claimed: ReadonlySet<string>,
    finished: ReadonlyMap<string, KeyRow>,
    replies: ReadonlyMap<string, CommandReply>,
  ): CommandReply {
    const stored = finished.get(entry.keyId)
    const leader = first.get(entry.keyId) as Entry<C>
    const hash = stored?.request_hash ?? leader.context.requestHash
    if (hash !== entry.context.requestHash) return problem(refuse('idempotency_mismatch', 'Idempotency-Key'), entry.context)
    if (stored !== undefined) return replyOf(stored.status, stored.body, true)
    if (!claimed.has(entry.keyId)) return problem(refuse('idempotency_in_flight', 'Idempotency-Key'), entry.context)
    const reply = replies.get(entry.keyId) as CommandReply
    return leader === entry ? reply : { ...reply, replayed: true }
  }

  return {
    define<C, T>(definition: CommandDefinition<C, T>) {
      const batcher = createBatcher<Entry<C>, CommandReply>({
        name: definition.name,
        batchMax: Math.min(deps.batchMax, definition.batchMax ?? deps.batchMax),
        queueMax: deps.queueMax,
        run: batch => runBatch(definition, batch),
        callerOf: entry => principalKey(entry.context.principal),
        beside: { from: BESIDE_FROM, keyOf: entry => entry.keyId },
        onDefect: (entry, error) => deps.onDefect(definition.name, entry.context.requestId, error),
        ...(deps.onBatch === undefined ? {} : { onBatch: (size: number, ms: number) => deps.onBatch?.(definition.name, size, ms) }),
      })
      batchers.push(batcher)
      return {
        execute: (input: C, context: CommandContext) =>
          context.within === undefined
            ? batcher.submit(entryOf<C>(input, context))
            : runWithin(definition, context.within, { input, context }),
      }
    },
    async drain() {
      await Promise.all(batchers.map(batcher => batcher.drain()))
    },
    get depth() {
      return batchers.reduce((sum, batcher) => sum + batcher.depth, 0)
    },
    async pruneKeys(before) {
      return (await deps.db.query(PRUNE_KEYS, [before])).length
    },
  }
}
