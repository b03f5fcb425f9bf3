/** The merchant's routes of its balance and payouts. */
import { z } from 'zod'
import { formatId } from '../../../kernel/ids.ts'
import { ok, refuse } from '../../../kernel/outcome.ts'
import type { CommandHandler } from '../../../platform/commands.ts'
import { listJson, pageOf } from '../../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { listQuery, zAmountJson, zId, zList, zPublicId } from '../../../platform/http/schemas.ts'
import type { PaymentDeps } from '../deps.ts'
import type { EarlyPayout } from '../payouts.ts'
import * as payoutStore from '../store/payouts.ts'
import { payoutView } from '../view.ts'
import { merchantOf } from './merchant-of.ts'
import { zPayoutJson } from './schemas.ts'

export type PayoutHandlers = { readonly payOut: CommandHandler<EarlyPayout> }

const zBalanceJson = z
  .object({
    object: z.literal('balance'),
    merchant: zPublicId('mer'),
    currency: z.string(),
    unsettled: zAmountJson.meta({ description: '待结算: paid by payers, not yet covered by a booked clearing settlement.' }),
    settled: zAmountJson.meta({ description: '可结算: will be paid out.' }),
    refund_deposit: zAmountJson,
    advanced: zAmountJson.meta({ description: 'Owed to the institution for advances.' }),
  })
  .meta({ id: 'Balance' })

export function payoutRoutes(deps: PaymentDeps, handlers: PayoutHandlers): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/balance',
      operationId: 'getBalance',
      tag: 'Payouts',
      summary: 'Get your balance: unsettled and settled',
      access: { merchant: 'balance:read' },
      response: { status: 200, schema: zBalanceJson },
      refusals: ['merchant_not_found'],
      handle: async ({ principal }) => {
        const merchant = await deps.merchants.get(merchantOf(principal))
        if (merchant === null) return refuse('merchant_not_found')
        const read = async (account: Parameters<PaymentDeps['ledger']['readBalance']>[1]): Promise<number> => {
          const balance = await deps.ledger.readBalance(deps.db, account)
          return balance.ok ? Number(balance.value.available) : 0
        }
        const { accounts } = merchant
        return ok({
          object: 'balance',
          merchant: formatId('mer', merchant.id),
          currency: 'CNY',
          unsettled: await read(accounts.unsettled),
          settled: await read(accounts.settled),
          refund_deposit: await read(accounts.refundDeposit),
          advanced: await read(accounts.advance),
        })
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/payouts',
      operationId: 'createPayout',
      tag: 'Payouts',
      summary: 'Pay out on the same day (T+0)',
      description: 'What is settled, and of what is not yet settled as much as own funds may advance within your limit.',
      access: { merchant: 'payments:write' },
      body: z.strictObject({}),
      response: { status: 201, schema: zPayoutJson },
      refusals: ['merchant_suspended', 'payout_not_early', 'payout_nothing_due'],
      command: 'money',
      handle: ({ principal, command }) => handlers.payOut.execute({ merchantId: merchantOf(principal) }, command),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/payouts',
      operationId: 'listPayouts',
      tag: 'Payouts',
      summary: 'List payouts, newest first',
      access: { merchant: 'balance:read' },
      query: z.strictObject({ ...listQuery('po') }),
      response: { status: 200, schema: zList(zPayoutJson) },
      refusals: [],
      handle: async ({ principal, query }) => {
        const rows = await payoutStore.listPayouts(deps.db, {
          merchantId: merchantOf(principal),
          startingAfter: query.starting_after,
          endingBefore: query.ending_before,
          limit: query.limit,
        })
        return ok(listJson(pageOf(rows, query.limit, query.ending_before !== undefined), payoutView))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/payouts/:id',
      operationId: 'getPayout',
      tag: 'Payouts',
      summary: 'Get a payout',
      access: { merchant: 'balance:read' },
      params: z.strictObject({ id: zId('po') }),
      response: { status: 200, schema: zPayoutJson },
      refusals: ['payout_not_found'],
      handle: async ({ principal, params }) => {
        const payout = await payoutStore.getPayout(deps.db, params.id)
        return payout === null || payout.merchantId !== merchantOf(principal) ? refuse('payout_not_found', 'id') : ok(payoutView(payout))
      },
    }),
  ]
}
