/**
 * The authorization server in the HTTP server: hands requests to the library under the issuer's own address, commits what each has
 * changed before its answer leaves, and answers what the library has no answer for.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider'
import { OverloadedError } from '../../../../platform/batcher.ts'
import { isTransient } from '../../../../platform/db.ts'
import type { Mount, MountedRequest } from '../../../../platform/http/mounts.ts'
import { RESPONSE_MODES } from '../clients.ts'
import { checkProofAge } from '../requests.ts'
import type { Conflict, Works } from '../work.ts'
import { REGISTRATION_PATH } from './register.ts'

export const DISCOVERY_PATHS = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'] as const
const JWKS_PATH = '/oauth/jwks'
const AUTHORIZATION_PATH = '/oauth/authorize'
const CACHED = new Set<string>([...DISCOVERY_PATHS, JWKS_PATH])
const METHODS: Readonly<Record<string, string>> = {
  [AUTHORIZATION_PATH]: 'GET',
  [JWKS_PATH]: 'GET',
  '/oauth/par': 'POST',
  '/oauth/token': 'POST',
  '/oauth/revoke': 'POST',
  '/oauth/introspect': 'POST',
  ...Object.fromEntries(DISCOVERY_PATHS.map(path => [path, 'GET'])),
}
/** Third parties and people may keep what they were told of the server for so long. */
const CACHE_SECONDS = 300

type Koa = KoaContextWithOIDC

export function createMounts(deps: {
  readonly issuer: () => string
  readonly provider: () => Provider
  readonly register: (request: IncomingMessage, response: ServerResponse, about: MountedRequest) => Promise<void>
}): readonly Mount[] {
  return [
    {
      name: 'oauth',
      matches: path => path.startsWith('/oauth/') || DISCOVERY_PATHS.some(known => known === path),
      async handle(request, response, about) {
        const path = (request.url ?? '').split('?', 1)[0] ?? ''
        if (path === REGISTRATION_PATH || path.startsWith(`${REGISTRATION_PATH}/`)) {
          await deps.register(request, response, about)
          return
        }
        // Whatever the caller says of host and scheme, addresses are the issuer's.
        const { host, protocol } = new URL(deps.issuer())
        request.headers.host = host
        request.headers['x-forwarded-proto'] = protocol.slice(0, -1)
        delete request.headers['x-forwarded-host']
        delete request.headers['x-forwarded-for']
        response.setHeader('Referrer-Policy', 'no-referrer')
        await deps.provider().callback()(request, response)
      },
    },
  ]
}

/** Put around the library: collects, checks and commits. */
export function aroundLibrary(
  works: Works,
  onError: (error: unknown) => void,
  renderError: (ctx: Koa, out: { error: string; error_description?: string }) => Promise<void>,
) {
  async function refuse(ctx: Koa, status: number, error: string, description: string): Promise<void> {
    ctx.status = status
    ctx.remove('Location')
    ctx.remove('Set-Cookie')
    const out = { error, error_description: description }
    if (ctx.path.startsWith(AUTHORIZATION_PATH)) await renderError(ctx, out)
    else ctx.body = out
    ctx.status = status
  }

  async function refuseConflict(ctx: Koa, conflict: Conflict): Promise<void> {
    if (conflict.kind === 'used' && conflict.as === 'assertion')
      return refuse(ctx, 401, 'invalid_client', 'client assertion tokens must only be used once')
    if (conflict.kind === 'used') return refuse(ctx, 400, 'invalid_dpop_proof', 'DPoP proof JWT Replay detected')
    if (ctx.path.startsWith(AUTHORIZATION_PATH)) return refuse(ctx, 400, 'invalid_request_uri', 'request_uri was already used')
    return refuse(ctx, 400, 'invalid_grant', 'the authorization code was already used')
  }

  async function refuseFailure(ctx: Koa, error: unknown): Promise<void> {
    if (error instanceof errors.OIDCProviderError) return refuse(ctx, error.statusCode, error.error, error.error_description ?? '')
    if (!(error instanceof OverloadedError)) onError(error)
    if (error instanceof OverloadedError || isTransient(error)) {
      ctx.set('Retry-After', '1')
      return refuse(ctx, 503, 'temporarily_unavailable', 'nothing was changed; try again')
    }
    return refuse(ctx, 500, 'server_error', 'something is wrong on our side')
  }

  return async (ctx: Koa, next: () => Promise<unknown>): Promise<void> => {
    const allow = METHODS[ctx.path]
    if (allow !== undefined && ctx.method !== allow && ctx.method !== 'OPTIONS' && !(allow === 'GET' && ctx.method === 'HEAD')) {
      ctx.set('Allow', allow)
      await refuse(ctx, 405, 'invalid_request', `use ${allow}`)
      return
    }
    try {
      await works.collect(async work => {
        const proof = ctx.get('DPoP')
        if (proof !== '') checkProofAge(proof)
        await next()
        const { failure } = ctx.state as { readonly failure?: unknown }
        // Whoever can be told at the third party is told there; the others here.
        if (failure !== undefined && ctx.status !== 303) throw failure
        if (failure !== undefined && !(failure instanceof OverloadedError)) onError(failure)
        const conflict = await works.commit(work, ctx.status >= 400 || failure !== undefined)
        if (conflict !== null) await refuseConflict(ctx, conflict)
      })
    } catch (error) {
      await refuseFailure(ctx, error)
    }
    if (ctx.status === 404 && (ctx.body === undefined || ctx.body === null))
      await refuse(ctx, 404, 'invalid_request', 'there is nothing at this address')
    if (ctx.status === 200 && CACHED.has(ctx.path)) ctx.set('Cache-Control', `public, max-age=${CACHE_SECONDS}`)
    if (ctx.status === 200 && DISCOVERY_PATHS.some(path => path === ctx.path))
      Object.assign(ctx.body as object, { response_modes_supported: RESPONSE_MODES })
    dropSessionCookie(ctx)
  }
}

/** The library's own session is not kept, so its cookie need not be set. */
function dropSessionCookie(ctx: Koa): void {
  const cookies: unknown = ctx.response.get('Set-Cookie')
  if (!Array.isArray(cookies)) return
  const kept = (cookies as readonly string[]).filter(cookie => !cookie.startsWith('feiqian_as='))
  if (kept.length === 0) ctx.remove('Set-Cookie')
  else ctx.set('Set-Cookie', kept)
}
