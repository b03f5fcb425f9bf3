/**
 * Bills of outside systems against the books: upload and fetch them, see what differs, mend it, and put the second signature under a day.
 */
import { createHash } from 'node:crypto'
import type { Core, RequestOptions } from './core.ts'
import { type Body, call, csv, list, type Query, type Result } from './types.ts'

type Options = RequestOptions
type Import = Result<'/v1/reconciliation/imports/{id}', 'get'>

/** The server takes parts of at most 4 MiB. */
const PART_BYTES = 4 * 1_048_576

export type UploadOptions = Options & {
  /** Hears how many bytes have been sent. */
  readonly onProgress?: (sent: number, total: number) => void
}

/** What is announced of a file, but for what follows from its bytes. */
export type UploadInput = Omit<Body<'/v1/reconciliation/imports', 'post'>, 'sha256' | 'bytes'>

async function upload(core: Core, about: UploadInput, file: Uint8Array, { onProgress, ...options }: UploadOptions = {}): Promise<Import> {
  const sha256 = createHash('sha256').update(file).digest('hex')
  const body = { ...about, sha256, bytes: file.length }
  const begun = await call(core, 'post', '/v1/reconciliation/imports', { body }, options)
  // The same file was sent before: there is nothing more to send.
  if (begun.state !== 'receiving') return begun
  const at = { id: begun.id }
  for (let number = 1, from = 0; from < file.length; number++, from += PART_BYTES) {
    const data = Buffer.from(file.slice(from, from + PART_BYTES)).toString('base64')
    await call(core, 'post', '/v1/reconciliation/imports/{id}/parts', { at, body: { number, data } }, options)
    onProgress?.(Math.min(from + PART_BYTES, file.length), file.length)
  }
  return call(core, 'post', '/v1/reconciliation/imports/{id}/complete', { at }, options)
}

export const reconciliationOf = (core: Core) => ({
  sources: (options?: Options) => call(core, 'get', '/v1/reconciliation/sources', {}, options),
  imports: {
    /** Sends a bill whole; harmless when repeated. It is read and matched in the background: see `get`. */
    upload: (about: UploadInput, file: Uint8Array, options?: UploadOptions) => upload(core, about, file, options),
    /** Has the server fetch a bill from its source. */
    fetch: (body: Body<'/v1/reconciliation/fetches', 'post'>, options?: Options) =>
      call(core, 'post', '/v1/reconciliation/fetches', { body }, options),
    get: (id: string, options?: Options) => call(core, 'get', '/v1/reconciliation/imports/{id}', { at: { id } }, options),
    list: (query?: Query<'/v1/reconciliation/imports'>, options?: Options) => list(core, '/v1/reconciliation/imports', { query }, options),
    lines: (id: string, query?: Query<'/v1/reconciliation/imports/{id}/lines'>, options?: Options) =>
      call(core, 'get', '/v1/reconciliation/imports/{id}/lines', { at: { id }, query }, options),
    errors: (id: string, query?: Query<'/v1/reconciliation/imports/{id}/errors'>, options?: Options) =>
      call(core, 'get', '/v1/reconciliation/imports/{id}/errors', { at: { id }, query }, options),
    /** The rows that could not be read, as a CSV file. */
    exportErrors: (id: string, options?: Options) => csv(core, '/v1/reconciliation/imports/{id}/errors.csv', { at: { id } }, options),
    /** Takes an import back, with its lines and their exceptions. */
    discard: (id: string, body: Body<'/v1/reconciliation/imports/{id}/discard', 'post'>, options?: Options) =>
      call(core, 'post', '/v1/reconciliation/imports/{id}/discard', { at: { id }, body }, options),
  },
  mappings: {
    list: (options?: Options) => call(core, 'get', '/v1/reconciliation/mappings', {}, options),
    save: (body: Body<'/v1/reconciliation/mappings', 'post'>, options?: Options) =>
      call(core, 'post', '/v1/reconciliation/mappings', { body }, options),
  },
  rules: {
    list: (options?: Options) => call(core, 'get', '/v1/reconciliation/rules', {}, options),
    add: (body: Body<'/v1/reconciliation/rules', 'post'>, options?: Options) =>
      call(core, 'post', '/v1/reconciliation/rules', { body }, options),
  },
  exceptions: {
    get: (id: string, options?: Options) => call(core, 'get', '/v1/reconciliation/exceptions/{id}', { at: { id } }, options),
    list: (query?: Query<'/v1/reconciliation/exceptions'>, options?: Options) =>
      list(core, '/v1/reconciliation/exceptions', { query }, options),
    comment: (id: string, body: Body<'/v1/reconciliation/exceptions/{id}/comments', 'post'>, options?: Options) =>
      call(core, 'post', '/v1/reconciliation/exceptions/{id}/comments', { at: { id }, body }, options),
    explain: (id: string, body: Body<'/v1/reconciliation/exceptions/{id}/explain', 'post'>, options?: Options) =>
      call(core, 'post', '/v1/reconciliation/exceptions/{id}/explain', { at: { id }, body }, options),
    /** Answers with the repair, or with an approval where a second operator has to agree. */
    repair: (id: string, body: Body<'/v1/reconciliation/exceptions/{id}/repairs', 'post'>, options?: Options) =>
      call(core, 'post', '/v1/reconciliation/exceptions/{id}/repairs', { at: { id }, body }, options),
  },
  repairs: { get: (id: string, options?: Options) => call(core, 'get', '/v1/reconciliation/repairs/{id}', { at: { id } }, options) },
  days: {
    get: (date: string, options?: Options) => call(core, 'get', '/v1/reconciliation/days/{date}', { at: { date } }, options),
    match: (date: string, options?: Options) => call(core, 'post', '/v1/reconciliation/days/{date}/match', { at: { date } }, options),
    close: (date: string, options?: Options) => call(core, 'post', '/v1/reconciliation/days/{date}/close', { at: { date } }, options),
    /** The bytes of a document of a closed day. */
    document: (date: string, name: string, options?: Options) =>
      core.request<Uint8Array>(
        'GET',
        `/v1/reconciliation/days/${encodeURIComponent(date)}/documents/${encodeURIComponent(name)}`,
        { accept: 'application/octet-stream' },
        options,
      ),
  },
})
