/** The life of a wallet over HTTP: opening, cards, money in and out, authorities' orders, live changes. */
import { describe, expect, it } from 'vitest'
import { assertBooksVerified } from '../../../test/harness/books.ts'
import { onDatabaseTeardown, useDatabase } from '../../../test/harness/database.ts'
import { type Person, useWalletWorld } from '../../../test/harness/wallet-world.ts'
import { formatId, newId } from '../../kernel/ids.ts'
import { createUndo } from '../../kernel/undo.ts'
import { sql } from '../../platform/db.ts'
import type { BankLeg } from './ports.ts'

const FREEZE = sql('test.freeze', `UPDATE wallets.counters SET state = 'frozen' WHERE holder_id = $1`)

const database = useDatabase()
const world = useWalletWorld(database)
onDatabaseTeardown(({ db }) => assertBooksVerified(db))

const as = (person: Person, method: string, path: string, body?: unknown, once = newId<'req'>() as string) =>
  world.call(method, path, { key: person.token, once, ...(body === undefined ? {} : { body }) })

const operate = (method: string, path: string, body?: unknown) =>
  world.call(method, path, { key: world.operatorKey, once: newId<'req'>(), ...(body === undefined ? {} : { body }) })

function legOf(reference: unknown): BankLeg {
  const leg = world.legs.find(one => one.reference === reference)
  if (leg === undefined) throw new Error(`no bank leg for ${String(reference)}`)
  return leg
}

const document = (number = newId<'req'>() as string) => ({ authority: '某市人民法院', number, date: '2026-03-01' })

const eventTypes = async (id: unknown): Promise<string[]> =>
  (await world.events()).filter(event => event.topics.includes(String(id))).map(event => event.type)

describe('POST /v1/holders', () => {
  const body = (idNumber: string, phone: string) => ({
    name: { en: 'Li Hua', zh: '李华' },
    phone,
    id_number: idNumber,
    class: 'II',
    password: 'a long password',
  })

  it('opens a wallet whose holder can sign in', async () => {
    const created = await operate('POST', '/v1/holders', body('11010119900307001x', '13700000001'))
    expect(created.status).toBe(201)
    expect(created.body).toMatchObject({
      object: 'holder',
      class: 'II',
      state: 'active',
      phone_masked: '137****0001',
      id_number_masked: '1****************X',
    })
    const session = await world.call('POST', '/v1/wallet/sessions', { body: { phone: '13700000001', password: 'a long password' } })
    expect(session).toMatchObject({
      status: 201,
      body: { holder: { id: created.body.id, balance: { available: 0, pending: 0, currency: 'CNY' } } },
    })
  })

  it('refuses a second wallet of the same person, however the number is written', async () => {
    await operate('POST', '/v1/holders', body('11010119900307002X', '13700000002'))
    const again = await operate('POST', '/v1/holders', body('11010119900307002x', '13700000003'))
    expect(again).toMatchObject({ status: 409, body: { code: 'holder_exists' } })
  })

  it('refuses a phone that another holder signs in with, and opens nothing', async () => {
    await operate('POST', '/v1/holders', body('110101199003070040', '13700000004'))
    expect(await operate('POST', '/v1/holders', body('110101199003070051', '13700000004'))).toMatchObject({
      status: 409,
      body: { code: 'phone_taken' },
    })
    expect(await operate('POST', '/v1/holders', body('110101199003070051', '13700000005'))).toMatchObject({ status: 201 })
  })

  it('opens one wallet when the same person signs up eight times at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, at) => operate('POST', '/v1/holders', body('110101199003070067', `1370000001${at}`))),
    )
    expect(answers.map(answer => answer.status).sort()).toEqual([201, 409, 409, 409, 409, 409, 409, 409])
  })

  it('is listed and read by operators', async () => {
    const person = await world.person()
    expect(await operate('GET', `/v1/holders/${person.publicId}`)).toMatchObject({ status: 200, body: { id: person.publicId } })
    expect((await operate('GET', '/v1/holders?limit=1')).body).toMatchObject({ has_more: true, data: [{ id: person.publicId }] })
    expect(await operate('GET', `/v1/holders/${formatId('hld', newId<'hld'>())}`)).toMatchObject({
      status: 404,
      body: { code: 'holder_not_found' },
    })
  })
})

