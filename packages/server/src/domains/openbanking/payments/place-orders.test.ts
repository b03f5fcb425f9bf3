/** Orders as batches: what one transaction makes of many equals one after the other, with the same number of statements. */
import { beforeAll, describe, expect, it } from 'vitest'
import { type Person, type Shop, useApp } from '../../../../test/harness/app.ts'
import { assertBooksVerified } from '../../../../test/harness/books.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import { PASSWORD, paymentAccountOf, TOTP } from '../../../../test/harness/initiation.ts'
import { formatId, type Id, newId } from '../../../kernel/ids.ts'
import type { Outcome } from '../../../kernel/outcome.ts'
import { sql, type Tx } from '../../../platform/db.ts'
import type { ConsentLimit } from '../../consents/types.ts'
import { placeOrders, type Submission } from './place-orders.ts'
import type { Order, OrderKind } from './types.ts'

const database = useDatabase()
const world = useApp(database)
const thirdPartyId = newId<'tpp'>()

let shop: Shop

beforeAll(async () => {
  shop = await world.shop()
}, 60_000)

type Agreed = { readonly consentId: Id<'cns'>; readonly person: Person; readonly kind: OrderKind }

const month = (maxAmount: bigint): ConsentLimit => ({
  kind: 'period',
  period: 'Month',
  alignment: 'Consent',
  maxAmount,
  maxCount: null,
  currency: 'CNY',
})

/** A consent that the person gave: to one payment, or to several within limits. */
async function agree(person: Person, kind: OrderKind, limits: readonly ConsentLimit[]): Promise<Agreed> {
  const consentId = newId<'cns'>()
  const { app } = world
  const account = await paymentAccountOf(world, person)
  const actor = { actor: 'test', requestId: 'req_test' }
  const request = {
    id: consentId,
    kind: kind === 'vrp' ? ('vrp' as const) : ('domestic_payment' as const),
    grantee: { kind: 'third_party' as const, id: thirdPartyId },
    permissions: [],
    purpose: null,
    terms: {},
    validTo: null,
    limits,
    ...actor,
  }
  const receipt = {
    textVersion: 'test',
    language: 'en' as const,
    shown: 'Shown.',
    factors: [PASSWORD, TOTP],
    scaChallenge: null,
    at: app.clock.now(),
  }
  await app.db.transaction(async tx => app.consents.propose(tx, [request]))
  await app.db.transaction(tx => app.consents.authorise(tx, [{ consentId, holderId: person.uuid, accounts: [account], receipt, ...actor }]))
  return { consentId, person, kind }
}

let serial = 0
const order = ({ consentId, kind }: Agreed, amount: bigint, instructionId = `INS-${++serial}`): Submission => ({
  kind,
  consentId,
  thirdPartyId,
  merchantId: shop.uuid,
  payee: 'Pine Teahouse',
  amount,
  currency: 'CNY',
  instructionId,
  endToEndId: 'E2E',
  reference: null,
  request: { Data: { Initiation: {} }, Risk: {} } as Submission['request'],
  refundAccount: null,
  cutOffAt: null,
})

const place = (tx: Tx, submissions: readonly Submission[]): Promise<Outcome<Order>[]> => {
  const { clock, outbox, consents, payments, identity } = world.app
  return placeOrders({ clock, outbox, consents, payments, levelOf: identity.sca.levelOf }, tx, submissions)
}
const commit = (submissions: readonly Submission[]): Promise<Outcome<Order>[]> => world.app.db.transaction(tx => place(tx, submissions))

/** Paid, rejected with a reason, or refused: without ids and times. */
const said = (outcomes: readonly Outcome<Order>[]): string[] =>
  outcomes.map(outcome => (outcome.ok ? (outcome.value.rejection ?? 'paid') : outcome.error.code))

const standingOf = async ({ consentId }: Agreed): Promise<unknown> => {
  const consent = await world.app.consents.find(consentId)
  return { state: consent?.state, standings: consent?.standings.map(({ usedAmount, usedCount }) => [usedAmount, usedCount]) }
}
const balanceOf = async ({ uuid }: Person): Promise<number> => (await world.app.wallets.presentHolder(uuid)).balance.available
const usesOf = async ({ consentId }: Agreed): Promise<unknown> =>
  (await world.app.consents.usage(consentId)).payments.map(({ amount, releasedAmount }) => [amount, releasedAmount]).reverse()

