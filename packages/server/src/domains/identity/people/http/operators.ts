/** Routes of operators' accounts: management by other operators, enrolment, and the very first. */
import { z } from 'zod'
import { formatId } from '../../../../kernel/ids.ts'
import { ok, refuse } from '../../../../kernel/outcome.ts'
import { listJson, pageOf } from '../../../../platform/http/pages.ts'
import { defineRoute, type JsonReply, type Route } from '../../../../platform/http/route.ts'
import { listQuery, zId, zInstantJson, zList, zLocalText, zText } from '../../../../platform/http/schemas.ts'
import { ROLE_NAMES } from '../../roles.ts'
import * as operators from '../operators.ts'
import type { PeopleRouteDeps } from './routes.ts'
import { aboutOf, openedCookie, operatorJson, zOperatorJson, zTotpEnrolmentJson } from './schemas.ts'
import { operatorSessionJson, zLogin, zOperatorSessionJson } from './sign-in.ts'

const TAG = 'Operators'
const CONSOLE = 'Console'
const PASSWORD_MIN = 12

const zRoles = z.array(z.enum(ROLE_NAMES)).max(ROLE_NAMES.length)
const zSecret = zText(100).meta({ description: 'The enrolment secret, `fq_enrol_…`.' })

const zInvitedJson = z
  .object({
    object: z.literal('operator_invitation'),
    operator: zOperatorJson,
    enrolment_secret: z.string().meta({ description: 'Shown this once: hand it to the operator, who enrols with it at /operator/enrol.' }),
    expires_at: zInstantJson,
  })
  .meta({ id: 'OperatorInvitation' })

/** The invitation as its answer says it; it stands in no cache. */
const invitedReply = (status: number, { operator, secret, expiresAt }: operators.Invited): JsonReply => ({
  kind: 'json',
  status,
  body: {
    object: 'operator_invitation',
    operator: operatorJson(operator),
    enrolment_secret: secret,
    expires_at: expiresAt.toISOString(),
  } satisfies z.input<typeof zInvitedJson>,
  headers: { 'Cache-Control': 'no-store' },
})

export const operatorRoutes = (deps: PeopleRouteDeps): readonly Route[] => [...managementRoutes(deps), ...enrolmentRoutes(deps)]

function managementRoutes(deps: PeopleRouteDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/operators',
      operationId: 'createOperator',
      tag: TAG,
      summary: 'Create an operator',
      description: 'The answer shows a secret this once, with which the operator chooses a password and a second factor.',
      access: { operator: 'operators:write' },
      body: z.strictObject({ name: zLocalText(100), login: zLogin, roles: zRoles }).meta({ id: 'NewOperator' }),
      response: { status: 201, schema: zInvitedJson },
      refusals: ['login_taken', 'role_not_held'],
      handle: async ({ body, principal, command }) => {
        const invited = await operators.inviteOperator(deps, body, { principal, context: command })
        return invited.ok ? invitedReply(201, invited.value) : invited
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/operators',
      operationId: 'listOperators',
      tag: TAG,
      summary: 'List operators',
      access: { operator: 'operators:read' },
      query: z.strictObject({ ...listQuery('opr') }),
      response: { status: 200, schema: zList(zOperatorJson) },
      refusals: [],
      handle: async ({ query }) =>
        ok(listJson(pageOf(await operators.listOperators(deps, query), query.limit, query.ending_before !== undefined), operatorJson)),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/operators/:id',
      operationId: 'getOperator',
      tag: TAG,
      summary: 'Read an operator',
      access: { operator: 'operators:read' },
      params: z.strictObject({ id: zId('opr') }),
      response: { status: 200, schema: zOperatorJson },
      refusals: ['operator_not_found'],
      handle: async ({ params }) => {
        const operator = await operators.findOperator(deps, params.id)
        return operator === null ? refuse('operator_not_found', 'id') : ok(operatorJson(operator))
      },
    }),
    defineRoute({
      method: 'PATCH',
      path: '/v1/operators/:id',
      operationId: 'updateOperator',
      tag: TAG,
      summary: 'Change an operator: name, roles, disabled',
      description: 'Takes effect at the operator’s next request, on every node. Disabling ends sessions and stops API keys.',
      access: { operator: 'operators:write' },
      params: z.strictObject({ id: zId('opr') }),
      body: z
        .strictObject({ name: zLocalText(100).optional(), roles: zRoles.optional(), disabled: z.boolean().optional() })
        .meta({ id: 'OperatorChange' }),
      response: { status: 200, schema: zOperatorJson },
      refusals: ['operator_not_found', 'roles_own', 'role_not_held', 'administrator_last'],
      handle: async ({ params, body, principal, command }) => {
        const { name, roles, disabled } = body
        const change = {
          ...(name === undefined ? {} : { name }),
          ...(roles === undefined ? {} : { roles }),
          ...(disabled === undefined ? {} : { disabled }),
        }
        const changed = await operators.changeOperator(deps, params.id, change, { principal, context: command })
        return changed.ok ? ok(operatorJson(changed.value)) : changed
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/operators/:id/reset',
      operationId: 'resetOperator',
      tag: TAG,
      summary: 'Reset an operator who lost their factors',
      description: 'Voids password, factors, recovery codes and sessions. The answer shows a new enrolment secret this once.',
      access: { operator: 'operators:write' },
      params: z.strictObject({ id: zId('opr') }),
      response: { status: 200, schema: zInvitedJson },
      refusals: ['operator_not_found', 'operator_self', 'operator_without_login', 'role_not_held'],
      handle: async ({ params, principal, command }) => {
        const reset = await operators.resetOperator(deps, params.id, { principal, context: command })
        return reset.ok ? invitedReply(200, reset.value) : reset
      },
    }),
  ]
}

