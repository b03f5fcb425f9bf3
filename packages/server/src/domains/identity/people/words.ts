/** What people are told by SMS. The code comes with what it approves, so that nobody can be made to read it out for something else. */
import { isCurrency } from '../../../kernel/currencies.ts'
import { formatAmount } from '../../../kernel/money.ts'
import type { Language } from '../../../platform/http/route.ts'
import type { ScaBinding } from '../sca/types.ts'

const approved = (language: Language, { purpose, amount, currency, payee }: ScaBinding): string => {
  const money =
    amount === undefined || currency === undefined || !isCurrency(currency) ? null : `${currency} ${formatAmount(amount, currency)}`
  const to = payee === undefined ? '' : language === 'zh' ? `向${payee}` : ` to ${payee}`
  if (language === 'zh') {
    if (money !== null) return `您正在确认${to}付款 ${money}，`
    return { consent: '您正在确认一项授权，', payment: '您正在确认一笔付款，', contract: '您正在签署合同，', step_up: '您正在验证身份，' }[
      purpose
    ]
  }
  if (money !== null) return `You are about to pay ${money}${to}. `
  return {
    consent: 'You are about to give a consent. ',
    payment: 'You are about to make a payment. ',
    contract: 'You are about to sign a contract. ',
    step_up: 'You are proving who you are. ',
  }[purpose]
}

/** `binding`: what the code approves; `null`: signing in. */
export function smsText(language: Language, code: string, minutes: number, binding: ScaBinding | null): string {
  if (language === 'zh') {
    const what = binding === null ? '您正在登录，' : approved(language, binding)
    return `【飞钱】${what}验证码 ${code}，${minutes} 分钟内有效。请勿告诉任何人，包括飞钱工作人员。`
  }
  const what = binding === null ? 'You are signing in. ' : approved(language, binding)
  return `[Feiqian] ${what}Your code is ${code}, valid for ${minutes} minutes. Tell it to nobody, not even to us.`
}
