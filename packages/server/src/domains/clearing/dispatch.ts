/**
 * Sends instructions to their rails after the commit that made them, asks for results that do not come, and closes orders that nobody
 * pays. An instruction is marked `sent` before the network hears of it, so a crash in between leaves one that is queried, never one
 * that is lost; every attempt carries the same id, so the rail executes it once. Each rail has calls of its own under way: one that
 * hangs keeps no other waiting.
 */
import { formatId } from '../../kernel/ids.ts'
import type { Clock } from '../../kernel/time.ts'
import type { Db } from '../../platform/db.ts'
import { fewAtOnce } from '../../platform/few-at-once.ts'
import type { ReportGatherer } from './gather-reports.ts'
import type { HouseAnswer, Rail } from './ports.ts'
import {
  type AbandonCode,
  closedAs,
  decide,
  isOpenOrder,
  isOverToSend,
  isToClose,
  isTooLateToSend,
  LATE_ARRIVAL_MS,
  LEASE_MS,
  NOT_SENT_IN_TIME,
  type Observation,
  OPEN_ORDER_PAUSE_MAX_MS,
  observationOf,
  PAYER_TIMEOUT,
  QUERY_ATTEMPTS_MAX,
  queryPauseMs,
  sendPauseMs,
} from './rules.ts'
import * as discrepancies from './store/discrepancies.ts'
import * as store from './store/instructions.ts'
import type { Instruction } from './types.ts'

/** Calls of one rail under way at once, and so the most rows that one claim takes. */
const CONCURRENCY = 48
/** The most orders of one rail that a sweep asks about. */
const QUERIES = 48
/** Queries of one rail under way at once, and the time from one to the next: nobody waits for them as a payer waits for an order. */
const QUERIES_AT_ONCE = 8
const SWEEP_PACE_MS = 50
const ROUNDS_MAX = 200
/** After the first failures to reach a rail this node tries again by itself; later tries wait for the sweep. */
const QUICK_TRIES = 3

const PACE: store.QueryPace = {
  basePauseMs: queryPauseMs(0),
  maxPauseMs: queryPauseMs(20),
  attemptsMax: QUERY_ATTEMPTS_MAX,
  openOrderMaxPauseMs: OPEN_ORDER_PAUSE_MAX_MS,
}

const NO_ANSWER: HouseAnswer = { result: 'unknown', reason: 'the connector failed', retry: 'safe' }

export type DispatchDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly houses: readonly string[]
  readonly portOf: (house: string) => Rail
  readonly reports: ReportGatherer
  readonly onDefect: (where: string, error: unknown) => void
}

export type Dispatcher = {
  /** Sends what is due now and waits for the answers; resolves with the number of instructions taken. */
  dispatchDue(): Promise<number>
  /** Queries what has been without a result for too long, closes what is over; resolves with the number of instructions asked about. */
  queryDue(): Promise<number>
  /** Both in the background, each rail for itself; a rail whose last sweep has not ended is left out. */
  sweep(): void
  /** Starts sending to these rails in the background: what a commit calls. */
  wake(houses: readonly string[]): void
  /** How many calls of a rail can begin now. */
  spare(house: string): number
  /** Sends what was born under this node's lease. */
  send(instructions: readonly Instruction[]): void
  /** Starts closing what is no longer wanted at these rails, in the background. */
  wakeCancelled(houses: readonly string[]): void
  /** Takes nothing new and waits for the calls under way. */
  stop(): Promise<void>
}

export function createDispatcher(deps: DispatchDeps): Dispatcher {
  const rails = new Map(deps.houses.map(house => [house, railDispatcher(deps, house)]))
  const all = [...rails.values()]
  const sum = async (counts: readonly Promise<number>[]): Promise<number> =>
    (await Promise.all(counts)).reduce((total, count) => total + count, 0)
  return {
    dispatchDue: () => sum(all.map(rail => rail.dispatchDue())),
    queryDue: () => sum(all.map(rail => rail.queryDue())),
    sweep() {
      for (const rail of all) rail.sweep()
    },
    wake(houses) {
      for (const house of houses) rails.get(house)?.wake()
    },
    spare: house => rails.get(house)?.spare() ?? 0,
    send(instructions) {
      for (const instruction of instructions) rails.get(instruction.house)?.send(instruction)
    },
    wakeCancelled(houses) {
      for (const house of houses) rails.get(house)?.wakeCancelled()
    },
    async stop() {
      await Promise.all(all.map(rail => rail.stop()))
      await deps.reports.drain()
    },
  }
}

