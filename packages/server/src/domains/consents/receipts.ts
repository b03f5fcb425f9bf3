/**
 * Receipts: the words of a mandate as they were agreed to, and the text that people download. Pure. A receipt is made once and never
 * changed; it is shown in the language in which it was given.
 */
import { formatId, type Id } from '../../kernel/ids.ts'
import { formatAmount } from '../../kernel/money.ts'
import type { Consent, ConsentLimit, MerchantName, StoredReceipt } from './types.ts'
import type { StoredConsent } from './types-stored.ts'
import { limitsOfRow } from './view.ts'
import { COLLECTION_PURPOSE_WORDS, KIND_WORDS, type LocalText, TEXT_VERSION, WITHDRAWAL } from './words.ts'

type Language = 'en' | 'zh'

const PERIODS: Readonly<Record<string, LocalText>> = {
  Day: { en: 'a day', zh: '每日' },
  Week: { en: 'a week', zh: '每周' },
  Fortnight: { en: 'a fortnight', zh: '每两周' },
  Month: { en: 'a month', zh: '每月' },
  'Half-year': { en: 'half a year', zh: '每半年' },
  Year: { en: 'a year', zh: '每年' },
}

/** A limit in plain words: `at most CNY 100.00 a payment`. */
export function limitWords(limit: ConsentLimit, language: Language): string {
  const most = [
    ...(limit.maxAmount === null ? [] : [`${limit.currency} ${formatAmount(limit.maxAmount, limit.currency)}`]),
    ...(limit.maxCount === null ? [] : [language === 'en' ? `${limit.maxCount} payments` : `${limit.maxCount}笔`]),
  ].join(language === 'en' ? ' and ' : '、')
  const per =
    limit.kind === 'per_payment'
      ? { en: 'a payment', zh: '单笔' }
      : limit.kind === 'period'
        ? (PERIODS[limit.period] ?? { en: limit.period, zh: limit.period })
        : { en: 'altogether', zh: '累计' }
  return language === 'en' ? `at most ${most} ${per.en}` : `${per.zh}不超过${most}`
}

/** The receipt of a mandate that its holder gives by the API: the words follow from the mandate. */
export function mandateReceipt(
  row: StoredConsent,
  holderId: Id<'hld'>,
  merchant: MerchantName,
  language: Language,
  at: Date,
): StoredReceipt {
  const { title, allows, not } = KIND_WORDS[row.kind]
  const zh = language === 'zh'
  const purpose = row.purpose === null ? null : (COLLECTION_PURPOSE_WORDS[row.purpose]?.[language] ?? row.purpose)
  const lines = [
    title[language],
    zh ? `${merchant.zh}${allows.zh}` : `${merchant.en} ${allows.en}`,
    ...(purpose === null ? [] : [zh ? `用途：${purpose}` : `For: ${purpose}`]),
    (zh ? '限额：' : 'Limits: ') +
      limitsOfRow(row)
        .map(limit => limitWords(limit, language))
        .join(zh ? '；' : '; '),
    row.validTo === null
      ? zh
        ? '长期有效，直至撤回。'
        : 'Until you end it.'
      : zh
        ? `有效期至 ${row.validTo.toISOString()}`
        : `Until ${row.validTo.toISOString()}`,
    not[language],
    WITHDRAWAL[language],
  ]
  return {
    consentId: row.id,
    holderId,
    accounts: row.accounts,
    textVersion: TEXT_VERSION,
    language,
    shown: lines.join('\n'),
    factors: [],
    scaChallenge: null,
    at,
  }
}

/** A receipt as JSON that people keep. */
export const receiptJson = (receipt: StoredReceipt, consent: Pick<Consent, 'publicId' | 'kind'>) => ({
  object: 'consent_receipt' as const,
  consent: consent.publicId,
  kind: consent.kind,
  holder: formatId('hld', receipt.holderId),
  given_at: receipt.at.toISOString(),
  language: receipt.language,
  text_version: receipt.textVersion,
  shown: receipt.shown,
  accounts: receipt.accounts,
  factors: receipt.factors.map(({ kind, method, at }) => ({ kind, method, at: at.toISOString() })),
  challenge: receipt.scaChallenge === null ? null : formatId('sca', receipt.scaChallenge),
})

const FACTORS: Readonly<Record<string, LocalText>> = {
  password: { en: 'password', zh: '密码' },
  totp: { en: 'code from an authenticator app', zh: '动态口令' },
  sms: { en: 'code by text message', zh: '短信验证码' },
  passkey: { en: 'passkey', zh: '通行密钥' },
}

/** A receipt as plain text in the language in which it was shown. */
export function receiptText(receipt: StoredReceipt, consent: Pick<Consent, 'publicId'>): string {
  const zh = receipt.language === 'zh'
  const factors = receipt.factors.map(({ method, at }) => `${FACTORS[method]?.[receipt.language] ?? method} (${at.toISOString()})`)
  const label = (en: string, zhText: string, value: string): string => (zh ? `${zhText}：${value}` : `${en}: ${value}`)
  return [
    zh ? '授权回执' : 'Consent receipt',
    label('Consent', '授权编号', consent.publicId),
    label('Given at', '授权时间', receipt.at.toISOString()),
    label('Version of the words', '文本版本', receipt.textVersion),
    ...(receipt.accounts.length === 0 ? [] : [label('Accounts', '账户', receipt.accounts.join(', '))]),
    ...(factors.length === 0 ? [] : [label('Confirmed with', '验证方式', factors.join(zh ? '、' : ', '))]),
    '',
    receipt.shown,
    '',
  ].join('\n')
}
