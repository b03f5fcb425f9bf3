/**
 * Holds the answer to a confirmation for a moment, until the channel has said what the payer must do or how it ended: whoever asked can
 * then show a code or go on at once. The payment itself has committed before; an answer that does not come in time is read later.
 */
import { formatId, type Id } from '../../../kernel/ids.ts'
import type { CommandReply } from '../../../platform/commands.ts'
import type { Instruction, PayerAction } from '../../clearing/types.ts'
import type { PaymentDeps } from '../deps.ts'
import { hasOpenOrder } from '../rules.ts'
import { getPayment } from '../store/payments.ts'
import type { Payment } from '../types.ts'
import { actionView } from '../view.ts'

export type LiveDeps = PaymentDeps & {
  /** Tells when something about a topic has happened; returns how to stop listening. */
  readonly subscribe: (topic: string, heard: () => void) => () => void
}

const WAIT_MS = 2_500
/** In case that news does not travel: another look. */
const LOOK_MS = 500

export type Standing = { readonly payment: Payment; readonly action: PayerAction | null }
type ReplyOptions = {
  /** The payment was made by this request, and so has had one order. */
  readonly isNew?: boolean
}

/** What the payer must do next; `null` unless an order is open at a channel that has said it. */
export async function actionOf(deps: Pick<PaymentDeps, 'db' | 'clearing'>, payment: Payment): Promise<PayerAction | null> {
  if (!hasOpenOrder(payment) || payment.instructionId === null) return null
  return (await deps.clearing.actionsOf(deps.db, [payment.instructionId])).get(payment.instructionId) ?? null
}

/** The actions of those payments that have one; no statement when none is open at a channel. */
export async function actionsOf(
  deps: Pick<PaymentDeps, 'db' | 'clearing'>,
  payments: readonly Payment[],
): Promise<(payment: Payment) => PayerAction | null> {
  const open = payments.flatMap(payment => (hasOpenOrder(payment) ? (payment.instructionId ?? []) : []))
  const actions = open.length === 0 ? null : await deps.clearing.actionsOf(deps.db, open)
  return payment => (payment.instructionId === null ? null : (actions?.get(payment.instructionId) ?? null))
}

async function look(deps: LiveDeps, id: Id<'pay'>): Promise<Standing | null> {
  const payment = await getPayment(deps.db, id)
  return payment === null ? null : { payment, action: await actionOf(deps, payment) }
}

/** `present` writes the payment as it then stands; a repeated request is answered as it was, with the action of now. */
export async function withAction(
  deps: LiveDeps,
  id: Id<'pay'> | null,
  reply: CommandReply,
  present: (standing: Standing) => object,
  { isNew = false }: ReplyOptions = {},
): Promise<CommandReply> {
  if (id === null || reply.status >= 300) return reply
  const seen = await awaitAction(deps, id, isNew && !reply.replayed)
  if (seen === null) return reply
  const now = 'payment' in seen ? present(seen) : { next_action: actionView(seen.action) }
  const body =
    reply.replayed || !('payment' in seen)
      ? { ...(JSON.parse(reply.body) as object), ...('next_action' in now ? { next_action: now.next_action } : {}) }
      : now
  return { ...reply, body: JSON.stringify(body) }
}

/** The payment as it stands once its order has been answered, or only the action when nothing else can have changed. */
async function awaitAction(deps: LiveDeps, id: Id<'pay'>, isNew: boolean): Promise<Standing | { readonly action: PayerAction } | null> {
  const until = performance.now() + WAIT_MS
  let wake: (() => void) | null = null
  let isHeard = false
  let first: Instruction | undefined
  const heard = (instruction?: Instruction): void => {
    first ??= instruction
    isHeard = true
    wake?.()
  }
  const news = (ms: number): Promise<void> =>
    new Promise(resolve => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const reference = formatId('pay', id)
  // The node that took the order hears first; news of another comes by the events.
  const unsubscribe = deps.subscribe(reference, heard)
  const unwatch = deps.clearing.watch(reference, heard)
  try {
    // Its order has just left: there is nothing to see before the first news of it, which most often says all.
    if (isNew) {
      await news(LOOK_MS)
      if (first?.state === 'sent' && first.action !== null) return { action: first.action }
    }
    for (;;) {
      isHeard = false
      const standing = await look(deps, id)
      const left = until - performance.now()
      if (standing === null || standing.action !== null || !hasOpenOrder(standing.payment) || left <= 0) return standing
      if (isHeard) continue
      await news(Math.min(left, LOOK_MS))
    }
  } finally {
    unwatch()
    unsubscribe()
  }
}
