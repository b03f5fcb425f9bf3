/**
 * The rail: orders, refunds, queries and closings of clearing as trades of Alipay. `out_trade_no` is the debit's public id and
 * `out_request_no` the refund's, so Alipay executes each once. A QR code or page that nobody has opened is ACQ.TRADE_NOT_EXIST at Alipay:
 * that is not paid yet, never a failure.
 */
import { formatId, type Id } from '../../../kernel/ids.ts'
import type { HouseAnswer, QueriedInstruction, Rail } from '../../clearing/ports.ts'
import type { ChannelOrder, Instruction } from '../../clearing/types.ts'
import { fenOf, yuanOf } from './amounts.ts'
import type { Api, Fields, Said } from './api.ts'
import { dayOf, instantOf, timeText } from './protocol.ts'
import { mayLeaveOpen, meaningOf } from './sub-codes.ts'

export type TradeDeps = {
  readonly api: Api
  /** Where Alipay sends results; `null`: nowhere, queries find out. */
  readonly notifyUrl: () => string | null
}

/** Orders that a payer has to open before Alipay knows them. */
const OPENED_BY_PAYER: ReadonlySet<ChannelOrder['flow']> = new Set(['native', 'page', 'wap', 'app'])

/** Our word for an order that we signed and that no number of Alipay's names yet. */
const SIGNED = 'signed'

const PAGES = {
  page: { method: 'alipay.trade.page.pay', product: 'FAST_INSTANT_TRADE_PAY' },
  wap: { method: 'alipay.trade.wap.pay', product: 'QUICK_WAP_WAY' },
  app: { method: 'alipay.trade.app.pay', product: 'QUICK_MSECURITY_PAY' },
} as const

const unknown = (reason: string): HouseAnswer => ({ result: 'unknown', reason, retry: 'safe' })
const failed = (code: string): HouseAnswer => ({ result: 'failed', code, retry: 'pointless' })
const notSent = (reason: string): HouseAnswer => ({ result: 'not_sent', reason, retry: 'safe' })
const notFound: HouseAnswer = { result: 'not_found', retry: 'safe' }

const accepted = (houseReference: string | null, action?: (HouseAnswer & { result: 'accepted' })['action']): HouseAnswer => ({
  result: 'accepted',
  houseReference,
  ...(action === undefined ? {} : { action }),
  retry: 'safe',
})

const textOf = (body: Fields, name: string): string | null => {
  const value = body[name]
  return typeof value === 'string' && value !== '' ? value : null
}

/** A refusal as an answer; `not_found` and `ask` are the caller's. */
function refusalAnswer(said: Said & { said: 'no' }): HouseAnswer {
  const meaning = meaningOf(said.code)
  switch (meaning.means) {
    case 'failed':
      return failed(meaning.code)
    case 'not_taken':
      return notSent(said.code)
    case 'unrecognised':
      return { result: 'unknown', reason: `refused with ${said.code}`, unrecognised: said.code, retry: 'safe' }
    case 'not_found':
      return notFound
    case 'unknown':
    case 'ask':
      return unknown(said.code)
  }
}

const silence = (said: Said & { said: 'nothing' }): HouseAnswer => (said.sent ? unknown(said.reason) : notSent(said.reason))

/** A payment that stands in an answer or notification; `null`: the fields do not say it. */
export function paidAnswer(body: Fields, at: string): HouseAnswer | null {
  const amount = fenOf(body.total_amount)
  const paidAt = instantOf(body[at])
  if (amount === null || amount <= 0n || paidAt === null) return null
  const payer = textOf(body, 'buyer_user_id') ?? textOf(body, 'buyer_open_id') ?? textOf(body, 'buyer_id')
  return {
    result: 'succeeded',
    houseReference: textOf(body, 'trade_no'),
    settlementDate: dayOf(paidAt),
    amount,
    ...(payer === null ? {} : { payer }),
    retry: 'pointless',
  }
}

