/** Detached signatures: made as the standard wants them, believed only whole and from whom they should be; amounts exact. */
import fc from 'fast-check'
import { createLocalJWKSet, exportJWK, generateKeyPair } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { formatAmount } from '../../../kernel/money.ts'
import { minorUnits } from './orders.ts'
import { doubtOf, signBody } from './signatures.ts'

let pair: Awaited<ReturnType<typeof generateKeyPair>>
let keys: ReturnType<typeof createLocalJWKSet>

beforeAll(async () => {
  pair = await generateKeyPair('PS256', { extractable: true })
  keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'PS256' }] })
})

const sign = (body: string, clientId = 'https://bank.example') =>
  signBody({ key: pair.privateKey, kid: 'k1', clientId, trustAnchor: 'bank.example', now: new Date() }, body)

describe('a body’s signature', () => {
  it('is detached, and covers every byte', async () => {
    const body = '{"Data":{"Status":"ACSC"}}'
    const signature = await sign(body)
    expect(signature.split('.')[1]).toBe('')
    expect(await doubtOf(keys, 'https://bank.example', signature, body)).toBeNull()
    expect(await doubtOf(keys, 'https://bank.example', signature, body.replace('ACSC', 'RJCT'))).toBe(
      'the signature of the answer is wrong',
    )
    expect(await doubtOf(keys, 'https://bank.example', signature, `${body} `)).toBe('the signature of the answer is wrong')
    expect(await doubtOf(keys, 'https://bank.example', await sign(body, 'https://other.example'), body)).toBe(
      'the answer was signed by somebody else',
    )
    for (const none of [null, '', 'a.b.c', 'only'])
      expect(await doubtOf(keys, 'https://bank.example', none, body)).toBe('the answer is not signed')
    expect(await doubtOf(keys, 'https://bank.example', signature.replace(/^.{8}/, 'AAAAAAAA'), body)).toBe(
      'the signature of the answer is wrong',
    )
  })
})

describe('amounts', () => {
  it('come back exactly; what is no amount is none', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 10n ** 14n }), fen => minorUnits(formatAmount(fen, 'CNY')) === fen))
    expect(minorUnits('88.80000')).toBe(8_880n)
    for (const wrong of ['88.805', '1e3', '-1', '', '.5', ' 1', 88.8, null, undefined]) expect(minorUnits(wrong)).toBeNull()
  })
})
