/** What the buyer sees and does: opens a QR code or page, enters the password, approves or refuses; pays, or signs an agreement. */
import { agreementFields, signAgreement } from './agreements.ts'
import type { Context } from './context.ts'
import { lapse } from './find-trade.ts'
import { notifyContent, signRsa2, timeText, yuanOf } from './protocol.ts'
import type { Agreement, Trade } from './state.ts'
import { payTrade } from './trades.ts'

export type Subject = { readonly kind: 'trade'; readonly trade: Trade } | { readonly kind: 'agreement'; readonly agreement: Agreement }

/** What the cashier's address names. */
export function subjectOf(context: Context, token: string): Subject | null {
  const trade = Object.values(context.state.trades).find(one => one.token === token)
  if (trade !== undefined) return { kind: 'trade', trade: lapse(context, trade) }
  const agreement = Object.values(context.state.agreements).find(one => one.token === token)
  return agreement === undefined ? null : { kind: 'agreement', agreement }
}

export type Choice = { readonly buyerId: string; readonly password: string; readonly approve: boolean }

export type Outcome =
  | { readonly done: true; readonly returnUrl: string | null }
  | { readonly done: false; readonly why: 'refused' | 'password_wrong' | 'insufficient_funds' | 'over' | 'no_buyer' }

/** The return_url with the parameters that the merchant's page verifies. */
function returnTo(context: Context, appId: string, returnUrl: string | null, fields: Readonly<Record<string, string>>): string | null {
  if (returnUrl === null || !URL.canParse(returnUrl)) return null
  const common = { app_id: appId, auth_app_id: appId, charset: 'utf-8', version: '1.0', timestamp: timeText(context.now()) }
  const all = { ...common, ...fields }
  const address = new URL(returnUrl)
  const sign = signRsa2(context.state.platform.privateKey, notifyContent(all))
  for (const [name, value] of Object.entries({ ...all, sign_type: 'RSA2', sign })) address.searchParams.set(name, value)
  return address.toString()
}

/** The buyer has scanned the code or come to the page: from now on the trade exists for the merchant. */
export function open(subject: Subject): void {
  if (subject.kind === 'trade' && subject.trade.status === 'WAIT_BUYER_PAY') subject.trade.opened = true
}

export function choose(context: Context, subject: Subject, { buyerId, password, approve }: Choice): Outcome {
  open(subject)
  const waits = subject.kind === 'trade' ? subject.trade.status === 'WAIT_BUYER_PAY' : subject.agreement.status === 'TEMP'
  if (!waits) return { done: false, why: 'over' }
  if (!approve) return { done: false, why: 'refused' }
  const buyer = context.state.buyers.find(({ userId }) => userId === buyerId)
  if (buyer === undefined) return { done: false, why: 'no_buyer' }
  if (buyer.password !== password) return { done: false, why: 'password_wrong' }
  if (subject.kind === 'agreement') {
    const { agreement } = subject
    signAgreement(context, agreement, buyer.userId)
    const fields = { method: 'alipay.user.agreement.page.sign.return', status: 'NORMAL', ...agreementFields(context, agreement) }
    return { done: true, returnUrl: returnTo(context, agreement.appId, agreement.returnUrl, fields) }
  }
  const { trade } = subject
  if (!payTrade(context, trade, buyer)) return { done: false, why: 'insufficient_funds' }
  const fields = {
    method: `${trade.method}.return`,
    seller_id: context.state.apps.find(({ appId }) => appId === trade.appId)?.sellerId ?? '',
    out_trade_no: trade.outTradeNo,
    trade_no: trade.tradeNo,
    total_amount: yuanOf(trade.totalFen),
  }
  return { done: true, returnUrl: returnTo(context, trade.appId, trade.returnUrl, fields) }
}
