/**
 * Reconciliation at size: a bill of a million lines is sent to a running server, read and matched with as many instructions, all but a few
 * of which agree. Measured from the first byte sent until every line is matched or listed; and how much memory the server took.
 */
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { OPERATOR_SCOPES } from '../../src/domains/identity/identity.ts'
import { formatId, type Id, newId } from '../../src/kernel/ids.ts'
import type { RunningServer } from './core.ts'
import { compact } from './seed.ts'

export type ReconciliationFigures = {
  readonly billLines: number
  readonly billMb: number
  /** From the first byte sent until the last is stored. */
  readonly billSendSeconds: number
  readonly billReadSeconds: number
  readonly billMatchSeconds: number
  /** All of it: the target is a million lines in 60 s. */
  readonly billSeconds: number
  readonly billRssMb: number
  readonly billExceptions: number
}

export type ReconciliationOptions = {
  /** An empty, migrated database. */
  readonly connectionString: string
  readonly start: (connectionString: string) => Promise<RunningServer>
  readonly smoke: boolean
  readonly say: (line: string) => void
}

const LINES = 1_000_000
const DATE = '2026-06-30'
const HOUSE = 'sim'
const BATCH = 20_000
/** One instruction in so many is missing from the bill, one line in so many is over another amount, and one is nobody's. */
const ODD = 100_000
const PART_BYTES = 4 * 1_048_576

const MAPPING = {
  side: 'clearing',
  encoding: 'utf-8',
  delimiter: ',',
  skip: 0,
  amounts: 'decimal',
  default_kind: 'debit',
  kinds: { 收款: 'debit' },
  statuses: { 成功: 'settled' },
  columns: {
    at: '时间',
    channel_reference: '流水号',
    reference: '商户订单号',
    kind: '类型',
    amount: '金额',
    fee: '手续费',
    status: '状态',
    counterparty: '对方',
  },
}

/** `{ reference: amount }` of each instruction, in the order of the file. */
async function seedInstructions(connectionString: string, count: number): Promise<{ file: Buffer; odd: number }> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  const chunks: Buffer[] = [Buffer.from('时间,流水号,商户订单号,类型,金额,手续费,状态,对方\r\n')]
  let odd = 0
  try {
    for (let done = 0; done < count; done += BATCH) {
      const size = Math.min(BATCH, count - done)
      const ids = Array.from({ length: size }, () => newId<'ins'>())
      const references = ids.map(() => formatId('pay', newId<'pay'>()))
      await client.query(
        `INSERT INTO clearing.instructions (id, house, purpose, kind, state, amount, currency, agreement_number, reference, attempts, house_reference, settlement_date, created_at, sent_at, completed_at)
         SELECT id, $3, 'payment_debit', 'debit', 'succeeded', 100 + n % 50000, 'CNY', 'bench', reference, 1, 'SIM' || n, $4::date, $4::date + n * interval '80 milliseconds', $4::date, $4::date + n * interval '80 milliseconds'
         FROM (SELECT unnest($1::uuid[]) AS id, unnest($2::text[]) AS reference, generate_series($5::bigint, $5::bigint + $6 - 1) AS n) t`,
        [ids, references, HOUSE, DATE, done, size],
      )
      const lines = ids.map((id, index) => lineOf(done + index, id))
      odd += lines.filter(line => line.odd).length
      chunks.push(Buffer.from(lines.map(line => line.text).join('')))
    }
    await client.query('VACUUM ANALYZE clearing.instructions')
  } finally {
    await client.end()
  }
  return { file: Buffer.concat(chunks), odd }
}

function lineOf(n: number, id: Id<'ins'>): { text: string; odd: boolean } {
  const amount = 100 + (n % 50_000)
  const odd = n % ODD
  // Of each hundred thousand: one is left out, one has another amount, one names nobody (and so its instruction is missing, too).
  if (odd === 1) return { text: '', odd: true }
  const written = odd === 2 ? amount + 1 : odd === 3 ? amount + 7 : amount
  const reference = odd === 3 ? `nobody-${n}` : formatId('ins', id)
  const at = new Date(Date.parse(`${DATE}T00:00:00Z`) + ((n * 80) % 57_600_000)).toISOString().slice(0, 19).replace('T', ' ')
  const yuan = `${Math.trunc(written / 100)}.${String(written % 100).padStart(2, '0')}`
  return {
    text: `${at},SIM${n},${reference},收款,${yuan},0.00,成功,6222****${String(n % 10_000).padStart(4, '0')}\r\n`,
    odd: odd === 2 || odd === 3,
  }
}

