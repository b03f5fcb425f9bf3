/**
 * Checks access tokens as a resource server (FAPI 2.0 Security Profile section 5.3.4). Nothing that can be revoked is remembered: every
 * request reads token, grant and third party; concurrent requests share the statement.
 */
import { hash } from 'node:crypto'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import { createBatcher } from '../../../platform/batcher.ts'
import type { OAuthRefusalCode } from './errors.ts'
import { payloadId, usedId } from './ids.ts'
import type { Nonces } from './nonces.ts'
import { AHEAD_SECONDS, createProofs, PROOF_AGE_SECONDS, PROOF_ALGORITHMS, type Proof } from './proofs.ts'
import { isUsable, scopesOf } from './rules.ts'
import * as store from './store/payloads.ts'
import type { AccessHeaders, AccessOutcome, OAuthDeps, ResourceRequest, ThirdPartyAccess } from './types.ts'

export type Access = { check(request: ResourceRequest): Promise<AccessOutcome>; drain(): Promise<void> }

/** 256 random bits as the library writes them. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/
const BATCH_MAX = 500
const QUEUE_MAX = 10_000

type Presented = { readonly scheme: 'dpop' | 'bearer'; readonly token: string }
type Question = { readonly tokenHash: string; readonly proof: Proof | null; readonly thumbprint: string | null }
type Answer = Outcome<store.TokenFacts, OAuthRefusalCode>

const invalid = (reason: string) => refuse('token_invalid', 'Authorization', { reason })

export function createAccess(deps: OAuthDeps, nonces: Nonces): Access {
  const proofs = createProofs(nonces)
  const batcher = createBatcher<Question, Answer>({
    name: 'identity.check_access',
    batchMax: BATCH_MAX,
    queueMax: QUEUE_MAX,
    callerOf: () => '',
    // Told to the request that waits, and logged where that ends.
    onDefect: () => {},
    run: questions => answer(deps, questions),
  })

  async function decide(
    request: ResourceRequest,
  ): Promise<{ outcome: Outcome<ThirdPartyAccess, OAuthRefusalCode>; proof: Proof | null; scheme: Presented['scheme'] }> {
    const presented = presentedBy(request.headers.authorization)
    const refused = (outcome: ReturnType<typeof refuse<OAuthRefusalCode>>, scheme: Presented['scheme'], proof: Proof | null = null) => ({
      outcome,
      scheme,
      proof,
    })
    if (presented === null) return refused(refuse('token_missing', 'Authorization'), 'dpop')
    const { scheme, token } = presented
    if (!TOKEN.test(token)) return refused(invalid('it was not given out here'), scheme)
    let proof: Proof | null = null
    if (scheme === 'dpop') {
      const checked = proofs.check({ proof: request.headers.dpop, method: request.method, url: request.url, token })
      if (!checked.ok) {
        deps.onProofRefused?.(payloadId('AccessToken', token), {
          code: checked.error.code,
          reason: String(checked.error.values?.reason ?? ''),
        })
        return refused(checked, scheme)
      }
      proof = checked.value
    }
    const thumbprint = request.certificate === null ? null : hash('sha256', request.certificate, 'base64url')
    const found = await batcher.submit({ tokenHash: payloadId('AccessToken', token), proof, thumbprint })
    return { outcome: found.ok ? ok(accessOf(found.value, token)) : found, scheme, proof }
  }

  return {
    async check(request) {
      const { outcome, scheme, proof } = await decide(request)
      const headers: Record<string, string> = {}
      if (!outcome.ok)
        headers['WWW-Authenticate'] = challengeOf(deps.options.publicUrl(), scheme, outcome.error.code, outcome.error.values?.reason)
      if (scheme === 'dpop' && proof?.isNonceNext !== true && (!outcome.ok || proof !== null)) headers['DPoP-Nonce'] = nonces.next()
      return { ...outcome, headers: headers as AccessHeaders }
    },
    drain: () => batcher.drain(),
  }
}

/** Reads what the tokens stand for and uses up the ids of their proofs. */
async function answer(deps: OAuthDeps, questions: readonly Question[]): Promise<Answer[]> {
  const facts = await store.tokenFacts(deps.db, [...new Set(questions.map(({ tokenHash }) => tokenHash))])
  const nowMs = Date.now()
  const judged = questions.map(question => judge(deps, facts.get(question.tokenHash), question, nowMs))
  judged.forEach((outcome, at) => {
    const { thirdPartyId } = facts.get(questions[at]?.tokenHash ?? '') ?? {}
    if (!outcome.ok && thirdPartyId !== undefined)
      deps.onRefused?.(thirdPartyId, { code: outcome.error.code, reason: String(outcome.error.values?.reason ?? '') })
  })
  const expiresAt = new Date(nowMs + (PROOF_AGE_SECONDS + AHEAD_SECONDS) * 1000)
  const idOf = ({ proof }: Question): string | null => (proof === null ? null : usedId('proof', proof.thumbprint, proof.id))
  const wanted = questions.map((question, at) => (judged[at]?.ok === true ? idOf(question) : null))
  const fresh = await store.useOnce(
    deps.db,
    [...new Set(wanted)].flatMap(id => (id === null ? [] : [{ id, expiresAt }])),
  )
  return judged.map((outcome, at) => {
    const id = wanted[at]
    // Of two requests with one proof that arrive together, the first is served.
    if (id === null || id === undefined || fresh.delete(id)) return outcome
    return refuse('dpop_proof_invalid', 'DPoP', { reason: 'it was used before' })
  })
}

