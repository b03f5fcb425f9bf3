/**
 * Everything that is said to the bank, through `openid-client`: registration, consents, the way through the browser, tokens and
 * resources. It knows the public standards (RFC 7591, FAPI 2.0, UK Open Banking Read/Write v4.0) and nothing of the bank's program.
 */
import { randomUUID } from 'node:crypto'
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import * as client from 'openid-client'
import type { Journey, Keeping, Keys, Link } from './keeping.ts'
import { checkBody, keysAt, signBody } from './signatures.ts'

export type BankOptions = {
  readonly issuer: URL
  readonly redirectUri: string
  readonly keeping: Keeping
}

/** What the standard answers when it refuses. */
export class BankError extends Error {
  override name = 'BankError'
  readonly status: number
  readonly codes: readonly string[]
  constructor(status: number, codes: readonly string[], message: string) {
    super(message)
    this.status = status
    this.codes = codes
  }
}

export type ObAmount = { readonly Amount: string; readonly Currency: string }
export type ObAccount = {
  readonly AccountId: string
  readonly Status?: string
  readonly Currency: string
  readonly AccountTypeCode?: string
  readonly Description?: string
  readonly Nickname?: string
  readonly Servicer?: { readonly Name?: string }
}
export type ObBalance = {
  readonly AccountId: string
  readonly Type: string
  readonly CreditDebitIndicator: string
  readonly Amount: ObAmount
}
export type ObTransaction = {
  readonly AccountId: string
  readonly TransactionId: string
  readonly CreditDebitIndicator: 'Credit' | 'Debit'
  readonly Status: string
  readonly BookingDateTime: string
  readonly Amount: ObAmount
  readonly TransactionInformation?: string
  readonly MerchantDetails?: { readonly MerchantName?: string; readonly MerchantCategoryCode?: string }
}
export type ObPayment = {
  readonly DomesticPaymentId: string
  readonly Status: string
  readonly Initiation: { readonly InstructedAmount: ObAmount }
}

/** What "pay by bank" pays: a merchant of the bank's institution, named as the standard names accounts. */
export type Payee = { readonly id: string; readonly name: string }

export type Bank = ReturnType<typeof createBank>

const API = '/open-banking/v4.0'
const PERMISSIONS = ['ReadAccountsDetail', 'ReadBalances', 'ReadTransactionsCredits', 'ReadTransactionsDebits', 'ReadTransactionsDetail']
const CONSENT_DAYS = 90
const RENEW_BEFORE_MS = 30_000
const PAGES_MAX = 20

type Registered = {
  readonly configuration: client.Configuration
  readonly handle: client.DPoPHandle
  readonly key: CryptoKey
  readonly kid: string
  readonly clientId: string
}

