/**
 * Merchants at Alipay (间连商户): taken on by `ant.merchant.expand.indirect.create`, which gives the sub_merchant_id, and confirmed by an
 * order (商家认证申请单, `alipay.merchant.indirect.authorder.*`) that is audited and that contact and legal person confirm. v3 has none of
 * these, so they go by the v2 gateway. Personal data passes through and is neither kept nor logged here.
 */
import type {
  AccountChangeAnswer,
  ApplicationForm,
  ChannelAnswer,
  ChannelApplication,
  ChannelDocument,
  ChannelOnboarding,
  ChannelRejection,
  DocumentKind,
  IdType,
  SettlementAccount,
  SubjectType,
} from '../../merchants/ports.ts'
import type { Api, Fields, Said } from './api.ts'
import { ALIPAY, capabilities } from './capabilities.ts'
import { meaningOf } from './sub-codes.ts'

/** Subjects whose certificate Alipay has a type for. */
const SUBJECTS = {
  individual_business: { identity: 'IND_BIZ', certificate: 'BUSINESS_CERT', licence: 'NATIONAL_LEGAL_MERGE' },
  enterprise: { identity: 'ENTERPRISE', certificate: 'BUSINESS_CERT', licence: 'NATIONAL_LEGAL_MERGE' },
  institution: { identity: 'INST', certificate: 'REGISTER_CERT', licence: 'INST_RGST_CTF' },
} as const

const ID_TYPES: Readonly<Record<IdType, string>> = {
  resident_id: 'RESIDENT',
  passport: 'PASSPORT',
  hong_kong_macao_permit: 'PASSPORT_HK_MO',
  taiwan_permit: 'PASSPORT_TWN',
  foreign_resident_permit: 'PERMANENT_RESIDENCE_FOREIGNER',
  hong_kong_macao_taiwan_residence: 'RESIDENCE_PERMIT_HM',
}

/** 服务: which of our flows each of Alipay's services opens. */
const SERVICES: Readonly<Record<string, readonly string[]>> = {
  F2F: ['native', 'code'],
  PC: ['page'],
  APP: ['app', 'wap'],
  WITHHOLD: ['agreement'],
}

/** Where Alipay's field stands in our application. */
const FIELDS: readonly (readonly [start: string, field: string])[] = [
  ['auth_identity_info.certificate_info.cert_image', 'documents.licence'],
  ['auth_identity_info.certificate_info.cert_no', 'licence.number'],
  ['auth_identity_info.certificate_info', 'licence'],
  ['auth_identity_info', 'licence'],
  ['legal_person_info.card_front_img', 'documents.legal_person_id_front'],
  ['legal_person_info.card_back_img', 'documents.legal_person_id_back'],
  ['legal_person_info.card_no', 'legal_person.id_number'],
  ['legal_person_info.person_name', 'legal_person.name'],
  ['legal_person_info', 'legal_person'],
  ['benefit_person_info', 'owners'],
  ['contact_person_info', 'contact'],
  ['business_license', 'licence.number'],
  ['bankcard_info', 'bank_account.number'],
  ['contact_info', 'contact'],
  ['address_info', 'business.shops'],
  ['service_phone', 'business.service_phone'],
  ['alias_name', 'business.short_name'],
  ['mcc', 'business.mcc'],
  ['name', 'name'],
]

const fieldOf = (channelField: string): string | null => FIELDS.find(([start]) => channelField.startsWith(start))?.[1] ?? null

const isSubject = (subject: SubjectType): subject is keyof typeof SUBJECTS => Object.hasOwn(SUBJECTS, subject)

const day = (date: string | null): string => date ?? '9999-12-31'

const text = (body: Fields, name: string): string | null => (typeof body[name] === 'string' && body[name] !== '' ? body[name] : null)

const cardOf = ({ number, holderName, bankName, branchCode }: SettlementAccount): Fields => ({
  card_no: number,
  card_name: holderName,
  bank_branch_name: bankName,
  ...(branchCode === null ? {} : { contact_line: branchCode }),
})

/** What a refusal of a request says; Alipay names the field in the words of its message, if at all. */
function rejected(said: Said & { said: 'no' }, channelReference: string | null): ChannelAnswer {
  const rejection: ChannelRejection = { field: null, channelField: null, reason: `${said.code}: ${said.message}`.slice(0, 500) }
  return { result: 'rejected', channelReference, status: said.code, rejections: [rejection] }
}

/** Whether a refusal is about the request as it stands; everything else may be repeated. */
const isFinal = (code: string): boolean => {
  const { means } = meaningOf(code)
  return means !== 'unknown' && means !== 'not_taken'
}

const unanswered = (said: Said & { said: 'nothing' }): ChannelAnswer & AccountChangeAnswer =>
  said.sent ? { result: 'unknown', status: null, reason: said.reason } : { result: 'not_sent', reason: said.reason }

