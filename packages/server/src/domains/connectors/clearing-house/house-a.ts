/** House A: REST paths, fen as integers, HTTP statuses that speak. */
import { z } from 'zod'
import { formatId } from '../../../kernel/ids.ts'
import { ok, refuse } from '../../../kernel/outcome.ts'
import { parseBusinessDate } from '../../../kernel/time.ts'
import type { HouseAnswer } from '../../clearing/ports.ts'
import type { InstructionKind } from '../../clearing/types.ts'
import type { Spoken } from '../kit/types.ts'
import { HOUSE_A } from './capabilities.ts'
import { SCHEME_A } from './scheme.ts'
import { BIND_REFUSALS, readJson, unknown, unrecognised, type Wire } from './wire.ts'

const PATHS: Readonly<Record<InstructionKind, string>> = { debit: '/debits', payout: '/payouts', refund: '/refunds' }

const zInstruction = z.object({
  instruction_id: z.string().max(64),
  status: z.string().max(64),
  failure_code: z.string().max(64).nullable(),
  amount: z.int().positive(),
  currency: z.literal('CNY'),
  house_reference: z.string().max(64),
  settlement_date: z.string().nullable(),
  redirect_url: z.url().max(1_024).optional(),
})
const zEvent = zInstruction.extend({ event_id: z.string().min(1).max(100), type: z.literal('instruction.result') })
const zError = z.object({ error: z.object({ code: z.string() }) })
const zAgreement = z.object({
  agreement_id: z.string(),
  agreement_no: z.string().nullable(),
  account_token: z.string().nullable(),
  bank: z.string(),
  bank_code: z.string(),
  last4: z.string(),
})
const zBank = z.object({ reserve: z.int(), own: z.int() })
const zTransfer = z.object({
  status: z.enum(['succeeded', 'failed']),
  failure_code: z.string().nullable(),
  amount: z.int(),
  settlement_date: z.string(),
})
const zQuota = z.object({ quota: z.int().nullable(), used: z.int() })

const errorCode = (spoken: Spoken): string => readJson(zError, spoken.body)?.error.code ?? ''

function answerOf(body: z.output<typeof zInstruction>, actionUntil: Date | null): HouseAnswer {
  switch (body.status) {
    case 'processing':
      return {
        result: 'accepted',
        houseReference: body.house_reference,
        ...(body.redirect_url === undefined ? {} : { action: { type: 'redirect', url: body.redirect_url, expiresAt: actionUntil } }),
        retry: 'safe',
      }
    case 'failed':
      return { result: 'failed', code: body.failure_code ?? 'declined', retry: 'pointless' }
    case 'succeeded': {
      const settlementDate = parseBusinessDate(body.settlement_date ?? '')
      if (settlementDate === null) return unknown('a success without a settlement date')
      return { result: 'succeeded', houseReference: body.house_reference, settlementDate, amount: BigInt(body.amount), retry: 'pointless' }
    }
    default:
      return unrecognised(body.status)
  }
}

