/** What a pipelined transaction promises: the first error wins, an aborted one never reports success, ranks never fall. */
import type { EventEmitter } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useAdmin } from '../../test/harness/admin.ts'
import { useDatabase } from '../../test/harness/database.ts'
import { createLossyProxy, type LossyProxy } from '../../test/harness/lossy-proxy.ts'
import { CommitUnknownError, createDb, type Db, isTransient, pgArray, type Row, sql, type Tx } from './db.ts'

const INSERT = sql('test.db_insert', 'INSERT INTO public.notes (id, note) VALUES ($1, $2)')
const INSERT_DEFERRED = sql('test.db_insert_deferred', 'INSERT INTO public.deferred (id) VALUES ($1)')
const INSERT_SLOW = sql('test.db_insert_slow', 'INSERT INTO public.slow (id) VALUES ($1)')
const NOTES = sql('test.db_notes', 'SELECT id, note FROM public.notes WHERE id BETWEEN $1 AND $2 ORDER BY at')
const DIVIDE = sql('test.db_divide', 'SELECT 1 / $1::integer AS quotient')
const RAISE = sql('test.db_raise', 'SELECT public.raise($1)')
const BACKEND = sql('test.db_backend', 'SELECT pg_backend_pid() AS pid')
const FILL_GROWING = sql('test.db_fill_growing', 'INSERT INTO public.growing SELECT uuidv7() FROM generate_series(1, $1)')
const FIND_GROWING = sql('test.db_find_growing', 'SELECT id FROM public.growing WHERE id = ANY ($1::uuid[])')
const FLUSH_STATISTICS = sql('test.db_flush_statistics', 'SELECT pg_stat_force_next_flush()')
const REPEATABLE_READ = sql('test.db_repeatable_read', 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
const ISOLATION = sql('test.db_isolation', `SELECT current_setting('transaction_isolation') AS level`)
const TYPES = sql(
  'test.db_types',
  `SELECT 9007199254740993::bigint AS eight, '{1,2}'::bigint[] AS list, '2026-02-28'::date AS date, '2026-02-28T01:02:03Z'::timestamptz AS instant,
     7::integer AS four, NULL::bigint AS nothing`,
)

const database = useDatabase()
const admin = useAdmin(database, [
  'CREATE TABLE public.notes (id integer PRIMARY KEY, note text NOT NULL CHECK (length(note) < 20), at bigint GENERATED ALWAYS AS IDENTITY)',
  'CREATE TABLE public.deferred (id integer UNIQUE DEFERRABLE INITIALLY DEFERRED)',
  `CREATE FUNCTION public.raise(code text) RETURNS void LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION USING ERRCODE = code; END'`,
  'CREATE TABLE public.slow (id integer)',
  `CREATE FUNCTION public.dawdle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(10); RETURN NULL; END'`,
  `CREATE CONSTRAINT TRIGGER slow_commit AFTER INSERT ON public.slow DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.dawdle()`,
  'CREATE TABLE public.growing (id uuid PRIMARY KEY) WITH (autovacuum_enabled = false)',
  'GRANT SELECT, INSERT ON public.notes, public.deferred, public.slow, public.growing TO feiqian_app',
])

let serial = 0
const nextId = (): number => {
  serial += 100
  return serial
}

async function notesFrom(id: number): Promise<string[]> {
  return (await database.db.query<{ note: string }>(NOTES, [id, id + 99])).map(row => row.note)
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code

const thrownBy = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error('it succeeded')
    },
    (error: unknown) => error,
  )

