/**
 * One call of the open platform: v3 first, the v2 gateway for what v3 lacks. Requests are signed with the application's key; answers count
 * only when Alipay's signature stands over the bytes that came. Nothing here knows what a trade is.
 */
import { randomUUID } from 'node:crypto'
import type { Clock } from '../../../kernel/time.ts'
import type { Client, Kit, Silent, Spoken } from '../kit/types.ts'
import { ALIPAY } from './capabilities.ts'
import type { Access, TrustedKey } from './keys.ts'
import {
  answerMessageV3,
  dayOf,
  pathOf,
  requestContent,
  requestMessageV3,
  responseMember,
  SCHEME,
  signedAnswerV2,
  signRsa2,
  timeText,
  verifyRsa2,
} from './protocol.ts'

export type Fields = Readonly<Record<string, unknown>>

/** `code` of a refusal is the sub code, without `isv.` and `isp.`, e.g. `ACQ.TRADE_NOT_EXIST`, `invalid-signature`. */
export type Said =
  | { readonly said: 'yes'; readonly body: Fields; readonly at: Date | null }
  | { readonly said: 'no'; readonly code: string; readonly message: string; readonly at: Date | null }
  | { readonly said: 'nothing'; readonly sent: boolean; readonly reason: string }

export type CallOptions = { readonly idempotent: boolean; readonly reference: string | null }

/** A file for the v2 gateway's forms: files are not part of what is signed. */
export type Upload = { readonly name: string; readonly fileName: string; readonly mediaType: string; readonly bytes: Buffer }

export type PageOptions = { readonly notifyUrl?: string | undefined; readonly returnUrl?: string | undefined }

export type Api = {
  /** v3: `GET` has the fields as its query. */
  call(verb: 'GET' | 'POST', method: string, fields: Fields, options: CallOptions): Promise<Said>
  /** The v2 gateway, by form. */
  callV2(method: string, fields: Fields, options: CallOptions & { readonly upload?: Upload }): Promise<Said>
  /** The signed parameters of a method that a browser or an app is sent with; `null`: not connected. Nothing goes over the wire. */
  signedParameters(method: string, fields: Fields, options: PageOptions): URLSearchParams | null
  access(): Access | null
}

export type ApiDeps = {
  readonly kit: Pick<Kit, 'explain'>
  readonly client: Client
  readonly clock: Clock
  readonly access: () => Access | null
}

const notConnected: Said = { said: 'nothing', sent: false, reason: 'alipay is not connected' }

const bare = (code: string): string => code.replace(/^is[vp]\./, '')

function objectOf(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null
  } catch {
    return null
  }
}

const wordOf = (body: Fields, name: string): string => (typeof body[name] === 'string' ? body[name] : '')

