import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { BusinessDate } from '../../../kernel/time.ts'
import type { ApplicationForm, ChannelApplication, ChannelDocument, DocumentKind, Person } from '../../merchants/ports.ts'
import { ROLES } from './capabilities.ts'
import { SETTLEMENT_RULES_POLICY } from './onboarding.ts'
import { applymentBody, rejectionOf } from './onboarding-form.ts'
import { type Bench, useWechat } from './test-wechat.ts'

const { bench } = useWechat()

const person = (name: string, idNumber: string): Person => ({
  ...{ name, idNumber, idType: 'resident_id', address: '北京市海淀区中关村大街1号' },
  ...{ idValidFrom: '2020-01-01' as BusinessDate, idValidTo: null },
})
const FORM: ApplicationForm = {
  name: { en: 'Dragon Well Tea', zh: '龙井茶馆' },
  subject: 'enterprise',
  licence: {
    ...{ number: '91110108MA01ABCD2X', name: '北京龙井茶业有限公司', address: '北京市海淀区中关村大街1号' },
    ...{ validFrom: '2019-05-01' as BusinessDate, validTo: null },
  },
  legalPerson: { ...person('张三', '110108199001011234'), phone: null },
  owners: [
    { ...person('张三', '110108199001011234'), basis: 'shares', shareBps: 6_000 },
    { ...person('李四', '110108199202022345'), basis: 'shares', shareBps: 4_000 },
  ],
  contact: {
    role: 'legal_person',
    name: '张三',
    idType: 'resident_id',
    idNumber: '110108199001011234',
    phone: '13800000001',
    email: 'a@example.com',
  },
  business: {
    ...{ shortName: '龙井茶馆', mcc: '5812', description: '茶馆', servicePhone: '01088888888', website: null, monthlyVolume: 10_000_000n },
    ...{ scenes: ['store'], shops: [{ name: '龙井茶馆中关村店', areaCode: '110108', address: '中关村大街1号' }] },
  },
  bankAccount: {
    ...{ kind: 'corporate', holderName: '北京龙井茶业有限公司', bankCode: 'ICBC', bankName: '中国工商银行股份有限公司北京中关村支行' },
    ...{ branchCode: null, areaCode: '110108', number: '0200001234567890123' },
  },
  settlementCycle: 'T1',
  channels: [{ channel: 'wechat_pay', flows: ['native'], subAppId: null }],
}

function document(kind: DocumentKind, about = 0): ChannelDocument {
  const content = Buffer.from(`picture of ${kind} ${about}`)
  const sha256 = createHash('sha256').update(content).digest('hex')
  return { kind, about, fileName: '张三身份证.jpg', mediaType: 'image/jpeg', sha256, read: async () => content }
}

const application = (reference: string, more: Partial<ChannelApplication> = {}): ChannelApplication => ({
  ...{ reference, channelReference: null, attempt: 1, form: FORM, flows: ['native'], subAppId: null },
  documents: [document('licence'), document('legal_person_id_front'), document('legal_person_id_back'), document('shop_front')],
  ...more,
})

const RULES = { [SETTLEMENT_RULES_POLICY]: { enterprise: { settlement_id: '716', qualification_type: '零售' } } }
async function ready(options: Parameters<typeof bench>[0] = {}): Promise<Bench> {
  const at = await bench(options)
  at.policy = RULES
  return at
}

