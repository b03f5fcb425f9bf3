/**
 * Merchants of an acquiring institution (间连商户): taken on with a sub_merchant_id, then confirmed by an order (商家认证申请单) that is
 * audited and that contact and legal person confirm on their phones. Until then a new merchant cannot be paid.
 */
import { type Call, type Context, type Fields, newNumber, newToken, type Operation, text } from './context.ts'
import { type Answer, answer, refuse, wrong } from './errors.ts'
import type { App } from './keys.ts'

/** `order_status` in the order of a smooth confirmation; the others are left by the tester's hand. */
export const STEPS = ['AUDITING', 'CONTACT_CONFIRM', 'LEGAL_CONFIRM', 'AUDIT_PASS'] as const

export type OrderStatus = (typeof STEPS)[number] | 'CONTACT_PROCESSING' | 'AUDIT_REJECT' | 'AUDIT_FREEZE' | 'CANCELED'

const OTHERS = ['CONTACT_PROCESSING', 'AUDIT_REJECT', 'AUDIT_FREEZE', 'CANCELED'] as const

export const isOrderStatus = (value: string): value is OrderStatus => [...STEPS, ...OTHERS].some(status => status === value)

export type SubMerchant = {
  readonly subMerchantId: string
  readonly externalId: string
  /** Which application took it on; null: any may name it. */
  readonly appId: string | null
  /** 营业执照: what a confirmation names it by. */
  businessLicense: string
  fields: Readonly<Record<string, unknown>>
  serviceCodes: readonly string[]
  status: 'UNCONFIRMED' | 'NORMAL' | 'STOPPED'
}

export type Failure = { readonly fail_param: string; readonly fail_reason: string }

export type ConfirmOrder = {
  readonly appId: string
  readonly orderNo: string
  readonly outBizNo: string
  /** Names it in the address behind its QR code. */
  readonly token: string
  license: string
  name: string
  status: OrderStatus
  failures: readonly Failure[]
}

export type Merchants = {
  /** By sub_merchant_id. */
  readonly taken: Record<string, SubMerchant>
  /** By order_no. */
  readonly orders: Record<string, ConfirmOrder>
  /** image_id: who uploaded it. */
  readonly images: Record<string, string>
}

const SERVICES = ['F2F', 'PC', 'APP', 'WITHHOLD']

const known = (last: string, name: string): SubMerchant => ({
  subMerchantId: `20886000000000${last}`,
  externalId: `sandbox_${last}`,
  appId: null,
  businessLicense: `91310000SANDBOX${last}`,
  fields: { name, alias_name: name, mcc: '5499', org_pid: '2088100000000001' },
  serviceCodes: SERVICES,
  status: 'NORMAL',
})

/** Two merchants of any application's are there from the beginning. */
export const newMerchants = (): Merchants => ({
  taken: Object.fromEntries([known('11', '沙箱间连茶铺'), known('12', '沙箱间连书铺')].map(one => [one.subMerchantId, one])),
  orders: {},
  images: {},
})

/** The merchant that a trade names, or why it cannot be paid; null: it names none. */
export function subMerchantOf(context: Context, app: App, fields: Fields): { refused: Answer } | null {
  const { sub_merchant: given } = fields
  if (given === undefined || given === null) return null
  const id = typeof given === 'object' && 'merchant_id' in given ? given.merchant_id : undefined
  const found = typeof id === 'string' && Object.hasOwn(context.state.merchants.taken, id) ? context.state.merchants.taken[id] : undefined
  if (found === undefined || (found.appId !== null && found.appId !== app.appId))
    return { refused: refuse('ACQ.SECONDARY_MERCHANT_ID_INVALID') }
  return found.status === 'NORMAL' ? null : { refused: refuse('ACQ.SECONDARY_MERCHANT_STATUS_ERROR') }
}

const REQUIRED = ['external_id', 'name', 'alias_name', 'service_phone', 'mcc', 'org_pid', 'business_license', 'business_license_type']
const LISTS = ['contact_info', 'address_info']

/** ant.merchant.expand.indirect.create: the same external_id is the same merchant. */
export const createMerchant: Operation = (context, { app, fields }) => {
  const missing = REQUIRED.find(name => typeof text(fields, name, 256) !== 'string')
  if (missing !== undefined) return wrong(missing, '必填 · required')
  const list = LISTS.find(name => !Array.isArray(fields[name]) || fields[name].length === 0)
  if (list !== undefined) return wrong(list, '必填 · required')
  if (!/^\d{4}$/.test(String(fields.mcc))) return wrong('mcc', '四位数字 · four digits')
  const asked = Array.isArray(fields.service_codes) ? fields.service_codes.map(String) : ['F2F']
  const { taken } = context.state.merchants
  const earlier = Object.values(taken).find(one => one.appId === app.appId && one.externalId === fields.external_id)
  const merchant: SubMerchant = earlier ?? {
    subMerchantId: newNumber(context, '2088', 16).slice(-16).replace(/^..../, '2088'),
    externalId: String(fields.external_id),
    appId: app.appId,
    businessLicense: '',
    fields: {},
    serviceCodes: [],
    status: 'UNCONFIRMED',
  }
  merchant.businessLicense = String(fields.business_license)
  merchant.fields = fields
  merchant.serviceCodes = SERVICES.filter(code => asked.includes(code))
  taken[merchant.subMerchantId] = merchant
  return answer({ sub_merchant_id: merchant.subMerchantId, service_codes: merchant.serviceCodes })
}