export function createApi({ kit, client, clock, access }: ApiDeps): Api {
  /** `null` when one of the keys that may have signed it did; otherwise why not. */
  function unbelieved(
    { trusted, trustedRole, mode }: Access,
    signed: { content: string | Buffer; signature: string | null; sn: string | null },
    reference: string | null,
  ): string | null {
    const candidates: readonly TrustedKey[] = mode === 'certificate' ? trusted.filter(({ sn }) => sn === signed.sn) : trusted
    const { content, signature } = signed
    if (signature !== null && candidates.some(({ key }) => verifyRsa2(key, content, signature))) return null
    const reason = signature === null ? 'header_missing' : candidates.length === 0 ? 'key_id_unknown' : undefined
    kit.explain({
      kind: 'signature',
      code: ALIPAY,
      role: trustedRole,
      on: 'answer',
      reference,
      algorithm: 'rsa_sha256',
      keyId: signed.sn,
      signedString: content.toString(),
      signature,
      ...(reason === undefined ? {} : { reason }),
    })
    return reason ?? 'signature_wrong'
  }

  function silence({ sent, reason }: Silent): Said {
    return { said: 'nothing', sent, reason }
  }

  async function call(verb: 'GET' | 'POST', method: string, fields: Fields, options: CallOptions): Promise<Said> {
    const keys = access()
    if (keys === null) return notConnected
    const query = new URLSearchParams(
      Object.entries(fields).map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
    )
    const path = verb === 'GET' ? `${pathOf(method)}?${query}` : pathOf(method)
    const said = await client.exchange(verb, path, verb === 'GET' ? undefined : fields, {
      ...options,
      serverErrorsSpeak: true,
      headers: text => {
        const certificate = keys.appCertSn === null ? '' : `app_cert_sn=${keys.appCertSn},`
        const authString = `app_id=${keys.appId},${certificate}nonce=${randomUUID()},timestamp=${clock.now().getTime()}`
        const sign = signRsa2(keys.privateKey, requestMessageV3(authString, verb, path, text))
        return {
          authorization: `${SCHEME} ${authString},sign=${sign}`,
          'alipay-request-id': randomUUID().replaceAll('-', ''),
          ...(keys.rootCertSn === null ? {} : { 'alipay-root-cert-sn': keys.rootCertSn }),
        }
      },
      verify: answer => {
        const [timestamp, nonce] = [answer.header('alipay-timestamp') ?? '', answer.header('alipay-nonce') ?? '']
        const signed = {
          content: answerMessageV3(timestamp, nonce, answer.body),
          signature: answer.header('alipay-signature'),
          sn: answer.header('alipay-sn'),
        }
        return unbelieved(keys, signed, options.reference)
      },
    })
    if (!said.spoke) return silence(said)
    const body = objectOf(said.body.toString('utf8'))
    const ms = Number(said.header('alipay-timestamp'))
    const at = Number.isSafeInteger(ms) && ms > 0 ? new Date(ms) : null
    if (body === null) return { said: 'nothing', sent: true, reason: `answer ${said.status} is no object` }
    if (said.status < 300) return { said: 'yes', body, at }
    return { said: 'no', code: bare(wordOf(body, 'code')), message: wordOf(body, 'message'), at }
  }

  function commonParameters(keys: Access, method: string, { notifyUrl, returnUrl }: PageOptions): Record<string, string> {
    return {
      app_id: keys.appId,
      method,
      format: 'JSON',
      charset: 'utf-8',
      sign_type: 'RSA2',
      timestamp: timeText(clock.now()),
      version: '1.0',
      ...(keys.appCertSn === null ? {} : { app_cert_sn: keys.appCertSn }),
      ...(keys.rootCertSn === null ? {} : { alipay_root_cert_sn: keys.rootCertSn }),
      ...(notifyUrl === undefined ? {} : { notify_url: notifyUrl }),
      ...(returnUrl === undefined ? {} : { return_url: returnUrl }),
    }
  }

  const withSignature = (keys: Access, parameters: Record<string, string>): Record<string, string> => ({
    ...parameters,
    sign: signRsa2(keys.privateKey, requestContent(parameters)),
  })

  async function callV2(method: string, fields: Fields, options: CallOptions & { readonly upload?: Upload }): Promise<Said> {
    const keys = access()
    if (keys === null) return notConnected
    const { upload, ...exchange } = options
    const common = commonParameters(keys, method, {})
    // What comes with a file is a plain parameter.
    const plain = upload === undefined ? { biz_content: JSON.stringify(fields) } : (fields as Readonly<Record<string, string>>)
    const parameters = withSignature(keys, { ...common, ...plain })
    const query = new URLSearchParams(Object.entries(parameters).filter(([name]) => name in common || name === 'sign'))
    const form = upload === undefined ? { body: new URLSearchParams(plain).toString(), type: FORM } : multipart(plain, upload)
    let signed: ReturnType<typeof signedAnswerV2> = null
    const said = await client.exchange('POST', `${keys.gateway}?${query}`, form.body, {
      ...exchange,
      contentType: form.type,
      ...(upload === undefined ? {} : { withoutBodies: true }),
      verify: (answer: Spoken) => {
        const text = answer.body.toString('utf8')
        signed = signedAnswerV2(text, responseMember(method)) ?? signedAnswerV2(text, 'error_response')
        if (signed === null) return 'header_missing'
        return unbelieved(keys, { content: signed.content, signature: signed.sign, sn: signed.certificateSn }, options.reference)
      },
    })
    if (!said.spoke) return silence(said)
    const content: string = (signed as ReturnType<typeof signedAnswerV2>)?.content ?? ''
    const body = objectOf(content)
    if (body === null) return { said: 'nothing', sent: true, reason: `answer ${said.status} is no object` }
    if (body.code === '10000' || body.code === '10003') return { said: 'yes', body, at: null }
    return { said: 'no', code: bare(wordOf(body, 'sub_code') || wordOf(body, 'code')), message: wordOf(body, 'sub_msg'), at: null }
  }

  return {
    call,
    callV2,
    signedParameters(method, fields, options) {
      const keys = access()
      if (keys === null) return null
      return new URLSearchParams(withSignature(keys, { ...commonParameters(keys, method, options), biz_content: JSON.stringify(fields) }))
    },
    access,
  }
}

const FORM = 'application/x-www-form-urlencoded;charset=utf-8'

/** RFC 7578. Names and file names are ours, so nothing in them needs escaping. */
function multipart(fields: Readonly<Record<string, string>>, { name, fileName, mediaType, bytes }: Upload): { body: Buffer; type: string } {
  const boundary = `feiqian${randomUUID().replaceAll('-', '')}`
  const parts = Object.entries(fields).map(
    ([field, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`,
  )
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="${name}"; filename="${fileName}"\r\ncontent-type: ${mediaType}\r\n\r\n`
  const body = Buffer.concat([Buffer.from(parts.join('') + head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)])
  return { body, type: `multipart/form-data; boundary=${boundary}` }
}

/** Whether a day is over by Alipay's own clock, and its bill complete. */
export function billIsReady(date: string, alipayNow: Date, readyMinutes: number): boolean {
  const today = dayOf(alipayNow)
  if (date >= today) return false
  const dayBefore = dayOf(new Date(alipayNow.getTime() - 86_400_000))
  if (date < dayBefore) return true
  const [hours = 0, minutes = 0] = timeText(alipayNow).slice(11, 16).split(':').map(Number)
  return hours * 60 + minutes >= readyMinutes
}
