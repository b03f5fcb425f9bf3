/**
 * House B on the wire: messages of a transaction code with head and body, yuan as text, HTTP 200 whatever the business says, signatures by SM3,
 * and files in GBK whose amounts have thousands separators. Nothing of it is any real house's.
 */
import { parseObject } from '../body.ts'
import { gbk } from '../gbk.ts'
import { SCHEME_B } from '../signed-http.ts'
import type { Reply, SignedRequest } from '../signed-server.ts'
import type { Desk, Dialect } from './dialect.ts'
import { PAGE_SECONDS, text } from './house-a.ts'
import { createAgreement, endAgreement, instruct, isRefusal, type Order, quotaOf, type Refusal, verifyAgreement } from './operations.ts'
import { totalsOf } from './settlement.ts'
import type { Agreement, HouseInstruction, InstructionKind, Line, Movement } from './state.ts'

type Body = Readonly<Record<string, unknown>>

/** What the house charges for each collection, fen. */
const ITEM_FEE = 10n

export const RET_CODES: Readonly<Record<string, string>> = {
  not_found: 'R000',
  parameter_invalid: 'R001',
  instruction_differs: 'R002',
  instruction_not_found: 'R003',
  quota_exhausted: 'R004',
  agreement_not_found: 'R005',
  code_wrong: 'R006',
  code_expired: 'R007',
  card_invalid: 'R008',
  details_mismatch: 'R009',
  not_closable: 'R010',
  settlement_not_ready: 'R011',
  signature_invalid: 'R012',
  body_too_large: 'R013',
  invalid_json: 'R014',
  internal: 'R999',
}

export const ERR_CODES: Readonly<Record<string, string>> = {
  insufficient_funds: 'F51',
  risk_refused: 'F34',
  card_expired: 'F54',
  account_closed: 'F14',
  agreement_ended: 'F25',
  original_not_refundable: 'F60',
  refund_exceeds_original: 'F61',
  payer_refused: 'F70',
  payer_timeout: 'F71',
  closed: 'F72',
  contradiction: 'F98',
}

const STATUSES = { processing: '1', succeeded: '2', failed: '3' } as const

const compact = (date: string): string => date.replaceAll('-', '')

/** yyyyMMddHHmmss, Beijing time. */
const timeOf = (instant: string | Date): string =>
  new Date(new Date(instant).getTime() + 8 * 3_600_000).toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)

