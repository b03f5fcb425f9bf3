/**
 * Detached signatures over bodies (RFC 7515 appendix F) as UK Open Banking wants them: PS256 and three critical claims. Ours go out with
 * what we send, the bank's are checked on what it answers.
 */
import { CompactSign, type CryptoKey, compactVerify, createRemoteJWKSet, type JWTVerifyGetKey } from 'jose'

const IAT = 'http://openbanking.org.uk/iat'
const ISS = 'http://openbanking.org.uk/iss'
const TAN = 'http://openbanking.org.uk/tan'
const CRITICAL = { [IAT]: true, [ISS]: true, [TAN]: true }

export type Signer = { readonly key: CryptoKey; readonly kid: string; readonly clientId: string; readonly issuer: URL }

/** The value of `x-jws-signature` for a body. The trust anchor is where the keys are registered: the bank itself. */
export async function signBody(signer: Signer, body: string): Promise<string> {
  const jws = await new CompactSign(new TextEncoder().encode(body))
    .setProtectedHeader({
      alg: 'PS256',
      kid: signer.kid,
      typ: 'JOSE',
      cty: 'application/json',
      crit: Object.keys(CRITICAL),
      [IAT]: Math.floor(Date.now() / 1000),
      [ISS]: signer.clientId,
      [TAN]: signer.issuer.host,
    })
    .sign(signer.key, { crit: CRITICAL })
  const [head, , signature] = jws.split('.')
  return `${head}..${signature}`
}

/** The bank's published keys, fetched when first needed. */
export const keysAt = (jwksUri: string): JWTVerifyGetKey => createRemoteJWKSet(new URL(jwksUri))

/** Throws unless the answer was signed by the bank: what it says of a payment counts only then. */
export async function checkBody(keys: JWTVerifyGetKey, issuer: string, header: string | null, body: string): Promise<void> {
  const [head, between, signature] = header?.split('.') ?? []
  if (head === undefined || between !== '' || signature === undefined) throw new Error('the answer carries no detached signature')
  const payload = Buffer.from(body).toString('base64url')
  const { protectedHeader } = await compactVerify(`${head}.${payload}.${signature}`, keys, { algorithms: ['PS256'], crit: CRITICAL })
  if (protectedHeader[ISS] !== issuer) throw new Error('the answer was signed by somebody else')
}