describe('applications', () => {
  it.each<[string, Parameters<typeof bench>[0], 'certificate' | 'public_key']>([
    ['the public key', {}, 'public_key'],
    ['a platform certificate', { without: [ROLES.platformPublicKey] }, 'certificate'],
    ['SM2', { settings: { suite: 'sm' }, without: [ROLES.platformPublicKey, ROLES.platformCertificate] }, 'certificate'],
  ])('encrypt sensitive fields for %s, go through every state, and make a sub-merchant that can be paid', async (_name, options, mode) => {
    const at = await ready(options)
    at.pay.control.setKeyMode(mode)
    const { onboarding } = at.wechat
    const sent = await onboarding.submit(application('1900000001_tea'))
    expect(sent).toMatchObject({ result: 'auditing', status: 'APPLYMENT_STATE_AUDITING', channelReference: expect.stringMatching(/^\d+$/) })
    const channelReference = 'channelReference' in sent ? sent.channelReference : null
    const query = () => onboarding.query({ reference: '1900000001_tea', channelReference })
    expect(await onboarding.query({ reference: '1900000001_tea', channelReference: null })).toEqual(await query())
    for (const expected of [
      { result: 'needs_merchant', step: 'verify_account' },
      { result: 'needs_merchant', step: 'sign', url: expect.stringContaining('http') },
      { result: 'auditing', status: 'APPLYMENT_STATE_SIGNING' },
      { result: 'active', subMerchant: expect.stringMatching(/^19\d{8}$/) },
    ]) {
      at.pay.control.moveApplyment('1900000001_tea', 'next')
      expect(await query()).toMatchObject(expected)
    }
  })

  it('tell what was rejected by field, and go again under the same number', async () => {
    const at = await ready()
    const { onboarding } = at.wechat
    const first = await onboarding.submit(application('1900000001_again'))
    at.pay.control.moveApplyment('1900000001_again', 'REJECTED', [
      { field: 'id_card_copy', field_name: '身份证人像面照片', reject_reason: '照片不清晰' },
      { field: 'moon_phase', field_name: '月相', reject_reason: '不是满月' },
    ])
    expect(await onboarding.query({ reference: '1900000001_again', channelReference: null })).toMatchObject({
      result: 'rejected',
      status: 'APPLYMENT_STATE_REJECTED',
      rejections: [
        { field: 'documents.legal_person_id_front', channelField: 'id_card_copy', reason: '身份证人像面照片：照片不清晰' },
        { field: null, channelField: 'moon_phase', reason: '月相：不是满月' },
      ],
    })
    const again = await onboarding.resubmit(application('1900000001_again', { attempt: 2 }))
    expect(again).toEqual(first)
    at.pay.control.moveApplyment('1900000001_again', 'CANCELED')
    expect(await onboarding.query({ reference: '1900000001_again', channelReference: null })).toMatchObject({ result: 'cancelled' })
  })

  it('that arrived although the answer was lost are found by their number', async () => {
    const at = await ready()
    at.pay.control.setFaults({ rates: { timeout_after: 1 } })
    const documents: ChannelDocument[] = []
    expect(await at.wechat.onboarding.submit(application('1900000001_lost', { documents }))).toMatchObject({ result: 'unknown' })
    at.pay.control.setFaults({ rates: { timeout_after: 0 } })
    expect(await at.wechat.onboarding.submit(application('1900000001_lost', { documents }))).toMatchObject({ result: 'auditing' })
    expect(await at.wechat.onboarding.query({ reference: '1900000001_never', channelReference: null })).toEqual({ result: 'not_found' })
  })

  it('go nowhere without a key to encrypt for', async () => {
    const at = await ready({ without: [ROLES.platformPublicKey, ROLES.platformCertificate] })
    expect(await at.wechat.onboarding.submit(application('1900000001_keys'))).toMatchObject({ result: 'not_sent' })
  })

  it('are encrypted for the certificate while the platform does not know the public key yet', async () => {
    const at = await ready()
    at.pay.control.setKeyMode('certificate')
    const sent = await at.wechat.onboarding.submit(application('1900000001_switch', { documents: [] }))
    expect(sent).toMatchObject({ result: 'auditing' })
  })

  it('are rejected for a document that is no picture', async () => {
    const at = await ready()
    const pdf: ChannelDocument = { ...document('licence'), mediaType: 'application/pdf' }
    expect(await at.wechat.onboarding.submit(application('1900000001_pdf', { documents: [pdf] }))).toMatchObject({
      result: 'rejected',
      rejections: [{ field: 'documents.licence' }],
    })
  })
})

