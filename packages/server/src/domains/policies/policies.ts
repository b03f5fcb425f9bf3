/**
 * The face of dated policies: what law, a scheme or the institution sets is a record with its source and its time, never a
 * constant. Decisions read a copy in memory, so asking costs nothing and needs no transaction.
 */
import { formatId, type Id } from '../../kernel/ids.ts'
import { invariant } from '../../kernel/outcome.ts'
import type { Clock } from '../../kernel/time.ts'
import type { Commands } from '../../platform/commands.ts'
import type { Db } from '../../platform/db.ts'
import type { Route } from '../../platform/http/route.ts'
import { addPolicies } from './add-policies.ts'
import { policiesRoutes, presentPolicy } from './http.ts'
import * as store from './store.ts'
import type { NewPolicy, PolicyRecord } from './types.ts'

export { policiesCatalogue } from './errors.ts'
export type { PolicyRecord, PolicyValue } from './types.ts'

export type PoliciesDeps = { readonly db: Db; readonly clock: Clock; readonly commands: Commands }

export type Policies = {
  /** The record of this key that applies at the instant, or `null`. Reads memory only: `load` comes first. */
  at(key: string, instant: Date): PolicyRecord | null
  /** As `at`; a missing record is a defect, because the seeds hold every key that the program asks for. */
  require(key: string, instant: Date): PolicyRecord
  byId(id: Id<'pol'>): PolicyRecord | null
  /** Every record, by key and then by time. */
  all(): readonly PolicyRecord[]
  /** Reads the records and listens for changes by any node. */
  load(): Promise<void>
  stop(): Promise<void>
  readonly routes: readonly Route[]
}

const CHANNEL = 'policies_changed'

export function createPolicies(deps: PoliciesDeps): Policies {
  let records: readonly PolicyRecord[] = []
  /** By key, oldest first. */
  let byKey = new Map<string, PolicyRecord[]>()
  let stopListening: (() => Promise<void>) | null = null
  let reading: Promise<void> | null = null
  let again = false

  async function read(): Promise<void> {
    do {
      again = false
      records = await store.all(deps.db)
      const next = new Map<string, PolicyRecord[]>()
      for (const record of records) {
        const list = next.get(record.key)
        if (list === undefined) next.set(record.key, [record])
        else list.push(record)
      }
      byKey = next
    } while (again)
  }

  /** One read at a time; a change heard meanwhile causes one more. */
  function refresh(): Promise<void> {
    if (reading !== null) {
      again = true
      return reading
    }
    reading = read().finally(() => {
      reading = null
    })
    return reading
  }

  function at(key: string, instant: Date): PolicyRecord | null {
    const list = byKey.get(key)
    if (list === undefined) return null
    for (let index = list.length - 1; index >= 0; index--) {
      const record = list[index]
      if (record === undefined || record.validFrom.getTime() > instant.getTime()) continue
      return record.validTo === null || record.validTo.getTime() > instant.getTime() ? record : null
    }
    return null
  }

  const policies: Omit<Policies, 'routes'> = {
    at,
    require(key, instant) {
      const record = at(key, instant)
      invariant(record !== null, `no policy ${key} applies at ${instant.toISOString()}`)
      return record
    },
    byId: id => records.find(record => record.id === id) ?? null,
    all: () => records,
    async load() {
      // Listening first: a change between the two is then heard, and read once more.
      stopListening ??= await deps.db.listen(CHANNEL, () => {
        // A failed read leaves the last good copy; the next change or reconnection reads again.
        refresh().catch(() => {})
      })
      await refresh()
    },
    async stop() {
      await stopListening?.()
      stopListening = null
    },
  }
  const add = deps.commands.define<NewPolicy, PolicyRecord>({
    name: 'policies.add',
    decide: (tx, commands) =>
      addPolicies(deps, tx, commands, () => {
        refresh().catch(() => {})
      }),
    present: record => ({ status: 201, body: presentPolicy(record) }),
    subject: record => formatId('pol', record.id),
  })
  return { ...policies, routes: policiesRoutes({ policies, clock: deps.clock, add }) }
}
