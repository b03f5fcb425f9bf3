/** Wallets with the real clearing domain and a simulated house over sockets: the whole way of money between card and balance. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClearingHouse, type RunningClearingHouse } from '../../../../sandbox/src/clearing-house/clearing-house.ts'
import { assertBooksVerified } from '../../../test/harness/books.ts'
import { onDatabaseTeardown, useDatabase } from '../../../test/harness/database.ts'
import { type Person, useWalletWorld } from '../../../test/harness/wallet-world.ts'
import { newId } from '../../kernel/ids.ts'
import { type ClearingFace, createClearing } from '../clearing/clearing.ts'
import { type ClearingHouseConnector, createClearingSim } from '../connectors/clearing-house/clearing-house.ts'

const INSTITUTION = 'inst_test'
const SECRET = 'a secret for tests only'
const CARD = '6222020000000000018'
const CARD_WITHOUT_MONEY = '6217000000000000517'
const CARD_THAT_TAKES_NOTHING = '6217000000000000145'

let house: RunningClearingHouse
let sim: ClearingHouseConnector
let clearing: ClearingFace

const database = useDatabase()
onDatabaseTeardown(({ db }) => assertBooksVerified(db))
beforeAll(async () => {
  house = await createClearingHouse({ institutions: [{ id: INSTITUTION, secret: SECRET }], faults: { resultDelayMs: 20 } })
})
const world = useWalletWorld(database, parts => {
  sim = createClearingSim({ url: house.url, institution: INSTITUTION, secret: SECRET, clock: parts.clock, timeoutMs: 2_000 })
  clearing = createClearing({
    ...parts,
    houses: { sim },
    audit: () => {},
    onDefect: (where, error) => {
      throw new Error(where, { cause: error })
    },
  })
  return clearing
})
beforeAll(() => {
  clearing.registerSink('topup', world.wallets.sinks.topup)
  clearing.registerSink('withdrawal', world.wallets.sinks.withdrawal)
})
afterAll(async () => {
  await clearing.stop()
  await house.close()
  await sim.close()
})

const as = (person: Person, method: string, path: string, body?: unknown) =>
  world.call(method, path, { key: person.token, once: newId<'req'>(), ...(body === undefined ? {} : { body }) })

async function bind(person: Person, cardNumber: string): Promise<string> {
  const started = await as(person, 'POST', '/v1/wallet/cards', {
    name: person.name,
    id_number: person.idNumber,
    card_number: cardNumber,
    phone: '13900000000',
  })
  expect(started).toMatchObject({ status: 201, body: { state: 'awaiting_code', last4: cardNumber.slice(-4) } })
  const bound = await as(person, 'POST', `/v1/wallet/cards/${started.body.id}/verify`, { code: '123456' })
  expect(bound).toMatchObject({ status: 200, body: { state: 'bound' } })
  return String(bound.body.id)
}

/** Waits for the house's word, which this node learns by asking. */
async function ended(person: Person, path: string): Promise<Record<string, unknown>> {
  for (let tries = 0; tries < 100; tries++) {
    const { body } = await as(person, 'GET', path)
    if (body.status !== 'processing') return body
    await clearing.dispatchDue()
    await clearing.queryDue()
    world.clock.advance(1_000)
    await new Promise(resolve => setTimeout(resolve, 25))
  }
  throw new Error(`${path} never ended`)
}

const move = async (person: Person, what: 'topups' | 'withdrawals', amount: number, card: string): Promise<Record<string, unknown>> => {
  const started = await as(person, 'POST', `/v1/wallet/${what}`, { amount, currency: 'CNY', card })
  expect(started).toMatchObject({ status: 201, body: { status: 'processing' } })
  return ended(person, `/v1/wallet/${what}/${started.body.id}`)
}

describe('through the clearing house', () => {
  it('a top-up reaches the balance and a withdrawal leaves it', async () => {
    const person = await world.person()
    const card = await bind(person, CARD)
    expect(await move(person, 'topups', 10_000, card)).toMatchObject({ status: 'succeeded' })
    expect(await world.balance(person)).toBe(10_000n)
    expect(await move(person, 'withdrawals', 4_000, card)).toMatchObject({ status: 'succeeded' })
    expect(await world.balance(person)).toBe(6_000n)
    expect(await as(person, 'DELETE', `/v1/wallet/cards/${card}`)).toMatchObject({ status: 200, body: { state: 'unbound' } })
  })

  it('a top-up from a card without money fails and books nothing', async () => {
    const person = await world.person()
    const ended = await move(person, 'topups', 10_000, await bind(person, CARD_WITHOUT_MONEY))
    expect(ended).toMatchObject({ status: 'failed', failure_code: 'insufficient_funds' })
    expect(await world.balance(person)).toBe(0n)
  })

  it('a withdrawal that the bank does not take comes back', async () => {
    const person = await world.person('III', 5_000n)
    const ended = await move(person, 'withdrawals', 5_000, await bind(person, CARD_THAT_TAKES_NOTHING))
    expect(ended).toMatchObject({ status: 'failed', failure_code: 'account_closed' })
    expect(await world.balance(person)).toBe(5_000n)
  })
})