function find(context: Context, { app, fields }: Call): SubMerchant | undefined {
  return Object.values(context.state.merchants.taken).find(
    one =>
      (one.appId === null || one.appId === app.appId) &&
      (typeof fields.sub_merchant_id === 'string'
        ? one.subMerchantId === fields.sub_merchant_id
        : one.externalId === fields.external_id && fields.external_id !== undefined),
  )
}

/** ant.merchant.expand.indirect.modify: changes what is named, its settlement card for one. */
export const modifyMerchant: Operation = (context, call) => {
  const merchant = find(context, call)
  if (merchant === undefined) return refuse('ACQ.SECONDARY_MERCHANT_ID_INVALID')
  merchant.fields = { ...merchant.fields, ...call.fields }
  return answer({ sub_merchant_id: merchant.subMerchantId })
}

/** ant.merchant.expand.indirect.query */
export const queryMerchant: Operation = (context, call) => {
  const merchant = find(context, call)
  if (merchant === undefined) return refuse('ACQ.SECONDARY_MERCHANT_ID_INVALID')
  return answer({
    ...merchant.fields,
    external_id: merchant.externalId,
    sub_merchant_id: merchant.subMerchantId,
    indirect_level: merchant.status === 'NORMAL' ? 'INDIRECT_LEVEL_M3' : 'INDIRECT_LEVEL_M1',
    service_codes: merchant.serviceCodes,
  })
}

const object = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {})

/** alipay.merchant.indirect.authorder.create: again with the same out_biz_no only after it was rejected or withdrawn. */
export const createOrder: Operation = (context, { app, fields }) => {
  const outBizNo = text(fields, 'out_biz_no', 64)
  const [identity, legal, contact] = [
    object(fields.auth_identity_info),
    object(fields.legal_person_info),
    object(fields.contact_person_info),
  ]
  const certificate = object(identity.certificate_info)
  const { merchants } = context.state
  const missing = [
    ['out_biz_no', outBizNo],
    ['auth_identity_info.identity_type', text(identity, 'identity_type', 32)],
    ['auth_identity_info.certificate_info.cert_no', text(certificate, 'cert_no', 64)],
    ['legal_person_info.person_name', text(legal, 'person_name', 64)],
    ['legal_person_info.card_no', text(legal, 'card_no', 64)],
    ['contact_person_info.contact_name', text(contact, 'contact_name', 64)],
  ].find(([, value]) => typeof value !== 'string')
  if (missing !== undefined) return wrong(String(missing[0]), '必填 · required')
  const images = [certificate.cert_image, legal.card_front_img, legal.card_back_img].filter(image => image !== undefined)
  const foreign = images.find(image => typeof image !== 'string' || merchants.images[image] !== app.appId)
  if (foreign !== undefined) return wrong('image_id', '图片不存在 · no such image')
  const earlier = Object.values(merchants.orders).find(one => one.appId === app.appId && one.outBizNo === outBizNo)
  const open = earlier === undefined || earlier.status === 'AUDIT_REJECT' || earlier.status === 'CANCELED'
  if (!open) return answer({ order_no: earlier.orderNo })
  const order: ConfirmOrder = earlier ?? {
    appId: app.appId,
    orderNo: newNumber(context, '7', 22),
    outBizNo: String(outBizNo),
    token: newToken(),
    license: '',
    name: '',
    status: 'AUDITING',
    failures: [],
  }
  order.license = String(certificate.cert_no)
  order.name = String(certificate.merchant_name ?? '')
  order.status = 'AUDITING'
  order.failures = []
  merchants.orders[order.orderNo] = order
  return answer({ order_no: order.orderNo })
}

/** alipay.merchant.indirect.authorder.querystatus */
export const queryOrder: Operation = (context, { app, fields }) => {
  const order = Object.values(context.state.merchants.orders).find(
    one =>
      one.appId === app.appId &&
      (typeof fields.order_no === 'string' ? one.orderNo === fields.order_no : one.outBizNo === fields.out_biz_no),
  )
  if (order === undefined) return refuse('APPLY_ORDER_NOT_EXIST')
  return answer({
    order_no: order.orderNo,
    order_status: order.status,
    ...(order.status === 'AUDITING' || order.status === 'CANCELED' ? {} : { qr_code: `${context.url()}/confirm/${order.token}` }),
    ...(order.failures.length === 0 ? {} : { verify_list: order.failures }),
  })
}

/** Moves an order on; passed, its merchants can be paid. `next`: the next step of a smooth one. */
export function moveOrder(context: Context, order: ConfirmOrder, to: OrderStatus | 'next', failures: readonly Failure[] = []): OrderStatus {
  const steps: readonly string[] = STEPS
  const at = steps.indexOf(order.status)
  order.status = to === 'next' ? (STEPS[at + 1] ?? order.status) : to
  order.failures = order.status === 'AUDIT_REJECT' ? failures : []
  if (order.status === 'AUDIT_PASS')
    for (const merchant of Object.values(context.state.merchants.taken))
      if (merchant.businessLicense === order.license && merchant.status === 'UNCONFIRMED') merchant.status = 'NORMAL'
  return order.status
}

/** ant.merchant.expand.indirect.image.upload: only that it came is remembered. */
export const uploadImage: Operation = (context, { app, fields }) => {
  if (typeof fields.image_content_bytes !== 'number' || fields.image_content_bytes === 0) return wrong('image_content', '必填 · required')
  const id = `${newToken()}.${String(fields.image_type ?? 'png').replaceAll(/[^a-z]/gi, '')}`
  context.state.merchants.images[id] = app.appId
  return answer({ image_id: id })
}
