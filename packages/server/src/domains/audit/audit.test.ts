import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { useCoreWorld } from '../../../test/harness/core-world.ts'
import { useDatabase } from '../../../test/harness/database.ts'
import { sql } from '../../platform/db.ts'

const database = useDatabase()
const world = useCoreWorld(database)

const leaf = (subject: string | null, result = 'ok') => ({
  actor: 'sys:test',
  action: 'test.do',
  subject,
  result,
  requestId: 'req_1',
  requestHash: result === 'ok' ? 'ab'.repeat(32) : null,
})

describe('append', () => {
  it('stores leaves with the transaction that they tell of', async () => {
    await world.db.transaction(async tx => world.audit.append(tx, [leaf('a_1'), leaf('a_2'), leaf(null, 'forbidden')]))
    const page = await world.audit.list({ subject: null, actor: 'sys:test' }, { limit: 10 })
    expect(page.rows.map(row => [row.subject, row.result, row.requestHash])).toEqual([
      [null, 'forbidden', null],
      ['a_2', 'ok', 'ab'.repeat(32)],
      ['a_1', 'ok', 'ab'.repeat(32)],
    ])
  })

  it('leaves nothing behind when the transaction fails', async () => {
    const failed = world.db.transaction(async tx => {
      world.audit.append(tx, [leaf('gone')])
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect((await world.audit.list({ subject: 'gone', actor: null }, { limit: 10 })).rows).toEqual([])
  })

  it('sends one statement for 500 leaves, and none for none', async () => {
    const counts = await world.db.transaction(async tx => {
      world.audit.append(tx, [])
      const none = tx.statements()
      world.audit.append(
        tx,
        Array.from({ length: 500 }, (_, index) => leaf(`many_${index}`)),
      )
      return [none, tx.statements() - none]
    })
    expect(counts).toEqual([0, 1])
  })
})

describe('the trail', () => {
  it('cannot be changed or deleted by the application', async () => {
    await expect(world.db.query(sql('test.audit_update', `UPDATE audit.leaves SET result = 'x'`))).rejects.toThrow('permission denied')
    await expect(world.db.query(sql('test.audit_delete', 'DELETE FROM audit.leaves'))).rejects.toThrow('permission denied')
    await expect(world.db.query(sql('test.audit_truncate', 'TRUNCATE audit.leaves'))).rejects.toThrow('permission denied')
  })

  it('finds the leaves of a subject by index', async () => {
    const client = new pg.Client({ connectionString: database.connectionString })
    await client.connect()
    await client.query('SET enable_seqscan = off')
    const plan = await client.query(`EXPLAIN SELECT * FROM audit.leaves WHERE subject = 'a_1'`)
    await client.end()
    expect(JSON.stringify(plan.rows)).toContain('leaves_subject')
  })
})

describe('GET /v1/audit/leaves', () => {
  it('pages through the leaves in both directions', async () => {
    const first = await world.call('GET', '/v1/audit/leaves?actor=sys:test&limit=2', { key: world.operatorKey })
    expect(first.status).toBe(200)
    const data = first.body.data as { id: string; subject: string }[]
    expect([data.length, first.body.has_more]).toEqual([2, true])
    const next = await world.call('GET', `/v1/audit/leaves?actor=sys:test&limit=2&starting_after=${data[1]?.id}`, {
      key: world.operatorKey,
    })
    const nextData = next.body.data as { id: string }[]
    const back = await world.call('GET', `/v1/audit/leaves?actor=sys:test&limit=2&ending_before=${nextData[0]?.id}`, {
      key: world.operatorKey,
    })
    expect((back.body.data as { id: string }[]).map(row => row.id)).toEqual(data.map(row => row.id))
  })

  it('is for operators', async () => {
    const answer = await world.call('GET', '/v1/audit/leaves', { key: world.merchantKey })
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden'])
  })
})
