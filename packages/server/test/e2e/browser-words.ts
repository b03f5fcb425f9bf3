/** What the pages say, as people read it: one language on the phone, the other on the desktop. */
import type { Language, Screen } from './browser-launch.ts'

export type Words = {
  readonly language: Language
  readonly screen: Screen
  readonly merchant: string
  readonly signInWrong: RegExp
  readonly walletBalance: string
  readonly paid: string
  readonly paidByMe: string
  readonly statusPaid: string
}

export const bothWords: readonly Words[] = [
  {
    language: 'zh',
    screen: 'phone',
    merchant: '松间茶舍',
    signInWrong: /手机号|密码/,
    walletBalance: '钱包余额',
    paid: '支付成功',
    paidByMe: '付款成功',
    statusPaid: '支付成功',
  },
  {
    language: 'en',
    screen: 'desktop',
    merchant: 'Pine Teahouse',
    signInWrong: /phone|password/i,
    walletBalance: 'Wallet balance',
    paid: 'Payment successful',
    paidByMe: 'Payment successful',
    statusPaid: 'Paid',
  },
]
