/** Routes of merchants: operators manage them, a merchant's key reads its own. */
import { z } from 'zod'
import { type Id, newId } from '../../kernel/ids.ts'
import { invariant, ok, refuse } from '../../kernel/outcome.ts'
import type { CommandHandler } from '../../platform/commands.ts'
import { type ListQuery, listJson, pageOf } from '../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../platform/http/route.ts'
import {
  codedMessage,
  listQuery,
  zAmountJson,
  zAmountOrZero,
  zDateJson,
  zId,
  zInstantJson,
  zList,
  zLocalText,
  zLocalTextJson,
  zPublicId,
  zText,
} from '../../platform/http/schemas.ts'
import { presentMerchant } from './present.ts'
import type { Merchant, MerchantChange, MerchantStatus, NewBankAccount, NewMerchant } from './types.ts'

const zStatus = z.enum(['onboarding', 'active', 'suspended']).meta({
  description: 'onboarding: approved, but not live yet; nothing can be paid to it.',
})
const zCycle = z.enum(['T0', 'T1', 'D1']).meta({
  description: 'T0: the same day, as an advance of own funds; T1: the next working day; D1: the next calendar day.',
})

export const zMerchantJson = z
  .object({
    id: zPublicId('mer'),
    object: z.literal('merchant'),
    name: zLocalTextJson,
    status: zStatus,
    settlement_cycle: zCycle,
    bank_account: z.object({ holder_name: z.string(), bank_code: z.string(), number_masked: z.string() }),
    agreement: zPublicId('agr').nullable().meta({ description: 'The agreement activated last.' }),
    advance_limit: zAmountJson,
    refund_advance_limit: zAmountJson,
    accounts: z
      .object({ unsettled: zPublicId('acc'), settled: zPublicId('acc'), refund_deposit: zPublicId('acc'), advance: zPublicId('acc') })
      .meta({ description: "The merchant's ledger accounts." }),
    channels: z
      .array(
        z.object({
          channel: z.string().meta({ examples: ['wechat_pay'] }),
          sub_merchant: z.string().nullable().meta({ description: "The channel's number of the merchant." }),
          sub_app_id: z.string().nullable(),
          flows: z.array(z.string()).meta({ description: 'Empty: whatever the channel offers.' }),
          active: z.boolean(),
        }),
      )
      .meta({ description: 'Channels that know the merchant; those it is being applied for at are with its application.' }),
    status_reason: z.string().nullable().meta({ description: 'Why it is suspended.' }),
    risk_grade: z.enum(['low', 'medium', 'high']).nullable(),
    review_due: zDateJson.nullable().meta({ description: 'When it is looked at again.' }),
    application: zPublicId('apl').nullable(),
    live_since: zInstantJson.nullable(),
    created_at: zInstantJson,
    updated_at: zInstantJson,
  })
  .meta({ id: 'Merchant' })

const zBankAccount = z
  .strictObject({
    holder_name: zText(100),
    bank_code: zText(20)
      .regex(/^[A-Z0-9]+$/)
      .meta({ examples: ['ICBC'] }),
    number: z
      .string()
      .regex(/^\d{8,32}$/, { error: codedMessage('bank_account_number_invalid') })
      .meta({ description: 'Stored sealed; answers show its last four digits.' }),
  })
  .meta({ id: 'BankAccountInput' })

const bankAccountOf = (body: z.output<typeof zBankAccount>): NewBankAccount => ({
  holderName: body.holder_name,
  bankCode: body.bank_code,
  number: body.number,
})

const zNewMerchant = z
  .strictObject({
    name: zLocalText(100),
    settlement_cycle: zCycle.default('T1'),
    bank_account: zBankAccount,
    advance_limit: zAmountOrZero.optional().meta({ description: 'Greatest own-funds advance for early settlement; 0 unless said.' }),
    refund_advance_limit: zAmountOrZero.optional().meta({ description: 'Greatest own-funds advance for refunds; 0 unless said.' }),
  })
  .meta({ id: 'NewMerchant' })

const zChange = z
  .strictObject({
    name: zLocalText(100).optional(),
    status: z.enum(['active', 'suspended']).optional(),
    settlement_cycle: zCycle.optional(),
    bank_account: zBankAccount.optional(),
    advance_limit: zAmountOrZero.optional(),
    refund_advance_limit: zAmountOrZero.optional(),
  })
  .meta({ id: 'MerchantChange' })

