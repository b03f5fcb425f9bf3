/** What the applicant does and sees, by the token of the application; a live merchant sees it with its key. */
import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { formatId, type Id, newId } from '../../../kernel/ids.ts'
import { invariant, type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import { principalKey } from '../../../kernel/principal.ts'
import type { CommandContext, CommandHandler } from '../../../platform/commands.ts'
import { defineRoute, type JsonReply, type Route } from '../../../platform/http/route.ts'
import { zId, zText } from '../../../platform/http/schemas.ts'
import type { AcceptAgreement } from '../applications/agree-applications.ts'
import { contentOf, type OnboardingDeps, openForm, requirementsOf, sealDocument } from '../applications/deps.ts'
import type {
  EditApplication,
  PutDocument,
  RemoveDocument,
  ResendApplication,
  SubmitApplication,
} from '../applications/edit-applications.ts'
import { applicationJson, documentJson } from '../applications/events.ts'
import { progressOf } from '../applications/progress.ts'
import { fixedFieldOf, isComplete } from '../applications/rules.ts'
import { documentsNeeded } from '../applications/rules-checks.ts'
import { checkDocument, DOCUMENT_BYTES_MAX } from '../applications/rules-documents.ts'
import * as store from '../applications/store.ts'
import { type Application, DOCUMENT_KINDS, type DocumentFacts, type Draft } from '../applications/types.ts'
import * as ways from '../channels/store/ways.ts'
import { draftOf, formJson, zForm } from './form.ts'
import { zApplicationJson, zDocumentJson, zNewApplicationJson, zOwnApplicationJson } from './schemas.ts'

export type ApplicantHandlers = {
  readonly edit: CommandHandler<EditApplication>
  readonly putDocument: CommandHandler<PutDocument>
  readonly removeDocument: CommandHandler<RemoveDocument>
  readonly submit: CommandHandler<SubmitApplication>
  readonly withdraw: CommandHandler<Id<'apl'>>
  readonly accept: CommandHandler<AcceptAgreement>
  readonly resend: CommandHandler<ResendApplication>
}

const TOKEN_BYTES = 24
export const newToken = (): string => `apt_${randomBytes(TOKEN_BYTES).toString('base64url')}`
export const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

const zToken = z.strictObject({ token: z.string().max(80).meta({ description: 'As the start of the application answered it.' }) })
const TAG = 'Merchant applications'
/** Base64 is longer by a third; the rest is room for the other fields. */
const DOCUMENT_BODY_BYTES = Math.ceil(DOCUMENT_BYTES_MAX * 1.4) + 4096

/** What is still to be brought, once the form says what is needed. */
export function documentsMissing(deps: OnboardingDeps, draft: Draft, held: readonly DocumentFacts[]) {
  if (!isComplete(draft)) return []
  return documentsNeeded(draft, requirementsOf(deps)).filter(
    needed => !held.some(({ kind, about }) => kind === needed.kind && about === needed.about),
  )
}

export async function ownView(deps: OnboardingDeps, application: Application) {
  const [draft, documents, way, offered] = await Promise.all([
    openForm(deps, application.id),
    store.documents(deps.db, application.id),
    ways.ways(deps.db, application.id),
    application.agreement === null ? null : deps.agreements.read(application.agreement.id, application.agreement.version),
  ])
  return {
    ...applicationJson({ application, ways: way }),
    form: formJson(draft, false),
    documents: documents.map(documentJson),
    documents_missing: documentsMissing(deps, draft, documents),
    terms: offered === null ? null : { title: offered.title, clauses: [...offered.clauses] },
    progress: progressOf(application, way),
  }
}

/** The bytes of strict base64 (RFC 4648 section 4). */
function bytesOf(base64: string): Buffer | null {
  const bytes = Buffer.from(base64, 'base64')
  // Written again instead of matched: a pattern over millions of letters may run out of stack.
  return bytes.length > 0 && bytes.toString('base64') === base64 ? bytes : null
}

/** Answers with the token, this once; so it is no command, whose answers are stored. */
export async function start(deps: OnboardingDeps, body: z.output<typeof zForm>, command: CommandContext): Promise<JsonReply> {
  const id = newId<'apl'>()
  const token = newToken()
  const { principal, endpoint, requestId, requestHash } = command
  const enteredBy = principal.kind === 'operator' ? principal.operatorId : null
  const content = await contentOf(deps, id, draftOf(body))
  const application = await deps.db.transaction(async tx => {
    const now = deps.clock.now()
    const actor = principalKey(principal)
    store.insert(tx, { id, tokenHash: hashOf(token), sealed: content.sealed, enteredBy }, now)
    store.setContent(tx, id, content)
    store.addHistory(tx, { applicationId: id, at: now, actor, action: 'start', state: 'draft', note: null })
    deps.audit(tx, [{ actor, action: endpoint, subject: formatId('apl', id), result: 'ok', requestId, requestHash }])
    return store.find(tx, id)
  })
  invariant(application !== null, 'what was inserted is there')
  const view = { ...applicationJson({ application, ways: [] }), token }
  return { kind: 'json', status: 201, body: view, headers: { 'Cache-Control': 'no-store' } }
}

export function applicantRoutes(deps: OnboardingDeps, handlers: ApplicantHandlers): readonly Route[] {
  const byToken = async (token: string): Promise<Outcome<Application>> => {
    const application = await store.byToken(deps.db, hashOf(token))
    return application === null ? refuse('application_not_found', 'token') : ok(application)
  }
  const complete = async (application: Application): Promise<{ draft: Draft; revision: number; id: Id<'apl'> }> => ({
    id: application.id,
    revision: application.revision,
    draft: await openForm(deps, application.id),
  })
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/applications',
      operationId: 'startMerchantApplication',
      tag: TAG,
      summary: 'Start an application',
      description:
        'Anybody may apply. The answer shows the token this once: whoever holds it acts for the applicant. It is not stored, so a repeated request starts another application.',
      access: 'public',
      limit: 'strict',
      body: zForm,
      response: { status: 201, schema: zNewApplicationJson },
      refusals: [],
      handle: ({ body, command }) => start(deps, body, command),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/applications/:token',
      operationId: 'getOwnMerchantApplication',
      tag: TAG,
      summary: 'See how an application stands',
      access: 'public',
      params: zToken,
      response: { status: 200, schema: zOwnApplicationJson },
      refusals: ['application_not_found'],
      handle: async ({ params }) => {
        const found = await byToken(params.token)
        return found.ok ? ok(await ownView(deps, found.value)) : found
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/merchant/application',
      operationId: 'getMerchantApplicationOfKey',
      tag: TAG,
      summary: 'See the application of the merchant of this key',
      access: { merchant: 'payments:read' },
      response: { status: 200, schema: zOwnApplicationJson },
      refusals: ['application_not_found'],
      handle: async ({ principal }) => {
        invariant(principal.kind === 'merchant', 'only merchants reach this route')
        const application = await store.byMerchant(deps.db, principal.merchantId)
        return application === null ? refuse('application_not_found') : ok(await ownView(deps, application))
      },
    }),
    defineRoute({
      method: 'PATCH',
      path: '/v1/applications/:token',
      operationId: 'updateMerchantApplication',
      tag: TAG,
      summary: 'Fill in sections of the form',
      description:
        'A section that is sent takes the place of the one before it; the others stay. After approval only what a channel rejected is corrected; what was decided about changes by a change of the merchant.',
      access: 'public',
      params: zToken,
      body: zForm,
      response: { status: 200, schema: zApplicationJson },
      refusals: ['application_not_found', 'application_state_wrong', 'application_changed', 'application_field_fixed'],
      command: 'plain',
      handle: async ({ params, body, command }) => {
        const found = await byToken(params.token)
        if (!found.ok) return found
        const { id, revision, state } = found.value
        const before = await openForm(deps, id)
        const draft = { ...before, ...draftOf(body) }
        const fixedField = fixedFieldOf(state, before, draft)
        const content = await contentOf(deps, id, draft)
        return handlers.edit.execute({ id, revision, content, fixedField, name: draft.name ?? null }, command)
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/applications/:token/documents',
      operationId: 'addMerchantDocument',
      tag: TAG,
      summary: 'Bring a document',
      description:
        'JPEG, PNG or PDF by its content, at most 5 MiB, in base64. It takes the place of the one of its kind. Kept sealed; only reviewers open it, and that is audited.',
      access: 'public',
      params: zToken,
      body: z
        .strictObject({
          kind: z.enum(DOCUMENT_KINDS),
          about: z.int().min(0).max(49).default(0).meta({ description: 'Which owner or shop of the form, counted from 0.' }),
          file_name: zText(200),
          content: z.string().min(4).max(DOCUMENT_BODY_BYTES).meta({ description: 'Base64 (RFC 4648 section 4).' }),
        })
        .meta({ id: 'NewMerchantDocument' }),
      bodyLimit: DOCUMENT_BODY_BYTES,
      response: { status: 201, schema: zDocumentJson },
      refusals: [
        'application_not_found',
        'application_state_wrong',
        'document_type_unknown',
        'document_damaged',
        'document_too_large',
        'documents_too_many',
      ],
      command: 'plain',
      handle: async ({ params, body, command }) => {
        const found = await byToken(params.token)
        if (!found.ok) return found
        const bytes = bytesOf(body.content)
        if (bytes === null) return refuse('document_damaged', 'content')
        const type = checkDocument(bytes)
        if (!type.ok) return type
        const id = newId<'mdc'>()
        const facts: DocumentFacts = {
          id,
          kind: body.kind,
          about: body.about,
          fileName: body.file_name,
          mediaType: type.value,
          bytes: bytes.length,
          sha256: createHash('sha256').update(bytes).digest('hex'),
          addedAt: deps.clock.now(),
        }
        return handlers.putDocument.execute({ id: found.value.id, facts, sealed: await sealDocument(deps, id, bytes) }, command)
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/v1/applications/:token/documents/:document',
      operationId: 'removeMerchantDocument',
      tag: TAG,
      summary: 'Take a document away',
      access: 'public',
      params: z.strictObject({ ...zToken.shape, document: zId('mdc') }),
      response: { status: 200, schema: zApplicationJson },
      refusals: ['application_not_found', 'application_state_wrong', 'document_not_found'],
      command: 'plain',
      handle: async ({ params, command }) => {
        const found = await byToken(params.token)
        if (!found.ok) return found
        const held = (await store.documents(deps.db, found.value.id)).find(({ id }) => id === params.document)
        if (held === undefined) return refuse('document_not_found', 'document')
        return handlers.removeDocument.execute({ id: found.value.id, kind: held.kind, about: held.about }, command)
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/applications/:token/submit',
      operationId: 'submitMerchantApplication',
      tag: TAG,
      summary: 'Submit the application',
      description:
        'Rules judge it at once: with errors it needs_correction, and the findings name each field; without, a person looks at it.',
      access: 'public',
      params: zToken,
      response: { status: 200, schema: zApplicationJson },
      refusals: ['application_not_found', 'application_state_wrong', 'application_changed'],
      command: 'plain',
      handle: async ({ params, command }) => {
        const found = await byToken(params.token)
        return found.ok ? handlers.submit.execute(await complete(found.value), command) : found
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/applications/:token/withdraw',
      operationId: 'withdrawMerchantApplication',
      tag: TAG,
      summary: 'Withdraw the application',
      access: 'public',
      params: zToken,
      response: { status: 200, schema: zApplicationJson },
      refusals: ['application_not_found', 'application_state_wrong'],
      command: 'plain',
      handle: async ({ params, command }) => {
        const found = await byToken(params.token)
        return found.ok ? handlers.withdraw.execute(found.value.id, command) : found
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/applications/:token/accept',
      operationId: 'acceptMerchantAgreement',
      tag: TAG,
      summary: 'Accept the agreement that is offered',
      description: 'It is in force from now on, and the channels are asked to take the merchant on.',
      access: 'public',
      params: zToken,
      body: z
        .strictObject({
          agreement: zId('agr'),
          version: z.int().min(1).meta({ description: 'Counted from 1.' }),
          signatory: zText(100).meta({ description: 'Who accepts it for the merchant.' }),
        })
        .meta({ id: 'AgreementAcceptance' }),
      response: { status: 200, schema: zApplicationJson },
      refusals: ['application_not_found', 'application_state_wrong', 'agreement_offer_other'],
      command: 'plain',
      handle: async ({ params, body, command }) => {
        const found = await byToken(params.token)
        if (!found.ok) return found
        const form = await openForm(deps, found.value.id)
        if (!isComplete(form)) return refuse('application_state_wrong', undefined, { state: found.value.state, action: 'accept' })
        const { agreement, version, signatory } = body
        return handlers.accept.execute({ id: found.value.id, agreement, version, signatory, form }, command)
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/applications/:token/channels/:channel/resend',
      operationId: 'resendMerchantApplication',
      tag: TAG,
      summary: 'Send what a channel rejected to it again',
      access: 'public',
      params: z.strictObject({ ...zToken.shape, channel: z.string().max(30) }),
      response: { status: 200, schema: zApplicationJson },
      refusals: [
        'application_not_found',
        'application_state_wrong',
        'application_changed',
        'application_has_errors',
        'application_channel_not_found',
        'application_channel_not_rejected',
      ],
      command: 'plain',
      handle: async ({ params, command }) => {
        const found = await byToken(params.token)
        if (!found.ok) return found
        return handlers.resend.execute({ ...(await complete(found.value)), channel: params.channel }, command)
      },
    }),
  ]
}
