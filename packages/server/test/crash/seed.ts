/** What there is before the first crash: shops with agreements and webhooks, and people with money, cards and mandates. */
import { randomUUID } from 'node:crypto'
import { compose } from '../../src/app/compose.ts'
import { OPERATOR_SCOPES } from '../../src/domains/identity/identity.ts'
import { formatId } from '../../src/kernel/ids.ts'
import type { Clock } from '../../src/kernel/time.ts'
import { loadConfig } from '../../src/platform/config.ts'
import { createLogger, createMetrics } from '../../src/platform/telemetry.ts'
import type { Json } from './client.ts'
import { agreeOrders } from './orders.ts'

export type Shop = { readonly id: string; readonly secret: string }
export type Person = {
  readonly holder: string
  /** By shop: the mandates for the wallet's balance and for the bank card. */
  readonly mandates: ReadonlyMap<string, { readonly wallet: string; readonly card: string }>
  /** To a third party that orders payments; `cns_…`. */
  readonly consent: string
}
export type Seed = { readonly shops: readonly Shop[]; readonly people: readonly Person[]; readonly balance: number }

const SHOPS = 3
const PEOPLE = 12
const BALANCE = 500_000
const OWN_FUNDS = 100_000_000
const CARD = '6222020000000000018'
const SMS_CODE = '123456'
const NAME = { en: 'Lin Xiao', zh: '林晓' }

const CLAUSES = [
  { number: '3.1', kind: 'payment_fee', method: 'wallet_balance', basis_points: 38, min: 1 },
  { number: '3.2', kind: 'payment_fee', method: 'bank_card', basis_points: 60, min: 1 },
  { number: '4.1', kind: 'refund_fee', method: 'any', policy: 'returned_proportionally' },
]

export type SeedOptions = {
  readonly connectionString: string
  readonly house: { readonly url: string; readonly secret: string }
  readonly clock: Clock
  readonly webhookUrl: string
}

type Call = (secret: string, method: 'GET' | 'POST', path: string, body?: Json) => Promise<Json>

export async function seed(options: SeedOptions): Promise<Seed> {
  const app = compose({
    config: loadConfig({ PORT: '0', RATE_LIMIT: '0', RATE_LIMIT_PUBLIC: '0' }, []),
    connectionString: options.connectionString,
    clock: options.clock,
    logger: createLogger({ level: 'error', destination: process.stderr }),
    metrics: createMetrics({ processMetrics: false }),
    masterKey: Buffer.alloc(32, 7),
    clearing: options.house,
    pagesFolder: 'packages/web/dist',
  })
  const url = await app.start()
  const call: Call = async (secret, method, path, body) => {
    const response = await fetch(url + path, {
      method,
      headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
    })
    const answer = (await response.json()) as Json
    if (!response.ok) throw new Error(`seeding failed at ${path}: ${JSON.stringify(answer)}`)
    return answer
  }
  const operator = await app.db.transaction(async tx => {
    const operatorId = app.identity.createOperator(tx, { en: 'Crash test', zh: '崩溃测试' })
    return app.identity.createApiKey(tx, {
      owner: { kind: 'operator', operatorId },
      name: 'test',
      scopes: OPERATOR_SCOPES,
      expiresAt: null,
    }).secret
  })
  await fundInstitution(call, operator)
  const shops = await Promise.all(Array.from({ length: SHOPS }, () => makeShop(call, operator, options.webhookUrl)))
  const hash = await app.identity.hashPassword('crash test')
  if (!hash.ok) throw new Error('no password hash')
  const passwordHash = hash.value
  const made = await app.db.transaction(tx =>
    app.wallets.createHolders(
      tx,
      Array.from({ length: PEOPLE }, (_, index) => ({
        name: NAME,
        phone: phoneOf(index),
        idNumber: idNumberOf(index),
        class: 'III' as const,
        passwordHash,
      })),
    ),
  )
  const people = await Promise.all(
    made.map(async (outcome, index) => {
      if (!outcome.ok) throw new Error(`no holder: ${outcome.error.code}`)
      const { id } = outcome.value
      const token = await app.db.transaction(async tx => app.identity.createSession(tx, id).token)
      const person = await makePerson(call, token, formatId('hld', id), index, shops)
      return { ...person, consent: await agreeOrders(app, id) }
    }),
  )
  await app.stop()
  return { shops, people, balance: BALANCE }
}

