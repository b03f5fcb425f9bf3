import { describe, expect, it } from 'vitest'
import { type CallOptions, useCoreWorld } from '../../../test/harness/core-world.ts'
import { useDatabase } from '../../../test/harness/database.ts'
import { formatId, type Id, newId, parseId } from '../../kernel/ids.ts'
import { sql } from '../../platform/db.ts'
import { termsKey } from './partners.ts'

const database = useDatabase()
const world = useCoreWorld(database)
const HOUR_MS = 3_600_000

const clauses = (basisPoints: number) => [
  { number: '3.1', kind: 'payment_fee', method: 'any', basis_points: basisPoints, fixed: 5, max: 1300 },
  { number: '3.2', kind: 'refund_fee', method: 'any', policy: 'returned_proportionally' },
]

type AgreementBody = {
  id: string
  versions: { version: number; status: string; in_force_from: string | null; in_force_to: string | null }[]
}

async function send(method: string, path: string, body?: unknown) {
  const options: CallOptions = { key: world.operatorKey, ...(body === undefined ? {} : { body }) }
  const answer = await world.call(method, path, options)
  return { status: answer.status, code: answer.body.code, param: answer.body.param, agreement: answer.body as unknown as AgreementBody }
}

async function newMerchant(): Promise<Id<'mer'>> {
  const id = newId<'mer'>()
  const bankAccount = { holderName: 'Shop', bankCode: 'ABC', number: '12345678' }
  await world.db.transaction(tx =>
    world.merchants.create(tx, [
      { id, name: { en: 'Shop', zh: '店' }, settlementCycle: 'T1', bankAccount, advanceLimit: 0n, refundAdvanceLimit: 0n },
    ]),
  )
  return id
}

const create = (merchant: Id<'mer'>, basisPoints = 60) =>
  send('POST', '/v1/agreements', { merchant: formatId('mer', merchant), title: 'Acquiring agreement', clauses: clauses(basisPoints) })
const activate = (id: string, version: number, body: object = {}) => send('POST', `/v1/agreements/${id}/versions/${version}/activate`, body)
const open = (merchant: Id<'mer'>, at = world.clock.now()) => world.db.transaction(tx => world.partners.open(tx, [merchant], at))

describe('agreements', () => {
  it('begin as a draft that prices nothing', async () => {
    const merchant = await newMerchant()
    const created = await create(merchant)
    expect(created.status).toBe(201)
    expect(created.agreement.versions).toMatchObject([{ version: 1, status: 'draft', in_force_from: null }])
    expect((await open(merchant)).size).toBe(0)
    expect((await send('GET', `/v1/agreements/${created.agreement.id}`)).agreement).toEqual(created.agreement)
  })

  it('price by the version in force at the instant, and the merchant points at its agreement', async () => {
    const merchant = await newMerchant()
    const { agreement } = await create(merchant)
    expect((await activate(agreement.id, 1)).agreement.versions).toMatchObject([{ status: 'in_force', in_force_to: null }])
    const terms = (await open(merchant)).get(merchant)
    expect(terms).toEqual({
      merchantId: merchant,
      agreementId: parseId('agr', agreement.id),
      version: 1,
      clauses: [
        { number: '3.1', kind: 'payment_fee', method: 'any', basisPoints: 60n, fixed: 5n, min: null, max: 1300n },
        { number: '3.2', kind: 'refund_fee', method: 'any', policy: 'returned_proportionally' },
      ],
    })
    expect((await world.merchants.get(merchant))?.agreementId).toBe(parseId('agr', agreement.id))
  })

  it('hand over to the next version at exactly one instant; payments keep the version they were made under', async () => {
    const merchant = await newMerchant()
    const { agreement } = await create(merchant, 60)
    await activate(agreement.id, 1)
    expect((await send('POST', `/v1/agreements/${agreement.id}/versions`, { clauses: clauses(38) })).status).toBe(201)
    const from = new Date(world.clock.now().getTime() + HOUR_MS)
    const activated = await activate(agreement.id, 2, { in_force_from: from.toISOString() })
    expect(activated.agreement.versions).toMatchObject([
      { version: 1, status: 'in_force', in_force_to: from.toISOString() },
      { version: 2, status: 'scheduled', in_force_from: from.toISOString(), in_force_to: null },
    ])
    expect((await open(merchant, new Date(from.getTime() - 1))).get(merchant)?.version).toBe(1)
    expect((await open(merchant, from)).get(merchant)?.version).toBe(2)
    const agreementId = parseId('agr', agreement.id) as Id<'agr'>
    const refs = [1, 2, 3].map(version => ({ agreementId, version }))
    const kept = await world.db.transaction(tx => world.partners.termsOfVersion(tx, refs))
    expect([...kept.keys()].sort()).toEqual(refs.slice(0, 2).map(termsKey))
  })

  it('supersede the terms of another agreement of the merchant', async () => {
    const merchant = await newMerchant()
    const first = await create(merchant, 60)
    await activate(first.agreement.id, 1)
    const second = await create(merchant, 30)
    await activate(second.agreement.id, 1)
    expect((await send('GET', `/v1/agreements/${first.agreement.id}`)).agreement.versions).toMatchObject([{ status: 'superseded' }])
    const terms = (await open(merchant)).get(merchant)
    expect(formatId('agr', terms?.agreementId as Id<'agr'>)).toBe(second.agreement.id)
  })

  it('refuse to change what was activated, to go back, to start in the past or before what is scheduled', async () => {
    const merchant = await newMerchant()
    const { agreement } = await create(merchant)
    const { id } = agreement
    for (const basisPoints of [50, 40]) await send('POST', `/v1/agreements/${id}/versions`, { clauses: clauses(basisPoints) })
    expect(await activate(id, 2, { in_force_from: '2020-01-01T00:00:00Z' })).toMatchObject({
      status: 422,
      code: 'agreement_starts_in_past',
    })
    expect((await activate(id, 2, { in_force_from: new Date(world.clock.now().getTime() + HOUR_MS).toISOString() })).status).toBe(200)
    expect(await activate(id, 2)).toMatchObject({ status: 409, code: 'agreement_version_activated' })
    expect(await activate(id, 1)).toMatchObject({ status: 409, code: 'agreement_version_outdated' })
    expect(await activate(id, 3)).toMatchObject({ status: 409, code: 'agreement_overlaps' })
    expect(await activate(id, 9)).toMatchObject({ status: 404, code: 'agreement_version_not_found' })
    expect(await activate(formatId('agr', newId<'agr'>()), 1)).toMatchObject({ status: 404, code: 'agreement_not_found' })
  })

  it('let one of many activations at once win, and never overlap', async () => {
    const merchant = await newMerchant()
    const made = await Promise.all(Array.from({ length: 8 }, () => create(merchant)))
    const from = new Date(world.clock.now().getTime() + HOUR_MS).toISOString()
    const answers = await Promise.all(made.map(({ agreement }) => activate(agreement.id, 1, { in_force_from: from })))
    expect(answers.map(answer => answer.status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 409)])
    expect((await open(merchant, new Date(from))).size).toBe(1)
  })
})

