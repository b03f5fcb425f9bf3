/** The rules of Idempotency-Key for commands that move money: a retry is harmless, another request is refused. */
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { callerOf, type Json, must, useApp } from '../../../test/harness/app.ts'
import { useDatabase } from '../../../test/harness/database.ts'
import { noteExercised } from '../../../test/harness/exercised.ts'
import { text, usePayments } from '../../../test/harness/payments.ts'
import { compose } from '../../app/compose.ts'
import { loadConfig } from '../../platform/config.ts'
import { sql } from '../../platform/db.ts'
import { createLogger, createMetrics } from '../../platform/telemetry.ts'

const database = useDatabase()
const world = useApp(database)
const till = usePayments(world)

const LOCK_PAYMENTS = sql('test.lock_payments', 'SELECT id FROM payments.payments ORDER BY id FOR NO KEY UPDATE')
const WAITING = sql('test.waiting_locks', 'SELECT pid FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()')

type At = Awaited<ReturnType<typeof till.till>>

const body = (at: At, amount: number, order: string) => ({
  amount,
  currency: 'CNY',
  order_reference: order,
  confirm: true,
  payment_method: { type: 'wallet_balance', mandate: at.mandate },
})

const ofOrder = async (at: At, order: string): Promise<Json[]> =>
  (await must(at.shop.call('GET', `/v1/payments?order_reference=${order}`))).data as Json[]

