/** The dialect on the wire: whatever is asked under the prefix, the answer has the standard's error body and an interaction id. */
import { randomUUID } from 'node:crypto'
import { createLocalJWKSet, flattenedVerify, type JSONWebKeySet } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import { startNode } from '../../../../test/harness/node.ts'
import {
  AISP,
  answerOf,
  BASE,
  createObClient,
  errorOf,
  type ObAnswer,
  type ObCaller,
  type ObClient,
} from '../../../../test/harness/openbanking.ts'
import { OverloadedError } from '../../../platform/batcher.ts'
import { defineRoute } from '../../../platform/http/route.ts'

const failing = (name: string, error: () => Error) =>
  defineRoute({
    method: 'GET',
    path: `${BASE}/test/${name}`,
    operationId: `test_${name}`,
    tag: 'Test',
    summary: 'Fails',
    access: 'public',
    hidden: true,
    response: { status: 200, schema: null },
    refusals: [],
    handle: () => {
      throw error()
    },
  })

const database = useDatabase()
const world = useApp(
  database,
  {},
  {
    extraRoutes: () => [failing('defect', () => new Error('broken')), failing('overload', () => new OverloadedError('the queue is full'))],
  },
)

const CONSENTS = `${AISP}/account-access-consents`
const REQUEST = { Data: { Permissions: ['ReadAccountsBasic'] }, Risk: {} }
let client: ObClient
let own: ObCaller

beforeAll(async () => {
  client = await createObClient(world)
  own = await client.own('accounts')
}, 60_000)

const bare = async (method: string, path: string, init: RequestInit = {}): Promise<ObAnswer> =>
  answerOf(await fetch(world.url + path, { method, ...init }))

/** The standard's error body, with an interaction id and nothing that a cache may keep. */
function expectError(answer: ObAnswer, status: number, ob: string): void {
  expect(answer.status, answer.text).toBe(status)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('x-fapi-interaction-id')).toMatch(/^[0-9a-f-]{36}$/)
  expect(Object.keys(answer.body).sort()).toEqual(['Code', 'Errors', 'Id', 'Message'])
  expect(answer.body.Code).toMatch(new RegExp(`^${status} `))
  const [error] = answer.body.Errors as { ErrorCode: string; Message: string; Url: string }[]
  expect(error).toMatchObject({ ErrorCode: ob, Message: answer.body.Message })
  expect(error?.Url).toMatch(/^http:\/\/.*\/errors\/[a-z_]+$/)
}

describe('every answer under the prefix', () => {
  it.each([
    '/open-banking/v4.0/nothing',
    '/open-banking/v4.0',
    '/open-banking/v9.9/aisp/accounts',
    '/open-banking/v4.0/aisp/accounts/%E0%A4%A',
  ])('says of %s that there is nothing', async path => {
    expectError(await bare('GET', path), 404, 'U011')
  })

  it('says of another method which are allowed', async () => {
    const answer = await bare('DELETE', `${AISP}/accounts`)
    expectError(answer, 405, 'U010')
    expect(answer.headers.get('allow')).toBe('GET, HEAD')
  })

  it('refuses what is not JSON', async () => {
    const answer = await bare('POST', CONSENTS, { body: '<a/>', headers: { 'Content-Type': 'application/xml' } })
    expectError(answer, 415, 'U006')
  })

  it('refuses a body that is too large', async () => {
    const answer = await bare('POST', CONSENTS, { body: `"${'x'.repeat(70_000)}"`, headers: { 'Content-Type': 'application/json' } })
    expectError(answer, 413, 'U010')
  })

  it('refuses headers that are too large, here and elsewhere, each in its words', async () => {
    const headers = { 'X-Large': 'x'.repeat(20_000) }
    expectError(await bare('GET', `${AISP}/accounts`, { headers }), 431, 'U006')
    const elsewhere = await bare('GET', '/v1/payments', { headers })
    expect([elsewhere.status, elsewhere.body.code]).toEqual([431, 'headers_too_large'])
  })

  it('tells a defect as 500 and no more', async () => {
    expectError(await bare('GET', `${BASE}/test/defect`), 500, 'U000')
    expect(world.defects.splice(0).join('')).toContain('broken')
  })

  it('tells overload as 503 with the time to wait', async () => {
    const answer = await bare('GET', `${BASE}/test/overload`)
    expectError(answer, 503, 'U000')
    expect(answer.headers.get('retry-after')).toBe('1')
  })

  it('is said in the language that was asked for', async () => {
    const answer = await bare('GET', `${BASE}/nothing`, { headers: { 'Accept-Language': 'zh-CN' } })
    expect(answer.body.Message).toMatch(/[一-鿿]/)
    expect(answer.headers.get('content-language')).toBe('zh')
  })
})

