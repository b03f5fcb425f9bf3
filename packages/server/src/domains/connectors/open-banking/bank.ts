/**
 * What is said to the bank, by public standards alone: FAPI 2.0 (PAR, PKCE, DPoP, private_key_jwt, RFC 9396 authorization details) and UK
 * Open Banking Read/Write v4.0. Everything goes through the kit's client, so that one breaker, one log and one guard of addresses hold for
 * it all. Nothing here throws for the network: that is an answer.
 */
import { createPublicKey, randomUUID } from 'node:crypto'
import {
  type CryptoKey,
  createRemoteJWKSet,
  exportJWK,
  importJWK,
  importPKCS8,
  type JWTVerifyGetKey,
  customFetch as joseFetch,
  jwtVerify,
} from 'jose'
import * as oauth from 'openid-client'
import type { Clock } from '../../../kernel/time.ts'
import type { Client, Connection, Kit } from '../kit/types.ts'
import { OPEN_BANKING } from './capabilities.ts'
import { doubtOf, signBody } from './signatures.ts'

export type Fields = Readonly<Record<string, unknown>>

/** `no`: the bank refused. `nothing`: it was not heard, or not so that it counts; `sent: false`: it certainly heard nothing either. */
export type Heard<T> =
  | { readonly heard: 'yes'; readonly value: T }
  | { readonly heard: 'no'; readonly status: number; readonly codes: readonly string[]; readonly message: string }
  | { readonly heard: 'nothing'; readonly sent: boolean; readonly reason: string }

export type Tokens = { readonly accessToken: string; readonly refreshToken: string | null; readonly until: Date }
export type Departure = { readonly url: string; readonly state: string; readonly verifier: string }

export type Access = {
  readonly issuer: URL
  readonly clientId: string
  readonly kid: string
  readonly api: string
  readonly creditor: { readonly SchemeName: string; readonly Identification: string; readonly Name: string }
}

type Ready = Access & {
  readonly configuration: oauth.Configuration
  readonly handle: oauth.DPoPHandle
  readonly key: CryptoKey
  readonly jwks: JWTVerifyGetKey
}

/** Metadata is read anew after this. */
const METADATA_MS = 600_000
const RENEW_BEFORE_MS = 30_000
const PAGES_MAX = 50

class SilentError extends Error {
  override name = 'SilentError'
  readonly sent: boolean
  constructor(sent: boolean, reason: string) {
    super(reason)
    this.sent = sent
  }
}

export type BankDeps = {
  readonly kit: Pick<Kit, 'connection'>
  readonly client: Client
  readonly clock: Clock
  readonly redirectUri: () => string
}

export type Bank = ReturnType<typeof createBank>

const textOf = (connection: Connection, name: string): string | null => {
  const value = connection.settings[name]
  return typeof value === 'string' && value !== '' ? value : null
}

/** What the connection says, or `null` while it is not complete. */
export function accessOf(connection: Connection | null): Access | null {
  if (connection === null || connection.credential('client_private_key') === null || connection.credential('dpop_private_key') === null)
    return null
  const [clientId, kid] = [textOf(connection, 'client_id'), textOf(connection, 'client_key_id')]
  const [scheme, identification, name] = ['creditor_scheme', 'creditor_identification', 'creditor_name'].map(each =>
    textOf(connection, each),
  )
  if (clientId === null || kid === null || !scheme || !identification || !name) return null
  return {
    issuer: new URL(textOf(connection, 'issuer') ?? connection.baseUrl),
    clientId,
    kid,
    api: `${connection.baseUrl}${textOf(connection, 'api_path') ?? '/open-banking/v4.0'}`,
    creditor: { SchemeName: scheme, Identification: identification, Name: name },
  }
}

