/**
 * The second signature over a day. payments/close-day.ts books the day; this proves it against what the outside says: every bill is in,
 * every line is matched or explained, what stands in suspense is answered for. It books nothing. Its documents are made from facts that
 * are kept, so closing again gives the same bytes, or tells that the books are not what they were.
 */
import { createHash } from 'node:crypto'
import { formatId } from '../../kernel/ids.ts'
import { invariant, type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import type { AuditLeaf } from '../../platform/commands.ts'
import { chartEntry } from '../ledger/ledger.ts'
import type { ReconciliationDeps } from './deps.ts'
import type { CloseFacts } from './documents/facts.ts'
import { closingReport } from './documents/report-pdf.ts'
import { exceptionsCsv, reserveCsv, reserveJson, trialBalanceCsv } from './documents/tables.ts'
import { vouchersCsv } from './documents/vouchers.ts'
import type { ReconciliationRefusalCode } from './errors.ts'
import { matchDate } from './match-imports.ts'
import * as store from './store/closes.ts'
import * as exceptions from './store/exceptions.ts'
import * as imports from './store/imports.ts'
import * as repairs from './store/repairs.ts'
import type { Import, ReconClose } from './types.ts'

type Refusals = ReconciliationRefusalCode

/** What a day still waits for, in words; empty when it can be closed. */
export async function whatIsMissing(deps: ReconciliationDeps, date: BusinessDate): Promise<string[]> {
  const missing: string[] = []
  if (!(await store.isBooked(deps.db, date))) missing.push('the day is not booked: cut and close it first')
  const present = (await imports.importsOfDate(deps.db, date)).filter(item => item.state !== 'receiving')
  for (const source of deps.sources) {
    if (source.connected?.() === false) continue
    const mine = present.filter(item => item.source === source.code)
    const trades = mine.filter(item => item.lists === 'trades')
    const needsTrades = source.formats.some(
      format => format.source !== 'reserve' && (format.lists ?? 'trades') === 'trades' && !/_fund(_flow)?$/.test(format.code),
    )
    if (mine.length === 0 || (needsTrades && trades.length === 0)) missing.push(`no bill of ${source.code}`)
  }
  for (const item of present)
    if (item.state !== 'matched') missing.push(`the import ${formatId('imp', item.id)} of ${item.source} is ${item.state}`)
  for (const open of await store.openLines(
    deps.db,
    present.map(item => item.number),
  ))
    missing.push(`${open.lines} lines of ${formatId('imp', open.id)} are not matched`)
  const counts = await exceptions.countExceptions(deps.db, date)
  const unresolved = counts.filter(each => each.state === 'open' || each.state === 'repairing').reduce((sum, each) => sum + each.count, 0)
  if (unresolved > 0) missing.push(`${unresolved} exceptions are open`)
  for (const each of await standingInSuspense(deps)) {
    if (each.balance !== each.explained)
      missing.push(
        `${each.code} of ${each.house} stands at ${each.balance}, of which exceptions that were explained answer for ${each.explained}`,
      )
  }
  return missing
}

type Standing = store.SuspenseBalance & { readonly explained: bigint; readonly because: readonly string[] }

/** What stands in each suspense account now, and how much of it exceptions that were explained answer for. */
async function standingInSuspense(deps: ReconciliationDeps): Promise<Standing[]> {
  const suspended = await exceptions.suspendedNow(deps.db)
  return (await store.suspenseBalances(deps.db)).map(account => {
    const mine = suspended.filter(each => {
      const kind = each.instructionKind ?? 'debit'
      const side = (kind === 'debit') === (each.kind !== 'line_missing') ? 'suspense_long' : 'suspense_short'
      return each.house === account.house && side === account.code && each.state === 'explained'
    })
    return {
      ...account,
      explained: mine.reduce((sum, each) => sum + each.amount, 0n),
      because: mine.map(each => `${each.id === null ? '' : formatId('rex', each.id)}: ${each.comment ?? ''}`),
    }
  })
}

export type ClosedDay = ReconClose & { readonly repeated: boolean }

/**
 * Closes the reconciliation of a date, or proves that it is closed: a repetition makes everything anew from the books and compares it.
 * Refuses recon_day_not_ready with what is in the way.
 */
export async function closeReconciliation(
  deps: ReconciliationDeps,
  date: BusinessDate,
  actor: string,
  leaf?: Omit<AuditLeaf, 'subject' | 'result'>,
): Promise<Outcome<ClosedDay, Refusals>> {
  return deps.db.transaction(async guard => {
    if (!(await imports.claimWork(guard, `close ${date}`)))
      return refuse('recon_day_not_ready', 'date', { reason: 'another node is closing it' })
    const closed = await store.getClose(deps.db, date)
    if (closed !== null) {
      await proveUnchanged(deps, closed)
      return ok({ date, closedBy: closed.closedBy, closedAt: closed.closedAt, documents: closed.documents, repeated: true })
    }
    if ((await deps.ledger.findDay(deps.db, date)) === null)
      return refuse('recon_day_not_ready', 'date', { reason: 'there is no such day' })
    await matchDate(deps, date)
    const missing = await whatIsMissing(deps, date)
    if (missing.length > 0) {
      if (leaf !== undefined)
        await deps.db.transaction(async tx => deps.audit(tx, [{ ...leaf, subject: date, result: 'recon_day_not_ready' }]))
      return refuse('recon_day_not_ready', 'date', { reason: missing.slice(0, 10).join('; ') })
    }
    const facts = await gatherFacts(deps, date, actor)
    const documents = await documentsOf(deps, facts)
    await deps.db.transaction(async tx => {
      store.insertClose(tx, { date, closedBy: actor, closedAt: new Date(facts.closedAt), facts }, documents)
      if (leaf !== undefined) deps.audit(tx, [{ ...leaf, subject: date, result: 'ok' }])
    })
    const stored = await store.getClose(deps.db, date)
    invariant(stored !== null, 'a close that was stored is there')
    return ok({ date, closedBy: stored.closedBy, closedAt: stored.closedAt, documents: stored.documents, repeated: false })
  })
}

/** Makes every document again, from the books and the kept facts: each has the bytes that were signed, or the books were changed. */
async function proveUnchanged(deps: ReconciliationDeps, closed: store.StoredClose): Promise<void> {
  // The facts are stored as they were gathered, by this program.
  const facts = closed.facts as CloseFacts
  const again = await documentsOf(deps, facts)
  for (const document of again) {
    const kept = closed.documents.find(each => each.name === document.name)
    invariant(kept?.digest === document.digest, `${document.name} of ${closed.date} is what it was when the day was closed`)
  }
}

async function gatherFacts(deps: ReconciliationDeps, date: BusinessDate, actor: string): Promise<CloseFacts> {
  const now = deps.clock.now()
  const since = (await store.closedBefore(deps.db, date)) ?? new Date(0)
  const used = (await imports.importsOfDate(deps.db, date)).filter(item => item.state === 'matched')
  const found = await exceptions.exceptionsOfDate(deps.db, date, since)
  const made = await repairs.repairsBetween(deps.db, since, now)
  return {
    date,
    closedAt: now.toISOString(),
    closedBy: actor,
    imports: await Promise.all(used.map(item => importFacts(deps, item))),
    settlements: (await store.settlementsOf(deps.db, date)).map(each => ({
      house: each.house,
      state: each.state,
      lines: each.lines,
      debits: String(each.debits),
      payouts: String(each.payouts),
      refunds: String(each.refunds),
      fees: String(each.fees),
      net: String(each.net),
    })),
    exceptions: found.map(each => ({
      id: formatId('rex', each.id),
      kind: each.kind,
      state: each.state,
      source: each.source,
      date: each.date,
      amount: String(each.amount),
      currency: each.currency,
      reference: each.reference,
      detail: each.detail,
      openedAt: each.openedAt.toISOString(),
      closedAt: each.closedAt?.toISOString() ?? null,
      closedBy: each.closedBy,
      comment: each.comment,
    })),
    repairs: made.map(each => ({
      id: formatId('rrp', each.id),
      exception: formatId('rex', each.exceptionId),
      kind: each.kind,
      state: each.state,
      requestedBy: each.requestedBy,
      comment: each.comment,
    })),
    suspense: (await standingInSuspense(deps)).map(each => ({
      house: each.house,
      number: each.number,
      en: each.en,
      zh: each.zh,
      balance: String(each.balance),
      because: each.because,
    })),
  }
}

async function importFacts(deps: ReconciliationDeps, item: Import): Promise<CloseFacts['imports'][number]> {
  const counts = await imports.countLines(deps.db, item.number)
  const of = (match: string): number => counts.find(each => each.match === match)?.lines ?? 0
  return {
    id: formatId('imp', item.id),
    source: item.source,
    format: item.format,
    file: item.fileName,
    digest: item.digest ?? '',
    lines: item.lineCount,
    errors: item.errorCount,
    matched: of('matched'),
    explained: of('explained'),
    ignored: of('ignored'),
    net: String(counts.reduce((sum, each) => sum + (each.match === 'ignored' ? 0n : each.net), 0n)),
    fees: String(counts.reduce((sum, each) => sum + each.fees, 0n)),
    closing: item.summary?.closing === undefined ? null : String(item.summary.closing),
  }
}

async function documentsOf(deps: ReconciliationDeps, facts: CloseFacts): Promise<store.Document[]> {
  const date = facts.date as BusinessDate
  const [trial, reserve] = [await deps.ledger.readTrialBalance(deps.db, date), await deps.ledger.readReserve(deps.db, date)]
  invariant(trial.ok && reserve.ok, 'a day that was booked has its trial balance')
  const vouchers = await store.vouchersOf(deps.db, date)
  for (const currency of new Set(trial.value.lines.map(line => line.currency))) {
    const debits = trial.value.lines.filter(line => line.currency === currency).reduce((sum, line) => sum + line.debits, 0n)
    const vouched = vouchers.filter(each => each.currency === currency).reduce((sum, each) => sum + each.amount, 0n)
    invariant(debits === vouched, `the vouchers of ${date} come to what the trial balance says`)
  }
  const lines = trial.value.lines
    .map(line => ({ ...line, entry: chartEntry(line.code) }))
    .sort((a, b) => a.entry.number.localeCompare(b.entry.number) || a.currency.localeCompare(b.currency))
  const report = await closingReport({ facts, trial: lines, reserve: reserve.value, vouchers, timeZone: deps.timeZone })
  const text = (name: string, contentType: string, words: string): store.Document => document(name, contentType, Buffer.from(words, 'utf8'))
  return [
    text('trial-balance.csv', 'text/csv; charset=utf-8', trialBalanceCsv(date, lines)),
    text('vouchers.csv', 'text/csv; charset=utf-8', vouchersCsv(date, vouchers)),
    text('reserve.json', 'application/json', reserveJson(reserve.value)),
    text('reserve.csv', 'text/csv; charset=utf-8', reserveCsv(reserve.value)),
    text('exceptions.csv', 'text/csv; charset=utf-8', exceptionsCsv(facts)),
    document('closing-report.pdf', 'application/pdf', report),
  ]
}

const document = (name: string, contentType: string, bytes: Buffer): store.Document => ({
  name,
  contentType,
  bytes,
  digest: createHash('sha256').update(bytes).digest('hex'),
})
