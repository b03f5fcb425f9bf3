/** A third party and its own consents: what it may read of them, and that it may end them. */
import { type Id, newId, parseId } from '../../../kernel/ids.ts'
import { invariant, type Outcome, ok, type Refusal, refuse } from '../../../kernel/outcome.ts'
import { type Principal, principalKey } from '../../../kernel/principal.ts'
import type { Command, CommandHandler } from '../../../platform/commands.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Consent, ConsentKind, NewConsent } from '../../consents/types.ts'
import type { ConsentRegister, OpenBankingDeps } from '../types.ts'

export function thirdPartyOf(principal: Principal): Extract<Principal, { kind: 'third_party' }> {
  invariant(principal.kind === 'third_party', 'the route is for third parties')
  return principal
}

/** Who acts, for the history of a consent. */
const actorOf = (context: { readonly principal: Principal; readonly requestId: string }) => ({
  actor: principalKey(context.principal),
  requestId: context.requestId,
})

/** What a third party asked for, and the request that it was asked with. */
export type Proposed<R> = { readonly consent: Consent; readonly request: R }

/** Registers the requests that can be consents, each in the name of its third party; the others are refused as `refusalOf` says. */
export function proposeOwn<R>(
  deps: { readonly consents: Pick<ConsentRegister, 'propose'> },
  tx: Tx,
  commands: readonly Command<R>[],
  refusalOf: (request: R) => Refusal | null,
  asked: (request: R) => Omit<NewConsent, 'id' | 'grantee' | 'purpose' | 'limits' | 'actor' | 'requestId'>,
): Outcome<Proposed<R>>[] {
  const refusals = commands.map(({ input }) => refusalOf(input))
  const proposed = deps.consents.propose(
    tx,
    commands
      .filter((_, at) => refusals[at] === null)
      .map(({ input, context }) => ({
        ...asked(input),
        ...actorOf(context),
        id: newId<'cns'>(),
        grantee: { kind: 'third_party', id: thirdPartyOf(context.principal).thirdPartyId },
        purpose: null,
        limits: [],
      })),
  )
  let next = 0
  return commands.map(({ input }, at): Outcome<Proposed<R>> => {
    const refusal = refusals[at] ?? null
    if (refusal !== null) return { ok: false, error: refusal }
    const consent = proposed[next++]
    invariant(consent !== undefined, 'each allowed request was proposed')
    return ok({ consent, request: input })
  })
}

/**
 * The consent of this kind that the third party asked for; `param` is where the request names it. Refuses ob_resource_not_found for what does not exist, is of another kind, or
 * was deleted by the third party itself; ob_resource_forbidden for another third party's.
 */
export async function ownConsent(
  deps: { readonly consents: Pick<ConsentRegister, 'find'> },
  principal: Principal,
  text: string,
  kinds: readonly ConsentKind[],
  param = 'ConsentId',
): Promise<Outcome<Consent & { readonly id: Id<'cns'> }>> {
  const id = parseId('cns', text)
  const consent = id === null ? null : await deps.consents.find(id)
  if (id === null || consent === null || !kinds.includes(consent.kind)) return refuse('ob_resource_not_found', param)
  const { grantee } = consent
  if (grantee.kind !== 'third_party' || grantee.id !== thirdPartyOf(principal).thirdPartyId) return refuse('ob_resource_forbidden', param)
  if (consent.endedBy === 'third_party') return refuse('ob_resource_not_found', param)
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
