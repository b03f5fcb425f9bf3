/**
 * Reads a stored file into lines: streams its parts through the parser of its format and stores some thousand lines at a time, together
 * with how far it has come. Killed anywhere, it goes on after the last row that was stored; it can be run again by any node.
 */
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { type Id, parseId } from '../../kernel/ids.ts'
import type { ReconciliationDeps } from './deps.ts'
import type { BillSummary, CsvMapping, ParsedRow, StatementLine } from './ports.ts'
import { formatsOf } from './receive-imports.ts'
import * as exceptions from './store/exceptions.ts'
import * as store from './store/imports.ts'
import * as settings from './store/settings.ts'
import type { Import } from './types.ts'

const BATCH_LINES = 5_000
const ERRORS_MAX = 10_000
const FIELD_MAX = 200
const expand = promisify(gunzip)

export const MATCH_JOB = 'reconciliation.match'

export type ReadOptions = {
  /** Aborted when the node stops: the job runs again elsewhere. */
  readonly signal?: AbortSignal | undefined
  /** For tests that crash there: called after each batch that was stored. */
  readonly afterBatch?: (lastRow: number) => void
}

/** Reads an import that is queued or was being read. Answers it as it stands afterwards; `null` when there is none. */
export async function readImport(deps: ReconciliationDeps, id: Id<'imp'>, options: ReadOptions = {}): Promise<Import | null> {
  return deps.db.transaction(async guard => {
    if (!(await store.claimWork(guard, id))) throw new Error('the import is being worked on by another node')
    const item = await store.getImport(deps.db, id)
    if (item === null || (item.state !== 'queued' && item.state !== 'reading')) return item
    if (item.state === 'queued' && (await digestOf(deps, item)) !== item.digest) {
      await refuseImport(deps, item, 'the bytes have another digest than was announced')
      return store.getImport(deps.db, id)
    }
    await store.startReading(deps.db, id)
    await readRows(deps, item, options)
    return store.getImport(deps.db, id)
  })
}

/** The bytes of a stored file, part by part. */
async function* bytesOf(deps: ReconciliationDeps, item: Import, onRead: (bytes: number) => void = () => {}): AsyncGenerator<Uint8Array> {
  let next = store.getPart(deps.db, item.id, 1)
  for (let part = 1; ; part++) {
    const stored = await next
    if (stored === null) return
    next = store.getPart(deps.db, item.id, part + 1)
    // Whoever stops reading early leaves this one unheard.
    next.catch(() => {})
    const bytes = await expand(stored.bytes)
    onRead(bytes.length)
    yield bytes
  }
}

async function digestOf(deps: ReconciliationDeps, item: Import): Promise<string> {
  const hash = createHash('sha256')
  for await (const bytes of bytesOf(deps, item)) hash.update(bytes)
  return hash.digest('hex')
}

async function refuseImport(deps: ReconciliationDeps, item: Import, reason: string): Promise<void> {
  await deps.db.transaction(async tx => {
    store.endImport(tx, item.id, 'refused', reason)
    store.forgetRead(tx, item)
    store.forgetParts(tx, item.id)
  })
}

async function readRows(deps: ReconciliationDeps, item: Import, { signal, afterBatch }: ReadOptions): Promise<void> {
  const format = formatsOf(deps, item.source).find(each => each.code === item.format)
  if (format === undefined) {
    await refuseImport(deps, item, `nobody reads ${item.format} any more`)
    return
  }
  const mapping = await mappingOf(deps, item)
  const context = { source: item.source, date: item.date, timeZone: deps.timeZone, currency: 'CNY', mapping } as const
  let bytesRead = 0
  let stored = item.lastRow
  let seen = 0
  let errorCount = 0
  let summary: BillSummary | null = null
  let lines: store.StoredLine[] = []
  let errors: store.RowError[] = []
  let storing: Promise<void> = Promise.resolve()

  const flush = async (): Promise<void> => {
    await storing
    if (lines.length === 0 && errors.length === 0) return
    signal?.throwIfAborted()
    const batch = { lines, errors, lastRow: Math.max(seen, stored), bytesRead: BigInt(bytesRead) }
    const after = stored
    stored = batch.lastRow
    lines = []
    errors = []
    storing = deps.db
      .transaction(async tx => {
        if (!(await store.storeRead(tx, item, after, batch))) throw new Error('the import was taken back, or is read by another node')
      })
      .then(() => afterBatch?.(batch.lastRow))
    // It is awaited before the next batch is stored; until then nobody else hears of its failure.
    storing.catch(() => {})
  }

  const take = (row: ParsedRow): void => {
    if ('summary' in row) {
      summary = row.summary
      return
    }
    if (!row.ok) {
      errorCount += 1
      seen = Math.max(seen, row.row)
      errors.push({ row: row.row, code: row.code, detail: clean(row.detail, 500), text: clean(row.text, 2_000) })
      return
    }
    const { line } = row
    if (line.row <= seen) {
      errorCount += 1
      errors.push({ row: line.row, code: 'field_invalid', detail: 'the rows of the file do not ascend', text: clean(line.text, 2_000) })
      return
    }
    seen = line.row
    // Stored before a crash: it is there.
    if (line.row > item.lastRow) lines.push(storedOf(line))
  }

  for await (const row of format.parse(
    bytesOf(deps, item, bytes => {
      bytesRead += bytes
    }),
    context,
  )) {
    take(row)
    if (lines.length + errors.length >= BATCH_LINES) await flush()
    if (errorCount > ERRORS_MAX) {
      await storing
      await refuseImport(deps, item, `more than ${ERRORS_MAX} rows cannot be read: is it the right format, encoding and mapping?`)
      return
    }
  }
  await flush()
  await storing
  await store.analyzeLines(deps.db)
  await deps.db.transaction(async tx => {
    store.finishReading(tx, item.id, summary, deps.clock.now())
    if (errorCount > 0) exceptions.listUnreadable(tx, item.id, deps.clock.now())
    deps.jobs.add(tx, MATCH_JOB, { import: item.id }, { key: `${MATCH_JOB} ${item.id}` })
  })
}

async function mappingOf(deps: ReconciliationDeps, item: Import): Promise<CsvMapping | null> {
  if (item.mapping === null || item.mappingVersion === null) return null
  return (await settings.getMapping(deps.db, item.mapping, item.mappingVersion))?.body ?? null
}

/** PostgreSQL stores no U+0000. */
const clean = (text: string, max: number): string => (text.includes('\u0000') ? text.replaceAll('\u0000', '\ufffd') : text).slice(0, max)
const field = (text: string | null | undefined): string | null =>
  text === null || text === undefined ? null : text.length > FIELD_MAX || text.includes('\u0000') ? clean(text, FIELD_MAX) : text

function storedOf(line: StatementLine): store.StoredLine {
  const reference = field(line.reference)
  return {
    ...line,
    reference,
    channelReference: field(line.channelReference),
    originalReference: field(line.originalReference),
    status: field(line.status),
    counterparty: field(line.counterparty) ?? '',
    instructionId: reference === null ? null : parseId('ins', reference),
  }
}
