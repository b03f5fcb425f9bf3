/**
 * Auto-debit agreements (周期扣款, 商家扣款): signed by the payer on Alipay's page, asked for, ended. Debits under them are trades of
 * `flow: 'agreement'`. https://opendocs.alipay.com/open/20190319114403226822
 */
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import { fenOf, yuanOf } from './amounts.ts'
import type { Api, Fields } from './api.ts'
import { dayOf, instantOf } from './protocol.ts'

export type AgreementTerms = {
  /** Ours, at most 32 letters, digits and underscores. */
  readonly externalNo: string
  /** The most for one charge, fen. */
  readonly limitPerPayment: bigint
  /** At least 7 days, or whole months. */
  readonly period: { readonly unit: 'day' | 'month'; readonly length: number }
  readonly firstChargeOn: Date
  readonly returnUrl?: string
}

export type AgreementState = 'active' | 'ended' | 'stopped' | 'unknown'

export type AgreementFacts = {
  readonly agreementNo: string
  readonly externalNo: string | null
  readonly state: AgreementState
  /** As Alipay wrote it. */
  readonly status: string
  readonly payer: string | null
  readonly payerName: string | null
  readonly signedAt: Date | null
  readonly limitPerPayment: bigint | null
}

export type AgreementRefusal = 'channel_agreement_not_found' | 'channel_unavailable'

export type Agreements = {
  /** The page on which the payer signs; nothing goes over the wire. Refuses channel_unavailable. */
  signPage(terms: AgreementTerms, notifyUrl: string | null): Outcome<string, AgreementRefusal>
  /** Refuses channel_agreement_not_found (also: not signed yet), channel_unavailable. */
  query(by: { readonly agreementNo: string } | { readonly externalNo: string }): Promise<Outcome<AgreementFacts, AgreementRefusal>>
  /** Ends it; harmless when it has ended. Refuses channel_unavailable. */
  unsign(agreementNo: string): Promise<Outcome<null, AgreementRefusal>>
}

const PRODUCT = { personal_product_code: 'CYCLE_PAY_AUTH_P', sign_scene: 'INDUSTRY|DEFAULT_SCENE' }

/** `STOP` is written by queries, `UNSIGN` by notifications; `TEMP` waits for the payer. */
const STATES: Readonly<Record<string, AgreementState>> = { NORMAL: 'active', STOP: 'ended', UNSIGN: 'ended' }

const text = (fields: Fields, name: string): string | null =>
  typeof fields[name] === 'string' && fields[name] !== '' ? fields[name] : null

export function agreementFacts(fields: Fields): AgreementFacts | null {
  const agreementNo = text(fields, 'agreement_no')
  const status = text(fields, 'status') ?? ''
  if (agreementNo === null) return null
  return {
    agreementNo,
    externalNo: text(fields, 'external_agreement_no'),
    state: Object.hasOwn(STATES, status) ? (STATES[status] ?? 'unknown') : 'unknown',
    status,
    payer: text(fields, 'alipay_user_id') ?? text(fields, 'alipay_open_id'),
    payerName: text(fields, 'alipay_logon_id'),
    signedAt: instantOf(fields.sign_time),
    limitPerPayment: fenOf(fields.single_quota),
  }
}

const NOT_THERE = ['USER_AGREEMENT_NOT_EXIST', 'AGREEMENT_NOT_EXIST']

export function createAgreements(api: Api): Agreements {
  return {
    signPage({ externalNo, limitPerPayment, period, firstChargeOn, returnUrl }, notifyUrl) {
      const fields = {
        ...PRODUCT,
        product_code: 'GENERAL_WITHHOLDING',
        access_params: { channel: 'ALIPAYAPP' },
        external_agreement_no: externalNo,
        period_rule_params: {
          period_type: period.unit === 'day' ? 'DAY' : 'MONTH',
          period: period.length,
          execute_time: dayOf(firstChargeOn),
          single_amount: yuanOf(limitPerPayment),
        },
      }
      const parameters = api.signedParameters('alipay.user.agreement.page.sign', fields, { notifyUrl: notifyUrl ?? undefined, returnUrl })
      const access = api.access()
      return parameters === null || access === null ? refuse('channel_unavailable') : ok(`${access.gateway}?${parameters}`)
    },
    async query(by) {
      const [name, value] = 'agreementNo' in by ? ['agreement_no', by.agreementNo] : ['external_agreement_no', by.externalNo]
      const fields = { [name]: value, ...('agreementNo' in by ? {} : PRODUCT) }
      const said = await api.call('GET', 'alipay.user.agreement.query', fields, { idempotent: true, reference: value })
      if (said.said === 'no' && NOT_THERE.includes(said.code)) return refuse('channel_agreement_not_found')
      const facts = said.said === 'yes' ? agreementFacts(said.body) : null
      return facts === null ? refuse('channel_unavailable') : ok(facts)
    },
    async unsign(agreementNo) {
      const said = await api.call(
        'POST',
        'alipay.user.agreement.unsign',
        { agreement_no: agreementNo },
        { idempotent: true, reference: agreementNo },
      )
      if (said.said === 'yes' || (said.said === 'no' && NOT_THERE.includes(said.code))) return ok(null)
      return refuse('channel_unavailable')
    },
  }
}
