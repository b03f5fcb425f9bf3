/** The register of third parties as other domains see it. */
import type { Id } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { Tx } from '../../../platform/db.ts'
import type { OAuthRefusalCode } from './errors.ts'
import { type KeySets, usableKeys } from './jwks.ts'
import { registrationTokenOwner } from './registration-tokens.ts'
import { changeStatus } from './rules.ts'
import { revokeThirdParty } from './store/payloads.ts'
import * as store from './store/third-parties.ts'
import { type Json, type OAuthDeps, THIRD_PARTY_ROLES, type ThirdParties, type ThirdParty } from './types.ts'

export function createThirdParties(deps: OAuthDeps, keySets: KeySets): ThirdParties {
  const find = async (id: Id<'tpp'>): Promise<ThirdParty | null> => (await store.findThirdParties(deps.db, [id])).get(id) ?? null

  async function change(
    tx: Tx,
    id: Id<'tpp'>,
    decide: (party: ThirdParty, now: Date) => Outcome<ThirdParty, OAuthRefusalCode>,
  ): Promise<Outcome<ThirdParty, OAuthRefusalCode>> {
    const party = await store.lockThirdParty(tx, id)
    if (party === null) return refuse('third_party_not_found', 'id')
    if (party.status === 'closed') return refuse('third_party_closed')
    const outcome = decide(party, deps.clock.now())
    if (outcome.ok) store.updateThirdParty(tx, outcome.value)
    return outcome
  }

  return {
    find,
    findMany: store.findThirdParties,
    list: (page, filter = {}) => store.listThirdParties(deps.db, page, filter.status ?? null),
    lock: store.lockThirdParty,
    async setStatus(tx, id, to) {
      const outcome = await change(tx, id, (party, now) => changeStatus(party, to, deps.mode, now))
      if (outcome.ok && to.to !== 'reinstated') revokeThirdParty(tx, id)
      return outcome
    },
    grantLive: (tx, id, legalBasis: Json) =>
      change(tx, id, (party, now) =>
        ok({ ...party, status: party.status === 'suspended' ? party.status : 'live', legalBasis, updatedAt: now }),
      ),
    setRoles: (tx, id, roles) =>
      change(tx, id, (party, now) => ok({ ...party, roles: THIRD_PARTY_ROLES.filter(role => roles.includes(role)), updatedAt: now })),
    setContact: (tx, id, contact) => change(tx, id, (party, now) => ok({ ...party, contact, updatedAt: now })),
    registrationTokenOwner: token => registrationTokenOwner(deps.db, token),
    setMessageSigning: (tx, id, demanded) => change(tx, id, (party, now) => ok({ ...party, messageSigning: demanded, updatedAt: now })),
    async keys(id, kid) {
      const { jwks, jwks_uri: uri } = (await find(id))?.metadata ?? {}
      if (jwks !== undefined) return usableKeys(jwks.keys)
      return uri === undefined ? [] : keySets.at(uri, kid).catch(() => [])
    },
  }
}
