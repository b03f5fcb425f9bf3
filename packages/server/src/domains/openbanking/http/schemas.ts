/**
 * The vocabulary of UK Open Banking in schemas: its instants, amounts, accounts, Links and Meta, as they are read and as they are
 * answered. Payments and VRP use it too.
 */
import { z } from 'zod'
import { isCurrency } from '../../../kernel/currencies.ts'
import type { Money } from '../../../kernel/money.ts'
import { codedMessage, zText } from '../../../platform/http/schemas.ts'
import { minorUnitsOf } from '../rules.ts'

const INSTANT =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)$/

/** An instant in a request body: ISO 8601 with an offset. Refused with `ob_date_invalid`. */
export const zObInstant = z
  .string()
  .meta({ format: 'date-time', examples: ['2026-11-01T00:00:00+00:00'], 'x-refusals': ['ob_date_invalid'] })
  .transform((text, context): Date => {
    const match = INSTANT.exec(text)
    const instant = match === null ? null : new Date(text)
    if (match !== null && instant !== null && isKept(instant) && isDay(Number(match[1]), Number(match[2]), Number(match[3]))) return instant
    context.addIssue({ code: 'custom', message: codedMessage('ob_date_invalid') })
    return z.NEVER
  })

const FILTER = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?))?(?:Z|[+-]\d{2}:?\d{2})?$/

/**
 * An instant in a query: a date, or a date and time. The standard says that a time zone is ignored, so both are read as UTC (Read/Write
 * profile, "Filtering"). The `+` of an offset may have arrived as a space.
 */
export const zObFilter = z
  .string()
  .meta({ format: 'date-time', examples: ['2026-11-01T00:00:00'], 'x-refusals': ['ob_date_invalid'] })
  .transform((text, context): Date => {
    const match = FILTER.exec(text.replace(/ (?=\d{2}:?\d{2}$)/, '+'))
    const [, year, month, day, time = '00:00:00'] = match ?? []
    const instant = match === null || !isDay(Number(year), Number(month), Number(day)) ? null : new Date(`${year}-${month}-${day}T${time}Z`)
    if (instant !== null && isKept(instant)) return instant
    context.addIssue({ code: 'custom', message: codedMessage('ob_date_invalid') })
    return z.NEVER
  })

/** Whether the calendar has the day: JavaScript reads 31 February as 3 March. */
function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

/** Whether it is an instant at all, and of the years 1 to 9999 in UTC: what lies outside is written otherwise everywhere. */
function isKept(instant: Date): boolean {
  const year = instant.getUTCFullYear()
  return year >= 1 && year <= 9999
}

/** An instant in an answer. */
export const zObInstantJson = z.iso.datetime({ offset: true }).meta({ examples: ['2026-11-01T00:00:00.000Z'] })

const AMOUNT = /^(\d{1,13})(?:\.(\d{1,5}))?$/

/** An amount in a request: decimal text and a currency, as Money above zero. Refused with `amount_invalid` or `currency_unknown`. */
export const zObAmount = z
  .strictObject({
    Amount: z.string().regex(AMOUNT, { error: codedMessage('amount_invalid') }),
    Currency: z
      .string()
      .regex(/^[A-Z]{3}$/, { error: codedMessage('currency_unknown') })
      .meta({ description: 'ISO 4217 currency code.' }),
  })
  .meta({
    id: 'ObAmountInput',
    description: 'Decimal text, e.g. `19.99`, and its currency.',
    'x-refusals': ['amount_invalid', 'currency_unknown'],
  })
  .transform(({ Amount, Currency: code }, context): Money => {
    if (!isCurrency(code)) {
      context.addIssue({ code: 'custom', path: ['Currency'], message: codedMessage('currency_unknown') })
      return z.NEVER
    }
    const amount = minorUnitsOf(Amount, code)
    if (amount !== null && amount > 0n) return { amount, currency: code }
    context.addIssue({ code: 'custom', path: ['Amount'], message: codedMessage('amount_invalid') })
    return z.NEVER
  })

export const zObAmountJson = z
  .strictObject({ Amount: z.string().regex(/^\d{1,13}$|^\d{1,13}\.\d{1,5}$/), Currency: z.string().regex(/^[A-Z]{3}$/) })
  .meta({ id: 'ObAmount', description: 'Decimal text and its ISO 4217 currency; never negative, CreditDebitIndicator says the direction.' })

/** How an account is named in a request. */
export const zObAccount = z.strictObject({
  SchemeName: zText(40).meta({
    description: 'One of the published names, e.g. `UK.OBIE.SortCodeAccountNumber` or `CN.FEIQIAN.PaymentAccount`.',
  }),
  Identification: zText(256),
  Name: zText(350).optional(),
  SecondaryIdentification: zText(34).optional(),
})

export const zObAccountJson = z
  .strictObject({
    SchemeName: z.string().max(40),
    Identification: z.string().min(1).max(256),
    Name: z.string().min(1).max(350).optional(),
    SecondaryIdentification: z.string().min(1).max(34).optional(),
  })
  .meta({ id: 'ObAccountIdentification', description: 'A way to name an account.' })

export const zObRisk = z.strictObject({})

export const zObLinksJson = z
  .strictObject({ Self: z.url(), First: z.url().optional(), Prev: z.url().optional(), Next: z.url().optional(), Last: z.url().optional() })
  .meta({ id: 'ObLinks', description: 'Absolute; to be followed as they are.' })

export const zObMetaJson = z
  .strictObject({ TotalPages: z.int().min(1).optional().meta({ description: 'Number of pages, as of the first one.' }) })
  .meta({ id: 'ObMeta' })

/** The state of a consent in the standard's codes (v4.0). */
export const CONSENT_STATUS = {
  awaiting_authorisation: 'AWAU',
  authorised: 'AUTH',
  rejected: 'RJCT',
  consumed: 'COND',
  cancelled: 'CANC',
  expired: 'EXPD',
} as const
