/**
 * The vocabulary of request and response schemas: ids, money, instants, lists. A request schema turns JSON into domain
 * types once; the code of the problem that a wrong value causes rides in the issue's message (see `codedMessage`), so that
 * parameters.ts can answer with it.
 */
import { z } from 'zod'
import { type Currency, isCurrency } from '../../kernel/currencies.ts'
import { type Id, type IdPrefix, parseId } from '../../kernel/ids.ts'
import { AMOUNT_MAX } from '../../kernel/money.ts'
import { type BusinessDate, parseBusinessDate } from '../../kernel/time.ts'

const CODE_MARK = 'code:'

/** An issue message that names the problem code to answer with instead of `parameter_invalid`. */
export const codedMessage = (code: string): string => CODE_MARK + code

/** The code that an issue message names, or `null`. */
export const codeOfMessage = (message: string): string | null => (message.startsWith(CODE_MARK) ? message.slice(CODE_MARK.length) : null)

const AMOUNT_MAX_NUMBER = Number(AMOUNT_MAX)
const SAMPLE_SUFFIX = '01jd9w2m6te3rbq4c8v5xkz7fh'

/** Text of at most `max` UTF-16 units (and at least `min`, 1 unless said), without U+0000 and lone surrogates, which PostgreSQL cannot store. */
export const zText = (max: number, min = 1) =>
  z
    .string()
    .min(min)
    .max(max)
    .refine(text => !text.includes('\u0000') && text.isWellFormed(), {
      error: 'Invalid string: U+0000 and lone surrogates cannot be stored',
    })

/** A public identifier in a request: `pay_01jd…` becomes the UUID that the domain uses. */
export const zId = <P extends IdPrefix>(prefix: P) =>
  z
    .string()
    .meta({ pattern: `^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`, examples: [`${prefix}_${SAMPLE_SUFFIX}`] })
    .transform((text, context): Id<P> => {
      const id = parseId(prefix, text)
      if (id !== null) return id
      context.addIssue({ code: 'custom', message: `Invalid id: expected ${prefix}_ and 26 letters` })
      return z.NEVER
    })

/** A public identifier in a response: text, as `formatId` writes it. */
export const zPublicId = (prefix: IdPrefix) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`))
    .meta({ examples: [`${prefix}_${SAMPLE_SUFFIX}`] })

/** An amount in a request: an integer of minor units from 1 to 2^53-1, as `bigint`. Refused with `amount_invalid`. */
export const zAmount = z
  .int({ error: codedMessage('amount_invalid') })
  .min(1, { error: codedMessage('amount_invalid') })
  .max(AMOUNT_MAX_NUMBER, { error: codedMessage('amount_invalid') })
  .meta({
    description: 'An amount in minor units of the currency (CNY: fen), at least 1.',
    examples: [1999],
    'x-refusals': ['amount_invalid'],
  })
  .transform(amount => BigInt(amount))

/** As `zAmount`, but 0 is allowed: limits and budgets. */
export const zAmountOrZero = z
  .int({ error: codedMessage('amount_invalid') })
  .min(0, { error: codedMessage('amount_invalid') })
  .max(AMOUNT_MAX_NUMBER, { error: codedMessage('amount_invalid') })
  .meta({
    description: 'An amount in minor units of the currency (CNY: fen), 0 or more.',
    examples: [1999],
    'x-refusals': ['amount_invalid'],
  })
  .transform(amount => BigInt(amount))

/** An amount in a response: an integer of minor units, which may be negative (a correction, an overdrawn account). */
export const zAmountJson = z
  .int()
  .min(-AMOUNT_MAX_NUMBER)
  .max(AMOUNT_MAX_NUMBER)
  .meta({ description: 'Minor units of the currency.', examples: [1999] })

/** A currency that the product accepts, today CNY: refused with `currency_unknown` or `currency_unsupported`. */
export const zCurrency = z
  .string()
  .meta({
    description: 'ISO 4217 currency code; CNY is supported.',
    enum: ['CNY'],
    examples: ['CNY'],
    'x-refusals': ['currency_unknown', 'currency_unsupported'],
  })
  .transform((code, context): Currency => {
    if (code === 'CNY') return code
    context.addIssue({ code: 'custom', message: codedMessage(isCurrency(code) ? 'currency_unsupported' : 'currency_unknown') })
    return z.NEVER
  })

/** Money in a response. */
export const zMoneyJson = z
  .object({ amount: zAmountJson, currency: z.string().meta({ description: 'ISO 4217 currency code.', examples: ['CNY'] }) })
  .meta({ id: 'Money', description: 'An amount in minor units and its ISO 4217 currency.' })

/** Money in a request, e.g. a limit. */
export const zMoney = z.strictObject({ amount: zAmount, currency: zCurrency }).meta({ id: 'MoneyInput' })

/** The caller's own key-value notes: at most 50 keys of 40 characters, values of 500. */
export const zMetadata = z
  .record(zText(40), zText(500, 0))
  .refine(metadata => Object.keys(metadata).length <= 50, { error: 'Too big: expected at most 50 keys' })
  .meta({
    id: 'Metadata',
    description: 'Your own notes: at most 50 keys of 40 characters, values of at most 500 characters.',
    examples: [{ table: '12' }],
  })

/** An instant in a request: RFC 3339 with an offset or Z, as `Date`. */
export const zInstant = z.iso
  .datetime({ offset: true })
  .meta({ examples: ['2026-07-01T08:00:00Z'] })
  .transform((text, context): Date => {
    const instant = new Date(text)
    if (!Number.isNaN(instant.getTime())) return instant
    context.addIssue({ code: 'custom', message: 'Invalid instant: expected RFC 3339' })
    return z.NEVER
  })

/** An instant in a response: RFC 3339, UTC. */
export const zInstantJson = z.iso.datetime().meta({ examples: ['2026-07-01T08:00:00.000Z'] })

/** A business day in a request, in the institution's time zone. */
export const zDate = z
  .string()
  .meta({ format: 'date', examples: ['2026-07-01'] })
  .transform((text, context): BusinessDate => {
    const date = parseBusinessDate(text)
    if (date !== null) return date
    context.addIssue({ code: 'custom', message: 'Invalid date: expected YYYY-MM-DD' })
    return z.NEVER
  })

/** A business day in a response. */
export const zDateJson = z.iso.date().meta({ examples: ['2026-07-01'] })

/** A yes or no in a query string. */
export const zFlag = z.enum(['true', 'false']).transform(text => text === 'true')

/** A name or sentence in both languages. */
export const zLocalText = (max: number) => z.strictObject({ en: zText(max), zh: zText(max) })

/** A name or sentence in both languages, in a response. */
export const zLocalTextJson = z.object({ en: z.string(), zh: z.string() }).meta({ id: 'LocalText' })

const zLimit = z.coerce.number().int().min(1).max(100).default(20).meta({ description: 'How many to answer with, 1 to 100.' })

/** The cursor fields of a list's query: `z.strictObject({ ...listQuery('pay'), status: … })`. See pages.ts. */
export const listQuery = <P extends IdPrefix>(prefix: P) => ({
  starting_after: zId(prefix).optional().meta({ description: 'Answer with what follows this id.' }),
  ending_before: zId(prefix).optional().meta({ description: 'Answer with what precedes this id.' }),
  limit: zLimit,
})

/** A page of a list, newest first unless its operation says otherwise. */
export const zList = <S extends z.ZodType>(schema: S) =>
  z.object({ object: z.literal('list'), data: z.array(schema), has_more: z.boolean() })
