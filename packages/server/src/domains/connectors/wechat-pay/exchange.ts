/**
 * Signed exchanges with WeChat Pay: signs each request, believes an answer only when the key that it names verifies it, and reads
 * refusals. What is not verified is silence: its outcome is unknown.
 */
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Clock } from '../../../kernel/time.ts'
import type { Client, Connection, ExchangeOptions, Kit, Silent, Spoken } from '../kit/types.ts'
import { type Account, createAccounts } from './account.ts'
import { ROLES, WECHAT_PAY } from './capabilities.ts'
import { authorization, CIPHERS, HEADERS, PROBE, requestMessage, responseMessage, type Sealed, SKEW_SECONDS } from './protocol.ts'
import { sm4Key } from './sm.ts'

/** Why something signed is not believed. */
export type Doubt = 'headers' | 'timestamp' | 'probe' | 'serial' | 'signature'

export type Signed = {
  readonly timestamp: string | null
  readonly nonce: string | null
  readonly serial: string | null
  readonly signature: string | null
}

/** `header` takes names in lower case. */
export const signedBy = (header: (name: string) => string | null | undefined): Signed => ({
  timestamp: header(HEADERS.timestamp) ?? null,
  nonce: header(HEADERS.nonce) ?? null,
  serial: header(HEADERS.serial) ?? null,
  signature: header(HEADERS.signature) ?? null,
})

const SIGNATURE_CHARACTERS_MAX = 2_048

/** Whether the platform signed these bytes, by the key that the message names: certificate, public key or SM2 certificate. */
export function doubtAbout(account: Account, signed: Signed, body: Uint8Array, now: Date): Doubt | null {
  const { timestamp, nonce, serial, signature } = signed
  if (timestamp === null || nonce === null || serial === null || signature === null) return 'headers'
  if (nonce.length > 128 || serial.length > 128 || signature.length > SIGNATURE_CHARACTERS_MAX) return 'headers'
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now.getTime() / 1_000 - Number(timestamp)) > SKEW_SECONDS) return 'timestamp'
  if (signature.startsWith(PROBE)) return 'probe'
  const key = account.platformKey(serial)
  if (key === null) return 'serial'
  return key.verify(responseMessage(timestamp, nonce, body), signature) ? null : 'signature'
}

const REASONS = { headers: 'header_missing', timestamp: 'timestamp_outside_window', serial: 'key_id_unknown' } as const

/** Tells the key doctor; the platform's probes are no news. */
export function explainDoubt(
  kit: Kit,
  account: Account,
  doubt: Doubt,
  about: { readonly on: 'answer' | 'callback'; readonly signed: Signed; readonly body: Uint8Array; readonly reference: string | null },
): void {
  if (doubt === 'probe') return
  const { signed, body, on, reference } = about
  const key = signed.serial === null ? null : account.platformKey(signed.serial)
  const sm = key?.suite === 'sm' || (key === null && account.suite === 'sm')
  kit.explain({
    kind: 'signature',
    code: WECHAT_PAY,
    role: key?.role ?? (signed.serial?.startsWith('PUB_KEY_ID_') ? ROLES.platformPublicKey : ROLES.platformCertificate),
    on,
    reference,
    algorithm: sm ? 'sm2_sm3' : 'rsa_sha256',
    keyId: signed.serial,
    signedString: responseMessage(signed.timestamp ?? '', signed.nonce ?? '', body).toString('utf8'),
    signature: signed.signature,
    ...(doubt === 'signature' ? {} : { reason: REASONS[doubt] }),
  })
}

/** Tells the key doctor of a resource that did not open. */
export function explainSealed(kit: Kit, on: 'answer' | 'callback', reference: string, sealed: Sealed): void {
  const sm = sealed.algorithm === CIPHERS.sm
  kit.explain({
    ...{ kind: 'cipher', code: WECHAT_PAY, role: ROLES.apiV3Key, on, reference },
    algorithm: sm ? 'sm4_gcm' : 'aes_256_gcm',
    nonce: sealed.nonce,
    associatedData: sealed.associatedData,
    ciphertext: sealed.ciphertext,
    ...(sm ? { keyOf: sm4Key } : {}),
  })
}

const zRefusal = z.object({
  code: z.string().max(100),
  message: z.string().max(2_000).default(''),
  detail: z.unknown().optional(),
})

export type Refused = {
  readonly kind: 'refused'
  readonly status: number
  readonly code: string
  readonly message: string
  readonly field: string | null
}
export type Reply =
  | { readonly kind: 'done'; readonly status: number; readonly body: unknown }
  | Refused
  /** `sent: false`: it certainly never reached the platform. Else its outcome is unknown. */
  | { readonly kind: 'silent'; readonly sent: boolean; readonly reason: string }

export type Ask = {
  readonly reference: string | null
  /** The platform executes it once however often it comes. */
  readonly idempotent: boolean
  /** Sensitive fields are encrypted for this key, which the request must name. */
  readonly encryptedFor?: string
  readonly contentType?: string
  /** What is signed instead of the body, as for uploads. */
  readonly signedText?: string
  readonly withoutBodies?: boolean
}

