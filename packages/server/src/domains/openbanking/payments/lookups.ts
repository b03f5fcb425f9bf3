/** Finds what a third party names, as far as it is its own: another's consent or payment is answered as forbidden, never shown. */
import { type Id, parseId } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { Principal } from '../../../kernel/principal.ts'
import type { Consent, ConsentKind } from '../../consents/types.ts'
import type { Payment } from '../../payments/types.ts'
import { ownConsent } from '../consent-requests/own-consents.ts'
import type { PaymentInitiationDeps } from './deps.ts'
import { PAYMENT_ACCOUNT_SCHEME } from './rules.ts'
import { findOrder } from './store.ts'
import type { Order, OrderKind, WireAccount } from './types.ts'

export type ThirdParty = Extract<Principal, { kind: 'third_party' }>

/** As `ownConsent`, for what only a token that stands for this very consent may do. */
export async function grantedConsent(
  deps: Pick<PaymentInitiationDeps, 'consents'>,
  caller: ThirdParty,
  kind: ConsentKind,
  text: string,
  param: string,
): Promise<Outcome<Consent & { readonly holderId: Id<'hld'> }>> {
  const found = await ownConsent(deps, caller, text, [kind], param)
  if (!found.ok) return found
  const { holderId } = found.value
  if (holderId === null || caller.consentId !== found.value.id || caller.holderId !== holderId)
    return refuse('ob_resource_forbidden', param)
  return ok({ ...found.value, holderId })
}

export async function ownOrder(
  deps: Pick<PaymentInitiationDeps, 'db'>,
  caller: ThirdParty,
  kind: OrderKind,
  text: string,
  param: string,
): Promise<Outcome<Order>> {
  const id = parseId('obp', text)
  const order = id === null ? null : await findOrder(deps.db, id)
  if (order === null || order.kind !== kind) return refuse('ob_resource_not_found', param)
  return order.thirdPartyId === caller.thirdPartyId ? ok(order) : refuse('ob_resource_forbidden', param)
}

/** The payment that an order became, as it is now; `null` when it was rejected. */
export async function paymentOf(deps: Pick<PaymentInitiationDeps, 'payments' | 'db'>, order: Order): Promise<Payment | null> {
  return order.paymentId === null ? null : ((await deps.payments.find(deps.db, [order.paymentId])).get(order.paymentId) ?? null)
}

/** The account that a refund may go to: the person's own payment account that the consent names. */
export async function refundAccountOf(
  deps: Pick<PaymentInitiationDeps, 'bank' | 'wallets'>,
  consent: Consent,
): Promise<WireAccount | null> {
  const ids = consent.accounts.map(account => parseId('bac', account)).filter(id => id !== null)
  const [account] = await deps.bank.accounts(ids)
  const named = account?.identifications.find(each => each.scheme === PAYMENT_ACCOUNT_SCHEME)
  if (account === undefined || named === undefined) return null
  return { SchemeName: named.scheme, Identification: named.identification, Name: (named.name ?? account.description).slice(0, 70) }
}

/** Whether the account could pay this now: its state and limits allow it, and its balance suffices. */
export async function hasFunds(
  deps: Pick<PaymentInitiationDeps, 'wallets'>,
  holderId: Id<'hld'>,
  amount: bigint,
  factors: Parameters<PaymentInitiationDeps['wallets']['view']>[1],
): Promise<boolean> {
  const view = await deps.wallets.view(holderId, factors)
  if (view === null || !view.wouldPay(amount, 'wallet_balance').ok) return false
  const { balance } = await deps.wallets.presentHolder(holderId)
  return BigInt(balance.available) >= amount
}
