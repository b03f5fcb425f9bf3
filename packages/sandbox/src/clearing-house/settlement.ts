/** The day roll: writes each institution's settlement file, nets it on the reserve account and opens the next business date. */
import { strikes } from '../dice.ts'
import type { FaultSettings } from './faults.ts'
import { digestOf } from './signature.ts'
import type { HouseInstruction, HouseState, InstructionKind } from './state.ts'

type Line = { readonly instruction: string; readonly kind: InstructionKind; readonly amount: bigint; readonly at: string }

export const nextDate = (date: string): string => new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)

/** Header, one line per settled instruction, trailer with count, gross per kind and net; fields are parted by `|`. */
export function fileText(institution: string, date: string, lines: readonly Line[]): { text: string; net: bigint } {
  const gross = (kind: InstructionKind): bigint => lines.reduce((sum, line) => (line.kind === kind ? sum + line.amount : sum), 0n)
  const net = gross('debit') - gross('payout') - gross('refund')
  const rows = [
    ['H', 'FEIQIAN-SIM-SETTLEMENT', '1', institution, date, 'CNY'],
    ...lines.map((line, index) => ['L', index + 1, line.instruction, line.kind, line.amount, 'S', line.at]),
    ['T', lines.length, gross('debit'), gross('payout'), gross('refund'), net],
  ]
  return { text: `${rows.map(row => row.join('|')).join('\n')}\n`, net }
}

function linesOf(instructions: readonly HouseInstruction[], faults: FaultSettings, roll: () => number, extra: () => string): Line[] {
  const lines: Line[] = []
  for (const instruction of instructions) {
    if (!instruction.held && strikes(faults, roll, 'line_missing')) instruction.held = true
    if (instruction.held) continue
    instruction.unsettled = false
    const line = {
      instruction: instruction.instructionId,
      kind: instruction.kind,
      amount: instruction.amount,
      at: instruction.occurredAt ?? '',
    }
    lines.push(strikes(faults, roll, 'line_altered') ? { ...line, amount: line.amount + 1n } : line)
    if (strikes(faults, roll, 'line_duplicate')) lines.push(line)
    if (strikes(faults, roll, 'line_extra')) lines.push({ ...line, instruction: extra() })
  }
  return lines
}

/** Cuts the current business date for every institution; the file of that date is final from now on. */
export function cutDay(state: HouseState, institutions: readonly string[], faults: FaultSettings, roll: () => number): void {
  const date = state.businessDate
  for (const institution of institutions) {
    const due = Object.values(state.instructions)
      .filter(instruction => instruction.institution === institution && instruction.status === 'succeeded' && instruction.unsettled)
      .sort((a, b) => (a.houseReference < b.houseReference ? -1 : 1))
    const extra = (): string => `foreign_${String(++state.sequence).padStart(8, '0')}`
    const { text, net } = fileText(institution, date, linesOf(due, faults, roll, extra))
    state.files[`${institution}/${date}`] = { text, digest: digestOf(text) }
    const bank = state.banks[institution]
    if (bank !== undefined) bank.reserve += net
  }
  state.businessDate = nextDate(date)
}
