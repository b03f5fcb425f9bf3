/** What rails state is kept before it is answered and applied once: across bursts, repetitions, failing owners, nodes and crashes. */
import { beforeEach, describe, expect, it } from 'vitest'
import { useDatabase } from '../../../test/harness/database.ts'
import { formatId } from '../../kernel/ids.ts'
import { businessDateOf } from '../../kernel/time.ts'
import { type Row, sql } from '../../platform/db.ts'
import { CODE, createScriptedRail, paid, statement } from './scripted-rail.ts'
import * as inbox from './store/inbox.ts'
import { eventually, useClearing } from './test-house.ts'
import type { NewInstruction } from './types.ts'

const rail = createScriptedRail()
const database = useDatabase()
const test = useClearing(database, { rails: () => ({ rail: rail.connection }) })

const WAITING = sql('test.inbox_waiting', 'SELECT count(*)::int AS waiting FROM clearing.inbox WHERE next_at IS NOT NULL')
const ALL = sql('test.inbox_all', 'SELECT count(*)::int AS waiting FROM clearing.inbox')
const count = async (of: typeof ALL): Promise<number> => (await database.db.query<{ waiting: number } & Row>(of))[0]?.waiting ?? -1
const today = () => businessDateOf(test.clock.now(), 'Asia/Shanghai')
const result = async (instruction: { reference: string }): Promise<string[]> => (await test.owner(instruction)).results

beforeEach(() => rail.always('debit', () => CODE))

async function order(amount: bigint): Promise<NewInstruction> {
  const made = await test.submit({ house: 'rail', amount, channelOrder: { flow: 'native', subMerchant: null } })
  await eventually(async () => rail.callsOf('debit', made.id) === 1, 'it is sent')
  return made
}
const told = (made: NewInstruction, key: string) =>
  statement({ key, id: formatId('ins', made.id), amount: String(made.amount), date: today() })
/** What a node keeps before it dies. */
const keptByADeadNode = async (made: NewInstruction, eventKey: string): Promise<void> => {
  const now = test.clock.now()
  const { amount, id: instructionId } = made
  const observation = { kind: 'succeeded', amount, houseReference: null, settlementDate: today() } as const
  await inbox.keepStatements(
    database.db,
    [{ house: 'rail', eventKey, instruction: formatId('ins', made.id), instructionId, observation }],
    now,
    new Date(now.getTime() + 30_000),
  )
}

describe('a statement of a rail', () => {
  it('is kept when it is answered and applied afterwards; repetitions change nothing', async () => {
    const made = await order(100n)
    const heard = await Promise.all(Array.from({ length: 5 }, () => test.clearing.receiveCallback('rail', told(made, 'e1'))))
    expect(heard.every(answer => answer.ok)).toBe(true)
    expect(await count(ALL)).toBe(1)
    await test.clearing.applyInbox()
    expect(await result(made)).toEqual(['succeeded'])
    await test.clearing.receiveCallback('rail', told(made, 'e1'))
    await test.clearing.applyInbox()
    expect([await count(WAITING), await result(made)]).toEqual([0, ['succeeded']])
  })

  it('may come in another way than by callback', async () => {
    const made = await order(101n)
    const instruction = formatId('ins', made.id)
    await test.clearing.hear('rail', [{ eventKey: 'back', instruction, instructionId: made.id, answer: paid(101n, today()) }])
    await test.clearing.applyInbox()
    expect(await result(made)).toEqual(['succeeded'])
  })

  it('survives the node that kept it: another takes it up when the lease is over', async () => {
    const made = await order(102n)
    await keptByADeadNode(made, 'e2')
    expect(await test.clearing.applyInbox()).toBe(0)
    expect(await result(made)).toEqual([])
    test.clock.advance(30_000)
    expect(await test.clearing.applyInbox()).toBe(1)
    expect(await result(made)).toEqual(['succeeded'])
    expect(await count(WAITING)).toBe(0)
  })

  it('is applied once by nodes that take it up together', async () => {
    const orders = await Promise.all(Array.from({ length: 30 }, (_, at) => order(BigInt(200 + at))))
    for (const [at, made] of orders.entries()) await keptByADeadNode(made, `many ${at}`)
    test.clock.advance(30_000)
    const nodes = [test.clearing, test.anotherNode(), test.anotherNode()]
    const taken = await Promise.all(nodes.map(node => node.applyInbox()))
    expect(taken.reduce((sum, one) => sum + one, 0)).toBe(30)
    for (const made of orders) expect(await result(made)).toEqual(['succeeded'])
  })

  it('is applied by the node that kept it although another took it up meanwhile, once', async () => {
    const made = await order(103n)
    const known = await inbox.keepStatements(
      database.db,
      [
        {
          house: 'rail',
          eventKey: 'both',
          instruction: formatId('ins', made.id),
          instructionId: made.id,
          observation: { kind: 'succeeded', amount: 103n, houseReference: null, settlementDate: null },
        },
      ],
      test.clock.now(),
      test.clock.now(),
    )
    expect(known.size).toBe(1)
    await Promise.all([test.clearing.applyInbox(), test.anotherNode().applyInbox(), test.clearing.applyInbox()])
    expect(await result(made)).toEqual(['succeeded'])
  })

  it('waits for an owner that fails, alone, and is tried again', async () => {
    const [poisoned, fine] = [await order(104n), await order(105n)]
    test.failOwner(1)
    await test.clearing.receiveCallback('rail', told(poisoned, 'p'))
    await test.clearing.applyInbox()
    await test.clearing.receiveCallback('rail', told(fine, 'f'))
    await test.clearing.applyInbox()
    expect([await result(poisoned), await result(fine)]).toEqual([[], ['succeeded']])
    expect(await count(WAITING)).toBe(1)
    test.clock.advance(2_000)
    expect(await test.clearing.applyInbox()).toBe(1)
    expect(await result(poisoned)).toEqual(['succeeded'])
  })

  it('is forgotten when rails no longer repeat it, but never before it was applied', async () => {
    const made = await order(106n)
    await keptByADeadNode(made, 'old')
    test.clock.advance(40 * 86_400_000)
    const before = new Date(test.clock.now().getTime() - 30 * 86_400_000)
    await test.clearing.pruneInbox(before)
    expect([await count(ALL), await count(WAITING)]).toEqual([1, 1])
    await test.clearing.applyInbox()
    expect(await test.clearing.pruneInbox(before)).toBe(1)
    expect(await count(ALL)).toBe(0)
  })
})
