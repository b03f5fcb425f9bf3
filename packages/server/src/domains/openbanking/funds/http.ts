/** Confirmation of funds: consents of card issuers, and the yes or no whether an amount is there. No balance is told. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { ok, refuse } from '../../../kernel/outcome.ts'
import type { CommandHandler } from '../../../platform/commands.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { zText } from '../../../platform/http/schemas.ts'
import type { Consent } from '../../consents/types.ts'
import { type Access, bankRefusal } from '../accounts/access.ts'
import { amountJson } from '../accounts/present.ts'
import { deleteConsent } from '../consent-requests/http.ts'
import { consentIdOf, type DeleteConsent, ownConsent, type Proposed, proposeOwn } from '../consent-requests/own-consents.ts'
import {
  CONSENT_STATUS,
  zObAccount,
  zObAccountJson,
  zObAmount,
  zObAmountJson,
  zObInstant,
  zObInstantJson,
  zObLinksJson,
  zObMetaJson,
} from '../http/schemas.ts'
import { withCurrent } from '../protocol/replay.ts'
import type { OpenBankingDeps } from '../types.ts'
import type { ApiVersion } from '../versions.ts'
import { availableOf, refuseRequest } from './rules.ts'

const PATH = '/cbpii/funds-confirmation-consents'
const KINDS = ['funds_confirmation'] as const

const zRequest = z
  .strictObject({ Data: z.strictObject({ ExpirationDateTime: zObInstant.optional(), DebtorAccount: zObAccount }) })
  .meta({ id: 'ObFundsConfirmationConsent', description: 'UK Open Banking OBFundsConfirmationConsent1.' })

const zConsent = z
  .strictObject({
    Data: z.strictObject({
      ConsentId: z.string(),
      CreationDateTime: zObInstantJson,
      Status: z.enum(['AWAU', 'AUTH', 'RJCT', 'CANC', 'EXPD']),
      StatusUpdateDateTime: zObInstantJson,
      ExpirationDateTime: zObInstantJson.optional(),
      DebtorAccount: zObAccountJson,
    }),
    Links: zObLinksJson,
    Meta: zObMetaJson,
  })
  .meta({ id: 'ObFundsConfirmationConsentResponse', description: 'UK Open Banking OBFundsConfirmationConsentResponse1.' })

const zQuestion = z
  .strictObject({ Data: z.strictObject({ ConsentId: zText(128), Reference: zText(35), InstructedAmount: zObAmount }) })
  .meta({ id: 'ObFundsConfirmation', description: 'UK Open Banking OBFundsConfirmation1.' })

const zAnswer = z
  .strictObject({
    Data: z.strictObject({
      FundsConfirmationId: z.string(),
      ConsentId: z.string(),
      CreationDateTime: zObInstantJson,
      FundsAvailable: z.boolean(),
      Reference: z.string(),
      InstructedAmount: zObAmountJson,
    }),
    Links: zObLinksJson,
    Meta: zObMetaJson,
  })
  .meta({ id: 'ObFundsConfirmationResponse', description: 'UK Open Banking OBFundsConfirmationResponse1.' })

type DebtorAccount = z.output<typeof zObAccount>
export type RequestFunds = {
  readonly version: ApiVersion
  readonly expiresAt: Date | null
  readonly debtorAccount: DebtorAccount
  readonly terms: unknown
}

function consentJson(consent: Consent, version: ApiVersion, baseUrl: string) {
  // What was asked is frozen in the terms as it was written.
  const { Data } = consent.terms as { Data: { DebtorAccount: DebtorAccount } }
  return {
    Data: {
      ConsentId: consent.publicId,
      CreationDateTime: consent.createdAt.toISOString(),
      Status: CONSENT_STATUS[consent.state],
      StatusUpdateDateTime: consent.stateSince.toISOString(),
      ...(consent.validTo === null ? {} : { ExpirationDateTime: consent.validTo.toISOString() }),
      DebtorAccount: Data.DebtorAccount,
    },
    Links: { Self: `${baseUrl}${version.path}${PATH}/${consent.publicId}` },
    Meta: {},
  }
}

export const defineFundsRequest = (deps: OpenBankingDeps): CommandHandler<RequestFunds> =>
  deps.commands.define<RequestFunds, Proposed<RequestFunds>>({
    name: 'openbanking.request_funds_confirmation',
    async decide(tx, commands) {
      const now = deps.clock.now()
      return proposeOwn(
        deps,
        tx,
        commands,
        request => refuseRequest(request, now),
        ({ terms, expiresAt }) => ({ kind: 'funds_confirmation', permissions: [], terms, validTo: expiresAt }),
      )
    },
    present: ({ consent, request }, context) => ({ status: 201, body: consentJson(consent, request.version, context.baseUrl) }),
    subject: ({ consent }) => consent.publicId,
  })

export type FundsHandlers = { readonly request: CommandHandler<RequestFunds>; readonly remove: CommandHandler<DeleteConsent> }

export function fundsRoutes(deps: OpenBankingDeps & { readonly access: Access }, handlers: FundsHandlers, version: ApiVersion): Route[] {
  const path = `${version.path}${PATH}`
  const own = { tag: 'Confirmation of funds', access: { thirdParty: 'fundsconfirmations', grant: 'client' } } as const
  const params = z.strictObject({ ConsentId: z.string() })
  return [
    defineRoute({
      ...own,
      method: 'POST',
      path,
      operationId: version.operation('createFundsConfirmationConsent'),
      summary: 'Ask to be told whether funds are there',
      body: zRequest,
      response: { status: 201, schema: zConsent },
      refusals: ['ob_date_invalid', 'ob_account_unsupported', 'ob_resource_not_found', 'ob_resource_forbidden'],
      command: 'plain',
      async handle(request) {
        const { ExpirationDateTime, DebtorAccount } = request.body.Data
        const input: RequestFunds = {
          version,
          expiresAt: ExpirationDateTime ?? null,
          debtorAccount: DebtorAccount,
          terms: JSON.parse(request.rawBody.toString('utf8')),
        }
        return withCurrent(await handlers.request.execute(input, request.command), async first => {
          const found = await ownConsent(deps, request.principal, consentIdOf(first), KINDS)
          return found.ok ? ok(consentJson(found.value, version, request.baseUrl)) : found
        })
      },
    }),
    defineRoute({
      ...own,
      method: 'GET',
      path: `${path}/:ConsentId`,
      operationId: version.operation('getFundsConfirmationConsent'),
      summary: 'Read a consent to confirmation of funds',
      params,
      response: { status: 200, schema: zConsent },
      refusals: ['ob_resource_not_found', 'ob_resource_forbidden'],
      async handle(request) {
        const found = await ownConsent(deps, request.principal, request.params.ConsentId, KINDS)
        return found.ok ? ok(consentJson(found.value, version, request.baseUrl)) : found
      },
    }),
    defineRoute({
      ...own,
      method: 'DELETE',
      path: `${path}/:ConsentId`,
      operationId: version.operation('deleteFundsConfirmationConsent'),
      summary: 'End a consent to confirmation of funds',
      params,
      response: { status: 204, schema: null },
      refusals: ['ob_resource_not_found', 'ob_resource_forbidden', 'ob_consent_status'],
      command: 'plain',
      handle: request => deleteConsent(deps, handlers.remove, request, KINDS),
    }),
    defineRoute({
      tag: 'Confirmation of funds',
      access: { thirdParty: 'fundsconfirmations', grant: 'consent' },
      method: 'POST',
      path: `${version.path}/cbpii/funds-confirmations`,
      operationId: version.operation('createFundsConfirmation'),
      summary: 'Ask whether an amount is there',
      description: 'Answers yes or no about the account of the consent at this moment; nothing is held, nothing else is told.',
      body: zQuestion,
      response: { status: 201, schema: zAnswer },
      refusals: [
        'ob_grant_needed',
        'ob_reauthenticate',
        'ob_consent_status',
        'ob_consent_mismatch',
        'ob_resource_forbidden',
        'ob_currency_unsupported',
        'ob_resource_not_found',
        'bank_account_not_found',
        'bank_account_closed',
        'bank_account_unavailable',
      ],
      async handle(request) {
        const granted = await deps.access.grant(request.principal, 'funds_confirmation', [])
        if (!granted.ok) return granted
        const { ConsentId, Reference, InstructedAmount } = request.body.Data
        const { consentId, accounts } = granted.value
        const own = await ownConsent(deps, request.principal, ConsentId, KINDS)
        if (!own.ok) return own
        if (own.value.id !== consentId) return refuse('ob_consent_mismatch', 'Data.ConsentId')
        const [account] = accounts
        const balances = account === undefined ? undefined : (await deps.bank.balances([account])).get(account)
        if (account === undefined || balances === undefined) return refuse('ob_resource_not_found')
        if (!balances.ok) return { ok: false, error: bankRefusal(balances.error.code) }
        const available = availableOf(balances.value, InstructedAmount.currency)
        if (available === null) return refuse('ob_currency_unsupported', 'Data.InstructedAmount.Currency')
        deps.access.note(consentId, 'funds-confirmations')
        return ok({
          Data: {
            FundsConfirmationId: randomUUID(),
            ConsentId: own.value.publicId,
            CreationDateTime: deps.clock.now().toISOString(),
            FundsAvailable: available >= InstructedAmount.amount,
            Reference,
            InstructedAmount: amountJson(InstructedAmount.amount, InstructedAmount.currency),
          },
          Links: { Self: `${request.baseUrl}${version.path}/cbpii/funds-confirmations` },
          Meta: {},
        })
      },
    }),
  ]
}
