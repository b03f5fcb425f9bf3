/**
 * Routes of identity. Answers that carry a new secret are never stored for replay, so those two operations do not go through
 * the commands: a secret exists in the caller's hands only.
 */
import { z } from 'zod'
import { formatId, type Id } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { Principal } from '../../kernel/principal.ts'
import { type Clock, iso } from '../../kernel/time.ts'
import type { CommandContext, CommandHandler } from '../../platform/commands.ts'
import { type ListQuery, listJson, pageOf } from '../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../platform/http/route.ts'
import { listQuery, zId, zInstant, zInstantJson, zList, zPublicId, zText } from '../../platform/http/schemas.ts'
import { roleRoutes } from './http/roles.ts'
import { aboutOf, sessionCookie, signedIn, zTypedFactor, zWalletSessionJson } from './people/http/schemas.ts'
import type { SignInAbout } from './people/sign-in.ts'
import type { Opened, TypedFactor } from './people/types.ts'
import { type ApiKey, MERCHANT_SCOPES, type NewApiKey, type RevokeKey, SESSION_COOKIE } from './types.ts'

const keyFields = {
  id: zPublicId('key'),
  object: z.literal('api_key'),
  merchant: zPublicId('mer').nullable(),
  operator: zPublicId('opr').nullable(),
  name: z.string(),
  mode: z.enum(['test', 'live']),
  last4: z.string(),
  scopes: z.array(z.string()),
  expires_at: zInstantJson.nullable(),
  revoked_at: zInstantJson.nullable(),
  last_used_at: zInstantJson.nullable().meta({ description: 'Some ten seconds behind at most.' }),
  created_at: zInstantJson,
}
const zKeyJson = z.object(keyFields).meta({ id: 'ApiKey' })
const zNewKeyJson = z
  .object({ ...keyFields, secret: z.string().meta({ description: 'Shown this once.' }) })
  .meta({ id: 'ApiKeyWithSecret' })

export const presentKey = (key: ApiKey): z.input<typeof zKeyJson> => ({
  id: formatId('key', key.id),
  object: 'api_key',
  merchant: key.owner.kind === 'merchant' ? formatId('mer', key.owner.merchantId) : null,
  operator: key.owner.kind === 'operator' ? formatId('opr', key.owner.operatorId) : null,
  name: key.name,
  mode: key.mode,
  last4: key.last4,
  scopes: [...key.scopes],
  expires_at: iso(key.expiresAt),
  revoked_at: iso(key.revokedAt),
  last_used_at: iso(key.lastUsedAt),
  created_at: key.createdAt.toISOString(),
})

const zNewKey = z
  .strictObject({
    name: zText(100),
    scopes: z.array(z.enum(MERCHANT_SCOPES)).min(1).max(MERCHANT_SCOPES.length),
    expires_at: zInstant.nullish().meta({ description: 'Never unless said.' }),
  })
  .meta({ id: 'NewApiKey' })

const zSignIn = z
  .strictObject({
    phone: z
      .string()
      .regex(/^\d{6,15}$/)
      .meta({ examples: ['13800000001'] }),
    password: zText(200),
    second_factor: zTypedFactor.optional().meta({ description: 'Where one is enrolled; see the refusal second_factor_required.' }),
  })
  .meta({ id: 'SignIn' })

export type IdentityRouteDeps = {
  readonly clock: Clock
  readonly merchantExists: (id: Id<'mer'>) => Promise<boolean>
  readonly presentHolder: (id: Id<'hld'>) => Promise<Readonly<Record<string, unknown>>>
  readonly revoke: CommandHandler<RevokeKey>
  createKey(command: NewApiKey, context: CommandContext): Promise<{ key: ApiKey; secret: string }>
  listKeys(merchantId: Id<'mer'>, page: ListQuery<'key'>): Promise<ApiKey[]>
  signIn(
    credentials: { readonly phone: string; readonly password: string; readonly second: TypedFactor | null },
    about: SignInAbout,
  ): Promise<Outcome<Opened>>
  signOut(principal: Principal, context: CommandContext): Promise<void>
}

