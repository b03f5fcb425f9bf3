/** The work of the clock: what runs in the background, and how often. Every job is harmless when repeated. */
import { addDays, businessDateOf } from '../kernel/time.ts'
import type { Logger } from '../platform/telemetry.ts'
import type { Wired } from './compose.ts'

const MINUTE_MS = 60_000
const KEYS_PRUNE_ROUNDS = 20
const TICK_MS = 3_000

export function defineJobs(app: Wired, logger: Logger): void {
  const { jobs } = app
  const every = (name: string, cron: string, run: () => Promise<unknown>): void => {
    jobs.define(name, async () => {
      await run()
    })
    jobs.schedule(name, cron, { catchUpMs: MINUTE_MS })
  }
  app.connectors.kit.defineJobs(jobs)
  app.connectors.wechatPay.defineJobs(jobs)
  app.ledger.defineJobs(jobs, {
    db: app.db,
    onDifferences: count => logger.fatal({ count: Number(count) }, 'the books do not add up'),
  })
  every('payments.fund_refunds', '* * * * *', app.payments.fundWaitingRefunds)
  every('merchants.open_reviews', '23 5 * * *', app.onboarding.openReviews)
  every('openbanking.prune_events', '41 4 * * *', app.ordering.events.prune)
  every('identity.prune', '17 4 * * *', app.identity.prune)
  every('consents.ask_channels', '* * * * *', app.consents.askChannels)
  every('consents.tell_channels', '* * * * *', app.consents.tellChannels)
  every('consents.tidy', '41 3 * * *', app.consents.tidy)
  every('identity.prune_oauth', '* * * * *', app.identity.oauth.prune)
  every('identity.rotate_keys', '23 3 * * *', app.identity.oauth.rotateKeys)
  every('clearing.prune_inbox', '29 4 * * *', () => pruneInbox(app))
  every('commands.prune_keys', '*/10 * * * *', () => pruneKeys(app))
  const [hour, minute] = app.config.dayCut.split(':')
  jobs.define('payments.close_day', () => closeDueDays(app))
  jobs.schedule('payments.close_day', `${Number(minute)} ${Number(hour)} * * *`)
}

/** Cuts every day whose time has come, also those missed while nothing ran, and closes what is cut. Repeating it cuts no day more. */
async function closeDueDays(app: Wired): Promise<void> {
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

async function pruneKeys(app: Wired): Promise<void> {
  const now = app.clock.now()
  const value = app.policies.require('idempotency.retention_hours', now).value as { hours: number }
  for (let round = 0; round < KEYS_PRUNE_ROUNDS; round++) {
    if ((await app.commands.pruneKeys(new Date(now.getTime() - value.hours * 3_600_000))) === 0) return
  }
}

async function pruneInbox(app: Wired): Promise<void> {
  const now = app.clock.now()
  const { days } = app.policies.require('clearing.inbox_retention', now).value as { days: number }
  await app.clearing.pruneInbox(new Date(now.getTime() - days * 86_400_000))
}

/**
 * What people wait for cannot wait for the next minute: banks that have not answered are asked, instructions that were not sent are
 * sent, payments whose time is over end. Every node does it; rows are claimed, so nothing is done twice.
 */
export function startTicks(app: Wired, logger: Logger): { stop(): Promise<void> } {
  const work: readonly (readonly [string, () => Promise<unknown>])[] = [
    // Not waited for: a rail that hangs holds up nothing else.
    ['clearing.sweep', async () => app.clearing.sweep()],
    ['payments.expire', app.payments.expireDue],
    ['merchants.channels', app.onboarding.runDue],
    ['consents.expire', app.consents.expireDue],
    ['approvals.expire', app.approvals.expireDue],
  ]
  let stopped = false
  let timer: NodeJS.Timeout | null = null
  let running: Promise<void> = Promise.resolve()
  const tick = async (): Promise<void> => {
    for (const [name, run] of work) {
      if (stopped) return
      await run().catch((error: unknown) => logger.warn({ err: error, tick: name }, 'background work failed and is tried again'))
    }
    if (!stopped) again(TICK_MS)
  }
  const again = (delayMs: number): void => {
    timer = setTimeout(() => {
      running = tick()
    }, delayMs)
    timer.unref()
  }
  again(0)
  return {
    async stop() {
      stopped = true
      if (timer !== null) clearTimeout(timer)
      await running
    },
  }
}
