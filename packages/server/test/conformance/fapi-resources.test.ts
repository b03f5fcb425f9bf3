/** FAPI 2.0 Security Profile section 5.3.4: how resource servers check access tokens. */
import { createHash, randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { parseId } from '../../src/kernel/ids.ts'
import { useApp } from '../harness/app.ts'
import { useDatabase } from '../harness/database.ts'
import { authorise, type Json, newKeyPair, probe, probeRoutes, redeem, registerTpp, TEST_HOLDER, type Tpp } from '../harness/fapi.ts'

const database = useDatabase()
const world = useApp(database, {}, { extraRoutes: app => probeRoutes(app, () => world.url) })
const later = (seconds: number): void => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 })
}
afterEach(() => {
  vi.useRealTimers()
})

let shared: { tpp: Tpp; token: string; consentId: string } | null = null
async function linked(): Promise<{ tpp: Tpp; token: string; consentId: string }> {
  if (shared !== null) return shared
  const tpp = await registerTpp(world)
  shared = { tpp, ...(await tokenOf(tpp)) }
  return shared
}

async function tokenOf(tpp: Tpp): Promise<{ token: string; consentId: string }> {
  const journey = await authorise(world.app, tpp)
  return { token: String((await redeem(tpp, journey)).body.access_token), consentId: journey.consentId }
}

const consentIdOf = (text: string) => {
  const id = parseId('cns', text)
  if (id === null) throw new Error(text)
  return id
}
const ath = (token: string): string => createHash('sha256').update(token).digest('base64url')
const now = (): number => Math.floor(Date.now() / 1000)

describe('an access token', () => {
  it('stands for its third party, consent, person and scopes', async () => {
    const { tpp, token, consentId } = await linked()
    expect((await probe(tpp, token)).body).toEqual({
      kind: 'third_party',
      thirdPartyId: tpp.id,
      consentId: consentIdOf(consentId),
      holderId: TEST_HOLDER,
      scopes: ['accounts'],
      acr: 'urn:openbanking:psd2:sca',
    })
  })

  it('of the third party alone stands for no consent and no person', async () => {
    const { tpp } = await linked()
    const { access_token: token } = (await tpp.token({ grant_type: 'client_credentials', scope: 'accounts payments' })).body
    expect((await probe(tpp, String(token))).body).toMatchObject({
      consentId: null,
      holderId: null,
      scopes: ['accounts', 'payments'],
      acr: null,
    })
  })

  it('is accepted in the Authorization header only', async () => {
    const { tpp, token } = await linked()
    const DPoP = await tpp.proof(tpp.dpopKey, 'GET', `${world.url}/test/probe`, { ath: ath(token) })
    const inQuery = await fetch(`${world.url}/test/probe?access_token=${token}`, { headers: { DPoP } })
    expect([inQuery.status, ((await inQuery.json()) as Json).code]).toEqual([401, 'token_missing'])
    expect(inQuery.headers.get('WWW-Authenticate')).toContain('DPoP realm=')
  })

  it('is refused after it has expired', async () => {
    const { tpp } = await linked()
    const { token } = await tokenOf(tpp)
    later(601)
    expect((await probe(tpp, token, { claims: { iat: now() } })).body).toMatchObject({ code: 'token_invalid', reason: 'it has expired' })
  })

  it.each(['', 'x', 'x'.repeat(43), 'x'.repeat(600), 'eyJhbGciOiJub25lIn0.e30.'])(
    'is refused when it was not given out here: %j',
    async token => {
      const { tpp } = await linked()
      const answer = await probe(tpp, token)
      expect([answer.status, ['token_missing', 'token_invalid'].includes(String(answer.body.code))]).toEqual([401, true])
    },
  )

  it('is refused from the moment its consent has ended', async () => {
    const { tpp } = await linked()
    const { token, consentId } = await tokenOf(tpp)
    expect((await probe(tpp, token)).status).toBe(200)
    await world.app.db.transaction(async tx => world.app.identity.oauth.revokeConsent(tx, [consentIdOf(consentId)]))
    const answer = await probe(tpp, token)
    expect(answer.body).toMatchObject({ code: 'token_invalid' })
    expect(answer.headers.get('WWW-Authenticate')).toContain('error="invalid_token"')
  })

  it('is left alone when the transaction that would end it fails', async () => {
    const { tpp } = await linked()
    const { token, consentId } = await tokenOf(tpp)
    const failing = world.app.db.transaction(async tx => {
      world.app.identity.oauth.revokeConsent(tx, [consentIdOf(consentId)])
      throw new Error('and then this')
    })
    await expect(failing).rejects.toThrow('and then this')
    expect((await probe(tpp, token)).status).toBe(200)
  })

  it('keeps only the scopes that the roles still allow', async () => {
    const tpp = await registerTpp(world)
    const { token } = await tokenOf(tpp)
    await world.app.db.transaction(tx => world.app.identity.thirdParties.setRoles(tx, tpp.id, ['payment_initiation']))
    expect((await probe(tpp, token)).body.scopes).toEqual([])
  })

  it('of a suspended third party is refused at its next request, and so is the client', async () => {
    const tpp = await registerTpp(world)
    const { token } = await tokenOf(tpp)
    const { thirdParties } = world.app.identity
    await world.app.db.transaction(tx => thirdParties.setStatus(tx, tpp.id, { to: 'suspended', reason: 'abuse' }))
    expect((await probe(tpp, token)).body.code).toBe('token_invalid')
    const refused = await tpp.token({ grant_type: 'client_credentials', scope: 'accounts' })
    expect([refused.status, refused.body.error]).toEqual([401, 'invalid_client'])
    expect((await tpp.push(tpp.requestOf(await tpp.consent(), tpp.challenge().challenge))).body.error).toBe('invalid_client')
    await world.app.db.transaction(tx => thirdParties.setStatus(tx, tpp.id, { to: 'reinstated', reason: null }))
    // What was ended stays ended; it may begin anew.
    expect((await probe(tpp, token)).body.code).toBe('token_invalid')
    expect((await tpp.token({ grant_type: 'client_credentials', scope: 'accounts' })).status).toBe(200)
  })
})

