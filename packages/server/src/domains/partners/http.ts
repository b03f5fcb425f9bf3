/** Routes of agreements, for operators. */
import { z } from 'zod'
import { formatId, type Id } from '../../kernel/ids.ts'
import { ok, refuse } from '../../kernel/outcome.ts'
import { type Clock, iso } from '../../kernel/time.ts'
import type { CommandHandler } from '../../platform/commands.ts'
import { type ListQuery, listJson, pageOf } from '../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../platform/http/route.ts'
import { listQuery, zAmountJson, zAmountOrZero, zId, zInstant, zInstantJson, zList, zPublicId, zText } from '../../platform/http/schemas.ts'
import { METHODS, statusOf } from './rules.ts'
import { clauseJson } from './store.ts'
import type { ActivateVersion, Agreement, Clause, NewAgreement, NewVersion } from './types.ts'

const zNumber = z
  .string()
  .max(15)
  .regex(/^\d{1,3}(\.\d{1,3}){0,3}$/)
  .meta({ description: "The clause's number in the contract.", examples: ['3.1'] })
const zMethod = z.enum([...METHODS, 'any'])

const zPaymentFee = z.strictObject({
  number: zNumber,
  kind: z.literal('payment_fee'),
  method: zMethod,
  basis_points: z
    .int()
    .min(0)
    .max(10_000)
    .meta({ description: '1 basis point is a hundredth of a percent.', examples: [60] }),
  fixed: zAmountOrZero.optional(),
  min: zAmountOrZero.nullish(),
  max: zAmountOrZero.nullish(),
})

const zRefundFee = z.strictObject({
  number: zNumber,
  kind: z.literal('refund_fee'),
  method: zMethod,
  policy: z.enum(['returned_proportionally', 'kept']).meta({ description: "What becomes of the payment's fee when money is refunded." }),
})

const zClauses = z
  .array(z.discriminatedUnion('kind', [zPaymentFee, zRefundFee]))
  .min(1)
  .max(100)
  .meta({
    description:
      'Each method that the merchant takes needs exactly one clause of each kind; a clause for a method goes before one for any. The wallet and bound cards are always taken, the others where a clause speaks of them.',
  })

const clausesOf = (clauses: z.output<typeof zClauses>): Clause[] =>
  clauses.map(clause =>
    clause.kind === 'refund_fee'
      ? clause
      : {
          kind: clause.kind,
          number: clause.number,
          method: clause.method,
          basisPoints: BigInt(clause.basis_points),
          fixed: clause.fixed ?? 0n,
          min: clause.min ?? null,
          max: clause.max ?? null,
        },
  )

const zClauseJson = z
  .object({
    number: z.string(),
    kind: z.enum(['payment_fee', 'refund_fee']),
    method: zMethod,
    basis_points: z.int().optional().meta({ description: 'Hundredths of a percent of the amount: 38 is 0.38 %.' }),
    fixed: zAmountJson.optional(),
    min: zAmountJson.nullish(),
    max: zAmountJson.nullish(),
    policy: z.enum(['returned_proportionally', 'kept']).optional(),
  })
  .meta({ id: 'Clause', description: 'A payment_fee clause carries basis_points, fixed, min and max; a refund_fee clause carries policy.' })

const zAgreementJson = z
  .object({
    id: zPublicId('agr'),
    object: z.literal('agreement'),
    merchant: zPublicId('mer'),
    title: z.string(),
    created_at: zInstantJson,
    versions: z.array(
      z.object({
        version: z.int().meta({ description: 'Counted from 1.' }),
        status: z.enum(['draft', 'scheduled', 'in_force', 'superseded']),
        clauses: z.array(zClauseJson),
        in_force_from: zInstantJson.nullable(),
        in_force_to: zInstantJson.nullable(),
        activated_at: zInstantJson.nullable(),
        created_at: zInstantJson,
      }),
    ),
  })
  .meta({ id: 'Agreement' })

export const presentAgreement = (agreement: Agreement, now: Date): z.input<typeof zAgreementJson> => ({
  id: formatId('agr', agreement.id),
  object: 'agreement',
  merchant: formatId('mer', agreement.merchantId),
  title: agreement.title,
  created_at: agreement.createdAt.toISOString(),
  versions: agreement.versions.map(version => ({
    version: version.version,
    status: statusOf(version, now),
    clauses: version.clauses.map(clauseJson),
    in_force_from: iso(version.inForceFrom),
    in_force_to: iso(version.inForceTo),
    activated_at: iso(version.activatedAt),
    created_at: version.createdAt.toISOString(),
  })),
})

