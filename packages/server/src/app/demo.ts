/**
 * The demo institution: a shop, two people, an operator and a price list, all made through the server's own API, and one real
 * payment to look at. It runs in test mode only and never touches the database behind the API's back, but for the very first
 * operator, whom nobody else could let in.
 */
import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { OPERATOR_SCOPES } from '../domains/identity/identity.ts'
import { ok, refuse } from '../kernel/outcome.ts'
import { defineRoute, type Route } from '../platform/http/route.ts'
import type { App } from './compose.ts'
import { createDemoClient, type DemoClient, DemoError } from './demo-client.ts'

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
  { number: '3.3', kind: 'payment_fee', method: 'wechat_pay', basis_points: 60, min: 1 },
  { number: '3.4', kind: 'payment_fee', method: 'alipay', basis_points: 60, min: 1 },
  { number: '3.5', kind: 'payment_fee', method: 'bank_gateway', basis_points: 25, min: 10 },
  { number: '3.6', kind: 'payment_fee', method: 'open_banking', basis_points: 20, min: 10 },
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
    bank: 'cn',
  },
  {
    name: { en: 'Chen Mo', zh: '陈默' },
    phone: '13800000002',
    id_number: '110101199505150028',
    class: 'I',
    card: '6228480000000000026',
    top_up: 20_000,
    bank: 'uk',
  },
] as const

const SHOP = {
  name: { en: 'Pine Teahouse', zh: '松间茶舍' },
  settlement_cycle: 'D1',
  bank_account: { holder_name: '松间茶舍（杭州）有限公司', bank_code: 'ICBC', number: '1202022109900012345' },
  refund_advance_limit: 100_000,
} as const

/** The shop's numbers at the simulated channels, which know them from the start. */
const CHANNELS = { wechat_pay: '1900000011', alipay: '2088600000000011' } as const

const PASSWORD = 'feiqian-demo'
const SMS_CODE = '123456'
const OWN_FUNDS = 100_000_000
/** 50 ms apart. A result that was lost with a killed server is asked for within a minute. */
const SETTLES_TRIES_MAX = 2_000
const TOPUP_TRIES_MAX = 2

type Found = Record<string, unknown>

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

/** Makes the demo institution, or what an interrupted start has left unmade of it. `say` tells people how far it has come. */
export async function seedDemo(app: App, baseUrl: string, say: (line: string) => void): Promise<Demo> {
  const operatorKey = await firstOperator(app)
  const operator = createDemoClient(baseUrl, operatorKey)
  const merchant = await seedMerchant(operator)
  say('商户与协议 · merchant 松间茶舍 Pine Teahouse, agreement in force')
  const consumers: DemoConsumer[] = []
  for (const person of PEOPLE) consumers.push(await seedPerson(baseUrl, operator, person))
  say('消费者 · consumers 林晓 Lin Xiao (III), 陈默 Chen Mo (I): cards bound, wallets topped up through the clearing house')
  say('沙箱银行 · sandbox bank: accounts of 林晓 in CNY and of 陈默 in GBP, two years of transactions; /sandbox/bank')
  return { base_url: baseUrl, operator: { secret_key: operatorKey }, merchant, consumers }
}

/** The first operator has to come from inside; so do the institution's own funds. */
async function firstOperator(app: App): Promise<string> {
  return app.db.transaction(async tx => {
    const operatorId = app.identity.createOperator(tx, { en: 'Demo operator', zh: '演示运营' }, ['administrator'])
    return app.identity.createApiKey(tx, {
      owner: { kind: 'operator', operatorId },
      name: 'demo',
      scopes: OPERATOR_SCOPES,
      expiresAt: null,
    }).secret
  })
}

/** The first of a list that fits, among the latest hundred. */
async function find(operator: DemoClient, path: string, fits: (found: Found) => boolean): Promise<Found | undefined> {
  const { data } = (await operator.call('GET', path)) as { data: Found[] }
  return data.find(fits)
}

async function seedMerchant(operator: DemoClient): Promise<Demo['merchant']> {
  await seedCapital(operator)
  const merchant =
    (await find(operator, '/v1/merchants?limit=100', found => (found.name as { en?: string }).en === SHOP.name.en)) ??
    (await operator.call('POST', '/v1/merchants', SHOP))
  const id = String(merchant.id)
  const agreement =
    (await find(operator, `/v1/agreements?limit=100&merchant=${id}`, () => true)) ??
    (await operator.call('POST', '/v1/agreements', { merchant: id, title: '特约商户协议 Merchant agreement', clauses: CLAUSES }))
  const [version] = agreement.versions as { status: string }[]
  if (version?.status === 'draft') await operator.call('POST', `/v1/agreements/${String(agreement.id)}/versions/1/activate`, {})
  for (const [channel, number] of Object.entries(CHANNELS))
    await operator.call('POST', `/v1/merchants/${id}/channels/${channel}`, { sub_merchant: number })
  const key = await operator.call('POST', `/v1/merchants/${id}/api_keys`, {
    name: 'demo shop',
    scopes: ['payments:read', 'payments:write', 'refunds:write', 'webhooks:read', 'webhooks:write', 'balance:read'],
  })
  return { id, name: `${SHOP.name.zh} ${SHOP.name.en}`, secret_key: String(key.secret) }
}

