/**
 * Merchants of merchants' channel (特约商户进件): sends an application with its documents, follows it, sends it again, changes the account it
 * settles to. The connector keeps nothing: number and state are the application's, in domain merchants.
 */
import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Clock } from '../../../kernel/time.ts'
import type {
  AccountChangeAnswer,
  ChannelAnswer,
  ChannelApplication,
  ChannelDocument,
  ChannelOnboarding,
  DocumentKind,
} from '../../merchants/ports.ts'
import type { PlatformKey } from './account.ts'
import { capabilities, WECHAT_PAY } from './capabilities.ts'
import type { Refused, Reply, Wechat } from './exchange.ts'
import { accountOfMerchant, applymentBody, rejectionOf, type SettlementRules } from './onboarding-form.ts'

export const SETTLEMENT_RULES_POLICY = 'channels.wechat_settlement_rules'

const PATH = '/v3/applyment4sub/applyment'

const zTaken = z.object({ applyment_id: z.union([z.int().positive(), z.string().max(32)]) })
const zApplyment = z.object({
  business_code: z.string().max(124),
  applyment_id: z.union([z.int().positive(), z.string().max(32)]),
  sub_mchid: z.string().max(32).optional(),
  sign_url: z.string().max(2_048).optional(),
  applyment_state: z.string().max(64),
  applyment_state_msg: z.string().max(1_024).default(''),
  audit_detail: z
    .array(
      z.object({ field: z.string().max(256).optional(), field_name: z.string().max(256).optional(), reject_reason: z.string().max(2_000) }),
    )
    .max(200)
    .default([]),
})
const zMedia = z.object({ media_id: z.string().min(1).max(512) })
const zChange = z.object({ application_no: z.string().min(1).max(64) })
const zChanged = z.object({ verify_result: z.string().max(64), verify_fail_reason: z.string().max(1_024).optional() })

/** The status is always as the channel wrote it; one that is not documented is told as unknown. */
function applymentAnswer(body: unknown): ChannelAnswer {
  const parsed = zApplyment.safeParse(body)
  if (!parsed.success) return { result: 'unknown', status: null, reason: 'an application that cannot be read' }
  const { applyment_state: status, sub_mchid: subMerchant, applyment_state_msg: reason } = parsed.data
  const channelReference = String(parsed.data.applyment_id)
  const url = parsed.data.sign_url ?? null
  switch (status.replace(/^APPLYMENT_STATE_/, '')) {
    case 'EDITTING':
    case 'AUDITING':
    case 'SIGNING':
      return { result: 'auditing', channelReference, status }
    case 'TO_BE_CONFIRMED':
      return { result: 'needs_merchant', channelReference, status, step: 'verify_account', url }
    case 'TO_BE_SIGNED':
      return { result: 'needs_merchant', channelReference, status, step: 'sign', url }
    case 'FINISHED':
      return subMerchant === undefined
        ? { result: 'unknown', status, reason: 'finished without a sub-merchant' }
        : { result: 'active', channelReference, status, subMerchant }
    case 'REJECTED':
      return {
        result: 'rejected',
        channelReference,
        status,
        rejections: parsed.data.audit_detail.map(({ field, field_name: name, reject_reason: why }) =>
          rejectionOf(field ?? null, name === undefined || name === '' ? why : `${name}：${why}`),
        ),
      }
    case 'CANCELED':
      return { result: 'cancelled', channelReference, status, reason }
    default:
      return { result: 'unknown', status, reason: 'a state that we do not know' }
  }
}

type Silent =
  | { readonly result: 'not_sent'; readonly reason: string }
  | { readonly result: 'unknown'; readonly status: null; readonly reason: string }

const silence = (reply: Reply & { kind: 'silent' }): Silent =>
  reply.sent ? { result: 'unknown', status: null, reason: reply.reason } : { result: 'not_sent', reason: reply.reason }

const notNow = ({ status, code }: Refused): Silent | null =>
  status >= 500
    ? { result: 'unknown', status: null, reason: code }
    : status === 429 || code === 'SIGN_ERROR'
      ? { result: 'not_sent', reason: code }
      : null