const yuan = (fen: bigint): string => {
  const digits = (fen < 0n ? -fen : fen).toString().padStart(3, '0')
  return `${fen < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** 1,234.56 */
const grouped = (fen: bigint): string => yuan(fen).replace(/\B(?=(\d{3})+\.)/g, ',')

function fenOf(value: unknown): bigint | null {
  if (typeof value !== 'string' || !/^(0|[1-9]\d{0,13})\.\d{2}$/.test(value)) return null
  const fen = BigInt(value.replace('.', ''))
  return fen > 0n ? fen : null
}

const error = (status: number, code: string, message: string): Reply => ({
  status: status === 401 || status === 413 || status >= 500 ? status : 200,
  body: { head: { ret_code: RET_CODES[code] ?? 'R001', ret_msg: `${code}: ${message}` }, body: {} },
})

const refused = ({ status, code, message }: Refusal): Reply => error(status, code, message)

type Message = { readonly head: Body; readonly body: Body }

const done = ({ head }: Message, body: Body): Reply => ({
  status: 200,
  body: { head: { trx_code: head.trx_code, trx_seq: head.trx_seq, ret_code: '0000', ret_msg: '成功' }, body },
})

const orderBody = (instruction: HouseInstruction): Record<string, unknown> => ({
  ord_no: instruction.instructionId,
  trx_sts: STATUSES[instruction.status],
  err_code: instruction.failureCode === null ? '' : (ERR_CODES[instruction.failureCode] ?? 'F99'),
  trx_amt: yuan(instruction.amount),
  ccy: '156',
  pft_no: instruction.houseReference,
  clr_date: instruction.settlementDate === null ? '' : compact(instruction.settlementDate),
  fin_time: instruction.occurredAt === null ? '' : timeOf(instruction.occurredAt),
  fee_amt: yuan(instruction.fee),
})

const signingBody = (agreement: Agreement): Body => ({
  sgn_no: agreement.id,
  sgn_sts: agreement.status === 'active' ? '2' : agreement.status === 'ended' ? '3' : '1',
  agr_no: agreement.agreementNo ?? '',
  acct_tkn: agreement.accountToken ?? '',
  bank_nm: agreement.bank,
  bank_cd: agreement.bankCode,
  card_tail: agreement.last4,
})

const KINDS: Readonly<Record<string, InstructionKind>> = { DK01: 'debit', WG01: 'debit', FK01: 'payout', TK01: 'refund' }

function orderOf(code: string, body: Body): Order {
  const seconds = Number(body.exp_sec)
  return {
    kind: KINDS[code] ?? 'debit',
    instructionId: text(body, 'ord_no', 64),
    amount: fenOf(body.trx_amt),
    currency: body.ccy === '156' ? 'CNY' : null,
    agreementNo: text(body, 'agr_no'),
    payeeAccount: text(body, 'rcv_acct'),
    payeeName: text(body, 'rcv_nm'),
    originalInstructionId: text(body, 'org_ord_no'),
    ...(code === 'WG01'
      ? {
          gateway: {
            bank: text(body, 'bank_cd', 16) ?? 'SIM',
            returnUrl: text(body, 'ret_url', 512),
            expiresInSeconds: seconds > 0 && seconds <= 86_400 ? seconds : PAGE_SECONDS,
          },
        }
      : {}),
    notifyUrl: text(body, 'ntf_url', 512),
    purpose: text(body, 'summary'),
  }
}

const withPage = (desk: Desk, instruction: HouseInstruction): Body => ({
  ...orderBody(instruction),
  ...(instruction.gateway === null || instruction.status !== 'processing' ? {} : { pay_url: desk.pageOf(instruction) }),
})

function begin(desk: Desk, message: Message, code: string): Reply {
  const taken = instruct(desk.context, orderOf(code, message.body))
  if (isRefusal(taken)) return refused(taken)
  if (taken.isNew) desk.begin(taken.instruction)
  return done(message, withPage(desk, desk.find(taken.instruction.instructionId) ?? taken.instruction))
}

function known(desk: Desk, { body }: Message): HouseInstruction | null {
  const found = desk.find(text(body, 'ord_no', 64) ?? '')
  return found !== null && found.kind === KINDS[String(body.ord_type)] ? found : null
}

function signing(desk: Desk, message: Message, code: string): Reply {
  const { body } = message
  if (code === 'QY01') {
    const made = createAgreement(desk.context, {
      requestId: text(body, 'sgn_seq'),
      name: text(body, 'cst_nm'),
      idNumber: text(body, 'cert_no'),
      cardNumber: text(body, 'card_no'),
      phone: text(body, 'mobile', 20),
    })
    return isRefusal(made) ? refused(made) : done(message, signingBody(made.agreement))
  }
  const changed =
    code === 'QY02'
      ? verifyAgreement(desk.context, text(body, 'sgn_no') ?? '', body.sms_code)
      : endAgreement(desk.context, text(body, 'agr_no') ?? '')
  return isRefusal(changed) ? refused(changed) : done(message, signingBody(changed))
}

function transact(desk: Desk, message: Message): Reply {
  const code = String(message.head.trx_code)
  if (KINDS[code] !== undefined) return begin(desk, message, code)
  switch (code) {
    case 'QY01':
    case 'QY02':
    case 'QY03':
      return signing(desk, message, code)
    case 'CX01': {
      const found = known(desk, message)
      return found === null ? error(404, 'instruction_not_found', '订单不存在') : done(message, withPage(desk, found))
    }
    case 'WG02': {
      const found = known(desk, message)
      if (found === null) return error(404, 'instruction_not_found', '订单不存在')
      if (found.status === 'processing' && !desk.close(found)) return error(409, 'not_closable', '订单不可关闭')
      return done(message, orderBody(found))
    }
    case 'ED01': {
      const { quota, used } = quotaOf(desk.context.state, desk.context.institution)
      return done(message, { quota_amt: quota === null ? '' : yuan(quota), used_amt: yuan(used) })
    }
    default:
      return error(404, 'not_found', `no transaction ${code}`)
  }
}

const BUSINESS: Readonly<Record<InstructionKind, string>> = { debit: '协议支付', payout: '付款', refund: '退款' }

const field = (value: string): string => value.replaceAll(/[|\r\n]/g, ' ')

/** GBK, CRLF, fields parted by `|`; head, columns, lines, totals. */
export function settlementFileB(institution: string, date: string, lines: readonly Line[]): Buffer {
  const { debit, payout, refund, fee, net } = totalsOf(lines)
  const rows = [
    ['#清算对账文件', 'V2', institution, compact(date), '人民币'],
    ['场次', '平台流水号', '机构订单号', '业务类型', '交易金额', '手续费', '完成时间', '摘要'],
    ...lines.map(line => [
      line.cycle,
      line.reference,
      line.instruction,
      line.gateway ? '网关支付' : BUSINESS[line.kind],
      grouped(line.amount),
      grouped(line.fee),
      timeOf(line.at),
      field(line.purpose),
    ]),
    ['#合计', lines.length, grouped(debit), grouped(payout), grouped(refund), grouped(fee), grouped(net)],
  ]
  return gbk(`${rows.map(row => row.join('|')).join('\r\n')}\r\n`)
}

export function fundFileB(institution: string, date: string, movements: readonly Movement[]): Buffer {
  const sum = (sign: 1 | -1): bigint =>
    movements.reduce((total, { amount }) => (amount > 0n === sign > 0 ? total + (sign > 0 ? amount : -amount) : total), 0n)
  const rows = [
    ['#资金清算文件', 'V2', institution, compact(date), '人民币'],
    ['资金流水号', '业务类型', '收支', '金额', '记账时间', '摘要'],
    ...movements.map(({ reference, kind, amount, at, text: words }) => [
      reference,
      kind === 'netting' ? '轧差' : '网络清算',
      amount < 0n ? '支出' : '收入',
      grouped(amount < 0n ? -amount : amount),
      timeOf(at),
      field(words),
    ]),
    ['#合计', movements.length, grouped(sum(1)), grouped(sum(-1))],
  ]
  return gbk(`${rows.map(row => row.join('|')).join('\r\n')}\r\n`)
}

function fileOf(desk: Desk, bytes: Buffer, other: (() => Buffer) | null): Reply {
  const digest = other !== null && desk.strikes('file_digest') ? SCHEME_B.digestOf('another file') : null
  const sent = other !== null && digest === null && desk.strikes('file_changed') ? other() : bytes
  return {
    status: 200,
    raw: { bytes: sent, type: 'text/plain; charset=gbk' },
    headers: { [SCHEME_B.headers.digest]: `${SCHEME_B.digestPrefix}${digest ?? SCHEME_B.digestOf(sent)}` },
  }
}

const NOT_READY = error(404, 'settlement_not_ready', '文件尚未生成')

async function files(desk: Desk, date: string, kind: string): Promise<Reply> {
  const { institution } = desk.context
  const day = date.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')
  if (day.length !== 10 || (kind !== 'QS' && kind !== 'ZJ')) return error(400, 'parameter_invalid', '/files/{yyyyMMdd}/QS or ZJ')
  if (kind === 'QS') {
    const lines = await desk.lines(day)
    return lines === null ? NOT_READY : fileOf(desk, settlementFileB(institution, day, lines), () => settlementFileB(institution, day, []))
  }
  const movements = await desk.movements(day)
  return movements === null ? NOT_READY : fileOf(desk, fundFileB(institution, day, movements), null)
}

const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value)

function messageOf(raw: Buffer): Message | null {
  const given = parseObject(raw)
  return given !== null && isBody(given.head) && isBody(given.body) ? { head: given.head, body: given.body } : null
}

async function route(desk: Desk, { method, path, raw }: SignedRequest): Promise<Reply> {
  const [, resource, date = '', kind = ''] = path.split('/')
  if (method === 'GET' && resource === 'files') return files(desk, date, kind)
  if (method !== 'POST' || path !== '/trx') return error(404, 'not_found', 'POST /trx, or GET /files/{yyyyMMdd}/{QS|ZJ}')
  const message = messageOf(raw)
  if (message === null) return error(400, 'invalid_json', 'an object of head and body')
  if (message.head.inst_no !== desk.context.institution) return error(400, 'parameter_invalid', 'head.inst_no is not who signed')
  return transact(desk, message)
}

export const HOUSE_B: Dialect = {
  code: 'sim_b',
  name: { zh: '模拟清算平台乙', en: 'Simulated clearing house B' },
  scheme: SCHEME_B,
  prefix: 'YB',
  feeOf: kind => (kind === 'debit' ? ITEM_FEE : 0n),
  error,
  nameOf: ({ method, path, raw }) =>
    path === '/trx' ? `POST ${String(messageOf(raw)?.head.trx_code ?? '')}` : `${method} /${path.split('/')[1] ?? ''}`,
  route,
  notice: (eventId, instruction) => ({ head: { trx_code: 'TZ01', msg_id: eventId }, body: orderBody(instruction) }),
  shown: orderBody,
}