describe('the interaction id', () => {
  it('is echoed, on success and on refusal', async () => {
    const id = randomUUID()
    const headers = { 'x-fapi-interaction-id': id }
    expect((await own('POST', CONSENTS, { body: REQUEST, headers })).headers.get('x-fapi-interaction-id')).toBe(id)
    expect((await bare('GET', `${BASE}/nothing`, { headers })).headers.get('x-fapi-interaction-id')).toBe(id)
  })

  it('must be a UUID', async () => {
    const answer = await own('POST', CONSENTS, { body: REQUEST, headers: { 'x-fapi-interaction-id': 'mine' } })
    expectError(answer, 400, 'U006')
    expect(errorOf(answer).path).toBe('x-fapi-interaction-id')
  })
})

describe('headers', () => {
  it.each([
    ['x-fapi-auth-date', 'yesterday'],
    ['x-fapi-customer-ip-address', 'here'],
  ])('%s must be what the standard says', async (name, value) => {
    const answer = await own('POST', CONSENTS, { body: REQUEST, headers: { [name]: value } })
    expect(errorOf(answer)).toEqual({ status: 400, code: 'ob_header_invalid', ob: 'U006', path: name })
  })

  it('of the person’s presence are taken as they are', async () => {
    const headers = {
      'x-fapi-auth-date': 'Sun, 10 Sep 2017 19:43:31 GMT',
      'x-fapi-customer-ip-address': '2001:db8::1',
      'x-customer-user-agent': 'Money Overview',
    }
    expect((await own('POST', CONSENTS, { body: REQUEST, headers })).status).toBe(201)
  })

  it('that accept no JSON are refused', async () => {
    for (const accept of ['application/jose+jwe', 'text/html, application/json;q=0'])
      expectError(await own('POST', CONSENTS, { body: REQUEST, headers: { Accept: accept } }), 406, 'U006')
    const headers = { Accept: 'text/html, application/*;q=0.5' }
    expect((await own('POST', CONSENTS, { body: REQUEST, headers })).status).toBe(201)
  })
})

describe('a body', () => {
  it.each(['{', 'null null', '{"Data":}'])('that is not JSON (%s) is refused', async rawBody => {
    expectError(await own('POST', CONSENTS, { rawBody }), 400, 'U010')
  })

  it('that is not UTF-8 is refused', async () => {
    const headers = { 'Content-Type': 'application/json' }
    const answer = await own('POST', CONSENTS, { rawBody: '{"Data":"\ufffd"}', headers })
    // A replacement character that was sent as one is a character like any other.
    expect(errorOf(answer).code).not.toBe('invalid_json')
  })

  it('names the field that is wrong, missing or unknown, as the standard writes paths', async () => {
    const post = async (body: unknown) => errorOf(await own('POST', CONSENTS, { body }))
    expect(await post({ Data: { Permissions: ['ReadAccountsBasic', 'ReadMinds'] }, Risk: {} })).toMatchObject({
      ob: 'U002',
      path: 'Data.Permissions[1]',
    })
    expect(await post({ Data: {}, Risk: {} })).toMatchObject({ ob: 'U004', path: 'Data.Permissions' })
    expect(await post({ ...REQUEST, Extra: 1 })).toMatchObject({ ob: 'U005', path: 'Extra' })
    expect(await post({ ...REQUEST, Risk: { Score: 1 } })).toMatchObject({ ob: 'U005', path: 'Risk.Score' })
    expect(await post([])).toMatchObject({ status: 400 })
    expect(await post(null)).toMatchObject({ status: 400 })
  })
})

