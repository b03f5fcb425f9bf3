/** Revokes consents: mandates and cards by their own routes, any kind by the routes of consents. */
import { formatId, type Id } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import { principalKey } from '../../kernel/principal.ts'
import type { Command, CommandContext } from '../../platform/commands.ts'
import type { Tx } from '../../platform/db.ts'
import { cancelOne, openChanges } from './change-consents.ts'
import type { ConsentsDeps } from './consents.ts'
import { type GranteeNames, namesOf } from './grantee-names.ts'
import { isMerchantKind } from './rules.ts'
import { type Actor, type Card, type Consent, type ConsentId, type Mandate, mandateOfCard } from './types.ts'
import type { StoredConsent } from './types-stored.ts'
import { asCard, asConsent, asMandate, publicIdOf } from './view.ts'
import { viewContext } from './view-context.ts'

export type RevokeMandate = { readonly holderId: Id<'hld'>; readonly mandateId: Id<'mdt'> }
export type RevokeCard = { readonly holderId: Id<'hld'>; readonly cardId: Id<'card'> }
export type RevokeConsent = {
  readonly consentId: ConsentId
  /** As the caller wrote it: its prefix must suit the kind. */
  readonly publicId: string
  /** The person whose own it must be; `null` when the institution revokes, with its reason. */
  readonly holderId: Id<'hld'> | null
  readonly reason: string | null
}

/** A consent after its revocation: as people see it, and the card agreement whose house is yet to be told. */
export type RevokedConsent = { readonly consent: Consent; readonly names: GranteeNames; readonly unbind: Card | null }

const actorOf = (context: CommandContext): Actor => ({ actor: principalKey(context.principal), requestId: context.requestId })

/** Revoking again answers with the mandate as it is. Refuses: mandate_not_found. */
export async function revokeMandates(deps: ConsentsDeps, tx: Tx, commands: readonly Command<RevokeMandate>[]): Promise<Outcome<Mandate>[]> {
  const changing = await openChanges(
    deps,
    tx,
    commands.map(({ input }) => input.mandateId),
  )
  const merchants = await deps.merchants.open(tx, [...new Set(commands.flatMap(({ input }) => merchantsOf(changing.get(input.mandateId))))])
  const outcomes = commands.map(({ input, context }): Outcome<Mandate> => {
    const row = changing.get(input.mandateId)
    if (row === undefined || !isMerchantKind(row.kind)) return refuse('mandate_not_found', 'id')
    const cancelled = cancelOne(changing, row, { consentId: row.id, by: 'person', holderId: input.holderId, ...actorOf(context) })
    return cancelled.ok ? ok(asMandate(cancelled.value, changing.now, merchants, deps.timeZone)) : refuse('mandate_not_found', 'id')
  })
  await changing.write()
  return outcomes
}

const merchantsOf = (row: StoredConsent | undefined): Id<'mer'>[] => (row?.grantee.kind === 'merchant' ? [row.grantee.id] : [])

/** Unbinds cards; revoking again answers with the card as it is. Refuses: card_not_found. */
export async function revokeCards(deps: ConsentsDeps, tx: Tx, commands: readonly Command<RevokeCard>[]): Promise<Outcome<Card>[]> {
  const changing = await openChanges(
    deps,
    tx,
    commands.map(({ input }) => mandateOfCard(input.cardId)),
  )
  const outcomes = commands.map(({ input, context }): Outcome<Card> => {
    const row = changing.get(mandateOfCard(input.cardId))
    if (row === undefined || row.kind !== 'card_agreement') return refuse('card_not_found', 'id')
    const cancelled = cancelOne(changing, row, { consentId: row.id, by: 'person', holderId: input.holderId, ...actorOf(context) })
    const card = cancelled.ok ? asCard(cancelled.value, changing.now) : null
    return card === null ? refuse('card_not_found', 'id') : ok(card)
  })
  await changing.write()
  return outcomes
}

/** Ends consents of any kind, for their holder or for the institution. Refuses: consent_not_found. */
export async function revokeConsents(
  deps: ConsentsDeps,
  tx: Tx,
  commands: readonly Command<RevokeConsent>[],
): Promise<Outcome<RevokedConsent>[]> {
  const changing = await openChanges(
    deps,
    tx,
    commands.map(({ input }) => input.consentId),
  )
  const view = viewContext(deps, changing.now)
  const names = await namesOf(
    deps,
    tx,
    commands.flatMap(({ input }) => changing.get(input.consentId) ?? []),
  )
  const outcomes = commands.map(({ input, context }): Outcome<RevokedConsent> => {
    const row = changing.get(input.consentId)
    if (row === undefined || publicIdOf(row) !== input.publicId) return refuse('consent_not_found', 'id')
    const cancelled = cancelOne(changing, row, {
      consentId: row.id,
      by: input.holderId === null ? 'institution' : 'person',
      ...(input.holderId === null ? {} : { holderId: input.holderId }),
      reason: input.reason,
      ...actorOf(context),
    })
    if (!cancelled.ok) return cancelled
    const changed = cancelled.value !== row
    return ok({
      consent: asConsent(cancelled.value, changing.now, view),
      names,
      unbind: changed && row.state === 'authorised' ? asCard(cancelled.value, changing.now) : null,
    })
  })
  await changing.write()
  return outcomes
}

/** What an audit leaf of a revocation is about. */
export const subjectOfMandate = (mandate: Mandate): string => formatId('mdt', mandate.id)
