/** Background work of the kit: the log ends with its retention, and the key that wraps data keys is turned. */
import { FIRST_UUID } from '../../../kernel/ids.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Jobs } from '../../../platform/jobs.ts'
import type { Envelope } from '../../../platform/kms.ts'
import type { LocalKms } from '../../../platform/local-kms.ts'
import type { Logger } from '../../../platform/telemetry.ts'
import { policyNumber } from './policy.ts'
import * as store from './store.ts'
import { pruneExchanges } from './store-exchanges.ts'

const DAY_MS = 86_400_000
const BATCH = 500
const PRUNE_BATCH = 5_000
const PRUNE_ROUNDS = 200

export type ConnectorJobDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly kms: LocalKms
  readonly envelope: Envelope
  readonly policies: { require(key: string, at: Date): { readonly value: unknown } }
  readonly logger: Logger
  readonly audit: (tx: Tx, action: string, subject: string) => void
}

export function defineConnectorJobs(jobs: Jobs, deps: ConnectorJobDeps): void {
  jobs.define('connectors.rewrap', async () => {
    // Another node may have turned the key a moment ago.
    await deps.kms.current()
    await rewrapCredentials(deps)
  })
  // What a node sealed before it had heard of a new version.
  jobs.schedule('connectors.rewrap', '37 4 * * *')
  jobs.define('connectors.turn_key', () => turnKeyWhenDue(deps, jobs))
  jobs.schedule('connectors.turn_key', '7 4 * * *')
  jobs.define('connectors.prune', async () => {
    await pruneLog(deps)
  })
  jobs.schedule('connectors.prune', '29 4 * * *')
}

/** A new version of the wrapping key once the present one is old enough, and every data key under it. */
export async function turnKeyWhenDue(deps: ConnectorJobDeps, jobs: Pick<Jobs, 'add'>): Promise<void> {
  const now = deps.clock.now()
  const days = policyNumber(deps, 'connectors.key_service', 'turn_after_days', now)
  const current = await deps.kms.current()
  if (now.getTime() - current.createdAt.getTime() < days * DAY_MS) return
  await deps.db.transaction(async tx => {
    const made = await deps.kms.turn(tx)
    deps.audit(tx, 'connectors.turn_key', `key_version_${made.version}`)
    jobs.add(tx, 'connectors.rewrap', {}, { key: 'connectors.rewrap' })
  })
}

/** Wraps the data key of every credential under the current version; what is under it already is left. Says how many were wrapped. */
export async function rewrapCredentials(deps: Pick<ConnectorJobDeps, 'db' | 'envelope' | 'logger'>): Promise<number> {
  let wrapped = 0
  for (let after = FIRST_UUID; ; ) {
    const rows = await store.credentialsAfter(deps.db, after, BATCH)
    for (const { id, sealed } of rows) {
      const fresh = await deps.envelope.rewrap(sealed)
      if (fresh !== null && (await store.rewrapCredential(deps.db, id, sealed, fresh))) wrapped += 1
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < BATCH) break
    after = last.id
  }
  if (wrapped > 0) deps.logger.info({ wrapped }, 'data keys were wrapped again')
  return wrapped
}

/** Deletes exchanges past their retention, in bounded steps. Says how many. */
export async function pruneLog(deps: Pick<ConnectorJobDeps, 'db' | 'clock' | 'policies'>): Promise<number> {
  const now = deps.clock.now()
  const before = new Date(now.getTime() - policyNumber(deps, 'connectors.exchange_log', 'days', now) * DAY_MS)
  let pruned = 0
  for (let round = 0; round < PRUNE_ROUNDS; round++) {
    const step = await pruneExchanges(deps.db, before, PRUNE_BATCH)
    pruned += step
    if (step < PRUNE_BATCH) break
  }
  return pruned
}
