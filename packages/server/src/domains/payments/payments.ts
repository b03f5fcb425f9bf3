/**
 * The face of payments: the commands that merchants and payers give, what clearing tells, and the work of the clock. Every
 * command is a batch; the way in is execute -> use case -> ledger.
 */
import { formatId, type Id } from '../../kernel/ids.ts'
import { type Outcome, ok } from '../../kernel/outcome.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import type { Undo } from '../../kernel/undo.ts'
import type { Commands, UseCase } from '../../platform/commands.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Route } from '../../platform/http/route.ts'
import type { Instruction, OwnerSink } from '../clearing/types.ts'
import { capturePayments } from './capture-payments.ts'
import { closeDay, cutDay } from './close-day.ts'
import { confirmPayments } from './confirm-payments.ts'
import { createPayments as createBatch, payFromBalances } from './create-payments.ts'
import { createRefunds, fundWaitingRefunds } from './create-refunds.ts'
import { cancelPayments, expirePayments, releasePayments } from './end-payments.ts'
import { hearActions } from './hear-actions.ts'
import { type CheckoutDeps, checkoutPaymentView, checkoutRoutes } from './http/checkout.ts'
import { dayRoutes } from './http/days.ts'
import { paymentRoutes } from './http/payments.ts'
import { payoutRoutes } from './http/payouts.ts'
import { refundRoutes } from './http/refunds.ts'
import { nameCounterparties } from './name-counterparties.ts'
import { createEarlyPayouts } from './payouts.ts'
import { paymentDebitSink, payoutSink, refundSink } from './sinks.ts'
import { readPayments } from './store/payments.ts'
import { type DayClose, findUnclosed } from './store/payouts.ts'
import type { PayFromBalance, Payment } from './types.ts'
import { paymentText, payoutView, refundView } from './view.ts'

export { paymentsCatalogue } from './errors.ts'
export { PAYMENT_EVENTS } from './events.ts'
export { createPageTokens } from './page-tokens.ts'
export { createRouting, type RoutingDomain, routingCatalogue } from './routing/routing.ts'
export type { DayClose } from './store/payouts.ts'
export type { PayFromBalance, Payment, PaymentStatus } from './types.ts'

export type PaymentsDeps = CheckoutDeps & { readonly commands: Commands }

export type Payments = {
  readonly routes: readonly Route[]
  /** To be registered with clearing for the purposes of their names. */
  readonly sinks: { readonly payment_debit: OwnerSink; readonly refund: OwnerSink; readonly payout: OwnerSink }
  /** To be registered with clearing: announces what payers must do next, in the transaction that keeps it. Locks nothing. */
  hearActions(tx: Tx, instructions: readonly Instruction[]): Promise<void>
  /** The merchants behind references of payments and refunds, by name; other references are absent. */
  nameCounterparties(references: readonly string[]): Promise<Map<string, { readonly en: string; readonly zh: string }>>
  /**
   * Pays merchants from balances in the caller's transaction, under consents that the caller has locked. Ranks: `payments` and above.
   * Refuses what the consent's `allow` refuses, and what a confirmation does (state, limits, funds, agreement). `undo` is the log that
   * `allow` writes to: it is rolled back for a refused payment and accepted for a payment.
   */
  pay(tx: Tx, orders: readonly PayFromBalance[], undo: Undo): Promise<Outcome<Payment>[]>
  /** Payments as they are now, unlocked; unknown ones are absent. */
  find(reader: Pick<Db, 'query'>, ids: readonly Id<'pay'>[]): Promise<Map<Id<'pay'>, Payment>>
  /** Ends payments whose time has run out, one batch; answers how many. */
  expireDue(): Promise<number>
  /** Tries refunds that wait for merchant funds; answers how many found their money. */
  fundWaitingRefunds(): Promise<number>
  /** Cuts the open day, or this one if it is still open. */
  cutDay(date?: BusinessDate): Promise<Outcome<{ cut: BusinessDate; open: BusinessDate }>>
  /** Days that are cut and not yet closed, oldest first. */
  unclosedDays(): Promise<BusinessDate[]>
  /** Closes a day that was cut; goes on where an earlier run stopped. */
  closeDay(date: BusinessDate, afterStep?: (step: string) => void): Promise<Outcome<DayClose>>
}

