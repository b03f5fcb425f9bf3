/**
 * Rehearsals: while one is open, every step of the third party's own client is noted, so that its checklist can say what passed, what
 * failed and how to mend it. Noting never slows a request down: it is kept in memory and written in the background, and where nobody
 * rehearses it is one look into a map.
 */
import { randomBytes } from 'node:crypto'
import { formatId, type Id, newId } from '../../../kernel/ids.ts'
import { invariant } from '../../../kernel/outcome.ts'
import { type Principal, principalKey } from '../../../kernel/principal.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { AuditLeaf, CommandContext } from '../../../platform/commands.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { tokenFacts } from '../oauth/store/payloads.ts'
import type { Jwk, ThirdParties, ThirdParty } from '../oauth/types.ts'
import { secretHash } from '../secrets.ts'
import * as store from '../store/rehearsals.ts'
import { type Note, type ResourceAnswer, type StepName, type StepOutcome, stepOfAnswer } from './rehearsal-steps.ts'

export type NoteDetail = {
  /** An error code of OAuth or a refusal code of this program. */
  readonly code?: string | null
  /** What exactly was wrong. */
  readonly reason?: string | null
}

export type RehearsalNotes = {
  /** Notes a step of a third party's client. Returns at once; does nothing unless it rehearses. */
  note(thirdPartyId: Id<'tpp'>, step: StepName, outcome: StepOutcome, detail?: NoteDetail): void
  /** Notes what a resource server answered. */
  noteAnswer(thirdPartyId: Id<'tpp'>, answer: ResourceAnswer): void
  /** Notes that the token check refused a third party. */
  noteRefusal(thirdPartyId: Id<'tpp'>, refusal: NoteDetail): void
  /** As `noteRefusal`, where nobody has looked yet whose token it is: looked up when anybody rehearses. */
  noteProofRefusal(tokenHash: string, refusal: NoteDetail): void
}

export type RehearsalView = { readonly rehearsal: store.Rehearsal; readonly party: ThirdParty; readonly notes: readonly Note[] }

export type Rehearsals = RehearsalNotes & {
  /** Opens one and ends the one before it. The page key is nowhere else. `null`: there is no such third party. */
  start(id: Id<'tpp'>, by: Principal, context: CommandContext): Promise<{ view: RehearsalView; pageKey: string } | null>
  find(thirdPartyId: Id<'tpp'>, id: Id<'rhs'>): Promise<RehearsalView | null>
  /** For whoever has the address of its page. */
  findByKey(id: Id<'rhs'>, pageKey: string): Promise<RehearsalView | null>
  /** Reads which are open; again when another node has said that they changed. */
  load(): Promise<void>
  /** Writes what is noted and not yet written. */
  flush(): Promise<void>
  /** Removes what has been over for long. */
  prune(): Promise<void>
}

export type RehearsalDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly audit: { append(tx: Tx, leaves: readonly AuditLeaf[]): void }
  readonly parties: Pick<ThirdParties, 'find' | 'keys'>
  readonly openHours: () => number
  readonly onError: (error: unknown) => void
}

/** What identity_changed says when a rehearsal has been opened or ended. */
export const REHEARSALS_CHANGED = 'rehearsals'

const WRITE_AFTER_MS = 50
/** Notes of one rehearsal by one node at most: a client that loops fills no table. */
const NOTES_MAX = 1_000
const REASON_MAX = 500
/** Proofs whose token is looked up at once: anybody may send wrong ones. */
const LOOKING_MAX = 10
const KEPT_MS = 30 * 86_400_000

type Open = { readonly id: Id<'rhs'>; readonly expiresAt: Date; left: number }

