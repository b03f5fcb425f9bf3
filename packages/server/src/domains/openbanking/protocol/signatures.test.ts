/** Detached signatures, judged without a server: what is right, and each way to be wrong. */
import { generateKeyPairSync } from 'node:crypto'
import { flattenedVerify } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { newKeyPair, publicJwk } from '../../../../test/harness/fapi.ts'
import { signBody as signAsClient } from '../../../../test/harness/openbanking.ts'
import { checkSignature, type SignerKey, signBody } from './signatures.ts'

const IAT = 'http://openbanking.org.uk/iat'
const ISS = 'http://openbanking.org.uk/iss'
const TAN = 'http://openbanking.org.uk/tan'
const BODY = '{"Data":{"Amount":"10.00","Name":"林晓"}}'
const key = newKeyPair('PS256')
const signer = { key, clientId: 'tpp_1', issuer: 'https://bank.example' }
let keys: SignerKey[]

beforeAll(() => {
  keys = [publicJwk(key) as SignerKey]
})

const check = (header: string | string[] | undefined, body = BODY, known = keys) =>
  checkSignature({ keys: async () => known, issuer: 'tpp_1', trustAnchor: 'bank.example', now: new Date() }, header, Buffer.from(body))
const signed = (claims: Record<string, unknown> = {}, body = BODY) => signAsClient(signer, body, claims)
const code = async (header: string | string[] | undefined, body = BODY, known = keys) => (await check(header, body, known))?.code ?? null
const claim = async (claims: Record<string, unknown>) => (await check(signed(claims)))?.values?.claim

describe('a detached signature', () => {
  it('of the bytes that arrived is accepted', async () => {
    expect(await check(signed())).toBeNull()
    expect(await check(signed({ typ: undefined, cty: undefined }))).toBeNull()
    expect(await check(signed({ b64: true, crit: ['b64', IAT, ISS, TAN] }))).toBeNull()
  })

  it('is missed where it is demanded', async () => {
    expect(await code(undefined)).toBe('ob_signature_missing')
  })

  it('is not expected where there is no body', async () => {
    expect(await code(signed({}, ''), '')).toBe('ob_signature_unexpected')
  })

  it.each(['', 'x', 'a.b.c', '..', 'a..', '..b', '!!..abc', 'bm90IGpzb24..abc', 'W10..abc', 'bnVsbA..abc', `${'a'.repeat(9000)}..abc`])(
    'that is none (%#) is malformed',
    async header => {
      expect(await code(header)).toBe('ob_signature_malformed')
    },
  )

  it('sent twice is malformed', async () => {
    expect(await code([signed(), signed()])).toBe('ob_signature_malformed')
  })

  it.each(['alg', 'kid', 'crit', IAT, ISS, TAN])('needs the claim %s', async name => {
    expect(await check(signed({ [name]: undefined }))).toMatchObject({ code: 'ob_signature_claim_missing', values: { claim: name } })
  })

  it('is made with PS256, never with none, RS256 or a shared secret', async () => {
    for (const alg of ['none', 'RS256', 'HS256', 'ES256', 'ps256', 7]) expect(await claim({ alg })).toBe('alg')
  })

  it('names no critical claim that is not understood, and the three that are', async () => {
    expect(await claim({ crit: [IAT, ISS, TAN, 'exp'], exp: 1 })).toBe('crit')
    expect(await claim({ crit: [IAT, ISS] })).toBe('crit')
    expect(await claim({ crit: IAT })).toBe('crit')
    expect(await claim({ b64: false, crit: ['b64', IAT, ISS, TAN] })).toBe('b64')
  })

  it('is of now: not ahead of our clock, not an hour old', async () => {
    const now = Math.floor(Date.now() / 1000)
    expect(await claim({ [IAT]: now + 30 })).toBe(IAT)
    expect(await claim({ [IAT]: now - 3700 })).toBe(IAT)
    expect(await claim({ [IAT]: 'now' })).toBe(IAT)
    expect(await check(signed({ [IAT]: now + 5 }))).toBeNull()
  })

  it('is the third party’s own, made for this server', async () => {
    expect(await claim({ [ISS]: 'tpp_2' })).toBe(ISS)
    expect(await claim({ [TAN]: 'openbanking.org.uk' })).toBe(TAN)
  })

  it('says its type and the body’s as they are', async () => {
    expect(await claim({ typ: 'JWT' })).toBe('typ')
    expect(await claim({ cty: 'text/plain' })).toBe('cty')
  })

  it('names a registered key that signs with RSA of 2048 bits or more', async () => {
    expect(await claim({ kid: 'another' })).toBe('kid')
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' })
    const weak = [{ ...small, kid: key.kid } as SignerKey]
    expect(await code(signed(), BODY, weak)).toBe('ob_signature_claim_invalid')
    const encryption = [{ ...(publicJwk(key) as SignerKey), use: 'enc' }]
    expect(await code(signed(), BODY, encryption)).toBe('ob_signature_claim_invalid')
    const curve = [{ ...(publicJwk(newKeyPair('ES256')) as SignerKey), kid: key.kid }]
    expect(await code(signed(), BODY, curve)).toBe('ob_signature_claim_invalid')
  })

  it('that does not fit the bytes is invalid', async () => {
    expect(await code(signed(), BODY.replace('10.00', '99.00'))).toBe('ob_signature_invalid')
    expect(await code(signed(), `${BODY} `)).toBe('ob_signature_invalid')
    expect(await code(`${signed().split('..')[0]}..${Buffer.alloc(256, 1).toString('base64url')}`)).toBe('ob_signature_invalid')
    expect(await code(`${signed().split('..')[0]}..abc`)).toBe('ob_signature_invalid')
  })
})

describe('our own signature', () => {
  it('is verified by an independent library over the body as it is', async () => {
    const ours = newKeyPair('PS256')
    const { constants, sign } = await import('node:crypto')
    const made = signBody(
      {
        kid: ours.kid,
        sign: data => sign('sha256', data, { key: ours.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
      },
      { issuer: 'https://bank.example', trustAnchor: 'bank.example', now: new Date() },
      BODY,
    )
    const [protectedHeader = '', signature = ''] = made.split('..')
    const verified = await flattenedVerify(
      { protected: protectedHeader, signature, payload: Buffer.from(BODY).toString('base64url') },
      ours.publicKey,
      { crit: { [IAT]: true, [ISS]: true, [TAN]: true } },
    )
    expect(verified.protectedHeader).toMatchObject({ alg: 'PS256', kid: ours.kid, [ISS]: 'https://bank.example', [TAN]: 'bank.example' })
  })
})