describe('the settlement account', () => {
  it('is changed once the channel has checked it, or refused with its reason', async () => {
    const at = await ready()
    const change = { reference: 'chg_1', subMerchant: '1900000011', account: FORM.bankAccount, channelReference: null }
    const taken = await at.wechat.onboarding.changeAccount(change)
    if (taken.result !== 'auditing') throw new Error(JSON.stringify(taken))
    const { channelReference } = taken
    expect(await at.wechat.onboarding.queryAccountChange({ ...change, channelReference })).toMatchObject({ result: 'changed' })
    const bad = await at.wechat.onboarding.changeAccount({ ...change, account: { ...FORM.bankAccount, number: '62220000000000000' } })
    if (bad.result !== 'auditing') throw new Error(JSON.stringify(bad))
    expect(await at.wechat.onboarding.queryAccountChange({ ...change, channelReference: bad.channelReference })).toMatchObject({
      result: 'rejected',
      status: 'AUDIT_FAIL',
      reason: expect.stringContaining('账户验证失败'),
    })
    expect(await at.wechat.onboarding.queryAccountChange({ ...change, channelReference: '99' })).toEqual({ result: 'not_found' })
  })
})

describe('the form in the channel’s words', () => {
  const body = (form: ApplicationForm) =>
    applymentBody(form, {
      encrypt: text => `sealed(${text})`,
      media: (kind, about = 0) => `${kind}/${about}`,
      rules: RULES[SETTLEMENT_RULES_POLICY] ?? {},
      businessCode: 'x',
      subAppId: 'wx1',
    })

  it('lies open nowhere but where the channel wants it open', () => {
    const text = JSON.stringify(body(FORM)).replaceAll(/"sealed\([^"]*\)"/g, '"…"')
    for (const secret of ['110108199001011234', '110108199202022345', '13800000001', 'a@example.com', '0200001234567890123'])
      expect(text).not.toContain(secret)
    expect(body(FORM)).toMatchObject({
      subject_info: { subject_type: 'SUBJECT_TYPE_ENTERPRISE', identity_info: { owner: false }, ubo_info_list: [{}, {}] },
      settlement_info: { settlement_id: '716' },
      bank_account_info: { bank_account_type: 'BANK_ACCOUNT_TYPE_CORPORATE', account_bank: '工商银行' },
    })
  })

  it('names no owners beside a legal person who owns alone, and gives bodies without a licence a certificate', () => {
    const [owner] = FORM.owners
    if (owner === undefined) throw new Error('no owner')
    const alone = body({ ...FORM, owners: [owner] })
    expect(alone).toMatchObject({ subject_info: { identity_info: { owner: true } } })
    expect(alone.subject_info).not.toHaveProperty('ubo_info_list')
    expect(body({ ...FORM, subject: 'social_organisation' })).toMatchObject({
      subject_info: { subject_type: 'SUBJECT_TYPE_OTHERS', certificate_info: { cert_number: FORM.licence.number } },
    })
    const agent = { ...FORM.contact, role: 'agent' } as const
    expect(body({ ...FORM, contact: agent })).toMatchObject({
      contact_info: {
        contact_type: 'SUPER',
        contact_id_number: 'sealed(110108199001011234)',
        business_authorization_letter: 'contact_authorisation/0',
      },
    })
  })

  it.each([
    ['/contact_info/contact_name', 'contact.name'],
    ['subject_info.ubo_info_list[0].ubo_id_doc_copy', 'documents.beneficial_owner_id_front'],
    ['account_number', 'bank_account.number'],
    ['whatever', null],
    [null, null],
  ])('finds where %s stands with us', (channelField, field) => {
    expect(rejectionOf(channelField, 'x')).toEqual({ field, channelField, reason: 'x' })
  })
})