function judge(deps: OAuthDeps, facts: store.TokenFacts | undefined, { proof, thumbprint }: Question, nowMs: number): Answer {
  if (facts === undefined || (facts.kind !== 'AccessToken' && facts.kind !== 'ClientCredentials'))
    return invalid('it is not known, or was revoked')
  const { payload } = facts
  if (typeof payload.exp !== 'number' || payload.exp * 1000 <= nowMs) return invalid('it has expired')
  if (!facts.granted) return invalid('its grant has ended')
  if (!isUsable(facts.status, deps.mode)) return invalid('the third party may not act now')
  const { jkt, 'x5t#S256': x5t } = payload
  if (jkt === undefined && x5t === undefined) return invalid('it is bound to no key')
  if (jkt !== undefined && jkt !== proof?.thumbprint) return invalid('it is bound to another key')
  if (jkt === undefined && proof !== null) return invalid('it is no DPoP token')
  if (x5t !== undefined && x5t !== thumbprint) return invalid('it is bound to another certificate')
  return ok(facts)
}

function accessOf(facts: store.TokenFacts, token: string): ThirdPartyAccess {
  const allowed = scopesOf(facts.roles)
  const scopes = typeof facts.payload.scope === 'string' ? facts.payload.scope.split(' ').filter(scope => allowed.has(scope)) : []
  return {
    principal: {
      kind: 'third_party',
      thirdPartyId: facts.thirdPartyId,
      scopes: new Set(scopes),
      consentId: facts.consentId,
      holderId: facts.holderId,
    },
    tokenId: hash('sha256', token, 'base64url'),
    acr: facts.acr,
  }
}

/** RFC 9110 section 11.1: the scheme is case-insensitive. */
function presentedBy(authorization: string | undefined): Presented | null {
  const match = /^(dpop|bearer) +(\S{1,512}) *$/i.exec(authorization ?? '')
  if (match?.[1] === undefined || match[2] === undefined) return null
  return { scheme: match[1].toLowerCase() === 'dpop' ? 'dpop' : 'bearer', token: match[2] }
}

/** RFC 6750 section 3, RFC 9449 section 7.1. Nothing is said of an error when no token was sent. */
function challengeOf(issuer: string, scheme: Presented['scheme'], code: OAuthRefusalCode, reason: string | number | undefined): string {
  const realm = `realm="${issuer}"`
  const algorithms = `algs="${PROOF_ALGORITHMS.join(' ')}"`
  if (code === 'token_missing') return `DPoP ${realm}, ${algorithms}, Bearer ${realm}`
  const error = code === 'dpop_nonce_required' ? 'use_dpop_nonce' : code === 'dpop_proof_invalid' ? 'invalid_dpop_proof' : 'invalid_token'
  const description = reason === undefined ? '' : `, error_description="${String(reason)}"`
  return scheme === 'dpop'
    ? `DPoP ${realm}, error="${error}"${description}, ${algorithms}`
    : `Bearer ${realm}, error="${error}"${description}`
}
