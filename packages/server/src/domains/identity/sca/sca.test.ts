import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { must, type Person, useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import { createPasskey } from '../../../../test/harness/passkeys.ts'
import { completeBySms, smsCodeTo, stepUpBySms } from '../../../../test/harness/people.ts'
import { formatId, type Id, newId, parseId } from '../../../kernel/ids.ts'
import { createUndo } from '../../../kernel/undo.ts'
import { bindingHash } from './binding.ts'
import { kindsOf, levelOf } from './rules.ts'
import type { ScaBinding, ScaFactor } from './types.ts'

const database = useDatabase()
const world = useApp(database)

const PAYMENT: ScaBinding = {
  purpose: 'payment',
  reference: 'pay_01jd9w2m6te3rbq4c8v5xkz7fh',
  amount: 123_456n,
  currency: 'CNY',
  payee: '松间茶舍',
  text: 'Pay CNY 1,234.56 to Pine Teahouse',
}
const USE = { purpose: PAYMENT.purpose, reference: PAYMENT.reference, amount: 123_456n, currency: 'CNY' }

const begin = async (person: Person, binding = PAYMENT) => {
  const { id } = await world.app.db.transaction(async tx => world.app.identity.sca.begin(tx, { holderId: person.uuid, binding }))
  return { id, shown: formatId('sca', id) }
}
const consume = (id: Id<'sca'>, person: Person, use: Parameters<typeof world.app.identity.sca.consume>[3] = USE) =>
  world.app.db.transaction(tx => world.app.identity.sca.consume(tx, id, person.uuid, use))
const code = async (outcome: ReturnType<typeof consume>) => {
  const { ok, ...rest } = await outcome
  return ok || !('error' in rest) ? 'ok' : rest.error.code
}
const prove = (person: Person, shown: string, body: object) => person.call('POST', `/v1/wallet/authentications/${shown}/proofs`, { body })
const factor = (kind: ScaFactor['kind'], method: ScaFactor['method']): ScaFactor => ({ kind, method, at: new Date(0) })

async function withPasskey() {
  const person = await world.person()
  await stepUpBySms(world, person)
  const passkey = createPasskey(world.url)
  const options = await must(person.call('POST', '/v1/wallet/factors/passkey/options'))
  const body = { ceremony: options.ceremony, name: 'Phone', response: passkey.register(options.public_key) }
  await must(person.call('POST', '/v1/wallet/factors/passkey', { body }))
  return { person, passkey }
}

describe('kinds of factor', () => {
  it('count once each, and what unlocks a passkey is no third beside a password', () => {
    const password = factor('knowledge', 'password')
    const totp = factor('possession', 'totp')
    const passkey = [factor('possession', 'passkey'), factor('inherence', 'passkey')]
    expect(kindsOf([])).toBe(0)
    expect(kindsOf([password, password])).toBe(1)
    expect(kindsOf([totp, factor('possession', 'sms')])).toBe(1)
    expect(kindsOf([password, totp])).toBe(2)
    expect(kindsOf(passkey)).toBe(2)
    expect(kindsOf([password, ...passkey])).toBe(2)
    expect(levelOf(passkey, false)).toEqual({ kinds: 2, certificate: false })
    expect(levelOf(passkey, true)).toEqual({ kinds: 2, certificate: true })
    expect(levelOf([password, totp], true)).toEqual({ kinds: 2, certificate: false })
  })
})

describe('the binding', () => {
  it('has another hash whenever anything in it is another', () => {
    const text = fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'b', ':', '\n', '1', '') })
    const binding = fc.record({
      purpose: fc.constantFrom('consent' as const, 'payment' as const),
      reference: text,
      amount: fc.bigInt({ min: 1n, max: 200n }),
      currency: fc.constantFrom('CNY', 'GBP'),
      payee: text,
      text,
    })
    const id = newId<'sca'>()
    fc.assert(
      fc.property(binding, binding, (one, other) => {
        const same = JSON.stringify(one, replacer) === JSON.stringify(other, replacer)
        expect(bindingHash(id, one).equals(bindingHash(id, other))).toBe(same)
        expect(bindingHash(newId(), one).equals(bindingHash(id, one))).toBe(false)
      }),
    )
  })
})
const replacer = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)