describe('a token', () => {
  it('is needed, and the challenge says of which kind', async () => {
    const answer = await bare('GET', `${AISP}/accounts`)
    expectError(answer, 401, 'U007')
    expect(answer.headers.get('www-authenticate')).toMatch(/^DPoP /)
  })

  it('that was not given out here is refused, as is one without its proof', async () => {
    const unknown = await bare('GET', `${AISP}/accounts`, { headers: { Authorization: 'DPoP abc' } })
    expectError(unknown, 401, 'U006')
    const token = await client.tpp.token({ grant_type: 'client_credentials', scope: 'accounts' })
    const stolen = await bare('GET', `${AISP}/accounts`, { headers: { Authorization: `DPoP ${token.body.access_token}` } })
    expectError(stolen, 401, 'U006')
    const asBearer = await bare('GET', `${AISP}/accounts`, { headers: { Authorization: `Bearer ${token.body.access_token}` } })
    expectError(asBearer, 401, 'U006')
  })

  it('in the query is no token', async () => {
    expectError(await bare('GET', `${AISP}/accounts?access_token=abc`), 401, 'U007')
  })

  it('of another scope, or of the other grant, may not do it', async () => {
    const payments = await client.own('payments')
    expect(errorOf(await payments('POST', CONSENTS, { body: REQUEST }))).toMatchObject({ status: 403, code: 'forbidden' })
    expect(errorOf(await own('GET', `${AISP}/accounts`))).toMatchObject({ status: 403, code: 'ob_grant_needed' })
    const person = await world.person()
    const linked = await client.link(person)
    expect(errorOf(await linked.call('POST', CONSENTS, { body: REQUEST }))).toMatchObject({ status: 403, code: 'ob_grant_needed' })
  })

  it('of a merchant, an operator or a wallet session is none', async () => {
    for (const secret of [world.operatorKey, (await world.shop()).secret, (await world.person()).token]) {
      const answer = await bare('GET', `${AISP}/accounts`, { headers: { Authorization: `Bearer ${secret}` } })
      expect(answer.status).toBe(401)
    }
  })
})

describe('the limit of a third party', () => {
  it('is published with every answer, and exceeding it says how long to wait', async () => {
    const node = await startNode(world, database, { RATE_LIMIT_OPEN_BANKING: '1' })
    try {
      const url = `${node.url}${CONSENTS}`
      const first = await own('POST', url, { body: REQUEST, unjudged: true })
      expect(first.status, first.text).toBe(201)
      expect(first.headers.get('ratelimit-policy')).toBe('"third_party";q=2;w=2')
      await own('POST', url, { body: REQUEST, unjudged: true })
      const over = await own('POST', url, { body: REQUEST, unjudged: true })
      expectError(over, 429, 'U000')
      expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(0)
    } finally {
      await node.stop()
    }
  })
})

describe('a signature', () => {
  it('that is sent is checked, and then the answer is signed with a key of the published set', async () => {
    const answer = await own('POST', CONSENTS, { body: REQUEST, signed: true })
    expect(answer.status).toBe(201)
    const [header = '', signature = ''] = (answer.headers.get('x-jws-signature') ?? '').split('..')
    const jwks = (await (await fetch(`${world.url}/oauth/jwks`)).json()) as JSONWebKeySet
    const understood = {
      'http://openbanking.org.uk/iat': true,
      'http://openbanking.org.uk/iss': true,
      'http://openbanking.org.uk/tan': true,
    }
    const { protectedHeader } = await flattenedVerify(
      { protected: header, signature, payload: Buffer.from(answer.text).toString('base64url') },
      createLocalJWKSet(jwks),
      { crit: understood },
    )
    expect(protectedHeader).toMatchObject({ alg: 'PS256', 'http://openbanking.org.uk/iss': world.url })
  })

  it.each<readonly [string, () => string, string]>([
    ['of another body', () => client.signature('{}'), 'U015'],
    ['by an unregistered key', () => client.signature(JSON.stringify(REQUEST), { kid: 'other' }), 'U016'],
    ['without its time', () => client.signature(JSON.stringify(REQUEST), { 'http://openbanking.org.uk/iat': undefined }), 'U017'],
    ['that cannot be read', () => 'abc', 'U018'],
  ])('%s is refused, and nothing is made', async (_, make, ob) => {
    const before = await world.app.consents.ofThirdParty(client.id, { limit: 100, after: null, before: null })
    const answer = await own('POST', CONSENTS, { body: REQUEST, headers: { 'x-jws-signature': make() } })
    expectError(answer, 400, ob)
    const after = await world.app.consents.ofThirdParty(client.id, { limit: 100, after: null, before: null })
    expect(after.length).toBe(before.length)
  })

  it('on a request without a body is not expected', async () => {
    const person = await world.person()
    const linked = await client.link(person)
    expectError(await linked.call('GET', `${AISP}/accounts`, { headers: { 'x-jws-signature': client.signature('{}') } }), 400, 'U020')
  })
})
