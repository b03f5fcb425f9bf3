/** House B: messages of a transaction code with head and body, yuan as text, HTTP 200 whatever the business says. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { formatId } from '../../../kernel/ids.ts'
import { ok, refuse } from '../../../kernel/outcome.ts'
import { parseBusinessDate } from '../../../kernel/time.ts'
import type { HouseAnswer } from '../../clearing/ports.ts'
import type { FailureCode, InstructionKind } from '../../clearing/types.ts'
import { decimalAmount } from '../kit/lines.ts'
import type { Spoken } from '../kit/types.ts'
import { HOUSE_B } from './capabilities.ts'
import { SCHEME_B } from './scheme.ts'
import { BIND_REFUSALS, type Request, readJson, unknown, unrecognised, type Wire } from './wire.ts'

const CODES: Readonly<Record<InstructionKind, string>> = { debit: 'DK01', payout: 'FK01', refund: 'TK01' }

/** What its refusals mean; the words are those of house A. */
const RETURNS: Readonly<Record<string, string>> = {
  R001: 'parameter_invalid',
  R002: 'instruction_differs',
  R003: 'instruction_not_found',
  R004: 'quota_exhausted',
  R005: 'agreement_not_found',
  R006: 'code_wrong',
  R007: 'code_expired',
  R008: 'card_invalid',
  R009: 'details_mismatch',
  R010: 'not_closable',
  R011: 'settlement_not_ready',
}

/** Why its instructions fail. */
const FAILURES: Readonly<Record<string, string>> = {
  F14: 'account_closed',
  F25: 'agreement_ended',
  F34: 'risk_refused',
  F51: 'insufficient_funds',
  F54: 'card_expired',
  F60: 'original_not_refundable',
  F61: 'refund_exceeds_original',
  F70: 'payer_refused',
  F71: 'payer_timeout',
  F72: 'closed',
}

const zOrder = z.object({
  ord_no: z.string().max(64),
  trx_sts: z.string().max(16),
  err_code: z.string().max(16),
  trx_amt: z.string().max(20),
  ccy: z.literal('156'),
  pft_no: z.string().max(64),
  clr_date: z.string().max(8),
  fee_amt: z.string().max(20),
  pay_url: z.url().max(1_024).optional(),
})
const zSigning = z.object({
  sgn_no: z.string(),
  agr_no: z.string(),
  acct_tkn: z.string(),
  bank_nm: z.string(),
  bank_cd: z.string(),
  card_tail: z.string(),
})
const zQuota = z.object({ quota_amt: z.string(), used_amt: z.string() })
const zHead = z.object({ head: z.object({ ret_code: z.string().max(16) }) })
const zNotice = z.object({ head: z.object({ trx_code: z.literal('TZ01'), msg_id: z.string().min(1).max(100) }), body: zOrder })

const yuan = (fen: bigint): string => {
  const digits = fen.toString().padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}

