/**
 * What a house does with requests that are authentic: agreements, instructions, quota, the accounts of a house without a reserve bank. Works
 * on the state alone; knows neither HTTP, nor a house's field names, nor faults of the network.
 */
import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { bankOf, isLuhnValid, MAGIC_CARDS } from './cards.ts'
import type { Agreement, BankAccounts, HouseInstruction, HouseState, InstructionKind } from './state.ts'

/** Why a house does not do what it was asked: `status` is how HTTP would say it. */
export type Refusal = { readonly refused: true; readonly status: number; readonly code: string; readonly message: string }

export const refusal = (status: number, code: string, message: string): Refusal => ({ refused: true, status, code, message })
export const isRefusal = (value: object): value is Refusal => 'refused' in value

export type OperationContext = {
  readonly state: HouseState
  readonly institution: string
  readonly now: () => Date
  readonly smsCode: 'fixed' | 'random'
  readonly resultDelayMs: number
  readonly isPoor: () => boolean
  /** Of one instruction, fen. */
  readonly feeOf: (kind: InstructionKind) => bigint
  /** How the house's own numbers begin. */
  readonly referencePrefix: string
}

export type Person = {
  readonly requestId: string | null
  readonly name: string | null
  readonly idNumber: string | null
  readonly cardNumber: string | null
  readonly phone: string | null
}

/** 协议支付签约, step one: an SMS code goes to the phone. */
export function createAgreement(context: OperationContext, person: Person): { agreement: Agreement; isNew: boolean } | Refusal {
  const { requestId, name, idNumber, cardNumber, phone } = person
  if (requestId === null || name === null || idNumber === null || cardNumber === null || phone === null)
    return refusal(400, 'parameter_invalid', 'request_id, name, id_number, card_number and phone are required')
  const { state, institution } = context
  const earlier = Object.values(state.agreements).find(known => known.institution === institution && known.requestId === requestId)
  if (earlier !== undefined) return { agreement: earlier, isNew: false }
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
  return { agreement, isNew: true }
}

/** The code makes the agreement; five wrong codes end it. */
export function verifyAgreement(context: OperationContext, id: string, code: unknown): Agreement | Refusal {
  const agreement = context.state.agreements[id]
  if (agreement === undefined || agreement.institution !== context.institution)
    return refusal(404, 'agreement_not_found', 'no such agreement')
  if (agreement.status === 'active') return agreement
  if (agreement.status === 'ended') return refusal(422, 'code_expired', 'start the binding again')
  if (code !== agreement.code) {
    agreement.wrongCodes += 1
    if (agreement.wrongCodes >= 5) agreement.status = 'ended'
    return refusal(422, agreement.wrongCodes >= 5 ? 'code_expired' : 'code_wrong', 'the SMS code is wrong')
  }
  agreement.status = 'active'
  agreement.agreementNo = `AP${String(++context.state.sequence).padStart(10, '0')}${randomInt(10_000)}`
  agreement.accountToken = `bat_${randomUUID()}`
  return agreement
}

/** Harmless when repeated. */
export function endAgreement(context: OperationContext, agreementNo: string): Agreement | Refusal {
  const agreement = Object.values(context.state.agreements).find(
    known => known.agreementNo === agreementNo && known.institution === context.institution,
  )
  if (agreement === undefined) return refusal(404, 'agreement_not_found', 'no such agreement')
  agreement.status = 'ended'
  return agreement
}

/** What an instruction asks for, whatever a house's fields are called. `null`: it was not given, or not in its form. */
export type Order = {
  readonly kind: InstructionKind
  readonly instructionId: string | null
  readonly amount: bigint | null
  readonly currency: string | null
  readonly agreementNo?: string | null
  readonly payeeAccount?: string | null
  readonly payeeName?: string | null
  readonly originalInstructionId?: string | null
  /** Gateway payments. */
  readonly gateway?: { readonly bank: string; readonly returnUrl: string | null; readonly expiresInSeconds: number }
  readonly notifyUrl: string | null
  readonly purpose: string | null
}

type Verdict = HouseInstruction['verdict']

function judgeDebit({ state, institution, isPoor }: OperationContext, { agreementNo, gateway }: Order): Verdict | Refusal {
  if (gateway !== undefined) return 'payer'
  const agreement = Object.values(state.agreements).find(known => known.agreementNo === agreementNo && known.institution === institution)
  if (agreementNo === null || agreementNo === undefined) return refusal(400, 'parameter_invalid', 'agreement_no is required')
  if (agreement === undefined || agreement.status !== 'active') return { failed: 'agreement_ended' }
  if (agreement.behaviour?.on === 'result') return 'silent'
  if (agreement.behaviour?.on === 'debit') return { failed: agreement.behaviour.code }
  return isPoor() ? { failed: 'insufficient_funds' } : 'succeeded'
}

/** What is left of the prepaid quota (预付额度): payouts and refunds of the cycle use it, collections fill it up again. */
export function quotaOf(state: HouseState, institution: string): { readonly quota: bigint | null; readonly used: bigint } {
  const quota = state.quotas[institution] ?? null
  let used = 0n
  for (const known of Object.values(state.instructions)) {
    if (known.institution !== institution || known.status === 'failed') continue
    const isOpen = known.status === 'processing' || known.unsettled
    if (!isOpen) continue
    if (known.kind !== 'debit') used += known.amount
    else if (known.status === 'succeeded') used -= known.amount
  }
  return { quota, used: used < 0n ? 0n : used }
}

function withinQuota({ state, institution }: OperationContext, amount: bigint): Refusal | null {
  if ((state.quotas[institution] ?? null) === null) return null
  const { quota, used } = quotaOf(state, institution)
  return quota !== null && used + amount > quota
    ? refusal(422, 'quota_exhausted', 'the prepaid quota of this cycle does not suffice')
    : null
}

