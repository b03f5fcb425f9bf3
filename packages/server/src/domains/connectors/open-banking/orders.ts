/**
 * The rail: debits of clearing as domestic payments at the bank. Asking for a consent moves nothing, so a debit is never unknown; it may be
 * paid only from the moment in which we submit the payment that was consented to, and that moment is a row. A payer who comes back, the
 * bank's event and our query all end in the same place: what the bank signs of the payment.
 */
import { createHash, randomBytes } from 'node:crypto'
import { formatId, type Id } from '../../../kernel/ids.ts'
import { formatAmount } from '../../../kernel/money.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import { type BusinessDate, businessDateOf, type Clock } from '../../../kernel/time.ts'
import type { Db } from '../../../platform/db.ts'
import type { Envelope } from '../../../platform/kms.ts'
import type { ClearingRefusalCode, HouseAnswer, QueriedInstruction, Rail, SettlementFile, SettlementLine } from '../../clearing/ports.ts'
import type { Instruction } from '../../clearing/types.ts'
import { type Bank, type Fields, type Heard, memberOf } from './bank.ts'
import * as store from './store.ts'

export type OrderDeps = {
  readonly db: Pick<Db, 'query'>
  readonly clock: Clock
  readonly timeZone: string
  readonly bank: Bank
  readonly envelope: Envelope
  /** Where payers reach us, without a trailing slash. */
  readonly publicUrl: () => string
}

export type Arrival = {
  readonly instructionId: Id<'ins'>
  readonly answer: HouseAnswer
  readonly returnUrl: string | null
  readonly eventKey: string
}

/** Which of the standard's states of a domestic payment mean what; any other is kept and flagged. */
const PAID = new Set(['ACSC', 'ACCC'])
const IN_WORK = new Set(['RCVD', 'PDNG', 'ACTC', 'PATC', 'ACCP', 'ACFC', 'ACSP', 'ACWC', 'ACWP'])
const REFUSED = new Set(['RJCT', 'BLCK'])

const SUBMITTED_FOR_MS = 23 * 3_600_000

const unknown = (reason: string): HouseAnswer => ({ result: 'unknown', reason, retry: 'safe' })
const failed = (code: string): HouseAnswer => ({ result: 'failed', code, retry: 'pointless' })
const notSent = (reason: string): HouseAnswer => ({ result: 'not_sent', reason, retry: 'safe' })
const accepted = (houseReference: string | null): HouseAnswer => ({ result: 'accepted', houseReference, retry: 'safe' })

export const digestOf = (state: string): Buffer => createHash('sha256').update(state).digest()
export const contextOf = (kind: 'order' | 'link', id: string): string => `peer_bank.${kind}:${id}`

const word = (fields: Fields, name: string): string | null =>
  typeof fields[name] === 'string' && fields[name] !== '' ? fields[name] : null

/** `88.80` -> 8880; more places than the currency has, or anything else, is none. */
export function minorUnits(amount: unknown): bigint | null {
  const [, whole = '', fraction = ''] = typeof amount === 'string' ? (/^(\d{1,13})(?:\.(\d{1,5}))?$/.exec(amount) ?? []) : []
  if (whole === '' || !/^0*$/.test(fraction.slice(2))) return null
  return BigInt(whole) * 100n + BigInt(fraction.slice(0, 2).padEnd(2, '0'))
}

export type Orders = ReturnType<typeof createOrders>

