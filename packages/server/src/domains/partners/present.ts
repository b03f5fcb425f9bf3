/** How agreements look outside. */
import { z } from 'zod'
import { formatId } from '../../kernel/ids.ts'
import { zAmountJson, zInstantJson, zPublicId } from '../../platform/http/schemas.ts'
import { statusOf } from './rules.ts'
import { clauseJson } from './store.ts'
import type { Agreement } from './types.ts'

const zMethodJson = z.enum(['wallet_balance', 'bank_card', 'any'])

const zClauseJson = z
  .object({
    number: z.string(),
    kind: z.enum(['payment_fee', 'refund_fee']),
    method: zMethodJson,
    basis_points: z.int().optional(),
    fixed: zAmountJson.optional(),
    min: zAmountJson.nullish(),
    max: zAmountJson.nullish(),
    policy: z.enum(['returned_proportionally', 'kept']).optional(),
  })
  .meta({ id: 'Clause', description: 'A payment_fee clause carries basis_points, fixed, min and max; a refund_fee clause carries policy.' })

export const zAgreementJson = z
  .object({
    id: zPublicId('agr'),
    object: z.literal('agreement'),
    merchant: zPublicId('mer'),
    title: z.string(),
    created_at: zInstantJson,
    versions: z.array(
      z.object({
        version: z.int(),
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

const iso = (instant: Date | null): string | null => instant?.toISOString() ?? null

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