function refused(said: Said & { said: 'no' }, channelReference: string | null): ChannelAnswer {
  if (isFinal(said.code)) return rejected(said, channelReference)
  return meaningOf(said.code).means === 'not_taken'
    ? { result: 'not_sent', reason: said.code }
    : { result: 'unknown', status: said.code, reason: said.message }
}

const flowsOf = (services: unknown): readonly string[] =>
  Array.isArray(services) ? [...new Set(services.flatMap(service => SERVICES[String(service)] ?? []))] : []

const servicesFor = (flows: readonly string[]): string[] =>
  Object.entries(SERVICES).flatMap(([service, opens]) => (flows.length === 0 || opens.some(flow => flows.includes(flow)) ? [service] : []))

export function createOnboarding(api: Api): ChannelOnboarding {
  function merchantFields({ reference, form, flows }: ChannelApplication, orgPid: string): Fields {
    const { business, licence, contact, bankAccount } = form
    const [shop] = business.shops
    const area = shop?.areaCode ?? bankAccount.areaCode
    return {
      external_id: reference,
      name: licence.name,
      alias_name: business.shortName,
      service_phone: business.servicePhone,
      mcc: business.mcc,
      org_pid: orgPid,
      source: orgPid,
      business_license: licence.number,
      business_license_type: isSubject(form.subject) ? SUBJECTS[form.subject].licence : '',
      contact_info: [
        {
          name: contact.name,
          type: contact.role === 'legal_person' ? 'LEGAL_PERSON' : 'AGENT',
          id_card_no: contact.idNumber,
          mobile: contact.phone,
          email: contact.email,
        },
      ],
      address_info: [
        {
          type: 'BUSINESS_ADDRESS',
          province_code: `${area.slice(0, 2)}0000`,
          city_code: `${area.slice(0, 4)}00`,
          district_code: area,
          address: shop?.address ?? licence.address,
        },
      ],
      bankcard_info: [cardOf(bankAccount)],
      ...(business.website === null ? {} : { site_info: [{ site_type: '01', site_url: business.website }] }),
      service_codes: servicesFor(flows),
    }
  }

  function orderFields({ reference, form }: ChannelApplication, images: ReadonlyMap<DocumentKind, string>, orgPid: string): Fields {
    const { licence, legalPerson, owners, contact } = form
    const subject = isSubject(form.subject) ? SUBJECTS[form.subject] : SUBJECTS.enterprise
    const isOwner = owners.some(owner => owner.idNumber === legalPerson.idNumber)
    const [owner] = owners
    return {
      out_biz_no: reference,
      source: orgPid,
      auth_identity_info: {
        identity_type: subject.identity,
        is_financial_org: false,
        certificate_type: subject.certificate,
        certificate_info: {
          cert_no: licence.number,
          cert_image: images.get('licence'),
          merchant_name: licence.name,
          legal_person_name: legalPerson.name,
          register_address: licence.address,
          effect_time: licence.validFrom,
          expire_time: day(licence.validTo),
        },
      },
      legal_person_info: {
        person_name: legalPerson.name,
        card_type: ID_TYPES[legalPerson.idType],
        card_no: legalPerson.idNumber,
        card_front_img: images.get('legal_person_id_front'),
        card_back_img: images.get('legal_person_id_back'),
        effect_time: legalPerson.idValidFrom,
        expire_time: day(legalPerson.idValidTo),
        is_benefit_person: isOwner,
      },
      contact_person_info: { contact_name: contact.name, contact_phone_no: contact.phone, contact_card_no: contact.idNumber },
      ...(isOwner || owner === undefined
        ? {}
        : {
            benefit_person_info: {
              person_name: owner.name,
              card_type: ID_TYPES[owner.idType],
              card_no: owner.idNumber,
              effect_time: owner.idValidFrom,
              expire_time: day(owner.idValidTo),
            },
          }),
    }
  }

  async function upload(document: ChannelDocument, reference: string): Promise<Said> {
    const extension = document.mediaType === 'image/png' ? 'png' : 'jpg'
    const bytes = await document.read()
    return api.callV2(
      'ant.merchant.expand.indirect.image.upload',
      { image_type: extension },
      {
        idempotent: true,
        reference,
        upload: { name: 'image_content', fileName: `image.${extension}`, mediaType: document.mediaType, bytes },
      },
    )
  }

  const PICTURES: readonly DocumentKind[] = ['licence', 'legal_person_id_front', 'legal_person_id_back']

  async function send(application: ChannelApplication): Promise<ChannelAnswer> {
    const access = api.access()
    const { reference, channelReference } = application
    if (access === null) return { result: 'not_sent', reason: 'alipay is not connected' }
    const options = { idempotent: true, reference }
    const images = new Map<DocumentKind, string>()
    for (const document of application.documents) {
      if (!PICTURES.includes(document.kind) || images.has(document.kind)) continue
      const said = await upload(document, reference)
      if (said.said === 'nothing') return unanswered(said)
      const image = said.said === 'yes' ? text(said.body, 'image_id') : null
      if (image === null) {
        const refusal = said.said === 'no' ? refused(said, channelReference) : null
        if (refusal?.result !== 'rejected') return refusal ?? { result: 'unknown', status: null, reason: 'an upload without image_id' }
        return { ...refusal, rejections: refusal.rejections.map(one => ({ ...one, field: `documents.${document.kind}` })) }
      }
      images.set(document.kind, image)
    }
    const made = await api.callV2('ant.merchant.expand.indirect.create', merchantFields(application, access.orgPid), options)
    if (made.said === 'nothing') return unanswered(made)
    if (made.said === 'no') return refused(made, channelReference)
    const asked = await api.callV2('alipay.merchant.indirect.authorder.create', orderFields(application, images, access.orgPid), options)
    if (asked.said === 'nothing') return unanswered(asked)
    if (asked.said === 'no') return refused(asked, channelReference)
    const order = text(asked.body, 'order_no')
    return order === null
      ? { result: 'unknown', status: null, reason: 'an order without order_no' }
      : { result: 'auditing', channelReference: order, status: 'AUDITING' }
  }

  async function active(reference: string, order: string, status: string): Promise<ChannelAnswer> {
    const said = await api.callV2('ant.merchant.expand.indirect.query', { external_id: reference }, { idempotent: true, reference })
    if (said.said === 'nothing') return unanswered(said)
    const subMerchant = said.said === 'yes' ? text(said.body, 'sub_merchant_id') : null
    if (said.said === 'no' || subMerchant === null) return { result: 'unknown', status, reason: 'confirmed, but there is no such merchant' }
    const flows = flowsOf(said.body.service_codes)
    return { result: 'active', channelReference: order, status, subMerchant, ...(flows.length === 0 ? {} : { flows }) }
  }

  return {
    channel: ALIPAY,
    name: capabilities.name,
    requirements: {
      subjects: ['individual_business', 'enterprise', 'institution'],
      documents: (_form: ApplicationForm) => PICTURES,
      flowsWithSubAppId: [],
    },
    submit: send,
    resubmit: send,
    async query({ reference, channelReference }) {
      const by = channelReference === null ? { out_biz_no: reference } : { order_no: channelReference }
      const said = await api.callV2('alipay.merchant.indirect.authorder.querystatus', by, { idempotent: true, reference })
      if (said.said === 'nothing') return unanswered(said)
      if (said.said === 'no')
        return /NOT_EXIST/.test(said.code) ? { result: 'not_found' } : { result: 'unknown', status: said.code, reason: said.message }
      const order = text(said.body, 'order_no') ?? channelReference ?? reference
      const status = text(said.body, 'order_status') ?? ''
      switch (status) {
        case 'AUDITING':
        case 'CONTACT_PROCESSING':
          return { result: 'auditing', channelReference: order, status }
        case 'CONTACT_CONFIRM':
        case 'LEGAL_CONFIRM':
          return { result: 'needs_merchant', channelReference: order, status, step: 'confirm', url: text(said.body, 'qr_code') }
        case 'AUDIT_PASS':
          return active(reference, order, status)
        case 'AUDIT_REJECT':
          return { result: 'rejected', channelReference: order, status, rejections: rejectionsOf(said.body.verify_list) }
        case 'AUDIT_FREEZE':
        case 'CANCELED':
          return { result: 'cancelled', channelReference: order, status, reason: status }
        default:
          return { result: 'unknown', status, reason: 'a status that we do not know' }
      }
    },
    async changeAccount({ reference, subMerchant, account }) {
      const fields = { sub_merchant_id: subMerchant, bankcard_info: [cardOf(account)] }
      const said = await api.callV2('ant.merchant.expand.indirect.modify', fields, { idempotent: true, reference })
      if (said.said === 'nothing') return unanswered(said)
      if (said.said === 'yes') return { result: 'changed', channelReference: null, status: 'changed' }
      if (isFinal(said.code)) return { result: 'rejected', channelReference: null, status: said.code, reason: said.message.slice(0, 500) }
      return { result: 'unknown', status: said.code, reason: said.message }
    },
    // A change is done or refused at once and has no number: what has no answer is sent again, which is harmless.
    queryAccountChange: async () => ({ result: 'not_found' }),
  }
}

function rejectionsOf(list: unknown): ChannelRejection[] {
  if (!Array.isArray(list)) return [{ field: null, channelField: null, reason: 'AUDIT_REJECT' }]
  return list.slice(0, 50).map((item: unknown) => {
    const fields = (typeof item === 'object' && item !== null ? item : {}) as Fields
    const channelField = text(fields, 'fail_param')
    return {
      field: channelField === null ? null : fieldOf(channelField),
      channelField,
      reason: (text(fields, 'fail_reason') ?? '').slice(0, 500),
    }
  })
}
