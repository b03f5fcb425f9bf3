/**
 * A rail in memory, for tests of what payments and clearing do with orders that a payer pays somewhere else: what the channels' own
 * simulators say over HTTP is tested with their connectors. It executes an instruction once whatever it hears, tells results when it is
 * asked, and goes wrong on command.
 */
import type { HouseAnswer, HouseConnection, InboundResult, SettlementLine } from '../../src/domains/clearing/ports.ts'
import type { Instruction, InstructionKind, PayerAction } from '../../src/domains/clearing/types.ts'
import type { Flow, MethodCapability, PaymentMethodCode, RailFacts, Routing } from '../../src/domains/payments/ports.ts'
import { formatId, type Id } from '../../src/kernel/ids.ts'
import { ok, refuse } from '../../src/kernel/outcome.ts'
import { type BusinessDate, businessDateOf, type Clock } from '../../src/kernel/time.ts'
import { createEligibleRail } from './eligible-rail.ts'

type Order = {
  readonly id: Id<'ins'>
  readonly kind: InstructionKind
  readonly amount: bigint
  readonly instruction: Instruction
  state: 'open' | 'paid' | 'failed'
  failure: string
  at: Date
}

/** What goes wrong with the next calls, each once. */
export type RailFault = 'not_sent' | 'unknown_before' | 'unknown_after' | 'refused' | 'unavailable'

export type TestRail = {
  readonly facts: Omit<RailFacts, 'enabled'> & { enabled: boolean }
  readonly connection: HouseConnection
  /** The orders by the payment (or refund) they are for, oldest first. */
  ordersOf(reference: string): Order[]
  /** The payer pays, or refuses, the latest open order for the payment; false when there is none. */
  pay(reference: string): boolean
  refuse(reference: string): boolean
  /** The payer of the latest order that was closed or refused pays all the same; what the rail says then, `null` without such an order. */
  payLate(reference: string): InboundResult | null
  /** Applies to the next debits. */
  fail(...faults: RailFault[]): void
  /** While true, nothing can be learnt of any order. */
  silent: boolean
  /** Nothing goes wrong any more. */
  calm(): void
  readonly orders: ReadonlyMap<string, Order>
  /** Money that came in less what went back, minor units. */
  net(): bigint
}

export const methodOf = (method: PaymentMethodCode, flows: readonly Flow[], change: Partial<MethodCapability> = {}): MethodCapability => ({
  method,
  flows,
  currency: 'CNY',
  min: 1n,
  max: 10_000_000n,
  manualCapture: false,
  partialRefund: true,
  refundWindowDays: 365,
  async: true,
  orderExpirySeconds: 7_200,
  cost: { bps: 20, fixed: 0n },
  needsSubMerchant: false,
  ...change,
})

const HEALTHY = { answered: null, succeeded: null, samples: 0, breaker: 'closed', p50Ms: null } as const

