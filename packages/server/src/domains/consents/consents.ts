/**
 * The face of consents: one model of data sharing and payment mandates of every rail. A payment opens the consents it is made under; the
 * lock it takes keeps a revocation waiting until it has committed, and what was revoked before answers with its refusal.
 */
import type { Id } from '../../kernel/ids.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import type { Clock } from '../../kernel/time.ts'
import type { Undo } from '../../kernel/undo.ts'
import type { Command, CommandContext, CommandReply, Commands } from '../../platform/commands.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Route } from '../../platform/http/route.ts'
import type { Outbox } from '../../platform/outbox.ts'
import type { PolicyRecord } from '../policies/types.ts'
import { activateCards, type CardActivation, type NewCard, proposeCards } from './card-agreements.ts'
import {
  authoriseConsents,
  cancelConsents,
  consumeConsents,
  proposeConsents,
  reconfirmConsents,
  rejectConsents,
} from './change-consents.ts'
import {
  askChannels,
  type LearntAgreement,
  learnAgreements,
  type ProposeAgreement,
  type ProposedAgreement,
  proposeAgreements,
  type RevokeAgreement,
  revokeAgreements,
  tellChannels,
} from './channel-agreements.ts'
import { type CreateMandate, createMandates } from './create-mandates.ts'
import type { ConsentRefusalCode } from './errors.ts'
import { consentJson, mandateJson } from './events.ts'
import type { GranteeNames } from './grantee-names.ts'
import { consentsRoutes } from './http.ts'
import { expireConsents, tidyConsents } from './jobs.ts'
import { createUseNotes } from './note-uses.ts'
import { openConsentWork } from './open-consents.ts'
import type { AgreementChannel } from './ports.ts'
import {
  type RevokeConsent,
  type RevokedConsent,
  type RevokeMandate,
  revokeCards,
  revokeConsents,
  revokeMandates,
  subjectOfMandate,
} from './revoke-mandates.ts'
import { accessRefusal, stateAt } from './rules.ts'
import * as store from './store.ts'
import * as reads from './store-reads.ts'
import * as uses from './store-uses.ts'
import {
  type Actor,
  type AuthoriseConsent,
  type CancelConsent,
  type Card,
  type CardFacts,
  type Consent,
  type ConsentAccess,
  type ConsentChange,
  type ConsentId,
  type ConsentUsage,
  type ConsentWork,
  type Mandate,
  type MerchantNames,
  mandateOfCard,
  type NewConsent,
  type ReconfirmConsent,
  type RejectConsent,
  type StoredReceipt,
} from './types.ts'
import type { ConsentRow } from './types-stored.ts'
import { asCard, asConsent } from './view.ts'
import { viewContext } from './view-context.ts'

export { consentsCatalogue } from './errors.ts'
export { CONSENT_EVENTS } from './events.ts'
export { receiptJson, receiptText } from './receipts.ts'
export type {
  AuthoriseConsent,
  CancelConsent,
  Card,
  CardFacts,
  Consent,
  ConsentAccess,
  ConsentAccessCount,
  ConsentChange,
  ConsentFactor,
  ConsentId,
  ConsentKind,
  ConsentLimit,
  ConsentPayment,
  ConsentReceipt,
  ConsentState,
  ConsentUsage,
  ConsentUse,
  ConsentWork,
  Mandate,
  MandateFacts,
  MandateUse,
  NewConsent,
  ReconfirmConsent,
  RejectConsent,
  StoredReceipt,
} from './types.ts'
export { mandateOfCard } from './types.ts'
export {
  COLLECTION_PURPOSE_WORDS,
  clustersOf,
  DATA_CLUSTERS,
  type DataCluster,
  type DataClusterName,
  ENDED_BY_WORDS,
  KIND_WORDS,
  type LocalText,
  SENSITIVE_DATA,
  STATE_WORDS,
  TEXT_VERSION,
} from './words.ts'