describe('a transaction', () => {
  it('commits what was sent without waiting', async () => {
    const id = nextId()
    const value = await database.db.transaction(async tx => {
      tx.send(INSERT, [id, 'one'])
      tx.send(INSERT, [id + 1, 'two'])
      return 'done'
    })
    expect(value).toBe('done')
    expect(await notesFrom(id)).toEqual(['one', 'two'])
  })

  it('fails with the first error of what was sent, and keeps nothing', async () => {
    const id = nextId()
    const failure = await thrownBy(
      database.db.transaction(async tx => {
        tx.send(INSERT, [id, 'kept?'])
        tx.send(INSERT, [id + 1, 'far too long for this table'])
        tx.send(INSERT, [id + 2, 'after'])
      }),
    )
    expect(codeOf(failure)).toBe('23514')
    expect(await notesFrom(id)).toEqual([])
  })

  it('tells the cause, not its echo, when a query follows a failed send', async () => {
    const id = nextId()
    const failure = await thrownBy(
      database.db.transaction(async tx => {
        tx.send(INSERT, [id, 'far too long for this table'])
        await tx.query(NOTES, [id, id])
      }),
    )
    expect(codeOf(failure)).toBe('23514')
  })

  it('never reports success when the work swallowed an error', async () => {
    const id = nextId()
    let isTold = false
    const failure = await thrownBy(
      database.db.transaction(async tx => {
        tx.afterCommit(() => {
          isTold = true
        })
        tx.send(INSERT, [id, 'kept?'])
        await tx.query(DIVIDE, [0]).catch(() => {})
      }),
    )
    expect(String(failure)).toContain('aborted')
    expect(isTold).toBe(false)
    expect(await notesFrom(id)).toEqual([])
  })

  it('rolls back when the work throws, and the connection serves the next', async () => {
    const id = nextId()
    const failure = await thrownBy(
      database.db.transaction(async tx => {
        tx.send(INSERT, [id, 'kept?'])
        throw new Error('changed my mind')
      }),
    )
    expect(String(failure)).toContain('changed my mind')
    expect(await notesFrom(id)).toEqual([])
  })

  it('throws the database error when the COMMIT itself is refused: it is known not to have happened', async () => {
    const id = nextId()
    const failure = await thrownBy(
      database.db.transaction(async tx => {
        tx.send(INSERT, [id, 'kept?'])
        tx.send(INSERT_DEFERRED, [1])
        tx.send(INSERT_DEFERRED, [1])
      }),
    )
    expect(codeOf(failure)).toBe('23505')
    expect(failure).not.toBeInstanceOf(CommitUnknownError)
    expect(await notesFrom(id)).toEqual([])
  })

  it('sends what was put off last, in the order of the ranks, just before the commit', async () => {
    const id = nextId()
    await database.db.transaction(async tx => {
      tx.sendLast('accounts', INSERT, [id, 'fourth'])
      tx.send(INSERT, [id + 1, 'first'])
      tx.sendLast('blind', INSERT, [id + 2, 'sixth'])
      tx.sendLast('keys', INSERT, [id + 4, 'third'])
      tx.sendLast('accounts', INSERT, [id + 5, 'fifth'])
      tx.send(INSERT, [id + 3, 'second'])
    })
    expect(await notesFrom(id)).toEqual(['first', 'second', 'third', 'fourth', 'fifth', 'sixth'])
  })

  it('fails with the error of what was put off', async () => {
    const id = nextId()
    const failure = await thrownBy(
      database.db.transaction(async tx => {
        tx.sendLast('blind', INSERT, [id, 'far too long for this table'])
        tx.send(INSERT, [id + 1, 'kept?'])
      }),
    )
    expect(codeOf(failure)).toBe('23514')
    expect(await notesFrom(id)).toEqual([])
  })

  it('rolls back when what was put off cannot be sent, and the connection serves the next', async () => {
    const one = createDb({ connectionString: database.connectionString, poolMax: 1 })
    const id = nextId()
    const circular: Record<string, unknown> = {}
    circular.self = circular
    // The second time each statement is known to the connection, and goes another way.
    for (let run = 0; run < 2; run++) {
      await one.transaction(async tx => void (await tx.query(DIVIDE, [1])))
      const failing = one.transaction(async tx => {
        tx.send(INSERT, [id, 'one'])
        tx.sendLast('blind', DIVIDE, [circular])
      })
      expect(String(await thrownBy(failing))).toContain('circular')
      expect(await one.transaction(tx => tx.query(NOTES, [id, id]))).toEqual([])
    }
    await one.close()
    expect(await notesFrom(id)).toEqual([])
  })

  it('acts after the commit, once it can be seen, and not after a rollback', async () => {
    const id = nextId()
    const heard: string[] = []
    let seen: Promise<string[]> | null = null
    await database.db.transaction(async tx => {
      tx.afterCommit(() => {
        heard.push('committed')
        seen = notesFrom(id)
      })
      tx.send(INSERT, [id, 'visible'])
      await tx.query(BACKEND)
      expect(heard).toEqual([])
    })
    expect(heard).toEqual(['committed'])
    expect(await seen).toEqual(['visible'])
    await thrownBy(
      database.db.transaction(async tx => {
        tx.afterCommit(() => heard.push('never'))
        tx.send(DIVIDE, [0])
      }),
    )
    expect(heard).toEqual(['committed'])
  })

  it('counts its statements, those put off only when they are sent', async () => {
    const id = nextId()
    let kept: Tx | null = null
    await database.db.transaction(async tx => {
      kept = tx
      tx.send(INSERT, [id, 'one'])
      tx.sendLast('blind', INSERT, [id + 1, 'two'])
      await tx.query(BACKEND)
      expect(tx.statements()).toBe(2)
    })
    expect((kept as Tx | null)?.statements()).toBe(3)
  })

  it('sends what it has to say in one turn as one exchange, and reads rows as at the first time', async () => {
    const seen: unknown[] = []
    const exchanges: number[] = []
    for (let run = 0; run < 3; run++) {
      const one = createDb({ connectionString: database.connectionString, poolMax: 1 })
      one.pool.on('connect', client => {
        const { connection } = client as unknown as { connection: EventEmitter }
        connection.on('readyForQuery', () => {
          exchanges[run] = (exchanges[run] ?? 0) + 1
        })
      })
      const work = async (tx: Tx) => {
        tx.send(DIVIDE, [1])
        return Promise.all([tx.query(TYPES), tx.query(DIVIDE, [1]), tx.query(TYPES)])
      }
      seen.push(await one.transaction(work))
      exchanges[run] = 0
      seen.push(await one.transaction(work))
      await one.close()
    }
    // The transaction's statements behind one Sync, and COMMIT, which runs whatever became of them.
    expect(exchanges).toEqual([2, 2, 2])
    for (const rows of seen) expect(rows).toEqual(seen[0])
    expect(seen[0]).toMatchObject([[{ eight: 9_007_199_254_740_993n, list: [1n, 2n], nothing: null }], [{ quotient: 1 }], [{}]])
  })

  it('tells the cause of a statement that the connection runs for the first time, not the echo of what is sent behind it', async () => {
    const id = nextId()
    for (let run = 0; run < 20; run++) {
      // It never succeeds, so each time is the first.
      const sent = database.db.transaction(async tx => {
        tx.send(INSERT, [id, 'one'])
        tx.send(RAISE, ['22012'])
        tx.send(INSERT, [id + 1, 'two'])
      })
      expect(codeOf(await thrownBy(sent))).toBe('22012')
      const asked = database.db.transaction(async tx => {
        tx.send(RAISE, ['22012'])
        await tx.query(BACKEND)
      })
      expect(codeOf(await thrownBy(asked))).toBe('22012')
    }
  })

  it('fails every statement of an exchange behind one that fails, with its error, and rolls back', async () => {
    const id = nextId()
    await database.db.transaction(async tx => void (await Promise.all([tx.query(NOTES, [0, 0]), tx.query(DIVIDE, [1])])))
    const failures: unknown[] = []
    const failure = await thrownBy(
      database.db.transaction(async tx => {
        tx.send(INSERT, [id, 'before'])
        const behind = [tx.query(NOTES, [id, id]), tx.query(DIVIDE, [0]), tx.query(NOTES, [id, id]), tx.query(BACKEND)]
        for (const each of await Promise.allSettled(behind))
          failures.push(each.status === 'rejected' ? codeOf(each.reason) : each.value.length)
        failures.push(codeOf(await thrownBy(tx.query(BACKEND))))
        throw new Error('as the caller would')
      }),
    )
    expect(failures).toEqual([1, '22012', '22012', '22012', '25P02'])
    expect((failure as Error).message).toBe('as the caller would')
    expect(await notesFrom(id)).toEqual([])
  })

  it('prepares a statement once, however often it is sent at the same time on a new connection', async () => {
    const fresh = createDb({ connectionString: database.connectionString, poolMax: 1, role: 'feiqian_app' })
    const id = nextId()
    await fresh.transaction(async tx => {
      for (let at = 0; at < 20; at++) tx.send(INSERT, [id + at, `note ${at}`])
      await Promise.all([tx.query(NOTES, [id, id + 9]), tx.query(NOTES, [id + 10, id + 19])])
    })
    await fresh.close()
    expect(await notesFrom(id)).toHaveLength(20)
  })

  it('acts as the role of the application', async () => {
    const failure = await thrownBy(database.db.pool.query('DELETE FROM ledger.transfers'))
    expect(codeOf(failure)).toBe('42501')
    expect(codeOf(await thrownBy(database.db.pool.query('UPDATE audit.leaves SET result = $1', ['ok'])))).toBe('42501')
  })
})

