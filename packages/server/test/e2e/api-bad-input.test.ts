/** Bad input, one by one: each has its own stable code and names what is wrong, and changes nothing. */
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Answer, CARD_OK, type Caller, type Json, must, useApp } from '../harness/app.ts'
import { contentsOf, settledContents } from '../harness/contents.ts'
import { useDatabase } from '../harness/database.ts'
import { text, usePayments } from '../harness/payments.ts'

const database = useDatabase()
const world = useApp(database)
const till = usePayments(world)

type At = Awaited<ReturnType<typeof till.till>>

/** What the requests speak of: one of each thing, mine and somebody else's. */
type Things = {
  readonly at: At
  readonly foreign: At
  readonly paid: string
  readonly authorised: string
  readonly voided: string
  readonly waiting: string
  readonly refunded: string
  readonly refund: string
  readonly frozen: At
  readonly card: string
  readonly foreignCard: string
  readonly endpoint: string
  readonly accounts: readonly [string, string]
  readonly closedDay: string
  readonly usedKey: string
}
let things: Things

beforeAll(async () => {
  const [at, foreign, frozen] = [await till.till(50_000), await till.till(50_000), await till.till(50_000)]
  const id = async (payment: Promise<Json>): Promise<string> => text((await payment).id)
  const [paid, refunded, authorised, voided, waiting] = [
    await id(till.pay(at, 1_000)),
    await id(till.pay(at, 1_000)),
    await id(till.pay(at, 1_000, { capture_method: 'manual' })),
    await id(till.pay(at, 1_000, { capture_method: 'manual' })),
    await id(till.create(at.shop, 1_000)),
  ]
  await must(at.shop.call('POST', `/v1/payments/${voided}/cancel`))
  const refund = await id(till.refund(at.shop, refunded))
  const card = await world.bindCard(at.person)
  const foreignCard = await world.bindCard(foreign.person)
  const endpoint = await id(
    must(at.shop.call('POST', '/v1/webhook_endpoints', { body: { url: 'http://127.0.0.1:9/hook', enabled_events: ['refund.failed'] } })),
  )
  await must(
    world.operator('POST', `/v1/holders/${frozen.person.holder}/orders`, {
      body: { kind: 'freeze', document: { authority: 'court', number: 'F-1', date: '2026-07-01' } },
    }),
  )
  const usedKey = randomUUID()
  const body = { amount: 100, currency: 'CNY', order_reference: 'used' }
  await must(at.shop.call('POST', '/v1/payments', { body, key: usedKey }))
  const accounts = [await till.accountOf('own_cash', 'institution'), await till.accountOf('capital', 'institution')] as const
  const { date: closedDay } = await till.endDay()
  await world.until('payouts are done', async () => {
    const { data } = await must(at.shop.call('GET', '/v1/payouts'))
    return (data as Json[]).every(payout => payout.status === 'paid')
  })
  await settledContents(database)
  things = {
    at,
    foreign,
    frozen,
    paid,
    authorised,
    voided,
    waiting,
    refunded,
    refund,
    card,
    foreignCard,
    endpoint,
    accounts,
    closedDay,
    usedKey,
  }
})

/** Asks, expects the code, and proves that nothing changed. */
async function refuses(code: string, ask: () => Promise<Answer>, more: Json = {}): Promise<void> {
  const before = await contentsOf(database)
  const answer = await ask()
  expect(answer.body).toMatchObject({ code, ...more })
  expect(answer.headers.get('content-type')).toContain('application/problem+json')
  expect(answer.body).toMatchObject({
    status: answer.status,
    title: expect.any(String),
    detail: expect.any(String),
    fix: expect.any(String),
    type: expect.stringContaining(`/errors/${code}`),
    request_id: answer.headers.get('X-Request-Id'),
  })
  expect(await contentsOf(database)).toEqual(before)
}

const payment = (changes: Json = {}): Json => ({ amount: 100, currency: 'CNY', order_reference: 'B-1', ...changes })
const createWith = (changes: Json) => () => things.at.shop.call('POST', '/v1/payments', { body: payment(changes) })
const document = { authority: 'court', number: 'N-1', date: '2026-07-01' }

