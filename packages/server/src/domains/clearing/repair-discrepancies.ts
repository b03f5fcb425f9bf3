/**
 * How what stands in suspense leaves it: a line that is related to its instruction after all, a shortfall that own funds make good, a
 * surplus that goes back or is set off against a shortfall. Each posts correcting entries on the open day in the caller's transaction,
 * once: the ids of its transfers follow from the discrepancy. The owners are told by `bookSettlement` afterwards.
 */
import { derivedId, formatId, type Id } from '../../kernel/ids.ts'
import { invariant } from '../../kernel/outcome.ts'
import { createUndo } from '../../kernel/undo.ts'
import type { Tx } from '../../platform/db.ts'
import type { AccountCode } from '../ledger/ledger.ts'
import type { AccountId, Ledger, NewTransfer, TransferId } from '../ledger/types.ts'
import { bringsMoneyIn } from './rules.ts'
import { readInstructions } from './store/instructions.ts'
import * as store from './store/repairs.ts'
import type { ChannelOrder, InstructionKind } from './types.ts'

export type RepairDeps = { readonly ledger: Pick<Ledger, 'open' | 'institutionAccount'> }

/** Who mends what, and under which reference the entries stand. */
export type Repairing = { readonly by: string; readonly comment: string; readonly reference: string; readonly at: Date }

/** `settlement`: book it again afterwards, its owners have not been told. `rest`: what still stands in suspense of it, minor units. */
export type Repaired =
  | { readonly done: true; readonly transfers: readonly TransferId[]; readonly settlement: Id<'stl'> | null; readonly rest: bigint }
  | { readonly done: false; readonly reason: string }

const not = (reason: string): Repaired => ({ done: false, reason })

const TRANSIT: Readonly<Record<InstructionKind, AccountCode>> = {
  debit: 'clearing_receivable',
  payout: 'payout_in_transit',
  refund: 'refund_in_transit',
}

type Entry = { readonly part: string; readonly debit: AccountId; readonly credit: AccountId; readonly amount: bigint }

/** Posts linked entries; answers why not when the ledger refuses, for own funds may not suffice. */
async function post(
  deps: RepairDeps,
  tx: Tx,
  discrepancy: store.RepairRow,
  repairing: Repairing,
  reason: string,
  entries: readonly Entry[],
): Promise<readonly TransferId[] | string> {
  const booked = entries.filter(entry => entry.amount > 0n)
  if (booked.length === 0) return []
  const undo = createUndo()
  const transfers = booked.map(
    ({ part, debit, credit, amount }): NewTransfer => ({
      kind: 'posted',
      id: derivedId<'trf'>(discrepancy.id, repairing.reference, part),
      debit,
      credit,
      amount,
      reference: repairing.reference,
      reason: { kind: reason, arithmetic: formatId('dsc', discrepancy.id) },
      ...(discrepancy.suspense_transfer === null ? {} : { corrects: discrepancy.suspense_transfer }),
    }),
  )
  const ids = transfers.map(transfer => transfer.id)
  const work = await deps.ledger.open(tx, { accounts: booked.flatMap(entry => [entry.debit, entry.credit]), checkIds: ids, undo })
  const posted = work.try(transfers)
  if (!posted.ok) return posted.error.code
  undo.accept()
  work.flush()
  return ids
}

const account = (deps: RepairDeps, code: AccountCode, house?: string): AccountId => deps.ledger.institutionAccount(code, house)

/** Clearing an account of a kind against the suspense that its unexpected lines stand in. */
function outOfSuspense(deps: RepairDeps, kind: InstructionKind, house: string): Pick<Entry, 'debit' | 'credit'> {
  const transit = account(deps, TRANSIT[kind], house)
  return bringsMoneyIn(kind)
    ? { debit: account(deps, 'suspense_long', house), credit: transit }
    : { debit: transit, credit: account(deps, 'suspense_short', house) }
}

/**
 * Relates a settled line that nobody expected to the instruction it is about. Where it brought less than was instructed, own funds make
 * the rest good if `makeGood`; where it brought more, the surplus stays in suspense. Says why not: wrong kind, house, amount or state.
 */
