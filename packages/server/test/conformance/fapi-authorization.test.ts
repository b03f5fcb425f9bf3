/** FAPI 2.0 Security Profile: pushed requests, the authorization endpoint and codes. Titles name the requirement. */

import { createHash } from 'node:crypto'
import type { ClientAuth, DPoPHandle } from 'oauth4webapi'
import * as oauth from 'oauth4webapi'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useApp } from '../harness/app.ts'
import { useDatabase } from '../harness/database.ts'
import {
  authorise,
  beginInteraction,
  decide,
  INSECURE,
  newBrowser,
  newKeyPair,
  probe,
  probeRoutes,
  REDIRECT_URI,
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

/** Lets only the date run on, as the protocol's windows see it. */
const later = (seconds: number): void => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 })
}
afterEach(() => {
  vi.useRealTimers()
})

const pushed = async (tpp: Tpp, over: Record<string, unknown> = {}) => {
  const { verifier, challenge } = tpp.challenge()
  const answer = await tpp.push(tpp.requestOf(await tpp.consent(), challenge, over))
  return { verifier, answer, uri: String(answer.body.request_uri) }
}

describe('the server describes itself', () => {
  it('by OpenID Connect discovery and by RFC 8414, with the same metadata', async () => {
    const [openid, rfc8414] = await Promise.all(
      ['openid-configuration', 'oauth-authorization-server'].map(async name => (await fetch(`${world.url}/.well-known/${name}`)).json()),
    )
    expect(openid).toEqual(rfc8414)
    expect(openid).toMatchObject({
      issuer: world.url,
      require_pushed_authorization_requests: true,
      authorization_response_iss_parameter_supported: true,
      code_challenge_methods_supported: ['S256'],
      response_types_supported: ['code'],
      response_modes_supported: ['query', 'jwt', 'query.jwt'],
      registration_endpoint: `${world.url}/oauth/register`,
      tls_client_certificate_bound_access_tokens: true,
      token_endpoint_auth_methods_supported: ['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'],
      authorization_details_types_supported: ['open_banking_consent'],
    })
  })

  it('and names PS256, ES256 and EdDSA only', async () => {
    const metadata = (await (await fetch(`${world.url}/.well-known/openid-configuration`)).json()) as Record<string, unknown>
    const named = Object.entries(metadata).flatMap(([name, values]) => (name.includes('alg_values') ? (values as string[]) : []))
    expect(new Set(named)).toEqual(new Set(['PS256', 'ES256', 'EdDSA', 'Ed25519']))
  })

  it('and answers other methods and unknown addresses in JSON', async () => {
    const wrong = await fetch(`${world.url}/oauth/token`)
    expect([wrong.status, wrong.headers.get('Allow'), ((await wrong.json()) as { error: string }).error]).toEqual([
      405,
      'POST',
      'invalid_request',
    ])
    const unknown = await fetch(`${world.url}/oauth/nothing`)
    expect([unknown.status, ((await unknown.json()) as { error: string }).error]).toEqual([404, 'invalid_request'])
    expect(unknown.headers.get('X-Request-Id')).toMatch(/^req_/)
  })
})

