/** SQL of the one row per holder that payments lock: class, state and what was counted. */
import type { Id } from '../../../kernel/ids.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import { type Db, pgArray, type Row, sql, type Tx, unnested } from '../../../platform/db.ts'
import type { AccountId } from '../../ledger/types.ts'
import type { Counters, HolderClass, HolderFacts, HolderState } from '../types.ts'

export type HolderRow = { readonly facts: HolderFacts; readonly counters: Counters }

type CounterRow = Row & {
  id: Id<'hld'>
  account_id: AccountId
  name_en: string
  name_zh: string
  class: HolderClass
  state: HolderState
  day: BusinessDate
  day_amount: bigint
  year: number
  year_amount: bigint
  lifetime_amount: bigint
}

const SELECT = `SELECT c.holder_id AS id, h.account_id, h.name_en, h.name_zh, c.class, c.state,
    c.day, c.day_amount, c.year, c.year_amount, c.lifetime_amount
  FROM wallets.counters c JOIN wallets.holders h ON h.id = c.holder_id
  WHERE c.holder_id = ANY ($1::uuid[])`

// Of the holder only what never changes is read: the unlocked side of a join may be older than the locked one.
const LOCK = sql('wallets.lock_counters', `${SELECT} ORDER BY c.holder_id FOR UPDATE OF c`)
const READ = sql('wallets.read_counters', SELECT)
const WRITE = sql(
  'wallets.write_counters',
  `UPDATE wallets.counters c SET state = t.state, day = t.day, day_amount = t.day_amount, year = t.year, year_amount = t.year_amount,
     lifetime_amount = t.lifetime_amount
   FROM ${unnested('holder_id uuid, state text, day date, day_amount bigint, year smallint, year_amount bigint, lifetime_amount bigint')}
   WHERE c.holder_id = t.holder_id`,
)
const INSERT = sql(
  'wallets.insert_counters',
  `INSERT INTO wallets.counters (holder_id, class, state, day, day_amount, year, year_amount, lifetime_amount)
   SELECT holder_id, class, 'active', day, 0, year, 0, 0
   FROM unnest($1::uuid[], $2::text[], $3::date[], $4::smallint[]) AS t (holder_id, class, day, year)`,
)

/** Locks the rows in id order and loads them; holders that do not exist are absent. */
export async function lockCounters(tx: Tx, ids: readonly Id<'hld'>[]): Promise<HolderRow[]> {
  return (await tx.query<CounterRow>(LOCK, [pgArray(ids)])).map(rowOf)
}

/** Loads without a lock: for showing, never for deciding. */
export async function readCounters(db: Db, ids: readonly Id<'hld'>[]): Promise<HolderRow[]> {
  return (await db.query<CounterRow>(READ, [pgArray(ids)])).map(rowOf)
}

export function writeCounters(tx: Tx, rows: readonly HolderRow[]): void {
  if (rows.length === 0) return
  tx.send(WRITE, [
    pgArray(rows, ({ facts }) => facts.id),
    pgArray(rows, ({ facts }) => facts.state),
    pgArray(rows, ({ counters }) => counters.day),
    pgArray(rows, ({ counters }) => counters.dayAmount),
    pgArray(rows, ({ counters }) => counters.year),
    pgArray(rows, ({ counters }) => counters.yearAmount),
    pgArray(rows, ({ counters }) => counters.lifetimeAmount),
  ])
}

/** Starts the counters of new holders at 0. */
export function insertCounters(
  tx: Tx,
  rows: readonly { readonly holderId: Id<'hld'>; readonly class: HolderClass; readonly counters: Counters }[],
): void {
  if (rows.length === 0) return
  tx.send(INSERT, [
    pgArray(rows, row => row.holderId),
    pgArray(rows, row => row.class),
    pgArray(rows, row => row.counters.day),
    pgArray(rows, row => row.counters.year),
  ])
}

function rowOf(row: CounterRow): HolderRow {
  return {
    facts: { id: row.id, class: row.class, state: row.state, account: row.account_id, name: { en: row.name_en, zh: row.name_zh } },
    counters: {
      day: row.day,
      dayAmount: row.day_amount,
      year: row.year,
      yearAmount: row.year_amount,
      lifetimeAmount: row.lifetime_amount,
    },
  }
}
