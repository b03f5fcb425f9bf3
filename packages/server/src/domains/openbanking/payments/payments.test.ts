/** Domestic payments through the whole server: asked for, authorised, paid once; every answer judged by the official documents and ours. */
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Json, must, type Person, type Shop, useApp } from '../../../../test/harness/app.ts'
import { assertBooksVerified } from '../../../../test/harness/books.ts'
import { settledContents } from '../../../../test/harness/contents.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import {
  agreePayment,
  creditor,
  data,
  initiation,
  PASSWORD,
  PAYMENT_CONSENTS,
  PAYMENTS,
  paymentAccountOf,
  proposePayment,
  RISK,
  submit,
  TOTP,
} from '../../../../test/harness/initiation.ts'
import { createObClient, errorOf, type ObAnswer, type ObClient } from '../../../../test/harness/openbanking.ts'
import { type Id, parseId } from '../../../kernel/ids.ts'

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

const paymentsOf = async (merchant: Shop): Promise<Json[]> => (await must(merchant.call('GET', '/v1/payments?limit=100'))).data as Json[]

/** What payments change; the request itself leaves its notes elsewhere. */
const businessOf = async (): Promise<Json> =>
  Object.fromEntries(
    Object.entries(await settledContents(database)).filter(([table]) =>
      /^(payments|ledger|wallets|consents|openbanking\.payment_orders)/.test(table),
    ),
  )

const read = async (answer: ObAnswer, by = client): Promise<ObAnswer> =>
  (await by.own('payments'))('GET', `${PAYMENTS}/${String(data(answer).DomesticPaymentId)}`)

