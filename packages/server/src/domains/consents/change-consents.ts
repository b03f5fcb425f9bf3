/**
 * What people, third parties, the institution and policies do to consents: propose, authorise, reconfirm, reject, consume, cancel. Batches;
 * outcomes equal running the commands one by one, in order. A payment under way that holds a consent commits first, or not at all.
 */
import type { Id } from '../../kernel/ids.ts'
import { invariant, type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { Tx } from '../../platform/db.ts'
import type { ConsentsDeps } from './consents.ts'
import type { ConsentRefusalCode } from './errors.ts'
import { announce } from './events.ts'
import { accessRefusal, nextState, stateAt } from './rules.ts'
import { startOfLimits } from './rules-limits.ts'
import * as store from './store.ts'
import { insertReceipts } from './store-uses.ts'
import type {
  Actor,
  AuthoriseConsent,
  CancelConsent,
  Consent,
  ConsentChange,
  ConsentId,
  ConsentReceipt,
  CountedLimit,
  EndedBy,
  NewConsent,
  ReconfirmConsent,
  RejectConsent,
  StoredReceipt,
} from './types.ts'
import type { StoredConsent } from './types-stored.ts'
import { asConsent } from './view.ts'
import { viewContext } from './view-context.ts'
import { isKnownPermission } from './words.ts'

type Deps = Pick<ConsentsDeps, 'clock' | 'outbox' | 'merchants' | 'policies' | 'timeZone' | 'onEnded'>
type Code = ConsentRefusalCode

/** The changes of one batch to consents that are locked, written once. */
export type Changing = {
  readonly now: Date
  get(id: ConsentId): StoredConsent | undefined
  set(next: StoredConsent, change: Pick<ConsentChange, 'change' | 'by' | 'reason'>, actor: Actor): void
  receipt(row: StoredConsent, receipt: ConsentReceipt): void
  /** Writes everything, announces it, and tells those who end tokens. */
  write(): Promise<void>
}

/** Locks consents exclusively by (counted, id) for a change. Rank: `consents`. */
export async function openChanges(deps: Deps, tx: Tx, ids: readonly ConsentId[]): Promise<Changing> {
  tx.lock('consents')
  const rows = ids.length === 0 ? new Map<ConsentId, StoredConsent>() : await store.lockConsents(tx, [...new Set(ids)])
  const now = deps.clock.now()
  const changed = new Set<ConsentId>()
  const changes: ConsentChange[] = []
  const receipts: StoredReceipt[] = []
  return {
    now,
    get: id => rows.get(id),
    set(next, change, { actor, requestId }) {
      rows.set(next.id, next)
      changed.add(next.id)
      changes.push({ consentId: next.id, ...change, actor, requestId, at: now })
    },
    receipt(row, receipt) {
      invariant(row.holderId !== null, 'a receipt has a holder')
      receipts.push({ ...receipt, consentId: row.id, holderId: row.holderId, accounts: row.accounts })
    },
    async write() {
      const written = [...changed].flatMap(id => rows.get(id) ?? [])
      store.updateConsents(tx, written)
      insertReceipts(tx, receipts)
      store.recordChanges(tx, changes)
      await announceChanges(deps, tx, changes, rows, now)
    },
  }
}

/** Sends the events of changes and ends what hangs on consents that ended. */
export async function announceChanges(
  deps: Deps,
  tx: Tx,
  changes: readonly ConsentChange[],
  rows: ReadonlyMap<ConsentId, StoredConsent>,
  now: Date,
): Promise<void> {
  if (changes.length === 0) return
  const context = viewContext(deps, now)
  const merchantIds = new Set([...rows.values()].flatMap(({ grantee }) => (grantee.kind === 'merchant' ? [grantee.id] : [])))
  const merchants = merchantIds.size === 0 ? new Map<Id<'mer'>, never>() : await deps.merchants.open(tx, [...merchantIds])
  const events = changes.flatMap(({ consentId, change }) => {
    const row = rows.get(consentId)
    return row === undefined ? [] : announce(change, row, now, merchants, context)
  })
  deps.outbox.append(tx, events)
  const ended = changes
    .filter(({ change }) => change === 'cancelled' || change === 'expired' || change === 'rejected')
    .flatMap(({ consentId }) => rows.get(consentId) ?? [])
  if (ended.length > 0)
    deps.onEnded?.(
      tx,
      ended.map(row => asConsent(row, now, context)),
    )
}

/** Stores third parties' requests: state `awaiting_authorisation` until somebody authorises or the policy's time is over. */
export function proposeConsents(deps: Deps, tx: Tx, requests: readonly NewConsent[]): Consent[] {
  const now = deps.clock.now()
  const context = viewContext(deps, now)
  const { seconds } = deps.policies.require('consents.authorisation_seconds', now).value as { seconds: number }
  const rows = requests.map((request): StoredConsent => {
    checkRequest(request)
    const perPayment = request.limits.find(limit => limit.kind === 'per_payment')
    const limits = request.limits.filter((limit): limit is CountedLimit => limit.kind !== 'per_payment')
    return {
      id: request.id,
      kind: request.kind,
      method: null,
      state: 'awaiting_authorisation',
      holderId: null,
      grantee: request.grantee,
      cardId: null,
      accounts: [],
      factors: [],
      currency: request.limits[0]?.currency ?? 'CNY',
      limitPerPayment: perPayment?.maxAmount ?? null,
      limits,
      used: startOfLimits(limits),
      validFrom: request.validFrom ?? null,
      validTo: request.validTo,
      authoriseBy: new Date(now.getTime() + seconds * 1000),
      createdAt: now,
      confirmedAt: null,
      card: null,
      purpose: request.purpose,
      permissions: request.permissions,
      terms: request.terms,
      transactionsFrom: request.transactionsFrom ?? null,
      transactionsTo: request.transactionsTo ?? null,
      authorisedAt: null,
      endedAt: null,
      endedBy: null,
      endReason: null,
    }
  })
  store.insertConsents(tx, rows)
  store.recordChanges(
    tx,
    requests.map(({ id, actor, requestId }) => ({
      consentId: id,
      change: 'proposed',
      actor,
      requestId,
      by: 'third_party',
      reason: null,
      at: now,
    })),
  )
  return rows.map(row => asConsent(row, now, context))
}

/** What the caller has refused already: a request that people cannot be told about, or limits that cannot be counted. */
function checkRequest(request: NewConsent): void {
  invariant(request.permissions.every(isKnownPermission), 'people are told of every permission in plain words')
  invariant(request.limits.findIndex(limit => limit.kind === 'per_payment') <= 0, 'the limit per payment comes first')
  invariant(request.limits.filter(limit => limit.kind === 'per_payment').length <= 1, 'there is one limit per payment')
  invariant(new Set(request.limits.map(limit => limit.currency)).size <= 1, 'limits are of one currency')
  invariant(
    request.limits.every(limit => limit.maxAmount !== null || limit.maxCount !== null),
    'a limit limits an amount or a count',
  )
}

/** What every change of a locked consent decides: the consent as it shall be, or why not. */
type Decision = Outcome<StoredConsent, Code>

const run = async <C extends { readonly consentId: ConsentId }>(
  deps: Deps,
  tx: Tx,
  commands: readonly C[],
  decide: (changing: Changing, row: StoredConsent, command: C) => Decision,
): Promise<Outcome<Consent, Code>[]> => {
  const changing = await openChanges(
    deps,
    tx,
    commands.map(({ consentId }) => consentId),
  )
  const context = viewContext(deps, changing.now)
  const outcomes = commands.map((command): Outcome<Consent, Code> => {
    const row = changing.get(command.consentId)
    if (row === undefined) return refuse('consent_not_found', 'id')
    const decided = decide(changing, row, command)
    return decided.ok ? ok(asConsent(decided.value, changing.now, context)) : decided
  })
  await changing.write()
  return outcomes
}

/**
 * A person authorises a third party's request for accounts of theirs. Authorising what the same person has authorised reconfirms it, for
 * the accounts that they were shown this time: what they left out is out from the next request on.
 * Refuses: consent_not_found (another person's), consent_rejected, consent_consumed, consent_cancelled, consent_expired.
 */
export const authoriseConsents = (deps: Deps, tx: Tx, commands: readonly AuthoriseConsent[]): Promise<Outcome<Consent, Code>[]> =>
  run(deps, tx, commands, (changing, row, command) => {
    const state = stateAt(row, changing.now)
    if (state === 'authorised') return reconfirm(changing, { ...row, accounts: command.accounts }, command)
    if (row.grantee.kind !== 'third_party') return refuse('consent_not_found', 'id')
    if (nextState(row.kind, state, 'authorise') === null) return ended(row, changing.now)
    const authorised: StoredConsent = {
      ...row,
      state: 'authorised',
      holderId: command.holderId,
      accounts: command.accounts,
      factors: command.receipt.factors,
      authorisedAt: changing.now,
      confirmedAt: changing.now,
    }
    changing.set(authorised, { change: 'authorised', by: 'person', reason: null }, command)
    changing.receipt(authorised, command.receipt)
    return ok(authorised)
  })

/**
 * The person says again that it shall go on; nothing else about it changes. Refuses: consent_not_found (another person's),
 * consent_not_authorised, consent_rejected, consent_consumed, consent_cancelled, consent_expired.
 */
export const reconfirmConsents = (deps: Deps, tx: Tx, commands: readonly ReconfirmConsent[]): Promise<Outcome<Consent, Code>[]> =>
  run(deps, tx, commands, reconfirm)

function reconfirm(changing: Changing, row: StoredConsent, command: ReconfirmConsent): Decision {
  if (row.holderId !== null && row.holderId !== command.holderId) return refuse('consent_not_found', 'id')
  if (stateAt(row, changing.now) !== 'authorised') return ended(row, changing.now)
  const confirmed: StoredConsent = { ...row, confirmedAt: changing.now, factors: command.receipt.factors }
  changing.set(confirmed, { change: 'reconfirmed', by: 'person', reason: null }, command)
  changing.receipt(confirmed, command.receipt)
  return ok(confirmed)
}

/**
 * Somebody says no to a third party's request. What was authorised before stays so, and is answered as it is. Refuses: consent_not_found
 * (another person's), consent_consumed, consent_cancelled, consent_expired.
 */
export const rejectConsents = (deps: Deps, tx: Tx, commands: readonly RejectConsent[]): Promise<Outcome<Consent, Code>[]> =>
  run(deps, tx, commands, (changing, row, command) => {
    const state = stateAt(row, changing.now)
    const anothers = row.holderId !== null && command.holderId !== null && row.holderId !== command.holderId
    if (row.grantee.kind !== 'third_party' || anothers) return refuse('consent_not_found', 'id')
    if (state === 'rejected' || state === 'authorised') return ok(row)
    if (nextState(row.kind, state, 'reject') === null) return ended(row, changing.now)
    const rejected: StoredConsent = {
      ...row,
      state: 'rejected',
      holderId: row.holderId ?? command.holderId,
      endedAt: changing.now,
      endedBy: 'person',
      endReason: command.reason ?? null,
    }
    changing.set(rejected, { change: 'rejected', by: 'person', reason: command.reason ?? null }, command)
    return ok(rejected)
  })

/** Marks consents to a single payment as used; the payment's own `use` does the same. Refuses as a use does. */
export const consumeConsents = (
  deps: Deps,
  tx: Tx,
  commands: readonly (Actor & { readonly consentId: Id<'cns'> })[],
): Promise<Outcome<Consent, Code>[]> =>
  run(deps, tx, commands, (changing, row, command) => {
    if (row.kind !== 'domestic_payment') return refuse('consent_kind_mismatch', 'consent', { kind: row.kind })
    const refusal = accessRefusal(row, changing.now, NEVER)
    if (refusal !== null) return { ok: false, error: refusal }
    const consumed: StoredConsent = { ...row, state: 'consumed', endedAt: changing.now }
    changing.set(consumed, { change: 'consumed', by: null, reason: null }, command)
    return ok(consumed)
  })

/** Reconfirmation keeps data flowing; a single payment is made at once or not at all. */
const NEVER = { days: null, kinds: [] } as const

/**
 * Ends consents of any kind. What has ended already is answered as it is. Refuses: consent_not_found (also another's, when `holderId` or
 * `thirdPartyId` says who asks).
 */
export const cancelConsents = (deps: Deps, tx: Tx, commands: readonly CancelConsent[]): Promise<Outcome<Consent, Code>[]> =>
  run(deps, tx, commands, cancelOne)

export function cancelOne(changing: Changing, row: StoredConsent, command: CancelConsent): Decision {
  const anothers =
    (command.holderId !== undefined && row.holderId !== command.holderId) ||
    (command.thirdPartyId !== undefined && (row.grantee.kind !== 'third_party' || row.grantee.id !== command.thirdPartyId))
  if (anothers) return refuse('consent_not_found', 'id')
  if (nextState(row.kind, stateAt(row, changing.now), 'cancel') === null) return ok(row)
  const by: EndedBy = command.by
  const cancelled: StoredConsent = { ...row, state: 'cancelled', endedAt: changing.now, endedBy: by, endReason: command.reason ?? null }
  changing.set(cancelled, { change: 'cancelled', by, reason: command.reason ?? null }, command)
  return ok(cancelled)
}

/** Why a consent in this state cannot be what was asked. */
function ended(row: StoredConsent, now: Date): Outcome<never, Code> {
  const refusal = accessRefusal(row, now, NEVER)
  return { ok: false, error: { ...(refusal ?? { code: 'consent_not_found' }), param: 'id' } }
}
