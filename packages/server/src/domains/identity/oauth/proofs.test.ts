import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createNonces } from './nonces.ts'
import { createProofs } from './proofs.ts'

const TOKEN = 'a'.repeat(43)
const URL = 'https://bank.example/open-banking/v4.0/aisp/accounts'
const proofs = createProofs(createNonces(Buffer.alloc(32, 1)))

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
function odd(bits: number): string {
  const number = randomBytes(bits / 8)
  number[0] = 0x7f
  number[number.length - 1] = 0xff
  return number.toString('base64url')
}

/** Why a proof that this RSA key is said to have made is refused; the signature is of nobody. */
function refusedFor(n: string, e: string): unknown {
  const header = { typ: 'dpop+jwt', alg: 'PS256', jwk: { kty: 'RSA', n, e } }
  const ath = createHash('sha256').update(TOKEN).digest('base64url')
  const claims = { jti: 'x', iat: Math.floor(Date.now() / 1000), htm: 'GET', htu: URL, ath }
  const proof = `${part(header)}.${part(claims)}.${randomBytes(256).toString('base64url')}`
  const checked = proofs.check({ proof, method: 'GET', url: URL, token: TOKEN })
  return checked.ok ? null : checked.error.values?.reason
}

describe('the key of a proof', () => {
  it('is not so large that looking at a stranger’s signature keeps the server busy', () => {
    expect(refusedFor(odd(4096), 'AQAB')).toBe('its signature does not fit')
    expect(refusedFor(odd(8192), 'AQAB')).toContain('4096 bits')
    expect(refusedFor(odd(1024), 'AQAB')).toContain('2048')
    expect(refusedFor(odd(3072), odd(3072))).toBe('the public exponent of the RSA key is too large')
  })
})
