/** Event notifications through the whole server: subscriptions, polling, signed pushes to a third party's own server, and how soon. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createRemoteJWKSet, decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, must, type Shop, useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import { newKeyPair } from '../../../../test/harness/fapi.ts'
import { agreePayment, agreeVrp, data, orderVrp, submit } from '../../../../test/harness/initiation.ts'
import { BASE, bankCustomer, createObClient, errorOf, type ObAnswer, type ObClient } from '../../../../test/harness/openbanking.ts'
import { formatId, newId, parseId } from '../../../kernel/ids.ts'
import { sql, type Tx } from '../../../platform/db.ts'
import type { OutboxEvent } from './hear.ts'
import { EVENT_TYPES } from './types.ts'

const database = useDatabase()
const world = useApp(database)

/** One key for all of them: making keys takes longer than everything else. */
const KEY = newKeyPair('PS256')
const newClient = (): Promise<ObClient> => createObClient(world, { key: KEY })

const SUBSCRIPTIONS = `${BASE}/event-subscriptions`
const CALLBACKS = `${BASE}/callback-urls`
const EVENTS = `${BASE}/events`

type Received = { readonly headers: IncomingHttpHeaders; readonly body: string; readonly path: string }

/** A third party's own server. */
async function startReceiver() {
  const received: Received[] = []
  let status: (path: string) => number | Promise<number> = () => 202
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const path = request.url ?? ''
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString(), path })
      void Promise.resolve(status(path)).then(code => response.writeHead(code).end())
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: (name: string) => `http://127.0.0.1:${port}/${name}`,
    at: (name: string) => received.filter(each => each.path === `/${name}`),
    answerWith(next: (path: string) => number | Promise<number>) {
      status = next
    },
    close: () => new Promise(resolve => server.close(resolve)),
  }
}

let shop: Shop
let receiver: Awaited<ReturnType<typeof startReceiver>>

beforeAll(async () => {
  shop = await world.shop()
  receiver = await startReceiver()
}, 60_000)
afterAll(() => receiver.close())

/** Checks signature, type and audience as a third party does: with the published keys. */
async function verified(client: ObClient, token: string): Promise<JWTPayload> {
  const keys = createRemoteJWKSet(new URL(`${world.url}/oauth/jwks`))
  expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'PS256', typ: 'secevent+jwt', kid: expect.any(String) })
  const { payload } = await jwtVerify(token, keys, {
    issuer: world.url,
    audience: client.clientId,
    typ: 'secevent+jwt',
    algorithms: ['PS256'],
  })
  return payload
}

const subjectOf = (payload: JWTPayload, type: string): Json => ((payload.events as Json)[type] as { subject: Json }).subject
const rid = (payload: JWTPayload, type: string): unknown => subjectOf(payload, type)['http://openbanking.org.uk/rid']

async function subscribe(client: ObClient, over: Json = {}): Promise<ObAnswer> {
  return (await client.own('events'))('POST', SUBSCRIPTIONS, { body: { Data: { Version: '4.0', ...over } }, signed: true })
}

const poll = async (client: ObClient, body: Json = {}): Promise<ObAnswer> =>
  (await client.own('events'))('POST', EVENTS, { body: { returnImmediately: true, ...body } })

const setsOf = (answer: ObAnswer): Record<string, string> => answer.body.sets as Record<string, string>

/** Polls until as many are there. */
const polled = (client: ObClient, count: number): Promise<Record<string, string>> =>
  world.until(`${count} events`, async () => {
    const sets = setsOf(await poll(client))
    return Object.keys(sets).length >= count ? sets : null
  })