export function createPayments(deps: PaymentsDeps): Payments {
  const { commands } = deps
  const subject = (payment: Payment): string => formatId('pay', payment.id)
  const merchantCommand = <C>(name: string, status: 200 | 201, decide: UseCase<C, Payment>) =>
    commands.define<C, Payment>({ name, decide, present: payment => ({ status, json: paymentText(deps, payment) }), subject })
  const payerCommand = <C>(name: string, decide: UseCase<C, Payment>) =>
    commands.define<C, Payment>({
      name,
      decide,
      present: (payment, context) => ({ status: 200, body: checkoutPaymentView(deps, payment, context.language) }),
      subject,
    })

  const routes = [
    ...paymentRoutes(deps, {
      create: merchantCommand('payments.create', 201, (tx, batch) => createBatch(deps, tx, batch)),
      confirm: merchantCommand('payments.confirm', 200, (tx, batch) => confirmPayments(deps, tx, batch)),
      capture: merchantCommand('payments.capture', 200, (tx, batch) => capturePayments(deps, tx, batch)),
      cancel: merchantCommand('payments.cancel', 200, (tx, batch) => cancelPayments(deps, tx, batch)),
    }),
    ...refundRoutes(deps, {
      refund: commands.define({
        name: 'payments.refund',
        decide: (tx, batch) => createRefunds(deps, tx, batch),
        present: refund => ({ status: 201, body: refundView(refund) }),
        subject: refund => formatId('ref', refund.id),
      }),
    }),
    ...payoutRoutes(deps, {
      payOut: commands.define({
        name: 'payments.pay_out',
        decide: (tx, batch) => createEarlyPayouts(deps, tx, batch),
        present: payout => ({ status: 201, body: payoutView(payout) }),
        subject: payout => formatId('po', payout.id),
      }),
    }),
    ...checkoutRoutes(deps, {
      cancel: payerCommand('payments.cancel_checkout', (tx, batch) => cancelPayments(deps, tx, batch)),
      release: payerCommand('payments.release', (tx, batch) => releasePayments(deps, tx, batch)),
      confirm: payerCommand('payments.confirm_wallet', (tx, batch) => confirmPayments(deps, tx, batch)),
    }),
    ...dayRoutes(deps, {
      cut: commands.define<{ readonly date: BusinessDate | null }, { cut: BusinessDate; open: BusinessDate }>({
        name: 'payments.cut_day',
        // One at a time: the second of a batch cuts the day after, exactly as if it had come later.
        decide: async (tx, batch) => {
          const outcomes: Outcome<{ cut: BusinessDate; open: BusinessDate }>[] = []
          for (const { input } of batch) {
            const cut = await deps.ledger.cutDay(tx, input.date === null ? {} : { date: input.date })
            outcomes.push(cut.ok ? ok({ cut: cut.value.cut.date, open: cut.value.open.date }) : cut)
          }
          return outcomes
        },
        present: ({ cut, open }) => ({ status: 200, body: { object: 'day_cut', cut, open } }),
        subject: ({ cut }) => cut,
      }),
    }),
  ]
  return {
    routes,
    sinks: { payment_debit: paymentDebitSink(deps), refund: refundSink(deps), payout: payoutSink(deps) },
    hearActions: (tx, instructions) => hearActions(deps, tx, instructions),
    nameCounterparties: references => nameCounterparties(deps, references),
    pay: (tx, orders, undo) => payFromBalances(deps, tx, orders, undo),
    find: async (reader, ids) => new Map((await readPayments(reader, ids)).map(payment => [payment.id, payment])),
    expireDue: () => expirePayments(deps),
    fundWaitingRefunds: () => fundWaitingRefunds(deps),
    cutDay: date => cutDay(deps, date),
    unclosedDays: () => findUnclosed(deps.db),
    closeDay: (date, afterStep) => closeDay(deps, date, afterStep),
  }
}
