/** Orders at channels: what payers must do, closing, cancelling, quotas, statuses nobody knows, and rails that must not slow each other. */
import { describe, expect, it } from 'vitest'
import { useDatabase } from '../../../test/harness/database.ts'
import { formatId, type Id } from '../../kernel/ids.ts'
import { businessDateOf } from '../../kernel/time.ts'
import { ACCEPTED, CLOSED, CODE, createScriptedRail, NOT_FOUND, paid, SILENT, statement, UNREACHED } from './scripted-rail.ts'
import { eventually, useClearing } from './test-house.ts'
import type { ChannelOrder, NewInstruction } from './types.ts'

const rail = createScriptedRail()
const other = createScriptedRail()
const database = useDatabase()
const test = useClearing(database, { rails: () => ({ rail: rail.connection, other: other.connection }) })

const ORDER: ChannelOrder = { flow: 'native', subMerchant: '1900000109' }
const today = () => businessDateOf(test.clock.now(), 'Asia/Shanghai')
const inFuture = (ms: number): Date => new Date(test.clock.now().getTime() + ms)
const result = async (instruction: { reference: string }): Promise<string[]> => (await test.owner(instruction)).results
const state = async (id: Id<'ins'>): Promise<string> => (await test.instruction(id)).state
const order = (amount: bigint, change: Partial<NewInstruction> = {}): Promise<NewInstruction> =>
  test.submit({ house: 'rail', amount, channelOrder: ORDER, deadline: inFuture(900_000), ...change })
/** An order whose code the payer can see. */
async function shown(amount: bigint, change: Partial<NewInstruction> = {}): Promise<NewInstruction> {
  rail.say('debit', CODE)
  const made = await order(amount, change)
  await eventually(async () => (await test.clearing.actionsOf(database.db, [made.id])).size === 1, 'the code is there')
  return made
}
const cancel = (instruction: NewInstruction): Promise<void> =>
  database.db.transaction(async tx => {
    test.clearing.cancel(tx, [instruction.id])
    await Promise.resolve()
  })
async function later(ms: number): Promise<void> {
  test.clock.advance(ms)
  await test.clearing.dispatchDue()
  await test.clearing.queryDue()
}

describe('an order that a payer pays at a channel', () => {
  it('keeps what the payer must do, tells it once, and who paid and what it cost', async () => {
    const made = await shown(100n)
    expect((await test.clearing.actionsOf(database.db, [made.id])).get(made.id)).toEqual({
      type: 'qr_code',
      content: 'weixin://wxpay/x',
      expiresAt: null,
    })
    rail.say('query', CODE, paid(100n, today(), { payer: 'openid-1', fee: 1n }))
    await later(4_000)
    expect(test.actions).toEqual([`${made.reference} qr_code`])
    await later(60_000)
    expect(await result(made)).toEqual(['succeeded'])
    expect(await test.instruction(made.id)).toMatchObject({ payer: 'openid-1', fee: 1n })
  })

  it('is asked about at least each minute until its deadline, and never given up before it', async () => {
    const made = await shown(101n, { deadline: inFuture(86_400_000) })
    rail.always('query', () => CODE)
    for (let minute = 0; minute < 60; minute++) await later(61_000)
    expect(rail.callsOf('query', made.id)).toBeGreaterThanOrEqual(59)
    rail.say('query', paid(101n, today()))
    await later(61_000)
    expect(await result(made)).toEqual(['succeeded'])
  })

  it('is closed at its deadline, and fails for want of a payer', async () => {
    const made = await shown(102n, { deadline: inFuture(20_000) })
    rail.say('close', CLOSED)
    await later(20_001)
    expect(rail.callsOf('close', made.id)).toBe(1)
    expect(await result(made)).toEqual(['failed:payer_timeout'])
  })

  it('succeeds when closing finds it paid', async () => {
    const made = await shown(103n, { deadline: inFuture(20_000) })
    rail.say('close', paid(103n, today()))
    await later(20_001)
    expect(await result(made)).toEqual(['succeeded'])
  })

  it('that was never seen at its deadline is closed where the rail can do that, else it is over when nothing can arrive any more', async () => {
    rail.say('debit', SILENT, SILENT)
    rail.always('query', () => NOT_FOUND)
    const [closable, lost] = [await order(104n, { deadline: inFuture(2_000) }), await order(105n, { deadline: inFuture(2_000) })]
    await eventually(async () => (await state(closable.id)) === 'unknown' && (await state(lost.id)) === 'unknown', 'nobody knows')
    rail.always('close', ({ id }) => (id === closable.id ? CLOSED : NOT_FOUND))
    await later(25_000)
    expect([await result(closable), await result(lost)]).toEqual([['failed:not_sent_in_time'], []])
    await later(400_000)
    expect(await result(lost)).toEqual(['failed:not_sent_in_time'])
    rail.always('query', () => SILENT)
  })

  it('that was lost while somebody waited is not sent again after that', async () => {
    rail.say('debit', SILENT)
    rail.say('query', NOT_FOUND)
    rail.say('close', CLOSED)
    const made = await order(106n, { sendBy: inFuture(5_000) })
    await eventually(async () => (await state(made.id)) === 'unknown', 'nobody knows')
    await later(6_000)
    expect(await result(made)).toEqual(['failed:not_sent_in_time'])
    expect(rail.callsOf('debit', made.id)).toBe(1)
  })
})

