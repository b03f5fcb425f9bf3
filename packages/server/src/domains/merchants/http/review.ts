/** What operators do with applications. Personal data and documents are opened for reviewers alone, and every opening is audited. */
import { z } from 'zod'
import { formatId, type Id } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import { principalKey } from '../../../kernel/principal.ts'
import type { CommandContext, CommandHandler } from '../../../platform/commands.ts'
import { listJson, pageOf } from '../../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { listQuery, zFlag, zId, zList, zText } from '../../../platform/http/schemas.ts'
import type { OfferAgreement } from '../applications/agree-applications.ts'
import { type OnboardingDeps, openDocument, openForm } from '../applications/deps.ts'
import { applicationJson, assessmentJson, documentJson, historyJson } from '../applications/events.ts'
import type { ApproveApplication, RejectApplication, ReturnApplication } from '../applications/review-applications.ts'
import { isComplete } from '../applications/rules.ts'
import * as store from '../applications/store.ts'
import { APPLICATION_STATES, type Application } from '../applications/types.ts'
import * as ways from '../channels/store/ways.ts'
import { documentsMissing, hashOf, newToken, start } from './applicant.ts'
import { formJson, zForm } from './form.ts'
import { zApplicationJson, zAssessedJson, zFullApplicationJson, zGrade, zNewApplicationJson } from './schemas.ts'

export type ReviewHandlers = {
  readonly take: CommandHandler<Id<'apl'>>
  readonly returned: CommandHandler<ReturnApplication>
  readonly reject: CommandHandler<RejectApplication>
  readonly approve: CommandHandler<ApproveApplication>
  readonly offer: CommandHandler<OfferAgreement>
}

const zApplication = z.strictObject({ id: zId('apl') })
const zRevision = z.int().min(1).meta({ description: 'What was read: another is refused with application_changed.' })
const TAG = 'Merchant applications'

