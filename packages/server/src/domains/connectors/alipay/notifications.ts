/**
 * What Alipay tells us by itself: a form that is verified as it came, of our application and our merchant number only. `notify_id` names a
 * statement, so its repetitions change nothing; statements are about the whole trade, so their order does not matter either.
 * https://opendocs.alipay.com/common/02mse7, https://opendocs.alipay.com/open/203/105286
 */
import { parseId } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { CallbackReader, ClearingRefusalCode, HouseAnswer, InboundRequest, InboundResult } from '../../clearing/ports.ts'
import type { Kit } from '../kit/types.ts'
import { ALIPAY } from './capabilities.ts'
import type { Access } from './keys.ts'
import { notifyContent, verifyRsa2 } from './protocol.ts'
import { paidAnswer } from './trades.ts'

export type NotificationDeps = { readonly kit: Pick<Kit, 'explain'>; readonly access: () => Access | null }

/** More fields than any notification has. */
const FIELDS_MAX = 200

export type Refused = 'callback_signature_invalid' | 'callback_invalid'

/** The fields of a notification that is Alipay's and meant for us. Refuses callback_signature_invalid, callback_invalid. */
export function verified({ kit, access }: NotificationDeps, request: InboundRequest): Outcome<ReadonlyMap<string, string>, Refused> {
  const keys = access()
  if (keys === null) return refuse('callback_signature_invalid')
  // Read once, as it came: what is verified below is exactly what is used.
  const given = [...new URLSearchParams(request.rawBody.toString('utf8'))]
  const fields = new Map(given)
  // A name that stands twice means two things to two readers.
  if (given.length === 0 || given.length > FIELDS_MAX || fields.size !== given.length) return refuse('callback_invalid')
  const signature = fields.get('sign') ?? null
  const content = notifyContent(given)
  const explain = (reason?: 'header_missing' | 'account_wrong'): void =>
    kit.explain({
      kind: 'signature',
      code: ALIPAY,
      role: keys.trustedRole,
      on: 'callback',
      reference: fields.get('out_trade_no') ?? null,
      algorithm: 'rsa_sha256',
      keyId: fields.get('alipay_cert_sn') ?? null,
      signedString: content,
      signature,
      ...(reason === undefined ? {} : { reason }),
    })
  if (signature === null || fields.get('sign_type') !== 'RSA2' || (fields.get('charset') ?? 'utf-8').toLowerCase() !== 'utf-8') {
    explain('header_missing')
    return refuse('callback_signature_invalid')
  }
  if (!keys.trusted.some(({ key }) => verifyRsa2(key, content, signature))) {
    explain()
    return refuse('callback_signature_invalid')
  }
  // Rightly signed, but another application's or another merchant's.
  const seller = fields.get('seller_id')
  if (fields.get('app_id') !== keys.appId || (seller !== undefined && seller !== keys.sellerId)) {
    explain('account_wrong')
    return refuse('callback_signature_invalid')
  }
  return ok(fields)
}

/** What a notification about a trade says of the debit; `null`: nothing that can be read. */
function answerOf(fields: ReadonlyMap<string, string>): HouseAnswer | null {
  const body = Object.fromEntries(fields)
  const status = fields.get('trade_status') ?? ''
  const reference = fields.get('trade_no') ?? null
  switch (status) {
    case 'WAIT_BUYER_PAY':
      return { result: 'accepted', houseReference: reference, retry: 'safe' }
    case 'TRADE_SUCCESS':
    case 'TRADE_FINISHED':
      return paidAnswer(body, 'gmt_payment')
    case 'TRADE_CLOSED':
      // Paid and given back in full: by refunds, which answer for themselves, or by a cancellation, which the query tells apart.
      return fields.has('gmt_payment') || fields.has('refund_fee')
        ? { result: 'accepted', houseReference: reference, retry: 'safe' }
        : { result: 'failed', code: 'closed', retry: 'pointless' }
    default:
      return { result: 'unknown', reason: `trade_status ${status}`, unrecognised: status, retry: 'safe' }
  }
}

export function createCallbackReader(deps: NotificationDeps): CallbackReader {
  return {
    read(request): Outcome<InboundResult, ClearingRefusalCode> {
      const fields = verified(deps, request)
      if (!fields.ok) return fields
      const [notifyId, instruction] = [fields.value.get('notify_id'), fields.value.get('out_trade_no')]
      const answer = answerOf(fields.value)
      if (notifyId === undefined || notifyId === '' || instruction === undefined || answer === null) return refuse('callback_invalid')
      return ok({ eventKey: notifyId.slice(0, 100), instructionId: parseId('ins', instruction), instruction, answer })
    },
    answers: {
      accepted: { status: 200, contentType: 'text/plain', body: 'success' },
      // Anything but `success` makes Alipay tell it again.
      refused: code => ({ status: code === 'callback_signature_invalid' ? 401 : 400, contentType: 'text/plain', body: 'fail' }),
    },
  }
}