describe('an order that its owner no longer wants', () => {
  it('is closed at the rail and fails as closed', async () => {
    const made = await shown(110n)
    rail.say('query', CODE)
    rail.say('close', CLOSED)
    await cancel(made)
    await eventually(async () => (await result(made)).length > 0, 'it ends by itself')
    expect(await result(made)).toEqual(['failed:closed'])
  })

  it('succeeds when it was paid meanwhile, and a paid one is left alone', async () => {
    const made = await shown(111n)
    rail.say('query', paid(111n, today()))
    await cancel(made)
    await eventually(async () => (await result(made)).length > 0, 'it ends')
    await cancel(made)
    await later(60_000)
    expect(await result(made)).toEqual(['succeeded'])
    expect(rail.callsOf('close', made.id)).toBe(0)
  })

  it('fails at once when it never reached the rail', async () => {
    rail.say('debit', UNREACHED)
    const made = await order(112n)
    await eventually(async () => (await state(made.id)) === 'created' && rail.callsOf('debit', made.id) === 1, 'it did not arrive')
    await cancel(made)
    await eventually(async () => (await result(made)).length > 0, 'it ends')
    expect(await result(made)).toEqual(['failed:closed'])
    expect(rail.callsOf('close', made.id)).toBe(0)
  })

  it('is not closed while it is on its way, and is closed as soon as it has arrived', async () => {
    let arrive: (answer: typeof CODE) => void = () => {}
    rail.say('debit', new Promise(resolve => (arrive = resolve)))
    const made = await order(113n)
    await eventually(async () => rail.callsOf('debit', made.id) === 1, 'it is on its way')
    await cancel(made)
    await test.clearing.queryDue()
    expect(rail.callsOf('query', made.id)).toBe(0)
    rail.say('query', CODE)
    rail.say('close', CLOSED)
    arrive(CODE)
    await eventually(async () => (await test.clearing.actionsOf(database.db, [made.id])).size === 1, 'it arrives')
    await test.clearing.queryDue()
    expect(await result(made)).toEqual(['failed:closed'])
  })

  it('is asked about again when it cannot be closed yet', async () => {
    const made = await shown(114n)
    rail.say('query', CODE, CODE)
    rail.say('close', ACCEPTED, CLOSED)
    await cancel(made)
    await eventually(async () => rail.callsOf('close', made.id) === 1, 'the rail puts it off')
    expect(await result(made)).toEqual([])
    await later(60_000)
    expect(await result(made)).toEqual(['failed:closed'])
  })

  it('goes on when it is no order of a payer', async () => {
    rail.say('payout', ACCEPTED)
    const payout = await test.submit({
      house: 'rail',
      purpose: 'payout',
      kind: 'payout',
      amount: 115n,
      payee: { name: '小店', account: 'a' },
    })
    await eventually(async () => rail.callsOf('payout', payout.id) === 1, 'it is sent')
    await cancel(payout)
    rail.say('query', paid(115n, today()))
    await later(60_000)
    expect(await result(payout)).toEqual(['succeeded'])
  })
})

