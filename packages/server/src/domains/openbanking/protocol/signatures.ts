/**
 * Detached JWS over bodies (RFC 7515 appendix F; Open Banking Read/Write profile, "Message signing", from v3.1.4 on: PS256, the body's
 * bytes encoded in base64url, three critical claims). What arrives is checked against the bytes as they came.
 */
import { constants, createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto'
import { type Outcome, ok, type Refusal, refuse } from '../../../kernel/outcome.ts'

const IAT = 'http://openbanking.org.uk/iat'
const ISS = 'http://openbanking.org.uk/iss'
const TAN = 'http://openbanking.org.uk/tan'
const CRITICAL = [IAT, ISS, TAN] as const

/** How far ahead of our clock a signature may say it was made, and how old it may be. */
const AHEAD_SECONDS_MAX = 10
const AGE_SECONDS_MAX = 3600
const LENGTH_MAX = 8192
const RSA_BITS_MIN = 2048

export type SignerKey = JsonWebKey & { readonly kid?: string; readonly alg?: string; readonly use?: string }

export type SignatureDeps = {
  /** The signer's public keys. */
  readonly keys: (kid: string) => Promise<readonly SignerKey[]>
  /** Who must have signed: the client_id of the third party. */
  readonly issuer: string
  /** Who vouches for the keys: the host of the authorization server where they are registered. */
  readonly trustAnchor: string
  readonly now: Date
}

type JoseHeader = { readonly [claim: string]: unknown }

/**
 * Checks a detached signature. Refuses ob_signature_missing, _malformed, _claim_missing, _claim_invalid, _invalid, and _unexpected where
 * there is no body to sign.
 */
export async function checkSignature(deps: SignatureDeps, header: string | string[] | undefined, body: Buffer): Promise<Refusal | null> {
  if (header === undefined) return { code: 'ob_signature_missing' }
  if (body.length === 0) return { code: 'ob_signature_unexpected' }
  const parsed = parse(header)
  if (!parsed.ok) return parsed.error
  const { jose, encoded, signature } = parsed.value
  const refused = checkClaims(deps, jose)
  if (refused !== null) return refused
  const kid = jose.kid as string
  const key = keyOf(await deps.keys(kid), kid)
  if (key === null) return invalidClaim('kid')
  const fits = verify(
    'sha256',
    Buffer.from(`${encoded}.${body.toString('base64url')}`),
    { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
    signature,
  )
  return fits ? null : { code: 'ob_signature_invalid' }
}

type Parsed = { readonly jose: JoseHeader; readonly encoded: string; readonly signature: Buffer }

function parse(header: string | string[]): Outcome<Parsed> {
  const match = typeof header === 'string' && header.length <= LENGTH_MAX ? /^([\w-]+)\.\.([\w-]+)$/.exec(header) : null
  const [, encoded, signature] = match ?? []
  if (encoded === undefined || signature === undefined) return refuse('ob_signature_malformed')
  try {
    const jose: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'))
    if (typeof jose !== 'object' || jose === null || Array.isArray(jose)) return refuse('ob_signature_malformed')
    return ok({ jose: jose as JoseHeader, encoded, signature: Buffer.from(signature, 'base64url') })
  } catch {
    return refuse('ob_signature_malformed')
  }
}

const invalidClaim = (claim: string): Refusal => ({ code: 'ob_signature_claim_invalid', values: { claim } })

function checkClaims(deps: SignatureDeps, jose: JoseHeader): Refusal | null {
  for (const claim of ['alg', 'kid', 'crit', ...CRITICAL])
    if (!Object.hasOwn(jose, claim)) return { code: 'ob_signature_claim_missing', values: { claim } }
  if (jose.alg !== 'PS256') return invalidClaim('alg')
  if (typeof jose.kid !== 'string' || jose.kid === '' || jose.kid.length > 256) return invalidClaim('kid')
  if (jose.typ !== undefined && jose.typ !== 'JOSE') return invalidClaim('typ')
  if (jose.cty !== undefined && jose.cty !== 'application/json' && jose.cty !== 'json') return invalidClaim('cty')
  // From v3.1.4 on the body is encoded; `b64: true` says what holds anyway.
  if (jose.b64 !== undefined && jose.b64 !== true) return invalidClaim('b64')
  const { crit } = jose
  if (!Array.isArray(crit) || CRITICAL.some(claim => !crit.includes(claim))) return invalidClaim('crit')
  if (crit.some(claim => claim !== 'b64' && !CRITICAL.some(known => known === claim))) return invalidClaim('crit')
  const iat = jose[IAT]
  const nowSeconds = deps.now.getTime() / 1000
  if (typeof iat !== 'number' || !(iat <= nowSeconds + AHEAD_SECONDS_MAX && iat >= nowSeconds - AGE_SECONDS_MAX)) return invalidClaim(IAT)
  if (jose[ISS] !== deps.issuer) return invalidClaim(ISS)
  return jose[TAN] === deps.trustAnchor ? null : invalidClaim(TAN)
}

/** The one RSA key that signs and has this kid; `null` when there is none. */
function keyOf(keys: readonly SignerKey[], kid: string): KeyObject | null {
  const jwk = keys.find(key => key.kid === kid && key.kty === 'RSA' && key.use !== 'enc' && (key.alg === undefined || key.alg === 'PS256'))
  if (jwk === undefined) return null
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    return (key.asymmetricKeyDetails?.modulusLength ?? 0) >= RSA_BITS_MIN ? key : null
  } catch {
    return null
  }
}

/** Our own detached signature over a body. */
export function signBody(
  key: { readonly kid: string; sign(data: Uint8Array): Buffer },
  about: { readonly issuer: string; readonly trustAnchor: string; readonly now: Date },
  body: string,
): string {
  const jose = {
    alg: 'PS256',
    typ: 'JOSE',
    cty: 'application/json',
    kid: key.kid,
    [IAT]: Math.floor(about.now.getTime() / 1000),
    [ISS]: about.issuer,
    [TAN]: about.trustAnchor,
    crit: CRITICAL,
  }
  const encoded = Buffer.from(JSON.stringify(jose)).toString('base64url')
  const signature = key.sign(Buffer.from(`${encoded}.${Buffer.from(body).toString('base64url')}`))
  return `${encoded}..${signature.toString('base64url')}`
}
