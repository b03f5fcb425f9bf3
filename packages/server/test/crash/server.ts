/**
 * The server of the crash tests in a process of its own: composed as in production, on a clock that the runner sets forward at
 * each start (an outage lasts), and ended by SIGKILL at the place that the runner names. The places are watched on the
 * database's connections from outside.
 */
import type pg from 'pg'
import { type App, compose } from '../../src/app/compose.ts'
import { createMovableClock, parseBusinessDate } from '../../src/kernel/time.ts'
import { loadConfig } from '../../src/platform/config.ts'
import { createLogger, createMetrics } from '../../src/platform/telemetry.ts'
import { orderRoutes } from './orders.ts'
import { type CloseStep, type Order, type Place, POINTS, type Reply } from './points.ts'

let armed: { readonly place: Place; left: number } | null = null
let armedStep: CloseStep | null = null
let app: App | null = null
const clock = createMovableClock()

const die = (): void => {
  process.kill(process.pid, 'SIGKILL')
}

/** Whether this is the time at which the process ends. */
function reached(at: Place['at'], names: ReadonlySet<string>): boolean {
  if (armed === null || armed.place.at !== at) return false
  if (armed.place.has !== undefined && !names.has(armed.place.has)) return false
  armed.left -= 1
  return armed.left <= 0
}

/** What a call of the driver runs: the text or name of one statement, or the names of an exchange of a transaction. */
function namesOf(query: unknown): readonly string[] {
  if (typeof query === 'string') return [query]
  const { name, names } = (query ?? {}) as { name?: string; names?: readonly string[] }
  return names ?? [name ?? '']
}

const never = (): Promise<never> => new Promise(() => {})

/** Watches what one connection sends and hears. */
function watch(client: pg.PoolClient): void {
  const send: (...args: unknown[]) => unknown = client.query.bind(client)
  let names = new Set<string>()
  const watched = (...args: unknown[]): unknown => {
    const sent = new Set(namesOf(args[0]))
    if (sent.has('transaction.begin')) {
      names = new Set()
      if (reached('begin', names)) die()
    }
    for (const name of sent) names.add(name)
    if (reached('statement', sent)) die()
    if (sent.has('COMMIT')) return commit(args, names)
    const last = args.at(-1)
    if (typeof last === 'function') {
      return send(...args.slice(0, -1), (...heard: unknown[]) => {
        if (reached('result', sent)) die()
        last(...heard)
      })
    }
    const answer = send(...args)
    return answer instanceof Promise
      ? answer.then((value: unknown) => {
          if (reached('result', sent)) die()
          return value
        })
      : answer
  }
  async function commit(args: readonly unknown[], written: ReadonlySet<string>): Promise<unknown> {
    if (reached('commit', written)) {
      // What was sent before has reached PostgreSQL by then.
      setTimeout(die, 2)
      return never()
    }
    const answer = send(...args)
    if (reached('sent', written)) setTimeout(die, Math.random() * 4)
    const value = await answer
    if (reached('committed', written)) die()
    return value
  }
  Object.defineProperty(client, 'query', { value: watched })
}

async function start(order: Order & { kind: 'start' }): Promise<string> {
  clock.advance(order.clockOffsetMs)
  app = compose({
    // The clock's own close is half a day away, whenever the test runs.
    config: loadConfig(
      { PORT: String(order.port), RATE_LIMIT: '0', RATE_LIMIT_PUBLIC: '0', FEIQIAN_DAY_CUT: halfADayAway(clock.now()) },
      [],
    ),
    connectionString: order.connectionString,
    clock,
    logger: createLogger({ level: process.env.CRASH_LOG_LEVEL ?? 'fatal', destination: process.stderr }),
    metrics: createMetrics({ processMetrics: false }),
    masterKey: Buffer.alloc(32, 7),
    clearing: order.house,
    pagesFolder: 'packages/web/dist',
    extraRoutes: orderRoutes,
    http: {
      observe(operation) {
        if (operation !== 'none' && reached('reply', new Set())) die()
      },
    },
  })
  app.db.pool.on('connect', watch)
  return app.start()
}

function halfADayAway(now: Date): string {
  const time = new Date(now.getTime() + 12 * 3_600_000)
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(time)
}

function running(): App {
  if (app === null) throw new Error('the server has not been started')
  return app
}

async function sweep(): Promise<void> {
  await running().clearing.dispatchDue()
  await running().clearing.queryDue()
  await running().clearing.applyInbox()
}

async function close(text: string): Promise<unknown> {
  const { ledger, payments, db } = running()
  const date = parseBusinessDate(text)
  if (date === null) throw new Error(`${text} is no date`)
  if ((await ledger.findOpenDay(db)).date === date) {
    const cut = await payments.cutDay(date)
    if (!cut.ok) throw new Error(`the cut was refused: ${cut.error.code}`)
  }
  const closed = await payments.closeDay(date, step => {
    if (step === armedStep) die()
  })
  if (!closed.ok) throw new Error(`the close was refused: ${closed.error.code} ${JSON.stringify(closed.error.values ?? {})}`)
  return closed.value
}

async function obey(order: Order): Promise<unknown> {
  switch (order.kind) {
    case 'start':
      return start(order)
    case 'arm':
      armed = { place: POINTS[order.point], left: order.count }
      return undefined
    case 'arm_step':
      armedStep = order.step
      return undefined
    case 'advance':
      clock.advance(order.ms)
      return undefined
    case 'sweep':
      return sweep()
    case 'close':
      return close(order.date)
    case 'stop':
      return running().stop()
  }
}

function answer(reply: Reply): void {
  process.send?.(reply)
}

process.on('message', (order: Order) => {
  obey(order).then(
    value => answer({ kind: order.kind, value }),
    (error: unknown) => answer({ kind: order.kind, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  )
})
// The runner is gone: nothing that it started stays.
process.on('disconnect', () => process.exit(0))
