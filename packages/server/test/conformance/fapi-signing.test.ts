/** FAPI 2.0 Message Signing: signed requests (JAR), signed responses (JARM) and signed introspection (RFC 9701), switched on for a client. */
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { useApp } from '../harness/app.ts'
import { useDatabase } from '../harness/database.ts'
import {
  beginInteraction,
  decide,
  type Json,
  newBrowser,
  newKeyPair,
  probe,
  probeRoutes,
  redeem,
  registerTpp,
  signJwt,
  type Tpp,
} from '../harness/fapi.ts'

const database = useDatabase()
const world = useApp(database, {}, { extraRoutes: app => probeRoutes(app, () => world.url) })
const now = (): number => Math.floor(Date.now() / 1000)
let tpp: Tpp

beforeAll(async () => {
  tpp = await registerTpp(world, { metadata: { require_signed_request_object: true } })
}, 30_000)

async function parametersOf(over: Json = {}): Promise<{ verifier: string; parameters: Json }> {
  const { verifier, challenge } = tpp.challenge()
  const { authorization_details, ...parameters } = tpp.requestOf(await tpp.consent(), challenge, { response_mode: 'jwt' })
  return { verifier, parameters: { ...parameters, authorization_details: JSON.parse(authorization_details ?? '[]') as unknown, ...over } }
}

/** A signed request object with the claims that the standard wants, and what the test changes. */
async function signed(over: Json = {}, header: Json = {}, key = tpp.key) {
  const { verifier, parameters } = await parametersOf()
  const claims = {
    iss: tpp.clientId,
    aud: world.url,
    client_id: tpp.clientId,
    iat: now(),
    nbf: now(),
    exp: now() + 300,
    ...parameters,
    ...over,
  }
  const request = await signJwt(key, claims as Json, { typ: 'oauth-authz-req+jwt', kid: tpp.key.kid, ...header })
  return { verifier, answer: await tpp.push({ request }) }
}

async function verified(jwt: string): Promise<Json> {
  const keys = (await (await fetch(`${world.url}/oauth/jwks`)).json()) as JSONWebKeySet
  const { payload, protectedHeader } = await jwtVerify(jwt, createLocalJWKSet(keys), { issuer: world.url, audience: tpp.clientId })
  expect(protectedHeader.alg).toBe('PS256')
  return payload as Json
}

describe('signed authorization requests (JAR)', () => {
  it('are demanded of the client', async () => {
    const { parameters } = await parametersOf()
    const answer = await tpp.push(
      Object.fromEntries(
        Object.entries(parameters).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
      ),
    )
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request'])
  })

  it('are accepted, and parameters beside them count for nothing', async () => {
    const { parameters } = await parametersOf()
    const request = await signJwt(tpp.key, {
      iss: tpp.clientId,
      aud: world.url,
      client_id: tpp.clientId,
      nbf: now(),
      exp: now() + 300,
      ...parameters,
    })
    const answer = await tpp.push({ request, redirect_uri: 'https://evil.example/' })
    expect(answer.status).toBe(201)
    const browser = newBrowser()
    const callback = await decide(world.app, tpp, await beginInteraction(tpp, String(answer.body.request_uri), browser), browser)
    expect(callback.origin).toBe('https://client.example')
  })

  it.each([
    ['another audience', () => ({ aud: 'https://other.example' }), 'invalid_request_object'],
    ['no audience', () => ({ aud: undefined }), 'invalid_request_object'],
    ['another issuer', () => ({ iss: 'tpp_other' }), 'invalid_request_object'],
    ['no nbf', () => ({ nbf: undefined }), 'invalid_request_object'],
    ['no exp', () => ({ exp: undefined }), 'invalid_request_object'],
    ['an exp more than 60 minutes after nbf', () => ({ exp: now() + 3_700 }), 'invalid_request_object'],
    ['an nbf more than 60 minutes ago', () => ({ nbf: now() - 3_700, exp: now() - 100 }), 'invalid_request_object'],
    ['an nbf 65 seconds ahead', () => ({ nbf: now() + 65 }), 'invalid_request_object'],
    ['an iat 65 seconds ahead', () => ({ iat: now() + 65 }), 'invalid_request_object'],
    ['an exp that has passed', () => ({ nbf: now() - 200, exp: now() - 60 }), 'invalid_request_object'],
    ['another client_id', () => ({ client_id: 'tpp_other' }), 'invalid_request_object'],
    ['a request inside', () => ({ request: 'x' }), 'invalid_request_object'],
    ['a response mode that is not signed', () => ({ response_mode: 'query' }), 'invalid_request'],
    ['no response mode', () => ({ response_mode: undefined }), 'invalid_request'],
  ] as const)('are refused with %s', async (_what, over, error) => {
    const { answer } = await signed(over())
    expect([answer.status, answer.body.error]).toEqual([400, error])
  })

  it('are refused by another key and with alg none', async () => {
    expect((await signed({}, {}, newKeyPair('PS256'))).answer.body.error).toBe('invalid_request_object')
    const { parameters } = await parametersOf()
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const none = `${part({ alg: 'none' })}.${part({ iss: tpp.clientId, aud: world.url, client_id: tpp.clientId, nbf: now(), exp: now() + 300, ...parameters })}.`
    expect((await tpp.push({ request: none })).body.error).toBe('invalid_request_object')
  })
})

