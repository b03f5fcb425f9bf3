/** FAPI 2.0 Security Profile: client authentication, the token endpoint, refresh tokens, revocation and introspection. */
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useApp } from '../harness/app.ts'
import { useDatabase } from '../harness/database.ts'
import {
  authorise,
  type Json,
  newKeyPair,
  postJson,
  probe,
  probeRoutes,
  publicJwk,
  redeem,
  registerTpp,
  signJwt,
  type Tpp,
} from '../harness/fapi.ts'

const database = useDatabase()
const world = useApp(database, {}, { extraRoutes: app => probeRoutes(app, () => world.url) })
let shared: Tpp | null = null
const tppOf = async (): Promise<Tpp> => {
  shared ??= await registerTpp(world)
  return shared
}
const later = (seconds: number): void => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 })
}
afterEach(() => {
  vi.useRealTimers()
})

const CREDENTIALS = { grant_type: 'client_credentials', scope: 'accounts' }
const now = (): number => Math.floor(Date.now() / 1000)

/** A client credentials request with an assertion of the test's making. */
async function withAssertion(tpp: Tpp, assertion: string, fields: Json = {}) {
  const DPoP = await tpp.proof(tpp.dpopKey, 'POST', `${world.url}/oauth/token`)
  return tpp.form(
    '/oauth/token',
    {
      ...CREDENTIALS,
      client_id: tpp.clientId,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      ...(fields as Record<string, string>),
    },
    { DPoP },
  )
}

