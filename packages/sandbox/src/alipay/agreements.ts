/** Auto-debit agreements (周期扣款): signed on a page, charged by alipay.trade.pay within their rule, asked for and ended. */
import { type Call, type Context, isWebAddress, newNumber, newToken, type Operation, text } from './context.ts'
import { type Answer, answer, refuse, wrong } from './errors.ts'
import type { App } from './keys.ts'
import { dayOf, fenOf, timeText, yuanOf } from './protocol.ts'
import type { Agreement, PeriodRule } from './state.ts'

/** The least period in days; a month has 1. */
const DAYS_MIN = 7

function ruleOf(value: unknown): PeriodRule | string {
  if (typeof value !== 'object' || value === null) return 'period_rule_params'
  const given = new Map(Object.entries(value))
  const periodType = given.get('period_type')
  const period = Number(given.get('period'))
  const executeTime = String(given.get('execute_time') ?? '')
  const singleFen = fenOf(given.get('single_amount'))
  if (periodType !== 'DAY' && periodType !== 'MONTH') return 'period_type: DAY / MONTH'
  if (!Number.isInteger(period) || period < (periodType === 'DAY' ? DAYS_MIN : 1)) return `period: DAY >= ${DAYS_MIN}, MONTH >= 1`
  if (!/^\d{4}-\d{2}-\d{2}$/.test(executeTime)) return 'execute_time: yyyy-MM-dd'
  return singleFen === null ? 'single_amount' : { periodType, period, executeTime, singleFen }
}

/** alipay.user.agreement.page.sign: an agreement that waits for its buyer, or a refusal. */
export function beginAgreement(context: Context, call: Call): { agreement: Agreement } | { refused: Answer } {
  const { app, fields } = call
  const productCode = text(fields, 'personal_product_code', 64)
  const signScene = text(fields, 'sign_scene', 64)
  const external = text(fields, 'external_agreement_no', 32)
  if (typeof productCode !== 'string') return { refused: wrong('personal_product_code', '必填 · required') }
  if (typeof signScene !== 'string') return { refused: wrong('sign_scene', '必填 · required') }
  if (external === undefined) return { refused: wrong('external_agreement_no', '1-32 字符 · 1 to 32 characters') }
  if (call.notifyUrl !== null && !isWebAddress(call.notifyUrl)) return { refused: wrong('notify_url', 'http(s)') }
  const cyclic = productCode.startsWith('CYCLE_PAY_AUTH')
  const rule = cyclic ? ruleOf(fields.period_rule_params) : null
  if (typeof rule === 'string') return { refused: wrong('period_rule_params', rule) }
  const agreement: Agreement = {
    appId: app.appId,
    agreementNo: newNumber(context, '5', 20),
    externalAgreementNo: external,
    productCode,
    signScene,
    notifyUrl: call.notifyUrl,
    returnUrl: call.returnUrl,
    token: newToken(),
    rule,
    status: 'TEMP',
    buyerId: null,
    signedAt: null,
    endedAt: null,
    charges: [],
  }
  context.state.agreements[agreement.agreementNo] = agreement
  return { agreement }
}

export function signAgreement(context: Context, agreement: Agreement, buyerId: string): void {
  agreement.status = 'NORMAL'
  agreement.buyerId = buyerId
  agreement.signedAt = context.now().toISOString()
  context.agreementChanged(agreement)
}

export function endAgreement(context: Context, agreement: Agreement): void {
  agreement.status = 'STOP'
  agreement.endedAt = context.now().toISOString()
  context.agreementChanged(agreement)
}

function find(context: Context, { app, fields }: Call): Agreement | null {
  const { agreement_no: number, external_agreement_no: external } = fields
  return (
    Object.values(context.state.agreements).find(
      one =>
        one.appId === app.appId &&
        one.signedAt !== null &&
        (typeof number === 'string' && number !== ''
          ? one.agreementNo === number
          : one.externalAgreementNo === external && external !== undefined),
    ) ?? null
  )
}

/** Whether the rule lets this amount be taken today: once in a period, not before the first day. */
export function agreementForCharge(
  context: Context,
  app: App,
  number: string,
  fen: number,
): { agreement: Agreement } | { refused: Answer } {
  const agreement = context.state.agreements[number]
  if (agreement === undefined || agreement.appId !== app.appId || agreement.status !== 'NORMAL')
    return { refused: refuse('ACQ.AGREEMENT_NOT_EXIST') }
  const { rule, charges } = agreement
  if (rule === null) return { agreement }
  if (fen > rule.singleFen) return { refused: refuse('ACQ.CYCLE_PAY_SINGLE_FEE_EXCEED') }
  const today = dayOf(context.now())
  const periodOf = (day: string): number => {
    const days = Math.floor((Date.parse(day) - Date.parse(rule.executeTime)) / 86_400_000)
    if (rule.periodType === 'DAY') return Math.floor(days / rule.period)
    const [from, to] = [new Date(rule.executeTime), new Date(day)]
    const months = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth()
    return Math.floor((to.getUTCDate() < from.getUTCDate() ? months - 1 : months) / rule.period)
  }
  const early = today < rule.executeTime
  return early || charges.some(day => periodOf(day) === periodOf(today))
    ? { refused: refuse('ACQ.CYCLE_PAY_DATE_NOT_MATCH') }
    : { agreement }
}

/** Fields that the answer to a query and notifications share. */
export function agreementFields(context: Context, agreement: Agreement): Record<string, string> {
  const buyer = context.state.buyers.find(({ userId }) => userId === agreement.buyerId)
  const signed = timeText(new Date(agreement.signedAt ?? 0))
  return {
    agreement_no: agreement.agreementNo,
    ...(agreement.externalAgreementNo === null ? {} : { external_agreement_no: agreement.externalAgreementNo }),
    personal_product_code: agreement.productCode,
    sign_scene: agreement.signScene,
    sign_time: signed,
    valid_time: signed,
    invalid_time: '2115-02-01 00:00:00',
    ...(buyer === undefined ? {} : { alipay_user_id: buyer.userId, alipay_logon_id: buyer.logonId }),
  }
}

/** alipay.user.agreement.query */
export const queryAgreement: Operation = (context, call) => {
  const agreement = find(context, call)
  if (agreement === null) return refuse('USER_AGREEMENT_NOT_EXIST')
  const { rule } = agreement
  return answer({
    ...agreementFields(context, agreement),
    status: agreement.status,
    ...(rule === null ? {} : { single_quota: yuanOf(rule.singleFen) }),
  })
}

/** alipay.user.agreement.unsign: the merchant ends it. */
export const unsign: Operation = (context, call) => {
  const agreement = find(context, call)
  if (agreement === null || agreement.status !== 'NORMAL') return refuse('USER_AGREEMENT_NOT_EXIST')
  endAgreement(context, agreement)
  return answer({})
}