describe('a consent to a payment', () => {
  it('waits for its person, and repeats what was asked for', async () => {
    const { answer, Initiation, Risk } = await proposePayment(client, shop, '12.50', {
      data: { Authorisation: { AuthorisationType: 'Any' }, ReadRefundAccount: 'No' },
    })
    expect(answer.status, answer.text).toBe(201)
    expect(answer.body).toMatchObject({ Data: { Status: 'AWAU', Initiation, Charges: [], ReadRefundAccount: 'No' }, Risk, Meta: {} })
    expect(answer.headers.get('x-jws-signature')).toMatch(/^[\w-]+\.\.[\w-]+$/)
    const { Self } = answer.body.Links as { Self: string }
    expect((await (await client.own('payments'))('GET', Self)).body).toEqual(answer.body)
  })

  it.each([
    ['an amount of nothing', { InstructedAmount: { Amount: '0.00', Currency: 'CNY' } }, 'U002', 'Data.Initiation.InstructedAmount.Amount'],
    ['parts of a fen', { InstructedAmount: { Amount: '1.001', Currency: 'CNY' } }, 'U002', 'Data.Initiation.InstructedAmount.Amount'],
    [
      'an amount of fourteen digits',
      { InstructedAmount: { Amount: '12345678901234', Currency: 'CNY' } },
      'U002',
      'Data.Initiation.InstructedAmount.Amount',
    ],
    ['a negative amount', { InstructedAmount: { Amount: '-1.00', Currency: 'CNY' } }, 'U002', 'Data.Initiation.InstructedAmount.Amount'],
    ['a number for an amount', { InstructedAmount: { Amount: 1, Currency: 'CNY' } }, 'U002', 'Data.Initiation.InstructedAmount.Amount'],
    [
      'a currency in small letters',
      { InstructedAmount: { Amount: '1.00', Currency: 'cny' } },
      'U002',
      'Data.Initiation.InstructedAmount.Currency',
    ],
    [
      'a currency that does not exist',
      { InstructedAmount: { Amount: '1.00', Currency: 'XYZ' } },
      'U002',
      'Data.Initiation.InstructedAmount.Currency',
    ],
    [
      'a currency that is not paid in',
      { InstructedAmount: { Amount: '1.00', Currency: 'GBP' } },
      'U023',
      'Data.Initiation.InstructedAmount.Currency',
    ],
    ['a local instrument', { LocalInstrument: 'UK.OBIE.FPS' }, 'U026', 'Data.Initiation.LocalInstrument'],
    [
      'a payee of another scheme',
      { CreditorAccount: { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: '08080021325698', Name: 'ACME' } },
      'U027',
      'Data.Initiation.CreditorAccount.SchemeName',
    ],
    [
      'a payee that is no merchant’s id',
      { CreditorAccount: { SchemeName: 'CN.FEIQIAN.Merchant', Identification: '12345', Name: 'ACME' } },
      'U021',
      'Data.Initiation.CreditorAccount.Identification',
    ],
    [
      'a payee that does not exist',
      { CreditorAccount: { SchemeName: 'CN.FEIQIAN.Merchant', Identification: 'mer_01jd9w2m6te3rbq4c8v5xkz7fh', Name: 'ACME' } },
      'U021',
      'Data.Initiation.CreditorAccount.Identification',
    ],
    [
      'a payer’s account of another scheme',
      { DebtorAccount: { SchemeName: 'CN.CNAPS.Account', Identification: '6222020000000000018' } },
      'U027',
      'Data.Initiation.DebtorAccount.SchemeName',
    ],
    ['a field that does not exist', { Colour: 'red' }, 'U005', 'Data.Initiation.Colour'],
    ['no reference', { EndToEndIdentification: undefined }, 'U004', 'Data.Initiation.EndToEndIdentification'],
    ['a reference of 36 characters', { EndToEndIdentification: 'x'.repeat(36) }, 'U002', 'Data.Initiation.EndToEndIdentification'],
  ])('is refused with %s', async (_what, over, ob, path) => {
    const { answer } = await proposePayment(client, shop, '1.00', { initiation: over as Json })
    expect(errorOf(answer)).toMatchObject({ status: 400, ob, path })
  })

  it('is refused with a second identification of the payee, which merchants have not', async () => {
    const { answer } = await proposePayment(client, shop, '1.00', {
      initiation: { CreditorAccount: { ...creditor(shop), SecondaryIdentification: '1' } },
    })
    expect(errorOf(answer)).toMatchObject({ status: 400, ob: 'U022', path: 'Data.Initiation.CreditorAccount.SecondaryIdentification' })
  })

  it.each([
    ['no signature', { signed: false }, 'U019'],
    ['a signature that is no JWS', { signed: false, headers: { 'x-jws-signature': 'abc' } }, 'U018'],
    ['a signature over something else', { signed: false, over: '{}' }, 'U015'],
    ['a signature of an unknown key', { signed: false, claims: { kid: 'nobody' } }, 'U016'],
    ['a signature without crit', { signed: false, claims: { crit: undefined } }, 'U017'],
  ])('is refused with %s', async (_what, options, ob) => {
    const rawBody = JSON.stringify({ Data: { Initiation: initiation(shop, '1.00') }, Risk: RISK })
    const { over, claims } = options as { over?: string; claims?: Json }
    const headers =
      over === undefined && claims === undefined
        ? (options as { headers?: Record<string, string> }).headers
        : { 'x-jws-signature': client.signature(over ?? rawBody, claims) }
    const answer = await (await client.own('payments'))('POST', PAYMENT_CONSENTS, {
      rawBody,
      key: randomUUID(),
      ...(headers === undefined ? {} : { headers }),
    })
    expect(errorOf(answer)).toMatchObject({ status: 400, ob })
  })

  it('is made once under an idempotency key, and not changed by another body', async () => {
    const call = await client.own('payments')
    const body = { Data: { Initiation: initiation(shop, '1.00') }, Risk: RISK }
    const key = randomUUID()
    const first = await call('POST', PAYMENT_CONSENTS, { body, key, signed: true })
    const again = await call('POST', PAYMENT_CONSENTS, { body, key, signed: true })
    expect([first.status, again.status]).toEqual([201, 201])
    expect(data(again).ConsentId).toBe(data(first).ConsentId)
    const changed = { Data: { Initiation: { ...body.Data.Initiation, InstructedAmount: { Amount: '2.00', Currency: 'CNY' } } }, Risk: RISK }
    const refused = await call('POST', PAYMENT_CONSENTS, { body: changed, key, signed: true })
    expect(errorOf(refused)).toMatchObject({ status: 400, ob: 'U006', code: 'idempotency_mismatch' })
    expect(errorOf(await call('POST', PAYMENT_CONSENTS, { body, signed: true }))).toMatchObject({ status: 400, ob: 'U007' })
    expect(errorOf(await call('POST', PAYMENT_CONSENTS, { body, key: 'x'.repeat(41), signed: true }))).toMatchObject({
      status: 400,
      ob: 'U006',
    })
  })

  it('is answered as it stands when it is asked for again under its idempotency key', async () => {
    const person = await world.person({ balance: 10_00 })
    const call = await client.own('payments')
    const sent = { body: { Data: { Initiation: initiation(shop, '1.00') }, Risk: RISK }, key: randomUUID(), signed: true }
    const first = await call('POST', PAYMENT_CONSENTS, sent)
    const id = String(data(first).ConsentId)
    await client.authorise(person, id, [await paymentAccountOf(world, person)], 'payments', [PASSWORD, TOTP])
    const again = await call('POST', PAYMENT_CONSENTS, sent)
    expect([first.status, data(first).Status, again.status]).toEqual([201, 'AWAU', 201])
    expect(again.body).toMatchObject({ Data: { ConsentId: id, Status: 'AUTH' } })
  })

  it('is found by nobody else: 400 for what does not exist, 403 for another’s', async () => {
    const { id } = await proposePayment(client, shop, '1.00')
    const strange = await other.own('payments')
    expect(errorOf(await strange('GET', `${PAYMENT_CONSENTS}/${id}`))).toMatchObject({ status: 403 })
    expect(errorOf(await strange('GET', `${PAYMENT_CONSENTS}/cns_01jd9w2m6te3rbq4c8v5xkz7fh`))).toMatchObject({ status: 400, ob: 'U011' })
    expect(errorOf(await strange('GET', `${PAYMENT_CONSENTS}/nonsense`))).toMatchObject({ status: 400, ob: 'U011' })
  })

  it('is told to be rejected, with the reason, when its person says no', async () => {
    const person = await world.person()
    const { id } = await proposePayment(client, shop, '1.00')
    const consent = await world.app.db.transaction(tx =>
      world.app.consents.reject(tx, [
        { consentId: parseId('cns', id) as Id<'cns'>, holderId: person.uuid, actor: 'test', requestId: 'req_test' },
      ]),
    )
    expect(consent[0]).toMatchObject({ ok: true })
    const { body } = await (await client.own('payments'))('GET', `${PAYMENT_CONSENTS}/${id}`)
    expect(body).toMatchObject({ Data: { Status: 'RJCT', StatusReason: [{ StatusReasonCode: 'U037' }] } })
  })
})

