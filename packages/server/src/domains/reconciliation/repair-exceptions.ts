/**
 * Repairs: what mends an exception. A repair is asked for (under maker-checker), kept, and carried out by a job that may run again: its
 * entries have ids that follow from it, and stand on the open day. One repair at a time is under way for an exception.
 */
import { derivedId, formatId, type Id, newId, parseId } from '../../kernel/ids.ts'
import { invariant, type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import { principalKey } from '../../kernel/principal.ts'
import type { Command } from '../../platform/commands.ts'
import type { Tx } from '../../platform/db.ts'
import type { Repaired } from '../clearing/clearing.ts'
import type { InstructionResult, OwnerSink } from '../clearing/types.ts'
import type { ReconciliationDeps } from './deps.ts'
import type { ReconciliationRefusalCode } from './errors.ts'
import { REPAIRS_OF } from './rules.ts'
import * as exceptions from './store/exceptions.ts'
import * as matching from './store/matching.ts'
import * as store from './store/repairs.ts'
import type { ReconException, Repair, RepairKind, RepairRequest } from './types.ts'

export const REPAIR_JOB = 'reconciliation.repair'

export type AskRepair = {
  readonly exceptionId: Id<'rex'>
  readonly kind: RepairKind
  readonly request: RepairRequest
  readonly comment: string
}

type Result = Outcome<Repair, ReconciliationRefusalCode>
const unfit = (reason: string, param = 'kind') => refuse('recon_repair_not_applicable', param, { reason })

/** Keeps repairs to be carried out. Refuses recon_exception_not_found, recon_exception_closed, recon_repair_not_applicable. */
export async function askRepairs(deps: ReconciliationDeps, tx: Tx, commands: readonly Command<AskRepair>[]): Promise<Result[]> {
  const now = deps.clock.now()
  const found = await exceptions.lockExceptions(tx, [
    ...new Set(
      commands.flatMap(({ input }) => [input.exceptionId, ...(input.request.against === undefined ? [] : [input.request.against])]),
    ),
  ])
  const inSuspense = await exceptions.suspendedOf(tx, [...found.keys()])
  const outcomes: Result[] = []
  for (const { input, context } of commands) {
    const item = found.get(input.exceptionId)
    const fit = item === undefined ? refuse('recon_exception_not_found', 'id') : await fitOf(tx, item, input, found, inSuspense)
    if (item === undefined || fit !== null) {
      outcomes.push(fit ?? refuse('recon_exception_not_found', 'id'))
      continue
    }
    const actor = principalKey(context.principal)
    const repair: Repair = {
      id: newId<'rrp'>(),
      exceptionId: item.id,
      kind: input.kind,
      state: 'pending',
      request: input.request,
      comment: input.comment,
      instructionId: null,
      result: null,
      failure: null,
      requestedBy: actor,
      requestedAt: now,
      finishedAt: null,
    }
    store.insertRepair(tx, repair)
    exceptions.setOpen(tx, item.id, 'repairing')
    exceptions.note(tx, item.id, { at: now, actor, event: 'repair_requested', words: `${input.kind}: ${input.comment}` })
    deps.jobs.add(tx, REPAIR_JOB, { repair: repair.id }, { key: `${REPAIR_JOB} ${repair.id}` })
    found.set(item.id, { ...item, state: 'repairing' })
    outcomes.push(ok(repair))
  }
  return outcomes
}

/** Why the repair does not fit; `null` when it does. The job looks once more, at what is then so. */
async function fitOf(
  tx: Tx,
  item: ReconException,
  { kind, request }: AskRepair,
  found: ReadonlyMap<Id<'rex'>, ReconException>,
  inSuspense: ReadonlySet<Id<'rex'>>,
): Promise<(Outcome<never, ReconciliationRefusalCode> & { ok: false }) | null> {
  const suspended = inSuspense.has(item.id)
  // What was explained and carried can still be mended.
  if (item.state !== 'open' && !(item.state === 'explained' && suspended))
    return refuse('recon_exception_closed', 'id', { state: item.state })
  if (!REPAIRS_OF[item.kind].includes(kind))
    return unfit(`a ${item.kind} takes ${REPAIRS_OF[item.kind].join(', ') || 'no repair, only an explanation'}`)
  switch (kind) {
    case 'match': {
      if (item.kind === 'short') {
        const other = request.against === undefined ? undefined : found.get(request.against)
        if (other?.kind !== 'long' || other.closedAt !== null) return unfit('name the open long line that this is, in `against`', 'against')
        if (item.instructionId === null) return unfit('nothing of ours is missing')
        return inSuspense.has(other.id) ? null : await differs(tx, other, await exceptions.instructionOf(tx, item.instructionId))
      }
      if (request.instruction === undefined) return unfit('name the instruction that the line is about', 'instruction')
      const instruction = await exceptions.instructionOf(tx, request.instruction)
      if (instruction === null || instruction.house !== item.source) return unfit('no such instruction to this source', 'instruction')
      if (instruction.state !== 'succeeded') return unfit(`the instruction is ${instruction.state}: book it first`, 'instruction')
      return suspended ? null : await differs(tx, item, instruction)
    }
    case 'write_off':
      if (item.instructionId === null || item.discrepancyId === null)
        return unfit('clearing has missed nothing for it yet: book the settlement first')
      if (item.kind === 'amount' && (item.found ?? 0n) >= (item.expected ?? 0n))
        return unfit('nothing is lost: it is more than was expected')
      return null
    case 'book_missing': {
      if (item.instructionId === null) return unfit('the line names no instruction of ours: match it by hand')
      const instruction = await exceptions.instructionOf(tx, item.instructionId)
      if (instruction === null || instruction.house !== item.source) return unfit('the instruction was given to another rail')
      return instruction.state === 'succeeded' ? unfit('the instruction has succeeded') : null
    }
    case 'refund_long':
      if (!suspended) return unfit('no money of it stands in suspense')
      return item.instructionId === null ? unfit('nothing of ours says whom it came from') : null
    case 'move_suspense': {
      const other = request.against === undefined ? undefined : found.get(request.against)
      if (other === undefined) return unfit('name the exception that it is set off against', 'against')
      return suspended && inSuspense.has(other.id) ? null : unfit('both must stand in suspense', 'against')
    }
    case 'accept_fee':
      return null
  }
}

/**
 * A line behind which nothing stands in suspense is its instruction's as it is, or not at all: what differs would be written away with it.
 * Of what stands in suspense clearing decides.
 */
async function differs(tx: Tx, item: ReconException, instruction: exceptions.InstructionFacts | null) {
  const line = item.importId === null || item.row === null ? null : await exceptions.lineOf(tx, item.importId, item.row)
  if (line === null || instruction === null || !isTrade(line.kind)) return null
  if (line.kind === instruction.kind && line.amount === instruction.amount) return null
  return unfit(`the line is a ${line.kind} of ${line.amount}, the instruction a ${instruction.kind} of ${instruction.amount}`)
}

const isTrade = (kind: string): boolean => kind === 'debit' || kind === 'refund' || kind === 'payout'

/** Carries out a repair that is pending. Harmless when repeated; throws when it should be tried again. */
export async function runRepair(deps: ReconciliationDeps, id: Id<'rrp'>): Promise<Repair | null> {
  const asked = await store.getRepair(deps.db, id)
  if (asked === null) return null
  if (asked.state !== 'pending') {
    // Killed between its entries and its owners, it tells them now.
    await tellOwners(deps, asked)
    return asked
  }
  const item = await exceptions.getException(deps.db, asked.exceptionId)
  invariant(item !== null, 'a repair has its exception')
  // The word of the bill goes the way of every result; its owner books it.
  if (asked.kind === 'book_missing') await hearOfMissing(deps, asked, item)
  const surplus = asked.kind === 'refund_long' && item.kind === 'amount' ? await keepSurplus(deps, asked, item) : null
  await deps.db.transaction(async tx => {
    const repair = await store.lockRepair(tx, id)
    if (repair === null || repair.state !== 'pending') return
    const now = deps.clock.now()
    const repairing = { by: repair.requestedBy, comment: repair.comment, reference: formatId('rrp', id), at: now }
    const done = surplus === null || surplus.done ? await carryOut(deps, tx, repair, item, repairing) : surplus
    const settlement = (surplus?.done === true ? surplus.settlement : null) ?? (done.done ? done.settlement : null)
    const entries = [...(surplus?.done === true ? surplus.transfers : []), ...(done.done ? done.transfers : [])].map(transfer =>
      formatId('trf', transfer),
    )
    const result = done.done ? { entries, ...(settlement === null ? {} : { settlement: formatId('stl', settlement) }), ...done.told } : null
    if (!done.done) {
      store.finishRepair(tx, id, { state: 'failed', result: null, failure: done.reason, at: now })
      exceptions.setOpen(tx, item.id, 'open')
      exceptions.note(tx, item.id, { at: now, actor: 'sys:reconciliation', event: 'repair_failed', words: done.reason })
    } else if (done.waits !== undefined) {
      store.finishRepair(tx, id, { state: 'waiting', result, failure: null, instructionId: done.waits, at: null })
    } else {
      store.finishRepair(tx, id, { state: 'done', result, failure: null, at: now })
      for (const each of [item.id, ...(done.also ?? [])]) finish(tx, each, repair, now)
    }
    deps.audit(tx, [
      {
        actor: repair.requestedBy,
        action: `reconciliation.${repair.kind}`,
        subject: formatId('rrp', id),
        result: done.done ? 'ok' : 'recon_repair_not_applicable',
        requestId: formatId('rrp', id),
        requestHash: null,
      },
    ])
  })
  const ended = await store.getRepair(deps.db, id)
  if (ended !== null) await tellOwners(deps, ended)
  await deps.db.transaction(async tx => exceptions.gatherDiscrepancies(tx, deps.timeZone, deps.clearing.houses, deps.clock.now()))
  return ended
}

/** A settlement that a repair changed is booked again: its owners hear of what is settled now. Harmless when repeated. */
async function tellOwners(deps: ReconciliationDeps, { result }: Repair): Promise<void> {
  const settlement = typeof result?.settlement === 'string' ? parseId('stl', result.settlement) : null
  if (settlement !== null) await deps.clearing.bookSettlement(settlement)
}

function finish(tx: Tx, id: Id<'rex'>, repair: Repair, now: Date): void {
  exceptions.close(tx, id, { state: 'repaired', at: now, by: repair.requestedBy, comment: repair.comment })
  exceptions.note(tx, id, { at: now, actor: repair.requestedBy, event: 'repaired', words: `${repair.kind}: ${repair.comment}` })
}

type CarriedOut =
  | (Repaired & {
      readonly done: true
      readonly waits?: Id<'ins'>
      readonly also?: readonly Id<'rex'>[]
      readonly told?: Readonly<Record<string, unknown>>
    })
  | (Repaired & { readonly done: false })

const NOTHING = { done: true, transfers: [], settlement: null, rest: 0n } as const
const failed = (reason: string): CarriedOut => ({ done: false, reason })

type Repairing = { readonly by: string; readonly comment: string; readonly reference: string; readonly at: Date }

async function carryOut(deps: ReconciliationDeps, tx: Tx, repair: Repair, item: ReconException, repairing: Repairing): Promise<CarriedOut> {
  const { repairs } = deps.clearing
  switch (repair.kind) {
    case 'match': {
      const line = item.kind === 'short' ? await exceptions.getException(tx, repair.request.against as Id<'rex'>) : item
      const instruction = item.kind === 'short' ? item.instructionId : (repair.request.instruction ?? null)
      if (line === null || instruction === null) return failed('nothing to match')
      const also = item.kind === 'short' ? [line.id] : await exceptions.shortsOf(tx, instruction)
      if (line.importId !== null && line.row !== null) matching.matchByHand(tx, line.importId, line.row, instruction)
      if (line.discrepancyId === null) return { ...NOTHING, also, told: { instruction: formatId('ins', instruction) } }
      const adopted = await repairs.adoptLine(tx, { discrepancy: line.discrepancyId, instruction }, repairing)
      return adopted.done ? { ...adopted, also, told: { instruction: formatId('ins', instruction) } } : adopted
    }
    case 'write_off': {
      if (item.discrepancyId === null || item.instructionId === null) return failed('clearing has missed nothing for it')
      return item.kind === 'amount'
        ? repairs.adoptLine(tx, { discrepancy: item.discrepancyId, instruction: item.instructionId, makeGood: true }, repairing)
        : repairs.makeGood(tx, item.discrepancyId, repairing)
    }
    case 'book_missing': {
      const instruction = item.instructionId === null ? null : await exceptions.instructionOf(tx, item.instructionId)
      if (instruction?.state !== 'succeeded')
        return failed(`its owner did not take the success: the instruction is ${instruction?.state ?? 'unknown'}`)
      const suspended = item.discrepancyId !== null && (await exceptions.suspendedOf(tx, [item.id])).has(item.id)
      if (!suspended || item.discrepancyId === null) return NOTHING
      return repairs.adoptLine(tx, { discrepancy: item.discrepancyId, instruction: instruction.id }, repairing)
    }
    case 'refund_long': {
      if (item.discrepancyId === null) return failed('no money of it stands in suspense')
      const taken = await repairs.takeForRefund(tx, item.discrepancyId, repairing)
      if (!taken.done || !('refund' in taken)) return taken.done ? failed('nothing to return') : taken
      const { house, amount, originalInstruction, channelOrder } = taken.refund
      const id = refundIdOf(repair.id)
      deps.clearing.submit(tx, [
        {
          id,
          purpose: 'long_refund',
          kind: 'refund',
          house,
          amount,
          currency: item.currency,
          originalInstruction,
          reference: repairing.reference,
          description: '长款退回',
          ...(channelOrder === null ? {} : { channelOrder }),
        },
      ])
      return { ...taken, waits: id, told: { refund: formatId('ins', id), amount: Number(amount) } }
    }
    case 'move_suspense': {
      const other = await exceptions.getException(tx, repair.request.against as Id<'rex'>)
      if (other === null || item.discrepancyId === null || other.discrepancyId === null) return failed('both must stand in suspense')
      const isLong = item.kind === 'long' || item.kind === 'duplicate' || (item.found ?? 0n) > (item.expected ?? 0n)
      const [long, short] = isLong ? [item.discrepancyId, other.discrepancyId] : [other.discrepancyId, item.discrepancyId]
      const set = await repairs.setOff(tx, { long, short }, repairing)
      return set.done ? { ...set, also: [other.id] } : set
    }
    case 'accept_fee':
      return NOTHING
  }
}

const PART_USED = 'a part of the line has been used'

/** Of a line over too much the instruction gets its own first: only the surplus is left to go back. Harmless when repeated. */
async function keepSurplus(deps: ReconciliationDeps, { id, requestedBy, comment }: Repair, item: ReconException): Promise<Repaired> {
  const { discrepancyId: discrepancy, instructionId: instruction } = item
  if (discrepancy === null || instruction === null) return { done: false, reason: 'nothing of ours says whom it came from' }
  const repairing = { by: requestedBy, comment, reference: formatId('rrp', id), at: deps.clock.now() }
  const adopted = await deps.db.transaction(tx => deps.clearing.repairs.adoptLine(tx, { discrepancy, instruction }, repairing))
  return !adopted.done && adopted.reason === PART_USED ? NOTHING : adopted
}

const HEARD_TRIES = 50
const HEARD_PAUSE_MS = 100

/** 掉单: what the bill says is told to clearing like any other statement of the rail, under a key of its own, and is waited for. */
async function hearOfMissing(deps: ReconciliationDeps, repair: Repair, item: ReconException): Promise<void> {
  const { instructionId } = item
  if (instructionId === null) return
  await deps.clearing.hear(item.source, [
    {
      eventKey: `reconciliation/${formatId('rrp', repair.id)}`,
      instructionId,
      instruction: formatId('ins', instructionId),
      answer: {
        result: 'succeeded',
        houseReference: null,
        settlementDate: item.date,
        amount: item.found ?? item.amount,
        retry: 'pointless',
      },
    },
  ])
  for (let tries = 0; tries < HEARD_TRIES; tries++) {
    const instruction = await exceptions.instructionOf(deps.db, instructionId)
    if (instruction === null || instruction.state === 'succeeded') return
    await new Promise(resolve => setTimeout(resolve, HEARD_PAUSE_MS))
  }
}

/** Refunds of surpluses end here: the repair is done, or the money stands in suspense again and the exception is open. */
export function longRefundSink(deps: ReconciliationDeps): OwnerSink {
  return {
    async open(tx, instructions) {
      const repairs = new Map(
        (
          await store.lockRepairsOfInstructions(
            tx,
            instructions.map(each => each.id),
          )
        ).map(repair => [repair.instructionId, repair]),
      )
      const told: { readonly repair: Repair; readonly result: InstructionResult; readonly house: string; readonly amount: bigint }[] = []
      return {
        apply(instruction, result) {
          const repair = repairs.get(instruction.id)
          invariant(repair !== undefined, 'a refund of a surplus belongs to a repair')
          if (repair.state === 'waiting') told.push({ repair, result, house: instruction.house, amount: instruction.amount })
        },
        async flush() {
          const now = deps.clock.now()
          const back: Parameters<typeof deps.clearing.repairs.giveBack>[1][number][] = []
          for (const { repair, result, house, amount } of told) {
            const item = await exceptions.getException(tx, repair.exceptionId)
            invariant(item !== null, 'a repair has its exception')
            if (result.outcome === 'succeeded') {
              store.finishRepair(tx, repair.id, { state: 'done', result: repair.result, failure: null, at: now })
              finish(tx, item.id, repair, now)
              continue
            }
            store.finishRepair(tx, repair.id, { state: 'failed', result: repair.result, failure: result.failureCode, at: now })
            exceptions.setOpen(tx, item.id, 'open')
            exceptions.note(tx, item.id, {
              at: now,
              actor: 'sys:reconciliation',
              event: 'repair_failed',
              words: `the refund failed: ${result.failureCode}`,
            })
            invariant(item.discrepancyId !== null, 'what was refunded had stood in suspense')
            back.push({ discrepancy: item.discrepancyId, house, amount, reference: formatId('rrp', repair.id) })
          }
          await deps.clearing.repairs.giveBack(tx, back)
        },
      }
    },
    settled: async () => {},
  }
}

/** The id of the instruction that returns a surplus follows from its repair. */
export const refundIdOf = (repair: Id<'rrp'>): Id<'ins'> => derivedId<'ins'>(repair, 'refund')
