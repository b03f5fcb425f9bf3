/** Consents through the whole server: what holders and operators see, keep and end; limits of mandates; and the work of the clock. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CARD_OK, CARD_WITHOUT_MONEY, type Json, must, type Person, type Shop, useApp } from '../../../test/harness/app.ts'
import { useDatabase } from '../../../test/harness/database.ts'
import { usePayments } from '../../../test/harness/payments.ts'
import { formatId, type Id, newId, parseId } from '../../kernel/ids.ts'
import { ok } from '../../kernel/outcome.ts'
import { businessDateOf } from '../../kernel/time.ts'
import { createUndo } from '../../kernel/undo.ts'
import { type Row, sql } from '../../platform/db.ts'
import { defineRoute, type Route } from '../../platform/http/route.ts'
import type { Consents, NewConsent } from './consents.ts'

const DAY_MS = 86_400_000
const CALM_MS = 600_000
const EVENTS = sql('test.consent_events', `SELECT type FROM platform.events WHERE object::text LIKE '%"id":"' || $1 || '"%' ORDER BY id`)

let consents: Consents
const thirdParty = newId<'tpp'>()
const actor = { actor: 'test', requestId: 'test' }

/** What third parties are refused, without their protocol around it: the words and codes of consents themselves. */
const extraRoutes = (app: {
  readonly consents: Consents
  readonly db: import('../../platform/db.ts').Db
  readonly clock: { now(): Date }
}): Route[] => {
  consents = app.consents
  const refusals = [
    'consent_not_found',
    'consent_not_authorised',
    'consent_rejected',
    'consent_consumed',
    'consent_cancelled',
    'consent_expired',
    'consent_not_begun',
    'consent_reconfirmation_due',
    'consent_kind_mismatch',
    'consent_currency_mismatch',
    'consent_limit_exceeded',
  ]
  return [
    defineRoute({
      method: 'GET',
      path: '/test/consents',
      operationId: 'testUseConsent',
      tag: 'Consents',
      summary: 'Uses a consent',
      access: 'public',
      hidden: true,
      response: { status: 200, schema: null },
      refusals,
      handle: async request => {
        const id = parseId('cns', request.header('x-consent') ?? '')
        if (id === null) throw new Error('the test names a consent')
        const use = {
          merchantId: null,
          thirdPartyId: thirdParty,
          method: 'wallet_balance',
          reference: newId<'pay'>(),
          at: app.clock.now(),
        } as const
        const amount = BigInt(request.header('x-amount') ?? '1')
        return app.db.transaction(async tx => {
          const work = await app.consents.open(tx, [id], createUndo())
          const outcome = work.use(id, { ...use, amount })
          work.flush()
          return outcome.ok ? ok({ used: true }) : outcome
        })
      },
    }),
  ]
}

const database = useDatabase()
const world = useApp(database, {}, { extraRoutes })
const payments = usePayments(world)
let shop: Shop
let person: Person

beforeAll(async () => {
  shop = await world.shop()
})
// Signed in anew, because the clock moves by days; and no test shall see its day end.
beforeEach(async () => {
  const [now, soon] = [world.clock.now(), new Date(world.clock.now().getTime() + CALM_MS)]
  if (businessDateOf(now, 'Asia/Shanghai') !== businessDateOf(soon, 'Asia/Shanghai')) world.clock.advance(CALM_MS)
  person = await world.person({ balance: 1_000_000 })
})

const give = (change: Json = {}, by = person, headers: Record<string, string> = {}) =>
  by.call('POST', '/v1/wallet/mandates', {
    headers,
    body: {
      merchant: shop.id,
      payment_method: { type: 'wallet_balance' },
      limit_per_payment: { amount: 10_000, currency: 'CNY' },
      ...change,
    },
  })
const pay = (mandate: unknown, amount: number, more: Json = {}) =>
  shop.call('POST', '/v1/payments', {
    body: {
      amount,
      currency: 'CNY',
      order_reference: payments.nextOrder(),
      confirm: true,
      payment_method: { type: 'wallet_balance', mandate },
      ...more,
    },
  })
