import { describe, expect, it } from 'vitest'
import { useCoreWorld } from '../../../test/harness/core-world.ts'
import { useDatabase } from '../../../test/harness/database.ts'
import { formatId, newId, parseId } from '../../kernel/ids.ts'
import { sql } from '../../platform/db.ts'

const database = useDatabase()
const world = useCoreWorld(database)

const NEW = {
  name: { en: 'Noodle Bar', zh: '面馆' },
  settlement_cycle: 'T0',
  bank_account: { holder_name: '面馆有限公司', bank_code: 'CCB', number: '6217001234567890123' },
  advance_limit: 500_000,
}

const send = async (method: string, path: string, body?: unknown, key = world.operatorKey) => {
  const answer = await world.call(method, path, { key, ...(body === undefined ? {} : { body }) })
  return { ...answer, id: answer.body.id as string }
}

const merchantIdOf = (text: string) => {
  const id = parseId('mer', text)
  if (id === null) throw new Error(`${text} is no merchant id`)
  return id
}

describe('creating a merchant', () => {
  it('opens its four ledger accounts and hides the bank account number', async () => {
    const created = await send('POST', '/v1/merchants', NEW)
    expect(created.status).toBe(201)
    expect(created.body).toMatchObject({
      object: 'merchant',
      status: 'active',
      settlement_cycle: 'T0',
      agreement: null,
      advance_limit: 500_000,
      refund_advance_limit: 0,
      bank_account: { number_masked: '**** 0123' },
    })
    expect(JSON.stringify(created.body)).not.toContain(NEW.bank_account.number)
    const owner = merchantIdOf(created.id)
    const rows = await world.db.query(sql('test.owned', 'SELECT id, code FROM ledger.accounts WHERE owner = $1 ORDER BY code'), [owner])
    expect(rows.map(row => row.code)).toEqual(['merchant_advance', 'merchant_refund_deposit', 'merchant_settled', 'merchant_unsettled'])
  })

  it('stores the number sealed and opens it for the connector alone', async () => {
    const { id } = await send('POST', '/v1/merchants', NEW)
    const merchant = await world.merchants.get(merchantIdOf(id))
    expect(await world.merchants.bankAccountNumber(merchant?.bankAccount.token ?? '')).toBe(NEW.bank_account.number)
    expect(await world.merchants.bankAccountNumber('ba_unknown')).toBeNull()
    const rows = await world.db.query(sql('test.sealed', `SELECT count(*) AS n FROM merchants.merchants AS m WHERE m::text LIKE $1`), [
      `%${NEW.bank_account.number}%`,
    ])
    expect(rows[0]?.n).toBe(0n)
  })

  it('happens once for one idempotency key', async () => {
    const headers = { 'Idempotency-Key': 'merchant-1' }
    const twice = [1, 2].map(() => world.call('POST', '/v1/merchants', { key: world.operatorKey, body: NEW, headers }))
    const [first, second] = await Promise.all(twice)
    expect(first?.body.id).toBe(second?.body.id)
  })

  it('refuses a number that is none, and unknown fields', async () => {
    const wrong = { ...NEW, bank_account: { ...NEW.bank_account, number: '12 34' } }
    expect((await send('POST', '/v1/merchants', wrong)).body).toMatchObject({
      code: 'bank_account_number_invalid',
      param: 'bank_account.number',
    })
    expect((await send('POST', '/v1/merchants', { ...NEW, fee: 60 })).body).toMatchObject({ code: 'parameter_unknown', param: 'fee' })
    expect((await send('POST', '/v1/merchants', { ...NEW, advance_limit: -1 })).body).toMatchObject({ code: 'amount_invalid' })
  })
})

