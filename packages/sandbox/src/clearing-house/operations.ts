/**
 * What the house does with requests that are authentic: agreements, instructions, the reserve bank. Works on the state alone,
 * knows neither HTTP nor faults of the network.
 */
import { randomInt, randomUUID } from 'node:crypto'
import { bankOf, isLuhnValid, MAGIC_CARDS } from './cards.ts'
import type { Agreement, BankAccounts, HouseInstruction, HouseState, InstructionKind } from './state.ts'

export type Answer = { readonly status: number; readonly body: Record<string, unknown> }

export const refusal = (status: number, code: string, message: string): Answer => ({ status, body: { error: { code, message } } })

export type OperationContext = {
  readonly state: HouseState
  readonly institution: string
  readonly now: () => Date
  readonly smsCode: 'fixed' | 'random'
  readonly resultDelayMs: number
}

const text = (body: Record<string, unknown>, name: string, max = 128): string | null => {
  const value = body[name]
  return typeof value === 'string' && value.length > 0 && value.length <= max ? value : null
}

const amountOf = (body: Record<string, unknown>): bigint | null => {
  const value = body.amount
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? BigInt(value) : null
}

const agreementBody = (agreement: Agreement): Record<string, unknown> => ({
  agreement_id: agreement.id,
  status: agreement.status,
  agreement_no: agreement.agreementNo,
  account_token: agreement.accountToken,
  bank: agreement.bank,
  bank_code: agreement.bankCode,
  last4: agreement.last4,
})

/** `POST /agreements`: 协议支付签约 step one; an SMS code goes to the phone. */
export function createAgreement(context: OperationContext, body: Record<string, unknown>): Answer {
  const requestId = text(body, 'request_id')
  const name = text(body, 'name')
  const idNumber = text(body, 'id_number')
  const cardNumber = text(body, 'card_number')
  const phone = text(body, 'phone', 20)
  if (requestId === null || name === null || idNumber === null || cardNumber === null || phone === null)
    return refusal(400, 'parameter_invalid', 'request_id, name, id_number, card_number and phone are required')
  const { state, institution } = context
  const earlier = Object.values(state.agreements).find(
    agreement => agreement.institution === institution && agreement.requestId === requestId,
  )
  if (earlier !== undefined) return { status: 200, body: agreementBody(earlier) }
  if (!isLuhnValid(cardNumber)) return refusal(422, 'card_invalid', 'the card number fails its check digit')
  const behaviour = MAGIC_CARDS[cardNumber] ?? null
  if (behaviour?.on === 'bind') return refusal(422, behaviour.code, 'the bank knows the cardholder under other details')
  const bank = bankOf(cardNumber)
  const code = context.smsCode === 'fixed' ? '123456' : String(randomInt(1_000_000)).padStart(6, '0')
  const agreement: Agreement = {
    id: `agm_${randomUUID()}`,
    requestId,
    institution,
    bank: bank.name,
    bankCode: bank.code,
    last4: cardNumber.slice(-4),
    code,
    behaviour,
    wrongCodes: 0,
    status: 'awaiting_code',
    agreementNo: null,
    accountToken: null,
  }
  state.agreements[agreement.id] = agreement
  state.inbox.unshift({
    at: context.now().toISOString(),
    phone,
    code,
    text: `【模拟清算】验证码 ${code}，用于绑定尾号 ${agreement.last4} 的银行卡。`,
  })
  state.inbox.length = Math.min(state.inbox.length, 50)
  return { status: 201, body: agreementBody(agreement) }
}

