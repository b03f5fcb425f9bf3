/**
 * PostgreSQL: a pool, transactions with pipelined writes, and the lock ranks that keep concurrent batches free of deadlocks.
 * All SQL lives in store.ts files as named statements; this file knows none of it.
 */
import pg from 'pg'
import { InvariantError, invariant } from '../kernel/outcome.ts'
import { type ArrayCodecs, arrayCodecsOf, encodeArrays } from './arrays.ts'
import { createPipeline } from './pipeline.ts'

export { PgArray, pgArray } from './arrays.ts'

/** A named, prepared SQL statement. The name is unique in the program and appears in metrics and errors; `arrays` says how its arrays are sent. */
export type Statement = { readonly name: string; readonly text: string; readonly arrays: ArrayCodecs }

const declared = new Map<string, string>()

/** Every declared statement by its name. */
export const statements: ReadonlyMap<string, string> = declared

/** Declares a statement once, at module level: `const OPEN = sql('payments.open', 'SELECT …')`. */
export function sql(name: string, text: string): Statement {
  invariant(declared.get(name) === undefined || declared.get(name) === text, `two statements are named ${name}`)
  invariant(name.length <= 63, `the statement name ${name} is longer than PostgreSQL keeps`)
  declared.set(name, text)
  return { name, text, arrays: arrayCodecsOf(text) }
}

/**
 * A table `t` of the parameters from `$first` on, one array for each column: `unnested('id uuid, amount bigint')`. In a SELECT list
 * the arrays are read in step; `unnest` of many arrays in FROM would first copy every column into a store of its own.
 */
export function unnested(columns: string, first = 1): string {
  const list = columns.split(',').map((column, at) => {
    const [name, type] = column.trim().split(' ')
    return `unnest($${first + at}::${type}[]) AS ${name}`
  })
  return `(SELECT ${list.join(', ')}) AS t`
}

/** Rows come back with int8 and numeric-free bigint columns as `bigint`, timestamptz as `Date`, date as text. */
export type Row = Record<string, unknown>

/**
 * The order in which a transaction may lock rows. A transaction says `tx.lock(rank)` before the statement that locks;
 * falling back to a lower rank is a defect, because two such transactions could deadlock. Within a rank, lock by id.
 */
export const LOCK_RANKS = ['keys', 'merchants', 'consents', 'payments', 'clearing', 'accumulators', 'day', 'accounts', 'blind'] as const
export type LockRank = (typeof LOCK_RANKS)[number]

const inOrderOfRanks = <T extends { readonly rank: LockRank }>(items: readonly T[]): T[] =>
  items.toSorted((a, b) => LOCK_RANKS.indexOf(a.rank) - LOCK_RANKS.indexOf(b.rank))

export type Tx = {
  /** Runs a statement and waits for its rows. */
  query<R extends Row>(statement: Statement, values?: readonly unknown[]): Promise<R[]>
  /** Sends a write without waiting; its failure fails the commit. Keeps the number of round trips small. */
  send(statement: Statement, values: readonly unknown[]): void
  /**
   * Like `send`, but put off until just before the commit: for rows that many transactions want, locked as briefly as can be. What
   * locks a lower rank is sent first.
   */
  sendLast(rank: LockRank, statement: Statement, values: readonly unknown[]): void
  /** Declares that the next statement locks rows of this rank. */
  lock(rank: LockRank): void
  /**
   * Says that the work holds for being run again from its beginning, should the database find it in conflict with another transaction
   * (40001, 40P01). Answers whether it would be: false the second time, when the work must lock what it read before.
   */
  mayRunAgain(): boolean
  /** Runs after a successful commit, on this node only: wake-ups, never work that must happen. */
  afterCommit(action: () => void): void
  /** Statements sent so far in this transaction, for the tests that count them. */
  statements(): number
}

export type Db = {
  /** Runs `work` in one READ COMMITTED transaction: all of it commits or none. Twice at the most, and only if it says `mayRunAgain`. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** One statement in a transaction of its own. */
  query<R extends Row>(statement: Statement, values?: readonly unknown[]): Promise<R[]>
  /** Subscribes to a NOTIFY channel until the returned function is called; re-subscribes after a lost connection. */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>
  readonly pool: pg.Pool
  close(): Promise<void>
}

/** The COMMIT was sent and the connection was lost: the transaction may or may not have happened. */
export class CommitUnknownError extends Error {
  override name = 'CommitUnknownError'
}