describe('changing a merchant', () => {
  it('changes what is said and leaves the rest', async () => {
    const { id } = await send('POST', '/v1/merchants', NEW)
    const changed = await send('PATCH', `/v1/merchants/${id}`, { status: 'suspended', refund_advance_limit: 7 })
    expect(changed.body).toMatchObject({ status: 'suspended', refund_advance_limit: 7, settlement_cycle: 'T0', name: NEW.name })
    const moved = await send('PATCH', `/v1/merchants/${id}`, { bank_account: { ...NEW.bank_account, number: '99998888' } })
    expect(moved.body).toMatchObject({ status: 'suspended', bank_account: { number_masked: '**** 8888' } })
    const read = await send('GET', `/v1/merchants/${id}`)
    expect(read.body).toEqual(moved.body)
    const facts = await world.merchants.get(merchantIdOf(id))
    expect(await world.merchants.bankAccountNumber(facts?.bankAccount.token ?? '')).toBe('99998888')
  })

  it('refuses nothing to change and strangers', async () => {
    const { id } = await send('POST', '/v1/merchants', NEW)
    expect((await send('PATCH', `/v1/merchants/${id}`, {})).body).toMatchObject({ status: 400, code: 'merchant_change_empty' })
    const stranger = formatId('mer', newId<'mer'>())
    expect((await send('PATCH', `/v1/merchants/${stranger}`, { status: 'active' })).body).toMatchObject({ code: 'merchant_not_found' })
    expect((await send('GET', `/v1/merchants/${stranger}`)).body).toMatchObject({ status: 404, code: 'merchant_not_found' })
  })
})

describe('reading merchants', () => {
  it('shows a merchant itself, and nobody else', async () => {
    const own = await send('GET', '/v1/merchant', undefined, world.merchantKey)
    expect(own.body.id).toBe(formatId('mer', world.merchantId))
    expect((await send('GET', '/v1/merchants', undefined, world.merchantKey)).body.code).toBe('forbidden')
    expect((await send('GET', '/v1/merchant')).body.code).toBe('forbidden')
  })

  it('lists them newest first, by status', async () => {
    const first = await send('POST', '/v1/merchants', NEW)
    const second = await send('POST', '/v1/merchants', NEW)
    const idsOf = async (query: string) => ((await send('GET', `/v1/merchants${query}`)).body.data as { id: string }[]).map(row => row.id)
    expect((await idsOf('?limit=2')).slice(0, 2)).toEqual([second.id, first.id])
    expect(await idsOf(`?limit=1&starting_after=${second.id}`)).toEqual([first.id])
    expect(await idsOf(`?limit=1&ending_before=${first.id}`)).toEqual([second.id])
    await send('PATCH', `/v1/merchants/${first.id}`, { status: 'suspended' })
    expect(await idsOf('?status=suspended')).toContain(first.id)
    expect(await idsOf('?status=suspended')).not.toContain(second.id)
  })

  it('opens many in one statement, and walks those of a settlement cycle in id order', async () => {
    const { id } = await send('POST', '/v1/merchants', NEW)
    const merchantId = merchantIdOf(id)
    const stranger = newId<'mer'>()
    const found = await world.db.transaction(tx => world.merchants.open(tx, [merchantId, world.merchantId, stranger]))
    expect([found.size, found.has(stranger), found.get(merchantId)?.advanceLimit]).toEqual([2, false, 500_000n])
    const page = await world.merchants.ofCycles(world.db, ['T0'], null, 100)
    const after = await world.merchants.ofCycles(world.db, ['T0'], page[0]?.id ?? null, 100)
    expect(after.map(merchant => merchant.id)).toEqual(page.slice(1).map(merchant => merchant.id))
    expect(page.some(merchant => merchant.id === world.merchantId)).toBe(false)
  })
})

describe('channels of a merchant', () => {
  const put = (channel: string, status: 'applying' | 'active' | 'suspended' | 'closed', subMerchant: string | null) =>
    world.db.transaction(async tx => {
      tx.lock('merchants')
      world.merchants.putChannels(tx, [
        { merchantId: world.merchantId, channel, subMerchant, subAppId: null, status, flows: ['native', 'jsapi'] },
      ])
    })

  it('come with the merchant in the same statement, once they can be used', async () => {
    await put('wechat_pay', 'applying', null)
    expect((await world.merchants.get(world.merchantId))?.channels).toEqual([])
    await put('wechat_pay', 'active', '1900000109')
    await put('alipay', 'suspended', '2088000000000001')
    expect((await world.merchants.get(world.merchantId))?.channels).toEqual([
      { channel: 'alipay', subMerchant: '2088000000000001', subAppId: null, flows: ['native', 'jsapi'], active: false },
      { channel: 'wechat_pay', subMerchant: '1900000109', subAppId: null, flows: ['native', 'jsapi'], active: true },
    ])
    expect(await world.merchants.ofSubMerchant('wechat_pay', '1900000109')).toBe(world.merchantId)
    expect(await world.merchants.ofSubMerchant('alipay', '1900000109')).toBeNull()
    await put('alipay', 'closed', '2088000000000001')
    expect((await world.merchants.get(world.merchantId))?.channels.map(({ channel }) => channel)).toEqual(['wechat_pay'])
  })
})