describe('an event subscription', () => {
  it('is made once, read, changed and deleted by its third party alone', async () => {
    const client = await newClient()
    const other = await newClient()
    const made = await subscribe(client, { EventTypes: [EVENT_TYPES.updated], CallbackUrl: receiver.url('one') })
    expect(made.status, made.text).toBe(201)
    const id = String(data(made).EventSubscriptionId)
    expect(made.body).toMatchObject({
      Data: { Version: '4.0', CallbackUrl: receiver.url('one'), EventTypes: [EVENT_TYPES.updated] },
      Meta: {},
    })
    expect(errorOf(await subscribe(client))).toMatchObject({ status: 409, ob: 'U029' })
    const [own, strange] = [await client.own('events'), await other.own('events')]
    expect((await own('GET', SUBSCRIPTIONS)).body).toMatchObject({ Data: { EventSubscription: [data(made)] } })
    expect((await strange('GET', SUBSCRIPTIONS)).body).toMatchObject({ Data: { EventSubscription: [] } })
    const change = { Data: { EventSubscriptionId: id, Version: '4.0' }, Links: {}, Meta: {} }
    expect(errorOf(await strange('PUT', `${SUBSCRIPTIONS}/${id}`, { body: change, signed: true }))).toMatchObject({ status: 403 })
    expect(errorOf(await strange('DELETE', `${SUBSCRIPTIONS}/${id}`))).toMatchObject({ status: 403 })
    const changed = await own('PUT', `${SUBSCRIPTIONS}/${id}`, { body: change, signed: true })
    expect(changed.status, changed.text).toBe(200)
    expect(data(changed)).toEqual({ EventSubscriptionId: id, Version: '4.0' })
    const mismatch = { Data: { EventSubscriptionId: 'obs_01jd9w2m6te3rbq4c8v5xkz7fh', Version: '4.0' } }
    expect(errorOf(await own('PUT', `${SUBSCRIPTIONS}/${id}`, { body: mismatch, signed: true }))).toMatchObject({ status: 400, ob: 'U002' })
    expect((await own('DELETE', `${SUBSCRIPTIONS}/${id}`)).status).toBe(204)
    expect(errorOf(await own('DELETE', `${SUBSCRIPTIONS}/${id}`))).toMatchObject({ status: 400, ob: 'U011' })
    expect(errorOf(await own('DELETE', `${SUBSCRIPTIONS}/nonsense`))).toMatchObject({ status: 400, ob: 'U011' })
    expect((await subscribe(client)).status).toBe(201)
  })

  it.each([
    ['an event type that does not exist', { EventTypes: ['urn:uk:org:openbanking:events:weather'] }, 'U024', 'Data.EventTypes[0]'],
    ['a version that does not exist', { Version: '9.9' }, 'U002', 'Data.Version'],
    ['an address with credentials', { CallbackUrl: 'https://user:secret@example.com/' }, 'U002', 'Data.CallbackUrl'],
    ['an address that is none', { CallbackUrl: 'nowhere' }, 'U002', 'Data.CallbackUrl'],
    ['an address of another scheme', { CallbackUrl: 'ftp://example.com/' }, 'U002', 'Data.CallbackUrl'],
    ['no version', { Version: undefined }, 'U004', 'Data.Version'],
    ['an unknown field', { Colour: 'red' }, 'U005', 'Data.Colour'],
  ])('is refused with %s', async (_what, over, ob, path) => {
    const client = await newClient()
    expect(errorOf(await subscribe(client, over as Json))).toMatchObject({ status: 400, ob, path })
    expect((await (await client.own('events'))('GET', SUBSCRIPTIONS)).body).toMatchObject({ Data: { EventSubscription: [] } })
  })

  it('is made once when four ask at the same time', async () => {
    const client = await newClient()
    const statuses = (await Promise.all([1, 2, 3, 4].map(() => subscribe(client)))).map(answer => answer.status)
    expect(statuses.sort()).toEqual([201, 409, 409, 409])
  })
})

