/**
 * What merchants needs of a channel that keeps merchants of its own (进件): apply for a sub-merchant, follow the application, send it
 * again, change where it settles, stop it. Drawn from WeChat Pay's `/v3/applyment4sub/applyment/` and `/v3/apply4sub/sub_merchants/…`,
 * and from Alipay's `ant.merchant.expand.indirect.zft.*`. The port is called outside transactions only, and never throws for what the
 * network or the channel does: that is an answer. Every operation may be repeated with the same `reference`.
 */
import type { ApplicationForm, DocumentFacts, DocumentKind, SettlementAccount, SubjectType } from './applications/types.ts'

export type {
  ApplicationForm,
  BeneficialOwner,
  DocumentFacts,
  DocumentKind,
  IdType,
  LegalPerson,
  MediaType,
  Person,
  SettlementAccount,
  SubjectType,
} from './applications/types.ts'

/** A document with its content, opened when the connector uploads it. Personal data: never stored or logged by a connector. */
export type ChannelDocument = Pick<DocumentFacts, 'kind' | 'about' | 'fileName' | 'mediaType' | 'sha256'> & {
  read(): Promise<Buffer>
}

export type ChannelApplication = {
  /**
   * Ours, unique for merchant and channel, the same whenever it is sent: digits, letters and underscores, at most 32
   * (WeChat: `business_code`, Alipay: `external_id`). The channel replaces what it rejected under it.
   */
  readonly reference: string
  /** The channel's own number of the application, once it has given one (`applyment_id`, `order_id`). */
  readonly channelReference: string | null
  /** 1 for the first; more when it is sent again with corrections. */
  readonly attempt: number
  readonly form: ApplicationForm
  /** What the merchant asks of this channel: flows of the connector's capability table. */
  readonly flows: readonly string[]
  readonly subAppId: string | null
  readonly documents: readonly ChannelDocument[]
}

/**
 * One thing the channel does not accept. `field` is the path in our application (`licence.number`, `legal_person.id_number`,
 * `bank_account.number`, `documents.licence`), or `null` where the channel's words fit no field of ours; `channelField` and `reason`
 * are as the channel wrote them.
 */
export type ChannelRejection = { readonly field: string | null; readonly channelField: string | null; readonly reason: string }

/** What the legal person or contact must do at the channel itself before it goes on. */
export type MerchantStep = 'verify_account' | 'sign' | 'confirm'

export type ChannelAnswer =
  /** Taken, in work: ask again later. `subMerchant` as soon as the channel says it. */
  | { readonly result: 'auditing'; readonly channelReference: string; readonly status: string }
  /** It waits for the merchant: `url` is where (WeChat: `sign_url`), to be shown as link and QR code. */
  | {
      readonly result: 'needs_merchant'
      readonly channelReference: string
      readonly status: string
      readonly step: MerchantStep
      readonly url: string | null
    }
  /** The channel acquires for the merchant. */
  | {
      readonly result: 'active'
      readonly channelReference: string
      readonly status: string
      readonly subMerchant: string
      /** What was opened, where the channel says so; else what was asked for. */
      readonly flows?: readonly string[]
    }
  /** Not accepted as it is; corrected, it may be sent again. Also when the channel refused the request itself for a field's sake. */
  | {
      readonly result: 'rejected'
      readonly channelReference: string | null
      readonly status: string
      readonly rejections: readonly ChannelRejection[]
    }
  /** Ended for good at the channel (WeChat: CANCELED): only another application helps. */
  | { readonly result: 'cancelled'; readonly channelReference: string; readonly status: string; readonly reason: string }
  /** Queries only: the channel knows no such application. */
  | { readonly result: 'not_found' }
  /** Certainly never reached the channel: open circuit, refused connection, no credentials. Sent again later. */
  | { readonly result: 'not_sent'; readonly reason: string }
  /** No answer, an unreadable one, or a status that is not known: kept as written, asked again, never guessed. */
  | { readonly result: 'unknown'; readonly status: string | null; readonly reason: string }

export type AccountChange = {
  /** Ours, the same whenever it is sent. */
  readonly reference: string
  readonly subMerchant: string
  readonly account: SettlementAccount
  /** The channel's own number of the change, once it has given one (WeChat: `application_no`). */
  readonly channelReference: string | null
}

export type AccountChangeAnswer =
  | { readonly result: 'auditing'; readonly channelReference: string; readonly status: string }
  | { readonly result: 'changed'; readonly channelReference: string | null; readonly status: string }
  | { readonly result: 'rejected'; readonly channelReference: string | null; readonly status: string; readonly reason: string }
  | { readonly result: 'not_found' }
  | { readonly result: 'not_sent'; readonly reason: string }
  | { readonly result: 'unknown'; readonly status: string | null; readonly reason: string }

export type SwitchAnswer =
  | { readonly result: 'done' }
  | { readonly result: 'refused'; readonly reason: string }
  | { readonly result: 'not_sent'; readonly reason: string }
  | { readonly result: 'unknown'; readonly reason: string }

/** What a channel asks for, so that an application is complete before it is sent. */
export type ChannelRequirements = {
  /** Kinds of applicants that the channel takes on. */
  readonly subjects: readonly SubjectType[]
  /** Documents beyond those that the institution itself asks for. */
  readonly documents: (form: ApplicationForm) => readonly DocumentKind[]
  /** Flows that need an app id of the merchant's own. */
  readonly flowsWithSubAppId: readonly string[]
}

export type ChannelOnboarding = {
  /** The code of the rail: `wechat_pay`, `alipay`. */
  readonly channel: string
  readonly name: { readonly en: string; readonly zh: string }
  readonly requirements: ChannelRequirements
  /** Sends the application for the first time. Uploads its documents first, in the same call. */
  submit(application: ChannelApplication): Promise<ChannelAnswer>
  /** Sends a rejected application again, with its corrections, under the same reference. */
  resubmit(application: ChannelApplication): Promise<ChannelAnswer>
  /** How it stands, by the channel's number where there is one, else by our reference. */
  query(application: Pick<ChannelApplication, 'reference' | 'channelReference'>): Promise<ChannelAnswer>
  /** Changes the account that the sub-merchant is settled to. */
  changeAccount(change: AccountChange): Promise<AccountChangeAnswer>
  queryAccountChange(change: Pick<AccountChange, 'reference' | 'subMerchant' | 'channelReference'>): Promise<AccountChangeAnswer>
  /** Where the channel lets us stop a sub-merchant; absent: it is stopped on our side alone, which sends it no more orders. */
  suspend?(subMerchant: string, reason: string): Promise<SwitchAnswer>
  resume?(subMerchant: string): Promise<SwitchAnswer>
}