const detail = (id: unknown, by = person): Promise<Json> => must(by.call('GET', `/v1/wallet/consents/${String(id)}`))
const eventsOf = async (id: string): Promise<string[]> =>
  (await world.app.db.query<Row & { type: string }>(EVENTS, [id])).map(({ type }) => type)

const propose = async (change: Partial<NewConsent> = {}): Promise<Id<'cns'>> => {
  const request: NewConsent = {
    id: newId<'cns'>(),
    kind: 'account_access',
    grantee: { kind: 'third_party', id: thirdParty },
    purpose: 'budgeting',
    permissions: ['ReadAccountsBasic', 'ReadBalances', 'ReadTransactionsBasic', 'ReadTransactionsDebits'],
    terms: { Data: {} },
    validTo: null,
    limits: [],
    ...actor,
    ...change,
  }
  await world.app.db.transaction(async tx => consents.propose(tx, [request]))
  return request.id
}
const receipt = () =>
  ({
    textVersion: 'v1',
    language: 'zh',
    shown: '您同意共享：账户列表、账户余额。',
    factors: [
      { kind: 'knowledge', method: 'password', at: world.clock.now() },
      { kind: 'possession', method: 'totp', at: world.clock.now() },
    ],
    scaChallenge: null,
    at: world.clock.now(),
  }) as const
const authorise = (consentId: Id<'cns'>) =>
  world.app.db.transaction(tx =>
    consents.authorise(tx, [{ consentId, holderId: person.uuid, accounts: ['bac_1', 'bac_2'], receipt: receipt(), ...actor }]),
  )
const authorised = async (change: Partial<NewConsent> = {}): Promise<Id<'cns'>> => {
  const id = await propose(change)
  await authorise(id)
  return id
}
const publicId = (id: Id<'cns'>): string => formatId('cns', id)
const use = (id: Id<'cns'>, headers: Record<string, string> = {}) =>
  world.nobody('GET', '/test/consents', { headers: { 'x-consent': publicId(id), ...headers } })

