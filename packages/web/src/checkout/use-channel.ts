/** Paying at a channel: asks for the order once, goes where the payer must go, and closes the order when the payer chooses otherwise. */
import { useState } from 'react'
import type { Problem } from '../api.ts'
import { useWords } from '../i18n/i18n.ts'
import { attempt } from '../intent.ts'
import { safeLink } from '../links.ts'
import type { ChannelChoice } from '../types.ts'
import type { LiveCheckout } from './use-checkout.ts'

export type Channel = {
  /** What is under way: an order is being opened, or closed. */
  readonly busy: 'confirm' | 'change' | null
  readonly problem: Problem | null
  readonly confirm: (choice: ChannelChoice) => Promise<void>
  readonly change: () => Promise<void>
  readonly forget: () => void
}

const nameOf = (choice: ChannelChoice): string => `${choice.type}/${'bank' in choice ? choice.bank : choice.flow}`

export function useChannel(token: string, live: LiveCheckout): Channel {
  const { api } = useWords()
  const [busy, setBusy] = useState<Channel['busy']>(null)
  const [problem, setProblem] = useState<Problem | null>(null)

  const confirm = async (choice: ChannelChoice): Promise<void> => {
    setBusy('confirm')
    setProblem(null)
    const result = await attempt(`channel:${token}:${nameOf(choice)}`, key => api.confirmCheckout(token, choice, key))
    const action = result.ok ? result.value.next_action : null
    const away = action?.type === 'redirect' ? safeLink(action.url) : null
    if (away !== null) return location.assign(away)
    setBusy(null)
    if (!result.ok) setProblem(result.problem)
    await live.read()
  }
  const change = async (): Promise<void> => {
    setBusy('change')
    setProblem(null)
    const result = await attempt(`change:${token}`, key => api.changeCheckoutMethod(token, key))
    setBusy(null)
    if (!result.ok) setProblem(result.problem)
    await live.read()
  }
  return { busy, problem, confirm, change, forget: () => setProblem(null) }
}