/** Errors of the connection, not of the commands: worth another try with the same commands. */
export function isTransient(error: unknown): boolean {
  if (error instanceof CommitUnknownError) return true
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code !== 'string')
    return (
      error instanceof Error &&
      /Connection terminated|connection error|Client was closed|timeout exceeded when trying to connect/i.test(error.message)
    )
  // 08 connection, 57P admin shutdown / crash / cannot connect now, 40001 and 40P01 serialisation and deadlock
  return (
    code.startsWith('08') ||
    code.startsWith('57P') ||
    code === '40001' ||
    code === '40P01' ||
    code === 'ECONNREFUSED' ||
    code === 'ECONNRESET' ||
    code === 'EPIPE' ||
    code === 'ENOENT'
  )
}

/** A serialization failure or a deadlock: the database rolled this transaction back for another's sake. */
const isConflict = (error: unknown): boolean => error instanceof pg.DatabaseError && (error.code === '40001' || error.code === '40P01')

const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === 20) return (value: string) => BigInt(value)
    if (oid === 1082) return (value: string) => value
    if (oid === 1016) return (value: string) => elementsOf(value).map(BigInt)
    if (oid === 2951) return elementsOf
    return pg.types.getTypeParser(oid, format as 'text')
  },
}

/** The elements of an array of bigint or uuid: nothing in them is ever quoted; aggregates of NOT NULL columns hold no NULL. */
const elementsOf = (literal: string): string[] => (literal === '{}' ? [] : literal.slice(1, -1).split(','))

export type DbOptions = {
  readonly connectionString: string
  readonly poolMax: number
  /** The role that the connections act as: without UPDATE or DELETE on transfers and audit leaves. */
  readonly role?: string
  readonly applicationName?: string
  readonly onError?: (error: Error) => void
  /** Age at which a new connection first discards its plans, a second unless said; see DISCARD_PLANS. */
  readonly replanAfterMs?: number
}

const BEGIN: Statement = { name: 'transaction.begin', text: 'BEGIN', arrays: [] }

/**
 * Batches run the same statements over arrays of any length: one generic plan serves all, and planning anew for each batch costs as
 * much as running it. Reads outside transactions, with their optional filters, go on being planned for their values.
 */
const ONE_PLAN: Statement = { name: 'transaction.one_plan', text: 'SET LOCAL plan_cache_mode = force_generic_plan', arrays: [] }

/**
 * A plan lasts until the statistics of its tables are taken anew, and one that was made while a table was empty reads all of it, however
 * large it has become. So a connection forgets its plans when it is a second old, and then whenever its age has doubled or five minutes
 * have passed.
 */
const DISCARD_PLANS = 'DISCARD PLANS'
const REPLAN_FIRST_MS = 1_000
const REPLAN_MAX_MS = 300_000

/** Says when the plans of a connection are to be made anew. */
function createPlanAges(firstMs: number) {
  const ages = new WeakMap<pg.PoolClient, { dueAt: number; waitMs: number }>()
  return {
    opened(client: pg.PoolClient): void {
      ages.set(client, { dueAt: performance.now() + firstMs, waitMs: firstMs })
    },
    /** Once for each time that they are due. */
    areDue(client: pg.PoolClient): boolean {
      const age = ages.get(client)
      const now = performance.now()
      if (age === undefined || now < age.dueAt) return false
      ages.set(client, { dueAt: now + age.waitMs, waitMs: Math.min(age.waitMs * 2, REPLAN_MAX_MS) })
      return true
    },
  }
}

