import { randomBytes } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Answer, callerOf, must, type Person, useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import { startNode } from '../../../../test/harness/node.ts'
import { createPasskey } from '../../../../test/harness/passkeys.ts'
import { createApp, enrolTotp, smsCodeTo, stepUpBySms } from '../../../../test/harness/people.ts'
import { formatId, parseId } from '../../../kernel/ids.ts'
import { createSeal } from '../../../platform/seal.ts'
import { createPasswords } from '../passwords.ts'
import { signInHolder } from './sign-in.ts'

const database = useDatabase()
const world = useApp(database)

const HOUR_MS = 3_600_000

const signIn = (person: Pick<Person, 'phone' | 'password'>, second?: Record<string, unknown>): Promise<Answer> =>
  world.nobody('POST', '/v1/wallet/sessions', {
    body: { phone: person.phone, password: person.password, ...(second === undefined ? {} : { second_factor: second }) },
  })

async function enrolled() {
  const person = await world.person()
  await stepUpBySms(world, person)
  return { person, ...(await enrolTotp(world, person.call, '/v1/wallet')) }
}

async function withPasskey() {
  const person = await world.person()
  await stepUpBySms(world, person)
  const passkey = createPasskey(world.url)
  const options = await must(person.call('POST', '/v1/wallet/factors/passkey/options'))
  const body = { ceremony: options.ceremony, name: 'Laptop', response: passkey.register(options.public_key) }
  const factor = await must(person.call('POST', '/v1/wallet/factors/passkey', { body }))
  return { person, passkey, factor }
}

/** Signs in with a passkey, the answer changed at will. */
async function byPasskey(passkey: ReturnType<typeof createPasskey>, how: Parameters<typeof passkey.sign>[1] = {}, side = 'wallet') {
  const options = await must(world.nobody('POST', `/v1/${side}/sessions/passkey/options`))
  const body = { ceremony: options.ceremony, response: passkey.sign(options.public_key, how) }
  return { body, answer: await world.nobody('POST', `/v1/${side}/sessions/passkey`, { body }) }
}

