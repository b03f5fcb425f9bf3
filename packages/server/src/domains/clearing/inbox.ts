/**
 * The inbox: what rails state of their own accord is kept before it is answered and applied afterwards, so that a rail never waits for
 * our books, and nothing that was answered is lost. A burst is kept in few statements. What this node keeps it applies at once; what a
 * node that died left behind, or what could not be applied, is taken up again when its time has come.
 */
import type { Clock } from '../../kernel/time.ts'
import type { Db } from '../../platform/db.ts'
import type { ReportGatherer } from './gather-reports.ts'
import type { InboundResult } from './ports.ts'
import { INBOX_LEASE_MS, inboxPauseMs, observationOf } from './rules.ts'
import * as store from './store/inbox.ts'

const BATCH_MAX = 500
const QUEUE_MAX = 20_000
const CLAIM_MAX = 200
const ROUNDS_MAX = 200
const PRUNE_MAX = 5_000

export type Inbox = {
  /** Resolves once the statement is kept; it is applied afterwards. Rejects when too many wait. */
  keep(house: string, result: InboundResult): Promise<void>
  /** Applies what is due and waits for what this node has under way; resolves with the number taken up again. */
  applyDue(): Promise<number>
  /** Forgets what was applied and received before the instant; resolves with their number. */
  prune(before: Date): Promise<number>
  /** Waits for what is being kept and applied. */
  drain(): Promise<void>
}

export type InboxDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly reports: ReportGatherer
  readonly onDefect: (where: string, error: unknown) => void
}

type Waiting = { readonly statement: store.Statement; readonly kept: () => void; readonly failed: (error: unknown) => void }

export function createInbox(deps: InboxDeps): Inbox {
  let queue: Waiting[] = []
  let keeping: Promise<void> | null = null
  const applying = new Set<Promise<void>>()
  let applied: Promise<number> | null = null

  const leaseUntil = (now: Date): Date => new Date(now.getTime() + INBOX_LEASE_MS)

  async function apply(statement: store.Statement, inboxId: bigint, tries: number): Promise<void> {
    const { house, instruction, instructionId, observation } = statement
    try {
      await deps.reports.report({ house, instruction, instructionId, observation, inboxId })
    } catch (error) {
      deps.onDefect('clearing.inbox', error)
      // Should this fail too, the lease ends by itself.
      await store
        .postponeStatement(deps.db, inboxId, new Date(deps.clock.now().getTime() + inboxPauseMs(tries)))
        .catch((failure: unknown) => deps.onDefect('clearing.inbox', failure))
    }
  }

  function begin(statement: store.Statement, inboxId: bigint, tries: number): void {
    const running = apply(statement, inboxId, tries).finally(() => applying.delete(running))
    applying.add(running)
  }

  async function keepAll(batch: readonly Waiting[]): Promise<void> {
    const now = deps.clock.now()
    const fresh = await store.keepStatements(
      deps.db,
      batch.map(item => item.statement),
      now,
      leaseUntil(now),
    )
    for (const { statement, kept } of batch) {
      kept()
      const name = store.nameOf(statement)
      const inboxId = fresh.get(name)
      // The second of two equal keys is a repetition, too.
      fresh.delete(name)
      if (inboxId !== undefined) begin(statement, inboxId, 0)
    }
  }

  async function loop(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.slice(0, BATCH_MAX)
      queue = queue.slice(BATCH_MAX)
      await keepAll(batch).catch((error: unknown) => {
        for (const item of batch) item.failed(error)
      })
    }
    keeping = null
  }

  async function takeUp(): Promise<number> {
    let taken = 0
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const now = deps.clock.now()
      const claimed = await store.claimStatements(deps.db, now, leaseUntil(now), CLAIM_MAX)
      await Promise.all(claimed.map(statement => apply(statement, statement.inboxId, statement.tries)))
      taken += claimed.length
      if (claimed.length < CLAIM_MAX) break
    }
    return taken
  }

  async function drain(): Promise<void> {
    while (keeping !== null || applying.size > 0) await Promise.all([keeping, ...applying])
  }

  return {
    keep(house, { eventKey, instruction, instructionId, answer }) {
      if (queue.length >= QUEUE_MAX || applying.size >= QUEUE_MAX)
        return Promise.reject(new Error('too many statements of rails are waiting'))
      const statement = { house, eventKey, instruction, instructionId, observation: observationOf(answer, 0) }
      return new Promise<void>((kept, failed) => {
        queue.push({ statement, kept, failed })
        keeping ??= Promise.resolve().then(loop)
      })
    },
    async applyDue() {
      applied ??= takeUp().finally(() => {
        applied = null
      })
      const [taken] = await Promise.all([applied, drain()])
      return taken
    },
    async prune(before) {
      let pruned = 0
      for (let round = 0; round < ROUNDS_MAX; round++) {
        const gone = await store.pruneStatements(deps.db, before, PRUNE_MAX)
        pruned += gone
        if (gone < PRUNE_MAX) break
      }
      return pruned
    },
    async drain() {
      await applied
      await drain()
    },
  }
}
