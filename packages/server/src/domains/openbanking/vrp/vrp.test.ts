/** Variable recurring payments through the whole server: every control parameter, exact limits, no instruction carried out twice. */
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Json, must, type Person, type Shop, useApp } from '../../../../test/harness/app.ts'
import { assertBooksVerified } from '../../../../test/harness/books.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import {
  type Agreed,
  agreeVrp,
  controlParameters,
  creditor,
  data,
  orderVrp,
  PASSWORD,
  paymentAccountOf,
  proposeVrp,
  RISK,
  reference,
  TOTP,
  VRP_CONSENTS,
  VRPS,
  type VrpOptions,
} from '../../../../test/harness/initiation.ts'
import { createObClient, errorOf, type ObAnswer, type ObClient } from '../../../../test/harness/openbanking.ts'

const database = useDatabase()
const world = useApp(database)

let shop: Shop
let client: ObClient
let other: ObClient

beforeAll(async () => {
  shop = await world.shop()
  ;[client, other] = await Promise.all([createObClient(world), createObClient(world)])
}, 60_000)

const balanceOf = async (person: Person): Promise<number> =>
  ((await must(person.call('GET', '/v1/wallet/me'))).balance as { available: number }).available

const CONTROL = 'Data.ControlParameters'
const limit = (Amount: string, PeriodType = 'Month', PeriodAlignment = 'Consent'): Json => ({
  PeriodType,
  PeriodAlignment,
  Amount,
  Currency: 'CNY',
})