describe('a callback URL', () => {
  it('is the older way to hear of resource updates, and of nothing else', async () => {
    const client = await newClient()
    const own = await client.own('events')
    const body = { Data: { Url: receiver.url('older'), Version: '4.0' } }
    const made = await own('POST', CALLBACKS, { body, signed: true })
    expect(made.status, made.text).toBe(201)
    const id = String(data(made).CallbackUrlId)
    expect((await own('GET', CALLBACKS)).body).toMatchObject({ Data: { CallbackUrl: [{ CallbackUrlId: id, ...body.Data }] } })
    expect(errorOf(await own('POST', CALLBACKS, { body, signed: true }))).toMatchObject({ status: 409, ob: 'U029' })
    const changed = { Data: { CallbackUrlId: id, Url: receiver.url('older-2'), Version: '4.0' } }
    expect((await own('PUT', `${CALLBACKS}/${id}`, { body: changed, signed: true })).body).toMatchObject(changed)
    expect(
      errorOf(await own('PUT', `${CALLBACKS}/${id}`, { body: { Data: { ...changed.Data, Url: 'nowhere' } }, signed: true })),
    ).toMatchObject({ status: 400, ob: 'U002', path: 'Data.Url' })
    const person = await world.person({ balance: 100_00 })
    const agreed = await agreeVrp(world, client, person, shop)
    await must(person.call('POST', `/v1/wallet/consents/${agreed.consentId}/revoke`))
    const pushes = await world.until('two pushes', async () => (receiver.at('older-2').length >= 2 ? receiver.at('older-2') : null))
    for (const { body: token } of pushes) expect(Object.keys((await verified(client, token)).events as Json)).toEqual([EVENT_TYPES.updated])
    expect((await own('DELETE', `${CALLBACKS}/${id}`)).status).toBe(204)
    expect(errorOf(await own('DELETE', `${CALLBACKS}/${id}`))).toMatchObject({ status: 400, ob: 'U011' })
  })
})

describe('polling', () => {
  it('answers with signed tokens until they are acknowledged or refused', async () => {
    const client = await newClient()
    await subscribe(client)
    const person = await world.person({ balance: 100_00 })
    const agreed = await agreePayment(world, client, person, shop, '10.00')
    const submitted = await submit(agreed)
    const sets = await polled(client, 2)
    const payloads = await Promise.all(Object.values(sets).map(token => verified(client, token)))
    const told = payloads.map(payload => rid(payload, EVENT_TYPES.updated))
    expect(new Set(told)).toEqual(new Set([agreed.consentId, data(submitted).DomesticPaymentId]))
    const payment = payloads.find(payload => rid(payload, EVENT_TYPES.updated) === data(submitted).DomesticPaymentId)
    expect(payment).toMatchObject({
      iss: world.url,
      aud: client.clientId,
      sub: `${world.url}${BASE}/pisp/domestic-payments/${String(data(submitted).DomesticPaymentId)}`,
      txn: expect.stringMatching(/^evt_/),
      toe: expect.any(Number),
    })
    expect(subjectOf(payment as JWTPayload, EVENT_TYPES.updated)).toEqual({
      subject_type: 'http://openbanking.org.uk/rid_http://openbanking.org.uk/rty',
      'http://openbanking.org.uk/rid': data(submitted).DomesticPaymentId,
      'http://openbanking.org.uk/rty': 'domestic-payment',
      'http://openbanking.org.uk/rlk': [{ version: 'v4.0', link: payment?.sub }],
    })
    for (const [jti, payload] of Object.keys(sets).map((jti, at) => [jti, payloads[at]] as const)) expect(payload?.jti).toBe(jti)
    const [first, second] = Object.keys(sets) as [string, string]
    const part = await poll(client, { maxEvents: 1 })
    expect(part.body).toMatchObject({ moreAvailable: true })
    expect(Object.keys(setsOf(part))).toEqual([first])
    const rest = await poll(client, { ack: [first], setErrs: { nonsense: { err: 'x', description: 'y' } } })
    expect(Object.keys(setsOf(rest))).toEqual([second])
    const none = await poll(client, { maxEvents: 0, setErrs: { [second]: { err: 'jwtIss', description: 'Issuer is invalid' } } })
    expect(none.body).toEqual({ moreAvailable: false, sets: {} })
    const { body } = await world.operator('GET', `/v1/event_notifications/${second}`)
    expect(body).toMatchObject({ state: 'refused', error: { err: 'jwtIss' }, third_party: client.clientId, pushes: [] })
  })

  it('waits for the first event when it may, and one poll at a time', async () => {
    const client = await newClient()
    await subscribe(client)
    const person = await world.person({ balance: 100_00 })
    const early = poll(client, { returnImmediately: false })
    await new Promise(resolve => setTimeout(resolve, 300))
    const late = poll(client, { returnImmediately: false })
    expect(setsOf(await early)).toEqual({})
    await agreePayment(world, client, person, shop, '10.00')
    expect(Object.keys(setsOf(await late))).toHaveLength(1)
  })

  it('shows and settles nobody else’s events', async () => {
    const [client, other] = [await newClient(), await newClient()]
    await subscribe(client)
    await subscribe(other)
    await agreePayment(world, client, await world.person({ balance: 100_00 }), shop, '10.00')
    const [jti] = Object.keys(await polled(client, 1))
    expect(setsOf(await poll(other, { ack: [jti] }))).toEqual({})
    expect(Object.keys(setsOf(await poll(client)))).toEqual([jti])
  })

  it('is refused in a form that is none', async () => {
    const client = await newClient()
    const own = await client.own('events')
    expect(errorOf(await own('POST', EVENTS, { body: { maxEvents: -1 } }))).toMatchObject({ status: 400, ob: 'U002' })
    expect(errorOf(await own('POST', EVENTS, { body: { setErrs: { a: {} } } }))).toMatchObject({ status: 400 })
    expect(errorOf(await own('POST', EVENTS, { rawBody: '{' }))).toMatchObject({ status: 400, ob: 'U010' })
    expect(errorOf(await (await client.own('accounts'))('POST', EVENTS, { body: {} }))).toMatchObject({ status: 403 })
  })
})

