/** The checkout page: what is owed to whom, how to pay it, and what became of it. */
import { type ReactNode, useCallback, useEffect, useState } from 'react'
import type { Problem } from '../api.ts'
import { useWords } from '../i18n/i18n.ts'
import { safeLink } from '../links.ts'
import type { Checkout, CheckoutPayment, OfferedMethod } from '../types.ts'
import { ConnectionStatus, LinkButton, Loading, ProblemNotice } from '../ui/controls.tsx'
import { BagIcon, WalletIcon } from '../ui/icons.tsx'
import { Page, StageHeading, useAnnouncer, useStageFocus } from '../ui/page.tsx'
import { QrCode } from '../ui/qr.tsx'
import { Receipt } from '../ui/receipt.tsx'
import { Stage } from '../ui/stage.tsx'
import '../styles/checkout.css'
import { ChannelOrder, isAtChannel, useChannelTitle } from './channel-order.tsx'
import { FailedAttempt, useFailure } from './failed-attempt.tsx'
import { ChannelForm, MethodPicker } from './method-picker.tsx'
import { Cancel, TimeLeft } from './parts.tsx'
import { useChannel } from './use-channel.ts'
import { type CheckoutStage, type LiveCheckout, useCheckout } from './use-checkout.ts'

export function CheckoutPage({ token }: { token: string }) {
  const { t, api, nameOf } = useWords()
  const load = useCallback(() => api.checkout(token), [api, token])
  const live = useCheckout(token, load)
  const { checkout, problem, stage } = live
  const { region, announce } = useAnnouncer()
  useStageFocus(checkout === null || stage === null ? 'loading' : keyOf(stage, checkout.payment))
  useAnnouncements(live, announce)

  const merchant = checkout === null ? null : nameOf(checkout.merchant.name)
  const title = merchant === null ? t('checkout.title') : t('checkout.pageTitle', { merchant })
  return (
    <Page title={title} className={checkout === null && problem !== null ? 'checkout-page unreadable' : 'checkout-page'}>
      {region}
      {checkout === null || stage === null ? (
        <div className="sheet centred">
          {problem === null ? <Loading /> : <Unreadable problem={problem} onRetry={() => void live.read()} />}
        </div>
      ) : (
        <div className={`checkout ${stage}`}>
          <Summary checkout={checkout} />
          <div className="sheet">
            <StageView checkout={checkout} stage={stage} live={live} token={token} />
          </div>
        </div>
      )}
    </Page>
  )
}

/** What the focus follows: the stage, and within an open order what the payer is to do. */
const keyOf = (stage: CheckoutStage, payment: CheckoutPayment): string =>
  stage === 'processing' && isAtChannel(payment) ? `${stage} ${payment.closing ?? payment.next_action?.type ?? ''}` : stage

/** Says aloud what the eye sees: a new stage, a failed attempt, the last minute. */
function useAnnouncements({ checkout, stage, secondsLeft }: LiveCheckout, announce: (text: string) => void): void {
  const { t } = useWords()
  const channelTitle = useChannelTitle()(checkout?.payment ?? null)
  const lastError = useFailure(checkout?.payment.last_error)
  const lastMinute = stage === 'waiting' && secondsLeft !== null && secondsLeft <= 60
  const said =
    stage === null || stage === 'waiting'
      ? lastError !== null
        ? lastError
        : lastMinute
          ? t('checkout.oneMinuteLeft')
          : ''
      : stage === 'processing' && channelTitle !== null
        ? channelTitle
        : t(`checkout.${stage}Title`)
  useEffect(() => announce(said), [said, announce])
}

