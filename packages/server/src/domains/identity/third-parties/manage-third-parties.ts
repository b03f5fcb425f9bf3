/**
 * What operators change of third parties: roles, contact, live access, suspension. Suspending ends tokens in the same transaction, so
 * that the next request is refused.
 */
import type { Id } from '../../../kernel/ids.ts'
import { invariant, type Outcome, ok } from '../../../kernel/outcome.ts'
import type { Command } from '../../../platform/commands.ts'
import type { Tx } from '../../../platform/db.ts'
import type { OAuthRefusalCode } from '../oauth/errors.ts'
import type { Json, ThirdParties, ThirdParty, ThirdPartyRole } from '../oauth/types.ts'

export type ManageThirdParty = {
  readonly thirdPartyId: Id<'tpp'>
  readonly change:
    | {
        readonly kind: 'update'
        readonly roles: readonly ThirdPartyRole[] | null
        readonly contact: { readonly [key: string]: Json } | null
        readonly messageSigning: boolean | null
      }
    | { readonly kind: 'live_access'; readonly legalBasis: Json }
    | { readonly kind: 'suspend'; readonly reason: string }
    | { readonly kind: 'resume'; readonly reason: string | null }
}

type Managed = Outcome<ThirdParty, OAuthRefusalCode>
export type ManagedParties = Pick<ThirdParties, 'setStatus' | 'grantLive' | 'setRoles' | 'setContact' | 'setMessageSigning' | 'find'>

/** Refuses: third_party_not_found, third_party_closed. One command in a transaction: each locks what it changes. */
export async function manageThirdParty(parties: ManagedParties, tx: Tx, command: Command<ManageThirdParty>): Promise<Managed> {
  const { thirdPartyId: id, change } = command.input
  switch (change.kind) {
    case 'live_access':
      // The last line behind the guard of compose: nobody gives live access alone, whichever way the command came.
      invariant(command.context.within !== undefined, 'live access is given by an approval only')
      return parties.grantLive(tx, id, change.legalBasis)
    case 'suspend':
      return parties.setStatus(tx, id, { to: 'suspended', reason: change.reason })
    case 'resume':
      return parties.setStatus(tx, id, { to: 'reinstated', reason: change.reason })
    case 'update':
      return update(parties, tx, id, change)
  }
}

/** The first refusal leaves nothing changed: each step refuses for the same reasons, so a later one does not. */
async function update(
  parties: ManagedParties,
  tx: Tx,
  id: Id<'tpp'>,
  { roles, contact, messageSigning }: Extract<ManageThirdParty['change'], { kind: 'update' }>,
): Promise<Managed> {
  let last: Managed | null = null
  if (roles !== null) last = await parties.setRoles(tx, id, roles)
  if (last?.ok !== false && contact !== null) last = await parties.setContact(tx, id, contact)
  if (last?.ok !== false && messageSigning !== null) last = await parties.setMessageSigning(tx, id, messageSigning)
  invariant(last !== null, 'an update changes something')
  return last.ok ? ok(last.value) : last
}