describe('bad input', () => {
  it('has a code and a parameter for each kind of wrong clause', async () => {
    const merchant = formatId('mer', await newMerchant())
    const [price, refund] = clauses(60)
    const post = (list: unknown[]) => send('POST', '/v1/agreements', { merchant, title: 'x', clauses: list })
    expect(await post([price, { ...refund, number: '3.1' }])).toMatchObject({ status: 422, code: 'clause_numbers_repeated' })
    expect(await post([price, { ...price, number: '9' }, refund])).toMatchObject({ status: 422, code: 'clauses_ambiguous' })
    expect(await post([price])).toMatchObject({ status: 422, code: 'clauses_incomplete' })
    expect(await post([{ ...price, min: 2, max: 1 }, refund])).toMatchObject({ status: 422, code: 'clause_bounds_crossed' })
    expect(await post([{ ...price, basis_points: 10_001 }, refund])).toMatchObject({ status: 400, code: 'parameter_invalid' })
    expect(await post([{ ...price, fixed: -1 }, refund])).toMatchObject({ status: 400, code: 'amount_invalid', param: 'clauses.0.fixed' })
    expect(await post([{ ...price, surprise: 1 }, refund])).toMatchObject({ status: 400, code: 'parameter_unknown' })
    const stranger = { merchant: formatId('mer', newId<'mer'>()), title: 'x', clauses: clauses(1) }
    expect(await send('POST', '/v1/agreements', stranger)).toMatchObject({ status: 404, code: 'merchant_not_found' })
    const unknown = `/v1/agreements/${formatId('agr', newId<'agr'>())}`
    expect(await send('GET', unknown)).toMatchObject({ status: 404, code: 'agreement_not_found' })
    expect(await send('POST', `${unknown}/versions`, { clauses: clauses(1) })).toMatchObject({ status: 404, code: 'agreement_not_found' })
  })
})

describe('GET /v1/agreements', () => {
  it("lists a merchant's agreements, newest first, in pages", async () => {
    const merchant = await newMerchant()
    const ids: string[] = []
    for (let index = 0; index < 3; index++) ids.unshift((await create(merchant)).agreement.id)
    const path = `/v1/agreements?merchant=${formatId('mer', merchant)}`
    const idsOf = async (query: string) =>
      ((await world.call('GET', path + query, { key: world.operatorKey })).body.data as { id: string }[]).map(row => row.id)
    expect(await idsOf('')).toEqual(ids)
    expect(await idsOf(`&limit=1&starting_after=${ids[0]}`)).toEqual([ids[1]])
    expect(await idsOf(`&limit=1&ending_before=${ids[2]}`)).toEqual([ids[1]])
  })
})

describe('the tables', () => {
  it('refuse two versions in force at once, and never let a clause be rewritten', async () => {
    const merchant = await newMerchant()
    for (const basisPoints of [60, 50]) await create(merchant, basisPoints)
    const force = sql(
      'test.force_versions',
      `UPDATE partners.agreement_versions SET in_force_from = $2, activated_at = $2 WHERE merchant_id = $1`,
    )
    await expect(world.db.query(force, [merchant, world.clock.now()])).rejects.toThrow('agreement_versions_no_overlap')
    await expect(world.db.query(sql('test.rewrite_clauses', `UPDATE partners.agreement_versions SET clauses = '[]'`))).rejects.toThrow(
      'permission denied',
    )
  })
})

describe('open', () => {
  it('is one statement for one merchant and for many', async () => {
    const merchants = await Promise.all([newMerchant(), newMerchant(), newMerchant()])
    const count = (ids: Id<'mer'>[]) =>
      world.db.transaction(async tx => {
        await world.partners.open(tx, ids, world.clock.now())
        await world.merchants.open(tx, ids)
        return tx.statements()
      })
    expect([await count(merchants.slice(0, 1)), await count(merchants)]).toEqual([2, 2])
  })
})
