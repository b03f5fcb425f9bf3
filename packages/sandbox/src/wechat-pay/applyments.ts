/** Merchant onboarding (特约商户进件): an application, its states and rejections; finished, it makes a sub-merchant. */
import { constants, privateDecrypt } from 'node:crypto'
import { type Body, type Context, digits, isRecord, newNumber, subOf, text } from './context.ts'
import { type Answer, refuse, wrongField } from './errors.ts'
import type { Merchant, PlatformKeys } from './keys.ts'
import { decryptSm } from './sm.ts'

/** `applyment_state` in the order of a smooth application; rejected and cancelled are left by the tester's hand. */
export const STEPS = ['AUDITING', 'TO_BE_CONFIRMED', 'TO_BE_SIGNED', 'SIGNING', 'FINISHED'] as const

export type ApplymentState = (typeof STEPS)[number] | 'REJECTED' | 'CANCELED'

const STATE_TEXTS: Readonly<Record<ApplymentState, string>> = {
  AUDITING: '审核中',
  REJECTED: '已驳回',
  TO_BE_CONFIRMED: '待账户验证',
  TO_BE_SIGNED: '待签约',
  SIGNING: '开通权限中',
  FINISHED: '已完成',
  CANCELED: '已作废',
}

export type Applyment = {
  readonly mchid: string
  readonly businessCode: string
  readonly applymentId: number
  readonly subMchid: string
  shortName: string
  state: ApplymentState
  rejections: { readonly field: string; readonly field_name: string; readonly reject_reason: string }[]
}

/** Reads a sensitive field: RSAES-OAEP with SHA-1, or SM2, under the platform key that `Wechatpay-Serial` names; null when it does not open. */
export function decryptField(platform: PlatformKeys, serial: string, ciphertext: string): string | null {
  if (serial === platform.sm.serial) return decryptSm(platform.sm.privateKey, ciphertext)
  const key =
    serial === platform.publicKeyId
      ? platform.publicKeyPrivate
      : platform.certificates.find(certificate => certificate.serial === serial)?.privateKey
  if (key === undefined) return null
  try {
    const options = { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }
    return privateDecrypt(options, Buffer.from(ciphertext, 'base64')).toString('utf8')
  } catch {
    return null
  }
}

const NOT_OPENED = 'does not decrypt: RSAES-OAEP (SHA-1) or SM2 under the key that the header Wechatpay-Serial names'

const SECTIONS = ['contact_info', 'subject_info', 'business_info', 'settlement_info', 'bank_account_info']
const SENSITIVE = new Set([
  ...['contact_name', 'contact_id_number', 'mobile_phone', 'contact_email'],
  ...['id_card_name', 'id_card_number', 'id_card_address', 'id_doc_name', 'id_doc_number', 'id_doc_address'],
  ...['ubo_id_doc_name', 'ubo_id_doc_number', 'ubo_id_doc_address', 'account_name', 'account_number'],
])

/** The first sensitive field, wherever it stands, that does not open: its path and value. */
function unopened(platform: PlatformKeys, serial: string, value: unknown, path: string): { path: string; given: unknown } | null {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const wrong = unopened(platform, serial, item, `${path}/${index}`)
      if (wrong !== null) return wrong
    }
  } else if (isRecord(value))
    for (const [name, given] of Object.entries(value)) {
      const opens = typeof given === 'string' && given.length <= 2_048 && decryptField(platform, serial, given) !== null
      const wrong = SENSITIVE.has(name)
        ? opens
          ? null
          : { path: `${path}/${name}`, given }
        : unopened(platform, serial, given, `${path}/${name}`)
      if (wrong !== null) return wrong
    }
  return null
}

/**
 * `POST /v3/applyment4sub/applyment/`: sections must be there and sensitive fields must decrypt; what they say is not judged.
 * A rejected application is sent again under the same business_code.
 */
export function apply(context: Context, merchant: Merchant, body: Body, serial: string): Answer {
  const { state } = context
  if (merchant.kind !== 'provider') return refuse('NO_AUTH', '仅服务商可进件 · only a service provider applies for merchants')
  const businessCode = text(body, 'business_code', 124)
  if (businessCode === null || !/^\w+$/.test(businessCode))
    return wrongField('/business_code', body.business_code, 'required: digits, letters, underscores')
  for (const section of SECTIONS) if (!isRecord(body[section])) return wrongField(`/${section}`, null, 'required')
  const contact = isRecord(body.contact_info) ? body.contact_info : {}
  if (text(contact, 'contact_name', 2048) === null) return wrongField('/contact_info/contact_name', null, 'required')
  const wrong = unopened(state.keys.platform, serial, body, '')
  if (wrong !== null) return wrongField(wrong.path, wrong.given, NOT_OPENED)
  const shortName = (isRecord(body.business_info) ? text(body.business_info, 'merchant_shortname', 64) : null) ?? businessCode
  const key = `${merchant.mchid}/${businessCode}`
  const earlier = state.applyments[key]
  if (earlier !== undefined && earlier.state !== 'REJECTED')
    return refuse('INVALID_REQUEST', `申请单${STATE_TEXTS[earlier.state]}，不能修改 · the application cannot be changed now`)
  if (earlier !== undefined) Object.assign(earlier, { shortName, state: 'AUDITING', rejections: [] })
  const applyment: Applyment = earlier ?? {
    mchid: merchant.mchid,
    businessCode,
    applymentId: 2_000_000_000_000_000 + Number(digits(9)),
    subMchid: `19${digits(8)}`,
    shortName,
    state: 'AUDITING',
    rejections: [],
  }
  state.applyments[key] = applyment
  return { status: 200, body: { applyment_id: applyment.applymentId } }
}

