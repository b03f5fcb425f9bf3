/**
 * The nouns of onboarding (商户入网): an application with its form and documents, what was found wrong, and where it stands with each
 * channel. Personal data is in the form and the documents only, and both are sealed wherever they are kept.
 */
import type { Id } from '../../../kernel/ids.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import type { MerchantName, RiskGrade, SettlementCycle } from '../types.ts'

export type { RiskGrade } from '../types.ts'

/** Who applies, as the licence says: 个体工商户, 企业, 事业单位, 社会组织, 政府机关. A person without a licence (小微) is not taken on. */
export const SUBJECT_TYPES = ['individual_business', 'enterprise', 'institution', 'social_organisation', 'government'] as const
export type SubjectType = (typeof SUBJECT_TYPES)[number]

export const ID_TYPES = [
  'resident_id',
  'passport',
  'hong_kong_macao_permit',
  'taiwan_permit',
  'foreign_resident_permit',
  'hong_kong_macao_taiwan_residence',
] as const
/** 居民身份证, 护照, 港澳居民来往内地通行证, 台湾居民来往大陆通行证, 外国人永久居留身份证, 港澳台居民居住证. */
export type IdType = (typeof ID_TYPES)[number]

export type Person = {
  readonly name: string
  readonly idType: IdType
  readonly idNumber: string
  readonly idValidFrom: BusinessDate
  /** `null`: for good (长期). */
  readonly idValidTo: BusinessDate | null
  readonly address: string | null
}

export type LegalPerson = Person & { readonly phone: string | null }

/** 受益所有人: a natural person with 25 % or more of shares or votes, or else with control, or else a senior manager. */
export const OWNER_BASES = ['shares', 'control', 'senior_manager'] as const
export type OwnerBasis = (typeof OWNER_BASES)[number]
export type BeneficialOwner = Person & {
  readonly basis: OwnerBasis
  /** Hundredths of a percent of shares or votes, 0 to 10 000. */
  readonly shareBps: number
}

/** 超级管理员: who signs at the channels. */
export type Contact = {
  readonly role: 'legal_person' | 'agent'
  readonly name: string
  readonly idType: IdType
  readonly idNumber: string
  readonly phone: string
  readonly email: string
}

export type Licence = {
  /** 统一社会信用代码, GB 32100-2015: 18 characters. */
  readonly number: string
  /** As printed on the licence. */
  readonly name: string
  readonly address: string
  readonly validFrom: BusinessDate
  /** `null`: for good (长期). */
  readonly validTo: BusinessDate | null
}

export const SCENES = ['store', 'website', 'app', 'mini_program'] as const
export type Scene = (typeof SCENES)[number]

export type Shop = {
  readonly name: string
  /** 行政区划代码, GB/T 2260: 6 digits. */
  readonly areaCode: string
  readonly address: string
}

export type Business = {
  /** 商户简称: what payers read. */
  readonly shortName: string
  /** 商户类别码: ISO 18245, 4 digits. */
  readonly mcc: string
  readonly description: string
  readonly servicePhone: string
  readonly scenes: readonly Scene[]
  readonly shops: readonly Shop[]
  readonly website: string | null
  /** Expected receipts in a month, minor units. */
  readonly monthlyVolume: bigint
}

/** The settlement account: it must be in the merchant's name. */
export type SettlementAccount = {
  /** 对公账户 or 对私账户; the latter for an individual business only, in its operator's name. */
  readonly kind: 'corporate' | 'personal'
  readonly holderName: string
  /** Of the institution's list, e.g. `ICBC`. */
  readonly bankCode: string
  /** In full, with the branch: 中国工商银行股份有限公司北京中关村支行. */
  readonly bankName: string
  /** 联行号: 12 digits. */
  readonly branchCode: string | null
  /** Where the branch is: 6 digits, GB/T 2260. */
  readonly areaCode: string
  readonly number: string
}

export type WantedChannel = { readonly channel: string; readonly flows: readonly string[]; readonly subAppId: string | null }

export type ApplicationForm = {
  readonly name: MerchantName
  readonly subject: SubjectType
  readonly licence: Licence
  readonly legalPerson: LegalPerson
  readonly owners: readonly BeneficialOwner[]
  readonly contact: Contact
  readonly business: Business
  readonly bankAccount: SettlementAccount
  readonly settlementCycle: SettlementCycle
  readonly channels: readonly WantedChannel[]
}

export const DOCUMENT_KINDS = [
  'licence',
  'legal_person_id_front',
  'legal_person_id_back',
  'beneficial_owner_id_front',
  'beneficial_owner_id_back',
  'contact_id_front',
  'contact_id_back',
  'contact_authorisation',
  'bank_account',
  'shop_front',
  'shop_indoor',
  'website',
  'qualification',
] as const
/** 营业执照, 身份证人像面/国徽面, 业务办理授权函, 开户证明, 门头照, 店内照, 网站截图, 特殊资质. */
export type DocumentKind = (typeof DOCUMENT_KINDS)[number]

