/**
 * What WeChat Pay tells us (回调通知): verified over the bytes as they came, opened with the APIv3 key, and held to be ours before it is
 * believed. A refusal is answered in the platform's own words, so that it tells again.
 */
import { z } from 'zod'
import { parseId } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { CallbackReader, ClearingRefusalCode, InboundRequest, InboundResult } from '../../clearing/ports.ts'
import type { Kit } from '../kit/types.ts'
import type { Account } from './account.ts'
import { WECHAT_PAY } from './capabilities.ts'
import { doubtAbout, explainDoubt, explainSealed, parseJson, signedBy, type Wechat } from './exchange.ts'
import { CIPHERS, type Suite } from './protocol.ts'
import { refundAnswer, transactionAnswer, zRefund, zTransaction } from './transactions.ts'

/** Notifications are a few KiB; more is none. */
export const CALLBACK_BYTES_MAX = 64 * 1024

const zNotification = z.object({
  id: z.string().min(1).max(64),
  event_type: z.string().max(64),
  resource_type: z.literal('encrypt-resource'),
  resource: z.object({
    original_type: z.string().max(32),
    algorithm: z.string().max(32),
    ciphertext: z.string().max(CALLBACK_BYTES_MAX),
    associated_data: z.string().max(64).default(''),
    nonce: z.string().max(64),
  }),
})

/** A notification that is the platform's, opened. */
export type Notice = {
  readonly id: string
  readonly event: string
  readonly kind: string
  readonly resource: unknown
  readonly account: Account
}

export type CallbackDeps = {
  readonly kit: Kit
  readonly wechat: Pick<Wechat, 'account'>
  readonly clock: Clock
  readonly onUnknownSerial: (serial: string) => void
}

type Read = Outcome<Notice, 'callback_signature_invalid' | 'callback_invalid'>

export function createNoticeReader(deps: CallbackDeps): (request: InboundRequest) => Read {
  const { kit } = deps
  return request => {
    const account = deps.wechat.account()
    if ('missing' in account) return refuse('callback_signature_invalid')
    if (request.rawBody.length > CALLBACK_BYTES_MAX) return refuse('callback_invalid')
    const signed = signedBy(request.header)
    const doubt = doubtAbout(account, signed, request.rawBody, deps.clock.now())
    if (doubt !== null) {
      explainDoubt(kit, account, doubt, { on: 'callback', signed, body: request.rawBody, reference: null })
      if (doubt === 'serial' && signed.serial !== null) deps.onUnknownSerial(signed.serial)
      return refuse('callback_signature_invalid')
    }
    const parsed = zNotification.safeParse(parseJson(request.rawBody))
    if (!parsed.success) return refuse('callback_invalid')
    const { id, event_type: event, resource } = parsed.data
    const suite: Suite = resource.algorithm === CIPHERS.sm ? 'sm' : 'rsa'
    const sealed = { ...resource, associatedData: resource.associated_data }
    const text = account.open(sealed, suite)
    if (text === null) {
      explainSealed(kit, 'callback', id, sealed)
      return refuse('callback_invalid')
    }
    return ok({ id, event, kind: resource.original_type, resource: parseJson(Buffer.from(text)), account })
  }
}

type Said = { readonly [name in 'sp_mchid' | 'mchid' | 'sub_mchid' | 'sp_appid' | 'appid']?: string | undefined }

/** Whether the notice names us: our merchant number, and the app and sub-merchant of the order as we placed it. */
export function isOurs(account: Account, said: Said): boolean {
  if (account.mode === 'direct') return said.mchid === account.mchid && (said.appid === undefined || said.appid === account.appid)
  return said.sp_mchid === account.mchid && said.sub_mchid !== undefined && (said.sp_appid === undefined || said.sp_appid === account.appid)
}

function resultOf({ id, kind, event, resource, account }: Notice): Outcome<InboundResult, ClearingRefusalCode> {
  if (kind === 'transaction' && event.startsWith('TRANSACTION.')) {
    const parsed = zTransaction.safeParse(resource)
    // We wrote the sub-merchant into every order's `attach`: another one is not of our order.
    if (!parsed.success || !isOurs(account, parsed.data) || parsed.data.attach !== (parsed.data.sub_mchid ?? account.mchid))
      return refuse('callback_invalid')
    const { out_trade_no: instruction } = parsed.data
    return ok({ eventKey: id, instructionId: parseId('ins', instruction), instruction, answer: transactionAnswer(parsed.data) })
  }
  if (kind === 'refund' && event.startsWith('REFUND.')) {
    const parsed = zRefund.safeParse(resource)
    if (!parsed.success || !isOurs(account, parsed.data)) return refuse('callback_invalid')
    const { out_refund_no: instruction } = parsed.data
    return ok({ eventKey: id, instructionId: parseId('ins', instruction), instruction, answer: refundAnswer(parsed.data) })
  }
  return refuse('callback_invalid')
}

const refusal = (status: number, message: string) => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify({ code: 'FAIL', message }),
})

export const ANSWERS: CallbackReader['answers'] = {
  accepted: { status: 204, contentType: null, body: '' },
  refused: code =>
    code === 'callback_signature_invalid'
      ? refusal(401, '签名验证失败')
      : code === 'callback_invalid'
        ? refusal(400, '通知内容无法识别')
        : refusal(500, '暂时无法处理'),
}

const recordedHeaders = (request: InboundRequest): Record<string, string> =>
  Object.fromEntries(
    ['wechatpay-timestamp', 'wechatpay-nonce', 'wechatpay-serial', 'wechatpay-signature', 'wechatpay-signature-type', 'request-id'].flatMap(
      name => {
        const value = request.header(name)
        return value === undefined ? [] : [[name, value.slice(0, 2_048)]]
      },
    ),
  )

/** Keeps what came in, with what we answered. */
export function recordNotice(kit: Kit, request: InboundRequest, reference: string | null, refused: string | null, status: number): void {
  kit.recordInbound({
    code: WECHAT_PAY,
    method: request.method,
    path: request.path,
    headers: recordedHeaders(request),
    body: request.rawBody.subarray(0, CALLBACK_BYTES_MAX),
    reference,
    status,
    refusal: refused,
  })
}

/** Payments and refunds; profit sharing has an address of its own. */
export function createCallbackReader(deps: CallbackDeps): CallbackReader {
  const readNotice = createNoticeReader(deps)
  return {
    answers: ANSWERS,
    read(request) {
      const notice = readNotice(request)
      const result = notice.ok ? resultOf(notice.value) : notice
      if (result.ok) recordNotice(deps.kit, request, result.value.instruction, null, ANSWERS.accepted.status)
      else recordNotice(deps.kit, request, null, result.error.code, ANSWERS.refused(result.error.code)?.status ?? 400)
      return result
    },
  }
}
