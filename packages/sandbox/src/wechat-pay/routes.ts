/** Which operation a path means: the paths of WeChat Pay API v3 that the simulator serves. */
import { apply, changeAccount, queryAccountChange, queryApplyment } from './applyments.ts'
import type { Bills } from './bills.ts'
import { type Body, type Context, newToken } from './context.ts'
import { type Answer, refuse, wrongField } from './errors.ts'
import type { Merchant } from './keys.ts'
import { close, prepay, query, reverse } from './orders.ts'
import { seal, timeText } from './protocol.ts'
import { createRefund, queryRefund } from './refunds.ts'
import { changeReceiver, giveBack, queryAmounts, queryReturn, queryShare, share } from './sharing.ts'
import { SM_CIPHER, sealSm } from './sm.ts'
import type { Product } from './state.ts'
import { keepUpload, UPLOAD_PATH, type Upload } from './uploads.ts'

export type Call = {
  readonly context: Context
  readonly bills: Bills
  readonly merchant: Merchant
  readonly body: Body
  readonly given: Body
  /** The request's `Wechatpay-Serial`, under whose key sensitive fields are encrypted. */
  readonly serial: string
  /** What was uploaded; null where nothing was. */
  readonly upload: Upload | null
}

type Operation = (call: Call, parts: Readonly<Record<string, string>>) => Answer

/** `GET /v3/certificates`: each platform certificate, encrypted with the merchant's APIv3 key. */
function certificates({ context, merchant }: Call): Answer {
  const { keys, keyMode } = context.state
  if (context.sm) {
    const { serial, certificate } = keys.platform.sm
    const nonce = newToken(6)
    const ciphertext = sealSm(merchant.apiV3Key, nonce, 'certificate', certificate)
    const encrypted = { algorithm: SM_CIPHER, nonce, associated_data: 'certificate', ciphertext }
    return { status: 200, body: { data: [{ serial_no: serial, encrypt_certificate: encrypted }] } }
  }
  if (keyMode === 'public_key')
    return refuse('RESOURCE_NOT_EXISTS', '无可用的平台证书，请使用微信支付公钥 · there are no platform certificates: use the public key')
  return {
    status: 200,
    body: {
      data: keys.platform.certificates.map(({ serial, certificate, effectiveTime, expireTime }) => {
        const nonce = newToken(6)
        return {
          serial_no: serial,
          effective_time: timeText(new Date(effectiveTime)),
          expire_time: timeText(new Date(expireTime)),
          encrypt_certificate: {
            algorithm: 'AEAD_AES_256_GCM',
            nonce,
            associated_data: 'certificate',
            ciphertext: seal(merchant.apiV3Key, nonce, 'certificate', certificate),
          },
        }
      }),
    },
  }
}

const PRODUCTS: readonly string[] = ['jsapi', 'native', 'h5', 'app', 'codepay'] satisfies Product[]
const isProduct = (name: string): name is Product => PRODUCTS.includes(name)

const TRANSACTIONS = '/v3/pay/(?<partner>partner/)?transactions'