describe('clients are confidential', () => {
  it.each(['PS256', 'ES256', 'EdDSA'] as const)('and authenticate by private_key_jwt with %s', async alg => {
    const tpp = await registerTpp(world, { key: newKeyPair(alg) })
    const answer = await tpp.token(CREDENTIALS)
    expect(answer.body).toMatchObject({ token_type: 'DPoP', scope: 'accounts', expires_in: 600 })
    expect(answer.headers.get('Cache-Control')).toBe('no-store')
  })

  it('and no others: the refusal is 401 invalid_client, or a bad request', async () => {
    const tpp = await tppOf()
    await tpp.token(CREDENTIALS)
    for (const fields of [{}, { client_id: tpp.clientId }, { client_id: tpp.clientId, client_secret: 'x' }]) {
      const answer = await tpp.form('/oauth/token', { ...CREDENTIALS, ...(fields as Record<string, string>) })
      expect(['invalid_client', 'invalid_request']).toContain(answer.body.error)
      expect([400, 401]).toContain(answer.status)
    }
    const basic = await tpp.form('/oauth/token', CREDENTIALS, {
      Authorization: `Basic ${Buffer.from(`${tpp.clientId}:x`).toString('base64')}`,
    })
    expect(basic.body.error).toBe('invalid_client')
  })

  it('accepts as audience the issuer as a string, and refuses every other', async () => {
    const tpp = await tppOf()
    await tpp.token(CREDENTIALS)
    expect((await withAssertion(tpp, await tpp.assertion({ aud: world.url }))).status).toBe(200)
    for (const aud of [
      [world.url],
      `${world.url}/oauth/token`,
      `${world.url}/`,
      'https://other.example',
      [world.url, 'https://other.example'],
      undefined,
    ]) {
      const answer = await withAssertion(tpp, await tpp.assertion({ aud }))
      expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client'])
    }
  })

  it.each([
    ['iat eight seconds ahead', () => ({ iat: now() + 8 }), 200],
    ['nbf eight seconds ahead', () => ({ nbf: now() + 8 }), 200],
    ['iat 65 seconds ahead', () => ({ iat: now() + 65 }), 401],
    ['nbf 65 seconds ahead', () => ({ nbf: now() + 65 }), 401],
    ['iat 65 seconds ahead without nbf', () => ({ iat: now() + 65, nbf: undefined, exp: now() + 120 }), 401],
    ['an exp that has passed', () => ({ iat: now() - 120, exp: now() - 60 }), 401],
    ['no exp', () => ({ exp: undefined }), 401],
    ['an exp of tomorrow', () => ({ exp: now() + 86_400 }), 401],
    ['no jti', () => ({ jti: undefined }), 401],
    ['a jti of a thousand letters', () => ({ jti: 'x'.repeat(1_000) }), 401],
    ['another iss', () => ({ iss: 'tpp_other' }), 401],
    ['another sub', () => ({ sub: 'tpp_other' }), 400],
    ['claims of the wrong type', () => ({ iat: 'now', nbf: {} }), 401],
  ] as const)('judges an assertion with %s', async (_what, claims, status) => {
    const tpp = await tppOf()
    await tpp.token(CREDENTIALS)
    expect((await withAssertion(tpp, await tpp.assertion(claims()))).status).toBe(status)
  })

  it('refuses an assertion that is used twice, also at the same moment', async () => {
    const tpp = await tppOf()
    await tpp.token(CREDENTIALS)
    const assertion = await tpp.assertion()
    const answers = await Promise.all([1, 2, 3, 4].map(() => withAssertion(tpp, assertion)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401])
    expect((await withAssertion(tpp, assertion)).body).toMatchObject({ error: 'invalid_client' })
  })

  it('refuses alg none, symmetric and PKCS#1 v1.5 signatures, keys of others and malformed JWTs', async () => {
    const tpp = await tppOf()
    await tpp.token(CREDENTIALS)
    const [header = '', payload = '', signature = ''] = (await tpp.assertion()).split('.')
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`
    const changed = `${header}.${Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), jti: randomUUID() })).toString('base64url')}.${signature}`
    const rs256 = await signJwt(
      { ...tpp.key, alg: 'RS256' as 'PS256' },
      { iss: tpp.clientId, sub: tpp.clientId, aud: world.url, jti: randomUUID(), exp: now() + 60 },
    )
    const foreign = await tpp.assertion({}, { kid: tpp.key.kid }, newKeyPair('PS256'))
    const { SignJWT } = await import('jose')
    const hs256 = await new SignJWT({ iss: tpp.clientId, sub: tpp.clientId, aud: world.url, jti: randomUUID(), exp: now() + 60 })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(String(publicJwk(tpp.key).n)))
    for (const assertion of [
      none,
      changed,
      rs256,
      foreign,
      hs256,
      'x',
      'a.b',
      'a.b.c',
      '...',
      `${header}.${payload}`,
      `${header}.bm90IGpzb24.${signature}`,
    ]) {
      const answer = await withAssertion(tpp, assertion)
      expect([400, 401]).toContain(answer.status)
      expect(['invalid_client', 'invalid_request']).toContain(answer.body.error)
    }
  })

  it('refuses huge headers and claims without a defect', async () => {
    const tpp = await tppOf()
    const big = 'x'.repeat(60_000)
    expect((await withAssertion(tpp, await tpp.assertion({ more: big }))).status).toBe(400)
    const header = await fetch(`${world.url}/oauth/token`, { method: 'POST', headers: { DPoP: 'x'.repeat(9_000) } })
    expect([header.status, ((await header.json()) as Json).error]).toEqual([400, 'invalid_dpop_proof'])
    // Beyond what Node reads of headers, it hangs up or answers; it does not serve.
    const huge = await fetch(`${world.url}/oauth/token`, { method: 'POST', headers: { DPoP: 'x'.repeat(40_000) } }).then(
      ({ status }) => status,
      () => 400,
    )
    expect([400, 431]).toContain(huge)
  })

  it('reads keys from jwks_uri, and meets a new one', async () => {
    let keys = [newKeyPair('ES256')]
    const server = createServer((_request, response) => {
      response.setHeader('Cache-Control', 'max-age=86400').end(JSON.stringify({ keys: keys.map(publicJwk) }))
    }).listen(0, '127.0.0.1')
    await new Promise(resolve => server.once('listening', resolve))
    const jwks_uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`
    const [first] = keys
    if (first === undefined) throw new Error('no key')
    const statement = { metadata: { jwks: undefined, jwks_uri }, key: first }
    const tpp = await registerTpp(world, statement)
    expect((await tpp.token(CREDENTIALS)).status).toBe(200)
    const second = newKeyPair('ES256')
    keys = [second]
    later(400)
    expect((await withAssertion(tpp, await tpp.assertion({ iat: now(), exp: now() + 60 }, { kid: second.kid }, second))).body.error).toBe(
      'use_dpop_nonce',
    )
    expect((await withAssertion(tpp, await tpp.assertion({ iat: now(), exp: now() + 60 }, { kid: second.kid }, second))).status).toBe(200)
    server.close()
  })
})

