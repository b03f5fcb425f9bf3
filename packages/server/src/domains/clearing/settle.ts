/**
 * Settlement: imports a house's file of a date, matches it, books it and tells the owners. Each step is a transaction that may
 * be repeated: a re-run after a crash at any point, on any node, posts nothing twice. Booking is not money: only what stands
 * in a verified file moves to the reserve account.
 */
import { derivedId, formatId, type Id, newId } from '../../kernel/ids.ts'
import { invariant, type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { BusinessDate, Clock } from '../../kernel/time.ts'
import { createUndo } from '../../kernel/undo.ts'
import type { AuditLeaf, AuditSink } from '../../platform/commands.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { AccountCode, LedgerFace } from '../ledger/ledger.ts'
import type { AccountId, NewTransfer, TransferId } from '../ledger/types.ts'
import type { ClearingRefusalCode } from './errors.ts'
import type { ReportGatherer } from './gather-reports.ts'
import type { Rail } from './ports.ts'
import { bringsMoneyIn, fileFault, madeGoodNow } from './rules.ts'
import * as store from './store/settlements.ts'
import type { InstructionKind, InstructionPurpose, OwnerSink, Settlement } from './types.ts'

const CHUNK_MAX = 500
/** Bounds every loop over a file: far above what a day of one house holds. */
const ROUNDS_MAX = 100_000

export type SettleDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly ledger: Pick<LedgerFace, 'open' | 'institutionAccount' | 'readBalance'>
  readonly portOf: (house: string) => Rail
  readonly reports: ReportGatherer
  readonly sinks: () => ReadonlyMap<OwnerSink, readonly InstructionPurpose[]>
  readonly audit: AuditSink
}

/**
 * Fetches and stores the settlement file of a date. Importing it again is harmless; another file under the same date is
 * refused. Refuses clearing_settlement_not_ready, clearing_settlement_invalid, clearing_unavailable.
 */
export async function importSettlement(
  deps: SettleDeps,
  house: string,
  date: BusinessDate,
  leaf?: Omit<AuditLeaf, 'subject' | 'result'>,
): Promise<Outcome<Settlement, ClearingRefusalCode>> {
  const fetched = await deps.portOf(house).settlementFile(date)
  if (!fetched.ok) return fetched
  const file = fetched.value
  if (file.date !== date) return refuse('clearing_settlement_invalid', 'date', { reason: `it is of ${file.date}` })
  const fault = fileFault(file)
  if (fault !== null) return refuse('clearing_settlement_invalid', 'date', { reason: fault })
  return deps.db.transaction(async tx => {
    const id = newId<'stl'>()
    const inserted = await store.insertSettlement(tx, id, house, file, deps.clock.now())
    const settlement = inserted ? await store.readSettlement(tx, id) : await store.readSettlementOfDate(tx, house, date)
    invariant(settlement !== null, 'a stored settlement can be read')
    const same = settlement.digest === file.digest
    if (leaf !== undefined)
      deps.audit(tx, [{ ...leaf, subject: formatId('stl', settlement.id), result: same ? 'ok' : 'clearing_settlement_invalid' }])
    return same ? ok(settlement) : refuse('clearing_settlement_invalid', 'date', { reason: 'it differs from the file imported before' })
  })
}

/** Books an imported settlement and tells the owners; resumes where an earlier run ended. Refuses clearing_settlement_not_found. */
export async function bookSettlement(deps: SettleDeps, id: Id<'stl'>): Promise<Outcome<Settlement, ClearingRefusalCode>> {
  const settlement = await store.readSettlement(deps.db, id)
  if (settlement === null) return refuse('clearing_settlement_not_found')
  if (settlement.state === 'completed') return ok(settlement)
  if (settlement.state === 'imported') {
    await learnResults(deps, settlement)
    await bookLines(deps, settlement)
  }
  await makeGoodFees(deps, settlement.house, formatId('stl', id))
  await inChunks(deps, settlement, tx => moveToSuspense(deps, tx, settlement))
  await inChunks(deps, settlement, tx => reverseSuspense(deps, tx, settlement))
  for (const [sink, purposes] of deps.sinks()) await inChunks(deps, settlement, tx => tellOwner(tx, settlement, sink, purposes))
  const completed = await store.markCompleted(deps.db, id, deps.clock.now())
  return ok(completed ?? settlement)
}

/** The file is the house's last word: what we did not know succeeded, did; and so did what failed, for owners who can deal with it. */
async function learnResults(deps: SettleDeps, settlement: Settlement): Promise<void> {
  const late = [...deps.sinks()].flatMap(([sink, purposes]) => (sink.takesLateSuccess === true ? purposes : []))
  let after = 0
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const lines = await store.unfinishedLines(deps.db, settlement.id, settlement.house, after, late)
    if (lines.length === 0) return
    await Promise.all(
      lines.map(line =>
        deps.reports.report({
          house: settlement.house,
          instruction: line.instruction,
          instructionId: line.instruction_id,
          observation: { kind: 'succeeded', amount: line.amount, houseReference: null, settlementDate: settlement.date },
        }),
      ),
    )
    after = lines.at(-1)?.line_number ?? after
  }
}