describe('a push', () => {
  it('tells of a withdrawn consent with both events in one token', async () => {
    const client = await newClient()
    await subscribe(client, { CallbackUrl: receiver.url('revoked'), EventTypes: [EVENT_TYPES.revoked, EVENT_TYPES.updated] })
    const person = await world.person({ balance: 100_00 })
    const agreed = await agreeVrp(world, client, person, shop)
    await must(person.call('POST', `/v1/wallet/consents/${agreed.consentId}/revoke`))
    const [, push] = await world.until('two pushes', async () => (receiver.at('revoked').length >= 2 ? receiver.at('revoked') : null))
    expect(push?.headers).toMatchObject({
      'content-type': 'application/jwt',
      'x-fapi-interaction-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-fapi-financial-id': world.url,
    })
    const payload = await verified(client, push?.body ?? '')
    expect(Object.keys(payload.events as Json).sort()).toEqual([EVENT_TYPES.revoked, EVENT_TYPES.updated].sort())
    expect(rid(payload, EVENT_TYPES.revoked)).toBe(agreed.consentId)
    expect(subjectOf(payload, EVENT_TYPES.revoked)['http://openbanking.org.uk/rty']).toBe('domestic-vrp-consent')
    // What was acknowledged with 202 is not polled again.
    expect(setsOf(await poll(client))).toEqual({})
  })

  it('tells a third party nothing of what it did itself, and nothing that it did not ask for', async () => {
    const client = await newClient()
    await subscribe(client, { EventTypes: [EVENT_TYPES.revoked] })
    const person = await world.person({ balance: 100_00 })
    const own = await agreeVrp(world, client, person, shop)
    await (await client.own('vrp'))('DELETE', `${BASE}/pisp/domestic-vrp-consents/${own.consentId}`)
    const agreed = await agreeVrp(world, client, person, shop)
    await orderVrp(agreed, '1.00')
    await must(person.call('POST', `/v1/wallet/consents/${agreed.consentId}/revoke`))
    const sets = await polled(client, 1)
    expect(Object.keys(sets)).toHaveLength(1)
    expect(rid(await verified(client, Object.values(sets)[0] ?? ''), EVENT_TYPES.revoked)).toBe(agreed.consentId)
  })

  it('is tried again until a 202 comes, and every try is in the log', async () => {
    const client = await newClient()
    await subscribe(client, { CallbackUrl: receiver.url('again'), EventTypes: [EVENT_TYPES.updated] })
    receiver.answerWith(path =>
      path === '/again' && receiver.at('again').length < 3 ? (receiver.at('again').length === 1 ? 500 : 200) : 202,
    )
    const agreed = await agreePayment(world, client, await world.person({ balance: 100_00 }), shop, '10.00')
    const listed = async (): Promise<Json | undefined> =>
      ((await must(world.operator('GET', `/v1/event_notifications?third_party=${client.clientId}`))).data as Json[])[0]
    await world.until('the first failure', async () => ((await listed())?.attempts === 1 ? true : null))
    // What a push did not bring home can be polled meanwhile.
    expect(Object.keys(setsOf(await poll(client)))).toHaveLength(1)
    world.clock.advance(6_000)
    await world.until('the second failure', async () => ((await listed())?.attempts === 2 ? true : null))
    world.clock.advance(6 * 60_000)
    const done = await world.until('the acknowledgement', async () => ((await listed())?.state === 'acknowledged' ? await listed() : null))
    const { body } = await world.operator('GET', `/v1/event_notifications/${String(done.id)}`)
    expect((body.pushes as Json[]).map(push => push.response_status)).toEqual([500, 200, 202])
    const tokens = await Promise.all(receiver.at('again').map(push => verified(client, push.body)))
    expect(new Set(tokens.map(token => token.jti)).size).toBe(1)
    expect(rid(tokens[0] as JWTPayload, EVENT_TYPES.updated)).toBe(agreed.consentId)
    expect(setsOf(await poll(client))).toEqual({})
    receiver.answerWith(() => 202)
  })
})