async function fundInstitution(call: Call, operator: string): Promise<void> {
  const { data } = (await call(operator, 'GET', '/v1/ledger/accounts?limit=100')) as { data: { id: string; code: string }[] }
  const idOf = (code: string): string => data.find(account => account.code === code)?.id ?? ''
  await call(operator, 'POST', '/v1/ledger/transfers', {
    transfers: [{ kind: 'posted', debit_account: idOf('own_cash'), credit_account: idOf('capital'), amount: OWN_FUNDS }],
    reference: 'crash test',
    reason: 'paid-in capital',
  })
}

async function makeShop(call: Call, operator: string, webhookUrl: string): Promise<Shop> {
  const merchant = await call(operator, 'POST', '/v1/merchants', {
    name: { en: 'Pine Teahouse', zh: '松间茶舍' },
    settlement_cycle: 'D1',
    bank_account: { holder_name: '松间茶舍有限公司', bank_code: 'ICBC', number: '1202022109900012345' },
    refund_advance_limit: OWN_FUNDS,
  })
  const id = String(merchant.id)
  const agreement = await call(operator, 'POST', '/v1/agreements', { merchant: id, title: 'Merchant agreement', clauses: CLAUSES })
  await call(operator, 'POST', `/v1/agreements/${String(agreement.id)}/versions/1/activate`)
  const scopes = ['payments:read', 'payments:write', 'refunds:write', 'webhooks:read', 'webhooks:write', 'balance:read']
  const key = await call(operator, 'POST', `/v1/merchants/${id}/api_keys`, { name: 'test', scopes })
  const secret = String(key.secret)
  await call(secret, 'POST', '/v1/webhook_endpoints', { url: webhookUrl, enabled_events: ['*'] })
  return { id, secret }
}

async function makePerson(
  call: Call,
  token: string,
  holder: string,
  index: number,
  shops: readonly Shop[],
): Promise<Omit<Person, 'consent'>> {
  const card = await call(token, 'POST', '/v1/wallet/cards', {
    name: NAME.zh,
    id_number: idNumberOf(index),
    card_number: CARD,
    phone: phoneOf(index),
  })
  await call(token, 'POST', `/v1/wallet/cards/${String(card.id)}/verify`, { code: SMS_CODE })
  const topup = await call(token, 'POST', '/v1/wallet/topups', { amount: BALANCE, currency: 'CNY', card: card.id })
  while ((await call(token, 'GET', `/v1/wallet/topups/${String(topup.id)}`)).status !== 'succeeded') {
    await new Promise(resolve => setTimeout(resolve, 25))
  }
  const mandates = new Map<string, { wallet: string; card: string }>()
  for (const shop of shops) {
    const give = async (method: Json): Promise<string> => {
      const mandate = await call(token, 'POST', '/v1/wallet/mandates', {
        merchant: shop.id,
        payment_method: method,
        limit_per_payment: { amount: 10_000, currency: 'CNY' },
      })
      return String(mandate.id)
    }
    mandates.set(shop.id, { wallet: await give({ type: 'wallet_balance' }), card: await give({ type: 'bank_card', card: card.id }) })
  }
  return { holder, mandates }
}

const phoneOf = (index: number): string => `1390000${String(index).padStart(4, '0')}`

/** Of the right form, check character included (GB 11643). */
function idNumberOf(index: number): string {
  const body = `11010119900101${String(index).padStart(3, '0')}`
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, at) => total + weight * Number(body[at]), 0)
  return body + '10X98765432'[sum % 11]
}
