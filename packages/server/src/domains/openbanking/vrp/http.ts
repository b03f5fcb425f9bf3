/** The routes of variable recurring payments (UK Open Banking Read/Write v4.0, `/pisp`). */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { formatId, type Id } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { Principal } from '../../../kernel/principal.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { zText } from '../../../platform/http/schemas.ts'
import { FACTORS_MANDATE } from '../../wallets/wallets.ts'
import { consentIdOf, ownConsent, thirdPartyOf } from '../consent-requests/own-consents.ts'
import { zPaymentDetailsJson } from '../http/payment-schemas.ts'
import { zVrp, zVrpConsent, zVrpConsentJson, zVrpFunds, zVrpFundsJson, zVrpJson } from '../http/vrp-schemas.ts'
import type { PaymentInitiationDeps } from '../payments/deps.ts'
import { CONSENT_REFUSALS, wire } from '../payments/http.ts'
import { grantedConsent, hasFunds, ownOrder, paymentOf, refundAccountOf } from '../payments/lookups.ts'
import { moneyOf } from '../payments/rules.ts'
import { paymentDetailsView } from '../payments/view.ts'
import { withCurrent } from '../protocol/replay.ts'
import type { ApiVersion } from '../versions.ts'
import { checkVrp, limitsOf, readVrpConsent, vrpTermsOf } from './rules.ts'
import type { WireVrp, WireVrpConsent } from './types.ts'
import { vrpConsentView, vrpView } from './view.ts'
import type { VrpCommands } from './vrp.ts'

const TAG = 'Open banking: variable recurring payments'
const CONSENT_ID = z.strictObject({ ConsentId: zText(128) })
const VRP_ID = z.strictObject({ DomesticVRPId: zText(40) })
const LOOKUP = ['ob_resource_not_found', 'ob_resource_forbidden'] as const

