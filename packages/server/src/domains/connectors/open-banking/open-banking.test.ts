/**
 * Paid at another bank, which is a second instance of this very server on a database of its own: it is known by public standards alone. A
 * payer is led there, says yes or no, and comes back; the treasury reads the institution's accounts there.
 */
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Json, must, type Person, type Shop, useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import { newBrowser, newKeyPair, publicJwk, registerTpp, type TestBrowser } from '../../../../test/harness/fapi.ts'
import { paymentAccountOf } from '../../../../test/harness/initiation.ts'
import { bankCustomer } from '../../../../test/harness/openbanking.ts'
import { businessDateOf } from '../../../kernel/time.ts'

const ours = useApp(useDatabase())
const theirs = useApp(useDatabase())

let payee: Shop
let payer: Person
let account: string
let wallet: string
let registered: { readonly clientId: string }

const CLAUSES = [
  { number: '3.1', kind: 'payment_fee', method: 'any', basis_points: 20, min: 1 },
  { number: '4.1', kind: 'refund_fee', method: 'any', policy: 'returned_proportionally' },
]

beforeAll(async () => {
  payee = await theirs.shop()
  payer = await theirs.person({ balance: 1_000_000 })
  ;[account = ''] = await bankCustomer(theirs, payer)
  wallet = await paymentAccountOf(theirs, payer)
  const key = newKeyPair('PS256')
  const tpp = await registerTpp(theirs, { key, jwks: { keys: [publicJwk(key)] }, redirectUri: `${ours.url}/bank/callback` })
  registered = tpp
  const pem = (material: typeof key.privateKey) => material.export({ type: 'pkcs8', format: 'pem' }).toString()
  await ours.app.connectors.kit.seed([
    {
      code: 'open_banking',
      baseUrl: theirs.url,
      settings: {
        client_id: tpp.clientId,
        client_key_id: key.kid,
        creditor_scheme: 'CN.FEIQIAN.Merchant',
        creditor_identification: payee.id,
        creditor_name: 'Feiqian at the other bank',
      },
      credentials: [
        { role: 'client_private_key', keyId: null, material: pem(key.privateKey) },
        { role: 'dpop_private_key', keyId: null, material: pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey) },
      ],
    },
  ])
}, 120_000)

let orders = 0
async function payment(): Promise<{ shop: Shop; payment: Json }> {
  const shop = await ours.shop({ clauses: CLAUSES })
  orders += 1
  const body = {
    amount: 8_880,
    currency: 'CNY',
    order_reference: `OB-${orders}`,
    description: '龙井茶',
    return_url: 'http://127.0.0.1:9/thanks',
  }
  return { shop, payment: await must(shop.call('POST', '/v1/payments', { body })) }
}
const read = (shop: Shop, of: Json): Promise<Json> => must(shop.call('GET', `/v1/payments/${String(of.id)}`))
const onPage = (of: Json, method: Json): Promise<Answer> =>
  ours.nobody('POST', `/v1/checkout/${String(of.client_token)}/confirm`, { body: { payment_method: method } })
const reaches = (shop: Shop, of: Json, status: string): Promise<Json> =>
  ours.until(`the payment is ${status}`, async () => {
    await ours.app.clearing.applyInbox()
    const now = await read(shop, of)
    return now.status === status ? now : null
  })
const actionOf = (shop: Shop, of: Json): Promise<string> =>
  ours.until('there is somewhere to go', async () => {
    const { next_action: action } = await read(shop, of)
    return (action as { url?: string } | null)?.url ?? null
  })