describe('signing in to the wallet', () => {
  it('needs the password alone while no factor is enrolled', async () => {
    const person = await world.person()
    expect((await signIn(person)).status).toBe(201)
  })

  it('asks for the second factor once an authenticator app is enrolled, and takes its code', async () => {
    const { person, app } = await enrolled()
    const asked = await signIn(person)
    expect(asked).toMatchObject({ status: 401, body: { code: 'second_factor_required', detail: expect.stringContaining('totp') } })
    const answer = await signIn(person, { type: 'totp', code: app.next() })
    expect(answer.status).toBe(201)
    const sessions = await must(callerOf(world.url, String(answer.body.token))('GET', '/v1/wallet/sessions'))
    const current = (sessions.data as { current: boolean; factors: unknown[]; verified_at: string | null }[]).find(each => each.current)
    expect(current?.factors).toMatchObject([
      { kind: 'knowledge', method: 'password' },
      { kind: 'possession', method: 'totp' },
    ])
    expect(current?.verified_at).not.toBeNull()
  })

  it('accepts a time step once, however the code is sent', async () => {
    const { person, app } = await enrolled()
    const code = app.next()
    const answers = await Promise.all(Array.from({ length: 5 }, () => signIn(person, { type: 'totp', code })))
    expect(answers.filter(answer => answer.status === 201)).toHaveLength(1)
    for (const { status, body } of answers.filter(answer => answer.status !== 201))
      expect([`401 second_factor_wrong`, '429 sign_in_throttled']).toContain(`${status} ${String(body.code)}`)
  })

  it('accepts the step before and the step after, and none further away', async () => {
    const { person, app } = await enrolled()
    const early = app.next()
    world.clock.advance(30_000)
    expect((await signIn(person, { type: 'totp', code: early })).status).toBe(201)
    const old = app.next()
    world.clock.advance(60_000)
    expect((await signIn(person, { type: 'totp', code: old })).body.code).toBe('second_factor_wrong')
  })

  it('never tells a wrong password from an unknown phone, whatever else is sent', async () => {
    const { person, app } = await enrolled()
    const wrong = { ...person, password: 'not it' }
    const unknown = { phone: '19900000000', password: 'not it' }
    const bodies = []
    for (const who of [wrong, unknown])
      for (const second of [undefined, { type: 'totp', code: app.now() }, { type: 'recovery_code', code: 'aaaa-bbbb-cccc-dddd' }]) {
        const { status, body } = await signIn(who, second)
        const { request_id: _, ...rest } = body
        bodies.push(JSON.stringify({ status, rest }))
      }
    expect(new Set(bodies).size).toBe(1)
    for (const who of [wrong, unknown])
      expect(
        (
          await world.nobody('POST', '/v1/wallet/sessions/sms', {
            body: who === wrong ? { phone: who.phone, password: who.password } : unknown,
          })
        ).body.code,
      ).toBe('password_or_phone_wrong')
  })

  it('locks after wrong second factors like after wrong passwords, also for the right one', async () => {
    const { person, app } = await enrolled()
    for (let guess = 0; guess < 5; guess++) await signIn(person, { type: 'totp', code: '000000' })
    expect((await signIn(person, { type: 'totp', code: app.now() })).body.code).toBe('sign_in_throttled')
    world.clock.advance(HOUR_MS)
    expect((await signIn(person, { type: 'totp', code: app.next() })).status).toBe(201)
  })

  it('does not let asking for the second factor take back wrong guesses', async () => {
    const { person } = await enrolled()
    let throttled = 0
    for (let guess = 0; guess < 12; guess++) {
      const answers = [await signIn(person), await signIn(person, { type: 'totp', code: '000000' })]
      throttled += answers.filter(answer => answer.status === 429).length
    }
    expect(throttled).toBeGreaterThan(5)
  })

  it('sends a code by SMS to whom the password belongs, where a passkey is enrolled, and takes it once', async () => {
    const { person } = await withPasskey()
    expect((await signIn(person)).body).toMatchObject({ code: 'second_factor_required', detail: expect.stringContaining('sms') })
    world.clock.advance(HOUR_MS)
    const send = () => world.nobody('POST', '/v1/wallet/sessions/sms', { body: { phone: person.phone, password: person.password } })
    expect(await send()).toMatchObject({ status: 201, body: { phone_masked: expect.stringMatching(/^139\*{4}\d{4}$/) } })
    expect((await send()).body.code).toBe('sms_throttled')
    const code = await smsCodeTo(world, person.phone)
    const answers = await Promise.all(Array.from({ length: 3 }, () => signIn(person, { type: 'sms', code })))
    expect(answers.filter(answer => answer.status === 201)).toHaveLength(1)
  })

  it('does not fall back to the password alone where no code can be sent: then the passkey is the way in', async () => {
    const { person, passkey } = await withPasskey()
    const { db, clock } = world.app
    const deps = {
      ...{ db, clock, audit: world.app.audit, policies: world.app.policies, seal: createSeal(randomBytes(32)), key: randomBytes(32) },
      ...{ sms: null, onError: () => {}, passwords: createPasswords({ atOnce: 1, waitingMax: 1 }) },
    }
    const context = { requestId: 'req', requestHash: '', endpoint: 'test' }
    const about = { context, device: { address: '127.0.0.9', userAgent: null }, baseUrl: world.url, language: 'en' as const }
    const outcome = await signInHolder(deps, { phone: person.phone, password: person.password, second: null }, about)
    expect(outcome).toMatchObject({ ok: false, error: { code: 'second_factor_required', values: { offered: 'passkey' } } })
    expect((await byPasskey(passkey)).answer.status).toBe(201)
  })

  it('does not accept a code by SMS that is late, or after three wrong ones', async () => {
    const { person } = await withPasskey()
    const send = () => must(world.nobody('POST', '/v1/wallet/sessions/sms', { body: { phone: person.phone, password: person.password } }))
    world.clock.advance(HOUR_MS)
    await send()
    const late = await smsCodeTo(world, person.phone)
    world.clock.advance(301_000)
    expect((await signIn(person, { type: 'sms', code: late })).body.code).toBe('second_factor_wrong')
    await send()
    const code = await smsCodeTo(world, person.phone)
    for (let guess = 0; guess < 3; guess++) await signIn(person, { type: 'sms', code: code === '000000' ? '000001' : '000000' })
    expect((await signIn(person, { type: 'sms', code })).body.code).toBe('second_factor_wrong')
  })

  it('offers no SMS beside an authenticator app', async () => {
    const { person, app } = await enrolled()
    const answer = await world.nobody('POST', '/v1/wallet/sessions/sms', { body: { phone: person.phone, password: person.password } })
    expect(answer).toMatchObject({ status: 409, body: { code: 'sms_unavailable' } })
    expect((await signIn(person, { type: 'totp', code: app.next() })).status).toBe(201)
  })

  it('takes each recovery code once, however it is written, and counts what is left', async () => {
    const { person } = await enrolled()
    const { codes } = (await must(person.call('POST', '/v1/wallet/recovery_codes'))) as { codes: string[] }
    expect(codes).toHaveLength(10)
    const [first = '', second = '', third = ''] = codes
    const answers = await Promise.all(Array.from({ length: 3 }, () => signIn(person, { type: 'recovery_code', code: first })))
    expect(answers.filter(answer => answer.status === 201)).toHaveLength(1)
    expect((await signIn(person, { type: 'recovery_code', code: second.toUpperCase().replaceAll('-', ' ') })).status).toBe(201)
    expect(await must(person.call('GET', '/v1/wallet/recovery_codes'))).toMatchObject({ remaining: 8 })
    await must(person.call('POST', '/v1/wallet/recovery_codes'))
    expect((await signIn(person, { type: 'recovery_code', code: third })).body.code).toBe('second_factor_wrong')
  })
})

