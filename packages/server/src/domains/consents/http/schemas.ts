/** Request and response schemas of consents and mandates. */
import { z } from 'zod'
import {
  codedMessage,
  zAmount,
  zCurrency,
  zDateJson,
  zId,
  zInstant,
  zInstantJson,
  zLocalTextJson,
  zMoney,
  zMoneyJson,
  zPublicId,
} from '../../../platform/http/schemas.ts'
import { parseConsentId } from '../public-id.ts'
import { CONSENT_KINDS, CONSENT_STATES, type CountedLimit, LIMIT_PERIODS } from '../types.ts'

/** `cns_…`, `mdt_…` or `card_…` in a request. */
export const zConsentId = z
  .string()
  .meta({ pattern: '^(cns|mdt|card)_[0-7][0-9a-hjkmnp-tv-z]{25}$', examples: ['cns_01jd9w2m6te3rbq4c8v5xkz7fh'] })
  .transform((text, context) => {
    const id = parseConsentId(text)
    if (id !== null) return { id, publicId: text }
    context.addIssue({ code: 'custom', message: 'Invalid id: expected cns_, mdt_ or card_ and 26 letters' })
    return z.NEVER
  })

export const zConsentIdJson = z.string().regex(/^(cns|mdt|card)_[0-7][0-9a-hjkmnp-tv-z]{25}$/)

const zLimitJson = z
  .object({
    kind: z.enum(['per_payment', 'period', 'lifetime']),
    period: z.enum(LIMIT_PERIODS).optional(),
    alignment: z.enum(['Consent', 'Calendar']).optional(),
    max_amount: zMoneyJson.nullable(),
    max_count: z.int().nullable().meta({ description: 'Number of payments.' }),
    from: zDateJson.nullable(),
    to: zDateJson.nullable(),
    allowed_amount: zMoneyJson
      .nullable()
      .meta({ description: 'In this period: the first of a calendar is pro-rated to its remaining days.' }),
    used_amount: zMoneyJson.nullable(),
    used_count: z.int().nullable().meta({ description: 'Number of payments that count against it.' }),
  })
  .meta({ id: 'ConsentLimit', description: 'What may be used per payment, per period or altogether, and what is used of it.' })

export const zMandateJson = z
  .object({
    id: zPublicId('mdt'),
    object: z.literal('mandate'),
    kind: z.enum(['wallet_auto_debit', 'recurring_collection', 'card_agreement', 'channel_agreement']),
    state: z.enum(['pending', 'active', 'revoked', 'expired']),
    holder: zPublicId('hld').nullable().meta({ description: 'Null: the payer is known to the channel only.' }),
    merchant: zPublicId('mer').nullable(),
    merchant_name: zLocalTextJson.nullable(),
    payment_method: z.object({ type: z.enum(['wallet_balance', 'bank_card', 'alipay']), card: zPublicId('card').optional() }),
    purpose: z.string().nullable(),
    limit_per_payment: zMoneyJson.nullable(),
    limits: z.array(zLimitJson),
    valid_to: zInstantJson.nullable(),
    created_at: zInstantJson,
    revoked_at: zInstantJson.nullable(),
  })
  .meta({ id: 'Mandate', description: 'What a holder lets a merchant take, by which method, within which limits, until when.' })

const zCount = z.int().min(1).max(1_000_000).meta({ description: 'Number of payments.' })

/** A limit in a request, beside the one per payment. */
const zNewLimit = z
  .strictObject({
    kind: z.enum(['period', 'lifetime']),
    period: z.enum(LIMIT_PERIODS).optional(),
    alignment: z.enum(['Consent', 'Calendar']).optional(),
    max_amount: zAmount.optional(),
    max_count: zCount.optional(),
    currency: zCurrency.default('CNY'),
  })
  .transform((limit, context): CountedLimit => {
    const most = { maxAmount: limit.max_amount ?? null, maxCount: limit.max_count ?? null, currency: limit.currency }
    if (limit.kind === 'period' && limit.period !== undefined) {
      return { kind: 'period', period: limit.period, alignment: limit.alignment ?? 'Consent', ...most }
    }
    if (limit.kind === 'lifetime' && limit.period === undefined && limit.alignment === undefined) return { kind: 'lifetime', ...most }
    context.addIssue({ code: 'custom', message: codedMessage('consent_limit_invalid') })
    return z.NEVER
  })

export const zNewMandate = z.strictObject({
  kind: z.enum(['wallet_auto_debit', 'recurring_collection']).default('wallet_auto_debit'),
  merchant: zId('mer'),
  payment_method: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('wallet_balance') }),
    z.strictObject({ type: z.literal('bank_card'), card: zId('card') }),
  ]),
  purpose: z
    .string()
    .regex(/^[a-z_]{1,60}$/)
    .optional()
    .meta({
      description: 'Of a recurring collection: one of the purposes of the policy `consents.collection_purposes`.',
      examples: ['utilities'],
    }),
  limit_per_payment: zMoney,
  limits: z.array(zNewLimit).max(10).default([]).meta({
    description: 'Limits per period or altogether, beside the one per payment; each of an amount, a number of payments, or both.',
  }),
  valid_to: zInstant.optional().meta({ description: 'The instant from which it no longer holds; without end when left out.' }),
})

