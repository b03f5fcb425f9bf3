/**
 * A third party of the bank-grade API and the people who link their accounts to it: registers, gets tokens bound to its DPoP key, has
 * consents authorised, calls with proofs and signatures. Every answer is judged by the official documents and by ours.
 */
import { constants, createHash, sign } from 'node:crypto'
import type { ConsentFactor } from '../../src/domains/consents/types.ts'
import { formatId, type Id, parseId } from '../../src/kernel/ids.ts'
import type { Json, Person, TestApp } from './app.ts'
import { beginInteraction, newBrowser, newKeyPair, publicJwk, redeem, registerTpp, type Tpp } from './fapi.ts'
import { officialFaults, ownFaults, prepareOwn } from './official.ts'

export const BASE = '/open-banking/v4.0'
export const AISP = `${BASE}/aisp`

export type ObAnswer = { readonly status: number; readonly headers: Headers; readonly body: Json; readonly text: string }

export type ObOptions = {
  readonly body?: unknown
  /** Sent as it is, instead of `body`. */
  readonly rawBody?: string
  readonly headers?: Readonly<Record<string, string>>
  /** x-idempotency-key. */
  readonly key?: string
  /** Signs the body as the standard wants. */
  readonly signed?: boolean
  /** Answers that are no operation of the documents. */
  readonly unjudged?: boolean
}

/** Calls with one access token: a path below the server, or an absolute address of it (a link). */
export type ObCaller = (method: string, path: string, options?: ObOptions) => Promise<ObAnswer>

export type Linked = {
  readonly consentId: string
  readonly uuid: Id<'cns'>
  /** `bac_…` in the order that the person chose. */
  readonly accounts: readonly string[]
  readonly token: string
  readonly call: ObCaller
}

export type LinkOptions = {
  readonly permissions?: readonly string[]
  /** Public ids; all accounts of the person unless said. */
  readonly accounts?: readonly string[]
  /** More of the request's Data: ExpirationDateTime, TransactionFromDateTime… */
  readonly data?: Json
}

export type ObClient = {
  readonly tpp: Tpp
  readonly id: Id<'tpp'>
  readonly clientId: string
  /** With a client-credentials token of this scope. */
  own(scope: string): Promise<ObCaller>
  /** With any token, in any way. */
  with(token: string): ObCaller
  /** Takes a consent that was asked for to a token, as if the person had said yes to these accounts. */
  authorise(
    person: Pick<Person, 'uuid'>,
    consentId: string,
    accounts: readonly string[],
    scope?: string,
    factors?: readonly ConsentFactor[],
  ): Promise<Linked>
  /** Asks for account access, has the person authorise it, and gets the token. */
  link(person: Pick<Person, 'uuid'>, options?: LinkOptions): Promise<Linked>
  /** `x-jws-signature` over a text; claims can be replaced, or left out with `undefined`. */
  signature(text: string, claims?: Json): string
}

export const ALL_PERMISSIONS = [
  'ReadAccountsDetail',
  'ReadBalances',
  'ReadBeneficiariesDetail',
  'ReadDirectDebits',
  'ReadOffers',
  'ReadPAN',
  'ReadParty',
  'ReadPartyPSU',
  'ReadProducts',
  'ReadScheduledPaymentsDetail',
  'ReadStandingOrdersDetail',
  'ReadStatementsDetail',
  'ReadTransactionsCredits',
  'ReadTransactionsDebits',
  'ReadTransactionsDetail',
] as const

/** Accounts that the sandbox bank makes for a person; `bac_…`, in its order. */
export async function bankCustomer(
  world: Pick<TestApp, 'nobody'>,
  person: Pick<Person, 'holder'>,
  dataSet: 'cn' | 'uk' = 'cn',
  seed = 'fixed',
): Promise<string[]> {
  const body = { holder: person.holder, data_set: dataSet, seed }
  const made = await world.nobody('POST', '/v1/sandbox/bank/customers', { body })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  return (made.body.accounts as { id: string }[]).map(account => account.id)
}