describe('passkeys', () => {
  it('sign in without a name or password, as two kinds of factor', async () => {
    const { passkey, factor } = await withPasskey()
    expect(factor).toMatchObject({ kind: 'passkey', name: 'Laptop', confirmed: true })
    const { answer } = await byPasskey(passkey)
    expect(answer.status).toBe(201)
    expect(answer.headers.get('set-cookie')).toMatch(/^feiqian_session=.*HttpOnly; SameSite=Strict/)
    const sessions = await must(callerOf(world.url, String(answer.body.token))('GET', '/v1/wallet/sessions'))
    expect((sessions.data as { current: boolean; factors: unknown[] }[]).find(each => each.current)?.factors).toMatchObject([
      { kind: 'possession', method: 'passkey' },
      { kind: 'inherence', method: 'passkey' },
    ])
  })

  it('answer a challenge once', async () => {
    const { passkey } = await withPasskey()
    const options = await must(world.nobody('POST', '/v1/wallet/sessions/passkey/options'))
    const responses = Array.from({ length: 4 }, () => passkey.sign(options.public_key))
    const answers = await Promise.all(
      responses.map(response => world.nobody('POST', '/v1/wallet/sessions/passkey', { body: { ceremony: options.ceremony, response } })),
    )
    expect(answers.map(answer => answer.status).sort()).toEqual([201, 401, 401, 401])
  })

  it('are refused with one code: unverified, another origin, another challenge, a copied key, unknown, late, removed', async () => {
    const { person, passkey, factor } = await withPasskey()
    const code = async (promise: Promise<{ answer: Answer }>) => (await promise).answer.body.code
    expect(await code(byPasskey(passkey, { verified: false }))).toBe('passkey_wrong')
    expect(await code(byPasskey(passkey, { origin: 'https://phish.example' }))).toBe('passkey_wrong')
    expect(await code(byPasskey(passkey, { challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }))).toBe('passkey_wrong')
    expect((await byPasskey(passkey)).answer.status).toBe(201)
    expect(await code(byPasskey(passkey, { rise: false }))).toBe('passkey_wrong')
    expect(await code(byPasskey(createPasskey(world.url)))).toBe('passkey_wrong')
    expect(await code(byPasskey(passkey, {}, 'operator'))).toBe('passkey_wrong')
    const options = await must(world.nobody('POST', '/v1/wallet/sessions/passkey/options'))
    world.clock.advance(301_000)
    const late = { ceremony: options.ceremony, response: passkey.sign(options.public_key) }
    expect((await world.nobody('POST', '/v1/wallet/sessions/passkey', { body: late })).body.code).toBe('passkey_wrong')
    await stepUpBySms(world, person)
    await must(person.call('DELETE', `/v1/wallet/factors/${String(factor.id)}`))
    expect(await code(byPasskey(passkey))).toBe('passkey_wrong')
  })

  it('are registered once, by an answer to a question of this person', async () => {
    const { person, passkey } = await withPasskey()
    const other = await world.person()
    await stepUpBySms(world, other)
    const options = await must(person.call('POST', '/v1/wallet/factors/passkey/options'))
    const again = { ceremony: options.ceremony, name: 'Again', response: passkey.register(options.public_key) }
    expect((await other.call('POST', '/v1/wallet/factors/passkey', { body: again })).body.code).toBe('passkey_wrong')
    expect((await person.call('POST', '/v1/wallet/factors/passkey', { body: again })).body.code).toBe('passkey_known')
    const rubbish = { ...again, response: { id: passkey.id, response: { clientDataJSON: 'x' } } }
    expect((await person.call('POST', '/v1/wallet/factors/passkey', { body: rubbish })).body.code).toBe('passkey_wrong')
  })
})