describe('an Idempotency-Key', () => {
  it('is required where money moves', async () => {
    const at = await till.till(1_000)
    const { id } = await till.pay(at, 100, { capture_method: 'manual' })
    const calls: readonly (readonly [string, unknown])[] = [
      ['/v1/payments', body(at, 100, 'K-0')],
      [`/v1/payments/${text(id)}/confirm`, { payment_method: { type: 'wallet_balance', mandate: at.mandate } }],
      [`/v1/payments/${text(id)}/capture`, {}],
      [`/v1/payments/${text(id)}/cancel`, {}],
      ['/v1/refunds', { payment: id }],
      ['/v1/payouts', {}],
    ]
    for (const [path, sent] of calls) {
      const answer = await at.shop.call('POST', path, { body: sent, key: null })
      expect(answer.body).toMatchObject({ status: 400, code: 'idempotency_key_missing', param: 'Idempotency-Key' })
    }
    expect(await till.read(at.shop, id)).toMatchObject({ status: 'requires_capture' })
    expect(await till.walletOf(at.person)).toEqual({ available: 900, pending: 100 })
  })

  it('answers a retry with the first answer and says so', async () => {
    const at = await till.till(1_000)
    const key = randomUUID()
    const first = await at.shop.call('POST', '/v1/payments', { body: body(at, 100, 'K-1'), key })
    const again = await at.shop.call('POST', '/v1/payments', { body: body(at, 100, 'K-1'), key })
    expect([first.status, first.headers.get('Idempotent-Replayed')]).toEqual([201, null])
    expect([again.status, again.headers.get('Idempotent-Replayed')]).toEqual([201, 'true'])
    expect(again.body).toEqual(first.body)
    expect(await till.walletOf(at.person)).toMatchObject({ available: 900 })
  })

  it('answers a retry of a refused request with the refusal, even when it would pass by now', async () => {
    const at = await till.till(50)
    const key = randomUUID()
    const first = await at.shop.call('POST', '/v1/payments', { body: body(at, 100, 'K-2'), key })
    expect(first.body.code).toBe('insufficient_funds')
    await till.enter(await till.accountOf('clearing_receivable', till.house), await till.accountOf('wallet_balance', at.person.holder), 500)
    const again = await at.shop.call('POST', '/v1/payments', { body: body(at, 100, 'K-2'), key })
    expect([again.status, again.headers.get('Idempotent-Replayed'), again.body.code]).toEqual([402, 'true', 'insufficient_funds'])
    expect(await till.walletOf(at.person)).toMatchObject({ available: 550 })
  })

  it('refuses another request under the same key', async () => {
    const at = await till.till(1_000)
    const key = randomUUID()
    await must(at.shop.call('POST', '/v1/payments', { body: body(at, 100, 'K-3'), key }))
    const other = await at.shop.call('POST', '/v1/payments', { body: body(at, 101, 'K-3'), key })
    expect(other.body).toMatchObject({ status: 422, code: 'idempotency_mismatch' })
    expect(await ofOrder(at, 'K-3')).toHaveLength(1)
  })

  it('belongs to its merchant and its operation', async () => {
    const [one, two] = [await till.till(1_000), await till.till(1_000)]
    const key = randomUUID()
    const paid = await must(one.shop.call('POST', '/v1/payments', { body: body(one, 100, 'K-4'), key }))
    expect(await must(two.shop.call('POST', '/v1/payments', { body: body(two, 200, 'K-4'), key }))).toMatchObject({ amount: 200 })
    expect(await must(one.shop.call('POST', '/v1/refunds', { body: { payment: paid.id }, key }))).toMatchObject({ object: 'refund' })
  })

  it('that is not printable ASCII of at most 255 characters is refused', async () => {
    const at = await till.till(1_000)
    for (const key of ['', 'x'.repeat(256), 'é']) {
      const answer = await at.shop.call('POST', '/v1/payments', { body: body(at, 100, 'K-5'), key })
      expect(answer.body).toMatchObject({ status: 400, code: 'idempotency_key_invalid' })
    }
    expect(await ofOrder(at, 'K-5')).toEqual([])
  })

  it('sent 32 times at once makes one payment', async () => {
    const at = await till.till(1_000)
    const key = randomUUID()
    const answers = await Promise.all(
      Array.from({ length: 32 }, () => at.shop.call('POST', '/v1/payments', { body: body(at, 100, 'K-6'), key })),
    )
    for (const { status, body: answer } of answers) {
      if (status === 201) expect(answer.order_reference).toBe('K-6')
      else expect(answer).toMatchObject({ status: 409, code: 'idempotency_in_flight' })
    }
    const ids = new Set(answers.filter(answer => answer.status === 201).map(answer => answer.body.id))
    expect(ids.size).toBe(1)
    expect(await ofOrder(at, 'K-6')).toHaveLength(1)
    expect(await till.walletOf(at.person)).toMatchObject({ available: 900 })
  })

  it('shared by requests in opposite orders neither deadlocks nor pays twice', async () => {
    const at = await till.till(100_000)
    const keys = Array.from({ length: 20 }, () => randomUUID())
    const send = (key: string) => at.shop.call('POST', '/v1/payments', { body: body(at, 100, `O-${key}`), key })
    const answers = await Promise.all([...keys.map(send), ...keys.toReversed().map(send)])
    expect(answers.filter(answer => answer.status !== 201 && answer.body.code !== 'idempotency_in_flight')).toEqual([])
    for (const key of keys) expect(await ofOrder(at, `O-${key}`)).toHaveLength(1)
    expect(await till.walletOf(at.person)).toMatchObject({ available: 98_000 })
  })

  it('whose request another node is still working on answers 409 and when to come back', async () => {
    const at = await till.till(1_000)
    const { id } = await till.pay(at, 100, { capture_method: 'manual' })
    const other = compose({
      config: loadConfig({ PORT: '0', RATE_LIMIT: '0' }, []),
      connectionString: database.connectionString,
      clock: world.clock,
      logger: createLogger({ level: 'silent' }),
      metrics: createMetrics({ processMetrics: false }),
      masterKey: world.shared.masterKey,
      clearing: { url: world.house.url, secret: 'none' },
      pagesFolder: 'packages/web/dist',
      http: { validateResponses: true, observe: noteExercised },
    })
    const elsewhere = callerOf(await other.start(), at.shop.secret)
    const key = randomUUID()
    const path = `/v1/payments/${text(id)}/capture`
    try {
      const first = await world.app.db.transaction(async tx => {
        await tx.query(LOCK_PAYMENTS)
        const waiting = at.shop.call('POST', path, { key })
        await world.until('the request waits for the payment, its key claimed', async () => (await world.app.db.query(WAITING)).length > 0)
        const answer = await elsewhere('POST', path, { key })
        expect(answer.body).toMatchObject({ status: 409, code: 'idempotency_in_flight' })
        expect(answer.headers.get('Retry-After')).toBe('1')
        return { waiting }
      })
      expect(await must(first.waiting)).toMatchObject({ status: 'succeeded' })
      const later = await elsewhere('POST', path, { key })
      expect([later.status, later.headers.get('Idempotent-Replayed')]).toEqual([200, 'true'])
    } finally {
      await other.stop()
    }
  })
})
