/** What operators see of the payments that third parties ordered. */
import { z } from 'zod'
import { ok } from '../../../kernel/outcome.ts'
import type { Db } from '../../../platform/db.ts'
import { listJson, pageOf } from '../../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { listQuery, zAmountJson, zId, zInstantJson, zList, zPublicId } from '../../../platform/http/schemas.ts'
import { orderJson } from '../payments/events.ts'
import { listOrders } from '../payments/store.ts'

const zOrderJson = z
  .object({
    id: zPublicId('obp'),
    object: z.literal('open_banking_payment'),
    kind: z.enum(['domestic', 'vrp']),
    status: z.enum(['accepted', 'rejected']),
    rejection: z.string().nullable().meta({ description: 'The code of the refusal that rejected it.' }),
    consent: zPublicId('cns'),
    third_party: zPublicId('tpp'),
    holder: zPublicId('hld'),
    merchant: zPublicId('mer'),
    payment: zPublicId('pay').nullable(),
    amount: zAmountJson,
    currency: z.string(),
    instruction: z.string(),
    end_to_end: z.string(),
    created_at: zInstantJson,
  })
  .meta({ id: 'OpenBankingPayment' })

export const paymentOrderRoutes = (deps: { readonly db: Db }): Route[] => [
  defineRoute({
    method: 'GET',
    path: '/v1/open_banking_payments',
    operationId: 'listOpenBankingPayments',
    tag: 'Third parties',
    summary: 'List the payments that third parties ordered',
    access: { operator: 'consents:read' },
    query: z.strictObject({ ...listQuery('obp'), third_party: zId('tpp').optional(), consent: zId('cns').optional() }),
    response: { status: 200, schema: zList(zOrderJson) },
    refusals: [],
    async handle({ query }) {
      const rows = await listOrders(
        deps.db,
        { thirdPartyId: query.third_party ?? null, consentId: query.consent ?? null },
        { after: query.starting_after ?? null, before: query.ending_before ?? null, limit: query.limit },
      )
      return ok(listJson(pageOf(rows, query.limit, query.ending_before !== undefined), orderJson))
    },
  }),
]