export type Wechat = {
  account(): Account | { readonly missing: string }
  connection(): Connection | null
  call(method: 'GET' | 'POST', path: string, body: unknown, ask: Ask): Promise<Reply>
  /** The headers of a request, for what the client sends by itself. */
  headers(method: string, path: string, text: string, serial: string | null): Readonly<Record<string, string>>
  readonly client: Client
}

export type ExchangeDeps = {
  readonly kit: Kit
  readonly client: Client
  readonly clock: Clock
  /** An answer names a key of the platform that we do not hold. */
  readonly onUnknownSerial: (serial: string) => void
}

/** For so long the preferred key is not asked for after the platform refused it: the switch of keys is under way. */
const AVOID_MS = 60_000

const fieldOf = (detail: unknown): string | null => {
  const parsed = z.object({ field: z.string() }).safeParse(detail)
  return parsed.success ? parsed.data.field : null
}

export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

/** What came although it does not count, in a few words: evidence for operators. */
function evidence({ answer }: Silent): string {
  const said = answer === undefined ? null : zRefusal.safeParse(parseJson(answer.body))
  return said?.success === true ? ` (${said.data.code}: ${said.data.message.slice(0, 200)})` : ''
}

function replyOf(said: Spoken | Silent): Reply {
  if (!said.spoke) return { kind: 'silent', sent: said.sent, reason: `${said.reason}${evidence(said)}` }
  const body = said.body.length === 0 ? undefined : parseJson(said.body)
  if (said.status >= 200 && said.status < 300) return { kind: 'done', status: said.status, body }
  const refusal = zRefusal.safeParse(body)
  if (!refusal.success) return { kind: 'silent', sent: true, reason: `answer ${said.status} without a code` }
  const { code, message, detail } = refusal.data
  return { kind: 'refused', status: said.status, code, message, field: fieldOf(detail) }
}

const refusesSerial = (reply: Reply): boolean =>
  reply.kind === 'refused' && reply.status === 400 && (reply.field === 'Wechatpay-Serial' || /Wechatpay-Serial/i.test(reply.message))

export function createExchange(deps: ExchangeDeps): Wechat {
  const { kit, client, clock } = deps
  const accountOf = createAccounts()
  const avoided = { serial: '', until: 0 }

  const account = (): Account | { readonly missing: string } => {
    const connection = kit.connection(WECHAT_PAY)
    return connection === null ? { missing: 'connection' } : accountOf(connection)
  }

  function headersFor(who: Account, method: string, path: string, text: string, serial: string | null): Record<string, string> {
    const timestamp = String(Math.floor(clock.now().getTime() / 1_000))
    const nonce = randomBytes(16).toString('hex')
    const signature = who.sign(requestMessage(method, path, timestamp, nonce, text))
    return {
      accept: 'application/json',
      authorization: authorization(who.suite, { mchid: who.mchid, serialNo: who.serialNo, timestamp, nonce, signature }),
      ...(serial === null ? {} : { 'wechatpay-serial': serial }),
    }
  }

  /** Why the answer does not count, told to the doctor; `null` when it is the platform's. */
  function verify(who: Account, answer: Spoken, reference: string | null): string | null {
    const signed = signedBy(answer.header)
    const doubt = doubtAbout(who, signed, answer.body, clock.now())
    if (doubt === null) return null
    explainDoubt(kit, who, doubt, { on: 'answer', signed, body: answer.body, reference })
    if (doubt === 'serial' && signed.serial !== null) deps.onUnknownSerial(signed.serial)
    return `answer ${answer.status} is not the platform's: ${doubt}`
  }

  async function once(who: Account, method: 'GET' | 'POST', path: string, body: unknown, ask: Ask, serial: string | null): Promise<Reply> {
    const options: ExchangeOptions = {
      idempotent: ask.idempotent,
      reference: ask.reference,
      headers: text => headersFor(who, method, path, ask.signedText ?? text, serial),
      verify: answer => verify(who, answer, ask.reference),
      ...(ask.contentType === undefined ? {} : { contentType: ask.contentType }),
      ...(ask.withoutBodies === undefined ? {} : { withoutBodies: ask.withoutBodies }),
    }
    return replyOf(await client.exchange(method, path, body, options))
  }

  return {
    account,
    connection: () => kit.connection(WECHAT_PAY),
    client,
    headers(method, path, text, serial) {
      const who = account()
      return 'missing' in who ? {} : headersFor(who, method, path, text, serial)
    },
    async call(method, path, body, ask) {
      const who = account()
      if ('missing' in who) return { kind: 'silent', sent: false, reason: `not set up: ${who.missing}` }
      if (ask.encryptedFor !== undefined) return once(who, method, path, body, ask, ask.encryptedFor)
      const preferred = who.preferredKey()
      const now = clock.now().getTime()
      const named = preferred !== null && PUBLIC.test(preferred.serial) && !(avoided.serial === preferred.serial && now < avoided.until)
      const reply = await once(who, method, path, body, ask, named ? preferred.serial : null)
      if (!named || !refusesSerial(reply)) return reply
      // Refused before anything was executed: the platform does not sign with this key yet, or no longer.
      Object.assign(avoided, { serial: preferred.serial, until: now + AVOID_MS })
      return once(who, method, path, body, ask, null)
    },
  }
}

/** Certificates are not asked for by name: they end, and the platform then picks another by itself. */
const PUBLIC = /^PUB_KEY_ID_/
