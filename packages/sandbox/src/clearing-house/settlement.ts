/**
 * Netting and the end of the business day: a cycle nets each institution's finished instructions into one movement on its reserve account;
 * the cut closes the last cycle, keeps the lines that the day's files are made of, and opens the next business date.
 */
import { strikes } from '../dice.ts'
import type { FaultSettings } from './faults.ts'
import { dayOf, type HouseInstruction, type HouseState, type InstructionKind, type Line, type Movement } from './state.ts'

export const nextDate = (date: string): string => new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)

/** What the house moves for these lines: collections less payouts, refunds and its fees. */
export type Totals = {
  readonly debit: bigint
  readonly payout: bigint
  readonly refund: bigint
  readonly fee: bigint
  readonly net: bigint
}

export function totalsOf(lines: readonly Line[]): Totals {
  const gross = (kind: InstructionKind): bigint => lines.reduce((sum, line) => (line.kind === kind ? sum + line.amount : sum), 0n)
  const fee = lines.reduce((sum, line) => sum + line.fee, 0n)
  const [debit, payout, refund] = [gross('debit'), gross('payout'), gross('refund')]
  return { debit, payout, refund, fee, net: debit - payout - refund - fee }
}

export type NettingDeps = {
  readonly state: HouseState
  readonly institutions: readonly string[]
  readonly settings: FaultSettings
  readonly roll: () => number
  readonly now: () => Date
  /** How references begin, e.g. `A`. */
  readonly code: string
}

function linesOf({ state, settings, roll }: NettingDeps, cycle: number, due: readonly HouseInstruction[]): Line[] {
  const lines: Line[] = []
  for (const instruction of due) {
    if (!instruction.held && strikes(settings, roll, 'line_missing')) instruction.held = true
    if (instruction.held) continue
    instruction.unsettled = false
    const line: Line = {
      cycle,
      reference: instruction.houseReference,
      instruction: instruction.instructionId,
      kind: instruction.kind,
      gateway: instruction.gateway !== null,
      amount: instruction.amount,
      fee: instruction.fee,
      at: instruction.occurredAt ?? '',
      purpose: instruction.purpose,
    }
    lines.push(strikes(settings, roll, 'line_altered') ? { ...line, amount: line.amount + 1n } : line)
    if (strikes(settings, roll, 'line_duplicate')) lines.push(line)
    if (strikes(settings, roll, 'line_extra')) lines.push({ ...line, instruction: `foreign_${String(++state.sequence).padStart(8, '0')}` })
  }
  return lines
}

/** Puts a movement on an institution's reserve account: at the reserve bank, or in the house's own books. */
export function move(state: HouseState, institution: string, movement: Movement): void {
  dayOf(state, institution).movements.push(movement)
  const bank = state.banks[institution]
  if (bank !== undefined) bank.reserve += movement.amount
  else state.postings.push({ ...movement, institution })
}

/** 轧差: nets what was finished since the last cycle. Returns the number of the cycle that ended. */
export function closeCycle(deps: NettingDeps): number {
  const { state } = deps
  let ended = 1
  const due = new Map<string, HouseInstruction[]>(deps.institutions.map(institution => [institution, []]))
  for (const instruction of Object.values(state.instructions))
    if (instruction.status === 'succeeded' && instruction.unsettled) due.get(instruction.institution)?.push(instruction)
  for (const [institution, instructions] of due) {
    const day = dayOf(state, institution)
    ended = day.cycle
    instructions.sort((a, b) => (a.houseReference < b.houseReference ? -1 : 1))
    const lines = linesOf(deps, day.cycle, instructions)
    day.lines.push(...lines)
    day.cycle += 1
    const { net } = totalsOf(lines)
    if (net === 0n) continue
    const date = state.businessDate
    move(state, institution, {
      reference: `${deps.code}${date.replaceAll('-', '')}${String(ended).padStart(2, '0')}`,
      kind: 'netting',
      amount: net,
      date,
      at: deps.now().toISOString(),
      text: `清算轧差 ${date} 第${ended}场`,
    })
  }
  return ended
}

/** 日切: closes the last cycle; the files of the date are final from now on. */
export function cutDay(deps: NettingDeps): void {
  const { state } = deps
  closeCycle(deps)
  for (const institution of deps.institutions) {
    const { lines, movements } = dayOf(state, institution)
    state.closed[`${institution}/${state.businessDate}`] = { lines, movements }
    state.days[institution] = { cycle: 1, lines: [], movements: [] }
  }
  state.businessDate = nextDate(state.businessDate)
}