/** Every request that carries an amount, with the amount left to say. */
const amounts: Readonly<Record<string, (amount: unknown) => Promise<Answer>>> = {
  createPayment: amount => createWith({ amount })(),
  capturePayment: amount => things.at.shop.call('POST', `/v1/payments/${things.authorised}/capture`, { body: { amount } }),
  createRefund: amount => things.at.shop.call('POST', '/v1/refunds', { body: { payment: things.paid, amount } }),
  createTopup: amount => things.at.person.call('POST', '/v1/wallet/topups', { body: { amount, currency: 'CNY', card: things.card } }),
  createWithdrawal: amount =>
    things.at.person.call('POST', '/v1/wallet/withdrawals', { body: { amount, currency: 'CNY', card: things.card } }),
  createMandate: amount =>
    things.at.person.call('POST', '/v1/wallet/mandates', {
      body: {
        merchant: things.at.shop.id,
        payment_method: { type: 'wallet_balance' },
        limit_per_payment: { amount, currency: 'CNY' },
      },
    }),
  postLedgerTransfers: amount =>
    world.operator('POST', '/v1/ledger/transfers', {
      body: {
        transfers: [{ kind: 'posted', debit_account: things.accounts[0], credit_account: things.accounts[1], amount }],
        reference: 'bad',
        reason: 'bad',
      },
    }),
  createHolderOrder: amount =>
    world.operator('POST', `/v1/holders/${things.at.person.holder}/orders`, {
      body: { kind: 'deduction', document, amount: { amount, currency: 'CNY' }, payee: { name: 'Court', account: '1' } },
    }),
}

describe('an amount', () => {
  for (const [operation, ask] of Object.entries(amounts)) {
    it(`of ${operation} is a whole number of minor units from 1 to 2^53-1`, async () => {
      const before = await contentsOf(database)
      for (const amount of [0, -1, -0.5, 1.5, 2 ** 53, 1e300, '100', '', true, null, [100], { amount: 100 }])
        expect([amount, (await ask(amount)).body]).toMatchObject([amount, { status: 400, code: 'amount_invalid' }])
      expect(await contentsOf(database)).toEqual(before)
    })
  }

  it('above everything there is, but well-formed, is refused by what it exceeds', async () => {
    await refuses('capture_exceeds_authorised', () => amounts.capturePayment?.(2 ** 53 - 1) as Promise<Answer>, { status: 422 })
    await refuses('refund_exceeds_remaining', () => amounts.createRefund?.(2 ** 53 - 1) as Promise<Answer>, { status: 422 })
    await refuses('insufficient_funds', () => amounts.createWithdrawal?.(2 ** 53 - 1) as Promise<Answer>)
  })
})

describe('a currency', () => {
  it('that does not exist is unknown', async () => {
    for (const currency of ['ZZZ', 'cny', '', 'CNYY'])
      await refuses('currency_unknown', createWith({ currency }), { status: 400, param: 'currency' })
  })

  it('that exists but is not taken is unsupported', async () => {
    for (const currency of ['USD', 'JPY', 'KWD'])
      await refuses('currency_unsupported', createWith({ currency }), { status: 422, param: 'currency' })
  })

  it('of another type is no currency', async () => {
    for (const currency of [156, null, ['CNY']]) await refuses('parameter_invalid', createWith({ currency }), { param: 'currency' })
  })
})

