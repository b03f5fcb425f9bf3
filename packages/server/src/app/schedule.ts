/** The work of the clock: what runs in the background, and how often. Every job is harmless when repeated. */
import type { Logger } from '../platform/telemetry.ts'
import type { App } from './compose.ts'

type Scheduled = Omit<App, 'server' | 'start' | 'stop'>

const MINUTE_MS = 60_000
const KEYS_PRUNE_ROUNDS = 20

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
  jobs.define('payments.close_day', async () => {
    const cut = await app.payments.cutDay((await app.ledger.findOpenDay(app.db)).date)
    if (!cut.ok) throw new Error(`the day was not cut: ${cut.error.code}`)
    const closed = await app.payments.closeDay(cut.value.cut)
    if (!closed.ok) throw new Error(`the day was not closed: ${closed.error.code} ${JSON.stringify(closed.error.values ?? {})}`)
  })
  jobs.schedule('payments.close_day', `${Number(minute)} ${Number(hour)} * * *`)
}

async function pruneKeys(app: Scheduled): Promise<void> {
  const now = app.clock.now()
  const value = app.policies.require('idempotency.retention_hours', now).value as { hours: number }
  for (let round = 0; round < KEYS_PRUNE_ROUNDS; round++) {
    if ((await app.commands.pruneKeys(new Date(now.getTime() - value.hours * 3_600_000))) === 0) return
  }
}