/** Clearing's side of each kind while it is under way, and the side on which lines that nobody expects are kept. */
const ACCOUNTS: Readonly<Record<InstructionKind, { readonly transit: AccountCode; readonly unexpected: AccountCode }>> = {
  debit: { transit: 'clearing_receivable', unexpected: 'suspense_long' },
  payout: { transit: 'payout_in_transit', unexpected: 'suspense_short' },
  refund: { transit: 'refund_in_transit', unexpected: 'suspense_short' },
}

type Posting = {
  readonly id: TransferId
  readonly debit: AccountId
  readonly credit: AccountId
  readonly amount: bigint
  readonly reason: string
  readonly arithmetic?: string
  readonly corrects?: TransferId
}

async function post(deps: SettleDeps, tx: Tx, reference: string, postings: readonly Posting[]): Promise<void> {
  if (postings.length === 0) return
  const undo = createUndo()
  const accounts = [...new Set(postings.flatMap(posting => [posting.debit, posting.credit]))]
  const work = await deps.ledger.open(tx, { accounts, checkIds: postings.map(posting => posting.id), undo })
  const transfers = postings.map(
    ({ id, debit, credit, amount, reason, arithmetic, corrects }): NewTransfer => ({
      kind: 'posted',
      id,
      debit,
      credit,
      amount,
      reference,
      reason: { kind: reason, ...(arithmetic === undefined ? {} : { arithmetic }) },
      ...(corrects === undefined ? {} : { corrects }),
    }),
  )
  const posted = work.try(transfers)
  // Clearing posts between unconstrained accounts only: a refusal is a defect and rolls the transaction back.
  invariant(posted.ok, `a settlement cannot be booked: ${posted.ok ? '' : posted.error.code}`)
  undo.accept()
  work.flush()
}

/**
 * Imports and books a rail's file of a date. `null`: the rail is not connected, and none of its successes waits for a file. Refuses as
 * importSettlement does.
 */
export async function settleDay(
  deps: SettleDeps,
  house: string,
  date: BusinessDate,
  connected: boolean,
): Promise<Outcome<Settlement | null, ClearingRefusalCode>> {
  if (!connected && !(await store.awaitsSettlement(deps.db, house, date))) return ok(null)
  const imported = await importSettlement(deps, house, date)
  return imported.ok ? bookSettlement(deps, imported.value.id) : imported
}

/** Matches every line and books the file's sums: one transfer for each kind and side. */
async function bookLines(deps: SettleDeps, settlement: Settlement): Promise<void> {
  const now = deps.clock.now()
  const account = (code: AccountCode, owner?: string): AccountId => deps.ledger.institutionAccount(code, owner)
  const suspenseIds: Record<InstructionKind, TransferId> = {
    debit: derivedId<'trf'>(settlement.id, 'extra', 'debit'),
    payout: derivedId<'trf'>(settlement.id, 'extra', 'payout'),
    refund: derivedId<'trf'>(settlement.id, 'extra', 'refund'),
  }
  await deps.db.transaction(async tx => {
    store.takeTurn(tx, settlement.house)
    const current = await store.lockSettlement(tx, settlement.id)
    if (current?.state !== 'imported') return
    const totals = await store.matchLines(tx, settlement.id, settlement.house)
    const signed = totals.reduce((sum, total) => (bringsMoneyIn(total.kind) ? sum + total.amount : sum - total.amount), 0n)
    const fees = totals.reduce((sum, total) => sum + total.fees, 0n)
    invariant(signed - fees === settlement.net, 'what is booked on the reserve account equals the net of the file')
    store.listDifferences(tx, settlement, suspenseIds, now)
    store.markBooked(tx, settlement.id, now)
    const reserve = account('reserve_cash')
    const postings = totals.map(({ matched, kind, amount, lines }): Posting => {
      const other = account(matched ? ACCOUNTS[kind].transit : ACCOUNTS[kind].unexpected, settlement.house)
      return {
        id: matched ? derivedId<'trf'>(settlement.id, 'matched', kind) : suspenseIds[kind],
        debit: bringsMoneyIn(kind) ? reserve : other,
        credit: bringsMoneyIn(kind) ? other : reserve,
        amount,
        reason: matched ? 'settlement' : 'settlement_unexpected',
        arithmetic: `${lines} ${kind} lines of ${settlement.house} ${settlement.date}`,
      }
    })
    if (fees !== 0n) {
      const withheld = account('channel_fees_withheld', settlement.house)
      postings.push({
        id: derivedId<'trf'>(settlement.id, 'fees'),
        ...(fees > 0n ? { debit: withheld, credit: reserve } : { debit: reserve, credit: withheld }),
        amount: fees > 0n ? fees : -fees,
        reason: 'channel_fee',
        arithmetic: `fees of ${settlement.lineCount} lines of ${settlement.house} ${settlement.date}`,
      })
    }
    await post(deps, tx, formatId('stl', settlement.id), postings)
  })
}

/**
 * What a rail withheld for its service was taken from customers' money: own funds make it good (国令768 Art. 27), as far as they reach,
 * and bear it as the channel's cost. What they lack stays withheld, shown in the reserve report, until the next time. Harmless when
 * repeated: it starts from what stands withheld. Returns what stays.
 */
