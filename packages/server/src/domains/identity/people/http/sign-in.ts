/** Routes of signing in: passkeys and codes for wallet holders, and the sessions of operators. */
import { z } from 'zod'
import { formatId } from '../../../../kernel/ids.ts'
import { ok } from '../../../../kernel/outcome.ts'
import { defineRoute, type JsonReply, type Route } from '../../../../platform/http/route.ts'
import { zInstantJson, zPublicId, zText } from '../../../../platform/http/schemas.ts'
import { endOwnSessions } from '../factors.ts'
import { findOperator } from '../operators.ts'
import { beginPasskeySignIn } from '../passkeys.ts'
import { sendSignInSms, signInByPasskey, signInOperator } from '../sign-in.ts'
import type { Opened } from '../types.ts'
import { selfFrom } from './own.ts'
import type { PeopleRouteDeps } from './routes.ts'
import {
  aboutOf,
  openedCookie,
  operatorJson,
  selfOf,
  sessionCookie,
  signedIn,
  zCeremony,
  zOperatorJson,
  zPasskeyOptionsJson,
  zPasskeyResponse,
  zSmsSentJson,
  zTypedFactor,
  zWalletSessionJson,
} from './schemas.ts'
import type { Side } from './sides.ts'

export const zLogin = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{1,63}$/)
  .meta({ examples: ['lin.xiao'], description: 'Capitals make no difference.' })

const zPassword = zText(200)

export const zOperatorSessionJson = z
  .object({
    id: zPublicId('ses'),
    object: z.literal('operator_session'),
    operator: zOperatorJson,
    token: z.string().meta({ description: 'For clients without cookies: send it as a bearer token.' }),
    created_at: zInstantJson,
    expires_at: zInstantJson,
  })
  .meta({ id: 'OperatorSession' })

/** The session as its answer says it; the cookie comes beside it. */
export async function operatorSessionJson(
  deps: Pick<PeopleRouteDeps, 'db'>,
  { session, token }: Opened,
): Promise<z.input<typeof zOperatorSessionJson>> {
  const { person } = session
  const operator = person.kind === 'operator' ? await findOperator(deps, person.id) : null
  if (operator === null) throw new Error('a session of the console is an operator’s')
  return {
    id: formatId('ses', session.id),
    object: 'operator_session',
    operator: operatorJson(operator),
    token,
    created_at: session.createdAt.toISOString(),
    expires_at: session.expiresAt.toISOString(),
  }
}

const operatorSignedIn = async (deps: PeopleRouteDeps, opened: Opened, baseUrl: string): Promise<JsonReply> => ({
  kind: 'json',
  status: 201,
  body: await operatorSessionJson(deps, opened),
  headers: { 'Set-Cookie': openedCookie(opened, baseUrl), 'Cache-Control': 'no-store' },
})

export const passkeySignInRoutes = (deps: PeopleRouteDeps, { base, name, tag, kind }: Side): readonly Route[] => [
  defineRoute({
    method: 'POST',
    path: `${base}/sessions/passkey/options`,
    operationId: `begin${name}PasskeySignIn`,
    tag,
    summary: 'Begin to sign in with a passkey',
    description: 'Asks for any passkey of this server: the answer says whose it is, the question does not.',
    access: 'public',
    limit: 'strict',
    response: { status: 201, schema: zPasskeyOptionsJson },
    refusals: [],
    handle: async ({ baseUrl }) => {
      const { ceremony, options } = await beginPasskeySignIn(deps, baseUrl)
      return ok({ object: 'passkey_options', ceremony, public_key: options })
    },
  }),
  defineRoute({
    method: 'POST',
    path: `${base}/sessions/passkey`,
    operationId: `create${name}PasskeySession`,
    tag,
    summary: 'Sign in with a passkey',
    access: 'public',
    limit: 'strict',
    body: z.strictObject({ ceremony: zCeremony, response: zPasskeyResponse }),
    response: { status: 201, schema: kind === 'holder' ? zWalletSessionJson : zOperatorSessionJson },
    refusals: ['passkey_wrong', 'sign_in_throttled'],
    handle: async request => {
      const opened = await signInByPasskey(deps, kind, request.body, aboutOf(request))
      if (!opened.ok) return opened
      return kind === 'holder' ? signedIn(deps, opened.value, request.baseUrl) : operatorSignedIn(deps, opened.value, request.baseUrl)
    },
  }),
]

export const smsSignInRoute = (deps: PeopleRouteDeps): Route =>
  defineRoute({
    method: 'POST',
    path: '/v1/wallet/sessions/sms',
    operationId: 'sendWalletSignInSms',
    tag: 'Security',
    summary: 'Have a code for signing in sent',
    description: 'To whom the password belongs; the code goes into `second_factor` of the sign-in.',
    access: 'public',
    limit: 'strict',
    body: z.strictObject({ phone: z.string().regex(/^\d{6,15}$/), password: zPassword }),
    response: { status: 201, schema: zSmsSentJson },
    refusals: ['password_or_phone_wrong', 'sign_in_throttled', 'sms_unavailable', 'sms_throttled'],
    handle: async request => {
      const sent = await sendSignInSms(deps, request.body, aboutOf(request))
      return sent.ok
        ? ok({ object: 'sms_code', phone_masked: sent.value.phoneMasked, expires_at: sent.value.expiresAt.toISOString() })
        : sent
    },
  })

export function operatorSessionRoutes(deps: PeopleRouteDeps, { access, tag }: Side): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/operator/sessions',
      operationId: 'createOperatorSession',
      tag,
      summary: 'Sign in to the console',
      description: 'Login name, password and second factor at once: a refusal never says which of them was wrong.',
      access: 'public',
      limit: 'strict',
      body: z.strictObject({ login: zLogin, password: zPassword, second_factor: zTypedFactor }).meta({ id: 'OperatorSignIn' }),
      response: { status: 201, schema: zOperatorSessionJson },
      refusals: ['operator_sign_in_wrong', 'sign_in_throttled'],
      handle: async request => {
        const { login, password, second_factor: second } = request.body
        const opened = await signInOperator(deps, { login, password, second }, aboutOf(request))
        return opened.ok ? operatorSignedIn(deps, opened.value, request.baseUrl) : opened
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/v1/operator/sessions/current',
      operationId: 'deleteOperatorSession',
      tag,
      summary: 'Sign out of the console',
      access,
      response: { status: 204, schema: null },
      refusals: [],
      handle: async request => {
        const self = selfFrom(request)
        await endOwnSessions(deps, self, [self.sessionId])
        return { kind: 'json', status: 204, body: null, headers: { 'Set-Cookie': sessionCookie('operator', '', 0, request.baseUrl) } }
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/operator/me',
      operationId: 'getOperatorMe',
      tag,
      summary: 'Who you are, and what you may do',
      access,
      response: { status: 200, schema: zOperatorJson.extend({ permissions: z.array(z.string()) }).meta({ id: 'OperatorMe' }) },
      refusals: [],
      handle: async ({ principal }) => {
        const { person } = selfOf(principal)
        const operator = person.kind === 'operator' ? await findOperator(deps, person.id) : null
        if (operator === null || principal.kind !== 'operator') throw new Error('a session is somebody’s')
        return ok({ ...operatorJson(operator), permissions: [...principal.scopes].filter(scope => scope !== 'self') })
      },
    }),
  ]
}
