/**
 * WeChat Pay as a rail of clearing: one debit is one order under the instruction's own id, in partner mode for the merchant's
 * `sub_mchid`. Orders and refunds are executed once by their number, so a repetition does no harm; code payments are never repeated,
 * only asked about.
 */
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { formatId } from '../../../kernel/ids.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { ChannelOrder, HouseAnswer, PayerAction, QueriedInstruction, Rail } from '../../clearing/ports.ts'
import type { Instruction } from '../../clearing/types.ts'
import type { Account } from './account.ts'
import type { Refused, Reply, Wechat } from './exchange.ts'
import { type Meaning, meaningOf, type Operation } from './failures.ts'
import { cashierMessage, timeText } from './protocol.ts'
import { failedAs, refundAnswer, transactionAnswer, unknown, zRefund, zTransaction } from './transactions.ts'

export type RailDeps = {
  readonly wechat: Wechat
  readonly clock: Clock
  /** Where the platform tells results; without a query. */
  readonly callbackUrl: () => string
  /** Whether policy lets a connection of mode `direct` place orders now. */
  readonly directAllowed: () => boolean
  /** A refusal that is not listed, for operators. */
  readonly onUnlisted: (about: { readonly operation: Operation; readonly refused: Refused; readonly reference: string }) => void
}

type Product = 'native' | 'jsapi' | 'h5' | 'app' | 'codepay'
const PRODUCTS: Readonly<Partial<Record<ChannelOrder['flow'], Product>>> = {
  native: 'native',
  jsapi: 'jsapi',
  h5: 'h5',
  app: 'app',
  code: 'codepay',
}

const DESCRIPTION_MAX = 127
/** `code_url`, `h5_url` and `prepay_id` are good for so long. */
const LINK_MS = { native: 2 * 3_600_000, h5: 300_000 } as const

const zPrepay = z.object({
  code_url: z.string().max(512).optional(),
  h5_url: z.string().max(2_048).optional(),
  prepay_id: z.string().max(128).optional(),
})

const basePath = ({ mode }: Account): string => (mode === 'partner' ? '/v3/pay/partner/transactions' : '/v3/pay/transactions')

type Parties = Readonly<Record<string, string>>
const partiesOf = ({ mode, mchid }: Account, order: Pick<ChannelOrder, 'subMerchant'>): Parties =>
  mode === 'partner' ? { sp_mchid: mchid, sub_mchid: order.subMerchant ?? '' } : { mchid }

const subField = ({ mode }: Account, order: Pick<ChannelOrder, 'subMerchant'>): Parties =>
  mode === 'partner' ? { sub_mchid: order.subMerchant ?? '' } : {}

function payerOf(account: Account, order: ChannelOrder, product: Product): Record<string, string> {
  if (product === 'codepay') return { auth_code: order.authCode ?? '' }
  const openid = order.payerId ?? ''
  if (account.mode === 'direct') return { openid }
  return order.subAppId === undefined ? { sp_openid: openid } : { sub_openid: openid }
}

/** The body of an order; the same for the same instruction, so that a repetition is known for one. */
export function orderBody(account: Account, instruction: Instruction, order: ChannelOrder, product: Product, notifyUrl: string) {
  const appid = account.mode === 'partner' ? { sp_appid: account.appid } : { appid: account.appid }
  const sub = account.mode === 'partner' && order.subAppId !== undefined ? { sub_appid: order.subAppId } : {}
  const scene = {
    ...(order.payerIp === undefined ? {} : { payer_client_ip: order.payerIp }),
    ...(product === 'h5' ? { h5_info: { type: 'Wap' } } : {}),
  }
  return {
    ...appid,
    ...sub,
    ...partiesOf(account, order),
    description: (instruction.description || instruction.reference).slice(0, DESCRIPTION_MAX).toWellFormed(),
    out_trade_no: formatId('ins', instruction.id),
    ...(instruction.deadline === null || product === 'codepay' ? {} : { time_expire: timeText(instruction.deadline) }),
    // Comes back in notifications and queries: whose order it was when we placed it.
    attach: order.subMerchant ?? account.mchid,
    ...(product === 'codepay' ? {} : { notify_url: notifyUrl }),
    ...(order.profitSharing === true || account.sharing.includes(order.subMerchant ?? '') ? { settle_info: { profit_sharing: true } } : {}),
    amount: { total: Number(instruction.amount), currency: instruction.currency },
    ...(product === 'jsapi' || product === 'codepay' ? { payer: payerOf(account, order, product) } : {}),
    ...(Object.keys(scene).length === 0 ? {} : { scene_info: scene }),
  }
}