export type ConsentsDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly commands: Commands
  readonly outbox: Outbox
  readonly policies: { require(key: string, instant: Date): PolicyRecord }
  /** IANA name: limits count in the institution's days. */
  readonly timeZone: string
  /** Which merchants exist, and their names: the face of merchants fits. */
  readonly merchants: { open(reader: Pick<Db, 'query'>, ids: readonly Id<'mer'>[]): Promise<MerchantNames> }
  /** Names of third parties, for showing; absent ones are shown by their id. */
  readonly nameThirdParties?: (reader: Pick<Db, 'query'>, ids: readonly Id<'tpp'>[]) => Promise<GranteeNames['thirdParties']>
  /** Ends what hangs on consents that ended - tokens - in the same transaction. */
  readonly onEnded?: (tx: Tx, consents: readonly Consent[]) => void
  /** The wallet channels at which agreements are signed, by the rail's code; `null`: none of this code. */
  readonly agreementChannel?: (house: string) => AgreementChannel | null
  /** Tells the clearing house that a card agreement ended; called after the commit. */
  readonly unbind?: (card: Card) => Promise<void>
  readonly onError?: (error: unknown) => void
}

/** A page of a list: newest first after `after`, or oldest first before `before`. */
export type ConsentPage = reads.PageQuery

