/**
 * The whole server on a test file's database, composed as in production, with a simulated clearing house in the same process:
 * real sockets, real signatures, a clock that tests can move, and every answer held to what its route declares. What was
 * exercised is noted for the coverage of operations and codes.
 */
import { randomBytes } from 'node:crypto'
import { createClearingHouse, type RunningClearingHouse } from '@feiqian/sandbox/clearing-house'
import { afterAll, beforeAll } from 'vitest'
import { type App, type AppOptions, compose, HOUSE } from '../../src/app/compose.ts'
import { OPERATOR_SCOPES } from '../../src/domains/identity/identity.ts'
import { type Id, parseId } from '../../src/kernel/ids.ts'
import { type Clock, createMovableClock } from '../../src/kernel/time.ts'
import { loadConfig } from '../../src/platform/config.ts'
import { createLogger, createMetrics } from '../../src/platform/telemetry.ts'
import { type Answer, type Caller, callerOf, type Json } from './callers.ts'
import type { TestDatabase } from './database.ts'
import { noteExercised } from './exercised.ts'

export { type Answer, type Caller, type CallOptions, callerOf, type Json } from './callers.ts'

export type Shop = {
  readonly id: string
  readonly uuid: Id<'mer'>
  readonly secret: string
  readonly agreement: string
  readonly call: Caller
}
export type Person = {
  readonly holder: string
  readonly uuid: Id<'hld'>
  readonly phone: string
  readonly password: string
  readonly token: string
  readonly call: Caller
}

export type ShopOptions = {
  readonly settlementCycle?: 'T0' | 'T1' | 'D1'
  readonly advanceLimit?: number
  readonly refundAdvanceLimit?: number
  readonly clauses?: readonly unknown[]
}
export type PersonOptions = { readonly class?: 'I' | 'II' | 'III'; readonly balance?: number }

export type TestApp = {
  readonly app: App
  readonly url: string
  readonly house: RunningClearingHouse
  /** What every node of this institution shares: see node.ts. */
  readonly shared: { readonly masterKey: Buffer; readonly clearing: { readonly url: string; readonly secret: string } }
  readonly clock: ReturnType<typeof createMovableClock>
  readonly operator: Caller
  readonly operatorKey: string
  readonly nobody: Caller
  /** Errors that were logged: a test that expects one empties it. */
  readonly defects: string[]
  as(secret: string): Caller
  /** A merchant with an agreement in force (38 bp wallet, 60 bp card, fees returned) and a key with every scope. */
  shop(options?: ShopOptions): Promise<Shop>
  /** A wallet holder, signed in; the balance comes from a manual entry on the clearing receivable, as a settled top-up would. */
  person(options?: PersonOptions): Promise<Person>
  /** Binds a bank card at the house; returns `card_…`. */
  bindCard(person: Person, cardNumber?: string): Promise<string>
  /** A mandate of the person for the shop; returns `mdt_…`. */
  mandate(person: Person, shop: Shop, method?: Json, limit?: number): Promise<string>
  /** Looks until the condition holds; fails after fifteen seconds. */
  until<T>(what: string, look: () => Promise<T | null | undefined | false>): Promise<T>
  /** Paid-in capital, so that own funds can advance. */
  fundInstitution(amount: number): Promise<void>
}

export const CARD_OK = '6222020000000000018'
export const CARD_OTHER = '6228480000000000026'
export const CARD_WITHOUT_MONEY = '6217000000000000517'
export const SMS_CODE = '123456'

const CLAUSES = [
  { number: '3.1', kind: 'payment_fee', method: 'wallet_balance', basis_points: 38, min: 1 },
  { number: '3.2', kind: 'payment_fee', method: 'bank_card', basis_points: 60, min: 1 },
  { number: '4.1', kind: 'refund_fee', method: 'any', policy: 'returned_proportionally' },
]

/** The body of a success; anything else fails the test with what the server said. */
export async function must(answering: Promise<Answer>): Promise<Json> {
  const { status, body } = await answering
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}

let serial = 0
const nextNumber = (): number => {
  serial += 1
  return Number(`${process.pid % 1000}${String(serial).padStart(5, '0')}`)
}

