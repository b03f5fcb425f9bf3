/**
 * Files of one folder, served from memory and compressed once. Only names that are really in the folder are served: nothing of a
 * request ever becomes a path.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { RawReply } from './route.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}
const COMPRESSIBLE = /^(text|application\/json|image\/svg)/
const COMPRESSED_MIN_BYTES = 1_024
const FILES_MAX = 2_000
const LOOK_AGAIN_MS = 2_000

type Loaded = { readonly body: Buffer; readonly compressed: Buffer | null; readonly etag: string; readonly type: string }

export type Files = {
  /** The names in the folder, with forward slashes; `null` when the folder is missing. Looked up once, or again after a while when missing. */
  names(): Promise<ReadonlySet<string> | null>
  /** The answer with a file; `null` when there is none of that name. */
  reply(name: string, header: (name: string) => string | undefined, cacheControl: string): Promise<RawReply | null>
}

export function createFiles(folder: string): Files {
  let known: ReadonlySet<string> | null = null
  let looking: Promise<ReadonlySet<string> | null> | null = null
  let lookedAtMs = Number.NEGATIVE_INFINITY
  const loaded = new Map<string, Promise<Loaded>>()

  /** Whoever asks while the folder is being read waits for that reading. */
  async function names(): Promise<ReadonlySet<string> | null> {
    if (known !== null) return known
    if (looking === null || performance.now() - lookedAtMs >= LOOK_AGAIN_MS) {
      lookedAtMs = performance.now()
      looking = look()
    }
    return looking
  }

  async function look(): Promise<ReadonlySet<string> | null> {
    try {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true })
      const files = entries.filter(entry => entry.isFile()).slice(0, FILES_MAX)
      const found = new Set(files.map(entry => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')))
      known = found.size === 0 ? null : found
    } catch {
      known = null
    }
    return known
  }

  async function load(name: string): Promise<Loaded> {
    const body = await readFile(join(folder, name))
    const type = TYPES[extname(name)] ?? 'application/octet-stream'
    const compressed = COMPRESSIBLE.test(type) && body.length >= COMPRESSED_MIN_BYTES ? await promisify(gzip)(body) : null
    return { body, compressed, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`, type }
  }

  return {
    names,
    async reply(name, header, cacheControl) {
      if ((await names())?.has(name) !== true) return null
      let loading = loaded.get(name)
      if (loading === undefined) {
        loading = load(name)
        loaded.set(name, loading)
        loading.catch(() => loaded.delete(name))
      }
      const file = await loading
      const headers = { 'Cache-Control': cacheControl, ETag: file.etag, Vary: 'Accept-Encoding' }
      if (header('if-none-match') === file.etag) return { kind: 'raw', status: 304, contentType: file.type, body: '', headers }
      if (file.compressed !== null && /\bgzip\b/.test(header('accept-encoding') ?? '')) {
        return {
          kind: 'raw',
          status: 200,
          contentType: file.type,
          body: file.compressed,
          headers: { ...headers, 'Content-Encoding': 'gzip' },
        }
      }
      return { kind: 'raw', status: 200, contentType: file.type, body: file.body, headers }
    },
  }
}
