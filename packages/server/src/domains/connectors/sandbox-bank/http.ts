/**
 * The controls of the sandbox bank, for developers of third parties: make an invented customer, post and end transactions, switch how
 * an account behaves. They exist in test mode only, where everything is invented, and so need no credential.
 */
import { z } from 'zod'
import { formatId, type Id } from '../../../kernel/ids.ts'
import { ok, refuse } from '../../../kernel/outcome.ts'
import type { CommandHandler } from '../../../platform/commands.ts'
import type { Db } from '../../../platform/db.ts'
import { listJson, pageOf } from '../../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { listQuery, zAmount, zId, zList, zPublicId, zText } from '../../../platform/http/schemas.ts'
import type { CoreBankPort } from '../../openbanking/ports.ts'
import type { EndPosting, NewPosting, SwitchAccount } from './control.ts'
import type { NewCustomer } from './generate.ts'
import { accountJson, portJson, storedJson, zSandboxAccount, zSandboxTransaction } from './http/schemas.ts'
import { listAccounts } from './store/reading.ts'

export type ControlRouteDeps = {
  readonly db: Pick<Db, 'query'>
  readonly port: CoreBankPort
  readonly nameOf: (holderId: Id<'hld'>) => Promise<{ readonly en: string; readonly zh: string } | null>
  readonly create: CommandHandler<NewCustomer>
  readonly post: CommandHandler<NewPosting>
  readonly end: CommandHandler<EndPosting>
  readonly change: CommandHandler<SwitchAccount>
}

const TAG = 'Sandbox bank'
const access = 'public' as const

export const zCustomer = z
  .object({
    object: z.literal('sandbox_customer'),
    holder: zPublicId('hld'),
    data_set: z.enum(['cn', 'uk']),
    accounts: z.array(zSandboxAccount),
  })
  .meta({ id: 'SandboxCustomer' })

const zMerchant = z.strictObject({
  name: zText(100),
  category_code: z
    .string()
    .regex(/^\d{4}$/)
    .optional()
    .meta({ description: 'Merchant category code, ISO 18245.', examples: ['5814'] }),
})

export function controlRoutes(deps: ControlRouteDeps): Route[] {
  return [...accountRoutes(deps), ...transactionRoutes(deps)]
}

function accountRoutes(deps: ControlRouteDeps): Route[] {
  const { starting_after, limit } = listQuery('bac')
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/sandbox/bank/customers',
      operationId: 'createSandboxCustomer',
      tag: TAG,
      summary: 'Give a holder invented bank accounts',
      description:
        'A current account, a savings account and a credit card with two years of transactions: Chinese banks in CNY (`cn`) or British ones in GBP (`uk`). The same seed makes the same shops and amounts.',
      access,
      body: z.strictObject({
        holder: zId('hld'),
        data_set: z.enum(['cn', 'uk']),
        seed: zText(64).optional().meta({ description: "The holder's id unless sent." }),
      }),
      response: { status: 201, schema: zCustomer },
      refusals: ['holder_not_found', 'sandbox_customer_exists'],
      command: 'plain',
      async handle({ body, command }) {
        const name = await deps.nameOf(body.holder)
        if (name === null) return refuse('holder_not_found', 'holder')
        return deps.create.execute({ holderId: body.holder, name, dataSet: body.data_set, seed: body.seed ?? body.holder }, command)
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/sandbox/bank/accounts',
      operationId: 'listSandboxAccounts',
      tag: TAG,
      summary: 'List the accounts of the sandbox bank',
      description: 'In the order of their ids, with their switches.',
      access,
      query: z.strictObject({ starting_after, limit, holder: zId('hld').optional() }),
      response: { status: 200, schema: zList(zSandboxAccount) },
      refusals: [],
      async handle({ query }) {
        const rows = await listAccounts(deps.db, query.holder ?? null, query.starting_after ?? null, query.limit + 1)
        return ok(listJson(pageOf(rows, query.limit), accountJson))
      },
    }),
    defineRoute({
      method: 'PATCH',
      path: '/v1/sandbox/bank/accounts/:id',
      operationId: 'switchSandboxAccount',
      tag: TAG,
      summary: 'Have an account answer slowly, fail, or be closed',
      description: 'What is not sent stays as it is.',
      access,
      params: z.strictObject({ id: zId('bac') }),
      body: z.strictObject({
        delay_ms: z.int().min(0).max(60_000).optional().meta({ description: 'Milliseconds by which each answer is late.' }),
        failing: z.boolean().optional(),
        closed: z.boolean().optional(),
      }),
      response: { status: 200, schema: zSandboxAccount },
      refusals: ['sandbox_account_not_found'],
      command: 'plain',
      handle: ({ params, body, command }) =>
        deps.change.execute(
          { id: params.id, delayMs: body.delay_ms ?? null, isFailing: body.failing ?? null, isClosed: body.closed ?? null },
          command,
        ),
    }),
  ]
}

