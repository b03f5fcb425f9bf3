/**
 * An application in WeChat Pay's words (特约商户进件): subject, identity, beneficial owners, business, settlement and account, sensitive fields
 * encrypted; and its rejections in ours. Pure: how to encrypt, and what the uploaded documents are called, is handed in.
 */
import type {
  ApplicationForm,
  ChannelRejection,
  DocumentKind,
  IdType,
  Person,
  SettlementAccount,
  SubjectType,
} from '../../merchants/ports.ts'

/** `settlement_id` and 行业 by subject: a policy record, since the channel sets them. */
export type SettlementRules = Readonly<Record<string, { readonly settlement_id: string; readonly qualification_type: string } | undefined>>

export type FormContext = {
  /** Encrypts for the key that the request names in `Wechatpay-Serial`. */
  readonly encrypt: (text: string) => string
  /** The channel's name of an uploaded document (`media_id`); `undefined`: there is none. */
  readonly media: (kind: DocumentKind, about?: number) => string | undefined
  readonly rules: SettlementRules
  readonly businessCode: string
  readonly subAppId: string | null
}

const SUBJECTS: Readonly<Record<SubjectType, string>> = {
  individual_business: 'SUBJECT_TYPE_INDIVIDUAL',
  enterprise: 'SUBJECT_TYPE_ENTERPRISE',
  institution: 'SUBJECT_TYPE_INSTITUTIONS',
  social_organisation: 'SUBJECT_TYPE_OTHERS',
  government: 'SUBJECT_TYPE_GOVERNMENT',
}

/** 登记证书类型, of those without a business licence. */
const CERTIFICATES: Readonly<Partial<Record<SubjectType, string>>> = {
  institution: 'CERTIFICATE_TYPE_2388',
  social_organisation: 'CERTIFICATE_TYPE_2389',
  government: 'CERTIFICATE_TYPE_2397',
}

const ID_TYPES: Readonly<Record<IdType, string>> = {
  resident_id: 'IDENTIFICATION_TYPE_IDCARD',
  passport: 'IDENTIFICATION_TYPE_OVERSEA_PASSPORT',
  hong_kong_macao_permit: 'IDENTIFICATION_TYPE_HONGKONG_PASSPORT',
  taiwan_permit: 'IDENTIFICATION_TYPE_TAIWAN_PASSPORT',
  foreign_resident_permit: 'IDENTIFICATION_TYPE_FOREIGN_RESIDENT',
  hong_kong_macao_taiwan_residence: 'IDENTIFICATION_TYPE_HONGKONG_MACAO_RESIDENT',
}

const SCENES = {
  store: 'SALES_SCENES_STORE',
  website: 'SALES_SCENES_WEB',
  app: 'SALES_SCENES_APP',
  mini_program: 'SALES_SCENES_MINI_PROGRAM',
} as const

/** 开户银行 by the institution's bank code; all others are 其他银行 with the branch in full. */
const BANKS: Readonly<Record<string, string>> = {
  ICBC: '工商银行',
  ABC: '农业银行',
  BOC: '中国银行',
  CCB: '建设银行',
  COMM: '交通银行',
  BCOM: '交通银行',
  CMB: '招商银行',
  PSBC: '邮政储蓄银行',
  CITIC: '中信银行',
  CEB: '光大银行',
  CMBC: '民生银行',
  CIB: '兴业银行',
  SPDB: '浦发银行',
  PAB: '平安银行',
  HXB: '华夏银行',
  GDB: '广发银行',
  BOB: '北京银行',
  NBCB: '宁波银行',
}

const FOREVER = '长期'

/** Fields that are not there stay away: the platform takes an empty text for a wrong one. */
const present = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null))

function identityOf({ legalPerson }: ApplicationForm, { encrypt, media }: FormContext): Record<string, unknown> {
  const type = ID_TYPES[legalPerson.idType]
  const until = legalPerson.idValidTo ?? FOREVER
  const address = legalPerson.address === null ? undefined : encrypt(legalPerson.address)
  return legalPerson.idType === 'resident_id'
    ? {
        id_holder_type: 'LEGAL',
        id_doc_type: type,
        id_card_info: present({
          id_card_copy: media('legal_person_id_front'),
          id_card_national: media('legal_person_id_back'),
          id_card_name: encrypt(legalPerson.name),
          id_card_number: encrypt(legalPerson.idNumber),
          id_card_address: address,
          card_period_begin: legalPerson.idValidFrom,
          card_period_end: until,
        }),
      }
    : {
        id_holder_type: 'LEGAL',
        id_doc_type: type,
        id_doc_info: present({
          id_doc_copy: media('legal_person_id_front'),
          id_doc_copy_back: media('legal_person_id_back'),
          id_doc_name: encrypt(legalPerson.name),
          id_doc_number: encrypt(legalPerson.idNumber),
          id_doc_address: address,
          doc_period_begin: legalPerson.idValidFrom,
          doc_period_end: until,
        }),
      }
}