function idNumber(serialNumber: number): string {
  const body = `11010119900101${String(serialNumber % 1000).padStart(3, '0')}`
  const unique = `${String(100_000 + (serialNumber % 900_000))}${body.slice(6)}`
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, at) => total + weight * Number(unique[at]), 0)
  return unique + '10X98765432'[sum % 11]
}

/** The number of the person's identity card, which their bank knows too. */
export const idNumberOf = (person: Person): string => idNumber(Number(person.phone.slice(3)))

/** What plays the outside world: a clearing house, and what else the server is connected to before it starts. */
export type Outside = {
  readonly house: RunningClearingHouse
  readonly clearing: { readonly url: string; readonly secret: string }
  connect(app: App): Promise<void>
  close(): Promise<void>
}

async function houseAlone(clock: Clock): Promise<Outside> {
  const secret = randomBytes(24).toString('hex')
  const house = await createClearingHouse({
    institutions: [{ id: 'inst_demo', secret }],
    // Balances that tests give to people come from nowhere; the reserve bank must be able to pay them out.
    opening: { reserve: 1_000_000_000n, own: 1_000_000_000n },
    clock,
  })
  return { house, clearing: { url: house.url, secret }, connect: async () => {}, close: () => house.close() }
}

export type UseApp = Pick<AppOptions, 'extraRoutes' | 'rails' | 'channels' | 'bills'> & {
  /** A simulated house alone unless said. */
  readonly outside?: (clock: Clock) => Promise<Outside>
}

/** Call after `useDatabase`; usable while tests run. `extraRoutes` are served beside the API, as the demo's are; `rails` and `channels` are connected beside what is outside. */
export function useApp(
  database: TestDatabase,
  env: Readonly<Record<string, string>> = {},
  { extraRoutes, rails, channels, bills, outside: begin = houseAlone }: UseApp = {},
): TestApp {
  const world = {} as { -readonly [K in keyof TestApp]: TestApp[K] }
  const stops: (() => Promise<unknown>)[] = []

  beforeAll(async () => {
    const clock = createMovableClock()
    const outside = await begin(clock)
    stops.push(() => outside.close())
    const defects: string[] = []
    const shared = { masterKey: randomBytes(32), clearing: outside.clearing }
    const app = compose({
      config: loadConfig(
        { PORT: '0', RATE_LIMIT: '0', RATE_LIMIT_PUBLIC: '0', RATE_LIMIT_SIGN_IN: '0', RATE_LIMIT_OPEN_BANKING: '0', ...env },
        [],
      ),
      connectionString: database.connectionString,
      clock,
      logger: createLogger({ level: 'error', destination: { write: (line: string) => void defects.push(line) } }),
      metrics: createMetrics({ processMetrics: false }),
      ...shared,
      pagesFolder: 'packages/web/dist',
      ...(extraRoutes === undefined ? {} : { extraRoutes }),
      ...(rails === undefined ? {} : { rails }),
      ...(channels === undefined ? {} : { channels }),
      ...(bills === undefined ? {} : { bills }),
      http: { validateResponses: true, observe: noteExercised },
    })
    const url = await app.start()
    stops.unshift(() => app.stop())
    await outside.connect(app)
    const operatorKey = await app.db.transaction(async tx => {
      const operatorId = app.identity.createOperator(tx, { en: 'Operator', zh: '运营' }, ['administrator'])
      return app.identity.createApiKey(tx, {
        owner: { kind: 'operator', operatorId },
        name: 'test',
        scopes: OPERATOR_SCOPES,
        expiresAt: null,
      }).secret
    })
    const operator = callerOf(url, operatorKey)
    Object.assign(
      world,
      {
        app,
        url,
        house: outside.house,
        shared,
        clock,
        operator,
        operatorKey,
        nobody: callerOf(url, null),
        defects,
        as: (key: string) => callerOf(url, key),
      },
      makers(app, url, operator),
    )
  }, 60_000)

  afterAll(async () => {
    for (const stop of stops) await stop()
    if (world.defects !== undefined && world.defects.length > 0) throw new Error(`defects were logged:\n${world.defects.join('')}`)
  }, 60_000)

  return world
}