export function reviewRoutes(deps: OnboardingDeps, handlers: ReviewHandlers): readonly Route[] {
  const find = async (id: Id<'apl'>): Promise<Outcome<Application>> => {
    const application = await store.find(deps.db, id)
    return application === null ? refuse('application_not_found', 'id') : ok(application)
  }
  /** Who opened what. */
  const note = (subject: string, { principal, endpoint, requestId }: Pick<CommandContext, 'principal' | 'endpoint' | 'requestId'>) =>
    deps.db.transaction(async tx =>
      deps.audit(tx, [{ actor: principalKey(principal), action: endpoint, subject, result: 'ok', requestId, requestHash: null }]),
    )
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/merchant_applications',
      operationId: 'listMerchantApplications',
      tag: TAG,
      summary: 'List applications',
      access: { operator: 'merchants:read' },
      query: z.strictObject({ ...listQuery('apl'), state: z.enum(APPLICATION_STATES).optional() }),
      response: { status: 200, schema: zList(zAssessedJson) },
      refusals: [],
      handle: async ({ query }) => {
        const page = pageOf(await store.list(deps.db, query.state ?? null, query), query.limit, query.ending_before !== undefined)
        const views = await Promise.all(
          page.rows.map(async application => ({ application, ways: await ways.ways(deps.db, application.id) })),
        )
        return ok(listJson({ ...page, rows: views }, view => ({ ...applicationJson(view), ...assessmentJson(view.application) })))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/merchant_applications',
      operationId: 'enterMerchantApplication',
      tag: TAG,
      summary: 'Enter an application for a merchant',
      description:
        'As the merchant would start it; who entered it decides nothing about it. The answer shows the token for the applicant this once.',
      access: { operator: 'merchants:write' },
      body: zForm,
      response: { status: 201, schema: zNewApplicationJson },
      refusals: [],
      handle: ({ body, command }) => start(deps, body, command),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/merchant_applications/:id',
      operationId: 'getMerchantApplication',
      tag: TAG,
      summary: 'Read an application',
      description: 'With `reveal` the numbers of persons and accounts are shown in full; that is audited.',
      access: { operator: 'merchants:review' },
      params: zApplication,
      query: z.strictObject({ reveal: zFlag.optional() }),
      response: { status: 200, schema: zFullApplicationJson },
      refusals: ['application_not_found'],
      handle: async ({ params, query, principal, requestId }) => {
        const found = await find(params.id)
        if (!found.ok) return found
        const application = found.value
        const reveal = query.reveal === true
        if (reveal) await note(formatId('apl', params.id), { principal, endpoint: 'getMerchantApplication', requestId })
        const [draft, documents, way, history] = await Promise.all([
          openForm(deps, params.id),
          store.documents(deps.db, params.id),
          ways.ways(deps.db, params.id),
          store.history(deps.db, params.id),
        ])
        return ok({
          ...applicationJson({ application, ways: way }),
          ...assessmentJson(application),
          form: formJson(draft, reveal),
          documents: documents.map(documentJson),
          documents_missing: documentsMissing(deps, draft, documents),
          history: history.map(historyJson),
        })
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/merchant_applications/:id/documents/:document',
      operationId: 'getMerchantDocument',
      tag: TAG,
      summary: 'Open a document',
      description: 'The file itself; every opening is audited.',
      access: { operator: 'merchants:review' },
      params: z.strictObject({ id: zId('apl'), document: zId('mdc') }),
      response: { status: 200, schema: null, contentType: 'application/octet-stream' },
      refusals: ['document_not_found'],
      handle: async ({ params, principal, requestId }) => {
        const found = await store.document(deps.db, params.id, params.document)
        if (found === null) return refuse('document_not_found', 'document')
        await note(formatId('mdc', params.document), { principal, endpoint: 'getMerchantDocument', requestId })
        const { mediaType } = found.facts
        const extension = mediaType === 'application/pdf' ? 'pdf' : mediaType === 'image/png' ? 'png' : 'jpg'
        return {
          kind: 'raw',
          status: 200,
          contentType: mediaType,
          body: await openDocument(deps, params.document, found.sealed),
          headers: {
            'Content-Disposition': `attachment; filename="${found.facts.kind}-${found.facts.about}.${extension}"`,
            'Cache-Control': 'no-store',
            'Content-Security-Policy': "sandbox; default-src 'none'",
          },
        }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/merchant_applications/:id/token',
      operationId: 'renewMerchantApplicationToken',
      tag: TAG,
      summary: 'Give the applicant another token',
      description:
        'For an applicant who lost it; the earlier one is good for nothing from now on. Who gives it out decides nothing about the application. The answer shows the new one this once.',
      access: { operator: 'merchants:write' },
      params: zApplication,
      response: { status: 200, schema: zNewApplicationJson },
      refusals: ['application_not_found'],
      handle: async ({ params, command }) => {
        const found = await find(params.id)
        if (!found.ok) return found
        const token = newToken()
        await deps.db.transaction(async tx => {
          tx.lock('merchants')
          store.setToken(tx, params.id, hashOf(token))
          const { principal, endpoint, requestId, requestHash } = command
          const { state } = found.value
          const actor = principalKey(principal)
          store.addHistory(tx, { applicationId: params.id, at: deps.clock.now(), actor, action: 'token', state, note: null })
          const subject = formatId('apl', params.id)
          deps.audit(tx, [{ actor, action: endpoint, subject, result: 'ok', requestId, requestHash }])
        })
        const body = { ...applicationJson({ application: found.value, ways: await ways.ways(deps.db, params.id) }), token }
        return { kind: 'json', status: 200, body, headers: { 'Cache-Control': 'no-store' } }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/merchant_applications/:id/take',
      operationId: 'takeMerchantApplication',
      tag: TAG,
      summary: 'Begin to look at an application',
      description: 'Another reviewer may take it over. Who entered it cannot.',
      access: { operator: 'merchants:review' },
      params: zApplication,
      response: { status: 200, schema: zApplicationJson },
      refusals: ['application_not_found', 'application_state_wrong', 'application_reviewer_own'],
      command: 'plain',
      handle: ({ params, command }) => handlers.take.execute(params.id, command),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/merchant_applications/:id/return',
      operationId: 'returnMerchantApplication',
      tag: TAG,
      summary: 'Send an application back for correction',
      access: { operator: 'merchants:review' },
      params: zApplication,
      body: z
        .strictObject({
          revision: zRevision,
          corrections: z
            .array(z.strictObject({ field: zText(100).nullish(), remark: zText(500) }))
            .min(1)
            .max(50),
        })
        .meta({ id: 'MerchantApplicationReturn' }),
      response: { status: 200, schema: zApplicationJson },
      refusals: ['application_not_found', 'application_state_wrong', 'application_changed', 'application_reviewer_own'],
      command: 'plain',
      handle: ({ params, body, command }) =>
        handlers.returned.execute(
          {
            id: params.id,
            revision: body.revision,
            corrections: body.corrections.map(({ field, remark }) => ({ field: field ?? null, remark })),
          },
          command,
        ),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/merchant_applications/:id/reject',
      operationId: 'rejectMerchantApplication',
      tag: TAG,
      summary: 'Reject an application for good',
      access: { operator: 'merchants:review' },
      params: zApplication,
      body: z.strictObject({ revision: zRevision, note: zText(1000) }).meta({ id: 'MerchantApplicationRejection' }),
      response: { status: 200, schema: zApplicationJson },
      refusals: ['application_not_found', 'application_state_wrong', 'application_changed', 'application_reviewer_own'],
      command: 'plain',
      handle: ({ params, body, command }) => handlers.reject.execute({ id: params.id, ...body }, command),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/merchant_applications/:id/approve',
      operationId: 'approveMerchantApplication',
      tag: TAG,
      summary: 'Approve an application',
      description: 'The merchant is there from now on, with its ledger accounts, but not live: next come the agreement and the channels.',
      access: { operator: 'merchants:review' },
      approval: {
        action: 'merchants.applications',
        summary: ({ params, body }) => ({
          en: `Approve the application ${formatId('apl', params.id)}: ${body.note}`,
          zh: `批准入网申请 ${formatId('apl', params.id)}：${body.note}`,
        }),
      },
      params: zApplication,
      body: z
        .strictObject({
          revision: zRevision,
          acknowledged: z.array(z.string().max(50)).max(50).default([]).meta({ description: 'The codes of all warnings.' }),
          note: zText(1000),
          grade: zGrade.optional().meta({ description: 'Where you grade the risk otherwise than the rules.' }),
        })
        .meta({ id: 'MerchantApplicationApproval' }),
      response: { status: 200, schema: zApplicationJson },
      refusals: [
        'application_not_found',
        'application_state_wrong',
        'application_changed',
        'application_reviewer_own',
        'application_findings_open',
      ],
      command: 'plain',
      handle: async ({ params, body, command }) => {
        const found = await find(params.id)
        if (!found.ok) return found
        const form = await openForm(deps, params.id)
        if (!isComplete(form)) return refuse('application_state_wrong', undefined, { state: found.value.state, action: 'approve' })
        const { revision, acknowledged, note: words, grade } = body
        return handlers.approve.execute({ id: params.id, revision, acknowledged, note: words, grade: grade ?? null, form }, command)
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/merchant_applications/:id/agreement',
      operationId: 'offerMerchantAgreement',
      tag: TAG,
      summary: 'Offer the agreement',
      description:
        'Drafted from a price template: a policy record `partners.price_template.<template>`. Another offer replaces one not accepted.',
      access: { operator: 'agreements:write' },
      params: zApplication,
      body: z
        .strictObject({
          template: z
            .string()
            .regex(/^[a-z][a-z0-9_]{0,39}$/)
            .default('standard'),
        })
        .meta({ id: 'MerchantAgreementOffer' }),
      response: { status: 200, schema: zApplicationJson },
      refusals: ['application_not_found', 'application_state_wrong', 'price_template_not_found'],
      command: 'plain',
      handle: ({ params, body, command }) => handlers.offer.execute({ id: params.id, template: body.template }, command),
    }),
  ]
}
