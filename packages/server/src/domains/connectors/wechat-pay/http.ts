/** Routes of WeChat Pay: profit sharing for operators, and the public door for its notices. */
import { z } from 'zod'
import { formatId, newId, parseId } from '../../../kernel/ids.ts'
import { formatAmount } from '../../../kernel/money.ts'
import { ok, refuse } from '../../../kernel/outcome.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { CommandHandler, Commands } from '../../../platform/commands.ts'
import type { Db } from '../../../platform/db.ts'
import { listJson, pageOf } from '../../../platform/http/pages.ts'
import { defineRoute, type RawReply, type Route } from '../../../platform/http/route.ts'
import { listQuery, zAmount, zId, zList, zText } from '../../../platform/http/schemas.ts'
import type { Kit } from '../kit/types.ts'
import { ANSWERS, CALLBACK_BYTES_MAX, type createNoticeReader, isOurs, recordNotice } from './callbacks.ts'
import {
  orderJson,
  receiverJson,
  returnJson,
  zNewOrder,
  zNotice,
  zOrderJson,
  zReceiverJson,
  zReceiverType,
  zReturnJson,
  zSubMerchant,
  zTransaction,
} from './http/schemas.ts'
import { timeOf } from './protocol.ts'
import type { Sharing } from './sharing.ts'
import { RELATION_TYPES, type Receiver } from './sharing-types.ts'
import * as store from './store.ts'

const TAG = 'Profit sharing'
const READ = { operator: 'connectors:read' } as const
const WRITE = { operator: 'connectors:write' } as const
/** Who is given money, and who gives it back. */
const APPROVED = 'wechat_pay.sharing'

const yuan = (fen: bigint): string => `CNY ${formatAmount(fen, 'CNY')}`

export type WechatHttpDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly commands: Commands
  readonly kit: Kit
  readonly sharing: Sharing
  readonly readNotice: ReturnType<typeof createNoticeReader>
}

export const NOTICE_PATH = '/callbacks/wechat_pay/profit_sharing'

