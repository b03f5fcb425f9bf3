/** The page of a payment and the payer's side of it: what a token shows and allows, live, and which methods are offered. */
import { afterEach, describe, expect, it } from 'vitest'
import { type Json, must, useApp } from '../../../test/harness/app.ts'
import { useDatabase } from '../../../test/harness/database.ts'
import { text, usePayments } from '../../../test/harness/payments.ts'

const database = useDatabase()
const world = useApp(database)
const till = usePayments(world)

type Heard = { readonly event: string; readonly data: Json }
const streams: AbortController[] = []
afterEach(() => {
  for (const stream of streams.splice(0)) stream.abort()
})

/** Listens to a stream of server-sent events. */
async function listen(path: string, headers: Record<string, string> = {}): Promise<{ heard: Heard[]; type: string | null }> {
  const stream = new AbortController()
  streams.push(stream)
  const response = await fetch(world.url + path, { signal: stream.signal, headers })
  const heard: Heard[] = []
  const read = async (): Promise<void> => {
    let rest = ''
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const parts = (rest + chunk).split('\n\n')
      rest = parts.pop() ?? ''
      for (const part of parts) {
        const event = /^event: (.*)$/m.exec(part)?.[1]
        const data = /^data: (.*)$/m.exec(part)?.[1]
        if (event !== undefined && data !== undefined) heard.push({ event, data: JSON.parse(data) as Json })
      }
    }
  }
  read().catch(() => undefined)
  return { heard, type: response.headers.get('content-type') }
}

const statuses = (heard: readonly Heard[]) =>
  heard.filter(({ event }) => event === 'payment').map(({ data }) => (data.payment as Json).status)

describe('a checkout', () => {
  it('shows its payment to whoever holds the token, and no more than a payer may know', async () => {
    const shop = await world.shop()
    const { client_token, id } = await till.create(shop, 1_234, { description: 'Tea', metadata: { secret: 'cost 1' } })
    const shown = await must(world.nobody('GET', `/v1/checkout/${text(client_token)}`))
    expect(shown).toMatchObject({
      payment: { id, status: 'requires_payment_method', amount: 1_234, currency: 'CNY', description: 'Tea' },
      merchant: { name: { en: 'Pine Teahouse', zh: '松间茶舍' } },
      return_url: null,
    })
    expect(shown.wallet_url).toContain(`/wallet/pay/${text(client_token)}`)
    expect(JSON.stringify(shown)).not.toContain('cost 1')
  })

  it('is not found by a token that was changed, cut short or guessed', async () => {
    const shop = await world.shop()
    const token = text((await till.create(shop, 100)).client_token)
    const last = token.at(-1) === 'A' ? 'Q' : 'A'
    for (const wrong of [token.slice(0, -1) + last, token.slice(0, -1), 'ct_0', `ct_${'0'.repeat(48)}`]) {
      expect((await world.nobody('GET', `/v1/checkout/${wrong}`)).body).toMatchObject({ code: 'checkout_not_found', status: 404 })
      expect((await world.nobody('POST', `/v1/checkout/${wrong}/cancel`)).body).toMatchObject({ code: 'checkout_not_found' })
      expect((await world.nobody('GET', `/v1/checkout/${wrong}/events`)).body).toMatchObject({ code: 'checkout_not_found' })
    }
  })

  it('tells its page that the payment succeeded, without being asked', async () => {
    const at = await till.till(1_000)
    const token = text((await till.create(at.shop, 100)).client_token)
    const { heard, type } = await listen(`/v1/checkout/${token}/events`)
    expect(type).toContain('text/event-stream')
    await world.until('the page shows the payment', async () => statuses(heard).length > 0)
    await must(at.person.call('POST', `/v1/wallet/payments/${token}/confirm`, { body: { payment_method: { type: 'wallet_balance' } } }))
    await world.until('the page hears of the success', async () => statuses(heard).at(-1) === 'succeeded')
    expect(statuses(heard)[0]).toBe('requires_payment_method')
  })

  it("tells the payer's wallet that its balance changed", async () => {
    const at = await till.till(1_000)
    const { heard } = await listen('/v1/wallet/events', { Authorization: `Bearer ${at.person.token}` })
    await world.until('the wallet shows itself', async () => heard.length > 0)
    await till.pay(at, 400)
    await world.until('the wallet hears of the payment', async () => (heard.at(-1)?.data.balance as Json | undefined)?.available === 600)
  })

  it('is canceled by its payer while it waits, once', async () => {
    const at = await till.till(1_000)
    const { client_token, id } = await till.create(at.shop, 100)
    const cancel = () => world.nobody('POST', `/v1/checkout/${text(client_token)}/cancel`)
    expect(await must(cancel())).toMatchObject({ status: 'canceled' })
    expect((await cancel()).body).toMatchObject({ code: 'payment_canceled' })
    expect(await till.read(at.shop, id)).toMatchObject({ status: 'canceled', cancellation_reason: 'canceled by the payer' })
    const pay = await at.person.call('POST', `/v1/wallet/payments/${text(client_token)}/confirm`, {
      body: { payment_method: { type: 'wallet_balance' } },
    })
    expect(pay.body).toMatchObject({ code: 'payment_canceled' })
  })
})

