import { exportJWK, generateKeyPair, type JWTVerifyGetKey } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { checkBody, type Signer, signBody } from './signatures.ts'

const BANK = 'http://127.0.0.1:4000'
const BODY = '{"Data":{"Status":"ACSC","名":"面"}}'
let signer: Signer
let keys: JWTVerifyGetKey

beforeAll(async () => {
  const pair = await generateKeyPair('PS256', { extractable: true })
  signer = { key: pair.privateKey, kid: 'k1', clientId: BANK, issuer: new URL(BANK) }
  keys = async header => (header.kid === 'k1' ? { ...(await exportJWK(pair.publicKey)), alg: 'PS256' } : pair.publicKey)
})

describe('detached signatures', () => {
  it('leave the body out and hold for exactly that body', async () => {
    const header = await signBody(signer, BODY)
    expect(header).toMatch(/^[\w-]+\.\.[\w-]+$/)
    await expect(checkBody(keys, BANK, header, BODY)).resolves.toBeUndefined()
    await expect(checkBody(keys, BANK, header, BODY.replace('ACSC', 'RJCT'))).rejects.toThrow('signature verification failed')
  })

  it('are missed when they are missing, and believed of the bank only', async () => {
    await expect(checkBody(keys, BANK, null, BODY)).rejects.toThrow('no detached signature')
    await expect(checkBody(keys, 'http://127.0.0.1:4001', await signBody(signer, BODY), BODY)).rejects.toThrow('somebody else')
  })
})
