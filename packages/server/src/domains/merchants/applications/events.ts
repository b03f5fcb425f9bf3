/** The events that onboarding publishes, and an application as the API and the events show it: without personal data. */
import { formatId, type Id, newId } from '../../../kernel/ids.ts'
import { iso } from '../../../kernel/time.ts'
import type { NewEvent } from '../../../platform/outbox.ts'
import { FINDING_WORDS, RISK_WORDS, wordsOf } from './findings.ts'
import type { Application, ChannelApplicationFacts, DocumentFacts, Finding, HistoryEntry } from './types.ts'

const said = <const T extends string>(type: T, en: string, zh: string) => ({ type, description: { en, zh } })

export const MERCHANT_EVENTS = [
  said('merchant_application.submitted', 'An application was submitted.', '入网申请已提交。'),
  said('merchant_application.needs_correction', 'An application must be corrected.', '入网申请需更正。'),
  said('merchant_application.approved', 'An application was approved.', '入网申请已批准。'),
  said('merchant_application.rejected', 'An application was rejected.', '入网申请被拒绝。'),
  said('merchant_application.withdrawn', 'An application was withdrawn.', '入网申请已撤回。'),
  said('merchant_application.agreement_offered', 'An agreement was offered to the applicant.', '已向申请人提供协议。'),
  said('merchant_application.agreement_accepted', 'The applicant accepted the agreement.', '申请人已接受协议。'),
  said('merchant_application.channel_updated', 'An application has moved at a channel.', '渠道进件状态已更新。'),
  said('merchant_application.live', 'The merchant is live.', '商户已上线。'),
  said('merchant_change.requested', 'A change of a merchant was asked for.', '商户变更已提交。'),
  said('merchant_change.applied', 'A change of a merchant was approved and holds.', '商户变更已批准并生效。'),
  said('merchant_change.rejected', 'A change of a merchant was rejected.', '商户变更被驳回。'),
  said('merchant.suspended', 'A merchant was suspended.', '商户已被暂停。'),
  said('merchant.resumed', 'A merchant was resumed.', '商户已恢复。'),
  said('merchant_review.due', 'A merchant is due for its periodic review.', '商户定期复审到期。'),
  said('merchant_review.done', 'The periodic review of a merchant was completed.', '商户定期复审已完成。'),
] as const

export type MerchantEventType = (typeof MERCHANT_EVENTS)[number]['type']

export const findingJson = (finding: Finding) => ({
  code: finding.code,
  severity: finding.severity,
  field: finding.field,
  by: finding.by,
  message: wordsOf(FINDING_WORDS[finding.code], finding.code, finding.values),
  remark: finding.remark,
})

export const wayJson = (way: ChannelApplicationFacts) => ({
  channel: way.channel,
  state: way.state,
  reference: way.reference,
  channel_reference: way.channelReference,
  attempt: way.attempt,
  status_as_written: way.statusAsWritten,
  trouble: way.trouble,
  step: way.step,
  url: way.url,
  rejections: way.rejections.map(({ field, channelField, reason }) => ({ field, channel_field: channelField, reason })),
  flows: [...way.flows],
  sub_merchant: way.subMerchant,
  next_at: iso(way.nextAt),
  updated_at: way.updatedAt.toISOString(),
})

export const documentJson = (document: DocumentFacts) => ({
  id: formatId('mdc', document.id),
  kind: document.kind,
  about: document.about,
  file_name: document.fileName,
  media_type: document.mediaType,
  bytes: document.bytes,
  sha256: document.sha256,
  added_at: document.addedAt.toISOString(),
})

export type ApplicationView = {
  readonly application: Application
  readonly ways: readonly ChannelApplicationFacts[]
}

/** What everybody concerned may see: no person, no account. */
export const applicationJson = ({ application, ways }: ApplicationView) => ({
  id: formatId('apl', application.id),
  object: 'merchant_application' as const,
  state: application.state,
  revision: application.revision,
  name: application.name,
  licence_number: application.licenceNumber,
  findings: application.findings.map(findingJson),
  note: application.note,
  submissions: application.submissions,
  merchant: application.merchantId === null ? null : formatId('mer', application.merchantId),
  agreement:
    application.agreement === null
      ? null
      : {
          id: formatId('agr', application.agreement.id),
          version: application.agreement.version,
          template: application.agreement.template,
          accepted_at: iso(application.agreement.acceptedAt),
        },
  channels: ways.map(wayJson),
  created_at: application.createdAt.toISOString(),
  updated_at: application.updatedAt.toISOString(),
  submitted_at: iso(application.submittedAt),
  decided_at: iso(application.decidedAt),
  live_at: iso(application.liveAt),
})

/** What only operators see. */
export const assessmentJson = ({ risk, reviewer, enteredBy }: Application) => ({
  risk:
    risk === null
      ? null
      : {
          grade: risk.grade,
          points: risk.points,
          reasons: risk.reasons.map(({ code, points }) => ({ code, points, message: wordsOf(RISK_WORDS[code], code, {}) })),
        },
  reviewer: reviewer === null ? null : formatId('opr', reviewer),
  entered_by: enteredBy === null ? null : formatId('opr', enteredBy),
})

export const historyJson = ({ at, actor, action, state, note }: HistoryEntry) => ({ at: at.toISOString(), actor, action, state, note })

/** News of a thing of a merchant's; `object` is it as the API answers. */
export const merchantEvent = (
  type: MerchantEventType,
  merchantId: Id<'mer'> | null,
  topics: readonly string[],
  object: unknown,
): NewEvent => ({ id: newId<'evt'>(), type, merchantId, topics, object: JSON.stringify(object) })

export const applicationEvent = (type: MerchantEventType, view: ApplicationView): NewEvent =>
  merchantEvent(type, view.application.merchantId, [formatId('apl', view.application.id)], applicationJson(view))