function judgePayout(context: OperationContext, order: Order, amount: bigint): Verdict | Refusal {
  const { payeeAccount: account, payeeName } = order
  if (account === null || account === undefined || payeeName === null || payeeName === undefined)
    return refusal(400, 'parameter_invalid', 'payee_account and payee_name are required')
  const exhausted = withinQuota(context, amount)
  if (exhausted !== null) return exhausted
  const { state, institution } = context
  const agreement = Object.values(state.agreements).find(known => known.accountToken === account && known.institution === institution)
  const behaviour = agreement?.behaviour ?? MAGIC_CARDS[account] ?? null
  if (behaviour?.on === 'result') return 'silent'
  return behaviour?.on === 'payout' ? { failed: behaviour.code } : 'succeeded'
}

function judgeRefund(context: OperationContext, { originalInstructionId: originalId }: Order, amount: bigint): Verdict | Refusal {
  if (originalId === null || originalId === undefined) return refusal(400, 'parameter_invalid', 'original_instruction_id is required')
  const { state, institution } = context
  const original = state.instructions[`${institution}/${originalId}`]
  if (original === undefined || original.kind !== 'debit' || original.status !== 'succeeded') return { failed: 'original_not_refundable' }
  const refunded = Object.values(state.instructions)
    .filter(known => known.institution === institution && known.originalInstructionId === originalId && known.status !== 'failed')
    .reduce((sum, known) => sum + known.amount, 0n)
  if (refunded + amount > original.amount) return { failed: 'refund_exceeds_original' }
  return withinQuota(context, amount) ?? 'succeeded'
}

const judges = { debit: judgeDebit, payout: judgePayout, refund: judgeRefund }

/** Takes an instruction: idempotent by its id; the same id with other terms is refused. */
export function instruct(context: OperationContext, order: Order): { instruction: HouseInstruction; isNew: boolean } | Refusal {
  const { kind, instructionId, amount, currency, gateway } = order
  if (instructionId === null || amount === null || currency !== 'CNY')
    return refusal(400, 'parameter_invalid', 'instruction_id, amount (positive integer, fen) and currency CNY are required')
  const terms = JSON.stringify([
    kind,
    amount.toString(),
    order.agreementNo,
    order.payeeAccount,
    order.originalInstructionId,
    gateway === undefined ? null : 'gateway',
  ])
  const key = `${context.institution}/${instructionId}`
  const earlier = context.state.instructions[key]
  if (earlier !== undefined)
    return earlier.terms === terms
      ? { instruction: earlier, isNew: false }
      : refusal(409, 'instruction_differs', 'this instruction_id was used with other terms')
  const verdict = judges[kind](context, order, amount)
  if (typeof verdict === 'object' && 'refused' in verdict) return verdict
  const instruction: HouseInstruction = {
    institution: context.institution,
    instructionId,
    kind,
    amount,
    currency,
    terms,
    originalInstructionId: kind === 'refund' ? (order.originalInstructionId ?? null) : null,
    houseReference: `${context.referencePrefix}${String(++context.state.sequence).padStart(14, '0')}`,
    notifyUrl: order.notifyUrl,
    purpose: order.purpose ?? '',
    gateway:
      gateway === undefined
        ? null
        : {
            token: randomBytes(12).toString('hex'),
            bank: gateway.bank,
            returnUrl: gateway.returnUrl,
            expiresAt: context.now().getTime() + gateway.expiresInSeconds * 1_000,
          },
    verdict,
    dueAt: Date.now() + context.resultDelayMs,
    status: 'processing',
    failureCode: null,
    settlementDate: null,
    occurredAt: null,
    fee: context.feeOf(kind),
    unsettled: false,
    held: false,
  }
  context.state.instructions[key] = instruction
  return { instruction, isNew: true }
}

/** Gives the decided result; `false` when there is none to give. */
export function complete(state: HouseState, instruction: HouseInstruction, now: Date): boolean {
  const { verdict } = instruction
  if (instruction.status !== 'processing' || verdict === 'silent' || verdict === 'payer') return false
  instruction.occurredAt = now.toISOString()
  if (verdict === 'succeeded') {
    instruction.status = 'succeeded'
    instruction.settlementDate = state.businessDate
    instruction.unsettled = true
  } else {
    instruction.status = 'failed'
    instruction.failureCode = verdict.failed
  }
  return true
}

/** Between the reserve account and the own-funds account of a house that keeps them itself; idempotent by its id. */
export function transferReserve(
  context: OperationContext,
  transferId: string | null,
  direction: unknown,
  amount: bigint | null,
  purpose: string | null,
): { bank: BankAccounts; direction: string; failureCode: string | null } | Refusal {
  const bank = context.state.banks[context.institution]
  if (transferId === null || amount === null || (direction !== 'reserve_to_own' && direction !== 'own_to_reserve') || bank === undefined)
    return refusal(400, 'parameter_invalid', 'transfer_id, direction and amount are required')
  const earlier = bank.transfers[transferId]
  if (earlier !== undefined) {
    const same = earlier.amount === amount && earlier.direction === direction
    return same ? { bank, direction, failureCode: null } : refusal(409, 'transfer_differs', 'this transfer_id was used with other terms')
  }
  const from = direction === 'reserve_to_own' ? 'reserve' : 'own'
  const to = from === 'reserve' ? 'own' : 'reserve'
  if (bank[from] < amount) return { bank, direction, failureCode: `${from}_insufficient` }
  bank[from] -= amount
  bank[to] += amount
  bank.transfers[transferId] = { transferId, direction, amount, purpose: purpose ?? '', occurredAt: context.now().toISOString() }
  return { bank, direction, failureCode: null }
}
