/** Routes of a person's own factors, recovery codes, sessions and password, the same for wallet holders and operators. */
import { z } from 'zod'
import { formatId } from '../../../../kernel/ids.ts'
import { ok, refuse } from '../../../../kernel/outcome.ts'
import { iso } from '../../../../kernel/time.ts'
import { defineRoute, type JsonReply, type Route, type RouteRequest } from '../../../../platform/http/route.ts'
import { zId, zList, zText } from '../../../../platform/http/schemas.ts'
import * as factors from '../factors.ts'
import { stepUp } from '../sessions.ts'
import { factorsOf, recoveryCodesOf } from '../store.ts'
import { sessionsOf } from '../store-sessions.ts'
import type { PeopleRouteDeps } from './routes.ts'
import {
  aboutOf,
  factorJson,
  selfOf,
  sessionJson,
  zCeremony,
  zFactorJson,
  zPasskeyOptionsJson,
  zPasskeyResponse,
  zRecoveryCodesJson,
  zRecoveryStateJson,
  zSessionSeenJson,
  zTotpEnrolmentJson,
} from './schemas.ts'
import type { Side } from './sides.ts'

const zName = zText(60).meta({ examples: ['Phone'] })
const PASSWORD_MIN = { holder: 8, operator: 12 } as const
/** Longer than anybody types; argon2 reads all of it. */
const PASSWORD_MAX = 200

/** What has just been shown to somebody stands in no cache. */
const once = (status: number, body: unknown): JsonReply => ({ kind: 'json', status, body, headers: { 'Cache-Control': 'no-store' } })

type AnyRequest = RouteRequest<unknown, unknown, unknown>

export const selfFrom = (
  request: Pick<AnyRequest, 'principal' | 'command' | 'remoteAddress' | 'header' | 'baseUrl' | 'language'>,
): factors.Self => ({
  ...selfOf(request.principal),
  ...aboutOf(request),
})

export const ownRoutes = (deps: PeopleRouteDeps, side: Side): readonly Route[] => [
  ...factorRoutes(deps, side),
  ...passkeyRoutes(deps, side),
  ...recoveryRoutes(deps, side),
  ...sessionRoutes(deps, side),
]

function factorRoutes(deps: PeopleRouteDeps, { base, name, tag, access }: Side): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: `${base}/factors`,
      operationId: `list${name}Factors`,
      tag,
      summary: 'List your factors',
      access,
      response: { status: 200, schema: zList(zFactorJson) },
      refusals: [],
      handle: async ({ principal }) => {
        const rows = await factorsOf(deps.db, selfOf(principal).person)
        return ok({ object: 'list', data: rows.map(factorJson), has_more: false })
      },
    }),
    defineRoute({
      method: 'POST',
      path: `${base}/factors/totp`,
      operationId: `enrol${name}Totp`,
      tag,
      summary: 'Enrol an authenticator app',
      description:
        'Answers with a secret (RFC 6238: SHA-1, six digits, 30 seconds), shown this once. It counts after its first right code.',
      access,
      body: z.strictObject({ name: zName }),
      response: { status: 201, schema: zTotpEnrolmentJson },
      refusals: ['step_up_required', 'session_invalid', 'factors_too_many'],
      handle: async request => {
        const enrolment = await factors.enrolTotp(deps, selfFrom(request), request.body.name)
        if (!enrolment.ok) return enrolment
        const { id, secret, uri } = enrolment.value
        return once(201, { id: formatId('fct', id), object: 'totp_enrolment', secret, uri })
      },
    }),
    defineRoute({
      method: 'POST',
      path: `${base}/factors/:id/confirm`,
      operationId: `confirm${name}Factor`,
      tag,
      summary: 'Confirm an authenticator app by its first code',
      access,
      params: z.strictObject({ id: zId('fct') }),
      body: z.strictObject({ code: zText(40) }),
      response: { status: 200, schema: zFactorJson },
      refusals: ['factor_not_found', 'factor_wrong', 'sign_in_throttled'],
      handle: async request => {
        const confirmed = await factors.confirmFactor(deps, selfFrom(request), request.params.id, request.body.code)
        return confirmed.ok ? ok(factorJson(confirmed.value)) : confirmed
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: `${base}/factors/:id`,
      operationId: `remove${name}Factor`,
      tag,
      summary: 'Remove a factor',
      access,
      params: z.strictObject({ id: zId('fct') }),
      response: { status: 200, schema: zFactorJson },
      refusals: ['factor_not_found', 'factor_last', 'step_up_required', 'session_invalid'],
      handle: async request => {
        const removed = await factors.removeFactor(deps, selfFrom(request), request.params.id)
        return removed.ok ? ok(factorJson(removed.value)) : removed
      },
    }),
  ]
}