describe('cards', () => {
  it('are bound with the code, listed, and unbound', async () => {
    const person = await world.person()
    const card = await world.card(person)
    expect((await as(person, 'GET', '/v1/wallet/cards')).body).toMatchObject({ data: [{ id: card, state: 'bound', last4: '1234' }] })
    expect(await as(person, 'POST', `/v1/wallet/cards/${card}/verify`, { code: '123456' })).toMatchObject({
      status: 200,
      body: { state: 'bound' },
    })
    expect(await as(person, 'DELETE', `/v1/wallet/cards/${card}`)).toMatchObject({ status: 200, body: { state: 'unbound' } })
    expect(await as(person, 'DELETE', `/v1/wallet/cards/${card}`)).toMatchObject({ status: 200, body: { state: 'unbound' } })
    expect(world.unbound).toHaveLength(2)
    expect((await as(person, 'GET', '/v1/wallet/cards')).body).toMatchObject({ data: [] })
    expect(await as(person, 'POST', `/v1/wallet/cards/${card}/verify`, { code: '123456' })).toMatchObject({
      body: { code: 'card_not_found' },
    })
  })

  it('refuses a card of another person, before the house is asked', async () => {
    const person = await world.person()
    const other = await world.person()
    const body = { name: person.name, id_number: other.idNumber, card_number: '6222021234561234', phone: '13900000000' }
    expect(await as(person, 'POST', '/v1/wallet/cards', body)).toMatchObject({ status: 422, body: { code: 'card_holder_differs' } })
    expect(await as(person, 'POST', '/v1/wallet/cards', { ...body, id_number: person.idNumber, name: other.name })).toMatchObject({
      body: { code: 'card_holder_differs' },
    })
  })

  it('stays unbound when the house refuses the card or the code', async () => {
    const person = await world.person()
    const body = { name: person.name, id_number: person.idNumber, card_number: '6222021234560000', phone: '13900000000' }
    expect(await as(person, 'POST', '/v1/wallet/cards', body)).toMatchObject({ body: { code: 'bank_card_refused' } })
    const started = await as(person, 'POST', '/v1/wallet/cards', { ...body, card_number: '6222021234561234' })
    expect(started).toMatchObject({ status: 201, body: { state: 'awaiting_code' } })
    const id = started.body.id
    expect(await as(person, 'POST', `/v1/wallet/cards/${id}/verify`, { code: '000000' })).toMatchObject({
      body: { code: 'bank_card_code_wrong' },
    })
    expect(await as(person, 'POST', '/v1/wallet/topups', { amount: 1, currency: 'CNY', card: id })).toMatchObject({
      status: 402,
      body: { code: 'card_not_bound' },
    })
  })

  it("refuses another holder's card", async () => {
    const [one, two] = [await world.person(), await world.person('III', 1_000n)]
    const card = await world.card(one)
    const body = { amount: 1, currency: 'CNY', card }
    expect(await as(two, 'POST', '/v1/wallet/topups', body)).toMatchObject({ status: 404, body: { code: 'card_not_found', param: 'card' } })
    expect(await as(two, 'POST', '/v1/wallet/withdrawals', body)).toMatchObject({ status: 404, body: { code: 'card_not_found' } })
    expect(await as(two, 'POST', `/v1/wallet/cards/${card}/verify`, { code: '123456' })).toMatchObject({ body: { code: 'card_not_found' } })
    expect(await as(two, 'DELETE', `/v1/wallet/cards/${card}`)).toMatchObject({ body: { code: 'card_not_found' } })
  })
})