const ownerOf = (owner: Person, index: number, { encrypt, media }: FormContext): Record<string, unknown> =>
  present({
    ubo_id_doc_type: ID_TYPES[owner.idType],
    ubo_id_doc_copy: media('beneficial_owner_id_front', index),
    ubo_id_doc_copy_back: media('beneficial_owner_id_back', index),
    ubo_id_doc_name: encrypt(owner.name),
    ubo_id_doc_number: encrypt(owner.idNumber),
    ubo_id_doc_address: owner.address === null ? undefined : encrypt(owner.address),
    ubo_period_begin: owner.idValidFrom,
    ubo_period_end: owner.idValidTo ?? FOREVER,
  })

function subjectOf(form: ApplicationForm, context: FormContext): Record<string, unknown> {
  const { licence, legalPerson, owners } = form
  const common = {
    merchant_name: licence.name,
    legal_person: legalPerson.name,
    period_begin: licence.validFrom,
    period_end: licence.validTo ?? FOREVER,
  }
  const copy = context.media('licence')
  const certificate = CERTIFICATES[form.subject]
  // Whether the legal person is the only beneficial owner: then the others need not be named.
  const [first] = owners
  const alone = owners.length === 1 && first !== undefined && first.idNumber === legalPerson.idNumber
  return {
    subject_type: SUBJECTS[form.subject],
    ...(certificate === undefined
      ? {
          business_license_info: present({
            ...common,
            license_copy: copy,
            license_number: licence.number,
            license_address: licence.address,
          }),
        }
      : {
          certificate_info: present({
            ...common,
            cert_copy: copy,
            cert_type: certificate,
            cert_number: licence.number,
            company_address: licence.address,
          }),
        }),
    identity_info: { ...identityOf(form, context), ...(form.subject === 'enterprise' ? { owner: alone } : {}) },
    ...(form.subject !== 'enterprise' || alone ? {} : { ubo_info_list: owners.map((owner, index) => ownerOf(owner, index, context)) }),
  }
}

function salesOf({ business }: ApplicationForm, { media, subAppId }: FormContext): Record<string, unknown> {
  const [shop] = business.shops
  const picture = (kind: DocumentKind): string[] | undefined => {
    const id = media(kind)
    return id === undefined ? undefined : [id]
  }
  const store =
    shop === undefined
      ? undefined
      : present({
          biz_store_name: shop.name,
          biz_address_code: shop.areaCode,
          biz_store_address: shop.address,
          store_entrance_pic: picture('shop_front'),
          indoor_pic: picture('shop_indoor'),
        })
  const appId = subAppId ?? undefined
  return present({
    sales_scenes_type: business.scenes.map(scene => SCENES[scene]),
    biz_store_info: business.scenes.includes('store') ? store : undefined,
    web_info: business.scenes.includes('website') ? present({ domain: business.website, web_appid: appId }) : undefined,
    app_info: business.scenes.includes('app') ? present({ app_sub_appid: appId, app_pics: picture('website') }) : undefined,
    mini_program_info: business.scenes.includes('mini_program')
      ? present({ mini_program_sub_appid: appId, mini_program_pics: picture('website') })
      : undefined,
  })
}

/** 结算账户, as an application and a change of account carry it. */
export const accountOfMerchant = (account: SettlementAccount, encrypt: (text: string) => string) => ({
  type: account.kind === 'corporate' ? 'CORPORATE' : 'PERSONAL',
  name: encrypt(account.holderName),
  bank: BANKS[account.bankCode] ?? '其他银行',
  areaCode: account.areaCode,
  branchCode: account.branchCode ?? undefined,
  bankName: account.bankName,
  number: encrypt(account.number),
})

