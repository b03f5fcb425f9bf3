/** What every declared statement promises: it is sound, and it finds its rows by an index, however many there will be, or says here why not. */
import { describe, expect, it } from 'vitest'
import { useAdmin } from '../../test/harness/admin.ts'
import { useDatabase } from '../../test/harness/database.ts'
import { statements } from '../platform/db.ts'
import './compose.ts'

const WHOLE = 'it reads the whole on purpose'
const SMALL = 'the table stays small'
const RARE = 'it runs a few times a day, over a table of thousands'

/** Statements that no index serves. */
const SCANS: Readonly<Record<string, string>> = {
  'identity.live_credentials': RARE,
  'identity.oauth_keys_delete': SMALL,
  'identity.oauth_keys_list': SMALL,
  'identity.prune_rehearsals': RARE,
  'identity.prune_sandbox_sms': RARE,
  'ledger.movements_newer': SMALL,
  'ledger.movements_older': SMALL,
  'ledger.seq_after': SMALL,
  'ledger.verify_days': WHOLE,
  'ledger.verify_pendings': WHOLE,
  'ledger.verify_trials': WHOLE,
  'payments.funds_carried_out': WHOLE,
  'policies.all': WHOLE,
  'reconciliation.count_exceptions': RARE,
  'reconciliation.exceptions_of_date': RARE,
  'reconciliation.expected_on_statement': RARE,
  'reconciliation.rules_at': SMALL,
  'sandbox_bank.load_transactions': WHOLE,
}

const database = useDatabase()
// An empty table is scanned gladly. Forbidden to, PostgreSQL does so only where no index serves.
const admin = useAdmin(database, ['SET enable_seqscan = off'])

type Node = { readonly 'Node Type': string; readonly Disabled?: boolean; readonly Plans?: readonly Node[] }

const scansByNeed = (node: Node): boolean =>
  (node['Node Type'] === 'Seq Scan' && node.Disabled === true) || (node.Plans ?? []).some(scansByNeed)

/** Jobs live in a schema that their library makes when it starts; what has no plan has none to look at. */
const hasPlan = ([name, text]: readonly [string, string]): boolean =>
  !/^(jobs|test)\./.test(name) && /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b/.test(text)

describe('every statement', () => {
  it('finds its rows by an index, but for those that say why not', async () => {
    const scanning: string[] = []
    const planned = [...statements].filter(hasPlan)
    for (const [name, text] of planned) {
      const { rows } = await admin.run(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`)
      const [{ Plan: plan }] = rows[0]['QUERY PLAN'] as [{ Plan: Node }]
      if (scansByNeed(plan)) scanning.push(name)
    }
    expect(planned.length).toBeGreaterThan(600)
    expect(scanning.sort()).toEqual(Object.keys(SCANS).sort())
  })
})