export function createRail(deps: RailDeps): Omit<Rail, 'settlementFile'> {
  const { wechat, clock } = deps

  /** What opens the cashier; signed here, with our key. `null`: the answer lacks what the product needs. */
  function actionOf(account: Account, order: ChannelOrder, product: Product, body: unknown, deadline: Date | null): PayerAction | null {
    const parsed = zPrepay.safeParse(body)
    if (!parsed.success) return null
    const { code_url: codeUrl, h5_url: h5Url, prepay_id: prepayId } = parsed.data
    const now = clock.now()
    const until = (ms: number): Date => new Date(Math.min(now.getTime() + ms, deadline?.getTime() ?? Number.POSITIVE_INFINITY))
    if (product === 'native') return codeUrl === undefined ? null : { type: 'qr_code', content: codeUrl, expiresAt: until(LINK_MS.native) }
    if (product === 'h5') {
      if (h5Url === undefined || !URL.canParse(h5Url)) return null
      const back =
        order.returnUrl === undefined ? '' : `${h5Url.includes('?') ? '&' : '?'}redirect_url=${encodeURIComponent(order.returnUrl)}`
      return { type: 'redirect', url: `${h5Url}${back}`, expiresAt: until(LINK_MS.h5) }
    }
    if (prepayId === undefined || account.signCashier === null) return null
    const appId = (account.mode === 'partner' ? order.subAppId : undefined) ?? account.appid
    const timestamp = String(Math.floor(now.getTime() / 1_000))
    const nonce = randomBytes(16).toString('hex')
    if (product === 'jsapi') {
      const prepay = `prepay_id=${prepayId}`
      const paySign = account.signCashier(cashierMessage(appId, timestamp, nonce, prepay))
      return { type: 'jsapi', parameters: { appId, timeStamp: timestamp, nonceStr: nonce, package: prepay, signType: 'RSA', paySign } }
    }
    const sign = account.signCashier(cashierMessage(appId, timestamp, nonce, prepayId))
    const partnerid = (account.mode === 'partner' ? order.subMerchant : null) ?? account.mchid
    return {
      type: 'app',
      parameters: { appid: appId, partnerid, prepayid: prepayId, package: 'Sign=WXPay', noncestr: nonce, timestamp, sign },
    }
  }

  const silent = (reply: Reply & { kind: 'silent' }): HouseAnswer =>
    reply.sent ? unknown(reply.reason) : { result: 'not_sent', reason: reply.reason, retry: 'safe' }

  /** What a refusal says; `ask`: what became of it, where only the platform knows. */
  async function refused(
    operation: Operation,
    said: Refused,
    reference: string,
    ask: (() => Promise<HouseAnswer>) | null,
  ): Promise<HouseAnswer> {
    const meaning: Meaning = meaningOf(operation, said.status, said.code)
    switch (meaning.as) {
      case 'failed':
        return failedAs(meaning.code)
      case 'not_sent':
        return { result: 'not_sent', reason: said.code, retry: 'safe' }
      case 'unknown':
        return unknown(said.code)
      case 'not_found':
        return { result: 'not_found', retry: 'safe' }
      case 'await_payer':
        return { result: 'accepted', houseReference: null, action: { type: 'await_payer', reason: 'password' }, retry: 'safe' }
      case 'ask': {
        const answer = ask === null ? unknown(said.code) : await ask()
        return answer.result === 'not_found' ? failedAs(meaning.otherwise) : answer
      }
      case 'unlisted':
        deps.onUnlisted({ operation, refused: said, reference })
        return { result: 'unknown', reason: `${said.status} ${said.code}`, unrecognised: said.code, retry: 'safe' }
    }
  }

  /** A transaction that is of this order and of nobody else's. */
  function transactionOf(account: Account, order: Pick<ChannelOrder, 'subMerchant'>, id: string, body: unknown): HouseAnswer {
    const parsed = zTransaction.safeParse(body)
    if (!parsed.success) return unknown('a transaction that cannot be read')
    const { data } = parsed
    if (data.out_trade_no !== id) return unknown(`a transaction of another order: ${data.out_trade_no}`)
    if ((data.sp_mchid ?? data.mchid) !== account.mchid) return unknown('a transaction of another merchant number')
    if (account.mode === 'partner' && data.sub_mchid !== order.subMerchant) return unknown('a transaction of another sub-merchant')
    return transactionAnswer(data)
  }

  async function queryOrder(account: Account, order: ChannelOrder, id: string): Promise<HouseAnswer> {
    const query = new URLSearchParams(partiesOf(account, order))
    const reply = await wechat.call('GET', `${basePath(account)}/out-trade-no/${id}?${query}`, undefined, {
      reference: id,
      idempotent: true,
    })
    if (reply.kind === 'silent') return silent(reply)
    return reply.kind === 'done' ? transactionOf(account, order, id, reply.body) : refused('query', reply, id, null)
  }

  function refundOf(account: Account, order: ChannelOrder, id: string, body: unknown): HouseAnswer {
    const parsed = zRefund.safeParse(body)
    if (!parsed.success) return unknown('a refund that cannot be read')
    if (parsed.data.out_refund_no !== id) return unknown(`a refund of another number: ${parsed.data.out_refund_no}`)
    if (account.mode === 'partner' && parsed.data.sub_mchid !== undefined && parsed.data.sub_mchid !== order.subMerchant)
      return unknown('a refund of another sub-merchant')
    return refundAnswer(parsed.data)
  }

  async function queryRefund(account: Account, order: ChannelOrder, id: string): Promise<HouseAnswer> {
    const query = new URLSearchParams(subField(account, order)).toString()
    const path = `/v3/refund/domestic/refunds/${id}${query === '' ? '' : `?${query}`}`
    const reply = await wechat.call('GET', path, undefined, { reference: id, idempotent: true })
    if (reply.kind === 'silent') return silent(reply)
    return reply.kind === 'done' ? refundOf(account, order, id, reply.body) : refused('refund_query', reply, id, null)
  }

  /** The account and the order, or why nothing can be asked for. */
  function ready(instruction: Pick<Instruction, 'channelOrder'>): { account: Account; order: ChannelOrder } | HouseAnswer {
    const account = wechat.account()
    if ('missing' in account) return { result: 'not_sent', reason: `not set up: ${account.missing}`, retry: 'safe' }
    const { channelOrder: order } = instruction
    if (order === null) return failedAs('order_invalid')
    if (account.mode === 'partner' && order.subMerchant === null) return failedAs('sub_merchant_invalid')
    return { account, order }
  }

  async function debit(instruction: Instruction): Promise<HouseAnswer> {
    const at = ready(instruction)
    if ('result' in at) return at
    const { account, order } = at
    const product = PRODUCTS[order.flow]
    if (product === undefined) return failedAs('order_invalid')
    if (account.mode === 'direct' && !deps.directAllowed()) return failedAs('channel_unavailable')
    if ((product === 'jsapi' || product === 'app') && account.signCashier === null) return failedAs('channel_unavailable')
    const id = formatId('ins', instruction.id)
    const ask = () => queryOrder(account, order, id)
    // A code is good for one order: after an attempt that may have arrived, only a query may follow.
    if (product === 'codepay' && instruction.attempts > 1) {
      const known = await ask()
      if (known.result !== 'not_found') return known
    }
    const body = orderBody(account, instruction, order, product, deps.callbackUrl())
    const reply = await wechat.call('POST', `${basePath(account)}/${product}`, body, { reference: id, idempotent: product !== 'codepay' })
    if (reply.kind === 'silent') return silent(reply)
    if (reply.kind === 'refused') return refused('order', reply, id, ask)
    if (product === 'codepay') return transactionOf(account, order, id, reply.body)
    const action = actionOf(account, order, product, reply.body, instruction.deadline)
    return action === null
      ? unknown('an order without what the payer needs')
      : { result: 'accepted', houseReference: null, action, retry: 'safe' }
  }

  async function refund(instruction: Instruction): Promise<HouseAnswer> {
    const at = ready(instruction)
    if ('result' in at) return at
    const { account, order } = at
    if (instruction.originalInstruction === null || order.originalAmount === undefined) return failedAs('original_not_found')
    const id = formatId('ins', instruction.id)
    const reply = await wechat.call(
      'POST',
      '/v3/refund/domestic/refunds',
      {
        ...subField(account, order),
        out_trade_no: formatId('ins', instruction.originalInstruction),
        out_refund_no: id,
        ...(instruction.description === null ? {} : { reason: instruction.description.slice(0, 80).toWellFormed() }),
        notify_url: deps.callbackUrl(),
        amount: { refund: Number(instruction.amount), total: Number(order.originalAmount), currency: instruction.currency },
      },
      { reference: id, idempotent: true },
    )
    if (reply.kind === 'silent') return silent(reply)
    return reply.kind === 'done'
      ? refundOf(account, order, id, reply.body)
      : refused('refund', reply, id, () => queryRefund(account, order, id))
  }

  async function query(instruction: QueriedInstruction): Promise<HouseAnswer> {
    const at = ready(instruction)
    if ('result' in at) return at.result === 'failed' ? unknown('an instruction without its order') : at
    const id = formatId('ins', instruction.id)
    return instruction.kind === 'refund' ? queryRefund(at.account, at.order, id) : queryOrder(at.account, at.order, id)
  }

  /** Closes, or reverses a code payment. What was paid meanwhile is left paid, and told. */
  async function close(instruction: Instruction): Promise<HouseAnswer> {
    const at = ready(instruction)
    if ('result' in at) return at.result === 'failed' ? unknown('an instruction without its order') : at
    const { account, order } = at
    const id = formatId('ins', instruction.id)
    const ask = () => queryOrder(account, order, id)
    const reversal = order.flow === 'code'
    if (reversal) {
      // Reversing gives a payment back: only what is not paid is reversed.
      const known = await ask()
      if (known.result !== 'accepted') return known
    }
    const path = `${basePath(account)}/out-trade-no/${id}/${reversal ? 'reverse' : 'close'}`
    const reply = await wechat.call('POST', path, partiesOf(account, order), { reference: id, idempotent: true })
    if (reply.kind === 'silent') return silent(reply)
    if (reply.kind === 'refused') return refused('close', reply, id, ask)
    return reversal ? ask() : failedAs('closed')
  }

  return { debit, refund, query, close }
}