describe('a batch of orders', () => {
  it('is answered, and leaves everything, as one order after the other would', async () => {
    // Twice the same people and consents: one set gets the batch, the other the orders one by one.
    const sets = await Promise.all(
      [1, 2].map(async () => {
        const [rich, poor] = await Promise.all([world.person({ balance: 900_00 }), world.person({ balance: 20_00 })])
        const limited = await agree(rich, 'vrp', [
          { kind: 'per_payment', maxAmount: 50_00n, maxCount: null, currency: 'CNY' },
          month(100_00n),
        ])
        const wide = await agree(poor, 'vrp', [month(1000_00n)])
        const once = await agree(rich, 'domestic', [])
        const unpaid = await agree(poor, 'domestic', [])
        return { rich, poor, consents: [limited, wide, once, unpaid] as const }
      }),
    )
    const prefix = `EQ-${++serial}`
    const ordersOf = ([limited, wide, once, unpaid]: readonly [Agreed, Agreed, Agreed, Agreed]): Submission[] => [
      order(limited, 40_00n, `${prefix}-1`),
      order(limited, 50_01n, `${prefix}-2`),
      order(wide, 15_00n, `${prefix}-3`),
      // Not paid, so it has its instruction and nothing of the limit.
      order(wide, 15_00n, `${prefix}-4`),
      order(wide, 1_00n, `${prefix}-4`),
      order(unpaid, 30_00n),
      order(limited, 50_00n, `${prefix}-5`),
      order(limited, 11_00n, `${prefix}-6`),
      // What the limit refused may come again under its instruction.
      order(limited, 10_00n, `${prefix}-6`),
      order(limited, 1n, `${prefix}-1`),
      order(limited, 99_00n, `${prefix}-1`),
      order(limited, 99_00n, `${prefix}-8`),
      order(once, 12_00n),
      order(once, 12_00n),
      order(unpaid, 30_00n),
      order(wide, 5_00n, `${prefix}-7`),
    ]
    const [batched, single] = sets
    if (batched === undefined || single === undefined) throw new Error('two sets were made')
    const together = said(await commit(ordersOf(batched.consents)))
    const alone: string[] = []
    for (const each of ordersOf(single.consents)) alone.push(...said(await commit([each])))
    expect(together).toEqual(alone)
    expect(new Set(together)).toEqual(
      new Set(['paid', 'insufficient_funds', 'consent_limit_exceeded', 'consent_consumed', 'ob_vrp_instruction_used']),
    )
    for (const of of [standingOf, usesOf])
      expect(await Promise.all(batched.consents.map(of))).toEqual(await Promise.all(single.consents.map(of)))
    expect(await balanceOf(batched.rich)).toBe(await balanceOf(single.rich))
    expect(await balanceOf(batched.poor)).toBe(await balanceOf(single.poor))
    expect(await balanceOf(batched.poor)).toBe(0)
  })

  it('takes as many statements for one order as for many', async () => {
    const people = await Promise.all(Array.from({ length: 12 }, () => world.person({ balance: 100_00 })))
    const consents = await Promise.all(people.map(person => agree(person, 'vrp', [month(50_00n)])))
    const statements = async (submissions: readonly Submission[]): Promise<number> =>
      world.app.db.transaction(async tx => {
        const outcomes = await place(tx, submissions)
        expect(new Set(said(outcomes))).toEqual(new Set(['paid']))
        return tx.statements()
      })
    const one = await statements(consents.slice(0, 1).map(consent => order(consent, 1n)))
    expect(await statements(consents.flatMap(consent => Array.from({ length: 40 }, () => order(consent, 1n))))).toBe(one)
  })

  it('carries out one of two orders with the same instruction, also when the payee cannot be paid', async () => {
    const closed = await world.shop()
    const consent = await agree(await world.person({ balance: 100_00 }), 'vrp', [month(50_00n)])
    await world.operator('PATCH', `/v1/merchants/${closed.id}`, { body: { status: 'suspended' } })
    const twin = { ...order(consent, 1_00n), merchantId: closed.uuid }
    expect(said(await commit([twin, twin]))).toEqual(['merchant_suspended', 'ob_vrp_instruction_used'])
    expect(said(await commit([twin]))).toEqual(['ob_vrp_instruction_used'])
    expect(await standingOf(consent)).toEqual({ state: 'authorised', standings: [[0n, 0]] })
  })

  it('shows in the history of a consent to one payment that a rejected payment took nothing', async () => {
    const poor = await world.person({ balance: 1_00 })
    const consent = await agree(poor, 'domestic', [])
    expect(said(await commit([order(consent, 2_00n)]))).toEqual(['insufficient_funds'])
    expect(await usesOf(consent)).toEqual([[2_00n, 2_00n]])
    expect(await standingOf(consent)).toMatchObject({ state: 'consumed' })
    const shown = await poor.call('GET', `/v1/wallet/consents/${formatId('cns', consent.consentId)}`)
    expect(JSON.stringify(shown.body)).toContain('"given_back":{"amount":200,"currency":"CNY"}')
    const [waiting] = await world.app.db.query(
      sql('test.releases', 'SELECT count(*) AS count FROM consents.releases WHERE consent_id = $1'),
      [consent.consentId],
    )
    expect(waiting).toEqual({ count: 0n })
  })

  it('never deadlocks, and counts exactly, when 64 clients name the same consents in opposite orders', async () => {
    const person = await world.person({ balance: 900_00 })
    const consents = await Promise.all(Array.from({ length: 6 }, () => agree(person, 'vrp', [month(1_00n)])))
    const outcomes = await Promise.all(
      Array.from({ length: 64 }, (_, client) => {
        const orders = consents.map(consent => order(consent, 10n))
        return commit(client % 2 === 0 ? orders : orders.reverse())
      }),
    )
    expect(said(outcomes.flat()).filter(each => each === 'paid')).toHaveLength(60)
    expect(await Promise.all(consents.map(standingOf))).toEqual(consents.map(() => ({ state: 'authorised', standings: [[1_00n, 10]] })))
    expect(await balanceOf(person)).toBe(900_00 - 6_00)
  })
})

it('leaves the books sound', async () => {
  await assertBooksVerified(world.app.db)
})
