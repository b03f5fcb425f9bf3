/** What the routes of profit sharing take and answer. */
import { z } from 'zod'
import { formatId } from '../../../../kernel/ids.ts'
import { zAmount, zAmountJson, zInstantJson, zPublicId, zText } from '../../../../platform/http/schemas.ts'
import { RECEIVER_TYPES, type Receiver, type SharingOrder, type SharingReturn } from '../sharing-types.ts'

export const zSubMerchant = z
  .string()
  .regex(/^\d{8,32}$/)
  .meta({ description: 'sub_mchid', examples: ['1900000109'] })
export const zTransaction = z
  .string()
  .regex(/^\d{20,32}$/)
  .meta({
    description: 'WeChat Pay’s number of the payment (transaction_id): `house_reference` of its clearing instruction.',
    examples: ['4200000000202611220000000001'],
  })
export const zReceiverType = z.enum(RECEIVER_TYPES)

export const zReceiverJson = z
  .object({
    id: zPublicId('wpr'),
    object: z.literal('wechat_receiver'),
    sub_merchant: z.string(),
    type: zReceiverType,
    account: z.string(),
    relation_type: z.string(),
    custom_relation: z.string().nullable(),
    created_at: zInstantJson,
  })
  .meta({ id: 'WechatReceiver', description: 'Who may receive shares of a sub-merchant’s orders (分账接收方).' })

export const zReturnJson = z
  .object({
    id: zPublicId('wpb'),
    object: z.literal('wechat_sharing_return'),
    sharing_order: zPublicId('wps'),
    return_merchant: z.string(),
    amount: zAmountJson,
    description: z.string(),
    status: z.enum(['created', 'unknown', 'processing', 'succeeded', 'failed']),
    failure_code: z.string().nullable(),
    created_at: zInstantJson,
    updated_at: zInstantJson,
  })
  .meta({ id: 'WechatSharingReturn', description: 'A share that its receiver gives back (分账回退).' })

export const zOrderJson = z
  .object({
    id: zPublicId('wps'),
    object: z.literal('wechat_sharing_order'),
    kind: z.enum(['share', 'unfreeze']),
    sub_merchant: z.string(),
    transaction_id: z.string(),
    receivers: z.array(z.object({ type: zReceiverType, account: z.string(), amount: zAmountJson, description: z.string() })),
    amount: z.int().min(0).meta({ description: 'Sum of the shares, minor units.' }),
    unfreeze_unsplit: z.boolean(),
    description: z.string(),
    status: z.enum(['created', 'unknown', 'processing', 'finished', 'failed']).meta({
      description: 'unknown: WeChat Pay may or may not have executed it; it is given again under the same number, or asked about.',
    }),
    failure_code: z.string().nullable(),
    channel_order: z.string().nullable().meta({ description: 'WeChat Pay’s own number (order_id).' }),
    results: z
      .array(
        z.object({
          type: z.string(),
          account: z.string(),
          amount: z.int().meta({ description: 'Minor units.' }),
          result: z.string().meta({ description: 'As WeChat Pay wrote it: PENDING, SUCCESS, CLOSED.' }),
          detail_id: z.string().nullable(),
          fail_reason: z.string().nullable(),
        }),
      )
      .nullable(),
    returns: z.array(zReturnJson).nullable().meta({ description: 'Left out of lists.' }),
    created_at: zInstantJson,
    updated_at: zInstantJson,
  })
  .meta({ id: 'WechatSharingOrder', description: 'An order divided among receivers, or unfrozen (分账、解冻).' })

export const receiverJson = (receiver: Receiver): z.input<typeof zReceiverJson> => ({
  id: formatId('wpr', receiver.id),
  object: 'wechat_receiver',
  sub_merchant: receiver.subMerchant,
  type: receiver.type,
  account: receiver.account,
  relation_type: receiver.relationType,
  custom_relation: receiver.customRelation,
  created_at: receiver.createdAt.toISOString(),
})

export const returnJson = (back: SharingReturn): z.input<typeof zReturnJson> => ({
  id: formatId('wpb', back.id),
  object: 'wechat_sharing_return',
  sharing_order: formatId('wps', back.sharingId),
  return_merchant: back.returnMerchant,
  amount: Number(back.amount),
  description: back.description,
  status: back.state,
  failure_code: back.failureCode,
  created_at: back.createdAt.toISOString(),
  updated_at: back.updatedAt.toISOString(),
})

export const orderJson = (order: SharingOrder, returns: readonly SharingReturn[] | null): z.input<typeof zOrderJson> => ({
  id: formatId('wps', order.id),
  object: 'wechat_sharing_order',
  kind: order.kind,
  sub_merchant: order.subMerchant,
  transaction_id: order.transactionId,
  receivers: order.receivers.map(({ type, account, amount, description }) => ({ type, account, amount: Number(amount), description })),
  amount: Number(order.amount),
  unfreeze_unsplit: order.unfreezeUnsplit,
  description: order.description,
  status: order.state,
  failure_code: order.failureCode,
  channel_order: order.orderId,
  results:
    order.results?.map(({ type, account, amount, result, detailId, failReason }) => ({
      ...{ type, account, amount, result },
      detail_id: detailId,
      fail_reason: failReason,
    })) ?? null,
  returns: returns?.map(returnJson) ?? null,
  created_at: order.createdAt.toISOString(),
  updated_at: order.updatedAt.toISOString(),
})

const RECEIVERS_MAX = 50

export const zNewOrder = z
  .strictObject({
    sub_merchant: zSubMerchant,
    transaction_id: zTransaction,
    receivers: z
      .array(z.strictObject({ type: zReceiverType, account: zText(64), amount: zAmount, description: zText(80) }))
      .min(1)
      .max(RECEIVERS_MAX),
    unfreeze_unsplit: z.boolean().meta({ description: 'true: what is left goes to the sub-merchant, and nothing more can be shared.' }),
  })
  .meta({ id: 'NewWechatSharingOrder' })

export const zNotice = z.object({
  sp_mchid: z.string().max(32).optional(),
  mchid: z.string().max(32).optional(),
  sub_mchid: z.string().max(32).optional(),
  transaction_id: z.string().max(32),
  out_order_no: z.string().max(64).optional(),
  receiver: z.object({ type: z.string().max(32), account: z.string().max(128), amount: z.int().min(0), description: z.string().max(200) }),
  success_time: z.string().max(64).optional(),
})
