/** The nouns of merchants: whom the institution acquires for, how and where it settles. Prices live in agreements, never here. */
import type { Id } from '../../kernel/ids.ts'
import type { BusinessDate, Clock } from '../../kernel/time.ts'
import type { Commands } from '../../platform/commands.ts'
import type { Db } from '../../platform/db.ts'
import type { Seal } from '../../platform/seal.ts'
import type { AccountId, Ledger } from '../ledger/types.ts'

export const GRADES = ['low', 'medium', 'high'] as const
export type RiskGrade = (typeof GRADES)[number]

export type MerchantName = { readonly en: string; readonly zh: string }

/** `onboarding`: approved, but without an accepted agreement and a channel; nothing can be paid to it yet. */
export type MerchantStatus = 'onboarding' | 'active' | 'suspended'

/** T0: the same day, as an own-funds advance; T1: the next working day; D1: the next calendar day. */
export type SettlementCycle = 'T0' | 'T1' | 'D1'

/** The account payouts go to. The number itself is sealed; people see its last four digits. */
export type BankAccount = {
  readonly holderName: string
  readonly bankCode: string
  readonly numberMasked: string
  /** Stands for the number in payouts; only the connector asks the face for the number behind it. */
  readonly token: string
}

export const CHANNEL_STATUSES = ['applying', 'active', 'suspended', 'closed'] as const
export type ChannelStatus = (typeof CHANNEL_STATUSES)[number]

/** A channel as a payment batch sees it: one that is being applied for, or is closed, is not there. */
export type ChannelFacts = {
  /** The code of the rail: `wechat_pay`, `alipay`. */
  readonly channel: string
  /** The channel's number of the merchant (sub_mchid, smid); `null` where the channel has none. */
  readonly subMerchant: string | null
  readonly subAppId: string | null
  /** What was opened for the merchant there; empty: whatever the channel offers. */
  readonly flows: readonly string[]
  /** False while it is suspended: no new order goes there. */
  readonly active: boolean
}

export type MerchantChannel = {
  readonly merchantId: Id<'mer'>
  readonly channel: string
  readonly subMerchant: string | null
  readonly subAppId: string | null
  readonly status: ChannelStatus
  readonly flows: readonly string[]
  /** When it first became active. */
  readonly since: Date | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

export type NewChannel = Omit<MerchantChannel, 'since' | 'createdAt' | 'updatedAt'>

/** What a payment batch needs to know of a merchant. */
export type MerchantFacts = {
  readonly id: Id<'mer'>
  readonly name: MerchantName
  readonly status: MerchantStatus
  readonly settlementCycle: SettlementCycle
  readonly bankAccount: BankAccount
  /** The agreement activated last, set by partners; `null` before the first. Which terms apply when, partners says. */
  readonly agreementId: Id<'agr'> | null
  /** Greatest own-funds advance for early settlement, minor units. */
  readonly advanceLimit: bigint
  /** Greatest own-funds advance for refunds, minor units. */
  readonly refundAdvanceLimit: bigint
  /** In the order of their codes. */
  readonly channels: readonly ChannelFacts[]
  readonly accounts: {
    readonly unsettled: AccountId
    readonly settled: AccountId
    readonly refundDeposit: AccountId
    readonly advance: AccountId
  }
}

export type Merchant = MerchantFacts & {
  /** From when its days as a new merchant count; `null` before it is live. */
  readonly liveSince: Date | null
  /** Why it is suspended. */
  readonly statusReason: string | null
  readonly riskGrade: RiskGrade | null
  /** When it is looked at again; `null` for one that did not apply. */
  readonly reviewDue: BusinessDate | null
  /** The application that it came by. */
  readonly applicationId: Id<'apl'> | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

export type NewBankAccount = { readonly holderName: string; readonly bankCode: string; readonly number: string }

export type NewMerchant = {
  /** The caller's id, made with `newId<'mer'>()`. */
  readonly id: Id<'mer'>
  readonly name: MerchantName
  readonly settlementCycle: SettlementCycle
  readonly bankAccount: NewBankAccount
  readonly advanceLimit: bigint
  readonly refundAdvanceLimit: bigint
  /** Of one that applied: it is not live until its agreement and a channel are there. */
  readonly onboarding?: {
    readonly applicationId: Id<'apl'>
    readonly licenceNumber: string
    readonly legalPersonMark: Buffer
    readonly accountMark: Buffer
    readonly riskGrade: RiskGrade
  }
}

export type MerchantChange = {
  readonly id: Id<'mer'>
  readonly name?: MerchantName
  readonly status?: 'active' | 'suspended'
  readonly settlementCycle?: SettlementCycle
  readonly bankAccount?: NewBankAccount
  readonly advanceLimit?: bigint
  readonly refundAdvanceLimit?: bigint
}

export type MerchantsDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly commands: Commands
  readonly ledger: Pick<Ledger, 'createAccounts'>
  readonly seal: Seal
}