describe('a mandate with limits', () => {
  it('for a recurring collection names a purpose that the policy lists', async () => {
    const refused = await give({ kind: 'recurring_collection', purpose: 'gambling' })
    expect(refused).toMatchObject({ status: 422, body: { code: 'consent_purpose_not_listed', param: 'purpose' } })
    expect(String(refused.body.fix)).toContain('utilities')
    expect(await give({ kind: 'recurring_collection' })).toMatchObject({ body: { code: 'consent_purpose_not_listed' } })
    const { status, body } = await give({ kind: 'recurring_collection', purpose: 'utilities' })
    expect(status).toBe(201)
    expect(body).toMatchObject({ object: 'mandate', kind: 'recurring_collection', purpose: 'utilities', state: 'active' })
    expect(await pay(body.id, 100)).toMatchObject({ status: 201, body: { status: 'succeeded' } })
  })

  it('is refused when its limits limit nothing, or a fortnight is to follow the calendar', async () => {
    for (const limit of [
      { kind: 'lifetime' },
      { kind: 'period', max_amount: 100 },
      { kind: 'lifetime', period: 'Day', max_amount: 100 },
      { kind: 'period', period: 'Fortnight', alignment: 'Calendar', max_count: 1 },
    ]) {
      expect((await give({ limits: [limit] })).body).toMatchObject({ code: 'consent_limit_invalid' })
    }
  })

  it('takes no more than its day, month or life allow, and shows what is used', async () => {
    const { body: mandate } = await give({
      limits: [
        { kind: 'period', period: 'Day', alignment: 'Calendar', max_count: 2 },
        { kind: 'lifetime', max_amount: 1_000 },
      ],
    })
    expect((await pay(mandate.id, 300)).status).toBe(201)
    expect((await pay(mandate.id, 300)).status).toBe(201)
    expect(await pay(mandate.id, 1)).toMatchObject({ status: 402, body: { code: 'mandate_limit_used_up' } })
    world.clock.advance(DAY_MS)
    expect(await pay(mandate.id, 401)).toMatchObject({ body: { code: 'mandate_limit_used_up', param: 'amount' } })
    expect((await pay(mandate.id, 400)).status).toBe(201)
    // The day has ended the holder's session; operators see the same.
    const { limits } = await must(world.operator('GET', `/v1/consents/${String(mandate.id)}`))
    expect(limits).toMatchObject([
      { kind: 'per_payment', max_amount: { amount: 10_000 } },
      { kind: 'period', period: 'Day', max_count: 2, used_count: 1, used_amount: { amount: 400 } },
      { kind: 'lifetime', allowed_amount: { amount: 1_000 }, used_amount: { amount: 1_000 }, used_count: 3 },
    ])
  })

  it('gets back what an authorisation that was canceled, or captured in part, did not take', async () => {
    const { body: mandate } = await give({ limits: [{ kind: 'lifetime', max_amount: 1_000, max_count: 2 }] })
    const held = await must(pay(mandate.id, 1_000, { capture_method: 'manual' }))
    expect((await pay(mandate.id, 1)).body.code).toBe('mandate_limit_used_up')
    await must(shop.call('POST', `/v1/payments/${String(held.id)}/cancel`))
    const again = await must(pay(mandate.id, 1_000, { capture_method: 'manual' }))
    await must(shop.call('POST', `/v1/payments/${String(again.id)}/capture`, { body: { amount: 400 } }))
    expect((await pay(mandate.id, 601)).body.code).toBe('mandate_limit_used_up')
    expect((await pay(mandate.id, 600)).status).toBe(201)
    const { use: used } = (await detail(mandate.id)) as { use: { payments: Json[] } }
    expect(used.payments).toMatchObject([
      { amount: { amount: 600 }, given_back: { amount: 0 } },
      { payment: again.id, amount: { amount: 1_000 }, given_back: { amount: 600 } },
      { payment: held.id, given_back: { amount: 1_000 } },
    ])
  })

  it('gets back what an authorisation took that expired', async () => {
    const { body: mandate } = await give({ limits: [{ kind: 'lifetime', max_count: 1 }] })
    const held = await must(pay(mandate.id, 500, { capture_method: 'manual' }))
    expect((await pay(mandate.id, 500)).body.code).toBe('mandate_limit_used_up')
    world.clock.advance(8 * DAY_MS)
    await payments.reaches(shop, held.id, 'expired')
    expect((await pay(mandate.id, 500)).status).toBe(201)
  })

  it('gets back what a payment took that the bank declined', async () => {
    const payer = await world.person()
    const card = await world.bindCard(payer, CARD_WITHOUT_MONEY)
    const { body: mandate } = await give(
      { payment_method: { type: 'bank_card', card }, limits: [{ kind: 'lifetime', max_count: 1 }] },
      payer,
    )
    const method = { payment_method: { type: 'bank_card', mandate: mandate.id } }
    const declined = await must(pay(mandate.id, 100, method))
    await payments.reaches(shop, declined.id, 'requires_payment_method')
    expect((await detail(mandate.id, payer)).use).toMatchObject({ payments: [{ given_back: { amount: 100 } }] })
    const again = await must(pay(mandate.id, 100, method))
    expect((await pay(mandate.id, 100, method)).body.code).toBe('mandate_limit_used_up')
    await payments.reaches(shop, again.id, 'requires_payment_method')
  })
})