export function createDb(options: DbOptions): Db {
  const onError = options.onError ?? (() => {})
  const config: pg.PoolConfig & { pipeline?: boolean } = {
    connectionString: options.connectionString,
    max: options.poolMax,
    pipeline: true,
    types: types as pg.CustomTypesConfig,
    application_name: options.applicationName ?? 'feiqian',
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    ...(options.role === undefined ? {} : { options: `-c role=${options.role}` }),
  }
  const pool = new pg.Pool(config)
  pool.on('error', onError)
  // A connection that breaks while a transaction holds it fails that transaction; unheard, its event would end the process.
  pool.on('connect', client => client.on('error', () => {}))
  const plans = createPlanAges(options.replanAfterMs ?? REPLAN_FIRST_MS)
  pool.on('connect', plans.opened)

  async function transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const run = { isFirst: true, isRepeatable: false }
    try {
      return await once(work, run)
    } catch (error) {
      if (!run.isRepeatable || !isConflict(error)) throw error
      return await once(work, { isFirst: false, isRepeatable: false })
    }
  }

  async function once<T>(work: (tx: Tx) => Promise<T>, run: { readonly isFirst: boolean; isRepeatable: boolean }): Promise<T> {
    const client = await pool.connect()
    const actions: (() => void)[] = []
    const sent: Promise<unknown>[] = []
    const last: { readonly rank: LockRank; readonly statement: Statement; readonly values: readonly unknown[] }[] = []
    let firstFailure: { error: unknown } | null = null
    let rank = -1
    let statements = 0
    let broken: Error | undefined
    const pipeline = createPipeline(client, types as pg.CustomTypesConfig)
    const dispatch = (statement: Statement, values: readonly unknown[]): Promise<Row[]> => {
      statements += 1
      return pipeline.send(statement, values)
    }
    const watch = (promise: Promise<unknown>): void => {
      sent.push(
        promise.catch((error: unknown) => {
          firstFailure ??= { error }
        }),
      )
    }
    const tx: Tx = {
      async query<R extends Row>(statement: Statement, values: readonly unknown[] = []) {
        const rows = await dispatch(statement, values)
        // An earlier pipelined write may have failed: its error is the cause, this one's only the echo.
        if (firstFailure !== null) throw firstFailure.error
        return rows as R[]
      },
      send(statement, values) {
        watch(dispatch(statement, values))
      },
      sendLast(rank, statement, values) {
        last.push({ rank, statement, values: encodeArrays(statement.arrays, values) })
      },
      lock(next) {
        const at = LOCK_RANKS.indexOf(next)
        if (at < rank) throw new InvariantError(`lock rank falls from ${LOCK_RANKS[rank]} to ${next}`)
        rank = at
      },
      mayRunAgain() {
        run.isRepeatable = run.isFirst
        return run.isFirst
      },
      afterCommit(action) {
        actions.push(action)
      },
      // Not a getter: each object made with one keeps a hidden class of its own, and all that the transaction held, until a full collection.
      statements: () => statements,
    }
    try {
      // Ahead of the transaction: it takes a snapshot, after which no isolation level can be chosen.
      if (plans.areDue(client)) watch(client.query(DISCARD_PLANS))
      watch(pipeline.send(BEGIN, []))
      watch(pipeline.send(ONE_PLAN, []))
      let value: T
      try {
        value = await work(tx)
        // Within reach of the rollback, too: what cannot be encoded throws here.
        for (const { statement, values } of inOrderOfRanks(last)) watch(dispatch(statement, values))
      } catch (error) {
        const failed = firstFailure as { error: unknown } | null
        await pipeline.end('ROLLBACK').catch((rollbackError: Error) => {
          broken = rollbackError
        })
        await Promise.all(sent)
        throw failed?.error ?? error
      }
      const commit = pipeline.end('COMMIT')
      const committed = commit.then(
        result => ({ command: result.command, error: null }),
        (error: unknown) => ({ command: null, error }),
      )
      await Promise.all(sent)
      const end = await committed
      const failed = firstFailure as { error: unknown } | null
      if (failed !== null && (end.error === null || failed.error instanceof pg.DatabaseError)) {
        if (end.error !== null) broken = end.error as Error
        throw failed.error
      }
      if (end.error instanceof pg.DatabaseError && end.error.severity === 'ERROR') throw end.error
      if (end.error !== null) {
        broken = end.error as Error
        throw new CommitUnknownError('the connection was lost while committing', { cause: end.error })
      }
      invariant(end.command === 'COMMIT', 'a transaction that was aborted cannot report success')
      for (const action of actions) action()
      return value
    } finally {
      client.release(broken)
    }
  }

  async function query<R extends Row>(statement: Statement, values: readonly unknown[] = []): Promise<R[]> {
    const result = await pool.query({ name: statement.name, text: statement.text, values: encodeArrays(statement.arrays, values) })
    return result.rows as R[]
  }

  const closers = new Set<() => Promise<void>>()

  async function listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>> {
    invariant(/^[a-z_]{1,60}$/.test(channel), 'a channel is named in lower case letters and underscores')
    let stopped = false
    let client: pg.Client | null = null
    let retry: NodeJS.Timeout | null = null
    const connect = async (): Promise<void> => {
      const fresh = new pg.Client({
        connectionString: options.connectionString,
        application_name: `${options.applicationName ?? 'feiqian'}-listen`,
      })
      fresh.on('error', onError)
      fresh.on('notification', message => heard(message.payload ?? ''))
      try {
        await fresh.connect()
        await fresh.query(`LISTEN ${channel}`)
      } catch (error) {
        fresh.end().catch(() => {})
        throw error
      }
      client = fresh
      // Only a connection that stood is replaced when it ends: a failed attempt is tried again once, by whoever made it.
      fresh.on('end', () => {
        client = null
        again()
      })
      if (stopped) await fresh.end()
    }
    const again = (): void => {
      if (stopped) return
      retry = setTimeout(() => {
        connect().then(() => heard(''), again)
      }, 500)
      retry.unref()
    }
    await connect()
    const stop = async (): Promise<void> => {
      stopped = true
      closers.delete(stop)
      if (retry !== null) clearTimeout(retry)
      await client?.end()
    }
    closers.add(stop)
    return stop
  }

  return {
    transaction,
    query,
    listen,
    pool,
    async close() {
      await Promise.all([...closers].map(stop => stop()))
      await pool.end()
    },
  }
}