export function identityRoutes(deps: IdentityRouteDeps): readonly Route[] {
  return [...keyRoutes(deps), ...sessionRoutes(deps), ...roleRoutes()]
}

function keyRoutes(deps: IdentityRouteDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/merchants/:id/api_keys',
      operationId: 'createApiKey',
      tag: 'API keys',
      summary: 'Create an API key for a merchant',
      description: 'The answer shows the secret this once. It is not stored, so a repeated request makes another key.',
      access: { operator: 'keys:write' },
      params: z.strictObject({ id: zId('mer') }),
      body: zNewKey,
      response: { status: 201, schema: zNewKeyJson },
      refusals: ['merchant_not_found', 'api_key_expiry_past'],
      handle: async ({ params, body, command }) => {
        const expiresAt = body.expires_at ?? null
        if (expiresAt !== null && expiresAt.getTime() <= deps.clock.now().getTime()) return refuse('api_key_expiry_past', 'expires_at')
        if (!(await deps.merchantExists(params.id))) return refuse('merchant_not_found', 'id')
        const owner = { kind: 'merchant', merchantId: params.id } as const
        const { key, secret } = await deps.createKey({ owner, name: body.name, scopes: body.scopes, expiresAt }, command)
        return { kind: 'json', status: 201, body: { ...presentKey(key), secret }, headers: { 'Cache-Control': 'no-store' } }
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/merchants/:id/api_keys',
      operationId: 'listApiKeys',
      tag: 'API keys',
      summary: "List a merchant's API keys",
      access: { operator: 'merchants:read' },
      params: z.strictObject({ id: zId('mer') }),
      query: z.strictObject({ ...listQuery('key') }),
      response: { status: 200, schema: zList(zKeyJson) },
      refusals: ['merchant_not_found'],
      handle: async ({ params, query }) => {
        if (!(await deps.merchantExists(params.id))) return refuse('merchant_not_found', 'id')
        const rows = await deps.listKeys(params.id, query)
        return ok(listJson(pageOf(rows, query.limit, query.ending_before !== undefined), presentKey))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/api_keys/:id/revoke',
      operationId: 'revokeApiKey',
      tag: 'API keys',
      summary: 'Revoke an API key',
      description: 'Every node refuses the key within two seconds, mostly at once.',
      access: { operator: 'keys:write' },
      params: z.strictObject({ id: zId('key') }),
      response: { status: 200, schema: zKeyJson },
      refusals: ['api_key_not_found'],
      command: 'plain',
      handle: ({ params, command }) => deps.revoke.execute({ keyId: params.id }, command),
    }),
  ]
}

function sessionRoutes(deps: IdentityRouteDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/wallet/sessions',
      operationId: 'createWalletSession',
      tag: 'Wallet',
      summary: 'Sign in',
      description: `Sets the cookie ${SESSION_COOKIE}, and answers with the same token for clients without cookies.`,
      access: 'public',
      limit: 'strict',
      body: zSignIn,
      response: { status: 201, schema: zWalletSessionJson },
      refusals: ['password_or_phone_wrong', 'second_factor_required', 'second_factor_wrong', 'sign_in_throttled'],
      handle: async request => {
        const { phone, password, second_factor: second = null } = request.body
        const outcome = await deps.signIn({ phone, password, second }, aboutOf(request))
        return outcome.ok ? signedIn(deps, outcome.value, request.baseUrl) : outcome
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/v1/wallet/sessions/current',
      operationId: 'deleteWalletSession',
      tag: 'Wallet',
      summary: 'Sign out',
      access: { holder: true },
      response: { status: 204, schema: null },
      refusals: [],
      handle: async ({ principal, command, baseUrl }) => {
        await deps.signOut(principal, command)
        return { kind: 'json', status: 204, body: null, headers: { 'Set-Cookie': sessionCookie('holder', '', 0, baseUrl) } }
      },
    }),
  ]
}
