/** One top-up or withdrawal on its way: processing until the bank has answered, then its result. Its id is in the address, so a reload keeps it. */
import { useEffect, useState } from 'react'
import type { Problem } from '../api.ts'
import { useWords } from '../i18n/i18n.ts'
import type { Movement } from '../types.ts'
import { LinkButton, Loading, ProblemNotice } from '../ui/controls.tsx'
import { useStageFocus } from '../ui/page.tsx'
import { Stage } from '../ui/stage.tsx'
import { type MovementKind, payQuery } from './move-money.tsx'
import { useSession } from './session.ts'

const READ_EVERY_MS = 1_000
/** After this many reads it is said plainly that the bank is slow, and reading slows down too. */
const PATIENCE_READS = 30
const READ_SLOWLY_MS = 5_000

const isOpen = (movement: Movement): boolean => movement.status === 'processing'

/** Why a bank refuses, as the clearing house names it, of which we have words. */
const KNOWN_FAILURES = ['insufficient_funds', 'risk_refused', 'card_expired', 'not_sent_in_time'] as const

const isKnownFailure = (code: string): code is (typeof KNOWN_FAILURES)[number] => KNOWN_FAILURES.some(known => known === code)

export function MovementView({ kind, id, pay }: { kind: MovementKind; id: string; pay: string | null }) {
  const { t, api, money } = useWords()
  const { checked, read } = useSession()
  const [movement, setMovement] = useState<Movement | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [reads, setReads] = useState(0)
  const open = movement === null || isOpen(movement)
  useStageFocus(movement === null ? 'loading' : open ? 'processing' : movement.status)

  useEffect(() => {
    if (!open) return
    const wait = reads === 0 ? 0 : reads > PATIENCE_READS ? READ_SLOWLY_MS : READ_EVERY_MS
    const timer = window.setTimeout(async () => {
      const result = await checked(api.movement(kind, id))
      if (result.ok) setMovement(result.value)
      setProblem(result.ok ? null : result.problem)
      setReads(count => count + 1)
      if (result.ok && !isOpen(result.value)) void read()
    }, wait)
    return () => window.clearTimeout(timer)
  }, [open, reads, api, kind, id, checked, read])

  if (movement === null) {
    return <div className="panel">{problem === null ? <Loading /> : <ProblemNotice problem={problem} onRetry={() => setReads(0)} />}</div>
  }
  const failureOf = (code: string | null): string => (code !== null && isKnownFailure(code) ? t(`failure.${code}`) : '')
  const isTopUp = kind === 'topups'
  const amount = money(movement.amount, movement.currency)
  const again = isTopUp ? '#/top-up' : '#/withdraw'
  const back = (
    <LinkButton href={pay === null ? '#/' : `/wallet/pay/${encodeURIComponent(pay)}`} data-testid="back">
      {pay === null ? t('move.backToWallet') : t('move.backToPayment')}
    </LinkButton>
  )
  return (
    <div className="panel" data-testid="movement" data-status={movement.status}>
      {movement.status === 'succeeded' ? (
        <Stage sign="done" stage="succeeded" title={isTopUp ? t('move.topUpSucceeded') : t('move.withdrawSucceeded')} note={amount}>
          {back}
        </Stage>
      ) : movement.status === 'failed' ? (
        <Stage
          sign="failed"
          stage="failed"
          title={isTopUp ? t('move.topUpFailed') : t('move.withdrawFailed')}
          note={`${failureOf(movement.failure_code)}${t('move.failedNote')}`}
        >
          {back}
          <LinkButton href={`${again}${payQuery(pay)}`} look="secondary">
            {t('common.retry')}
          </LinkButton>
        </Stage>
      ) : (
        <Stage
          sign="working"
          stage="processing"
          title={t(isTopUp ? 'move.processingTopUp' : 'move.processingWithdraw', { amount })}
          note={reads > PATIENCE_READS ? t('move.processingLong') : t('move.processingNote')}
        >
          {problem === null ? null : <ProblemNotice problem={problem} />}
        </Stage>
      )}
    </div>
  )
}
