/**
 * The state of one payment as the server last said it, kept current by its event stream. Used by the checkout and by the
 * wallet's pay page, so that both follow the same payment in the same way.
 */
import { useCallback, useEffect, useRef, useState } from 'react'
import { checkoutEventsPath, type Problem, type Result } from '../api.ts'
import { type Connection, useLive } from '../live.ts'
import type { Checkout, PaymentStatus } from '../types.ts'
import { localDeadline, useSecondsLeft } from '../ui/countdown.ts'

export type CheckoutStage = 'waiting' | 'processing' | 'authorised' | 'succeeded' | 'canceled' | 'expired'

/** Order of progress: news that is older than what is shown (a slow read overtaken by an event) is dropped. */
const PROGRESS: Readonly<Record<PaymentStatus, number>> = {
  requires_payment_method: 0,
  processing: 0,
  requires_capture: 1,
  succeeded: 2,
  canceled: 2,
  expired: 2,
}

const isNews = (shown: Checkout, heard: Checkout): boolean => {
  const progress = PROGRESS[heard.payment.status] - PROGRESS[shown.payment.status]
  return progress > 0 || (progress === 0 && Date.parse(heard.server_time) >= Date.parse(shown.server_time))
}

function stageOf(status: PaymentStatus, secondsLeft: number | null): CheckoutStage {
  switch (status) {
    case 'requires_payment_method':
      return secondsLeft === 0 ? 'expired' : 'waiting'
    case 'requires_capture':
      return 'authorised'
    default:
      return status
  }
}

export const isFinal = (status: PaymentStatus): boolean => status === 'succeeded' || status === 'canceled' || status === 'expired'

/** Whether somebody asked again while the last read was under way: one more read then serves them all. */
const stillAsked = (reading: 'no' | 'yes' | 'again'): boolean => reading === 'again'

const isCheckout = (data: unknown): data is Checkout =>
  typeof data === 'object' && data !== null && 'payment' in data && 'merchant' in data && 'server_time' in data && 'methods' in data

/** When what is shown ends: the payment, or the order at a channel if that ends earlier. */
function endOf({ payment }: Checkout): string {
  const action = payment.next_action
  const ends = action === null || action === undefined || !('expires_at' in action) ? null : action.expires_at
  return ends !== null && Date.parse(ends) < Date.parse(payment.expires_at) ? ends : payment.expires_at
}

/** An event comes in the browser's own language; a read has the words in the page's. */
const hasWords = ({ payment, methods }: Checkout): boolean =>
  Boolean(payment.last_error) || methods.some(method => method.reason !== undefined)

export type LiveCheckout = {
  readonly checkout: Checkout | null
  readonly problem: Problem | null
  readonly stage: CheckoutStage | null
  readonly secondsLeft: number | null
  readonly connection: Connection
  readonly read: () => Promise<void>
}

/** `load` reads the state once; `token` names the stream. A null token watches nothing. */
export function useCheckout(token: string, load: () => Promise<Result<Checkout>>): LiveCheckout {
  const [checkout, setCheckout] = useState<Checkout | null>(null)
  const [deadlineMs, setDeadlineMs] = useState<number | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const reading = useRef<'no' | 'yes' | 'again'>('no')
  const latest = useRef(load)

  const show = useCallback((heard: Checkout) => {
    setCheckout(shown => (shown !== null && !isNews(shown, heard) ? shown : heard))
    setDeadlineMs(localDeadline(endOf(heard), heard.server_time, Date.now()))
    setProblem(null)
  }, [])

  const read = useCallback(async () => {
    if (reading.current !== 'no') {
      reading.current = 'again'
      return
    }
    do {
      reading.current = 'yes'
      const result = await latest.current() // what is asked again is what the page wants by now
      if (result.ok) show(result.value)
      else setProblem(result.problem)
    } while (stillAsked(reading.current))
    reading.current = 'no'
  }, [show])

  useEffect(() => {
    latest.current = load
    void read()
  }, [load, read])

  const final = checkout !== null && isFinal(checkout.payment.status)
  const connection = useLive({
    url: checkout === null || final ? null : checkoutEventsPath(token),
    event: 'payment',
    onEvent: data => {
      if (isCheckout(data)) show(data)
      if (!isCheckout(data) || hasWords(data)) void read()
    },
    onRead: () => void read(),
  })

  const secondsLeft = useSecondsLeft(final ? null : deadlineMs)
  const stage = checkout === null ? null : stageOf(checkout.payment.status, secondsLeft)
  const expiredHere = stage === 'expired' && !final
  useEffect(() => {
    if (!expiredHere) return
    const timer = window.setInterval(() => void read(), 3_000) // until the server has said so itself
    return () => window.clearInterval(timer)
  }, [expiredHere, read])

  return { checkout, problem, stage, secondsLeft, connection, read }
}