describe('a payment under a consent', () => {
  it('is made at once from the payment account, and the consent is used by it', async () => {
    const person = await world.person({ balance: 100_00 })
    const merchant = await world.shop()
    const agreed = await agreePayment(world, client, person, merchant, '12.50')
    const answer = await submit(agreed)
    expect(answer.status, answer.text).toBe(201)
    expect(answer.body).toMatchObject({
      Data: { Status: 'RCVD', ConsentId: agreed.consentId, Initiation: agreed.Initiation, Charges: [] },
      Meta: {},
    })
    expect(data(answer)).not.toHaveProperty('MultiAuthorisation')
    expect(data(answer)).not.toHaveProperty('Refund')
    expect((await read(answer)).body).toMatchObject({ Data: { Status: 'ACCC', DomesticPaymentId: data(answer).DomesticPaymentId } })
    const details = await (await client.own('payments'))('GET', `${PAYMENTS}/${String(data(answer).DomesticPaymentId)}/payment-details`)
    const [payment] = await paymentsOf(merchant)
    expect(details.body).toMatchObject({ Data: { PaymentStatus: [{ PaymentTransactionId: payment?.id, Status: 'ACCC' }] } })
    expect(payment).toMatchObject({
      status: 'succeeded',
      amount: 12_50,
      holder: person.holder,
      order_reference: agreed.Initiation.EndToEndIdentification,
      description: 'Longjing, 50 g',
      fee: { amount: 5 },
      metadata: { open_banking_payment: data(answer).DomesticPaymentId },
    })
    expect(await balanceOf(person)).toBe(87_50)
    const consent = await (await client.own('payments'))('GET', `${PAYMENT_CONSENTS}/${agreed.consentId}`)
    expect(consent.body).toMatchObject({ Data: { Status: 'COND', StatusReason: [{ StatusReasonCode: 'U038' }] } })
  })

  it('is made once when four submissions arrive at the same time', async () => {
    const person = await world.person({ balance: 100_00 })
    const agreed = await agreePayment(world, client, person, shop, '10.00')
    const answers = await Promise.all([1, 2, 3, 4].map(() => submit(agreed)))
    expect(answers.map(answer => answer.status).sort()).toEqual([201, 400, 400, 400])
    for (const answer of answers) if (answer.status === 400) expect(errorOf(answer)).toMatchObject({ ob: 'U009' })
    expect(await balanceOf(person)).toBe(90_00)
  })

  it('is answered again, with its status of now, when it is repeated under its idempotency key', async () => {
    const person = await world.person({ balance: 100_00 })
    const agreed = await agreePayment(world, client, person, shop, '10.00')
    const key = randomUUID()
    const first = await submit(agreed, { key })
    const again = await submit(agreed, { key })
    expect(first.body).toMatchObject({ Data: { Status: 'RCVD' } })
    expect(again.status).toBe(201)
    expect(again.body).toMatchObject({ Data: { Status: 'ACCC', DomesticPaymentId: data(first).DomesticPaymentId } })
    expect(await balanceOf(person)).toBe(90_00)
  })

  it.each([
    [
      'another amount',
      (given: Json): Json => ({ ...given, InstructedAmount: { Amount: '10.01', Currency: 'CNY' } }),
      'Data.Initiation.InstructedAmount.Amount',
    ],
    [
      'the same amount written otherwise',
      (given: Json): Json => ({ ...given, InstructedAmount: { Amount: '10.000', Currency: 'CNY' } }),
      'Data.Initiation.InstructedAmount.Amount',
    ],
    [
      'another payee',
      (given: Json): Json => ({ ...given, CreditorAccount: { ...(given.CreditorAccount as Json), Name: 'Oak Teahouse' } }),
      'Data.Initiation.CreditorAccount.Name',
    ],
    [
      'a reference more',
      (given: Json): Json => ({ ...given, RemittanceInformation: { Unstructured: ['Longjing, 50 g', 'more'] } }),
      'Data.Initiation.RemittanceInformation.Unstructured[1]',
    ],
    ['a part left out', ({ RemittanceInformation: _, ...rest }: Json): Json => rest, 'Data.Initiation.RemittanceInformation'],
  ])('is refused with %s than agreed to, and changes nothing', async (_what, change, path) => {
    const person = await world.person({ balance: 100_00 })
    const agreed = await agreePayment(world, client, person, shop, '10.00')
    const before = await businessOf()
    const answer = await submit(agreed, { data: { Initiation: change(agreed.Initiation) } })
    expect(errorOf(answer)).toMatchObject({ status: 400, ob: 'U008', path })
    expect(await businessOf()).toEqual(before)
    expect((await submit(agreed)).status).toBe(201)
  })

  it('is refused with another risk than agreed to', async () => {
    const agreed = await agreePayment(world, client, await world.person({ balance: 100_00 }), shop, '10.00')
    const answer = await submit(agreed, { risk: { ...RISK, MerchantCategoryCode: '5999' } })
    expect(errorOf(answer)).toMatchObject({ status: 400, ob: 'U008', path: 'Risk.MerchantCategoryCode' })
  })

  it('matches its consent whatever the order of the members', async () => {
    const agreed = await agreePayment(world, client, await world.person({ balance: 100_00 }), shop, '10.00')
    const turned = Object.fromEntries(Object.entries(agreed.Initiation).reverse())
    expect((await submit(agreed, { data: { Initiation: turned } })).status).toBe(201)
  })

  it('is refused under a consent that its person withdrew', async () => {
    const person = await world.person({ balance: 100_00 })
    const withdrawn = await agreePayment(world, client, person, shop, '10.00')
    await must(person.call('POST', `/v1/wallet/consents/${withdrawn.consentId}/revoke`))
    // The token ended with the consent.
    expect((await submit(withdrawn)).status).toBe(401)
    expect(await balanceOf(person)).toBe(100_00)
  })

  it('is refused with another third party’s consent, with one that does not exist, and with a token of another consent', async () => {
    const person = await world.person({ balance: 100_00 })
    const mine = await agreePayment(world, client, person, shop, '10.00')
    const another = await agreePayment(world, client, person, shop, '10.00')
    const theirs = await agreePayment(world, other, person, shop, '10.00')
    expect(errorOf(await submit(mine, { data: { ConsentId: theirs.consentId } }))).toMatchObject({ status: 403 })
    expect(errorOf(await submit(mine, { data: { ConsentId: another.consentId } }))).toMatchObject({ status: 403 })
    expect(errorOf(await submit(mine, { data: { ConsentId: 'cns_01jd9w2m6te3rbq4c8v5xkz7fh' } }))).toMatchObject({
      status: 400,
      ob: 'U011',
      path: 'Data.ConsentId',
    })
    // A third party's own token orders nothing.
    expect(errorOf(await submit(mine, { call: await client.own('payments') }))).toMatchObject({ status: 403 })
    expect(await balanceOf(person)).toBe(100_00)
  })

  it('is read by nobody else', async () => {
    const agreed = await agreePayment(world, client, await world.person({ balance: 100_00 }), shop, '10.00')
    const answer = await submit(agreed)
    expect(errorOf(await read(answer, other))).toMatchObject({ status: 403 })
    const strange = await other.own('payments')
    expect(errorOf(await strange('GET', `${PAYMENTS}/obp_01jd9w2m6te3rbq4c8v5xkz7fh`))).toMatchObject({ status: 400, ob: 'U011' })
    expect(errorOf(await strange('GET', `${PAYMENTS}/obp_01jd9w2m6te3rbq4c8v5xkz7fh/payment-details`))).toMatchObject({
      status: 400,
      ob: 'U011',
    })
  })

  it('tells the account for a refund when the third party asked for it', async () => {
    const person = await world.person({ balance: 100_00 })
    const agreed = await agreePayment(world, client, person, shop, '10.00', { data: { ReadRefundAccount: 'Yes' } })
    const answer = await submit(agreed)
    expect(data(answer).Refund).toMatchObject({ Account: { SchemeName: 'CN.FEIQIAN.PaymentAccount', Name: expect.any(String) } })
    expect((await read(answer)).body).toMatchObject({ Data: { Refund: data(answer).Refund } })
  })

  it('goes back to the payer’s account when the merchant refunds it', async () => {
    const person = await world.person({ balance: 100_00 })
    const merchant = await world.shop()
    const agreed = await agreePayment(world, client, person, merchant, '10.00')
    await submit(agreed)
    const [payment] = await paymentsOf(merchant)
    await must(merchant.call('POST', '/v1/refunds', { body: { payment: payment?.id } }))
    expect(await balanceOf(person)).toBe(100_00)
  })
})

