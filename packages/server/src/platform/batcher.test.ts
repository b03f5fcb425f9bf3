/** What a batcher promises its callers: order, one batch in flight or two under load, a bounded queue, and that nobody pays for another's poison. */
import { describe, expect, it } from 'vitest'
import { type BatcherOptions, createBatcher, OverloadedError } from './batcher.ts'

type Asked = { readonly caller: string; readonly value: number; readonly poison?: boolean }

const ask = (value: number, more: Partial<Asked> = {}): Asked => ({ caller: `caller ${value}`, value, ...more })

/** A batcher that answers each command with its value, and fails every batch that holds a poisoned one. */
function setUp(options: Partial<BatcherOptions<Asked, number>> = {}) {
  const batches: number[][] = []
  const defects: number[] = []
  const world = { inFlight: 0, inFlightMost: 0 }
  const batcher = createBatcher<Asked, number>({
    name: 'test',
    batchMax: 100,
    queueMax: 1_000,
    callerOf: command => command.caller,
    onDefect: command => defects.push(command.value),
    async run(commands) {
      world.inFlight += 1
      world.inFlightMost = Math.max(world.inFlightMost, world.inFlight)
      batches.push(commands.map(command => command.value))
      await new Promise(resolve => setTimeout(resolve, 2))
      world.inFlight -= 1
      if (commands.some(command => command.poison)) throw new Error('poison')
      return commands.map(command => command.value)
    },
    ...options,
  })
  return { batcher, batches, defects, world }
}

const transient = (): Error => Object.assign(new Error('the database is restarting'), { code: '57P01' })
const range = (length: number): number[] => Array.from({ length }, (_, at) => at)
const outcomes = (answers: readonly Promise<number>[]): Promise<(number | 'refused')[]> =>
  Promise.all(answers.map(answer => answer.catch(() => 'refused' as const)))

describe('a batcher', () => {
  it('runs a lone command at once, alone', async () => {
    const { batcher, batches } = setUp()
    const answer = batcher.submit(ask(1))
    await new Promise(resolve => setImmediate(resolve))
    expect(batches).toEqual([[1]])
    expect(await answer).toBe(1)
  })

  it('gathers what arrives in one turn, and while a batch is in flight', async () => {
    const { batcher, batches } = setUp()
    const first = range(3).map(value => batcher.submit(ask(value)))
    await new Promise(resolve => setTimeout(resolve, 1))
    const rest = range(4).map(value => batcher.submit(ask(10 + value)))
    expect(await Promise.all([...first, ...rest])).toEqual([0, 1, 2, 10, 11, 12, 13])
    expect(batches).toEqual([
      [0, 1, 2],
      [10, 11, 12, 13],
    ])
  })

  it('has one batch in flight, of batchMax commands at the most, in the order of arrival', async () => {
    const { batcher, batches, world } = setUp({ batchMax: 7 })
    const answers = range(40).map(value => batcher.submit(ask(value)))
    expect(await Promise.all(answers)).toEqual(range(40))
    expect(batches.flat()).toEqual(range(40))
    expect(batches.map(batch => batch.length)).toEqual([7, 7, 7, 7, 7, 5])
    expect(world.inFlightMost).toBe(1)
  })

  it('refuses what its queue cannot hold, and serves again when there is room', async () => {
    const { batcher } = setUp({ batchMax: 2, queueMax: 5 })
    const answers = range(9).map(value => batcher.submit(ask(value)))
    expect(batcher.depth).toBe(5)
    expect(await outcomes(answers)).toEqual([0, 1, 2, 3, 4, 'refused', 'refused', 'refused', 'refused'])
    const refused = batcher.submit(ask(9)).then(
      () => null,
      (error: unknown) => error,
    )
    expect(await refused).toBeNull()
    const failure = await (answers[8] as Promise<number>).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(OverloadedError)
    expect((failure as OverloadedError).retryAfterSeconds).toBe(1)
  })

  it('drains: waits until everything accepted has its answer', async () => {
    const { batcher } = setUp({ batchMax: 3 })
    let answered = 0
    for (const value of range(10)) void batcher.submit(ask(value)).then(() => answered++)
    await batcher.drain()
    expect(answered).toBe(10)
    expect(batcher.depth).toBe(0)
    await batcher.drain()
  })

  it('says how large each batch was and how long it took', async () => {
    const told: [number, number][] = []
    const { batcher } = setUp({ onBatch: (size, durationMs) => told.push([size, durationMs]) })
    await Promise.all(range(3).map(value => batcher.submit(ask(value))))
    expect(told).toHaveLength(1)
    expect(told[0]?.[0]).toBe(3)
    expect(told[0]?.[1]).toBeGreaterThan(0)
  })
})

