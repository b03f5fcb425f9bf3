/**
 * A third party for tests: registers itself with the sandbox's directory, has keys, and speaks to the authorization server both through
 * an independent client library (oauth4webapi) and by raw requests, where a test wants to do it wrong.
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, randomUUID } from 'node:crypto'
import { type JWTPayload, SignJWT } from 'jose'
import * as oauth from 'oauth4webapi'
import type { App } from '../../src/app/compose.ts'
import { formatId, type Id, newId, parseId } from '../../src/kernel/ids.ts'
import { type CertificateSource, clientCertificateOf } from '../../src/platform/http/certificates.ts'
import { defineRoute, type Route } from '../../src/platform/http/route.ts'

export type Algorithm = 'PS256' | 'ES256' | 'EdDSA'
export type KeyPair = { readonly kid: string; readonly alg: Algorithm; readonly privateKey: KeyObject; readonly publicKey: KeyObject }
export type Json = Record<string, unknown>
export type RawAnswer = { readonly status: number; readonly headers: Headers; readonly body: Json }
/** `issuer`: what the server says of itself, where that is not where it is reached. */
export type ServerAt = { readonly url: string; readonly app: App; readonly issuer?: string }

/** `insecure`: tests speak http, which the library refuses unless told. */
export const INSECURE = { [oauth.allowInsecureRequests]: true } as const

export function newKeyPair(alg: Algorithm = 'ES256'): KeyPair {
  const { privateKey, publicKey } =
    alg === 'PS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : alg === 'ES256'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('ed25519')
  return { kid: randomUUID(), alg, privateKey, publicKey }
}

export const publicJwk = ({ publicKey, kid, alg }: KeyPair): Json => ({ ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' })
const nowSeconds = (): number => Math.floor(Date.now() / 1000)

/** Signs any claims with any header: also what no honest client would. */
export function signJwt(key: KeyPair, claims: JWTPayload, header: Json = {}): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: key.alg, kid: key.kid, ...header }).sign(key.privateKey)
}

/** The route at which a test presents access tokens: what the check says, as it says it. */
export const probeRoutes = (
  app: Pick<App, 'identity'>,
  publicUrl: () => string,
  certificates: CertificateSource = 'handshake',
): readonly Route[] =>
  (['GET', 'POST'] as const).map(method =>
    defineRoute({
      method,
      path: '/test/probe',
      operationId: `probe${method}`,
      tag: 'Test',
      summary: 'Check an access token',
      access: 'public',
      hidden: true,
      response: { status: 200, schema: null },
      refusals: [],
      async handle({ raw }) {
        const certificate = clientCertificateOf(raw.socket, raw.headers, certificates)
        const outcome = await app.identity.oauth.checkAccess({
          method: raw.method ?? '',
          url: `${publicUrl()}${raw.url}`,
          headers: raw.headers,
          certificate,
        })
        const body = outcome.ok
          ? { ...outcome.value.principal, scopes: [...outcome.value.principal.scopes], acr: outcome.value.acr }
          : { code: outcome.error.code, reason: outcome.error.values?.reason ?? null }
        return {
          kind: 'raw',
          status: outcome.ok ? 200 : 401,
          contentType: 'application/json',
          body: JSON.stringify(body),
          headers: outcome.headers,
        }
      },
    }),
  )

export type Tpp = Awaited<ReturnType<typeof registerTpp>>

export type TppOptions = {
  readonly roles?: readonly string[]
  readonly key?: KeyPair
  /** Where browsers come back, instead of `REDIRECT_URI`. */
  readonly redirectUri?: string
  readonly metadata?: Json
  readonly fetch?: typeof fetch
  readonly jwks?: Json
}

export const REDIRECT_URI = 'https://client.example/callback'