describe('a plan', () => {
  it.each([
    [60_000, 'stays what it was while the table was small, for as long as it is kept', 0],
    [0, 'is made anew when its time is over, and then uses the index of what has grown', 1],
  ] as const)('(kept for %i ms) %s', async (replanAfterMs, _, scans) => {
    const one = createDb({ connectionString: database.connectionString, poolMax: 1, role: 'feiqian_app', replanAfterMs })
    const find = () => one.transaction(tx => tx.query(FIND_GROWING, [pgArray(['0193a7b2-c4d5-7e6f-8091-a2b3c4d5e6f7'])]))
    const indexScans = async () => {
      const { rows } = await admin.run(`SELECT idx_scan::int AS scans FROM pg_stat_all_tables WHERE relid = 'public.growing'::regclass`)
      return (rows[0] as { scans: number }).scans
    }
    await admin.run('TRUNCATE public.growing')
    await one.query(FILL_GROWING, [3])
    await admin.run('VACUUM ANALYZE public.growing')
    await find()
    await one.query(FILL_GROWING, [50_000])
    await one.query(FLUSH_STATISTICS)
    const before = await indexScans()
    await find()
    await one.query(FLUSH_STATISTICS)
    await one.close()
    expect((await indexScans()) - before).toBe(scans)
  })

  it('is forgotten ahead of the transaction, whose isolation can still be chosen', async () => {
    const one = createDb({ connectionString: database.connectionString, poolMax: 1, replanAfterMs: 0 })
    const level = async () => {
      const [row] = await one.transaction(async tx => {
        tx.send(REPEATABLE_READ, [])
        return tx.query<{ level: string }>(ISOLATION)
      })
      return row?.level
    }
    expect([await level(), await level()]).toEqual(['repeatable read', 'repeatable read'])
    await one.close()
  })
})