export function createBank(options: BankOptions) {
  const { issuer, keeping, redirectUri } = options
  const insecure = issuer.protocol === 'http:' ? { execute: [client.allowInsecureRequests] } : {}
  let registered: Promise<Registered> | null = null
  let clientToken: { readonly scope: string; readonly token: string; readonly expiresAt: number } | null = null

  /** Registers at the first need, and again when the bank no longer knows us: a sandbox may have been emptied. */
  function ready(): Promise<Registered> {
    registered ??= register().catch((error: unknown) => {
      registered = null
      throw error
    })
    return registered
  }

  async function register(): Promise<Registered> {
    const keys = keeping.kept.keys ?? (await newKeys())
    keeping.kept.keys = keys
    const key = (await importJWK(keys.client, 'PS256')) as CryptoKey
    const kid = keys.client.kid ?? ''
    const authentication = client.PrivateKeyJwt({ key, kid })
    const known = keeping.kept.clientId
    const configuration =
      known === null
        ? await client.dynamicClientRegistration(issuer, await metadata(keys), authentication, insecure)
        : await client.discovery(issuer, known, { token_endpoint_auth_method: 'private_key_jwt' }, authentication, insecure)
    const clientId = configuration.clientMetadata().client_id
    keeping.kept.clientId = clientId
    await keeping.save()
    const proof = await proofPair(keys.proof)
    return { configuration, handle: client.getDPoPHandle(configuration, proof), key, kid, clientId }
  }

  /** RFC 7591 with a software statement of the sandbox's directory, which says who we are and in which roles. */
  async function metadata(keys: Keys): Promise<Partial<client.ClientMetadata>> {
    const software = {
      client_name: 'Money Overview',
      client_name_zh: '财务一览',
      organisation: 'Money Overview (example)',
      roles: ['account_information', 'payment_initiation'],
      redirect_uris: [redirectUri],
      contacts: ['privacy@money-overview.example'],
    }
    const response = await fetch(new URL('/v1/sandbox/software_statements', issuer), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(software),
    })
    if (!response.ok) throw new BankError(response.status, [], `the directory gave no software statement: ${await response.text()}`)
    const { software_statement: statement } = (await response.json()) as { software_statement: string }
    return {
      software_statement: statement,
      redirect_uris: [redirectUri],
      client_uri: 'https://money-overview.example',
      token_endpoint_auth_method: 'private_key_jwt',
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
      response_types: ['code'],
      jwks: { keys: [publicOf(keys.client)] as client.JWK[] },
    }
  }

  /** A token of the app alone, for asking for consents; kept while it lasts. */
  async function ownToken(scope: string): Promise<string> {
    if (clientToken !== null && clientToken.scope === scope && clientToken.expiresAt > Date.now()) return clientToken.token
    const { configuration, handle } = await ready()
    const answer = await client.clientCredentialsGrant(configuration, { scope }, { DPoP: handle })
    clientToken = { scope, token: answer.access_token, expiresAt: Date.now() + (answer.expires_in ?? 60) * 1000 - RENEW_BEFORE_MS }
    return answer.access_token
  }

  /** One request under a token. With `signed`, body and answer carry signatures, and an answer without a good one is not believed. */
  async function call<T>(
    token: string,
    method: string,
    path: string,
    more: { readonly body?: unknown; readonly signed?: boolean; readonly key?: string } = {},
  ): Promise<T> {
    const { configuration, handle, key, kid, clientId } = await ready()
    const text = more.body === undefined ? null : JSON.stringify(more.body)
    const headers = new Headers({ Accept: 'application/json', 'x-fapi-interaction-id': randomUUID() })
    if (text !== null) headers.set('Content-Type', 'application/json')
    if (more.key !== undefined) headers.set('x-idempotency-key', more.key)
    if (more.signed === true && text !== null) headers.set('x-jws-signature', await signBody({ key, kid, clientId, issuer }, text))
    const url = path.startsWith('http') ? new URL(path) : new URL(API + path, issuer)
    const response = await client.fetchProtectedResource(configuration, token, url, method, text, headers, { DPoP: handle })
    const answer = await response.text()
    if (!response.ok) throw refusalOf(response.status, answer)
    if (more.signed === true && answer !== '') {
      const { jwks_uri: jwksUri } = configuration.serverMetadata()
      if (jwksUri === undefined) throw new Error('the bank publishes no keys')
      await checkBody(keysAt(jwksUri), configuration.serverMetadata().issuer, response.headers.get('x-jws-signature'), answer)
    }
    return (answer === '' ? null : JSON.parse(answer)) as T
  }

  /** Pushes the request (RFC 9126) and says where to send the person. */
  async function depart(kind: Journey['kind'], scope: string, consentId: string, agreed: Journey['agreed']) {
    const { configuration, handle } = await ready()
    const codeVerifier = client.randomPKCECodeVerifier()
    const state = client.randomState()
    const url = await client.buildAuthorizationUrlWithPAR(
      configuration,
      {
        redirect_uri: redirectUri,
        response_type: 'code',
        scope,
        state,
        code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
        authorization_details: JSON.stringify([{ type: 'open_banking_consent', consent_id: consentId }]),
      },
      { DPoP: handle },
    )
    const journey: Journey = { kind, consentId, state, codeVerifier, agreed }
    return { url, journey }
  }

  const linkOf = (consentId: string, answer: client.TokenEndpointResponse, before: Link | null): Link => ({
    consentId,
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? before?.refreshToken ?? null,
    expiresAt: Date.now() + (answer.expires_in ?? 60) * 1000,
  })

  return {
    ready,
    /** Asks for access to accounts and says where the person gives it. */
    async askForAccounts() {
      const { Data } = await call<{ Data: { ConsentId: string } }>(await ownToken('accounts'), 'POST', '/aisp/account-access-consents', {
        body: {
          Data: {
            Permissions: PERMISSIONS,
            ExpirationDateTime: new Date(Date.now() + CONSENT_DAYS * 86_400_000).toISOString(),
          },
          Risk: {},
        },
      })
      return depart('link', 'accounts', Data.ConsentId, null)
    },
    /** Asks for one payment; the person approves exactly this amount to exactly this payee. */
    async askForPayment(payee: Payee, amount: string, reference: string) {
      const id = randomUUID().replaceAll('-', '').slice(0, 30)
      const agreed = {
        Initiation: {
          InstructionIdentification: id,
          EndToEndIdentification: id,
          InstructedAmount: { Amount: amount, Currency: 'CNY' },
          CreditorAccount: { SchemeName: 'CN.FEIQIAN.Merchant', Identification: payee.id, Name: payee.name },
          RemittanceInformation: { Unstructured: [reference] },
        },
        Risk: { PaymentContextCode: 'BillingGoodsAndServicesInAdvance' },
      }
      const { Data } = await call<{ Data: { ConsentId: string } }>(await ownToken('payments'), 'POST', '/pisp/domestic-payment-consents', {
        body: { Data: { Initiation: agreed.Initiation }, Risk: agreed.Risk },
        signed: true,
        key: randomUUID(),
      })
      return depart('payment', 'payments', Data.ConsentId, agreed)
    },
    /** Turns what the browser brought back into tokens. Throws AuthorizationResponseError when the person refused. */
    async arrive(url: URL, journey: Journey): Promise<Link> {
      const { configuration, handle } = await ready()
      const checks = { expectedState: journey.state, pkceCodeVerifier: journey.codeVerifier }
      return linkOf(journey.consentId, await client.authorizationCodeGrant(configuration, url, checks, undefined, { DPoP: handle }), null)
    },
    /** The link with a token that holds for a while yet. */
    async renewed(link: Link): Promise<Link> {
      if (link.expiresAt - RENEW_BEFORE_MS > Date.now() || link.refreshToken === null) return link
      const { configuration, handle } = await ready()
      return linkOf(link.consentId, await client.refreshTokenGrant(configuration, link.refreshToken, undefined, { DPoP: handle }), link)
    },
    /** Sends the payment that was approved; a repetition with the same consent pays nothing twice. */
    async pay(link: Link, agreed: NonNullable<Journey['agreed']>): Promise<ObPayment> {
      const body = { Data: { ConsentId: link.consentId, Initiation: agreed.Initiation }, Risk: agreed.Risk }
      const more = { body, signed: true, key: link.consentId.slice(0, 40) }
      return (await call<{ Data: ObPayment }>(link.accessToken, 'POST', '/pisp/domestic-payments', more)).Data
    },
    async payment(id: string): Promise<ObPayment> {
      const path = `/pisp/domestic-payments/${encodeURIComponent(id)}`
      return (await call<{ Data: ObPayment }>(await ownToken('payments'), 'GET', path, { signed: true })).Data
    },
    async accounts(link: Link): Promise<readonly ObAccount[]> {
      return (await call<{ Data: { Account?: ObAccount[] } }>(link.accessToken, 'GET', '/aisp/accounts')).Data.Account ?? []
    },
    async balances(link: Link): Promise<readonly ObBalance[]> {
      return (await call<{ Data: { Balance?: ObBalance[] } }>(link.accessToken, 'GET', '/aisp/balances')).Data.Balance ?? []
    },
    /** All transactions since an instant, following the bank's own links from page to page. */
    async transactions(link: Link, since: Date): Promise<readonly ObTransaction[]> {
      const found: ObTransaction[] = []
      let next: string | undefined = `/aisp/transactions?fromBookingDateTime=${encodeURIComponent(since.toISOString())}`
      for (let page = 0; next !== undefined && page < PAGES_MAX; page++) {
        const answer: { Data: { Transaction?: ObTransaction[] }; Links?: { Next?: string } } = await call(link.accessToken, 'GET', next)
        found.push(...(answer.Data.Transaction ?? []))
        next = answer.Links?.Next
      }
      return found
    },
    /** Ends the access at the bank. */
    async unlink(link: Link): Promise<void> {
      await call(await ownToken('accounts'), 'DELETE', `/aisp/account-access-consents/${encodeURIComponent(link.consentId)}`)
    },
  }
}