export function createRehearsals(deps: RehearsalDeps): Rehearsals {
  let open = new Map<Id<'tpp'>, Open>()
  let waiting: store.NewNote[] = []
  let writing: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | null = null
  let looking = 0

  function note(thirdPartyId: Id<'tpp'>, step: StepName, outcome: StepOutcome, detail: NoteDetail = {}): void {
    const one = open.get(thirdPartyId)
    if (one === undefined) return
    const at = deps.clock.now()
    if (one.expiresAt.getTime() <= at.getTime() || one.left === 0) return
    one.left -= 1
    waiting.push({ rehearsalId: one.id, step, outcome, code: cut(detail.code, 100), reason: cut(detail.reason, REASON_MAX), at })
    timer ??= setTimeout(() => {
      flush().catch(deps.onError)
    }, WRITE_AFTER_MS).unref()
  }

  function noteRefusal(thirdPartyId: Id<'tpp'>, refusal: NoteDetail): void {
    // Being asked for a nonce is a part of the flow; the retry shows whether the client can.
    if (refusal.code !== 'dpop_nonce_required') note(thirdPartyId, 'access', 'failed', refusal)
  }

  function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const notes = waiting
    waiting = []
    // One after the other: the order of the notes is the order of the steps.
    writing = writing.catch(() => {}).then(() => (notes.length === 0 ? undefined : store.insertNotes(deps.db, notes)))
    return writing
  }

  async function load(): Promise<void> {
    const found = await store.openRehearsals(deps.db, deps.clock.now())
    // The latest of a third party counts: they come in the order of their ids.
    open = new Map(
      found.map(({ id, thirdPartyId, expiresAt }) => {
        const known = open.get(thirdPartyId)
        return [thirdPartyId, { id, expiresAt, left: known?.id === id ? known.left : NOTES_MAX }]
      }),
    )
  }

  async function viewOf(rehearsal: store.Rehearsal | null): Promise<RehearsalView | null> {
    if (rehearsal === null) return null
    await flush()
    const [party, notes] = await Promise.all([deps.parties.find(rehearsal.thirdPartyId), store.notesOf(deps.db, rehearsal.id)])
    return party === null ? null : { rehearsal, party, notes }
  }

  return {
    note,
    noteAnswer(thirdPartyId, answer) {
      if (!open.has(thirdPartyId)) return
      const step = stepOfAnswer(answer)
      if (step === null) return
      const isGood = answer.status < 400
      const reason = answer.param === null ? null : `${answer.operationId}: ${answer.param}`
      // Whatever was answered, the token was accepted.
      note(thirdPartyId, 'access', 'passed')
      note(thirdPartyId, step, isGood ? 'passed' : 'failed', isGood ? {} : { code: answer.code, reason })
    },
    noteRefusal,
    noteProofRefusal(tokenHash, refusal) {
      if (open.size === 0 || looking === LOOKING_MAX) return
      looking += 1
      tokenFacts(deps.db, [tokenHash])
        .finally(() => {
          looking -= 1
        })
        .then(facts => {
          const owner = facts.get(tokenHash)?.thirdPartyId
          if (owner !== undefined) noteRefusal(owner, refusal)
        }, deps.onError)
    },
    async start(thirdPartyId, by, context) {
      const party = await deps.parties.find(thirdPartyId)
      if (party === null) return null
      const createdAt = deps.clock.now()
      const rehearsal: store.Rehearsal = {
        id: newId<'rhs'>(),
        thirdPartyId,
        startedBy: principalKey(by),
        createdAt,
        expiresAt: new Date(createdAt.getTime() + deps.openHours() * 3_600_000),
        endedAt: null,
      }
      const pageKey = randomBytes(24).toString('base64url')
      await deps.db.transaction(async tx => {
        store.startRehearsal(tx, rehearsal, secretHash(pageKey))
        const { requestId, requestHash, endpoint } = context
        const subject = formatId('rhs', rehearsal.id)
        deps.audit.append(tx, [{ actor: principalKey(by), action: endpoint, subject, result: 'ok', requestId, requestHash }])
      })
      open.set(thirdPartyId, { id: rehearsal.id, expiresAt: rehearsal.expiresAt, left: NOTES_MAX })
      const usable = (await deps.parties.keys(thirdPartyId)).some(isSigningKey)
      note(thirdPartyId, 'keys', usable ? 'passed' : 'failed', usable ? {} : { code: 'keys_missing' })
      const view = await viewOf(rehearsal)
      invariant(view !== null, 'a third party does not vanish')
      return { view, pageKey }
    },
    find: async (thirdPartyId, id) => viewOf(await store.findRehearsal(deps.db, thirdPartyId, id)),
    findByKey: async (id, pageKey) => viewOf(await store.rehearsalByKey(deps.db, id, secretHash(pageKey))),
    load,
    flush,
    prune: () => store.pruneRehearsals(deps.db, new Date(deps.clock.now().getTime() - KEPT_MS)),
  }
}

/** Text from outside as PostgreSQL can keep it, no longer than so. */
const cut = (text: string | null | undefined, max: number): string | null =>
  text === null || text === undefined ? null : text.replaceAll('\u0000', '').toWellFormed().slice(0, max)

/** FAPI 2.0 Security Profile section 5.4: PS256, ES256 or EdDSA; RSA of 2048 bits or more. */
function isSigningKey(key: Jwk): boolean {
  if (key.use !== undefined && key.use !== 'sig') return false
  if (key.kty === 'RSA') return typeof key.n === 'string' && Buffer.from(key.n, 'base64url').length * 8 >= 2048
  return (key.kty === 'EC' && key.crv === 'P-256') || (key.kty === 'OKP' && key.crv === 'Ed25519')
}