const dateOf = (text: string) => parseBusinessDate(text.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3'))

const messageOf = (institution: string, code: string, body: unknown): Request => ({
  method: 'POST',
  path: '/trx',
  body: { head: { trx_code: code, inst_no: institution, trx_seq: randomUUID() }, body },
})

const bodyOf = <T>(schema: z.ZodType<T>, spoken: Spoken): T | null =>
  readJson(z.object({ head: z.object({ ret_code: z.literal('0000') }), body: schema }), spoken.body)?.body ?? null

const returnOf = (spoken: Spoken): string => {
  const code = readJson(zHead, spoken.body)?.head.ret_code ?? ''
  return RETURNS[code] ?? code
}

function answerOf(order: z.output<typeof zOrder>, actionUntil: Date | null): HouseAnswer {
  switch (order.trx_sts) {
    case '1':
      return {
        result: 'accepted',
        houseReference: order.pft_no,
        ...(order.pay_url === undefined ? {} : { action: { type: 'redirect', url: order.pay_url, expiresAt: actionUntil } }),
        retry: 'safe',
      }
    case '2': {
      const [settlementDate, amount, fee] = [dateOf(order.clr_date), decimalAmount(order.trx_amt), decimalAmount(order.fee_amt)]
      if (settlementDate === null || amount === null) return unknown('a success without a settlement date or amount')
      return {
        result: 'succeeded',
        houseReference: order.pft_no,
        settlementDate,
        amount,
        ...(fee === null ? {} : { fee }),
        retry: 'pointless',
      }
    }
    case '3':
      return { result: 'failed', code: FAILURES[order.err_code] ?? ('declined' satisfies FailureCode), retry: 'pointless' }
    default:
      return unrecognised(order.trx_sts)
  }
}

export const WIRE_B: Wire = {
  code: HOUSE_B,
  scheme: SCHEME_B,
  instruct(instruction, { institution, notifyUrl, account, expiresInSeconds }) {
    const { kind, channelOrder, payee, originalInstruction } = instruction
    const isGateway = kind === 'debit' && channelOrder?.flow === 'gateway'
    const terms =
      kind === 'refund'
        ? { org_ord_no: originalInstruction === null ? null : formatId('ins', originalInstruction) }
        : kind === 'payout'
          ? { rcv_acct: account, rcv_nm: payee?.name, rcv_bank_cd: payee?.bankCode }
          : isGateway
            ? { bank_cd: channelOrder.bank ?? 'SIM', ret_url: channelOrder.returnUrl, exp_sec: String(expiresInSeconds) }
            : { agr_no: instruction.agreementNumber }
    return messageOf(institution, isGateway ? 'WG01' : CODES[kind], {
      ord_no: formatId('ins', instruction.id),
      trx_amt: yuan(instruction.amount),
      ccy: '156',
      ...terms,
      ...(instruction.description === null ? {} : { summary: instruction.description }),
      ...(notifyUrl === null ? {} : { ntf_url: notifyUrl }),
    })
  },
  query: (institution, kind, isGateway, id) => messageOf(institution, 'CX01', { ord_no: id, ord_type: isGateway ? 'WG01' : CODES[kind] }),
  close: (institution, id) => messageOf(institution, 'WG02', { ord_no: id, ord_type: 'WG01' }),
  bind: (institution, requestId, card) =>
    messageOf(institution, 'QY01', {
      sgn_seq: requestId,
      cst_nm: card.name,
      cert_no: card.idNumber,
      card_no: card.cardNumber,
      mobile: card.phone,
    }),
  verify: (institution, bindingId, code) => messageOf(institution, 'QY02', { sgn_no: bindingId, sms_code: code }),
  unbind: (institution, agreementNumber) => messageOf(institution, 'QY03', { agr_no: agreementNumber }),
  quota: institution => messageOf(institution, 'ED01', {}),
  settlementPath: date => `/files/${date.replaceAll('-', '')}/QS`,
  fundPath: date => `/files/${date.replaceAll('-', '')}/ZJ`,
  reserve: null,
  readInstruction(spoken, id, actionUntil) {
    const order = bodyOf(zOrder, spoken)
    if (order !== null) return order.ord_no === id ? answerOf(order, actionUntil) : unknown('the answer is about another instruction')
    const refusal = returnOf(spoken)
    if (refusal === 'instruction_not_found') return { result: 'not_found', retry: 'safe' }
    if (refusal === 'quota_exhausted') return { result: 'not_sent', reason: refusal, waits: refusal, retry: 'safe' }
    if (refusal === 'parameter_invalid') return { result: 'failed', code: 'refused_by_house', retry: 'pointless' }
    return unknown(`answer ${spoken.status} ${refusal}`)
  },
  readAgreement(spoken) {
    const body = bodyOf(zSigning, spoken)
    if (body === null) {
      const code = returnOf(spoken)
      return refuse(BIND_REFUSALS[code] ?? 'bank_card_refused', undefined, { reason: code })
    }
    return ok({
      id: body.sgn_no,
      agreementNumber: body.agr_no === '' ? null : body.agr_no,
      accountToken: body.acct_tkn === '' ? null : body.acct_tkn,
      bank: body.bank_nm,
      bankCode: body.bank_cd,
      last4: body.card_tail,
    })
  },
  readQuota(spoken) {
    const body = bodyOf(zQuota, spoken)
    const used = body === null ? null : decimalAmount(body.used_amt)
    if (body === null || used === null) return null
    if (body.quota_amt === '') return { available: null }
    const quota = decimalAmount(body.quota_amt)
    return quota === null ? null : { available: quota > used ? quota - used : 0n }
  },
  readEvent(body) {
    const notice = readJson(zNotice, body)
    return notice === null ? null : { eventKey: notice.head.msg_id, instruction: notice.body.ord_no, answer: answerOf(notice.body, null) }
  },
  fileRefusal: spoken => (returnOf(spoken) === 'settlement_not_ready' ? 'not_ready' : `answer ${spoken.status} ${returnOf(spoken)}`),
}
