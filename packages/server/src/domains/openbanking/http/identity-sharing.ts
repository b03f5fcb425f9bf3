/** The route of identity sharing, in the dialect of open banking but not of its standard. */
import { z } from 'zod'
import { ok, refuse } from '../../../kernel/outcome.ts'
import type { Db } from '../../../platform/db.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import type { Wallets } from '../../wallets/wallets.ts'
import { ACCESS_REFUSALS, type Access } from '../accounts/access.ts'
import { type SharedIdentity, shareIdentity } from '../identity-sharing.ts'
import type { ApiVersion } from '../versions.ts'
import { zObInstantJson, zObLinksJson, zObMetaJson } from './schemas.ts'

export type IdentitySharingDeps = {
  readonly db: Db
  readonly wallets: Pick<Wallets, 'findHolders'>
  readonly access: Access
}

const zIdentity = z
  .strictObject({
    Data: z.strictObject({
      Identity: z.strictObject({
        IdentityId: z.string().meta({ description: 'The same for the person and this third party, and unknown to others.' }),
        NameMasked: z.string(),
        FullLegalName: z.string().optional().meta({ description: 'With ReadIdentityDetail.' }),
        IdDocument: z.strictObject({
          Type: z.literal('CN.ResidentIdentityCard'),
          NumberMasked: z.string().optional().meta({ description: 'With ReadIdentityDetail.' }),
        }),
        MobileMasked: z.string().optional().meta({ description: 'With ReadIdentityDetail.' }),
        Verified: z.strictObject({ Name: z.boolean(), IdDocument: z.boolean(), Mobile: z.boolean() }),
        AssuranceClass: z
          .enum(['I', 'II', 'III'])
          .meta({ description: 'Real-name class of the payment account, 公告〔2015〕43号 Art. 11.' }),
        VerifiedDateTime: zObInstantJson,
      }),
    }),
    Links: zObLinksJson,
    Meta: zObMetaJson,
  })
  .meta({ id: 'SharedIdentity' })

export const identityRoutes = (deps: IdentitySharingDeps, version: ApiVersion): Route[] => [
  defineRoute({
    method: 'GET',
    path: `${version.path}/identity`,
    operationId: version.operation('getIdentity'),
    tag: 'Identity sharing',
    summary: 'Read who the person is',
    description:
      'Under a consent with ReadIdentityBasic (what was verified, a masked name) or ReadIdentityDetail (the name, masked numbers). Never a document number in full.',
    access: { thirdParty: 'identity', grant: 'consent' },
    response: { status: 200, schema: zIdentity },
    refusals: ACCESS_REFUSALS,
    async handle({ principal, baseUrl }) {
      const granted = await deps.access.grant(principal, 'account_access', [['ReadIdentityBasic', 'ReadIdentityDetail']])
      if (!granted.ok) return granted
      const { consentId, holderId, thirdPartyId, permissions } = granted.value
      const [holder] = await deps.wallets.findHolders(deps.db, [holderId])
      if (holder === undefined) return refuse('ob_resource_forbidden')
      deps.access.note(consentId, 'identity')
      return ok({
        Data: { Identity: identityJson(shareIdentity(holder, thirdPartyId, permissions)) },
        Links: { Self: `${baseUrl}${version.path}/identity` },
        Meta: {},
      } satisfies z.input<typeof zIdentity>)
    },
  }),
]

const identityJson = ({ detail, ...shared }: SharedIdentity): z.input<typeof zIdentity>['Data']['Identity'] => ({
  IdentityId: shared.id,
  NameMasked: shared.nameMasked,
  ...(detail === null ? {} : { FullLegalName: detail.name, MobileMasked: detail.mobileMasked }),
  IdDocument: { Type: 'CN.ResidentIdentityCard', ...(detail === null ? {} : { NumberMasked: detail.idNumberMasked }) },
  Verified: { Name: shared.verified.name, IdDocument: shared.verified.idDocument, Mobile: shared.verified.mobile },
  AssuranceClass: shared.assuranceClass,
  VerifiedDateTime: shared.verifiedAt.toISOString(),
})
