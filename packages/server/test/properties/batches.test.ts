/**
 * Batch equivalence: whatever the commands, their repetitions and their poison, running them in batches, on one node or two,
 * comes to the same outcomes and the same books as running them one by one, in order.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AccountId } from '../../src/domains/ledger/types.ts'
import type { Instrument } from '../../src/domains/payments/types.ts'
import { newId, parseId } from '../../src/kernel/ids.ts'
import { systemClock } from '../../src/kernel/time.ts'
import { createUndo } from '../../src/kernel/undo.ts'
import { type TestApp, useApp } from '../harness/app.ts'
import { type Book, bookOf } from '../harness/book-of.ts'
import {
  type CommandList,
  cancelAll,
  commandLists,
  exampleList,
  type Planned,
  runList,
  type Seen,
  type Stage,
  submit,
} from '../harness/command-lists.ts'
import { type TestDatabase, useDatabase } from '../harness/database.ts'
import { type AppNode, startNode } from '../harness/node.ts'
import { createPaymentCommands } from '../harness/payment-commands.ts'
import { createTestRail, createTestRouting, methodOf } from '../harness/test-rail.ts'

const DAY_MS = 86_400_000
/** As many lists as fit into the time, at the most. */
const RUNS_MAX = 60
const RUNS_MS_MAX = 15_000
const RICH = 30_000_000

/** Dear payments whose fee is kept, so that refunds come to the end of what the merchant has. */
const CLAUSES = [
  { number: '3.1', kind: 'payment_fee', method: 'any', basis_points: 5_000, min: 1 },
  { number: '4.1', kind: 'refund_fee', method: 'any', policy: 'kept' },
]

type Town = { stage: Stage; readonly world: TestApp; book(): Promise<Book>; newDay(): Promise<void> }

/** Orders at channels stay open here: what a payer and a channel make of them comes at moments that differ between the towns. */
const ROUTING = createTestRouting([
  createTestRail(
    'rail_1',
    [methodOf('wechat_pay', ['native']), methodOf('bank_gateway', ['gateway'], { banks: ['ICBC'] })],
    () => systemClock,
  ),
])

/** A shop whose refunds may run dry, and three payers: of class III, of class II, and one with little money. */
function useTown(nodeCount: 1 | 2): Town {
  const database: TestDatabase = useDatabase()
  const world = useApp(database)
  const nodes: AppNode[] = []
  const names = new Map<string, string>()
  const accounts: Record<string, AccountId> = {}
  const town = { world } as Town

  const move = async (debit: AccountId, credit: AccountId, amount: bigint): Promise<void> => {
    if (amount === 0n) return
    const { ledger, db } = world.app
    await db.transaction(async tx => {
      const undo = createUndo()
      const work = await ledger.open(tx, { accounts: [debit, credit], undo })
      const moved = work.try([{ kind: 'posted', id: newId<'trf'>(), debit, credit, amount, reference: 'test', reason: { kind: 'test' } }])
      if (!moved.ok) throw new Error(moved.error.code)
      work.flush()
    })
  }
  const available = async (account: AccountId): Promise<bigint> => {
    const balance = await world.app.ledger.readBalance(world.app.db, account)
    return balance.ok ? balance.value.available : 0n
  }

  beforeAll(async () => {
    // The clock's work would move money at moments that differ between the towns.
    await world.app.jobs.stop()
    if (nodeCount === 2) {
      nodes.push(await startNode(world, database))
      await nodes[0]?.app.jobs.stop()
    }
    await world.fundInstitution(60_000)
    const shop = await world.shop({ refundAdvanceLimit: 2_000, clauses: CLAUSES })
    const people = [
      await world.person({ balance: RICH }),
      await world.person({ class: 'II', balance: RICH }),
      await world.person({ balance: 5_000 }),
    ]
    const payers: Instrument[] = people.map(({ uuid }) => ({ by: 'holder', method: 'wallet_balance', holderId: uuid }))
    const signed = parseId('mdt', await world.mandate(people[1] as (typeof people)[0], shop))
    payers.push(
      { by: 'payer', method: 'wechat_pay', flow: 'native' },
      { by: 'payer', method: 'bank_gateway', flow: 'gateway', bank: 'ICBC' },
    )
    if (signed !== null) payers[1] = { by: 'mandate', method: 'wallet_balance', mandateId: signed }
    names.set(shop.uuid, 'shop')
    for (const [at, { uuid }] of people.entries()) names.set(uuid, `payer ${at}`)
    const merchant = await world.app.db.transaction(async tx => (await world.app.merchants.open(tx, [shop.uuid])).get(shop.uuid))
    const poor = people[2] as (typeof people)[0]
    const facts = await world.app.db.transaction(async tx =>
      (await world.app.wallets.open(tx, [poor.uuid], createUndo())).holder(poor.uuid),
    )
    if (merchant === undefined || facts === null) throw new Error('the town was not set up')
    Object.assign(accounts, { settled: merchant.accounts.settled, poor: facts.account })
    town.stage = {
      nodes: [world.app, ...nodes.map(node => node.app)].map(app =>
        createPaymentCommands(app, { routing: ROUTING, clearing: { ...app.clearing, submit: () => {}, cancel: () => {} } }),
      ),
      merchantId: shop.uuid,
      payers,
      payments: new Map(),
    }
  }, 60_000)
  afterAll(async () => {
    for (const node of nodes) await node.stop()
    // The poison is expected to be logged as a defect, once for each poisoned command; anything else is not.
    const poison = /division by zero|a defect of the use case|invalid byte sequence for encoding/
    world.defects.splice(0, world.defects.length, ...world.defects.filter(line => !poison.test(line)))
  })

  town.book = () => bookOf(world.app.db, names)
  /** The next day, with new limits: the merchant has been paid out, the poor payer has got a little. */
  town.newDay = async () => {
    const { settled, poor } = accounts as { settled: AccountId; poor: AccountId }
    const cash = world.app.ledger.institutionAccount('reserve_cash')
    world.clock.advance(DAY_MS)
    await move(settled, cash, await available(settled))
    await move(cash, poor, 5_000n)
  }
  return town
}

