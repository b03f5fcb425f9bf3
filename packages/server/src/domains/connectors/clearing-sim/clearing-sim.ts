/**
 * The connector to the simulated clearing house: implements clearing's port over signed HTTP and reads its callbacks. Every
 * instruction carries its own id, so the house executes it once however often it is given.
 */
import { z } from 'zod'
import { formatId, parseId } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import { parseBusinessDate } from '../../../kernel/time.ts'
import type { BoundCard, ClearingHouse, ClearingRefusalCode, HouseAnswer, HouseConnection, InboundResult } from '../../clearing/ports.ts'
import type { Instruction, InstructionKind } from '../../clearing/types.ts'
import { createHouseClient, type HouseClientDeps, type Silent, type Spoken } from './client.ts'
import { parseSettlementFile } from './settlement-file.ts'
import { HEADER, requestIsSigned } from './signature.ts'

export type ClearingSimDeps = HouseClientDeps & {
  /** Where the house sends results, e.g. `http://127.0.0.1:4000/callbacks/clearing/sim`; `null`: the house's own setting. */
  readonly callbackUrl?: () => string | null
  /**
   * The bank account number behind a token of ours, which alone goes over the wire; `null`: it is no longer known. Other accounts
   * are the house's own tokens and come back as they are.
   */
  readonly accountNumber?: (account: string) => Promise<string | null>
}

const PATHS: Readonly<Record<InstructionKind, string>> = { debit: '/debits', payout: '/payouts', refund: '/refunds' }