describe('access tokens are sender-constrained', () => {
  it('refuses a token request without a DPoP proof', async () => {
    const answer = await (await tppOf()).token(CREDENTIALS, null)
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_grant'])
  })

  it('asks for a nonce, and accepts the proof that carries it', async () => {
    const tpp = await registerTpp(world)
    const without = await tpp.form('/oauth/token', await tpp.authenticated(CREDENTIALS), {
      DPoP: await tpp.proof(tpp.dpopKey, 'POST', `${world.url}/oauth/token`),
    })
    expect([without.status, without.body.error]).toEqual([400, 'use_dpop_nonce'])
    expect(without.headers.get('DPoP-Nonce')).toMatch(/^.{43}$/)
    const withNonce = await tpp.form('/oauth/token', await tpp.authenticated(CREDENTIALS), {
      DPoP: await tpp.proof(tpp.dpopKey, 'POST', `${world.url}/oauth/token`),
    })
    expect(withNonce.status).toBe(200)
  })

  it.each([
    ['a nonce of its own making', () => ({ nonce: 'x'.repeat(43) }), {}, 'use_dpop_nonce'],
    ['another method', () => ({ htm: 'GET' }), {}, 'invalid_dpop_proof'],
    ['another address', () => ({ htu: 'https://other.example/oauth/token' }), {}, 'invalid_dpop_proof'],
    ['an iat 65 seconds ahead', () => ({ iat: now() + 65 }), {}, 'invalid_dpop_proof'],
    ['an iat of two minutes ago', () => ({ iat: now() - 120 }), {}, 'invalid_dpop_proof'],
    ['no iat', () => ({ iat: undefined }), {}, 'invalid_dpop_proof'],
    ['no jti', () => ({ jti: undefined }), {}, 'invalid_dpop_proof'],
    ['another typ', () => ({}), { typ: 'JWT' }, 'invalid_dpop_proof'],
    ['no key', () => ({}), { jwk: undefined }, 'invalid_dpop_proof'],
  ] as const)('refuses a proof with %s', async (_what, claims, header, error) => {
    const tpp = await tppOf()
    await tpp.token(CREDENTIALS)
    const DPoP = await tpp.proof(tpp.dpopKey, 'POST', `${world.url}/oauth/token`, claims(), header)
    const answer = await tpp.form('/oauth/token', await tpp.authenticated(CREDENTIALS), { DPoP })
    expect([answer.status, answer.body.error]).toEqual([400, error])
  })

  it('refuses a stale nonce', async () => {
    const tpp = await registerTpp(world)
    await tpp.token(CREDENTIALS)
    const stale = tpp.nonce
    later(400)
    tpp.setNonce(stale)
    const DPoP = await tpp.proof(tpp.dpopKey, 'POST', `${world.url}/oauth/token`, { iat: now() })
    expect((await tpp.form('/oauth/token', await tpp.authenticated(CREDENTIALS), { DPoP })).body.error).toBe('use_dpop_nonce')
  })

  it('refuses a proof that is used twice, also at the same moment', async () => {
    const tpp = await tppOf()
    await tpp.token(CREDENTIALS)
    const DPoP = await tpp.proof(tpp.dpopKey, 'POST', `${world.url}/oauth/token`)
    const answers = await Promise.all(
      [1, 2, 3, 4].map(async () => tpp.form('/oauth/token', await tpp.authenticated(CREDENTIALS), { DPoP })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400])
    expect(answers.flatMap(({ status, body }) => (status === 400 ? [body.error] : []))).toEqual(Array(3).fill('invalid_dpop_proof'))
  })

  it('refuses proofs by weak keys', async () => {
    const tpp = await tppOf()
    await tpp.token(CREDENTIALS)
    const weak = { kid: 'weak', alg: 'PS256' as const, ...generateKeyPairSync('rsa', { modulusLength: 1024 }) }
    // No honest library signs with such a key.
    await expect(tpp.proof(weak, 'POST', `${world.url}/oauth/token`)).rejects.toThrow()
    const registered = await registerTpp(world, { key: weak }).catch((error: Error) => error.message)
    expect(registered).toContain('2048 bits')
  })
})

describe('scopes', () => {
  it('of a client follow from its roles', async () => {
    const tpp = await registerTpp(world, { roles: ['funds_confirmation'] })
    expect((await tpp.token({ grant_type: 'client_credentials', scope: 'fundsconfirmations' })).body.scope).toBe('fundsconfirmations')
    expect((await tpp.token(CREDENTIALS)).body.error).toBe('invalid_scope')
  })

  it('take no authorization_details at the token endpoint', async () => {
    const tpp = await tppOf()
    const authorization_details = JSON.stringify([{ type: 'open_banking_consent', consent_id: await tpp.consent() }])
    expect((await tpp.token({ ...CREDENTIALS, authorization_details })).body.error).toBe('invalid_authorization_details')
  })

  it('and grants are the three that FAPI knows', async () => {
    const tpp = await tppOf()
    for (const grant_type of ['password', 'implicit', 'urn:ietf:params:oauth:grant-type:device_code', ''])
      expect((await tpp.token({ grant_type })).status).toBe(400)
  })
})

