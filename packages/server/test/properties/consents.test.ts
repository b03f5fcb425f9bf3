/**
 * Consents on PostgreSQL: no sequence of calls leaves the state machine, limits hold exactly however many use them at once, a batch is the
 * same as one by one, and a revocation never lets a later payment pass.
 */
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Consent, ConsentState, ConsentUse, NewConsent } from '../../src/domains/consents/consents.ts'
import type { ConsentLimit, StoredState } from '../../src/domains/consents/types.ts'
import { type Id, newId } from '../../src/kernel/ids.ts'
import { businessDateOf } from '../../src/kernel/time.ts'
import { createUndo } from '../../src/kernel/undo.ts'
import { createDb, type Db, type Row, sql, type Tx } from '../../src/platform/db.ts'
import { useAdmin } from '../harness/admin.ts'
import { callerOf, type Json, must, useApp } from '../harness/app.ts'
import { useDatabase } from '../harness/database.ts'
import { type AppNode, startNode } from '../harness/node.ts'

const USERS = 64
const DAY_MS = 86_400_000
const CALM_MS = 600_000

const database = useDatabase()
const admin = useAdmin(database)
const world = useApp(database)
let other: AppNode
/** As many connections as users, so that they truly meet in the database. */
let crowd: Db

beforeAll(async () => {
  other = await startNode(world, database)
  crowd = createDb({ connectionString: database.connectionString, poolMax: USERS, role: 'feiqian_app' })
}, 60_000)
afterAll(async () => {
  await crowd.close()
  await other.stop()
})
// No test shall see its day end: limits count in days.
beforeEach(() => {
  const [now, soon] = [world.clock.now(), new Date(world.clock.now().getTime() + CALM_MS)]
  if (businessDateOf(now, 'Asia/Shanghai') !== businessDateOf(soon, 'Asia/Shanghai')) world.clock.advance(CALM_MS)
})
afterEach(async () => {
  const { rows } = await admin.run('SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()')
  expect(rows[0]?.deadlocks).toBe(0)
})

const consents = () => world.app.consents
const actor = { actor: 'test', requestId: 'test' }
const receipt = () =>
  ({ textVersion: '1', language: 'en', shown: 'words', factors: [], scaChallenge: null, at: world.clock.now() }) as const
const holder = newId<'hld'>()
const stranger = newId<'hld'>()
const thirdParty = newId<'tpp'>()

const request = (change: Partial<NewConsent> = {}): NewConsent => ({
  id: newId<'cns'>(),
  kind: 'vrp',
  grantee: { kind: 'third_party', id: thirdParty },
  purpose: null,
  permissions: [],
  terms: { Data: { Initiation: {} } },
  validTo: null,
  limits: [],
  ...actor,
  ...change,
})

const propose = async (change: Partial<NewConsent> = {}): Promise<Id<'cns'>> => {
  const asked = request(change)
  await world.app.db.transaction(async tx => consents().propose(tx, [asked]))
  return asked.id
}
const authorise = (consentId: Id<'cns'>, holderId = holder) =>
  world.app.db.transaction(tx => consents().authorise(tx, [{ consentId, holderId, accounts: ['bac_1'], receipt: receipt(), ...actor }]))
const authorised = async (change: Partial<NewConsent> = {}): Promise<Id<'cns'>> => {
  const id = await propose(change)
  await authorise(id)
  return id
}
const found = async (id: Id<'cns'>): Promise<Consent> => {
  const consent = await consents().find(id)
  if (consent === null) throw new Error('no consent')
  return consent
}
const useOf = (amount: bigint, change: Partial<ConsentUse> = {}): ConsentUse => ({
  merchantId: null,
  thirdPartyId: thirdParty,
  method: 'wallet_balance',
  amount,
  reference: newId<'pay'>(),
  at: world.clock.now(),
  ...change,
})

/** One transaction of one payment, as payments and openbanking do it. */
const pay = (db: Db, id: Id<'cns'>, use: ConsentUse): Promise<string> =>
  db.transaction(async tx => {
    const undo = createUndo()
    const work = await consents().open(tx, [id], undo)
    const outcome = work.use(id, use)
    if (!outcome.ok) undo.rollback()
    work.flush()
    return outcome.ok ? 'ok' : outcome.error.code
  })