export function createBank({ kit, client, clock, redirectUri }: BankDeps) {
  // The bank lives in its own time, and so do the libraries: what is moved for tests and the demo is not told to it.
  const realNow = (): Date => new Date(clock.now().getTime() - clock.offsetMs())
  let kept: { readonly name: string; readonly until: number; readonly ready: Promise<Ready> } | null = null
  const ownTokens = new Map<string, { readonly token: string; readonly until: number }>()

  /** `fetch` for the libraries: the same way out as everything of ours. */
  const fetcher = async (url: string | URL, init: { method?: string; headers?: unknown; body?: unknown } = {}): Promise<Response> => {
    const { method = 'GET' } = init
    const headers = Object.fromEntries(new Headers(init.headers as ConstructorParameters<typeof Headers>[0]))
    const { 'content-type': contentType, ...rest } = headers
    const body = init.body instanceof URLSearchParams ? init.body.toString() : init.body
    const said = await client.exchange(method as 'GET', String(url), body ?? undefined, {
      idempotent: false,
      reference: headers['x-idempotency-key'] ?? null,
      headers: () => rest,
      serverErrorsSpeak: true,
      ...(contentType === undefined ? {} : { contentType }),
    })
    if (!said.spoke) throw new SilentError(said.sent, said.reason)
    const answer = new Headers()
    for (const name of KEPT_HEADERS) {
      const value = said.header(name)
      if (value !== null) answer.set(name, value)
    }
    const empty = said.status === 204 || said.status === 304
    const response = new Response(empty ? null : new Uint8Array(said.body), { status: said.status, headers: answer })
    Object.defineProperty(response, 'url', { value: String(url) })
    return response
  }

  async function prepare(connection: Connection, access: Access): Promise<Ready> {
    const [signing, proving] = [connection.credential('client_private_key'), connection.credential('dpop_private_key')]
    if (signing === null || proving === null) throw new SilentError(false, 'not connected')
    const key = await importPKCS8(signing.material, 'PS256')
    const insecure = access.issuer.protocol === 'http:' ? { execute: [oauth.allowInsecureRequests] } : {}
    const configuration = await oauth.discovery(
      access.issuer,
      access.clientId,
      { token_endpoint_auth_method: 'private_key_jwt' },
      oauth.PrivateKeyJwt({ key, kid: access.kid }),
      { ...insecure, [oauth.customFetch]: fetcher },
    )
    const privateKey = await importPKCS8(proving.material, 'PS256')
    const publicKey = (await importJWK(await exportJWK(createPublicKey(proving.material)), 'PS256', { extractable: true })) as CryptoKey
    const { jwks_uri: jwksUri } = configuration.serverMetadata()
    if (jwksUri === undefined) throw new Error('the bank publishes no keys')
    return {
      ...access,
      configuration,
      handle: oauth.getDPoPHandle(configuration, { privateKey, publicKey }),
      key,
      jwks: createRemoteJWKSet(new URL(jwksUri), { [joseFetch]: fetcher as typeof fetch }),
    }
  }

  function ready(): Promise<Ready> {
    const connection = kit.connection(OPEN_BANKING)
    const access = accessOf(connection)
    if (connection === null || access === null) return Promise.reject(new SilentError(false, 'not connected'))
    const keys = ['client_private_key', 'dpop_private_key'].map(role => connection.credential(role)?.fingerprint)
    const name = JSON.stringify([access, keys])
    const now = clock.now().getTime()
    if (kept !== null && kept.name === name && kept.until > now) return kept.ready
    const preparing = prepare(connection, access)
    kept = { name, until: now + METADATA_MS, ready: preparing }
    ownTokens.clear()
    preparing.catch(() => {
      if (kept?.ready === preparing) kept = null
    })
    return preparing
  }

  async function heard<T>(work: (bank: Ready) => Promise<Heard<T>>): Promise<Heard<T>> {
    try {
      return await work(await ready())
    } catch (error) {
      return hearError(error)
    }
  }

  /** A token of our own (client credentials), kept while it lasts. */
  async function ownToken({ configuration, handle }: Ready, scope: string): Promise<string> {
    const known = ownTokens.get(scope)
    if (known !== undefined && known.until > clock.now().getTime()) return known.token
    const answer = await oauth.clientCredentialsGrant(configuration, { scope }, { DPoP: handle })
    ownTokens.set(scope, { token: answer.access_token, until: clock.now().getTime() + (answer.expires_in ?? 60) * 1000 - RENEW_BEFORE_MS })
    return answer.access_token
  }

  type Asked = { readonly body?: unknown; readonly signed?: true; readonly key?: string }

  /** One request under a token. With `signed`, ours is signed, and an answer that the bank did not sign is not heard. */
  async function ask(bank: Ready, token: string, method: string, path: string, { body, signed, key }: Asked = {}): Promise<Heard<Fields>> {
    const text = body === undefined ? null : JSON.stringify(body)
    const headers = new Headers({ accept: 'application/json', 'x-fapi-interaction-id': randomUUID() })
    if (text !== null) headers.set('content-type', 'application/json')
    if (key !== undefined) headers.set('x-idempotency-key', key)
    if (signed === true && text !== null) {
      const signer = { key: bank.key, kid: bank.kid, clientId: bank.clientId, trustAnchor: bank.issuer.host, now: realNow() }
      headers.set('x-jws-signature', await signBody(signer, text))
    }
    const url = new URL(path.startsWith('http') ? path : bank.api + path)
    const response = await oauth.fetchProtectedResource(bank.configuration, token, url, method, text, headers, { DPoP: bank.handle })
    const answer = await response.text()
    if (response.status >= 500) return { heard: 'nothing', sent: true, reason: `answer ${response.status}` }
    if (signed === true && answer !== '') {
      const doubt = await doubtOf(bank.jwks, bank.configuration.serverMetadata().issuer, response.headers.get('x-jws-signature'), answer)
      // What it refuses unsigned it may say; what it grants it must sign.
      if (doubt !== null && response.ok) return { heard: 'nothing', sent: true, reason: doubt }
    }
    if (!response.ok) return refusalOf(response.status, answer)
    const value = answer === '' ? {} : objectOf(answer)
    return value === null ? { heard: 'nothing', sent: true, reason: 'the answer is no object' } : { heard: 'yes', value }
  }

  const asClient = (scope: string, method: string, path: string, asked?: Asked): Promise<Heard<Fields>> =>
    heard(async bank => ask(bank, await ownToken(bank, scope), method, path, asked))

  const tokensOf = (answer: oauth.TokenEndpointResponse, before: string | null): Tokens => ({
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? before,
    until: new Date(clock.now().getTime() + (answer.expires_in ?? 60) * 1000),
  })

  return {
    connected: (): boolean => accessOf(kit.connection(OPEN_BANKING)) !== null,
    access: (): Access | null => accessOf(kit.connection(OPEN_BANKING)),
    ready: (): Promise<Heard<null>> => heard(async () => ({ heard: 'yes', value: null })),

    /** Asks for a consent to one payment; the same key is the same consent. */
    askForPayment: (terms: Fields, key: string): Promise<Heard<Fields>> =>
      asClient('payments', 'POST', '/pisp/domestic-payment-consents', {
        body: { Data: { Initiation: terms.Initiation }, Risk: terms.Risk },
        signed: true,
        key,
      }),
    paymentConsent: (consentId: string): Promise<Heard<Fields>> =>
      asClient('payments', 'GET', `/pisp/domestic-payment-consents/${encodeURIComponent(consentId)}`, { signed: true }),

    /** Pushes the request (RFC 9126) and says where the person goes on. */
    depart: (scope: 'payments' | 'accounts', consentId: string): Promise<Heard<Departure>> =>
      heard(async ({ configuration, handle }) => {
        const [verifier, state] = [oauth.randomPKCECodeVerifier(), oauth.randomState()]
        const url = await oauth.buildAuthorizationUrlWithPAR(
          configuration,
          {
            redirect_uri: redirectUri(),
            response_type: 'code',
            scope,
            state,
            code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
            code_challenge_method: 'S256',
            authorization_details: JSON.stringify([{ type: 'open_banking_consent', consent_id: consentId }]),
          },
          { DPoP: handle },
        )
        return { heard: 'yes', value: { url: url.toString(), state, verifier } }
      }),
    /** Turns what the browser brought back into tokens: state, issuer (RFC 9207) and PKCE are checked. */
    arrive: (query: URLSearchParams, state: string, verifier: string): Promise<Heard<Tokens>> =>
      heard(async ({ configuration, handle }) => {
        const url = new URL(redirectUri())
        url.search = query.toString()
        const checks = { expectedState: state, pkceCodeVerifier: verifier }
        const answer = await oauth.authorizationCodeGrant(configuration, url, checks, undefined, { DPoP: handle })
        return { heard: 'yes', value: tokensOf(answer, null) }
      }),
    renew: (refreshToken: string): Promise<Heard<Tokens>> =>
      heard(async ({ configuration, handle }) => ({
        heard: 'yes',
        value: tokensOf(await oauth.refreshTokenGrant(configuration, refreshToken, undefined, { DPoP: handle }), refreshToken),
      })),

    /** Sends the payment that was consented to; the same key pays once. */
    pay: (accessToken: string, consentId: string, terms: Fields, key: string): Promise<Heard<Fields>> =>
      heard(bank =>
        ask(bank, accessToken, 'POST', '/pisp/domestic-payments', {
          body: { Data: { ConsentId: consentId, Initiation: terms.Initiation }, Risk: terms.Risk },
          signed: true,
          key,
        }),
      ),
    payment: (paymentId: string): Promise<Heard<Fields>> =>
      asClient('payments', 'GET', `/pisp/domestic-payments/${encodeURIComponent(paymentId)}`, { signed: true }),

    askForAccounts: (permissions: readonly string[], until: Date): Promise<Heard<Fields>> =>
      asClient('accounts', 'POST', '/aisp/account-access-consents', {
        body: { Data: { Permissions: permissions, ExpirationDateTime: until.toISOString() }, Risk: {} },
      }),
    endAccounts: (consentId: string): Promise<Heard<Fields>> =>
      asClient('accounts', 'DELETE', `/aisp/account-access-consents/${encodeURIComponent(consentId)}`),
    /** One kind of resource of the linked accounts, following the bank's own links from page to page. */
    read: (accessToken: string, path: string, member: string): Promise<Heard<readonly Fields[]>> =>
      heard(async bank => {
        const found: Fields[] = []
        let next: string | null = path
        for (let page = 0; next !== null && page < PAGES_MAX; page++) {
          const said: Heard<Fields> = await ask(bank, accessToken, 'GET', next)
          if (said.heard !== 'yes') return said
          const list = memberOf(said.value, 'Data')[member]
          if (Array.isArray(list)) found.push(...list.filter((item): item is Fields => typeof item === 'object' && item !== null))
          const link = memberOf(said.value, 'Links').Next
          next = typeof link === 'string' && URL.canParse(link) && new URL(link).origin === new URL(bank.api).origin ? link : null
        }
        return { heard: 'yes', value: found }
      }),

    /** The claims of an event notification that the bank signed for us (UK Open Banking, RFC 8417); `null`: it is none. */
    async eventOf(jwt: string): Promise<Fields | null> {
      try {
        const { jwks, configuration, clientId } = await ready()
        const { payload } = await jwtVerify(jwt, jwks, {
          algorithms: ['PS256'],
          issuer: configuration.serverMetadata().issuer,
          audience: clientId,
        })
        return payload
      } catch {
        return null
      }
    },
  }
}

