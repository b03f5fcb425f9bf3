/**
 * The decisions of people: what a browser is asked to decide, and how the answer becomes a grant or an error, in the transaction that
 * authorises or rejects the consent.
 */
import { createHmac, randomBytes } from 'node:crypto'
import type { Id } from '../../../kernel/ids.ts'
import { formatId, parseId } from '../../../kernel/ids.ts'
import { invariant } from '../../../kernel/outcome.ts'
import type { Tx } from '../../../platform/db.ts'
import { CONSENT_TYPE, consentOf, newPayload } from './adapter.ts'
import { payloadId } from './ids.ts'
import { ACCESS_TOKEN_SECONDS, INTERACTION_SECONDS } from './provider.ts'
import { API_SCOPES } from './rules.ts'
import * as store from './store/payloads.ts'
import type { Approval, Browser, Interaction, InteractionError, OAuthDeps, ThirdParty } from './types.ts'
import type { Works } from './work.ts'

export type Interactions = {
  find(uid: string, browser: Browser): Promise<Interaction | null>
  approve(tx: Tx, interaction: Interaction, approval: Approval): Promise<string | null>
  deny(tx: Tx, interaction: Interaction, error: InteractionError, description?: string): Promise<string | null>
}

export const INTERACTION_COOKIE = 'feiqian_authorise'
const UID = /^[A-Za-z0-9_-]{20,64}$/
/** As long as a refresh token may live; the consent ends it earlier. */
const GRANT_SECONDS = 400 * 86_400
const API_SCOPE_SET: ReadonlySet<string> = new Set(API_SCOPES)

type Params = {
  readonly client_id?: unknown
  readonly scope?: unknown
  readonly redirect_uri?: unknown
  readonly state?: unknown
  readonly authorization_details?: unknown
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function cookieOf({ headers }: Browser): string | null {
  for (const part of (headers.cookie ?? '').split(';', 50)) {
    const at = part.indexOf('=')
    if (at > 0 && part.slice(0, at).trim() === INTERACTION_COOKIE) return part.slice(at + 1).trim()
  }
  return null
}

function detailsOf(params: Params): unknown {
  try {
    return JSON.parse(textOf(params.authorization_details))
  } catch {
    return null
  }
}

export function createInteractions(
  deps: OAuthDeps & { readonly works: Works; readonly findThirdParty: (id: Id<'tpp'>) => Promise<ThirdParty | null> },
): Interactions {
  const subjectKey = deps.options.keyFor('oauth subjects')
  /** Opaque and of one consent: two consents of a person cannot be brought together by it. */
  const subjectOf = (consentId: Id<'cns'>): string => createHmac('sha256', subjectKey).update(consentId).digest('base64url')

  async function decide(tx: Tx, interaction: Interaction, result: store.Payload): Promise<string | null> {
    return (await store.decideInteraction(tx, payloadId('Interaction', interaction.uid), result)) ? interaction.resumeUrl : null
  }

  return {
    async find(uid, browser) {
      // The cookie ties it to the browser that began it: a link that somebody sends leads nowhere.
      if (!UID.test(uid) || cookieOf(browser) !== uid) return null
      const found = await deps.works.find(payloadId('Interaction', uid))
      if (found === null || found.kind !== 'Interaction') return null
      const { payload } = found
      const params = (payload.params ?? {}) as Params
      const consentId = consentOf(detailsOf(params))
      const thirdPartyId = parseId('tpp', textOf(params.client_id))
      const thirdParty = thirdPartyId === null ? null : await deps.findThirdParty(thirdPartyId)
      if (consentId === null || thirdParty === null) return null
      const expiresAt = new Date(found.createdAt.getTime() + INTERACTION_SECONDS * 1000)
      const { id, name, status, roles, contact, metadata } = thirdParty
      return {
        uid,
        thirdParty: { id, name, status, roles, contact, metadata },
        consentId,
        scopes: textOf(params.scope)
          .split(' ')
          .filter(scope => scope !== ''),
        redirectUri: textOf(params.redirect_uri),
        state: typeof params.state === 'string' ? params.state : null,
        expiresAt,
        expired: deps.clock.now() >= expiresAt,
        decided: payload.result !== undefined,
        resumeUrl: textOf(payload.returnTo),
      }
    },
    async approve(tx, interaction, { holderId, consentId, acr, amr }) {
      invariant(consentId === interaction.consentId, 'an interaction grants the consent that it is about')
      if (interaction.expired || interaction.decided) return null
      const subject = subjectOf(consentId)
      const now = Math.floor(Date.now() / 1000)
      const grantId = randomBytes(32).toString('base64url')
      const clientId = formatId('tpp', interaction.thirdParty.id)
      const payload = {
        kind: 'Grant',
        iat: now,
        exp: now + GRANT_SECONDS,
        accountId: subject,
        clientId,
        openid: { scope: interaction.scopes.join(' ') },
        resources: { [deps.options.publicUrl()]: interaction.scopes.filter(scope => API_SCOPE_SET.has(scope)).join(' ') },
        rar: [{ type: CONSENT_TYPE, consent_id: formatId('cns', consentId) }],
        acr,
      }
      const grant = newPayload('Grant', grantId, payload, new Date((payload.exp + ACCESS_TOKEN_SECONDS) * 1000))
      store.savePayloads(tx, [{ ...grant, holderId }], deps.clock.now())
      return decide(tx, interaction, {
        login: { accountId: subject, acr, amr: [...amr], ts: now, remember: false },
        consent: { grantId },
      })
    },
    async deny(tx, interaction, error, description) {
      if (interaction.decided) return null
      return decide(tx, interaction, { error, ...(description === undefined ? {} : { error_description: description }) })
    },
  }
}
