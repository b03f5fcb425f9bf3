/**
 * The day cut (日切): from one instant on, everything is booked under the next accounting date. It waits for the batches under
 * way and holds back new ones for two statements. Dates follow each other without a gap; a cut date accepts nothing.
 */
import { invariant, type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import type { Tx } from '../../platform/db.ts'
import { cutOpenDay, type Day, findDay, findOpenDay } from './store/days.ts'
import { claimDay } from './store.ts'

export type CutDay = {
  /** The date to cut; the open one unless said. Jobs say it, so that a repeated run cuts no second day. */
  readonly date?: BusinessDate
}

/** `already`: the date had been cut before, and nothing was changed. */
export type DayCut = { readonly cut: Day; readonly open: Day; readonly already: boolean }

export type DayDeps = { readonly clock: { offsetMs(): number } }

/** Cuts the open day. Locks rank `day`. Refuses with `day_not_found` a date that has not begun or never was. */
export async function cutDay(deps: DayDeps, tx: Tx, command: CutDay = {}): Promise<Outcome<DayCut, 'day_not_found'>> {
  await claimDay(tx)
  const before = await findOpenDay(tx)
  invariant(before !== null, 'one day is open')
  const date = command.date ?? before.date
  const already = date !== before.date
  if (!already) await cutOpenDay(tx, date, deps.clock.offsetMs())
  const cut = await findDay(tx, date)
  if (cut === null || cut.state === 'open') return refuse('day_not_found', 'date')
  const open = already ? before : await findOpenDay(tx)
  invariant(open !== null && open.date > cut.date, 'the day after a cut one is open')
  return ok({ cut, open, already })
}