function changeOf(id: Id<'mer'>, body: z.output<typeof zChange>): MerchantChange {
  return {
    id,
    ...(body.name === undefined ? {} : { name: body.name }),
    ...(body.status === undefined ? {} : { status: body.status }),
    ...(body.settlement_cycle === undefined ? {} : { settlementCycle: body.settlement_cycle }),
    ...(body.bank_account === undefined ? {} : { bankAccount: bankAccountOf(body.bank_account) }),
    ...(body.advance_limit === undefined ? {} : { advanceLimit: body.advance_limit }),
    ...(body.refund_advance_limit === undefined ? {} : { refundAdvanceLimit: body.refund_advance_limit }),
  }
}

export type MerchantsRouteDeps = {
  get(id: Id<'mer'>): Promise<Merchant | null>
  list(status: MerchantStatus | null, page: ListQuery<'mer'>): Promise<Merchant[]>
  readonly create: CommandHandler<NewMerchant>
  readonly change: CommandHandler<MerchantChange>
}

const zMerchantParams = z.strictObject({ id: zId('mer') })

export function merchantsRoutes(deps: MerchantsRouteDeps): readonly Route[] {
  const answer = async (id: Id<'mer'>, param?: string) => {
    const merchant = await deps.get(id)
    return merchant === null ? refuse('merchant_not_found', param) : ok(presentMerchant(merchant))
  }
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/merchant',
      operationId: 'getOwnMerchant',
      tag: 'Merchants',
      summary: 'Read the merchant of this key',
      access: { merchant: 'payments:read' },
      response: { status: 200, schema: zMerchantJson },
      refusals: [],
      handle: ({ principal }) => {
        invariant(principal.kind === 'merchant', 'only merchants reach this route')
        return answer(principal.merchantId)
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/merchants',
      operationId: 'listMerchants',
      tag: 'Merchants',
      summary: 'List merchants',
      access: { operator: 'merchants:read' },
      query: z.strictObject({ ...listQuery('mer'), status: zStatus.optional() }),
      response: { status: 200, schema: zList(zMerchantJson) },
      refusals: [],
      handle: async ({ query }) => {
        const rows = await deps.list(query.status ?? null, query)
        return ok(listJson(pageOf(rows, query.limit, query.ending_before !== undefined), presentMerchant))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/merchants/:id',
      operationId: 'getMerchant',
      tag: 'Merchants',
      summary: 'Read a merchant',
      access: { operator: 'merchants:read' },
      params: zMerchantParams,
      response: { status: 200, schema: zMerchantJson },
      refusals: ['merchant_not_found'],
      handle: ({ params }) => answer(params.id, 'id'),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/merchants',
      operationId: 'createMerchant',
      tag: 'Merchants',
      summary: 'Create a merchant',
      description: 'It opens its four ledger accounts. It can be paid once an agreement with it is activated.',
      access: { operator: 'merchants:write' },
      body: zNewMerchant,
      response: { status: 201, schema: zMerchantJson },
      refusals: ['bank_account_number_invalid'],
      command: 'plain',
      handle: ({ body, command }) =>
        deps.create.execute(
          {
            id: newId<'mer'>(),
            name: body.name,
            settlementCycle: body.settlement_cycle,
            bankAccount: bankAccountOf(body.bank_account),
            advanceLimit: body.advance_limit ?? 0n,
            refundAdvanceLimit: body.refund_advance_limit ?? 0n,
          },
          command,
        ),
    }),
    defineRoute({
      method: 'PATCH',
      path: '/v1/merchants/:id',
      operationId: 'updateMerchant',
      tag: 'Merchants',
      summary: 'Change a merchant',
      access: { operator: 'merchants:write' },
      params: zMerchantParams,
      body: zChange,
      response: { status: 200, schema: zMerchantJson },
      refusals: [
        'merchant_not_found',
        'merchant_change_empty',
        'bank_account_number_invalid',
        'merchant_changes_by_request',
        'merchant_onboarding',
      ],
      command: 'plain',
      handle: ({ params, body, command }) =>
        Object.keys(body).length === 0 ? refuse('merchant_change_empty') : deps.change.execute(changeOf(params.id, body), command),
    }),
  ]
}
