/**
 * Routes of rehearsals. Whoever holds the registration access token of a third party (RFC 7592) may start and read its rehearsals, and so
 * may operators; the page is for whoever was given its address.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import { formatId, type Id, parseId } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { Principal } from '../../../kernel/principal.ts'
import type { Clock } from '../../../kernel/time.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { zId, zInstantJson, zLocalTextJson, zPublicId } from '../../../platform/http/schemas.ts'
import type { Authentication } from '../authenticate.ts'
import { STEP_NAMES, STEPS, type StepState, standingOf } from '../third-parties/rehearsal-steps.ts'
import { explain } from '../third-parties/rehearsal-words.ts'
import type { Rehearsals, RehearsalView } from '../third-parties/rehearsals.ts'
import { missingPage, rehearsalPage } from './rehearsal-page.ts'

export type Words = (code: string, language: 'en' | 'zh') => { readonly title: string; readonly fix: string } | null

export type RehearsalRouteDeps = {
  readonly clock: Clock
  readonly rehearsals: Rehearsals
  readonly authenticate: (headers: IncomingHttpHeaders) => Authentication | Promise<Authentication>
  /** Whose registration access token it is; `null`: nobody's. */
  readonly registrationTokenOwner: (token: string) => Promise<Id<'tpp'> | null>
  /** The words of the program's refusals. */
  readonly words: Words
}

const TAG = 'Third parties'

const zStepJson = z.object({
  step: z.enum(STEP_NAMES),
  title: zLocalTextJson,
  todo: zLocalTextJson,
  state: z.enum(['passed', 'failed', 'not_seen']).meta({ description: 'What the client did last counts.' }),
  attempts: z.int().meta({ description: 'How often the step was seen, failed or not.' }),
  last_at: zInstantJson.nullable(),
  failure: z
    .object({
      code: z.string().nullable(),
      what: zLocalTextJson,
      fix: zLocalTextJson,
      detail: z.string().nullable().meta({ description: 'What the check found, in its own words.' }),
      at: zInstantJson,
    })
    .nullable()
    .meta({ description: 'The latest failure, also when a success has followed it.' }),
})

const fields = {
  id: zPublicId('rhs'),
  object: z.literal('rehearsal'),
  third_party: zPublicId('tpp'),
  state: z.enum(['open', 'passed', 'ended']).meta({ description: '`passed`: every step of its roles has. `ended`: over before that.' }),
  steps: z.array(zStepJson),
  created_at: zInstantJson,
  expires_at: zInstantJson,
}
const zRehearsalJson = z.object(fields).meta({ id: 'Rehearsal' })
const zNewRehearsalJson = z
  .object({ ...fields, page_url: z.url().meta({ description: 'The same as a page, for whoever has this address. Shown this once.' }) })
  .meta({ id: 'RehearsalWithPage' })

export type StepView = StepState & { readonly explained: ReturnType<typeof explain> | null }
export type Standing = { readonly state: 'open' | 'passed' | 'ended'; readonly steps: readonly StepView[] }

/** Where a rehearsal stands, with its failures explained. */
function standing({ rehearsal, party, notes }: RehearsalView, now: Date, words: Words): Standing {
  const { passed, steps } = standingOf(party.roles, notes)
  const over = rehearsal.endedAt !== null || rehearsal.expiresAt.getTime() <= now.getTime()
  return {
    state: passed ? 'passed' : over ? 'ended' : 'open',
    steps: steps.map(step => ({ ...step, explained: step.failure === null ? null : explain(step.failure, words) })),
  }
}

const rehearsalJson = (view: RehearsalView, { state, steps }: Standing) => ({
  id: formatId('rhs', view.rehearsal.id),
  object: 'rehearsal' as const,
  third_party: formatId('tpp', view.party.id),
  state,
  steps: steps.map(({ step, state: stepState, attempts, lastAt, failure, explained }) => ({
    step,
    title: STEPS[step].title,
    todo: STEPS[step].todo,
    state: stepState,
    attempts,
    last_at: lastAt?.toISOString() ?? null,
    failure:
      failure === null || explained === null
        ? null
        : { code: failure.code, ...explained, detail: failure.reason, at: failure.at.toISOString() },
  })),
  created_at: view.rehearsal.createdAt.toISOString(),
  expires_at: view.rehearsal.expiresAt.toISOString(),
})