describe('what waits', () => {
  const news = (client: ObClient, count: number): Parameters<typeof consume>[1] =>
    Array.from({ length: count }, () => {
      const id = newId<'evt'>()
      const object = JSON.stringify({ id: formatId('obp', newId<'obp'>()), kind: 'vrp' })
      return { id, type: 'open_banking_payment.accepted', topics: client.clientId, object, createdAt: world.app.clock.now() }
    })
  const consume = (tx: Tx, events: readonly OutboxEvent[]): Promise<void> => world.app.ordering.events.consumer.consume(tx, events)

  it('can be polled once the subscription names no address any more', async () => {
    const client = await newClient()
    const made = data(await subscribe(client, { CallbackUrl: receiver.url('leaving') }))
    let answer: (status: number) => void = () => {}
    const held = new Promise<number>(resolve => {
      answer = resolve
    })
    receiver.answerWith(path => (path === '/leaving' ? held : 202))
    await world.app.db.transaction(tx => consume(tx, news(client, 12)))
    // As many as one subscription may have under way are at the receiver, which does not answer; the others have not been sent.
    await world.until('pushes', async () => receiver.at('leaving').length > 0 || null)
    const body = { Data: { EventSubscriptionId: made.EventSubscriptionId, Version: '4.0' }, Links: {}, Meta: {} }
    const changed = await (await client.own('events'))('PUT', `${SUBSCRIPTIONS}/${String(made.EventSubscriptionId)}`, {
      body,
      signed: true,
    })
    expect(changed.status, changed.text).toBe(200)
    const waiting = Object.keys(setsOf(await poll(client))).length
    answer(202)
    const pushed = receiver.at('leaving').length
    expect([pushed, waiting], 'what was pushed may come twice, nothing may be missing').toEqual([pushed, 12])
    expect(pushed).toBeLessThan(12)
    receiver.answerWith(() => 202)
  })

  it('is told no more when the subscription ends while it is heard', async () => {
    const client = await newClient()
    const own = await client.own('events')
    const made = data(await subscribe(client))
    const { ending } = await world.app.db.transaction(async tx => {
      await consume(tx, news(client, 1))
      const ending = own('DELETE', `${SUBSCRIPTIONS}/${String(made.EventSubscriptionId)}`)
      await Promise.race([ending, sleep(300)])
      return { ending }
    })
    expect((await ending).status).toBe(204)
    const { data: listed } = await must(world.operator('GET', `/v1/event_notifications?third_party=${client.clientId}`))
    expect((listed as Json[]).map(each => each.state)).toEqual(['canceled'])
    expect(setsOf(await poll(client))).toEqual({})
  })
})