describe('work that may run again', () => {
  const failing = (code: string) => async (tx: Tx) => {
    runs.push(tx.mayRunAgain())
    tx.send(INSERT, [nextId(), `run ${runs.length}`])
    await tx.query(RAISE, [code])
  }
  let runs: boolean[] = []

  it('does so once, upon a conflict with another transaction', async () => {
    for (const code of ['40001', '40P01']) {
      runs = []
      expect(codeOf(await thrownBy(database.db.transaction(failing(code))))).toBe(code)
      expect(runs).toEqual([true, false])
    }
  })

  it('runs once upon any other error, and where it does not say so', async () => {
    runs = []
    expect(codeOf(await thrownBy(database.db.transaction(failing('23505'))))).toBe('23505')
    expect(runs).toEqual([true])
    let count = 0
    const failure = await thrownBy(
      database.db.transaction(async tx => {
        count += 1
        await tx.query(RAISE, ['40001'])
      }),
    )
    expect([codeOf(failure), count]).toEqual(['40001', 1])
  })
})

describe('lock ranks', () => {
  it('may rise and stay, never fall', async () => {
    await database.db.transaction(async tx => {
      tx.lock('keys')
      tx.lock('payments')
      tx.lock('payments')
      tx.lock('blind')
    })
    const id = nextId()
    const failure = await thrownBy(
      database.db.transaction(async tx => {
        tx.send(INSERT, [id, 'kept?'])
        tx.lock('accounts')
        tx.lock('payments')
      }),
    )
    expect(String(failure)).toContain('lock rank falls from accounts to payments')
    expect(await notesFrom(id)).toEqual([])
  })
})

describe('types', () => {
  it('reads int8 as bigint, dates as text, instants as Date', async () => {
    const [row] = await database.db.query<Row>(TYPES)
    expect(row).toMatchObject({ eight: 9_007_199_254_740_993n, date: '2026-02-28', four: 7, nothing: null })
    expect(row?.instant).toEqual(new Date('2026-02-28T01:02:03Z'))
  })
})