describe('a field', () => {
  const cases: readonly (readonly [string, string, string, Json])[] = [
    ['that is unknown', 'parameter_unknown', 'tip', { tip: 5 }],
    [
      'that is unknown, deeper',
      'parameter_unknown',
      'payment_method.card',
      { payment_method: { type: 'wallet_balance', mandate: 'm', card: 'c' } },
    ],
    ['that is missing', 'parameter_missing', 'order_reference', { order_reference: undefined }],
    ['that is missing because another asks for it', 'parameter_missing', 'payment_method', { confirm: true }],
    ['of another type', 'parameter_invalid', 'order_reference', { order_reference: 5 }],
    ['that is empty', 'parameter_invalid', 'order_reference', { order_reference: '' }],
    ['that is too long', 'parameter_invalid', 'order_reference', { order_reference: 'x'.repeat(65) }],
    ['with what cannot be stored', 'parameter_invalid', 'description', { description: 'a\u0000b' }],
    ['with half a character', 'parameter_invalid', 'description', { description: '\ud800' }],
    ['of no known choice', 'parameter_invalid', 'capture_method', { capture_method: 'later' }],
    ['below its bounds', 'parameter_invalid', 'expires_in_seconds', { expires_in_seconds: 59 }],
    ['above its bounds', 'parameter_invalid', 'expires_in_seconds', { expires_in_seconds: 86_401 }],
    ['that should be whole', 'parameter_invalid', 'expires_in_seconds', { expires_in_seconds: 60.5 }],
    ['that is no web address', 'return_url_invalid', 'return_url', { return_url: 'javascript:alert(1)' }],
    ['that is no address at all', 'return_url_invalid', 'return_url', { return_url: 'back' }],
    ['with values of another type', 'parameter_invalid', 'metadata.table', { metadata: { table: 12 } }],
    [
      'with too many keys',
      'parameter_invalid',
      'metadata',
      { metadata: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, ''])) },
    ],
    ['that is no id', 'parameter_invalid', 'payment_method.mandate', { payment_method: { type: 'wallet_balance', mandate: 'mdt_1' } }],
    [
      'that is an id of another thing',
      'parameter_invalid',
      'payment_method.mandate',
      { payment_method: { type: 'wallet_balance', mandate: 'pay_01jd9w2m6te3rbq4c8v5xkz7fh' } },
    ],
  ]
  for (const [title, code, param, changes] of cases)
    it(`${title} is named (${code} ${param})`, () => refuses(code, createWith(changes), { status: 400, param }))

  it('named __proto__ or constructor is unknown like any other', async () => {
    for (const name of ['__proto__', 'constructor', 'toString'])
      await refuses('parameter_unknown', () =>
        things.at.shop.call('POST', '/v1/payments', { body: `{"amount":1,"currency":"CNY","order_reference":"P","${name}":{"x":1}}` }),
      )
  })
})

describe('a query', () => {
  const list = (query: string) => () => things.at.shop.call('GET', `/v1/payments?${query}`)
  for (const [query, code] of [
    ['status=paid', 'parameter_invalid'],
    ['created_gte=yesterday', 'parameter_invalid'],
    ['created_gte=2026-02-30T00:00:00Z', 'parameter_invalid'],
    ['starting_after=ref_01jd9w2m6te3rbq4c8v5xkz7fh', 'parameter_invalid'],
    ['order=asc', 'parameter_unknown'],
    ['limit=1000', 'parameter_invalid'],
  ] as const)
    it(`of ${query} is refused with ${code}`, () => refuses(code, list(query), { status: 400 }))
})