describe('factors', () => {
  it('change only in a session that showed two kinds of factor lately', async () => {
    const person = await world.person()
    const attempts: (readonly [string, string, unknown?])[] = [
      ['POST', '/v1/wallet/factors/totp', { name: 'Phone' }],
      ['POST', '/v1/wallet/factors/passkey/options'],
      ['POST', '/v1/wallet/recovery_codes'],
      ['POST', '/v1/wallet/password', { password: 'another password' }],
      ['DELETE', '/v1/wallet/factors/fct_01jd9w2m6te3rbq4c8v5xkz7fh'],
      [
        'POST',
        '/v1/wallet/factors/passkey',
        { ceremony: '01890000-0000-7000-8000-000000000000', name: 'Key', response: { id: 'a'.repeat(20), response: {} } },
      ],
    ]
    const codes = async () =>
      Promise.all(attempts.map(async ([method, path, body]) => (await person.call(method, path, { body })).body.code))
    expect(await codes()).toEqual(attempts.map(() => 'step_up_required'))
    await stepUpBySms(world, person)
    expect((await person.call('POST', '/v1/wallet/recovery_codes')).status).toBe(201)
    world.clock.advance(11 * 60_000)
    expect(await codes()).toEqual(attempts.map(() => 'step_up_required'))
  })

  it('of an app count after their first right code, and the secret is sealed', async () => {
    const person = await world.person()
    await stepUpBySms(world, person)
    const enrolment = await must(person.call('POST', '/v1/wallet/factors/totp', { body: { name: 'Phone' } }))
    expect(String(enrolment.uri)).toContain(`secret=${String(enrolment.secret)}`)
    const confirm = (code: string) => person.call('POST', `/v1/wallet/factors/${String(enrolment.id)}/confirm`, { body: { code } })
    expect((await signIn(person)).status).toBe(201)
    expect(await confirm('12345')).toMatchObject({ status: 422, body: { code: 'factor_wrong', param: 'code' } })
    const app = createApp(world, String(enrolment.secret))
    expect((await confirm(app.now())).status).toBe(200)
    expect((await confirm(app.next())).body.code).toBe('factor_not_found')
    expect((await signIn(person)).body.code).toBe('second_factor_required')
    const stored = await database.db.pool.query('SELECT f::text AS row FROM identity.factors AS f')
    expect(JSON.stringify(stored.rows)).not.toContain(String(enrolment.secret))
    const list = await must(person.call('GET', '/v1/wallet/factors'))
    expect(list.data).toMatchObject([{ id: enrolment.id, kind: 'totp', confirmed: true }])
    expect(JSON.stringify(list)).not.toContain(String(enrolment.secret))
  })

  it('are one’s own: nobody sees, confirms or removes another’s', async () => {
    const { person, id } = await enrolled()
    const other = await world.person()
    await stepUpBySms(world, other)
    expect((await other.call('DELETE', `/v1/wallet/factors/${id}`)).body.code).toBe('factor_not_found')
    expect((await other.call('POST', `/v1/wallet/factors/${id}/confirm`, { body: { code: '123456' } })).body.code).toBe('factor_not_found')
    expect((await must(other.call('GET', '/v1/wallet/factors'))).data).toEqual([])
    expect((await must(person.call('GET', '/v1/wallet/factors'))).data).toHaveLength(1)
  })

  it('stop counting when they are removed, and are twenty at the most', async () => {
    const { person, id } = await enrolled()
    await must(person.call('DELETE', `/v1/wallet/factors/${id}`))
    expect((await signIn(person)).status).toBe(201)
    for (let count = 0; count < 20; count++) await must(person.call('POST', '/v1/wallet/factors/totp', { body: { name: 'Phone' } }))
    expect((await person.call('POST', '/v1/wallet/factors/totp', { body: { name: 'Phone' } })).body.code).toBe('factors_too_many')
  })
})