describe('the payer in the wallet', () => {
  it('sees whom, how much and which methods would pass, with the reason when one would not', async () => {
    const shop = await world.shop()
    const person = await world.person({ balance: 500 })
    const card = await world.bindCard(person)
    const token = text((await till.create(shop, 1_000)).client_token)
    const shown = await must(person.call('GET', `/v1/wallet/payments/${token}`))
    expect(shown).toMatchObject({
      payment: { amount: 1_000 },
      paid_by_you: null,
      methods: [
        { type: 'wallet_balance', available: false, reason: { code: 'insufficient_funds' } },
        { type: 'bank_card', card, last4: '0018', available: true },
      ],
    })
    await must(person.call('POST', `/v1/wallet/payments/${token}/confirm`, { body: { payment_method: { type: 'bank_card', card } } }))
    expect(await must(person.call('GET', `/v1/wallet/payments/${token}`))).toMatchObject({
      paid_by_you: true,
      methods: [{ available: false }, { available: false, reason: { code: expect.stringMatching(/^payment_/) } }],
    })
    const other = await world.person()
    expect(await must(other.call('GET', `/v1/wallet/payments/${token}`))).toMatchObject({ paid_by_you: false })
  })

  it('pays with no card but its own', async () => {
    const shop = await world.shop()
    const [person, thief] = [await world.person(), await world.person()]
    const card = await world.bindCard(person)
    const { client_token, id } = await till.create(shop, 1_000)
    const stolen = await thief.call('POST', `/v1/wallet/payments/${text(client_token)}/confirm`, {
      body: { payment_method: { type: 'bank_card', card } },
    })
    expect(stolen.body).toMatchObject({ code: expect.stringMatching(/^(card|mandate)_not_found$/) })
    expect(await till.read(shop, id)).toMatchObject({ status: 'requires_payment_method' })
  })

  it('is shown a payment that must be authorised first without its cards', async () => {
    const shop = await world.shop()
    const person = await world.person({ balance: 5_000 })
    await world.bindCard(person)
    const token = text((await till.create(shop, 1_000, { capture_method: 'manual' })).client_token)
    const { methods } = await must(person.call('GET', `/v1/wallet/payments/${token}`))
    expect(methods).toMatchObject([{ available: true }, { available: false, reason: { code: 'capture_method_unsupported' } }])
  })

  it('paying twice at once pays once', async () => {
    const at = await till.till(1_000)
    const { client_token } = await till.create(at.shop, 400)
    const body = { payment_method: { type: 'wallet_balance' } }
    const pay = () => at.person.call('POST', `/v1/wallet/payments/${text(client_token)}/confirm`, { body })
    const answers = await Promise.all(Array.from({ length: 8 }, pay))
    expect(answers.filter(answer => answer.status === 200)).toHaveLength(1)
    expect(new Set(answers.filter(answer => answer.status !== 200).map(answer => answer.body.code))).toEqual(
      new Set(['payment_already_succeeded']),
    )
    expect(await till.walletOf(at.person)).toMatchObject({ available: 600 })
  })
})