describe('a consent to variable recurring payments', () => {
  it('waits for its person, and repeats what was asked for', async () => {
    const { answer, id, Initiation, Risk } = await proposeVrp(client, shop, { data: { ReadRefundAccount: 'Yes' } })
    expect(answer.status, answer.text).toBe(201)
    expect(answer.body).toMatchObject({ Data: { ConsentId: id, Status: 'AWAU', Initiation, ReadRefundAccount: 'Yes' }, Risk, Meta: {} })
    const { Self } = answer.body.Links as { Self: string }
    expect((await (await client.own('vrp'))('GET', Self)).body).toEqual(answer.body)
  })

  it.each([
    [
      'a fortnight of the calendar',
      { PeriodicLimits: [limit('1.00'), limit('1.00', 'Fortnight', 'Calendar')] },
      'U025',
      'PeriodicLimits[1].PeriodAlignment',
    ],
    ['no limit of any period', { PeriodicLimits: [] }, 'U002', 'PeriodicLimits'],
    ['a period that does not exist', { PeriodicLimits: [limit('1.00', 'Decade')] }, 'U002', 'PeriodicLimits[0].PeriodType'],
    ['a limit of nothing', { PeriodicLimits: [limit('0')] }, 'U002', 'PeriodicLimits[0].Amount'],
    [
      'a limit in another currency',
      { MaximumIndividualAmount: { Amount: '1.00', Currency: 'GBP' } },
      'U023',
      'MaximumIndividualAmount.Currency',
    ],
    ['authentication by the third party', { PSUAuthenticationMethods: ['UK.OBIE.SCA'] }, 'U002', 'PSUAuthenticationMethods'],
    ['sweeping', { VRPType: ['UK.OBIE.VRPType.Sweeping'] }, 'U002', 'VRPType'],
    ['supplementary data', { SupplementaryData: { colour: 'red' } }, 'U005', 'SupplementaryData'],
    ['an end in the past', { ValidToDateTime: '2020-01-01T00:00:00+00:00' }, 'U003', 'ValidToDateTime'],
    [
      'an end before its beginning',
      { ValidFromDateTime: '2090-02-01T00:00:00+00:00', ValidToDateTime: '2090-01-01T00:00:00+00:00' },
      'U003',
      'ValidToDateTime',
    ],
    ['an end before all calendars', { ValidToDateTime: '0000-01-01T00:00:00+00:00' }, 'U003', 'ValidToDateTime'],
    ['a day that does not exist', { ValidToDateTime: '2090-02-30T00:00:00+00:00' }, 'U003', 'ValidToDateTime'],
  ])('is refused with %s', async (_what, control, ob, path) => {
    const { answer } = await proposeVrp(client, shop, { control: control as Json })
    expect(errorOf(answer)).toMatchObject({ status: 400, ob, path: `${CONTROL}.${path}` })
  })

  it.each(['9999-12-31T23:59:59+00:00', '9999-12-31T23:59:59-05:00'])('may end at %s, which is never', async ValidToDateTime => {
    const { answer, id } = await proposeVrp(client, shop, { control: { ValidFromDateTime: '0001-01-01T00:00:00Z', ValidToDateTime } })
    expect(answer.status, answer.text).toBe(201)
    expect(answer.body).toMatchObject({ Data: { ControlParameters: { ValidToDateTime } } })
    const agreed = await client.authorise(await world.person(), id, [], 'vrp', [PASSWORD, TOTP])
    expect(await world.app.consents.find(agreed.uuid)).toMatchObject({ state: 'authorised', validTo: null })
  })

  it('is answered as it stands when it is asked for again under its idempotency key', async () => {
    const person = await world.person()
    const call = await client.own('vrp')
    const body = { Data: { ControlParameters: controlParameters(), Initiation: { CreditorAccount: creditor(shop) } }, Risk: RISK }
    const key = randomUUID()
    const first = await call('POST', VRP_CONSENTS, { body, key, signed: true })
    const id = String(data(first).ConsentId)
    await client.authorise(person, id, [await paymentAccountOf(world, person)], 'vrp', [PASSWORD, TOTP])
    const again = await call('POST', VRP_CONSENTS, { body, key, signed: true })
    expect([data(first).Status, again.status]).toEqual(['AWAU', 201])
    expect(again.body).toMatchObject({ Data: { ConsentId: id, Status: 'AUTH' } })
  })

  it('is refused without a payee', async () => {
    const { answer } = await proposeVrp(client, shop, { initiation: { CreditorAccount: undefined } })
    expect(errorOf(answer)).toMatchObject({ status: 400, ob: 'U004', path: 'Data.Initiation.CreditorAccount' })
  })

  it('is given back by the third party at once: no payment, no token, no consent any more', async () => {
    const person = await world.person({ balance: 100_00 })
    const agreed = await agreeVrp(world, client, person, shop)
    const own = await client.own('vrp')
    const strange = await other.own('vrp')
    expect(errorOf(await strange('DELETE', `${VRP_CONSENTS}/${agreed.consentId}`))).toMatchObject({ status: 403 })
    expect((await own('DELETE', `${VRP_CONSENTS}/${agreed.consentId}`)).status).toBe(204)
    expect((await orderVrp(agreed, '1.00')).status).toBe(401)
    expect(errorOf(await own('GET', `${VRP_CONSENTS}/${agreed.consentId}`))).toMatchObject({ status: 400, ob: 'U011' })
    expect(errorOf(await own('DELETE', `${VRP_CONSENTS}/${agreed.consentId}`))).toMatchObject({ status: 400, ob: 'U011' })
    expect(await balanceOf(person)).toBe(100_00)
  })

  it('is told to be cancelled when its person withdrew it', async () => {
    const person = await world.person()
    const agreed = await agreeVrp(world, client, person, shop)
    await must(person.call('POST', `/v1/wallet/consents/${agreed.consentId}/revoke`))
    const { body } = await (await client.own('vrp'))('GET', `${VRP_CONSENTS}/${agreed.consentId}`)
    expect(body).toMatchObject({ Data: { Status: 'CANC', StatusReason: [{ StatusReasonCode: 'U042' }] } })
  })

  it('is found by nobody else, and migrated by nobody', async () => {
    const { id } = await proposeVrp(client, shop)
    const strange = await other.own('vrp')
    expect(errorOf(await strange('GET', `${VRP_CONSENTS}/${id}`))).toMatchObject({ status: 403 })
    expect(errorOf(await strange('GET', `${VRP_CONSENTS}/cns_01jd9w2m6te3rbq4c8v5xkz7fh`))).toMatchObject({ status: 400, ob: 'U011' })
    for (const method of ['PUT', 'PATCH'])
      expect((await (await client.own('vrp'))(method, `${VRP_CONSENTS}/${id}`, { body: {}, signed: true })).status).toBe(405)
  })
})