describe('signed authorization responses (JARM)', () => {
  it('carry code, state and iss inside the JWT only', async () => {
    const { answer, verifier } = await signed()
    const browser = newBrowser()
    const callback = await decide(world.app, tpp, await beginInteraction(tpp, String(answer.body.request_uri), browser), browser)
    expect([...callback.searchParams.keys()]).toEqual(['response'])
    const response = await verified(callback.searchParams.get('response') ?? '')
    expect(response).toMatchObject({ iss: world.url, state: 'the-state' })
    expect(Number(response.exp) - now()).toBeLessThanOrEqual(600)
    expect((await redeem(tpp, { code: String(response.code), verifier })).status).toBe(200)
  })

  it('carry errors the same way', async () => {
    const { answer } = await signed()
    const browser = newBrowser()
    const callback = await decide(world.app, tpp, await beginInteraction(tpp, String(answer.body.request_uri), browser), browser, 'deny')
    expect(await verified(callback.searchParams.get('response') ?? '')).toMatchObject({ error: 'access_denied', state: 'the-state' })
  })
})

describe('signed introspection (RFC 9701)', () => {
  it('answers with a JWT, and with nothing else to a client that signs messages', async () => {
    const { answer, verifier } = await signed()
    const browser = newBrowser()
    const callback = await decide(world.app, tpp, await beginInteraction(tpp, String(answer.body.request_uri), browser), browser)
    const { code } = decodeJwt(callback.searchParams.get('response') ?? '') as { code: string }
    const token = String((await redeem(tpp, { code, verifier })).body.access_token)
    expect((await probe(tpp, token)).status).toBe(200)
    const asked = await tpp.form('/oauth/introspect', await tpp.authenticated({ token }), { Accept: 'application/token-introspection+jwt' })
    expect(asked.headers.get('Content-Type')).toContain('application/token-introspection+jwt')
    const { token_introspection: about } = await verified(String(asked.body.text))
    expect(about).toMatchObject({ active: true, client_id: tpp.clientId, scope: 'accounts' })
    const plain = await tpp.form('/oauth/introspect', await tpp.authenticated({ token }), { Accept: 'application/json' })
    expect([plain.status, plain.body.error]).toEqual([400, 'invalid_request'])
  })
})

describe('message signing', () => {
  it('can be switched on for a client later', async () => {
    const later = await registerTpp(world)
    const { challenge } = later.challenge()
    const push = async () => later.push(later.requestOf(await later.consent(), challenge))
    expect((await push()).status).toBe(201)
    await world.app.db.transaction(tx => world.app.identity.thirdParties.setMessageSigning(tx, later.id, true))
    expect((await push()).body.error).toBe('invalid_request')
  })
})
