/** The work of the clock: what runs in the background, and how often. Every job is harmless when repeated. */
import { addDays, businessDateOf } from '../kernel/time.ts'
import type { Logger } from '../platform/telemetry.ts'
import type { App } from './compose.ts'

type Scheduled = Omit<App, 'server' | 'openApi' | 'start' | 'stop'>

const MINUTE_MS = 60_000
const KEYS_PRUNE_ROUNDS = 20
const QUERY_EVERY_MS = 3_000

export function defineJobs(app: Scheduled, logger: Logger): void {
  const { jobs } = app
  const every = (name: string, cron: string, run: () => Promise<unknown>): void => {
    jobs.define(name, async () => {
      await run()
    })
    jobs.schedule(name, cron, { catchUpMs: MINUTE_MS })
  }
  app.ledger.defineJobs(jobs, {
    db: app.db,
    onDifferences: count => logger.fatal({ count: Number(count) }, 'the books do not add up'),
  })
  every('payments.expire', '* * * * *', app.payments.expireDue)
  every('payments.fund_refunds', '* * * * *', app.payments.fundWaitingRefunds)
  every('clearing.dispatch', '* * * * *', app.clearing.dispatchDue)
  every('identity.prune', '17 4 * * *', app.identity.prune)
  every('commands.prune_keys', '*/10 * * * *', () => pruneKeys(app))
  const [hour, minute] = app.config.dayCut.split(':')
  jobs.define('payments.close_day', () => closeDueDays(app))
  jobs.schedule('payments.close_day', `${Number(minute)} ${Number(hour)} * * *`)
}

/** Cuts every day whose time has come, also those missed while nothing ran, and closes what is cut. Repeating it cuts no day more. */
async function closeDueDays(app: Scheduled): Promise<void> {
  const { timeZone, dayCut } = app.config
  const now = app.clock.now()
  const today = businessDateOf(now, timeZone)
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(now)
  const last = time >= dayCut ? today : addDays(today, -1)
  for (let open = (await app.ledger.findOpenDay(app.db)).date; open <= last; ) {
    const cut = await app.payments.cutDay(open)
    if (!cut.ok) throw new Error(`${open} was not cut: ${cut.error.code}`)
    open = cut.value.open
  }
  for (const date of await app.payments.unclosedDays()) {
    const closed = await app.payments.closeDay(date)
    if (!closed.ok) throw new Error(`${date} was not closed: ${closed.error.code} ${JSON.stringify(closed.error.values ?? {})}`)
  }
}

async function pruneKeys(app: Scheduled): Promise<void> {
  const now = app.clock.now()
  const value = app.policies.require('idempotency.retention_hours', now).value as { hours: number }
  for (let round = 0; round < KEYS_PRUNE_ROUNDS; round++) {
    if ((await app.commands.pruneKeys(new Date(now.getTime() - value.hours * 3_600_000))) === 0) return
  }
}

/**
 * Asks the clearing house about results that do not come, every few seconds, which is finer than jobs are scheduled. Several
 * nodes share the work by SKIP LOCKED. Returns how to stop; it waits for the round under way.
 */
export function startQuerying(clearing: Pick<App['clearing'], 'queryDue'>, onError: (error: unknown) => void): () => Promise<void> {
  let round: Promise<unknown> | null = null
  const timer = setInterval(() => {
    round ??= clearing
      .queryDue()
      .catch(onError)
      .finally(() => {
        round = null
      })
  }, QUERY_EVERY_MS).unref()
  return async () => {
    clearInterval(timer)
    await round
  }
}
