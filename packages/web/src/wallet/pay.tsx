/**
 * The pay page: shows whom and how much, lets the holder choose the method and confirm once. What cannot be known after a lost
 * connection is asked again under the same idempotency key, never guessed.
 */
import { useCallback, useEffect, useState } from 'react'
import type { Problem } from '../api.ts'
import { isAtChannel } from '../checkout/channel-order.tsx'
import { FailedAttempt } from '../checkout/failed-attempt.tsx'
import { useChannel } from '../checkout/use-channel.ts'
import { type CheckoutStage, type LiveCheckout, useCheckout } from '../checkout/use-checkout.ts'
import { useWords } from '../i18n/i18n.ts'
import { safeLink } from '../links.ts'
import type { Checkout, Holder, MethodOffer } from '../types.ts'
import { Button, ConnectionStatus, LinkButton, Loading, ProblemNotice } from '../ui/controls.tsx'
import { BagIcon } from '../ui/icons.tsx'
import { StageHeading, useAnnouncer, useStageFocus } from '../ui/page.tsx'
import { Receipt, usePaidWith } from '../ui/receipt.tsx'
import { Stage } from '../ui/stage.tsx'
import { type Confirmation, useConfirmation } from './confirmation.ts'
import { Methods } from './methods.tsx'
import type { Session } from './session.ts'
import { SignIn } from './sign-in.tsx'

export function PayPage({ token, session }: { token: string; session: Session }) {
  const { api } = useWords()
  const { state, version, checked } = session
  const [offers, setOffers] = useState<{ readonly methods: readonly MethodOffer[]; readonly paidByYou: boolean | null }>({
    methods: [],
    paidByYou: null,
  })

  const load = useCallback(async () => {
    if (state !== 'signed-in') return api.checkout(token)
    const result = await checked(api.walletPayment(token))
    if (!result.ok) return result
    const { methods, paid_by_you: paidByYou = null, ...checkout } = result.value
    setOffers({ methods, paidByYou })
    return { ok: true as const, value: { ...checkout, methods: [] } }
  }, [api, token, state, checked])
  const live = useCheckout(token, load)
  const { read, checkout, stage, problem } = live
  const confirmation = useConfirmation(token, stage, state === 'signed-in', checked, read)

  useEffect(() => {
    if (version > 1) void read() // the balance moved: what each method can pay may have changed
  }, [version, read])

  const { region, announce } = useAnnouncer()
  const shown = `${state}:${stage ?? 'loading'}`
  useStageFocus(shown)
  const mine = confirmation.confirmed || offers.paidByYou === true
  const words = useStageWords(stage, checkout, mine)
  useEffect(() => announce(words.title), [words.title, announce])

  if (checkout === null || stage === null || state === 'unknown') {
    const failed = problem ?? session.problem
    return (
      <div className="narrow">
        {failed === null ? <Loading /> : <Unreadable problem={failed} onRetry={() => void Promise.all([session.read(), read()])} />}
      </div>
    )
  }
  if (state === 'signed-out' || session.holder === null) {
    return <SignIn ended={session.ended} onSignedIn={session.read} toPay above={<Owed checkout={checkout} />} />
  }
  return (
    <div className="narrow pay">
      {region}
      <PayStage
        checkout={checkout}
        stage={stage}
        live={live}
        holder={session.holder}
        methods={offers.methods}
        mine={mine}
        confirmation={confirmation}
        token={token}
      />
    </div>
  )
}

