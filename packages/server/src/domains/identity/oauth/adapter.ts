/**
 * How the library reads and writes: payloads by the hash of their secret, third parties as clients. Writes are collected in the request's
 * work; using up a code is decided when that is committed. Sessions are not kept: every authorization is asked for anew.
 */
import { type Adapter, type AdapterPayload, Provider } from 'oidc-provider'
import { type Id, parseId } from '../../../kernel/ids.ts'
import { invariant } from '../../../kernel/outcome.ts'
import { clientOf } from './clients.ts'
import { payloadId } from './ids.ts'
import type { NewPayload } from './store/payloads.ts'
import type { ThirdParty } from './types.ts'
import type { Work, Works } from './work.ts'

export type AdapterDeps = {
  readonly works: Works
  readonly mode: 'test' | 'live'
  readonly findThirdParty: (id: Id<'tpp'>) => Promise<ThirdParty | null>
}

export const CONSENT_TYPE = 'open_banking_consent'

/** How long payloads stay after they have expired, so that a late or second use is told apart from an unknown one. */
const KEPT_MS: Readonly<Record<string, number>> = { PushedAuthorizationRequest: 6 * 3_600_000, AuthorizationCode: 3_600_000 }

type Detail = { readonly type?: unknown; readonly consent_id?: unknown }

/** The consent that authorization details name, or `null`. */
export function consentOf(details: unknown): Id<'cns'> | null {
  if (!Array.isArray(details)) return null
  const detail = (details as readonly Detail[]).find(({ type }) => type === CONSENT_TYPE)
  return typeof detail?.consent_id === 'string' ? parseId('cns', detail.consent_id) : null
}

export function newPayload(kind: string, secret: string, payload: Readonly<Record<string, unknown>>, expiresAt: Date): NewPayload {
  const { jti: _secret, ...kept } = payload
  const { clientId, grantId, rar } = payload
  return {
    id: payloadId(kind, secret),
    kind,
    thirdPartyId: typeof clientId === 'string' ? parseId('tpp', clientId) : null,
    consentId: consentOf(rar),
    holderId: null,
    grantId: typeof grantId === 'string' ? payloadId('Grant', grantId) : null,
    payload: kept,
    expiresAt: new Date(expiresAt.getTime() + (KEPT_MS[kind] ?? 0)),
  }
}

export function createAdapters(deps: AdapterDeps): (kind: string) => Adapter {
  const work = (): Work => {
    const current = deps.works.current()
    invariant(current !== undefined, 'the library writes within requests only')
    return current
  }
  const nothing = async (): Promise<undefined> => undefined

  const clients: Adapter = {
    async find(clientId) {
      const id = parseId('tpp', clientId)
      const party = id === null ? null : await deps.findThirdParty(id)
      // What it may not do now it is not known for: suspension holds from the next request on.
      return party === null ? undefined : (clientOf(party, deps.mode) as AdapterPayload | undefined)
    },
    upsert: async () => invariant(false, 'clients are registered by us'),
    findByUserCode: nothing,
    findByUid: nothing,
    consume: nothing,
    destroy: nothing,
    revokeByGrantId: nothing,
  }

  const sessions: Adapter = {
    find: nothing,
    upsert: nothing,
    findByUserCode: nothing,
    findByUid: nothing,
    consume: nothing,
    destroy: nothing,
    revokeByGrantId: nothing,
  }

  const payloads = (kind: string): Adapter => ({
    async find(secret) {
      const found = await deps.works.find(payloadId(kind, secret))
      if (found === null || found.kind !== kind) return undefined
      const consumed = found.consumedAt === null ? {} : { consumed: Math.floor(found.consumedAt.getTime() / 1000) }
      return { ...found.payload, jti: secret, ...consumed } as AdapterPayload
    },
    async upsert(secret, payload, expiresIn) {
      const expiresAt = new Date(Date.now() + (expiresIn ?? 0) * 1000)
      const row = newPayload(kind, secret, payload as Readonly<Record<string, unknown>>, expiresAt)
      work().saved.set(row.id, row)
    },
    async consume(secret) {
      work().consumed.push(payloadId(kind, secret))
    },
    async destroy(secret) {
      const id = payloadId(kind, secret)
      const { saved, destroyed } = work()
      saved.delete(id)
      destroyed.push(id)
    },
    async revokeByGrantId(grantId) {
      const { route, entities } = Provider.ctx?.oidc ?? {}
      // A third party that gives back one access token keeps its refresh token (RFC 7009 section 2.1 leaves it to us).
      if (route === 'revocation' && entities?.AccessToken !== undefined) return
      work().ended.push(payloadId('Grant', grantId))
    },
    findByUserCode: nothing,
    findByUid: nothing,
  })

  return kind => (kind === 'Client' ? clients : kind === 'Session' ? sessions : payloads(kind))
}