export const MEDIA_TYPES = ['image/jpeg', 'image/png', 'application/pdf'] as const
/** What a document is by its first bytes, never by its name. */
export type MediaType = (typeof MEDIA_TYPES)[number]

export type DocumentFacts = {
  readonly id: Id<'mdc'>
  readonly kind: DocumentKind
  /** Which owner or shop it is of, counted from 0; 0 where there is only one. */
  readonly about: number
  readonly fileName: string
  readonly mediaType: MediaType
  readonly bytes: number
  /** Of the content, hexadecimal. */
  readonly sha256: string
  readonly addedAt: Date
}

/** The sections of the form; a draft may lack any. */
export type Draft = { readonly [K in keyof ApplicationForm]?: ApplicationForm[K] | undefined }

export const APPLICATION_STATES = [
  'draft',
  'submitted',
  'checking',
  'needs_correction',
  'approved',
  'agreement',
  'channels',
  'live',
  'rejected',
  'withdrawn',
] as const
export type ApplicationState = (typeof APPLICATION_STATES)[number]

export const SEVERITIES = ['error', 'warning'] as const
/** An error must be corrected by the applicant; a warning must be looked at by a person. */
export type Severity = (typeof SEVERITIES)[number]

/** One thing found by a rule, a person or a channel. */
export type Finding = {
  /** Stable; its words are in findings.ts. `remark` is a person's or a channel's, in their own words. */
  readonly code: string
  readonly severity: Severity
  /** Path in the application, e.g. `legal_person.id_number`, `documents.licence`; `null`: the whole. */
  readonly field: string | null
  /** Never personal data: findings are shown and logged. */
  readonly values: Readonly<Record<string, string | number>>
  readonly by: 'rule' | 'person' | 'channel'
  readonly remark: string | null
}

export type RiskReason = { readonly code: string; readonly points: number }
export type Risk = { readonly grade: RiskGrade; readonly points: number; readonly reasons: readonly RiskReason[] }

export type Application = {
  readonly id: Id<'apl'>
  readonly state: ApplicationState
  /** Counts every change of form or documents: a decision is about one revision. */
  readonly revision: number
  readonly name: MerchantName | null
  readonly licenceNumber: string | null
  readonly findings: readonly Finding[]
  readonly risk: Risk | null
  /** Who looks at it. */
  readonly reviewer: Id<'opr'> | null
  /** Who entered it for the applicant; `null`: the applicant. */
  readonly enteredBy: Id<'opr'> | null
  /** What was said when it was approved, sent back or rejected. */
  readonly note: string | null
  readonly submissions: number
  readonly merchantId: Id<'mer'> | null
  readonly agreement: ApplicationAgreement | null
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly submittedAt: Date | null
  readonly decidedAt: Date | null
  readonly liveAt: Date | null
}

export type ApplicationAgreement = {
  readonly id: Id<'agr'>
  readonly version: number
  readonly template: string
  readonly acceptedAt: Date | null
}

export type HistoryEntry = {
  readonly applicationId: Id<'apl'>
  readonly at: Date
  /** The principal: `public`, `opr:<uuid>`, `sys:<name>`. */
  readonly actor: string
  readonly action: string
  readonly state: ApplicationState
  readonly note: string | null
}

export const CHANNEL_STATES = ['waiting', 'sent', 'auditing', 'needs_merchant', 'rejected', 'active', 'cancelled'] as const
/** `sent`: it may have arrived; only a query tells. */
export type ChannelState = (typeof CHANNEL_STATES)[number]

/** 进件 of one merchant to one channel. */
export type ChannelApplicationFacts = {
  readonly applicationId: Id<'apl'>
  readonly merchantId: Id<'mer'>
  readonly channel: string
  /** What the channel knows it by; ours. */
  readonly reference: string
  readonly channelReference: string | null
  readonly state: ChannelState
  readonly attempt: number
  /** As the channel wrote it last, known or not. */
  readonly statusAsWritten: string | null
  /** Why there was no plain answer the last time; `null` when there was one. */
  readonly trouble: string | null
  readonly step: 'verify_account' | 'sign' | 'confirm' | null
  readonly url: string | null
  readonly rejections: readonly { readonly field: string | null; readonly channelField: string | null; readonly reason: string }[]
  readonly flows: readonly string[]
  readonly subAppId: string | null
  readonly subMerchant: string | null
  /** When it is sent or asked for next; `null`: nothing is due. */
  readonly nextAt: Date | null
  /** How often in a row there was no plain answer. */
  readonly silences: number
  readonly createdAt: Date
  readonly updatedAt: Date
}