describe('sessions', () => {
  it('end on every node at once', async () => {
    const person = await world.person()
    const node = await startNode(world, database)
    onTestFinished(() => node.stop())
    const token = String((await signIn(person)).body.token)
    const elsewhere = callerOf(node.url, token)
    expect((await elsewhere('GET', '/v1/wallet/me')).status).toBe(200)
    expect(await must(person.call('POST', '/v1/wallet/sessions/end_others'))).toMatchObject({ count: 1 })
    await expect.poll(async () => (await elsewhere('GET', '/v1/wallet/me')).body.code).toBe('session_invalid')
  })

  it('are listed with where they are, and end at once, one or all others', async () => {
    const person = await world.person()
    const tokens: string[] = []
    for (const agent of ['Browser A', 'Browser B', 'Browser C']) {
      const headers = { 'User-Agent': agent }
      const { body } = await world.nobody('POST', '/v1/wallet/sessions', {
        body: { phone: person.phone, password: person.password },
        headers,
      })
      tokens.push(String(body.token))
    }
    const [a, b, c] = tokens.map(token => callerOf(world.url, token))
    if (a === undefined || b === undefined || c === undefined) throw new Error('three sessions were opened')
    const list = (await must(a('GET', '/v1/wallet/sessions'))).data as {
      id: string
      user_agent: string
      current: boolean
      address: string
    }[]
    expect(list.map(each => each.user_agent)).toEqual(expect.arrayContaining(['Browser A', 'Browser B', 'Browser C']))
    expect(list.filter(each => each.current).map(each => each.user_agent)).toEqual(['Browser A'])
    const second = list.find(each => each.user_agent === 'Browser B')
    expect((await a('DELETE', `/v1/wallet/sessions/${second?.id}`)).status).toBe(204)
    expect((await b('GET', '/v1/wallet/me')).body.code).toBe('session_invalid')
    expect((await a('DELETE', `/v1/wallet/sessions/${second?.id}`)).body.code).toBe('session_not_found')
    const stranger = await world.person()
    expect((await stranger.call('DELETE', `/v1/wallet/sessions/${list.find(each => each.current)?.id}`)).body.code).toBe(
      'session_not_found',
    )
    expect(await must(a('POST', '/v1/wallet/sessions/end_others'))).toMatchObject({ count: 2 })
    expect((await c('GET', '/v1/wallet/me')).status).toBe(401)
    expect((await a('GET', '/v1/wallet/me')).status).toBe(200)
  })

  it('but the own end with a change of password', async () => {
    const person = await world.person()
    const other = String((await signIn(person)).body.token)
    await stepUpBySms(world, person)
    expect((await person.call('POST', '/v1/wallet/password', { body: { password: 'short' } })).status).toBe(400)
    expect((await person.call('POST', '/v1/wallet/password', { body: { password: 'a better password' } })).status).toBe(204)
    expect((await callerOf(world.url, other)('GET', '/v1/wallet/me')).status).toBe(401)
    expect((await person.call('GET', '/v1/wallet/me')).status).toBe(200)
    expect((await signIn(person)).status).toBe(401)
    expect((await signIn({ ...person, password: 'a better password' })).status).toBe(201)
  })
})

describe('policy', () => {
  const set = async (key: string, value: object) => {
    world.clock.advance(1_000)
    const record = await must(world.operator('POST', '/v1/policies', { body: { key, value, source: 'institution' } }))
    await world.until(key, async () => (world.app.policies.at(key, world.clock.now())?.id ?? '') === parseId('pol', String(record.id)))
  }

  it('can ask everybody for a second factor: who enrolled none is sent a code', async () => {
    const person = await world.person()
    await set('identity.second_factor', { consumers: 'always', operators: 'always' })
    expect((await signIn(person)).body).toMatchObject({ code: 'second_factor_required', detail: expect.stringContaining('sms') })
    await must(world.nobody('POST', '/v1/wallet/sessions/sms', { body: { phone: person.phone, password: person.password } }))
    expect((await signIn(person, { type: 'sms', code: await smsCodeTo(world, person.phone) })).status).toBe(201)
    await set('identity.second_factor', { consumers: 'when_enrolled', operators: 'always' })
    expect((await signIn(person)).status).toBe(201)
  })

  it('can take a passkey’s signature for an electronic signature, which lifts the daily limit', async () => {
    const { person, passkey } = await withPasskey()
    const { sca } = world.app.identity
    const binding = { purpose: 'payment' as const, reference: 'pay_1', amount: 1n, currency: 'CNY', text: 'x' }
    const level = async () => {
      const { id, hash } = await world.app.db.transaction(async tx => sca.begin(tx, { holderId: person.uuid, binding }))
      const response = passkey.sign({ challenge: hash.toString('base64url') })
      await must(person.call('POST', `/v1/wallet/authentications/${formatId('sca', id)}/proofs`, { body: { type: 'passkey', response } }))
      return world.app.db.transaction(tx => sca.consume(tx, id, person.uuid, binding))
    }
    expect(await level()).toMatchObject({ value: { level: { kinds: 2, certificate: false } } })
    await set('identity.sca', { expiry_seconds: 900, kinds_required: 2, attempts_max: 5, passkey_is_signature: true })
    expect(await level()).toMatchObject({ value: { level: { kinds: 2, certificate: true } } })
  })
})