export const zConsentJson = z
  .object({
    id: zConsentIdJson,
    object: z.literal('consent'),
    kind: z.enum(CONSENT_KINDS),
    state: z.enum(CONSENT_STATES),
    state_since: zInstantJson,
    grantee: z.object({
      kind: z.enum(['third_party', 'merchant', 'institution']),
      id: z.string().nullable(),
      name: zLocalTextJson.nullable(),
    }),
    holder: zPublicId('hld').nullable(),
    purpose: z.string().nullable(),
    permissions: z.array(z.string()),
    data: z.array(z.string()).meta({ description: 'Kinds of data that the permissions amount to.' }),
    accounts: z.array(z.string()),
    payment_method: z.object({ type: z.enum(['wallet_balance', 'bank_card']), card: zPublicId('card').optional() }).nullable(),
    card: z.object({ bank: z.string(), last4: z.string() }).nullable(),
    currency: z.string(),
    limits: z.array(zLimitJson),
    valid_from: zInstantJson.nullable(),
    valid_to: zInstantJson.nullable(),
    transactions_from: zInstantJson.nullable(),
    transactions_to: zInstantJson.nullable(),
    authorise_by: zInstantJson.nullable(),
    reconfirm_by: zInstantJson.nullable(),
    created_at: zInstantJson,
    authorised_at: zInstantJson.nullable(),
    confirmed_at: zInstantJson.nullable(),
    ended_at: zInstantJson.nullable(),
    ended_by: z.enum(['person', 'third_party', 'institution', 'policy']).nullable(),
    end_reason: z.string().nullable(),
  })
  .meta({
    id: 'Consent',
    description: 'What a person lets somebody do: share data, confirm funds, make one payment, pay again and again, debit a card.',
  })

export const zReceiptJson = z
  .object({
    object: z.literal('consent_receipt'),
    consent: zConsentIdJson,
    kind: z.enum(CONSENT_KINDS),
    holder: zPublicId('hld'),
    given_at: zInstantJson,
    language: z.enum(['en', 'zh']),
    text_version: z.string(),
    shown: z.string(),
    accounts: z.array(z.string()),
    factors: z.array(
      z.object({
        kind: z.enum(['knowledge', 'possession', 'inherence']),
        method: z.enum(['password', 'totp', 'sms', 'passkey']),
        at: zInstantJson,
      }),
    ),
    challenge: zPublicId('sca').nullable(),
  })
  .meta({
    id: 'ConsentReceipt',
    description: 'What was shown when the person said yes, word for word, and how it was known that it was them.',
  })

const zWords = z.object({ title: z.string(), allows: z.string(), not: z.string() })

export const zConsentDetailJson = z
  .object({
    ...zConsentJson.shape,
    words: zWords.extend({
      state: z.string(),
      free_choice: z.string(),
      data: z.array(z.object({ name: z.string(), title: z.string(), what: z.string(), not: z.string() })),
    }),
    separate_consent: z
      .array(z.object({ about: z.string(), label: z.string(), text: z.string() }))
      .meta({ description: 'A third party’s consent as the separate consent that the law asks for (PIPL Art. 23, 29).' }),
    receipts: z.array(zReceiptJson).meta({ description: 'Newest first.' }),
    history: z.array(
      z.object({
        change: z.enum(['proposed', 'authorised', 'reconfirmed', 'rejected', 'consumed', 'cancelled', 'expired']),
        at: zInstantJson,
        by: z.enum(['person', 'third_party', 'institution', 'policy']).nullable(),
        reason: z.string().nullable(),
        actor: z.string().nullable().meta({ description: 'Told to operators only.' }),
        request_id: z.string().nullable().meta({ description: 'Told to operators only.' }),
      }),
    ),
    use: z.object({
      payments: z.array(
        z.object({
          payment: z.string(),
          amount: zMoneyJson,
          given_back: zMoneyJson.meta({ description: 'All of it when the payment was not made.' }),
          payee: z.string().nullable(),
          at: zInstantJson,
        }),
      ),
      days: z
        .array(
          z.object({
            day: zDateJson,
            resource: z.string(),
            count: z.int().meta({ description: 'Number of uses on the day.' }),
            amount: zMoneyJson.nullable(),
            last_at: zInstantJson,
          }),
        )
        .meta({ description: 'Reads of data, and payments under mandates without limits per period, counted per day.' }),
    }),
  })
  .meta({ id: 'ConsentDetail' })
