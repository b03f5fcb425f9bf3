/** Idempotency on real PostgreSQL: a command is decided once per key, whatever is retried, lost, doubled or done at once. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { useAdmin } from '../../test/harness/admin.ts'
import { useDatabase } from '../../test/harness/database.ts'
import { createLossyProxy } from '../../test/harness/lossy-proxy.ts'
import { createAudit } from '../domains/audit/audit.ts'
import { formatId, newId } from '../kernel/ids.ts'
import { ok, refuse } from '../kernel/outcome.ts'
import { createMovableClock } from '../kernel/time.ts'
import type { CommandContext, CommandReply } from './commands.ts'
import { createCommands } from './create-commands.ts'
import { createDb, type Db, sql } from './db.ts'
import { createProblems } from './http/problems.ts'

const ADD = sql('test.commands_add', 'INSERT INTO public.decided (word, node) SELECT word, $2 FROM unnest($1::text[]) AS t (word)')
const DECIDED = sql('test.commands_decided', 'SELECT word, node FROM public.decided WHERE word LIKE $1 ORDER BY at')
const KEYS = sql('test.commands_keys', 'SELECT count(*) AS count FROM platform.idempotency_keys')
const LEAVES = sql(
  'test.commands_leaves',
  `SELECT actor, action, subject, result, request_id, encode(request_hash, 'hex') AS request_hash FROM audit.leaves ORDER BY id`,
)

const database = useDatabase()
const admin = useAdmin(database, [
  // PostgreSQL itself refuses the word "poison": what validation should have stopped.
  `CREATE TABLE public.decided (word text CHECK (word NOT LIKE '%poison'), node text NOT NULL, at bigint GENERATED ALWAYS AS IDENTITY)`,
  'GRANT SELECT, INSERT ON public.decided TO feiqian_app',
])
const clock = createMovableClock()
const merchantId = newId<'mer'>()
const problems = createProblems([])
const opened: Db[] = []
afterAll(() => Promise.all(opened.map(db => db.close())))

type Node = ReturnType<typeof createNode>

/** A node with one use case, which writes down each word it decides and refuses those that begin with "no". */
function createNode(name: string, connectionString = database.connectionString, deciding: () => Promise<void> = async () => {}) {
  const db = createDb({ connectionString, poolMax: 4, role: 'feiqian_app' })
  opened.push(db)
  const defects: unknown[] = []
  const batches: number[] = []
  const commands = createCommands({
    db,
    clock,
    audit: createAudit({ db, clock }).append,
    problems: problems.render,
    batchMax: 500,
    queueMax: 2_000,
    onDefect: (_name, _requestId, error) => defects.push(error),
    onBatch: (_name, size) => batches.push(size),
  })
  const handler = commands.define<string, string>({
    name: 'test.say',
    async decide(tx, batch) {
      if (batch.some(({ input }) => input.endsWith('defect'))) throw new Error('a defect')
      const outcomes = batch.map(({ input }) => (input.startsWith('no') ? refuse('forbidden', 'word') : ok(input)))
      tx.send(ADD, [outcomes.filter(outcome => outcome.ok).map(outcome => outcome.value), name])
      await deciding()
      return outcomes
    },
    present: (word, context) => ({ status: 201, body: { word, by: context.requestId } }),
    subject: word => `word ${word}`,
  })
  return {
    db,
    commands,
    defects,
    batches,
    say: (word: string, key: string | null, more: Partial<CommandContext> = {}): Promise<CommandReply> =>
      handler.execute(word, context(word, key, more)),
  }
}

