/** Binding a bank card (协议支付签约): the card's details, then the code that the bank sends by SMS, then bound. */
import { type FormEvent, useState } from 'react'
import type { Problem } from '../api.ts'
import { useWords } from '../i18n/i18n.ts'
import { attempt } from '../intent.ts'
import type { Card, CardForm } from '../types.ts'
import { Button, Field, LinkButton, ProblemNotice } from '../ui/controls.tsx'
import { StageHeading, useStageFocus } from '../ui/page.tsx'
import { Stage } from '../ui/stage.tsx'
import { useCardName } from './cards.tsx'
import { focusFirstError, textIn, withoutEdited } from './forms.ts'
import { useSession } from './session.ts'

type Step =
  | { readonly at: 'details' }
  | { readonly at: 'code'; readonly card: Card; readonly phone: string }
  | { readonly at: 'bound'; readonly card: Card }

export function BindCard({ pay }: { pay: string | null }) {
  const { t } = useWords()
  const cardName = useCardName()
  const [step, setStep] = useState<Step>({ at: 'details' })
  useStageFocus(step.at)
  switch (step.at) {
    case 'details':
      return <Details onSent={(card, phone) => setStep({ at: 'code', card, phone })} />
    case 'code':
      return <Code card={step.card} phone={step.phone} onBound={card => setStep({ at: 'bound', card })} />
    case 'bound':
      return (
        <div className="panel">
          <Stage sign="done" stage="bound" title={t('cards.bound')} note={t('cards.boundNote', { card: cardName(step.card) })}>
            <LinkButton href={pay === null ? '#/cards' : `/wallet/pay/${encodeURIComponent(pay)}`} data-testid="done">
              {pay === null ? t('cards.done') : t('move.backToPayment')}
            </LinkButton>
          </Stage>
        </div>
      )
  }
}

/** Digits only, from whatever grouping and width they were typed in. */
const digitsOf = (text: string): string => text.normalize('NFKC').replace(/[\s-]/g, '')

function Details({ onSent }: { onSent: (card: Card, phone: string) => void }) {
  const { t, api } = useWords()
  const { checked } = useSession()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [errors, setErrors] = useState<Partial<Record<keyof CardForm, string>>>({})

  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    if (busy) return
    const form = event.currentTarget
    const details: CardForm = {
      name: textIn(form, 'name'),
      id_number: digitsOf(textIn(form, 'id_number')).toUpperCase(),
      card_number: digitsOf(textIn(form, 'card_number')),
      phone: digitsOf(textIn(form, 'phone')),
    }
    const found = {
      ...(details.name === '' ? { name: t('common.required') } : {}),
      ...(/^\d{17}[\dX]$/.test(details.id_number) ? {} : { id_number: t('cards.idNumberInvalid') }),
      ...(/^\d{12,19}$/.test(details.card_number) ? {} : { card_number: t('cards.cardNumberInvalid') }),
      ...(/^1\d{10}$/.test(details.phone) ? {} : { phone: t('signIn.phoneInvalid') }),
    }
    setErrors(found)
    if (Object.keys(found).length > 0) return focusFirstError(form)
    setBusy(true)
    setProblem(null)
    const result = await checked(attempt(`bind:${details.card_number.slice(-4)}`, key => api.bindCard(details, key)))
    setBusy(false)
    if (result.ok) onSent(result.value, details.phone)
    else setProblem(result.problem)
  }

  return (
    <form
      className="form panel"
      noValidate
      onInput={event => setErrors(withoutEdited(errors, event))}
      onSubmit={event => void submit(event)}
      data-testid="bind-form"
    >
      <StageHeading className="panel-title">{t('cards.bind')}</StageHeading>
      <p className="hint">{t('cards.bindNote')}</p>
      <Field id="card-name" name="name" label={t('cards.name')} autoComplete="cc-name" required error={errors.name ?? null} />
      <Field id="id-number" name="id_number" label={t('cards.idNumber')} autoComplete="off" required error={errors.id_number ?? null} />
      <Field
        id="card-number"
        name="card_number"
        label={t('cards.cardNumber')}
        inputMode="numeric"
        autoComplete="cc-number"
        required
        error={errors.card_number ?? null}
      />
      <Field
        id="card-phone"
        name="phone"
        label={t('cards.phone')}
        type="tel"
        inputMode="tel"
        autoComplete="tel"
        required
        error={errors.phone ?? null}
      />
      {problem === null ? null : <ProblemNotice problem={problem} />}
      <Button type="submit" busy={busy} busyLabel={t('move.submitting')} id="bind-submit" data-testid="bind-submit">
        {t('cards.next')}
      </Button>
      <LinkButton href="#/cards" look="quiet">
        {t('common.back')}
      </LinkButton>
    </form>
  )
}

function Code({ card, phone, onBound }: { card: Card; phone: string; onBound: (card: Card) => void }) {
  const { t, api } = useWords()
  const { checked } = useSession()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [error, setError] = useState<string | null>(null)

  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    if (busy) return
    const form = event.currentTarget
    const code = digitsOf(textIn(form, 'code'))
    const valid = /^\d{4,8}$/.test(code)
    setError(valid ? null : t('cards.codeInvalid'))
    if (!valid) return focusFirstError(form)
    setBusy(true)
    setProblem(null)
    const result = await checked(attempt(`verify:${card.id}:${code}`, key => api.verifyCard(card.id, code, key)))
    setBusy(false)
    if (result.ok) onBound(result.value)
    else setProblem(result.problem)
  }

  return (
    <form className="form panel" noValidate onInput={() => setError(null)} onSubmit={event => void submit(event)} data-testid="code-form">
      <StageHeading className="panel-title">{t('cards.codeTitle')}</StageHeading>
      <p className="hint">{t('cards.codeNote', { phone: phone.replace(/^(\d{3})\d{4}/, '$1****') })}</p>
      <Field
        id="sms-code"
        name="code"
        label={t('cards.code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={8}
        required
        error={error}
      />
      {problem === null ? null : <ProblemNotice problem={problem} />}
      <Button type="submit" busy={busy} busyLabel={t('move.submitting')} id="code-submit" data-testid="code-submit">
        {t('cards.verify')}
      </Button>
      <LinkButton href="#/cards" look="quiet">
        {t('common.back')}
      </LinkButton>
    </form>
  )
}
