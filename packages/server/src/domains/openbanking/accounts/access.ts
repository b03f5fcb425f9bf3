/**
 * Whether a request may read: the consent as it is now, its permission, and the accounts that the person named. The consent is read for
 * every request, in the database, so a revocation holds from the next request on.
 */
import { type Id, parseId } from '../../../kernel/ids.ts'
import { type Outcome, ok, type Refusal, refuse } from '../../../kernel/outcome.ts'
import type { Principal } from '../../../kernel/principal.ts'
import { createGather } from '../../../platform/gather.ts'
import type { ConsentAccess, ConsentKind } from '../../consents/types.ts'
import type { Permission } from '../consent-requests/rules.ts'
import type { CoreBankPort, CoreBankRefusalCode } from '../ports.ts'
import type { ConsentRegister, OpenBankingDeps } from '../types.ts'

/** A consent that gives access now. */
export type Granted = {
  readonly consentId: Id<'cns'>
  readonly thirdPartyId: Id<'tpp'>
  readonly holderId: Id<'hld'>
  readonly permissions: readonly string[]
  /** The accounts that the person named. */
  readonly accounts: readonly Id<'bac'>[]
  readonly transactionsFrom: Date | null
  readonly transactionsTo: Date | null
}

/** Each group asks for one of its permissions. */
export type Needs = readonly (readonly Permission[])[]

export type Access = {
  /**
   * What the token's consent grants, when it is of this kind and has what is needed. Refuses ob_grant_needed, ob_reauthenticate,
   * ob_consent_status, ob_resource_forbidden, ob_permission_needed.
   */
  grant(principal: Principal, kind: ConsentKind, needs: Needs): Promise<Outcome<Granted>>
  /** The account of the path. Refuses ob_resource_not_found when there is none, ob_resource_forbidden when the person did not name it. */
  account(granted: Granted, text: string): Promise<Outcome<Id<'bac'>>>
  note: ConsentRegister['noteAccess']
}

export const ACCESS_REFUSALS = [
  'ob_grant_needed',
  'ob_reauthenticate',
  'ob_consent_status',
  'ob_resource_forbidden',
  'ob_permission_needed',
]

export function createAccess(deps: Pick<OpenBankingDeps, 'db' | 'consents' | 'bank'>): Access {
  const read = createGather<Id<'cns'>, ConsentAccess>(ids => deps.consents.accessOfMany(deps.db, ids))
  return {
    async grant(principal, kind, needs) {
      if (principal.kind !== 'third_party' || principal.consentId === null)
        return refuse('ob_grant_needed', undefined, { needs: 'the token of a consent' })
      const access = await read(principal.consentId)
      return granted(principal, access, kind, needs)
    },
    async account(grant, text) {
      const id = parseId('bac', text)
      if (id !== null && grant.accounts.includes(id)) return ok(id)
      const exists = id !== null && (await accountExists(deps.bank, id))
      return refuse(exists ? 'ob_resource_forbidden' : 'ob_resource_not_found', 'AccountId')
    },
    note: (consentId, resource) => deps.consents.noteAccess(consentId, resource),
  }
}

const accountExists = async (bank: CoreBankPort, id: Id<'bac'>): Promise<boolean> => (await bank.accounts([id])).length > 0

/** The decision itself. Pure. */
export function granted(
  principal: Extract<Principal, { kind: 'third_party' }>,
  access: ConsentAccess | undefined,
  kind: ConsentKind,
  needs: Needs,
): Outcome<Granted> {
  if (access === undefined || access.kind !== kind || access.thirdPartyId !== principal.thirdPartyId) return refuse('ob_resource_forbidden')
  if (access.refusal !== null) return { ok: false, error: ended(access) }
  const { holderId } = access
  if (holderId === null || (principal.holderId !== null && principal.holderId !== holderId)) return refuse('ob_resource_forbidden')
  for (const oneOf of needs)
    if (!oneOf.some(permission => access.permissions.includes(permission)))
      return refuse('ob_permission_needed', undefined, { permission: oneOf.join(' / ') })
  return ok({
    consentId: access.id,
    thirdPartyId: principal.thirdPartyId,
    holderId,
    permissions: access.permissions,
    accounts: access.accounts.flatMap(text => parseId('bac', text) ?? []),
    transactionsFrom: access.transactionsFrom,
    transactionsTo: access.transactionsTo,
  })
}

/** Where the person only has to say yes again, the third party is told to ask; otherwise it needs a new consent. */
function ended(access: ConsentAccess): Refusal {
  const lapsed = access.kind === 'account_access' && access.state === 'expired'
  const again = lapsed || access.refusal?.code === 'consent_reconfirmation_due'
  return again ? { code: 'ob_reauthenticate' } : { code: 'ob_consent_status', values: { state: access.state } }
}

/** What the bank refuses, and of which part of the request. */
export const bankRefusal = (code: CoreBankRefusalCode | 'bank_cursor_invalid'): Refusal => ({
  code,
  param: code === 'bank_cursor_invalid' ? 'cursor' : 'AccountId',
})