describe('an authentication', () => {
  it('is complete after a password and a code by SMS, whose text says what is approved', async () => {
    const person = await world.person()
    const { id, shown } = await begin(person)
    const seen = await must(person.call('GET', `/v1/wallet/authentications/${shown}`))
    expect(seen).toMatchObject({
      purpose: 'payment',
      amount: { amount: 123_456, currency: 'CNY' },
      amount_text: 'CNY 1,234.56',
      payee: '松间茶舍',
      offered: ['password', 'sms'],
      complete: false,
    })
    expect(await code(consume(id, person))).toBe('sca_required')
    await must(person.call('POST', `/v1/wallet/authentications/${shown}/sms`, { headers: { 'Accept-Language': 'zh' } }))
    const list = await must(world.nobody('GET', `/v1/sandbox/sms?phone=${person.phone}`))
    expect((list.data as { text: string }[])[0]?.text).toMatch(/【飞钱】.*松间茶舍.*1234\.56/)
    expect(await must(prove(person, shown, { type: 'password', password: person.password }))).toMatchObject({ complete: false })
    expect(await code(consume(id, person))).toBe('sca_required')
    expect(await must(prove(person, shown, { type: 'sms', code: await smsCodeTo(world, person.phone) }))).toMatchObject({ complete: true })
    const approved = await consume(id, person)
    expect(approved).toMatchObject({ ok: true, value: { level: { kinds: 2, certificate: false } } })
  })

  it('is consumed once, of many who try at once', async () => {
    const person = await world.person()
    const { id, shown } = await begin(person)
    await completeBySms(world, person, shown)
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => code(consume(id, person))))
    expect(outcomes.sort()).toEqual(['ok', ...Array.from({ length: 7 }, () => 'sca_used')])
    expect((await prove(person, shown, { type: 'password', password: person.password })).body.code).toBe('sca_used')
    expect((await person.call('POST', `/v1/wallet/authentications/${shown}/sms`)).body.code).toBe('sca_used')
  })

  it('is not used up when what it approved is rolled back', async () => {
    const person = await world.person()
    const { id, shown } = await begin(person)
    await completeBySms(world, person, shown)
    const failing = world.app.db.transaction(async tx => {
      await world.app.identity.sca.consume(tx, id, person.uuid, USE)
      throw new Error('rolled back')
    })
    await expect(failing).rejects.toThrow('rolled back')
    const undo = createUndo()
    await world.app.db.transaction(async tx => {
      const work = await world.app.identity.sca.open(tx, [id], undo)
      expect(work.use(id, person.uuid, USE).ok).toBe(true)
      expect(work.use(id, person.uuid, USE)).toMatchObject({ error: { code: 'sca_used' } })
      undo.rollback()
      work.flush()
    })
    expect(await code(consume(id, person))).toBe('ok')
  })

  it('approves exactly what it was bound to, for its person', async () => {
    const [person, other] = [await world.person(), await world.person()]
    const { id, shown } = await begin(person)
    await completeBySms(world, person, shown)
    for (const change of [
      { amount: 123_457n },
      { currency: 'GBP' },
      { reference: 'pay_2' },
      { purpose: 'consent' as const },
      { payee: '别处' },
      { text: 'x' },
    ])
      expect(await code(consume(id, person, { ...USE, ...change }))).toBe('sca_mismatch')
    expect(await code(consume(id, person, { purpose: 'payment', reference: PAYMENT.reference }))).toBe('sca_mismatch')
    expect(await code(consume(id, other))).toBe('sca_required')
    expect(await code(consume(newId(), person))).toBe('sca_required')
    expect((await other.call('GET', `/v1/wallet/authentications/${shown}`)).body.code).toBe('sca_not_found')
    for (const path of ['proofs', 'sms', 'passkey_options'])
      expect(
        (
          await other.call(
            'POST',
            `/v1/wallet/authentications/${shown}/${path}`,
            path === 'proofs' ? { body: { type: 'password', password: 'x' } } : {},
          )
        ).body.code,
      ).toBe('sca_not_found')
    expect(await code(consume(id, person))).toBe('ok')
  })

  it('ends after a human time', async () => {
    const person = await world.person()
    const { id, shown } = await begin(person)
    await completeBySms(world, person, shown)
    world.clock.advance(901_000)
    expect(await code(consume(id, person))).toBe('sca_expired')
    expect((await prove(person, shown, { type: 'password', password: person.password })).body.code).toBe('sca_expired')
  })

  it('ends after five wrong proofs, also when they come at once, and the person waits', async () => {
    const person = await world.person()
    const { shown } = await begin(person)
    const guesses = await Promise.all(Array.from({ length: 8 }, () => prove(person, shown, { type: 'password', password: 'not it' })))
    expect(guesses.filter(answer => answer.body.code === 'factor_wrong').length).toBeLessThanOrEqual(5)
    world.clock.advance(600_000)
    const later = await prove(person, shown, { type: 'password', password: person.password })
    expect(['sca_expired', 'sign_in_throttled']).toContain(later.body.code)
    const other = await world.person()
    const fresh = await begin(other)
    for (let guess = 0; guess < 5; guess++)
      expect((await prove(other, fresh.shown, { type: 'sms', code: '000000' })).body.code).toBe('factor_wrong')
    const right = { type: 'password', password: other.password }
    expect((await prove(other, fresh.shown, right)).body.code).toBe('sca_expired')
    expect((await prove(other, (await begin(other)).shown, right)).body.code).toBe('sign_in_throttled')
    world.clock.advance(60_000)
    expect((await prove(other, (await begin(other)).shown, right)).status).toBe(200)
  })

  it('does not let a right password take back wrong codes', async () => {
    const person = await world.person()
    const codes: unknown[] = []
    for (let round = 0; round < 7; round++) {
      const { shown } = await begin(person)
      codes.push((await prove(person, shown, { type: 'password', password: person.password })).body.code)
      codes.push((await prove(person, shown, { type: 'sms', code: '000000' })).body.code)
    }
    expect(codes.filter(each => each === 'factor_wrong')).toHaveLength(5)
    expect(codes.at(-1)).toBe('sign_in_throttled')
  })

  it('takes a code by SMS for itself only', async () => {
    const person = await world.person()
    const [one, other] = [await begin(person), await begin(person, { ...PAYMENT, amount: 1n })]
    await must(person.call('POST', `/v1/wallet/authentications/${one.shown}/sms`))
    const sent = await smsCodeTo(world, person.phone)
    expect((await prove(person, other.shown, { type: 'sms', code: sent })).body.code).toBe('factor_wrong')
    expect((await person.call('POST', `/v1/wallet/authentications/${one.shown}/sms`)).body.code).toBe('sms_throttled')
    const answers = await Promise.all(Array.from({ length: 3 }, () => prove(person, one.shown, { type: 'sms', code: sent })))
    expect(answers.filter(answer => answer.status === 200)).toHaveLength(1)
  })

  it('is complete by a passkey alone, which signs amount and payee', async () => {
    const { person, passkey } = await withPasskey()
    const { id, shown } = await begin(person)
    const options = await must(person.call('POST', `/v1/wallet/authentications/${shown}/passkey_options`))
    const asked = options.public_key as { challenge: string }
    expect(asked.challenge).toBe(bindingHash(id, PAYMENT).toString('base64url'))
    const elsewhere = await begin(person, { ...PAYMENT, amount: 1n })
    const cheap = passkey.sign({ challenge: bindingHash(elsewhere.id, { ...PAYMENT, amount: 1n }).toString('base64url') })
    expect((await prove(person, shown, { type: 'passkey', response: cheap })).body.code).toBe('factor_wrong')
    expect((await prove(person, shown, { type: 'passkey', response: passkey.sign(asked, { verified: false }) })).body.code).toBe(
      'factor_wrong',
    )
    const stranger = createPasskey(world.url)
    expect((await prove(person, shown, { type: 'passkey', response: stranger.sign(asked) })).body.code).toBe('factor_wrong')
    expect(await must(prove(person, shown, { type: 'passkey', response: passkey.sign(asked) }))).toMatchObject({
      complete: true,
      factors: [
        { kind: 'possession', method: 'passkey' },
        { kind: 'inherence', method: 'passkey' },
      ],
    })
    expect(await consume(id, person)).toMatchObject({ ok: true, value: { level: { kinds: 2, certificate: false } } })
  })

  it('offers what the person has, and nothing else', async () => {
    const person = await world.person()
    const { shown } = await begin(person)
    expect((await prove(person, shown, { type: 'totp', code: '123456' })).body.code).toBe('factor_unavailable')
    expect((await prove(person, shown, { type: 'passkey', response: { id: 'a'.repeat(20), response: {} } })).body.code).toBe(
      'factor_unavailable',
    )
    expect((await person.call('POST', `/v1/wallet/authentications/${shown}/passkey_options`)).body.code).toBe('factor_unavailable')
  })

  it('for a step-up raises its own session and no other', async () => {
    const person = await world.person()
    const signedIn = await must(world.nobody('POST', '/v1/wallet/sessions', { body: { phone: person.phone, password: person.password } }))
    const begun = await must(person.call('POST', '/v1/wallet/authentications', { body: { purpose: 'step_up' } }))
    const stepUp = (call = person.call) => call('POST', '/v1/wallet/sessions/current/step_up', { body: { authentication: begun.id } })
    expect((await stepUp()).body.code).toBe('sca_required')
    await completeBySms(world, person, String(begun.id))
    expect((await stepUp(world.as(String(signedIn.token)))).body.code).toBe('sca_mismatch')
    const answers = await Promise.all([stepUp(), stepUp(), stepUp()])
    expect(answers.map(answer => answer.status).sort()).toEqual([204, 409, 409])
    expect(parseId('sca', String(begun.id))).not.toBeNull()
    const other = await must(person.call('POST', '/v1/wallet/authentications', { body: { purpose: 'step_up' } }))
    world.clock.advance(901_000)
    const late = await person.call('POST', '/v1/wallet/sessions/current/step_up', { body: { authentication: other.id } })
    expect(late.body.code).toBe('sca_expired')
  })

  it('is kept for thirty days for questions, and its codes for one', async () => {
    const person = await world.person()
    const { id, shown } = await begin(person)
    await must(person.call('POST', `/v1/wallet/authentications/${shown}/sms`))
    await must(world.nobody('POST', '/v1/wallet/sessions/passkey/options'))
    const count = async (table: string) =>
      (await database.db.pool.query(`SELECT count(*)::integer AS n FROM identity.${table}`)).rows[0].n as number
    await world.app.identity.prune()
    for (const table of ['sms_codes', 'ceremonies', 'sandbox_sms']) expect(await count(table)).toBeGreaterThan(0)
    world.clock.advance(26 * 3_600_000)
    await world.app.identity.prune()
    for (const table of ['sms_codes', 'ceremonies', 'sandbox_sms']) expect(await count(table)).toBe(0)
    expect(await world.app.identity.sca.find(id, person.uuid)).not.toBeNull()
    world.clock.advance(31 * 24 * 3_600_000)
    await world.app.identity.prune()
    expect(await world.app.identity.sca.find(id, person.uuid)).toBeNull()
  })
})