/** `jose` or the body can be bent; what is undefined is left out. */
export function signBody(tpp: Pick<Tpp, 'key' | 'clientId' | 'issuer'>, text: string, claims: Json = {}): string {
  const jose = {
    alg: 'PS256',
    kid: tpp.key.kid,
    typ: 'JOSE',
    cty: 'application/json',
    'http://openbanking.org.uk/iat': Math.floor(Date.now() / 1000),
    'http://openbanking.org.uk/iss': tpp.clientId,
    'http://openbanking.org.uk/tan': new URL(tpp.issuer).host,
    crit: ['http://openbanking.org.uk/iat', 'http://openbanking.org.uk/iss', 'http://openbanking.org.uk/tan'],
    ...claims,
  }
  const encoded = Buffer.from(JSON.stringify(jose)).toString('base64url')
  const data = Buffer.from(`${encoded}.${Buffer.from(text).toString('base64url')}`)
  const signature = sign('sha256', data, { key: tpp.key.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 })
  return `${encoded}..${signature.toString('base64url')}`
}

/** Call it in `beforeAll`: the first client of a server has its document read, which takes a while. */
export async function createObClient(
  world: Pick<TestApp, 'url' | 'app'>,
  options: Parameters<typeof registerTpp>[1] = {},
): Promise<ObClient> {
  await prepareOwn(world.url)
  const key = options.key ?? newKeyPair('PS256')
  const tpp = await registerTpp(world, { key, jwks: { keys: [publicJwk(key)] }, ...options })
  const tokens = new Map<string, string>()

  /** Signed at the server's time, which tests move. */
  const signed = (text: string, claims: Json = {}): string =>
    signBody(tpp, text, { 'http://openbanking.org.uk/iat': Math.floor(world.app.clock.now().getTime() / 1000), ...claims })

  const caller =
    (token: string): ObCaller =>
    async (method, path, sent = {}) => {
      const url = path.startsWith('http') ? path : world.url + path
      const text = sent.rawBody ?? (sent.body === undefined ? undefined : JSON.stringify(sent.body))
      const ath = createHash('sha256').update(token).digest('base64url')
      for (let attempt = 0; ; attempt++) {
        const proof = await tpp.proof(tpp.dpopKey, method, url.split('?')[0] ?? url, { ath })
        const response = await fetch(url, {
          method,
          headers: {
            Authorization: `DPoP ${token}`,
            DPoP: proof,
            ...(text === undefined ? {} : { 'Content-Type': 'application/json' }),
            ...(sent.key === undefined ? {} : { 'x-idempotency-key': sent.key }),
            ...(sent.signed === true ? { 'x-jws-signature': signed(text ?? '') } : {}),
            ...sent.headers,
          },
          ...(text === undefined ? {} : { body: text }),
        })
        const fresh = response.headers.get('DPoP-Nonce')
        if (fresh !== null) tpp.setNonce(fresh)
        const answer = await answerOf(response)
        if (attempt === 0 && String(answer.headers.get('WWW-Authenticate')).includes('use_dpop_nonce')) continue
        if (sent.unjudged !== true) await judge(world.url, method, url, answer)
        return answer
      }
    }

  async function own(scope: string): Promise<ObCaller> {
    let token = tokens.get(scope)
    if (token === undefined) {
      const answer = await tpp.token({ grant_type: 'client_credentials', scope })
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
      token = String(answer.body.access_token)
      tokens.set(scope, token)
    }
    return caller(token)
  }

  async function authorise(
    person: Pick<Person, 'uuid'>,
    consentId: string,
    accounts: readonly string[],
    scope = 'accounts',
    factors: readonly ConsentFactor[] = [],
  ): Promise<Linked> {
    const { verifier, challenge } = tpp.challenge()
    const pushed = await tpp.push(tpp.requestOf(consentId, challenge, { scope: `openid ${scope}` }))
    if (pushed.status !== 201) throw new Error(JSON.stringify(pushed.body))
    const browser = newBrowser()
    const uid = await beginInteraction(tpp, String(pushed.body.request_uri), browser)
    const { app } = world
    const interaction = await app.identity.oauth.interaction(uid, { headers: { cookie: browser.cookieFor(`/authorise/${uid}`) } })
    if (interaction === null) throw new Error('there is no such interaction')
    const resume = await app.db.transaction(async tx => {
      const [authorised] = await app.consents.authorise(tx, [
        {
          consentId: interaction.consentId,
          holderId: person.uuid,
          accounts,
          actor: `hld:${person.uuid}`,
          requestId: 'req_test',
          receipt: {
            textVersion: 'test',
            language: 'en',
            shown: 'What the person was shown.',
            factors,
            scaChallenge: null,
            at: app.clock.now(),
          },
        },
      ])
      if (authorised?.ok !== true) throw new Error(JSON.stringify(authorised))
      return app.identity.oauth.approve(tx, interaction, {
        holderId: person.uuid,
        consentId: interaction.consentId,
        acr: 'urn:openbanking:psd2:sca',
        amr: ['pwd', 'otp'],
      })
    })
    if (resume === null) throw new Error('it was decided before')
    const { location, text } = await browser.get(resume)
    if (location === null) throw new Error(text)
    const code = new URL(location).searchParams.get('code')
    if (code === null) throw new Error(location)
    const redeemed = await redeem(tpp, { code, verifier })
    if (redeemed.status !== 200) throw new Error(JSON.stringify(redeemed.body))
    const token = String(redeemed.body.access_token)
    return { consentId, uuid: parseId('cns', consentId) as Id<'cns'>, accounts, token, call: caller(token) }
  }

  return {
    tpp,
    id: tpp.id,
    clientId: tpp.clientId,
    own,
    with: caller,
    authorise,
    async link(person, asked = {}) {
      const body = { Data: { Permissions: asked.permissions ?? ALL_PERMISSIONS, ...asked.data }, Risk: {} }
      const made = await (await own('accounts'))('POST', `${AISP}/account-access-consents`, { body })
      if (made.status !== 201) throw new Error(made.text)
      const accounts = asked.accounts ?? (await world.app.coreBanks.accountsOf(person.uuid)).map(account => formatId('bac', account.id))
      return authorise(person, (made.body.Data as { ConsentId: string }).ConsentId, accounts)
    },
    signature: signed,
  }
}