describe('an independent client library', () => {
  it('goes the whole way: pushed request, code, DPoP-bound token, ID token, resource', async () => {
    const tpp = await registerTpp(world)
    const as = await oauth.processDiscoveryResponse(new URL(world.url), await oauth.discoveryRequest(new URL(world.url), INSECURE))
    const client: oauth.Client = { client_id: tpp.clientId, id_token_signed_response_alg: 'PS256' }
    const privateKey = await crypto.subtle.importKey(
      'jwk',
      tpp.key.privateKey.export({ format: 'jwk' }),
      { name: 'RSA-PSS', hash: 'SHA-256' },
      false,
      ['sign'],
    )
    const auth: ClientAuth = oauth.PrivateKeyJwt({ key: privateKey, kid: tpp.key.kid })
    const DPoP: DPoPHandle = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
    const verifier = oauth.generateRandomCodeVerifier()
    const nonce = oauth.generateRandomNonce()
    const parameters = tpp.requestOf(await tpp.consent(), await oauth.calculatePKCECodeChallenge(verifier), { nonce })
    const push = () => oauth.pushedAuthorizationRequest(as, client, auth, parameters, { ...INSECURE, DPoP })
    // The first request has no nonce yet.
    const par = await oauth.processPushedAuthorizationResponse(as, client, await push()).catch(async (error: unknown) => {
      if (!oauth.isDPoPNonceError(error)) throw error
      return oauth.processPushedAuthorizationResponse(as, client, await push())
    })
    const browser = newBrowser()
    const uid = await beginInteraction(tpp, par.request_uri, browser)
    const callback = await decide(world.app, tpp, uid, browser)
    const validated = oauth.validateAuthResponse(as, client, callback, 'the-state')
    const response = await oauth.authorizationCodeGrantRequest(as, client, auth, validated, REDIRECT_URI, verifier, { ...INSECURE, DPoP })
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, { expectedNonce: nonce, requireIdToken: true })
    expect(tokens).toMatchObject({ token_type: 'dpop', scope: 'accounts' })
    const claims = oauth.getValidatedIdTokenClaims(tokens)
    expect(claims).toMatchObject({ iss: world.url, aud: tpp.clientId, acr: 'urn:openbanking:psd2:sca' })
    expect(claims?.sub).not.toContain('hld')
    const resource = await oauth.protectedResourceRequest(
      tokens.access_token,
      'GET',
      new URL(`${world.url}/test/probe`),
      undefined,
      undefined,
      { ...INSECURE, DPoP },
    )
    expect(resource.status).toBe(200)
    expect(await resource.json()).toMatchObject({ kind: 'third_party', thirdPartyId: tpp.id, scopes: ['accounts'] })
  })
})

