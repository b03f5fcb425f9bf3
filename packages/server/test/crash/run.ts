/**
 * The crash test: under load, ends the server at every named point around its commits, PostgreSQL too, and both at random;
 * after each restart asks whether anything was lost or doubled. One run keeps its data from the first crash to the last.
 */
import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeDataFolder } from '../harness/data-folder.ts'
import { checkBook, checkBooks, checkConnections, checkEvents, checkReplays, type Findings, noFindings, untilQuiet } from './checks.ts'
import type { Tally } from './client.ts'
import { CLOSE_CRASHES, crashClose } from './close-day.ts'
import { createLoad, type Load } from './load.ts'
import { checkOrders } from './orders.ts'
import type { CloseStep, PointName } from './points.ts'
import { createWorld, type World } from './world.ts'

type Single = { readonly kind: 'point'; readonly point: PointName } | { readonly kind: 'postgres' } | { readonly kind: 'random' }
type Closing = { readonly kind: 'close'; readonly crashes: readonly (PointName | CloseStep)[] }
type Kill = Single | Closing

export type CrashReport = {
  readonly kills: Readonly<Record<string, number>>
  readonly total: number
  readonly findings: Findings
  readonly tally: Tally
  readonly payments: number
  /** Of these, what a third party ordered under consents. */
  readonly orders: number
  readonly events: number
  /** Deliveries beyond the first of a message, as at-least-once allows. */
  readonly redeliveries: number
  readonly seconds: number
}

export type CrashOptions = {
  readonly runs: number
  readonly seed: number
  /** Hears of every kill as it is survived. */
  readonly say: (line: string) => void
}

/** How often each kill occurs in a round of 56. */
const ROUND: readonly (readonly [times: number, kill: Single])[] = [
  [4, { kind: 'point', point: 'before_begin' }],
  [5, { kind: 'point', point: 'before_commit' }],
  [6, { kind: 'point', point: 'commit_sent' }],
  [3, { kind: 'point', point: 'committed' }],
  [3, { kind: 'point', point: 'before_reply' }],
  [2, { kind: 'point', point: 'relay_untaken' }],
  [2, { kind: 'point', point: 'relay_taken' }],
  [2, { kind: 'point', point: 'webhook_unrecorded' }],
  [2, { kind: 'point', point: 'instruction_claimed' }],
  [2, { kind: 'point', point: 'callback_kept' }],
  [3, { kind: 'point', point: 'result_unrecorded' }],
  [2, { kind: 'point', point: 'result_recorded' }],
  [5, { kind: 'postgres' }],
  [4, { kind: 'random' }],
]

const LOAD_MS = { min: 60, max: 260 }
/** A point is passed this many times at the most before the crash. */
const COUNT_MAX = 20
/** What the clearing house says comes gathered, so these are passed less often. */
const SELDOM: ReadonlySet<PointName> = new Set(['callback_kept', 'result_unrecorded', 'result_recorded'])
const countMax = (point: PointName): number => (SELDOM.has(point) ? 4 : COUNT_MAX)
const POINT_LIMIT_MS = 15_000
const REPLAYS = 8

/** Mulberry32: small and seeded, so that a run can be repeated as far as chance goes. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** `runs` kills: shuffled rounds, each with one day closed in the middle of it. */
function planOf(runs: number, random: () => number): Kill[] {
  const plan: Kill[] = []
  let left = runs
  while (left > 0) {
    const singles = ROUND.flatMap(([times, kill]) => Array.from({ length: times }, () => ({ kill, order: random() })))
    singles.sort((a, b) => a.order - b.order)
    const chosen: Kill[] = singles.map(({ kill }) => kill).slice(0, left)
    left -= chosen.length
    const crashes = CLOSE_CRASHES.slice(0, left)
    left -= crashes.length
    if (crashes.length > 0) chosen.splice(chosen.length >> 1, 0, { kind: 'close', crashes })
    plan.push(...chosen)
  }
  return plan
}