describe('top-ups', () => {
  it('credit the balance once the bank was debited, and once only', async () => {
    const person = await world.person()
    const card = await world.card(person)
    const started = await as(person, 'POST', '/v1/wallet/topups', { amount: 5_000, currency: 'CNY', card })
    expect(started).toMatchObject({ status: 201, body: { object: 'topup', status: 'processing', amount: 5_000, card } })
    const id = started.body.id
    expect(await world.balance(person)).toBe(0n)
    const leg = legOf(id)
    expect(leg).toMatchObject({ purpose: 'topup', kind: 'debit', amount: 5_000n, house: 'sim' })
    await world.end(leg, { outcome: 'succeeded' })
    await world.end(leg, { outcome: 'succeeded' })
    await world.end(leg, { outcome: 'failed', failureCode: 'contradiction' })
    expect(await world.balance(person)).toBe(5_000n)
    expect((await as(person, 'GET', `/v1/wallet/topups/${id}`)).body).toMatchObject({ status: 'succeeded', failure_code: null })
    expect(await eventTypes(id)).toEqual(['topup.succeeded'])
    const { body } = await as(person, 'GET', '/v1/wallet/transactions')
    expect(body).toMatchObject({
      data: [{ direction: 'in', amount: 5_000, balance_after: 5_000, kind: 'topup', reference: id }],
      has_more: false,
    })
  })

  it('book nothing when the bank refuses, even if a success is told afterwards', async () => {
    const person = await world.person()
    const card = await world.card(person)
    const { body } = await as(person, 'POST', '/v1/wallet/topups', { amount: 5_000, currency: 'CNY', card })
    await world.end(legOf(body.id), { outcome: 'failed', failureCode: 'insufficient_funds' })
    await world.end(legOf(body.id), { outcome: 'succeeded' })
    expect(await world.balance(person)).toBe(0n)
    expect((await as(person, 'GET', `/v1/wallet/topups/${body.id}`)).body).toMatchObject({
      status: 'failed',
      failure_code: 'insufficient_funds',
    })
  })

  it('are not told to others', async () => {
    const [one, two] = [await world.person(), await world.person()]
    const { body } = await as(one, 'POST', '/v1/wallet/topups', { amount: 1, currency: 'CNY', card: await world.card(one) })
    expect(await as(two, 'GET', `/v1/wallet/topups/${body.id}`)).toMatchObject({ status: 404, body: { code: 'topup_not_found' } })
  })

  it('need an idempotency key, and one key makes one', async () => {
    const person = await world.person()
    const body = { amount: 100, currency: 'CNY', card: await world.card(person) }
    expect(await world.call('POST', '/v1/wallet/topups', { key: person.token, body })).toMatchObject({
      body: { code: 'idempotency_key_missing' },
    })
    const before = world.legs.length
    const answers = await Promise.all([1, 2, 3, 4].map(() => as(person, 'POST', '/v1/wallet/topups', body, 'same-key')))
    expect(new Set(answers.filter(answer => answer.status === 201).map(answer => answer.body.id)).size).toBe(1)
    expect(world.legs.length - before).toBe(1)
  })
})

