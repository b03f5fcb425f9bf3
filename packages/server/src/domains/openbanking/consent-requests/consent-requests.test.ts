/** Account access consents through the whole server: asking, reading, ending; what cannot be asked; what is another's. */
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Json, must, useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import { AISP, bankCustomer, createObClient, errorOf, type ObCaller, type ObClient } from '../../../../test/harness/openbanking.ts'
import { formatId, newId } from '../../../kernel/ids.ts'

const database = useDatabase()
const world = useApp(database)

const CONSENTS = `${AISP}/account-access-consents`
let client: ObClient
let other: ObClient
let own: ObCaller

beforeAll(async () => {
  client = await createObClient(world)
  other = await createObClient(world)
  own = await client.own('accounts')
}, 60_000)

const requestOf = (permissions: readonly string[] = ['ReadAccountsBasic'], data: Json = {}) => ({
  Data: { Permissions: permissions, ...data },
  Risk: {},
})
const dataOf = (body: Json) => body.Data as Record<string, string>
const ask = async (body: unknown = requestOf()) => {
  const made = await own('POST', CONSENTS, { body })
  expect(made.status, made.text).toBe(201)
  return dataOf(made.body).ConsentId ?? ''
}
const inAnHour = () => new Date(world.clock.now().getTime() + 3_600_000).toISOString()

describe('a request', () => {
  it('becomes a consent that awaits its authorisation', async () => {
    const data = {
      ExpirationDateTime: inAnHour(),
      TransactionFromDateTime: '2026-01-01T00:00:00+08:00',
      TransactionToDateTime: '2026-06-30T23:59:59Z',
    }
    const { body } = await own('POST', CONSENTS, { body: requestOf(['ReadAccountsBasic', 'ReadBalances', 'ReadBalances'], data) })
    expect(body).toMatchObject({
      Data: {
        Status: 'AWAU',
        Permissions: ['ReadAccountsBasic', 'ReadBalances'],
        ExpirationDateTime: data.ExpirationDateTime,
        TransactionFromDateTime: '2025-12-31T16:00:00.000Z',
      },
      Risk: {},
    })
    const { ConsentId } = dataOf(body)
    expect(ConsentId).toMatch(/^cns_/)
    expect((body.Links as Json).Self).toBe(`${world.url}${CONSENTS}/${ConsentId}`)
    const read = await own('GET', `${CONSENTS}/${ConsentId}`)
    expect(read.body).toEqual(body)
  })

  it.each([
    [['ReadBalances'], 'ReadAccountsBasic'],
    [['ReadAccountsBasic', 'ReadTransactionsBasic'], 'ReadTransactionsCredits'],
    [['ReadAccountsBasic', 'ReadTransactionsDetail'], 'ReadTransactionsCredits'],
    [['ReadAccountsBasic', 'ReadTransactionsCredits'], 'ReadTransactionsBasic'],
    [['ReadAccountsDetail', 'ReadTransactionsDebits'], 'ReadTransactionsBasic'],
  ])('for %j lacks %s', async (permissions, lacking) => {
    const answer = await own('POST', CONSENTS, { body: requestOf(permissions) })
    expect(errorOf(answer)).toEqual({ status: 400, code: 'ob_permissions_incomplete', ob: 'U002', path: 'Data.Permissions' })
    expect(answer.body.Message).toContain(lacking)
  })

  it('for nothing is none', async () => {
    expect(errorOf(await own('POST', CONSENTS, { body: requestOf([]) }))).toMatchObject({ status: 400, ob: 'U002' })
  })

  it.each([
    ['ExpirationDateTime', { ExpirationDateTime: '2020-01-01T00:00:00Z' }],
    ['ExpirationDateTime', { ExpirationDateTime: '2099-02-30T00:00:00Z' }],
    ['ExpirationDateTime', { ExpirationDateTime: 'tomorrow' }],
    ['ExpirationDateTime', { ExpirationDateTime: '9999-12-31T23:59:59-05:00' }],
    ['TransactionFromDateTime', { TransactionFromDateTime: '0000-01-01T00:00:00Z' }],
    ['TransactionFromDateTime', { TransactionFromDateTime: '2026-01-01' }],
    ['TransactionToDateTime', { TransactionFromDateTime: '2026-02-01T00:00:00Z', TransactionToDateTime: '2026-01-01T00:00:00Z' }],
  ])('with a wrong %s is refused', async (name, data) => {
    const answer = await own('POST', CONSENTS, { body: requestOf(undefined, data) })
    expect(errorOf(answer)).toEqual({ status: 400, code: 'ob_date_invalid', ob: 'U003', path: `Data.${name}` })
  })
})