export async function softwareStatement(url: string, body: Json = {}, fetcher: typeof fetch = fetch): Promise<string> {
  const response = await fetcher(`${url}/v1/sandbox/software_statements`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      client_name: 'Money Overview',
      client_name_zh: '财务一览',
      roles: ['account_information', 'payment_initiation', 'funds_confirmation'],
      redirect_uris: [REDIRECT_URI, 'https://client.example/other'],
      ...body,
    }),
  })
  const answer = (await response.json()) as Json
  if (response.status !== 201) throw new Error(JSON.stringify(answer))
  return String(answer.software_statement)
}

export async function postJson(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
  method = 'POST',
  fetcher: typeof fetch = fetch,
): Promise<RawAnswer> {
  const response = await fetcher(url, { method, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text.startsWith('{') ? (JSON.parse(text) as Json) : { text } }
}

/** Registers a third party at a server and answers what it can do there. */
export async function registerTpp(server: ServerAt, options: TppOptions = {}) {
  const { url, app } = server
  const fetcher = options.fetch ?? fetch
  const key = options.key ?? newKeyPair('PS256')
  const redirectUri = options.redirectUri ?? REDIRECT_URI
  const statement = await softwareStatement(
    url,
    {
      ...(options.roles === undefined ? {} : { roles: options.roles }),
      ...(options.redirectUri === undefined ? {} : { redirect_uris: [redirectUri] }),
    },
    fetcher,
  )
  const registered = await postJson(
    `${url}/oauth/register`,
    {
      software_statement: statement,
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: options.jwks ?? { keys: [publicJwk(key)] },
      ...options.metadata,
    },
    {},
    'POST',
    fetcher,
  )
  if (registered.status !== 201) throw new Error(JSON.stringify(registered.body))
  const clientId = String(registered.body.client_id)
  return makeTpp(server, { clientId, key, fetcher, registration: registered.body, app })
}

type Made = {
  readonly clientId: string
  readonly key: KeyPair
  readonly fetcher: typeof fetch
  readonly registration: Json
  readonly app: App
}

function makeTpp({ url, issuer = url }: ServerAt, { clientId, key, fetcher, registration, app }: Made) {
  const id = parseId('tpp', clientId) as Id<'tpp'>
  let base = url
  let nonce: string | undefined

  const assertion = (claims: Json = {}, header: Json = {}, signer: KeyPair = key): Promise<string> =>
    signJwt(
      signer,
      { iss: clientId, sub: clientId, aud: issuer, jti: randomUUID(), iat: nowSeconds(), exp: nowSeconds() + 60, ...claims } as JWTPayload,
      header,
    )

  const proof = (proofKey: KeyPair, method: string, target: string, claims: Json = {}, header: Json = {}): Promise<string> =>
    new SignJWT({
      jti: randomUUID(),
      iat: nowSeconds(),
      htm: method,
      htu: target,
      ...(nonce === undefined ? {} : { nonce }),
      ...claims,
    } as JWTPayload)
      .setProtectedHeader({ alg: proofKey.alg, typ: 'dpop+jwt', jwk: proofKey.publicKey.export({ format: 'jwk' }), ...header } as {
        alg: string
      })
      .sign(proofKey.privateKey)

  /** POSTs a form; remembers the nonce that comes back. */
  async function form(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<RawAnswer> {
    const response = await fetcher(base + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(fields),
      redirect: 'manual',
    })
    const text = await response.text()
    nonce = response.headers.get('DPoP-Nonce') ?? nonce
    return { status: response.status, headers: response.headers, body: text.startsWith('{') ? (JSON.parse(text) as Json) : { text } }
  }

  const authenticated = async (fields: Record<string, string>, claims: Json = {}): Promise<Record<string, string>> => ({
    client_id: clientId,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await assertion(claims),
    ...fields,
  })

  /** A request to the token endpoint with a proof by `dpop`, repeated once when a nonce is asked for. */
  async function token(fields: Record<string, string>, dpop: KeyPair | null = dpopKey): Promise<RawAnswer> {
    for (let attempt = 0; ; attempt++) {
      const headers = dpop === null ? {} : { DPoP: await proof(dpop, 'POST', `${issuer}/oauth/token`) }
      const answer = await form('/oauth/token', await authenticated(fields), headers)
      if (answer.body.error !== 'use_dpop_nonce' || attempt > 0) return answer
    }
  }

  const dpopKey = newKeyPair('ES256')

  /** A consent of this third party, as its API would make it; `cns_…`. */
  async function consent(kind: 'account_access' | 'domestic_payment' | 'vrp' | 'funds_confirmation' = 'account_access'): Promise<string> {
    const consentId = newId<'cns'>()
    await app.db.transaction(async tx => {
      app.consents.propose(tx, [
        {
          id: consentId,
          kind,
          grantee: { kind: 'third_party', id },
          purpose: null,
          permissions: kind === 'account_access' ? ['ReadAccountsBasic', 'ReadBalances'] : [],
          terms: {},
          validTo: null,
          limits: [],
          actor: `tpp:${id}`,
          requestId: 'req_test',
        },
      ])
    })
    return formatId('cns', consentId)
  }

  const challenge = () => {
    const verifier = randomBytes(32).toString('base64url')
    return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
  }

  /** The parameters of an honest authorization request. */
  const requestOf = (consentId: string, codeChallenge: string, over: Json = {}): Record<string, string> =>
    Object.fromEntries(
      Object.entries({
        response_type: 'code',
        redirect_uri: REDIRECT_URI,
        scope: 'openid accounts',
        state: 'the-state',
        nonce: randomUUID(),
        code_challenge: codeChallenge,
        code_challenge_method: 'S256',
        authorization_details: JSON.stringify([{ type: 'open_banking_consent', consent_id: consentId }]),
        ...over,
      }).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
    )

  async function push(parameters: Record<string, string>, headers: Record<string, string> = {}): Promise<RawAnswer> {
    return form('/oauth/par', await authenticated(parameters), headers)
  }

  return {
    id,
    clientId,
    issuer,
    key,
    dpopKey,
    registration,
    assertion,
    proof,
    form,
    authenticated,
    token,
    consent,
    challenge,
    requestOf,
    push,
    get nonce() {
      return nonce
    },
    /** Where requests go; another node may be named. */
    get base() {
      return base
    },
    goTo(node: string) {
      base = node
    },
    setNonce(value: string | undefined) {
      nonce = value
    },
    registrationToken: String(registration.registration_access_token),
  }
}

/** A browser: keeps cookies by name and path, follows nothing by itself. */
export function newBrowser(fetcher: typeof fetch = fetch) {
  const jar = new Map<string, { value: string; path: string; attributes: readonly string[] }>()
  return {
    jar,
    cookieFor(path: string): string {
      return [...jar].flatMap(([name, cookie]) => (path.startsWith(cookie.path) ? [`${name}=${cookie.value}`] : [])).join('; ')
    },
    async get(url: string): Promise<{ status: number; location: string | null; headers: Headers; text: string }> {
      const { pathname } = new URL(url)
      const response = await fetcher(url, { redirect: 'manual', headers: { Cookie: this.cookieFor(pathname) } })
      for (const cookie of response.headers.getSetCookie()) {
        const [pair = '', ...attributes] = cookie.split('; ')
        const [name = '', value = ''] = pair.split(/=(.*)/s, 2)
        const path = attributes.find(attribute => attribute.toLowerCase().startsWith('path='))?.slice(5) ?? '/'
        if (value === '' || /expires=Thu, 01 Jan 1970/i.test(cookie)) jar.delete(name)
        else jar.set(name, { value, path, attributes: attributes.map(attribute => attribute.toLowerCase()) })
      }
      return { status: response.status, location: response.headers.get('Location'), headers: response.headers, text: await response.text() }
    },
  }
}

export type TestBrowser = ReturnType<typeof newBrowser>

/** Takes a pushed request to the point where a person decides; `uid` names the interaction. */
export async function beginInteraction(tpp: Tpp, requestUri: string, browser: TestBrowser): Promise<string> {
  const query = new URLSearchParams({ client_id: tpp.clientId, request_uri: requestUri })
  const answer = await browser.get(`${tpp.base}/oauth/authorize?${query}`)
  const uid = answer.location?.split('/').at(-1)
  if (answer.status !== 303 || uid === undefined || !answer.location?.includes('/authorise/'))
    throw new Error(`${answer.status} ${answer.location} ${answer.text}`)
  return uid
}

/** The person says yes, or no; resolves to the address at which the third party is called back. */
export async function decide(app: App, tpp: Tpp, uid: string, browser: TestBrowser, answer: 'approve' | 'deny' = 'approve'): Promise<URL> {
  const interaction = await app.identity.oauth.interaction(uid, { headers: { cookie: browser.cookieFor(`/authorise/${uid}`) } })
  if (interaction === null) throw new Error('there is no such interaction')
  const resume = await app.db.transaction(tx =>
    answer === 'approve'
      ? app.identity.oauth.approve(tx, interaction, {
          holderId: TEST_HOLDER,
          consentId: interaction.consentId,
          acr: 'urn:openbanking:psd2:sca',
          amr: ['pwd', 'otp'],
        })
      : app.identity.oauth.deny(tx, interaction, 'access_denied', 'the person said no'),
  )
  if (resume === null) throw new Error('it was decided before')
  const { status, location, text } = await browser.get(resume.replace(tpp.issuer, tpp.base))
  if (status !== 303 || location === null) throw new Error(`${status} ${text}`)
  return new URL(location)
}

export const TEST_HOLDER = '01900000-0000-7000-8000-00000000abcd' as Id<'hld'>

export type Journey = { readonly code: string; readonly verifier: string; readonly callback: URL; readonly consentId: string }

/** The whole way to an authorization code. */
export async function authorise(app: App, tpp: Tpp, over: Json = {}): Promise<Journey> {
  const { verifier, challenge } = tpp.challenge()
  const consentId = await tpp.consent()
  const pushed = await tpp.push(tpp.requestOf(consentId, challenge, over))
  if (pushed.status !== 201) throw new Error(JSON.stringify(pushed.body))
  const browser = newBrowser()
  const uid = await beginInteraction(tpp, String(pushed.body.request_uri), browser)
  const callback = await decide(app, tpp, uid, browser)
  return { code: callback.searchParams.get('code') ?? '', verifier, callback, consentId }
}

export const redeem = (
  tpp: Tpp,
  { code, verifier }: Pick<Journey, 'code' | 'verifier'>,
  key: KeyPair | null = tpp.dpopKey,
): Promise<RawAnswer> => tpp.token({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: REDIRECT_URI }, key)

/** Presents a token to the probe, as DPoP wants it. */
export async function probe(
  tpp: Tpp,
  token: string,
  options: { key?: KeyPair; claims?: Json; header?: Json; headers?: Record<string, string>; fetch?: typeof fetch } = {},
): Promise<RawAnswer> {
  const url = `${tpp.issuer}/test/probe`
  const ath = createHash('sha256').update(token).digest('base64url')
  for (let attempt = 0; ; attempt++) {
    const proof = await tpp.proof(options.key ?? tpp.dpopKey, 'GET', url, { ath, ...options.claims }, options.header)
    const response = await (options.fetch ?? fetch)(`${tpp.base}/test/probe`, {
      headers: { Authorization: `DPoP ${token}`, DPoP: proof, ...options.headers },
    })
    const body = (await response.json()) as Json
    const fresh = response.headers.get('DPoP-Nonce')
    if (fresh !== null) tpp.setNonce(fresh)
    if (body.code !== 'dpop_nonce_required' || attempt > 0 || options.claims?.nonce !== undefined)
      return { status: response.status, headers: response.headers, body }
  }
}