/** `GET /v3/applyment4sub/applyment/{business_code,applyment_id}/{value}`. */
export function queryApplyment(context: Context, merchant: Merchant, by: 'business_code' | 'applyment_id', value: string): Answer {
  const applyment = Object.values(context.state.applyments).find(
    known => known.mchid === merchant.mchid && (by === 'business_code' ? known.businessCode : String(known.applymentId)) === value,
  )
  if (applyment === undefined) return refuse('RESOURCE_NOT_EXISTS', '申请单不存在 · no such application')
  const { state } = applyment
  return {
    status: 200,
    body: {
      business_code: applyment.businessCode,
      applyment_id: applyment.applymentId,
      ...(['TO_BE_SIGNED', 'SIGNING', 'FINISHED'].includes(state) ? { sub_mchid: applyment.subMchid } : {}),
      sign_url: `${context.baseUrl}/consumer`,
      applyment_state: `APPLYMENT_STATE_${state}`,
      applyment_state_msg: STATE_TEXTS[state],
      audit_detail: applyment.rejections,
    },
  }
}

/** The platform's side: the next step, a rejection with its reasons, or the end. Finished, the provider may acquire for the merchant. */
export function moveApplyment(
  merchant: Merchant,
  applyment: Applyment,
  to: 'next' | 'REJECTED' | 'CANCELED',
  rejections: Applyment['rejections'] = [],
): void {
  if (applyment.state === 'FINISHED' || applyment.state === 'CANCELED') return
  if (to !== 'next') Object.assign(applyment, { state: to, rejections: to === 'REJECTED' ? rejections : [] })
  else if (applyment.state !== 'REJECTED') applyment.state = STEPS[STEPS.indexOf(applyment.state) + 1] ?? 'FINISHED'
  if (applyment.state === 'FINISHED') merchant.subMerchants.push({ mchid: applyment.subMchid, name: applyment.shortName, appids: [] })
}

export type AccountChange = {
  readonly subMchid: string
  readonly applicationNo: string
  /** Milliseconds since the epoch, machine time: the result is there then. */
  readonly dueAt: number
  readonly accepted: boolean
  readonly account: Body
}

/** An account number that ends so is refused when it is checked. */
const REFUSED_ACCOUNT = '0000'

/** `POST /v3/apply4sub/sub_merchants/{sub_mchid}/modify-settlement`: taken at once, checked a moment later. */
export function changeAccount(context: Context, merchant: Merchant, subMchid: string, body: Body, serial: string): Answer {
  const { state } = context
  const party = subOf(merchant, { sub_mchid: subMchid }, 'body')
  if ('status' in party) return party
  for (const name of ['account_type', 'account_bank', 'account_number'])
    if (text(body, name, 2048) === null) return wrongField(`/${name}`, body[name], 'required')
  const number = decryptField(state.keys.platform, serial, String(body.account_number))
  if (number === null) return wrongField('/account_number', body.account_number, NOT_OPENED)
  const applicationNo = newNumber('', context.now(), 20)
  const { account_type, account_bank, bank_name } = body
  state.accountChanges[applicationNo] = {
    subMchid,
    applicationNo,
    dueAt: Date.now() + context.refundDelayMs(),
    accepted: !number.endsWith(REFUSED_ACCOUNT),
    account: { account_type, account_bank, bank_name, account_number: `${'*'.repeat(Math.max(0, number.length - 4))}${number.slice(-4)}` },
  }
  return { status: 200, body: { application_no: applicationNo } }
}

/** `GET …/application/{application_no}`. */
export function queryAccountChange(context: Context, merchant: Merchant, subMchid: string, applicationNo: string): Answer {
  const change = context.state.accountChanges[applicationNo]
  if (change === undefined || change.subMchid !== subMchid || !merchant.subMerchants.some(({ mchid }) => mchid === subMchid))
    return refuse('RESOURCE_NOT_EXISTS', '申请单不存在 · no such application')
  const done = Date.now() >= change.dueAt
  return {
    status: 200,
    body: {
      ...change.account,
      verify_result: !done ? 'AUDITING' : change.accepted ? 'AUDIT_SUCCESS' : 'AUDIT_FAIL',
      ...(done && !change.accepted ? { verify_fail_reason: '账户验证失败 · the account could not be verified' } : {}),
    },
  }
}