/** `POST /agreements/{id}/verify`: the code makes the agreement; five wrong codes end it. */
export function verifyAgreement(context: OperationContext, id: string, body: Record<string, unknown>): Answer {
  const agreement = context.state.agreements[id]
  if (agreement === undefined || agreement.institution !== context.institution)
    return refusal(404, 'agreement_not_found', 'no such agreement')
  if (agreement.status === 'active') return { status: 200, body: agreementBody(agreement) }
  if (agreement.status === 'ended') return refusal(422, 'code_expired', 'start the binding again')
  if (body.code !== agreement.code) {
    agreement.wrongCodes += 1
    if (agreement.wrongCodes >= 5) agreement.status = 'ended'
    return refusal(422, agreement.wrongCodes >= 5 ? 'code_expired' : 'code_wrong', 'the SMS code is wrong')
  }
  agreement.status = 'active'
  agreement.agreementNo = `AP${String(++context.state.sequence).padStart(10, '0')}${randomInt(10_000)}`
  agreement.accountToken = `bat_${randomUUID()}`
  return { status: 200, body: agreementBody(agreement) }
}

/** `DELETE /agreements/{no}`: harmless when repeated. */
export function endAgreement(context: OperationContext, agreementNo: string): Answer {
  const agreement = Object.values(context.state.agreements).find(
    known => known.agreementNo === agreementNo && known.institution === context.institution,
  )
  if (agreement === undefined) return refusal(404, 'agreement_not_found', 'no such agreement')
  agreement.status = 'ended'
  return { status: 200, body: agreementBody(agreement) }
}