function passkeyRoutes(deps: PeopleRouteDeps, { base, name, tag, access }: Side): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: `${base}/factors/passkey/options`,
      operationId: `begin${name}Passkey`,
      tag,
      summary: 'Begin to register a passkey',
      access,
      response: { status: 201, schema: zPasskeyOptionsJson },
      refusals: ['step_up_required', 'session_invalid'],
      handle: async request => {
        const start = await factors.startPasskey(deps, selfFrom(request))
        return start.ok ? ok({ object: 'passkey_options', ceremony: start.value.ceremony, public_key: start.value.options }) : start
      },
    }),
    defineRoute({
      method: 'POST',
      path: `${base}/factors/passkey`,
      operationId: `register${name}Passkey`,
      tag,
      summary: 'Register a passkey',
      access,
      body: z.strictObject({ ceremony: zCeremony, name: zName, response: zPasskeyResponse }),
      response: { status: 201, schema: zFactorJson },
      refusals: ['step_up_required', 'session_invalid', 'passkey_wrong', 'passkey_known', 'factors_too_many'],
      handle: async request => {
        const added = await factors.addPasskey(deps, selfFrom(request), request.body)
        return added.ok ? ok(factorJson(added.value)) : added
      },
    }),
  ]
}

function recoveryRoutes(deps: PeopleRouteDeps, { base, name, tag, access, kind }: Side): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: `${base}/recovery_codes`,
      operationId: `get${name}RecoveryCodes`,
      tag,
      summary: 'How many recovery codes are left',
      access,
      response: { status: 200, schema: zRecoveryStateJson },
      refusals: [],
      handle: async ({ principal }) => {
        const { remaining, createdAt } = await recoveryCodesOf(deps.db, selfOf(principal).person)
        return ok({ object: 'recovery_state', remaining, created_at: iso(createdAt) })
      },
    }),
    defineRoute({
      method: 'POST',
      path: `${base}/recovery_codes`,
      operationId: `create${name}RecoveryCodes`,
      tag,
      summary: 'Make new recovery codes',
      description: 'Each stands in for the second factor once. The codes from before are void; the new ones are shown this once.',
      access,
      response: { status: 201, schema: zRecoveryCodesJson },
      refusals: ['step_up_required', 'session_invalid'],
      handle: async request => {
        const codes = await factors.renewRecoveryCodes(deps, selfFrom(request))
        return codes.ok ? once(201, { object: 'recovery_codes', codes: codes.value }) : codes
      },
    }),
    defineRoute({
      method: 'POST',
      path: `${base}/password`,
      operationId: `change${name}Password`,
      tag,
      summary: 'Change your password',
      description: 'Ends your other sessions.',
      access,
      body: z.strictObject({ password: zText(PASSWORD_MAX, PASSWORD_MIN[kind]) }),
      response: { status: 204, schema: null },
      refusals: ['step_up_required', 'session_invalid'],
      handle: request => factors.changePassword(deps, selfFrom(request), request.body.password),
    }),
  ]
}

function sessionRoutes(deps: PeopleRouteDeps, { base, name, tag, access }: Side): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: `${base}/sessions`,
      operationId: `list${name}Sessions`,
      tag,
      summary: 'List where you are signed in',
      access,
      response: { status: 200, schema: zList(zSessionSeenJson) },
      refusals: [],
      handle: async ({ principal }) => {
        const { person, sessionId } = selfOf(principal)
        const rows = await sessionsOf(deps.db, person, deps.clock.now())
        return ok({ object: 'list', data: rows.map(row => sessionJson(row, sessionId)), has_more: false })
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: `${base}/sessions/:id`,
      operationId: `end${name}Session`,
      tag,
      summary: 'End one of your sessions',
      description: 'Every node refuses it at its next request.',
      access,
      params: z.strictObject({ id: zId('ses') }),
      response: { status: 204, schema: null },
      refusals: ['session_not_found'],
      handle: async request => {
        const ended = await factors.endOwnSessions(deps, selfFrom(request), [request.params.id])
        return ended === 0 ? refuse('session_not_found', 'id') : ok(null)
      },
    }),
    defineRoute({
      method: 'POST',
      path: `${base}/sessions/end_others`,
      operationId: `endOther${name}Sessions`,
      tag,
      summary: 'Sign out everywhere else',
      access,
      response: {
        status: 200,
        schema: z
          .object({ object: z.literal('sessions_ended'), count: z.int().meta({ description: 'Number of sessions that ended.' }) })
          .meta({ id: 'SessionsEnded' }),
      },
      refusals: [],
      handle: async request => ok({ object: 'sessions_ended', count: await factors.endOwnSessions(deps, selfFrom(request), null) }),
    }),
    defineRoute({
      method: 'POST',
      path: `${base}/sessions/current/step_up`,
      operationId: `stepUp${name}Session`,
      tag,
      summary: 'Raise your session by an authentication',
      description: 'With a complete authentication for `step_up`, which is used up. For some minutes the session may then change factors.',
      access,
      body: z.strictObject({ authentication: zId('sca') }),
      response: { status: 204, schema: null },
      refusals: ['sca_required', 'sca_expired', 'sca_mismatch', 'sca_used'],
      handle: async request => {
        const { person, sessionId } = selfOf(request.principal)
        return stepUp(deps, person, sessionId, request.body.authentication, request.command)
      },
    }),
  ]
}