describe('withdrawals', () => {
  it('leave the balance at once and stay out when the bank has paid', async () => {
    const person = await world.person('III', 10_000n)
    const card = await world.card(person)
    const { status, body } = await as(person, 'POST', '/v1/wallet/withdrawals', { amount: 4_000, currency: 'CNY', card })
    expect(status).toBe(201)
    expect(await world.balance(person)).toBe(6_000n)
    const leg = legOf(body.id)
    expect(leg).toMatchObject({ purpose: 'withdrawal', kind: 'payout', amount: 4_000n, payee: { name: person.name, bankCode: 'ICBC' } })
    await world.end(leg, { outcome: 'succeeded' })
    await world.end(leg, { outcome: 'failed', failureCode: 'contradiction' })
    expect(await world.balance(person)).toBe(6_000n)
    expect(await eventTypes(body.id)).toEqual(['withdrawal.processing', 'withdrawal.succeeded'])
  })

  it('return by a correction that names the first transfer when they fail, and once only', async () => {
    const person = await world.person('III', 10_000n)
    const { body } = await as(person, 'POST', '/v1/wallet/withdrawals', { amount: 4_000, currency: 'CNY', card: await world.card(person) })
    await world.end(legOf(body.id), { outcome: 'failed', failureCode: 'account_closed' })
    await world.end(legOf(body.id), { outcome: 'failed', failureCode: 'account_closed' })
    await world.end(legOf(body.id), { outcome: 'succeeded' })
    expect(await world.balance(person)).toBe(10_000n)
    expect((await as(person, 'GET', `/v1/wallet/withdrawals/${body.id}`)).body).toMatchObject({
      status: 'failed',
      failure_code: 'account_closed',
    })
    const { body: list } = await as(person, 'GET', '/v1/wallet/transactions')
    expect(list).toMatchObject({ data: [{ kind: 'withdrawal_returned', direction: 'in' }, { kind: 'withdrawal', direction: 'out' }, {}] })
  })

  it('never exceed the balance, together', async () => {
    const person = await world.person('III', 10_000n)
    const card = await world.card(person)
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => as(person, 'POST', '/v1/wallet/withdrawals', { amount: 3_000, currency: 'CNY', card })),
    )
    expect(answers.map(answer => answer.status).sort()).toEqual([201, 201, 201, 402, 402, 402])
    expect(answers.find(answer => answer.status === 402)?.body).toMatchObject({ code: 'insufficient_funds' })
    expect(await world.balance(person)).toBe(1_000n)
  })

  it('count on the lifetime limit of class I, and no longer when they fail', async () => {
    const person = await world.person('I', 200_000n)
    const card = await world.card(person)
    const first = await as(person, 'POST', '/v1/wallet/withdrawals', { amount: 100_000, currency: 'CNY', card })
    const second = await as(person, 'POST', '/v1/wallet/withdrawals', { amount: 1, currency: 'CNY', card })
    expect(second).toMatchObject({ status: 402, body: { code: 'limit_lifetime_exceeded' } })
    await world.end(legOf(first.body.id), { outcome: 'failed', failureCode: 'account_closed' })
    expect(await as(person, 'POST', '/v1/wallet/withdrawals', { amount: 100_000, currency: 'CNY', card })).toMatchObject({ status: 201 })
  })

  it('count on no limit of class III', async () => {
    const person = await world.person('III', 30_000_000n)
    const card = await world.card(person)
    expect(await as(person, 'POST', '/v1/wallet/withdrawals', { amount: 25_000_000, currency: 'CNY', card })).toMatchObject({ status: 201 })
    expect((await as(person, 'GET', '/v1/wallet/me')).body).toMatchObject({
      balance: { available: 5_000_000 },
      limits: [
        { kind: 'annual', used: 0, limit: 20_000_000 },
        { kind: 'daily', used: 0, limit: 100_000 },
      ],
    })
  })

  it('are not told to others', async () => {
    const [one, two] = [await world.person('III', 100n), await world.person()]
    const { body } = await as(one, 'POST', '/v1/wallet/withdrawals', { amount: 1, currency: 'CNY', card: await world.card(one) })
    expect(await as(two, 'GET', `/v1/wallet/withdrawals/${body.id}`)).toMatchObject({ status: 404, body: { code: 'withdrawal_not_found' } })
  })
})

