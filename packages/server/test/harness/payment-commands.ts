/**
 * The use cases of payments behind the durable commands of a node, without HTTP: what is submitted in one turn of the event
 * loop is one batch. A command can carry a fault that only the database, or the use case, notices.
 */
import { type App, HOUSE } from '../../src/app/compose.ts'
import { capturePayments } from '../../src/domains/payments/capture-payments.ts'
import { confirmPayments } from '../../src/domains/payments/confirm-payments.ts'
import { createPayments } from '../../src/domains/payments/create-payments.ts'
import { createRefunds } from '../../src/domains/payments/create-refunds.ts'
import type { PaymentDeps } from '../../src/domains/payments/deps.ts'
import { cancelPayments } from '../../src/domains/payments/end-payments.ts'
import { createPageTokens } from '../../src/domains/payments/payments.ts'
import type {
  CancelPayment,
  CapturePayment,
  ConfirmPayment,
  CreatePayment,
  CreateRefund,
  Payment,
  Refund,
} from '../../src/domains/payments/types.ts'
import { formatId, type Id, newId } from '../../src/kernel/ids.ts'
import type { Principal } from '../../src/kernel/principal.ts'
import type { CommandContext, CommandHandler, UseCase } from '../../src/platform/commands.ts'
import { sql, type Tx } from '../../src/platform/db.ts'

const BREAK = sql('test.break_transaction', 'SELECT 1 / $1::integer')

/** `send`: a write that the database refuses, noticed at the commit. `throw`: a defect of the use case. */
export type Fault = 'send' | 'throw'

export type Faulty<C> = { readonly input: C; readonly fault: Fault | null }

export type PaymentCommands = {
  readonly deps: PaymentDeps
  readonly create: CommandHandler<Faulty<CreatePayment>>
  readonly confirm: CommandHandler<Faulty<ConfirmPayment>>
  readonly capture: CommandHandler<Faulty<CapturePayment>>
  readonly cancel: CommandHandler<Faulty<CancelPayment>>
  readonly refund: CommandHandler<Faulty<CreateRefund>>
  /** Statements that each transaction sent, the durable command's own included. */
  readonly statements: number[]
}

/** Payments' deps as compose.ts hands them out, but for what only pages need. */
export function paymentDepsOf(app: App): PaymentDeps {
  return {
    ...app,
    audit: app.audit.append,
    house: HOUSE,
    tokens: createPageTokens(Buffer.alloc(32)),
    words: code => ({ title: code, fix: '' }),
  }
}

/** `other`: deps to use instead of the app's. */
export function createPaymentCommands(app: App, other: Partial<PaymentDeps> = {}): PaymentCommands {
  const deps = { ...paymentDepsOf(app), ...other }
  const statements: number[] = []
  const define = <C, T>(name: string, decide: UseCase<C, T>, present: (value: T) => { id: string }): CommandHandler<Faulty<C>> =>
    app.commands.define<Faulty<C>, T>({
      name: `test.${name}`,
      async decide(tx, batch) {
        const outcomes = await decide(
          tx,
          batch.map(({ input, context }) => ({ input: input.input, context })),
        )
        if (batch.some(({ input }) => input.fault === 'throw')) throw new Error('a defect of the use case')
        if (batch.some(({ input }) => input.fault === 'send')) tx.send(BREAK, [0])
        tx.afterCommit(() => statements.push(tx.statements()))
        return outcomes
      },
      present: value => ({ status: 200, body: present(value) }),
      subject: value => present(value).id,
    })
  return {
    deps,
    statements,
    create: define('create', (tx: Tx, batch) => createPayments(deps, tx, batch), paymentFacts),
    confirm: define('confirm', (tx: Tx, batch) => confirmPayments(deps, tx, batch), paymentFacts),
    capture: define('capture', (tx: Tx, batch) => capturePayments(deps, tx, batch), paymentFacts),
    cancel: define('cancel', (tx: Tx, batch) => cancelPayments(deps, tx, batch), paymentFacts),
    refund: define('refund', (tx: Tx, batch) => createRefunds(deps, tx, batch), refundFacts),
  }
}

/** What an answer says, without times and tokens. */
const paymentFacts = (payment: Payment) => ({
  id: formatId('pay', payment.id),
  status: payment.status,
  amount: Number(payment.amount),
  captured: Number(payment.amountCaptured),
  refunded: Number(payment.amountRefunded),
  fee: payment.fee === null ? null : Number(payment.fee),
  attempts: payment.attemptCount,
  error: payment.lastError,
  method: payment.method,
  channel: payment.channel,
  order: payment.order === null ? null : { ...payment.order, subMerchant: null },
})

const refundFacts = (refund: Refund) => ({
  id: formatId('ref', refund.id),
  payment: formatId('pay', refund.paymentId),
  status: refund.status,
  amount: Number(refund.amount),
  feeReturned: Number(refund.feeReturned),
  funding:
    refund.funding === null ? null : Object.fromEntries(Object.entries(refund.funding).map(([source, amount]) => [source, Number(amount)])),
})

/** Who asks, under which key; `said` stands for the request's body. */
export function contextOf(principal: Principal, endpoint: string, key: string, said: string): CommandContext {
  return {
    principal,
    requestId: formatId('req', newId<'req'>()),
    endpoint,
    idempotencyKey: key,
    requestHash: Buffer.from(said).toString('hex').padEnd(64, '0').slice(0, 64),
    baseUrl: 'http://127.0.0.1',
    language: 'en',
  }
}

export const merchantPrincipal = (merchantId: Id<'mer'>): Principal => ({
  kind: 'merchant',
  merchantId,
  keyId: newId<'key'>(),
  scopes: new Set(['payments:write', 'refunds:write']),
})

export const newPayment = (merchantId: Id<'mer'>, amount: number, more: Partial<CreatePayment> = {}): CreatePayment => ({
  merchantId,
  amount: BigInt(amount),
  currency: 'CNY',
  orderReference: 'test',
  description: null,
  captureMethod: 'automatic',
  expiresInSeconds: 900,
  returnUrl: null,
  metadata: null,
  instrument: null,
  ...more,
})
