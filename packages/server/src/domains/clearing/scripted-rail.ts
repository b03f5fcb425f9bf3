/**
 * A rail in memory for clearing's own tests of what any rail may say: it answers as it is told to, in order, and then as its default
 * says; it counts what it was asked. Real protocols are tested with their connectors.
 */
import { createHash } from 'node:crypto'
import { formatId, type Id, parseId } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import type { ClearingRefusalCode, HouseAnswer, HouseConnection, InboundResult, Quota, SettlementFile, SettlementLine } from './ports.ts'
import type { Instruction } from './types.ts'

type Call = 'debit' | 'payout' | 'refund' | 'query' | 'close'
type Scripted = HouseAnswer | Promise<HouseAnswer>

export type ScriptedRail = {
  readonly connection: HouseConnection
  /** The next answers of this call, before its default. */
  say(call: Call, ...answers: Scripted[]): void
  /** What this call answers when nothing is scripted. */
  always(call: Call, answer: (instruction: Pick<Instruction, 'id' | 'amount'>) => Scripted): void
  /** What was asked, in order: `debit ins_…`. */
  readonly calls: string[]
  callsOf(call: Call, id: Id<'ins'>): number
  file: Outcome<SettlementFile, ClearingRefusalCode>
  /** `null`: it tells none. */
  quota: Outcome<Quota, ClearingRefusalCode> | null
  connected: boolean
}

export const ACCEPTED: HouseAnswer = { result: 'accepted', houseReference: null, retry: 'safe' }
export const CODE: HouseAnswer = { ...ACCEPTED, action: { type: 'qr_code', content: 'weixin://wxpay/x', expiresAt: null } }
export const UNREACHED: HouseAnswer = { result: 'not_sent', reason: 'refused connection', retry: 'safe' }
export const SILENT: HouseAnswer = { result: 'unknown', reason: 'timeout', retry: 'safe' }
export const NOT_FOUND: HouseAnswer = { result: 'not_found', retry: 'safe' }
export const CLOSED: HouseAnswer = { result: 'failed', code: 'closed', retry: 'pointless' }
export const paid = (amount: bigint, date: BusinessDate, more: { payer?: string; fee?: bigint } = {}): HouseAnswer => ({
  result: 'succeeded',
  houseReference: 'W1',
  settlementDate: date,
  amount,
  retry: 'pointless',
  ...more,
})

export const SIGNED = 'signed'

export function createScriptedRail(): ScriptedRail {
  const scripts = new Map<Call, Scripted[]>()
  const defaults = new Map<Call, (instruction: Pick<Instruction, 'id' | 'amount'>) => Scripted>()
  const calls: string[] = []
  const answer = async (call: Call, instruction: Pick<Instruction, 'id' | 'amount'>): Promise<HouseAnswer> => {
    calls.push(`${call} ${formatId('ins', instruction.id)}`)
    return scripts.get(call)?.shift() ?? defaults.get(call)?.(instruction) ?? SILENT
  }
  const rail: ScriptedRail = {
    calls,
    callsOf: (call, id) => calls.filter(made => made === `${call} ${formatId('ins', id)}`).length,
    say(call, ...answers) {
      scripts.set(call, [...(scripts.get(call) ?? []), ...answers])
    },
    always(call, say) {
      defaults.set(call, say)
    },
    file: refuse('clearing_settlement_not_ready', 'date'),
    quota: null,
    connected: true,
    connection: {
      port: {
        debit: instruction => answer('debit', instruction),
        payout: instruction => answer('payout', instruction),
        refund: instruction => answer('refund', instruction),
        query: instruction => answer('query', instruction),
        close: instruction => answer('close', instruction),
        settlementFile: async () => rail.file,
        quota: async () => rail.quota,
      },
      callbacks: {
        answers: {
          accepted: { status: 200, contentType: 'text/plain', body: 'success' },
          refused: code => (code === 'callback_invalid' ? null : { status: 401, contentType: 'text/plain', body: 'fail' }),
        },
        read({ rawBody, header }): Outcome<InboundResult, ClearingRefusalCode> {
          if (header('x-signature') !== SIGNED) return refuse('callback_signature_invalid')
          const fields = new URLSearchParams(rawBody.toString('utf8'))
          const [key, id, amount, date] = ['key', 'id', 'amount', 'date'].map(name => fields.get(name) ?? '')
          if (key === undefined || key === '' || id === undefined) return refuse('callback_invalid')
          const said = fields.get('unrecognised')
          return ok({
            eventKey: key,
            instruction: id,
            instructionId: parseId('ins', id),
            answer:
              said === null
                ? paid(BigInt(amount || 0), date as BusinessDate)
                : { result: 'unknown', reason: 'status', unrecognised: said, retry: 'safe' },
          })
        },
      },
      connected: () => rail.connected,
    },
  }
  return rail
}

/** A callback of the scripted rail: a signed form. */
export const statement = (fields: Readonly<Record<string, string>>, signature = SIGNED) => ({
  method: 'POST',
  path: '/callbacks/clearing/rail',
  rawBody: Buffer.from(new URLSearchParams(fields).toString()),
  header: (name: string) => (name === 'x-signature' ? signature : undefined),
})

type Line = Pick<SettlementLine, 'instruction' | 'kind' | 'amount' | 'fee'>

/** A file whose totals are those of its lines. */
export function fileOf(date: BusinessDate, lines: readonly Line[], at: Date, change: Partial<SettlementFile> = {}): SettlementFile {
  const sum = (kind: SettlementLine['kind']): bigint =>
    lines.reduce((total, line) => (line.kind === kind ? total + line.amount : total), 0n)
  const feeTotal = lines.reduce((total, line) => total + (line.fee ?? 0n), 0n)
  const text = lines.map(line => `${line.instruction} ${line.kind} ${line.amount} ${line.fee ?? 0n}`).join('\n')
  return {
    date,
    currency: 'CNY',
    digest: createHash('sha256').update(`${date} ${text}`).digest('hex'),
    text,
    lines: lines.map((line, index) => ({ ...line, lineNumber: index + 1, at })),
    debitTotal: sum('debit'),
    payoutTotal: sum('payout'),
    refundTotal: sum('refund'),
    feeTotal,
    net: sum('debit') - sum('payout') - sum('refund') - feeTotal,
    ...change,
  }
}