export function createOrders({ db, clock, timeZone, bank, envelope, publicUrl }: OrderDeps) {
  const addressOf = (token: string): string => `${publicUrl()}/bank/${token}`

  async function debit(instruction: Instruction): Promise<HouseAnswer> {
    const access = bank.access()
    const order = instruction.channelOrder
    if (access === null) return notSent('not connected')
    if (order === null || order.flow !== 'redirect') return failed('order_invalid')
    const known = await store.findOrder(db, instruction.id)
    if (known !== null) return shown(known)
    const reference = formatId('ins', instruction.id)
    const terms = {
      Initiation: {
        InstructionIdentification: reference,
        EndToEndIdentification: reference,
        InstructedAmount: { Amount: formatAmount(instruction.amount, instruction.currency), Currency: instruction.currency },
        CreditorAccount: access.creditor,
        RemittanceInformation: { Unstructured: [(instruction.description ?? instruction.reference).slice(0, 140)] },
      },
      Risk: { PaymentContextCode: 'EcommerceMerchantInitiatedPayment' },
    }
    const asked = await bank.askForPayment(terms, reference)
    // Without our submission nothing is ever paid: whatever became of the request, the order was certainly not taken.
    if (asked.heard === 'nothing') return notSent(asked.reason)
    if (asked.heard === 'no')
      return asked.status === 400 ? failed('refused_by_house') : notSent(`answer ${asked.status} ${asked.codes.join(' ')}`)
    const consentId = word(memberOf(asked.value, 'Data'), 'ConsentId')
    if (consentId === null) return notSent('a consent without ConsentId')
    const { id: instructionId, amount, deadline: expiresAt } = instruction
    const made = {
      instructionId,
      token: randomBytes(24).toString('base64url'),
      consentId,
      terms,
      amount,
      returnUrl: order.returnUrl ?? null,
      expiresAt,
    }
    await store.putOrder(db, made, clock.now())
    const kept = await store.findOrder(db, instruction.id)
    return kept === null ? notSent('the order was not kept') : shown(kept)
  }

  const shown = (order: store.Order): HouseAnswer =>
    order.endedAs !== null
      ? failed(order.endedAs)
      : {
          result: 'accepted',
          houseReference: order.paymentId ?? order.consentId,
          ...(order.submittedAt === null
            ? { action: { type: 'redirect', url: addressOf(order.token), expiresAt: order.expiresAt } as const }
            : {}),
          retry: 'safe',
        }

  /** What the bank says of a payment, as an answer of the rail; the order remembers it. */
  async function ended(order: store.Order, heard: Heard<Fields>): Promise<HouseAnswer> {
    if (heard.heard === 'nothing') return unknown(heard.reason)
    // A refused submission is final where the request itself is at fault; anything else may have been taken before.
    if (heard.heard === 'no')
      return heard.status === 400 && order.paymentId === null
        ? failed('declined')
        : unknown(`answer ${heard.status} ${heard.codes.join(' ')}`)
    const data = memberOf(heard.value, 'Data')
    const [paymentId, status] = [word(data, 'DomesticPaymentId'), word(data, 'Status') ?? '']
    const amount = memberOf(memberOf(data, 'Initiation'), 'InstructedAmount')
    const fen = amount.Currency === 'CNY' ? minorUnits(amount.Amount) : null
    if (paymentId === null || word(data, 'ConsentId') !== order.consentId || fen === null) return unknown('an answer about another payment')
    const at = new Date(word(data, 'StatusUpdateDateTime') ?? word(data, 'CreationDateTime') ?? '')
    const paid = PAID.has(status) && !Number.isNaN(at.getTime())
    const date = paid ? businessDateOf(at, timeZone) : null
    await store.notePayment(db, order.instructionId, paymentId, status, date)
    if (date !== null) return { result: 'succeeded', houseReference: paymentId, settlementDate: date, amount: fen, retry: 'pointless' }
    if (REFUSED.has(status)) return failed('declined')
    if (IN_WORK.has(status)) return accepted(paymentId)
    return { result: 'unknown', reason: `Status ${status}`, unrecognised: status, retry: 'safe' }
  }

  /** Sends the payment, or sends it again: the key is the instruction's own, so it is paid once. */
  async function submit(order: store.Order): Promise<HouseAnswer> {
    if (order.accessToken === null) return unknown('without a token')
    const token = await envelope.openText(order.accessToken, contextOf('order', order.instructionId))
    return ended(order, await bank.pay(token, order.consentId, order.terms, formatId('ins', order.instructionId)))
  }

  async function query({ id, kind }: Pick<QueriedInstruction, 'id' | 'kind'>): Promise<HouseAnswer> {
    if (kind !== 'debit') return failed('refused_by_house')
    const order = await store.findOrder(db, id)
    if (order === null) return { result: 'not_found', retry: 'safe' }
    if (order.endedAs !== null) return failed(order.endedAs)
    if (order.paymentId !== null) return ended(order, await bank.payment(order.paymentId))
    if (order.submittedAt !== null) {
      const tooLate = clock.now().getTime() - order.submittedAt.getTime() > SUBMITTED_FOR_MS
      return tooLate ? unknown('submitted, and never answered') : submit(order)
    }
    const consent = await bank.paymentConsent(order.consentId)
    const status = consent.heard === 'yes' ? word(memberOf(consent.value, 'Data'), 'Status') : null
    // Refused at the bank by a payer who did not come back to say so.
    if (status === 'RJCT' && (await store.endOrder(db, id, 'payer_refused'))) return failed('payer_refused')
    return accepted(order.consentId)
  }

  return {
    async orderAt(token: string): Promise<store.Order | null> {
      return store.findByToken(db, token)
    },
    /** A visit of the payer: where to go on at the bank, `null` when it is over. */
    async visit(order: store.Order): Promise<Outcome<string | null, 'bank_unavailable'>> {
      const over = order.expiresAt !== null && order.expiresAt <= clock.now()
      if (order.endedAs !== null || order.submittedAt !== null || over) return ok(null)
      const departed = await bank.depart('payments', order.consentId)
      if (departed.heard !== 'yes') return refuse('bank_unavailable')
      const { url, state, verifier } = departed.value
      const sealed = await envelope.seal(verifier, contextOf('order', order.instructionId))
      return ok((await store.departOrder(db, order.instructionId, digestOf(state), sealed)) ? url : null)
    },
    /** The payer came back with what the bank gave along; `null`: not to one of our orders, or for the second time. */
    async arrive(parameters: URLSearchParams): Promise<Arrival | null> {
      const state = parameters.get('state') ?? ''
      const order = await store.arriveOrder(db, digestOf(state))
      if (order === null || order.verifier === null) return null
      const arrival = (answer: HouseAnswer, what: string): Arrival => ({
        instructionId: order.instructionId,
        answer,
        returnUrl: order.returnUrl,
        eventKey: `${formatId('ins', order.instructionId)}/${what}/${state.slice(0, 40)}`,
      })
      // No longer wanted: the code is not redeemed, the payer is led home.
      if (order.endedAs !== null) return arrival(failed(order.endedAs), 'ended')
      const verifier = await envelope.openText(order.verifier, contextOf('order', order.instructionId))
      const tokens = await bank.arrive(parameters, state, verifier)
      if (tokens.heard === 'no' && tokens.codes.includes('access_denied')) {
        const gone = await store.endOrder(db, order.instructionId, 'payer_refused')
        return arrival(gone ? failed('payer_refused') : accepted(order.consentId), 'refused')
      }
      // Nothing was submitted: the payer may try again until the order's time is over.
      if (tokens.heard !== 'yes') return arrival(accepted(order.consentId), 'returned')
      const { accessToken, until } = tokens.value
      const sealed = await envelope.seal(accessToken, contextOf('order', order.instructionId))
      const now = clock.now()
      if (!(await store.submitOrder(db, order.instructionId, now, sealed, until))) return arrival(accepted(order.consentId), 'over')
      return arrival(await submit({ ...order, accessToken: sealed, submittedAt: now }), 'submitted')
    },
    /** The bank says that something about a payment changed: what, it is asked. */
    async changed(paymentId: string): Promise<Pick<Arrival, 'instructionId' | 'answer'> | null> {
      const order = await store.findByPayment(db, paymentId)
      return order === null ? null : { instructionId: order.instructionId, answer: await ended(order, await bank.payment(paymentId)) }
    },
    port: {
      debit,
      // The standard knows no refund of a domestic payment.
      refund: async () => failed('refused_by_house'),
      query,
      /** An order that was not submitted can be ended by us alone, and then is never paid. */
      async close(instruction) {
        if (await store.endOrder(db, instruction.id, 'closed')) return failed('closed')
        return query(instruction)
      },
      settlementFile: date => settlementFile(date),
    } satisfies Rail,
  }

  /** The bank sends no file: its signed word on each payment that was completed that day, asked for anew. */
  async function settlementFile(date: BusinessDate): Promise<Outcome<SettlementFile, ClearingRefusalCode>> {
    if (date >= businessDateOf(clock.now(), timeZone)) return refuse('clearing_settlement_not_ready', 'date')
    const lines: SettlementLine[] = []
    const texts: string[] = []
    for (const order of await store.completedOrders(db, date)) {
      const heard: Heard<Fields> =
        order.paymentId === null ? { heard: 'nothing', sent: false, reason: '' } : await bank.payment(order.paymentId)
      const answer = await ended(order, heard)
      if (heard.heard !== 'yes' || answer.result === 'unknown') return refuse('clearing_unavailable')
      if (answer.result !== 'succeeded' || answer.settlementDate !== date) continue
      const at = new Date(word(memberOf(heard.value, 'Data'), 'StatusUpdateDateTime') ?? '')
      const instruction = formatId('ins', order.instructionId)
      texts.push(JSON.stringify(heard.value))
      lines.push({
        lineNumber: lines.length + 1,
        instruction,
        kind: 'debit',
        amount: answer.amount,
        at: Number.isNaN(at.getTime()) ? clock.now() : at,
      })
    }
    const text = texts.join('\n')
    const debitTotal = lines.reduce((sum, { amount }) => sum + amount, 0n)
    const digest = createHash('sha256').update(text).digest('hex')
    return ok({ date, currency: 'CNY', digest, text, lines, debitTotal, payoutTotal: 0n, refundTotal: 0n, feeTotal: 0n, net: debitTotal })
  }
}