const perDay = (maxAmount: bigint | null, maxCount: number | null): ConsentLimit => ({
  kind: 'period',
  period: 'Day',
  alignment: 'Calendar',
  maxAmount,
  maxCount,
  currency: 'CNY',
})

describe('the state machine', () => {
  type Step =
    | { readonly do: 'authorise' | 'reconfirm' | 'reject'; readonly by: 'holder' | 'stranger' }
    | { readonly do: 'cancel'; readonly by: 'person' | 'third_party' | 'institution' | 'policy' }
    | { readonly do: 'pay' | 'consume' | 'expire' }
    | { readonly do: 'wait'; readonly hours: number }

  const steps = fc.array(
    fc.oneof(
      fc.record({
        do: fc.constantFrom('authorise' as const, 'reconfirm' as const, 'reject' as const),
        by: fc.constantFrom('holder' as const, 'stranger' as const),
      }),
      fc.record({
        do: fc.constant('cancel' as const),
        by: fc.constantFrom('person' as const, 'third_party' as const, 'institution' as const, 'policy' as const),
      }),
      fc.record({ do: fc.constantFrom('pay' as const, 'consume' as const, 'expire' as const) }),
      fc.record({ do: fc.constant('wait' as const), hours: fc.constantFrom(1, 30) }),
    ),
    { maxLength: 9 },
  )
  const plans = fc.record({
    kind: fc.constantFrom('account_access' as const, 'funds_confirmation' as const, 'domestic_payment' as const, 'vrp' as const),
    days: fc.constantFrom(null, 1, 3),
    steps,
  })

  /** What the standard says, written down apart from the code: states by their arrows, time by comparison. */
  type Model = { state: StoredState; holder: Id<'hld'> | null; readonly validTo: number | null; readonly authoriseBy: number }
  const stateOf = (model: Model, now: number): ConsentState => {
    if (model.state === 'awaiting_authorisation' && now >= Math.min(model.authoriseBy, model.validTo ?? Infinity)) return 'expired'
    if (model.state === 'authorised' && model.validTo !== null && now >= model.validTo) return 'expired'
    return model.state
  }

  const act = async (id: Id<'cns'>, kind: string, step: Step, model: Model): Promise<void> => {
    const { db } = world.app
    const before = stateOf(model, world.clock.now().getTime())
    switch (step.do) {
      case 'wait':
        world.clock.advance(step.hours * 3_600_000)
        return
      case 'expire':
        await consents().expireDue()
        return
      case 'authorise':
      case 'reconfirm': {
        const who = step.by === 'holder' ? holder : stranger
        const [outcome] =
          step.do === 'authorise'
            ? await authorise(id, who)
            : await db.transaction(tx => consents().reconfirm(tx, [{ consentId: id, holderId: who, receipt: receipt(), ...actor }]))
        const begins = step.do === 'authorise' && before === 'awaiting_authorisation'
        expect(outcome?.ok).toBe(begins || (before === 'authorised' && model.holder === who))
        if (begins) Object.assign(model, { state: 'authorised', holder: who })
        return
      }
      case 'reject': {
        const [outcome] = await db.transaction(tx => consents().reject(tx, [{ consentId: id, holderId: holder, ...actor }]))
        const another = model.holder !== null && model.holder !== holder
        expect(outcome?.ok).toBe(!another && ['awaiting_authorisation', 'rejected', 'authorised'].includes(before))
        if (before === 'awaiting_authorisation') Object.assign(model, { state: 'rejected', holder })
        return
      }
      case 'cancel': {
        const asks = step.by === 'person' ? { holderId: holder } : step.by === 'third_party' ? { thirdPartyId: thirdParty } : {}
        const [outcome] = await db.transaction(tx => consents().cancel(tx, [{ consentId: id, by: step.by, ...asks, ...actor }]))
        const own = step.by !== 'person' || model.holder === holder
        expect(outcome?.ok).toBe(own)
        if (own && (before === 'awaiting_authorisation' || before === 'authorised')) model.state = 'cancelled'
        return
      }
      case 'pay': {
        const paid = await pay(db, id, useOf(1n))
        const may = before === 'authorised' && (kind === 'domestic_payment' || kind === 'vrp')
        expect(paid === 'ok').toBe(may)
        if (may && kind === 'domestic_payment') model.state = 'consumed'
        return
      }
      case 'consume': {
        const [outcome] = await db.transaction(tx => consents().consume(tx, [{ consentId: id, ...actor }]))
        const may = before === 'authorised' && kind === 'domestic_payment'
        expect(outcome?.ok).toBe(may)
        if (may) model.state = 'consumed'
      }
    }
  }

  it('is left by no sequence of calls, at any times, by anybody', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async ({ kind, days, steps: sequence }) => {
        const validTo = days === null ? null : new Date(world.clock.now().getTime() + days * DAY_MS)
        const id = await propose({ kind, validTo })
        const begun = await found(id)
        const model: Model = {
          state: 'awaiting_authorisation',
          holder: null,
          validTo: validTo?.getTime() ?? null,
          authoriseBy: begun.authoriseBy?.getTime() ?? 0,
        }
        for (const step of sequence) {
          await act(id, kind, step, model)
          const consent = await found(id)
          expect(consent.state).toBe(stateOf(model, world.clock.now().getTime()))
          const access = await consents().accessOf(world.app.db, id)
          expect(access?.refusal === null).toBe(consent.state === 'authorised')
        }
      }),
      { numRuns: 60 },
    )
  }, 120_000)

  it('tells once of a consent whose time is over, and ends nothing twice', async () => {
    const id = await authorised({ validTo: new Date(world.clock.now().getTime() + DAY_MS) })
    world.clock.advance(DAY_MS)
    const stored = await admin.run('SELECT state FROM consents.consents WHERE id = $1', [id])
    expect(stored.rows[0]?.state).toBe('authorised')
    expect((await found(id)).state).toBe('expired')
    await Promise.all([consents().expireDue(), other.app.consents.expireDue(), consents().expireDue()])
    await consents().expireDue()
    expect((await consents().historyOf(id)).map(({ change }) => change)).toEqual(['proposed', 'authorised', 'expired'])
  })
})