export type Consents = {
  /**
   * Loads and locks the consents of a batch and the cards they name: shared where nothing is counted, exclusively where something is. One
   * statement, one more when some count; none without ids. Rank: `consents`. `flush` of the work takes no locks.
   */
  open(tx: Tx, ids: readonly ConsentId[], undo: Undo): Promise<ConsentWork>
  /**
   * Gives back what payments that failed, expired or were canceled had taken of their limits: all of it, or `amount` of it. At any rank: it
   * waits for nobody; the next to open the consent finds it in the counters. A consumed consent stays consumed. Sends nothing for none.
   */
  release(tx: Tx, releases: readonly { readonly consentId: ConsentId; readonly reference: string; readonly amount?: bigint }[]): void
  /** Stores third parties' requests, `awaiting_authorisation`; they expire by the policy `consents.authorisation_seconds`. */
  propose(tx: Tx, requests: readonly NewConsent[]): Consent[]
  /** See `authoriseConsents`. Sends `consent.authorised`. */
  authorise(tx: Tx, commands: readonly AuthoriseConsent[]): Promise<Outcome<Consent, ConsentRefusalCode>[]>
  /** See `reconfirmConsents`. */
  reconfirm(tx: Tx, commands: readonly ReconfirmConsent[]): Promise<Outcome<Consent, ConsentRefusalCode>[]>
  /** See `rejectConsents`. Sends `consent.rejected`. */
  reject(tx: Tx, commands: readonly RejectConsent[]): Promise<Outcome<Consent, ConsentRefusalCode>[]>
  /** See `cancelConsents`. Sends `consent.cancelled`, or `mandate.revoked` for merchants' mandates, and ends tokens. */
  cancel(tx: Tx, commands: readonly CancelConsent[]): Promise<Outcome<Consent, ConsentRefusalCode>[]>
  /** Marks consents to one payment as used. `use` of an opened work does the same. */
  consume(tx: Tx, commands: readonly (Actor & { readonly consentId: Id<'cns'> })[]): Promise<Outcome<Consent, ConsentRefusalCode>[]>
  /** A consent of any kind as of now, or `null`. No locks. */
  find(id: ConsentId): Promise<Consent | null>
  /** Those that exist, as of now. No locks; one statement. */
  findMany(reader: Pick<Db, 'query'>, ids: readonly ConsentId[]): Promise<Map<ConsentId, Consent>>
  /** Consents of every kind that the person gave. */
  ofHolder(holderId: Id<'hld'>, page: ConsentPage): Promise<Consent[]>
  ofThirdParty(id: Id<'tpp'>, page: ConsentPage): Promise<Consent[]>
  /** What a resource server asks with every request: one read by primary key; never cached. `null`: no third party's consent. */
  accessOf(reader: Pick<Db, 'query'>, id: Id<'cns'>): Promise<ConsentAccess | null>
  /** The same of many, in one statement; what is no third party's consent is absent. */
  accessOfMany(reader: Pick<Db, 'query'>, ids: readonly Id<'cns'>[]): Promise<Map<Id<'cns'>, ConsentAccess>>
  /** Which third parties may read these accounts now, by account. One indexed statement. */
  grantsOf(
    reader: Pick<Db, 'query'>,
    accounts: readonly string[],
  ): Promise<{ readonly consentId: Id<'cns'>; readonly thirdPartyId: Id<'tpp'>; readonly accountId: string }[]>
  /** Notes that data was read under a consent; returns at once, is written in batches. `resource`: `accounts`, `balances`, … */
  noteAccess(consentId: Id<'cns'>, resource: string): void
  /** What a consent was used for: at most `limit` payments and rows of counts (100 unless said), newest first. */
  usage(id: ConsentId, page?: { readonly limit: number }): Promise<ConsentUsage>
  /** When each was last used, for a payment or to read; those that never were are absent. One statement. */
  lastUsedOf(ids: readonly ConsentId[]): Promise<Map<ConsentId, Date>>
  historyOf(id: ConsentId): Promise<ConsentChange[]>
  /** Newest first. */
  receiptsOf(id: ConsentId): Promise<StoredReceipt[]>
  /** Does what POST /v1/wallet/consents/:id/revoke does, with its audit leaf: any kind, cards too. */
  revoke(
    input: Pick<RevokeConsent, 'publicId' | 'consentId'> & { readonly holderId: Id<'hld'> },
    context: CommandContext,
  ): Promise<CommandReply>
  /** Stores cards whose binding has begun at the house: state `awaiting_code`. */
  proposeCards(tx: Tx, cards: readonly NewCard[]): Card[]
  /** Binds proposed cards under the house's agreement number. */
  activateCards(tx: Tx, activations: readonly CardActivation[]): Promise<Outcome<Card, ConsentRefusalCode>[]>
  /** Ends card agreements; the caller tells the house afterwards. Answers with the cards as they were bound. */
  revokeCards(tx: Tx, commands: readonly Command<{ readonly holderId: Id<'hld'>; readonly cardId: Id<'card'> }>[]): Promise<Outcome<Card>[]>
  /** A card in any state, or `null` when the holder has no such card. */
  findCard(holderId: Id<'hld'>, cardId: Id<'card'>): Promise<Card | null>
  /** The holder's bound cards, newest first; at most 100. */
  boundCards(holderId: Id<'hld'>): Promise<Card[]>
  /** Bank and last digits of the cards that mandates name or are, for receipts; mandates without a card are absent. No locks. */
  cardsOfMandates(mandateIds: readonly Id<'mdt'>[]): Promise<Map<Id<'mdt'>, Pick<CardFacts, 'bank' | 'last4'>>>
  /** What a wallet channel said of its agreements, verified; answers how many changed. Harmless when repeated, in any order. */
  learnAgreements(learnt: readonly LearntAgreement[]): Promise<number>
  /** Ends at their channels the agreements that have ended here. Network. */
  tellChannels(): Promise<number>
  /** Asks channels about agreements that wait to be signed. Network. */
  askChannels(): Promise<number>
  /** Tells of consents whose time is over, one batch; answers how many. */
  expireDue(): Promise<number>
  /** Forgets unauthorised requests and old counts, as the policy says; answers how many requests. */
  tidy(): Promise<number>
  /** Writes the noted uses from time to time. */
  start(): void
  stop(): Promise<void>
  /** Writes the noted uses now. */
  flushNotes(): Promise<void>
  readonly routes: readonly Route[]
}

