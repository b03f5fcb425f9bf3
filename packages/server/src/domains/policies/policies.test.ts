import { describe, expect, it } from 'vitest'
import { useCoreWorld } from '../../../test/harness/core-world.ts'
import { useDatabase } from '../../../test/harness/database.ts'
import { sql } from '../../platform/db.ts'
import { createPolicies } from './policies.ts'
import { sameShape } from './rules.ts'

const database = useDatabase()
const world = useCoreWorld(database)
const HOUR_MS = 3_600_000

const add = (body: object) => world.call('POST', '/v1/policies', { key: world.operatorKey, body })
const expiry = (seconds: number) => ({ default: seconds, min: 60, max: 86400 })

describe('at', () => {
  it('knows the wallet classes of 公告〔2015〕43号 in fen', () => {
    const now = world.clock.now()
    expect(world.policies.require('wallet.class.I', now).value).toEqual({ lifetime_limit: 100_000, annual_limit: null, daily_limit: null })
    expect(world.policies.require('wallet.class.II', now).value).toMatchObject({ annual_limit: 10_000_000 })
    expect(world.policies.require('wallet.class.III', now).value).toMatchObject({ annual_limit: 20_000_000 })
    expect(world.policies.require('wallet.daily_without_two_factors', now).value).toEqual({ daily_limit: 100_000 })
    expect(world.policies.require('wallet.daily_two_factors', now).value).toEqual({ daily_limit: 500_000 })
  })

  it('gives every record a source', () => {
    expect(world.policies.all().length).toBeGreaterThan(10)
    expect(world.policies.all().every(record => record.source.length > 3)).toBe(true)
  })

  it('says nothing of a time before the first record, and a defect where one is required', () => {
    const before = new Date('2010-01-01T00:00:00Z')
    expect(world.policies.at('wallet.class.I', before)).toBeNull()
    expect(world.policies.at('no.such', world.clock.now())).toBeNull()
    expect(() => world.policies.require('wallet.class.I', before)).toThrow('no policy wallet.class.I')
  })
})

describe('POST /v1/policies', () => {
  it('adds a record that closes the one before it, at once on this node and soon on others', async () => {
    const other = createPolicies({ db: world.db, clock: world.clock, commands: world.commands })
    await other.load()
    const starts = new Date(world.clock.now().getTime() + HOUR_MS)
    const answer = await add({
      key: 'payments.expiry_seconds',
      value: expiry(600),
      source: 'institution',
      valid_from: starts.toISOString(),
    })
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({ object: 'policy', key: 'payments.expiry_seconds', valid_to: null, note: null })
    const just = new Date(starts.getTime() - 1)
    for (const policies of [world.policies, other]) {
      await expect.poll(() => policies.at('payments.expiry_seconds', starts)?.value).toEqual(expiry(600))
      expect(policies.at('payments.expiry_seconds', just)?.value).toEqual(expiry(900))
      expect(policies.at('payments.expiry_seconds', just)?.validTo).toEqual(starts)
    }
    await other.stop()
  })

  it('refuses a start in the past', async () => {
    const answer = await add({ key: 'payments.refund_days', value: { days: 30 }, source: 'x', valid_from: '2020-01-01T00:00:00Z' })
    expect([answer.status, answer.body.code, answer.body.param]).toEqual([422, 'policy_starts_in_past', 'valid_from'])
  })

  it('refuses a start before a record that is already scheduled', async () => {
    const answer = await add({ key: 'payments.expiry_seconds', value: expiry(300), source: 'institution' })
    expect([answer.status, answer.body.code]).toEqual([409, 'policy_overlaps'])
  })

  it('refuses a value of another shape', async () => {
    for (const value of [
      { seconds: 1 },
      { default: '900', min: 60, max: 1 },
      { default: null, min: 60, max: 1 },
      900,
      { ...expiry(1), more: 1 },
    ]) {
      const starts = new Date(world.clock.now().getTime() + 10 * HOUR_MS).toISOString()
      const answer = await add({ key: 'payments.expiry_seconds', value, source: 'x', valid_from: starts })
      expect([answer.status, answer.body.code]).toEqual([422, 'policy_value_invalid'])
    }
  })

  it('refuses a key that nobody reads, and text that cannot be stored', async () => {
    expect((await add({ key: 'no.such', value: 1, source: 'x' })).body.code).toBe('policy_not_found')
    expect((await add({ key: 'payments.refund_days', value: { days: '\ud800' }, source: 'x' })).body.code).toBe('parameter_invalid')
    expect((await add({ key: 'payments.refund_days', value: { days: '\u0000' }, source: 'x' })).body.code).toBe('parameter_invalid')
  })

  it('takes many records of one key at once without overlap', async () => {
    const base = world.clock.now().getTime() + HOUR_MS
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        add({ key: 'retention.years', value: { years: 10 + index }, source: 'x', valid_from: new Date(base + index * 1000).toISOString() }),
      ),
    )
    expect(answers.every(answer => answer.status === 201 || answer.body.code === 'policy_overlaps')).toBe(true)
    const records = world.policies.all().filter(record => record.key === 'retention.years')
    for (const [index, record] of records.entries()) expect(record.validTo).toEqual(records[index + 1]?.validFrom ?? null)
  })
})