describe('limits used by many at once', () => {
  const crowdPays = (id: Id<'cns'>, amount: bigint): Promise<string[]> =>
    Promise.all(Array.from({ length: USERS }, () => pay(crowd, id, useOf(amount))))
  const count = (outcomes: readonly string[], what: string): number => outcomes.filter(outcome => outcome === what).length

  it.each([1, 7, 63])('let exactly %i of 64 payments pass when so many are allowed', async allowed => {
    const id = await authorised({ limits: [{ kind: 'lifetime', maxAmount: null, maxCount: allowed, currency: 'CNY' }] })
    const outcomes = await crowdPays(id, 5n)
    expect(count(outcomes, 'ok')).toBe(allowed)
    expect(count(outcomes, 'consent_limit_exceeded')).toBe(USERS - allowed)
    const { payments } = await consents().usage(id)
    expect(payments.length).toBe(allowed)
    expect((await found(id)).standings).toMatchObject([{ usedCount: allowed, usedAmount: BigInt(allowed) * 5n }])
  })

  it('never exceed an amount per day', async () => {
    const id = await authorised({ limits: [perDay(100n, null)] })
    expect(count(await crowdPays(id, 9n), 'ok')).toBe(11)
    expect((await found(id)).standings[0]?.usedAmount).toBe(99n)
    world.clock.advance(DAY_MS)
    expect(await pay(crowd, id, useOf(100n))).toBe('ok')
  })

  it('let a consent to one payment be used once', async () => {
    const id = await authorised({ kind: 'domestic_payment' })
    const outcomes = await crowdPays(id, 9n)
    expect(count(outcomes, 'ok')).toBe(1)
    expect(count(outcomes, 'consent_consumed')).toBe(USERS - 1)
    expect((await found(id)).state).toBe('consumed')
  })

  it('give back what failed payments took, while others use them: never more than the limit stands', async () => {
    const id = await authorised({ limits: [perDay(null, 3), { kind: 'lifetime', maxAmount: 40n, maxCount: null, currency: 'CNY' }] })
    let standing = 0
    let most = 0
    let passed = 0
    await Promise.all(
      Array.from({ length: USERS }, async (_, user) => {
        const reference = newId<'pay'>()
        if ((await pay(crowd, id, useOf(10n, { reference }))) !== 'ok') return
        passed += 1
        standing += 1
        most = Math.max(most, standing)
        if (user % 4 === 0) return
        // Counted down first: it may be given to another before this user has heard that it was released.
        standing -= 1
        await crowd.transaction(async tx => consents().release(tx, [{ consentId: id, reference }]))
      }),
    )
    expect(most).toBeLessThanOrEqual(3)
    expect(passed).toBeGreaterThanOrEqual(3)
    const kept = (await consents().usage(id)).payments.filter(({ amount, releasedAmount }) => releasedAmount < amount)
    expect(kept.length).toBe(standing)
    // What was released last is in the counters of the next who opens the consent.
    for (let left = 3 - standing; left > 0; left--) expect(await pay(crowd, id, useOf(10n))).toBe('ok')
    expect(await pay(crowd, id, useOf(10n))).toBe('consent_limit_exceeded')
  })

  it('keep what was given back when somebody opens the consent and does nothing with it', async () => {
    const id = await authorised({ limits: [{ kind: 'lifetime', maxAmount: 100n, maxCount: null, currency: 'CNY' }] })
    const reference = newId<'pay'>()
    expect(await pay(crowd, id, useOf(100n, { reference }))).toBe('ok')
    await crowd.transaction(async tx => consents().release(tx, [{ consentId: id, reference }]))
    await crowd.transaction(async tx => {
      const work = await consents().open(tx, [id], createUndo())
      expect(work.check(id, { merchantId: null, thirdPartyId: thirdParty, method: 'wallet_balance', amount: 100n }).ok).toBe(true)
    })
    expect(await pay(crowd, id, useOf(100n))).toBe('ok')
    expect(await pay(crowd, id, useOf(1n))).toBe('consent_limit_exceeded')
  })

  it('give back once, and in part what was captured in part', async () => {
    const id = await authorised({ limits: [{ kind: 'lifetime', maxAmount: 100n, maxCount: 2, currency: 'CNY' }] })
    const reference = newId<'pay'>()
    const release = (amount?: bigint) =>
      crowd.transaction(async tx => consents().release(tx, [{ consentId: id, reference, ...(amount === undefined ? {} : { amount }) }]))
    expect(await pay(crowd, id, useOf(100n, { reference }))).toBe('ok')
    await release(60n)
    expect(await pay(crowd, id, useOf(61n))).toBe('consent_limit_exceeded')
    expect(await pay(crowd, id, useOf(60n))).toBe('ok')
    expect(await pay(crowd, id, useOf(1n))).toBe('consent_limit_exceeded')
    await release()
    await release()
    expect(await pay(crowd, id, useOf(41n))).toBe('consent_limit_exceeded')
    expect(await pay(crowd, id, useOf(40n))).toBe('ok')
    expect((await found(id)).standings).toMatchObject([{ usedAmount: 100n, usedCount: 2 }])
  })
})