async function newKeys(): Promise<Keys> {
  const pair = async (algorithm: 'PS256' | 'ES256'): Promise<JWK> => {
    const { privateKey } = await generateKeyPair(algorithm, { extractable: true })
    return { ...(await exportJWK(privateKey)), alg: algorithm, kid: randomUUID(), use: 'sig' }
  }
  return { client: await pair('PS256'), proof: await pair('ES256') }
}

const publicOf = ({ kty, n, e, crv, x, y, kid, alg, use }: JWK): JWK =>
  JSON.parse(JSON.stringify({ kty, n, e, crv, x, y, kid, alg, use })) as JWK

async function proofPair(jwk: JWK): Promise<client.CryptoKeyPair> {
  const privateKey = (await importJWK(jwk, 'ES256')) as CryptoKey
  const publicKey = (await importJWK(publicOf(jwk), 'ES256', { extractable: true })) as CryptoKey
  return { privateKey, publicKey }
}

function refusalOf(status: number, text: string): BankError {
  try {
    const { Errors: errors = [] } = JSON.parse(text) as { Errors?: { ErrorCode: string; Message: string }[] }
    return new BankError(
      status,
      errors.map(error => error.ErrorCode),
      errors.map(error => error.Message).join('; '),
    )
  } catch {
    return new BankError(status, [], `the bank answered ${status}`)
  }
}
