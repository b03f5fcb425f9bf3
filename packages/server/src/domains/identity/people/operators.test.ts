import { describe, expect, it, onTestFinished } from 'vitest'
import { callerOf, must, useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import { startNode } from '../../../../test/harness/node.ts'
import { createPasskey } from '../../../../test/harness/passkeys.ts'
import {
  type Console,
  console as consoleOf,
  createApp,
  enrol,
  enrolTotp,
  OPERATOR_PASSWORD,
  signInToConsole,
} from '../../../../test/harness/people.ts'
import { formatId } from '../../../kernel/ids.ts'
import { ROLES } from '../roles.ts'

const database = useDatabase()
const world = useApp(database, { FEIQIAN_BOOTSTRAP_SECRET: 'the secret of the first operator' })

const HOUR_MS = 3_600_000
const NAME = { en: 'Zhao Min', zh: '赵敏' }
const SECRET = 'the secret of the first operator'

const bootstrap = (secret: string, login = 'first') =>
  world.nobody('POST', '/v1/operator/bootstrap', { body: { secret, login, name: NAME } })

describe('the first operator', () => {
  it('is created with the secret of the configuration, once, however many try at once', async () => {
    expect(await bootstrap('a wrong secret of some length')).toMatchObject({ status: 403, body: { code: 'bootstrap_refused' } })
    const answers = await Promise.all(['first', 'second', 'third'].map(login => bootstrap(SECRET, login)))
    expect(answers.map(answer => answer.status).sort()).toEqual([201, 403, 403])
    const invited = answers.find(answer => answer.status === 201)?.body
    const operator = invited?.operator as { id: string; login: string; roles: string[]; status: string }
    expect(operator).toMatchObject({ roles: ['administrator'], status: 'invited' })
    const first = await enrol(world, operator.login, String(invited?.enrolment_secret))
    expect(await must(first.call('GET', '/v1/operator/me'))).toMatchObject({
      id: operator.id,
      status: 'active',
      permissions: [...ROLES.administrator.permissions],
    })
    expect((await bootstrap(SECRET, 'later')).body.code).toBe('bootstrap_refused')
  })
})

describe('operators', () => {
  it('are created, listed and read, and enrol once with their secret', async () => {
    const body = { name: NAME, login: 'Zhao.Min', roles: ['finance', 'risk'] }
    const invited = await must(world.operator('POST', '/v1/operators', { body }))
    expect(invited).toMatchObject({ operator: { login: 'zhao.min', roles: ['finance', 'risk'], status: 'invited' } })
    const { id } = invited.operator as { id: string }
    expect(await must(world.operator('GET', `/v1/operators/${id}`))).toMatchObject({ id, status: 'invited' })
    const list = await must(world.operator('GET', '/v1/operators?limit=1'))
    expect(list).toMatchObject({ data: [{ id }], has_more: true })
    expect((await world.operator('POST', '/v1/operators', { body: { ...body, login: 'ZHAO.MIN' } })).body.code).toBe('login_taken')
    expect((await world.operator('GET', '/v1/operators/opr_01jd9w2m6te3rbq4c8v5xkz7fh')).body.code).toBe('operator_not_found')

    const secret = String(invited.enrolment_secret)
    const begun = await must(world.nobody('POST', '/v1/operator/enrolments', { body: { login: 'zhao.min', secret } }))
    const app = createApp(world, String(begun.secret))
    const complete = { login: 'zhao.min', secret, factor: begun.id, code: '000000', password: OPERATOR_PASSWORD }
    const send = (change: object) => world.nobody('POST', '/v1/operator/enrolments/complete', { body: { ...complete, ...change } })
    expect((await send({})).body.code).toBe('factor_wrong')
    const code = app.next()
    const answers = await Promise.all([send({ code }), send({ code }), send({ code })])
    expect(answers.map(answer => answer.status).filter(status => status === 201)).toHaveLength(1)
    expect((await send({ code: app.next() })).body.code).toBe('enrolment_invalid')
    expect((await world.nobody('POST', '/v1/operator/enrolments', { body: { login: 'zhao.min', secret } })).body.code).toBe(
      'enrolment_invalid',
    )
    expect((await world.nobody('POST', '/v1/operator/enrolments', { body: { login: 'nobody.here', secret } })).body.code).toBe(
      'enrolment_invalid',
    )
  })

  it('cannot enrol with a secret that has expired', async () => {
    const invited = await must(world.operator('POST', '/v1/operators', { body: { name: NAME, login: 'too.late', roles: [] } }))
    world.clock.advance(73 * HOUR_MS)
    const body = { login: 'too.late', secret: invited.enrolment_secret }
    expect((await world.nobody('POST', '/v1/operator/enrolments', { body })).body.code).toBe('enrolment_invalid')
  })

  it('sign in with name, password and second factor, and are told nothing of which was wrong', async () => {
    const operator = await consoleOf(world, ['auditor'])
    const right = await signInToConsole(world, operator)
    expect(right).toMatchObject({ status: 201, body: { object: 'operator_session', operator: { id: operator.id } } })
    expect(right.headers.get('set-cookie')).toMatch(/^feiqian_operator=fq_operator_.*HttpOnly; SameSite=Strict/)
    const wrongs = [
      { password: 'not the password' },
      { login: 'nobody.at.all' },
      { second_factor: { type: 'totp', code: '000000' } },
      { second_factor: { type: 'recovery_code', code: 'aaaa-bbbb-cccc-dddd' } },
      { second_factor: { type: 'sms', code: '123456' } },
    ]
    const told = []
    for (const wrong of wrongs) {
      const { status, body } = await signInToConsole(world, operator, wrong)
      const { request_id: _, ...rest } = body
      told.push(JSON.stringify({ status, rest }))
    }
    expect(new Set(told).size).toBe(1)
    expect(told[0]).toContain('operator_sign_in_wrong')
    expect((await signInToConsole(world, operator, { second_factor: undefined })).status).toBe(400)
  })

  it('use a code once, and wait after five wrong tries, known or not', async () => {
    const operator = await consoleOf(world, ['auditor'])
    const code = operator.app.next()
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => signInToConsole(world, operator, { second_factor: { type: 'totp', code } })),
    )
    expect(answers.filter(answer => answer.status === 201)).toHaveLength(1)
    world.clock.advance(HOUR_MS)
    for (const login of [operator.login, 'unknown.operator']) {
      const second_factor = { type: 'totp', code: operator.app.now() }
      for (let guess = 0; guess < 5; guess++) await signInToConsole(world, operator, { login, password: 'wrong password', second_factor })
      const throttled = await signInToConsole(world, operator, { login, second_factor })
      expect(throttled).toMatchObject({ status: 429, body: { code: 'sign_in_throttled' } })
    }
    world.clock.advance(HOUR_MS)
  })

  it('sign in by a recovery code, once', async () => {
    const operator = await consoleOf(world, ['auditor'])
    const second_factor = { type: 'recovery_code', code: operator.recoveryCodes[0] }
    const answers = await Promise.all(Array.from({ length: 3 }, () => signInToConsole(world, operator, { second_factor })))
    expect(answers.filter(answer => answer.status === 201)).toHaveLength(1)
    expect(await must(operator.call('GET', '/v1/operator/recovery_codes'))).toMatchObject({ remaining: 9 })
  })

  it('may in a session what their roles may, and routes about themselves no key may call', async () => {
    const finance = await consoleOf(world, ['finance'])
    expect((await finance.call('GET', '/v1/ledger/accounts')).status).toBe(200)
    expect((await finance.call('GET', '/v1/operators')).body.code).toBe('forbidden')
    expect((await world.operator('GET', '/v1/operator/me')).body.code).toBe('forbidden')
    expect((await world.nobody('GET', '/v1/operator/me')).status).toBe(401)
    const person = await world.person()
    expect((await person.call('GET', '/v1/operator/me')).status).toBe(403)
    expect((await finance.call('GET', '/v1/wallet/me')).status).toBe(403)
  })

  it('are protected from forged requests in a browser', async () => {
    const { token } = await consoleOf(world, ['administrator'])
    const send = (headers: Record<string, string>, body = '{}') =>
      fetch(`${world.url}/v1/operator/sessions/end_others`, {
        method: 'POST',
        headers: { Cookie: `feiqian_operator=${token}`, ...headers },
        body,
      })
    expect((await send({ 'Content-Type': 'application/json' })).status).toBe(200)
    expect((await send({ 'Content-Type': 'application/json', Origin: 'https://evil.example' })).status).toBe(403)
    expect((await send({ 'Content-Type': 'application/x-www-form-urlencoded' }, 'a=1')).status).toBe(415)
    expect((await send({ 'Content-Type': 'text/plain' })).status).toBe(415)
  })

  it('look after their own factors and sessions', async () => {
    const operator = await consoleOf(world, ['auditor'])
    const { call } = operator
    expect((await call('DELETE', `/v1/operator/factors/${operator.factor}`)).body.code).toBe('factor_last')
    const second = await enrolTotp(world, call, '/v1/operator')
    const passkey = createPasskey(world.url)
    const options = await must(call('POST', '/v1/operator/factors/passkey/options'))
    const registered = { ceremony: options.ceremony, name: 'Key', response: passkey.register(options.public_key) }
    expect((await call('POST', '/v1/operator/factors/passkey', { body: registered })).status).toBe(201)
    expect((await must(call('GET', '/v1/operator/factors'))).data).toHaveLength(3)
    expect((await call('DELETE', `/v1/operator/factors/${operator.factor}`)).status).toBe(200)

    const asked = await must(world.nobody('POST', '/v1/operator/sessions/passkey/options'))
    const body = { ceremony: asked.ceremony, response: passkey.sign(asked.public_key) }
    const other = await must(world.nobody('POST', '/v1/operator/sessions/passkey', { body }))
    const sessions = (await must(call('GET', '/v1/operator/sessions'))).data as { id: string; current: boolean }[]
    expect(sessions).toHaveLength(2)
    expect((await call('DELETE', `/v1/operator/sessions/${sessions.find(each => !each.current)?.id}`)).status).toBe(204)
    expect((await callerOf(world.url, String(other.token))('GET', '/v1/operator/me')).body.code).toBe('session_invalid')
    expect(await must(call('POST', '/v1/operator/sessions/end_others'))).toMatchObject({ count: 0 })

    world.clock.advance(11 * 60_000)
    expect((await call('POST', '/v1/operator/recovery_codes')).body.code).toBe('step_up_required')
    const begun = await must(call('POST', '/v1/operator/authentications', { body: { purpose: 'step_up' } }))
    expect(begun.offered).toEqual(['passkey', 'password', 'totp'])
    const path = `/v1/operator/authentications/${String(begun.id)}`
    await must(call('POST', `${path}/proofs`, { body: { type: 'password', password: OPERATOR_PASSWORD } }))
    expect((await call('POST', `${path}/proofs`, { body: { type: 'sms', code: '123456' } })).body.code).toBe('factor_unavailable')
    await must(call('POST', `${path}/proofs`, { body: { type: 'totp', code: second.app.next() } }))
    expect(await must(call('GET', path))).toMatchObject({ complete: true, used: false })
    expect((await call('POST', '/v1/operator/sessions/current/step_up', { body: { authentication: begun.id } })).status).toBe(204)
    expect((await must(call('POST', '/v1/operator/recovery_codes'))).codes).toHaveLength(10)
    const signing = await must(call('POST', '/v1/operator/authentications', { body: { purpose: 'step_up' } }))
    const toSign = await must(call('POST', `/v1/operator/authentications/${String(signing.id)}/passkey_options`))
    const proof = { type: 'passkey', response: passkey.sign(toSign.public_key) }
    expect(await must(call('POST', `/v1/operator/authentications/${String(signing.id)}/proofs`, { body: proof }))).toMatchObject({
      complete: true,
    })

    expect((await call('POST', '/v1/operator/password', { body: { password: 'too short' } })).status).toBe(400)
    expect((await call('POST', '/v1/operator/password', { body: { password: 'an even longer password' } })).status).toBe(204)
    expect((await signInToConsole(world, { ...operator, app: second.app })).status).toBe(401)
    expect((await signInToConsole(world, { ...operator, app: second.app, password: 'an even longer password' })).status).toBe(201)
    expect((await call('DELETE', '/v1/operator/sessions/current')).status).toBe(204)
    expect((await call('GET', '/v1/operator/me')).status).toBe(401)
  })
})