export function createTrades({ api, notifyUrl }: TradeDeps): Required<Pick<Rail, 'debit' | 'refund' | 'query' | 'close'>> {
  const toNotify = (): { notify_url?: string } => {
    const url = notifyUrl()
    return url === null ? {} : { notify_url: url }
  }

  /** What every order says. Alipay refuses subjects of more than 256 characters. */
  function terms(instruction: Instruction, order: ChannelOrder): Fields {
    const { deadline } = instruction
    return {
      out_trade_no: formatId('ins', instruction.id),
      total_amount: yuanOf(instruction.amount),
      subject: (instruction.description ?? instruction.reference).slice(0, 256),
      passback_params: encodeURIComponent(instruction.reference),
      ...(deadline === null ? {} : { time_expire: timeText(deadline) }),
      ...(order.subMerchant === null ? {} : { sub_merchant: { merchant_id: order.subMerchant, merchant_type: 'alipay' } }),
    }
  }

  async function precreate(instruction: Instruction, order: ChannelOrder): Promise<HouseAnswer> {
    const reference = formatId('ins', instruction.id)
    const fields = { ...terms(instruction, order), ...toNotify() }
    const said = await api.call('POST', 'alipay.trade.precreate', fields, { idempotent: true, reference })
    if (said.said === 'nothing') return silence(said)
    if (said.said === 'no') return meaningOf(said.code).means === 'ask' ? queryTrade(instruction) : refusalAnswer(said)
    const code = textOf(said.body, 'qr_code')
    if (code === null || textOf(said.body, 'out_trade_no') !== reference) return unknown('an answer about another order')
    return accepted(code.slice(code.lastIndexOf('/') + 1).slice(0, 64), { type: 'qr_code', content: code, expiresAt: instruction.deadline })
  }

  /** Nothing goes over the wire: the payer's browser or app carries the signed order to Alipay. */
  function signed(instruction: Instruction, order: ChannelOrder, flow: keyof typeof PAGES): HouseAnswer {
    const { method, product } = PAGES[flow]
    const fields = { ...terms(instruction, order), product_code: product }
    const returnUrl = flow === 'app' ? undefined : order.returnUrl
    const parameters = api.signedParameters(method, fields, { notifyUrl: notifyUrl() ?? undefined, returnUrl })
    const access = api.access()
    if (parameters === null || access === null) return notSent('alipay is not connected')
    return flow === 'app'
      ? accepted(SIGNED, { type: 'app', parameters: { order_string: parameters.toString() } })
      : accepted(SIGNED, { type: 'redirect', url: `${access.gateway}?${parameters}`, expiresAt: instruction.deadline })
  }

  /** By payment code or by agreement: Alipay collects at once, or asks the payer for the password. */
  async function pay(instruction: Instruction, order: ChannelOrder): Promise<HouseAnswer> {
    const reference = formatId('ins', instruction.id)
    const means =
      order.flow === 'agreement'
        ? { product_code: 'CYCLE_PAY_AUTH', agreement_params: { agreement_no: instruction.agreementNumber ?? '' } }
        : { product_code: 'FACE_TO_FACE_PAYMENT', scene: 'bar_code', auth_code: order.authCode ?? '' }
    const fields = { ...terms(instruction, order), ...means, ...toNotify() }
    const said = await api.call('POST', 'alipay.trade.pay', fields, { idempotent: true, reference })
    if (said.said === 'nothing') return silence(said)
    if (said.said === 'no') {
      const meaning = meaningOf(said.code)
      if (meaning.means === 'ask') return queryTrade(instruction)
      if (meaning.means !== 'failed' || !mayLeaveOpen(meaning.code)) return refusalAnswer(said)
      // The trade may stand open with the payer still able to pay it: only once that is ruled out is it a failure.
      const ended = await cancelTrade(instruction)
      return ended.result === 'failed' ? failed(meaning.code) : ended
    }
    if (textOf(said.body, 'out_trade_no') !== reference) return unknown('an answer about another order')
    return paidAnswer(said.body, 'gmt_payment') ?? accepted(textOf(said.body, 'trade_no'), { type: 'await_payer', reason: 'password' })
  }

  type Asked = Pick<QueriedInstruction, 'id' | 'channelOrder' | 'houseReference'>

  async function queryTrade(instruction: Asked): Promise<HouseAnswer> {
    const reference = formatId('ins', instruction.id)
    const said = await api.call('POST', 'alipay.trade.query', { out_trade_no: reference }, { idempotent: true, reference })
    if (said.said === 'nothing') return silence(said)
    if (said.said === 'no') {
      if (meaningOf(said.code).means !== 'not_found') return unknown(said.code)
      // Known to us by its acceptance, unknown there: nobody has opened it.
      const waits =
        instruction.channelOrder !== null && OPENED_BY_PAYER.has(instruction.channelOrder.flow) && instruction.houseReference !== null
      return waits ? accepted(instruction.houseReference) : notFound
    }
    if (textOf(said.body, 'out_trade_no') !== reference) return unknown('an answer about another order')
    const status = textOf(said.body, 'trade_status') ?? ''
    switch (status) {
      case 'WAIT_BUYER_PAY':
        return accepted(textOf(said.body, 'trade_no'))
      case 'TRADE_SUCCESS':
      case 'TRADE_FINISHED':
        return paidAnswer(said.body, 'send_pay_date') ?? unknown('a payment without amount or time')
      case 'TRADE_CLOSED': {
        // Closed unpaid, or paid and given back in full: by refunds of ours, or by the cancellation.
        const paid = paidAnswer(said.body, 'send_pay_date')
        if (paid === null) return failed('closed')
        const back = await refundOf(reference, reference)
        return back.said === 'nothing'
          ? silence(back)
          : back.said === 'yes' && back.body.refund_status === 'REFUND_SUCCESS'
            ? failed('closed')
            : paid
      }
      default:
        return { result: 'unknown', reason: `trade_status ${status}`, unrecognised: status, retry: 'safe' }
    }
  }

  const refundOf = (outTradeNo: string, outRequestNo: string): Promise<Said> =>
    api.call(
      'POST',
      'alipay.trade.fastpay.refund.query',
      { out_trade_no: outTradeNo, out_request_no: outRequestNo, query_options: ['gmt_refund_pay'] },
      { idempotent: true, reference: outRequestNo },
    )

  /** 撤销: what is not paid cannot be paid any more; what was paid goes back. Either way the order has failed. */
  async function cancelTrade(instruction: Pick<Instruction, 'id'>): Promise<HouseAnswer> {
    const reference = formatId('ins', instruction.id)
    const said = await api.call('POST', 'alipay.trade.cancel', { out_trade_no: reference }, { idempotent: true, reference })
    if (said.said === 'nothing') return said.sent ? unknown(said.reason) : unknown(`cancel: ${said.reason}`)
    if (said.said === 'no') return meaningOf(said.code).means === 'not_found' ? failed('closed') : unknown(`cancel: ${said.code}`)
    // retry_flag Y: Alipay asks to send it again.
    return textOf(said.body, 'retry_flag') === 'Y' ? unknown('cancel: to be repeated') : failed('closed')
  }

  async function closeTrade(instruction: Instruction): Promise<HouseAnswer> {
    const reference = formatId('ins', instruction.id)
    const seen = await queryTrade({ ...instruction, houseReference: null })
    if (seen.result === 'not_found') return cancelTrade(instruction)
    if (seen.result !== 'accepted') return seen
    if (instruction.channelOrder?.flow === 'code') return cancelTrade(instruction)
    const said = await api.call('POST', 'alipay.trade.close', { out_trade_no: reference }, { idempotent: true, reference })
    if (said.said === 'yes') return failed('closed')
    // It may have been paid between question and closing.
    return said.said === 'no' ? queryTrade(instruction) : silence(said)
  }

  async function queryRefund({ id, originalInstruction }: Pick<QueriedInstruction, 'id' | 'originalInstruction'>): Promise<HouseAnswer> {
    if (originalInstruction === null) return failed('original_not_found')
    const reference = formatId('ins', id)
    const said = await refundOf(formatId('ins', originalInstruction), reference)
    if (said.said === 'nothing') return silence(said)
    if (said.said === 'no') return meaningOf(said.code).means === 'not_found' ? notFound : unknown(said.code)
    const status = textOf(said.body, 'refund_status')
    // Without a status there is no such refund, or it is still in work; giving it again is harmless either way.
    if (status === null) return notFound
    const amount = fenOf(said.body.refund_amount)
    if (status !== 'REFUND_SUCCESS') return { result: 'unknown', reason: `refund_status ${status}`, unrecognised: status, retry: 'safe' }
    if (amount === null || textOf(said.body, 'out_request_no') !== reference) return unknown('an answer about another refund')
    const at = instantOf(said.body.gmt_refund_pay) ?? said.at
    if (at === null) return unknown('a refund without a time')
    return { result: 'succeeded', houseReference: textOf(said.body, 'trade_no'), settlementDate: dayOf(at), amount, retry: 'pointless' }
  }

  return {
    async debit(instruction) {
      const order = instruction.channelOrder
      if (order === null) return failed('order_invalid')
      switch (order.flow) {
        case 'native':
          return precreate(instruction, order)
        case 'page':
        case 'wap':
        case 'app':
          return signed(instruction, order, order.flow)
        case 'code':
        case 'agreement':
          return pay(instruction, order)
        default:
          return failed('order_invalid')
      }
    },
    async refund(instruction) {
      const reference = formatId('ins', instruction.id)
      const original: Id<'ins'> | null = instruction.originalInstruction
      if (original === null) return failed('original_not_found')
      const fields = {
        out_trade_no: formatId('ins', original),
        out_request_no: reference,
        refund_amount: yuanOf(instruction.amount),
        ...(instruction.description === null ? {} : { refund_reason: instruction.description.slice(0, 256) }),
      }
      const said = await api.call('POST', 'alipay.trade.refund', fields, { idempotent: true, reference })
      if (said.said === 'nothing') return silence(said)
      if (said.said === 'no') return meaningOf(said.code).means === 'not_found' ? failed('original_not_found') : refusalAnswer(said)
      // `fund_change: Y` says that money moved, but neither when nor, in sum, how much for this request: the query does.
      const ended = await queryRefund(instruction)
      return ended.result === 'succeeded' || ended.result === 'failed' ? ended : accepted(textOf(said.body, 'trade_no'))
    },
    query: instruction => (instruction.kind === 'refund' ? queryRefund(instruction) : queryTrade(instruction)),
    close: closeTrade,
  }
}