const OPERATIONS: readonly (readonly [method: string, path: RegExp, operation: Operation])[] = (
  [
    ['GET', '/v3/certificates', certificates],
    [
      'POST',
      `${TRANSACTIONS}/(?<product>[a-z0-9]+)`,
      ({ context, merchant, body }, { partner, product = '' }) =>
        isProduct(product) ? prepay(context, merchant, partner !== undefined, product, body) : refuse('RESOURCE_NOT_EXISTS'),
    ],
    [
      'GET',
      `${TRANSACTIONS}/(?<by>id|out-trade-no)/(?<number>[^/]+)`,
      ({ context, merchant, given }, { partner, by, number = '' }) =>
        query(context, merchant, partner !== undefined, by === 'id' ? 'id' : 'out-trade-no', number, given),
    ],
    [
      'POST',
      `${TRANSACTIONS}/out-trade-no/(?<number>[^/]+)/(?<action>close|reverse)`,
      ({ context, merchant, body }, { partner, number = '', action }) =>
        (action === 'close' ? close : reverse)(context, merchant, partner !== undefined, number, body),
    ],
    ['POST', '/v3/refund/domestic/refunds', ({ context, merchant, body }) => createRefund(context, merchant, body)],
    [
      'GET',
      '/v3/refund/domestic/refunds/(?<number>[^/]+)',
      ({ context, merchant, given }, { number = '' }) => queryRefund(context, merchant, number, given),
    ],
    ['GET', '/v3/bill/tradebill', ({ context, bills, merchant, given }) => bills.trade(context, merchant, given)],
    ['GET', '/v3/bill/fundflowbill', ({ context, bills, merchant, given }) => bills.fundFlow(context, merchant, given)],
    ['GET', '/v3/billdownload/file', ({ context, bills, merchant, given }) => bills.download(context, merchant, given)],
    [
      'POST',
      '/v3/profitsharing/receivers/(?<change>add|delete)',
      ({ context, merchant, body }, { change }) => changeReceiver(context, merchant, change === 'add' ? 'add' : 'delete', body),
    ],
    ['POST', '/v3/profitsharing/orders', ({ context, merchant, body }) => share(context, merchant, body, false)],
    ['POST', '/v3/profitsharing/orders/unfreeze', ({ context, merchant, body }) => share(context, merchant, body, true)],
    [
      'GET',
      '/v3/profitsharing/orders/(?<number>[^/]+)',
      ({ context, merchant, given }, { number = '' }) => queryShare(context, merchant, number, given),
    ],
    ['POST', '/v3/profitsharing/return-orders', ({ context, merchant, body }) => giveBack(context, merchant, body)],
    [
      'GET',
      '/v3/profitsharing/return-orders/(?<number>[^/]+)',
      ({ context, merchant, given }, { number = '' }) => queryReturn(context, merchant, number, given),
    ],
    [
      'GET',
      '/v3/profitsharing/transactions/(?<number>[^/]+)/amounts',
      ({ context, merchant }, { number = '' }) => queryAmounts(context, merchant, number),
    ],
    ['POST', '/v3/applyment4sub/applyment/?', ({ context, merchant, body, serial }) => apply(context, merchant, body, serial)],
    [
      'GET',
      '/v3/applyment4sub/applyment/(?<by>business_code|applyment_id)/(?<value>[^/]+)',
      ({ context, merchant }, { by, value = '' }) =>
        queryApplyment(context, merchant, by === 'business_code' ? 'business_code' : 'applyment_id', value),
    ],
    [
      'POST',
      '/v3/apply4sub/sub_merchants/(?<sub>[^/]+)/modify-settlement',
      ({ context, merchant, body, serial }, { sub = '' }) => changeAccount(context, merchant, sub, body, serial),
    ],
    [
      'GET',
      '/v3/apply4sub/sub_merchants/(?<sub>[^/]+)/application/(?<number>[^/]+)',
      ({ context, merchant }, { sub = '', number = '' }) => queryAccountChange(context, merchant, sub, number),
    ],
    ['POST', UPLOAD_PATH, ({ context, upload }) => keepUpload(context, upload)],
  ] satisfies [string, string, Operation][]
).map(([method, path, operation]) => [method, new RegExp(`^${path}$`), operation])

/** A part of a path; one that is wrongly encoded names nothing that there is. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Runs the operation of a path. */
export function route(method: string, path: string, call: Call): Answer {
  for (const [wanted, pattern, operation] of OPERATIONS) {
    const found = wanted === method ? pattern.exec(path) : null
    if (found === null) continue
    const parts: Record<string, string> = {}
    for (const [name, value] of Object.entries(found.groups ?? {})) if (value !== undefined) parts[name] = decoded(value)
    return operation(call, parts)
  }
  return path.startsWith('/v3/')
    ? refuse('RESOURCE_NOT_EXISTS', '模拟器没有此接口 · the simulator does not serve this path')
    : wrongField('/', path, 'API v3 paths begin with /v3/', 'uri')
}
