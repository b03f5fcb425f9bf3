import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { useCoreWorld } from '../../../test/harness/core-world.ts'
import { useDatabase } from '../../../test/harness/database.ts'
import { formatId, type Id, newId, parseId } from '../../kernel/ids.ts'
import { sql } from '../../platform/db.ts'
import { createAuthenticator } from './authenticate.ts'
import type { NewApiKey } from './types.ts'

const database = useDatabase()
const world = useCoreWorld(database)
const HOUR_MS = 3_600_000

const authenticate = (token: string) => world.identity.authenticate({ authorization: `Bearer ${token}` })
const createKey = (change: Partial<NewApiKey> = {}) =>
  world.db.transaction(async tx =>
    world.identity.createApiKey(tx, {
      owner: { kind: 'merchant', merchantId: world.merchantId },
      name: 'test',
      scopes: ['payments:read'],
      expiresAt: null,
      ...change,
    }),
  )

let phones = 0
async function newHolder(password = 'correct horse'): Promise<{ holderId: Id<'hld'>; phone: string }> {
  phones += 1
  const phone = String(13_900_000_000 + phones)
  const holderId = newId<'hld'>()
  const hashed = await world.identity.hashPassword(password)
  if (!hashed.ok) throw new Error('overloaded')
  await world.db.transaction(tx => world.identity.registerConsumer(tx, { holderId, phone, passwordHash: hashed.value }))
  return { holderId, phone }
}

const signIn = (phone: string, password: string) => world.call('POST', '/v1/wallet/sessions', { body: { phone, password } })

describe('API keys', () => {
  it('authenticate their owner with the scopes they hold', async () => {
    const { key, secret } = await createKey({ scopes: ['refunds:write', 'payments:read', 'payments:read'] })
    expect(secret).toMatch(/^fq_test_[A-Za-z0-9_-]{43}$/)
    expect(await authenticate(secret)).toEqual({
      kind: 'merchant',
      merchantId: world.merchantId,
      keyId: key.id,
      scopes: new Set(['payments:read', 'refunds:write']),
    })
    expect(await authenticate(world.operatorKey)).toMatchObject({ kind: 'operator' })
  })

  it('answer at once when known', async () => {
    const { secret } = await createKey()
    expect(authenticate(secret)).toBeInstanceOf(Promise)
    await authenticate(secret)
    expect(authenticate(secret)).toMatchObject({ kind: 'merchant' })
  })

  it('are stored as a hash only', async () => {
    const { secret } = await createKey()
    const rows = await world.db.query(sql('test.secrets', 'SELECT count(*) AS n FROM identity.api_keys AS k WHERE k::text LIKE $1'), [
      `%${secret.slice(8, -4)}%`,
    ])
    expect(rows[0]?.n).toBe(0n)
  })

  it('are refused when nobody gave them out', async () => {
    const wrong = `fq_test_${'A'.repeat(43)}`
    for (const authorization of [
      `Bearer ${wrong}`,
      'Bearer ',
      'Bearer fq_test_short',
      'Basic dTpw',
      `Bearer ${wrong}A`,
      'Bearer sk_live_1',
      'x',
    ]) {
      expect(await world.identity.authenticate({ authorization })).toEqual({ code: 'api_key_invalid' })
    }
    expect(await world.identity.authenticate({})).toBeNull()
    const answer = await world.call('GET', '/v1/merchant', { key: wrong })
    expect([answer.status, answer.body.code]).toEqual([401, 'api_key_invalid'])
  })

  it('are refused from the instant at which they expire', async () => {
    const expiresAt = new Date(world.clock.now().getTime() + HOUR_MS)
    const { secret } = await createKey({ expiresAt })
    expect(await authenticate(secret)).toMatchObject({ kind: 'merchant' })
    world.clock.advance(HOUR_MS)
    expect(await authenticate(secret)).toEqual({ code: 'api_key_expired' })
    const answer = await world.call('GET', '/v1/merchant', { key: secret })
    expect([answer.status, answer.body.code]).toEqual([401, 'api_key_expired'])
  })

  it('are refused in the other mode without asking the database', async () => {
    const answer = await world.call('GET', '/v1/merchant', { key: `fq_live_${'A'.repeat(43)}` })
    expect([answer.status, answer.body.code]).toEqual([401, 'api_key_wrong_mode'])
  })

  it('are refused at once on every node when they are revoked', async () => {
    const { key, secret } = await createKey()
    expect(await authenticate(secret)).toMatchObject({ kind: 'merchant' })
    const answer = await world.call('POST', `/v1/api_keys/${formatId('key', key.id)}/revoke`, { key: world.operatorKey })
    expect(answer.status).toBe(200)
    expect(answer.body.revoked_at).not.toBeNull()
    const refused = await world.call('GET', '/v1/merchant', { key: secret })
    expect([refused.status, refused.body.code]).toEqual([401, 'api_key_revoked'])
    const again = await world.call('POST', `/v1/api_keys/${formatId('key', key.id)}/revoke`, { key: world.operatorKey })
    expect(again.body.revoked_at).toBe(answer.body.revoked_at)
  })

  it('hear of a revocation by another node', async () => {
    const { key, secret } = await createKey()
    await authenticate(secret)
    const client = new pg.Client({ connectionString: database.connectionString })
    await client.connect()
    await client.query('UPDATE identity.api_keys SET revoked_at = $2 WHERE id = $1', [key.id, world.clock.now()])
    await client.query(`SELECT pg_notify('identity_changed', $1)`, [key.id])
    await client.end()
    await expect.poll(() => authenticate(secret)).toEqual({ code: 'api_key_revoked' })
  })

  it('are refused within two seconds even when the notification is lost', async () => {
    const deaf = createAuthenticator({ db: world.db, clock: world.clock, mode: 'test' })
    const { key, secret } = await createKey()
    const headers = { authorization: `Bearer ${secret}` }
    expect(await deaf.authenticate(headers)).toMatchObject({ kind: 'merchant' })
    await world.db.query(sql('test.revoke', 'UPDATE identity.api_keys SET revoked_at = now() WHERE id = $1'), [key.id])
    expect(await deaf.authenticate(headers)).toMatchObject({ kind: 'merchant' })
    world.clock.advance(2_000)
    expect(await deaf.authenticate(headers)).toEqual({ code: 'api_key_revoked' })
  })

  it('tell when they were last used', async () => {
    const { key, secret } = await createKey()
    await authenticate(secret)
    await world.identity.flushLastUsed()
    const page = await world.call('GET', `/v1/merchants/${formatId('mer', world.merchantId)}/api_keys`, { key: world.operatorKey })
    const listed = (page.body.data as { id: string; last_used_at: string }[]).find(row => row.id === formatId('key', key.id))
    expect(Date.parse(listed?.last_used_at ?? '')).toBeGreaterThan(0)
    expect(JSON.stringify(page.body)).not.toContain(secret)
  })
})

