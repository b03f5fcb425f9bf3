/**
 * Merchants at work: payments from wallets and cards, in one request or several, captures, cancellations and refunds. Every
 * answer is entered into a book of what must be true, which the checks hold against the database.
 */
import type { Answer, Client, Json, Request } from './client.ts'
import { ORDERS } from './orders.ts'
import type { Person, Seed, Shop } from './seed.ts'

export type ExpectedPayment = {
  readonly id: string
  readonly order: string
  status: 'requires_payment_method' | 'requires_capture' | 'processing' | 'succeeded' | 'canceled'
  captured: number
  refunded: number
}

export type Book = {
  readonly payments: Map<string, ExpectedPayment>
  /** Refund id: what it gives back. */
  readonly refunds: Map<string, { readonly payment: string; readonly amount: number }>
  /** Order of a third party: the payment that it became, and what it took of its consent. */
  readonly orders: Map<string, { readonly payment: string; readonly consent: string; readonly amount: number }>
  /** Holder: what has left the wallet's balance since the seed, less what has come back. */
  readonly spent: Map<string, number>
  /** Payments and refunds that were touched since the last check. */
  readonly touched: Set<string>
  /** Requests that were acknowledged since the last check, with their answers: a repetition must get the same. */
  acknowledged: { readonly request: Request; readonly answer: Answer }[]
  /** Answers that the model does not know. */
  readonly surprises: string[]
}

export type Load = {
  readonly book: Book
  /** Lets every actor work until `pause`. */
  run(): void
  /** Waits until every request that was sent has its answer. */
  pause(): Promise<void>
}

const ACTORS = 12
/** Small, so that a day's limit lasts for hundreds of crashes. */
const AMOUNTS = { min: 10, max: 60 }
const REFUNDABLE_MAX = 200

type Refundable = { readonly payment: ExpectedPayment; readonly shop: Shop; readonly person: Person }

