/**
 * How a file gets in: announced, sent in parts and completed; or fetched from its source. Its bytes are stored before anything of it is
 * read, so that any node can go on reading after a crash. One file holds the place of a source, format and date; the same file again is
 * harmless, another one is refused.
 */
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { formatId, type Id, newId } from '../../kernel/ids.ts'
import { invariant, type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import type { AuditLeaf } from '../../platform/commands.ts'
import type { Tx } from '../../platform/db.ts'
import type { ReconciliationDeps } from './deps.ts'
import type { ReconciliationRefusalCode } from './errors.ts'
import { csvFormat } from './formats/csv.ts'
import type { BillFormat } from './ports.ts'
import { listsOf } from './rules.ts'
import * as exceptions from './store/exceptions.ts'
import * as store from './store/imports.ts'
import * as settings from './store/settings.ts'
import type { Import } from './types.ts'

/** The greatest part of a file, in bytes before compression. */
export const PART_BYTES = 4 * 1_048_576
const PARTS_MAX = 2_000
const compress = promisify(gzip)

export const READ_JOB = 'reconciliation.read'

type Refusals = ReconciliationRefusalCode

/** The sources that bills may come from: those that are fetched, the houses, and the reserve bank. */
export const sourceCodes = (deps: Pick<ReconciliationDeps, 'sources' | 'clearing' | 'formats'>): string[] =>
  [...new Set([...deps.sources.map(source => source.code), ...deps.clearing.houses, ...Object.keys(deps.formats ?? {}), 'reserve'])].sort()

export const formatsOf = (deps: Pick<ReconciliationDeps, 'sources' | 'formats'>, source: string): readonly BillFormat[] => [
  ...(deps.sources.find(each => each.code === source)?.formats ?? []),
  ...(deps.formats?.[source] ?? []),
  csvFormat,
]

export type Announcement = {
  readonly source: string
  readonly format: string
  readonly mapping: string | null
  readonly date: BusinessDate
  readonly fileName: string
}

type Place = Pick<store.NewImport, 'source' | 'format' | 'mapping' | 'mappingVersion' | 'side' | 'lists' | 'date' | 'fileName'>

/** What the announced file is. Refuses recon_source_unknown, recon_format_unknown, recon_mapping_not_found. */
async function placeOf(deps: ReconciliationDeps, asked: Announcement): Promise<Outcome<Place, Refusals>> {
  if (!sourceCodes(deps).includes(asked.source)) return refuse('recon_source_unknown', 'source')
  const format = formatsOf(deps, asked.source).find(each => each.code === asked.format)
  if (format === undefined) return refuse('recon_format_unknown', 'format')
  const base = { source: asked.source, format: asked.format, date: asked.date, fileName: asked.fileName }
  if (format.code !== csvFormat.code)
    return ok({ ...base, mapping: null, mappingVersion: null, side: format.source, lists: listsOf(format, format.source) })
  const saved = asked.mapping === null ? null : await settings.latestMapping(deps.db, asked.mapping)
  if (saved === null) return refuse('recon_mapping_not_found', 'mapping')
  const { side } = saved.body
  return ok({ ...base, mapping: saved.name, mappingVersion: saved.version, side, lists: listsOf({ ...saved.body, code: 'csv' }, side) })
}

/** Another file holds the place, or this one does. `null`: the place is free. */
function heldBy(holder: Import | null, digest: string | null): Outcome<Import, Refusals> | null {
  if (holder === null) return null
  return holder.digest === digest ? ok(holder) : refuse('recon_import_differs', undefined, { existing: formatId('imp', holder.id) })
}

/**
 * Begins an upload, or answers the import of the same file that there is. Refuses recon_source_unknown, recon_format_unknown,
 * recon_mapping_not_found, recon_import_differs, recon_day_closed.
 */
export async function announceImport(
  deps: ReconciliationDeps,
  tx: Tx,
  asked: Announcement & { readonly digest: string; readonly byteCount: bigint },
  actor: string,
): Promise<Outcome<Import, Refusals>> {
  const place = await placeOf(deps, asked)
  if (!place.ok) return place
  store.takePlace(tx, place.value)
  const held = heldBy(await store.holderOf(tx, place.value), asked.digest)
  if (held !== null) return held
  if (await exceptions.isClosed(tx, asked.date)) return refuse('recon_day_closed', 'date', { date: asked.date })
  const begun = await store.findUpload(tx, { ...place.value, digest: asked.digest })
  if (begun !== null) return ok(begun)
  const { digest, byteCount } = asked
  return ok(
    await store.insertImport(
      tx,
      { ...place.value, id: newId<'imp'>(), origin: 'upload', digest, byteCount, createdBy: actor },
      deps.clock.now(),
    ),
  )
}

/** Stores a part of an upload. Refuses recon_import_not_found, recon_import_state, recon_part_invalid. */
export async function receivePart(
  deps: ReconciliationDeps,
  id: Id<'imp'>,
  part: number,
  bytes: Uint8Array,
): Promise<Outcome<Import, Refusals>> {
  if (bytes.length === 0 || bytes.length > PART_BYTES) return refuse('recon_part_invalid', 'data', { reason: `${bytes.length} bytes` })
  if (part > PARTS_MAX) return refuse('recon_part_invalid', 'number', { reason: `a file has at most ${PARTS_MAX} parts` })
  const gzipped = await compress(bytes, { level: 1 })
  return deps.db.transaction(async tx => {
    const item = await store.lockImport(tx, id)
    if (item === null || item.origin !== 'upload') return refuse('recon_import_not_found', 'id')
    if (item.state !== 'receiving') return refuse('recon_import_state', 'id', { state: item.state })
    store.putPart(tx, id, part, gzipped, bytes.length)
    return ok((await store.getImport(tx, id)) ?? item)
  })
}

/** The parts are whole: the file takes its place and waits to be read. Refuses as `announceImport`, and recon_parts_missing. */
export async function completeImport(deps: ReconciliationDeps, tx: Tx, id: Id<'imp'>): Promise<Outcome<Import, Refusals>> {
  const item = await store.lockImport(tx, id)
  if (item === null || item.origin !== 'upload') return refuse('recon_import_not_found', 'id')
  if (item.state === 'queued' || item.state === 'reading' || item.state === 'read' || item.state === 'matched') return ok(item)
  if (item.state !== 'receiving') return refuse('recon_import_state', 'id', { state: item.state })
  const received = await store.receivedOf(tx, id)
  if (received.bytes !== item.byteCount || received.last !== received.parts)
    return refuse('recon_parts_missing', 'id', { received: Number(received.bytes), expected: Number(item.byteCount) })
  return enqueue(deps, tx, item, item.digest, item.byteCount)
}

/** Gives the file its place; the same file there already makes this one superfluous. */
async function enqueue(
  deps: ReconciliationDeps,
  tx: Tx,
  item: Import,
  digest: string | null,
  byteCount: bigint | null,
): Promise<Outcome<Import, Refusals>> {
  store.takePlace(tx, item)
  const held = heldBy(await store.holderOf(tx, item), digest)
  if (held !== null) {
    const reason = held.ok
      ? `the same file as ${formatId('imp', held.value.id)}`
      : `another file than ${String(held.error.values?.existing)}`
    store.endImport(tx, item.id, held.ok ? 'discarded' : 'refused', reason)
    store.forgetParts(tx, item.id)
    return held
  }
  store.queueImport(tx, item.id, digest, byteCount)
  deps.jobs.add(tx, READ_JOB, { import: item.id }, { key: `${READ_JOB} ${item.id}` })
  const queued = await store.getImport(tx, item.id)
  invariant(queued !== null, 'an import that was queued is there')
  return ok(queued)
}

/**
 * Fetches a bill from its source and queues it. Network. Refuses recon_source_unknown, recon_format_unknown, recon_bill_not_ready,
 * recon_bill_unavailable, recon_bill_invalid, recon_import_differs, recon_day_closed.
 */
export async function fetchImport(
  deps: ReconciliationDeps,
  asked: { readonly source: string; readonly format: string; readonly date: BusinessDate },
  actor: string,
  leaf?: Omit<AuditLeaf, 'subject' | 'result'>,
): Promise<Outcome<Import, Refusals>> {
  const source = deps.sources.find(each => each.code === asked.source)
  if (source === undefined) return refuse('recon_source_unknown', 'source')
  if (!source.formats.some(each => each.code === asked.format)) return refuse('recon_format_unknown', 'format')
  if (await exceptions.isClosed(deps.db, asked.date)) return refuse('recon_day_closed', 'date', { date: asked.date })
  const fetched = await source.fetch(asked.format, asked.date)
  if (!fetched.ok) {
    const reason = String(fetched.error.values?.reason ?? fetched.error.code)
    if (fetched.error.code === 'bill_not_ready') return refuse('recon_bill_not_ready', 'date')
    return fetched.error.code === 'bill_unavailable'
      ? refuse('recon_bill_unavailable', undefined, { reason })
      : refuse('recon_bill_invalid', undefined, { reason })
  }
  const place = await placeOf(deps, { ...asked, format: fetched.value.format, mapping: null, fileName: fetched.value.name.slice(0, 200) })
  if (!place.ok) return place
  const fresh = { ...place.value, id: newId<'imp'>(), origin: 'fetch', digest: null, byteCount: null, createdBy: actor } as const
  const item = await store.insertImport(deps.db, fresh, deps.clock.now())
  let kept: Kept
  try {
    kept = await keepBytes(deps, item.id, fetched.value.bytes)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    await deps.db.transaction(async tx => {
      store.endImport(tx, item.id, 'refused', reason.slice(0, 500))
      store.forgetParts(tx, item.id)
    })
    return refuse('recon_bill_invalid', undefined, { reason })
  }
  return deps.db.transaction(async tx => {
    const queued = await enqueue(deps, tx, item, kept.digest, kept.byteCount)
    if (leaf !== undefined) {
      const result = queued.ok ? 'ok' : queued.error.code
      deps.audit(tx, [{ ...leaf, subject: formatId('imp', queued.ok ? queued.value.id : item.id), result }])
    }
    return queued
  })
}

type Kept = { readonly digest: string; readonly byteCount: bigint }

/** Stores a stream in parts as it flows; holds one part in memory. */
async function keepBytes(deps: ReconciliationDeps, id: Id<'imp'>, bytes: AsyncIterable<Uint8Array>): Promise<Kept> {
  const hash = createHash('sha256')
  let byteCount = 0n
  let part = 0
  let held: Uint8Array[] = []
  let heldBytes = 0
  const flush = async (): Promise<void> => {
    if (heldBytes === 0) return
    part += 1
    if (part > PARTS_MAX) throw new Error(`the file has more than ${PARTS_MAX} parts of ${PART_BYTES} bytes`)
    const whole = Buffer.concat(held)
    const gzipped = await compress(whole, { level: 1 })
    await deps.db.transaction(async tx => store.putPart(tx, id, part, gzipped, whole.length))
    held = []
    heldBytes = 0
  }
  for await (const chunk of bytes) {
    hash.update(chunk)
    byteCount += BigInt(chunk.length)
    for (let from = 0; from < chunk.length; ) {
      const taken = chunk.subarray(from, from + PART_BYTES - heldBytes)
      held.push(taken)
      heldBytes += taken.length
      from += taken.length
      if (heldBytes === PART_BYTES) await flush()
    }
  }
  await flush()
  return { digest: hash.digest('hex'), byteCount }
}

/**
 * Takes an import back, with its lines and what hangs on them: it was read wrongly, or is the wrong file. Refuses recon_import_not_found,
 * recon_import_state, recon_day_closed.
 */
export async function discardImport(
  deps: ReconciliationDeps,
  tx: Tx,
  id: Id<'imp'>,
  comment: string,
  actor: string,
): Promise<Outcome<Import, Refusals>> {
  const item = await store.lockImport(tx, id)
  if (item === null) return refuse('recon_import_not_found', 'id')
  if (item.state === 'discarded' || item.state === 'refused') return refuse('recon_import_state', 'id', { state: item.state })
  if (await exceptions.isClosed(tx, item.date)) return refuse('recon_day_closed', 'id', { date: item.date })
  if (await exceptions.hasRepairs(tx, id)) return refuse('recon_import_state', 'id', { state: 'repaired in part' })
  // A reader holds this while it works; it notices that the state has changed and stores nothing more.
  store.endImport(tx, id, 'discarded', comment)
  store.forgetRead(tx, item)
  store.forgetParts(tx, id)
  exceptions.clearOfImport(tx, id, actor, `the import was discarded: ${comment}`, deps.clock.now())
  return ok({ ...item, state: 'discarded', reason: comment })
}