export async function makeGoodFees(deps: SettleDeps, house: string, reference: string): Promise<bigint> {
  const account = (code: AccountCode, owner?: string): AccountId => deps.ledger.institutionAccount(code, owner)
  const [withheld, reserve] = [account('channel_fees_withheld', house), account('reserve_cash')]
  const [cost, own] = [account('channel_cost'), account('own_cash')]
  return deps.db.transaction(async tx => {
    store.takeTurn(tx, house)
    const stands = await deps.ledger.readBalance(tx, withheld)
    const due = stands.ok ? stands.value.posted : 0n
    if (due === 0n) return 0n
    const undo = createUndo()
    const work = await deps.ledger.open(tx, { accounts: [withheld, reserve, cost, own], undo })
    const amount = madeGoodNow(due, work.available(own))
    if (amount === 0n) return due
    const common = { kind: 'posted', amount, reference, reason: { kind: 'channel_fee', arithmetic: `${house} withheld ${due}` } } as const
    const transfers: NewTransfer[] =
      due > 0n
        ? [
            { ...common, id: newId<'trf'>(), debit: reserve, credit: withheld },
            { ...common, id: newId<'trf'>(), debit: cost, credit: own },
          ]
        : [
            { ...common, id: newId<'trf'>(), debit: withheld, credit: reserve },
            { ...common, id: newId<'trf'>(), debit: own, credit: cost },
          ]
    const posted = work.try(transfers)
    invariant(posted.ok, 'what own funds hold can be taken from them')
    undo.accept()
    work.flush()
    return due > 0n ? due - amount : due + amount
  })
}

/** Repeats a bounded step until it has nothing left to do. */
async function inChunks(deps: SettleDeps, settlement: Settlement, step: (tx: Tx) => Promise<number>): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const done = await deps.db.transaction(async tx => {
      store.takeTurn(tx, settlement.house)
      return step(tx)
    })
    if (done < CHUNK_MAX) return
  }
}

/** The two sides of keeping a missing line in suspense: money that should have come is short, money that should have gone is long. */
function suspensePosting(
  deps: SettleDeps,
  settlement: Settlement,
  kind: InstructionKind,
): { readonly debit: AccountId; readonly credit: AccountId } {
  const of = (code: AccountCode): AccountId => deps.ledger.institutionAccount(code, settlement.house)
  return bringsMoneyIn(kind)
    ? { debit: of('suspense_short'), credit: of('clearing_receivable') }
    : { debit: of(ACCOUNTS[kind].transit), credit: of('suspense_long') }
}

/** What a second file in a row lacks is no matter of timing: it moves to suspense (短款). */
async function moveToSuspense(deps: SettleDeps, tx: Tx, settlement: Settlement): Promise<number> {
  const missing = await store.stillMissing(tx, settlement)
  if (missing.length === 0) return 0
  const postings = missing.map(
    (row): Posting => ({
      id: derivedId<'trf'>(row.id, 'short'),
      ...suspensePosting(deps, settlement, row.kind),
      amount: row.amount,
      reason: 'settlement_missing',
      arithmetic: formatId('dsc', row.id),
    }),
  )
  store.suspend(
    tx,
    postings.map((posting, index) => ({ id: (missing[index] as store.MissingRow).id, transfer: posting.id })),
  )
  await post(deps, tx, formatId('stl', settlement.id), postings)
  return missing.length
}

/** A later file brought what stood in suspense: the move is reversed, by reference, and the discrepancy resolved. */
async function reverseSuspense(deps: SettleDeps, tx: Tx, settlement: Settlement): Promise<number> {
  const arrived = await store.arrivedLate(tx, settlement.house)
  if (arrived.length === 0) return 0
  const postings = arrived.map((row): Posting => {
    invariant(row.suspense_transfer !== null, 'what stands in suspense was moved there')
    const moved = suspensePosting(deps, settlement, row.kind)
    return {
      id: derivedId<'trf'>(row.id, 'reversed'),
      debit: moved.credit,
      credit: moved.debit,
      amount: row.amount,
      reason: 'settlement_arrived',
      arithmetic: formatId('dsc', row.id),
      corrects: row.suspense_transfer,
    }
  })
  store.resolveArrived(
    tx,
    arrived.map(row => row.id),
    deps.clock.now(),
  )
  await post(deps, tx, formatId('stl', settlement.id), postings)
  return arrived.length
}

/** Tells one owner of one chunk, in the owner's transaction: its entries and the mark commit together. */
async function tellOwner(tx: Tx, settlement: Settlement, sink: OwnerSink, purposes: readonly InstructionPurpose[]): Promise<number> {
  const lines = await store.untoldLines(tx, settlement.id, purposes, CHUNK_MAX)
  if (lines.length === 0) return 0
  await sink.settled(
    tx,
    lines.map(line => line.instruction),
    { id: settlement.id, house: settlement.house, date: settlement.date },
  )
  store.markTold(
    tx,
    settlement.id,
    lines.map(line => line.lineNumber),
  )
  return lines.length
}