function transactionRoutes(deps: ControlRouteDeps): Route[] {
  const end = (how: EndPosting['how'], summary: string, description: string, refusal: string) =>
    ({
      method: 'POST',
      path: `/v1/sandbox/bank/transactions/:id/${how}`,
      operationId: `${how}SandboxTransaction`,
      tag: TAG,
      summary,
      description,
      access,
      params: z.strictObject({ id: zId('btx') }),
      response: { status: 200, schema: zSandboxTransaction },
      refusals: ['sandbox_posting_not_found', refusal, 'sandbox_account_closed'],
      command: 'plain',
    }) as const
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/sandbox/bank/accounts/:id/transactions',
      operationId: 'postSandboxTransaction',
      tag: TAG,
      summary: 'Post a transaction',
      description:
        'Pending or booked. It is in the account API at once, and third parties with consent that subscribed hear of it within a second.',
      access,
      params: z.strictObject({ id: zId('bac') }),
      body: z.strictObject({
        amount: zAmount,
        direction: z.enum(['credit', 'debit']),
        status: z.enum(['pending', 'booked']).default('booked'),
        information: zText(200),
        reference: zText(35).optional(),
        merchant: zMerchant.optional(),
      }),
      response: { status: 201, schema: zSandboxTransaction },
      refusals: ['sandbox_account_not_found', 'sandbox_account_closed'],
      command: 'plain',
      handle: ({ params, body, command }) =>
        deps.post.execute(
          {
            accountId: params.id,
            direction: body.direction,
            amount: body.amount,
            status: body.status === 'booked' ? 'BOOK' : 'PDNG',
            information: body.information,
            reference: body.reference ?? null,
            merchant: body.merchant === undefined ? null : { name: body.merchant.name, mcc: body.merchant.category_code ?? null },
          },
          command,
        ),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/sandbox/bank/accounts/:id/transactions',
      operationId: 'listSandboxTransactions',
      tag: TAG,
      summary: 'See what the bank answers about an account',
      description: 'Newest first, with the delay and the failure that the switches ask for: what the account API reads.',
      access,
      params: z.strictObject({ id: zId('bac') }),
      query: z.strictObject({
        limit: listQuery('btx').limit,
        cursor: zText(40).optional().meta({ description: 'From `next` of the page before.' }),
      }),
      response: {
        status: 200,
        schema: z
          .object({ object: z.literal('list'), data: z.array(zSandboxTransaction), next: z.string().nullable() })
          .meta({ id: 'SandboxTransactionPage' }),
      },
      refusals: ['bank_account_not_found', 'bank_account_unavailable', 'bank_account_closed', 'bank_cursor_invalid'],
      async handle({ params, query }) {
        const found = await deps.port.transactions(params.id, {
          from: null,
          to: null,
          direction: null,
          limit: query.limit,
          after: query.cursor ?? null,
        })
        if (!found.ok) return found
        return ok({ object: 'list', data: found.value.transactions.map(portJson), next: found.value.next })
      },
    }),
    defineRoute({
      ...end(
        'book',
        'Book a pending transaction',
        'Its id stays; the amount may differ from what was reserved.',
        'sandbox_posting_not_pending',
      ),
      body: z.strictObject({ amount: zAmount.optional() }),
      handle: ({ params, body, command }) => deps.end.execute({ id: params.id, how: 'book', amount: body.amount ?? null }, command),
    }),
    defineRoute({
      ...end('reject', 'Reject a pending transaction', 'It stays in the list and is never booked.', 'sandbox_posting_not_pending'),
      handle: ({ params, command }) => deps.end.execute({ id: params.id, how: 'reject', amount: null }, command),
    }),
    defineRoute({
      ...end(
        'reverse',
        'Reverse a booked transaction',
        'Answers with the new transaction that takes it back.',
        'sandbox_posting_not_reversible',
      ),
      handle: ({ params, command }) => deps.end.execute({ id: params.id, how: 'reverse', amount: null }, command),
    }),
  ]
}

/** What the commands answer with. */
export const presented = {
  customer: (accounts: readonly Parameters<typeof accountJson>[0][]) => ({
    status: 201,
    body: {
      object: 'sandbox_customer',
      holder: accounts[0] === undefined ? null : formatId('hld', accounts[0].holderId),
      data_set: accounts[0]?.dataSet ?? null,
      accounts: accounts.map(accountJson),
    },
  }),
  account: (account: Parameters<typeof accountJson>[0]) => ({ status: 200, body: accountJson(account) }),
  posted: (transaction: Parameters<typeof storedJson>[0]) => ({ status: 201, body: storedJson(transaction) }),
  ended: (transaction: Parameters<typeof storedJson>[0]) => ({ status: 200, body: storedJson(transaction) }),
}
