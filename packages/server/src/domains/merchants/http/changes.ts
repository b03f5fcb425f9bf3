/** Routes of what becomes of a merchant once it is live: changes, suspension, channels, reviews. */
import { z } from 'zod'
import { formatId, type Id, newId } from '../../../kernel/ids.ts'
import { invariant, type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import { iso } from '../../../kernel/time.ts'
import type { CommandContext, CommandHandler, CommandReply } from '../../../platform/commands.ts'
import { listJson, pageOf } from '../../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { listQuery, zId, zList, zText } from '../../../platform/http/schemas.ts'
import { type OnboardingDeps, openForm, sealForm } from '../applications/deps.ts'
import { isComplete } from '../applications/rules.ts'
import * as applications from '../applications/store.ts'
import type { ApplicationForm } from '../applications/types.ts'
import {
  type ApplyChange,
  changeJson,
  openContent,
  type RejectChange,
  type RequestChange,
  sealContent,
  withChange,
} from '../changes/change-merchants.ts'
import * as changes from '../changes/store.ts'
import { CHANGE_STATES, type Change, type ChangeContent } from '../changes/types.ts'
import * as channels from '../channels/store/channels.ts'
import * as switches from '../channels/store/switches.ts'
import { zMerchantJson } from '../http.ts'
import { type CompleteReview, reviewJson } from '../reviews/review-merchants.ts'
import * as reviews from '../reviews/store.ts'
import { REVIEW_OUTCOMES, REVIEW_STATES } from '../reviews/types.ts'
import * as store from '../store.ts'
import type { PutChannel, SwitchChannel, SwitchMerchant } from '../suspend-merchants.ts'
import type { MerchantChannel } from '../types.ts'
import { zLegalPerson, zSettlementAccount } from './form.ts'
import { zChangeJson, zGrade, zMerchantChannelJson, zReviewJson } from './schemas.ts'

export type ChangeHandlers = {
  readonly request: CommandHandler<RequestChange>
  readonly apply: CommandHandler<ApplyChange>
  readonly reject: CommandHandler<RejectChange>
  readonly switchMerchant: CommandHandler<SwitchMerchant>
  readonly switchChannel: CommandHandler<SwitchChannel>
  readonly putChannel: CommandHandler<PutChannel>
  readonly completeReview: CommandHandler<CompleteReview>
}

const zMerchant = z.strictObject({ id: zId('mer') })
const zChange = z.strictObject({ id: zId('chg') })
const zChannelOf = z.strictObject({ id: zId('mer'), channel: z.string().regex(/^[a-z][a-z0-9_]{0,29}$/) })

const zNewChange = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('bank_account'), bank_account: zSettlementAccount, reason: zText(500) }),
    z.strictObject({ kind: z.literal('legal_person'), legal_person: zLegalPerson, reason: zText(500) }),
  ])
  .meta({ id: 'NewMerchantChange' })

const contentOf = (body: z.output<typeof zNewChange>): ChangeContent =>
  body.kind === 'bank_account' ? { kind: body.kind, account: body.bank_account } : { kind: body.kind, person: body.legal_person }

export const channelJson = (channel: MerchantChannel, trouble: string | null) => ({
  object: 'merchant_channel' as const,
  merchant: formatId('mer', channel.merchantId),
  channel: channel.channel,
  status: channel.status,
  sub_merchant: channel.subMerchant,
  sub_app_id: channel.subAppId,
  flows: [...channel.flows],
  trouble,
  since: iso(channel.since),
  created_at: channel.createdAt.toISOString(),
  updated_at: channel.updatedAt.toISOString(),
})

const REQUEST_REFUSALS = ['merchant_onboarding', 'application_not_found', 'change_open', 'change_has_errors'] as const