describe('POST /v1/merchants/:id/api_keys', () => {
  const path = () => `/v1/merchants/${formatId('mer', world.merchantId)}/api_keys`
  const body = { name: 'web shop', scopes: ['payments:write'] }

  it('shows the secret once, audits the creation and keeps the secret out of the idempotency store', async () => {
    const answer = await world.call('POST', path(), { key: world.operatorKey, body, headers: { 'Idempotency-Key': 'key-1' } })
    expect(answer.status).toBe(201)
    const secret = String(answer.body.secret)
    expect(await authenticate(secret)).toMatchObject({ scopes: new Set(['payments:write']) })
    const stored = await world.db.query(sql('test.stored', 'SELECT count(*) AS n FROM platform.idempotency_keys WHERE body LIKE $1'), [
      `%${secret}%`,
    ])
    expect(stored[0]?.n).toBe(0n)
    const leaves = await world.audit.list({ subject: String(answer.body.id), actor: null }, { limit: 5 })
    expect(leaves.rows.map(leaf => leaf.action)).toEqual(['createApiKey'])
  })

  it('refuses unknown scopes, an expiry in the past, strangers and keys without the scope', async () => {
    const post = (sent: object, where = path(), key = world.operatorKey) => world.call('POST', where, { key, body: sent })
    expect((await post({ ...body, scopes: ['ledger:write'] })).body).toMatchObject({ status: 400, code: 'parameter_invalid' })
    expect((await post({ ...body, expires_at: '2020-01-01T00:00:00Z' })).body).toMatchObject({ status: 422, code: 'api_key_expiry_past' })
    const stranger = `/v1/merchants/${formatId('mer', newId<'mer'>())}/api_keys`
    expect((await post(body, stranger)).body).toMatchObject({ status: 404, code: 'merchant_not_found' })
    expect((await world.call('GET', stranger, { key: world.operatorKey })).body).toMatchObject({ code: 'merchant_not_found' })
    expect((await post(body, path(), world.merchantKey)).body).toMatchObject({ status: 403, code: 'forbidden' })
    const unknown = `/v1/api_keys/${formatId('key', newId<'key'>())}/revoke`
    expect((await world.call('POST', unknown, { key: world.operatorKey })).body).toMatchObject({ status: 404, code: 'api_key_not_found' })
  })
})

