/** The routes of domestic payments (UK Open Banking Read/Write v4.0, `/pisp`). */
import { z } from 'zod'
import { formatId } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { Principal } from '../../../kernel/principal.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { zText } from '../../../platform/http/schemas.ts'
import { consentIdOf, ownConsent, thirdPartyOf } from '../consent-requests/own-consents.ts'
import {
  zDomesticConsent,
  zDomesticConsentJson,
  zDomesticPayment,
  zDomesticPaymentJson,
  zFundsJson,
  zPaymentDetailsJson,
} from '../http/payment-schemas.ts'
import { withCurrent } from '../protocol/replay.ts'
import type { ApiVersion } from '../versions.ts'
import type { PaymentInitiationDeps } from './deps.ts'
import { grantedConsent, hasFunds, ownOrder, paymentOf, refundAccountOf } from './lookups.ts'
import type { PaymentCommands } from './payments.ts'
import { type DomesticTerms, matches, moneyOf, nextCutOff, payableFrom, payeeOf, paymentTermsOf } from './rules.ts'
import { domesticConsentView, domesticPaymentView, paymentDetailsView } from './view.ts'

const TAG = 'Open banking: payments'
const CONSENT_ID = z.strictObject({ ConsentId: zText(128) })
const PAYMENT_ID = z.strictObject({ DomesticPaymentId: zText(40) })
const LOOKUP = ['ob_resource_not_found', 'ob_resource_forbidden'] as const
/** What `use` of a consent to a payment refuses. */
export const CONSENT_REFUSALS = [
  'consent_not_found',
  'consent_not_authorised',
  'consent_rejected',
  'consent_consumed',
  'consent_cancelled',
  'consent_expired',
  'consent_not_begun',
  'consent_reconfirmation_due',
  'consent_kind_mismatch',
  'consent_currency_mismatch',
  'consent_limit_exceeded',
] as const

type Policy = { /** HH:MM, or none. */ readonly cut_off: string; readonly consent_seconds: number }