export function changeRoutes(deps: OnboardingDeps, handlers: ChangeHandlers): readonly Route[] {
  /** What a merchant was taken on with; one that an operator created has none, and is changed by that operator. */
  async function formOf(id: Id<'mer'>): Promise<Outcome<{ readonly applicationId: Id<'apl'>; readonly form: ApplicationForm }>> {
    const application = await applications.byMerchant(deps.db, id)
    if (application === null) return refuse('application_not_found', 'id')
    const form = await openForm(deps, application.id)
    invariant(isComplete(form), 'what is approved is complete')
    return ok({ applicationId: application.id, form })
  }
  async function request(
    merchantId: Id<'mer'>,
    body: z.output<typeof zNewChange>,
    command: CommandContext,
  ): Promise<Outcome<unknown> | CommandReply> {
    const found = await formOf(merchantId)
    if (!found.ok) return found
    const id = newId<'chg'>()
    const content = contentOf(body)
    const { form } = found.value
    return handlers.request.execute(
      { id, merchantId, content, sealed: await sealContent(deps, id, content), reason: body.reason, form },
      command,
    )
  }
  async function views(rows: readonly Change[]) {
    const ways = await changes.channels(
      deps.db,
      rows.map(({ id }) => id),
    )
    return rows.map(change => ({ change, channels: ways.filter(({ changeId }) => changeId === change.id) }))
  }
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/merchants/:id/changes',
      operationId: 'requestMerchantChange',
      tag: 'Merchants',
      summary: 'Ask for a change of an onboarded merchant',
      description:
        'The rules of onboarding judge it at once; a second operator approves it. A changed bank account goes on to the channels.',
      access: { operator: 'merchants:write' },
      params: zMerchant,
      body: zNewChange,
      response: { status: 201, schema: zChangeJson },
      refusals: ['merchant_not_found', ...REQUEST_REFUSALS],
      command: 'plain',
      handle: async ({ params, body, command }) =>
        (await store.open(deps.db, [params.id])).has(params.id) ? request(params.id, body, command) : refuse('merchant_not_found', 'id'),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/merchant/changes',
      operationId: 'requestOwnMerchantChange',
      tag: 'Merchants',
      summary: 'Ask for a change of the merchant of this key',
      access: { merchant: 'merchant:write' },
      body: zNewChange,
      response: { status: 201, schema: zChangeJson },
      refusals: REQUEST_REFUSALS,
      command: 'plain',
      handle: ({ principal, body, command }) => {
        invariant(principal.kind === 'merchant', 'only merchants reach this route')
        return request(principal.merchantId, body, command)
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/merchant_changes',
      operationId: 'listMerchantChanges',
      tag: 'Merchants',
      summary: 'List changes of merchants',
      description: 'A merchant key sees its own.',
      access: { operator: 'merchants:read', merchant: 'payments:read' },
      query: z.strictObject({ ...listQuery('chg'), merchant: zId('mer').optional(), state: z.enum(CHANGE_STATES).optional() }),
      response: { status: 200, schema: zList(zChangeJson) },
      refusals: [],
      handle: async ({ query, principal }) => {
        const merchant = principal.kind === 'merchant' ? principal.merchantId : (query.merchant ?? null)
        const page = pageOf(
          await changes.list(deps.db, merchant, query.state ?? null, query),
          query.limit,
          query.ending_before !== undefined,
        )
        return ok(listJson({ ...page, rows: await views(page.rows) }, changeJson))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/merchant_changes/:id/apply',
      operationId: 'applyMerchantChange',
      tag: 'Merchants',
      summary: 'Apply a change that was asked for',
      description: 'Always kept until a second operator approves it, whatever the policy says.',
      access: { operator: 'merchants:review' },
      approval: {
        action: 'merchants.changes',
        always: true,
        summary: ({ params }) => ({
          en: `Apply the change ${formatId('chg', params.id)} of a merchant`,
          zh: `使商户变更 ${formatId('chg', params.id)} 生效`,
        }),
      },
      params: zChange,
      response: { status: 200, schema: zChangeJson },
      refusals: ['change_not_found', 'change_decided', 'change_has_errors'],
      command: 'plain',
      handle: async ({ params, command }) => {
        const kept = await changes.find(deps.db, params.id)
        if (kept === null) return refuse('change_not_found', 'id')
        const { merchantId } = kept.change
        const found = await formOf(merchantId)
        if (!found.ok) return found
        const content = await openContent(deps, params.id, kept.sealed)
        const { applicationId, form } = found.value
        const formSealed = await sealForm(deps, applicationId, withChange(form, content))
        return handlers.apply.execute({ id: params.id, merchantId, applicationId, content, form, formSealed }, command)
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/merchant_changes/:id/reject',
      operationId: 'rejectMerchantChange',
      tag: 'Merchants',
      summary: 'Reject a change that was asked for',
      access: { operator: 'merchants:review' },
      params: zChange,
      body: z.strictObject({ note: zText(500) }).meta({ id: 'MerchantChangeRejection' }),
      response: { status: 200, schema: zChangeJson },
      refusals: ['change_not_found', 'change_decided'],
      command: 'plain',
      handle: async ({ params, body, command }) => {
        const kept = await changes.find(deps.db, params.id)
        if (kept === null) return refuse('change_not_found', 'id')
        return handlers.reject.execute({ id: params.id, merchantId: kept.change.merchantId, note: body.note }, command)
      },
    }),
    ...(['suspended', 'active'] as const).flatMap(to => switchRoutes(to, handlers)),
    defineRoute({
      method: 'GET',
      path: '/v1/merchants/:id/channels',
      operationId: 'listMerchantChannels',
      tag: 'Merchants',
      summary: "List a merchant's channels",
      access: { operator: 'merchants:read' },
      params: zMerchant,
      response: { status: 200, schema: zList(zMerchantChannelJson) },
      refusals: ['merchant_not_found'],
      handle: async ({ params }) => {
        if (!(await store.open(deps.db, [params.id])).has(params.id)) return refuse('merchant_not_found', 'id')
        const [rows, open] = await Promise.all([channels.ofMerchants(deps.db, [params.id]), switches.open(deps.db, params.id)])
        const troubleOf = (channel: string): string | null => {
          const untold = open.find(each => each.channel === channel)
          return untold === undefined ? null : `${untold.wanted}: ${untold.trouble ?? 'to be told'}`
        }
        return ok(listJson({ rows, hasMore: false }, channel => channelJson(channel, troubleOf(channel.channel))))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/merchants/:id/channels/:channel',
      operationId: 'putMerchantChannel',
      tag: 'Merchants',
      summary: 'Take over a number that a channel gave the merchant elsewhere',
      access: { operator: 'merchants:review' },
      approval: {
        action: 'merchants.channels',
        summary: ({ params: { id, channel }, body: { sub_merchant: number } }) => ({
          en: `Keep ${formatId('mer', id)} at ${channel}${number === null ? ' without a number' : ` as ${number}`}`,
          zh: `登记 ${formatId('mer', id)} 在 ${channel} 的商户号${number === null ? '：无' : ` ${number}`}`,
        }),
      },
      params: zChannelOf,
      body: z
        .strictObject({
          sub_merchant: z
            .string()
            .regex(/^\w{1,64}$/)
            .nullable(),
          sub_app_id: zText(64).nullish(),
          flows: z
            .array(z.string().regex(/^[a-z_]{1,20}$/))
            .max(10)
            .default([])
            .meta({ description: 'Empty: whatever the channel offers.' }),
        })
        .meta({ id: 'MerchantChannelInput' }),
      response: { status: 200, schema: zMerchantChannelJson },
      refusals: ['merchant_not_found', 'merchant_onboarding', 'sub_merchant_taken'],
      command: 'plain',
      handle: ({ params, body, command }) =>
        handlers.putChannel.execute(
          { id: params.id, channel: params.channel, subMerchant: body.sub_merchant, subAppId: body.sub_app_id ?? null, flows: body.flows },
          command,
        ),
    }),
    ...reviewRoutesOf(deps, handlers),
  ]
}

function switchRoutes(to: 'suspended' | 'active', handlers: ChangeHandlers): readonly Route[] {
  const [verb, name] = to === 'suspended' ? (['suspend', 'Suspend'] as const) : (['resume', 'Resume'] as const)
  const body = z.strictObject({ reason: zText(500) }).meta({ id: to === 'suspended' ? 'MerchantSuspension' : 'MerchantResumption' })
  return [
    defineRoute({
      method: 'POST',
      path: `/v1/merchants/:id/${verb}`,
      operationId: `${verb}Merchant`,
      tag: 'Merchants',
      summary: `${name} a merchant`,
      description:
        to === 'suspended'
          ? 'Nothing more is paid to it or paid out. Channels that can be told are told.'
          : 'It can be paid again. Channels that can be told are told.',
      access: { operator: 'merchants:write' },
      params: zMerchant,
      body,
      response: { status: 200, schema: zMerchantJson },
      refusals: ['merchant_not_found', 'merchant_onboarding'],
      command: 'plain',
      handle: ({ params, body: { reason }, command }) => handlers.switchMerchant.execute({ id: params.id, to, reason }, command),
    }),
    defineRoute({
      method: 'POST',
      path: `/v1/merchants/:id/channels/:channel/${verb}`,
      operationId: `${verb}MerchantChannel`,
      tag: 'Merchants',
      summary: `${name} a merchant at one channel`,
      access: { operator: 'merchants:write' },
      params: zChannelOf,
      body,
      response: { status: 200, schema: zMerchantChannelJson },
      refusals: ['merchant_not_found', 'merchant_channel_not_found', 'merchant_channel_state_wrong'],
      command: 'plain',
      handle: ({ params, body: { reason }, command }) =>
        handlers.switchChannel.execute({ id: params.id, channel: params.channel, to, reason }, command),
    }),
  ]
}

function reviewRoutesOf(deps: OnboardingDeps, handlers: ChangeHandlers): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/merchant_reviews',
      operationId: 'listMerchantReviews',
      tag: 'Merchants',
      summary: 'List periodic reviews of merchants',
      access: { operator: 'merchants:read' },
      query: z.strictObject({ ...listQuery('rvw'), state: z.enum(REVIEW_STATES).optional() }),
      response: { status: 200, schema: zList(zReviewJson) },
      refusals: [],
      handle: async ({ query }) => {
        const rows = await reviews.list(deps.db, query.state ?? null, query)
        return ok(listJson(pageOf(rows, query.limit, query.ending_before !== undefined), reviewJson))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/merchant_reviews/:id/complete',
      operationId: 'completeMerchantReview',
      tag: 'Merchants',
      summary: 'Complete a periodic review',
      description: 'It grades the merchant anew, which says when it is looked at again, and may suspend it.',
      access: { operator: 'merchants:review' },
      params: z.strictObject({ id: zId('rvw') }),
      body: z.strictObject({ outcome: z.enum(REVIEW_OUTCOMES), grade: zGrade, note: zText(1000) }).meta({ id: 'MerchantReviewCompletion' }),
      response: { status: 200, schema: zReviewJson },
      refusals: ['review_not_found', 'review_done'],
      command: 'plain',
      handle: async ({ params, body, command }) => {
        const review = await reviews.find(deps.db, params.id)
        if (review === null) return refuse('review_not_found', 'id')
        const application = await applications.byMerchant(deps.db, review.merchantId)
        const form = application === null ? {} : await openForm(deps, application.id)
        const ends = [form.licence?.validTo, form.legalPerson?.idValidTo, ...(form.owners ?? []).map(owner => owner.idValidTo)]
        const { outcome, grade, note } = body
        const input = { id: params.id, merchantId: review.merchantId, outcome, grade, note, ends: ends.map(end => end ?? null) }
        return handlers.completeReview.execute(input, command)
      },
    }),
  ]
}