export const WIRE_A: Wire = {
  code: HOUSE_A,
  scheme: SCHEME_A,
  instruct(instruction, { notifyUrl, account, expiresInSeconds }) {
    const { kind, channelOrder, payee, originalInstruction } = instruction
    const isGateway = kind === 'debit' && channelOrder?.flow === 'gateway'
    const terms =
      kind === 'refund'
        ? { original_instruction_id: originalInstruction === null ? null : formatId('ins', originalInstruction) }
        : kind === 'payout'
          ? { payee_account: account, payee_name: payee?.name, payee_bank_code: payee?.bankCode }
          : isGateway
            ? { bank: channelOrder.bank ?? 'SIM', return_url: channelOrder.returnUrl, expires_in_seconds: expiresInSeconds }
            : { agreement_no: instruction.agreementNumber }
    return {
      method: 'POST',
      path: isGateway ? '/gateway_payments' : PATHS[kind],
      body: {
        instruction_id: formatId('ins', instruction.id),
        amount: Number(instruction.amount),
        currency: instruction.currency,
        ...terms,
        ...(instruction.description === null ? {} : { purpose: instruction.description }),
        ...(notifyUrl === null ? {} : { notify_url: notifyUrl }),
      },
    }
  },
  query: (_, kind, __, id) => ({ method: 'GET', path: `${PATHS[kind]}/${id}` }),
  close: (_, id) => ({ method: 'POST', path: `/debits/${id}/close`, body: {} }),
  bind: (_, requestId, card) => ({
    method: 'POST',
    path: '/agreements',
    body: { request_id: requestId, name: card.name, id_number: card.idNumber, card_number: card.cardNumber, phone: card.phone },
  }),
  verify: (_, bindingId, code) => ({ method: 'POST', path: `/agreements/${encodeURIComponent(bindingId)}/verify`, body: { code } }),
  unbind: (_, agreementNumber) => ({ method: 'DELETE', path: `/agreements/${encodeURIComponent(agreementNumber)}` }),
  quota: () => ({ method: 'GET', path: '/quota' }),
  settlementPath: date => `/settlements/${date}`,
  fundPath: date => `/funds/${date}`,
  reserve: {
    transfer: ({ id, direction, amount, currency, purpose }) => ({
      method: 'POST',
      path: '/reserve/transfers',
      body: { transfer_id: id, direction, amount: Number(amount), currency, purpose },
    }),
    readTransfer(spoken, id) {
      const done = spoken.status === 200 ? readJson(zTransfer, spoken.body) : null
      if (done === null)
        return spoken.status === 400
          ? { result: 'failed', code: 'refused_by_house', retry: 'pointless' }
          : unknown(`answer ${spoken.status} ${errorCode(spoken)}`)
      const settlementDate = parseBusinessDate(done.settlement_date)
      if (done.status === 'failed' || settlementDate === null)
        return { result: 'failed', code: done.failure_code ?? 'declined', retry: 'pointless' }
      return { result: 'succeeded', houseReference: id, settlementDate, amount: BigInt(done.amount), retry: 'pointless' }
    },
    balances: { method: 'GET', path: '/reserve' },
    readBalances(spoken) {
      const body = spoken.status === 200 ? readJson(zBank, spoken.body) : null
      return body === null ? null : { reserve: BigInt(body.reserve), own: BigInt(body.own), currency: 'CNY' }
    },
  },
  readInstruction(spoken, id, actionUntil) {
    const code = errorCode(spoken)
    if (spoken.status === 404 && code === 'instruction_not_found') return { result: 'not_found', retry: 'safe' }
    if (spoken.status === 422 && code === 'quota_exhausted')
      return { result: 'not_sent', reason: 'quota_exhausted', waits: 'quota_exhausted', retry: 'safe' }
    // The house read it and will not execute it as it stands.
    if (spoken.status === 400) return { result: 'failed', code: 'refused_by_house', retry: 'pointless' }
    const body = spoken.status === 200 || spoken.status === 202 ? readJson(zInstruction, spoken.body) : null
    return body === null || body.instruction_id !== id ? unknown(`answer ${spoken.status} ${code}`) : answerOf(body, actionUntil)
  },
  readAgreement(spoken) {
    const body = spoken.status < 300 ? readJson(zAgreement, spoken.body) : null
    if (body === null) {
      const code = errorCode(spoken)
      return refuse(BIND_REFUSALS[code] ?? 'bank_card_refused', undefined, { reason: code })
    }
    const { agreement_id: id, agreement_no: agreementNumber, account_token: accountToken, bank, bank_code: bankCode, last4 } = body
    return ok({ id, agreementNumber, accountToken, bank, bankCode, last4 })
  },
  readQuota(spoken) {
    const body = spoken.status === 200 ? readJson(zQuota, spoken.body) : null
    return body === null ? null : { available: body.quota === null ? null : BigInt(Math.max(0, body.quota - body.used)) }
  },
  readEvent(body) {
    const event = readJson(zEvent, body)
    return event === null ? null : { eventKey: event.event_id, instruction: event.instruction_id, answer: answerOf(event, null) }
  },
  fileRefusal: spoken => (spoken.status === 404 ? 'not_ready' : `answer ${spoken.status}`),
}