describe('a rail that cannot be reached', () => {
  it('is tried for as long as somebody waits, and no longer', async () => {
    rail.always('debit', () => UNREACHED)
    const made = await order(120n, { sendBy: inFuture(1_200) })
    await eventually(async () => (await result(made)).length > 0, 'the payer is told in time')
    expect(await result(made)).toEqual(['failed:not_sent_in_time'])
    expect(rail.callsOf('debit', made.id)).toBe(2)
  })

  it('that hangs keeps neither the other rails nor the sweep waiting', async () => {
    const hanging: ((answer: typeof SILENT) => void)[] = []
    rail.always('debit', () => new Promise(resolve => hanging.push(resolve)))
    const stuck = await Promise.all(Array.from({ length: 60 }, () => order(121n)))
    await eventually(async () => hanging.length === 48, 'as many hang as may be under way')
    other.always('debit', ({ amount }) => paid(amount, today()))
    const flowing = await Promise.all(Array.from({ length: 20 }, () => order(122n, { house: 'other' })))
    test.clearing.sweep()
    await eventually(
      async () => (await Promise.all(flowing.map(result))).every(results => results[0] === 'succeeded'),
      'the others are paid',
    )
    expect(hanging).toHaveLength(48)
    rail.always('debit', () => CLOSED)
    for (const release of hanging.splice(0)) release(CLOSED)
    await eventually(async () => (await Promise.all(stuck.map(result))).every(results => results.length === 1), 'the rail goes on')
  })
})

describe('a rail that does not answer questions', () => {
  it('is still sent what waits for it', async () => {
    rail.always('payout', () => ({ result: 'not_sent', reason: 'quota', waits: 'quota_exhausted', retry: 'safe' }))
    const asked: ((answer: typeof SILENT) => void)[] = []
    rail.always('query', () => new Promise(resolve => asked.push(resolve)))
    const silent = await shown(124n)
    const payee = { name: '小店', account: 'a' }
    const waiting = await test.submit({ house: 'rail', purpose: 'payout', kind: 'payout', amount: 125n, payee })
    const sent = (times: number) => eventually(async () => rail.callsOf('payout', waiting.id) === times, `it is sent ${times} times`)
    await sent(1)
    for (const times of [2, 3]) {
      await eventually(async () => (await test.instruction(waiting.id)).wait_reason !== null, 'it waits')
      test.clock.advance(61_000)
      test.clearing.sweep()
      await sent(times)
    }
    expect(rail.callsOf('query', silent.id)).toBe(1)
    rail.always('payout', () => CLOSED)
    rail.always('query', () => SILENT)
    for (const release of asked.splice(0)) release(CLOSED)
    await eventually(async () => (await result(silent)).length === 1, 'it answers')
    await later(61_000)
    expect(await result(waiting)).toEqual(['failed:closed'])
  })
})

describe('a payout that the quota does not cover', () => {
  it('waits, without alarm, and is paid when the quota is filled up', async () => {
    rail.always('payout', () => ({ result: 'not_sent', reason: 'quota', waits: 'quota_exhausted', retry: 'safe' }))
    const payout = await test.submit({
      house: 'rail',
      purpose: 'payout',
      kind: 'payout',
      amount: 130n,
      payee: { name: '小店', account: 'a' },
    })
    for (let minute = 0; minute < 15; minute++) await later(61_000)
    expect(await test.instruction(payout.id)).toMatchObject({ state: 'created', wait_reason: 'quota_exhausted' })
    expect((await test.discrepancies()).filter(line => line.startsWith('undeliverable'))).toEqual([])
    rail.always('payout', () => ACCEPTED)
    await later(61_000)
    expect(await test.instruction(payout.id)).toMatchObject({ state: 'sent', wait_reason: null })
    rail.say('query', paid(130n, today()))
    await later(61_000)
    expect(await result(payout)).toEqual(['succeeded'])
  })

  it('fails at a rail that pays nobody out', async () => {
    const { payout: _, ...port } = other.connection.port
    const node = test.anotherNode(undefined, { other: { ...other.connection, port } })
    const made = await test.submit(
      { house: 'other', purpose: 'payout', kind: 'payout', amount: 131n, payee: { name: '小店', account: 'a' } },
      node,
    )
    await eventually(async () => (await result(made)).length > 0, 'it fails')
    expect(await result(made)).toEqual(['failed:refused_by_house'])
  })
})

describe('a status that nobody knows', () => {
  it('is kept and listed once, guessed by nobody, and resolved when a result comes', async () => {
    const made = await shown(140n)
    const unheard = { ...SILENT, unrecognised: 'PAYER_DEBT' } as const
    rail.say('query', unheard, unheard)
    await later(4_000)
    await later(61_000)
    await test.clearing.receiveCallback('rail', statement({ key: 'u1', id: formatId('ins', made.id), unrecognised: 'PAYER_DEBT' }))
    await test.clearing.applyInbox()
    expect((await test.discrepancies()).filter(line => line.startsWith('unknown_status'))).toEqual(['unknown_status open 140'])
    expect(await state(made.id)).toBe('sent')
    rail.say('query', paid(140n, today()))
    await later(61_000)
    expect(await result(made)).toEqual(['succeeded'])
    expect(await test.discrepancies()).toContain('unknown_status resolved 140')
  })
})
