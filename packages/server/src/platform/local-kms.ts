/**
 * The key service that the platform brings: versions of one wrapping key in the database, each sealed with the master key. A new
 * version is made on demand; earlier ones go on unwrapping what they wrapped.
 */
import { randomBytes } from 'node:crypto'
import { invariant } from '../kernel/outcome.ts'
import type { Clock } from '../kernel/time.ts'
import { type Db, sql, type Tx } from './db.ts'
import { decrypt, encrypt, type Kms } from './kms.ts'

const ALL = sql('kms.all', 'SELECT version, sealed, created_at AS "createdAt" FROM platform.kms_keys ORDER BY version')
const LOCK = sql('kms.lock', `SELECT pg_advisory_xact_lock(hashtextextended('platform.kms_keys', 0))`)
const INSERT = sql('kms.insert', 'INSERT INTO platform.kms_keys (version, sealed, created_at) VALUES ($1, $2, $3)')

export type KmsVersion = { readonly version: number; readonly createdAt: Date }

export type LocalKms = Kms & {
  /** Makes a new version, which wraps from now on. Other nodes follow within a minute. */
  turn(tx: Tx): Promise<KmsVersion>
  /** The version that wraps, and since when; asked anew, so that this node wraps under it from now on. */
  current(): Promise<KmsVersion>
}

type Row = { version: number; sealed: Buffer; createdAt: Date }
type Loaded = { readonly keys: ReadonlyMap<number, Buffer>; readonly current: KmsVersion; readonly readAt: number }

const FRESH_MS = 60_000
const contextOf = (version: number): Buffer => Buffer.from(`platform.kms_keys:${version}`)

/** `masterKey`: 32 bytes of their own use (see `keyFor`). */
export function createLocalKms(deps: { readonly db: Db; readonly clock: Clock; readonly masterKey: Uint8Array }): LocalKms {
  invariant(deps.masterKey.length === 32, 'the key service needs a key of 32 bytes')
  let loaded: Promise<Loaded> | null = null

  async function add(tx: Tx, version: number): Promise<KmsVersion> {
    const createdAt = deps.clock.now()
    await tx.query(INSERT, [version, encrypt(deps.masterKey, randomBytes(32), contextOf(version)), createdAt])
    return { version, createdAt }
  }

  async function read(): Promise<Loaded> {
    let rows = await deps.db.query<Row>(ALL)
    if (rows.length === 0) {
      await deps.db.transaction(async tx => {
        tx.send(LOCK, [])
        if ((await tx.query<Row>(ALL)).length === 0) await add(tx, 1)
      })
      rows = await deps.db.query<Row>(ALL)
    }
    const last = rows.at(-1)
    invariant(last !== undefined, 'the key service has a version')
    return {
      keys: new Map(rows.map(row => [row.version, decrypt(deps.masterKey, row.sealed, contextOf(row.version))])),
      current: { version: last.version, createdAt: last.createdAt },
      readAt: performance.now(),
    }
  }

  function reload(): Promise<Loaded> {
    const reading = read()
    loaded = reading
    reading.catch(() => {
      if (loaded === reading) loaded = null
    })
    return reading
  }

  /** The versions as this node knows them, at most a minute old. */
  async function versions(): Promise<Loaded> {
    const known = await (loaded ?? reload())
    return performance.now() - known.readAt > FRESH_MS ? reload() : known
  }

  async function keyOf(version: number): Promise<Buffer> {
    const key = (await versions()).keys.get(version) ?? (await reload()).keys.get(version)
    if (key === undefined) throw new Error(`the key service has no version ${version}`)
    return key
  }

  const wrap = (key: Buffer, version: number, plain: Buffer): Buffer => {
    const head = Buffer.alloc(4)
    head.writeUInt32BE(version)
    return Buffer.concat([head, encrypt(key, plain, head)])
  }

  async function unwrap(wrapped: Uint8Array): Promise<Buffer> {
    const bytes = Buffer.from(wrapped.buffer, wrapped.byteOffset, wrapped.byteLength)
    if (bytes.length < 4) throw new Error('this data key was not wrapped here')
    return decrypt(await keyOf(bytes.readUInt32BE(0)), bytes.subarray(4), bytes.subarray(0, 4))
  }

  async function wrapCurrent(plain: Buffer): Promise<{ readonly wrapped: Buffer; readonly version: number }> {
    const { keys, current } = await versions()
    const key = keys.get(current.version)
    invariant(key !== undefined, 'the current version is known')
    return { wrapped: wrap(key, current.version, plain), version: current.version }
  }

  return {
    async generateDataKey() {
      const plain = randomBytes(32)
      const { wrapped, version } = await wrapCurrent(plain)
      return { plain, wrapped, keyVersion: version }
    },
    unwrap,
    async rewrap(wrapped) {
      const { version } = (await versions()).current
      if (Buffer.from(wrapped.buffer, wrapped.byteOffset, wrapped.byteLength).readUInt32BE(0) === version) return null
      return (await wrapCurrent(await unwrap(wrapped))).wrapped
    },
    async turn(tx) {
      tx.send(LOCK, [])
      const last = (await tx.query<Row>(ALL)).at(-1)
      const made = await add(tx, (last?.version ?? 0) + 1)
      tx.afterCommit(() => {
        reload().catch(() => {})
      })
      return made
    },
    current: async () => (await reload()).current,
  }
}
