/** Account information through the whole server: a real token, real proofs, the sandbox bank; every answer judged by the documents. */
import { beforeAll, describe, expect, it } from 'vitest'
import { type Json, type Person, useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import { AISP, bankCustomer, createObClient, errorOf, type Linked, type ObClient } from '../../../../test/harness/openbanking.ts'

const database = useDatabase()
const world = useApp(database)

let person: Person
let client: ObClient
let linked: Linked
let chinese: string[]
let british: string[]

beforeAll(async () => {
  person = await world.person({ balance: 123_45 })
  chinese = await bankCustomer(world, person, 'cn')
  british = await bankCustomer(world, person, 'uk')
  client = await createObClient(world)
  linked = await client.link(person)
}, 60_000)

const dataOf = <T = Json>(body: Json, key: string): T[] => (body.Data as Record<string, T[]>)[key] ?? []

describe('accounts', () => {
  it('are those that the person named, each with its id, status, type and ways to name it', async () => {
    const { status, body } = await linked.call('GET', `${AISP}/accounts`)
    expect(status).toBe(200)
    const accounts = dataOf<{ AccountId: string; Account: unknown[] }>(body, 'Account')
    expect(accounts.map(account => account.AccountId)).toEqual(linked.accounts)
    expect(accounts.length).toBe(chinese.length + british.length + 1)
    expect(accounts.every(account => account.Account.length > 0)).toBe(true)
  })

  it.each([
    'balances',
    'beneficiaries',
    'standing-orders',
    'direct-debits',
    'scheduled-payments',
    'products',
    'offers',
    'statements',
    'transactions',
  ])('answer their %s, of all and of one', async resource => {
    const all = await linked.call('GET', `${AISP}/${resource}`)
    expect(all.status, all.text).toBe(200)
    for (const account of [chinese[0], british[0]]) {
      const one = await linked.call('GET', `${AISP}/accounts/${account}/${resource === 'products' ? 'product' : resource}`)
      expect(one.status, one.text).toBe(200)
    }
  })
  it('refuse an id that is none', async () => {
    expect(errorOf(await linked.call('GET', `${AISP}/accounts/nothing`))).toMatchObject({ status: 400, ob: 'U011' })
  })
})