describe('a posting', () => {
  const postings = async (client: ObClient, name: string): Promise<unknown[]> =>
    Promise.all(receiver.at(name).map(async push => rid(await verified(client, push.body), EVENT_TYPES.posted)))

  it('to a bank account reaches those who may read it, and nobody else', async () => {
    const person = await world.person()
    const [account = ''] = await bankCustomer(world, person)
    const [reader, blind, half] = (await Promise.all([1, 2, 3].map(() => newClient()))) as [ObClient, ObClient, ObClient]
    for (const [client, name] of [
      [reader, 'reader'],
      [blind, 'blind'],
      [half, 'half'],
    ] as const)
      await subscribe(client, { CallbackUrl: receiver.url(name), EventTypes: [EVENT_TYPES.posted] })
    await reader.link(person, { accounts: [account], permissions: ['ReadAccountsBasic', 'ReadBalances'] })
    await blind.link(person, { accounts: [account], permissions: ['ReadAccountsBasic'] })
    await half.link(person, { accounts: [account], permissions: ['ReadAccountsBasic', 'ReadTransactionsBasic', 'ReadTransactionsCredits'] })
    for (let round = 0; round < 20; round++) {
      const before = receiver.at('reader').length
      const posted = await must(
        world.nobody('POST', `/v1/sandbox/bank/accounts/${account}/transactions`, {
          body: { amount: 100 + round, direction: 'debit', information: 'Tea' },
        }),
      )
      expect(posted.id).toMatch(/^btx_/)
      await world.until('the push', async () => receiver.at('reader')[before] ?? null)
    }
    expect(await postings(reader, 'reader')).toEqual(Array.from({ length: 20 }, () => account))
    expect(receiver.at('blind')).toEqual([])
    expect(receiver.at('half')).toEqual([])
  })

  it('to a payment account is told when a payment leaves it', async () => {
    const person = await world.person({ balance: 100_00 })
    const client = await newClient()
    await subscribe(client, { CallbackUrl: receiver.url('wallet'), EventTypes: [EVENT_TYPES.posted] })
    const linked = await client.link(person, {
      permissions: ['ReadAccountsBasic', 'ReadTransactionsBasic', 'ReadTransactionsCredits', 'ReadTransactionsDebits'],
    })
    await submit(await agreePayment(world, client, person, shop, '10.00'))
    await world.until('the push', async () => (receiver.at('wallet').length > 0 ? true : null))
    expect(await postings(client, 'wallet')).toEqual([linked.accounts.at(-1)])
  })

  it('is told no more once the consent is withdrawn', async () => {
    const person = await world.person()
    const [account = ''] = await bankCustomer(world, person)
    const client = await newClient()
    await subscribe(client, { EventTypes: [EVENT_TYPES.posted, EVENT_TYPES.revoked] })
    const linked = await client.link(person, { accounts: [account] })
    await must(person.call('POST', `/v1/wallet/consents/${linked.consentId}/revoke`))
    await must(
      world.nobody('POST', `/v1/sandbox/bank/accounts/${account}/transactions`, {
        body: { amount: 1, direction: 'credit', information: 'Tea' },
      }),
    )
    const sets = await polled(client, 1)
    await new Promise(resolve => setTimeout(resolve, 500))
    expect(setsOf(await poll(client))).toEqual(
      expect.objectContaining(Object.fromEntries(Object.keys(sets).map(jti => [jti, expect.any(String)]))),
    )
    expect(Object.keys(setsOf(await poll(client)))).toHaveLength(1)
  })
})

describe('an account that is closed', () => {
  it('is told to those whose consents name it', async () => {
    const person = await world.person()
    const [account = ''] = await bankCustomer(world, person)
    const client = await newClient()
    await subscribe(client, { EventTypes: [EVENT_TYPES.linked] })
    const linked = await client.link(person, { accounts: [account] })
    await must(world.nobody('PATCH', `/v1/sandbox/bank/accounts/${account}`, { body: { closed: true } }))
    const [token = ''] = Object.values(await polled(client, 1))
    const payload = await verified(client, token)
    expect(rid(payload, EVENT_TYPES.linked)).toBe(account)
    expect(payload.sub).toBe(`${world.url}${BASE}/aisp/account-access-consents/${linked.consentId}`)
  })
})

