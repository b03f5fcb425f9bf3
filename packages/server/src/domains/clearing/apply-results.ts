/**
 * The one way in for what is learnt about instructions: answers, callbacks, queries and settlement lines. A transaction for
 * each owner: it takes the statements from the inbox, lets the owner lock its rows, locks the instructions, decides by rules.ts and lets the
 * owner act, so a result and what follows from it commit together. Never calls the network.
 */
import type { Id } from '../../kernel/ids.ts'
import { invariant } from '../../kernel/outcome.ts'
import type { Clock } from '../../kernel/time.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { concernsOwner, decide, type Flag, nextLookAt, type Observation, UNDELIVERABLE_ATTEMPTS } from './rules.ts'
import * as discrepancies from './store/discrepancies.ts'
import * as inbox from './store/inbox.ts'
import * as store from './store/instructions.ts'
import type { Instruction, InstructionPurpose, InstructionResult, OwnerSink } from './types.ts'

export type Report = {
  readonly house: string
  /** The instruction as the house names it. */
  readonly instruction: string
  /** `null` when that is no id of ours. */
  readonly instructionId: Id<'ins'> | null
  readonly observation: Observation
  /** The instruction as it was when it was sent or asked about, where that is known: spares reading it. */
  readonly known?: Instruction
  /** Of statements in the inbox: a statement is applied once. */
  readonly inboxId?: bigint
}

export type ApplyDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly sinkOf: (purpose: InstructionPurpose) => OwnerSink
  /** Told in the transaction of instructions whose payer must do something next. */
  readonly onActions: (tx: Tx, instructions: readonly Instruction[]) => Promise<void> | void
  /** Told after the commit of what moved. */
  readonly onMoved: (instructions: readonly Instruction[]) => void
}

/** Reports of one owner; `null` for those that concern no owner. */
export type ReportGroup = {
  readonly sink: OwnerSink | null
  readonly reports: readonly Report[]
  readonly known: ReadonlyMap<Id<'ins'>, Instruction>
}

/** Sorts reports by owner, in order of arrival within each. */
export async function groupReports(deps: ApplyDeps, reports: readonly Report[]): Promise<ReportGroup[]> {
  const known = new Map(reports.flatMap(report => (report.known === undefined ? [] : [[report.known.id, report.known] as const])))
  const ids = new Set(reports.flatMap(({ instructionId: id }) => (id === null || known.has(id) ? [] : [id])))
  if (ids.size > 0) for (const [id, instruction] of await store.readInstructions(deps.db, [...ids])) known.set(id, instruction)
  const groups = new Map<OwnerSink | null, Report[]>()
  for (const report of reports) {
    const instruction = report.instructionId === null ? undefined : known.get(report.instructionId)
    const sink = instruction !== undefined && concernsOwner(report.observation) ? deps.sinkOf(instruction.purpose) : null
    const group = groups.get(sink)
    if (group === undefined) groups.set(sink, [report])
    else group.push(report)
  }
  return [...groups].map(([sink, list]) => ({ sink, reports: list, known }))
}

type Working = Instruction & { readonly nextAt: Date | null }

