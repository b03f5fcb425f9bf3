/**
 * Sends instructions to their houses after the commit that made them, and asks for results that do not come. An instruction
 * is marked `sent` before the network hears of it, so a crash in between leaves one that is queried, never one that is lost;
 * every attempt carries the same id, so the house executes it once.
 */
import { formatId } from '../../kernel/ids.ts'
import type { Clock } from '../../kernel/time.ts'
import type { Db } from '../../platform/db.ts'
import type { ReportGatherer } from './gather-reports.ts'
import type { ClearingHouse, HouseAnswer } from './ports.ts'
import { LATE_ARRIVAL_MS, LEASE_MS, type Observation, observationOf, QUERY_ATTEMPTS_MAX, queryPauseMs } from './rules.ts'
import * as discrepancies from './store/discrepancies.ts'
import * as store from './store/instructions.ts'
import type { Instruction } from './types.ts'

/** Calls of the network under way at once, and so the most rows that one claim takes. */
const CONCURRENCY = 48
const ROUNDS_MAX = 200

export type DispatchDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly portOf: (house: string) => ClearingHouse
  readonly reports: ReportGatherer
  readonly onDefect: (where: string, error: unknown) => void
}

export type Dispatcher = {
  /** Sends what is due now and waits for the answers; resolves with the number of instructions taken. */
  dispatchDue(): Promise<number>
  /** Queries what has been without a result for too long; resolves with the number of instructions asked about. */
  queryDue(): Promise<number>
  /** Starts sending in the background: what a commit calls. */
  wake(): void
  /** Takes nothing new and waits for the calls under way. */
  stop(): Promise<void>
}

export function createDispatcher(deps: DispatchDeps): Dispatcher {
  const inFlight = new Set<Promise<void>>()
  let stopped = false
  let pumping: Promise<number> | null = null
  let again = false

  const report = async (instruction: Instruction, observation: Observation): Promise<void> => {
    await deps.reports.report({
      house: instruction.house,
      instruction: formatId('ins', instruction.id),
      instructionId: instruction.id,
      observation,
    })
  }

  /** A port answers and never throws; if it does, the outcome is unknown and the defect is told. */
  async function call(instruction: Instruction): Promise<HouseAnswer> {
    try {
      return await deps.portOf(instruction.house)[instruction.kind](instruction)
    } catch (error) {
      deps.onDefect('clearing.send', error)
      return { result: 'unknown', reason: 'the connector failed', retry: 'safe' }
    }
  }

  function begin(work: () => Promise<void>, where: string): void {
    const running = work()
      .catch((error: unknown) => deps.onDefect(where, error))
      .then(() => {
        inFlight.delete(running)
      })
    inFlight.add(running)
  }

  async function send(instruction: Instruction): Promise<void> {
    await report(instruction, observationOf(await call(instruction), instruction.attempts))
  }

  async function abandonOverdue(now: Date): Promise<void> {
    const overdue = await store.overdueUnsent(deps.db, now, 200)
    await Promise.all(overdue.map(instruction => report(instruction, { kind: 'abandoned', attempt: instruction.attempts })))
  }

  async function pumpOnce(): Promise<number> {
    let taken = 0
    for (let round = 0; round < ROUNDS_MAX && !stopped; round++) {
      if (inFlight.size >= CONCURRENCY) await Promise.race(inFlight)
      const now = deps.clock.now()
      const claimed = await store.claimUnsent(deps.db, now, new Date(now.getTime() + LEASE_MS), CONCURRENCY - inFlight.size)
      if (claimed.length === 0) break
      taken += claimed.length
      for (const instruction of claimed) begin(() => send(instruction), 'clearing.send')
    }
    return taken
  }

  /** One pump at a time; a call meanwhile makes it go round once more. */
  function pump(): Promise<number> {
    if (pumping !== null) {
      again = true
      return pumping
    }
    pumping = (async () => {
      let taken = 0
      try {
        do {
          again = false
          taken += await pumpOnce()
        } while (again && !stopped)
      } finally {
        pumping = null
      }
      return taken
    })()
    return pumping
  }

  /** The house has no such instruction: give it again, or end it when it is too late and nothing can arrive any more. */
  async function resend(instruction: Instruction, now: Date): Promise<void> {
    const late = instruction.deadline !== null && instruction.deadline <= now
    if (late) {
      const quietSince = now.getTime() - (instruction.sentAt ?? instruction.createdAt).getTime()
      if (quietSince > LATE_ARRIVAL_MS) await report(instruction, { kind: 'abandoned', attempt: instruction.attempts })
      return
    }
    if (!(await store.countAttempt(deps.db, instruction, now))) return
    const answer = await call({ ...instruction, attempts: instruction.attempts + 1 })
    // An earlier attempt may still have reached the house: certainty is gone for good.
    if (answer.result !== 'not_sent') await report(instruction, observationOf(answer, instruction.attempts + 1))
  }

  async function ask(instruction: Instruction): Promise<void> {
    const answer = await deps.portOf(instruction.house).query(instruction)
    if (answer.result === 'not_found') return resend(instruction, deps.clock.now())
    if (answer.result === 'succeeded' || answer.result === 'failed' || answer.result === 'accepted')
      await report(instruction, observationOf(answer, instruction.attempts))
  }

  async function giveUp(now: Date): Promise<void> {
    await deps.db.transaction(async tx => {
      const silent = await store.giveUpQueries(tx, now, QUERY_ATTEMPTS_MAX, 200)
      discrepancies.insertDiscrepancies(
        tx,
        silent.map(instruction => ({
          fingerprint: `no_result/${instruction.id}/${instruction.queryAttempts}/${instruction.attempts}`,
          house: instruction.house,
          kind: 'no_result' as const,
          instructionId: instruction.id,
          settlementId: null,
          amount: instruction.amount,
          currency: instruction.currency,
          detail: `no result after ${instruction.queryAttempts} queries; a callback or the settlement file may still tell`,
        })),
        now,
      )
    })
  }

  return {
    async dispatchDue() {
      await abandonOverdue(deps.clock.now())
      const taken = await pump()
      await Promise.all(inFlight)
      return taken
    },
    async queryDue() {
      const now = deps.clock.now()
      await giveUp(now)
      const due = await store.claimUnanswered(deps.db, now, CONCURRENCY, queryPauseMs(0), queryPauseMs(20), QUERY_ATTEMPTS_MAX)
      await Promise.all(due.map(instruction => ask(instruction).catch((error: unknown) => deps.onDefect('clearing.query', error))))
      return due.length
    },
    wake() {
      if (!stopped) pump().catch((error: unknown) => deps.onDefect('clearing.dispatch', error))
    },
    async stop() {
      stopped = true
      await pumping?.catch(() => 0)
      await Promise.all(inFlight)
      await deps.reports.drain()
    },
  }
}
