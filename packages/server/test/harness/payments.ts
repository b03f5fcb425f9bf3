/** What tests of payments do again and again: pay by balance or card, look at balances, book by hand, end a day. */
import { randomUUID } from 'node:crypto'
import { HOUSE } from '../../src/app/compose.ts'
import { addDays, type BusinessDate, businessDateOf } from '../../src/kernel/time.ts'
import { CARD_OK, type Json, must, type Person, type Shop, type TestApp } from './app.ts'
import { beginInTheMorning } from './morning.ts'

export type Till = {
  readonly shop: Shop
  readonly person: Person
  readonly mandate: string
}

export type Payments = ReturnType<typeof usePayments>

let orders = 0
const nextOrder = (): string => {
  orders += 1
  return `order-${process.pid}-${orders}`
}

export const text = (value: unknown): string => String(value)

/** Call beside `useApp`; usable while tests run. */
export function usePayments(world: TestApp) {
  /** Creates a payment that waits for its payer. */
  const create = (shop: Shop, amount: number, more: Json = {}): Promise<Json> =>
    must(shop.call('POST', '/v1/payments', { body: { amount, currency: 'CNY', order_reference: nextOrder(), ...more } }))

  const confirmed = (type: string, { shop, mandate }: Till, amount: number, more: Json = {}): Promise<Json> =>
    create(shop, amount, { confirm: true, payment_method: { type, mandate }, ...more })

  const read = (shop: Shop, id: unknown): Promise<Json> => must(shop.call('GET', `/v1/payments/${text(id)}`))

  /** The payment once it has this status. */
  const reaches = (shop: Shop, id: unknown, status: string): Promise<Json> =>
    world.until(`${text(id)} is ${status}`, async () => {
      const payment = await read(shop, id)
      return payment.status === status && payment
    })

  const accountOf = async (code: string, owner: string): Promise<string> => {
    const { data } = await must(world.operator('GET', `/v1/ledger/accounts?code=${code}&owner=${owner}`))
    const [account] = data as { id: string }[]
    if (account === undefined) throw new Error(`no account ${code} of ${owner}`)
    return account.id
  }

  return {
    create,
    read,
    reaches,
    accountOf,
    nextOrder,

    /** A shop, a payer with a balance, and the payer's mandate for the shop. */
    async till(balance = 100_000, options: Parameters<TestApp['shop']>[0] = {}): Promise<Till> {
      const shop = await world.shop(options)
      const person = await world.person({ balance })
      return { shop, person, mandate: await world.mandate(person, shop) }
    },

    /** A shop, a payer with a bound card, and the mandate to debit it. */
    async cardTill(options: Parameters<TestApp['shop']>[0] = {}, cardNumber = CARD_OK): Promise<Till & { readonly card: string }> {
      const shop = await world.shop(options)
      const person = await world.person()
      const card = await world.bindCard(person, cardNumber)
      return { shop, person, card, mandate: await world.mandate(person, shop, { type: 'bank_card', card }) }
    },

    pay: (till: Till, amount: number, more: Json = {}): Promise<Json> => confirmed('wallet_balance', till, amount, more),
    debit: (till: Till, amount: number, more: Json = {}): Promise<Json> => confirmed('bank_card', till, amount, more),

    /** Pays by card and waits for the house's result. */
    async payByCard(till: Till, amount: number, more: Json = {}): Promise<Json> {
      const { id } = await confirmed('bank_card', till, amount, more)
      return reaches(till.shop, id, 'succeeded')
    },

    refund: (shop: Shop, payment: unknown, more: Json = {}): Promise<Json> =>
      must(shop.call('POST', '/v1/refunds', { body: { payment, ...more } })),

    /** The refund once it has this status. */
    refundReaches: (shop: Shop, id: unknown, status: string): Promise<Json> =>
      world.until(`${text(id)} is ${status}`, async () => {
        const refund = await must(shop.call('GET', `/v1/refunds/${text(id)}`))
        return refund.status === status && refund
      }),

    balance: (shop: Shop): Promise<Json> => must(shop.call('GET', '/v1/balance')),

    /** The posted balance of an account, on its normal side, fen. */
    async posted(code: string, owner: string): Promise<number> {
      const account = await accountOf(code, owner)
      const { balances } = await must(world.operator('GET', `/v1/ledger/accounts/${account}/balance`))
      return Number((balances as Json).posted)
    },

    /** What the payer could spend and what authorisations hold, fen; by the ledger, for sessions end when time is moved. */
    async walletOf(person: Person): Promise<{ available: number; pending: number }> {
      const account = await accountOf('wallet_balance', person.holder)
      const { balances } = await must(world.operator('GET', `/v1/ledger/accounts/${account}/balance`))
      const { available, debits_pending: pending } = balances as { available: number; debits_pending: number }
      return { available, pending }
    },

    /** A manual entry of one transfer. */
    enter: (debit: string, credit: string, amount: number): Promise<Json> =>
      must(
        world.operator('POST', '/v1/ledger/transfers', {
          body: {
            transfers: [{ kind: 'posted', debit_account: debit, credit_account: credit, amount }],
            reference: 'test',
            reason: 'made by a test',
          },
        }),
      ),

    openDay: async (): Promise<BusinessDate> => (await world.app.ledger.findOpenDay(world.app.db)).date,

    /** Cuts the open day and closes it; answers the day and the results of its steps by name. */
    async endDay(): Promise<{ date: BusinessDate; steps: Readonly<Record<string, Json>> }> {
      const cut = await world.app.payments.cutDay()
      if (!cut.ok) throw new Error(cut.error.code)
      return { date: cut.value.cut, steps: stepsOf(await closed(world, cut.value.cut)) }
    },

    /** It is nine in the morning of the open day in China, at the house and here: the tests' passing minutes meet no midnight. */
    async beginInTheMorning(): Promise<void> {
      beginInTheMorning(world.clock)
      const today = businessDateOf(world.clock.now(), 'Asia/Shanghai')
      while ((await world.app.ledger.findOpenDay(world.app.db)).date < today) await this.endDay()
    },

    /** Ends days until the open one is of this weekday (0 Sunday), as `getUTCDay` counts. */
    async until(weekday: number): Promise<BusinessDate> {
      for (;;) {
        const open = (await world.app.ledger.findOpenDay(world.app.db)).date
        if (new Date(`${open}T00:00:00Z`).getUTCDay() === weekday && !isHoliday(addDays(open, 1))) return open
        const cut = await world.app.payments.cutDay(open)
        if (!cut.ok) throw new Error(cut.error.code)
        await closed(world, open)
      }
    },

    house: HOUSE,

    /** The instructions to the house about a payment, refund or payout, newest first. */
    async instructions(reference: unknown): Promise<Json[]> {
      return (await must(world.operator('GET', `/v1/clearing/instructions?reference=${text(reference)}`))).data as Json[]
    },

    /**
     * Has the house state a result of an instruction that it has taken, by callback, whatever it did itself; answers our HTTP status, once
     * what was said has been applied.
     * One that is said to have ended before it was sent would never be sent.
     */
    async say(instruction: Json | undefined, status: 'succeeded' | 'failed', more: Json = {}): Promise<number> {
      if (instruction === undefined) throw new Error('there is no such instruction')
      await world.until('the house has the instruction', async () => world.house.control.instruction('inst_demo', String(instruction.id)))
      world.house.control.setCallbackUrl('inst_demo', `${world.url}/callbacks/clearing/${HOUSE}`)
      const answered = await world.house.control.sendCallback('inst_demo', {
        event_id: `cev_${randomUUID()}`,
        type: 'instruction.result',
        instruction_id: instruction.id,
        kind: instruction.kind,
        status,
        failure_code: status === 'failed' ? 'account_closed' : null,
        amount: (instruction.amount as { amount: number }).amount,
        currency: 'CNY',
        house_reference: 'SIM00000000000001',
        settlement_date: status === 'failed' ? null : world.house.control.businessDate(),
        occurred_at: world.clock.now().toISOString(),
        ...more,
      })
      await world.app.clearing.applyInbox()
      return answered
    },

    /** What stands open between us and the house: discrepancies about the instruction, or of this kind. */
    async discrepancies(query: string): Promise<Json[]> {
      return (await must(world.operator('GET', `/v1/clearing/discrepancies?limit=100${query}`))).data as Json[]
    },
  }
}

/** Of the days that the default calendar lists, those that tests could meet. */
const isHoliday = (date: BusinessDate): boolean => date.endsWith('-01-01')

async function closed(world: TestApp, date: BusinessDate) {
  const close = await world.app.payments.closeDay(date)
  if (!close.ok) throw new Error(`${close.error.code} ${JSON.stringify(close.error.values)}`)
  return close.value
}

export const stepsOf = (close: { readonly steps: readonly { readonly name: string; readonly result: unknown }[] }): Record<string, Json> =>
  Object.fromEntries(close.steps.map(step => [step.name, step.result as Json]))