/** The person at the other bank decides; resolves to where the browser is sent back. */
async function decide(
  address: string,
  say: 'approve' | 'deny',
  accounts = [account],
  browser: TestBrowser = newBrowser(),
): Promise<string> {
  const { app } = theirs
  const { location } = await browser.get(address)
  const uid = location?.split('/').at(-1) ?? ''
  const interaction = await app.identity.oauth.interaction(uid, { headers: { cookie: browser.cookieFor(`/authorise/${uid}`) } })
  if (interaction === null) throw new Error(`no interaction at ${location}`)
  const { consentId } = interaction
  const actor = { actor: `hld:${payer.uuid}`, requestId: 'req_test' }
  const resume = await app.db.transaction(async tx => {
    if (say === 'deny') {
      await app.consents.reject(tx, [{ consentId, holderId: payer.uuid, ...actor }])
      return app.identity.oauth.deny(tx, interaction, 'access_denied', 'the person said no')
    }
    const at = app.clock.now()
    const factors = [
      { kind: 'knowledge', method: 'password', at },
      { kind: 'possession', method: 'totp', at },
    ] as const
    const receipt = { textVersion: 'test', language: 'en', shown: 'What was shown.', factors, scaChallenge: null, at } as const
    const [authorised] = await app.consents.authorise(tx, [{ consentId, holderId: payer.uuid, accounts, receipt, ...actor }])
    if (authorised?.ok !== true) throw new Error(JSON.stringify(authorised))
    return app.identity.oauth.approve(tx, interaction, {
      holderId: payer.uuid,
      consentId,
      acr: 'urn:openbanking:psd2:sca',
      amr: ['pwd', 'otp'],
    })
  })
  if (resume === null) throw new Error('it was decided before')
  const back = await browser.get(resume)
  if (back.location === null) throw new Error(back.text)
  return back.location
}
const follow = async (address: string): Promise<{ status: number; location: string; text: string }> => {
  const response = await fetch(address, { redirect: 'manual' })
  return { status: response.status, location: response.headers.get('location') ?? '', text: await response.text() }
}

