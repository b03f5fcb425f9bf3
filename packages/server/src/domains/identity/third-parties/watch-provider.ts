/**
 * Listens to the authorization server and notes the steps of clients that rehearse. It only listens: what a client is answered does not
 * depend on it.
 */
import type Provider from 'oidc-provider'
import type { KoaContextWithOIDC } from 'oidc-provider'

import { type Id, parseId } from '../../../kernel/ids.ts'
import type { StepName } from './rehearsal-steps.ts'
import type { RehearsalNotes } from './rehearsals.ts'

type OAuthError = {
  readonly error?: string | undefined
  readonly error_description?: string | undefined
  readonly error_detail?: string | undefined
}
/** What of the library's context tells whose request it is. */
type Request = Pick<KoaContextWithOIDC, 'oidc'>

const STEP_OF_GRANT: Readonly<Record<string, StepName>> = {
  client_credentials: 'client_token',
  authorization_code: 'code_exchange',
  refresh_token: 'refresh',
}

/** Call before anything else is put around the library: what counts is the answer that leaves, not what the library would have said. */
export function watchProvider(provider: Provider, notes: Pick<RehearsalNotes, 'note'>): void {
  const steps = new WeakMap<object, StepName>()
  const errors = new WeakMap<object, OAuthError>()
  const passes = (step: StepName) => (context: Request) => void steps.set(context, step)
  const fails = (step: StepName) => (context: Request, error: OAuthError) => {
    steps.set(context, step)
    errors.set(context, error)
  }
  const ofGrant = (context: Request, note: (step: StepName) => void): void => {
    const step = STEP_OF_GRANT[String(context.oidc?.params?.grant_type)]
    if (step !== undefined) note(step)
  }

  provider.on('pushed_authorization_request.success', passes('pushed_request'))
  provider.on('pushed_authorization_request.error', fails('pushed_request'))
  provider.on('authorization.success', passes('authorisation'))
  provider.on('authorization.error', fails('authorisation'))
  provider.on('grant.success', context => ofGrant(context, step => passes(step)(context)))
  provider.on('grant.error', (context, error) => ofGrant(context, step => fails(step)(context, error)))
  provider.on('revocation.error', fails('revocation'))
  provider.use(async (context, next) => {
    await next()
    // The library tells of no success here.
    const step = steps.get(context) ?? (context.oidc?.route === 'revocation' ? 'revocation' : undefined)
    const id = step === undefined ? null : clientOf(context.oidc)
    if (id === null || step === undefined) return
    const error = errors.get(context) ?? (context.status < 400 ? null : errorOf(context.body))
    if (error === null) notes.note(id, step, 'passed')
    // Being asked for a nonce is a part of the flow; the retry shows whether the client can.
    else if (error.error !== 'use_dpop_nonce')
      notes.note(id, step, 'failed', { code: error.error ?? 'server_error', reason: reasonOf(error) })
  })
}

/** What was answered where the library itself had no objection. */
const errorOf = (body: unknown): OAuthError => (typeof body === 'object' && body !== null ? body : {})

/** What the check found, before what the client is told of it. */
function reasonOf({ error_description: description, error_detail: detail }: OAuthError): string | null {
  const parts = [description, detail].filter(part => part !== undefined && part !== '')
  return parts.length === 0 ? null : [...new Set(parts)].join(': ')
}

/** The client that was authenticated, or that the request says it is of: enough to explain why it was not. */
function clientOf(oidc: Request['oidc'] | undefined): Id<'tpp'> | null {
  const { client, params } = oidc ?? {}
  const named = client?.clientId ?? params?.client_id ?? subjectOf(params?.client_assertion)
  return typeof named === 'string' ? parseId('tpp', named) : null
}

/** `sub` of a JWT that nobody has verified. */
function subjectOf(assertion: unknown): unknown {
  if (typeof assertion !== 'string' || assertion.length > 10_000) return undefined
  try {
    const claims: unknown = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString('utf8'))
    return typeof claims === 'object' && claims !== null && 'sub' in claims ? claims.sub : undefined
  } catch {
    return undefined
  }
}
