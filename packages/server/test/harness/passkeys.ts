/** A passkey made of software, for tests that need no browser: answers WebAuthn options as an authenticator with user verification does. */
import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto'

type Options = Readonly<Record<string, unknown>>
type Cbor = number | string | Buffer | Map<Cbor, Cbor>

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest()

function head(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value])
  if (value < 256) return Buffer.from([(major << 5) | 24, value])
  return Buffer.from([(major << 5) | 25, value >> 8, value & 0xff])
}

/** As much of CBOR (RFC 8949) as an attestation without a statement needs. */
function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, item]) => [cbor(key), cbor(item)])])
}

export type SoftPasskey = {
  readonly id: string
  /** Answers `publicKey` options of a registration. */
  register(options: unknown): Json
  /** Answers `publicKey` options of an assertion. `verified: false` leaves the person unverified; `rise: false` repeats the counter. */
  sign(
    options: unknown,
    how?: { readonly verified?: boolean; readonly rise?: boolean; readonly challenge?: string; readonly origin?: string },
  ): Json
}
type Json = Record<string, unknown>

/** `origin`: where the pages are served, e.g. `http://localhost:4000`. */
export function createPasskey(origin: string): SoftPasskey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = publicKey.export({ format: 'jwk' })
  const credentialId = randomBytes(32)
  const id = credentialId.toString('base64url')
  const rpId = new URL(origin).hostname
  let count = 0

  const clientData = (type: string, challenge: string, from: string): Buffer =>
    Buffer.from(JSON.stringify({ type, challenge, origin: from, crossOrigin: false }))

  function authData(flags: number, attested: Buffer): Buffer {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(count)
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), counter, attested])
  }

  return {
    id,
    register(options) {
      const key = new Map<Cbor, Cbor>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Buffer.from(String(jwk.x), 'base64url')],
        [-3, Buffer.from(String(jwk.y), 'base64url')],
      ])
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, credentialId.length]), credentialId, cbor(key)])
      const object = new Map<Cbor, Cbor>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authData(0x45, attested)],
      ])
      return {
        id,
        rawId: id,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData('webauthn.create', String((options as Options).challenge), origin).toString('base64url'),
          attestationObject: cbor(object).toString('base64url'),
          transports: ['internal'],
        },
      }
    },
    sign(options, how = {}) {
      if (how.rise !== false) count += 1
      const data = authData(how.verified === false ? 0x01 : 0x05, Buffer.alloc(0))
      const client = clientData('webauthn.get', how.challenge ?? String((options as Options).challenge), how.origin ?? origin)
      const signature = createSign('sha256').update(data).update(sha256(client)).sign(privateKey)
      return {
        id,
        rawId: id,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
        },
      }
    },
  }
}