function Unreadable({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  const { t } = useWords()
  if (problem.status === 404 || problem.status === 400) {
    return <Stage sign="failed" stage="not-found" title={t('checkout.notFoundTitle')} note={t('checkout.notFoundNote')} />
  }
  return <ProblemNotice problem={problem} onRetry={onRetry} />
}

function Summary({ checkout }: { checkout: Checkout }) {
  const { t, money, nameOf } = useWords()
  const { payment, merchant } = checkout
  return (
    <section className="summary" aria-label={t('checkout.title')}>
      <p className="summary-merchant">
        <span className="merchant-badge" aria-hidden="true">
          <BagIcon />
        </span>
        <span data-testid="merchant">{nameOf(merchant.name)}</span>
      </p>
      <p className="summary-amount" data-testid="amount">
        {money(payment.amount, payment.currency)}
      </p>
      <dl className="facts summary-facts">
        {payment.description ? (
          <div>
            <dt>{t('common.description')}</dt>
            <dd data-testid="description">{payment.description}</dd>
          </div>
        ) : null}
        <div>
          <dt>{t('common.orderReference')}</dt>
          <dd className="code" data-testid="order-reference">
            {payment.order_reference}
          </dd>
        </div>
      </dl>
    </section>
  )
}

type StageViewProps = { readonly checkout: Checkout; readonly stage: CheckoutStage; readonly live: LiveCheckout; readonly token: string }

function StageView({ checkout, stage, live, token }: StageViewProps) {
  const { t, nameOf } = useWords()
  const back = safeLink(checkout.return_url)
  const returnLink: ReactNode =
    back === null ? null : (
      <LinkButton href={back} look={stage === 'succeeded' ? 'primary' : 'secondary'} data-testid="return-to-shop">
        {t('checkout.returnToShop')}
      </LinkButton>
    )
  switch (stage) {
    case 'waiting':
      return <Waiting checkout={checkout} live={live} token={token} />
    case 'processing':
      return isAtChannel(checkout.payment) ? (
        <ChannelOrder checkout={checkout} live={live} token={token} />
      ) : (
        <Stage sign="working" stage="processing" title={t('checkout.processingTitle')} note={t('checkout.processingNote')}>
          <ConnectionStatus connection={live.connection} />
        </Stage>
      )
    case 'authorised':
      return (
        <Stage sign="done" stage="authorised" title={t('checkout.authorisedTitle')} note={t('checkout.authorisedNote')}>
          {returnLink}
          <ConnectionStatus connection={live.connection} />
        </Stage>
      )
    case 'succeeded':
      return (
        <Stage
          sign="done"
          stage="succeeded"
          title={t('checkout.succeededTitle')}
          note={t('checkout.succeededNote', { merchant: nameOf(checkout.merchant.name) })}
        >
          <Receipt payment={checkout.payment} merchant={checkout.merchant.name} />
          {returnLink}
        </Stage>
      )
    case 'canceled':
      return (
        <Stage sign="canceled" stage="canceled" title={t('checkout.canceledTitle')} note={t('checkout.canceledNote')}>
          {returnLink}
        </Stage>
      )
    case 'expired':
      return (
        <Stage sign="expired" stage="expired" title={t('checkout.expiredTitle')} note={t('checkout.expiredNote')}>
          {returnLink}
        </Stage>
      )
  }
}

function Waiting({ checkout, live, token }: { checkout: Checkout; live: LiveCheckout; token: string }) {
  const { t, nameOf } = useWords()
  const { payment, wallet_url: walletUrl, methods } = checkout
  const channel = useChannel(token, live)
  const [picked, setPicked] = useState<OfferedMethod['type']>('wallet_balance')
  const wallet = methods.find(method => method.type === 'wallet_balance') ?? WALLET
  const others = methods.filter(method => method.type !== 'wallet_balance')
  const chosen = others.find(method => method.type === picked && method.available) ?? wallet
  const pick = (type: OfferedMethod['type']): void => {
    channel.forget()
    setPicked(type)
  }
  return (
    <section className="open-payment" data-testid="stage-waiting">
      <StageHeading className="visually-hidden">{t('checkout.pay', { merchant: nameOf(checkout.merchant.name) })}</StageHeading>
      <FailedAttempt error={payment.last_error} />
      <TimeLeft secondsLeft={live.secondsLeft} />
      {others.length === 0 ? null : (
        <MethodPicker methods={[wallet, ...others]} picked={picked} onPick={pick} disabled={channel.busy !== null} />
      )}
      {chosen.type === 'wallet_balance' ? (
        <div className="ways">
          <div className="way-scan">
            <p className="way-title">
              <span className="wide-only">{t('checkout.scan')}</span>
              <span className="narrow-only">{t('checkout.orScan')}</span>
            </p>
            <QrCode text={walletUrl} label={t('checkout.qrAlt', { url: walletUrl })} />
            <p className="qr-link">
              {t('checkout.linkLabel')}{' '}
              <a href={walletUrl} data-testid="qr-link">
                {walletUrl}
              </a>
            </p>
          </div>
          <div className="way-open">
            <LinkButton href={walletUrl} id="pay-with-wallet" data-testid="pay-with-wallet">
              <WalletIcon />
              {t('checkout.payWithWallet')}
            </LinkButton>
          </div>
        </div>
      ) : (
        <ChannelForm method={chosen} channel={channel} />
      )}
      {live.problem === null || live.problem.kind === 'lost' ? null : <ProblemNotice problem={live.problem} />}
      <div className="waiting-foot">
        <ConnectionStatus connection={live.connection} />
        <Cancel token={token} onCanceled={() => void live.read()} />
      </div>
    </section>
  )
}

/** What is shown of the wallet where the server says nothing of methods. */
const WALLET: OfferedMethod = { type: 'wallet_balance', flows: [], name: { en: '', zh: '' }, available: true }