export type PartnersRouteDeps = {
  readonly clock: Clock
  get(id: Id<'agr'>): Promise<Agreement | null>
  list(merchantId: Id<'mer'> | null, page: ListQuery<'agr'>): Promise<Agreement[]>
  readonly create: CommandHandler<NewAgreement>
  readonly addVersion: CommandHandler<NewVersion>
  readonly activate: CommandHandler<ActivateVersion>
}

const CLAUSE_REFUSALS = ['clause_numbers_repeated', 'clauses_ambiguous', 'clauses_incomplete', 'clause_bounds_crossed'] as const
const zAgreementParams = z.strictObject({ id: zId('agr') })

export function partnersRoutes(deps: PartnersRouteDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/agreements',
      operationId: 'listAgreements',
      tag: 'Agreements',
      summary: 'List agreements',
      access: { operator: 'agreements:read' },
      query: z.strictObject({ ...listQuery('agr'), merchant: zId('mer').optional() }),
      response: { status: 200, schema: zList(zAgreementJson) },
      refusals: [],
      handle: async ({ query }) => {
        const rows = await deps.list(query.merchant ?? null, query)
        const now = deps.clock.now()
        return ok(listJson(pageOf(rows, query.limit, query.ending_before !== undefined), agreement => presentAgreement(agreement, now)))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/agreements/:id',
      operationId: 'getAgreement',
      tag: 'Agreements',
      summary: 'Read an agreement with its versions',
      access: { operator: 'agreements:read' },
      params: zAgreementParams,
      response: { status: 200, schema: zAgreementJson },
      refusals: ['agreement_not_found'],
      handle: async ({ params }) => {
        const agreement = await deps.get(params.id)
        return agreement === null ? refuse('agreement_not_found', 'id') : ok(presentAgreement(agreement, deps.clock.now()))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/agreements',
      operationId: 'createAgreement',
      tag: 'Agreements',
      summary: 'Create an agreement',
      description: 'Its first version is a draft, which prices nothing until it is activated.',
      access: { operator: 'agreements:write' },
      body: z.strictObject({ merchant: zId('mer'), title: zText(200), clauses: zClauses }).meta({ id: 'NewAgreement' }),
      response: { status: 201, schema: zAgreementJson },
      refusals: ['merchant_not_found', ...CLAUSE_REFUSALS],
      command: 'plain',
      handle: ({ body, command }) =>
        deps.create.execute({ merchantId: body.merchant, title: body.title, clauses: clausesOf(body.clauses) }, command),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/agreements/:id/versions',
      operationId: 'addAgreementVersion',
      tag: 'Agreements',
      summary: 'Add a version as a draft',
      access: { operator: 'agreements:write' },
      params: zAgreementParams,
      body: z.strictObject({ clauses: zClauses }).meta({ id: 'NewAgreementVersion' }),
      response: { status: 201, schema: zAgreementJson },
      refusals: ['agreement_not_found', ...CLAUSE_REFUSALS],
      command: 'plain',
      handle: ({ params, body, command }) => deps.addVersion.execute({ agreementId: params.id, clauses: clausesOf(body.clauses) }, command),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/agreements/:id/versions/:version/activate',
      operationId: 'activateAgreementVersion',
      tag: 'Agreements',
      summary: 'Bring a version into force',
      description: "It ends the merchant's terms before it at the same instant. Payments keep the version they were made under.",
      access: { operator: 'agreements:write' },
      params: z.strictObject({
        id: zId('agr'),
        version: z.coerce.number().int().min(1).max(1_000_000).meta({ description: 'Counted from 1.' }),
      }),
      body: z
        .strictObject({ in_force_from: zInstant.optional().meta({ description: 'Now unless said; never in the past.' }) })
        .meta({ id: 'AgreementActivation' }),
      response: { status: 200, schema: zAgreementJson },
      refusals: [
        'agreement_not_found',
        'agreement_version_not_found',
        'agreement_version_activated',
        'agreement_version_outdated',
        'agreement_starts_in_past',
        'agreement_overlaps',
      ],
      command: 'plain',
      handle: ({ params, body, command }) =>
        deps.activate.execute({ agreementId: params.id, version: params.version, from: body.in_force_from ?? null }, command),
    }),
  ]
}
