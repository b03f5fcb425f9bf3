/**
 * An order at a channel: which rail it goes to, and what clearing is told of it. The payer acts there; the result comes later. Never calls
 * the network.
 */
import { formatId, newId } from '../../kernel/ids.ts'
import { invariant, type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { ChannelOrder } from '../clearing/types.ts'
import type { MandateFacts } from '../consents/types.ts'
import type { MerchantFacts } from '../merchants/types.ts'
import type { PaymentDeps } from './deps.ts'
import type { Work } from './open-work.ts'
import type { Flow, PaymentRouteRequest } from './ports.ts'
import { type Instrument, isChannelMethod, type OpenOrder, type PayerInstrument, type Payment } from './types.ts'

/** The rail of an order; `agreement`: what it is debited under. */
export type ChannelRoute = {
  readonly house: string
  readonly subMerchant: string | null
  readonly subAppId: string | null
  readonly expirySeconds: number
  readonly agreement: string | null
}

export type OrderFacts = {
  readonly payment: Payment
  readonly instrument: Instrument
  readonly merchant: MerchantFacts
  readonly mandate: MandateFacts | null
  readonly tried: readonly string[]
}

/** A payer waits: a rail that cannot be reached in this time is given up, and another one is tried. */
const SEND_WITHIN_MS = 5_000

/** What routing is asked for a payment by this instrument. */
export function routeRequest(payment: Payment, merchant: MerchantFacts, instrument: PayerInstrument, tried: readonly string[], at: Date) {
  return {
    paymentId: payment.id,
    merchantId: payment.merchantId,
    channels: merchant.channels,
    method: instrument.method,
    flow: instrument.flow,
    amount: payment.amount,
    currency: payment.currency,
    bank: instrument.bank ?? null,
    manualCapture: payment.captureMethod === 'manual',
    excluded: tried,
    at,
  } satisfies PaymentRouteRequest
}

/** Refuses what routing refuses; an agreement knows its rail. */
export function routeOrder(work: Work, { payment, instrument, merchant, mandate, tried }: OrderFacts): Outcome<ChannelRoute> {
  if (instrument.by !== 'payer') return routeAgreement(work.deps, instrument, merchant, mandate)
  const chosen = work.deps.routing.choose(routeRequest(payment, merchant, instrument, tried, work.now))
  if (!chosen.ok) return chosen
  const { house, subMerchant, subAppId, capability, decision } = chosen.value
  work.decisions.push(decision)
  work.undo.push(() => work.decisions.pop())
  return ok({ house, subMerchant, subAppId, expirySeconds: capability.orderExpirySeconds, agreement: null })
}

/** An agreement was made at one channel, for this merchant there. */
function routeAgreement(
  deps: PaymentDeps,
  instrument: Instrument,
  merchant: MerchantFacts,
  mandate: MandateFacts | null,
): Outcome<ChannelRoute> {
  const agreement = mandate?.agreement ?? null
  invariant(agreement !== null, 'a channel is debited without its payer under an agreement only')
  const capability = deps.routing.capability(agreement.house, instrument.method)
  if (capability === null) return refuse('route_unavailable', 'payment_method')
  const standing = merchant.channels.find(found => found.channel === agreement.house)
  if (capability.needsSubMerchant && standing?.active !== true) return refuse('route_channel_missing', 'payment_method')
  return ok({
    house: agreement.house,
    subMerchant: standing?.subMerchant ?? null,
    subAppId: standing?.subAppId ?? null,
    expirySeconds: capability.orderExpirySeconds,
    agreement: agreement.number,
  })
}

/** Hands the order to clearing; answers the payment as it is while the payer acts. */
export function instructOrder(work: Work, { payment, instrument, merchant, tried }: OrderFacts, route: ChannelRoute): Payment {
  const { deps, now } = work
  const id = newId<'ins'>()
  const payer = instrument.by === 'payer' ? instrument : null
  const flow: Flow = payer?.flow ?? 'agreement'
  const expires = Math.min(payment.expiresAt.getTime(), now.getTime() + route.expirySeconds * 1000)
  const channelOrder: ChannelOrder = {
    flow,
    subMerchant: route.subMerchant,
    returnUrl: `${deps.publicUrl()}/checkout/${deps.tokens.tokenOf(payment.id)}`,
    ...(route.subAppId === null ? {} : { subAppId: route.subAppId }),
    ...(payer?.payerId === undefined ? {} : { payerId: payer.payerId }),
    ...(payer?.authCode === undefined ? {} : { authCode: payer.authCode }),
    ...(payer?.payerIp === undefined ? {} : { payerIp: payer.payerIp }),
    ...(payer?.bank === undefined ? {} : { bank: payer.bank }),
  }
  work.instructions.push({
    id,
    purpose: 'payment_debit',
    kind: 'debit',
    house: route.house,
    amount: payment.amount,
    currency: payment.currency,
    channelOrder,
    ...(route.agreement === null ? {} : { agreementNumber: route.agreement }),
    reference: formatId('pay', payment.id),
    description: payment.description ?? merchant.name.zh,
    deadline: new Date(expires),
    sendBy: new Date(Math.min(expires, now.getTime() + SEND_WITHIN_MS)),
  })
  work.undo.push(() => work.instructions.pop())
  const order: OpenOrder = {
    flow,
    bank: payer?.bank ?? null,
    subMerchant: route.subMerchant,
    subAppId: route.subAppId,
    instrument: payer === null || payer.authCode !== undefined ? null : payer,
    tried: [...tried, route.house],
    closing: null,
    reason: null,
    next: null,
  }
  return { ...payment, status: 'processing', instructionId: id, channel: route.house, order }
}

/** The channel's order that a refund returns money of; `null` where the payment was made otherwise. */
export function returnedOrder(payment: Payment): ChannelOrder | null {
  const { order } = payment
  if (!isChannelMethod(payment.method) || order === null) return null
  return {
    flow: order.flow,
    subMerchant: order.subMerchant,
    ...(order.subAppId === null ? {} : { subAppId: order.subAppId }),
    ...(order.bank === null ? {} : { bank: order.bank }),
    originalAmount: payment.amountCaptured,
  }
}