describe('a payment that the account cannot make', () => {
  it('is rejected for want of funds, once and for all', async () => {
    const person = await world.person({ balance: 9_99 })
    const agreed = await agreePayment(world, client, person, shop, '10.00')
    const answer = await submit(agreed)
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({ Data: { Status: 'RJCT', StatusReason: [{ StatusReasonCode: 'AM04' }] } })
    expect((await read(answer)).body).toMatchObject({ Data: { Status: 'RJCT' } })
    expect(await balanceOf(person)).toBe(9_99)
    expect(errorOf(await submit(agreed))).toMatchObject({ status: 400, ob: 'U009' })
  })

  it.each(['freeze', 'stop_payment'])('is rejected under an order to %s, of which third parties hear nothing', async kind => {
    const person = await world.person({ balance: 100_00 })
    const agreed = await agreePayment(world, client, person, shop, '10.00')
    await must(
      world.operator('POST', `/v1/holders/${person.holder}/orders`, {
        body: { kind, document: { authority: '某市公安局', number: randomUUID(), date: '2026-03-01' } },
      }),
    )
    const answer = await submit(agreed)
    expect(answer.body).toMatchObject({ Data: { Status: 'RJCT', StatusReason: [{ StatusReasonCode: 'U042' }] } })
    expect(answer.text).not.toMatch(/froz|freez|authority|order of/i)
    expect(await balanceOf(person)).toBe(100_00)
  })

  it('is rejected when the merchant is suspended between consent and payment', async () => {
    const person = await world.person({ balance: 100_00 })
    const merchant = await world.shop()
    const agreed = await agreePayment(world, client, person, merchant, '10.00')
    await must(world.operator('PATCH', `/v1/merchants/${merchant.id}`, { body: { status: 'suspended' } }))
    expect((await submit(agreed)).body).toMatchObject({ Data: { Status: 'RJCT', StatusReason: [{ StatusReasonCode: 'AG01' }] } })
    const { answer } = await proposePayment(client, merchant, '1.00')
    expect(errorOf(answer)).toMatchObject({ status: 400, ob: 'U021' })
  })

  it('is rejected when the person chose an account that is not theirs to pay from', async () => {
    const person = await world.person({ balance: 100_00 })
    const neighbour = await world.person({ balance: 100_00 })
    const { id, Initiation, Risk } = await proposePayment(client, shop, '10.00')
    const linked = await client.authorise(person, id, [await paymentAccountOf(world, neighbour)], 'payments', [PASSWORD, TOTP])
    const answer = await submit({ ...linked, Initiation, Risk })
    expect(answer.body).toMatchObject({ Data: { Status: 'RJCT', StatusReason: [{ StatusReasonCode: 'AC04' }] } })
    expect(await Promise.all([person, neighbour].map(balanceOf))).toEqual([100_00, 100_00])
  })
})