/** Holds whoever passes until it is opened. */
function createGate() {
  const [reached, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  return {
    reached: reached.promise,
    open: opened.resolve,
    pass(): Promise<void> {
      reached.resolve()
      return opened.promise
    },
  }
}

const hashOf = (word: string): string => Buffer.from(word.padEnd(32, '.')).toString('hex').slice(0, 64)

function context(word: string, key: string | null, more: Partial<CommandContext>): CommandContext {
  return {
    principal: { kind: 'merchant', merchantId, keyId: newId<'key'>(), scopes: new Set() },
    requestId: formatId('req', newId<'req'>()),
    endpoint: 'say',
    idempotencyKey: key,
    requestHash: hashOf(word),
    baseUrl: 'http://127.0.0.1',
    language: 'en',
    ...more,
  }
}

let node: Node
const getNode = (): Node => {
  node ??= createNode('one')
  return node
}
beforeEach(() => {
  const { defects, batches } = getNode()
  defects.length = 0
  batches.length = 0
})

const decided = async (word: string): Promise<string[]> =>
  (await database.db.query<{ word: string }>(DECIDED, [`${word}%`])).map(row => row.word)
const keyCount = async (): Promise<number> => Number((await database.db.query<{ count: bigint }>(KEYS))[0]?.count)
const leaves = () => database.db.query<{ subject: string | null; result: string; request_id: string; request_hash: string }>(LEAVES)
const bodyOf = (reply: CommandReply): Record<string, unknown> => JSON.parse(reply.body) as Record<string, unknown>

describe('a key', () => {
  it('waits for its own batch while a second one passes, and then gets the stored answer', async () => {
    const gate = createGate()
    let held = false
    const busy = createNode('busy', database.connectionString, async () => {
      if (held) return
      held = true
      await gate.pass()
    })
    const key = randomUUID()
    const first = busy.say('held', key)
    await gate.reached
    const repeated = busy.say('held', key)
    // Sixty others are enough for a batch beside the one that is held.
    const others = await Promise.all(Array.from({ length: 60 }, (_, at) => busy.say(`beside ${at}`, randomUUID())))
    expect(new Set(others.map(({ status }) => status))).toEqual(new Set([201]))
    expect(await decided('held')).toEqual([])
    gate.open()
    expect(await repeated).toEqual({ ...(await first), replayed: true })
    expect(await decided('held')).toEqual(['held'])
    expect(busy.batches.toSorted((a, b) => a - b)).toEqual([1, 1, 60])
  })

  it('is answered once: a repetition gets the stored answer, word by word, and decides nothing', async () => {
    const key = randomUUID()
    const first = await node.say('apple', key)
    expect(first).toMatchObject({ status: 201, replayed: false, contentType: 'application/json' })
    const again = await node.say('apple', key)
    expect(again).toEqual({ ...first, replayed: true })
    expect(await decided('apple')).toEqual(['apple'])
  })

  it('replays a refusal as it was', async () => {
    const key = randomUUID()
    const first = await node.say('no pear', key)
    expect(first).toMatchObject({ status: 403, replayed: false, contentType: 'application/problem+json' })
    expect(bodyOf(first)).toMatchObject({ code: 'forbidden', param: 'word' })
    expect(await node.say('no pear', key)).toEqual({ ...first, replayed: true })
  })

  it('refuses another request, and changes nothing', async () => {
    const key = randomUUID()
    await node.say('fig', key)
    const [keysBefore, leavesBefore] = [await keyCount(), (await leaves()).length]
    const other = await node.say('figs', key)
    expect(other.status).toBe(422)
    expect(bodyOf(other)).toMatchObject({ code: 'idempotency_mismatch', param: 'Idempotency-Key' })
    expect(await decided('fig')).toEqual(['fig'])
    expect([await keyCount(), (await leaves()).length]).toEqual([keysBefore, leavesBefore])
  })

  it('belongs to its caller and its endpoint', async () => {
    const key = randomUUID()
    const stranger = { kind: 'merchant', merchantId: newId<'mer'>(), keyId: newId<'key'>(), scopes: new Set<string>() } as const
    const replies = await Promise.all([
      node.say('grape a', key),
      node.say('grape b', key, { principal: stranger }),
      node.say('grape c', key, { endpoint: 'shout' }),
    ])
    expect(replies.map(reply => [reply.status, reply.replayed])).toEqual(Array(3).fill([201, false]))
    expect(await decided('grape')).toEqual(['grape a', 'grape b', 'grape c'])
  })

  it('belongs to the merchant, not to the API key: a rotated key still replays', async () => {
    const key = randomUUID()
    const first = await node.say('kiwi', key)
    const rotated = { kind: 'merchant', merchantId, keyId: newId<'key'>(), scopes: new Set<string>() } as const
    expect(await node.say('kiwi', key, { principal: rotated })).toEqual({ ...first, replayed: true })
  })

  it('that another transaction holds is in flight: 409, decided nothing; its neighbours are not held up', async () => {
    const gate = createGate()
    const slow = createNode('slow', database.connectionString, gate.pass)
    const key = randomUUID()
    const holding = slow.say('lemon', key)
    await gate.reached
    const [refused, neighbour] = await Promise.all([node.say('lemon', key), node.say('lime', randomUUID())])
    expect(refused.status).toBe(409)
    expect(bodyOf(refused)).toMatchObject({ code: 'idempotency_in_flight' })
    expect(neighbour.status).toBe(201)
    gate.open()
    const first = await holding
    expect(first).toMatchObject({ status: 201, replayed: false })
    expect(await node.say('lemon', key)).toEqual({ ...first, replayed: true })
    expect(await decided('lemon')).toEqual(['lemon'])
  })

  it('can be forgotten after its time', async () => {
    const key = randomUUID()
    const before = clock.now()
    await node.say('mango', key)
    await node.commands.pruneKeys(before)
    expect((await node.say('mango', key)).replayed).toBe(true)
    clock.advance(1_000)
    expect(await node.commands.pruneKeys(clock.now())).toBeGreaterThan(0)
    expect(await keyCount()).toBe(0)
  })
})

describe('one batch', () => {
  it('decides a key that comes 32 times once; the others get its answer', async () => {
    const key = randomUUID()
    const replies = await Promise.all(Array.from({ length: 32 }, () => node.say('nectarine', key)))
    expect(node.batches).toEqual([32])
    expect(new Set(replies.map(reply => reply.body)).size).toBe(1)
    expect(replies.map(reply => reply.replayed)).toEqual([false, ...Array(31).fill(true)])
    expect(await decided('nectarine')).toEqual(['nectarine'])
  })

  it('refuses a repeated key with another request and answers the rest', async () => {
    const key = randomUUID()
    const replies = await Promise.all([
      node.say('olive', key),
      node.say('onion', key),
      node.say('orange', randomUUID()),
      node.say('olive', key),
    ])
    expect(node.batches).toEqual([4])
    expect(replies.map(reply => reply.status)).toEqual([201, 422, 201, 201])
    expect(replies[3]).toEqual({ ...replies[0], replayed: true })
    expect(await decided('o')).toEqual(['olive', 'orange'])
  })

  it('leaves one audit leaf for each command decided, refused ones included, none for a repetition', async () => {
    const before = (await leaves()).length
    const key = randomUUID()
    const replies = await Promise.all([node.say('papaya', key), node.say('papaya', key), node.say('no peach', randomUUID())])
    await node.say('papaya', key)
    const fresh = (await leaves()).slice(before)
    expect(fresh).toMatchObject([
      { actor: `mer:${merchantId}`, action: 'say', subject: 'word papaya', result: 'ok', request_hash: hashOf('papaya') },
      { subject: null, result: 'forbidden', request_hash: hashOf('no peach') },
    ])
    expect(fresh[0]?.request_id).toBe(bodyOf(replies[0] as CommandReply).by)
  })

  it('stores nothing of a command whose deciding throws, and everything of its neighbours', async () => {
    const [keysBefore, leavesBefore] = [await keyCount(), (await leaves()).length]
    const key = randomUUID()
    const answers = await Promise.allSettled([
      node.say('quince 1', randomUUID(), { requestId: 'req_1' }),
      node.say('quince defect', key),
      node.say('quince 2', randomUUID(), { requestId: 'req_2' }),
    ])
    expect(answers.map(answer => answer.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await decided('quince')).toEqual(['quince 1', 'quince 2'])
    expect([await keyCount(), (await leaves()).length]).toEqual([keysBefore + 2, leavesBefore + 2])
    expect(node.defects).toHaveLength(1)
  })

  it('stores nothing of a command that the database refuses, though its write was sent without waiting', async () => {
    const principal = { kind: 'system', name: 'poisoner' } as const
    const [keysBefore, leavesBefore] = [await keyCount(), (await leaves()).length]
    const answers = await Promise.allSettled([
      node.say('raisin 1', randomUUID()),
      node.say('raisin poison', randomUUID(), { principal }),
      node.say('raisin 2', randomUUID()),
      node.say('raisin 3', randomUUID()),
    ])
    expect(answers.map(answer => answer.status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
    expect(await decided('raisin')).toEqual(['raisin 1', 'raisin 2', 'raisin 3'])
    expect([await keyCount(), (await leaves()).length]).toEqual([keysBefore + 3, leavesBefore + 3])
    expect((node.defects[0] as { code?: string }).code).toBe('23514')
  })

  it('sends as many statements for 300 commands as for one', async () => {
    const counts: number[] = []
    const measured = node.commands.define<string, string>({
      name: 'test.measured',
      async decide(tx, batch) {
        tx.afterCommit(() => counts.push(tx.statements()))
        return batch.map(({ input }) => ok(input))
      },
      present: word => ({ status: 200, body: { word } }),
      subject: word => word,
    })
    await measured.execute('one', context('one', randomUUID(), {}))
    await Promise.all(Array.from({ length: 300 }, (_, at) => measured.execute(`${at}`, context(`${at}`, randomUUID(), {}))))
    expect(counts).toEqual([4, 4])
  })
})

describe('a command within a transaction', () => {
  it('is decided and audited there, claims no key, and is gone when the transaction is', async () => {
    const before = await node.db.query<{ count: bigint }>(KEYS)
    const replies = await node.db.transaction(async within => {
      const said = await node.say('within', 'a key', { within, requestId: 'req_within' })
      const refused = await node.say('no within', null, { within, requestId: 'req_within' })
      return [said, refused]
    })
    expect(replies.map(({ status }) => status)).toEqual([201, 403])
    expect(await decided('within')).toEqual(['within'])
    expect(await node.db.query<{ count: bigint }>(KEYS)).toEqual(before)
    const leaves = (await node.db.query<{ request_id: string; result: string }>(LEAVES)).filter(leaf => leaf.request_id === 'req_within')
    expect(leaves.map(({ result }) => result)).toEqual(['ok', 'forbidden'])

    const undone = node.db.transaction(async within => {
      await node.say('undone', null, { within, requestId: 'req_undone' })
      throw new Error('the approval failed')
    })
    await expect(undone).rejects.toThrow('the approval failed')
    expect(await decided('undone')).toEqual([])
    expect((await node.db.query<{ request_id: string }>(LEAVES)).filter(leaf => leaf.request_id === 'req_undone')).toEqual([])
  })
})

describe('several nodes', () => {
  it('that take the same keys in opposite orders end without a deadlock, each key decided once', async () => {
    const [a, b] = [createNode('a'), createNode('b')]
    for (let round = 0; round < 15; round++) {
      const keys = Array.from({ length: 40 }, () => randomUUID())
      const word = `round ${round} `
      const forth = keys.map((key, at) => a.say(`${word}${at}`, key))
      const back = keys.map((key, at) => [key, at] as const).reverse()
      const replies = await Promise.all([...forth, ...back.map(([key, at]) => b.say(`${word}${at}`, key))])
      expect(replies.every(reply => reply.status === 201 || reply.status === 409)).toBe(true)
      expect((await decided(word)).sort()).toEqual(keys.map((_, at) => `${word}${at}`).sort())
    }
    expect([a.defects, b.defects]).toEqual([[], []])
  })
})

describe('a lost answer to the COMMIT', () => {
  it('is found again by its key: what happened is not done twice', async () => {
    const proxy = await createLossyProxy(database.connectionString)
    const distant = createNode('distant', proxy.connectionString)
    await distant.say('warm up', randomUUID())
    proxy.loseCommits(2)
    const key = randomUUID()
    const reply = await distant.say('tomato', key)
    expect(proxy.lost).toBe(2)
    expect(reply.status).toBe(201)
    expect(await decided('tomato')).toEqual(['tomato'])
    expect(await node.say('tomato', key)).toMatchObject({ body: reply.body, replayed: true })

    proxy.loseCommits(1)
    const requestId = 'req_without_key'
    const keyless = await distant.say('turnip', null, { requestId })
    expect(proxy.lost).toBe(3)
    expect(keyless).toMatchObject({ status: 201 })
    expect(bodyOf(keyless)).toEqual({ word: 'turnip', by: requestId })
    expect(await decided('turnip')).toEqual(['turnip'])
    expect(distant.defects).toEqual([])
    await proxy.close()
  })

  it('without a key two requests are two commands', async () => {
    await Promise.all([node.say('walnut', null), node.say('walnut', null)])
    expect(await decided('walnut')).toEqual(['walnut', 'walnut'])
  })

  it('is survived by a whole batch, when the database ends the connection as well', async () => {
    const gate = createGate()
    const slow = createNode('ended', database.connectionString, gate.pass)
    const answers = Promise.all(Array.from({ length: 10 }, (_, at) => slow.say(`yam ${at}`, randomUUID())))
    await gate.reached
    const find = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`
    await expect.poll(async () => (await admin.run(find)).rows).toHaveLength(1)
    for (const { pid } of (await admin.run(find)).rows) await admin.terminate(pid)
    gate.open()
    expect((await answers).map(reply => reply.status)).toEqual(Array(10).fill(201))
    expect(await decided('yam')).toHaveLength(10)
  })
})
