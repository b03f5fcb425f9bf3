/** The holder's bound bank cards: the list, binding another, unbinding. */
import { useCallback, useEffect, useState } from 'react'
import type { Problem } from '../api.ts'
import { useWords } from '../i18n/i18n.ts'
import type { Card } from '../types.ts'
import { Button, ConfirmDialog, LinkButton, Loading, ProblemNotice } from '../ui/controls.tsx'
import { CardIcon } from '../ui/icons.tsx'
import { StageHeading } from '../ui/page.tsx'
import { useSession } from './session.ts'

/** The holder's cards as the server lists them, and how to read them again. */
export function useCards() {
  const { api } = useWords()
  const { checked } = useSession()
  const [cards, setCards] = useState<readonly Card[] | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const load = useCallback(async () => {
    const result = await checked(api.cards())
    if (result.ok) setCards(result.value.data.filter(card => card.state === 'bound' || card.state === 'awaiting_code'))
    setProblem(result.ok ? null : result.problem)
  }, [api, checked])
  useEffect(() => {
    void load()
  }, [load])
  return { cards, problem, load }
}

/** `Demo Bank ending 1234`, in the reader's language. */
export function useCardName(): (card: { readonly bank: string; readonly last4: string }) => string {
  const { t } = useWords()
  return card => t('common.bankCard', { bank: card.bank, last4: card.last4 })
}

export function CardsSection() {
  const { t } = useWords()
  const { cards, problem, load } = useCards()
  const bound = cards?.filter(card => card.state === 'bound') ?? []
  return (
    <section className="panel" data-testid="cards">
      <StageHeading className="panel-title">{t('cards.title')}</StageHeading>
      {problem === null ? null : <ProblemNotice problem={problem} onRetry={() => void load()} />}
      {cards === null ? (
        problem === null ? (
          <Loading />
        ) : null
      ) : bound.length === 0 ? (
        <p className="hint">{t('cards.none')}</p>
      ) : (
        <ul className="rows">
          {bound.map(card => (
            <CardRow key={card.id} card={card} onChanged={load} />
          ))}
        </ul>
      )}
      <LinkButton href="#/cards/new" look="secondary" id="bind-card" data-testid="bind-card">
        {t('cards.bind')}
      </LinkButton>
    </section>
  )
}

function CardRow({ card, onChanged }: { card: Card; onChanged: () => Promise<void> }) {
  const { t, api } = useWords()
  const { checked } = useSession()
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const name = useCardName()(card)

  const unbind = async (): Promise<void> => {
    setBusy(true)
    const result = await checked(api.unbindCard(card.id))
    setBusy(false)
    if (!result.ok) return setProblem(result.problem)
    setAsking(false)
    await onChanged()
  }
  return (
    <li className="row" data-testid="card">
      <span className="row-icon" aria-hidden="true">
        <CardIcon />
      </span>
      <span className="row-words">{name}</span>
      <Button look="quiet" small onClick={() => setAsking(true)} aria-label={t('cards.unbindLabel', { card: name })} data-testid="unbind">
        {t('cards.unbind')}
      </Button>
      <ConfirmDialog
        open={asking}
        title={t('cards.unbindTitle', { card: name })}
        note={t('cards.unbindNote')}
        confirmLabel={t('cards.unbindConfirm')}
        keepLabel={t('cards.unbindKeep')}
        busy={busy}
        problem={problem}
        onConfirm={() => void unbind()}
        onKeep={() => {
          setAsking(false)
          setProblem(null)
        }}
      />
    </li>
  )
}