describe('a holder’s consents', () => {
  it('are listed together, mandates, cards and third parties’, newest first, by cursor in both directions', async () => {
    const payer = await world.person()
    const card = await world.bindCard(payer, CARD_OK)
    const { body: mandate } = await give({}, payer)
    const id = await propose()
    await world.app.db.transaction(tx =>
      consents.authorise(tx, [{ consentId: id, holderId: payer.uuid, accounts: [], receipt: receipt(), ...actor }]),
    )
    const list = async (query = ''): Promise<Json[]> => (await must(payer.call('GET', `/v1/wallet/consents${query}`))).data as Json[]
    const all = await list()
    expect(all.map(consent => [consent.id, consent.kind, consent.state])).toEqual([
      [publicId(id), 'account_access', 'authorised'],
      [mandate.id, 'wallet_auto_debit', 'authorised'],
      [card, 'card_agreement', 'authorised'],
    ])
    expect(all[0]).toMatchObject({ grantee: { kind: 'third_party', name: null }, data: ['accounts', 'balances', 'transactions'] })
    expect(all[1]).toMatchObject({ grantee: { kind: 'merchant', id: shop.id, name: { zh: '松间茶舍' } } })
    expect(all[2]).toMatchObject({ grantee: { kind: 'institution' }, card: { last4: '0018' } })
    expect((await list(`?starting_after=${String(mandate.id)}`)).map(({ id: each }) => each)).toEqual([card])
    expect((await list(`?ending_before=${String(mandate.id)}`)).map(({ id: each }) => each)).toEqual([publicId(id)])
    expect((await payer.call('GET', '/v1/wallet/consents?starting_after=pay_x')).status).toBe(400)
  })

  it('are shown in plain words of the reader’s language, with history and use', async () => {
    const id = await authorised()
    consents.noteAccess(id, 'balances')
    consents.noteAccess(id, 'balances')
    await consents.flushNotes()
    consents.noteAccess(id, 'balances')
    await consents.flushNotes()
    expect(await detail(publicId(id))).toMatchObject({
      purpose: 'budgeting',
      accounts: ['bac_1', 'bac_2'],
      words: {
        title: 'Share account data',
        state: 'Active',
        data: [{ title: 'Your accounts' }, { title: 'Your balances' }, { title: 'Your transactions' }],
      },
      history: [
        { change: 'proposed', actor: null },
        { change: 'authorised', by: 'person' },
      ],
      use: { payments: [], days: [{ resource: 'balances', count: 3, amount: null }] },
    })
    const { separate_consent: lines } = (await detail(publicId(id))) as { separate_consent: { about: string }[] }
    expect(lines.map(({ about }) => about)).toEqual(['purpose', 'method', 'data', 'sensitive', 'duration', 'not', 'withdraw'])
    const chinese = await must(person.call('GET', `/v1/wallet/consents/${publicId(id)}`, { headers: { 'Accept-Language': 'zh' } }))
    expect(chinese).toMatchObject({ words: { title: '共享账户信息', state: '生效中' } })
    expect(await consents.lastUsedOf([id, newId<'cns'>()])).toEqual(new Map([[id, expect.any(Date)]]))
  })

  it('count payments under a mandate without limits per period by the day', async () => {
    const { body: mandate } = await give()
    await must(pay(mandate.id, 100))
    await must(pay(mandate.id, 200))
    await consents.flushNotes()
    expect((await detail(mandate.id)).use).toMatchObject({
      payments: [],
      days: [{ resource: 'payments', count: 2, amount: { amount: 300 } }],
    })
  })

  it('are nobody else’s, under no other kind’s id', async () => {
    const { body: mandate } = await give()
    const stranger = await world.person()
    const asCard = String(mandate.id).replace('mdt_', 'card_')
    for (const [caller, id] of [
      [stranger.call, mandate.id],
      [person.call, asCard],
      [person.call, publicId(newId<'cns'>())],
    ] as const) {
      expect(await caller('GET', `/v1/wallet/consents/${String(id)}`)).toMatchObject({ status: 404, body: { code: 'consent_not_found' } })
      expect(await caller('POST', `/v1/wallet/consents/${String(id)}/revoke`)).toMatchObject({ body: { code: 'consent_not_found' } })
      expect(await caller('GET', `/v1/wallet/consents/${String(id)}/receipt`)).toMatchObject({ body: { code: 'consent_not_found' } })
      expect(await caller('GET', `/v1/wallet/consents/${String(id)}/receipt.txt`)).toMatchObject({ body: { code: 'consent_not_found' } })
    }
    expect((await detail(mandate.id)).state).toBe('authorised')
  })
})

