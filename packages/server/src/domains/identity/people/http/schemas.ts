/** Shapes of what people send and see of themselves: sessions, factors, authentications; and the cookies that carry sessions. */
import { z } from 'zod'
import { isCurrency } from '../../../../kernel/currencies.ts'
import { formatId, type Id } from '../../../../kernel/ids.ts'
import { formatAmount } from '../../../../kernel/money.ts'
import type { Principal } from '../../../../kernel/principal.ts'
import { iso } from '../../../../kernel/time.ts'
import type { JsonReply, RouteRequest } from '../../../../platform/http/route.ts'
import { zInstantJson, zMoneyJson, zPublicId, zText } from '../../../../platform/http/schemas.ts'
import type { ScaChallenge, ScaFactor, ScaMethod } from '../../sca/types.ts'
import { OPERATOR_COOKIE, SESSION_COOKIE } from '../../types.ts'
import type { EnrolmentAbout } from '../operators.ts'
import type { SignInAbout } from '../sign-in.ts'
import type { Factor, Opened, Operator, Person, PersonSession } from '../types.ts'

type AnyRequest = RouteRequest<unknown, unknown, unknown>
type About = Pick<AnyRequest, 'command' | 'remoteAddress' | 'header' | 'baseUrl' | 'language'>

/** What signing in needs to know of a request. */
export const aboutOf = (request: About): SignInAbout & EnrolmentAbout => ({
  context: request.command,
  device: { address: request.remoteAddress, userAgent: request.header('user-agent') ?? null },
  baseUrl: request.baseUrl,
  language: request.language,
})

/**
 * RFC 6265bis: out of reach of scripts and of other sites; over TLS only where the server is reached so. A browser that arrives from a
 * third party's site comes without it: the pages of such a journey begin with a step of our own site (see openbanking/pages).
 */
export function sessionCookie(kind: Person['kind'], value: string, maxAgeSeconds: number, baseUrl: string): string {
  const secure = baseUrl.startsWith('https:') ? '; Secure' : ''
  const name = kind === 'holder' ? SESSION_COOKIE : OPERATOR_COOKIE
  return `${name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`
}

export const openedCookie = ({ session, token }: Opened, baseUrl: string): string =>
  sessionCookie(session.person.kind, token, Math.floor((session.expiresAt.getTime() - session.createdAt.getTime()) / 1000), baseUrl)

const CODE_MAX = 40

export const zTypedFactor = z
  .strictObject({
    type: z.enum(['totp', 'sms', 'recovery_code']),
    code: zText(CODE_MAX).meta({ examples: ['123456'] }),
  })
  .meta({ id: 'SecondFactor' })

/** What `PublicKeyCredential.toJSON()` gives; the WebAuthn library reads the rest. */
export const zPasskeyResponse = z
  .looseObject({ id: zText(1400), response: z.looseObject({}) })
  .meta({ id: 'PasskeyResponse', description: 'The browser’s answer: `PublicKeyCredential.toJSON()` (Web Authentication Level 3).' })

export const zCeremony = z.uuid().meta({ description: 'From the answer with the options.' })

export const zPasskeyOptionsJson = z
  .object({
    object: z.literal('passkey_options'),
    ceremony: z.string(),
    public_key: z.looseObject({}).meta({
      description: 'For `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`.',
    }),
  })
  .meta({ id: 'PasskeyOptions' })

export const zWalletSessionJson = z
  .object({
    id: zPublicId('ses'),
    object: z.literal('session'),
    holder: z.looseObject({ id: zPublicId('hld') }),
    token: z.string().meta({ description: 'For clients without cookies: send it as a bearer token.' }),
    created_at: zInstantJson,
    expires_at: zInstantJson,
  })
  .meta({ id: 'WalletSession' })

type HolderDeps = { readonly presentHolder: (id: Id<'hld'>) => Promise<Readonly<Record<string, unknown>>> }

/** The answer to a sign-in of a wallet holder. */
export async function signedIn(deps: HolderDeps, opened: Opened, baseUrl: string): Promise<JsonReply> {
  const { session, token } = opened
  const { person } = session
  if (person.kind !== 'holder') throw new Error('a wallet session is a holder’s')
  return {
    kind: 'json',
    status: 201,
    body: {
      id: formatId('ses', session.id),
      object: 'session',
      holder: await deps.presentHolder(person.id),
      token,
      created_at: session.createdAt.toISOString(),
      expires_at: session.expiresAt.toISOString(),
    },
    headers: { 'Set-Cookie': openedCookie(opened, baseUrl), 'Cache-Control': 'no-store' },
  }
}

const zFactorShownJson = z.object({
  kind: z.enum(['knowledge', 'possession', 'inherence']),
  method: z.enum(['password', 'totp', 'sms', 'passkey', 'recovery_code']),
  at: zInstantJson,
})
const shownJson = ({ kind, method, at }: ScaFactor) => ({ kind, method, at: at.toISOString() })

export const zSessionSeenJson = z
  .object({
    id: zPublicId('ses'),
    object: z.literal('session_seen'),
    current: z.boolean(),
    factors: z.array(zFactorShownJson),
    verified_at: zInstantJson.nullable().meta({ description: 'When two kinds of factor were last shown.' }),
    address: z.string().nullable(),
    user_agent: z.string().nullable(),
    created_at: zInstantJson,
    expires_at: zInstantJson,
  })
  .meta({ id: 'SessionSeen', description: 'A session as its owner sees it.' })

