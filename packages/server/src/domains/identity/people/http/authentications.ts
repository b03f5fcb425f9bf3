/** Routes of strong customer authentication: what is approved, and showing factors for it. */
import { z } from 'zod'
import { ok, refuse } from '../../../../kernel/outcome.ts'
import { defineRoute, type Language, type Route, type RouteRequest } from '../../../../platform/http/route.ts'
import { zId, zText } from '../../../../platform/http/schemas.ts'
import type { ScaAbout, ScaBinding } from '../../sca/types.ts'
import { stepUpUse } from '../sessions.ts'
import type { PeopleRouteDeps } from './routes.ts'
import { authenticationJson, selfOf, zAuthenticationJson, zPasskeyOptionsJson, zPasskeyResponse, zSmsSentJson } from './schemas.ts'
import type { Side } from './sides.ts'

const zProof = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('password'), password: zText(200) }),
    z.strictObject({ type: z.literal('totp'), code: zText(40) }),
    z.strictObject({ type: z.literal('sms'), code: zText(40) }),
    z.strictObject({ type: z.literal('passkey'), response: zPasskeyResponse }),
  ])
  .meta({ id: 'Proof' })

const PROVE_REFUSALS = ['sca_not_found', 'sca_expired', 'sca_used'] as const

type AnyRequest = RouteRequest<unknown, unknown, unknown>

/** What showing a factor needs to know of a request. */
export const scaAboutOf = (request: Pick<AnyRequest, 'command' | 'remoteAddress' | 'baseUrl' | 'language'>): ScaAbout => ({
  requestId: request.command.requestId,
  requestHash: request.command.requestHash,
  endpoint: request.command.endpoint,
  address: request.remoteAddress,
  baseUrl: request.baseUrl,
  language: request.language,
})

/** What a step-up of this session says. */
export const stepUpBinding = (sessionId: Parameters<typeof stepUpUse>[0], language: Language): ScaBinding => ({
  ...stepUpUse(sessionId),
  text: language === 'zh' ? '确认是您本人，以便更改安全设置' : 'Confirm that it is you, to change your security settings',
})

export function authenticationRoutes(deps: PeopleRouteDeps, side: Side): readonly Route[] {
  const { base, name, tag, access } = side
  const { sca } = deps
  const shown = async (id: Parameters<typeof sca.find>[0], principal: AnyRequest['principal']) => {
    const { person } = selfOf(principal)
    const [challenge, offered] = await Promise.all([sca.find(id, person), sca.offered(person)])
    return challenge === null ? refuse('sca_not_found', 'id') : ok(authenticationJson(challenge, offered))
  }
  return [
    defineRoute({
      method: 'POST',
      path: `${base}/authentications`,
      operationId: `create${name}Authentication`,
      tag,
      summary: 'Begin to prove that it is you',
      description: 'For `step_up`: to change factors. Payments and consents begin their own, bound to what they approve.',
      access,
      body: z.strictObject({ purpose: z.literal('step_up') }),
      response: { status: 201, schema: zAuthenticationJson },
      refusals: [],
      handle: async ({ principal, language }) => {
        const { person, sessionId } = selfOf(principal)
        const binding = stepUpBinding(sessionId, language)
        const challenge = await deps.db.transaction(async tx => sca.begin(tx, { person, binding }))
        return ok(authenticationJson(challenge, await sca.offered(person)))
      },
    }),
    defineRoute({
      method: 'GET',
      path: `${base}/authentications/:id`,
      operationId: `get${name}Authentication`,
      tag,
      summary: 'What is approved, and which factors were shown',
      access,
      params: z.strictObject({ id: zId('sca') }),
      response: { status: 200, schema: zAuthenticationJson },
      refusals: ['sca_not_found'],
      handle: ({ params, principal }) => shown(params.id, principal),
    }),
    defineRoute({
      method: 'POST',
      path: `${base}/authentications/:id/proofs`,
      operationId: `prove${name}Authentication`,
      tag,
      summary: 'Show a factor',
      description: 'Two different kinds complete it. A passkey is two kinds at once. Five wrong proofs end it.',
      access,
      params: z.strictObject({ id: zId('sca') }),
      body: zProof,
      response: { status: 200, schema: zAuthenticationJson },
      refusals: [...PROVE_REFUSALS, 'factor_wrong', 'factor_unavailable', 'sign_in_throttled'],
      handle: async request => {
        const { body, params, principal } = request
        const { type, ...rest } = body
        const proof = { kind: type, ...rest } as Parameters<typeof sca.prove>[2]
        const proven = await sca.prove(params.id, selfOf(principal).person, proof, scaAboutOf(request))
        return proven.ok ? shown(params.id, principal) : proven
      },
    }),
    defineRoute({
      method: 'POST',
      path: `${base}/authentications/:id/passkey_options`,
      operationId: `begin${name}AuthenticationPasskey`,
      tag,
      summary: 'What a passkey must sign',
      description: 'The challenge is SHA-256 over the id of the authentication and everything that it approves.',
      access,
      params: z.strictObject({ id: zId('sca') }),
      response: { status: 201, schema: zPasskeyOptionsJson },
      refusals: [...PROVE_REFUSALS, 'factor_unavailable'],
      handle: async ({ params, principal, baseUrl }) => {
        const options = await sca.passkeyOptions(params.id, selfOf(principal).person, baseUrl)
        return options.ok ? ok({ object: 'passkey_options', ceremony: params.id, public_key: options.value }) : options
      },
    }),
    ...(side.kind === 'holder' ? [smsRoute(deps, side)] : []),
  ]
}

const smsRoute = ({ sca }: PeopleRouteDeps, { base, tag, access }: Side): Route =>
  defineRoute({
    method: 'POST',
    path: `${base}/authentications/:id/sms`,
    operationId: 'sendWalletAuthenticationSms',
    tag,
    summary: 'Have a code sent',
    description: 'It proves for this authentication only, and its text says what is approved.',
    access,
    params: z.strictObject({ id: zId('sca') }),
    response: { status: 201, schema: zSmsSentJson },
    refusals: [...PROVE_REFUSALS, 'sms_unavailable', 'sms_throttled'],
    handle: async ({ params, principal, language }) => {
      const sent = await sca.sendSms(params.id, selfOf(principal).person, language)
      return sent.ok
        ? ok({ object: 'sms_code', phone_masked: sent.value.phoneMasked, expires_at: sent.value.expiresAt.toISOString() })
        : sent
    },
  })