export async function answerOf(response: Response): Promise<ObAnswer> {
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true && text !== ''
  return { status: response.status, headers: response.headers, body: isJson ? (JSON.parse(text) as Json) : {}, text }
}

/** Fails the test when an answer is not as the documents say, or has no interaction id. */
export async function judge(server: string, method: string, url: string, answer: ObAnswer): Promise<void> {
  const body = answer.text === '' ? null : answer.body
  const faults = [...officialFaults(method, url, answer.status, body), ...(await ownFaults(server, method, url, answer.status, body))]
  const interaction = answer.headers.get('x-fapi-interaction-id') ?? ''
  if (!/^[0-9a-f-]{36}$/i.test(interaction)) faults.push('there is no x-fapi-interaction-id')
  if (faults.length > 0)
    throw new Error(`${method} ${url} answered ${answer.status}: ${faults.slice(0, 10).join('\n')}\n${answer.text.slice(0, 1500)}`)
}

/** The codes of an error body: status, our own code (from Url), the standard's, and the path. */
export function errorOf(answer: ObAnswer): { status: number; code: string; ob: string; path: string | undefined } {
  const [first] = answer.body.Errors as { ErrorCode: string; Url: string; Path?: string }[]
  return { status: answer.status, code: first?.Url.split('/').at(-1) ?? '', ob: first?.ErrorCode ?? '', path: first?.Path }
}
