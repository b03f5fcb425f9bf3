/**
 * One process of the ledger's benchmark: posts batches through the ledger's public interface, one in flight, for the time it
 * is told, then prints what it did as one line of JSON. Arguments: connection string, seconds, batch size, `uniform` or `hot`.
 */
import { createLedger } from '../../src/domains/ledger/ledger.ts'
import type { AccountId, NewTransfer } from '../../src/domains/ledger/types.ts'
import { formatId, newId } from '../../src/kernel/ids.ts'
import { systemClock } from '../../src/kernel/time.ts'
import { createUndo } from '../../src/kernel/undo.ts'
import { createDb, sql } from '../../src/platform/db.ts'

const [connectionString = '', seconds = '1', size = '300', shape = 'uniform'] = process.argv.slice(2)
const ACCOUNTS = sql('bench.accounts', `SELECT id FROM ledger.accounts WHERE code = 'wallet_balance' AND owner LIKE 'bench-%' ORDER BY id`)

const db = createDb({ connectionString, poolMax: 2, role: 'feiqian_app', applicationName: 'bench-ledger' })
const ledger = createLedger({ clock: systemClock, timeZone: 'Asia/Shanghai' })
await ledger.ensureInstitution(db, ['sim'])
const accounts = (await db.query<{ id: AccountId }>(ACCOUNTS)).map(row => row.id)
const hot = ledger.institutionAccount('fees_due')
const pick = (): AccountId => accounts[Math.floor(Math.random() * accounts.length)] as AccountId

type Posted = NewTransfer & { kind: 'posted' }

function transfers(count: number): Posted[] {
  return Array.from({ length: count }, (): Posted => {
    const debit = pick()
    let credit = shape === 'hot' ? hot : pick()
    while (credit === debit) credit = pick()
    const id = newId<'trf'>()
    return { kind: 'posted', id, debit, credit, amount: 1n, reference: formatId('trf', id), reason: { kind: 'benchmark' } }
  })
}

const WARM_UP_BATCHES = 20

async function post(batch: readonly Posted[]): Promise<void> {
  await db.transaction(async tx => {
    const undo = createUndo()
    const accounts = [...new Set(batch.flatMap(({ debit, credit }) => [debit, credit]))]
    const work = await ledger.open(tx, { accounts, undo, lockLate: true })
    for (const transfer of batch) {
      const tried = work.try([transfer])
      if (!tried.ok) throw new Error(`a benchmark transfer was refused: ${tried.error.code}`)
      undo.accept()
    }
    work.flush()
  })
}

// A node that has just started compiles and plans first; that is not what is measured.
for (let at = 0; at < WARM_UP_BATCHES; at++) await post(transfers(Number(size)))

const latencies: number[] = []
let posted = 0
const startedAt = performance.now()
const until = startedAt + Number(seconds) * 1000
while (performance.now() < until) {
  const began = performance.now()
  const batch = transfers(Number(size))
  await post(batch)
  posted += batch.length
  latencies.push(performance.now() - began)
}
const elapsedMs = performance.now() - startedAt
await db.close()
process.stdout.write(`${JSON.stringify({ posted, elapsedMs, latencies })}\n`)