async function seedCapital(operator: DemoClient): Promise<void> {
  if ((await find(operator, '/v1/ledger/transfers?limit=1&reference=demo', () => true)) !== undefined) return
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
}

async function seedPerson(baseUrl: string, operator: DemoClient, person: (typeof PEOPLE)[number]): Promise<DemoConsumer> {
  await operator
    .call('POST', '/v1/holders', {
      name: person.name,
      phone: person.phone,
      id_number: person.id_number,
      class: person.class,
      password: PASSWORD,
    })
    .catch((error: unknown) => {
      // Opened by a start that was interrupted.
      if (!(error instanceof DemoError && (error.code === 'holder_exists' || error.code === 'phone_taken'))) throw error
    })
  const wallet = await signIn(baseUrl, person.phone, PASSWORD)
  const holder = await wallet.call('GET', '/v1/wallet/me')
  // The sandbox bank makes two years of transactions while the clearing house works on the top-up.
  const [card] = await Promise.all([seedCard(wallet, person), seedBank(baseUrl, String(holder.id), person.bank)])
  return {
    holder: String(holder.id),
    name: `${person.name.zh} ${person.name.en}`,
    class: person.class,
    phone: person.phone,
    password: PASSWORD,
    card,
  }
}

/** Binds the card and tops the wallet up from it. A card that the clearing house has forgotten (both were killed at once) is bound anew. */
async function seedCard(wallet: DemoClient, person: (typeof PEOPLE)[number]): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const { data } = (await wallet.call('GET', '/v1/wallet/cards')) as { data: Found[] }
    const card = data[0]?.id === undefined ? await bindCard(wallet, person) : String(data[0].id)
    // The key is the card's own: a start that goes on after an interrupted one finds the same top-up.
    const topup = await wallet.call('POST', '/v1/wallet/topups', { amount: person.top_up, currency: 'CNY', card }, `demo-topup-${card}`)
    if (await succeeds(wallet, `/v1/wallet/topups/${String(topup.id)}`)) return card
    if (attempt === TOPUP_TRIES_MAX) throw new Error(`the demo wallet of ${person.name.en} could not be topped up`)
    await wallet.call('DELETE', `/v1/wallet/cards/${card}`)
  }
}

/** Invented accounts at the sandbox bank, for open banking to show. */
async function seedBank(baseUrl: string, holder: string, dataSet: 'cn' | 'uk'): Promise<void> {
  const made = createDemoClient(baseUrl, null).call('POST', '/v1/sandbox/bank/customers', { holder, data_set: dataSet, seed: 'demo' })
  await made.catch((error: unknown) => {
    // Made by a start that was interrupted.
    if (!(error instanceof DemoError && error.code === 'sandbox_customer_exists')) throw error
  })
}

async function bindCard(wallet: DemoClient, person: (typeof PEOPLE)[number]): Promise<string> {
  const card = await wallet.call('POST', '/v1/wallet/cards', {
    name: person.name.zh,
    id_number: person.id_number,
    card_number: person.card,
    phone: person.phone,
  })
  await wallet.call('POST', `/v1/wallet/cards/${String(card.id)}/verify`, { code: SMS_CODE })
  return String(card.id)
}

async function signIn(baseUrl: string, phone: string, password: string): Promise<DemoClient> {
  const session = await createDemoClient(baseUrl, null).call('POST', '/v1/wallet/sessions', { phone, password })
  return createDemoClient(baseUrl, String(session.token))
}

/** Banks answer later: looks until the movement has ended, and tells whether it succeeded. */
async function succeeds(wallet: DemoClient, path: string): Promise<boolean> {
  for (let attempt = 0; attempt < SETTLES_TRIES_MAX; attempt++) {
    const { status } = await wallet.call('GET', path)
    if (status === 'succeeded') return true
    if (status === 'failed') return false
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
        const key = header('idempotency-key') ?? randomUUID()
        // The order follows from the key, so that a repeated request asks for the same payment.
        const order = `tea-${createHash('sha256').update(key).digest('hex').slice(0, 12)}`
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
          key,
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