describe('a batch', () => {
  const LIMITS: readonly ConsentLimit[] = [{ kind: 'per_payment', maxAmount: 60n, maxCount: null, currency: 'CNY' }, perDay(150n, 4)]
  const uses = fc.array(fc.record({ consent: fc.nat({ max: 3 }), amount: fc.bigInt({ min: 1n, max: 80n }), fails: fc.boolean() }), {
    minLength: 1,
    maxLength: 24,
  })

  /** Runs the uses in transactions of the given sizes; a use that `fails` is refused by something else afterwards. */
  const run = async (
    ids: readonly Id<'cns'>[],
    list: readonly { readonly consent: number; readonly amount: bigint; readonly fails: boolean }[],
    size: number,
  ): Promise<string[]> => {
    const outcomes: string[] = []
    for (let at = 0; at < list.length; at += size) {
      await world.app.db.transaction(async tx => {
        const undo = createUndo()
        const work = await consents().open(tx, ids, undo)
        for (const { consent, amount, fails } of list.slice(at, at + size)) {
          const outcome = work.use(ids[consent] as Id<'cns'>, useOf(amount, { reference: newId<'pay'>() }))
          outcomes.push(outcome.ok ? (fails ? 'failed' : 'ok') : outcome.error.code)
          if (!outcome.ok || fails) undo.rollback()
          undo.accept()
        }
        work.flush()
      })
    }
    return outcomes
  }

  it('decides as one by one would, and leaves the same counters', async () => {
    await fc.assert(
      fc.asyncProperty(uses, fc.integer({ min: 2, max: 24 }), async (list, size) => {
        const make = () =>
          Promise.all([
            authorised({ limits: LIMITS }),
            authorised({ limits: LIMITS }),
            authorised({ kind: 'domestic_payment' }),
            authorised(),
          ])
        const [single, batched] = [await make(), await make()]
        expect(await run(batched, list, size)).toEqual(await run(single, list, 1))
        for (const [index, id] of single.entries()) {
          const [one, many] = [await found(id), await found(batched[index] as Id<'cns'>)]
          expect(many.state).toBe(one.state)
          expect(many.standings).toEqual(one.standings)
        }
      }),
      { numRuns: 25 },
    )
  }, 120_000)

  it('costs as many statements for 200 consents as for one, and none without consents', async () => {
    const ids = await Promise.all(Array.from({ length: 200 }, () => authorised({ limits: [perDay(null, 5)] })))
    const statements = (some: readonly Id<'cns'>[]) =>
      world.app.db.transaction(async tx => {
        const work = await consents().open(tx, some, createUndo())
        for (const id of some) expect(work.use(id, useOf(1n)).ok).toBe(true)
        work.flush()
        return tx.statements()
      })
    expect(await statements([])).toBe(0)
    expect(await statements(ids.slice(0, 1))).toBe(await statements(ids))
  })

  it('of proposals, authorisations and cancellations costs as many statements as a single one', async () => {
    const statements = (size: number, work: (tx: Tx, ids: readonly Id<'cns'>[]) => Promise<unknown>, ids: readonly Id<'cns'>[]) =>
      world.app.db.transaction(async tx => {
        await work(tx, ids.slice(0, size))
        return tx.statements()
      })
    const ids = Array.from({ length: 41 }, () => newId<'cns'>())
    const propositions = async (tx: Tx, some: readonly Id<'cns'>[]) =>
      consents().propose(
        tx,
        some.map(id => request({ id })),
      )
    expect(await statements(1, propositions, ids)).toBe(await statements(40, propositions, ids.slice(1)))
    const cancellations = (tx: Tx, some: readonly Id<'cns'>[]) =>
      consents().cancel(
        tx,
        some.map(consentId => ({ consentId, by: 'institution' as const, ...actor })),
      )
    expect(await statements(1, cancellations, ids)).toBe(await statements(40, cancellations, ids.slice(1)))
  })
})

