/**
 * The demo institution: a shop, two people, an operator and a price list, all made through the server's own API, and one real
 * payment to look at. It runs in test mode only and never touches the database behind the API's back, but for the very first
 * operator, whom nobody else could let in.
 */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { OPERATOR_SCOPES } from '../domains/identity/identity.ts'
import { ok, refuse } from '../kernel/outcome.ts'
import { defineRoute, type Route } from '../platform/http/route.ts'
import type { App } from './compose.ts'
import { createDemoClient, type DemoClient } from './demo-client.ts'

export type DemoConsumer = {
  readonly holder: string
  readonly name: string
  readonly class: string
  readonly phone: string
  readonly password: string
  readonly card: string
}

/** What `.feiqian/demo.json` holds: credentials of the demo, for people, the CLI and tests. */
export type Demo = {
  readonly base_url: string
  readonly operator: { readonly secret_key: string }
  readonly merchant: { readonly id: string; readonly name: string; readonly secret_key: string }
  readonly consumers: readonly DemoConsumer[]
}

/** Amounts in fen; the shop's page shows the same. */
const PRODUCTS = {
  longjing: { amount: 28_800, description: '西湖龙井 · Longjing tea' },
  puer: { amount: 16_800, description: '普洱茶饼 · Pu-erh tea cake' },
  gaiwan: { amount: 9_600, description: '盖碗 · Gaiwan' },
  zisha: { amount: 688_000, description: '紫砂壶 · Zisha teapot' },
} as const

const CLAUSES = [
  { number: '3.1', kind: 'payment_fee', method: 'wallet_balance', basis_points: 38, min: 1 },
  { number: '3.2', kind: 'payment_fee', method: 'bank_card', basis_points: 60, min: 1 },
  { number: '4.1', kind: 'refund_fee', method: 'any', policy: 'returned_proportionally' },
] as const

/** Everybody is invented; the id numbers are of the form only. */
const PEOPLE = [
  {
    name: { en: 'Lin Xiao', zh: '林晓' },
    phone: '13800000001',
    id_number: '110101199003070011',
    class: 'III',
    card: '6222020000000000018',
    top_up: 500_000,
  },
  {
    name: { en: 'Chen Mo', zh: '陈默' },
    phone: '13800000002',
    id_number: '110101199505150028',
    class: 'I',
    card: '6228480000000000026',
    top_up: 20_000,
  },
] as const

const PASSWORD = 'feiqian-demo'
const SMS_CODE = '123456'
const OWN_FUNDS = 100_000_000
const SETTLES_TRIES_MAX = 100

const pathOf = (dataDir: string): string => join(dataDir, 'demo.json')

/** The demo that an earlier start left behind, if its keys still open this server. */
export async function readDemo(dataDir: string, baseUrl: string): Promise<Demo | null> {
  if (!existsSync(pathOf(dataDir))) return null
  try {
    const demo = { ...(JSON.parse(await readFile(pathOf(dataDir), 'utf8')) as Demo), base_url: baseUrl }
    await createDemoClient(baseUrl, demo.merchant.secret_key).call('GET', '/v1/merchant')
    return demo
  } catch {
    return null
  }
}

export async function writeDemo(dataDir: string, demo: Demo): Promise<void> {
  const draft = `${pathOf(dataDir)}.${process.pid}`
  await writeFile(draft, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 })
  await rename(draft, pathOf(dataDir))
}

/** Makes the demo institution. `say` tells people how far it has come. */
export async function seedDemo(app: App, baseUrl: string, say: (line: string) => void): Promise<Demo> {
  const operatorKey = await firstOperator(app)
  const operator = createDemoClient(baseUrl, operatorKey)
  const merchant = await seedMerchant(operator)
  say('商户与协议 · merchant 松间茶舍 Pine Teahouse, agreement in force')
  const consumers: DemoConsumer[] = []
  for (const person of PEOPLE) consumers.push(await seedPerson(baseUrl, operator, person))
  say('消费者 · consumers 林晓 Lin Xiao (III), 陈默 Chen Mo (I): cards bound, wallets topped up through the clearing house')
  return { base_url: baseUrl, operator: { secret_key: operatorKey }, merchant, consumers }
}

