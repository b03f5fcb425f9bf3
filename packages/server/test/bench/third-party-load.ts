/**
 * The load of a third party, in a process of its own: tokens of its own, or pages of transactions with a fresh proof for each request.
 * Reads a plan as JSON from standard input, prints latencies and counts as one line of JSON.
 */
import { createHash, createPrivateKey, type JsonWebKey, randomUUID, sign } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { closedLoop, tell } from './http-load.ts'

export type ThirdPartyPlan = {
  readonly host: string
  readonly port: number
  readonly seconds: number
  readonly connections: number
  /** `bare`: the same pages from where nothing is asked for. */
  readonly what: 'token' | 'page' | 'bare'
  readonly path: string
  readonly clientId: string
  readonly accessToken: string
  /** ES256 keys as private JWKs. */
  readonly clientKey: JsonWebKey & { readonly kid: string }
  readonly proofKey: JsonWebKey
}

const plan = JSON.parse(await text(process.stdin)) as ThirdPartyPlan
const { host, port, what, path } = plan
const base = `http://${host}:${port}`
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const clientKey = createPrivateKey({ key: plan.clientKey, format: 'jwk' })
const proofKey = createPrivateKey({ key: plan.proofKey, format: 'jwk' })
const { kty, crv, x, y } = plan.proofKey
const proofHead = encode({ alg: 'ES256', typ: 'dpop+jwt', jwk: { kty, crv, x, y } })
const clientHead = encode({ alg: 'ES256', kid: plan.clientKey.kid })
const ath = createHash('sha256').update(plan.accessToken).digest('base64url')
let nonce = ''

function jwt(head: string, key: typeof proofKey, claims: Readonly<Record<string, unknown>>): string {
  const data = `${head}.${encode(claims)}`
  return `${data}.${sign('sha256', Buffer.from(data), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

const now = (): number => Math.floor(Date.now() / 1000)
const proof = (htm: string, htu: string, more: Readonly<Record<string, unknown>> = {}): string =>
  jwt(proofHead, proofKey, { jti: randomUUID(), iat: now(), htm, htu, ...(nonce === '' ? {} : { nonce }), ...more })

function tokenRequest(): string {
  const { clientId } = plan
  const assertion = jwt(clientHead, clientKey, { iss: clientId, sub: clientId, aud: base, jti: randomUUID(), iat: now(), exp: now() + 60 })
  const body = `grant_type=client_credentials&scope=accounts&client_id=${clientId}&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=${assertion}`
  return `POST ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nDPoP: ${proof('POST', base + path)}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

const pageRequest = (): string =>
  `GET ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nAuthorization: DPoP ${plan.accessToken}\r\nDPoP: ${proof('GET', base + path, { ath })}\r\nAccept: application/json\r\n\r\n`
const bareRequest = (): string => `GET ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nAccept: application/json\r\n\r\n`

const heard = (head: string): void => {
  nonce = /dpop-nonce: ([^\r]+)/i.exec(head)?.[1] ?? nonce
}
const next = { token: tokenRequest, page: pageRequest, bare: bareRequest }[what]
const target = { host, port, next, heard }
// The first answer brings the nonce, as the standard wants; it is not measured.
await closedLoop(target, 1, 0.05)
tell(await closedLoop(target, plan.connections, plan.seconds))
