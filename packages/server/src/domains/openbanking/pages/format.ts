/** Money and times as people read them, in their language and the institution's time zone. */
import type { Currency } from '../../../kernel/currencies.ts'
import { formatAmount } from '../../../kernel/money.ts'
import type { Language } from '../../../platform/http/route.ts'

export type Formats = {
  /** `¥128.00`; from the exact digits, never through floating-point arithmetic. */
  money(amount: bigint, currency: string): string
  /** `21 February 2027`. */
  date(at: Date): string
  /** `21 February 2027 at 12:00`. */
  moment(at: Date): string
  /** `a, b and c`. */
  list(items: readonly string[]): string
}

const TAGS = { en: 'en-GB', zh: 'zh-CN' } as const
const made = new Map<string, Formats>()

/** Formats are made once for each language and time zone. */
export function formatsOf(language: Language, timeZone: string): Formats {
  const key = `${language} ${timeZone}`
  const known = made.get(key)
  if (known !== undefined) return known
  const tag = TAGS[language]
  const day = new Intl.DateTimeFormat(tag, { timeZone, dateStyle: 'long' })
  const moment = new Intl.DateTimeFormat(tag, { timeZone, dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23' })
  const and = new Intl.ListFormat(tag, { type: 'conjunction' })
  const formats: Formats = {
    money(amount, currency) {
      const decimal = formatAmount(amount, currency as Currency) as `${number}`
      const places = decimal.split('.')[1]?.length ?? 0
      return new Intl.NumberFormat(tag, {
        style: 'currency',
        currency,
        currencyDisplay: 'narrowSymbol',
        minimumFractionDigits: places,
        maximumFractionDigits: places,
      }).format(decimal)
    },
    date: at => day.format(at),
    moment: at => moment.format(at),
    list: items => and.format(items),
  }
  made.set(key, formats)
  return formats
}
