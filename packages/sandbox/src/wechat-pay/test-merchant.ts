/**
 * A merchant for tests: wechatpay-axios-plugin speaks to the simulator, raw requests try what it would not, and callbacks are received,
 * verified and decrypted with node:crypto alone. Nothing of the simulator's own protocol code is used.
 */
import { createDecipheriv, createSign, createVerify, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach } from 'vitest'
import plugin from 'wechatpay-axios-plugin'
import { createWeChatPay, type Keys, type Merchant, type RunningWeChatPay, type WeChatPayOptions } from './wechat-pay.ts'

type Json = Record<string, unknown>
export type Callback = { readonly headers: Record<string, string>; readonly text: string; readonly body: Json }

let keys: Keys | undefined
const running: RunningWeChatPay[] = []
const closers: (() => Promise<void>)[] = []

/** Starts a simulator with the keys of this test file's first one, so that keys are made once; closed after the test. */
export async function start(options: WeChatPayOptions = {}): Promise<RunningWeChatPay> {
  const pay = await createWeChatPay({
    ...(keys === undefined ? {} : { keys: structuredClone(keys) }),
    callbackTimeScale: 0.001,
    ...options,
    faults: { refundDelayMs: 0, ...options.faults },
  })
  keys ??= structuredClone(pay.keys)
  running.push(pay)
  return pay
}

afterEach(async () => {
  await Promise.all(running.splice(0).map(pay => pay.close()))
})
afterAll(async () => {
  await Promise.all(closers.splice(0).map(close => close()))
})

export function merchantOf(pay: RunningWeChatPay, kind: 'provider' | 'direct'): Merchant {
  const merchant = pay.keys.merchants.find(known => known.kind === kind)
  if (merchant === undefined) throw new Error(`no ${kind}`)
  return merchant
}

/** Every key of the platform by its serial, as a merchant who is switching holds them. */
export const platformKeys = ({ keys: { platform } }: RunningWeChatPay): Record<string, string> => ({
  [platform.publicKeyId]: platform.publicKey,
  ...Object.fromEntries(platform.certificates.map(({ serial, certificate }) => [serial, certificate])),
})

type SdkAnswer = { readonly status: number; readonly data: Json; readonly headers: Json }
type Sdk = {
  get(path: string, params?: Json, config?: Json): Promise<SdkAnswer>
  post(path: string, data: Json, config?: Json): Promise<SdkAnswer>
}

/** The independent SDK, which verifies every answer: `certs` are the platform keys it trusts. */
export function sdkOf(pay: RunningWeChatPay, merchant: Merchant, certs = platformKeys(pay)): Sdk {
  const { Wechatpay } = plugin as unknown as {
    Wechatpay: new (config: Json) => { client: { request(...given: unknown[]): Promise<SdkAnswer> } }
  }
  const { client } = new Wechatpay({
    mchid: merchant.mchid,
    serial: merchant.serial,
    privateKey: merchant.privateKey,
    certs: { ...certs },
    baseURL: `${pay.url}/`,
    proxy: false,
  })
  return {
    get: (path, params, config) => client.request(path, 'get', undefined, { params, ...config }),
    post: (path, data, config) => client.request(path, 'post', data, config),
  }
}

export type Forged = {
  readonly privateKey?: string
  readonly serial?: string
  readonly mchid?: string
  readonly ageSeconds?: number
  readonly nonce?: string
  readonly signedBody?: string
  readonly authorization?: string | null
  readonly headers?: Record<string, string>
}

/** A request made by hand, to be wrong on purpose. */
export async function raw(pay: RunningWeChatPay, merchant: Merchant, method: string, path: string, body?: Json, forged: Forged = {}) {
  const text = body === undefined ? '' : JSON.stringify(body)
  const timestamp = String(Math.floor(Date.now() / 1000) - (forged.ageSeconds ?? 0))
  const nonce = forged.nonce ?? randomBytes(16).toString('hex')
  const message = [method, path, timestamp, nonce, forged.signedBody ?? text, ''].join('\n')
  const signature = createSign('RSA-SHA256')
    .update(message)
    .sign(forged.privateKey ?? merchant.privateKey, 'base64')
  const made = `WECHATPAY2-SHA256-RSA2048 mchid="${forged.mchid ?? merchant.mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${forged.serial ?? merchant.serial}"`
  const authorization = forged.authorization === undefined ? made : forged.authorization
  const response = await fetch(pay.url + path, {
    method,
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      ...(authorization === null ? {} : { authorization }),
      ...forged.headers,
    },
    ...(text === '' ? {} : { body: text }),
  })
  const answer = await response.text()
  return {
    status: response.status,
    text: answer,
    body: (answer.startsWith('{') ? JSON.parse(answer) : {}) as Json & { code?: string; message?: string; detail?: Json },
    headers: Object.fromEntries(response.headers),
    message,
  }
}

/** Whether the platform signed this, by the key that the headers name. */
export function isAuthentic(pay: RunningWeChatPay, headers: Record<string, string>, text: string): boolean {
  const key = platformKeys(pay)[headers['wechatpay-serial'] ?? '']
  const message = `${headers['wechatpay-timestamp']}\n${headers['wechatpay-nonce']}\n${text}\n`
  return (
    key !== undefined &&
    createVerify('RSA-SHA256')
      .update(message)
      .verify(key, headers['wechatpay-signature'] ?? '', 'base64')
  )
}

/** AEAD_AES_256_GCM by hand; throws when the tag does not match. */
export function decrypt(merchant: Merchant, { ciphertext, nonce, associated_data }: Json): Json {
  const bytes = Buffer.from(String(ciphertext), 'base64')
  const decipher = createDecipheriv('aes-256-gcm', merchant.apiV3Key, String(nonce))
  decipher.setAAD(Buffer.from(String(associated_data)))
  decipher.setAuthTag(bytes.subarray(-16))
  const text = Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString()
  return text.startsWith('{') ? JSON.parse(text) : { text }
}

/** A merchant's notify_url that keeps what it is sent and answers with the given statuses in turn, then with 204. */
export async function receiver(statuses: readonly number[] = []) {
  const received: Callback[] = []
  const left = [...statuses]
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      received.push({ headers, text, body: JSON.parse(text) })
      response.writeHead(left.shift() ?? 204).end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => new Promise(resolve => server.close(() => resolve())))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/notify`,
    received,
    /** Waits until so many came. */
    async count(wanted: number): Promise<readonly Callback[]> {
      for (let waitedMs = 0; received.length < wanted && waitedMs < 8_000; waitedMs += 10)
        await new Promise(resolve => setTimeout(resolve, 10))
      return received
    },
  }
}

let orders = 0
export const newOutTradeNo = (): string => `T${Date.now()}${String(++orders).padStart(4, '0')}`

/** A partner-mode order; `more` replaces fields. */
export const partnerOrder = (notifyUrl: string, more: Json = {}): Json => ({
  sp_appid: 'wx0000000000000001',
  sp_mchid: '1900000001',
  sub_mchid: '1900000011',
  description: '龙井一杯',
  out_trade_no: newOutTradeNo(),
  notify_url: notifyUrl,
  amount: { total: 1_999, currency: 'CNY' },
  ...more,
})

export const directOrder = (notifyUrl: string, more: Json = {}): Json => ({
  appid: 'wx0000000000000002',
  mchid: '1900000002',
  description: '龙井一杯',
  out_trade_no: newOutTradeNo(),
  notify_url: notifyUrl,
  amount: { total: 1_999, currency: 'CNY' },
  ...more,
})
