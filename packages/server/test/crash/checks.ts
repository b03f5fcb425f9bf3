/** What must hold after every restart, asked of the database itself: nothing lost, nothing doubled, the books in order. */
import { setTimeout as sleep } from 'node:timers/promises'
import { readReserve } from '../../src/domains/ledger/reserve.ts'
import { verifyBooks } from '../../src/domains/ledger/verify-books.ts'
import { formatId, type Id, type IdPrefix, parseId } from '../../src/kernel/ids.ts'
import { systemClock } from '../../src/kernel/time.ts'
import type { Db } from '../../src/platform/db.ts'
import type { Client } from './client.ts'
import type { Book } from './load.ts'
import type { Receiver } from './receiver.ts'
import type { Seed } from './seed.ts'

export type Findings = {
  /** Acknowledged, and not there or not as acknowledged. */
  readonly lost: string[]
  /** There more often than asked for. */
  readonly doubled: string[]
  /** Books, reserve, events: anything else that is wrong. */
  readonly other: string[]
}

export const noFindings = (): Findings => ({ lost: [], doubled: [], other: [] })

const QUIET_LIMIT_MS = 30_000
/** Channels that one server listens to, and as many connections that a dead one has just left. */
const LISTENERS_MAX = 8

const UNFINISHED = `
SELECT (SELECT count(*) FROM platform.outbox)::int AS outbox,
       (SELECT count(*) FROM notifications.deliveries WHERE state = 'pending')::int AS deliveries,
       (SELECT count(*) FROM payments.payments WHERE status = 'processing')::int AS payments,
       (SELECT count(*) FROM payments.refunds WHERE status = 'pending')::int AS refunds,
       (SELECT count(*) FROM payments.payouts WHERE status = 'processing')::int AS payouts`

/** Waits until nothing is under way: results have come, events are delivered. */
export async function untilQuiet(db: Db): Promise<void> {
  const deadline = Date.now() + QUIET_LIMIT_MS
  for (;;) {
    const { rows } = await db.pool.query<Record<string, number>>(UNFINISHED)
    if (Object.values(rows[0] ?? {}).every(count => count === 0)) return
    if (Date.now() > deadline) throw new Error(`this does not come to an end: ${JSON.stringify(rows[0])}`)
    await sleep(20)
  }
}

const uuidOf = (prefix: IdPrefix, id: string): string => {
  const parsed = parseId(prefix, id)
  if (parsed === null) throw new Error(`${id} is no id`)
  return parsed
}

/** Holds the database against the book of answers. */
export async function checkBook(db: Db, book: Book, seed: Seed, findings: Findings): Promise<void> {
  await checkPayments(db, book, findings)
  await checkRefunds(db, book, findings)
  await checkBalances(db, book, seed, findings)
  findings.other.push(...book.surprises.splice(0))
}

type PaymentRow = { id: Id<'pay'>; status: string; amount_captured: bigint; amount_refunded: bigint; order_reference: string }

async function checkPayments(db: Db, book: Book, findings: Findings): Promise<void> {
  const ids = [...book.touched].map(id => uuidOf('pay', id))
  const { rows } = await db.pool.query<PaymentRow>(
    'SELECT id, status, amount_captured, amount_refunded, order_reference FROM payments.payments WHERE id = ANY ($1::uuid[])',
    [ids],
  )
  const found = new Map(rows.map(row => [formatId('pay', row.id), row]))
  for (const id of book.touched) {
    const expected = book.payments.get(id)
    const row = found.get(id)
    const isAsAnswered =
      row !== undefined &&
      expected !== undefined &&
      row.status === expected.status &&
      Number(row.amount_captured) === expected.captured &&
      Number(row.amount_refunded) === expected.refunded &&
      row.order_reference === expected.order
    if (!isAsAnswered)
      findings.lost.push(`${id}: answered ${JSON.stringify(expected)}, found ${row === undefined ? 'nothing' : row.status}`)
  }
  const { rows: extra } = await db.pool.query<{ order_reference: string; count: number }>(
    'SELECT order_reference, count(*)::int AS count FROM payments.payments GROUP BY order_reference HAVING count(*) > 1',
  )
  for (const { order_reference: order, count } of extra) findings.doubled.push(`order ${order} has ${count} payments`)
  await checkCount(db, 'payments.payments', book.payments.size, findings)
  const { rows: debits } = await db.pool.query<{ reference: string; count: number }>(
    `SELECT reference, count(*)::int AS count FROM clearing.instructions WHERE purpose = 'payment_debit' GROUP BY reference HAVING count(*) > 1`,
  )
  for (const { reference, count } of debits) findings.doubled.push(`${reference} has ${count} debits at the clearing house`)
}

