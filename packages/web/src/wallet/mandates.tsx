/** The mandates that the holder has given: who may charge, how much, since when; each can be revoked at once. */
import { useCallback, useEffect, useState } from 'react'
import type { Problem } from '../api.ts'
import { useWords } from '../i18n/i18n.ts'
import { attempt } from '../intent.ts'
import type { Mandate } from '../types.ts'
import { Button, ConfirmDialog, Loading, ProblemNotice } from '../ui/controls.tsx'
import { SealIcon } from '../ui/icons.tsx'
import { StageHeading } from '../ui/page.tsx'
import { useSession } from './session.ts'

export function MandatesSection() {
  const { t, api } = useWords()
  const { checked } = useSession()
  const [mandates, setMandates] = useState<readonly Mandate[] | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const load = useCallback(async () => {
    const result = await checked(api.mandates())
    if (result.ok) setMandates(result.value.data)
    setProblem(result.ok ? null : result.problem)
  }, [api, checked])
  useEffect(() => {
    void load()
  }, [load])
  return (
    <section className="panel" data-testid="mandates">
      <StageHeading className="panel-title">{t('mandates.title')}</StageHeading>
      <p className="hint">{t('mandates.note')}</p>
      {problem === null ? null : <ProblemNotice problem={problem} onRetry={() => void load()} />}
      {mandates === null ? (
        problem === null ? (
          <Loading />
        ) : null
      ) : mandates.length === 0 ? (
        <p className="hint">{t('mandates.none')}</p>
      ) : (
        <ul className="rows">
          {mandates.map(mandate => (
            <MandateRow key={mandate.id} mandate={mandate} onChanged={load} />
          ))}
        </ul>
      )}
    </section>
  )
}

function MandateRow({ mandate, onChanged }: { mandate: Mandate; onChanged: () => Promise<void> }) {
  const { t, api, money, nameOf, date } = useWords()
  const { checked } = useSession()
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const merchant = mandate.merchant_name ? nameOf(mandate.merchant_name) : (mandate.merchant ?? t('mandates.institution'))
  const limit = mandate.limit_per_payment
  const inForce = mandate.state === 'active' || mandate.state === 'pending'

  const revoke = async (): Promise<void> => {
    setBusy(true)
    const result = await checked(attempt(`revoke:${mandate.id}`, key => api.revokeMandate(mandate.id, key)))
    setBusy(false)
    if (!result.ok) return setProblem(result.problem)
    setAsking(false)
    await onChanged()
  }
  return (
    <li className={`row${inForce ? '' : ' past'}`} data-testid="mandate" data-state={mandate.state}>
      <span className="row-icon" aria-hidden="true">
        <SealIcon />
      </span>
      <span className="row-words">
        <span className="row-name">{merchant}</span>
        <span className="hint">
          {limit === null ? t('mandates.noLimit') : t('mandates.limit', { limit: money(limit.amount, limit.currency) })}
        </span>
        <span className="hint">{t('mandates.since', { date: date(mandate.created_at) })}</span>
      </span>
      {inForce ? (
        <Button
          look="quiet"
          small
          onClick={() => setAsking(true)}
          aria-label={t('mandates.revokeLabel', { merchant })}
          data-testid="revoke"
        >
          {t('mandates.revoke')}
        </Button>
      ) : (
        <span className="hint">{mandate.state === 'expired' ? t('mandates.expired') : t('mandates.revoked')}</span>
      )}
      <ConfirmDialog
        open={asking}
        title={t('mandates.revokeTitle', { merchant })}
        note={t('mandates.revokeNote')}
        confirmLabel={t('mandates.revokeConfirm')}
        keepLabel={t('mandates.revokeKeep')}
        busy={busy}
        problem={problem}
        onConfirm={() => void revoke()}
        onKeep={() => {
          setAsking(false)
          setProblem(null)
        }}
      />
    </li>
  )
}
