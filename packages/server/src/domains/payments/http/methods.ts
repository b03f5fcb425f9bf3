/**
 * The ways to pay as requests name them, and the ways that are offered to the payer of a payment. What is offered is decided again, and for
 * good, when it is used.
 */
import { z } from 'zod'
import { type Outcome, ok, type Refusal, refuse } from '../../../kernel/outcome.ts'
import type { Language } from '../../../platform/http/route.ts'
import { zId, zText } from '../../../platform/http/schemas.ts'
import type { Merchant } from '../../merchants/types.ts'
import { prices, type Terms } from '../../partners/partners.ts'
import { routeRequest } from '../channel-order.ts'
import type { PaymentDeps } from '../deps.ts'
import type { Flow, MethodCapability } from '../ports.ts'
import * as rules from '../rules.ts'
import { CHANNEL_METHODS, type ChannelMethod, type PayerInstrument, type Payment } from '../types.ts'
import { flowView } from '../view.ts'

const zBank = zText(32).meta({ description: "Code of the payer's bank, e.g. `ICBC`; one of those that the checkout offers." })
const zPayerIp = z
  .union([z.ipv4(), z.ipv6()])
  .meta({ description: "The payer's own address, where the flow `h5` is asked for by a server." })
/** 付款码: 18 digits at WeChat Pay, 16 to 24 at Alipay. */
const zAuthCode = z
  .string()
  .regex(/^\d{16,24}$/)
  .meta({ description: '付款码 that the payer shows and the merchant scans.' })

/** What the page of a payment may ask for: flows that need nothing but the payer. */
export const zPageMethod = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('wechat_pay'), flow: z.enum(['native', 'h5']).default('native') }),
    z.strictObject({ type: z.literal('alipay'), flow: z.enum(['qr', 'page', 'wap']).default('qr') }),
    z.strictObject({ type: z.literal('bank_gateway'), bank: zBank }),
    z.strictObject({ type: z.literal('open_banking'), bank: zBank }),
  ])
  .meta({ id: 'CheckoutMethodInput', description: 'How the payer pays, without a wallet here.' })

/** What a merchant's server may ask for besides. */
export const CHANNEL_INPUTS = [
  z.strictObject({
    type: z.literal('wechat_pay'),
    flow: z.enum(['native', 'jsapi', 'h5', 'app', 'code']).default('native'),
    openid: zText(128).optional().meta({ description: "The payer's openid under the merchant's app; needed by jsapi." }),
    auth_code: zAuthCode.optional(),
    payer_ip: zPayerIp.optional(),
  }),
  z.strictObject({
    type: z.literal('alipay'),
    flow: z.enum(['qr', 'page', 'wap', 'app', 'code', 'jsapi']).optional(),
    mandate: zId('mdt').optional().meta({ description: 'An agreement of the buyer with you: nobody has to act; excludes the rest.' }),
    buyer_id: zText(128).optional().meta({ description: 'Whom Alipay is to ask, where the merchant knows it.' }),
    auth_code: zAuthCode.optional(),
  }),
  z.strictObject({ type: z.literal('bank_gateway'), bank: zBank }),
  z.strictObject({ type: z.literal('open_banking'), bank: zBank }),
] as const

type ChannelInput = {
  readonly type: ChannelMethod
  readonly flow?: string | undefined
  readonly openid?: string | undefined
  readonly buyer_id?: string | undefined
  readonly auth_code?: string | undefined
  readonly payer_ip?: string | undefined
  readonly bank?: string | undefined
}

const DEFAULT_FLOW: Readonly<Record<ChannelMethod, Flow>> = {
  wechat_pay: 'native',
  alipay: 'native',
  bank_gateway: 'gateway',
  open_banking: 'redirect',
}

/** The instrument that a request names. `remoteAddress`: of the payer's own browser, where the request is the payer's. */
export function payerInstrument(input: ChannelInput, remoteAddress: string | null): Outcome<PayerInstrument> {
  const flow = (input.flow === 'qr' ? 'native' : (input.flow ?? DEFAULT_FLOW[input.type])) as Flow
  if ((flow === 'code') !== (input.auth_code !== undefined)) {
    const code = flow === 'code' ? 'parameter_missing' : 'parameter_unknown'
    return refuse(code, 'payment_method.auth_code')
  }
  const payerId = input.openid ?? input.buyer_id
  if (flow === 'jsapi' && payerId === undefined)
    return refuse('parameter_missing', input.type === 'wechat_pay' ? 'payment_method.openid' : 'payment_method.buyer_id')
  const payerIp = input.payer_ip ?? remoteAddress ?? undefined
  return ok({
    by: 'payer',
    method: input.type,
    flow,
    ...(payerId === undefined ? {} : { payerId }),
    ...(input.auth_code === undefined ? {} : { authCode: input.auth_code }),
    ...(payerIp === undefined ? {} : { payerIp }),
    ...(input.bank === undefined ? {} : { bank: input.bank }),
  })
}