export function vrpRoutes(deps: PaymentInitiationDeps, version: ApiVersion, commands: VrpCommands): Route[] {
  const base = `${version.path}/pisp`
  const placeOf = (baseUrl: string): string => `${baseUrl}${base}`
  const client = { thirdParty: 'vrp', grant: 'client' } as const
  const consented = { thirdParty: 'vrp', grant: 'consent' } as const
  return [
    defineRoute({
      method: 'POST',
      path: `${base}/domestic-vrp-consents`,
      operationId: version.operation('createDomesticVrpConsent'),
      tag: TAG,
      summary: 'Register within what a person lets payments be made',
      description:
        'The payee is named here, a merchant of this institution (`CN.FEIQIAN.Merchant`, `mer_…`). Payments need no further authentication (`UK.OBIE.SCANotRequired`), so beside these limits the wallet’s daily limit for payments without verification holds. PUT and PATCH, which only migrate consents of older versions, are not offered: there are none.',
      access: client,
      signed: true,
      command: 'money',
      body: zVrpConsent,
      response: { status: 201, schema: zVrpConsentJson },
      refusals: [
        ...LOOKUP,
        'ob_payment_amount_invalid',
        'ob_payment_currency_unsupported',
        'ob_payment_scheme_unsupported',
        'ob_payment_account_unsupported',
        'ob_payment_secondary_unsupported',
        'ob_date_invalid',
        'ob_vrp_authentication_unsupported',
        'ob_vrp_type_unsupported',
        'ob_vrp_period_unsupported',
        'ob_vrp_creditor_missing',
        'ob_vrp_supplement_unsupported',
      ],
      async handle({ body, principal, command, baseUrl }) {
        const request: WireVrpConsent = wire(body)
        const terms = readVrpConsent(request, deps.clock.now(), deps.timeZone)
        if (!terms.ok) return terms
        const { merchantId, validFrom, validTo, reference } = terms.value
        const reply = await commands.propose.execute(
          {
            kind: 'vrp',
            thirdPartyId: thirdPartyOf(principal).thirdPartyId,
            merchantId,
            purpose: reference,
            terms: request,
            validFrom,
            validTo,
            limits: limitsOf(terms.value),
          },
          command,
        )
        return withCurrent(reply, first => readConsent(consentIdOf(first), baseUrl, principal))
      },
    }),
    defineRoute({
      method: 'GET',
      path: `${base}/domestic-vrp-consents/:ConsentId`,
      operationId: version.operation('getDomesticVrpConsent'),
      tag: TAG,
      summary: 'Read a consent to variable recurring payments',
      access: client,
      signed: true,
      params: CONSENT_ID,
      response: { status: 200, schema: zVrpConsentJson },
      refusals: LOOKUP,
      handle: ({ params, principal, baseUrl }) => readConsent(params.ConsentId, baseUrl, principal),
    }),
    defineRoute({
      method: 'DELETE',
      path: `${base}/domestic-vrp-consents/:ConsentId`,
      operationId: version.operation('deleteDomesticVrpConsent'),
      tag: TAG,
      summary: 'Give a consent back',
      description: 'Takes effect at once, and ends its tokens; afterwards the consent is not found any more.',
      access: client,
      command: 'plain',
      params: CONSENT_ID,
      response: { status: 204, schema: null },
      refusals: [...LOOKUP, ...CONSENT_REFUSALS],
      async handle({ params, principal, command }) {
        const caller = thirdPartyOf(principal)
        const consent = await ownConsent(deps, caller, params.ConsentId, ['vrp'])
        if (!consent.ok) return consent
        return commands.cancel.execute({ consentId: consent.value.id, thirdPartyId: caller.thirdPartyId }, command)
      },
    }),
    defineRoute({
      method: 'POST',
      path: `${base}/domestic-vrp-consents/:ConsentId/funds-confirmation`,
      operationId: version.operation('createDomesticVrpFundsConfirmation'),
      tag: TAG,
      summary: 'Ask whether the account could pay an amount now',
      description: 'Available or not; never why not. Nothing is reserved.',
      access: consented,
      signed: true,
      params: CONSENT_ID,
      body: zVrpFunds,
      response: { status: 201, schema: zVrpFundsJson },
      refusals: [...LOOKUP, 'ob_consent_status', 'ob_consent_mismatch', 'ob_payment_amount_invalid', 'ob_payment_currency_unsupported'],
      async handle({ params, body, principal, baseUrl }) {
        const consent = await grantedConsent(deps, thirdPartyOf(principal), 'vrp', params.ConsentId, 'ConsentId')
        if (!consent.ok) return consent
        const { state, holderId, publicId } = consent.value
        const { ConsentId, Reference, InstructedAmount } = body.Data
        if (ConsentId !== publicId) return refuse('ob_consent_mismatch', 'Data.ConsentId')
        if (state !== 'authorised') return refuse('ob_consent_status', 'Data.Status', { state })
        const amount = moneyOf(InstructedAmount, 'Data.InstructedAmount')
        if (!amount.ok) return amount
        const available = await hasFunds(deps, holderId, amount.value, FACTORS_MANDATE)
        const now = deps.clock.now().toISOString()
        const confirmed = {
          Data: {
            FundsConfirmationId: randomUUID(),
            ConsentId: publicId,
            CreationDateTime: now,
            ...(Reference === undefined ? {} : { Reference }),
            FundsAvailableResult: {
              FundsAvailableDateTime: now,
              FundsAvailable: available ? ('Available' as const) : ('NotAvailable' as const),
            },
            InstructedAmount,
          },
          Links: { Self: `${placeOf(baseUrl)}/domestic-vrp-consents/${publicId}/funds-confirmation` },
          Meta: {},
        }
        return ok(confirmed)
      },
    }),
    defineRoute({
      method: 'POST',
      path: `${base}/domestic-vrps`,
      operationId: version.operation('createDomesticVrp'),
      tag: TAG,
      summary: 'Make a payment within a consent',
      description:
        'The limits are counted in the transaction that pays, exactly, however many payments come at once. An InstructionIdentification is carried out once under a consent. What the account or the payee cannot do is a payment with the status RJCT and a reason, which uses nothing of the limits.',
      access: consented,
      signed: true,
      command: 'money',
      body: zVrp,
      response: { status: 201, schema: zVrpJson },
      refusals: [
        ...LOOKUP,
        ...CONSENT_REFUSALS,
        'ob_consent_mismatch',
        'ob_payment_amount_invalid',
        'ob_payment_currency_unsupported',
        'ob_payment_instrument_unsupported',
        'ob_vrp_outside_limits',
        'ob_vrp_supplement_unsupported',
        'ob_vrp_instruction_used',
      ],
      async handle({ body, principal, command, baseUrl }) {
        const caller = thirdPartyOf(principal)
        const { ConsentId, ...Data } = wire(body).Data
        const found = await grantedConsent(deps, caller, 'vrp', ConsentId, 'Data.ConsentId')
        if (!found.ok) return found
        const request: WireVrp = { Data, Risk: wire(body.Risk) }
        const amount = checkVrp(found.value.terms as WireVrpConsent, request)
        if (!amount.ok) return amount
        const terms = vrpTermsOf(found.value.terms, deps.timeZone)
        const { Instruction } = request.Data
        const reply = await commands.submit.execute(
          {
            kind: 'vrp',
            consentId: found.value.id as Id<'cns'>,
            thirdPartyId: caller.thirdPartyId,
            merchantId: terms.merchantId,
            payee: terms.payeeName,
            amount: amount.value,
            currency: terms.currency,
            instructionId: Instruction.InstructionIdentification,
            endToEndId: Instruction.EndToEndIdentification,
            reference: Instruction.RemittanceInformation?.Unstructured?.[0] ?? null,
            request,
            refundAccount: terms.readsRefundAccount ? await refundAccountOf(deps, found.value) : null,
            cutOffAt: null,
          },
          command,
        )
        return withCurrent(reply, first => read((first as Created).Data.DomesticVRPId, baseUrl, caller))
      },
    }),
    defineRoute({
      method: 'GET',
      path: `${base}/domestic-vrps/:DomesticVRPId`,
      operationId: version.operation('getDomesticVrp'),
      tag: TAG,
      summary: 'Read a variable recurring payment',
      access: client,
      signed: true,
      params: VRP_ID,
      response: { status: 200, schema: zVrpJson },
      refusals: LOOKUP,
      handle: ({ params, principal, baseUrl }) => read(params.DomesticVRPId, baseUrl, thirdPartyOf(principal)),
    }),
    defineRoute({
      method: 'GET',
      path: `${base}/domestic-vrps/:DomesticVRPId/payment-details`,
      operationId: version.operation('getDomesticVrpDetails'),
      tag: TAG,
      summary: 'Read what a variable recurring payment became',
      access: client,
      signed: true,
      params: VRP_ID,
      response: { status: 200, schema: zPaymentDetailsJson },
      refusals: LOOKUP,
      async handle({ params, principal, baseUrl }) {
        const order = await ownOrder(deps, thirdPartyOf(principal), 'vrp', params.DomesticVRPId, 'DomesticVRPId')
        if (!order.ok) return order
        const self = `${placeOf(baseUrl)}/domestic-vrps/${formatId('obp', order.value.id)}/payment-details`
        return ok(paymentDetailsView(order.value, await paymentOf(deps, order.value), self))
      },
    }),
  ]

  async function readConsent(text: string, baseUrl: string, principal: Principal): Promise<Outcome<unknown>> {
    const consent = await ownConsent(deps, principal, text, ['vrp'])
    return consent.ok ? ok(vrpConsentView(consent.value, placeOf(baseUrl))) : consent
  }

  async function read(text: string, baseUrl: string, caller: ReturnType<typeof thirdPartyOf>): Promise<Outcome<unknown>> {
    const order = await ownOrder(deps, caller, 'vrp', text, 'DomesticVRPId')
    return order.ok ? ok(vrpView(order.value, await paymentOf(deps, order.value), placeOf(baseUrl))) : order
  }
}

type Created = { readonly Data: { readonly DomesticVRPId: string } }