describe('a stolen token', () => {
  it('does not serve with another key', async () => {
    const { tpp, token } = await linked()
    expect((await probe(tpp, token, { key: newKeyPair() })).body).toMatchObject({
      code: 'token_invalid',
      reason: 'it is bound to another key',
    })
  })

  it('does not serve as a bearer token', async () => {
    const { token } = await linked()
    const response = await fetch(`${world.url}/test/probe`, { headers: { Authorization: `Bearer ${token}` } })
    expect([response.status, ((await response.json()) as Json).code]).toEqual([401, 'token_invalid'])
    expect(response.headers.get('WWW-Authenticate')).toContain('Bearer realm=')
  })

  it("does not serve with another token's proof", async () => {
    const { tpp, token } = await linked()
    expect((await probe(tpp, token, { claims: { ath: ath('another') } })).body.code).toBe('dpop_proof_invalid')
  })
})

describe('a DPoP proof', () => {
  it('is needed', async () => {
    const { token } = await linked()
    const response = await fetch(`${world.url}/test/probe`, { headers: { Authorization: `DPoP ${token}` } })
    expect([response.status, ((await response.json()) as Json).code]).toEqual([401, 'dpop_proof_invalid'])
    expect(response.headers.get('WWW-Authenticate')).toContain('error="invalid_dpop_proof"')
  })

  it('is asked for a nonce when it has none, or a stale one', async () => {
    const { tpp, token } = await linked()
    for (const nonce of [undefined, 'x'.repeat(43), 'short']) {
      const url = `${world.url}/test/probe`
      const DPoP = await tpp.proof(tpp.dpopKey, 'GET', url, { ath: ath(token), nonce })
      const response = await fetch(url, { headers: { Authorization: `DPoP ${token}`, DPoP } })
      expect([response.status, ((await response.json()) as Json).code]).toEqual([401, 'dpop_nonce_required'])
      expect(response.headers.get('WWW-Authenticate')).toContain('error="use_dpop_nonce"')
      expect(response.headers.get('DPoP-Nonce')).toMatch(/^.{43}$/)
    }
  })

  it("accepts the authorization server's nonce: clients keep one for each origin", async () => {
    const { tpp, token } = await linked()
    await tpp.token({ grant_type: 'client_credentials', scope: 'accounts' })
    const nonce = tpp.nonce
    const answer = await probe(tpp, token, { claims: { nonce } })
    expect([answer.status, answer.headers.get('DPoP-Nonce')]).toEqual([200, null])
  })

  it.each([
    ['a stale iat', () => ({ iat: now() - 120 })],
    ['an iat 65 seconds ahead', () => ({ iat: now() + 65 })],
    ['an nbf 65 seconds ahead', () => ({ nbf: now() + 65 })],
    ['no iat', () => ({ iat: undefined })],
    ['an iat that is no number', () => ({ iat: 'now' })],
    ['no jti', () => ({ jti: undefined })],
    ['a jti of a thousand letters', () => ({ jti: 'x'.repeat(1_000) })],
    ['another method', () => ({ htm: 'POST' })],
    ['another address', () => ({ htu: 'https://other.example/test/probe' })],
    ['an address that is none', () => ({ htu: '//' })],
    ['no ath', () => ({ ath: undefined })],
  ] as const)('is refused with %s', async (_what, claims) => {
    const { tpp, token } = await linked()
    await probe(tpp, token)
    expect((await probe(tpp, token, { claims: claims() })).body.code).toBe('dpop_proof_invalid')
  })

  it.each([
    ['another typ', { typ: 'JWT' }],
    ['no key', { jwk: undefined }],
    ['a private key', { jwk: newKeyPair().privateKey.export({ format: 'jwk' }) }],
    ['a symmetric key', { jwk: { kty: 'oct', k: 'AAAA' } }],
    ['a key that is none', { jwk: { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' } }],
  ] as const)('is refused with %s in its header', async (_what, header) => {
    const { tpp, token } = await linked()
    expect((await probe(tpp, token, { header: header as Json })).body.code).toBe('dpop_proof_invalid')
  })

  it('is refused with alg none, with a changed claim and when it is no JWT', async () => {
    const { tpp, token } = await linked()
    const url = `${world.url}/test/probe`
    const good = await tpp.proof(tpp.dpopKey, 'GET', url, { ath: ath(token) })
    const [header = '', payload = '', signature = ''] = good.split('.')
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const read = (text: string): Json => JSON.parse(Buffer.from(text, 'base64url').toString()) as Json
    const proofs = [
      `${part({ ...read(header), alg: 'none' })}.${payload}.`,
      `${part({ ...read(header), alg: 'none' })}.${payload}.${signature}`,
      `${part({ ...read(header), alg: 'HS256' })}.${payload}.${signature}`,
      `${header}.${part({ ...read(payload), jti: randomUUID() })}.${signature}`,
      `${header}.${payload}.${signature.slice(0, 40)}`,
      `${header}.${payload}`,
      `${header}.bm90IGpzb24.${signature}`,
      `${part([])}.${part([])}.x`,
      'x',
      '..',
      'x'.repeat(9_000),
    ]
    for (const DPoP of proofs) {
      const response = await fetch(url, { headers: { Authorization: `DPoP ${token}`, DPoP } })
      expect([response.status, ((await response.json()) as Json).code]).toEqual([401, 'dpop_proof_invalid'])
    }
    const twice = await fetch(url, {
      headers: [
        ['Authorization', `DPoP ${token}`],
        ['DPoP', good],
        ['DPoP', good],
      ],
    })
    expect(((await twice.json()) as Json).code).toBe('dpop_proof_invalid')
  })

  it('serves once: of four at the same moment one is admitted, and none later', async () => {
    const { tpp, token } = await linked()
    await probe(tpp, token)
    const url = `${world.url}/test/probe`
    const DPoP = await tpp.proof(tpp.dpopKey, 'GET', url, { ath: ath(token) })
    const send = async (): Promise<number> => (await fetch(url, { headers: { Authorization: `DPoP ${token}`, DPoP } })).status
    expect((await Promise.all([send(), send(), send(), send()])).sort()).toEqual([200, 401, 401, 401])
    expect(await send()).toBe(401)
  })

  it('ignores query and fragment, and how scheme and host are written', async () => {
    const { tpp, token } = await linked()
    await probe(tpp, token)
    const htu = `${world.url.replace('http', 'HTTP')}/test/probe?more=1#part`
    expect((await probe(tpp, token, { claims: { htu } })).status).toBe(200)
  })
})

describe('the open interfaces', () => {
  it.each([
    ['no token', async () => ({}), 'DPoP realm='],
    ['a token that is not valid', async () => ({ Authorization: `Bearer ${'x'.repeat(43)}` }), 'error="invalid_token"'],
    ['no proof', async (token: string) => ({ Authorization: `DPoP ${token}` }), 'error="invalid_dpop_proof"'],
    [
      'a proof without a nonce',
      async (token: string, tpp: Tpp) => {
        const DPoP = await tpp.proof(tpp.dpopKey, 'GET', `${world.url}/open-banking/v4.0/aisp/accounts`, {
          ath: ath(token),
          nonce: undefined,
        })
        return { Authorization: `DPoP ${token}`, DPoP }
      },
      'error="use_dpop_nonce"',
    ],
  ] as const)('check tokens the same way: %s is answered with what is missing', async (_what, headersOf, challenge) => {
    const { tpp, token } = await linked()
    const headers: Record<string, string> = await headersOf(token, tpp)
    const response = await fetch(`${world.url}/open-banking/v4.0/aisp/accounts`, { headers })
    expect(response.status).toBe(401)
    expect(response.headers.get('WWW-Authenticate')).toContain(challenge)
    if (challenge.includes('nonce')) expect(response.headers.get('DPoP-Nonce')).toMatch(/^.{43}$/)
  })
})