describe('a credential', () => {
  const keyOf = (expires: Json = {}) =>
    must(
      world.operator('POST', `/v1/merchants/${things.at.shop.id}/api_keys`, {
        body: { name: 'short', scopes: ['payments:read', 'payments:write'], ...expires },
      }),
    )
  const pay = (caller: Caller) => () => caller('POST', '/v1/payments', { body: payment() })

  it('that is missing is needed', async () => {
    await refuses('unauthenticated', pay(world.nobody), { status: 401 })
  })

  it('that nobody was given is not valid', async () => {
    const { secret } = things.at.shop
    for (const wrong of [`${secret.slice(0, -1)}${secret.endsWith('a') ? 'b' : 'a'}`, `${secret}a`, 'fq_test_', 'sk_test_1'])
      expect((await world.as(wrong)('POST', '/v1/payments', { body: payment() })).status).toBe(401)
    const basic = { body: payment(), headers: { Authorization: 'Basic YTpi' } }
    await refuses('api_key_invalid', () => world.nobody('POST', '/v1/payments', basic), { status: 401 })
    await refuses('api_key_invalid', pay(world.as(`${secret.slice(0, -1)}${secret.endsWith('a') ? 'b' : 'a'}`)), { status: 401 })
  })

  it('of the other mode says so', () =>
    refuses('api_key_wrong_mode', pay(world.as(things.at.shop.secret.replace('fq_test_', 'fq_live_'))), { status: 401 }))

  it('that was revoked says so', async () => {
    const key = await keyOf()
    await must(world.operator('POST', `/v1/api_keys/${text(key.id)}/revoke`))
    await world.until('the key is refused', async () => (await world.as(text(key.secret))('GET', '/v1/payments')).status === 401)
    await refuses('api_key_revoked', pay(world.as(text(key.secret))), { status: 401 })
  })

  it('that has expired says so', async () => {
    const key = await keyOf({ expires_at: new Date(world.clock.now().getTime() + 5_000).toISOString() })
    await must(world.as(text(key.secret))('GET', '/v1/payments'))
    world.clock.advance(6_000)
    await refuses('api_key_expired', pay(world.as(text(key.secret))), { status: 401 })
  })

  it('without the scope names it', async () => {
    const key = await must(
      world.operator('POST', `/v1/merchants/${things.at.shop.id}/api_keys`, { body: { name: 'reader', scopes: ['payments:read'] } }),
    )
    await refuses('forbidden', pay(world.as(text(key.secret))), { status: 403, detail: expect.stringContaining('payments:write') })
  })

  it('of a session that nobody opened is not valid', () =>
    refuses('session_invalid', () => world.as('fq_session_AAAA')('GET', '/v1/wallet/me')))

  it('of a person or an operator does not act for a merchant', async () => {
    await refuses('forbidden', pay(things.at.person.call), { status: 403 })
    await refuses('forbidden', pay(world.operator), { status: 403 })
  })
})

describe("another merchant's things", () => {
  const foreign: Caller = (method, path, options) => things.foreign.shop.call(method, path, options)
  const method = () => ({ payment_method: { type: 'wallet_balance', mandate: things.foreign.mandate } })
  const cases: readonly (readonly [string, string, () => Promise<Answer>])[] = [
    ['a payment cannot be read', 'payment_not_found', () => foreign('GET', `/v1/payments/${things.paid}`)],
    ['a receipt cannot be read', 'payment_not_found', () => foreign('GET', `/v1/payments/${things.paid}/receipt`)],
    [
      'a payment cannot be confirmed',
      'payment_not_found',
      () => foreign('POST', `/v1/payments/${things.waiting}/confirm`, { body: method() }),
    ],
    ['a payment cannot be captured', 'payment_not_found', () => foreign('POST', `/v1/payments/${things.authorised}/capture`)],
    ['a payment cannot be canceled', 'payment_not_found', () => foreign('POST', `/v1/payments/${things.waiting}/cancel`)],
    ['a payment cannot be refunded', 'payment_not_found', () => foreign('POST', '/v1/refunds', { body: { payment: things.paid } })],
    ['a refund cannot be read', 'refund_not_found', () => foreign('GET', `/v1/refunds/${things.refund}`)],
    ['an endpoint cannot be read', 'webhook_endpoint_not_found', () => foreign('GET', `/v1/webhook_endpoints/${things.endpoint}`)],
    ['an endpoint cannot be deleted', 'webhook_endpoint_not_found', () => foreign('DELETE', `/v1/webhook_endpoints/${things.endpoint}`)],
    [
      "a mandate cannot be used, whoever's it is",
      'mandate_not_found',
      () =>
        foreign('POST', '/v1/payments', {
          body: payment({ confirm: true, payment_method: { type: 'wallet_balance', mandate: things.at.mandate } }),
        }),
    ],
    [
      "another person's card cannot be charged",
      'card_not_found',
      () => things.at.person.call('POST', '/v1/wallet/topups', { body: { amount: 100, currency: 'CNY', card: things.foreignCard } }),
    ],
    [
      "another person's card cannot be unbound",
      'card_not_found',
      () => things.at.person.call('DELETE', `/v1/wallet/cards/${things.foreignCard}`),
    ],
    [
      "another person's mandate cannot be revoked",
      'mandate_not_found',
      () => things.at.person.call('POST', `/v1/wallet/mandates/${things.foreign.mandate}/revoke`),
    ],
  ]
  for (const [title, code, ask] of cases) it(title, () => refuses(code, ask, { status: 404 }))
})

