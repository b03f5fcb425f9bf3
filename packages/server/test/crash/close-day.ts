/**
 * The day's close, crashed after each of its steps and within some of them, and run again each time. It must end with the same
 * books as one that was never disturbed: the control closes the same day on a copy.
 */
import type { Db } from '../../src/platform/db.ts'
import { checkDiscrepancies, type Findings, untilQuiet } from './checks.ts'
import { CLOSE_STEPS, type CloseStep, type PointName } from './points.ts'
import { ServerGone } from './processes.ts'
import type { World } from './world.ts'

/** In the order in which the close comes to them. */
export const CLOSE_CRASHES: readonly (PointName | CloseStep)[] = [
  'close_settlement',
  'settlement',
  'waiting_refunds',
  'close_sweep',
  'fee_sweep',
  'channel_fees',
  'close_payouts',
  'payouts',
  'close_fund_transfer',
  'fund_transfer',
  'trial_balance',
  'reserve_check',
]

const isStep = (name: string): name is CloseStep => (CLOSE_STEPS as readonly string[]).includes(name)

/** What the books of a day come to, as text to be compared: every account, the day's trial balance, its close. */
async function booksOf(db: Db, date: string): Promise<string[]> {
  const { rows: accounts } = await db.pool.query<{ line: string }>(
    `SELECT concat_ws(' ', owner, code, currency, debits_pending, debits_posted, credits_pending, credits_posted) AS line
     FROM ledger.accounts ORDER BY 1`,
  )
  const { rows: balances } = await db.pool.query<{ line: string }>(
    `SELECT concat_ws(' ', accounting_date, code, currency, opening, debits, credits, closing) AS line
     FROM ledger.trial_balances WHERE accounting_date = $1 ORDER BY 1`,
    [date],
  )
  const { rows: payouts } = await db.pool.query<{ line: string }>(
    `SELECT concat_ws(' ', merchant_id, accounting_date, origin, status, amount) AS line FROM payments.payouts ORDER BY 1`,
  )
  const { rows: steps } = await db.pool.query<{ line: string }>(
    `SELECT concat_ws(' ', step->>'name', ((step->'result')::jsonb - 'settlement' - 'repeated')::text) AS line
     FROM payments.day_closes, json_array_elements(steps) AS step WHERE accounting_date = $1 AND state = 'closed' ORDER BY 1`,
    [date],
  )
  return [...accounts, ...balances, ...payouts, ...steps].map(row => row.line)
}

async function openDay(db: Db): Promise<string> {
  const { rows } = await db.pool.query<{ date: string }>(`SELECT accounting_date AS date FROM ledger.days WHERE state = 'open'`)
  return rows[0]?.date ?? ''
}

/** Closes the open day on a copy, undisturbed. The server must be stopped. */
async function closeUndisturbed(world: World, date: string): Promise<string[]> {
  const control = await world.control()
  try {
    await control.server.ask({ kind: 'close', date })
    await untilQuiet(control.db)
    return await booksOf(control.db, date)
  } finally {
    await control.close()
  }
}

/**
 * Closes the open day with a crash at each of `crashes`; `recovered` is called after each restart. Nothing else may be going on.
 */
export async function crashClose(
  world: World,
  crashes: readonly (PointName | CloseStep)[],
  findings: Findings,
  recovered: (name: string) => Promise<void>,
): Promise<void> {
  const date = await openDay(world.db)
  await world.stop()
  const undisturbed = await closeUndisturbed(world, date)
  await world.start()
  for (const name of crashes) {
    if (isStep(name)) world.server.tell({ kind: 'arm_step', step: name })
    else world.server.tell({ kind: 'arm', point: name, count: 1 })
    await world.server.ask({ kind: 'close', date }).then(
      () => findings.other.push(`the close did not come to ${name}`),
      (error: unknown) => {
        if (!(error instanceof ServerGone)) throw error
      },
    )
    if (world.server.isAlive) await world.server.kill()
    await world.start()
    await recovered(name)
  }
  const first = JSON.stringify(await world.server.ask({ kind: 'close', date }))
  const again = JSON.stringify(await world.server.ask({ kind: 'close', date }))
  if (first !== again) findings.doubled.push(`the close of ${date} changed when it was repeated`)
  await untilQuiet(world.db)
  const disturbed = await booksOf(world.db, date)
  const missing = undisturbed.filter(line => !disturbed.includes(line))
  const more = disturbed.filter(line => !undisturbed.includes(line))
  if (missing.length + more.length > 0) {
    findings.other.push(
      `the close of ${date} ended with other books; undisturbed: ${missing.join('; ')}; after crashes: ${more.join('; ')}`,
    )
  }
  await checkDiscrepancies(world.db, findings)
}