/** The body of `POST /v3/applyment4sub/applyment/`. */
export function applymentBody(form: ApplicationForm, context: FormContext): Record<string, unknown> {
  const { encrypt, media } = context
  const { contact, business } = form
  const account = accountOfMerchant(form.bankAccount, encrypt)
  const rule = context.rules[form.subject]
  const agent = contact.role === 'agent'
  return {
    business_code: context.businessCode,
    contact_info: present({
      contact_type: agent ? 'SUPER' : 'LEGAL',
      contact_name: encrypt(contact.name),
      contact_id_doc_type: agent ? ID_TYPES[contact.idType] : undefined,
      contact_id_number: agent ? encrypt(contact.idNumber) : undefined,
      contact_id_doc_copy: agent ? media('contact_id_front') : undefined,
      contact_id_doc_copy_back: agent ? media('contact_id_back') : undefined,
      business_authorization_letter: agent ? media('contact_authorisation') : undefined,
      mobile_phone: encrypt(contact.phone),
      contact_email: encrypt(contact.email),
    }),
    subject_info: subjectOf(form, context),
    business_info: {
      merchant_shortname: business.shortName,
      service_phone: business.servicePhone,
      sales_info: salesOf(form, context),
    },
    settlement_info: present({
      settlement_id: rule?.settlement_id,
      qualification_type: rule?.qualification_type,
      qualifications: media('qualification') === undefined ? undefined : [media('qualification')],
    }),
    bank_account_info: present({
      bank_account_type: `BANK_ACCOUNT_TYPE_${account.type}`,
      account_name: account.name,
      account_bank: account.bank,
      bank_address_code: account.areaCode,
      bank_branch_id: account.branchCode,
      bank_name: account.bankName,
      account_number: account.number,
    }),
  }
}

/** Where the channel's fields stand in our application, by the last part of their name. Others have no place: `null`. */
const FIELDS: Readonly<Record<string, string>> = {
  contact_name: 'contact.name',
  contact_id_number: 'contact.id_number',
  contact_id_doc_copy: 'documents.contact_id_front',
  contact_id_doc_copy_back: 'documents.contact_id_back',
  business_authorization_letter: 'documents.contact_authorisation',
  mobile_phone: 'contact.phone',
  contact_email: 'contact.email',
  subject_type: 'subject',
  license_copy: 'documents.licence',
  cert_copy: 'documents.licence',
  license_number: 'licence.number',
  cert_number: 'licence.number',
  merchant_name: 'licence.name',
  license_address: 'licence.address',
  company_address: 'licence.address',
  period_begin: 'licence.valid_from',
  period_end: 'licence.valid_to',
  legal_person: 'legal_person.name',
  id_card_copy: 'documents.legal_person_id_front',
  id_doc_copy: 'documents.legal_person_id_front',
  id_card_national: 'documents.legal_person_id_back',
  id_doc_copy_back: 'documents.legal_person_id_back',
  id_card_name: 'legal_person.name',
  id_doc_name: 'legal_person.name',
  id_card_number: 'legal_person.id_number',
  id_doc_number: 'legal_person.id_number',
  id_card_address: 'legal_person.address',
  id_doc_address: 'legal_person.address',
  card_period_begin: 'legal_person.id_valid_from',
  doc_period_begin: 'legal_person.id_valid_from',
  card_period_end: 'legal_person.id_valid_to',
  doc_period_end: 'legal_person.id_valid_to',
  ubo_info_list: 'owners',
  ubo_id_doc_copy: 'documents.beneficial_owner_id_front',
  ubo_id_doc_copy_back: 'documents.beneficial_owner_id_back',
  ubo_id_doc_name: 'owners',
  ubo_id_doc_number: 'owners',
  merchant_shortname: 'business.short_name',
  service_phone: 'business.service_phone',
  sales_scenes_type: 'business.scenes',
  biz_store_name: 'business.shops',
  biz_address_code: 'business.shops',
  biz_store_address: 'business.shops',
  store_entrance_pic: 'documents.shop_front',
  indoor_pic: 'documents.shop_indoor',
  domain: 'business.website',
  settlement_id: 'business.mcc',
  qualification_type: 'business.mcc',
  qualifications: 'documents.qualification',
  bank_account_type: 'bank_account.kind',
  account_name: 'bank_account.holder_name',
  account_bank: 'bank_account.bank_code',
  bank_address_code: 'bank_account.area_code',
  bank_branch_id: 'bank_account.branch_code',
  bank_name: 'bank_account.bank_name',
  account_number: 'bank_account.number',
}

/** `field` as the channel writes it: `id_card_copy`, `/contact_info/contact_name`, `subject_info.ubo_info_list[0].ubo_id_doc_copy`. */
export function rejectionOf(field: string | null, reason: string): ChannelRejection {
  const last =
    field
      ?.replaceAll(/\[\d+\]/g, '')
      .split(/[./]/)
      .at(-1) ?? ''
  return { field: FIELDS[last] ?? null, channelField: field, reason }
}