describe('orders of authorities', () => {
  const order = (person: Person, body: Record<string, unknown>) =>
    operate('POST', `/v1/holders/${person.publicId}/orders`, { document: document(), ...body })
  const pay = async (person: Person) =>
    (await world.wallets.view(person.id, { kinds: 1, certificate: false }))?.wouldPay(1n, 'wallet_balance')

  it('stop payments: nothing leaves, money may come in, until released', async () => {
    const person = await world.person('III', 1_000n)
    const card = await world.card(person)
    const stopped = await order(person, { kind: 'stop_payment' })
    expect(stopped).toMatchObject({
      status: 201,
      body: { object: 'holder_order', kind: 'stop_payment', state: 'in_force', document: { authority: '某市人民法院' } },
    })
    expect(await pay(person)).toMatchObject({ ok: false, error: { code: 'holder_payments_stopped' } })
    expect(await as(person, 'POST', '/v1/wallet/withdrawals', { amount: 1, currency: 'CNY', card })).toMatchObject({
      status: 402,
      body: { code: 'holder_payments_stopped' },
    })
    expect(await as(person, 'POST', '/v1/wallet/topups', { amount: 1, currency: 'CNY', card })).toMatchObject({ status: 201 })
    expect((await as(person, 'GET', '/v1/wallet/me')).body).toMatchObject({ state: 'stopped' })
    const released = await order(person, { kind: 'release', releases: stopped.body.id })
    expect(released).toMatchObject({ status: 201, body: { kind: 'release', state: 'executed', releases: stopped.body.id } })
    expect(await pay(person)).toMatchObject({ ok: true })
    expect((await operate('GET', `/v1/holders/${person.publicId}/orders`)).body).toMatchObject({
      data: [{ kind: 'release' }, { kind: 'stop_payment', state: 'released' }],
    })
  })

  it('freeze: nothing leaves and the holder brings nothing in, but what is owed to them is credited', async () => {
    const person = await world.person('III', 1_000n)
    const card = await world.card(person)
    const { body: underWay } = await as(person, 'POST', '/v1/wallet/topups', { amount: 500, currency: 'CNY', card })
    await order(person, { kind: 'freeze' })
    expect(await pay(person)).toMatchObject({ ok: false, error: { code: 'holder_frozen' } })
    expect(await as(person, 'POST', '/v1/wallet/topups', { amount: 1, currency: 'CNY', card })).toMatchObject({
      status: 402,
      body: { code: 'holder_frozen' },
    })
    expect(await as(person, 'POST', '/v1/wallet/withdrawals', { amount: 1, currency: 'CNY', card })).toMatchObject({
      body: { code: 'holder_frozen' },
    })
    await world.end(legOf(underWay.id), { outcome: 'succeeded' })
    expect(await world.balance(person)).toBe(1_500n)
  })

  it('hold back a payment that waited for the freeze', async () => {
    const person = await world.person('III', 1_000n)
    let paid: Promise<unknown> = Promise.resolve()
    await world.db.transaction(async tx => {
      const wallets = await world.wallets.open(tx, [person.id], createUndo())
      paid = world.db.transaction(async other => {
        const waiting = await world.wallets.open(other, [person.id], createUndo())
        return waiting.pay(person.id, 1n, { method: 'wallet_balance', factors: { kinds: 1, certificate: false } })
      })
      await new Promise(resolve => setTimeout(resolve, 100))
      expect(wallets.holder(person.id)?.state).toBe('active')
      await tx.query(FREEZE, [person.id])
    })
    expect(await paid).toMatchObject({ ok: false, error: { code: 'holder_frozen' } })
  })

  it('add up: a released freeze leaves the stop of payments in force', async () => {
    const person = await world.person()
    await order(person, { kind: 'stop_payment' })
    const frozen = await order(person, { kind: 'freeze' })
    expect((await operate('GET', `/v1/holders/${person.publicId}`)).body).toMatchObject({ state: 'frozen' })
    await order(person, { kind: 'release', releases: frozen.body.id })
    expect((await operate('GET', `/v1/holders/${person.publicId}`)).body).toMatchObject({ state: 'stopped' })
  })

  it('deduct from a frozen wallet to the account of the authority, and return it when the bank refuses', async () => {
    const person = await world.person('III', 1_000n)
    await order(person, { kind: 'freeze' })
    const deduction = {
      kind: 'deduction',
      amount: { amount: 600, currency: 'CNY' },
      payee: { name: '某市人民法院', account: '6222000011112222' },
    }
    const first = await order(person, deduction)
    expect(first).toMatchObject({ status: 201, body: { state: 'processing', amount: { amount: 600, currency: 'CNY' } } })
    expect(await world.balance(person)).toBe(400n)
    expect(await order(person, deduction)).toMatchObject({ status: 402, body: { code: 'insufficient_funds' } })
    const leg = world.legs.at(-1)
    expect(leg).toMatchObject({ kind: 'payout', amount: 600n, payee: { account: '6222000011112222' } })
    if (leg === undefined) throw new Error('the deduction made no bank leg')
    await world.end(leg, { outcome: 'failed', failureCode: 'account_closed' })
    expect(await world.balance(person)).toBe(1_000n)
    await order(person, deduction)
    await world.end(legOf(world.legs.at(-1)?.reference), { outcome: 'succeeded' })
    expect(await world.balance(person)).toBe(400n)
    const { body } = await operate('GET', `/v1/holders/${person.publicId}/orders`)
    expect(body).toMatchObject({
      data: [
        { kind: 'deduction', state: 'executed' },
        { kind: 'deduction', state: 'failed' },
        { kind: 'freeze', state: 'in_force' },
      ],
    })
  })

  it('refuse the same document twice, an order that is not in force, and a holder that does not exist', async () => {
    const person = await world.person()
    const paper = document()
    const frozen = await order(person, { kind: 'freeze', document: paper })
    expect(await order(person, { kind: 'freeze', document: paper })).toMatchObject({ status: 409, body: { code: 'order_exists' } })
    await order(person, { kind: 'release', releases: frozen.body.id })
    expect(await order(person, { kind: 'release', releases: frozen.body.id })).toMatchObject({
      status: 404,
      body: { code: 'order_not_found' },
    })
    const nobody = { ...person, publicId: formatId('hld', newId<'hld'>()) }
    expect(await order(nobody, { kind: 'freeze' })).toMatchObject({ status: 404, body: { code: 'holder_not_found' } })
    expect(await operate('GET', `/v1/holders/${nobody.publicId}/orders`)).toMatchObject({ status: 404 })
  })

  it('stand in the audit trail with who gave them', async () => {
    const person = await world.person()
    const { body } = await order(person, { kind: 'freeze' })
    const leaves = await operate('GET', `/v1/audit/leaves?subject=${body.id}`)
    expect(leaves.body).toMatchObject({ data: [{ subject: body.id, result: 'ok' }] })
  })
})

describe('GET /v1/wallet/events', () => {
  it('sends the wallet at once and again when it may have changed', async () => {
    const person = await world.person('III', 700n)
    const route = world.wallets.routes.find(one => one.operationId === 'watchWallet')
    const sent: unknown[] = []
    const reply = await route?.handle({ principal: { kind: 'holder', holderId: person.id, sessionId: newId<'ses'>() } } as Parameters<
      typeof route.handle
    >[0])
    if (reply === undefined || !('kind' in reply) || reply.kind !== 'stream') throw new Error('not a stream')
    const leave = reply.open((_event, data) => sent.push(data), {} as Parameters<typeof reply.open>[1])
    await expect.poll(() => sent.length).toBe(1)
    for (const listener of world.heard.get(person.publicId) ?? []) listener()
    await expect.poll(() => sent.length).toBe(2)
    expect(sent[1]).toMatchObject({ id: person.publicId, balance: { available: 700 } })
    leave()
    expect(world.heard.get(person.publicId)?.size).toBe(0)
  })
})