export async function adoptLine(
  deps: RepairDeps,
  tx: Tx,
  asked: { readonly discrepancy: Id<'dsc'>; readonly instruction: Id<'ins'>; readonly makeGood?: boolean },
  repairing: Repairing,
): Promise<Repaired> {
  store.takeTurnOf(tx, asked.discrepancy)
  const found = await store.lockForRepair(tx, asked.discrepancy)
  if (
    found?.state !== 'suspended' ||
    found.line_number === null ||
    found.settlement_id === null ||
    found.line_kind === null ||
    found.line_amount === null
  )
    return not('no settled line stands in suspense for it')
  const instruction = await store.lockInstruction(tx, asked.instruction)
  if (instruction === null || instruction.house !== found.house || instruction.kind !== found.line_kind)
    return not('the instruction is not of the same house and kind')
  if (instruction.state !== 'succeeded') return not(`the instruction is ${instruction.state}`)
  const surplus = found.line_amount - instruction.amount
  if (found.amount !== found.line_amount) return not('a part of the line has been used')
  if (instruction.settlement_id !== null) return not('the instruction has been settled')
  if (surplus < 0n && asked.makeGood !== true) return not('the line is over less than the instruction')
  if (surplus !== 0n && !bringsMoneyIn(found.line_kind)) return not('the amounts differ')
  const out = outOfSuspense(deps, found.line_kind, found.house)
  const covered = surplus < 0n ? found.line_amount : instruction.amount
  const short = surplus < 0n ? -surplus : 0n
  const posted = await post(deps, tx, found, repairing, 'reconciliation_match', [
    { part: 'adopted', ...out, amount: covered },
    ...madeGood(deps, out.credit, short),
  ])
  if (typeof posted === 'string') return not(posted)
  store.adopt(tx, found.settlement_id, found.line_number, asked.instruction)
  if (surplus > 0n) store.keepRest(tx, found.id, surplus)
  else store.resolve(tx, found.id, repairing)
  store.resolveMissing(tx, asked.instruction, repairing)
  return { done: true, transfers: posted, settlement: found.settlement_id, rest: surplus > 0n ? surplus : 0n }
}

/** Own funds make good what the reserve lacks: linked entries, one pair in each fund. */
const madeGood = (deps: RepairDeps, lacking: AccountId, amount: bigint): Entry[] => [
  { part: 'made good', debit: account(deps, 'reserve_cash'), credit: lacking, amount },
  { part: 'loss', debit: account(deps, 'loss'), credit: account(deps, 'own_cash'), amount },
]

/** A debit that succeeded and was never settled: own funds make it good, and its owner is told as if it had been. */
export async function makeGood(deps: RepairDeps, tx: Tx, discrepancy: Id<'dsc'>, repairing: Repairing): Promise<Repaired> {
  store.takeTurnOf(tx, discrepancy)
  const found = await store.lockForRepair(tx, discrepancy)
  if (
    found === null ||
    found.state === 'resolved' ||
    found.kind !== 'line_missing' ||
    found.instruction_id === null ||
    found.settlement_id === null
  )
    return not('no debit is missing from a settlement')
  const instruction = await store.lockInstruction(tx, found.instruction_id)
  if (instruction === null || !bringsMoneyIn(instruction.kind)) return not('only money that should have come is a loss')
  if (instruction.settlement_id !== null) return not('the instruction has been settled')
  const lacking = account(deps, found.state === 'suspended' ? 'suspense_short' : 'clearing_receivable', found.house)
  const posted = await post(deps, tx, found, repairing, 'reconciliation_write_off', madeGood(deps, lacking, found.amount))
  if (typeof posted === 'string') return not(posted)
  store.settleByHand(tx, found.settlement_id, found.instruction_id)
  store.resolve(tx, found.id, repairing)
  return { done: true, transfers: posted, settlement: found.settlement_id, rest: 0n }
}

/**
 * Sets a surplus off against a shortfall of the same amount. An instruction that was missing is settled by it: its owner is told, and a line
 * that comes all the same is one too many.
 */
export async function setOff(
  deps: RepairDeps,
  tx: Tx,
  asked: { readonly long: Id<'dsc'>; readonly short: Id<'dsc'> },
  repairing: Repairing,
): Promise<Repaired> {
  for (const id of [asked.long, asked.short].sort()) store.takeTurnOf(tx, id)
  const [long, short] = [await store.lockForRepair(tx, asked.long), await store.lockForRepair(tx, asked.short)]
  if (long?.state !== 'suspended' || short?.state !== 'suspended') return not('both must stand in suspense')
  if (sideOf(long) !== 'suspense_long' || sideOf(short) !== 'suspense_short') return not('one must be long and the other short')
  if (long.amount !== short.amount) return not('the amounts differ')
  const missing = [short, long].filter(row => row.kind === 'line_missing')
  const settlement = missing[0]?.settlement_id ?? null
  if (missing.some(row => row.house !== missing[0]?.house)) return not('two houses miss an instruction each')
  const settled = missing.flatMap(row => row.instruction_id ?? []).sort()
  for (const id of settled)
    if ((await store.lockInstruction(tx, id))?.settlement_id !== null) return not('the instruction has been settled')
  const posted = await post(deps, tx, long, repairing, 'reconciliation_set_off', [
    {
      part: 'set off',
      debit: account(deps, 'suspense_long', long.house),
      credit: account(deps, 'suspense_short', short.house),
      amount: long.amount,
    },
  ])
  if (typeof posted === 'string') return not(posted)
  if (settlement !== null) for (const id of settled) store.settleByHand(tx, settlement, id)
  store.resolve(tx, long.id, repairing)
  store.resolve(tx, short.id, repairing)
  return { done: true, transfers: posted, settlement, rest: 0n }
}