describe('a payment within a consent', () => {
  it('is made at once, needs no further authentication, and leaves the consent as it is', async () => {
    const person = await world.person({ balance: 100_00 })
    const agreed = await agreeVrp(world, client, person, shop, { data: { ReadRefundAccount: 'Yes' } })
    const answer = await orderVrp(agreed, '12.50')
    expect(answer.status, answer.text).toBe(201)
    expect(answer.body).toMatchObject({
      Data: { Status: 'RCVD', ConsentId: agreed.consentId, Charges: [], Refund: { SchemeName: 'CN.FEIQIAN.PaymentAccount' } },
      Risk: agreed.Risk,
    })
    const own = await client.own('vrp')
    const id = String(data(answer).DomesticVRPId)
    expect((await own('GET', `${VRPS}/${id}`)).body).toMatchObject({ Data: { Status: 'ACCC', Instruction: data(answer).Instruction } })
    expect((await own('GET', `${VRPS}/${id}/payment-details`)).body).toMatchObject({ Data: { PaymentStatus: [{ Status: 'ACCC' }] } })
    expect((await own('GET', `${VRP_CONSENTS}/${agreed.consentId}`)).body).toMatchObject({ Data: { Status: 'AUTH' } })
    expect((await orderVrp(agreed, '1.00')).status).toBe(201)
    expect(await balanceOf(person)).toBe(86_50)
    const strange = await other.own('vrp')
    expect(errorOf(await strange('GET', `${VRPS}/${id}`))).toMatchObject({ status: 403 })
    expect(errorOf(await strange('GET', `${VRPS}/${id}/payment-details`))).toMatchObject({ status: 403 })
    expect(errorOf(await own('GET', `${VRPS}/obp_01jd9w2m6te3rbq4c8v5xkz7fh`))).toMatchObject({ status: 400, ob: 'U011' })
  })

  it('is refused above the greatest single amount, which the error names', async () => {
    const agreed = await agreeVrp(world, client, await world.person({ balance: 500_00 }), shop)
    expect(errorOf(await orderVrp(agreed, '100.01'))).toMatchObject({
      status: 400,
      ob: 'U014',
      path: 'Data.ControlParameters.MaximumIndividualAmount.Amount',
    })
    expect((await orderVrp(agreed, '100.00')).status).toBe(201)
  })

  it('is refused above what is left of a period, and the error names which', async () => {
    const person = await world.person({ balance: 500_00 })
    const agreed = await agreeVrp(world, client, person, shop, {
      control: { PeriodicLimits: [limit('250.00', 'Year'), limit('120.00', 'Week')] },
    })
    expect((await orderVrp(agreed, '100.00')).status).toBe(201)
    const answer = await orderVrp(agreed, '20.01')
    expect(errorOf(answer)).toMatchObject({ status: 400, ob: 'U014', path: 'Data.ControlParameters.PeriodicLimits[1].Amount' })
    expect(answer.text).toContain('CNY 100.00 of CNY 120.00 are used')
    expect((await orderVrp(agreed, '20.00')).status).toBe(201)
    expect(await balanceOf(person)).toBe(380_00)
  })

  it('is held to the part of a calendar’s first period that the consent has', async () => {
    const person = await world.person({ balance: 500_00 })
    const agreed = await agreeVrp(world, client, person, shop, {
      control: { MaximumIndividualAmount: { Amount: '400.00', Currency: 'CNY' }, PeriodicLimits: [limit('365.00', 'Year', 'Calendar')] },
    })
    const [standing] = (await world.app.consents.find(agreed.uuid))?.standings ?? []
    const allowed = Number(standing?.allowed)
    expect(allowed).toBeLessThanOrEqual(365_00)
    if (allowed < 365_00) {
      const above = ((allowed + 1) / 100).toFixed(2)
      expect(errorOf(await orderVrp(agreed, above))).toMatchObject({ ob: 'U014', path: 'Data.ControlParameters.PeriodicLimits[0].Amount' })
    }
    expect((await orderVrp(agreed, (allowed / 100).toFixed(2))).status).toBe(201)
  })

  it.each<[string, VrpOptions, string]>([
    ['another way to authenticate', { data: { PSUAuthenticationMethod: 'UK.OBIE.SCA' } }, 'PSUAuthenticationMethods'],
    ['another type', { data: { VRPType: 'UK.OBIE.VRPType.Sweeping' } }, 'VRPType'],
    ['the person there', { data: { PSUInteractionType: 'InSession' } }, 'PSUInteractionTypes'],
  ])('is refused with %s than agreed to', async (_what, over, path) => {
    const agreed = await agreeVrp(world, client, await world.person({ balance: 100_00 }), shop)
    expect(errorOf(await orderVrp(agreed, '1.00', over))).toMatchObject({ status: 400, ob: 'U014', path: `${CONTROL}.${path}` })
  })

  it('is taken with the person there where that was agreed to', async () => {
    const agreed = await agreeVrp(world, client, await world.person({ balance: 100_00 }), shop, {
      control: { PSUInteractionTypes: ['InSession'] },
    })
    expect((await orderVrp(agreed, '1.00', { data: { PSUInteractionType: 'InSession' } })).status).toBe(201)
    expect(errorOf(await orderVrp(agreed, '1.00'))).toMatchObject({ ob: 'U014', path: `${CONTROL}.PSUInteractionTypes` })
  })

  it('is refused before the consent begins', async () => {
    const tomorrow = new Date(world.clock.now().getTime() + 36 * 3_600_000).toISOString()
    const agreed = await agreeVrp(world, client, await world.person({ balance: 100_00 }), shop, {
      control: { ValidFromDateTime: tomorrow },
    })
    expect(errorOf(await orderVrp(agreed, '1.00'))).toMatchObject({ status: 400, ob: 'U014', path: `${CONTROL}.ValidFromDateTime` })
  })

  it('is refused with another payee, another reference or other data than agreed to', async () => {
    const person = await world.person({ balance: 100_00 })
    const agreed = await agreeVrp(world, client, person, shop, { initiation: { RemittanceInformation: { Unstructured: ['Card 4321'] } } })
    const same = { RemittanceInformation: { Unstructured: ['Card 4321'] } }
    const order = (over: VrpOptions): Promise<ObAnswer> =>
      orderVrp(agreed, '1.00', { ...over, instruction: { ...same, ...over.instruction } })
    const another = creditor(await world.shop())
    expect(errorOf(await order({ instruction: { CreditorAccount: another } }))).toMatchObject({
      ob: 'U008',
      path: 'Data.Instruction.CreditorAccount.Identification',
    })
    expect(errorOf(await order({ instruction: { RemittanceInformation: { Unstructured: ['Card 9999'] } } }))).toMatchObject({
      ob: 'U008',
      path: 'Data.Instruction.RemittanceInformation.Unstructured[0]',
    })
    expect(errorOf(await order({ initiation: { CreditorAccount: another } }))).toMatchObject({ ob: 'U008' })
    expect(errorOf(await order({ risk: { ...RISK, MerchantCategoryCode: '5999' } }))).toMatchObject({
      ob: 'U008',
      path: 'Risk.MerchantCategoryCode',
    })
    expect(errorOf(await order({ instruction: { SupplementaryData: { a: 1 } } }))).toMatchObject({ ob: 'U005' })
    expect(errorOf(await order({ instruction: { LocalInstrument: 'UK.OBIE.FPS' } }))).toMatchObject({ ob: 'U026' })
    expect(errorOf(await order({ instruction: { InstructedAmount: { Amount: '1.00', Currency: 'EUR' } } }))).toMatchObject({ ob: 'U023' })
    expect(await balanceOf(person)).toBe(100_00)
    expect((await order({})).status).toBe(201)
  })

  it('is made once for an instruction, whichever idempotency key it comes under', async () => {
    const person = await world.person({ balance: 100_00 })
    const agreed = await agreeVrp(world, client, person, shop)
    const instruction = { InstructionIdentification: reference('ONCE'), EndToEndIdentification: reference('ONCE') }
    const key = randomUUID()
    const first = await orderVrp(agreed, '10.00', { key, instruction })
    const again = await orderVrp(agreed, '10.00', { key, instruction })
    expect([first.status, again.status]).toEqual([201, 201])
    expect(again.body).toMatchObject({ Data: { Status: 'ACCC', DomesticVRPId: data(first).DomesticVRPId } })
    expect(errorOf(await orderVrp(agreed, '10.00', { instruction }))).toMatchObject({ status: 409, ob: 'U029' })
    expect(errorOf(await orderVrp(agreed, '11.00', { key, instruction }))).toMatchObject({ status: 400, code: 'idempotency_mismatch' })
    const twins = { InstructionIdentification: reference('TWIN'), EndToEndIdentification: reference('TWIN') }
    const statuses = (await Promise.all([1, 2, 3, 4].map(() => orderVrp(agreed, '5.00', { instruction: twins })))).map(
      answer => answer.status,
    )
    expect(statuses.sort()).toEqual([201, 409, 409, 409])
    expect(await balanceOf(person)).toBe(85_00)
  })

  it('is made exactly as often as the limit allows when 64 arrive at once', async () => {
    const person = await world.person({ balance: 500_00 })
    const merchant = await world.shop()
    const agreed = await agreeVrp(world, client, person, merchant, { control: { PeriodicLimits: [limit('70.00')] } })
    const answers = await Promise.all(Array.from({ length: 64 }, () => orderVrp(agreed, '10.00')))
    expect(answers.filter(answer => answer.status === 201)).toHaveLength(7)
    for (const answer of answers)
      if (answer.status !== 201)
        expect(errorOf(answer)).toMatchObject({ status: 400, ob: 'U014', path: `${CONTROL}.PeriodicLimits[0].Amount` })
    expect(await balanceOf(person)).toBe(430_00)
    expect((await must(merchant.call('GET', '/v1/payments?limit=100'))).data).toHaveLength(7)
    const [standing] = (await world.app.consents.find(agreed.uuid))?.standings ?? []
    expect(standing).toMatchObject({ usedAmount: 70_00n, usedCount: 7 })
  })

  it('takes what is left in any order, never more, when amounts differ', async () => {
    const person = await world.person({ balance: 500_00 })
    const agreed = await agreeVrp(world, client, person, shop, { control: { PeriodicLimits: [limit('50.00')] } })
    const amounts = [7, 11, 13, 17, 19, 23, 29, 3, 5, 2, 31, 37]
    const answers = await Promise.all(amounts.map(amount => orderVrp(agreed, `${amount}.00`)))
    const paid = answers.reduce((sum, answer, at) => sum + (answer.status === 201 ? (amounts[at] ?? 0) : 0), 0)
    const smallestRefused = Math.min(...amounts.filter((_, at) => answers[at]?.status !== 201))
    expect(paid).toBeLessThanOrEqual(50)
    expect(paid + smallestRefused).toBeGreaterThan(50)
    expect(await balanceOf(person)).toBe(500_00 - paid * 100)
  })

  it('that the account cannot make is rejected, and uses nothing of the limits', async () => {
    const person = await world.person({ balance: 5_00 })
    const agreed = await agreeVrp(world, client, person, shop, { control: { PeriodicLimits: [limit('10.00')] } })
    const answer = await orderVrp(agreed, '10.00')
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({ Data: { Status: 'RJCT', StatusReason: [{ StatusReasonCode: 'AM04' }] } })
    const [standing] = (await world.app.consents.find(agreed.uuid))?.standings ?? []
    expect(standing).toMatchObject({ usedAmount: 0n, usedCount: 0 })
    const details = await (await client.own('vrp'))('GET', `${VRPS}/${String(data(answer).DomesticVRPId)}/payment-details`)
    expect(details.body).toMatchObject({ Data: { PaymentStatus: [{ Status: 'RJCT', StatusDetail: { StatusReason: 'AM04' } }] } })
    expect((await orderVrp(agreed, '5.00')).body).toMatchObject({ Data: { Status: 'RCVD' } })
    expect(await balanceOf(person)).toBe(0)
  })

  it('stays within the daily limit for payments without verification, whatever the consent allows', async () => {
    const person = await world.person({ balance: 5_000_00 })
    const agreed = await agreeVrp(world, client, person, shop, {
      control: { MaximumIndividualAmount: { Amount: '900.00', Currency: 'CNY' }, PeriodicLimits: [limit('5000.00')] },
    })
    expect((await orderVrp(agreed, '900.00')).body).toMatchObject({ Data: { Status: 'RCVD' } })
    expect((await orderVrp(agreed, '100.01')).body).toMatchObject({
      Data: { Status: 'RJCT', StatusReason: [{ StatusReasonCode: 'AM14' }] },
    })
    expect(await balanceOf(person)).toBe(4_100_00)
  })

  it('never passes a withdrawal of the consent', async () => {
    const person = await world.person({ balance: 100_00 })
    const agreed = await agreeVrp(world, client, person, shop)
    const racing = Promise.all(Array.from({ length: 12 }, () => orderVrp(agreed, '1.00')))
    const revoked = person.call('POST', `/v1/wallet/consents/${agreed.consentId}/revoke`)
    const answers = await racing
    expect((await revoked).status).toBe(200)
    const paid = answers.filter(answer => answer.status === 201).length
    for (const answer of answers) expect([201, 400, 401]).toContain(answer.status)
    expect(await balanceOf(person)).toBe(100_00 - paid * 100)
    expect((await orderVrp(agreed, '1.00')).status).toBe(401)
    expect(await balanceOf(person)).toBe(100_00 - paid * 100)
  })
})

