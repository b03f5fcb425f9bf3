/** A third party and its own consents: what it may read of them, and that it may end them. */
import { type Id, parseId } from '../../../kernel/ids.ts'
import { invariant, type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import { type Principal, principalKey } from '../../../kernel/principal.ts'
import type { CommandHandler } from '../../../platform/commands.ts'
import type { Consent, ConsentKind } from '../../consents/types.ts'
import type { OpenBankingDeps } from '../types.ts'

export function thirdPartyOf(principal: Principal): Extract<Principal, { kind: 'third_party' }> {
  invariant(principal.kind === 'third_party', 'the route is for third parties')
  return principal
}

/** Who acts, for the history of a consent. */
export const actorOf = (context: { readonly principal: Principal; readonly requestId: string }) => ({
  actor: principalKey(context.principal),
  requestId: context.requestId,
})

/**
 * The consent of this kind that the third party asked for. Refuses ob_resource_not_found for what does not exist, is of another kind, or
 * was deleted by the third party itself; ob_resource_forbidden for another third party's.
 */
export async function ownConsent(
  deps: Pick<OpenBankingDeps, 'consents'>,
  principal: Principal,
  text: string,
  kinds: readonly ConsentKind[],
): Promise<Outcome<Consent & { readonly id: Id<'cns'> }>> {
  const id = parseId('cns', text)
  const consent = id === null ? null : await deps.consents.find(id)
  if (id === null || consent === null || !kinds.includes(consent.kind)) return refuse('ob_resource_not_found', 'ConsentId')
  const { grantee } = consent
  if (grantee.kind !== 'third_party' || grantee.id !== thirdPartyOf(principal).thirdPartyId)
    return refuse('ob_resource_forbidden', 'ConsentId')
  if (consent.endedBy === 'third_party') return refuse('ob_resource_not_found', 'ConsentId')
  return ok({ ...consent, id })
}

export type DeleteConsent = { readonly consentId: Id<'cns'>; readonly thirdPartyId: Id<'tpp'> }

/** The command behind DELETE of a consent: ends it in the name of the third party. */
export const defineDeletion = (deps: Pick<OpenBankingDeps, 'commands' | 'consents'>): CommandHandler<DeleteConsent> =>
  deps.commands.define<DeleteConsent, Consent>({
    name: 'openbanking.delete_consent',
    decide: (tx, commands) =>
      deps.consents.cancel(
        tx,
        commands.map(({ input, context }) => ({ ...input, by: 'third_party' as const, ...actorOf(context) })),
      ),
    present: () => ({ status: 204, json: 'null' }),
    subject: consent => consent.publicId,
  })

/** The consent that a stored answer tells of. */
export function consentIdOf(answer: unknown): string {
  const { Data } = answer as { Data: { ConsentId: string } }
  return Data.ConsentId
}
