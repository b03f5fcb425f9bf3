/** House A on the wire: REST paths, fen as integers, HTTP statuses that speak, UTF-8 files with fields parted by `|`. */
import { parseObject } from '../body.ts'
import { SCHEME_A } from '../signed-http.ts'
import type { Reply, SignedRequest } from '../signed-server.ts'
import type { Desk, Dialect } from './dialect.ts'
import {
  createAgreement,
  endAgreement,
  instruct,
  isRefusal,
  type Order,
  quotaOf,
  type Refusal,
  transferReserve,
  verifyAgreement,
} from './operations.ts'
import { totalsOf } from './settlement.ts'
import type { Agreement, BankAccounts, HouseInstruction, InstructionKind, Line, Movement } from './state.ts'

type Body = Readonly<Record<string, unknown>>

const PATHS: Readonly<Record<string, InstructionKind>> = { debits: 'debit', payouts: 'payout', refunds: 'refund' }

/** How long a payer may take on the bank's page unless the institution says otherwise, seconds. */
export const PAGE_SECONDS = 900

export const text = (body: Body, name: string, max = 128): string | null => {
  const value = body[name]
  return typeof value === 'string' && value.length > 0 && value.length <= max ? value : null
}

const amountOf = (body: Body): bigint | null => {
  const value = body.amount
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? BigInt(value) : null
}

const error = (status: number, code: string, message: string): Reply => ({ status, body: { error: { code, message } } })
const refused = ({ status, code, message }: Refusal): Reply => error(status, code, message)

const agreementBody = (agreement: Agreement): Body => ({
  agreement_id: agreement.id,
  status: agreement.status,
  agreement_no: agreement.agreementNo,
  account_token: agreement.accountToken,
  bank: agreement.bank,
  bank_code: agreement.bankCode,
  last4: agreement.last4,
})

const instructionBody = (instruction: HouseInstruction): Record<string, unknown> => ({
  instruction_id: instruction.instructionId,
  kind: instruction.kind,
  status: instruction.status,
  failure_code: instruction.failureCode,
  amount: Number(instruction.amount),
  currency: instruction.currency,
  house_reference: instruction.houseReference,
  settlement_date: instruction.settlementDate,
  occurred_at: instruction.occurredAt,
})

export const bankBody = (bank: BankAccounts): Record<string, unknown> => ({
  reserve: Number(bank.reserve),
  own: Number(bank.own),
  currency: 'CNY',
})

function orderOf(resource: string, body: Body): Order {
  const seconds = body.expires_in_seconds
  const isGateway = resource === 'gateway_payments'
  return {
    kind: isGateway ? 'debit' : (PATHS[resource] ?? 'debit'),
    instructionId: text(body, 'instruction_id', 64),
    amount: amountOf(body),
    currency: text(body, 'currency', 3),
    agreementNo: text(body, 'agreement_no'),
    payeeAccount: text(body, 'payee_account'),
    payeeName: text(body, 'payee_name'),
    originalInstructionId: text(body, 'original_instruction_id'),
    ...(isGateway
      ? {
          gateway: {
            bank: text(body, 'bank', 16) ?? 'SIM',
            returnUrl: text(body, 'return_url', 512),
            expiresInSeconds: typeof seconds === 'number' && seconds > 0 && seconds <= 86_400 ? seconds : PAGE_SECONDS,
          },
        }
      : {}),
    notifyUrl: text(body, 'notify_url', 512),
    purpose: text(body, 'purpose'),
  }
}

function begin(desk: Desk, order: Order): Reply {
  const taken = instruct(desk.context, order)
  if (isRefusal(taken)) return refused(taken)
  const { instruction } = taken
  if (taken.isNew) desk.begin(instruction)
  const body = instructionBody(desk.find(instruction.instructionId) ?? instruction)
  const page = instruction.gateway === null ? {} : { redirect_url: desk.pageOf(instruction) }
  return { status: instruction.status === 'processing' ? 202 : 200, body: { ...body, ...page } }
}

const rows = (fields: readonly (readonly unknown[])[]): Buffer => Buffer.from(`${fields.map(row => row.join('|')).join('\n')}\n`)

/** Header, one line per settled instruction, trailer with count, gross per kind and net. */
export function settlementFileA(institution: string, date: string, lines: readonly Line[]): Buffer {
  const { debit, payout, refund, net } = totalsOf(lines)
  return rows([
    ['H', 'FEIQIAN-SIM-SETTLEMENT', '1', institution, date, 'CNY'],
    ...lines.map((line, index) => ['L', index + 1, line.instruction, line.kind, line.amount, 'S', line.at]),
    ['T', lines.length, debit, payout, refund, net],
  ])
}

/** Header, one line per movement on the reserve account, trailer with count, what came in and what went out. */
export function fundFileA(institution: string, date: string, movements: readonly Movement[]): Buffer {
  const sum = (sign: 1 | -1): bigint =>
    movements.reduce((total, { amount }) => (amount > 0n === sign > 0 ? total + (sign > 0 ? amount : -amount) : total), 0n)
  return rows([
    ['H', 'FEIQIAN-SIM-FUND', '1', institution, date, 'CNY'],
    ...movements.map(({ reference, kind, amount, at, text: words }, index) => [
      'F',
      index + 1,
      reference,
      kind,
      amount < 0n ? 'D' : 'C',
      amount < 0n ? -amount : amount,
      at,
      words,
    ]),
    ['T', movements.length, sum(1), sum(-1)],
  ])
}

