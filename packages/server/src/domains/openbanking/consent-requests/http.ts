/** Account access consents: asked for, read and ended by the third party with a token of its own. */
import { z } from 'zod'
import { ok, refuse } from '../../../kernel/outcome.ts'
import type { CommandHandler } from '../../../platform/commands.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import type { Consent } from '../../consents/types.ts'
import { CONSENT_STATUS, zObInstant, zObInstantJson, zObLinksJson, zObMetaJson, zObRisk } from '../http/schemas.ts'
import { withCurrent } from '../protocol/replay.ts'
import type { OpenBankingDeps } from '../types.ts'
import type { ApiVersion } from '../versions.ts'
import { consentIdOf, type DeleteConsent, ownConsent, type Proposed, proposeOwn, thirdPartyOf } from './own-consents.ts'
import { type AccessRequest, PERMISSIONS, refuseRequest } from './rules.ts'

const zPermissions = z.array(z.enum(PERMISSIONS)).min(1)

const zRequest = z
  .strictObject({
    Data: z.strictObject({
      Permissions: zPermissions,
      ExpirationDateTime: zObInstant.optional().meta({ description: 'From when on it gives no access; open-ended when left out.' }),
      TransactionFromDateTime: zObInstant.optional().meta({ description: 'Start of the transactions that may be read.' }),
      TransactionToDateTime: zObInstant.optional().meta({ description: 'End of the transactions that may be read.' }),
    }),
    Risk: zObRisk,
  })
  .meta({ id: 'ObReadConsent', description: 'UK Open Banking OBReadConsent1.' })

const zConsent = z
  .strictObject({
    Data: z.strictObject({
      ConsentId: z.string(),
      CreationDateTime: zObInstantJson,
      Status: z.enum(['AWAU', 'AUTH', 'RJCT', 'CANC', 'EXPD']),
      StatusUpdateDateTime: zObInstantJson,
      Permissions: zPermissions,
      ExpirationDateTime: zObInstantJson.optional(),
      TransactionFromDateTime: zObInstantJson.optional(),
      TransactionToDateTime: zObInstantJson.optional(),
    }),
    Risk: zObRisk,
    Links: zObLinksJson,
    Meta: zObMetaJson,
  })
  .meta({ id: 'ObReadConsentResponse', description: 'UK Open Banking OBReadConsentResponse1.' })

export type RequestAccess = AccessRequest & { readonly version: ApiVersion; readonly terms: unknown }
const PATH = '/aisp/account-access-consents'

const instant = (name: string, at: Date | null) => (at === null ? {} : { [name]: at.toISOString() })

function consentJson(consent: Consent, version: ApiVersion, baseUrl: string) {
  return {
    Data: {
      ConsentId: consent.publicId,
      CreationDateTime: consent.createdAt.toISOString(),
      Status: CONSENT_STATUS[consent.state],
      StatusUpdateDateTime: consent.stateSince.toISOString(),
      Permissions: consent.permissions,
      ...instant('ExpirationDateTime', consent.validTo),
      ...instant('TransactionFromDateTime', consent.transactionsFrom),
      ...instant('TransactionToDateTime', consent.transactionsTo),
    },
    Risk: {},
    Links: { Self: `${baseUrl}${version.path}${PATH}/${consent.publicId}` },
    Meta: {},
  }
}

/** One command for every version, so that they share its batches. */
export const defineRequest = (deps: OpenBankingDeps): CommandHandler<RequestAccess> =>
  deps.commands.define<RequestAccess, Proposed<RequestAccess>>({
    name: 'openbanking.request_account_access',
    async decide(tx, commands) {
      const now = deps.clock.now()
      return proposeOwn(
        deps,
        tx,
        commands,
        request => refuseRequest(request, now),
        ({ permissions, terms, expiresAt, transactionsFrom, transactionsTo }) => ({
          kind: 'account_access',
          permissions,
          terms,
          validTo: expiresAt,
          transactionsFrom,
          transactionsTo,
        }),
      )
    },
    present: ({ consent, request }, context) => ({ status: 201, body: consentJson(consent, request.version, context.baseUrl) }),
    subject: ({ consent }) => consent.publicId,
  })