/** The upload of a document: `meta` is what is signed, and says the file's digest. */
function uploadOf(document: ChannelDocument, content: Buffer): { readonly meta: string; readonly type: string; readonly body: Buffer } {
  const sha256 = createHash('sha256').update(content).digest('hex')
  // Names of people's files stay here.
  const extension = document.mediaType === 'image/png' ? 'png' : document.mediaType === 'image/jpeg' ? 'jpg' : 'pdf'
  const fileName = `${document.kind}_${document.about}.${extension}`
  const meta = JSON.stringify({ filename: fileName, sha256 })
  const boundary = `feiqian${randomBytes(12).toString('hex')}`
  const body = Buffer.concat([
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="meta"\r\ncontent-type: application/json\r\n\r\n${meta}\r\n` +
        `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${fileName}"\r\ncontent-type: ${document.mediaType}\r\n\r\n`,
    ),
    content,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  return { meta, type: `multipart/form-data; boundary=${boundary}`, body }
}

export type OnboardingDeps = {
  readonly wechat: Wechat
  readonly clock: Clock
  readonly policies: { at(key: string, instant: Date): { readonly value: unknown } | null }
}

export function createOnboarding({ wechat, clock, policies }: OnboardingDeps): ChannelOnboarding {
  const rules = (): SettlementRules => (policies.at(SETTLEMENT_RULES_POLICY, clock.now())?.value ?? {}) as SettlementRules

  /** Keys that sensitive fields may be encrypted for, in the order they are tried: the platform may have switched. */
  function encryptionKeys(): readonly PlatformKey[] {
    const account = wechat.account()
    if ('missing' in account) return []
    const [preferred, certificate] = [account.preferredKey(), account.certificateKey()]
    return [preferred, certificate?.serial === preferred?.serial ? null : certificate].filter(key => key !== null)
  }

  async function upload(document: ChannelDocument, reference: string): Promise<{ readonly id: string } | ChannelAnswer> {
    const { meta, type, body } = uploadOf(document, await document.read())
    const reply = await wechat.call('POST', '/v3/merchant/media/upload', body, {
      reference,
      idempotent: true,
      contentType: type,
      signedText: meta,
      withoutBodies: true,
    })
    if (reply.kind === 'silent') return silence(reply)
    if (reply.kind === 'refused') {
      const rejections = [{ field: `documents.${document.kind}`, channelField: reply.field, reason: reply.message }]
      return notNow(reply) ?? { result: 'rejected', channelReference: null, status: reply.code, rejections }
    }
    const media = zMedia.safeParse(reply.body)
    return media.success ? { id: media.data.media_id } : { result: 'unknown', status: null, reason: 'an upload without its number' }
  }

  async function query(application: Pick<ChannelApplication, 'reference' | 'channelReference'>): Promise<ChannelAnswer> {
    const { reference, channelReference } = application
    const path =
      channelReference === null
        ? `${PATH}/business_code/${encodeURIComponent(reference)}`
        : `${PATH}/applyment_id/${encodeURIComponent(channelReference)}`
    const reply = await wechat.call('GET', path, undefined, { reference, idempotent: true })
    if (reply.kind === 'silent') return silence(reply)
    if (reply.kind === 'done') return applymentAnswer(reply.body)
    if (reply.code === 'RESOURCE_NOT_EXISTS' || reply.code === 'APPLYMENT_NOTEXIST') return { result: 'not_found' }
    return notNow(reply) ?? { result: 'unknown', status: reply.code, reason: reply.message }
  }

  async function send(application: ChannelApplication): Promise<ChannelAnswer> {
    const { reference, documents, form } = application
    const account = wechat.account()
    if ('missing' in account) return { result: 'not_sent', reason: `not set up: ${account.missing}` }
    if (account.mode !== 'partner') return { result: 'not_sent', reason: 'only a connection of mode partner has merchants' }
    const keys = encryptionKeys()
    if (keys.length === 0) return { result: 'not_sent', reason: 'no key of the platform to encrypt sensitive fields with' }
    const media = new Map<string, string>()
    for (const document of documents) {
      const uploaded = await upload(document, reference)
      if (!('id' in uploaded)) return uploaded
      media.set(`${document.kind}/${document.about}`, uploaded.id)
    }
    const nameOf = (kind: DocumentKind, about = 0): string | undefined => media.get(`${kind}/${about}`)
    let last: ChannelAnswer = { result: 'not_sent', reason: 'no key of the platform is accepted' }
    for (const key of keys) {
      const body = applymentBody(form, {
        encrypt: key.encrypt,
        media: nameOf,
        rules: rules(),
        businessCode: reference,
        subAppId: application.subAppId,
      })
      const reply = await wechat.call('POST', `${PATH}/`, body, {
        reference,
        idempotent: true,
        encryptedFor: key.serial,
        withoutBodies: true,
      })
      if (reply.kind === 'refused' && reply.field === 'Wechatpay-Serial') continue
      last = await taken(reply, application)
      return last
    }
    return last
  }

  async function taken(reply: Reply, application: ChannelApplication): Promise<ChannelAnswer> {
    if (reply.kind === 'silent') return silence(reply)
    if (reply.kind === 'done') {
      const accepted = zTaken.safeParse(reply.body)
      return accepted.success
        ? { result: 'auditing', channelReference: String(accepted.data.applyment_id), status: 'APPLYMENT_STATE_AUDITING' }
        : query(application)
    }
    const later = notNow(reply)
    if (later !== null) return later
    // It cannot be changed where it stands: an earlier request of ours arrived after all.
    if (reply.code === 'INVALID_REQUEST') {
      const known = await query(application)
      if (known.result !== 'not_found') return known
    }
    return {
      result: 'rejected',
      channelReference: application.channelReference,
      status: reply.code,
      rejections: [rejectionOf(reply.field, reply.message)],
    }
  }

  const changePath = (subMerchant: string): string => `/v3/apply4sub/sub_merchants/${encodeURIComponent(subMerchant)}`

  return {
    channel: WECHAT_PAY,
    name: capabilities.name,
    requirements: {
      subjects: ['individual_business', 'enterprise', 'institution', 'social_organisation', 'government'],
      documents: ({ business, contact }) => [
        'licence',
        'legal_person_id_front',
        'legal_person_id_back',
        ...(contact.role === 'agent' ? (['contact_id_front', 'contact_authorisation'] as const) : []),
        ...(business.scenes.includes('store') ? (['shop_front', 'shop_indoor'] as const) : []),
      ],
      flowsWithSubAppId: ['app'],
    },
    submit: send,
    resubmit: send,
    query,
    async changeAccount({ reference, subMerchant, account }): Promise<AccountChangeAnswer> {
      const [key] = encryptionKeys()
      if (key === undefined) return { result: 'not_sent', reason: 'no key of the platform to encrypt sensitive fields with' }
      const { bank, areaCode, branchCode, bankName, number } = accountOfMerchant(account, key.encrypt)
      const reply = await wechat.call(
        'POST',
        `${changePath(subMerchant)}/modify-settlement`,
        {
          account_type: account.kind === 'corporate' ? 'ACCOUNT_TYPE_BUSINESS' : 'ACCOUNT_TYPE_PRIVATE',
          account_bank: bank,
          bank_address_code: areaCode,
          bank_name: bankName,
          ...(branchCode === undefined ? {} : { bank_branch_id: branchCode }),
          account_number: number,
        },
        { reference, idempotent: true, encryptedFor: key.serial, withoutBodies: true },
      )
      if (reply.kind === 'silent') return silence(reply)
      if (reply.kind === 'refused')
        return notNow(reply) ?? { result: 'rejected', channelReference: null, status: reply.code, reason: reply.message }
      const change = zChange.safeParse(reply.body)
      // 204: it was changed at once, as the interface did until 2023.
      return change.success
        ? { result: 'auditing', channelReference: change.data.application_no, status: 'AUDITING' }
        : { result: 'changed', channelReference: null, status: String(reply.status) }
    },
    async queryAccountChange({ reference, subMerchant, channelReference }): Promise<AccountChangeAnswer> {
      if (channelReference === null) return { result: 'not_found' }
      const path = `${changePath(subMerchant)}/application/${encodeURIComponent(channelReference)}`
      const reply = await wechat.call('GET', path, undefined, { reference, idempotent: true })
      if (reply.kind === 'silent') return silence(reply)
      if (reply.kind === 'refused')
        return reply.code === 'RESOURCE_NOT_EXISTS'
          ? { result: 'not_found' }
          : (notNow(reply) ?? { result: 'unknown', status: reply.code, reason: reply.message })
      const parsed = zChanged.safeParse(reply.body)
      if (!parsed.success) return { result: 'unknown', status: null, reason: 'a change that cannot be read' }
      const { verify_result: status, verify_fail_reason: reason = '' } = parsed.data
      if (status === 'AUDIT_SUCCESS') return { result: 'changed', channelReference, status }
      if (status === 'AUDITING') return { result: 'auditing', channelReference, status }
      if (status === 'AUDIT_FAIL') return { result: 'rejected', channelReference, status, reason }
      return { result: 'unknown', status, reason }
    },
  }
}