describe('wallet sessions', () => {
  it('begin with phone and password, travel as a strict cookie or a bearer token, and end on demand', async () => {
    const { holderId, phone } = await newHolder()
    const answer = await signIn(phone, 'correct horse')
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({ object: 'session', holder: { id: formatId('hld', holderId) } })
    const token = String(answer.body.token)
    expect(answer.headers.get('set-cookie')).toBe(`feiqian_session=${token}; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict`)
    const sessionId = parseId('ses', String(answer.body.id))
    expect(await authenticate(token)).toEqual({ kind: 'holder', holderId, sessionId })
    expect(await world.identity.authenticate({ cookie: `a=b; feiqian_session=${token}; c=d` })).toMatchObject({ kind: 'holder' })

    const ended = await world.call('DELETE', '/v1/wallet/sessions/current', { key: token })
    expect(ended.status).toBe(204)
    expect(ended.headers.get('set-cookie')).toContain('Max-Age=0')
    expect(await authenticate(token)).toEqual({ code: 'session_invalid' })
    const again = await world.call('DELETE', '/v1/wallet/sessions/current', { key: token })
    expect([again.status, again.body.code]).toEqual([401, 'session_invalid'])
  })

  it('end by themselves after twelve hours', async () => {
    const { phone } = await newHolder()
    const token = String((await signIn(phone, 'correct horse')).body.token)
    world.clock.advance(12 * HOUR_MS - 1_000)
    expect(await authenticate(token)).toMatchObject({ kind: 'holder' })
    world.clock.advance(1_000)
    expect(await authenticate(token)).toEqual({ code: 'session_invalid' })
  })

  it('are refused when nobody gave them out', async () => {
    expect(await authenticate(`fq_session_${'A'.repeat(43)}`)).toEqual({ code: 'session_invalid' })
    expect(await world.identity.authenticate({ cookie: 'feiqian_session=x' })).toEqual({ code: 'session_invalid' })
    expect(await world.identity.authenticate({ cookie: 'other=1' })).toBeNull()
  })

  it('do not begin with a wrong phone or password, and do not tell which it was', async () => {
    const { phone } = await newHolder()
    const wrongPassword = await signIn(phone, 'wrong')
    const wrongPhone = await signIn('13000000000', 'correct horse')
    for (const answer of [wrongPassword, wrongPhone]) {
      expect([answer.status, answer.body.code]).toEqual([401, 'password_or_phone_wrong'])
      expect(answer.headers.get('set-cookie')).toBeNull()
    }
    expect({ ...wrongPassword.body, request_id: '' }).toEqual({ ...wrongPhone.body, request_id: '' })
  })

  it('lock a phone after five failures, also when they come at once, and longer each time', async () => {
    const { phone } = await newHolder()
    const answers = await Promise.all(Array.from({ length: 12 }, () => signIn(phone, 'wrong')))
    const codes = answers.map(answer => answer.body.code)
    expect(codes.filter(code => code === 'password_or_phone_wrong')).toHaveLength(5)
    expect(codes.filter(code => code === 'sign_in_throttled')).toHaveLength(7)
    const right = await signIn(phone, 'correct horse')
    expect([right.status, right.body.code]).toEqual([429, 'sign_in_throttled'])
    world.clock.advance(30_000)
    expect((await signIn(phone, 'wrong')).body.code).toBe('password_or_phone_wrong')
    world.clock.advance(31_000)
    expect((await signIn(phone, 'correct horse')).body.code).toBe('sign_in_throttled')
    world.clock.advance(30_000)
    expect((await signIn(phone, 'correct horse')).status).toBe(201)
    expect((await signIn(phone, 'wrong')).body.code).toBe('password_or_phone_wrong')
    expect((await signIn(phone, 'correct horse')).status).toBe(201)
  })

  it('lock a phone that nobody has in the same way', async () => {
    for (let attempt = 0; attempt < 5; attempt++) await signIn('13000000001', 'x')
    expect((await signIn('13000000001', 'x')).body.code).toBe('sign_in_throttled')
  })

  it('lock an address that tries many phones', async () => {
    world.clock.advance(25 * HOUR_MS)
    let refused = 0
    for (let attempt = 0; attempt < 52; attempt++) {
      const answer = await signIn(String(15_000_000_000 + attempt), 'x')
      if (answer.body.code === 'sign_in_throttled') refused += 1
    }
    expect(refused).toBe(2)
    world.clock.advance(25 * HOUR_MS)
  })

  it('refuse input that is no phone', async () => {
    expect((await signIn('not a phone', 'x')).body).toMatchObject({ code: 'parameter_invalid', param: 'phone' })
  })
})

describe('registerConsumer', () => {
  it('refuses a phone that is taken', async () => {
    const { phone } = await newHolder()
    const consumer = { holderId: newId<'hld'>(), phone, passwordHash: 'x' }
    const outcome = await world.db.transaction(tx => world.identity.registerConsumer(tx, consumer))
    expect(outcome).toEqual({ ok: false, error: { code: 'phone_taken', param: 'phone' } })
  })
})

describe('prune', () => {
  it('removes what has ended long ago and nothing else', async () => {
    const { holderId, phone } = await newHolder()
    await world.db.transaction(async tx => world.identity.createSession(tx, holderId))
    world.clock.advance(40 * 24 * HOUR_MS)
    const { token } = await world.db.transaction(async tx => world.identity.createSession(tx, holderId))
    await world.identity.prune()
    const rows = await world.db.query(sql('test.sessions', 'SELECT count(*) AS n FROM identity.sessions WHERE holder_id = $1'), [holderId])
    expect(rows[0]?.n).toBe(1n)
    expect(await authenticate(token)).toMatchObject({ kind: 'holder' })
    expect((await signIn(phone, 'correct horse')).status).toBe(201)
  })
})
