/** The routes of a holder's mandates: give, list, revoke. */
import { z } from 'zod'
import type { Id } from '../../kernel/ids.ts'
import { invariant, ok } from '../../kernel/outcome.ts'
import type { Principal } from '../../kernel/principal.ts'
import type { Clock } from '../../kernel/time.ts'
import type { CommandHandler } from '../../platform/commands.ts'
import type { Db } from '../../platform/db.ts'
import { listJson, pageOf } from '../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../platform/http/route.ts'
import {
  listQuery,
  zId,
  zInstant,
  zInstantJson,
  zList,
  zLocalTextJson,
  zMoney,
  zMoneyJson,
  zPublicId,
} from '../../platform/http/schemas.ts'
import type { ConsentsDeps } from './consents.ts'
import type { CreateMandate } from './create-mandates.ts'
import { mandateJson } from './events.ts'
import type { RevokeMandate } from './revoke-mandates.ts'
import { asMandate } from './rules.ts'
import * as store from './store.ts'

type RouteDeps = Pick<ConsentsDeps, 'merchants'> & {
  readonly db: Db
  readonly clock: Clock
  readonly create: CommandHandler<CreateMandate>
  readonly revoke: CommandHandler<RevokeMandate>
}

const zMandateJson = z
  .object({
    id: zPublicId('mdt'),
    object: z.literal('mandate'),
    kind: z.enum(['wallet_auto_debit', 'card_agreement']),
    state: z.enum(['pending', 'active', 'revoked', 'expired']),
    holder: zPublicId('hld'),
    merchant: zPublicId('mer').nullable(),
    merchant_name: zLocalTextJson.nullable(),
    payment_method: z.object({ type: z.enum(['wallet_balance', 'bank_card']), card: zPublicId('card').optional() }),
    limit_per_payment: zMoneyJson.nullable(),
    valid_to: zInstantJson.nullable(),
    created_at: zInstantJson,
    revoked_at: zInstantJson.nullable(),
  })
  .meta({ id: 'Mandate', description: 'What a holder lets a merchant take, by which method, up to which amount a payment, until when.' })

const zNewMandate = z.strictObject({
  merchant: zId('mer'),
  payment_method: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('wallet_balance') }),
    z.strictObject({ type: z.literal('bank_card'), card: zId('card') }),
  ]),
  limit_per_payment: zMoney,
  valid_to: zInstant.optional().meta({ description: 'The instant from which it no longer holds; without end when left out.' }),
})

function holderOf(principal: Principal): Id<'hld'> {
  invariant(principal.kind === 'holder', 'the route is for holders')
  return principal.holderId
}

export function consentsRoutes(deps: RouteDeps): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/wallet/mandates',
      operationId: 'createMandate',
      tag: 'Wallet',
      summary: 'Let a merchant take payments',
      description:
        'A wallet auto-debit agreement (签约代扣): the merchant may take payments up to the limit without the holder being present.',
      access: { holder: true },
      body: zNewMandate,
      response: { status: 201, schema: zMandateJson },
      refusals: ['merchant_not_found', 'mandate_expired', 'card_not_found', 'card_not_bound'],
      command: 'plain',
      handle: request =>
        deps.create.execute(
          {
            holderId: holderOf(request.principal),
            merchantId: request.body.merchant,
            method: request.body.payment_method,
            limitPerPayment: request.body.limit_per_payment.amount,
            validTo: request.body.valid_to ?? null,
          },
          request.command,
        ),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/wallet/mandates',
      operationId: 'listMandates',
      tag: 'Wallet',
      summary: 'List mandates given to merchants',
      access: { holder: true },
      query: z.strictObject({ ...listQuery('mdt') }),
      response: { status: 200, schema: zList(zMandateJson) },
      refusals: [],
      handle: async request => {
        const { limit, starting_after: after = null, ending_before: before = null } = request.query
        const rows = await store.listMandates(deps.db, holderOf(request.principal), { after, before, limit: limit + 1 })
        const merchants = await deps.merchants.open(deps.db, [...new Set(rows.flatMap(row => row.merchantId ?? []))])
        const now = deps.clock.now()
        return ok(listJson(pageOf(rows, limit, before !== null), row => mandateJson(asMandate(row, now, merchants))))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/wallet/mandates/:id/revoke',
      operationId: 'revokeMandate',
      tag: 'Wallet',
      summary: 'Revoke a mandate',
      description: 'From the answer on, no payment is made under it. Revoking again answers with the mandate as it is.',
      access: { holder: true },
      params: z.strictObject({ id: zId('mdt') }),
      response: { status: 200, schema: zMandateJson },
      refusals: ['mandate_not_found'],
      command: 'plain',
      handle: request =>
        deps.revoke.execute(
          { holderId: holderOf(request.principal), mandateId: request.params.id, kind: 'wallet_auto_debit' },
          request.command,
        ),
    }),
  ]
}
