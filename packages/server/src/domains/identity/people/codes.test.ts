import { Secret } from 'otpauth'
import { describe, expect, it } from 'vitest'
import { browserOf } from './http/pages/account-views.ts'
import { maskPhone } from './one-time-codes.ts'
import { stepOf } from './totp.ts'
import { smsText } from './words.ts'

/** The secret and the times of RFC 6238 appendix B (SHA-1), the last six digits of its eight. */
const SECRET = Secret.fromLatin1('12345678901234567890').base32
const VECTORS = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const

const at = (seconds: number): Date => new Date(seconds * 1000)

describe('codes of an authenticator app', () => {
  it('are those of RFC 6238, each of one step', () => {
    for (const [seconds, code] of VECTORS) expect(stepOf(SECRET, code, at(seconds))).toBe(Math.floor(seconds / 30))
  })

  it('are accepted one step early or late, and belong to their own step', () => {
    const step = Math.floor(1_234_567_890 / 30)
    expect(stepOf(SECRET, '005924', at(1_234_567_890 + 30))).toBe(step)
    expect(stepOf(SECRET, '005924', at(1_234_567_890 - 30))).toBe(step)
    expect(stepOf(SECRET, '005924', at(1_234_567_890 + 60))).toBeNull()
    expect(stepOf(SECRET, '005924', at(1_234_567_890 - 60))).toBeNull()
  })

  it('are six digits and nothing else', () => {
    for (const code of ['', '00592', '0059244', '00592a', '٠٠٥٩٢٤', '-05924']) expect(stepOf(SECRET, code, at(1_234_567_890))).toBeNull()
    expect(stepOf(SECRET, '005 924', at(1_234_567_890))).not.toBeNull()
  })
})

describe('browsers', () => {
  it('are named as people know them', () => {
    const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
    const phone =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/604.1'
    expect(browserOf(chrome)).toBe('Chrome · Linux')
    expect(browserOf(phone)).toBe('Safari · iPhone')
    expect(browserOf('Feiqian-CLI/1.0')).toBe('Feiqian-CLI/1.0')
    expect(browserOf(null)).toBeNull()
  })
})

describe('messages', () => {
  it('say what the code is for, in both languages, and warn', () => {
    const binding = { purpose: 'payment' as const, reference: 'pay_1', amount: 1_999n, currency: 'CNY', payee: '松间茶舍', text: '' }
    expect(smsText('zh', '123456', 5, binding)).toBe(
      '【飞钱】您正在确认向松间茶舍付款 CNY 19.99，验证码 123456，5 分钟内有效。请勿告诉任何人，包括飞钱工作人员。',
    )
    expect(smsText('en', '123456', 5, binding)).toContain('You are about to pay CNY 19.99 to 松间茶舍. Your code is 123456')
    for (const purpose of ['consent', 'payment', 'contract', 'step_up'] as const)
      for (const language of ['zh', 'en'] as const)
        expect(smsText(language, '123456', 5, { purpose, reference: 'x', text: '' })).toContain('123456')
    expect(smsText('en', '123456', 5, null)).toContain('signing in')
  })

  it('name a phone by its first three and last four digits', () => {
    expect(maskPhone('13800000001')).toBe('138****0001')
    expect(maskPhone('123456')).toBe('****56')
  })
})