describe('an idempotency key', () => {
  it('repeated answers 201 with the consent as it is now', async () => {
    const key = randomUUID()
    const first = await own('POST', CONSENTS, { body: requestOf(), key })
    const { ConsentId = '' } = dataOf(first.body)
    await client.authorise(await world.person(), ConsentId, [])
    const again = await own('POST', CONSENTS, { body: requestOf(), key })
    expect([again.status, dataOf(again.body).ConsentId, dataOf(again.body).Status]).toEqual([201, ConsentId, 'AUTH'])
  })

  it('with another body changes nothing', async () => {
    const key = randomUUID()
    const first = await own('POST', CONSENTS, { body: requestOf(), key })
    const other = await own('POST', CONSENTS, { body: requestOf(['ReadAccountsDetail']), key })
    expect(errorOf(other)).toEqual({ status: 400, code: 'idempotency_mismatch', ob: 'U006', path: 'x-idempotency-key' })
    const read = await own('GET', `${CONSENTS}/${dataOf(first.body).ConsentId}`)
    expect(read.body).toEqual(first.body)
  })

  it('is of the third party: another may use the same', async () => {
    const key = randomUUID()
    const first = await own('POST', CONSENTS, { body: requestOf(), key })
    const others = await (await other.own('accounts'))('POST', CONSENTS, { body: requestOf(), key })
    expect(others.status).toBe(201)
    expect(dataOf(others.body).ConsentId).not.toBe(dataOf(first.body).ConsentId)
  })

  it('has at most 40 characters, and none around it that cannot be seen', async () => {
    expect((await own('POST', CONSENTS, { body: requestOf(), key: 'k'.repeat(40) })).status).toBe(201)
    for (const key of ['k'.repeat(41), '密钥'].map(text => encodeURI(text).padEnd(41, 'x')))
      expect(errorOf(await own('POST', CONSENTS, { body: requestOf(), key }))).toMatchObject({
        status: 400,
        ob: 'U006',
        path: 'x-idempotency-key',
      })
  })

  it('answered by many at once makes one consent', async () => {
    const key = randomUUID()
    const answers = await Promise.all(Array.from({ length: 8 }, () => own('POST', CONSENTS, { body: requestOf(), key })))
    const made = answers.filter(answer => answer.status === 201).map(answer => dataOf(answer.body).ConsentId)
    expect(made.length).toBeGreaterThan(0)
    expect(new Set(made).size).toBe(1)
    expect(answers.every(answer => answer.status === 201 || answer.status === 429)).toBe(true)
  })
})

describe('a consent', () => {
  it('that does not exist is not found, whatever the id looks like', async () => {
    for (const id of [formatId('cns', newId<'cns'>()), 'cns_1', 'nothing', '%00', 'x'.repeat(150)])
      for (const method of ['GET', 'DELETE'])
        expect(errorOf(await own(method, `${CONSENTS}/${id}`)), id).toMatchObject({ status: 400, ob: 'U011', path: 'ConsentId' })
  })

  it('of another third party is forbidden, and stays as it is', async () => {
    const id = await ask()
    const theirs = await other.own('accounts')
    for (const method of ['GET', 'DELETE'])
      expect(errorOf(await theirs(method, `${CONSENTS}/${id}`))).toMatchObject({ status: 403, code: 'ob_resource_forbidden' })
    expect(dataOf((await own('GET', `${CONSENTS}/${id}`)).body).Status).toBe('AWAU')
  })

  it('of another kind is not found here', async () => {
    const fundsId = await client.tpp.consent('funds_confirmation')
    expect(errorOf(await own('GET', `${CONSENTS}/${fundsId}`))).toMatchObject({ status: 400, ob: 'U011' })
  })

  it('that was deleted is not found, and gives no access from then on', async () => {
    const person = await world.person()
    await bankCustomer(world, person)
    const linked = await client.link(person)
    expect((await linked.call('GET', `${AISP}/accounts`)).status).toBe(200)
    const deleted = await own('DELETE', `${CONSENTS}/${linked.consentId}`)
    expect([deleted.status, deleted.text]).toEqual([204, ''])
    expect((await linked.call('GET', `${AISP}/accounts`)).status).toBe(401)
    expect(errorOf(await own('GET', `${CONSENTS}/${linked.consentId}`))).toMatchObject({ status: 400, ob: 'U011' })
    expect(errorOf(await own('DELETE', `${CONSENTS}/${linked.consentId}`))).toMatchObject({ status: 400, ob: 'U011' })
  })

  it('that was deleted before anybody authorised it can be authorised no more', async () => {
    const id = await ask()
    await own('DELETE', `${CONSENTS}/${id}`)
    await expect(client.authorise(await world.person(), id, [])).rejects.toThrow()
  })

  it('that the person ended is shown as cancelled, gives no access, and cannot be ended again', async () => {
    const person = await world.person()
    const linked = await client.link(person)
    await must(person.call('POST', `/v1/wallet/consents/${linked.consentId}/revoke`))
    expect((await linked.call('GET', `${AISP}/accounts`)).status).toBe(401)
    expect(dataOf((await own('GET', `${CONSENTS}/${linked.consentId}`)).body).Status).toBe('CANC')
    expect(errorOf(await own('DELETE', `${CONSENTS}/${linked.consentId}`))).toMatchObject({
      status: 400,
      code: 'ob_consent_status',
      ob: 'U009',
    })
  })

  it('whose time is over asks for the person again', async () => {
    const person = await world.person()
    const linked = await client.link(person, { data: { ExpirationDateTime: inAnHour() } })
    expect((await linked.call('GET', `${AISP}/accounts`)).status).toBe(200)
    world.clock.advance(3_600_001)
    const late = await linked.call('GET', `${AISP}/accounts`)
    expect(errorOf(late)).toMatchObject({ status: 403, code: 'ob_reauthenticate', ob: 'U028' })
    expect(dataOf((await own('GET', `${CONSENTS}/${linked.consentId}`)).body).Status).toBe('EXPD')
  })

  it('that nobody authorised in time is shown as expired', async () => {
    const id = await ask()
    world.clock.advance(7 * 86_400_000)
    expect(dataOf((await own('GET', `${CONSENTS}/${id}`)).body).Status).toBe('EXPD')
  })
})