describe('a payment at another bank', { timeout: 90_000 }, () => {
  it('is authorised there, submitted when the payer comes back, paid once, and settled', async () => {
    const { shop, payment: order } = await payment()
    expect((await onPage(order, { type: 'open_banking', bank: 'peer' })).status).toBe(200)
    const door = await actionOf(shop, order)
    expect(door).toMatch(new RegExp(`^${ours.url}/bank/`))
    const there = await follow(door)
    expect(there).toMatchObject({ status: 303, location: expect.stringContaining(`${theirs.url}/oauth/authorize?`) })
    const back = await decide(there.location, 'approve', [wallet])
    expect(back).toMatch(new RegExp(`^${ours.url}/bank/callback\\?.*code=`))
    const home = await follow(back)
    expect(home).toMatchObject({ status: 303 })
    const paid = await reaches(shop, order, 'succeeded')
    expect(paid).toMatchObject({ channel: 'open_banking', payment_method: { type: 'open_banking' } })
    // The same way back leads nowhere a second time.
    expect(await follow(back)).toMatchObject({ status: 400 })
    const day = businessDateOf(ours.clock.now(), 'Asia/Shanghai')
    ours.clock.advance(86_400_000)
    expect(await ours.app.clearing.importSettlement('open_banking', day)).toMatchObject({
      ok: true,
      value: { lineCount: 1, debitTotal: 8_880n, net: 8_880n },
    })
  })

  it('that the payer refuses there has failed, and may be paid otherwise', async () => {
    const { shop, payment: order } = await payment()
    await onPage(order, { type: 'open_banking', bank: 'peer' })
    const there = await follow(await actionOf(shop, order))
    const back = await decide(there.location, 'deny')
    expect(back).toContain('error=access_denied')
    expect(await follow(back)).toMatchObject({ status: 303 })
    const failed = await reaches(shop, order, 'requires_payment_method')
    expect(failed).toMatchObject({ last_error: { code: 'payer_refused' } })
  })

  it('that is cancelled before the payer comes back is never submitted', async () => {
    const { shop, payment: order } = await payment()
    await onPage(order, { type: 'open_banking', bank: 'peer' })
    const door = await actionOf(shop, order)
    const back = await decide((await follow(door)).location, 'approve', [wallet])
    await must(shop.call('POST', `/v1/payments/${String(order.id)}/cancel`, { body: {} }))
    await ours.until('it is closed', async () => {
      await ours.app.clearing.queryDue()
      return (await read(shop, order)).status === 'canceled'
    })
    expect(await follow(back)).toMatchObject({ status: 303 })
    await ours.app.clearing.applyInbox()
    expect(await read(shop, order)).toMatchObject({ status: 'canceled' })
    expect(await follow(door)).toMatchObject({ status: 303 })
  })

  it('is not moved by a foreign state, a door that is none, or an event that the bank did not sign', async () => {
    expect(await follow(`${ours.url}/bank/callback?state=x&code=y`)).toMatchObject({ status: 400 })
    expect(await follow(`${ours.url}/bank/${'x'.repeat(32)}`)).toMatchObject({ status: 400 })
    const answer = await fetch(`${ours.url}/callbacks/open_banking/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/jwt' },
      body: 'a.b.c',
    })
    expect(answer.status).toBe(401)
  })

  it('is asked about when the bank signed an event for us; one about nothing of ours changes nothing', async () => {
    const key = theirs.app.identity.oauth.signingKey('PS256')
    const subject = { 'http://openbanking.org.uk/rty': 'domestic-payment', 'http://openbanking.org.uk/rid': 'nothing-of-ours' }
    const claims = {
      ...{ iss: theirs.url, aud: registered.clientId, iat: Math.floor(Date.now() / 1000), jti: randomUUID() },
      events: { 'urn:uk:org:openbanking:events:resource-update': { subject } },
    }
    const text = [{ alg: 'PS256', kid: key.kid, typ: 'JWT' }, claims]
      .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    const event = `${text}.${key.sign(Buffer.from(text)).toString('base64url')}`
    const send = (token: string): Promise<Response> =>
      fetch(`${ours.url}/callbacks/open_banking/events`, { method: 'POST', headers: { 'content-type': 'application/jwt' }, body: token })
    expect((await send(event)).status).toBe(202)
    expect((await send(event.replace('.', '.e'))).status).toBe(401)
  })
})

describe('accounts at another bank', { timeout: 90_000 }, () => {
  it('are linked on its pages, read page by page, and ended there too', async () => {
    const link = await must(ours.operator('POST', '/v1/bank_links', { body: {} }))
    expect(link).toMatchObject({ object: 'bank_link', status: 'awaiting' })
    const id = String(link.id)
    expect((await ours.operator('GET', `/v1/bank_links/${id}/balances`)).body).toMatchObject({ code: 'bank_link_not_linked' })
    const door = await fetch(String(link.authorise_url), { redirect: 'manual', headers: { authorization: `Bearer ${ours.operatorKey}` } })
    const back = await decide(door.headers.get('location') ?? '', 'approve')
    expect(await follow(back)).toMatchObject({ status: 303 })
    expect(await must(ours.operator('GET', `/v1/bank_links/${id}`))).toMatchObject({ status: 'linked', authorise_url: null })
    const accounts = (await must(ours.operator('GET', `/v1/bank_links/${id}/accounts`))).data as Json[]
    expect(accounts).toMatchObject([{ AccountId: account }])
    expect(((await must(ours.operator('GET', `/v1/bank_links/${id}/balances`))).data as Json[]).length).toBeGreaterThan(0)
    const since = encodeURIComponent(new Date(Date.now() - 400 * 86_400_000).toISOString())
    expect(((await must(ours.operator('GET', `/v1/bank_links/${id}/transactions?from=${since}`))).data as Json[]).length).toBeGreaterThan(0)
    expect((await must(ours.operator('GET', '/v1/bank_links'))).data).toMatchObject([{ id }])
    expect((await ours.operator('GET', `/v1/bank_links/${id}/authorise`)).body).toMatchObject({ code: 'bank_link_not_waiting' })
    expect(await must(ours.operator('DELETE', `/v1/bank_links/${id}`))).toMatchObject({ status: 'ended' })
    expect((await ours.operator('GET', `/v1/bank_links/${id}/accounts`)).body).toMatchObject({ code: 'bank_link_not_linked' })
    expect((await ours.operator('GET', '/v1/bank_links/bkl_00000000000000000000000000')).body).toMatchObject({
      code: 'bank_link_not_found',
    })
  })
})

describe('what is not connected', { timeout: 90_000 }, () => {
  it('says so: links at a bank that is none, agreements at a channel that is none', async () => {
    expect((await theirs.operator('POST', '/v1/bank_links', { body: {} })).body).toMatchObject({ code: 'bank_unavailable' })
    const shop = await ours.shop()
    const body = {
      payment_method: { type: 'alipay' },
      limit_per_payment: { amount: 100, currency: 'CNY' },
      period: { unit: 'month', length: 1 },
    }
    expect((await shop.call('POST', '/v1/mandates', { body })).body).toMatchObject({ code: 'mandate_channel_unavailable' })
    expect(await theirs.app.connectors.openBanking.selfTest?.()).toMatchObject([{ level: 'error', code: 'no_answer' }])
    expect(await ours.app.connectors.openBanking.selfTest?.()).toMatchObject([{ level: 'ok' }])
  })
})
