/** What the simulated Alipay knows; kept as JSON when a state file is given. Amounts are fen. */
import { type App, type AppOptions, newApp, newPlatformKeys, type PlatformKeys } from './keys.ts'
import { type Merchants, newMerchants } from './merchants.ts'

export type TradeStatus = 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_FINISHED' | 'TRADE_CLOSED'

export type Refund = { readonly outRequestNo: string; readonly fen: number; readonly reason: string | null; readonly at: string }

export type Trade = {
  readonly appId: string
  readonly tradeNo: string
  readonly outTradeNo: string
  readonly subject: string
  readonly body: string | null
  readonly totalFen: number
  /** The method that began it, e.g. `alipay.trade.precreate`. */
  readonly method: string
  readonly notifyUrl: string | null
  readonly returnUrl: string | null
  readonly passbackParams: string | null
  /** 间连: for whom it is paid; absent in older state files. */
  readonly subMerchantId?: string | null
  readonly createdAt: string
  readonly expiresAt: string
  /** Names the trade in the cashier's address. */
  readonly token: string
  /** Of a QR code or page, a trade exists for the merchant only once the buyer has opened it. */
  opened: boolean
  status: TradeStatus
  buyerId: string | null
  paidAt: string | null
  closedAt: string | null
  refunds: Refund[]
}

export type Buyer = {
  /** 2088 and 12 digits. */
  readonly userId: string
  readonly logonId: string
  /** Six digits; every buyer's is 111111. */
  readonly password: string
  balanceFen: number
}

export type Agreement = {
  readonly appId: string
  readonly agreementNo: string
  readonly externalAgreementNo: string | null
  readonly productCode: string
  readonly signScene: string
  readonly notifyUrl: string | null
  readonly returnUrl: string | null
  readonly token: string
  readonly rule: PeriodRule | null
  status: 'TEMP' | 'NORMAL' | 'STOP'
  buyerId: string | null
  signedAt: string | null
  endedAt: string | null
  /** Days on which it was charged. */
  charges: string[]
}

export type PeriodRule = {
  readonly periodType: 'DAY' | 'MONTH'
  readonly period: number
  /** First day of deduction, yyyy-MM-dd. */
  readonly executeTime: string
  readonly singleFen: number
}

export type AlipayState = {
  apps: App[]
  /** Of whom signs for Alipay now. */
  platform: PlatformKeys
  buyers: Buyer[]
  /** By `appId/outTradeNo`. */
  trades: Record<string, Trade>
  /** By agreement_no. */
  agreements: Record<string, Agreement>
  /** Payment codes that were used: which trade they paid. */
  usedCodes: Record<string, string>
  /** What each merchant holds, by sellerId, fen. */
  sellers: Record<string, number>
  /** Merchants of institutions. */
  merchants: Merchants
  /** How far days were rolled on, milliseconds. */
  advancedMs: number
  sequence: number
  /** Business days up to this one are settled through the clearing house; absent in older state files. */
  settledThrough?: string
}

const BUYERS: readonly Buyer[] = [
  { userId: '2088900000000001', logonId: 'lin***@sandbox.example', password: '111111', balanceFen: 1_000_000 },
  { userId: '2088900000000002', logonId: 'wang***@sandbox.example', password: '111111', balanceFen: 1_000_000 },
]

export const newState = (apps: readonly AppOptions[], now: Date): AlipayState => ({
  apps: apps.map(app => newApp(app, now)),
  platform: newPlatformKeys(now),
  buyers: BUYERS.map(buyer => ({ ...buyer })),
  trades: {},
  agreements: {},
  usedCodes: {},
  sellers: {},
  merchants: newMerchants(),
  advancedMs: 0,
  sequence: 0,
})