export type ConsentRequestHandlers = {
  readonly request: CommandHandler<RequestAccess>
  readonly remove: CommandHandler<DeleteConsent>
}

export function consentRequestRoutes(deps: OpenBankingDeps, handlers: ConsentRequestHandlers, version: ApiVersion): Route[] {
  const path = `${version.path}${PATH}`
  const access = { thirdParty: 'accounts', grant: 'client' } as const
  const params = z.strictObject({ ConsentId: z.string() })
  const kinds = ['account_access'] as const
  return [
    defineRoute({
      method: 'POST',
      path,
      operationId: version.operation('createAccountAccessConsent'),
      tag: 'Account information',
      summary: 'Ask for access to accounts',
      description:
        'The person authorises it in the browser: send them through the authorization endpoint with the ConsentId in authorization_details.',
      access,
      body: zRequest,
      response: { status: 201, schema: zConsent },
      refusals: ['ob_permissions_incomplete', 'ob_date_invalid'],
      command: 'plain',
      async handle(request) {
        const { Data } = request.body
        const input: RequestAccess = {
          version,
          permissions: [...new Set(Data.Permissions)],
          expiresAt: Data.ExpirationDateTime ?? null,
          transactionsFrom: Data.TransactionFromDateTime ?? null,
          transactionsTo: Data.TransactionToDateTime ?? null,
          terms: JSON.parse(request.rawBody.toString('utf8')),
        }
        return withCurrent(await handlers.request.execute(input, request.command), async first => {
          const found = await ownConsent(deps, request.principal, consentIdOf(first), kinds)
          return found.ok ? ok(consentJson(found.value, version, request.baseUrl)) : found
        })
      },
    }),
    defineRoute({
      method: 'GET',
      path: `${path}/:ConsentId`,
      operationId: version.operation('getAccountAccessConsent'),
      tag: 'Account information',
      summary: 'Read a consent to account access',
      access,
      params,
      response: { status: 200, schema: zConsent },
      refusals: ['ob_resource_not_found', 'ob_resource_forbidden'],
      async handle(request) {
        const found = await ownConsent(deps, request.principal, request.params.ConsentId, kinds)
        return found.ok ? ok(consentJson(found.value, version, request.baseUrl)) : found
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: `${path}/:ConsentId`,
      operationId: version.operation('deleteAccountAccessConsent'),
      tag: 'Account information',
      summary: 'End a consent to account access',
      description: 'Its tokens end with it; from then on it is not found.',
      access,
      params,
      response: { status: 204, schema: null },
      refusals: ['ob_resource_not_found', 'ob_resource_forbidden', 'ob_consent_status'],
      command: 'plain',
      handle: request => deleteConsent(deps, handlers.remove, request, kinds),
    }),
  ]
}

/** DELETE of a consent of these kinds. */
export async function deleteConsent(
  deps: OpenBankingDeps,
  remove: CommandHandler<DeleteConsent>,
  request: {
    readonly principal: Parameters<typeof thirdPartyOf>[0]
    readonly params: { readonly ConsentId: string }
    readonly command: Parameters<CommandHandler<DeleteConsent>['execute']>[1]
  },
  kinds: readonly Consent['kind'][],
) {
  const found = await ownConsent(deps, request.principal, request.params.ConsentId, kinds)
  if (!found.ok) return found
  const { state, id } = found.value
  if (state !== 'awaiting_authorisation' && state !== 'authorised')
    return refuse('ob_consent_status', 'ConsentId', { state: CONSENT_STATUS[state] })
  return remove.execute({ consentId: id, thirdPartyId: thirdPartyOf(request.principal).thirdPartyId }, request.command)
}