describe('how the person was authenticated', () => {
  it('decides the daily limit: two factors pay more than one', async () => {
    const person = await world.person({ balance: 5_000_00 })
    const one = await agreePayment(world, client, person, shop, '1500.00', { factors: [PASSWORD] })
    expect((await submit(one)).body).toMatchObject({ Data: { Status: 'RJCT', StatusReason: [{ StatusReasonCode: 'AM14' }] } })
    const two = await agreePayment(world, client, person, shop, '1500.00', { factors: [PASSWORD, TOTP] })
    expect((await submit(two)).body).toMatchObject({ Data: { Status: 'RCVD' } })
    const beyond = await agreePayment(world, client, person, shop, '3500.01', { factors: [PASSWORD, TOTP] })
    expect((await submit(beyond)).body).toMatchObject({ Data: { Status: 'RJCT', StatusReason: [{ StatusReasonCode: 'AM14' }] } })
    expect(await balanceOf(person)).toBe(3_500_00)
  })
})

describe('a confirmation of funds', () => {
  const ask = (agreed: { consentId: string; call: ObClient['own'] extends (scope: string) => Promise<infer C> ? C : never }) =>
    agreed.call('GET', `${PAYMENT_CONSENTS}/${agreed.consentId}/funds-confirmation`)

  it('says yes or no for the amount that was agreed to', async () => {
    const rich = await agreePayment(world, client, await world.person({ balance: 10_00 }), shop, '10.00')
    const poor = await agreePayment(world, client, await world.person({ balance: 9_99 }), shop, '10.00')
    expect((await ask(rich)).body).toMatchObject({ Data: { FundsAvailableResult: { FundsAvailable: true } } })
    expect((await ask(poor)).body).toMatchObject({ Data: { FundsAvailableResult: { FundsAvailable: false } } })
  })

  it('is given only while the consent is authorised', async () => {
    const agreed = await agreePayment(world, client, await world.person({ balance: 10_00 }), shop, '1.00')
    await submit(agreed)
    expect(errorOf(await ask(agreed))).toMatchObject({ status: 400, ob: 'U009' })
    const another = await agreePayment(world, client, await world.person({ balance: 10_00 }), shop, '1.00')
    expect(errorOf(await agreed.call('GET', `${PAYMENT_CONSENTS}/${another.consentId}/funds-confirmation`))).toMatchObject({ status: 403 })
  })
})