describe('changing an operator', () => {
  const patch = (call: Console['call'], id: string, body: object) => call('PATCH', `/v1/operators/${id}`, { body })

  it('takes effect at their next request, on every node', async () => {
    const node = await startNode(world, database)
    onTestFinished(() => node.stop())
    const operator = await consoleOf(world, ['finance'])
    const elsewhere = callerOf(node.url, operator.token)
    expect((await elsewhere('GET', '/v1/ledger/accounts')).status).toBe(200)
    await must(patch(world.operator, operator.id, { roles: ['merchant_manager'], name: NAME }))
    await expect.poll(async () => (await elsewhere('GET', '/v1/ledger/accounts')).status).toBe(403)
    expect((await operator.call('GET', '/v1/merchants')).status).toBe(200)
    expect(await must(operator.call('GET', '/v1/operator/me'))).toMatchObject({ roles: ['merchant_manager'], name: NAME })
    await must(patch(world.operator, operator.id, { disabled: true }))
    expect((await operator.call('GET', '/v1/operator/me')).body.code).toBe('session_invalid')
    await expect.poll(async () => (await elsewhere('GET', '/v1/operator/me')).status).toBe(401)
    expect((await signInToConsole(world, operator)).body.code).toBe('operator_sign_in_wrong')
    await must(patch(world.operator, operator.id, { disabled: false }))
    expect((await signInToConsole(world, operator)).status).toBe(201)
    expect((await operator.call('GET', '/v1/operator/me')).status).toBe(401)
  })

  it('stops the API keys of a disabled operator, and a passkey of theirs', async () => {
    const operator = await consoleOf(world, ['auditor'])
    const passkey = createPasskey(world.url)
    const options = await must(operator.call('POST', '/v1/operator/factors/passkey/options'))
    await must(
      operator.call('POST', '/v1/operator/factors/passkey', {
        body: { ceremony: options.ceremony, name: 'Key', response: passkey.register(options.public_key) },
      }),
    )
    const operatorId = await world.app.db.transaction(async tx => world.app.identity.createOperator(tx, NAME, ['auditor']))
    const { secret } = await world.app.db.transaction(async tx =>
      world.app.identity.createApiKey(tx, { owner: { kind: 'operator', operatorId }, name: 'k', scopes: ['ledger:read'], expiresAt: null }),
    )
    const key = callerOf(world.url, secret)
    expect((await key('GET', '/v1/ledger/accounts')).status).toBe(200)
    await must(patch(world.operator, formatId('opr', operatorId), { disabled: true }))
    expect((await key('GET', '/v1/ledger/accounts')).body.code).toBe('api_key_revoked')
    await must(patch(world.operator, operator.id, { disabled: true }))
    const asked = await must(world.nobody('POST', '/v1/operator/sessions/passkey/options'))
    const body = { ceremony: asked.ceremony, response: passkey.sign(asked.public_key) }
    expect((await world.nobody('POST', '/v1/operator/sessions/passkey', { body })).body.code).toBe('passkey_wrong')
  })

  it('keeps rights from growing by themselves', async () => {
    const [administrator, another] = [await consoleOf(world, ['administrator']), await consoleOf(world, ['administrator', 'risk'])]
    expect((await patch(administrator.call, administrator.id, { roles: ['administrator', 'finance'] })).body.code).toBe('roles_own')
    expect((await patch(administrator.call, administrator.id, { disabled: true })).body.code).toBe('roles_own')
    expect((await patch(administrator.call, administrator.id, { name: NAME })).status).toBe(200)
    expect((await patch(administrator.call, 'opr_01jd9w2m6te3rbq4c8v5xkz7fh', { name: NAME })).body.code).toBe('operator_not_found')
    expect((await patch(administrator.call, another.id, { roles: ['nonsense'] })).status).toBe(400)
    // A key whose operator has no roles gives none, whatever its scopes say.
    const { secret } = await world.app.db.transaction(async tx => {
      const operatorId = world.app.identity.createOperator(tx, NAME)
      return world.app.identity.createApiKey(tx, {
        owner: { kind: 'operator', operatorId },
        name: 'k',
        scopes: ['operators:write'],
        expiresAt: null,
      })
    })
    const key = callerOf(world.url, secret)
    expect((await key('POST', '/v1/operators', { body: { name: NAME, login: 'by.key', roles: ['risk'] } })).body.code).toBe('role_not_held')
    expect((await key('POST', `/v1/operators/${administrator.id}/reset`)).body.code).toBe('role_not_held')
    expect((await patch(key, another.id, { roles: ['administrator'] })).body.code).toBe('role_not_held')
  })

  it('leaves one administrator, also when two remove each other at once', async () => {
    const all = (await must(world.operator('GET', '/v1/operators?limit=100'))).data as { id: string; roles: string[]; status: string }[]
    const administrators = all.filter(each => each.roles.includes('administrator') && each.status === 'active')
    const [a, b] = [await consoleOf(world, ['administrator']), await consoleOf(world, ['administrator'])]
    // The world's own operator calls by key and is the one who asks: it goes last.
    const own = administrators.at(-1)?.id
    for (const each of administrators.filter(one => one.id !== own)) await must(patch(world.operator, each.id, { roles: [] }))
    if (own !== undefined) await must(patch(a.call, own, { roles: [] }))
    const answers = await Promise.all([patch(a.call, b.id, { roles: ['auditor'] }), patch(b.call, a.id, { roles: ['auditor'] })])
    expect(answers.map(answer => answer.status).sort()).not.toEqual([200, 200])
    const left = answers[0].status === 200 ? a : b
    expect((await patch(left.call, left.id, { roles: [] })).body.code).toBe('administrator_last')
    if (own !== undefined) await must(patch(left.call, own, { roles: ['administrator'] }))
  })

  it('resets an operator who lost everything, by another operator only', async () => {
    const [administrator, operator] = [await consoleOf(world, ['administrator']), await consoleOf(world, ['auditor'])]
    const reset = (id: string) => administrator.call('POST', `/v1/operators/${id}/reset`)
    expect((await reset(administrator.id)).body.code).toBe('operator_self')
    expect((await reset('opr_01jd9w2m6te3rbq4c8v5xkz7fh')).body.code).toBe('operator_not_found')
    const withoutLogin = await world.app.db.transaction(async tx => world.app.identity.createOperator(tx, NAME))
    expect((await reset(formatId('opr', withoutLogin))).body.code).toBe('operator_without_login')
    const invited = await must(reset(operator.id))
    expect(invited).toMatchObject({ operator: { status: 'invited' } })
    expect((await operator.call('GET', '/v1/operator/me')).status).toBe(401)
    expect((await signInToConsole(world, operator)).status).toBe(401)
    const back = await enrol(world, operator.login, String(invited.enrolment_secret))
    expect(back.id).toBe(operator.id)
    const leaves = (await must(world.operator('GET', '/v1/audit/leaves?limit=100'))).data as {
      action: string
      subject: string | null
      actor: string
    }[]
    const leaf = leaves.find(each => each.action === 'resetOperator' && each.subject === operator.id)
    expect(leaf).toBeDefined()
  })
})
