/** Adds policy records: each closes the one before it and applies from its instant on. What has applied is never rewritten. */
import { newId } from '../../kernel/ids.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import type { Clock } from '../../kernel/time.ts'
import type { Command } from '../../platform/commands.ts'
import type { Tx } from '../../platform/db.ts'
import type { PolicyRefusalCode } from './errors.ts'
import { follow } from './rules.ts'
import * as store from './store.ts'
import type { NewPolicy, PolicyRecord } from './types.ts'

export async function addPolicies(
  deps: { readonly clock: Clock },
  tx: Tx,
  commands: readonly Command<NewPolicy>[],
  changed: () => void,
): Promise<Outcome<PolicyRecord, PolicyRefusalCode>[]> {
  const latest = await store.latest(
    tx,
    commands.map(command => command.input.key),
  )
  const now = deps.clock.now()
  /** What is stored and gets an end, and what is new, by id: a new record may be followed within the batch. */
  const closed = new Map<string, PolicyRecord>()
  const added = new Map<string, PolicyRecord>()
  const outcomes = commands.map(({ input }): Outcome<PolicyRecord, PolicyRefusalCode> => {
    const previous = latest.get(input.key)
    const start = follow(previous, input, now)
    if (!start.ok || previous === undefined) return start as Exclude<typeof start, { ok: true }>
    const ended = { ...previous, validTo: start.value }
    const target = added.has(previous.id) ? added : closed
    target.set(previous.id, ended)
    const { key, value, source, note } = input
    const record: PolicyRecord = { id: newId<'pol'>(), key, value, source, note, validFrom: start.value, validTo: null, createdAt: now }
    added.set(record.id, record)
    latest.set(key, record)
    return { ok: true, value: record }
  })
  if (added.size > 0) {
    store.write(tx, [...closed.values()], [...added.values()])
    tx.afterCommit(changed)
  }
  return outcomes
}