/** Applies one group in the transaction. */
export async function applyGroup(deps: ApplyDeps, tx: Tx, group: ReportGroup): Promise<void> {
  const now = deps.clock.now()
  const waiting = await inbox.lockStatements(
    tx,
    group.reports.flatMap(report => report.inboxId ?? []),
  )
  const taken = [...waiting]
  // `delete` answers whether it was there: what somebody else applies, or has applied, is no news.
  const news = group.reports.filter(report => report.inboxId === undefined || waiting.delete(report.inboxId))
  if (news.length === 0) return
  const ids = [
    ...new Set(
      news.flatMap(report => (report.instructionId !== null && group.known.has(report.instructionId) ? [report.instructionId] : [])),
    ),
  ]
  const owned = ids.flatMap(id => group.known.get(id) ?? [])
  const work = group.sink === null ? null : await group.sink.open(tx, owned)
  const locked: ReadonlyMap<Id<'ins'>, Instruction> = ids.length === 0 ? new Map() : await store.lockInstructions(tx, ids)
  const working = new Map<Id<'ins'>, Working>()
  const found: discrepancies.NewDiscrepancy[] = []
  const finals: Id<'ins'>[] = []
  const acting: Instruction[] = []

  for (const report of news) {
    const id = report.instructionId
    const instruction = id === null ? undefined : (working.get(id) ?? locked.get(id))
    if (instruction === undefined || instruction.house !== report.house) {
      found.push(unknownInstruction(report))
      continue
    }
    const finish = (result: InstructionResult): void => {
      const next: Working = {
        ...instruction,
        state: result.outcome,
        failureCode: result.outcome === 'failed' ? result.failureCode : null,
        houseReference: result.outcome === 'succeeded' ? (result.houseReference ?? instruction.houseReference) : instruction.houseReference,
        settlementDate: result.outcome === 'succeeded' ? result.settlementDate : null,
        payer: result.outcome === 'succeeded' ? result.payer : instruction.payer,
        fee: result.outcome === 'succeeded' ? result.fee : instruction.fee,
        waitReason: null,
        completedAt: now,
        nextAt: null,
      }
      invariant(work !== null, 'a final result is applied together with its owner')
      working.set(instruction.id, next)
      finals.push(instruction.id)
      work.apply(next, result)
    }
    const { observation } = report
    const decision = decide(instruction, observation)
    if ('flag' in decision && decision.flag !== undefined) found.push(flagged(instruction, decision.flag))
    switch (decision.change) {
      case 'none':
        break
      case 'contradiction':
        found.push({
          fingerprint: `${decision.discrepancy}/${instruction.id}/${decision.detail}`,
          house: instruction.house,
          kind: decision.discrepancy,
          instructionId: instruction.id,
          settlementId: null,
          amount: instruction.amount,
          currency: instruction.currency,
          detail: decision.detail,
        })
        if (decision.lateSuccess !== undefined && group.sink?.takesLateSuccess === true) finish(decision.lateSuccess)
        break
      case 'progress': {
        const next: Instruction = {
          ...instruction,
          state: decision.state,
          houseReference: (observation.kind === 'accepted' ? observation.houseReference : null) ?? instruction.houseReference,
          action: (observation.kind === 'accepted' ? observation.action : undefined) ?? instruction.action,
          waitReason: (observation.kind === 'not_sent' ? observation.waits : undefined) ?? null,
        }
        working.set(instruction.id, { ...next, nextAt: nextLookAt(decision.state, next, now) })
        if (next.action !== null && observation.kind === 'accepted' && observation.action !== undefined) acting.push(next)
        if (decision.state === 'created' && next.waitReason === null && instruction.attempts >= UNDELIVERABLE_ATTEMPTS)
          found.push(undeliverable(instruction))
        break
      }
      case 'final':
        finish(decision.result)
        break
    }
  }

  if (taken.length > 0) inbox.markApplied(tx, taken)
  if (working.size > 0) store.updateInstructions(tx, [...working.values()])
  if (working.size > 0) tx.afterCommit(() => deps.onMoved([...working.values()]))
  if (acting.length > 0) await deps.onActions(tx, acting)
  discrepancies.insertDiscrepancies(tx, found, now)
  if (finals.length > 0) {
    discrepancies.closeSilent(tx, finals, now)
    await work?.flush()
  }
}

const flagged = (instruction: Instruction, flag: Flag): discrepancies.NewDiscrepancy => ({
  fingerprint: `${flag.discrepancy}/${instruction.id}/${flag.detail}`,
  house: instruction.house,
  kind: flag.discrepancy,
  instructionId: instruction.id,
  settlementId: null,
  amount: instruction.amount,
  currency: instruction.currency,
  detail: flag.detail,
})

const unknownInstruction = (report: Report): discrepancies.NewDiscrepancy => ({
  fingerprint: `unknown_instruction/${report.house}/${report.instruction}`,
  house: report.house,
  kind: 'unknown_instruction',
  instructionId: null,
  settlementId: null,
  amount: report.observation.kind === 'succeeded' ? report.observation.amount : 0n,
  currency: 'CNY',
  detail: `the house reports ${report.observation.kind} of ${report.instruction}, which we never instructed`,
})

const undeliverable = (instruction: Instruction): discrepancies.NewDiscrepancy => ({
  fingerprint: `undeliverable/${instruction.id}`,
  house: instruction.house,
  kind: 'undeliverable',
  instructionId: instruction.id,
  settlementId: null,
  amount: instruction.amount,
  currency: instruction.currency,
  detail: `the house could not be reached in ${instruction.attempts} attempts; it is tried further`,
})