export function rehearsalRoutes(deps: RehearsalRouteDeps): readonly Route[] {
  /** The third party itself, or an operator with the scope. */
  async function callerOf(headers: IncomingHttpHeaders, id: Id<'tpp'>, scope: string): Promise<Outcome<Principal>> {
    const token = /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
    const owner = token === undefined || token.startsWith('fq_') ? null : await deps.registrationTokenOwner(token)
    if (owner !== null) {
      const principal: Principal = { kind: 'third_party', thirdPartyId: owner, scopes: new Set(), consentId: null, holderId: null }
      return owner === id ? ok(principal) : refuse('forbidden', undefined, { needs: 'the registration access token of this third party' })
    }
    // The header alone: a browser sends cookies by itself, and these routes ask for no proof that one of our pages did.
    const found = await deps.authenticate({ authorization: headers.authorization })
    if (found === null || 'code' in found) return refuse('unauthenticated')
    if (found.kind === 'operator' && found.scopes.has(scope)) return ok(found)
    return refuse('forbidden', undefined, { needs: `the registration access token of this third party, or an operator key with ${scope}` })
  }

  const refusals = ['unauthenticated', 'forbidden', 'third_party_not_found']
  const security = 'Send the registration access token of the third party (RFC 7592) or an operator key as a bearer token.'
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/third_parties/:id/rehearsals',
      operationId: 'startRehearsal',
      tag: TAG,
      summary: 'Start a rehearsal',
      description: `Notes each step of the third party's own client from now on, and ends the rehearsal before it. ${security}`,
      access: 'public',
      params: z.strictObject({ id: zId('tpp') }),
      response: { status: 201, schema: zNewRehearsalJson },
      refusals,
      handle: async ({ params: { id }, raw, command, baseUrl }) => {
        const caller = await callerOf(raw.headers, id, 'third_parties:write')
        if (!caller.ok) return caller
        const started = await deps.rehearsals.start(id, caller.value, command)
        if (started === null) return refuse('third_party_not_found', 'id')
        const { view, pageKey } = started
        const json = rehearsalJson(view, standing(view, deps.clock.now(), deps.words))
        const body = { ...json, page_url: `${baseUrl}/rehearsal/${json.id}?key=${pageKey}` }
        return { kind: 'json', status: 201, body, headers: { 'Cache-Control': 'no-store' } }
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/third_parties/:id/rehearsals/:rehearsal',
      operationId: 'getRehearsal',
      tag: TAG,
      summary: 'Read a rehearsal',
      description: security,
      access: 'public',
      params: z.strictObject({ id: zId('tpp'), rehearsal: zId('rhs') }),
      response: { status: 200, schema: zRehearsalJson },
      refusals: [...refusals, 'rehearsal_not_found'],
      handle: async ({ params: { id, rehearsal }, raw }) => {
        const caller = await callerOf(raw.headers, id, 'third_parties:read')
        if (!caller.ok) return caller
        const view = await deps.rehearsals.find(id, rehearsal)
        if (view === null) return refuse('rehearsal_not_found', 'rehearsal')
        return ok(rehearsalJson(view, standing(view, deps.clock.now(), deps.words)))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/rehearsal/:id',
      operationId: 'pages.rehearsal',
      tag: 'pages',
      summary: 'The checklist of a rehearsal as a page',
      access: 'public',
      hidden: true,
      params: z.object({ id: z.string() }),
      query: z.object({ key: z.string().max(100).optional() }),
      response: { status: 200, schema: null, contentType: 'text/html' },
      refusals: [],
      handle: async ({ params: { id: text }, query: { key = '' }, language }) => {
        const id = parseId('rhs', text)
        const view = id === null || key === '' ? null : await deps.rehearsals.findByKey(id, key)
        if (view === null) return missingPage(language)
        const path = `/rehearsal/${text}?key=${encodeURIComponent(key)}`
        return rehearsalPage({ view, standing: standing(view, deps.clock.now(), deps.words), language, path })
      },
    }),
  ]
}