async function checkCount(db: Db, table: string, expected: number, findings: Findings): Promise<void> {
  const { rows } = await db.pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`)
  const count = rows[0]?.count ?? 0
  if (count > expected) findings.doubled.push(`${table} has ${count} rows, ${expected} were answered`)
  if (count < expected) findings.lost.push(`${table} has ${count} rows, ${expected} were answered`)
}

async function checkRefunds(db: Db, book: Book, findings: Findings): Promise<void> {
  await checkCount(db, 'payments.refunds', book.refunds.size, findings)
  const { rows } = await db.pool.query<{ refunded: bigint | null }>(
    `SELECT sum(amount)::bigint AS refunded FROM payments.refunds WHERE status = 'succeeded'`,
  )
  const expected = [...book.refunds.values()].reduce((sum, refund) => sum + refund.amount, 0)
  const refunded = Number(rows[0]?.refunded ?? 0)
  if (refunded > expected) findings.doubled.push(`${refunded} was refunded, ${expected} was answered`)
  if (refunded < expected) findings.lost.push(`${refunded} was refunded, ${expected} was answered`)
}

/** Every holder has, to the fen, what the answers say. */
async function checkBalances(db: Db, book: Book, seed: Seed, findings: Findings): Promise<void> {
  const { rows } = await db.pool.query<{ owner: Id<'hld'>; balance: bigint; held: bigint }>(
    `SELECT owner, credits_posted - debits_posted AS balance, debits_pending AS held FROM ledger.accounts WHERE code = 'wallet_balance'`,
  )
  for (const { owner: id, balance, held } of rows) {
    const owner = formatId('hld', id)
    const expected = seed.balance - (book.spent.get(owner) ?? 0)
    if (Number(balance) < expected) findings.doubled.push(`${owner} has ${balance}, ${expected} by the answers`)
    if (Number(balance) > expected) findings.lost.push(`${owner} has ${balance}, ${expected} by the answers`)
    if (held !== 0n) findings.other.push(`${owner} still has ${held} held`)
  }
}

/** A repeated request gets the very answer that was given before the crash. */
export async function checkReplays(client: Client, book: Book, sample: number, random: () => number, findings: Findings): Promise<void> {
  const acknowledged = book.acknowledged.splice(0)
  const chosen = Array.from({ length: Math.min(sample, acknowledged.length) }, () => {
    return acknowledged[Math.floor(random() * acknowledged.length)] as Book['acknowledged'][number]
  })
  await Promise.all(
    chosen.map(async ({ request, answer }) => {
      const again = await client.call(request)
      if (again.text !== answer.text || again.status !== answer.status || !again.replayed)
        findings.doubled.push(`${request.path} with ${request.key} was answered anew: ${again.text}`)
    }),
  )
}

/** The ledger adds up, and the reserve covers what is owed. */
export async function checkBooks(db: Db, findings: Findings): Promise<void> {
  const { ok, differenceCount, differences } = await verifyBooks({ clock: systemClock }, db)
  if (!ok) {
    const told = differences.slice(0, 5).map(({ kind, subject, detail }) => `${kind} ${subject}: ${detail}`)
    findings.other.push(`the books differ in ${differenceCount} places: ${told.join('; ')}`)
  }
  const reserve = await readReserve(db)
  if (!reserve.ok || !reserve.value.balanced) findings.other.push('the reserve does not equal the liabilities')
}

/** Every committed event has reached its merchant at least once, every success has one, and none was made twice. Answers how many there are. */
export async function checkEvents(db: Db, book: Book, receiver: Receiver, findings: Findings): Promise<number> {
  const { rows } = await db.pool.query<{ id: Id<'evt'> }>('SELECT id FROM platform.events WHERE merchant_id IS NOT NULL')
  for (const { id } of rows) {
    if (!receiver.received.has(formatId('evt', id))) findings.lost.push(`${formatId('evt', id)} was never delivered`)
  }
  const { rows: twice } = await db.pool.query<{ type: string; subject: string; count: number }>(
    `SELECT type, object->>'id' AS subject, count(*)::int AS count FROM platform.events GROUP BY 1, 2 HAVING count(*) > 1`,
  )
  for (const { type, subject, count } of twice) findings.doubled.push(`${type} of ${subject} is ${count} events`)
  const succeeded = [...book.touched].filter(id => book.payments.get(id)?.status === 'succeeded')
  const { rows: told } = await db.pool.query<{ subject: string }>(
    `SELECT object->>'id' AS subject FROM platform.events WHERE type = 'payment.succeeded' AND object->>'id' = ANY ($1::text[])`,
    [succeeded],
  )
  const subjects = new Set(told.map(row => row.subject))
  for (const id of succeeded) if (!subjects.has(id)) findings.lost.push(`${id} succeeded without an event`)
  return rows.length
}

/** A server that lost its database again and again holds no more connections than before. */
export async function checkConnections(db: Db, findings: Findings): Promise<void> {
  const { rows } = await db.pool.query<{ name: string; count: number }>(
    `SELECT application_name AS name, count(*)::int AS count FROM pg_stat_activity WHERE application_name ~ '-(listen|beacon)$' GROUP BY 1`,
  )
  for (const { name, count } of rows) if (count > LISTENERS_MAX) findings.other.push(`${count} connections are called ${name}`)
}

/** The clearing house's settlement files and our instructions agree line by line. */
export async function checkDiscrepancies(db: Db, findings: Findings): Promise<void> {
  const { rows } = await db.pool.query<{ kind: string; detail: string }>('SELECT kind, detail FROM clearing.discrepancies')
  for (const { kind, detail } of rows) findings.other.push(`the clearing house disagrees: ${kind} ${detail}`)
}
