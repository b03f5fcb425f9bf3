/** An order that is open at a channel: the code to scan, the page to go on at, the password that is awaited, or its closing. */
import type { ReactNode } from 'react'
import { useWords } from '../i18n/i18n.ts'
import { safeLink } from '../links.ts'
import type { Checkout, CheckoutPayment } from '../types.ts'
import { Button, ConnectionStatus, LinkButton, ProblemNotice } from '../ui/controls.tsx'
import { StageHeading } from '../ui/page.tsx'
import { QrCode } from '../ui/qr.tsx'
import { usePaidWith } from '../ui/receipt.tsx'
import { Stage } from '../ui/stage.tsx'
import { Cancel, TimeLeft } from './parts.tsx'
import { useChannel } from './use-channel.ts'
import type { LiveCheckout } from './use-checkout.ts'

const CARD_METHODS: ReadonlySet<string> = new Set(['wallet_balance', 'bank_card'])

/** Whether the payment waits for its payer at a channel, and not for a bank. */
export const isAtChannel = ({ status, payment_method: method }: CheckoutPayment): boolean =>
  status === 'processing' && method !== null && method !== undefined && !CARD_METHODS.has(method.type)

type Step = 'closing' | 'opening' | 'scan' | 'redirect' | 'password' | 'app'

function stepOf(payment: CheckoutPayment): Step {
  if (payment.closing) return 'closing'
  switch (payment.next_action?.type) {
    case 'qr_code':
      return 'scan'
    case 'redirect':
      return 'redirect'
    case 'await_payer':
      return 'password'
    case 'app':
    case 'jsapi':
      return 'app'
    case undefined:
      return 'opening'
  }
}

/** The heading of an open order; `null` when there is none. */
export function useChannelTitle(): (payment: CheckoutPayment | null) => string | null {
  const { t } = useWords()
  const paidWith = usePaidWith()
  return payment => {
    if (payment === null || !isAtChannel(payment)) return null
    const method = paidWith(payment.payment_method) ?? ''
    return t(`checkout.${stepOf(payment)}Title`, { method })
  }
}

type OrderProps = { readonly checkout: Checkout; readonly live: LiveCheckout; readonly token: string }

export function ChannelOrder({ checkout, live, token }: OrderProps) {
  const { t } = useWords()
  const { payment } = checkout
  const channel = useChannel(token, live)
  const title = useChannelTitle()(payment) ?? ''
  const method = usePaidWith()(payment.payment_method) ?? ''
  const step = stepOf(payment)
  const isOver = live.secondsLeft === 0
  const foot = (
    <>
      {channel.problem === null ? null : <ProblemNotice problem={channel.problem} />}
      {step === 'closing' ? null : (
        <Button
          look="secondary"
          busy={channel.busy === 'change'}
          busyLabel={t('checkout.closing')}
          onClick={() => void channel.change()}
          id="change-method"
          data-testid="change-method"
        >
          {t('checkout.changeMethod')}
        </Button>
      )}
      <div className="waiting-foot">
        <ConnectionStatus connection={live.connection} />
        {step === 'closing' ? null : <Cancel token={token} onCanceled={() => void live.read()} />}
      </div>
    </>
  )
  if (step === 'scan' && payment.next_action?.type === 'qr_code') {
    return (
      <section className="open-payment" data-testid="stage-scan">
        <StageHeading>{title}</StageHeading>
        <TimeLeft secondsLeft={live.secondsLeft} />
        <div className={`way-scan${isOver ? ' over' : ''}`}>
          <QrCode text={payment.next_action.content} label={t('checkout.channelQrAlt', { method })} />
          <p className="hint">{isOver ? t('checkout.codeOver') : t('checkout.scanNote', { method })}</p>
        </div>
        {foot}
      </section>
    )
  }
  if (step === 'redirect' && payment.next_action?.type === 'redirect') {
    const link = safeLink(payment.next_action.url)
    return (
      <Working step={step} title={title} note={isOver ? t('checkout.codeOver') : t('checkout.redirectNote', { method })}>
        <TimeLeft secondsLeft={live.secondsLeft} />
        {link === null || isOver ? null : (
          <LinkButton href={link} id="go-on" data-testid="go-on">
            {t('checkout.goOn')}
          </LinkButton>
        )}
        {foot}
      </Working>
    )
  }
  return (
    <Working step={step} title={title} note={t(`checkout.${step === 'scan' || step === 'redirect' ? 'opening' : step}Note`, { method })}>
      {foot}
    </Working>
  )
}

function Working({ step, title, note, children }: { step: Step; title: string; note: string; children: ReactNode }) {
  return (
    <Stage sign="working" stage={step} title={title} note={note}>
      {children}
    </Stage>
  )
}
