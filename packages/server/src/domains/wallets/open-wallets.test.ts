/** Counting balance payments: exact, undone without trace, and never beyond a limit however many pay at once. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { useDatabase } from '../../../test/harness/database.ts'
import { type Person, useWalletWorld } from '../../../test/harness/wallet-world.ts'
import type { Id } from '../../kernel/ids.ts'
import { newId } from '../../kernel/ids.ts'
import { type BusinessDate, businessDateOf } from '../../kernel/time.ts'
import { createUndo } from '../../kernel/undo.ts'
import { type Row, sql } from '../../platform/db.ts'
import type { Factors, WalletWork } from './types.ts'
import { FACTORS_MANDATE, FACTORS_PASSWORD } from './wallets.ts'

const CERTIFIED: Factors = { kinds: 2, certificate: true }
const TWO: Factors = { kinds: 2, certificate: false }
const COUNTERS = sql(
  'test.counters',
  'SELECT day, day_amount, year, year_amount, lifetime_amount, state FROM wallets.counters WHERE holder_id = $1',
)

const database = useDatabase()
const world = useWalletWorld(database)

const inBatch = <T>(ids: readonly Id<'hld'>[], work: (wallets: WalletWork, undo: ReturnType<typeof createUndo>) => T): Promise<T> =>
  world.db.transaction(async tx => {
    const undo = createUndo()
    const wallets = await world.wallets.open(tx, ids, undo)
    const result = work(wallets, undo)
    wallets.flush()
    return result
  })

const payBalance = (person: Person, amount: bigint, factors: Factors) =>
  inBatch([person.id], wallets => wallets.pay(person.id, amount, { method: 'wallet_balance', factors }))

const counters = async (person: Person) =>
  (
    await world.db.query<Row & { day: BusinessDate; day_amount: bigint; year: number; year_amount: bigint; lifetime_amount: bigint }>(
      COUNTERS,
      [person.id],
    )
  )[0]

describe('pay', () => {
  it('refuses a payment above the lifetime limit of class I and says what is left', async () => {
    const person = await world.person('I')
    expect(await payBalance(person, 99_000n, CERTIFIED)).toMatchObject({ ok: true })
    expect(await payBalance(person, 1_001n, CERTIFIED)).toMatchObject({
      ok: false,
      error: { code: 'limit_lifetime_exceeded', param: 'amount', values: { limit: 100_000, remaining: 1_000, remaining_text: '10.00' } },
    })
    expect(await payBalance(person, 1_000n, CERTIFIED)).toMatchObject({ ok: true })
  })

  it('refuses a payment above the annual limit of class II', async () => {
    const person = await world.person('II')
    expect(await payBalance(person, 10_000_000n, CERTIFIED)).toMatchObject({ ok: true })
    expect(await payBalance(person, 1n, CERTIFIED)).toMatchObject({ ok: false, error: { code: 'limit_annual_exceeded' } })
  })

  it('allows ¥1,000 a day with fewer than two factors, ¥5,000 with two, and as agreed with a certificate', async () => {
    const person = await world.person()
    expect(await payBalance(person, 100_001n, FACTORS_PASSWORD)).toMatchObject({
      error: { code: 'limit_daily_exceeded', values: { limit: 100_000 } },
    })
    expect(await payBalance(person, 100_001n, FACTORS_MANDATE)).toMatchObject({
      error: { code: 'limit_daily_exceeded', values: { limit: 100_000 } },
    })
    expect(await payBalance(person, 500_001n, TWO)).toMatchObject({ error: { code: 'limit_daily_exceeded', values: { limit: 500_000 } } })
    expect(await payBalance(person, 500_001n, CERTIFIED)).toMatchObject({ ok: true })
    expect(await payBalance(person, 1n, TWO)).toMatchObject({ error: { code: 'limit_daily_exceeded', values: { remaining: 0 } } })
  })

  it('names the policy record that sets the limit', async () => {
    const person = await world.person()
    const policy = world.policies.require('wallet.daily_without_two_factors', world.clock.now())
    const view = await world.wallets.view(person.id, FACTORS_PASSWORD)
    expect(view?.limits.find(limit => limit.kind === 'daily')?.policyId).toBe(policy.id)
  })

  it('counts no card payment', async () => {
    const person = await world.person('I')
    const paid = await inBatch([person.id], wallets =>
      wallets.pay(person.id, 10_000_000n, { method: 'bank_card', factors: FACTORS_PASSWORD }),
    )
    expect(paid).toMatchObject({ ok: true, value: { countedOn: null } })
    expect(await counters(person)).toMatchObject({ lifetime_amount: 0n })
  })

  it('refuses a holder that does not exist', async () => {
    const nobody = newId<'hld'>()
    const paid = await inBatch([nobody], wallets => wallets.pay(nobody, 1n, { method: 'wallet_balance', factors: TWO }))
    expect(paid).toMatchObject({ ok: false, error: { code: 'holder_not_found' } })
  })

  it('reaches the limit exactly when 64 transactions pay at once', async () => {
    const person = await world.person('I')
    const outcomes = await Promise.all(Array.from({ length: 64 }, () => payBalance(person, 2_000n, CERTIFIED)))
    expect(outcomes.filter(outcome => outcome.ok)).toHaveLength(50)
    expect(await counters(person)).toMatchObject({ day_amount: 100_000n, year_amount: 100_000n, lifetime_amount: 100_000n })
  })

  it('locks many holders in both orders at once without a deadlock', async () => {
    const [one, two] = await Promise.all([world.person(), world.person()])
    await Promise.all(
      Array.from({ length: 32 }, (_, at) =>
        inBatch(at % 2 === 0 ? [one.id, two.id] : [two.id, one.id], wallets => {
          for (const person of at % 2 === 0 ? [one, two] : [two, one])
            wallets.pay(person.id, 1n, { method: 'wallet_balance', factors: TWO })
        }),
      ),
    )
    expect(await counters(one)).toMatchObject({ day_amount: 32n })
    expect(await counters(two)).toMatchObject({ day_amount: 32n })
  })

  it('takes the same number of statements for one holder as for many', async () => {
    const holders = await Promise.all(Array.from({ length: 12 }, () => world.person()))
    const statements = async (some: readonly Person[]): Promise<number> =>
      world.db.transaction(async tx => {
        const wallets = await world.wallets.open(
          tx,
          some.map(({ id }) => id),
          createUndo(),
        )
        for (const { id } of some) wallets.pay(id, 1n, { method: 'wallet_balance', factors: TWO })
        wallets.flush()
        return tx.statements()
      })
    expect(await statements(holders)).toBe(await statements(holders.slice(0, 1)))
  })
})

describe('the counters', () => {
  type Step =
    | { readonly kind: 'pay'; readonly amount: number; readonly kept: boolean; readonly method: 'wallet_balance' | 'bank_card' }
    | { readonly kind: 'unpay'; readonly which: number; readonly kept: boolean }
    | { readonly kind: 'commit' }
    | { readonly kind: 'next'; readonly days: number }

  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('pay' as const),
        amount: fc.integer({ min: 1, max: 60_000 }),
        kept: fc.boolean(),
        method: fc.constantFrom('wallet_balance' as const, 'wallet_balance' as const, 'bank_card' as const),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('unpay' as const), which: fc.nat(20), kept: fc.boolean() }) },
    { weight: 2, arbitrary: fc.constant({ kind: 'commit' as const }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('next' as const), days: fc.constantFrom(1, 1, 40, 400) }) },
  )

  it('equal a model that adds up what was paid and not given back, under any batches, undo and passing days', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.constantFrom('I' as const, 'II' as const, 'III' as const),
        async (steps, holderClass) => {
          const person = await world.person(holderClass)
          let live: { readonly amount: bigint; readonly day: BusinessDate }[] = []
          const today = (): BusinessDate => businessDateOf(world.clock.now(), 'Asia/Shanghai')
          const sum = (of: (day: BusinessDate) => boolean): bigint =>
            live.reduce((total, { amount, day }) => (of(day) ? total + amount : total), 0n)
          const expected = (amount: bigint): boolean => {
            const year = today().slice(0, 4)
            if (holderClass === 'I' && sum(() => true) + amount > 100_000n) return false
            if (holderClass === 'II' && sum(day => day.startsWith(year)) + amount > 10_000_000n) return false
            return sum(day => day === today()) + amount <= 100_000n
          }
          for (let at = 0; at < steps.length; ) {
            await inBatch([person.id], (wallets, undo) => {
              for (; at < steps.length; at++) {
                const next = steps[at]
                if (next === undefined || next.kind === 'commit' || next.kind === 'next') break
                if (next.kind === 'pay') {
                  const amount = BigInt(next.amount)
                  const paid = wallets.pay(person.id, amount, { method: next.method, factors: FACTORS_PASSWORD })
                  expect(paid.ok).toBe(next.method === 'bank_card' || expected(amount))
                  if (paid.ok && paid.value.countedOn !== null && next.kept) live.push({ amount, day: paid.value.countedOn })
                } else {
                  const given = live[next.which]
                  if (given === undefined) continue
                  wallets.unpay(person.id, given.amount, given.day)
                  if (next.kept) live = live.filter(payment => payment !== given)
                }
                if (next.kept) undo.accept()
                else undo.rollback()
              }
            })
            const passed = steps[at]
            if (passed?.kind === 'next') world.clock.advance(passed.days * 86_400_000)
            at += 1
            const stored = await counters(person)
            expect(stored?.lifetime_amount).toBe(sum(() => true))
            expect(stored?.day_amount).toBe(sum(day => day === stored?.day))
            expect(stored?.year_amount).toBe(sum(day => day.startsWith(String(stored?.year))))
          }
        },
      ),
      { numRuns: 25 },
    )
  }, 120_000)
})