describe('a third party that is suspended', () => {
  it('is told nothing, and hears of what waits when it is reinstated', async () => {
    const client = await newClient()
    await subscribe(client, { CallbackUrl: receiver.url('suspended'), EventTypes: [EVENT_TYPES.posted] })
    const person = await world.person()
    const [account = ''] = await bankCustomer(world, person)
    await client.link(person, { accounts: [account] })
    const post = (): Promise<Json> =>
      must(
        world.nobody('POST', `/v1/sandbox/bank/accounts/${account}/transactions`, {
          body: { amount: 1, direction: 'credit', information: 'Tea' },
        }),
      )
    const setStatus = (to: 'suspended' | 'reinstated'): Promise<unknown> =>
      world.app.db.transaction(tx => world.app.identity.thirdParties.setStatus(tx, client.id, { to, reason: 'test' }))
    receiver.answerWith(path => (path === '/suspended' ? 500 : 202))
    await post()
    await world.until('the first try', async () => (receiver.at('suspended').length === 1 ? true : null))
    await setStatus('suspended')
    await post()
    world.clock.advance(6_000)
    await new Promise(resolve => setTimeout(resolve, 1_500))
    expect(receiver.at('suspended')).toHaveLength(1)
    receiver.answerWith(() => 202)
    await setStatus('reinstated')
    world.clock.advance(61_000)
    await world.until('the second try', async () => (receiver.at('suspended').length === 2 ? true : null))
    const tokens = await Promise.all(receiver.at('suspended').map(push => verified(client, push.body)))
    expect(tokens[0]?.jti).toBe(tokens[1]?.jti)
  })
})

describe('event notifications that operators see', () => {
  it('are listed page by page, by third party and state, and forgotten in time', async () => {
    const { body } = await world.operator('GET', '/v1/event_notifications?limit=2&state=acknowledged')
    const [first, second] = body.data as Json[]
    expect(first).toMatchObject({ object: 'event_notification', state: 'acknowledged' })
    const back = await world.operator('GET', `/v1/event_notifications?limit=1&state=acknowledged&ending_before=${String(second?.id)}`)
    expect(back.body.data).toEqual([first])
    expect(await world.operator('GET', `/v1/event_notifications/obe_${'0'.repeat(26)}`)).toMatchObject({
      status: 404,
      body: { code: 'event_notification_not_found' },
    })
    world.clock.advance(91 * 24 * 3_600_000)
    expect(await world.app.ordering.events.prune()).toBeGreaterThan(0)
    expect((await world.operator('GET', '/v1/event_notifications?state=acknowledged')).body.data).toEqual([])
  })

  it('are forgotten however many there are, and also when nobody takes them', async () => {
    const client = await newClient()
    const made = data(await subscribe(client))
    const fill = sql(
      'test.fill_notifications',
      `INSERT INTO openbanking.event_notifications (id, subscription_id, third_party_id, event_type, claims, state, created_at, finished_at)
       SELECT uuidv7(), $1, $2, 'x', '{}', CASE WHEN i % 2 = 0 THEN 'outstanding' ELSE 'acknowledged' END, $3, CASE WHEN i % 2 = 1 THEN $3::timestamptz END
       FROM generate_series(1, 5200) i`,
    )
    await world.app.db.query(fill, [parseId('obs', String(made.EventSubscriptionId)), client.id, world.app.clock.now()])
    world.clock.advance(89 * 24 * 3_600_000)
    await world.app.ordering.events.prune()
    expect((await world.operator('GET', `/v1/event_notifications?third_party=${client.clientId}`)).body.data).not.toEqual([])
    world.clock.advance(2 * 24 * 3_600_000)
    expect(await world.app.ordering.events.prune()).toBeGreaterThanOrEqual(5200)
    expect((await world.operator('GET', `/v1/event_notifications?third_party=${client.clientId}`)).body.data).toEqual([])
  })
})