describe('a lost connection', () => {
  let proxy: LossyProxy
  let distant: Db
  beforeAll(async () => {
    proxy = await createLossyProxy(database.connectionString)
    distant = createDb({ connectionString: proxy.connectionString, poolMax: 2, role: 'feiqian_app' })
  })
  afterAll(async () => {
    await distant.close()
    await proxy.close()
  })

  it('while the work runs is a transient error, and nothing is kept', async () => {
    const id = nextId()
    const failure = await thrownBy(
      database.db.transaction(async tx => {
        tx.send(INSERT, [id, 'kept?'])
        const [row] = await tx.query<{ pid: number }>(BACKEND)
        await admin.terminate(row?.pid ?? 0)
        await tx.query(BACKEND)
      }),
    )
    expect(isTransient(failure)).toBe(true)
    expect(await notesFrom(id)).toEqual([])
  })

  it('before the COMMIT is never taken for success', async () => {
    const id = nextId()
    const failure = await thrownBy(
      database.db.transaction(async tx => {
        tx.send(INSERT, [id, 'kept?'])
        const [row] = await tx.query<{ pid: number }>(BACKEND)
        await admin.terminate(row?.pid ?? 0)
      }),
    )
    expect(isTransient(failure)).toBe(true)
    expect(await notesFrom(id)).toEqual([])
  })

  it('during the COMMIT leaves it unknown', async () => {
    const committing = database.db.transaction(async tx => {
      tx.send(INSERT_SLOW, [1])
      return (await tx.query<{ pid: number }>(BACKEND))[0]?.pid
    })
    const failing = thrownBy(committing)
    const find = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query = 'COMMIT' AND state = 'active'`
    let backend: number | undefined
    while (backend === undefined) backend = (await admin.run(find)).rows[0]?.pid
    await admin.terminate(backend)
    expect(await failing).toBeInstanceOf(CommitUnknownError)
  })

  it('after the COMMIT leaves it unknown, though it happened; the next transaction gets another connection', async () => {
    const id = nextId()
    let isTold = false
    proxy.loseCommits(1)
    const failure = await thrownBy(
      distant.transaction(async tx => {
        tx.afterCommit(() => {
          isTold = true
        })
        tx.send(INSERT, [id, 'happened'])
      }),
    )
    expect(failure).toBeInstanceOf(CommitUnknownError)
    expect(isTransient(failure)).toBe(true)
    expect(isTold).toBe(false)
    expect(await notesFrom(id)).toEqual(['happened'])
    await distant.transaction(async tx => tx.send(INSERT, [id + 1, 'next']))
    expect(await notesFrom(id)).toEqual(['happened', 'next'])
  })

  it('of a listener is mended, and what may have been missed is announced by an empty message', async () => {
    const heard: string[] = []
    const stop = await database.db.listen('test_channel', payload => heard.push(payload))
    const find = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN test_channel'`
    const before: number = (await admin.run(find)).rows[0].pid
    await admin.run(`NOTIFY test_channel, 'one'`)
    await expect.poll(() => heard).toEqual(['one'])
    await admin.terminate(before)
    await expect.poll(() => heard, { timeout: 5_000 }).toEqual(['one', ''])
    await admin.run(`NOTIFY test_channel, 'two'`)
    await expect.poll(() => heard).toEqual(['one', '', 'two'])
    await stop()
  })
})

describe('isTransient', () => {
  it('holds for connections and deadlocks, not for what a command did', () => {
    for (const code of ['08006', '57P01', '57P03', '40001', '40P01', 'ECONNREFUSED', 'ECONNRESET'])
      expect(isTransient(Object.assign(new Error(), { code }))).toBe(true)
    expect(isTransient(new CommitUnknownError())).toBe(true)
    expect(isTransient(new Error('Connection terminated unexpectedly'))).toBe(true)
    for (const code of ['23505', '22021', '42501', '25P02']) expect(isTransient(Object.assign(new Error(), { code }))).toBe(false)
    expect(isTransient(new Error('a defect'))).toBe(false)
    expect(isTransient(null)).toBe(false)
  })
})
