/** The choice of a way to pay, and what each way needs before it can begin. A way that cannot be used says why. */
import { type FormEvent, type ReactNode, useState } from 'react'
import { useWords } from '../i18n/i18n.ts'
import type { ChannelChoice, OfferedMethod } from '../types.ts'
import { Button, ProblemNotice } from '../ui/controls.tsx'
import { BankIcon, CardIcon, ChatIcon, ScanIcon, WalletIcon } from '../ui/icons.tsx'
import type { Channel } from './use-channel.ts'

const ICONS: Readonly<Record<OfferedMethod['type'], () => ReactNode>> = {
  wallet_balance: WalletIcon,
  bank_card: CardIcon,
  wechat_pay: ChatIcon,
  alipay: ScanIcon,
  bank_gateway: BankIcon,
  open_banking: BankIcon,
}

type PickerProps = {
  readonly methods: readonly OfferedMethod[]
  readonly picked: OfferedMethod['type']
  readonly onPick: (type: OfferedMethod['type']) => void
  readonly disabled: boolean
}

export function MethodPicker({ methods, picked, onPick, disabled }: PickerProps) {
  const { t, nameOf } = useWords()
  return (
    <fieldset className="choices" data-testid="methods">
      <legend className="legend">{t('checkout.method')}</legend>
      {methods.map(method => {
        const Icon = ICONS[method.type]
        const reasonId = `method-${method.type}-reason`
        return (
          <label
            key={method.type}
            className={`choice${method.available ? '' : ' unavailable'}`}
            data-testid={`method-${method.type}`}
            data-reason={method.reason?.code}
          >
            <input
              type="radio"
              name="method"
              value={method.type}
              checked={picked === method.type}
              disabled={!method.available || disabled}
              aria-describedby={method.reason === undefined ? undefined : reasonId}
              onChange={() => onPick(method.type)}
            />
            <Icon />
            <span className="choice-words">
              <span>{nameOf(method.name)}</span>
              {method.reason === undefined ? null : (
                <span id={reasonId} className="choice-reason">
                  {method.reason.title}
                </span>
              )}
            </span>
          </label>
        )
      })}
    </fieldset>
  )
}

/** A phone cannot scan its own screen: there the payer goes to the app instead. */
const onPhone = (): boolean => window.matchMedia('(pointer: coarse) and (max-width: 859px)').matches

/** The flow that suits who is looking, among those that are open. */
function flowOf(method: OfferedMethod): string {
  const liked = onPhone() ? ['h5', 'wap', 'native', 'qr', 'page'] : ['native', 'qr', 'page', 'h5', 'wap']
  return liked.find(flow => method.flows.includes(flow)) ?? method.flows[0] ?? 'native'
}

export function ChannelForm({ method, channel }: { method: OfferedMethod; channel: Channel }) {
  const { t, nameOf, bankName } = useWords()
  const banks = method.banks ?? []
  const [bank, setBank] = useState('')
  const chosenBank = banks.includes(bank) ? bank : banks[0]
  const choice: ChannelChoice | null =
    method.type === 'wechat_pay' || method.type === 'alipay'
      ? { type: method.type, flow: flowOf(method) }
      : (method.type === 'bank_gateway' || method.type === 'open_banking') && chosenBank !== undefined
        ? { type: method.type, bank: chosenBank }
        : null
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (choice !== null) void channel.confirm(choice)
  }
  const name = nameOf(method.name)
  return (
    <form className="form" onSubmit={submit} data-testid="channel-form">
      {banks.length === 0 ? null : (
        <div className="field">
          <label htmlFor="bank">{t('checkout.bank')}</label>
          <select id="bank" value={chosenBank} onChange={event => setBank(event.target.value)} disabled={channel.busy !== null}>
            {banks.map(code => (
              <option key={code} value={code}>
                {bankName(code)}
              </option>
            ))}
          </select>
        </div>
      )}
      {channel.problem === null ? null : <ProblemNotice problem={channel.problem} />}
      <Button type="submit" busy={channel.busy === 'confirm'} busyLabel={t('checkout.opening')} id="pay-channel" data-testid="pay-channel">
        {banks.length === 0 ? t('checkout.payWith', { method: name }) : t('checkout.goToBank')}
      </Button>
    </form>
  )
}