describe('a state', () => {
  const cases: readonly (readonly [string, string, () => Promise<Answer>])[] = [
    ['capture after void', 'payment_canceled', () => things.at.shop.call('POST', `/v1/payments/${things.voided}/capture`)],
    ['void after void', 'payment_canceled', () => things.at.shop.call('POST', `/v1/payments/${things.voided}/cancel`)],
    ['capture of what is paid', 'payment_already_succeeded', () => things.at.shop.call('POST', `/v1/payments/${things.paid}/capture`)],
    ['void of what is paid', 'payment_already_succeeded', () => things.at.shop.call('POST', `/v1/payments/${things.paid}/cancel`)],
    [
      'capture of what is not authorised',
      'payment_not_authorised',
      () => things.at.shop.call('POST', `/v1/payments/${things.waiting}/capture`),
    ],
    [
      'refund of what is only authorised',
      'payment_not_refundable',
      () => things.at.shop.call('POST', '/v1/refunds', { body: { payment: things.authorised } }),
    ],
    [
      'refund above the remainder',
      'refund_exceeds_remaining',
      () => things.at.shop.call('POST', '/v1/refunds', { body: { payment: things.paid, amount: 1_001 } }),
    ],
    [
      'refund of what is refunded',
      'refund_exceeds_remaining',
      () => things.at.shop.call('POST', '/v1/refunds', { body: { payment: things.refunded } }),
    ],
    [
      'payment of a frozen holder',
      'holder_frozen',
      () =>
        things.frozen.shop.call('POST', '/v1/payments', {
          body: payment({ confirm: true, payment_method: { type: 'wallet_balance', mandate: things.frozen.mandate } }),
        }),
    ],
    [
      'payment above the balance',
      'insufficient_funds',
      () =>
        things.at.shop.call('POST', '/v1/payments', {
          body: payment({ amount: 60_000, confirm: true, payment_method: { type: 'wallet_balance', mandate: things.at.mandate } }),
        }),
    ],
    [
      'posting to a closed day',
      'accounting_date_closed',
      () =>
        world.operator('POST', '/v1/ledger/transfers', {
          body: {
            transfers: [{ kind: 'posted', debit_account: things.accounts[0], credit_account: things.accounts[1], amount: 1 }],
            reference: 'late',
            reason: 'late',
            accounting_date: things.closedDay,
          },
        }),
    ],
    [
      'posting between reserve and own funds',
      'accounts_differ_in_fund',
      async () =>
        world.operator('POST', '/v1/ledger/transfers', {
          body: {
            transfers: [
              {
                kind: 'posted',
                debit_account: await till.accountOf('wallet_balance', things.at.person.holder),
                credit_account: things.accounts[1],
                amount: 1,
              },
            ],
            reference: 'mix',
            reason: 'mix',
          },
        }),
    ],
    [
      'replay with another body',
      'idempotency_mismatch',
      () => things.at.shop.call('POST', '/v1/payments', { body: payment(), key: things.usedKey }),
    ],
  ]
  for (const [title, code, ask] of cases) it(`refuses ${title} with ${code}`, () => refuses(code, ask))

  it('refuses a card number whose check digit is wrong with bank_card_invalid', async () => {
    const person = await world.person()
    await settledContents(database)
    const before = await contentsOf(database)
    await expect(world.bindCard(person, `${CARD_OK.slice(0, -1)}9`)).rejects.toThrow('bank_card_invalid')
    expect(await contentsOf(database)).toEqual(before)
  })
})