describe('a revocation', () => {
  it('and a payment never pass each other: what holds the consent commits first, what comes later is refused', async () => {
    const id = await authorised({ limits: [perDay(null, 1_000)] })
    const order: string[] = []
    let revoking: Promise<unknown> = Promise.resolve()
    await crowd.transaction(async tx => {
      const work = await consents().open(tx, [id], createUndo())
      revoking = crowd
        .transaction(other => consents().cancel(other, [{ consentId: id, by: 'person', holderId: holder, ...actor }]))
        .then(() => order.push('revoked'))
      await new Promise(resolve => setTimeout(resolve, 100))
      expect(work.use(id, useOf(1n)).ok).toBe(true)
      work.flush()
      order.push('paid')
    })
    await revoking
    expect(order).toEqual(['paid', 'revoked'])
    expect(await pay(crowd, id, useOf(1n))).toBe('consent_cancelled')
    expect((await consents().accessOf(crowd, id))?.refusal?.code).toBe('consent_cancelled')
  })

  it('racing merchants’ payments on two servers lets none succeed that began after its answer, and counts those that did', async () => {
    const shop = await world.shop()
    const person = await world.person({ balance: 1_000_000 })
    const mandate = await must(
      person.call('POST', '/v1/wallet/mandates', {
        body: {
          merchant: shop.id,
          payment_method: { type: 'wallet_balance' },
          limit_per_payment: { amount: 1_000, currency: 'CNY' },
          limits: [{ kind: 'lifetime', max_count: 1_000 }],
        },
      }),
    )
    const shops = [shop.call, callerOf(other.url, shop.secret)]
    let answered = false
    let late = 0
    const paying = (async () => {
      const answers: Promise<{ readonly began: boolean; readonly status: number; readonly code: unknown }>[] = []
      for (let at = 0; at < 120; at++) {
        const began = answered
        if (began) late += 1
        const call = shops[at % 2] ?? shop.call
        answers.push(
          call('POST', '/v1/payments', {
            body: {
              amount: 100,
              currency: 'CNY',
              order_reference: `race ${at}`,
              payment_method: { type: 'wallet_balance', mandate: String(mandate.id) },
              confirm: true,
            },
          }).then(({ status, body }) => ({ began, status, code: body.code })),
        )
        await new Promise(resolve => setTimeout(resolve, 4))
      }
      return Promise.all(answers)
    })()
    await new Promise(resolve => setTimeout(resolve, 150))
    await must(person.call('POST', `/v1/wallet/consents/${String(mandate.id)}/revoke`))
    answered = true
    const answers = await paying
    expect(late).toBeGreaterThan(0)
    for (const { began, status, code } of answers) {
      if (began || status !== 201) expect(code).toBe('mandate_revoked')
    }
    const succeeded = answers.filter(({ status }) => status === 201).length
    const detail = await must(person.call('GET', `/v1/wallet/consents/${String(mandate.id)}`))
    expect((detail.limits as Json[])[1]).toMatchObject({ used_count: succeeded, used_amount: { amount: succeeded * 100 } })
  }, 60_000)

  it('of many consents at once, beside payments under them, ends in no deadlock', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, (_, at) => authorised(at % 2 === 0 ? { limits: [perDay(null, 1_000)] } : {})))
    const shuffled = (seed: number) =>
      ids
        .map((id, at) => ({ id, by: (at * 7 + seed * 5) % 12 }))
        .sort((a, b) => a.by - b.by)
        .map(({ id }) => id)
    await Promise.all([
      ...Array.from({ length: 40 }, (_, at) =>
        crowd.transaction(async tx => {
          const some = shuffled(at).slice(0, 5)
          const work = await consents().open(tx, some, createUndo())
          for (const id of some) work.use(id, useOf(1n))
          work.flush()
        }),
      ),
      ...Array.from({ length: 10 }, (_, at) =>
        crowd.transaction(tx =>
          consents().cancel(
            tx,
            shuffled(at + 3)
              .slice(0, 4)
              .map(consentId => ({ consentId, by: 'institution' as const, ...actor })),
          ),
        ),
      ),
    ])
    const counted = await crowd.query<Row & { id: Id<'cns'>; used: bigint; kept: bigint }>(COUNTED, [`{${ids.join(',')}}`])
    expect(counted.length).toBe(6)
    for (const { used, kept } of counted) expect(used).toBe(kept)
  })
})

