/**
 * Confirming a payment exactly once. The choice and its idempotency key are kept for as long as the server's answer is unknown;
 * asking again replays. Whether this holder is the payer is remembered for the page's reloads.
 */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Problem, Result } from '../api.ts'
import type { CheckoutStage } from '../checkout/use-checkout.ts'
import { useWords } from '../i18n/i18n.ts'
import { attempt, isUnanswered } from '../intent.ts'
import type { PaymentMethodChoice } from '../types.ts'
import { authenticationInAddress } from './authentication.ts'

export type Confirmation = {
  readonly busy: boolean
  readonly problem: Problem | null
  /** The choice whose outcome is unknown, to be asked again. */
  readonly unanswered: PaymentMethodChoice | null
  /** This holder confirmed this payment. */
  readonly confirmed: boolean
  readonly confirm: (choice: PaymentMethodChoice) => Promise<void>
}

export const choiceKey = (choice: PaymentMethodChoice): string => (choice.type === 'bank_card' ? choice.card : choice.type)

const choiceOf = (key: string): PaymentMethodChoice =>
  key === 'wallet_balance' ? { type: 'wallet_balance' } : { type: 'bank_card', card: key }

/** Only the balance has a limit that an authentication raises. */
const authenticationFor = (choice: PaymentMethodChoice): string | null =>
  choice.type === 'wallet_balance' ? authenticationInAddress() : null

const intentOf = (token: string, choice: PaymentMethodChoice): string =>
  `confirm:${token}:${choiceKey(choice)}:${authenticationFor(choice) ?? ''}`
const triedItem = (token: string): string => `feiqian.tried.${token}`
const paidItem = (token: string): string => `feiqian.paid.${token}`

function readUnanswered(token: string): PaymentMethodChoice | null {
  const tried = sessionStorage.getItem(triedItem(token))
  if (tried === null) return null
  const choice = choiceOf(tried)
  return isUnanswered(intentOf(token, choice)) ? choice : null
}

export function useConfirmation(
  token: string,
  stage: CheckoutStage | null,
  signedIn: boolean,
  checked: <T>(answer: Promise<Result<T>>) => Promise<Result<T>>,
  read: () => Promise<void>,
): Confirmation {
  const { api } = useWords()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [unanswered, setUnanswered] = useState(() => readUnanswered(token))
  const [confirmed, setConfirmed] = useState(() => sessionStorage.getItem(paidItem(token)) !== null)
  const underWay = useRef(false)

  const confirm = useCallback(
    async (choice: PaymentMethodChoice) => {
      if (underWay.current) return
      underWay.current = true
      setBusy(true)
      setProblem(null)
      sessionStorage.setItem(triedItem(token), choiceKey(choice))
      const result = await checked(
        attempt(intentOf(token, choice), key => api.confirmPayment(token, choice, authenticationFor(choice), key)),
      )
      if (result.ok) {
        sessionStorage.setItem(paidItem(token), result.value.id)
        setConfirmed(true)
      } else {
        setProblem(result.problem)
      }
      setUnanswered(readUnanswered(token))
      await read()
      underWay.current = false
      setBusy(false)
    },
    [api, token, checked, read],
  )

  // Paid, and an attempt of ours has no answer yet: the replay says whether it was ours that paid.
  const toAsk = stage === 'succeeded' && signedIn && !confirmed ? unanswered : null
  useEffect(() => {
    if (toAsk !== null) void confirm(toAsk)
  }, [toAsk, confirm])

  return { busy, problem, unanswered, confirmed, confirm }
}