describe('a confirmation of funds', () => {
  const ask = (agreed: Agreed, amount: string, over: Json = {}): Promise<ObAnswer> =>
    agreed.call('POST', `${VRP_CONSENTS}/${agreed.consentId}/funds-confirmation`, {
      body: {
        Data: { ConsentId: agreed.consentId, Reference: 'for the bill', InstructedAmount: { Amount: amount, Currency: 'CNY' }, ...over },
      },
      signed: true,
    })

  it('says yes or no for an amount, and reserves nothing', async () => {
    const agreed = await agreeVrp(world, client, await world.person({ balance: 10_00 }), shop)
    expect((await ask(agreed, '10.00')).body).toMatchObject({
      Data: { ConsentId: agreed.consentId, Reference: 'for the bill', FundsAvailableResult: { FundsAvailable: 'Available' } },
    })
    expect((await ask(agreed, '10.01')).body).toMatchObject({ Data: { FundsAvailableResult: { FundsAvailable: 'NotAvailable' } } })
    expect((await orderVrp(agreed, '10.00')).status).toBe(201)
  })

  it('is refused for another consent than the address names, and for amounts that are none', async () => {
    const agreed = await agreeVrp(world, client, await world.person({ balance: 10_00 }), shop)
    expect(errorOf(await ask(agreed, '1.00', { ConsentId: 'cns_01jd9w2m6te3rbq4c8v5xkz7fh' }))).toMatchObject({ status: 400, ob: 'U008' })
    expect(errorOf(await ask(agreed, '1.001'))).toMatchObject({ status: 400, ob: 'U002' })
    expect(errorOf(await ask(agreed, '1.00', { InstructedAmount: { Amount: '1.00', Currency: 'USD' } }))).toMatchObject({
      status: 400,
      ob: 'U023',
    })
  })
})

it('leaves the books sound', async () => {
  await assertBooksVerified(world.app.db)
})