export function createTestRail(code: string, methods: readonly MethodCapability[], clock: () => Clock): TestRail {
  const orders = new Map<string, Order>()
  const faults: RailFault[] = []
  const dateOf = (at: Date): BusinessDate => businessDateOf(at, 'Asia/Shanghai')

  const actionOf = (instruction: Instruction): PayerAction => {
    const link = `https://${code}.example/${formatId('ins', instruction.id)}`
    switch (instruction.channelOrder?.flow) {
      case 'native':
        return { type: 'qr_code', content: link, expiresAt: instruction.deadline }
      case 'jsapi':
        return { type: 'jsapi', parameters: { package: `prepay_id=${instruction.id}` } }
      case 'app':
        return { type: 'app', parameters: { prepayid: instruction.id } }
      case 'code':
        return { type: 'await_payer', reason: 'password' }
      default:
        return { type: 'redirect', url: link, expiresAt: instruction.deadline }
    }
  }
  const answerOf = (order: Order): HouseAnswer => {
    if (order.state === 'paid')
      return {
        result: 'succeeded',
        houseReference: `${code}-${order.id}`,
        settlementDate: dateOf(order.at),
        amount: order.amount,
        payer: 'payer-1',
        retry: 'pointless',
      }
    if (order.state === 'failed') return { result: 'failed', code: order.failure, retry: 'pointless' }
    return { result: 'accepted', houseReference: `${code}-${order.id}`, action: actionOf(order.instruction), retry: 'safe' }
  }
  const take = (instruction: Instruction, state: Order['state'], failure = ''): Order => {
    const known = orders.get(instruction.id)
    if (known !== undefined) return known
    const { id, kind, amount } = instruction
    const order: Order = { id, kind, amount, instruction, state, failure, at: clock().now() }
    orders.set(id, order)
    return order
  }

  const port: HouseConnection['port'] = {
    async debit(instruction) {
      const fault = faults.shift()
      if (fault === 'not_sent') return { result: 'not_sent', reason: 'refused connection', retry: 'safe' }
      if (fault === 'unknown_before') return { result: 'unknown', reason: 'lost', retry: 'safe' }
      if (fault === 'refused') return answerOf(take(instruction, 'failed', 'risk_refused'))
      if (fault === 'unavailable') return answerOf(take(instruction, 'failed', 'channel_unavailable'))
      const { channelOrder } = instruction
      // A payment code that ends in 0 asks for the password; other codes and agreements are paid at once.
      const atOnce = channelOrder?.flow === 'agreement' || (channelOrder?.flow === 'code' && channelOrder.authCode?.endsWith('0') === false)
      const order = take(instruction, atOnce ? 'paid' : 'open')
      return fault === 'unknown_after' ? { result: 'unknown', reason: 'timeout', retry: 'safe' } : answerOf(order)
    },
    async refund(instruction) {
      const original = [...orders.values()].find(order => order.id === instruction.originalInstruction)
      return original?.state === 'paid'
        ? answerOf(take(instruction, 'paid'))
        : { result: 'failed', code: 'original_not_found', retry: 'pointless' }
    },
    async query({ id }) {
      if (rail.silent) return { result: 'unknown', reason: 'silent', retry: 'safe' }
      const order = orders.get(id)
      return order === undefined ? { result: 'not_found', retry: 'safe' } : answerOf(order)
    },
    async close(instruction) {
      if (rail.silent) return { result: 'unknown', reason: 'silent', retry: 'safe' }
      const order = orders.get(instruction.id)
      if (order === undefined) return { result: 'not_found', retry: 'safe' }
      if (order.state === 'open') {
        order.state = 'failed'
        order.failure = 'closed'
      }
      return answerOf(order)
    },
    async settlementFile(date) {
      const paid = [...orders.values()].filter(order => order.state === 'paid' && dateOf(order.at) === date)
      const lines = paid.map(
        (order, at): SettlementLine => ({
          lineNumber: at + 1,
          instruction: formatId('ins', order.id),
          kind: order.kind,
          amount: order.amount,
          at: order.at,
        }),
      )
      const total = (kind: InstructionKind): bigint => lines.reduce((sum, line) => (line.kind === kind ? sum + line.amount : sum), 0n)
      const text = lines.map(line => `${line.instruction},${line.kind},${line.amount}`).join('\n')
      return ok({
        date,
        currency: 'CNY' as const,
        digest: Buffer.from(`${code} ${date} ${text}`).toString('hex').padEnd(64, '0').slice(-64),
        text,
        lines,
        debitTotal: total('debit'),
        payoutTotal: 0n,
        refundTotal: total('refund'),
        net: total('debit') - total('refund'),
      })
    },
  }

  const act = (reference: string, change: (order: Order) => void): boolean => {
    const order = [...orders.values()].findLast(({ instruction, state }) => instruction.reference === reference && state === 'open')
    if (order === undefined) return false
    order.at = clock().now()
    change(order)
    return true
  }
  const rail: TestRail = {
    silent: false,
    facts: { code, name: { en: code, zh: code }, methods, payouts: null, enabled: true, health: HEALTHY },
    connection: {
      port,
      callbacks: {
        read: () => refuse('callback_invalid'),
        answers: { accepted: { status: 200, contentType: null, body: '' }, refused: () => null },
      },
    },
    orders,
    ordersOf: reference => [...orders.values()].filter(order => order.instruction.reference === reference),
    pay: reference =>
      act(reference, order => {
        order.state = 'paid'
      }),
    refuse: reference =>
      act(reference, order => {
        order.state = 'failed'
        order.failure = 'payer_refused'
      }),
    payLate(reference) {
      const order = [...orders.values()].findLast(({ instruction, state }) => instruction.reference === reference && state === 'failed')
      if (order === undefined) return null
      order.state = 'paid'
      order.at = clock().now()
      const instruction = formatId('ins', order.id)
      return { eventKey: `late-${instruction}`, instructionId: order.id, instruction, answer: answerOf(order) }
    },
    fail: (...next) => void faults.push(...next),
    calm: () => void faults.splice(0),
    net: () =>
      [...orders.values()].reduce(
        (sum, order) => (order.state !== 'paid' ? sum : order.kind === 'debit' ? sum + order.amount : sum - order.amount),
        0n,
      ),
  }
  return rail
}

/** Routing over these rails by eligibility alone: the first that can take the order, and nothing is kept. */
export const createTestRouting = (rails: readonly TestRail[]): Routing => createEligibleRail(() => rails.map(({ facts }) => facts))