function Unreadable({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  const { t } = useWords()
  if (problem.status === 404 || problem.status === 400) {
    return (
      <Stage sign="failed" stage="not-found" title={t('checkout.notFoundTitle')} note={t('checkout.notFoundNote')}>
        <LinkButton href="/wallet" look="secondary">
          {t('pay.toWallet')}
        </LinkButton>
      </Stage>
    )
  }
  return <ProblemNotice problem={problem} onRetry={onRetry} />
}

/** Whom and how much: the two facts that the payer must see before anything else. */
function Owed({ checkout }: { checkout: Checkout }) {
  const { t, money, nameOf } = useWords()
  const { payment, merchant } = checkout
  return (
    <section className="owed" aria-label={t('pay.title')}>
      <span className="owed-badge" aria-hidden="true">
        <BagIcon />
      </span>
      <p className="owed-to">
        {t('pay.to')} <strong data-testid="merchant">{nameOf(merchant.name)}</strong>
      </p>
      <p className="owed-amount" data-testid="amount">
        {money(payment.amount, payment.currency)}
      </p>
      {payment.description ? (
        <p className="hint" data-testid="description">
          {payment.description}
        </p>
      ) : null}
    </section>
  )
}

/** The heading and sentence of each stage that is not the choice of a method. */
function useStageWords(
  stage: CheckoutStage | null,
  checkout: Checkout | null,
  mine: boolean,
): { readonly title: string; readonly note: string } {
  const { t, nameOf } = useWords()
  const merchant = checkout === null ? '' : nameOf(checkout.merchant.name)
  switch (stage) {
    case 'processing':
      return { title: t('pay.processingTitle'), note: t('pay.processingNote') }
    case 'authorised':
      return { title: t('checkout.authorisedTitle'), note: t('checkout.authorisedNote') }
    case 'succeeded':
      return mine
        ? { title: t('pay.succeededTitle'), note: t('pay.succeededNote', { merchant }) }
        : { title: t('pay.paidTitle'), note: t('pay.paidNote') }
    case 'canceled':
      return { title: t('pay.canceledTitle'), note: t('pay.canceledNote') }
    case 'expired':
      return { title: t('pay.expiredTitle'), note: t('pay.expiredNote') }
    case 'waiting':
    case null:
      return { title: '', note: '' }
  }
}

type PayStageProps = {
  readonly checkout: Checkout
  readonly stage: CheckoutStage
  readonly live: LiveCheckout
  readonly holder: Holder
  readonly methods: readonly MethodOffer[]
  readonly mine: boolean
  readonly confirmation: Confirmation
  readonly token: string
}

/** An order is open at a channel: it is closed before the wallet can pay, so that nothing is paid twice. */
function Elsewhere({ checkout, live, token }: { checkout: Checkout; live: LiveCheckout; token: string }) {
  const { t } = useWords()
  const channel = useChannel(token, live)
  const method = usePaidWith()(checkout.payment.payment_method) ?? ''
  const closing = Boolean(checkout.payment.closing) || channel.busy === 'change'
  return (
    <Stage
      sign="working"
      stage="elsewhere"
      title={closing ? t('checkout.closingTitle', { method }) : t('pay.elsewhereTitle', { method })}
      note={closing ? t('checkout.closingNote') : t('pay.elsewhereNote')}
    >
      {channel.problem === null ? null : <ProblemNotice problem={channel.problem} />}
      {closing ? null : (
        <Button onClick={() => void channel.change()} id="pay-here" data-testid="pay-here">
          {t('pay.payHere')}
        </Button>
      )}
      <ConnectionStatus connection={live.connection} />
    </Stage>
  )
}

function PayStage({ checkout, stage, live, holder, methods, mine, confirmation, token }: PayStageProps) {
  const { t } = useWords()
  const words = useStageWords(stage, checkout, mine)
  const back = safeLink(checkout.return_url)
  const ways = (
    <>
      {back === null ? null : (
        <LinkButton href={back} data-testid="return-to-shop">
          {t('pay.returnToShop')}
        </LinkButton>
      )}
      <LinkButton href="/wallet" look="secondary" data-testid="to-wallet">
        {t('pay.toWallet')}
      </LinkButton>
    </>
  )
  switch (stage) {
    case 'waiting':
      return (
        <>
          <StageHeading className="visually-hidden">{t('pay.title')}</StageHeading>
          <Owed checkout={checkout} />
          <FailedAttempt error={checkout.payment.last_error} />
          <Methods payment={checkout.payment} holder={holder} methods={methods} confirmation={confirmation} token={token} />
          <div className="pay-foot">
            <ConnectionStatus connection={live.connection} />
            <a href={`/checkout/${encodeURIComponent(token)}`}>{t('pay.toCheckout')}</a>
          </div>
        </>
      )
    case 'processing':
      return isAtChannel(checkout.payment) ? (
        <Elsewhere checkout={checkout} live={live} token={token} />
      ) : (
        <Stage sign="working" stage="processing" title={words.title} note={words.note}>
          <ConnectionStatus connection={live.connection} />
        </Stage>
      )
    case 'succeeded':
      if (confirmation.busy && !mine) return <Loading /> // whose payment it was is being asked for
      return mine ? (
        <Stage sign="done" stage="succeeded" title={words.title} note={words.note}>
          <Receipt payment={checkout.payment} merchant={checkout.merchant.name} />
          {ways}
        </Stage>
      ) : (
        <Stage sign="canceled" stage="already-paid" title={words.title} note={words.note}>
          {ways}
        </Stage>
      )
    case 'authorised':
    case 'canceled':
    case 'expired':
      return (
        <Stage sign={stage === 'authorised' ? 'done' : stage} stage={stage} title={words.title} note={words.note}>
          {ways}
        </Stage>
      )
  }
}
