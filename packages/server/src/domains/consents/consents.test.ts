/** Mandates: what they allow, and that a revocation and a payment never pass each other. */
import { describe, expect, it } from 'vitest'
import { useDatabase } from '../../../test/harness/database.ts'
import { type Person, useWalletWorld } from '../../../test/harness/wallet-world.ts'
import { formatId, type Id, newId, parseId } from '../../kernel/ids.ts'
import { createUndo } from '../../kernel/undo.ts'
import type { MandateUse } from './types.ts'

const database = useDatabase()
const world = useWalletWorld(database)

const give = (person: Person, change: Record<string, unknown> = {}) =>
  world.call('POST', '/v1/wallet/mandates', {
    key: person.token,
    body: {
      merchant: formatId('mer', world.merchantId),
      payment_method: { type: 'wallet_balance' },
      limit_per_payment: { amount: 10_000, currency: 'CNY' },
      ...change,
    },
  })

const revoke = (person: Person, mandate: unknown) => world.call('POST', `/v1/wallet/mandates/${mandate}/revoke`, { key: person.token })

function mandateId(text: unknown): Id<'mdt'> {
  const id = parseId('mdt', String(text))
  if (id === null) throw new Error(`no mandate id: ${String(text)}`)
  return id
}

const check = (mandate: Id<'mdt'>, use: Partial<MandateUse> = {}) =>
  world.db.transaction(async tx => {
    const consents = await world.consents.open(tx, [mandate], createUndo())
    return consents.check(mandate, { merchantId: world.merchantId, method: 'wallet_balance', amount: 10_000n, ...use })
  })

describe('a mandate to a merchant', () => {
  it('covers a payment within its limit', async () => {
    const person = await world.person()
    const { status, body } = await give(person)
    expect(status).toBe(201)
    expect(body).toMatchObject({
      object: 'mandate',
      state: 'active',
      kind: 'wallet_auto_debit',
      payment_method: { type: 'wallet_balance' },
    })
    expect(await check(mandateId(body.id))).toMatchObject({ ok: true, value: { holderId: person.id, card: null } })
  })

  it('names its merchant wherever it is shown', async () => {
    const person = await world.person()
    const { body: given } = await give(person)
    const { body: list } = await world.call('GET', '/v1/wallet/mandates', { key: person.token })
    const { body: revoked } = await revoke(person, given.id)
    const name = { en: expect.any(String), zh: expect.any(String) }
    expect(given).toMatchObject({ merchant_name: name })
    expect(list).toMatchObject({ data: [{ id: given.id, merchant_name: given.merchant_name }] })
    expect(revoked).toMatchObject({ state: 'revoked', merchant_name: given.merchant_name })
  })

  it('refuses an amount above its limit, another method, and another merchant', async () => {
    const { body } = await give(await world.person())
    const mandate = mandateId(body.id)
    expect(await check(mandate, { amount: 10_001n })).toMatchObject({
      error: { code: 'mandate_limit_exceeded', values: { limit: 10_000 } },
    })
    expect(await check(mandate, { method: 'bank_card' })).toMatchObject({ error: { code: 'mandate_method_mismatch' } })
    expect(await check(mandate, { merchantId: newId<'mer'>() })).toMatchObject({ error: { code: 'mandate_not_found' } })
    expect(await check(newId<'mdt'>())).toMatchObject({ error: { code: 'mandate_not_found' } })
  })

  it('expires at its end, to the instant', async () => {
    const person = await world.person()
    const end = new Date(world.clock.now().getTime() + 3_600_000)
    const { body } = await give(person, { valid_to: end.toISOString() })
    expect(await check(mandateId(body.id))).toMatchObject({ ok: true })
    world.clock.advance(3_600_000)
    expect(await check(mandateId(body.id))).toMatchObject({ error: { code: 'mandate_expired' } })
    expect(await give(person, { valid_to: end.toISOString() })).toMatchObject({ body: { code: 'mandate_expired', param: 'valid_to' } })
  })

  it('is refused for a merchant that does not exist', async () => {
    expect(await give(await world.person(), { merchant: formatId('mer', newId<'mer'>()) })).toMatchObject({
      body: { code: 'merchant_not_found' },
    })
  })

  it('ends when its holder revokes it, and the merchant is told once', async () => {
    const person = await world.person()
    const { body } = await give(person)
    const id = body.id
    expect(await revoke(await world.person(), id)).toMatchObject({ status: 404, body: { code: 'mandate_not_found' } })
    expect(await revoke(person, id)).toMatchObject({ status: 200, body: { state: 'revoked' } })
    expect(await revoke(person, id)).toMatchObject({ status: 200, body: { state: 'revoked' } })
    expect(await check(mandateId(id))).toMatchObject({ error: { code: 'mandate_revoked' } })
    const events = (await world.events()).filter(event => event.topics.includes(String(id)))
    expect(events.map(event => event.type)).toEqual(['mandate.revoked'])
  })

  it('is listed for its holder, newest first', async () => {
    const person = await world.person()
    const ids = [(await give(person)).body.id, (await give(person)).body.id, (await give(person)).body.id]
    const list = (query: string) => world.call('GET', `/v1/wallet/mandates${query}`, { key: person.token })
    expect(await list('?limit=2')).toMatchObject({ body: { has_more: true, data: [{ id: ids[2] }, { id: ids[1] }] } })
    expect(await list(`?starting_after=${ids[1]}`)).toMatchObject({ body: { has_more: false, data: [{ id: ids[0] }] } })
    expect(await list(`?ending_before=${ids[1]}`)).toMatchObject({ body: { has_more: false, data: [{ id: ids[2] }] } })
  })
})

