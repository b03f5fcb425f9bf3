/** What batching must never do, rule by rule: cost more statements, take money twice, decide a key twice, or lock in a circle. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Instrument } from '../../src/domains/payments/types.ts'
import { type Id, parseId } from '../../src/kernel/ids.ts'
import type { CommandHandler, CommandReply } from '../../src/platform/commands.ts'
import { type Person, type Shop, useApp } from '../harness/app.ts'
import { useDatabase } from '../harness/database.ts'
import { type AppNode, startNode } from '../harness/node.ts'
import {
  contextOf,
  createPaymentCommands,
  type Faulty,
  merchantPrincipal,
  newPayment,
  type PaymentCommands,
} from '../harness/payment-commands.ts'

const database = useDatabase()
const world = useApp(database, { BATCH_MAX: '500' })
let other: AppNode
let commands: PaymentCommands
let otherCommands: PaymentCommands
let shop: Shop
let person: Person
let instrument: Instrument

beforeAll(async () => {
  other = await startNode(world, database, { BATCH_MAX: '500' })
  commands = createPaymentCommands(world.app)
  otherCommands = createPaymentCommands(other.app)
  await world.fundInstitution(1_000_000)
  shop = await world.shop({ refundAdvanceLimit: 1_000 })
  person = await world.person({ balance: 50_000_000 })
  instrument = { by: 'holder', method: 'wallet_balance', holderId: person.uuid }
}, 60_000)
afterAll(() => other.stop())

/** Runs the inputs as one batch, each under a key of its own unless said. */
function runAll<C>(handler: CommandHandler<Faulty<C>>, inputs: readonly C[], keys?: readonly string[]): Promise<CommandReply[]> {
  return Promise.all(
    inputs.map((input, at) =>
      handler.execute({ input, fault: null }, contextOf(merchantPrincipal(shop.uuid), 'test', keys?.[at] ?? randomUUID(), 'said')),
    ),
  )
}

type Said = { readonly id: string; readonly status: string; readonly captured: number; readonly refunded: number; readonly code: string }
const said = (reply: CommandReply | undefined): Said => JSON.parse(reply?.body ?? '{}') as Said
const idOf = (reply: CommandReply | undefined): Id<'pay'> => {
  const id = parseId('pay', said(reply).id)
  if (id === null) throw new Error(`no payment: ${reply?.body}`)
  return id
}
const merchantId = (): Id<'mer'> => shop.uuid
const times = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at))
const balanceOf = async (): Promise<{ available: number; pending: number }> => {
  const { body } = await person.call('GET', '/v1/wallet/me')
  return body.balance as { available: number; pending: number }
}

describe('the number of statements of a batch of 1 equals that of a batch of 500', () => {
  /** Statements of a batch with one input and of a batch with five hundred. */
  async function measured<C>(
    handler: CommandHandler<Faulty<C>>,
    inputs: readonly C[],
  ): Promise<{ one: number; many: number; replies: CommandReply[] }> {
    commands.statements.length = 0
    const [first, ...rest] = inputs
    const replies = [...(await runAll(handler, [first as C])), ...(await runAll(handler, rest))]
    expect(rest).toHaveLength(500)
    expect(commands.statements).toHaveLength(2)
    for (const reply of replies) expect([reply.status, reply.body]).toEqual([200, expect.anything()])
    return { one: commands.statements[0] ?? 0, many: commands.statements[1] ?? -1, replies }
  }

  it('when payments are created, and when they are confirmed', async () => {
    const created = await measured(
      commands.create,
      times(501, () => newPayment(merchantId(), 1)),
    )
    expect(created.many).toBe(created.one)
    const confirmed = await measured(
      commands.confirm,
      created.replies.map(reply => ({ paymentId: idOf(reply), merchantId: merchantId(), instrument })),
    )
    expect(confirmed.many).toBe(confirmed.one)
    const refunded = await measured(
      commands.refund,
      created.replies.map(reply => ({ paymentId: idOf(reply), merchantId: merchantId(), amount: null, reason: null, metadata: null })),
    )
    expect(refunded.many).toBe(refunded.one)
  })

  it('when payments are created and confirmed at once', async () => {
    const paid = await measured(
      commands.create,
      times(501, () => newPayment(merchantId(), 2, { instrument })),
    )
    expect(paid.many).toBe(paid.one)
    expect(paid.one).toBeLessThanOrEqual(20)
  })

  it('when payments are authorised, captured and canceled', async () => {
    const authorised = await measured(
      commands.create,
      times(501, () => newPayment(merchantId(), 3, { instrument, captureMethod: 'manual' })),
    )
    expect(authorised.many).toBe(authorised.one)
    const captured = await measured(
      commands.capture,
      authorised.replies.map(reply => ({ paymentId: idOf(reply), merchantId: merchantId(), amount: 2n })),
    )
    expect(captured.many).toBe(captured.one)
    const again = await runAll(
      commands.create,
      times(501, () => newPayment(merchantId(), 3, { instrument, captureMethod: 'manual' })),
    )
    const canceled = await measured(
      commands.cancel,
      again.map(reply => ({ paymentId: idOf(reply), merchantId: merchantId(), reason: null })),
    )
    expect(canceled.many).toBe(canceled.one)
  })
})