describe('a receipt', () => {
  it('keeps what was shown, in which words, when and with which factors, as JSON and as text in its language', async () => {
    const id = await authorised()
    const kept = await must(person.call('GET', `/v1/wallet/consents/${publicId(id)}/receipt`))
    expect(kept).toMatchObject({
      object: 'consent_receipt',
      consent: publicId(id),
      language: 'zh',
      text_version: 'v1',
      shown: '您同意共享：账户列表、账户余额。',
      accounts: ['bac_1', 'bac_2'],
      factors: [
        { kind: 'knowledge', method: 'password' },
        { kind: 'possession', method: 'totp' },
      ],
    })
    const file = await person.call('GET', `/v1/wallet/consents/${publicId(id)}/receipt.txt`)
    expect(file.headers.get('content-disposition')).toContain(publicId(id))
    expect(String(file.body.text)).toContain('授权回执')
    expect(String(file.body.text)).toContain('您同意共享：账户列表、账户余额。')
    expect(String(file.body.text)).toContain('动态口令')
  })

  it('of a mandate is written in the language in which it was given', async () => {
    const { body: mandate } = await give({ limits: [{ kind: 'period', period: 'Month', max_amount: 5_000, max_count: 3 }] }, person, {
      'Accept-Language': 'zh',
    })
    const kept = await must(person.call('GET', `/v1/wallet/consents/${String(mandate.id)}/receipt`))
    expect(kept).toMatchObject({ language: 'zh' })
    expect(String(kept.shown)).toContain('松间茶舍可在下列限额内扣款')
    expect(String(kept.shown)).toContain('每月不超过CNY 50.00、3笔')
    const { body: english } = await give()
    const text = String((await person.call('GET', `/v1/wallet/consents/${String(english.id)}/receipt.txt`)).body.text)
    expect(text).toContain('Consent receipt')
    expect(text).toContain('at most CNY 100.00 a payment')
  })

  it('is written anew when the holder reconfirms, and none is ever changed', async () => {
    const id = await authorised()
    await authorise(id)
    const { receipts, history } = (await detail(publicId(id))) as { receipts: Json[]; history: Json[] }
    expect(receipts.length).toBe(2)
    expect(history.map(({ change }) => change)).toEqual(['proposed', 'authorised', 'reconfirmed'])
    await expect(world.app.db.query(CHANGE_RECEIPTS)).rejects.toThrow('permission denied')
  })

  it('names the accounts that were shown last, and they are those that the consent is about', async () => {
    const id = await authorised()
    const shown = { consentId: id, holderId: person.uuid, accounts: ['bac_2'], receipt: receipt(), ...actor }
    await world.app.db.transaction(tx => consents.authorise(tx, [shown]))
    expect((await consents.accessOf(world.app.db, id))?.accounts).toEqual(['bac_2'])
    expect((await consents.receiptsOf(id)).map(({ accounts }) => accounts)).toEqual([['bac_2'], ['bac_1', 'bac_2']])
  })

  it('does not exist of what was bound without one', async () => {
    const payer = await world.person()
    const card = await world.bindCard(payer)
    expect(await payer.call('GET', `/v1/wallet/consents/${card}/receipt`)).toMatchObject({
      status: 404,
      body: { code: 'receipt_not_found' },
    })
    expect(await payer.call('GET', `/v1/wallet/consents/${card}/receipt.txt`)).toMatchObject({ body: { code: 'receipt_not_found' } })
  })
})

const CHANGE_RECEIPTS = sql('test.change_receipts', `UPDATE consents.receipts SET shown = 'other words'`)

