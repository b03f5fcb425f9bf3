/** Jobs on real PostgreSQL: with their transaction, at least once, and again after their node was killed. */
import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { useDatabase } from '../../test/harness/database.ts'
import { createCronMatcher } from './cron.ts'
import { createJobs, type Jobs } from './jobs.ts'
import { createLogger } from './telemetry.ts'

const database = useDatabase()
const logger = createLogger({ level: 'silent' })
let started: Jobs[] = []

const make = (): Jobs => createJobs({ connectionString: database.connectionString, logger, timeZone: 'Asia/Shanghai', recoverEveryMs: 200 })

const until = async (condition: () => boolean): Promise<void> => {
  const end = performance.now() + 10_000
  while (!condition()) {
    if (performance.now() > end) throw new Error('waited in vain')
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

const asOwner = async (text: string): Promise<pg.QueryResult> => {
  const client = new pg.Client({ connectionString: database.connectionString })
  await client.connect()
  try {
    return await client.query(text)
  } finally {
    await client.end()
  }
}

afterEach(async () => {
  await Promise.all(started.map(jobs => jobs.stop()))
  started = []
})

describe('a job', () => {
  it('runs when its transaction commits, never when it rolls back', async () => {
    const seen: unknown[] = []
    const jobs = make()
    jobs.define('test.see', async payload => {
      seen.push(payload)
    })
    await jobs.start()
    started.push(jobs)
    await database.db
      .transaction(async tx => {
        jobs.add(tx, 'test.see', { n: 0 })
        throw new Error('changed my mind')
      })
      .catch(() => {})
    await database.db.transaction(async tx => jobs.add(tx, 'test.see', { n: 1 }))
    await until(() => seen.length > 0)
    expect(seen).toEqual([{ n: 1 }])
  })

  it('runs again after it failed', async () => {
    const attempts: number[] = []
    const jobs = make()
    jobs.define('test.fail_once', async (_, run) => {
      attempts.push(run.attempt)
      if (run.attempt === 1) throw new Error('not yet')
    })
    await jobs.start()
    started.push(jobs)
    await database.db.transaction(async tx => jobs.add(tx, 'test.fail_once', {}))
    await until(() => attempts.length === 1)
    await until(() => attempts.length === 2)
    expect(attempts).toEqual([1, 2])
  })

  it('of the same key replaces the one that waits', async () => {
    const seen: unknown[] = []
    const jobs = make()
    await jobs.prepare()
    await database.db.transaction(async tx => {
      jobs.add(tx, 'test.keyed', { n: 1 }, { key: 'k', runAt: new Date(Date.now() + 60_000) })
      jobs.add(tx, 'test.keyed', { n: 2 }, { key: 'k', runAt: new Date() })
    })
    jobs.define('test.keyed', async payload => {
      seen.push(payload)
    })
    await jobs.start()
    started.push(jobs)
    await until(() => seen.length > 0)
    expect(seen).toEqual([{ n: 2 }])
  })

  it('of a node that was killed is given to another, of a living node it is not', async () => {
    let release = (): void => {}
    let runs = 0
    const living = make()
    living.define('test.long', async () => {
      runs += 1
      await new Promise<void>(resolve => {
        release = resolve
      })
    })
    await living.start()
    started.push(living)
    await database.db.transaction(async tx => living.add(tx, 'test.long', {}))
    await until(() => runs === 1)
    await database.db.transaction(async tx => living.add(tx, 'test.orphan', {}))
    await asOwner(`UPDATE graphile_worker._private_jobs SET locked_at = now() - interval '1 minute', attempts = 1`)
    await asOwner(
      `UPDATE graphile_worker._private_jobs SET locked_by = 'worker-dead' WHERE task_id = (SELECT id FROM graphile_worker._private_tasks WHERE identifier = 'test.orphan')`,
    )
    let adopted = 0
    const other = make()
    other.define('test.orphan', async () => {
      adopted += 1
    })
    other.define('test.long', async () => {
      runs += 1
    })
    await other.start()
    started.push(other)
    await until(() => adopted === 1)
    await new Promise(resolve => setTimeout(resolve, 500))
    expect(runs).toBe(1)
    release()
  })

  it('stops in order: what runs may end, and nothing new begins', async () => {
    let ended = false
    let begun = false
    const jobs = make()
    jobs.define('test.short', async () => {
      begun = true
      await new Promise(resolve => setTimeout(resolve, 200))
      ended = true
    })
    await jobs.start()
    await database.db.transaction(async tx => jobs.add(tx, 'test.short', {}))
    await until(() => begun)
    await jobs.stop()
    expect(ended).toBe(true)
  })

  it('cannot be read or changed by the application itself', async () => {
    await expect(database.db.pool.query('SELECT * FROM graphile_worker._private_jobs')).rejects.toThrow(/permission denied/)
  })
})

describe('a schedule', () => {
  it('is in the time zone of the institution', () => {
    const at = Date.UTC(2026, 6, 1, 15, 30)
    const matches = createCronMatcher('30 23 * * *', 'Asia/Shanghai', () => at)
    expect(matches({ min: 30, hour: 15, date: 1, month: 7, dow: 3 })).toBe(true)
    expect(matches({ min: 30, hour: 23, date: 1, month: 7, dow: 3 })).toBe(false)
  })

  it('knows the local day of the month and of the week, across the turn of the year', () => {
    const now = Date.UTC(2026, 11, 31, 16, 5)
    const matches = createCronMatcher('0 0 1 1 5', 'Asia/Shanghai', () => now)
    expect(matches({ min: 0, hour: 16, date: 31, month: 12, dow: 4 })).toBe(true)
  })

  it('without a handler, or that is no cron expression, is a defect', async () => {
    const jobs = make()
    jobs.schedule('test.nobody', '* * * * *')
    await expect(jobs.start()).rejects.toThrow('test.nobody')
    expect(() => createCronMatcher('99 * * * *', 'UTC')).toThrow()
  })
})