export function wechatPayRoutes(deps: WechatHttpDeps): readonly Route[] {
  const { db, commands, sharing } = deps
  const share = commands.define({
    name: 'wechat_pay.share',
    decide: sharing.createOrders,
    present: order => ({ status: 201, body: orderJson(order, []) }),
    subject: order => formatId('wps', order.id),
  })
  const giveBack = commands.define({
    name: 'wechat_pay.return_share',
    decide: sharing.createReturns,
    present: back => ({ status: 201, body: returnJson(back) }),
    subject: back => formatId('wpb', back.id),
  })
  const putReceiver = commands.define({
    name: 'wechat_pay.put_receiver',
    decide: sharing.putReceivers,
    present: receiver => ({ status: 200, body: receiverJson(receiver) }),
    subject: receiver => formatId('wpr', receiver.id),
  })

  return [
    ...receiverRoutes(deps, putReceiver),
    defineRoute({
      method: 'POST',
      path: '/v1/wechat_pay/sharing_orders',
      operationId: 'createWechatSharingOrder',
      tag: TAG,
      summary: 'Divide a payment among receivers',
      description:
        'The payment must have been placed for profit sharing, and each receiver added. Executed once; follow `status` until it is finished or failed.',
      access: WRITE,
      body: zNewOrder,
      response: { status: 201, schema: zOrderJson },
      refusals: [],
      command: 'money',
      approval: {
        action: APPROVED,
        summary: ({ body: { transaction_id: id, receivers } }) => {
          const total = yuan(receivers.reduce((sum, { amount }) => sum + amount, 0n))
          const names = receivers.map(({ account }) => account)
          return { en: `Share ${total} of ${id} with ${names.join(', ')}`, zh: `将 ${id} 的 ${total} 分账给 ${names.join('、')}` }
        },
      },
      handle: ({ body, command }) =>
        share.execute(
          {
            kind: 'share',
            subMerchant: body.sub_merchant,
            transactionId: body.transaction_id,
            receivers: body.receivers,
            unfreezeUnsplit: body.unfreeze_unsplit,
            description: '分账',
          },
          command,
        ),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/wechat_pay/sharing_orders/unfreeze',
      operationId: 'unfreezeWechatOrder',
      tag: TAG,
      summary: 'Give what was not shared to the sub-merchant',
      access: WRITE,
      body: z
        .strictObject({ sub_merchant: zSubMerchant, transaction_id: zTransaction, description: zText(80) })
        .meta({ id: 'WechatUnfreezing' }),
      response: { status: 201, schema: zOrderJson },
      refusals: [],
      command: 'money',
      handle: ({ body, command }) =>
        share.execute(
          {
            ...{ kind: 'unfreeze', receivers: [], unfreezeUnsplit: true },
            subMerchant: body.sub_merchant,
            transactionId: body.transaction_id,
            description: body.description,
          },
          command,
        ),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/wechat_pay/sharing_orders',
      operationId: 'listWechatSharingOrders',
      tag: TAG,
      summary: 'List sharing orders',
      access: READ,
      query: z.strictObject({ ...listQuery('wps'), transaction_id: zTransaction.optional(), sub_merchant: zSubMerchant.optional() }),
      response: { status: 200, schema: zList(zOrderJson) },
      refusals: [],
      handle: async ({ query: asked }) => {
        const filter = { transactionId: asked.transaction_id ?? null, subMerchant: asked.sub_merchant ?? null }
        const rows = await store.listOrders(db, filter, asked)
        return ok(listJson(pageOf(rows, asked.limit, asked.ending_before !== undefined), order => orderJson(order, null)))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/wechat_pay/sharing_orders/:id',
      operationId: 'getWechatSharingOrder',
      tag: TAG,
      summary: 'Read a sharing order and what came back of it',
      access: READ,
      params: z.strictObject({ id: zId('wps') }),
      response: { status: 200, schema: zOrderJson },
      refusals: ['wechat_sharing_order_not_found'],
      handle: async ({ params }) => {
        const order = await store.findOrder(db, params.id)
        return order === null ? refuse('wechat_sharing_order_not_found', 'id') : ok(orderJson(order, await store.returnsOf(db, [order.id])))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/wechat_pay/sharing_orders/:id/returns',
      operationId: 'returnWechatShare',
      tag: TAG,
      summary: 'Have a receiver give back a share',
      description: 'Receivers that are merchants only, and at most what they were given.',
      access: WRITE,
      params: z.strictObject({ id: zId('wps') }),
      body: z
        .strictObject({ return_merchant: zSubMerchant, amount: zAmount, description: zText(80) })
        .meta({ id: 'NewWechatSharingReturn' }),
      response: { status: 201, schema: zReturnJson },
      refusals: ['wechat_sharing_order_not_found', 'wechat_sharing_not_finished', 'wechat_return_too_large'],
      command: 'money',
      approval: {
        action: APPROVED,
        summary: ({ params, body: { return_merchant: from, amount } }) => ({
          en: `Have ${from} give back ${yuan(amount)} of ${formatId('wps', params.id)}`,
          zh: `由 ${from} 回退 ${formatId('wps', params.id)} 的 ${yuan(amount)}`,
        }),
      },
      handle: ({ params, body, command }) =>
        giveBack.execute(
          { sharingId: params.id, returnMerchant: body.return_merchant, amount: body.amount, description: body.description },
          command,
        ),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/wechat_pay/sharing_amounts/:transaction_id',
      operationId: 'getWechatSharingAmounts',
      tag: TAG,
      summary: 'How much of a payment may still be shared',
      access: READ,
      params: z.strictObject({ transaction_id: zTransaction }),
      response: {
        status: 200,
        schema: z
          .object({
            object: z.literal('wechat_sharing_amounts'),
            transaction_id: z.string(),
            unsplit_amount: z.int().min(0).meta({ description: 'Minor units.' }),
          })
          .meta({ id: 'WechatSharingAmounts' }),
      },
      refusals: ['wechat_transaction_not_found', 'wechat_unavailable'],
      handle: async ({ params }) => {
        const left = await sharing.unsplit(params.transaction_id)
        return left.ok
          ? ok({ object: 'wechat_sharing_amounts', transaction_id: params.transaction_id, unsplit_amount: Number(left.value) })
          : left
      },
    }),
    noticeRoute(deps),
  ]
}

function receiverRoutes({ db, clock, sharing }: WechatHttpDeps, put: CommandHandler<Receiver>): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/wechat_pay/receivers',
      operationId: 'addWechatReceiver',
      tag: TAG,
      summary: 'Add a receiver of shares',
      description: 'WeChat Pay is told at once. Adding the same receiver again is harmless.',
      access: WRITE,
      body: z
        .strictObject({
          sub_merchant: zSubMerchant,
          type: zReceiverType,
          account: zText(64).meta({ description: 'Merchant number, or openid.' }),
          name: zText(256)
            .optional()
            .meta({ description: 'Full name; required for merchants by WeChat Pay. Sent encrypted, kept nowhere here.' }),
          relation_type: z.enum(RELATION_TYPES),
          custom_relation: zText(10).optional(),
        })
        .meta({ id: 'NewWechatReceiver' }),
      response: { status: 200, schema: zReceiverJson },
      refusals: ['wechat_receiver_refused', 'wechat_unavailable'],
      command: 'plain',
      async handle({ body, command }) {
        const receiver = {
          subMerchant: body.sub_merchant,
          type: body.type,
          account: body.account,
          relationType: body.relation_type,
          customRelation: body.custom_relation ?? null,
        }
        const told = await sharing.changeReceiver('add', receiver, body.name ?? null)
        if (!told.ok) return told
        const now = clock.now()
        return put.execute({ ...receiver, id: newId<'wpr'>(), state: 'active', createdAt: now, updatedAt: now }, command)
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/wechat_pay/receivers',
      operationId: 'listWechatReceivers',
      tag: TAG,
      summary: 'List receivers of shares',
      access: READ,
      query: z.strictObject({ ...listQuery('wpr'), sub_merchant: zSubMerchant.optional() }),
      response: { status: 200, schema: zList(zReceiverJson) },
      refusals: [],
      handle: async ({ query: asked }) => {
        const rows = await store.listReceivers(db, asked.sub_merchant ?? null, asked)
        return ok(listJson(pageOf(rows, asked.limit, asked.ending_before !== undefined), receiverJson))
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/v1/wechat_pay/receivers/:id',
      operationId: 'deleteWechatReceiver',
      tag: TAG,
      summary: 'Remove a receiver of shares',
      access: WRITE,
      params: z.strictObject({ id: zId('wpr') }),
      response: { status: 200, schema: zReceiverJson },
      refusals: ['wechat_receiver_not_found', 'wechat_receiver_refused', 'wechat_unavailable'],
      command: 'plain',
      async handle({ params, command }) {
        const receiver = await store.findReceiver(db, params.id)
        if (receiver === null) return refuse('wechat_receiver_not_found', 'id')
        const told = await sharing.changeReceiver('delete', receiver, null)
        return told.ok ? put.execute({ ...receiver, state: 'deleted' }, command) : told
      },
    }),
  ]
}

