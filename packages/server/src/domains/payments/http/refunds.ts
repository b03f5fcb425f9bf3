/** The merchant's routes of refunds. */
import { z } from 'zod'
import { ok, refuse } from '../../../kernel/outcome.ts'
import type { CommandHandler } from '../../../platform/commands.ts'
import { listJson, pageOf } from '../../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { listQuery, zAmount, zId, zList, zMetadata, zText } from '../../../platform/http/schemas.ts'
import type { PaymentDeps } from '../deps.ts'
import * as refunds from '../store/refunds.ts'
import type { CreateRefund } from '../types.ts'
import { refundView } from '../view.ts'
import { merchantOf } from './merchant-of.ts'
import { zRefundJson } from './schemas.ts'

export type RefundHandlers = { readonly refund: CommandHandler<CreateRefund> }

export function refundRoutes(deps: PaymentDeps, handlers: RefundHandlers): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/refunds',
      operationId: 'createRefund',
      tag: 'Refunds',
      summary: 'Refund a payment, in full or in part',
      description:
        'Back to the instrument that paid; at a channel within its own refund window, and in parts where it takes parts. The money comes from what is not yet settled of this payment, the settled balance, the refund deposit, then an advance within your limit; if that does not suffice the refund waits as merchant_funds_insufficient and goes on by itself.',
      access: { merchant: 'refunds:write' },
      body: z.strictObject({
        payment: zId('pay'),
        amount: zAmount.optional(),
        reason: zText(200).optional(),
        metadata: zMetadata.optional(),
      }),
      response: { status: 201, schema: zRefundJson },
      refusals: [
        'payment_not_found',
        'payment_not_refundable',
        'refund_exceeds_remaining',
        'refund_window_closed',
        'refund_partial_unsupported',
      ],
      command: 'money',
      handle: ({ principal, body, command }) =>
        handlers.refund.execute(
          {
            paymentId: body.payment,
            merchantId: merchantOf(principal),
            amount: body.amount ?? null,
            reason: body.reason ?? null,
            metadata: body.metadata === undefined ? null : JSON.stringify(body.metadata),
          },
          command,
        ),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/refunds',
      operationId: 'listRefunds',
      tag: 'Refunds',
      summary: 'List refunds, newest first',
      access: { merchant: 'payments:read' },
      query: z.strictObject({ ...listQuery('ref'), payment: zId('pay').optional() }),
      response: { status: 200, schema: zList(zRefundJson) },
      refusals: [],
      handle: async ({ principal, query }) => {
        const rows = await refunds.listRefunds(deps.db, {
          merchantId: merchantOf(principal),
          paymentId: query.payment,
          startingAfter: query.starting_after,
          endingBefore: query.ending_before,
          limit: query.limit,
        })
        return ok(listJson(pageOf(rows, query.limit, query.ending_before !== undefined), refundView))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/refunds/:id',
      operationId: 'getRefund',
      tag: 'Refunds',
      summary: 'Get a refund',
      access: { merchant: 'payments:read' },
      params: z.strictObject({ id: zId('ref') }),
      response: { status: 200, schema: zRefundJson },
      refusals: ['refund_not_found'],
      handle: async ({ principal, params }) => {
        const [refund] = await refunds.readRefunds(deps.db, [params.id])
        return refund === undefined || refund.merchantId !== merchantOf(principal)
          ? refuse('refund_not_found', 'id')
          : ok(refundView(refund))
      },
    }),
  ]
}