describe('a batcher that may run a second batch', () => {
  const beside = { from: 3, keyOf: (command: Asked) => `key ${command.value % 100}` }
  const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

  it('does so from enough waiting commands on, and never runs a third', async () => {
    const { batcher, batches, world } = setUp({ beside })
    const answers = [batcher.submit(ask(0))]
    await turn()
    answers.push(batcher.submit(ask(1)), batcher.submit(ask(2)))
    await turn()
    expect(batches).toEqual([[0]])
    answers.push(batcher.submit(ask(3)))
    await turn()
    expect(batches).toEqual([[0], [1, 2, 3]])
    for (const value of [4, 5, 6, 7]) answers.push(batcher.submit(ask(value)))
    await turn()
    expect(batches).toHaveLength(2)
    expect(await Promise.all(answers)).toEqual(range(8))
    expect(batches.slice(2).flat()).toEqual([4, 5, 6, 7])
    expect(world.inFlightMost).toBe(2)
  })

  it('keeps commands of one key apart, and lets the others pass', async () => {
    const { batcher, batches } = setUp({ beside })
    const answers = [batcher.submit(ask(1))]
    await turn()
    for (const value of [101, 2, 3, 201]) answers.push(batcher.submit(ask(value)))
    await turn()
    expect(batches).toEqual([[1], [2, 3]])
    expect(await Promise.all(answers)).toEqual([1, 101, 2, 3, 201])
    expect(batches.slice(2)).toEqual([[101, 201]])
    await batcher.drain()
  })

  it('starts what waited for a key of the other lane', async () => {
    const { batcher, batches } = setUp({ beside })
    await batcher.submit(ask(0, { caller: 'mallory', poison: true })).catch(() => {})
    batches.length = 0
    const suspected = batcher.submit(ask(5, { caller: 'mallory' }))
    await turn()
    const other = batcher.submit(ask(105, { caller: 'alice' }))
    await turn()
    expect(batches).toEqual([[5]])
    expect(await Promise.all([suspected, other])).toEqual([5, 105])
    expect(batches).toEqual([[5], [105]])
  })
})

describe('a poisoned command', () => {
  it('fails alone: halving finds it, and its neighbours are answered in order', async () => {
    const { batcher, batches, defects } = setUp()
    const answers = range(16).map(value => batcher.submit(ask(value, { poison: value === 11 })))
    expect(await outcomes(answers)).toEqual(range(16).map(value => (value === 11 ? 'refused' : value)))
    expect(defects).toEqual([11])
    const succeeded = batches.filter(batch => !batch.includes(11)).flat()
    expect(succeeded).toEqual(range(16).filter(value => value !== 11))
    expect(batches.length).toBeLessThanOrEqual(2 * Math.log2(16) + 1)
  })

  it('fails alone when there are several, even when all are', async () => {
    const { batcher, defects } = setUp()
    const isPoison = (value: number): boolean => value % 5 === 0
    expect(await outcomes(range(30).map(value => batcher.submit(ask(value, { poison: isPoison(value) }))))).toEqual(
      range(30).map(value => (isPoison(value) ? 'refused' : value)),
    )
    expect(defects).toEqual([0, 5, 10, 15, 20, 25])
    const { batcher: other, defects: all } = setUp()
    expect(await outcomes(range(5).map(value => other.submit(ask(value, { poison: true }))))).toEqual(Array(5).fill('refused'))
    expect(all).toEqual(range(5))
  })

  it('sends its caller to a lane of its own, where others no longer pay', async () => {
    const { batcher, batches, world } = setUp()
    await batcher.submit(ask(0, { caller: 'mallory', poison: true })).catch(() => {})
    batches.length = 0
    const answers = range(40).map(value =>
      batcher.submit(ask(value, value % 4 === 0 ? { caller: 'mallory', poison: value % 8 === 0 } : { caller: 'alice' })),
    )
    expect(await outcomes(answers)).toEqual(range(40).map(value => (value % 8 === 0 ? 'refused' : value)))
    const ofAlice = batches.filter(batch => batch.some(value => value % 4 !== 0))
    expect(ofAlice).toEqual([range(40).filter(value => value % 4 !== 0)])
    const ofMallory = batches.filter(batch => batch.some(value => value % 4 === 0))
    expect(Math.max(...ofMallory.map(batch => batch.length))).toBeLessThanOrEqual(8)
    expect(world.inFlightMost).toBe(2)
  })

  it('is one that answers too few', async () => {
    const { batcher, defects } = setUp({ run: async commands => commands.slice(1).map(command => command.value) })
    expect(await outcomes(range(3).map(value => batcher.submit(ask(value))))).toEqual(['refused', 'refused', 'refused'])
    expect(defects).toEqual([0, 1, 2])
  })
})

describe('a transient error', () => {
  it('is tried again with the same commands, in one piece, and blames nobody', async () => {
    let failures = 2
    const batches: number[][] = []
    const { batcher, defects } = setUp({
      async run(commands) {
        batches.push(commands.map(command => command.value))
        if (failures-- > 0) throw transient()
        return commands.map(command => command.value)
      },
    })
    expect(await Promise.all(range(4).map(value => batcher.submit(ask(value))))).toEqual(range(4))
    expect(batches).toEqual([range(4), range(4), range(4)])
    expect(defects).toEqual([])
  })

  it('ends after a bounded number of tries, and quarantines nobody', async () => {
    let tries = 0
    let isUp = false
    const { batcher, defects, world } = setUp({
      async run(commands) {
        tries += 1
        if (!isUp) throw transient()
        return commands.map(command => command.value)
      },
    })
    expect(await outcomes([batcher.submit(ask(1, { caller: 'a' })), batcher.submit(ask(2, { caller: 'a' }))])).toEqual([
      'refused',
      'refused',
    ])
    expect(tries).toBe(6)
    expect(defects).toEqual([1, 2])
    isUp = true
    tries = 0
    expect(await Promise.all([batcher.submit(ask(3, { caller: 'a' })), batcher.submit(ask(4, { caller: 'b' }))])).toEqual([3, 4])
    expect(tries).toBe(1)
    expect(world.inFlightMost).toBe(0)
  })
})