const reply = (answer: { readonly status: number; readonly contentType: string | null; readonly body: string } | null): RawReply => ({
  kind: 'raw',
  status: answer?.status ?? 500,
  contentType: answer?.contentType ?? 'text/plain; charset=utf-8',
  body: answer?.body ?? '',
})

/** 分账动账通知: verified and opened like every notification, kept once, and its order looked at soon. */
function noticeRoute({ kit, sharing, readNotice }: WechatHttpDeps): Route {
  return defineRoute({
    method: 'POST',
    path: NOTICE_PATH,
    operationId: 'receiveWechatSharingNotice',
    tag: TAG,
    summary: 'WeChat Pay tells of a share (分账动账通知)',
    access: 'public',
    response: { status: 204, schema: null },
    refusals: ['callback_signature_invalid', 'callback_invalid'],
    bodyLimit: CALLBACK_BYTES_MAX,
    callback: true,
    hidden: true,
    async handle(request) {
      const inbound = { method: 'POST', path: NOTICE_PATH, rawBody: request.rawBody, header: request.header }
      const refused = (code: 'callback_signature_invalid' | 'callback_invalid'): RawReply => {
        const answer = ANSWERS.refused(code)
        recordNotice(kit, inbound, null, code, answer?.status ?? 400)
        return reply(answer)
      }
      const read = readNotice(inbound)
      if (!read.ok) return refused(read.error.code)
      const notice = zNotice.safeParse(read.value.resource)
      if (read.value.kind !== 'profitsharing' || !notice.success || !isOurs(read.value.account, notice.data))
        return refused('callback_invalid')
      const { transaction_id: transactionId, out_order_no: number, receiver, success_time: successTime } = notice.data
      await sharing.hear(
        {
          ...{ id: read.value.id, transactionId, outOrderNo: number ?? null, successAt: timeOf(successTime) },
          receiverType: receiver.type,
          receiverAccount: receiver.account,
          amount: BigInt(receiver.amount),
          description: receiver.description,
        },
        number === undefined ? null : parseId('wps', number),
      )
      recordNotice(kit, inbound, number ?? null, null, ANSWERS.accepted.status)
      return reply(ANSWERS.accepted)
    },
  })
}
