/** The feed of a bank, in the dialect of open banking but not of its standard: risk signals have none. */
import { z } from 'zod'
import { formatId, type Id } from '../../../../kernel/ids.ts'
import { ok } from '../../../../kernel/outcome.ts'
import { defineRoute, type Route } from '../../../../platform/http/route.ts'
import { thirdPartyOf } from '../../consent-requests/own-consents.ts'
import { zObInstantJson, zObLinksJson, zObMetaJson } from '../../http/schemas.ts'
import type { ApiVersion } from '../../versions.ts'
import type { FeedPage } from '../risk-signals.ts'
import { SEVERITIES, type SharedSignal, SIGNAL_KINDS } from '../types.ts'

export type FeedRouteDeps = {
  read(thirdPartyId: Id<'tpp'>, after: bigint, limit: number, request: { requestId: string; endpoint: string }): Promise<FeedPage>
}

const zSharedSignal = z.strictObject({
  RiskSignalId: z.string(),
  Status: z.enum(['Active', 'Withdrawn']),
  Kind: z.enum(SIGNAL_KINDS),
  Severity: z.enum(SEVERITIES),
  OccurredDateTime: zObInstantJson,
  SharedDateTime: zObInstantJson,
  Summary: z.string(),
  ConsentId: z.string().optional().meta({ description: 'The consent that names risk signals; it tells the bank whom this is about.' }),
  StatutoryBasis: z.string().optional(),
  Subject: z
    .strictObject({ Name: z.string(), IdNumberMasked: z.string(), PhoneMasked: z.string() })
    .optional()
    .meta({ description: 'Whom this is about, where the basis is statutory.' }),
})

const zFeed = z
  .strictObject({
    Data: z.strictObject({
      RiskSignal: z.array(zSharedSignal),
      More: z.boolean().meta({ description: 'Whether to ask again at once; otherwise ask Links.Next from time to time.' }),
    }),
    Links: zObLinksJson,
    Meta: zObMetaJson,
  })
  .meta({ id: 'RiskSignalFeed', description: 'Oldest first. Links.Next is the address of what comes after, now or later.' })

function sharedJson({ signal, state, sharedAt, consentId }: SharedSignal, subjects: FeedPage['subjects']): z.input<typeof zSharedSignal> {
  const person = subjects.get(signal.holderId)
  return {
    RiskSignalId: formatId('sig', signal.id),
    Status: state === 'active' ? 'Active' : 'Withdrawn',
    Kind: signal.kind,
    Severity: signal.severity,
    OccurredDateTime: signal.occurredAt.toISOString(),
    SharedDateTime: sharedAt.toISOString(),
    Summary: signal.summary,
    ...(consentId === null ? {} : { ConsentId: formatId('cns', consentId) }),
    ...(signal.basis.kind === 'statutory' ? { StatutoryBasis: signal.basis.statute } : {}),
    ...(consentId !== null || person === undefined
      ? {}
      : { Subject: { Name: person.name.zh, IdNumberMasked: person.idNumberMasked, PhoneMasked: person.phoneMasked } }),
  }
}

export const feedRoutes = (deps: FeedRouteDeps, version: ApiVersion): Route[] => [
  defineRoute({
    method: 'GET',
    path: `${version.path}/risk-signals`,
    operationId: version.operation('getRiskSignals'),
    tag: 'Risk signals',
    summary: "Read the bank's feed of risk signals",
    description:
      'For banks with the role risk_information. A signal is here while the consent that names it is in force, or on a statutory basis. Keep Links.Next and ask it again later: nothing is missed and nothing comes twice.',
    access: { thirdParty: 'risk_signals', grant: 'client' },
    query: z.strictObject({
      cursor: z
        .string()
        .regex(/^\d{1,18}$/)
        .optional(),
      limit: z.coerce.number().int().min(1).max(100).default(100).meta({ description: 'How many at most, 1 to 100.' }),
    }),
    response: { status: 200, schema: zFeed },
    refusals: ['ob_grant_needed'],
    async handle({ principal, query, requestId, baseUrl }) {
      const { thirdPartyId } = thirdPartyOf(principal)
      const endpoint = version.operation('getRiskSignals')
      const page = await deps.read(thirdPartyId, BigInt(query.cursor ?? '0'), query.limit, { requestId, endpoint })
      const address = `${baseUrl}${version.path}/risk-signals`
      return ok({
        Data: { RiskSignal: page.shared.map(shared => sharedJson(shared, page.subjects)), More: page.hasMore },
        Links: {
          Self: query.cursor === undefined ? address : `${address}?cursor=${query.cursor}`,
          Next: `${address}?cursor=${page.next}`,
        },
        Meta: {},
      } satisfies z.input<typeof zFeed>)
    },
  }),
]