describe('ending a consent', () => {
  it('by its holder takes effect at the next request, tells, and answers again with what is', async () => {
    const id = await authorised()
    expect(await must(person.call('POST', `/v1/wallet/consents/${publicId(id)}/revoke`))).toMatchObject({
      state: 'cancelled',
      ended_by: 'person',
    })
    expect((await consents.accessOf(world.app.db, id))?.refusal?.code).toBe('consent_cancelled')
    expect(await must(person.call('POST', `/v1/wallet/consents/${publicId(id)}/revoke`))).toMatchObject({ state: 'cancelled' })
    expect(await eventsOf(publicId(id))).toEqual(['consent.authorised', 'consent.cancelled'])
  })

  it('that is a bound card unbinds it, and the mandates that name it', async () => {
    const payer = await world.person()
    const card = await world.bindCard(payer)
    const { body: mandate } = await give({ payment_method: { type: 'bank_card', card } }, payer)
    await must(payer.call('POST', `/v1/wallet/consents/${card}/revoke`))
    expect((await must(payer.call('GET', '/v1/wallet/cards'))).data).toEqual([])
    expect((await pay(mandate.id, 100, { payment_method: { type: 'bank_card', mandate: mandate.id } })).body.code).toBe('card_not_bound')
  })

  it('by the institution needs a reason and the permission, and tells the merchant', async () => {
    const { body: mandate } = await give()
    const id = String(mandate.id)
    expect(await person.call('POST', `/v1/consents/${id}/revoke`, { body: { reason: 'mine' } })).toMatchObject({ status: 403 })
    expect(await world.operator('POST', `/v1/consents/${id}/revoke`, { body: {} })).toMatchObject({
      status: 400,
      body: { param: 'reason' },
    })
    const ended = await must(world.operator('POST', `/v1/consents/${id}/revoke`, { body: { reason: 'The merchant closed.' } }))
    expect(ended).toMatchObject({
      state: 'cancelled',
      ended_by: 'institution',
      end_reason: 'The merchant closed.',
      grantee: { id: shop.id },
    })
    expect(await eventsOf(id)).toEqual(['mandate.revoked'])
    expect((await pay(id, 100)).body.code).toBe('mandate_revoked')
  })

  it('by the third party ends its own, and no other’s', async () => {
    const id = await authorised()
    const cancel = (thirdPartyId: Id<'tpp'>) =>
      world.app.db.transaction(tx => consents.cancel(tx, [{ consentId: id, by: 'third_party', thirdPartyId, ...actor }]))
    expect(await cancel(newId<'tpp'>())).toMatchObject([{ ok: false, error: { code: 'consent_not_found' } }])
    expect(await cancel(thirdParty)).toMatchObject([{ ok: true, value: { state: 'cancelled', endedBy: 'third_party' } }])
  })
})

describe('operators', () => {
  it('find consents by holder, third party, merchant and kind, and see who did what', async () => {
    const id = await authorised()
    const list = async (query: string): Promise<unknown[]> =>
      ((await must(world.operator('GET', `/v1/consents?${query}`))).data as Json[]).map(each => each.id)
    expect(await list(`third_party=${formatId('tpp', thirdParty)}&limit=1`)).toEqual([publicId(id)])
    expect(await list(`holder=${person.holder}&kind=account_access&limit=1`)).toEqual([publicId(id)])
    const { body: mandate } = await give()
    expect(await list(`merchant=${shop.id}&limit=1`)).toEqual([mandate.id])
    expect(await list(`merchant=${shop.id}&ending_before=${String(mandate.id)}`)).toEqual([])
    const seen = await must(world.operator('GET', `/v1/consents/${publicId(id)}`))
    expect(seen).toMatchObject({
      holder: person.holder,
      history: [{ change: 'proposed', actor: 'test', request_id: 'test' }, { change: 'authorised' }],
    })
    expect(await world.operator('GET', `/v1/consents/${publicId(newId<'cns'>())}`)).toMatchObject({ status: 404 })
    expect(await world.operator('POST', `/v1/consents/${publicId(newId<'cns'>())}/revoke`, { body: { reason: 'x' } })).toMatchObject({
      status: 404,
    })
  })
})