/** Flows that a page can offer to whoever looks at it; the others need an app, a scanner or an openid. */
const PAGE_FLOWS: Readonly<Record<ChannelMethod, readonly Flow[]>> = {
  wechat_pay: ['native', 'h5'],
  alipay: ['native', 'page', 'wap'],
  bank_gateway: ['gateway'],
  open_banking: ['redirect'],
}

const NAMES: Readonly<Record<ChannelMethod | 'wallet_balance', { readonly en: string; readonly zh: string }>> = {
  wallet_balance: { en: 'Feiqian wallet', zh: '飞钱钱包' },
  wechat_pay: { en: 'WeChat Pay', zh: '微信支付' },
  alipay: { en: 'Alipay', zh: '支付宝' },
  bank_gateway: { en: 'Bank (online banking)', zh: '网上银行' },
  open_banking: { en: 'Another bank (open banking)', zh: '其他银行（开放银行）' },
}

type Describe = (refusal: Refusal, language: Language) => { readonly title: string; readonly fix: string }

/** What the payer may choose now. A method that no connected rail has is not shown; one that this payment cannot use says why. */
export function offeredMethods(
  deps: PaymentDeps & { readonly describe: Describe },
  payment: Payment,
  merchant: Merchant,
  terms: Pick<Terms, 'clauses'>,
  language: Language,
) {
  const now = deps.clock.now()
  const isOpen = rules.hasOpenOrder(payment) ? payment.expiresAt > now : rules.confirmable(payment, now).ok
  if (!isOpen) return []
  const rails = deps.routing.rails().filter(rail => rail.enabled)
  const said = (outcome: Outcome<unknown>) =>
    outcome.ok ? { available: true } : { available: false, reason: { code: outcome.error.code, ...deps.describe(outcome.error, language) } }
  const standing: Outcome<unknown> = merchant.status === 'active' ? ok(null) : refuse('merchant_suspended')
  const offer = (method: ChannelMethod) => {
    const capable = rails.flatMap(rail => rail.methods.filter(capability => capability.method === method))
    const flows = PAGE_FLOWS[method].filter(flow => capable.some(capability => capability.flows.includes(flow)))
    if (flows.length === 0) return []
    const banks = banksOf(capable)
    const base = { type: method, name: NAMES[method], ...(banks.length === 0 ? {} : { banks }) }
    if (!standing.ok) return [{ ...base, flows, ...said(standing) }]
    if (payment.captureMethod === 'manual') return [{ ...base, flows, ...said(refuse('capture_method_unsupported')) }]
    if (!prices(terms, method)) return [{ ...base, flows, ...said(refuse('method_not_agreed')) }]
    const tries = flows.map(flow => ({ flow, outcome: offerFlow(deps, payment, merchant, method, flow, banks, now) }))
    const open = tries.filter(({ outcome }) => outcome.ok).map(({ flow }) => flow)
    const shown = open.length > 0 ? open : flows
    const first = tries[0]?.outcome ?? ok(null)
    return [{ ...base, flows: shown.map(flow => flowView(method, flow)), ...said(open.length > 0 ? ok(null) : first) }]
  }
  return [{ type: 'wallet_balance' as const, flows: [], name: NAMES.wallet_balance, ...said(standing) }, ...CHANNEL_METHODS.flatMap(offer)]
}

const banksOf = (capable: readonly MethodCapability[]): string[] => [...new Set(capable.flatMap(capability => capability.banks ?? []))]

/** A method by which the payer names the bank is open if it is for any of them. */
function offerFlow(
  deps: PaymentDeps,
  payment: Payment,
  merchant: Merchant,
  method: ChannelMethod,
  flow: Flow,
  banks: readonly string[],
  now: Date,
): Outcome<unknown> {
  const named: readonly (string | undefined)[] = banks.length === 0 ? [undefined] : banks
  const outcomes = named.map(bank =>
    deps.routing.offer(routeRequest(payment, merchant, { by: 'payer', method, flow, ...(bank === undefined ? {} : { bank }) }, [], now)),
  )
  return outcomes.find(outcome => outcome.ok) ?? outcomes[0] ?? ok(null)
}
