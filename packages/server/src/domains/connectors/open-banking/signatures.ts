/** Detached signatures over bodies (RFC 7515 appendix F) as UK Open Banking wants them: PS256 and three critical claims. */
import { CompactSign, type CryptoKey, compactVerify, type JWTVerifyGetKey } from 'jose'

const IAT = 'http://openbanking.org.uk/iat'
const ISS = 'http://openbanking.org.uk/iss'
const TAN = 'http://openbanking.org.uk/tan'
const CRITICAL = { [IAT]: true, [ISS]: true, [TAN]: true }

export type Signer = {
  readonly key: CryptoKey
  readonly kid: string
  readonly clientId: string
  readonly trustAnchor: string
  readonly now: Date
}

/** The value of `x-jws-signature` for a body. */
export async function signBody({ key, kid, clientId, trustAnchor, now }: Signer, body: string): Promise<string> {
  const jws = await new CompactSign(new TextEncoder().encode(body))
    .setProtectedHeader({
      alg: 'PS256',
      kid,
      typ: 'JOSE',
      cty: 'application/json',
      crit: Object.keys(CRITICAL),
      [IAT]: Math.floor(now.getTime() / 1000),
      [ISS]: clientId,
      [TAN]: trustAnchor,
    })
    .sign(key, { crit: CRITICAL })
  const [head, , signature] = jws.split('.')
  return `${head}..${signature}`
}

/** `null` when the bank signed this body; otherwise why what it says does not count. */
export async function doubtOf(keys: JWTVerifyGetKey, issuer: string, header: string | null, body: string): Promise<string | null> {
  const [head, between, signature] = header?.split('.') ?? []
  if (head === undefined || between !== '' || signature === undefined) return 'the answer is not signed'
  try {
    const payload = Buffer.from(body).toString('base64url')
    const { protectedHeader } = await compactVerify(`${head}.${payload}.${signature}`, keys, { algorithms: ['PS256'], crit: CRITICAL })
    return protectedHeader[ISS] === issuer ? null : 'the answer was signed by somebody else'
  } catch {
    return 'the signature of the answer is wrong'
  }
}