describe('pushed authorization requests are required', () => {
  it('refuses an authorization request that was not pushed', async () => {
    const tpp = await tppOf()
    const query = new URLSearchParams({ ...tpp.requestOf(await tpp.consent(), tpp.challenge().challenge), client_id: tpp.clientId })
    const { status, location, text } = await newBrowser().get(`${world.url}/oauth/authorize?${query}`)
    // Its parameters are nobody's word: the answer goes to the registered address at most, and never with a code.
    const said = location === null ? text : location.replaceAll('+', ' ')
    expect([303, 400]).toContain(status)
    expect(said).toContain('Pushed Authorization Request must be used')
    expect(said).not.toContain('code=')
  })

  it('refuses a request object that was not pushed, by value or by address', async () => {
    const tpp = await tppOf()
    const browser = newBrowser()
    const request = await signJwt(tpp.key, {
      iss: tpp.clientId,
      aud: world.url,
      client_id: tpp.clientId,
      ...tpp.requestOf(await tpp.consent(), 'x'.repeat(43)),
    })
    for (const parameters of [
      { request },
      { request_uri: 'https://client.example/request.jwt' },
      { request_uri: 'urn:ietf:params:oauth:request_uri:made-up' },
    ]) {
      const { status, location } = await browser.get(
        `${world.url}/oauth/authorize?${new URLSearchParams({ client_id: tpp.clientId, ...parameters })}`,
      )
      expect(location ?? '').not.toContain('/authorise/')
      expect([303, 400]).toContain(status)
    }
  })

  it('refuses an unauthenticated pushed request', async () => {
    const tpp = await tppOf()
    const parameters = tpp.requestOf(await tpp.consent(), tpp.challenge().challenge)
    expect((await tpp.form('/oauth/par', { client_id: tpp.clientId, ...parameters })).status).toBe(401)
    expect((await tpp.form('/oauth/par', parameters)).body.error).toBe('invalid_request')
  })

  it('refuses request_uri in a pushed request', async () => {
    const tpp = await tppOf()
    const { uri } = await pushed(tpp)
    const again = await tpp.push({ request_uri: uri })
    expect(again.status).toBe(400)
  })

  it('gives a request_uri that lives for less than 600 seconds', async () => {
    const { answer } = await pushed(await tppOf())
    expect(answer.status).toBe(201)
    expect(answer.body.expires_in).toBeGreaterThan(5)
    expect(answer.body.expires_in).toBeLessThan(600)
  })

  it('refuses a request_uri whose time is over', async () => {
    const tpp = await tppOf()
    const { uri } = await pushed(tpp)
    later(601)
    const { status, location, text } = await newBrowser().get(
      `${world.url}/oauth/authorize?${new URLSearchParams({ client_id: tpp.clientId, request_uri: uri })}`,
    )
    expect([status, location]).toEqual([400, null])
    expect(text).toContain('invalid_request_uri')
  })

  it('binds a request_uri to the client that pushed it', async () => {
    const { uri } = await pushed(await tppOf())
    const other = await registerTpp(world)
    const { location } = await newBrowser().get(
      `${world.url}/oauth/authorize?${new URLSearchParams({ client_id: other.clientId, request_uri: uri })}`,
    )
    expect(location ?? '').not.toContain('/authorise/')
  })

  it('gives one code for one request_uri', async () => {
    const tpp = await tppOf()
    const { uri } = await pushed(tpp)
    const first = newBrowser()
    const callback = await decide(world.app, tpp, await beginInteraction(tpp, uri, first), first)
    expect(callback.searchParams.get('code')).toMatch(/^.{43}$/)
    const again = await newBrowser().get(
      `${world.url}/oauth/authorize?${new URLSearchParams({ client_id: tpp.clientId, request_uri: uri })}`,
    )
    expect([again.status, again.location]).toEqual([400, null])
    expect(again.text).toContain('invalid_request_uri')
  })

  it('gives one code for one request_uri that two browsers decide at once', async () => {
    const tpp = await tppOf()
    const { uri } = await pushed(tpp)
    const browsers = [newBrowser(), newBrowser()]
    const uids = await Promise.all(browsers.map(browser => beginInteraction(tpp, uri, browser)))
    const decided = await Promise.allSettled(browsers.map((browser, at) => decide(world.app, tpp, uids[at] ?? '', browser)))
    // The other is told so by a page, or back at the client by an error: that depends on how far it had come.
    const codes = decided.flatMap(each => (each.status === 'fulfilled' ? (each.value.searchParams.get('code') ?? []) : []))
    expect(codes).toHaveLength(1)
  })

  it.each([
    ['an unregistered redirect_uri', { redirect_uri: 'https://evil.example/callback' }, 'invalid_request'],
    ['a redirect_uri that differs in its path', { redirect_uri: `${REDIRECT_URI}/more` }, 'invalid_request'],
    ['a redirect_uri with a query that was not registered', { redirect_uri: `${REDIRECT_URI}?a=b` }, 'invalid_request'],
    ['no redirect_uri', { redirect_uri: undefined }, 'invalid_request'],
    ['no PKCE challenge', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['a plain PKCE challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a response type other than code', { response_type: 'code id_token' }, 'invalid_request'],
    ['the response mode fragment', { response_mode: 'fragment' }, 'invalid_request'],
    ['the response mode form_post', { response_mode: 'form_post' }, 'invalid_request'],
    ['no authorization_details', { authorization_details: undefined }, 'invalid_authorization_details'],
    ['authorization_details that are no JSON', { authorization_details: '{' }, 'invalid_authorization_details'],
    ['authorization_details of an unknown type', { authorization_details: '[{"type":"payment"}]' }, 'invalid_authorization_details'],
    [
      'a consent that does not exist',
      { authorization_details: '[{"type":"open_banking_consent","consent_id":"cns_01m80000000000000000000000"}]' },
      'invalid_authorization_details',
    ],
    [
      'a consent id of another form',
      { authorization_details: '[{"type":"open_banking_consent","consent_id":1}]' },
      'invalid_authorization_details',
    ],
    ['a scope that does not suit the consent', { scope: 'openid payments' }, 'invalid_authorization_details'],
    ['a request object that is not signed by the client', { request: 'eyJhbGciOiJub25lIn0.e30.' }, 'invalid_request_object'],
  ])('refuses a pushed request with %s', async (_what, over, error) => {
    const tpp = await tppOf()
    const { answer } = await pushed(tpp, over)
    expect([answer.status, answer.body.error]).toEqual([400, error])
  })

  it('refuses two consents in one request', async () => {
    const tpp = await tppOf()
    const details = await Promise.all([tpp.consent(), tpp.consent()])
    const { answer } = await pushed(tpp, {
      authorization_details: JSON.stringify(details.map(consent_id => ({ type: 'open_banking_consent', consent_id }))),
    })
    expect(answer.body.error).toBe('invalid_authorization_details')
  })

  it("refuses another third party's consent in the words for none", async () => {
    const tpp = await tppOf()
    const other = await registerTpp(world)
    const details = (consent_id: string) => ({ authorization_details: JSON.stringify([{ type: 'open_banking_consent', consent_id }]) })
    const foreign = await pushed(tpp, details(await other.consent()))
    const unknown = await pushed(tpp, details('cns_01m80000000000000000000000'))
    expect(foreign.answer.body).toEqual(unknown.answer.body)
  })

  it('refuses a scope beyond the roles of the third party', async () => {
    const tpp = await registerTpp(world, { roles: ['payment_initiation'] })
    const { answer } = await pushed(tpp)
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_scope'])
  })
})

describe('the authorization endpoint', () => {
  it('sends no CORS headers', async () => {
    const { uri } = await pushed(await tppOf())
    const response = await fetch(
      `${world.url}/oauth/authorize?${new URLSearchParams({ client_id: (await tppOf()).clientId, request_uri: uri })}`,
      {
        redirect: 'manual',
        headers: { Origin: 'https://client.example' },
      },
    )
    expect([...response.headers.keys()].filter(name => name.startsWith('access-control-'))).toEqual([])
  })

  it('redirects by 303, never by 307', async () => {
    const tpp = await tppOf()
    const { uri } = await pushed(tpp)
    const browser = newBrowser()
    const answer = await browser.get(`${world.url}/oauth/authorize?${new URLSearchParams({ client_id: tpp.clientId, request_uri: uri })}`)
    expect([answer.status, answer.headers.get('Cache-Control'), answer.headers.get('Referrer-Policy')]).toEqual([
      303,
      'no-store',
      'no-referrer',
    ])
    // `decide` demands a 303 to the third party too.
    await decide(world.app, tpp, answer.location?.split('/').at(-1) ?? '', browser)
  })

  it('answers with iss, and so does its refusal', async () => {
    const tpp = await tppOf()
    const { callback } = await authorise(world.app, tpp)
    expect(Object.fromEntries(callback.searchParams)).toMatchObject({ iss: world.url, state: 'the-state' })
    const { uri } = await pushed(tpp)
    const browser = newBrowser()
    const denied = await decide(world.app, tpp, await beginInteraction(tpp, uri, browser), browser, 'deny')
    expect(Object.fromEntries(denied.searchParams)).toEqual({
      error: 'access_denied',
      error_description: 'the person said no',
      state: 'the-state',
      iss: world.url,
    })
  })

  it('lets a client notice a mixed-up iss', async () => {
    const tpp = await tppOf()
    const { callback } = await authorise(world.app, tpp)
    const as: oauth.AuthorizationServer = { issuer: world.url, authorization_response_iss_parameter_supported: true }
    const mixed = new URL(callback)
    mixed.searchParams.set('iss', 'https://other.example')
    expect(() => oauth.validateAuthResponse(as, { client_id: tpp.clientId }, mixed, 'the-state')).toThrow(/iss/)
    mixed.searchParams.delete('iss')
    expect(() => oauth.validateAuthResponse(as, { client_id: tpp.clientId }, mixed, 'the-state')).toThrow(/iss/)
  })

  it('asks for a decision every time: nothing of an earlier authorization counts', async () => {
    const tpp = await tppOf()
    const browser = newBrowser()
    for (const _time of [1, 2]) {
      const { uri } = await pushed(tpp)
      const uid = await beginInteraction(tpp, uri, browser)
      await decide(world.app, tpp, uid, browser)
    }
    expect([...browser.jar.keys()].filter(name => name.startsWith('feiqian_as'))).toEqual([])
  })

  it('ties the interaction to the browser that began it', async () => {
    const tpp = await tppOf()
    const { uri } = await pushed(tpp)
    const uid = await beginInteraction(tpp, uri, newBrowser())
    expect(await world.app.identity.oauth.interaction(uid, { headers: {} })).toBeNull()
    expect(await world.app.identity.oauth.interaction(uid, { headers: { cookie: 'feiqian_authorise=another' } })).toBeNull()
    await expect(decide(world.app, tpp, uid, newBrowser())).rejects.toThrow('no such interaction')
  })

  it('gives a person fifteen minutes, and tells the third party when they are over', async () => {
    const tpp = await tppOf()
    const { uri } = await pushed(tpp)
    const browser = newBrowser()
    const uid = await beginInteraction(tpp, uri, browser)
    const headers = { cookie: browser.cookieFor(`/authorise/${uid}`) }
    later(14 * 60)
    expect(await world.app.identity.oauth.interaction(uid, { headers })).toMatchObject({ expired: false, decided: false })
    later(2 * 60)
    const expired = await world.app.identity.oauth.interaction(uid, { headers })
    expect(expired).toMatchObject({ expired: true, state: 'the-state', redirectUri: REDIRECT_URI })
    await expect(decide(world.app, tpp, uid, browser)).rejects.toThrow('decided before')
    const told = await decide(world.app, tpp, uid, browser, 'deny')
    expect(Object.fromEntries(told.searchParams)).toMatchObject({ error: 'access_denied', state: 'the-state', iss: world.url })
  })

  it('takes one decision: of two at once, one counts', async () => {
    const tpp = await tppOf()
    const { uri } = await pushed(tpp)
    const browser = newBrowser()
    const uid = await beginInteraction(tpp, uri, browser)
    const decisions = await Promise.allSettled([decide(world.app, tpp, uid, browser), decide(world.app, tpp, uid, browser, 'deny')])
    expect(decisions.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('shows people a page, in their language, where nothing can be answered to a third party', async () => {
    const response = await fetch(`${world.url}/oauth/authorize?client_id=tpp_unknown`, { headers: { 'Accept-Language': 'zh' } })
    expect([response.status, response.headers.get('Content-Type')]).toEqual([400, 'text/html; charset=utf-8'])
    expect(response.headers.get('Content-Security-Policy')).toContain("default-src 'self'")
    expect(await response.text()).toContain('此链接无法使用')
  })
})

describe('authorization codes', () => {
  it('live for 60 seconds at the most', async () => {
    const tpp = await tppOf()
    const journey = await authorise(world.app, tpp)
    later(61)
    const answer = await redeem(tpp, journey)
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_grant'])
  })

  it('are redeemed once: of four requests at once, one succeeds', async () => {
    const tpp = await tppOf()
    const journey = await authorise(world.app, tpp)
    const answers = await Promise.all([1, 2, 3, 4].map(() => redeem(tpp, journey)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400])
    expect(answers.filter(({ status }) => status === 400).map(({ body }) => body.error)).toEqual([
      'invalid_grant',
      'invalid_grant',
      'invalid_grant',
    ])
  })

  it('end what they gave out when they come a second time', async () => {
    const tpp = await tppOf()
    const journey = await authorise(world.app, tpp)
    const token = String((await redeem(tpp, journey)).body.access_token)
    expect((await probe(tpp, token)).status).toBe(200)
    expect((await redeem(tpp, journey)).body.error).toBe('invalid_grant')
    expect((await probe(tpp, token)).body.code).toBe('token_invalid')
  })

  it('belong to their client', async () => {
    const journey = await authorise(world.app, await tppOf())
    expect((await redeem(await registerTpp(world), journey)).body.error).toBe('invalid_grant')
  })

  it('need the verifier and the redirect_uri that they were asked for with', async () => {
    const tpp = await tppOf()
    const journey = await authorise(world.app, tpp)
    expect((await redeem(tpp, { ...journey, verifier: tpp.challenge().verifier })).body.error).toBe('invalid_grant')
    const other = await tpp.token({
      grant_type: 'authorization_code',
      code: journey.code,
      code_verifier: journey.verifier,
      redirect_uri: 'https://client.example/other',
    })
    expect(other.body.error).toBe('invalid_grant')
    // Failing with them uses nothing up.
    expect((await redeem(tpp, journey)).status).toBe(200)
  })

  it('are bound to a key by dpop_jkt', async () => {
    const tpp = await tppOf()
    const { crv, kty, x, y } = tpp.dpopKey.publicKey.export({ format: 'jwk' })
    const jkt = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')
    const journey = await authorise(world.app, tpp, { dpop_jkt: jkt })
    expect((await redeem(tpp, journey, newKeyPair())).body.error).toBe('invalid_grant')
    expect((await redeem(tpp, await authorise(world.app, tpp, { dpop_jkt: jkt }))).status).toBe(200)
  })

  it('are bound to the key of a proof in the pushed request', async () => {
    const tpp = await tppOf()
    const { verifier, challenge } = tpp.challenge()
    await tpp.token({ grant_type: 'client_credentials', scope: 'accounts' })
    const proof = await tpp.proof(tpp.dpopKey, 'POST', `${world.url}/oauth/par`)
    const answer = await tpp.push(tpp.requestOf(await tpp.consent(), challenge), { DPoP: proof })
    const browser = newBrowser()
    const callback = await decide(world.app, tpp, await beginInteraction(tpp, String(answer.body.request_uri), browser), browser)
    const code = callback.searchParams.get('code') ?? ''
    expect((await redeem(tpp, { code, verifier }, newKeyPair())).body.error).toBe('invalid_grant')
  })
})