describe('a third party is refused', () => {
  it('in every state but authorised, for another kind, currency or amount, with a code of its own in both languages', async () => {
    const now = world.clock.now()
    const vrp = {
      kind: 'vrp',
      permissions: [],
      limits: [{ kind: 'per_payment', maxAmount: 100n, maxCount: null, currency: 'CNY' }],
    } as const
    const rejected = await propose(vrp)
    await world.app.db.transaction(tx => consents.reject(tx, [{ consentId: rejected, holderId: person.uuid, ...actor }]))
    const cancelled = await authorised(vrp)
    await world.app.db.transaction(tx => consents.cancel(tx, [{ consentId: cancelled, by: 'policy', ...actor }]))
    const single = await authorised({ kind: 'domestic_payment', permissions: [] })
    expect((await use(single)).status).toBe(200)
    const cases: readonly (readonly [Id<'cns'>, string, Record<string, string>?])[] = [
      [newId<'cns'>(), 'consent_not_found'],
      [await propose(vrp), 'consent_not_authorised'],
      [rejected, 'consent_rejected'],
      [single, 'consent_consumed'],
      [cancelled, 'consent_cancelled'],
      [await authorised({ ...vrp, validFrom: new Date(now.getTime() + DAY_MS) }), 'consent_not_begun'],
      [await authorised(), 'consent_kind_mismatch'],
      [
        await authorised({ ...vrp, limits: [{ kind: 'per_payment', maxAmount: 100n, maxCount: null, currency: 'GBP' }] }),
        'consent_currency_mismatch',
      ],
      [await authorised(vrp), 'consent_limit_exceeded', { 'x-amount': '101' }],
    ]
    for (const [id, code, headers] of cases) {
      const english = await use(id, headers)
      const chinese = await use(id, { ...headers, 'Accept-Language': 'zh' })
      expect(english.body.code).toBe(code)
      expect(chinese.body.detail).not.toBe(english.body.detail)
    }
  })

  it('once the time of the consent is over, whether anybody authorised it or not, and is told once', async () => {
    const waiting = await propose()
    const brief = await authorised({ kind: 'vrp', permissions: [], validTo: new Date(world.clock.now().getTime() + 3_600_000) })
    expect((await use(brief)).status).toBe(200)
    world.clock.advance(3_600_000)
    expect((await use(brief)).body.code).toBe('consent_expired')
    expect((await consents.accessOf(world.app.db, waiting))?.refusal?.code).toBe('consent_expired')
    expect(await authorise(waiting)).toMatchObject([{ ok: false, error: { code: 'consent_expired' } }])
    await world.until(
      'both are told of',
      async () => (await eventsOf(publicId(waiting))).length === 1 && (await eventsOf(publicId(brief))).length === 2,
    )
    await consents.expireDue()
    expect(await eventsOf(publicId(brief))).toEqual(['consent.authorised', 'consent.expired'])
  })
})

describe('reconfirmation', () => {
  it('is asked for by policy: without it a consent gives no access, with it the same consent goes on', async () => {
    const id = await authorised({ kind: 'account_access' })
    const value = { profile: 'UK', kinds: ['account_access', 'vrp'], days: { CN: 0, UK: 90, EU: 180 } }
    const from = new Date(world.clock.now().getTime() + 1_000)
    await must(
      world.operator('POST', '/v1/policies', {
        body: { key: 'consents.reconfirmation', value, source: 'a test', valid_from: from.toISOString() },
      }),
    )
    world.clock.advance(2_000)
    await world.until(
      'the policy is heard',
      async () => world.app.policies.at('consents.reconfirmation', world.clock.now())?.source === 'a test',
    )
    const paying = await authorised({ kind: 'vrp', permissions: [] })
    expect(await detail(publicId(id))).toMatchObject({ state: 'authorised', reconfirm_by: expect.any(String) })
    world.clock.advance(90 * DAY_MS)
    expect((await consents.accessOf(world.app.db, id))?.refusal?.code).toBe('consent_reconfirmation_due')
    expect((await consents.grantsOf(world.app.db, ['bac_1'])).map(({ consentId }) => consentId)).not.toContain(id)
    expect((await use(paying)).body.code).toBe('consent_reconfirmation_due')
    expect((await consents.find(id))?.state).toBe('authorised')
    await world.app.db.transaction(tx => consents.reconfirm(tx, [{ consentId: id, holderId: person.uuid, receipt: receipt(), ...actor }]))
    expect((await consents.accessOf(world.app.db, id))?.refusal).toBeNull()
    expect(await consents.grantsOf(world.app.db, ['bac_1', 'bac_9'])).toContainEqual({
      consentId: id,
      thirdPartyId: thirdParty,
      accountId: 'bac_1',
    })
  })
})

describe('tidying', () => {
  it('forgets requests that nobody authorised, after the policy’s time, and nothing that anybody decided', async () => {
    const [waiting, decided] = [await propose(), await authorised({ validTo: new Date(world.clock.now().getTime() + DAY_MS) })]
    world.clock.advance(92 * DAY_MS)
    await consents.tidy()
    expect(await consents.find(waiting)).toBeNull()
    expect((await consents.find(decided))?.state).toBe('expired')
    expect(await consents.historyOf(waiting)).toEqual([])
  })
})