describe('in one batch', () => {
  const authorise = async (amount: number): Promise<Id<'pay'>> => {
    const [reply] = await runAll(commands.create, [newPayment(merchantId(), amount, { instrument, captureMethod: 'manual' })])
    return idOf(reply)
  }

  it('two captures of 60 on an authorisation of 100: one passes', async () => {
    const before = await balanceOf()
    const paymentId = await authorise(100)
    commands.statements.length = 0
    const capture = { paymentId, merchantId: merchantId(), amount: 60n }
    const replies = await runAll(commands.capture, [capture, capture])
    expect(commands.statements).toHaveLength(1)
    expect(replies.map(reply => reply.status)).toEqual([200, 409])
    expect(said(replies[0])).toMatchObject({ status: 'succeeded', captured: 60 })
    expect(said(replies[1])).toMatchObject({ code: 'payment_already_succeeded' })
    expect(await balanceOf()).toEqual({ ...before, available: before.available - 60 })
  })

  it('a capture and a cancellation of one authorisation, from two nodes at once: one passes', async () => {
    for (let round = 0; round < 20; round++) {
      const before = await balanceOf()
      const paymentId = await authorise(100)
      const [captured, canceled] = await Promise.all([
        runAll(commands.capture, [{ paymentId, merchantId: merchantId(), amount: null }]),
        runAll(otherCommands.cancel, [{ paymentId, merchantId: merchantId(), reason: null }]),
      ])
      expect([captured[0]?.status, canceled[0]?.status].sort()).toEqual([200, 409])
      expect(await balanceOf()).toEqual({ ...before, available: before.available - (captured[0]?.status === 200 ? 100 : 0) })
    }
  })

  it('two refunds of 60 of a payment of 100: one passes, and the rest can still be refunded', async () => {
    const [paid] = await runAll(commands.create, [newPayment(merchantId(), 100, { instrument })])
    const refund = (amount: bigint | null) => ({ paymentId: idOf(paid), merchantId: merchantId(), amount, reason: null, metadata: null })
    const replies = await runAll(commands.refund, [refund(60n), refund(60n), refund(null), refund(1n)])
    expect(replies.map(reply => reply.status)).toEqual([200, 422, 200, 422])
    expect(said(replies[2])).toMatchObject({ amount: 40 })
  })

  it('a payment is confirmed once, however often it is asked for', async () => {
    const [created] = await runAll(commands.create, [newPayment(merchantId(), 70)])
    const before = await balanceOf()
    const replies = await runAll(
      commands.confirm,
      times(20, () => ({ paymentId: idOf(created), merchantId: merchantId(), instrument })),
    )
    expect(replies.map(reply => reply.status)).toEqual([200, ...Array(19).fill(409)])
    expect((await balanceOf()).available).toBe(before.available - 70)
  })

  it('one key 32 times takes the money once', async () => {
    const before = await balanceOf()
    const key = randomUUID()
    commands.statements.length = 0
    const replies = await runAll(
      commands.create,
      times(32, () => newPayment(merchantId(), 500, { instrument })),
      Array(32).fill(key),
    )
    expect(commands.statements).toHaveLength(1)
    expect(new Set(replies.map(reply => reply.body)).size).toBe(1)
    expect(replies.map(reply => reply.replayed)).toEqual([false, ...Array(31).fill(true)])
    expect((await balanceOf()).available).toBe(before.available - 500)
  })

  it('the last money is spent once, in the order of arrival', async () => {
    const poor = await world.person({ balance: 1_000 })
    const his: Instrument = { by: 'holder', method: 'wallet_balance', holderId: poor.uuid }
    const amounts = [400, 700, 300, 301, 300, 1]
    const replies = await runAll(
      commands.create,
      amounts.map(amount => newPayment(merchantId(), amount, { instrument: his })),
    )
    expect(replies.map(reply => said(reply).code ?? said(reply).status)).toEqual([
      'succeeded',
      'insufficient_funds',
      'succeeded',
      'insufficient_funds',
      'succeeded',
      'insufficient_funds',
    ])
  })
})

describe('opposite key orders on two nodes', () => {
  it('end without a deadlock: each key is decided once', async () => {
    for (let round = 0; round < 10; round++) {
      const before = await balanceOf()
      const keys = times(40, () => randomUUID())
      const inputs = keys.map(() => newPayment(merchantId(), 7, { instrument }))
      const replies = await Promise.all([runAll(commands.create, inputs, keys), runAll(otherCommands.create, inputs, keys.toReversed())])
      for (const { status } of replies.flat()) expect([200, 409]).toContain(status)
      expect((await balanceOf()).available).toBe(before.available - 40 * 7)
    }
  })

  it('end without a deadlock when the same payments are captured and refunded in opposite orders', async () => {
    const made = await runAll(
      commands.create,
      times(60, () => newPayment(merchantId(), 9, { instrument, captureMethod: 'manual' })),
    )
    const captures = made.map(reply => ({ paymentId: idOf(reply), merchantId: merchantId(), amount: null }))
    const captured = await Promise.all([runAll(commands.capture, captures), runAll(otherCommands.capture, captures.toReversed())])
    expect(captured.flat().filter(reply => reply.status === 200)).toHaveLength(60)
    const refunds = captures.map(capture => ({ ...capture, amount: 9n, reason: null, metadata: null }))
    const refunded = await Promise.all([runAll(commands.refund, refunds), runAll(otherCommands.refund, refunds.toReversed())])
    expect(refunded.flat().filter(reply => reply.status === 200)).toHaveLength(60)
  })
})