export function createConsents(deps: ConsentsDeps): Consents {
  const { db, clock } = deps
  const notes = createUseNotes({ db, timeZone: deps.timeZone, ...(deps.onError === undefined ? {} : { onError: deps.onError }) })
  const openDeps = { clock, context: (now: Date) => viewContext(deps, now), note: notes.note }
  const read = async (reader: Pick<Db, 'query'>, ids: readonly ConsentId[]): Promise<Map<ConsentId, Consent>> => {
    const rows = await store.readConsents(reader, ids)
    const now = clock.now()
    const context = viewContext(deps, now)
    return new Map([...rows].map(([id, row]) => [id, asConsent(row, now, context)]))
  }
  const shown = (rows: readonly Parameters<typeof asConsent>[0][]): Consent[] => {
    const now = clock.now()
    const context = viewContext(deps, now)
    return rows.map(row => asConsent(row, now, context))
  }
  const accessOfMany = async (reader: Pick<Db, 'query'>, ids: readonly Id<'cns'>[]): Promise<Map<Id<'cns'>, ConsentAccess>> => {
    const rows = await reads.readAccesses(reader, ids)
    const now = clock.now()
    const { reconfirmation } = viewContext(deps, now)
    return new Map(
      rows.map(row => {
        const { confirmedAt: _confirmed, authoriseBy: _authorise, validFrom: _from, ...rest } = row
        return [row.id, { ...rest, state: stateAt(row, now), refusal: accessRefusal(row, now, reconfirmation) }]
      }),
    )
  }
  const create = deps.commands.define<CreateMandate, Mandate>({
    name: 'consents.create_mandate',
    decide: (tx, commands) => createMandates(deps, tx, commands),
    present: mandate => ({ status: 201, body: mandateJson(mandate) }),
    subject: subjectOfMandate,
  })
  const revokeMandate = deps.commands.define<RevokeMandate, Mandate>({
    name: 'consents.revoke_mandate',
    decide: (tx, commands) => revokeMandates(deps, tx, commands),
    present: mandate => ({ status: 200, body: mandateJson(mandate) }),
    subject: subjectOfMandate,
  })
  const revokeConsent = deps.commands.define<RevokeConsent, RevokedConsent>({
    name: 'consents.revoke',
    async decide(tx, commands) {
      const outcomes = await revokeConsents(deps, tx, commands)
      const cards = outcomes.flatMap(outcome => (outcome.ok && outcome.value.unbind !== null ? [outcome.value.unbind] : []))
      // The agreement is over here whatever the house says; telling it is a courtesy that unbind logs when it fails.
      if (cards.length > 0)
        tx.afterCommit(() => cards.forEach(card => void deps.unbind?.(card).catch((error: unknown) => deps.onError?.(error))))
      return outcomes
    },
    present: ({ consent, names }) => ({ status: 200, body: consentJson(consent, names) }),
    subject: ({ consent }) => consent.publicId,
  })
  const shownAgreement = ({ mandate, signUrl }: ProposedAgreement) => ({ ...mandateJson(mandate), sign_url: signUrl })
  const propose = deps.commands.define<ProposeAgreement, ProposedAgreement>({
    name: 'consents.propose_agreement',
    decide: (tx, commands) => proposeAgreements(deps, tx, commands),
    present: proposed => ({ status: 201, body: shownAgreement(proposed) }),
    subject: ({ mandate }) => subjectOfMandate(mandate),
  })
  const revokeAgreement = deps.commands.define<RevokeAgreement, ProposedAgreement>({
    name: 'consents.revoke_agreement',
    decide: (tx, commands) => revokeAgreements(deps, tx, commands),
    present: revoked => ({ status: 200, body: shownAgreement(revoked) }),
    subject: ({ mandate }) => subjectOfMandate(mandate),
  })
  const face: Omit<Consents, 'routes'> = {
    open: (tx, ids, undo) => openConsentWork(openDeps, tx, ids, undo),
    release: (tx, releases) =>
      uses.releaseUses(
        tx,
        releases.map(({ consentId, reference, amount = null }) => ({ consentId, reference, amount })),
        clock.now(),
      ),
    propose: (tx, requests) => proposeConsents(deps, tx, requests),
    authorise: (tx, commands) => authoriseConsents(deps, tx, commands),
    reconfirm: (tx, commands) => reconfirmConsents(deps, tx, commands),
    reject: (tx, commands) => rejectConsents(deps, tx, commands),
    cancel: (tx, commands) => cancelConsents(deps, tx, commands),
    consume: (tx, commands) => consumeConsents(deps, tx, commands),
    find: async id => (await read(db, [id])).get(id) ?? null,
    findMany: read,
    ofHolder: async (holderId, page) => shown(await reads.listOfHolder(db, holderId, null, page)),
    ofThirdParty: async (id, page) => shown(await reads.listOfThirdParty(db, id, page)),
    accessOf: async (reader, id) => (await accessOfMany(reader, [id])).get(id) ?? null,
    accessOfMany,
    async grantsOf(reader, accounts) {
      const now = clock.now()
      const { reconfirmation } = viewContext(deps, now)
      const asked = new Set(accounts)
      return (await reads.readGrants(reader, accounts))
        .filter(row => accessRefusal(row, now, reconfirmation) === null)
        .flatMap(row =>
          row.accounts
            .filter(account => asked.has(account))
            .map(accountId => ({ consentId: row.id, thirdPartyId: row.thirdPartyId, accountId })),
        )
    },
    noteAccess: (consentId, resource) => notes.note(consentId, resource, clock.now()),
    async usage(id, { limit } = { limit: 100 }) {
      const [payments, accesses] = await Promise.all([uses.readUses(db, id, limit), uses.readAccesses(db, id, limit)])
      return { payments, accesses }
    },
    lastUsedOf: ids => uses.readLastUsed(db, ids),
    historyOf: id => uses.readHistory(db, id),
    receiptsOf: id => uses.readReceipts(db, id),
    revoke: (input, context) => revokeConsent.execute({ ...input, reason: null }, context),
    proposeCards: (tx, cards) => proposeCards(deps, tx, cards),
    activateCards: (tx, activations) => activateCards(deps, tx, activations),
    revokeCards: (tx, commands) => revokeCards(deps, tx, commands),
    async findCard(holderId, cardId) {
      const row = (await store.readConsents(db, [mandateOfCard(cardId)])).get(mandateOfCard(cardId))
      return row === undefined || row.holderId !== holderId ? null : asCard(row, clock.now())
    },
    async boundCards(holderId) {
      const now = clock.now()
      return (await reads.boundCards(db, holderId, now)).flatMap(row => asCard(row, now) ?? [])
    },
    async cardsOfMandates(mandateIds) {
      const rows = mandateIds.length === 0 ? new Map<ConsentId, ConsentRow>() : await store.readRows(db, mandateIds)
      const cards = new Map<Id<'mdt'>, Pick<CardFacts, 'bank' | 'last4'>>()
      for (const [id, row] of rows) {
        const card = row.card ?? (row.cardId === null ? null : (rows.get(mandateOfCard(row.cardId))?.card ?? null))
        if (card !== null) cards.set(id as Id<'mdt'>, { bank: card.bank, last4: card.last4 })
      }
      return cards
    },
    learnAgreements: learnt => learnAgreements(deps, learnt),
    tellChannels: () => tellChannels(deps),
    askChannels: () => askChannels(deps),
    expireDue: () => expireConsents(deps),
    tidy: () => tidyConsents(deps),
    start: notes.start,
    stop: notes.stop,
    flushNotes: notes.flush,
  }
  return { ...face, routes: consentsRoutes(deps, face, { create, revokeMandate, revokeConsent, propose, revokeAgreement }) }
}