export async function runCrashes({ runs, seed, say }: CrashOptions): Promise<CrashReport> {
  const startedAt = performance.now()
  const random = createRandom(seed)
  const folder = await makeDataFolder('crash')
  let world: World | null = null
  try {
    world = await createWorld(folder)
    const load = createLoad(world.client, world.seeded, random)
    const findings = noFindings()
    const kills: Record<string, number> = {}
    let total = 0
    let events = 0
    let told = new Set<string>()
    const survived = async (name: string): Promise<void> => {
      total += 1
      kills[name] = (kills[name] ?? 0) + 1
      const before = performance.now()
      events = await check(world as World, load, random, findings)
      say(`${String(total).padStart(3)} ${name.padEnd(24)} checked in ${Math.round(performance.now() - before)} ms`)
      const all = [...findings.lost, ...findings.doubled, ...findings.other]
      for (const finding of all.filter(finding => !told.has(finding))) say(`    ${finding}`)
      told = new Set(all)
    }
    await world.start()
    for (const kill of planOf(runs, random)) {
      if (kill.kind === 'close') await crashClose(world, kill.crashes, findings, name => survived(isWithin(name)))
      else await crashUnderLoad(world, load, kill, random, findings, survived)
    }
    const { tally } = world.client
    const deliveries = [...world.receiver.received.values()]
    return {
      kills,
      total,
      findings,
      tally,
      payments: load.book.payments.size,
      orders: load.book.orders.size,
      events,
      redeliveries: deliveries.reduce((sum, count) => sum + count - 1, 0),
      seconds: (performance.now() - startedAt) / 1000,
    }
  } finally {
    await world?.close()
    await rm(folder, { recursive: true, force: true })
  }
}

const isWithin = (name: string): string => (name.startsWith('close_') ? name : `close_after_${name}`)

/** One crash while merchants are at work; they go on through it and finish what they began. */
async function crashUnderLoad(
  world: World,
  load: Load,
  kill: Single,
  random: () => number,
  findings: Findings,
  survived: (name: string) => Promise<void>,
): Promise<void> {
  world.client.troubles.length = 0
  load.run()
  const whileMs = LOAD_MS.min + random() * (LOAD_MS.max - LOAD_MS.min)
  if (kill.kind === 'postgres') {
    await sleep(whileMs)
    // The server lives on and has to find its way back by itself.
    await world.crashPostgres()
  } else {
    if (kill.kind === 'random') {
      await sleep(whileMs)
      await world.server.kill()
    } else {
      world.server.tell({ kind: 'arm', point: kill.point, count: 1 + Math.floor(random() * countMax(kill.point)) })
      const isReached = await Promise.race([world.server.exited.then(() => true), sleep(POINT_LIMIT_MS, false, { ref: false })])
      if (!isReached) {
        findings.other.push(`the load never came to ${kill.point}`)
        await world.server.kill()
      }
    }
    await world.start()
  }
  await load.pause()
  // A server that lives answers; only without its database may it say that it cannot.
  if (kill.kind !== 'postgres') findings.other.push(...world.client.troubles)
  await survived(kill.kind === 'point' ? kill.point : kill.kind)
}

/** Everything that must hold when the merchants have their answers and nothing is under way. */
async function check(world: World, load: Load, random: () => number, findings: Findings): Promise<number> {
  const { db, client, seeded, receiver } = world
  const { book } = load
  await checkReplays(client, book, REPLAYS, random, findings)
  await untilQuiet(db)
  await checkBook(db, book, seeded, findings)
  await checkOrders(db, book, findings)
  await checkBooks(db, findings)
  await checkConnections(db, findings)
  const events = await checkEvents(db, book, receiver, findings)
  book.touched.clear()
  return events
}

/** One line for people and for the closing note. */
export function summaryOf(report: CrashReport): string {
  const { kills, findings, tally } = report
  const kinds = Object.entries(kills)
    .map(([name, times]) => `${name} ${times}`)
    .join(', ')
  const others = findings.other.length === 0 ? '' : `, ${findings.other.length} other findings`
  return [
    `crash: ${report.total} kills (${kinds}): ${findings.lost.length} lost, ${findings.doubled.length} doubled${others};`,
    `${report.payments} payments (${report.orders} ordered by a third party), ${tally.answered} answers, ${tally.inDoubt} requests in doubt of which ${tally.hadCommitted} had committed,`,
    `${report.events} events all delivered, ${report.redeliveries} more than once; ${report.seconds.toFixed(0)} s`,
  ].join(' ')
}
