/** The choice of a payment method and the one button that pays. A method that cannot pay says why. */
import { type FormEvent, useState } from 'react'
import type { Problem } from '../api.ts'
import { useWords } from '../i18n/i18n.ts'
import type { CheckoutPayment, Holder, MethodOffer, PaymentMethodChoice } from '../types.ts'
import { Button, LinkButton, Notice, ProblemNotice } from '../ui/controls.tsx'
import { CardIcon, WalletIcon } from '../ui/icons.tsx'
import { authenticationInAddress, factorPage } from './authentication.ts'
import { type Confirmation, choiceKey } from './confirmation.ts'
import { payQuery } from './move-money.tsx'

type MethodsProps = {
  readonly payment: CheckoutPayment
  readonly holder: Holder
  readonly methods: readonly MethodOffer[]
  readonly confirmation: Confirmation
  readonly token: string
}

const asChoice = (offer: MethodOffer): PaymentMethodChoice =>
  offer.type === 'wallet_balance' ? { type: 'wallet_balance' } : { type: 'bank_card', card: offer.card }

/** The balance as it can be used with an authentication of this payment. */
const raised = (offer: MethodOffer): MethodOffer =>
  offer.type === 'wallet_balance' && offer.needs_authentication === true ? { type: 'wallet_balance', available: true } : offer

export function Methods({ payment, holder, methods, confirmation, token }: MethodsProps) {
  const { t, money } = useWords()
  const [picked, setPicked] = useState<string | null>(null)
  // An authentication that did not hold is none: another can be begun.
  const authentication = confirmation.problem?.code.startsWith('sca_') === true ? null : authenticationInAddress()
  const offers = methods.map(offer => (authentication === null ? offer : raised(offer)))
  const usable = offers.filter(offer => offer.available).map(asChoice)
  const chosen = usable.find(choice => choiceKey(choice) === picked) ?? usable[0] ?? null
  const amount = money(payment.amount, payment.currency)

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (chosen !== null) void confirmation.confirm(chosen)
  }

  if (confirmation.unanswered !== null) return <Unanswered confirmation={confirmation} choice={confirmation.unanswered} />
  return (
    <form className="form" onSubmit={submit} data-testid="methods">
      {holder.state === 'active' ? null : (
        <Notice tone="warn" title={t('pay.frozenTitle')} testId="holder-state">
          <p>{holder.state === 'frozen' ? t('wallet.frozen') : t('wallet.stopped')}</p>
        </Notice>
      )}
      <fieldset className="choices">
        <legend className="legend">{t('pay.method')}</legend>
        {offers.map(offer => (
          <MethodChoice
            key={choiceKey(asChoice(offer))}
            offer={offer}
            holder={holder}
            chosen={chosen !== null && choiceKey(chosen) === choiceKey(asChoice(offer))}
            disabled={confirmation.busy}
            onPick={() => setPicked(choiceKey(asChoice(offer)))}
          />
        ))}
      </fieldset>
      {usable.length === 0 && holder.state === 'active' ? <Notice tone="warn" title={t('pay.noMethod')} testId="no-method" /> : null}
      {confirmation.problem === null ? null : <ProblemNotice problem={confirmation.problem} />}
      <Button
        type="submit"
        busy={confirmation.busy}
        busyLabel={t('pay.confirming')}
        disabled={chosen === null}
        id="confirm"
        data-testid="confirm"
      >
        {t('pay.confirm', { amount })}
      </Button>
      <Remedies methods={offers} holder={holder} token={token} />
    </form>
  )
}

type MethodChoiceProps = {
  readonly offer: MethodOffer
  readonly holder: Holder
  readonly chosen: boolean
  readonly disabled: boolean
  readonly onPick: () => void
}

function MethodChoice({ offer, holder, chosen, disabled, onPick }: MethodChoiceProps) {
  const { t, money } = useWords()
  const key = choiceKey(asChoice(offer))
  const { available, currency } = holder.balance
  const name = offer.type === 'wallet_balance' ? t('common.walletBalance') : t('common.bankCard', { bank: offer.bank, last4: offer.last4 })
  const reasonId = `method-${key}-reason`
  const reason = offer.available ? null : (offer.reason ?? null)
  return (
    <label className={`choice${offer.available ? '' : ' unavailable'}`} data-testid={`method-${key}`} data-reason={reason?.code}>
      <input
        type="radio"
        name="method"
        value={key}
        checked={chosen}
        disabled={!offer.available || disabled}
        aria-describedby={reason === null ? undefined : reasonId}
        onChange={onPick}
      />
      {offer.type === 'wallet_balance' ? <WalletIcon /> : <CardIcon />}
      <span className="choice-words">
        <span>{name}</span>
        {offer.type === 'wallet_balance' ? (
          <span className="hint">{t('pay.available', { available: money(available, currency) })}</span>
        ) : null}
        {reason === null ? null : (
          <span id={reasonId} className="choice-reason">
            {reason.title}
          </span>
        )}
      </span>
    </label>
  )
}

/** What can be done when the preferred method cannot pay. */
function Remedies({ methods, holder, token }: { methods: readonly MethodOffer[]; holder: Holder; token: string }) {
  const { t, api } = useWords()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const wallet = methods.find(offer => offer.type === 'wallet_balance')
  const authenticate = async (): Promise<void> => {
    setBusy(true)
    const begun = await api.authenticatePayment(token)
    if (begun.ok) return location.assign(factorPage(token, begun.value.id))
    setProblem(begun.problem)
    setBusy(false)
  }
  const short = wallet !== undefined && !wallet.available && /balance|funds/.test(wallet.reason?.code ?? '')
  const hasCard = methods.some(offer => offer.type === 'bank_card')
  if (holder.state !== 'active') return null
  return (
    <div className="remedies">
      {wallet?.type === 'wallet_balance' && wallet.needs_authentication === true ? (
        <Button
          look="secondary"
          busy={busy}
          busyLabel={t('pay.authenticating')}
          onClick={() => void authenticate()}
          data-testid="authenticate"
        >
          {t('pay.authenticate')}
        </Button>
      ) : null}
      {problem === null ? null : <ProblemNotice problem={problem} />}
      {short ? (
        <LinkButton href={`/wallet#/top-up${payQuery(token)}`} look="secondary" data-testid="pay-top-up">
          {t('pay.topUp')}
        </LinkButton>
      ) : null}
      {hasCard ? null : (
        <LinkButton href={`/wallet#/cards/new${payQuery(token)}`} look="quiet" data-testid="pay-bind-card">
          {t('pay.bindCard')}
        </LinkButton>
      )}
    </div>
  )
}

function Unanswered({ confirmation, choice }: { confirmation: Confirmation; choice: PaymentMethodChoice }) {
  const { t } = useWords()
  return (
    <div className="form" data-testid="unanswered">
      {confirmation.problem === null ? (
        <Notice tone="warn" title={t('pay.unanswered')}>
          <p>{t('pay.unansweredNote')}</p>
        </Notice>
      ) : (
        <ProblemNotice problem={confirmation.problem} />
      )}
      <Button
        busy={confirmation.busy}
        busyLabel={t('pay.confirming')}
        onClick={() => void confirmation.confirm(choice)}
        id="retry-confirm"
        data-testid="retry-confirm"
      >
        {t('pay.retryConfirm')}
      </Button>
    </div>
  )
}