function makers(
  app: App,
  url: string,
  operator: Caller,
): Pick<TestApp, 'shop' | 'person' | 'bindCard' | 'mandate' | 'until' | 'fundInstitution'> {
  const entry = (debit: string, credit: string, amount: number): Promise<Json> =>
    must(
      operator('POST', '/v1/ledger/transfers', {
        body: {
          transfers: [{ kind: 'posted', debit_account: debit, credit_account: credit, amount }],
          reference: 'test',
          reason: 'made by a test',
        },
      }),
    )
  const accountOf = async (code: string, owner: string): Promise<string> => {
    const found = (await must(operator('GET', `/v1/ledger/accounts?code=${code}&owner=${owner}`))).data as { id: string }[]
    if (found[0] === undefined) throw new Error(`no account ${code} of ${owner}`)
    return found[0].id
  }
  return {
    async shop(options = {}) {
      const merchant = await must(
        operator('POST', '/v1/merchants', {
          body: {
            name: { en: 'Pine Teahouse', zh: '松间茶舍' },
            settlement_cycle: options.settlementCycle ?? 'D1',
            bank_account: { holder_name: '松间茶舍有限公司', bank_code: 'ICBC', number: '1202022109900012345' },
            advance_limit: options.advanceLimit ?? 0,
            refund_advance_limit: options.refundAdvanceLimit ?? 0,
          },
        }),
      )
      const id = String(merchant.id)
      const agreement = await must(
        operator('POST', '/v1/agreements', { body: { merchant: id, title: 'Merchant agreement', clauses: options.clauses ?? CLAUSES } }),
      )
      await must(operator('POST', `/v1/agreements/${String(agreement.id)}/versions/1/activate`))
      const key = await must(
        operator('POST', `/v1/merchants/${id}/api_keys`, {
          body: {
            name: 'test',
            scopes: [
              'payments:read',
              'payments:write',
              'refunds:write',
              'webhooks:read',
              'webhooks:write',
              'balance:read',
              'merchant:write',
            ],
          },
        }),
      )
      const secret = String(key.secret)
      return { id, uuid: parseId('mer', id) as Id<'mer'>, secret, agreement: String(agreement.id), call: callerOf(url, secret) }
    },
    async person(options = {}) {
      const number = nextNumber()
      const phone = `139${String(number % 100_000_000).padStart(8, '0')}`
      const password = 'correct horse'
      const holder = await must(
        operator('POST', '/v1/holders', {
          body: { name: { en: 'Lin Xiao', zh: '林晓' }, phone, id_number: idNumber(number), class: options.class ?? 'III', password },
        }),
      )
      const id = String(holder.id)
      const uuid = parseId('hld', id) as Id<'hld'>
      const token = await app.db.transaction(async tx => app.identity.createSession(tx, uuid).token)
      if (options.balance !== undefined && options.balance > 0) {
        await entry(await accountOf('clearing_receivable', HOUSE), await accountOf('wallet_balance', id), options.balance)
      }
      return { holder: id, uuid, phone, password, token, call: callerOf(url, token) }
    },
    async bindCard(person, cardNumber = CARD_OK) {
      const about = await must(operator('GET', `/v1/holders/${person.holder}`))
      const card = await must(
        person.call('POST', '/v1/wallet/cards', {
          body: {
            name: (about.name as { zh: string }).zh,
            id_number: idNumberOf(person),
            card_number: cardNumber,
            phone: person.phone,
          },
        }),
      )
      await must(person.call('POST', `/v1/wallet/cards/${String(card.id)}/verify`, { body: { code: SMS_CODE } }))
      return String(card.id)
    },
    async mandate(person, shop, method = { type: 'wallet_balance' }, limit = 10_000_000) {
      const mandate = await must(
        person.call('POST', '/v1/wallet/mandates', {
          body: { merchant: shop.id, payment_method: method, limit_per_payment: { amount: limit, currency: 'CNY' } },
        }),
      )
      return String(mandate.id)
    },
    async until(what, look) {
      const deadline = Date.now() + 15_000
      for (;;) {
        const found = await look()
        if (found !== null && found !== undefined && found !== false) return found
        if (Date.now() > deadline) throw new Error(`it did not happen within 15 s: ${what}`)
        await new Promise(resolve => setTimeout(resolve, 25))
      }
    },
    async fundInstitution(amount) {
      await entry(await accountOf('own_cash', 'institution'), await accountOf('capital', 'institution'), amount)
    },
  }
}
