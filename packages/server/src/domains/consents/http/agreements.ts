/** Merchants' auto-debit agreements at wallet channels: asked for, looked at, ended. The payer signs on the channel's page. */
import { z } from 'zod'
import { formatId, type Id, newId } from '../../../kernel/ids.ts'
import { invariant, ok, refuse } from '../../../kernel/outcome.ts'
import type { Principal } from '../../../kernel/principal.ts'
import type { CommandHandler } from '../../../platform/commands.ts'
import { listJson, pageOf } from '../../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { listQuery, zId, zList, zMoney } from '../../../platform/http/schemas.ts'
import type { ProposeAgreement, RevokeAgreement } from '../channel-agreements.ts'
import type { ConsentsDeps } from '../consents.ts'
import { mandateJson } from '../events.ts'
import { readConsents } from '../store.ts'
import { ofMerchant } from '../store-channels.ts'
import type { StoredConsent } from '../types-stored.ts'
import { asMandate } from '../view.ts'
import { zMandateJson } from './schemas.ts'

const HOUSE = 'alipay'
const TAG = 'Mandates'

const zAgreementJson = zMandateJson
  .extend({ sign_url: z.string().nullable().meta({ description: 'Where the payer signs; told once, when it was asked for.' }) })
  .meta({ id: 'MandateToSign' })

const merchantOf = (principal: Principal): Id<'mer'> => {
  invariant(principal.kind === 'merchant', 'the route lets merchants in only')
  return principal.merchantId
}

export type AgreementCommands = {
  readonly propose: CommandHandler<ProposeAgreement>
  readonly revokeAgreement: CommandHandler<RevokeAgreement>
}

export function agreementRoutes(deps: ConsentsDeps, commands: AgreementCommands): Route[] {
  const show = async (rows: readonly StoredConsent[]) => {
    const ids = rows.flatMap(({ grantee }) => (grantee.kind === 'merchant' ? [grantee.id] : []))
    const merchants = await deps.merchants.open(deps.db, [...new Set(ids)])
    const now = deps.clock.now()
    return (row: StoredConsent) => mandateJson(asMandate(row, now, merchants, deps.timeZone))
  }
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/mandates',
      operationId: 'createChannelMandate',
      tag: TAG,
      summary: 'Ask a payer for an auto-debit agreement',
      description:
        'An agreement at Alipay (周期扣款): send the payer to `sign_url`. Once it is signed the mandate is active, and payments may be taken under it with `payment_method: {type: "alipay", mandate}`, at most once a period.',
      access: { merchant: 'payments:write' },
      command: 'plain',
      body: z.strictObject({
        payment_method: z.strictObject({ type: z.literal('alipay') }),
        limit_per_payment: zMoney,
        period: z
          .strictObject({ unit: z.enum(['day', 'month']), length: z.int().min(1).max(365).meta({ description: 'Number of units.' }) })
          .meta({ description: 'At most one payment in each; at least seven days.' }),
        first_charge_on: z.iso.date().optional().meta({ description: 'Today unless said.' }),
        return_url: z
          .url({ protocol: /^https?$/ })
          .max(500)
          .optional(),
      }),
      response: { status: 201, schema: zAgreementJson },
      refusals: ['merchant_not_found', 'consent_limit_invalid', 'mandate_channel_unavailable'],
      async handle({ principal, body, command }) {
        const id = newId<'mdt'>()
        const limitPerPayment = body.limit_per_payment.amount
        const firstChargeOn = body.first_charge_on === undefined ? deps.clock.now() : new Date(`${body.first_charge_on}T00:00:00+08:00`)
        const terms = {
          externalNo: formatId('mdt', id),
          limitPerPayment,
          period: body.period,
          firstChargeOn,
          ...(body.return_url === undefined ? {} : { returnUrl: body.return_url }),
        }
        const page = deps.agreementChannel?.(HOUSE)?.signPage(terms)
        if (page?.ok !== true) return refuse('mandate_channel_unavailable', 'payment_method')
        const { period } = body
        const merchantId = merchantOf(principal)
        return commands.propose.execute(
          { id, merchantId, house: HOUSE, limitPerPayment, period, firstChargeOn, signUrl: page.value },
          command,
        )
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/mandates',
      operationId: 'listChannelMandates',
      tag: TAG,
      summary: 'List auto-debit agreements at channels',
      access: { merchant: 'payments:read' },
      query: z.strictObject({ ...listQuery('mdt') }),
      response: { status: 200, schema: zList(zMandateJson) },
      refusals: [],
      async handle({ principal, query }) {
        const { limit, starting_after: after = null, ending_before: before = null } = query
        const rows = await ofMerchant(deps.db, merchantOf(principal), { after, before, limit: limit + 1 })
        return ok(listJson(pageOf(rows, limit, before !== null), await show(rows)))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/mandates/:id',
      operationId: 'getChannelMandate',
      tag: TAG,
      summary: 'Look at an auto-debit agreement',
      access: { merchant: 'payments:read' },
      params: z.strictObject({ id: zId('mdt') }),
      response: { status: 200, schema: zMandateJson },
      refusals: ['mandate_not_found'],
      async handle({ principal, params: { id } }) {
        const row = (await readConsents(deps.db, [id])).get(id)
        const own = row?.kind === 'channel_agreement' && row.grantee.kind === 'merchant' && row.grantee.id === merchantOf(principal)
        return row === undefined || !own ? refuse('mandate_not_found', 'id') : ok((await show([row]))(row))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/mandates/:id/revoke',
      operationId: 'revokeChannelMandate',
      tag: TAG,
      summary: 'End an auto-debit agreement, at the channel too',
      access: { merchant: 'payments:write' },
      command: 'plain',
      params: z.strictObject({ id: zId('mdt') }),
      response: { status: 200, schema: zAgreementJson },
      refusals: ['mandate_not_found'],
      handle: ({ principal, params: { id }, command }) =>
        commands.revokeAgreement.execute({ merchantId: merchantOf(principal), mandateId: id }, command),
    }),
  ]
}