export function domesticPaymentRoutes(deps: PaymentInitiationDeps, version: ApiVersion, commands: PaymentCommands): Route[] {
  const base = `${version.path}/pisp`
  const placeOf = (baseUrl: string): string => `${baseUrl}${base}`
  const client = { thirdParty: 'payments', grant: 'client' } as const
  const consented = { thirdParty: 'payments', grant: 'consent' } as const
  return [
    defineRoute({
      method: 'POST',
      path: `${base}/domestic-payment-consents`,
      operationId: version.operation('createDomesticPaymentConsent'),
      tag: TAG,
      summary: 'Register what a person agreed to pay',
      description:
        'The payee is a merchant of this institution (`CN.FEIQIAN.Merchant`, `mer_…`), the payer’s account a payment account (`CN.FEIQIAN.PaymentAccount`). One person’s authorisation is enough: `Any` and `Single` are taken alike, and no answer carries `MultiAuthorisation`.',
      access: client,
      signed: true,
      command: 'money',
      body: zDomesticConsent,
      response: { status: 201, schema: zDomesticConsentJson },
      refusals: [
        ...LOOKUP,
        'ob_payment_amount_invalid',
        'ob_payment_currency_unsupported',
        'ob_payment_scheme_unsupported',
        'ob_payment_account_unsupported',
        'ob_payment_secondary_unsupported',
        'ob_payment_instrument_unsupported',
      ],
      async handle({ body, principal, command, baseUrl }) {
        const { thirdPartyId } = thirdPartyOf(principal)
        const { Initiation } = body.Data
        const amount = moneyOf(Initiation.InstructedAmount, 'Data.Initiation.InstructedAmount')
        if (!amount.ok) return amount
        if (Initiation.LocalInstrument !== undefined) return refuse('ob_payment_instrument_unsupported', 'Data.Initiation.LocalInstrument')
        const from = payableFrom(wire(Initiation.DebtorAccount), 'Data.Initiation.DebtorAccount')
        if (!from.ok) return from
        const payee = payeeOf(wire(Initiation.CreditorAccount), 'Data.Initiation.CreditorAccount')
        if (!payee.ok) return payee
        const now = deps.clock.now()
        const policy = deps.policies.require('openbanking.payments', now).value as Policy
        const cutOff = policy.cut_off === 'none' ? null : nextCutOff(policy.cut_off, now, deps.timeZone)
        const reply = await commands.propose.execute(
          {
            kind: 'domestic_payment',
            thirdPartyId,
            merchantId: payee.value,
            purpose: Initiation.RemittanceInformation?.Unstructured?.[0] ?? null,
            terms: { ...body, ...(cutOff === null ? {} : { CutOffDateTime: cutOff.toISOString() }) },
            validFrom: null,
            validTo: new Date(now.getTime() + policy.consent_seconds * 1000),
            limits: [{ kind: 'per_payment', maxAmount: amount.value, maxCount: null, currency: 'CNY' }],
          },
          command,
        )
        return withCurrent(reply, first => readConsent(consentIdOf(first), baseUrl, principal))
      },
    }),
    defineRoute({
      method: 'GET',
      path: `${base}/domestic-payment-consents/:ConsentId`,
      operationId: version.operation('getDomesticPaymentConsent'),
      tag: TAG,
      summary: 'Read a consent to a payment',
      access: client,
      signed: true,
      params: CONSENT_ID,
      response: { status: 200, schema: zDomesticConsentJson },
      refusals: LOOKUP,
      handle: ({ params, principal, baseUrl }) => readConsent(params.ConsentId, baseUrl, principal),
    }),
    defineRoute({
      method: 'GET',
      path: `${base}/domestic-payment-consents/:ConsentId/funds-confirmation`,
      operationId: version.operation('getDomesticPaymentFunds'),
      tag: TAG,
      summary: 'Ask whether the account could pay now',
      description: 'Yes or no, for the amount that the person agreed to; never why not.',
      access: consented,
      signed: true,
      params: CONSENT_ID,
      response: { status: 200, schema: zFundsJson },
      refusals: [...LOOKUP, 'ob_consent_status'],
      async handle({ params, principal, baseUrl }) {
        const consent = await grantedConsent(deps, thirdPartyOf(principal), 'domestic_payment', params.ConsentId, 'ConsentId')
        if (!consent.ok) return consent
        const { state, terms, holderId, factors, publicId } = consent.value
        if (state !== 'authorised') return refuse('ob_consent_status', 'Data.Status', { state })
        const FundsAvailable = await hasFunds(deps, holderId, paymentTermsOf(terms).amount, deps.levelOf(factors))
        return ok({
          Data: { FundsAvailableResult: { FundsAvailableDateTime: deps.clock.now().toISOString(), FundsAvailable } },
          Links: { Self: `${placeOf(baseUrl)}/domestic-payment-consents/${publicId}/funds-confirmation` },
          Meta: {},
        })
      },
    }),
    defineRoute({
      method: 'POST',
      path: `${base}/domestic-payments`,
      operationId: version.operation('createDomesticPayment'),
      tag: TAG,
      summary: 'Submit the payment of a consent',
      description:
        'Initiation and Risk repeat the consent’s. The payment is made at once, in one transaction with the use of the consent. What the account or the payee cannot do is a payment with the status RJCT and a reason. A consent is used once, whatever became of its payment.',
      access: consented,
      signed: true,
      command: 'money',
      body: zDomesticPayment,
      response: { status: 201, schema: zDomesticPaymentJson },
      refusals: [...LOOKUP, 'ob_consent_mismatch', 'ob_payment_after_cut_off', ...CONSENT_REFUSALS],
      async handle({ body, principal, command, baseUrl }) {
        const caller = thirdPartyOf(principal)
        const { ConsentId, ...data } = body.Data
        const found = await grantedConsent(deps, caller, 'domestic_payment', ConsentId, 'Data.ConsentId')
        if (!found.ok) return found
        const { id, terms } = found.value
        const agreed = terms as DomesticTerms
        for (const same of [matches(agreed.Data.Initiation, data.Initiation, 'Data.Initiation'), matches(agreed.Risk, body.Risk, 'Risk')])
          if (!same.ok) return same
        const asked = paymentTermsOf(terms)
        const reply = await commands.submit.execute(
          {
            kind: 'domestic',
            consentId: id as typeof caller.consentId & string,
            thirdPartyId: caller.thirdPartyId,
            merchantId: asked.merchantId,
            payee: asked.payeeName,
            amount: asked.amount,
            currency: asked.currency,
            instructionId: asked.instructionId,
            endToEndId: asked.endToEndId,
            reference: asked.reference,
            request: { Data: data, Risk: body.Risk },
            refundAccount: asked.readsRefundAccount ? await refundAccountOf(deps, found.value) : null,
            cutOffAt: asked.cutOffAt,
          },
          command,
        )
        return withCurrent(reply, first => read((first as Created).Data.DomesticPaymentId, baseUrl, caller))
      },
    }),
    defineRoute({
      method: 'GET',
      path: `${base}/domestic-payments/:DomesticPaymentId`,
      operationId: version.operation('getDomesticPayment'),
      tag: TAG,
      summary: 'Read a payment',
      access: client,
      signed: true,
      params: PAYMENT_ID,
      response: { status: 200, schema: zDomesticPaymentJson },
      refusals: LOOKUP,
      handle: ({ params, principal, baseUrl }) => read(params.DomesticPaymentId, baseUrl, thirdPartyOf(principal)),
    }),
    defineRoute({
      method: 'GET',
      path: `${base}/domestic-payments/:DomesticPaymentId/payment-details`,
      operationId: version.operation('getDomesticPaymentDetails'),
      tag: TAG,
      summary: 'Read what a payment became',
      access: client,
      signed: true,
      params: PAYMENT_ID,
      response: { status: 200, schema: zPaymentDetailsJson },
      refusals: LOOKUP,
      async handle({ params, principal, baseUrl }) {
        const order = await ownOrder(deps, thirdPartyOf(principal), 'domestic', params.DomesticPaymentId, 'DomesticPaymentId')
        if (!order.ok) return order
        const self = `${placeOf(baseUrl)}/domestic-payments/${formatId('obp', order.value.id)}/payment-details`
        return ok(paymentDetailsView(order.value, await paymentOf(deps, order.value), self))
      },
    }),
  ]

  async function readConsent(text: string, baseUrl: string, principal: Principal): Promise<Outcome<unknown>> {
    const consent = await ownConsent(deps, principal, text, ['domestic_payment'])
    return consent.ok ? ok(domesticConsentView(consent.value, placeOf(baseUrl))) : consent
  }

  async function read(text: string, baseUrl: string, caller: ReturnType<typeof thirdPartyOf>): Promise<Outcome<unknown>> {
    const order = await ownOrder(deps, caller, 'domestic', text, 'DomesticPaymentId')
    return order.ok ? ok(domesticPaymentView(order.value, await paymentOf(deps, order.value), placeOf(baseUrl))) : order
  }
}

type Created = { readonly Data: { readonly DomesticPaymentId: string } }

/** Without the members that are undefined: what zod parsed is compared and stored as JSON. */
export const wire = <T>(value: T): T extends undefined ? undefined : Wired<T> =>
  (value === undefined ? undefined : JSON.parse(JSON.stringify(value))) as T extends undefined ? undefined : Wired<T>

/** An object whose optional members are absent rather than undefined. */
type Wired<T> = T extends readonly (infer E)[]
  ? readonly Wired<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Wired<Exclude<T[K], undefined>> }
    : T