describe('a revocation and a payment', () => {
  it('never pass each other: paid and used, or withdrawn and not paid', async () => {
    const person = await world.person({ balance: 100_00 })
    let paid = 0
    for (let round = 0; round < 6; round++) {
      const agreed = await agreePayment(world, client, person, shop, '1.00')
      const [answer, revoked] = await Promise.all([submit(agreed), person.call('POST', `/v1/wallet/consents/${agreed.consentId}/revoke`)])
      const { body } = await (await client.own('payments'))('GET', `${PAYMENT_CONSENTS}/${agreed.consentId}`)
      if (answer.status === 201) {
        paid += 1
        expect(body).toMatchObject({ Data: { Status: 'COND' } })
      } else {
        expect([400, 401]).toContain(answer.status)
        expect(revoked.status).toBe(200)
        expect(body).toMatchObject({ Data: { Status: 'RJCT' } })
      }
    }
    expect(await balanceOf(person)).toBe(100_00 - paid * 100)
  })
})

it('leaves the books sound, and operators see what was ordered', async () => {
  await assertBooksVerified(world.app.db)
  const { body } = await world.operator('GET', '/v1/open_banking_payments?limit=100')
  const orders = body.data as Json[]
  expect(orders.some(order => order.status === 'accepted' && order.kind === 'domestic')).toBe(true)
  expect(orders.some(order => order.status === 'rejected' && order.rejection === 'insufficient_funds')).toBe(true)
  const [newest, second] = orders
  expect(
    (await world.operator('GET', `/v1/open_banking_payments?ending_before=${String(second?.id)}&consent=${String(newest?.consent)}`)).body
      .data,
  ).toEqual([newest])
})