export function createLoad(client: Client, seed: Seed, random: () => number): Load {
  const book: Book = {
    payments: new Map(),
    refunds: new Map(),
    orders: new Map(),
    spent: new Map(),
    touched: new Set(),
    acknowledged: [],
    surprises: [],
  }
  const refundable: Refundable[] = []
  let serial = 0
  let isRunning = false
  let actors: Promise<void>[] = []

  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const amountNow = (): number => AMOUNTS.min + Math.floor(random() * (AMOUNTS.max - AMOUNTS.min))
  const nextKey = (): string => {
    serial += 1
    return `crash-${String(serial).padStart(7, '0')}`
  }
  const spend = (person: Person, amount: number): void => {
    book.spent.set(person.holder, (book.spent.get(person.holder) ?? 0) + amount)
  }

  /** Posts with a key; an answer that is no success ends the operation and is a surprise, but for the codes that may be. */
  async function post(shop: Shop, path: string, body: Json, key = nextKey(), may: readonly string[] = []): Promise<Json | null> {
    const request: Request = { method: 'POST', path, secret: shop.secret, key, body }
    const answer = await client.call(request)
    book.acknowledged.push({ request, answer })
    if (answer.status < 300) return answer.body
    if (may.includes(String(answer.body.code))) return null
    book.surprises.push(`${path} ${JSON.stringify(body)}: ${answer.text}`)
    return null
  }

  /** Enters a payment as its latest answer tells it. */
  function enter(answered: Json): ExpectedPayment {
    const id = String(answered.id)
    const payment: ExpectedPayment = {
      id,
      order: String(answered.order_reference),
      status: answered.status as ExpectedPayment['status'],
      captured: Number(answered.amount_captured),
      refunded: Number(answered.amount_refunded),
    }
    book.payments.set(id, payment)
    book.touched.add(id)
    return payment
  }

  async function create(shop: Shop, amount: number, more: Json): Promise<ExpectedPayment | null> {
    const key = nextKey()
    const answered = await post(shop, '/v1/payments', { amount, currency: 'CNY', order_reference: key, ...more }, key)
    return answered === null ? null : enter(answered)
  }

  function remember(entry: Refundable): void {
    if (refundable.length < REFUNDABLE_MAX) refundable.push(entry)
  }

  const mandateOf = (person: Person, shop: Shop) => person.mandates.get(shop.id) as { wallet: string; card: string }
  const wallet = (person: Person, shop: Shop): Json => ({ type: 'wallet_balance', mandate: mandateOf(person, shop).wallet })
  const card = (person: Person, shop: Shop): Json => ({ type: 'bank_card', mandate: mandateOf(person, shop).card })

  function expect(payment: ExpectedPayment, status: ExpectedPayment['status']): boolean {
    if (payment.status === status) return true
    book.surprises.push(`${payment.id} is ${payment.status}, not ${status}`)
    return false
  }

  const operations: readonly (readonly [weight: number, operation: (person: Person, shop: Shop) => Promise<void>])[] = [
    [
      40,
      async function payAtOnce(person, shop) {
        const amount = amountNow()
        const payment = await create(shop, amount, { confirm: true, payment_method: wallet(person, shop) })
        if (payment === null || !expect(payment, 'succeeded')) return
        spend(person, amount)
        remember({ payment, shop, person })
      },
    ],
    [
      15,
      async function payInTwoSteps(person, shop) {
        const amount = amountNow()
        const created = await create(shop, amount, {})
        if (created === null) return
        const confirmed = await post(shop, `/v1/payments/${created.id}/confirm`, { payment_method: wallet(person, shop) })
        if (confirmed === null || !expect(enter(confirmed), 'succeeded')) return
        spend(person, amount)
      },
    ],
    [
      15,
      async function authoriseAndEnd(person, shop) {
        const amount = amountNow()
        const held = await create(shop, amount, { capture_method: 'manual', confirm: true, payment_method: wallet(person, shop) })
        if (held === null || !expect(held, 'requires_capture')) return
        const isCaptured = random() < 0.7
        const part = Math.max(1, Math.floor(amount * random()))
        const path = `/v1/payments/${held.id}/${isCaptured ? 'capture' : 'cancel'}`
        const done = await post(shop, path, isCaptured ? { amount: part } : {})
        if (done === null || !expect(enter(done), isCaptured ? 'succeeded' : 'canceled')) return
        if (isCaptured) spend(person, part)
      },
    ],
    [
      15,
      async function payByCard(person, shop) {
        const amount = amountNow()
        const payment = await create(shop, amount, { confirm: true, payment_method: card(person, shop) })
        if (payment === null || payment.status === 'succeeded' || !expect(payment, 'processing')) return
        // The bank says yes to this card; the checks wait for it.
        payment.status = 'succeeded'
        payment.captured = amount
      },
    ],
    [
      20,
      async function orderUnderConsent(person, shop) {
        const amount = amountNow()
        const key = nextKey()
        const body = { consent: person.consent, amount, instruction: key }
        const answered = await post(shop, ORDERS, body, key, ['consent_limit_exceeded'])
        if (answered === null) return
        const payment = String(answered.payment)
        if (answered.status !== 'accepted') book.surprises.push(`${String(answered.id)} is ${String(answered.rejection)}`)
        book.orders.set(String(answered.id), { payment, consent: person.consent, amount })
        book.payments.set(payment, { id: payment, order: key, status: 'succeeded', captured: amount, refunded: 0 })
        book.touched.add(payment)
        spend(person, amount)
      },
    ],
    [
      15,
      async function refund() {
        const at = Math.floor(random() * refundable.length)
        const [entry] = refundable.splice(at, 1)
        if (entry === undefined) return
        const { payment, shop, person } = entry
        const amount = Math.max(1, Math.floor(payment.captured * random()))
        const refunded = await post(shop, '/v1/refunds', { payment: payment.id, amount })
        if (refunded === null) return
        if (refunded.status !== 'succeeded') book.surprises.push(`${String(refunded.id)} is ${String(refunded.status)}`)
        book.refunds.set(String(refunded.id), { payment: payment.id, amount })
        payment.refunded += amount
        book.touched.add(payment.id)
        spend(person, -amount)
      },
    ],
  ]
  const total = operations.reduce((sum, [weight]) => sum + weight, 0)

  function choose(): (person: Person, shop: Shop) => Promise<void> {
    let left = random() * total
    for (const [weight, operation] of operations) {
      left -= weight
      if (left < 0) return operation
    }
    return operations[0]?.[1] as (person: Person, shop: Shop) => Promise<void>
  }

  async function act(): Promise<void> {
    while (isRunning) await choose()(pick(seed.people), pick(seed.shops))
  }

  return {
    book,
    run() {
      isRunning = true
      actors = Array.from({ length: ACTORS }, act)
    },
    async pause() {
      isRunning = false
      await Promise.all(actors)
      actors = []
    },
  }
}
