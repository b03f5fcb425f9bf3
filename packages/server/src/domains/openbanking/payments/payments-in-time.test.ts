/** What time does to payments of third parties: consents that run out, and cut-offs. The clock only moves once all is agreed to. */
import { beforeAll, expect, it } from 'vitest'
import { must, type Person, useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import { type Agreed, agreePayment, data, PAYMENT_CONSENTS, proposePayment, submit } from '../../../../test/harness/initiation.ts'
import { createObClient, errorOf, type ObClient } from '../../../../test/harness/openbanking.ts'

const database = useDatabase()
const world = useApp(database)

let client: ObClient
let person: Person
let unanswered: string
let unused: Agreed
let cut: Agreed
let repeated: Agreed

const cutOff = (time: string): Promise<unknown> =>
  must(
    world.operator('POST', '/v1/policies', {
      body: { key: 'openbanking.payments', value: { cut_off: time, consent_seconds: 172_800 }, source: 'institution' },
    }),
  )

const consentOf = async (id: string) => (await client.own('payments'))('GET', `${PAYMENT_CONSENTS}/${id}`)

beforeAll(async () => {
  const shop = await world.shop()
  client = await createObClient(world)
  person = await world.person({ balance: 100_00 })
  unanswered = (await proposePayment(client, shop, '1.00')).id
  unused = await agreePayment(world, client, person, shop, '10.00')
  await cutOff('17:30')
  cut = await agreePayment(world, client, person, shop, '10.00')
  repeated = await agreePayment(world, client, person, shop, '10.00')
}, 60_000)

const moveTo = (at: Date): void => world.clock.advance(Math.max(0, at.getTime() - world.clock.now().getTime()) + 1000)

it('tells of a cut-off in the consent, and refuses the payment after it, but not the repetition of one that was in time', async () => {
  const consent = await consentOf(cut.consentId)
  const at = new Date(String(data(consent).CutOffDateTime))
  expect(at.toLocaleTimeString('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' })).toBe('17:30')
  expect(at > world.clock.now()).toBe(true)
  const first = await submit(repeated, { key: 'in-time' })
  expect(first.status, first.text).toBe(201)
  moveTo(at)
  expect(errorOf(await submit(cut))).toMatchObject({ status: 400, ob: 'U012', code: 'ob_payment_after_cut_off' })
  const again = await submit(repeated, { key: 'in-time' })
  expect(again.status).toBe(201)
  expect(data(again).DomesticPaymentId).toBe(data(first).DomesticPaymentId)
})

it('refuses a payment under a consent whose time is over, and tells the consent to be rejected', async () => {
  moveTo(new Date(world.clock.now().getTime() + 25 * 3_600_000))
  expect(errorOf(await submit(unused))).toMatchObject({ status: 400, ob: 'U009', code: 'consent_expired' })
  for (const id of [unused.consentId, unanswered])
    expect((await consentOf(id)).body).toMatchObject({ Data: { Status: 'RJCT', StatusReason: [{ StatusReasonCode: 'U036' }] } })
})
