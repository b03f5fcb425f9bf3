/** How applications, changes and reviews are answered. */
import { z } from 'zod'
import { zDateJson, zInstantJson, zLocalTextJson, zPublicId } from '../../../platform/http/schemas.ts'
import { APPLICATION_STATES, CHANNEL_STATES, DOCUMENT_KINDS, MEDIA_TYPES, SEVERITIES } from '../applications/types.ts'
import { CHANGE_KINDS, CHANGE_STATES, CHANNEL_CHANGE_STATES } from '../changes/types.ts'
import { REVIEW_OUTCOMES, REVIEW_STATES } from '../reviews/types.ts'
import { CHANNEL_STATUSES, GRADES } from '../types.ts'
import { zFormJson } from './form.ts'

export const zGrade = z.enum(GRADES)

const zAbout = z.int().meta({ description: 'Which owner or shop of the form, counted from 0.' })
const zPoints = z.int().meta({ description: 'Points of the policy record merchants.risk.' })

const zFinding = z
  .object({
    code: z.string(),
    severity: z.enum(SEVERITIES).meta({ description: 'An error must be corrected; a warning must be looked at by a person.' }),
    field: z
      .string()
      .nullable()
      .meta({ examples: ['legal_person.id_number'] }),
    by: z.enum(['rule', 'person', 'channel']),
    message: zLocalTextJson,
    remark: z.string().nullable().meta({ description: 'In the words of the reviewer or the channel.' }),
  })
  .meta({ id: 'MerchantApplicationFinding' })

const zWay = z
  .object({
    channel: z.string(),
    state: z.enum(CHANNEL_STATES).meta({ description: 'sent: it may have arrived; only the channel can tell.' }),
    reference: z.string().meta({ description: 'What the channel knows it by; ours.' }),
    channel_reference: z.string().nullable(),
    attempt: z.int().meta({ description: 'Counted from 1: how often it was sent.' }),
    status_as_written: z.string().nullable().meta({ description: 'As the channel wrote it, known to us or not.' }),
    trouble: z.string().nullable().meta({ description: 'Why there was no plain answer the last time.' }),
    step: z.enum(['verify_account', 'sign', 'confirm']).nullable().meta({ description: 'What the merchant must do at the channel.' }),
    url: z.string().nullable().meta({ description: 'Where it does that: a link, or the content of a QR code.' }),
    rejections: z.array(z.object({ field: z.string().nullable(), channel_field: z.string().nullable(), reason: z.string() })),
    flows: z.array(z.string()),
    sub_merchant: z.string().nullable(),
    next_at: zInstantJson.nullable().meta({ description: 'When the channel is asked again.' }),
    updated_at: zInstantJson,
  })
  .meta({ id: 'MerchantApplicationChannel' })

const applicationFields = {
  id: zPublicId('apl'),
  object: z.literal('merchant_application'),
  state: z.enum(APPLICATION_STATES),
  revision: z.int().meta({ description: 'Counts every change of form and documents; decisions name it.' }),
  name: zLocalTextJson.nullable(),
  licence_number: z.string().nullable(),
  findings: z.array(zFinding),
  note: z.string().nullable(),
  submissions: z.int().meta({ description: 'How often it was submitted.' }),
  merchant: zPublicId('mer').nullable(),
  agreement: z
    .object({
      id: zPublicId('agr'),
      version: z.int().meta({ description: 'Counted from 1.' }),
      template: z.string(),
      accepted_at: zInstantJson.nullable(),
    })
    .nullable(),
  channels: z.array(zWay),
  created_at: zInstantJson,
  updated_at: zInstantJson,
  submitted_at: zInstantJson.nullable(),
  decided_at: zInstantJson.nullable(),
  live_at: zInstantJson.nullable(),
}

export const zApplicationJson = z.object(applicationFields).meta({ id: 'MerchantApplication' })

export const zDocumentJson = z
  .object({
    id: zPublicId('mdc'),
    kind: z.enum(DOCUMENT_KINDS),
    about: zAbout,
    file_name: z.string(),
    media_type: z.enum(MEDIA_TYPES),
    bytes: z.int().meta({ description: 'Size of the content.' }),
    sha256: z.string(),
    added_at: zInstantJson,
  })
  .meta({ id: 'MerchantDocument' })

