/** The routes of a holder's mandates to merchants: give, list, revoke. */
import { z } from 'zod'
import { ok } from '../../../kernel/outcome.ts'
import { listJson, pageOf } from '../../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { listQuery, zId, zList } from '../../../platform/http/schemas.ts'
import type { ConsentsDeps } from '../consents.ts'
import { mandateJson } from '../events.ts'
import { namesOf } from '../grantee-names.ts'
import type { ConsentCommands } from '../http.ts'
import { listOfHolder } from '../store-reads.ts'
import { asMandate } from '../view.ts'
import { holderOf } from './holder-of.ts'
import { zMandateJson, zNewMandate } from './schemas.ts'

export function mandateRoutes(deps: ConsentsDeps, commands: ConsentCommands): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/wallet/mandates',
      operationId: 'createMandate',
      tag: 'Wallet',
      summary: 'Let a merchant take payments',
      description:
        'A wallet auto-debit agreement (签约代扣): the merchant may take payments within the limits without the holder being present. A recurring collection (代收) names a purpose that the policy lists.',
      access: { holder: true },
      body: zNewMandate,
      response: { status: 201, schema: zMandateJson },
      refusals: [
        'merchant_not_found',
        'mandate_expired',
        'card_not_found',
        'card_not_bound',
        'consent_purpose_not_listed',
        'consent_limit_invalid',
      ],
      command: 'plain',
      handle: request =>
        commands.create.execute(
          {
            kind: request.body.kind,
            holderId: holderOf(request.principal),
            merchantId: request.body.merchant,
            method: request.body.payment_method,
            purpose: request.body.purpose ?? null,
            limitPerPayment: request.body.limit_per_payment.amount,
            limits: request.body.limits,
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
        const page = { after, before, limit: limit + 1 }
        const rows = await listOfHolder(deps.db, holderOf(request.principal), ['wallet_auto_debit', 'recurring_collection'], page)
        const { merchants } = await namesOf(deps, deps.db, rows)
        const now = deps.clock.now()
        return ok(listJson(pageOf(rows, limit, before !== null), row => mandateJson(asMandate(row, now, merchants, deps.timeZone))))
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
        commands.revokeMandate.execute({ holderId: holderOf(request.principal), mandateId: request.params.id }, request.command),
    }),
  ]
}