describe('the table', () => {
  it('refuses overlapping times and never lets a value be rewritten', async () => {
    const overlap = sql(
      'test.policy_overlap',
      `INSERT INTO policies.records (id, key, value, source, valid_from, created_at) VALUES (uuidv7(), 'wallet.class.I', '{}', 'x', '2017-01-01Z', '2017-01-01Z')`,
    )
    await expect(world.db.query(overlap)).rejects.toThrow('records_no_overlap')
    await expect(world.db.query(sql('test.policy_rewrite', `UPDATE policies.records SET value = '{}'`))).rejects.toThrow(
      'permission denied',
    )
  })
})

describe('GET /v1/policies', () => {
  it('reads what applied when', async () => {
    const now = await world.call('GET', '/v1/policies/wallet.class.II', { key: world.operatorKey })
    expect(now.body).toMatchObject({ key: 'wallet.class.II', value: { annual_limit: 10_000_000 } })
    const early = await world.call('GET', '/v1/policies/wallet.class.II?at=2016-06-30T15:59:59Z', { key: world.operatorKey })
    expect([early.status, early.body.code]).toEqual([404, 'policy_not_found'])
  })

  it('pages through the records in both directions', async () => {
    const first = await world.call('GET', '/v1/policies?limit=3', { key: world.operatorKey })
    const data = first.body.data as { id: string }[]
    const next = await world.call('GET', `/v1/policies?limit=3&starting_after=${data[2]?.id}`, { key: world.operatorKey })
    const nextData = next.body.data as { id: string }[]
    expect(new Set([...data, ...nextData].map(row => row.id)).size).toBe(6)
    const back = await world.call('GET', `/v1/policies?limit=3&ending_before=${nextData[0]?.id}`, { key: world.operatorKey })
    expect((back.body.data as { id: string }[]).map(row => row.id)).toEqual(data.map(row => row.id))
    const filtered = await world.call('GET', '/v1/policies?key=wallet.class.I', { key: world.operatorKey })
    expect(filtered.body.data).toHaveLength(1)
  })
})

describe('sameShape', () => {
  it("lets only a wallet's limits become null", () => {
    expect(sameShape('wallet.x', { daily_limit: 5 }, { daily_limit: null })).toBe(true)
    expect(sameShape('wallet.x', { daily_limit: null }, { daily_limit: 5 })).toBe(true)
    expect(sameShape('wallet.x', { daily_limit: null }, { daily_limit: 'none' })).toBe(false)
    expect(sameShape('settlement.t0', { daily_limit: 5 }, { daily_limit: null })).toBe(false)
    expect(sameShape('wallet.x', { hours: 5 }, { hours: null })).toBe(false)
  })

  it('keeps numbers whole and not negative, and lists of one kind', () => {
    expect(sameShape('x', { hours: 5 }, { hours: -1 })).toBe(false)
    expect(sameShape('x', { hours: 5 }, { hours: 1.5 })).toBe(false)
    expect(sameShape('x', [1], [1, 'x'])).toBe(false)
    expect(sameShape('x', [1], [2, 3])).toBe(true)
    expect(sameShape('x', ['2026-01-01'], {})).toBe(false)
  })
})
