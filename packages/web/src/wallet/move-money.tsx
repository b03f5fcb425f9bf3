/** Topping up the wallet from a bound card, and withdrawing from it to one. */
import { type FormEvent, useRef, useState } from 'react'
import type { Problem } from '../api.ts'
import { useWords } from '../i18n/i18n.ts'
import { attempt } from '../intent.ts'
import { decimalOf, parseMoney } from '../money.ts'
import { Button, Field, LinkButton, Loading, Notice, ProblemNotice } from '../ui/controls.tsx'
import { CardIcon } from '../ui/icons.tsx'
import { StageHeading } from '../ui/page.tsx'
import { useCardName, useCards } from './cards.tsx'
import { focusFirstError, textIn } from './forms.ts'
import { useSession } from './session.ts'

export type MovementKind = 'topups' | 'withdrawals'

/** What the address adds so that the person comes back to the payment that sent him here. */
export const payQuery = (pay: string | null): string => (pay === null ? '' : `?pay=${encodeURIComponent(pay)}`)

export function MoveMoney({ kind, pay }: { kind: MovementKind; pay: string | null }) {
  const { t, api, money } = useWords()
  const cardName = useCardName()
  const { holder, checked } = useSession()
  const { cards, problem: cardsProblem, load } = useCards()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [error, setError] = useState<string | null>(null)
  const form = useRef<HTMLFormElement>(null)
  const { available, currency } = holder.balance
  const isTopUp = kind === 'topups'
  const bound = cards?.filter(card => card.state === 'bound') ?? []

  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    if (busy) return
    const element = event.currentTarget
    const amount = parseMoney(textIn(element, 'amount'), currency)
    const card = textIn(element, 'card')
    const found =
      amount === null
        ? t('move.amountInvalid')
        : !isTopUp && amount > available
          ? t('move.amountOverBalance', { available: money(available, currency) })
          : null
    setError(found)
    if (amount === null || found !== null) return focusFirstError(element)
    setBusy(true)
    setProblem(null)
    const result = await checked(attempt(`${kind}:${amount}:${card}`, key => api.move(kind, { amount, currency, card }, key)))
    setBusy(false)
    if (result.ok) location.hash = `#/${isTopUp ? 'top-up' : 'withdraw'}/${encodeURIComponent(result.value.id)}${payQuery(pay)}`
    else setProblem(result.problem)
  }

  const fillAll = (): void => {
    const input = form.current?.querySelector<HTMLInputElement>('#amount')
    if (input) input.value = decimalOf(available, currency)
    setError(null)
  }

  return (
    <form
      ref={form}
      className="form panel"
      noValidate
      onInput={() => setError(null)}
      onSubmit={event => void submit(event)}
      data-testid={isTopUp ? 'top-up-form' : 'withdraw-form'}
    >
      <StageHeading className="panel-title">{isTopUp ? t('move.topUpTitle') : t('move.withdrawTitle')}</StageHeading>
      {cardsProblem === null ? null : <ProblemNotice problem={cardsProblem} onRetry={() => void load()} />}
      {cards === null && cardsProblem === null ? <Loading /> : null}
      {cards !== null && bound.length === 0 ? (
        <>
          <Notice tone="info" title={t('move.needCard')} testId="need-card" />
          <LinkButton href={`#/cards/new${payQuery(pay)}`}>{t('cards.bind')}</LinkButton>
        </>
      ) : null}
      {bound.length === 0 ? null : (
        <>
          <Field
            id="amount"
            name="amount"
            label={t('move.amount')}
            hint={t('move.available', { available: money(available, currency) })}
            inputMode="decimal"
            autoComplete="off"
            required
            error={error}
            after={
              isTopUp ? null : (
                <Button look="secondary" onClick={fillAll} data-testid="all">
                  {t('move.all')}
                </Button>
              )
            }
          />
          <fieldset className="choices">
            <legend className="legend">{isTopUp ? t('move.fromCard') : t('move.toCard')}</legend>
            {bound.map((card, index) => (
              <label key={card.id} className="choice" data-testid="move-card">
                <input type="radio" name="card" value={card.id} defaultChecked={index === 0} />
                <CardIcon />
                <span className="choice-words">{cardName(card)}</span>
              </label>
            ))}
          </fieldset>
          {problem === null ? null : <ProblemNotice problem={problem} />}
          <Button type="submit" busy={busy} busyLabel={t('move.submitting')} id="move-submit" data-testid="move-submit">
            {isTopUp ? t('move.topUpSubmit') : t('move.withdrawSubmit')}
          </Button>
        </>
      )}
      <LinkButton href={pay === null ? '#/' : `/wallet/pay/${encodeURIComponent(pay)}`} look="quiet">
        {pay === null ? t('common.back') : t('move.backToPayment')}
      </LinkButton>
    </form>
  )
}
