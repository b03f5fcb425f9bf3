/** What several stages of the checkout show: the time that is left, and the way to cancel. */
import { useState } from 'react'
import type { Problem } from '../api.ts'
import { useWords } from '../i18n/i18n.ts'
import { attempt } from '../intent.ts'
import { Button, ConfirmDialog } from '../ui/controls.tsx'
import { clockText } from '../ui/countdown.ts'

export function TimeLeft({ secondsLeft }: { secondsLeft: number | null }) {
  const { t } = useWords()
  if (secondsLeft === null) return null
  return (
    <p className={`time-left${secondsLeft <= 60 ? ' urgent' : ''}`}>
      <span>{t('checkout.expiresIn')}</span>
      <span role="timer" aria-live="off" className="clock" data-testid="countdown">
        {clockText(secondsLeft)}
      </span>
    </p>
  )
}

export function Cancel({ token, onCanceled }: { token: string; onCanceled: () => void }) {
  const { t, api } = useWords()
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)

  const cancel = async (): Promise<void> => {
    setBusy(true)
    setProblem(null)
    const result = await attempt(`cancel:${token}`, key => api.cancelCheckout(token, key))
    setBusy(false)
    if (result.ok) setAsking(false)
    else setProblem(result.problem)
    onCanceled()
  }
  return (
    <>
      <Button look="quiet" small onClick={() => setAsking(true)} id="cancel" data-testid="cancel">
        {t('checkout.cancel')}
      </Button>
      <ConfirmDialog
        open={asking}
        title={t('checkout.cancelTitle')}
        note={t('checkout.cancelNote')}
        confirmLabel={t('checkout.cancelConfirm')}
        keepLabel={t('checkout.cancelKeep')}
        busy={busy}
        problem={problem}
        onConfirm={() => void cancel()}
        onKeep={() => {
          setAsking(false)
          setProblem(null)
        }}
      />
    </>
  )
}
