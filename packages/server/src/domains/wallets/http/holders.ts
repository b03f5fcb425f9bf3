/** Operators' routes: open wallets, read them, register orders of authorities. */
import { z } from 'zod'
import { formatId } from '../../../kernel/ids.ts'
import { formatAmount } from '../../../kernel/money.ts'
import { ok, refuse } from '../../../kernel/outcome.ts'
import type { CommandHandler } from '../../../platform/commands.ts'
import { listJson, pageOf } from '../../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { listQuery, zDate, zId, zList, zLocalText, zMoney, zText } from '../../../platform/http/schemas.ts'
import type { CreateHolder } from '../create-holders.ts'
import type { WalletsDeps } from '../deps.ts'
import { orderJson } from '../events.ts'
import type { OrderHolder } from '../order-holders.ts'
import * as store from '../store/holders.ts'
import { ordersOf } from '../store/orders.ts'
import { recordJson } from '../view-holders.ts'
import { zIdNumber, zPhone } from './fields.ts'
import { zClass, zHolderRecordJson, zOrderJson } from './schemas.ts'

type RouteDeps = WalletsDeps & { readonly create: CommandHandler<CreateHolder>; readonly order: CommandHandler<OrderHolder> }

const zDocument = z.strictObject({ authority: zText(120), number: zText(80), date: zDate })

const zNewOrder = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('freeze'), document: zDocument }),
  z.strictObject({ kind: z.literal('stop_payment'), document: zDocument }),
  z.strictObject({
    kind: z.literal('deduction'),
    document: zDocument,
    amount: zMoney,
    payee: z
      .strictObject({ name: zText(120), account: zText(64), bank_code: zText(20).optional() })
      .meta({ description: "The authority's bank account." }),
  }),
  z.strictObject({ kind: z.literal('release'), document: zDocument, releases: zId('ord') }),
])

function orderOf(body: z.output<typeof zNewOrder>): OrderHolder['order'] {
  switch (body.kind) {
    case 'deduction': {
      const { name, account, bank_code: bankCode } = body.payee
      return { kind: body.kind, amount: body.amount.amount, payee: { name, account, ...(bankCode === undefined ? {} : { bankCode }) } }
    }
    case 'release':
      return { kind: body.kind, releases: body.releases }
    case 'freeze':
    case 'stop_payment':
      return { kind: body.kind }
  }
}

/** What a second operator is asked to approve. */
function summaryOf(holder: string, body: z.output<typeof zNewOrder>): { en: string; zh: string } {
  const { authority, number } = body.document
  const basis = { en: `on the order ${number} of ${authority}`, zh: `依据${authority}文书 ${number}` }
  switch (body.kind) {
    case 'freeze':
      return { en: `Freeze the wallet ${holder} ${basis.en}`, zh: `冻结账户 ${holder}，${basis.zh}` }
    case 'stop_payment':
      return { en: `Stop payments from the wallet ${holder} ${basis.en}`, zh: `止付账户 ${holder}，${basis.zh}` }
    case 'deduction': {
      const { amount, currency } = body.amount
      const sum = `${currency} ${formatAmount(amount, currency)}`
      return {
        en: `Deduct ${sum} from the wallet ${holder} for ${body.payee.name} ${basis.en}`,
        zh: `从账户 ${holder} 扣划 ${sum} 至 ${body.payee.name}，${basis.zh}`,
      }
    }
    case 'release':
      return {
        en: `Release ${formatId('ord', body.releases)} on the wallet ${holder} ${basis.en}`,
        zh: `解除账户 ${holder} 上的 ${formatId('ord', body.releases)}，${basis.zh}`,
      }
  }
}

export function holderRoutes(deps: RouteDeps): Route[] {
  const params = z.strictObject({ id: zId('hld') })
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/holders',
      operationId: 'createHolder',
      tag: 'Holders',
      summary: 'Open a wallet',
      description:
        'A person has one wallet: limits apply to the person. The class says how the identity was verified (公告〔2015〕43号 Art. 11).',
      access: { operator: 'holders:write' },
      body: z.strictObject({
        name: zLocalText(60),
        phone: zPhone,
        id_number: zIdNumber,
        class: zClass,
        password: zText(128, 8),
      }),
      response: { status: 201, schema: zHolderRecordJson },
      refusals: ['holder_exists', 'phone_taken'],
      command: 'plain',
      async handle({ body, command }) {
        const hashed = await deps.identity.hashPassword(body.password)
        if (!hashed.ok) return hashed
        const { name, phone, id_number: idNumber } = body
        return deps.create.execute({ name, phone, idNumber, class: body.class, passwordHash: hashed.value }, command)
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/holders',
      operationId: 'listHolders',
      tag: 'Holders',
      summary: 'List wallets',
      access: { operator: 'holders:read' },
      query: z.strictObject({ ...listQuery('hld') }),
      response: { status: 200, schema: zList(zHolderRecordJson) },
      refusals: [],
      async handle({ query }) {
        const { limit, starting_after: after = null, ending_before: before = null } = query
        const rows = await store.listHolders(deps.db, { after, before, limit: limit + 1 })
        return ok(listJson(pageOf(rows, limit, before !== null), recordJson))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/holders/:id',
      operationId: 'getHolder',
      tag: 'Holders',
      summary: 'Read a wallet',
      access: { operator: 'holders:read' },
      params,
      response: { status: 200, schema: zHolderRecordJson },
      refusals: ['holder_not_found'],
      async handle({ params: { id } }) {
        const holder = await store.findHolder(deps.db, id)
        return holder === null ? refuse('holder_not_found', 'id') : ok(recordJson(holder))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/holders/:id/orders',
      operationId: 'createHolderOrder',
      tag: 'Holders',
      summary: "Register an authority's order on a wallet",
      description:
        '`stop_payment`: nothing leaves. `freeze`: nothing leaves and the holder brings nothing in. `deduction`: pays the amount to the authority in any state. `release`: ends a freeze or stop.',
      access: { operator: 'holders:write' },
      params,
      body: zNewOrder,
      response: { status: 201, schema: zOrderJson },
      refusals: ['holder_not_found', 'order_exists', 'order_not_found', 'insufficient_funds'],
      command: 'money',
      approval: { action: 'holders.orders', summary: ({ params: { id }, body }) => summaryOf(formatId('hld', id), body) },
      handle: ({ params: { id }, body, command }) =>
        deps.order.execute({ holderId: id, document: body.document, order: orderOf(body) }, command),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/holders/:id/orders',
      operationId: 'listHolderOrders',
      tag: 'Holders',
      summary: 'List the orders on a wallet',
      access: { operator: 'holders:read' },
      params,
      response: { status: 200, schema: zList(zOrderJson) },
      refusals: ['holder_not_found'],
      async handle({ params: { id } }) {
        if ((await store.findHolder(deps.db, id)) === null) return refuse('holder_not_found', 'id')
        return ok({ object: 'list', data: (await ordersOf(deps.db, [id])).map(orderJson), has_more: false })
      },
    }),
  ]
}