/** The first operator has to come from inside; so do the institution's own funds. */
async function firstOperator(app: App): Promise<string> {
  return app.db.transaction(async tx => {
    const operatorId = app.identity.createOperator(tx, { en: 'Demo operator', zh: '演示运营' })
    return app.identity.createApiKey(tx, {
      owner: { kind: 'operator', operatorId },
      name: 'demo',
      scopes: OPERATOR_SCOPES,
      expiresAt: null,
    }).secret
  })
}

async function seedMerchant(operator: DemoClient): Promise<Demo['merchant']> {
  const accounts = (await operator.call('GET', '/v1/ledger/accounts?limit=100')) as { data: { id: string; code: string }[] }
  const idOf = (code: string): string => accounts.data.find(account => account.code === code)?.id ?? ''
  await operator.call(
    'POST',
    '/v1/ledger/transfers',
    {
      transfers: [{ kind: 'posted', debit_account: idOf('own_cash'), credit_account: idOf('capital'), amount: OWN_FUNDS }],
      reference: 'demo',
      reason: 'paid-in capital of the demo institution',
    },
    randomUUID(),
  )
  const created = await operator.call('POST', '/v1/merchants', {
    name: { en: 'Pine Teahouse', zh: '松间茶舍' },
    settlement_cycle: 'D1',
    bank_account: { holder_name: '松间茶舍（杭州）有限公司', bank_code: 'ICBC', number: '1202022109900012345' },
    refund_advance_limit: 100_000,
  })
  const id = String(created.id)
  const agreement = await operator.call('POST', '/v1/agreements', {
    merchant: id,
    title: '特约商户协议 Merchant agreement',
    clauses: CLAUSES,
  })
  await operator.call('POST', `/v1/agreements/${String(agreement.id)}/versions/1/activate`, {})
  const key = await operator.call('POST', `/v1/merchants/${id}/api_keys`, {
    name: 'demo shop',
    scopes: ['payments:read', 'payments:write', 'refunds:write', 'webhooks:read', 'webhooks:write', 'balance:read'],
  })
  return { id, name: '松间茶舍 Pine Teahouse', secret_key: String(key.secret) }
}

async function seedPerson(baseUrl: string, operator: DemoClient, person: (typeof PEOPLE)[number]): Promise<DemoConsumer> {
  const holder = await operator.call('POST', '/v1/holders', {
    name: person.name,
    phone: person.phone,
    id_number: person.id_number,
    class: person.class,
    password: PASSWORD,
  })
  const wallet = await signIn(baseUrl, person.phone, PASSWORD)
  const card = await wallet.call('POST', '/v1/wallet/cards', {
    name: person.name.zh,
    id_number: person.id_number,
    card_number: person.card,
    phone: person.phone,
  })
  await wallet.call('POST', `/v1/wallet/cards/${String(card.id)}/verify`, { code: SMS_CODE })
  const topup = await wallet.call('POST', '/v1/wallet/topups', { amount: person.top_up, currency: 'CNY', card: card.id }, randomUUID())
  await settled(wallet, `/v1/wallet/topups/${String(topup.id)}`)
  return {
    holder: String(holder.id),
    name: `${person.name.zh} ${person.name.en}`,
    class: person.class,
    phone: person.phone,
    password: PASSWORD,
    card: String(card.id),
  }
}

async function signIn(baseUrl: string, phone: string, password: string): Promise<DemoClient> {
  const session = await createDemoClient(baseUrl, null).call('POST', '/v1/wallet/sessions', { phone, password })
  return createDemoClient(baseUrl, String(session.token))
}

/** Banks answer later: looks until the movement has ended. */
async function settled(wallet: DemoClient, path: string): Promise<void> {
  for (let attempt = 0; attempt < SETTLES_TRIES_MAX; attempt++) {
    const { status } = await wallet.call('GET', path)
    if (status === 'succeeded') return
    if (status === 'failed') throw new Error(`${path} failed`)
    await wait(50)
  }
  throw new Error(`${path} did not end in time`)
}

export type Receipt = {
  readonly payment: {
    readonly id: string
    readonly amount: number
    readonly fee: { readonly amount: number } | null
    readonly checkout_url: string
  }
  readonly entries: readonly {
    readonly debit: { readonly zh: string; readonly en: string; readonly balance_after: number | null }
    readonly credit: { readonly zh: string; readonly en: string; readonly balance_after: number | null }
    readonly amount: number
    readonly reason: { readonly kind: string; readonly clause: string | null; readonly arithmetic: string | null }
  }[]
}