function fileOf(desk: Desk, bytes: Buffer, other: (() => Buffer) | null): Reply {
  const digest = other !== null && desk.strikes('file_digest') ? SCHEME_A.digestOf('another file') : null
  const sent = other !== null && digest === null && desk.strikes('file_changed') ? other() : bytes
  return {
    status: 200,
    raw: { bytes: sent, type: 'text/plain; charset=utf-8' },
    headers: { [SCHEME_A.headers.digest]: `${SCHEME_A.digestPrefix}${digest ?? SCHEME_A.digestOf(sent)}` },
  }
}

const NOT_READY = error(404, 'settlement_not_ready', 'the house has no file of this date')

async function files(desk: Desk, resource: string, date: string): Promise<Reply> {
  const { institution } = desk.context
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return error(400, 'parameter_invalid', 'the date is YYYY-MM-DD')
  if (resource === 'settlements') {
    const lines = await desk.lines(date)
    return lines === null
      ? NOT_READY
      : fileOf(desk, settlementFileA(institution, date, lines), () => settlementFileA(institution, date, []))
  }
  const movements = await desk.movements(date)
  return movements === null ? NOT_READY : fileOf(desk, fundFileA(institution, date, movements), null)
}

function agreements(desk: Desk, method: string, id: string | undefined, action: string | undefined, body: Body): Reply | null {
  if (method === 'POST' && id === undefined) {
    const made = createAgreement(desk.context, {
      requestId: text(body, 'request_id'),
      name: text(body, 'name'),
      idNumber: text(body, 'id_number'),
      cardNumber: text(body, 'card_number'),
      phone: text(body, 'phone', 20),
    })
    return isRefusal(made) ? refused(made) : { status: made.isNew ? 201 : 200, body: agreementBody(made.agreement) }
  }
  const changed =
    method === 'POST' && id !== undefined && action === 'verify'
      ? verifyAgreement(desk.context, id, body.code)
      : method === 'DELETE' && id !== undefined && action === undefined
        ? endAgreement(desk.context, id)
        : null
  if (changed === null) return null
  return isRefusal(changed) ? refused(changed) : { status: 200, body: agreementBody(changed) }
}

function reserve({ context }: Desk, method: string, path: string, body: Body): Reply | null {
  const bank = context.state.banks[context.institution]
  if (bank === undefined) return null
  if (path === '/reserve' && method === 'GET') return { status: 200, body: bankBody(bank) }
  if (path !== '/reserve/transfers' || method !== 'POST') return null
  const [transferId, amount] = [text(body, 'transfer_id', 64), amountOf(body)]
  const moved = transferReserve(context, transferId, body.direction, amount, text(body, 'purpose'))
  if (isRefusal(moved)) return refused(moved)
  return {
    status: 200,
    body: {
      transfer_id: transferId,
      direction: moved.direction,
      amount: Number(amount),
      status: moved.failureCode === null ? 'succeeded' : 'failed',
      failure_code: moved.failureCode,
      settlement_date: context.state.businessDate,
      ...bankBody(moved.bank),
    },
  }
}

function instructions(desk: Desk, method: string, resource: string, id: string, action: string | undefined): Reply | null {
  const kind = PATHS[resource]
  if (kind === undefined) return null
  const known = desk.find(id)
  if (known === null || known.kind !== kind) return error(404, 'instruction_not_found', 'the house has no such instruction')
  const page = known.gateway === null || known.status !== 'processing' ? {} : { redirect_url: desk.pageOf(known) }
  if (method === 'GET' && action === undefined) return { status: 200, body: { ...instructionBody(known), ...page } }
  if (method !== 'POST' || action !== 'close') return null
  if (known.status === 'processing' && !desk.close(known)) return error(409, 'not_closable', 'only an unpaid gateway payment can be closed')
  return { status: 200, body: instructionBody(known) }
}

async function route(desk: Desk, { method, path, raw }: SignedRequest): Promise<Reply> {
  const [, resource = '', id, action, ...rest] = path.split('/').map(part => decodeURIComponent(part))
  const body = parseObject(raw)
  if (body === null) return error(400, 'invalid_json', 'the body is a JSON object')
  const unknown = error(404, 'not_found', 'no such operation')
  if (rest.length > 0) return unknown
  if (method === 'GET' && id !== undefined && (resource === 'settlements' || resource === 'funds')) return files(desk, resource, id)
  if (method === 'POST' && id === undefined && (PATHS[resource] !== undefined || resource === 'gateway_payments'))
    return begin(desk, orderOf(resource, body))
  if (resource === 'agreements') return agreements(desk, method, id, action, body) ?? unknown
  if (resource === 'reserve') return reserve(desk, method, path, body) ?? unknown
  if (resource === 'quota' && method === 'GET') {
    const { quota, used } = quotaOf(desk.context.state, desk.context.institution)
    return { status: 200, body: { quota: quota === null ? null : Number(quota), used: Number(used), currency: 'CNY' } }
  }
  return (id === undefined ? null : instructions(desk, method, resource, id, action)) ?? unknown
}

/** It charges nothing. */
export const HOUSE_A: Dialect = {
  code: 'sim',
  name: { zh: '模拟清算平台甲', en: 'Simulated clearing house A' },
  scheme: SCHEME_A,
  prefix: 'SIM',
  feeOf: () => 0n,
  error,
  nameOf: ({ method, path }) => `${method} /${path.split('/')[1] ?? ''}`,
  route,
  notice: (eventId, instruction) => ({ event_id: eventId, type: 'instruction.result', ...instructionBody(instruction) }),
  shown: instructionBody,
}