function enrolmentRoutes(deps: PeopleRouteDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/operator/enrolments',
      operationId: 'beginOperatorEnrolment',
      tag: CONSOLE,
      summary: 'Enrol as an operator: get a second factor',
      access: 'public',
      limit: 'strict',
      body: z.strictObject({ login: zLogin, secret: zSecret }),
      response: { status: 201, schema: zTotpEnrolmentJson },
      refusals: ['enrolment_invalid', 'sign_in_throttled'],
      handle: async request => {
        const begun = await operators.beginEnrolment(deps, request.body, aboutOf(request))
        if (!begun.ok) return begun
        const { id, secret, uri } = begun.value
        const body = { id: formatId('fct', id), object: 'totp_enrolment', secret, uri }
        return { kind: 'json', status: 201, body, headers: { 'Cache-Control': 'no-store' } }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/operator/enrolments/complete',
      operationId: 'completeOperatorEnrolment',
      tag: CONSOLE,
      summary: 'Enrol as an operator: choose a password',
      description: 'With the first code of the second factor. Signs in, and shows the recovery codes this once.',
      access: 'public',
      limit: 'strict',
      body: z.strictObject({ login: zLogin, secret: zSecret, factor: zId('fct'), code: zText(40), password: zText(200, PASSWORD_MIN) }),
      response: {
        status: 201,
        schema: z
          .object({ object: z.literal('operator_enrolment'), session: zOperatorSessionJson, recovery_codes: z.array(z.string()) })
          .meta({ id: 'OperatorEnrolment' }),
      },
      refusals: ['enrolment_invalid', 'factor_wrong', 'sign_in_throttled'],
      handle: async request => {
        const { factor: factorId, ...rest } = request.body
        const enrolled = await operators.completeEnrolment(deps, { ...rest, factorId }, aboutOf(request))
        if (!enrolled.ok) return enrolled
        const { opened, recoveryCodes } = enrolled.value
        const body = { object: 'operator_enrolment', session: await operatorSessionJson(deps, opened), recovery_codes: recoveryCodes }
        const headers = { 'Set-Cookie': openedCookie(opened, request.baseUrl), 'Cache-Control': 'no-store' }
        return { kind: 'json', status: 201, body, headers }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/operator/bootstrap',
      operationId: 'bootstrapOperator',
      tag: CONSOLE,
      summary: 'Create the first operator',
      description:
        'An administrator, with the secret FEIQIAN_BOOTSTRAP_SECRET of the configuration; once, while no operator has a login name.',
      access: 'public',
      limit: 'strict',
      body: z.strictObject({ secret: zText(200), login: zLogin, name: zLocalText(100) }),
      response: { status: 201, schema: zInvitedJson },
      refusals: ['bootstrap_refused', 'sign_in_throttled'],
      handle: async request => {
        const invited = await operators.bootstrapOperator(deps, request.body, aboutOf(request))
        return invited.ok ? invitedReply(201, invited.value) : invited
      },
    }),
  ]
}