const KEPT_HEADERS = [
  'content-type',
  'dpop-nonce',
  'www-authenticate',
  'x-jws-signature',
  'x-fapi-interaction-id',
  'location',
  'retry-after',
  'date',
]

export const memberOf = (fields: Fields, name: string): Fields => {
  const value = fields[name]
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

function objectOf(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null
  } catch {
    return null
  }
}

function refusalOf(status: number, text: string): Heard<never> {
  const errors = objectOf(text)?.Errors
  const list = Array.isArray(errors) ? errors.filter((error): error is Fields => typeof error === 'object' && error !== null) : []
  const word = (error: Fields, name: string): string => (typeof error[name] === 'string' ? error[name] : '')
  return {
    heard: 'no',
    status,
    codes: list.map(error => word(error, 'ErrorCode')),
    message: list
      .map(error => word(error, 'Message'))
      .join('; ')
      .slice(0, 500),
  }
}

/** What a library threw: the network's silence as it was, the standard's refusals as such, anything else as silence. */
function hearError(error: unknown): Heard<never> {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++)
    if (at instanceof SilentError) return { heard: 'nothing', sent: at.sent, reason: at.message }
  if (error instanceof oauth.AuthorizationResponseError)
    return { heard: 'no', status: 400, codes: [error.error], message: error.error_description ?? '' }
  if (error instanceof oauth.ResponseBodyError)
    return { heard: 'no', status: error.status, codes: [error.error], message: error.error_description ?? '' }
  return { heard: 'nothing', sent: true, reason: error instanceof Error ? error.message.slice(0, 200) : 'unknown' }
}