type RailDispatcher = {
  dispatchDue(): Promise<number>
  queryDue(): Promise<number>
  sweep(): void
  wake(): void
  wakeCancelled(): void
  spare(): number
  send(instruction: Instruction): void
  stop(): Promise<void>
}

function railDispatcher(deps: DispatchDeps, house: string): RailDispatcher {
  const inFlight = new Set<Promise<void>>()
  let stopped = false
  let pumping: Promise<number> | null = null
  let again = false
  const stopping = new AbortController()
  const sweeps = new Set<Promise<void>>()
  const timers = new Set<NodeJS.Timeout>()
  /** Born under this node's lease, and not sent yet. */
  const leaving: Instruction[] = []

  const report = async (instruction: Instruction, observation: Observation): Promise<void> => {
    const { id } = instruction
    await deps.reports.report({ house, instruction: formatId('ins', id), instructionId: id, observation, known: instruction })
  }

  const abandon = (instruction: Instruction, code: AbandonCode): Promise<void> =>
    report(instruction, { kind: 'abandoned', attempt: instruction.attempts, code })

  /** A port answers and never throws; if it does, the outcome is unknown and the defect is told. */
  async function answered(where: string, call: () => Promise<HouseAnswer>): Promise<HouseAnswer> {
    try {
      return await call()
    } catch (error) {
      deps.onDefect(where, error)
      return NO_ANSWER
    }
  }

  const call = (instruction: Instruction): Promise<HouseAnswer> =>
    answered('clearing.send', async () => {
      const port = deps.portOf(house)
      if (instruction.kind !== 'payout') return port[instruction.kind](instruction)
      return port.payout === undefined ? { result: 'failed', code: 'refused_by_house', retry: 'pointless' } : port.payout(instruction)
    })

  function begin(work: () => Promise<void>, where: string): void {
    const running = work()
      .catch((error: unknown) => deps.onDefect(where, error))
      .then(() => {
        inFlight.delete(running)
        sendTaken()
      })
    inFlight.add(running)
  }

  function later(pauseMs: number): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      wake()
    }, pauseMs + 10)
    timer.unref()
    timers.add(timer)
  }

  async function send(instruction: Instruction): Promise<void> {
    const answer = await call(instruction)
    await report(instruction, observationOf(answer, instruction.attempts))
    if (answer.result !== 'not_sent' || answer.waits !== undefined) return
    if (isTooLateToSend(instruction, deps.clock.now())) await abandon(instruction, NOT_SENT_IN_TIME)
    else if (instruction.attempts <= QUICK_TRIES) later(sendPauseMs(instruction.attempts))
  }

  /** What several transactions took at once may be more than there are calls to spare: the rest waits for the next one that ends. */
  function sendTaken(): void {
    while (!stopped && inFlight.size < CONCURRENCY) {
      const next = leaving.shift()
      if (next === undefined) return
      // What waited so long that its lease may be over is left to be asked about.
      if (quietFor(next, deps.clock.now()) < LEASE_MS / 2) begin(() => send(next), 'clearing.send')
    }
  }

  async function abandonOver(now: Date): Promise<void> {
    const over = await store.overUnsent(deps.db, house, now, 200)
    await Promise.all(over.map(item => abandon(item, item.cancelRequestedAt === null ? NOT_SENT_IN_TIME : 'closed')))
  }

  async function pumpOnce(): Promise<number> {
    let taken = 0
    for (let round = 0; round < ROUNDS_MAX && !stopped; round++) {
      while (inFlight.size >= CONCURRENCY) await Promise.race(inFlight)
      const now = deps.clock.now()
      const claimed = await store.claimUnsent(deps.db, house, now, new Date(now.getTime() + LEASE_MS), CONCURRENCY - inFlight.size)
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

  function wake(): void {
    if (!stopped) pump().catch((error: unknown) => deps.onDefect('clearing.dispatch', error))
  }

  const quietFor = (instruction: Instruction, now: Date): number => now.getTime() - (instruction.sentAt ?? instruction.createdAt).getTime()

  /** The rail has no such instruction: give it again, or end it when it is too late and nothing can arrive any more. */
  async function resend(instruction: Instruction, now: Date): Promise<void> {
    if (isOverToSend(instruction, now) || instruction.cancelRequestedAt !== null) {
      // Where the rail can make sure that a lost request finds the order closed, it is over at once.
      if (isOpenOrder(instruction) && (await close(instruction, NOT_SENT_IN_TIME))) return
      if (quietFor(instruction, now) > LATE_ARRIVAL_MS)
        await abandon(instruction, instruction.cancelRequestedAt === null ? NOT_SENT_IN_TIME : 'closed')
      return
    }
    if (!(await store.countAttempt(deps.db, instruction, now))) return
    const answer = await call({ ...instruction, attempts: instruction.attempts + 1 })
    // An earlier attempt may still have reached the rail: certainty is gone for good.
    if (answer.result !== 'not_sent') await report(instruction, observationOf(answer, instruction.attempts + 1))
  }

  /** Whether an answer to a question is worth keeping: one that was not answered, or says what is known, changes nothing. */
  const tells = (answer: HouseAnswer, instruction: Instruction): boolean =>
    answer.result === 'succeeded' ||
    answer.result === 'failed' ||
    (answer.result === 'accepted' && decide(instruction, observationOf(answer, instruction.attempts)).change !== 'none') ||
    (answer.result === 'unknown' && answer.unrecognised !== undefined)

  async function ask(instruction: Instruction): Promise<void> {
    const port = deps.portOf(house)
    const answer = await answered('clearing.query', () => port.query(instruction))
    if (answer.result === 'not_found') return resend(instruction, deps.clock.now())
    if (tells(answer, instruction)) await report(instruction, observationOf(answer, instruction.attempts))
    if (answer.result === 'accepted' && isToClose(instruction, deps.clock.now())) await close(instruction, PAYER_TIMEOUT)
  }

  /** Closes an order that stands unpaid: from here on it cannot be paid any more. `false`: the rail has never seen it, or cannot close. */
  async function close(instruction: Instruction, unpaid: string): Promise<boolean> {
    const port = deps.portOf(house)
    if (port.close === undefined) return false
    const answer = await answered('clearing.close', async () => port.close?.(instruction) ?? NO_ANSWER)
    if (answer.result === 'failed') await report(instruction, { kind: 'failed', code: closedAs(answer.code, instruction, unpaid) })
    else if (tells(answer, instruction)) await report(instruction, observationOf(answer, instruction.attempts))
    return answer.result !== 'not_found'
  }

  async function giveUp(now: Date): Promise<void> {
    await deps.db.transaction(async tx => {
      const silent = await store.giveUpQueries(tx, house, now, QUERY_ATTEMPTS_MAX, 200)
      discrepancies.insertDiscrepancies(
        tx,
        silent.map(instruction => ({
          fingerprint: `no_result/${instruction.id}/${instruction.queryAttempts}/${instruction.attempts}`,
          house,
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

  /** Starts the work in the background, unless it is under way still. */
  function alone(work: () => Promise<unknown>): () => void {
    let running = false
    return () => {
      if (stopped || running) return
      running = true
      const sweep = work()
        .catch((error: unknown) => deps.onDefect('clearing.sweep', error))
        .then(() => {
          running = false
          sweeps.delete(sweep)
        })
      sweeps.add(sweep)
    }
  }

  async function dispatchDue(): Promise<number> {
    await abandonOver(deps.clock.now())
    const taken = await pump()
    await Promise.all(inFlight)
    return taken
  }

  async function queryDue(everyMs = 0): Promise<number> {
    const now = deps.clock.now()
    await giveUp(now)
    const due = await store.claimUnanswered(deps.db, house, now, QUERIES, PACE)
    const askOne = (instruction: Instruction): Promise<void> =>
      ask(instruction).catch((error: unknown) => deps.onDefect('clearing.query', error))
    await fewAtOnce(due, { atOnce: QUERIES_AT_ONCE, everyMs, signal: stopping.signal }, askOne)
    return due.length
  }

  // Parted: asking at a slow rail takes its time, and what waits to be sent again does not wait for that.
  const sweepSends = alone(dispatchDue)
  const sweepQueries = alone(() => queryDue(SWEEP_PACE_MS))

  return {
    dispatchDue,
    queryDue,
    sweep() {
      sweepSends()
      sweepQueries()
    },
    wake,
    spare: () => (stopped ? 0 : Math.max(0, CONCURRENCY - inFlight.size - leaving.length)),
    send(instruction) {
      leaving.push(instruction)
      sendTaken()
    },
    wakeCancelled() {
      if (!stopped)
        begin(async () => {
          await abandonOver(deps.clock.now())
          await queryDue()
        }, 'clearing.cancel')
    },
    async stop() {
      stopped = true
      stopping.abort()
      for (const timer of timers) clearTimeout(timer)
      await pumping?.catch(() => 0)
      await Promise.all(sweeps)
      await Promise.all(inFlight)
    },
  }
}