/** The suspense account that a suspended discrepancy stands in. */
function sideOf(row: store.RepairRow): 'suspense_long' | 'suspense_short' {
  const kind = row.line_kind ?? row.instruction_kind
  invariant(kind !== null, 'what stands in suspense has a kind')
  const unexpected = row.kind !== 'line_missing'
  return bringsMoneyIn(kind) === unexpected ? 'suspense_long' : 'suspense_short'
}

/** What a refund of a surplus must say. */
export type Returned = {
  readonly originalInstruction: Id<'ins'>
  readonly house: string
  readonly amount: bigint
  readonly channelOrder: ChannelOrder | null
}

/**
 * A surplus leaves suspense for whoever it came from: it is on its way back from here on, by a refund that the caller submits. Answers the
 * debit to return and how much. `giveBack` undoes it when the refund fails.
 */
export async function takeForRefund(
  deps: RepairDeps,
  tx: Tx,
  discrepancy: Id<'dsc'>,
  repairing: Repairing,
): Promise<Repaired & ({ readonly done: false } | { readonly refund: Returned })> {
  store.takeTurnOf(tx, discrepancy)
  const found = await store.lockForRepair(tx, discrepancy)
  if (found?.state !== 'suspended' || sideOf(found) !== 'suspense_long')
    return { done: false, reason: 'no surplus stands in suspense for it' }
  if (found.instruction_id === null || found.instruction_kind !== 'debit' || found.instruction_amount === null)
    return { done: false, reason: 'nothing of ours says whom it came from' }
  const posted = await post(deps, tx, found, repairing, 'reconciliation_refund', [
    {
      part: 'on its way back',
      debit: account(deps, 'suspense_long', found.house),
      credit: account(deps, 'refund_in_transit', found.house),
      amount: found.amount,
    },
  ])
  if (typeof posted === 'string') return { done: false, reason: posted }
  store.resolve(tx, found.id, repairing)
  const original = (await readInstructions(tx, [found.instruction_id])).get(found.instruction_id)?.channelOrder ?? null
  const order = original === null ? null : { ...original, originalAmount: found.instruction_amount }
  return {
    done: true,
    transfers: posted,
    // Booked again, in case the line was adopted by a run that died before its owner was told.
    settlement: found.settlement_id,
    rest: 0n,
    refund: { originalInstruction: found.instruction_id, house: found.house, amount: found.amount, channelOrder: order },
  }
}

/** Refunds failed: each surplus stands in suspense again. Locks accounts only: nobody else touches what is on its way back. */
export async function giveBack(
  deps: RepairDeps,
  tx: Tx,
  failed: readonly { readonly discrepancy: Id<'dsc'>; readonly house: string; readonly amount: bigint; readonly reference: string }[],
): Promise<void> {
  if (failed.length === 0) return
  const undo = createUndo()
  const transfers = failed.map(({ discrepancy, house, amount, reference }): NewTransfer & { kind: 'posted' } => ({
    kind: 'posted',
    id: derivedId<'trf'>(discrepancy, reference, 'back in suspense'),
    debit: account(deps, 'refund_in_transit', house),
    credit: account(deps, 'suspense_long', house),
    amount,
    reference,
    reason: { kind: 'reconciliation_refund_failed', arithmetic: formatId('dsc', discrepancy) },
  }))
  for (const { discrepancy } of failed) store.suspendAgain(tx, discrepancy)
  const accounts = transfers.flatMap(transfer => [transfer.debit, transfer.credit])
  const work = await deps.ledger.open(tx, { accounts, checkIds: transfers.map(transfer => transfer.id), undo })
  invariant(work.try(transfers).ok, 'accounts without a constraint take what failed')
  undo.accept()
  work.flush()
}