export const sessionJson = (session: PersonSession, currentId: Id<'ses'>): z.input<typeof zSessionSeenJson> => ({
  id: formatId('ses', session.id),
  object: 'session_seen',
  current: session.id === currentId,
  factors: session.factors.map(shownJson),
  verified_at: iso(session.verifiedAt),
  address: session.address,
  user_agent: session.userAgent,
  created_at: session.createdAt.toISOString(),
  expires_at: session.expiresAt.toISOString(),
})

export const zFactorJson = z
  .object({
    id: zPublicId('fct'),
    object: z.literal('factor'),
    kind: z.enum(['totp', 'passkey']),
    name: z.string(),
    confirmed: z.boolean(),
    backed_up: z.boolean().nullable().meta({ description: 'Of a passkey: whether its maker’s cloud keeps it too.' }),
    created_at: zInstantJson,
    last_used_at: zInstantJson.nullable(),
  })
  .meta({ id: 'Factor' })

export const factorJson = (factor: Factor): z.input<typeof zFactorJson> => ({
  id: formatId('fct', factor.id),
  object: 'factor',
  kind: factor.kind,
  name: factor.name,
  confirmed: factor.confirmedAt !== null,
  backed_up: factor.backedUp,
  created_at: factor.createdAt.toISOString(),
  last_used_at: iso(factor.lastUsedAt),
})

export const zTotpEnrolmentJson = z
  .object({
    id: zPublicId('fct'),
    object: z.literal('totp_enrolment'),
    secret: z.string().meta({ description: 'Base 32, shown this once.' }),
    uri: z.string().meta({ description: 'For a QR code: `otpauth://totp/…`.' }),
  })
  .meta({ id: 'TotpEnrolment' })

export const zRecoveryCodesJson = z
  .object({ object: z.literal('recovery_codes'), codes: z.array(z.string()).meta({ description: 'Shown this once; each signs in once.' }) })
  .meta({ id: 'RecoveryCodes' })

export const zRecoveryStateJson = z
  .object({
    object: z.literal('recovery_state'),
    remaining: z.int().meta({ description: 'Number of codes that were not used.' }),
    created_at: zInstantJson.nullable(),
  })
  .meta({ id: 'RecoveryState' })

export const zSmsSentJson = z
  .object({ object: z.literal('sms_code'), phone_masked: z.string(), expires_at: zInstantJson })
  .meta({ id: 'SmsCode' })

export const zAuthenticationJson = z
  .object({
    id: zPublicId('sca'),
    object: z.literal('authentication'),
    purpose: z.enum(['consent', 'payment', 'contract', 'step_up']),
    reference: z.string().meta({ description: 'What is approved: the id of a payment, a consent, a session.' }),
    amount: zMoneyJson.nullable(),
    amount_text: z.string().nullable(),
    payee: z.string().nullable(),
    text: z.string().meta({ description: 'What the person is shown.' }),
    offered: z.array(z.enum(['password', 'totp', 'sms', 'passkey'])),
    factors: z.array(zFactorShownJson),
    complete: z.boolean(),
    used: z.boolean(),
    created_at: zInstantJson,
    expires_at: zInstantJson,
  })
  .meta({
    id: 'Authentication',
    description: 'Strong customer authentication of one thing: complete it, then send its id with what it approves.',
  })

export type AuthenticationJson = z.input<typeof zAuthenticationJson>

export function authenticationJson(challenge: ScaChallenge, offered: readonly ScaMethod[]): AuthenticationJson {
  const { amount, currency, payee, purpose, reference, text } = challenge.binding
  const hasMoney = amount !== undefined && currency !== undefined
  return {
    id: formatId('sca', challenge.id),
    object: 'authentication',
    purpose,
    reference,
    amount: hasMoney ? { amount: Number(amount), currency } : null,
    amount_text: hasMoney ? amountText(amount, currency) : null,
    payee: payee ?? null,
    text,
    offered: [...offered],
    factors: challenge.factors.map(shownJson),
    complete: challenge.completedAt !== null,
    used: challenge.usedAt !== null,
    created_at: challenge.createdAt.toISOString(),
    expires_at: challenge.expiresAt.toISOString(),
  }
}

/** `CNY 1,234.56`: as people read it. */
export function amountText(amount: bigint, currency: string): string {
  const [whole = '', decimals] = (isCurrency(currency) ? formatAmount(amount, currency) : String(amount)).split('.')
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')
  return `${currency} ${decimals === undefined ? grouped : `${grouped}.${decimals}`}`
}

export const zOperatorJson = z
  .object({
    id: zPublicId('opr'),
    object: z.literal('operator'),
    name: z.object({ en: z.string(), zh: z.string() }),
    login: z.string().nullable().meta({ description: '`null`: calls by API key only.' }),
    roles: z.array(z.string()),
    status: z.enum(['active', 'invited', 'disabled']),
    created_at: zInstantJson,
  })
  .meta({ id: 'Operator' })

export const operatorJson = (operator: Operator): z.input<typeof zOperatorJson> => ({
  id: formatId('opr', operator.id),
  object: 'operator',
  name: operator.name,
  login: operator.login,
  roles: [...operator.roles],
  status: operator.status,
  created_at: operator.createdAt.toISOString(),
})

/** Who calls a route about oneself, and in which session. */
export function selfOf(principal: Principal): { person: Person; sessionId: Id<'ses'> } {
  if (principal.kind === 'holder') return { person: { kind: 'holder', id: principal.holderId }, sessionId: principal.sessionId }
  if (principal.kind === 'operator')
    return { person: { kind: 'operator', id: principal.operatorId }, sessionId: principal.credential as Id<'ses'> }
  throw new Error('the route is for people')
}