const COUNTED = sql(
  'test.consents_counted',
  `SELECT c.id, (c.used->0->>'count')::bigint AS used, count(u.id) AS kept FROM consents.consents c
   LEFT JOIN consents.uses u ON u.consent_id = c.id AND u.released_amount < u.amount
   WHERE c.id = ANY ($1::uuid[]) AND c.limits IS NOT NULL GROUP BY c.id`,
)

describe('a merchant’s limits', () => {
  it('let exactly as many of 64 payments on two servers pass as they allow', async () => {
    const shop = await world.shop()
    const person = await world.person({ balance: 1_000_000 })
    const mandate = await must(
      person.call('POST', '/v1/wallet/mandates', {
        body: {
          kind: 'recurring_collection',
          purpose: 'utilities',
          merchant: shop.id,
          payment_method: { type: 'wallet_balance' },
          limit_per_payment: { amount: 1_000, currency: 'CNY' },
          limits: [{ kind: 'period', period: 'Month', max_amount: 2_100 }],
        },
      }),
    )
    const shops = [shop.call, callerOf(other.url, shop.secret)]
    const answers = await Promise.all(
      Array.from({ length: USERS }, (_, at) =>
        (shops[at % 2] ?? shop.call)('POST', '/v1/payments', {
          body: {
            amount: 100,
            currency: 'CNY',
            order_reference: `month ${at}`,
            payment_method: { type: 'wallet_balance', mandate: String(mandate.id) },
            confirm: true,
          },
        }),
      ),
    )
    expect(answers.filter(({ status }) => status === 201).length).toBe(21)
    for (const { status, body } of answers) if (status !== 201) expect(body.code).toBe('mandate_limit_used_up')
  }, 60_000)
})