export type Tour = {
  readonly receipt: Receipt
  readonly wallet: { readonly before: number; readonly after: number }
  readonly merchant: { readonly before: number; readonly after: number }
  readonly reserve: Record<string, unknown>
}

/** One real payment, as the shop and the payer would make it: created by the shop, confirmed in the wallet. */
export async function payOnce(demo: Demo): Promise<Tour> {
  const [payer] = demo.consumers
  if (payer === undefined) throw new Error('the demo has consumers')
  const shop = createDemoClient(demo.base_url, demo.merchant.secret_key)
  const operator = createDemoClient(demo.base_url, demo.operator.secret_key)
  const wallet = await signIn(demo.base_url, payer.phone, payer.password)
  const balances = async () => {
    const [me, balance] = await Promise.all([wallet.call('GET', '/v1/wallet/me'), shop.call('GET', '/v1/balance')])
    return { wallet: (me.balance as { available: number }).available, merchant: Number(balance.settled) }
  }
  const before = await balances()
  const payment = await shop.call(
    'POST',
    '/v1/payments',
    { amount: 1_990, currency: 'CNY', order_reference: `tour-${Date.now()}`, description: '一壶龙井 · a pot of Longjing' },
    randomUUID(),
  )
  await wallet.call(
    'POST',
    `/v1/wallet/payments/${String(payment.client_token)}/confirm`,
    { payment_method: { type: 'wallet_balance' } },
    randomUUID(),
  )
  const receipt = (await shop.call('GET', `/v1/payments/${String(payment.id)}/receipt`)) as unknown as Receipt
  const after = await balances()
  await wallet.call('DELETE', '/v1/wallet/sessions/current')
  return {
    receipt,
    wallet: { before: before.wallet, after: after.wallet },
    merchant: { before: before.merchant, after: after.merchant },
    reserve: await operator.call('GET', '/v1/ledger/reserve'),
  }
}

/** The demo shop's own backend: creates payments with the shop's key, through the API. */
export function demoRoutes(demo: () => Demo | null): Route[] {
  const common = { tag: 'demo', access: 'public', hidden: true, refusals: [], response: { status: 200, schema: null } } as const
  const shop = (): { client: DemoClient; baseUrl: string } | null => {
    const current = demo()
    return current === null ? null : { client: createDemoClient(current.base_url, current.merchant.secret_key), baseUrl: current.base_url }
  }
  return [
    defineRoute({
      ...common,
      method: 'POST',
      path: '/demo/shop/orders',
      operationId: 'demo.order',
      summary: 'Buy something in the demo shop',
      body: z.strictObject({ product: z.enum(['longjing', 'puer', 'gaiwan', 'zisha']) }),
      async handle({ body, header, baseUrl }) {
        const open = shop()
        if (open === null) return refuse('not_ready')
        const product = PRODUCTS[body.product]
        const order = `tea-${Date.now().toString(36)}`
        const payment = await open.client.call(
          'POST',
          '/v1/payments',
          {
            amount: product.amount,
            currency: 'CNY',
            order_reference: order,
            description: product.description,
            return_url: `${baseUrl}/shop?order=${order}`,
            metadata: { product: body.product },
          },
          header('idempotency-key') ?? randomUUID(),
        )
        return ok({ order_reference: order, checkout_url: `${baseUrl}/checkout/${String(payment.client_token)}` })
      },
    }),
    defineRoute({
      ...common,
      method: 'GET',
      path: '/demo/shop/orders/:reference',
      operationId: 'demo.read_order',
      summary: "An order's state",
      params: z.strictObject({ reference: z.string().max(64) }),
      async handle({ params, baseUrl }) {
        const open = shop()
        if (open === null) return refuse('not_ready')
        const found = (await open.client.call('GET', `/v1/payments?limit=1&order_reference=${encodeURIComponent(params.reference)}`)) as {
          data: Record<string, unknown>[]
        }
        const [payment] = found.data
        if (payment === undefined) return refuse('payment_not_found', 'reference')
        return ok({
          order_reference: params.reference,
          product: (payment.metadata as { product?: string }).product ?? '',
          status: payment.status,
          payment: payment.id,
          amount: payment.amount,
          currency: payment.currency,
          checkout_url: `${baseUrl}/checkout/${String(payment.client_token)}`,
          succeeded_at: payment.succeeded_at,
        })
      },
    }),
  ]
}
