/** The nouns of profit sharing (分账): who may receive, what was ordered, what came back. Amounts in fen. */
import type { Id } from '../../../kernel/ids.ts'

export const RECEIVER_TYPES = ['MERCHANT_ID', 'PERSONAL_OPENID', 'PERSONAL_SUB_OPENID'] as const
export type ReceiverType = (typeof RECEIVER_TYPES)[number]

/** 与分账方的关系类型. */
export const RELATION_TYPES = [
  'SERVICE_PROVIDER',
  'STORE',
  'STAFF',
  'STORE_OWNER',
  'PARTNER',
  'HEADQUARTER',
  'BRAND',
  'DISTRIBUTOR',
  'USER',
  'SUPPLIER',
  'CUSTOM',
] as const
export type RelationType = (typeof RELATION_TYPES)[number]

export type Receiver = {
  readonly id: Id<'wpr'>
  readonly subMerchant: string
  readonly type: ReceiverType
  readonly account: string
  readonly relationType: string
  readonly customRelation: string | null
  readonly state: 'active' | 'deleted'
  readonly createdAt: Date
  readonly updatedAt: Date
}

export type Share = {
  readonly type: ReceiverType
  readonly account: string
  readonly amount: bigint
  readonly description: string
}

/** What the platform says became of one share; `result` as it is written. */
export type ShareResult = {
  readonly type: string
  readonly account: string
  readonly amount: number
  readonly result: string
  readonly detailId: string | null
  readonly failReason: string | null
}

/** `unknown`: it may have been executed; given again under the same number, or asked about. */
export type SharingState = 'created' | 'unknown' | 'processing' | 'finished' | 'failed'

export type SharingOrder = {
  readonly id: Id<'wps'>
  readonly subMerchant: string
  readonly transactionId: string
  readonly kind: 'share' | 'unfreeze'
  readonly receivers: readonly Share[]
  readonly amount: bigint
  readonly unfreezeUnsplit: boolean
  readonly description: string
  readonly state: SharingState
  readonly failureCode: string | null
  readonly orderId: string | null
  readonly results: readonly ShareResult[] | null
  readonly attempts: number
  readonly nextAt: Date | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

export type NewSharingOrder = Pick<SharingOrder, 'subMerchant' | 'transactionId' | 'kind' | 'receivers' | 'unfreezeUnsplit' | 'description'>

export type ReturnState = 'created' | 'unknown' | 'processing' | 'succeeded' | 'failed'

export type SharingReturn = {
  readonly id: Id<'wpb'>
  readonly sharingId: Id<'wps'>
  readonly returnMerchant: string
  readonly amount: bigint
  readonly description: string
  readonly state: ReturnState
  readonly failureCode: string | null
  readonly returnId: string | null
  readonly attempts: number
  readonly nextAt: Date | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

export type NewSharingReturn = Pick<SharingReturn, 'sharingId' | 'returnMerchant' | 'amount' | 'description'>

/** 分账动账通知. */
export type SharingNotice = {
  readonly id: string
  readonly transactionId: string
  readonly outOrderNo: string | null
  readonly receiverType: string
  readonly receiverAccount: string
  readonly amount: bigint
  readonly description: string
  readonly successAt: Date | null
}