describe('refresh tokens', () => {
  const refresh = (tpp: Tpp, token: string, key = tpp.dpopKey) => tpp.token({ grant_type: 'refresh_token', refresh_token: token }, key)

  it('are not rotated: the same one serves again and again, also at the same moment', async () => {
    const tpp = await tppOf()
    const { refresh_token: token, access_token: first } = (await redeem(tpp, await authorise(world.app, tpp))).body
    const answers = await Promise.all([1, 2, 3].map(() => refresh(tpp, String(token))))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(answers.map(({ body }) => body.refresh_token ?? token)).toEqual([token, token, token])
    expect(answers[0]?.body).toMatchObject({ scope: 'accounts', token_type: 'DPoP' })
    // What was given out before goes on.
    expect((await probe(tpp, String(first))).status).toBe(200)
    expect((await probe(tpp, String(answers[2]?.body.access_token))).body).toMatchObject({ kind: 'third_party', scopes: ['accounts'] })
  })

  it('belong to their client', async () => {
    const tpp = await tppOf()
    const { refresh_token: token } = (await redeem(tpp, await authorise(world.app, tpp))).body
    expect((await refresh(await registerTpp(world), String(token))).body.error).toBe('invalid_grant')
  })

  it('serve proofs by another key of the authenticated client: it is the client that they are bound to', async () => {
    const tpp = await tppOf()
    const { refresh_token: token } = (await redeem(tpp, await authorise(world.app, tpp))).body
    const key = newKeyPair()
    const { access_token: access } = (await refresh(tpp, String(token), key)).body
    expect((await probe(tpp, String(access), { key })).status).toBe(200)
    expect((await probe(tpp, String(access))).body.code).toBe('token_invalid')
  })
})

describe('revocation (RFC 7009)', () => {
  it('of an access token ends it and leaves the refresh token', async () => {
    const tpp = await tppOf()
    const { access_token: access, refresh_token: refresh } = (await redeem(tpp, await authorise(world.app, tpp))).body
    expect((await tpp.form('/oauth/revoke', await tpp.authenticated({ token: String(access) }))).status).toBe(200)
    expect((await probe(tpp, String(access))).body.code).toBe('token_invalid')
    expect((await tpp.token({ grant_type: 'refresh_token', refresh_token: String(refresh) })).status).toBe(200)
  })

  it('of a refresh token ends everything that came of it', async () => {
    const tpp = await tppOf()
    const { access_token: access, refresh_token: refresh } = (await redeem(tpp, await authorise(world.app, tpp))).body
    await tpp.form('/oauth/revoke', await tpp.authenticated({ token: String(refresh), token_type_hint: 'refresh_token' }))
    expect((await probe(tpp, String(access))).body.code).toBe('token_invalid')
    expect((await tpp.token({ grant_type: 'refresh_token', refresh_token: String(refresh) })).body.error).toBe('invalid_grant')
  })

  it('by a repeated assertion ends nothing', async () => {
    const tpp = await tppOf()
    const journey = await authorise(world.app, tpp)
    const { access_token: access } = (await redeem(tpp, journey)).body
    const fields = await tpp.authenticated({ token: String(access) })
    const { token: _token, ...assertion } = fields
    expect((await tpp.form('/oauth/introspect', fields)).body.active).toBe(true)
    const repeated = await tpp.form('/oauth/revoke', { ...assertion, token: String(access) })
    expect([repeated.status, repeated.body.error]).toEqual([401, 'invalid_client'])
    // Nor does a used code that comes with one.
    const DPoP = await tpp.proof(tpp.dpopKey, 'POST', `${world.url}/oauth/token`)
    const code = {
      grant_type: 'authorization_code',
      code: journey.code,
      code_verifier: journey.verifier,
      redirect_uri: 'https://client.example/callback',
    }
    expect((await tpp.form('/oauth/token', { ...assertion, ...code }, { DPoP })).status).toBe(401)
    expect((await probe(tpp, String(access))).status).toBe(200)
  })

  it("does not touch another client's token", async () => {
    const tpp = await tppOf()
    const { access_token: access } = (await redeem(tpp, await authorise(world.app, tpp))).body
    const other = await registerTpp(world)
    await other.form('/oauth/revoke', await other.authenticated({ token: String(access) }))
    expect((await probe(tpp, String(access))).status).toBe(200)
  })
})

describe('introspection (RFC 7662)', () => {
  it('says what a token is to its own client only', async () => {
    const tpp = await tppOf()
    const journey = await authorise(world.app, tpp)
    const { access_token: access } = (await redeem(tpp, journey)).body
    const own = await tpp.form('/oauth/introspect', await tpp.authenticated({ token: String(access) }))
    expect(own.body).toMatchObject({
      active: true,
      client_id: tpp.clientId,
      scope: 'accounts',
      token_type: 'DPoP',
      iss: world.url,
      authorization_details: [{ type: 'open_banking_consent', consent_id: journey.consentId }],
    })
    expect(own.body.cnf).toHaveProperty('jkt')
    const other = await registerTpp(world)
    expect((await other.form('/oauth/introspect', await other.authenticated({ token: String(access) }))).body).toEqual({ active: false })
    expect((await postJson(`${world.url}/oauth/introspect`, {})).status).toBe(400)
  })
})
