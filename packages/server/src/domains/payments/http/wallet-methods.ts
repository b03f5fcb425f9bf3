/** What the signed-in holder of a wallet can pay a payment with: the balance and the bound cards. */
import { formatId, type Id } from '../../../kernel/ids.ts'
import { type Outcome, ok, type Refusal, refuse } from '../../../kernel/outcome.ts'
import type { Language } from '../../../platform/http/route.ts'
import { FACTORS_PASSWORD } from '../../wallets/types.ts'
import type { PaymentDeps } from '../deps.ts'
import * as rules from '../rules.ts'
import type { Payment } from '../types.ts'

type WalletMethodsDeps = PaymentDeps & {
  readonly describe: (refusal: Refusal, language: Language) => { readonly title: string; readonly fix: string }
}

/** Each method with whether it would pass now, and why not; decided again, and for good, when it is used. */
export async function walletMethods(deps: WalletMethodsDeps, holderId: Id<'hld'>, payment: Payment, language: Language) {
  const view = await deps.wallets.view(holderId, FACTORS_PASSWORD)
  if (view === null) return []
  const open = rules.confirmable(payment, deps.clock.now())
  const offer = (outcome: Outcome<unknown>) =>
    outcome.ok ? { available: true } : { available: false, reason: { code: outcome.error.code, ...deps.describe(outcome.error, language) } }
  const first = (...outcomes: readonly Outcome<unknown>[]): Outcome<unknown> => outcomes.find(outcome => !outcome.ok) ?? ok(null)
  const balance = await deps.ledger.readBalance(deps.db, view.holder.account)
  const enough: Outcome<unknown> = balance.ok && balance.value.available >= payment.amount ? ok(null) : refuse('insufficient_funds')
  const cards = await deps.consents.boundCards(holderId)
  const alone = view.wouldPay(payment.amount, 'wallet_balance')
  const strong = alone.ok ? null : await deps.wallets.view(holderId, { kinds: 2, certificate: false })
  const raised = open.ok && enough.ok && strong?.wouldPay(payment.amount, 'wallet_balance').ok === true
  const cardFits: Outcome<unknown> = payment.captureMethod === 'manual' ? refuse('capture_method_unsupported') : ok(null)
  return [
    { type: 'wallet_balance' as const, ...offer(first(open, alone, enough)), ...(raised ? { needs_authentication: true } : {}) },
    ...cards.map(card => ({
      type: 'bank_card' as const,
      card: formatId('card', card.id),
      bank: card.bank,
      last4: card.last4,
      ...offer(first(open, view.wouldPay(payment.amount, 'bank_card'), cardFits)),
    })),
  ]
}