export const instructionBody = (instruction: HouseInstruction): Record<string, unknown> => ({
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

type Verdict = HouseInstruction['verdict']

function judgeDebit({ state, institution }: OperationContext, body: Record<string, unknown>): Verdict | Answer {
  const agreementNo = text(body, 'agreement_no')
  const agreement = Object.values(state.agreements).find(known => known.agreementNo === agreementNo && known.institution === institution)
  if (agreementNo === null) return refusal(400, 'parameter_invalid', 'agreement_no is required')
  if (agreement === undefined || agreement.status !== 'active') return { failed: 'agreement_ended' }
  if (agreement.behaviour?.on === 'result') return 'silent'
  return agreement.behaviour?.on === 'debit' ? { failed: agreement.behaviour.code } : 'succeeded'
}

function judgePayout({ state, institution }: OperationContext, body: Record<string, unknown>): Verdict | Answer {
  const account = text(body, 'payee_account')
  if (account === null || text(body, 'payee_name') === null)
    return refusal(400, 'parameter_invalid', 'payee_account and payee_name are required')
  const agreement = Object.values(state.agreements).find(known => known.accountToken === account && known.institution === institution)
  const behaviour = agreement?.behaviour ?? MAGIC_CARDS[account] ?? null
  if (behaviour?.on === 'result') return 'silent'
  return behaviour?.on === 'payout' ? { failed: behaviour.code } : 'succeeded'
}

function judgeRefund({ state, institution }: OperationContext, body: Record<string, unknown>, amount: bigint): Verdict | Answer {
  const originalId = text(body, 'original_instruction_id')
  if (originalId === null) return refusal(400, 'parameter_invalid', 'original_instruction_id is required')
  const original = state.instructions[`${institution}/${originalId}`]
  if (original === undefined || original.kind !== 'debit' || original.status !== 'succeeded') return { failed: 'original_not_refundable' }
  const refunded = Object.values(state.instructions)
    .filter(known => known.institution === institution && known.originalInstructionId === originalId && known.status !== 'failed')
    .reduce((sum, known) => sum + known.amount, 0n)
  return refunded + amount > original.amount ? { failed: 'refund_exceeds_original' } : 'succeeded'
}

const judges = { debit: judgeDebit, payout: judgePayout, refund: judgeRefund }

/** `POST /debits`, `/payouts`, `/refunds`: idempotent by instruction_id; the same id with other terms is refused. */
export function instruct(
  context: OperationContext,
  kind: InstructionKind,
  body: Record<string, unknown>,
): Answer & { fresh?: HouseInstruction } {
  const instructionId = text(body, 'instruction_id', 64)
  const amount = amountOf(body)
  const currency = text(body, 'currency', 3)
  if (instructionId === null || amount === null || currency !== 'CNY')
    return refusal(400, 'parameter_invalid', 'instruction_id, amount (positive integer, fen) and currency CNY are required')
  const terms = JSON.stringify([kind, body.amount, body.agreement_no, body.payee_account, body.original_instruction_id])
  const key = `${context.institution}/${instructionId}`
  const earlier = context.state.instructions[key]
  if (earlier !== undefined) {
    if (earlier.terms !== terms) return refusal(409, 'instruction_differs', 'this instruction_id was used with other terms')
    return { status: earlier.status === 'processing' ? 202 : 200, body: instructionBody(earlier) }
  }
  const verdict = judges[kind](context, body, amount)
  if (typeof verdict === 'object' && 'status' in verdict) return verdict
  const instruction: HouseInstruction = {
    institution: context.institution,
    instructionId,
    kind,
    amount,
    currency,
    terms,
    originalInstructionId: kind === 'refund' ? text(body, 'original_instruction_id') : null,
    houseReference: `SIM${String(++context.state.sequence).padStart(14, '0')}`,
    notifyUrl: text(body, 'notify_url', 512),
    verdict,
    dueAt: Date.now() + context.resultDelayMs,
    status: 'processing',
    failureCode: null,
    settlementDate: null,
    occurredAt: null,
    unsettled: false,
    held: false,
  }
  context.state.instructions[key] = instruction
  return { status: 202, body: instructionBody(instruction), fresh: instruction }
}

/** Gives the decided result; `false` when there is none to give. */
export function complete(state: HouseState, instruction: HouseInstruction, now: Date): boolean {
  if (instruction.status !== 'processing' || instruction.verdict === 'silent') return false
  instruction.occurredAt = now.toISOString()
  if (instruction.verdict === 'succeeded') {
    instruction.status = 'succeeded'
    instruction.settlementDate = state.businessDate
    instruction.unsettled = true
  } else {
    instruction.status = 'failed'
    instruction.failureCode = instruction.verdict.failed
  }
  return true
}

export const bankBody = (bank: BankAccounts): Record<string, unknown> => ({
  reserve: Number(bank.reserve),
  own: Number(bank.own),
  currency: 'CNY',
})

/** `POST /reserve/transfers`: between the institution's reserve account and its own-funds account; idempotent by transfer_id. */
export function transferReserve(context: OperationContext, body: Record<string, unknown>): Answer {
  const transferId = text(body, 'transfer_id', 64)
  const amount = amountOf(body)
  const direction = body.direction
  const bank = context.state.banks[context.institution]
  if (transferId === null || amount === null || (direction !== 'reserve_to_own' && direction !== 'own_to_reserve') || bank === undefined)
    return refusal(400, 'parameter_invalid', 'transfer_id, direction and amount are required')
  const answer = (status: 'succeeded' | 'failed', failureCode: string | null): Answer => ({
    status: 200,
    body: {
      transfer_id: transferId,
      direction,
      amount: Number(amount),
      status,
      failure_code: failureCode,
      settlement_date: context.state.businessDate,
      ...bankBody(bank),
    },
  })
  const earlier = bank.transfers[transferId]
  if (earlier !== undefined) {
    const same = earlier.amount === amount && earlier.direction === direction
    return same ? answer('succeeded', null) : refusal(409, 'transfer_differs', 'this transfer_id was used with other terms')
  }
  const from = direction === 'reserve_to_own' ? 'reserve' : 'own'
  const to = from === 'reserve' ? 'own' : 'reserve'
  if (bank[from] < amount) return answer('failed', `${from}_insufficient`)
  bank[from] -= amount
  bank[to] += amount
  bank.transfers[transferId] = {
    transferId,
    direction,
    amount,
    purpose: text(body, 'purpose') ?? '',
    occurredAt: context.now().toISOString(),
  }
  return answer('succeeded', null)
}