const zInstruction = z.object({
  instruction_id: z.string().max(64),
  status: z.enum(['processing', 'succeeded', 'failed']),
  failure_code: z.string().max(64).nullable(),
  amount: z.int().positive(),
  currency: z.literal('CNY'),
  house_reference: z.string().max(64),
  settlement_date: z.string().nullable(),
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

function read<T>(schema: z.ZodType<T>, body: Buffer): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(body.toString('utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

const unknown = (reason: string): HouseAnswer => ({ result: 'unknown', reason, retry: 'safe' })

const silence = (silent: Silent): HouseAnswer =>
  silent.sent ? unknown(silent.reason) : { result: 'not_sent', reason: silent.reason, retry: 'safe' }

function answerOf(body: z.output<typeof zInstruction>): HouseAnswer {
  switch (body.status) {
    case 'processing':
      return { result: 'accepted', houseReference: body.house_reference, retry: 'safe' }
    case 'failed':
      return { result: 'failed', code: body.failure_code ?? 'declined', retry: 'pointless' }
    case 'succeeded': {
      const settlementDate = parseBusinessDate(body.settlement_date ?? '')
      if (settlementDate === null) return unknown('a success without a settlement date')
      return { result: 'succeeded', houseReference: body.house_reference, settlementDate, amount: BigInt(body.amount), retry: 'pointless' }
    }
  }
}

const errorCode = (spoken: Spoken): string => read(zError, spoken.body)?.error.code ?? ''

/** What the house says about one instruction; `id` must be the one that was asked about. */
function instructionAnswer(spoken: Spoken, id: string): HouseAnswer {
  if (spoken.status === 404 && errorCode(spoken) === 'instruction_not_found') return { result: 'not_found', retry: 'safe' }
  // The house read it and will not execute it as it stands.
  if (spoken.status === 400) return { result: 'failed', code: 'refused_by_house', retry: 'pointless' }
  const body = spoken.status === 200 || spoken.status === 202 ? read(zInstruction, spoken.body) : null
  return body === null || body.instruction_id !== id ? unknown(`answer ${spoken.status} ${errorCode(spoken)}`) : answerOf(body)
}

const BIND_REFUSALS: Readonly<Record<string, ClearingRefusalCode>> = {
  card_invalid: 'bank_card_invalid',
  details_mismatch: 'bank_card_refused',
  code_wrong: 'bank_card_code_wrong',
  code_expired: 'bank_card_code_wrong',
  agreement_not_found: 'bank_agreement_not_found',
}

/** An agreement's answer, or why there is none. */
function agreementOf(said: Spoken | Silent): Outcome<z.output<typeof zAgreement>, ClearingRefusalCode> {
  if (!said.spoke) return refuse('clearing_unavailable')
  const body = said.status < 300 ? read(zAgreement, said.body) : null
  if (body !== null) return ok(body)
  const code = errorCode(said)
  return refuse(BIND_REFUSALS[code] ?? 'bank_card_refused', undefined, { reason: code })
}

export type ClearingSim = HouseConnection & { readonly port: ClearingHouse; close(): Promise<void> }

/** Connects to a simulated house. `clock` must tell the real time: signatures are good for 300 s. */
export function createClearingSim(deps: ClearingSimDeps): ClearingSim {
  const client = createHouseClient(deps)

  async function instruct(instruction: Instruction, terms: Record<string, unknown>): Promise<HouseAnswer> {
    const id = formatId('ins', instruction.id)
    const notifyUrl = deps.callbackUrl?.() ?? null
    const said = await client.exchange(
      'POST',
      PATHS[instruction.kind],
      {
        instruction_id: id,
        amount: Number(instruction.amount),
        currency: instruction.currency,
        ...terms,
        ...(instruction.description === null ? {} : { purpose: instruction.description }),
        ...(notifyUrl === null ? {} : { notify_url: notifyUrl }),
      },
      1,
    )
    return said.spoke ? instructionAnswer(said, id) : silence(said)
  }

  const port: ClearingHouse = {
    async bind(requestId, card) {
      const body = { request_id: requestId, name: card.name, id_number: card.idNumber, card_number: card.cardNumber, phone: card.phone }
      const bound = agreementOf(await client.exchange('POST', '/agreements', body, 1))
      return bound.ok
        ? ok({ bindingId: bound.value.agreement_id, bank: bound.value.bank, bankCode: bound.value.bank_code, last4: bound.value.last4 })
        : bound
    },
    async verifyBinding(bindingId, code) {
      const bound = agreementOf(await client.exchange('POST', `/agreements/${encodeURIComponent(bindingId)}/verify`, { code }, 0))
      if (!bound.ok) return bound
      const { agreement_no: agreementNumber, account_token: accountToken, bank, bank_code: bankCode, last4 } = bound.value
      if (agreementNumber === null || accountToken === null) return refuse('clearing_unavailable')
      return ok({ agreementNumber, accountToken, bank, bankCode, last4 } satisfies BoundCard)
    },
    async unbind(agreementNumber) {
      const ended = agreementOf(await client.exchange('DELETE', `/agreements/${encodeURIComponent(agreementNumber)}`, undefined, 1))
      return ended.ok ? ok(null) : ended
    },
    debit: instruction => instruct(instruction, { agreement_no: instruction.agreementNumber }),
    async payout(instruction) {
      const { payee } = instruction
      const account = payee === null || deps.accountNumber === undefined ? payee?.account : await deps.accountNumber(payee.account)
      if (account === null) {
        // Before the first attempt nothing can have been paid; after it only the house knows.
        return instruction.attempts > 1
          ? unknown('the account of the payee is no longer known')
          : { result: 'failed', code: 'payee_account_unknown', retry: 'pointless' }
      }
      return instruct(instruction, { payee_account: account, payee_name: payee?.name, payee_bank_code: payee?.bankCode })
    },
    refund: instruction =>
      instruct(instruction, {
        original_instruction_id: instruction.originalInstruction === null ? null : formatId('ins', instruction.originalInstruction),
      }),
    async query(instruction) {
      const id = formatId('ins', instruction.id)
      const said = await client.exchange('GET', `${PATHS[instruction.kind]}/${id}`, undefined, 1)
      return said.spoke ? instructionAnswer(said, id) : silence(said)
    },
    async settlementFile(date) {
      const said = await client.exchange('GET', `/settlements/${date}`, undefined, 1)
      if (!said.spoke) return refuse('clearing_unavailable')
      if (said.status === 404) return refuse('clearing_settlement_not_ready', 'date')
      if (said.status !== 200) return refuse('clearing_settlement_invalid', 'date', { reason: `answer ${said.status}` })
      return parseSettlementFile(said.body, said.header('clearing-digest'), deps.institution)
    },
    async ownFundsTransfer(transfer) {
      const body = {
        transfer_id: transfer.id,
        direction: transfer.direction,
        amount: Number(transfer.amount),
        currency: transfer.currency,
        purpose: transfer.purpose,
      }
      const said = await client.exchange('POST', '/reserve/transfers', body, 1)
      if (!said.spoke) return silence(said)
      const done = said.status === 200 ? read(zTransfer, said.body) : null
      if (done === null)
        return said.status === 400
          ? { result: 'failed', code: 'refused_by_house', retry: 'pointless' }
          : unknown(`answer ${said.status} ${errorCode(said)}`)
      const settlementDate = parseBusinessDate(done.settlement_date)
      if (done.status === 'failed' || settlementDate === null)
        return { result: 'failed', code: done.failure_code ?? 'declined', retry: 'pointless' }
      return { result: 'succeeded', houseReference: transfer.id, settlementDate, amount: BigInt(done.amount), retry: 'pointless' }
    },
    async bankBalances() {
      const said = await client.exchange('GET', '/reserve', undefined, 1)
      const body = said.spoke && said.status === 200 ? read(zBank, said.body) : null
      return body === null ? refuse('clearing_unavailable') : ok({ reserve: BigInt(body.reserve), own: BigInt(body.own), currency: 'CNY' })
    },
  }

  return {
    port,
    callbacks: {
      answers: {
        accepted: { status: 200, contentType: 'application/json', body: '{"received":true}' },
        refused: () => null,
      },
      read(request): Outcome<InboundResult, ClearingRefusalCode> {
        const signed = {
          timestamp: request.header(HEADER.timestamp) ?? '',
          nonce: request.header(HEADER.nonce) ?? '',
          signature: request.header(HEADER.signature) ?? '',
        }
        // A replayed callback carries a known event key and changes nothing, so nonces need no memory here.
        if (
          request.header(HEADER.institution) !== deps.institution ||
          !requestIsSigned(deps.secret, request.method, request.path, signed, request.rawBody, deps.clock.now())
        )
          return refuse('callback_signature_invalid')
        const event = read(zEvent, request.rawBody)
        if (event === null) return refuse('callback_invalid')
        return ok({
          eventKey: event.event_id,
          instructionId: parseId('ins', event.instruction_id),
          instruction: event.instruction_id,
          answer: answerOf(event),
        })
      },
    },
    close: () => client.close(),
  }
}