const zNeeded = z.array(z.object({ kind: z.enum(DOCUMENT_KINDS), about: zAbout }))

/** What the applicant sees. */
export const zOwnApplicationJson = z
  .object({
    ...applicationFields,
    form: zFormJson,
    documents: z.array(zDocumentJson),
    documents_missing: zNeeded.meta({ description: 'What is still to be brought; known once the form is complete.' }),
    terms: z
      .object({ title: z.string(), clauses: z.array(z.unknown()) })
      .nullable()
      .meta({ description: 'The agreement that is offered or accepted.' }),
    progress: z
      .array(
        z.object({
          step: z.string(),
          title: zLocalTextJson,
          state: z.enum(['done', 'now', 'later', 'failed']),
          next: zLocalTextJson.nullable(),
        }),
      )
      .meta({ description: 'The way to going live, in order, and what is to be done now.' }),
  })
  .meta({ id: 'OwnMerchantApplication' })

export const zNewApplicationJson = z
  .object({ ...applicationFields, token: z.string().meta({ description: 'Whoever holds it acts for the applicant. Shown this once.' }) })
  .meta({ id: 'NewMerchantApplication' })

const assessmentFields = {
  risk: z
    .object({
      grade: zGrade,
      points: zPoints,
      reasons: z.array(z.object({ code: z.string(), points: zPoints, message: zLocalTextJson })),
    })
    .nullable(),
  reviewer: zPublicId('opr').nullable(),
  entered_by: zPublicId('opr').nullable(),
}

export const zAssessedJson = z.object({ ...applicationFields, ...assessmentFields }).meta({ id: 'AssessedMerchantApplication' })

export const zFullApplicationJson = z
  .object({
    ...applicationFields,
    ...assessmentFields,
    form: zFormJson,
    documents: z.array(zDocumentJson),
    documents_missing: zNeeded,
    history: z.array(
      z.object({ at: zInstantJson, actor: z.string(), action: z.string(), state: z.enum(APPLICATION_STATES), note: z.string().nullable() }),
    ),
  })
  .meta({ id: 'FullMerchantApplication' })

export const zChangeJson = z
  .object({
    id: zPublicId('chg'),
    object: z.literal('merchant_change'),
    merchant: zPublicId('mer'),
    kind: z.enum(CHANGE_KINDS),
    state: z.enum(CHANGE_STATES),
    content: z.record(z.string(), z.string()).meta({ description: 'What of it people may see.' }),
    reason: z.string(),
    requested_by: z.string(),
    decided_by: z.string().nullable(),
    note: z.string().nullable(),
    channels: z.array(
      z.object({
        channel: z.string(),
        state: z.enum(CHANNEL_CHANGE_STATES),
        status_as_written: z.string().nullable(),
        trouble: z.string().nullable(),
        updated_at: zInstantJson,
      }),
    ),
    created_at: zInstantJson,
    decided_at: zInstantJson.nullable(),
  })
  .meta({ id: 'MerchantChangeRequest' })

export const zReviewJson = z
  .object({
    id: zPublicId('rvw'),
    object: z.literal('merchant_review'),
    merchant: zPublicId('mer'),
    state: z.enum(REVIEW_STATES),
    due: zDateJson,
    grade_before: zGrade,
    grade_after: zGrade.nullable(),
    outcome: z.enum(REVIEW_OUTCOMES).nullable(),
    note: z.string().nullable(),
    done_by: zPublicId('opr').nullable(),
    created_at: zInstantJson,
    done_at: zInstantJson.nullable(),
  })
  .meta({ id: 'MerchantReview' })

export const zMerchantChannelJson = z
  .object({
    object: z.literal('merchant_channel'),
    merchant: zPublicId('mer'),
    channel: z.string(),
    status: z.enum(CHANNEL_STATUSES),
    sub_merchant: z.string().nullable(),
    sub_app_id: z.string().nullable(),
    flows: z.array(z.string()),
    trouble: z.string().nullable().meta({ description: 'What the channel has still to be told, and why it was not.' }),
    since: zInstantJson.nullable(),
    created_at: zInstantJson,
    updated_at: zInstantJson,
  })
  .meta({ id: 'MerchantChannel' })