/** Uploads, reads and matches; fails when a line is lost or the exceptions are not those that were put in. */
export async function measureReconciliation({
  connectionString,
  start,
  smoke,
  say,
}: ReconciliationOptions): Promise<ReconciliationFigures> {
  const count = smoke ? 20_000 : LINES
  const app = compact(connectionString)
  await app.ledger.ensureInstitution(app.db, [...app.clearing.houses])
  const secret = await app.db.transaction(async tx => {
    const operatorId = app.identity.createOperator(tx, { en: 'Bench', zh: '压测' }, ['administrator'])
    return app.identity.createApiKey(tx, {
      owner: { kind: 'operator', operatorId },
      name: 'bench',
      scopes: OPERATOR_SCOPES,
      expiresAt: null,
    }).secret
  })
  await app.db.close()
  const { file } = await seedInstructions(connectionString, count)
  say(`seeded ${count} instructions; the bill has ${Math.round(file.length / 1_048_576)} MiB`)
  const server = await start(connectionString)
  try {
    const call = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
      const response = await fetch(new URL(`/v1/reconciliation${path}`, server.url), {
        method,
        headers: { Authorization: `Bearer ${secret}`, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const answer = (await response.json()) as Record<string, unknown>
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`)
      return answer
    }
    await call('POST', '/mappings', { name: 'bench', mapping: MAPPING })
    const sha256 = createHash('sha256').update(file).digest('hex')
    const begun = performance.now()
    const seconds = (): number => (performance.now() - begun) / 1_000
    const about = { source: HOUSE, format: 'csv', mapping: 'bench', date: DATE, file_name: 'bench.csv', sha256, bytes: file.length }
    const { id } = await call('POST', '/imports', about)
    for (let number = 1, from = 0; from < file.length; number++, from += PART_BYTES)
      await call('POST', `/imports/${String(id)}/parts`, { number, data: file.subarray(from, from + PART_BYTES).toString('base64') })
    await call('POST', `/imports/${String(id)}/complete`, {})
    const billSendSeconds = seconds()
    let billReadSeconds = 0
    let item: Record<string, unknown>
    for (;;) {
      item = await call('GET', `/imports/${String(id)}`)
      if (billReadSeconds === 0 && item.read_at !== null) billReadSeconds = seconds() - billSendSeconds
      if (item.state === 'matched') break
      if (item.state === 'refused') throw new Error(String(item.reason))
      await sleep(100)
    }
    const billSeconds = seconds()
    const billRssMb = await server.rssMb()
    const matches = Object.fromEntries((item.matches as { match: string; lines: number }[]).map(each => [each.match, each.lines]))
    const oddOnes = Math.ceil((count - 1) / ODD)
    const expected = { matched: count - 3 * oddOnes, exception: 2 * oddOnes }
    if (matches.matched !== expected.matched || matches.exception !== expected.exception)
      throw new Error(`matched ${JSON.stringify(matches)} where ${JSON.stringify(expected)} was put in`)
    const { exceptions } = await call('GET', `/days/${DATE}`)
    const listed = (exceptions as { count: number }[]).reduce((sum, each) => sum + each.count, 0)
    if (listed !== 4 * oddOnes) throw new Error(`${listed} exceptions where ${4 * oddOnes} were put in`)
    say(`read in ${billReadSeconds.toFixed(1)} s, matched in ${(billSeconds - billSendSeconds - billReadSeconds).toFixed(1)} s`)
    return {
      billLines: count,
      billMb: Math.round(file.length / 1_048_576),
      billSendSeconds,
      billReadSeconds,
      billMatchSeconds: billSeconds - billSendSeconds - billReadSeconds,
      billSeconds,
      billRssMb,
      billExceptions: listed,
    }
  } finally {
    await server.stop()
  }
}