describe('a bound card', () => {
  it('is a mandate to the institution that only its holder uses', async () => {
    const person = await world.person()
    const card = mandateId((await world.card(person)).replace('card_', 'mdt_'))
    const use = { merchantId: null, holderId: person.id, method: 'bank_card' } as const
    expect(await check(card, use)).toMatchObject({ ok: true, value: { kind: 'card_agreement', card: { last4: '1234', house: 'sim' } } })
    expect(await check(card, { ...use, holderId: newId<'hld'>() })).toMatchObject({ error: { code: 'card_not_found' } })
    expect(await check(card, { method: 'bank_card' })).toMatchObject({ error: { code: 'mandate_not_found' } })
  })

  it('carries the mandates that name it, and takes them along when it is unbound', async () => {
    const person = await world.person()
    const card = await world.card(person)
    const { body } = await give(person, { payment_method: { type: 'bank_card', card } })
    expect(body).toMatchObject({ payment_method: { type: 'bank_card', card } })
    expect(await check(mandateId(body.id), { method: 'bank_card' })).toMatchObject({ ok: true, value: { card: { last4: '1234' } } })
    await world.call('DELETE', `/v1/wallet/cards/${card}`, { key: person.token })
    expect(await check(mandateId(body.id), { method: 'bank_card' })).toMatchObject({ error: { code: 'card_not_bound' } })
    expect(await give(person, { payment_method: { type: 'bank_card', card } })).toMatchObject({ body: { code: 'card_not_bound' } })
    expect(await give(await world.person(), { payment_method: { type: 'bank_card', card } })).toMatchObject({
      body: { code: 'card_not_found' },
    })
  })
})

describe('ending a card agreement as a consent', () => {
  it('tells the clearing house, once, as unbinding the card does', async () => {
    const person = await world.person()
    const card = await world.card(person)
    const number = (await world.consents.boundCards(person.id))[0]?.agreementNumber
    const end = () => world.call('POST', `/v1/wallet/consents/${card}/revoke`, { key: person.token })
    expect(await end()).toMatchObject({ status: 200, body: { kind: 'card_agreement', state: 'cancelled', ended_by: 'person' } })
    expect(await end()).toMatchObject({ status: 200, body: { state: 'cancelled' } })
    expect(world.unbound.filter(each => each === number)).toEqual([number])
    expect(await world.call('GET', '/v1/wallet/cards', { key: person.token })).toMatchObject({ body: { data: [] } })
  })
})

describe('a payment and a revocation', () => {
  it('wait for each other: the payment that holds the mandate commits first', async () => {
    const person = await world.person()
    const { body } = await give(person)
    const order: string[] = []
    let revoked: Promise<unknown> = Promise.resolve()
    await world.db.transaction(async tx => {
      const consents = await world.consents.open(tx, [mandateId(body.id)], createUndo())
      revoked = revoke(person, body.id).then(() => order.push('revoked'))
      await new Promise(resolve => setTimeout(resolve, 150))
      const covered = consents.check(mandateId(body.id), { merchantId: world.merchantId, method: 'wallet_balance', amount: 1n })
      expect(covered.ok).toBe(true)
      order.push('paid')
    })
    await revoked
    expect(order).toEqual(['paid', 'revoked'])
    expect(await check(mandateId(body.id))).toMatchObject({ error: { code: 'mandate_revoked' } })
  })

  it('let payments under one mandate run side by side', async () => {
    const { body } = await give(await world.person())
    await world.db.transaction(async tx => {
      await world.consents.open(tx, [mandateId(body.id)], createUndo())
      expect(await check(mandateId(body.id))).toMatchObject({ ok: true })
    })
  })

  it('open any number of mandates in one statement', async () => {
    const person = await world.person()
    const ids = await Promise.all([1, 2, 3, 4].map(async () => mandateId((await give(person)).body.id)))
    const statements = (some: readonly Id<'mdt'>[]) =>
      world.db.transaction(async tx => {
        await world.consents.open(tx, some, createUndo())
        return tx.statements()
      })
    expect(await statements(ids)).toBe(await statements(ids.slice(0, 1)))
  })
})