describe('any partition into batches', () => {
  const singly = useTown(1)
  const batched = useTown(1)
  const twoNodes = useTown(2)
  const towns = [singly, batched, twoNodes]
  const sizes = fc.array(fc.integer({ min: 1, max: 16 }), { minLength: 1, maxLength: 8 })

  async function run(town: Town, list: CommandList, cut: readonly number[]): Promise<{ seen: Seen[]; book: Book }> {
    await town.newDay()
    const seen = await runList(town.stage, list, cut)
    const book = await town.book()
    await runList(town.stage, [cancelAll(list)], [100])
    return { seen, book }
  }

  it('has the outcomes and leaves the books of one by one, on one node and on two', async () => {
    const met = new Map<string, number>()
    const deadline = performance.now() + RUNS_MS_MAX
    await fc.assert(
      fc.asyncProperty(commandLists, sizes, sizes, async (list, cut, otherCut) => {
        if (performance.now() > deadline) return
        const [expected, one, two] = await Promise.all([run(singly, list, [1]), run(batched, list, cut), run(twoNodes, list, otherCut)])
        expect(one.seen).toEqual(expected.seen)
        expect(two.seen).toEqual(expected.seen)
        expect(one.book).toEqual(expected.book)
        expect(two.book).toEqual(expected.book)
        for (const outcome of expected.seen) {
          const what = outcome === 'defect' ? outcome : outcome.replayed ? 'replay' : String(outcome.body.code ?? outcome.body.status)
          met.set(what, (met.get(what) ?? 0) + 1)
        }
      }),
      { numRuns: RUNS_MAX, endOnFailure: true, examples: [[exampleList(), [4, 9, 1], [16]]] },
    )
    // The lists are worth something only if they meet what they are about.
    for (const what of [
      'succeeded',
      'requires_capture',
      'canceled',
      'defect',
      'replay',
      'idempotency_mismatch',
      'insufficient_funds',
      'merchant_funds_insufficient',
      'processing',
      'payment_order_closing',
      'payment_processing',
    ])
      expect([what, met.get(what) ?? 0]).toEqual([what, expect.toSatisfy(count => count > 0)])
  }, 60_000)

  it('has them when two nodes work at the same time and every key reaches both', async () => {
    for (const town of towns) await town.newDay()
    const commands = Array.from(
      { length: 120 },
      (_, at): Planned => ({
        kind: 'create',
        key: `both-${at}`,
        said: 'both',
        flaw: null,
        target: `both-${at}`,
        amount: 1 + (at % 50),
        manual: at % 3 === 0,
        payer: at % 2,
      }),
    )
    await runList(singly.stage, [commands], [1])
    await runList(batched.stage, [commands], [120])
    const [a, b] = twoNodes.stage.nodes as [Stage['nodes'][0], Stage['nodes'][0]]
    let waiting = [...commands]
    while (waiting.length > 0) {
      const replies = await Promise.all([
        ...waiting.map(command => submit(twoNodes.stage, a, command)),
        ...waiting.toReversed().map(command => submit(twoNodes.stage, b, command)),
      ])
      for (const { status } of replies) expect([200, 409]).toContain(status)
      waiting = waiting.filter((_, at) => replies[at]?.status === 409)
    }
    const expected = await singly.book()
    expect(await batched.book()).toEqual(expected)
    expect(await twoNodes.book()).toEqual(expected)
  })
})
