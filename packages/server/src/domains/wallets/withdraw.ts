/**
 * Starts withdrawals: money from the balance to the holder's own bound card. It leaves the balance in the transaction that makes
 * the instruction, so it can never be spent while it is under way.
 */
import { formatId, newId } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import { createUndo } from '../../kernel/undo.ts'
import type { Tx } from '../../platform/db.ts'
import { mandateOfCard } from '../consents/consents.ts'
import type { LedgerWork } from '../ledger/types.ts'
import type { WalletsDeps } from './deps.ts'
import { withdrawalChanged } from './events.ts'
import { openWallets } from './open-wallets.ts'
import type { BankLeg } from './ports.ts'
import { insertWithdrawals, type Withdrawal } from './store/movements.ts'
import type { CardMovement } from './top-up.ts'
import type { HolderFacts } from './types.ts'

/**
 * Refuses: holder_not_found, holder_frozen, holder_payments_stopped, limit_lifetime_exceeded (class I), card_not_found,
 * card_not_bound, insufficient_funds.
 */
export async function withdraw(deps: WalletsDeps, tx: Tx, commands: readonly CardMovement[]): Promise<Outcome<Withdrawal>[]> {
  const undo = createUndo()
  const cards = await deps.consents.open(tx, [...new Set(commands.map(command => mandateOfCard(command.cardId)))], undo)
  const holderIds = [...new Set(commands.map(command => command.holderId))]
  const wallets = await openWallets(deps, tx, holderIds, undo)
  const accounts = holderIds.flatMap(id => wallets.holder(id)?.account ?? [])
  const ledger = await deps.ledger.open(tx, { accounts, undo })
  const now = deps.clock.now()
  const withdrawals: Withdrawal[] = []
  const legs: BankLeg[] = []
  const decide = ({ holderId, amount, cardId }: CardMovement): Outcome<Withdrawal> => {
    const allowed = wallets.withdraw(holderId, amount)
    if (!allowed.ok) return allowed
    const { holder, counted } = allowed.value
    const mandate = cards.check(mandateOfCard(cardId), { merchantId: null, holderId, method: 'bank_card', amount })
    if (!mandate.ok) return { ok: false, error: { ...mandate.error, param: 'card' } }
    const { card } = mandate.value
    if (card === null) return refuse('card_not_bound', 'card')
    const withdrawal = newWithdrawal(holder, { cardId, orderId: null, house: card.house, amount, counted, createdAt: now })
    const posted = postWithdrawal(deps, ledger, withdrawal)
    if (!posted.ok) return posted
    const payee = { name: holder.name.zh, account: card.accountToken, bankCode: card.bankCode }
    legs.push(legOf(withdrawal, payee, 'Wallet withdrawal'))
    return ok(withdrawal)
  }
  const outcomes = commands.map(command => {
    const outcome = decide(command)
    if (outcome.ok) {
      undo.accept()
      withdrawals.push(outcome.value)
    } else undo.rollback()
    return outcome
  })
  wallets.flush()
  insertWithdrawals(tx, withdrawals, now)
  if (legs.length > 0) deps.clearing.submit(tx, legs)
  deps.outbox.append(tx, withdrawals.map(withdrawalChanged))
  ledger.flush()
  return outcomes
}

/** A withdrawal under way, with fresh ids. */
export function newWithdrawal(
  holder: HolderFacts,
  what: Pick<Withdrawal, 'cardId' | 'orderId' | 'house' | 'amount' | 'counted' | 'createdAt'>,
): Withdrawal {
  return {
    id: newId<'wdr'>(),
    holderId: holder.id,
    account: holder.account,
    ...what,
    status: 'processing',
    failureCode: null,
    instructionId: newId<'ins'>(),
    transferId: newId<'trf'>(),
    completedAt: null,
  }
}

/** Takes the amount from the balance: it is in transit until the house has settled it. */
export function postWithdrawal(deps: Pick<WalletsDeps, 'ledger'>, ledger: LedgerWork, withdrawal: Withdrawal) {
  return ledger.try([
    {
      kind: 'posted',
      id: withdrawal.transferId,
      debit: withdrawal.account,
      credit: deps.ledger.institutionAccount('payout_in_transit', withdrawal.house),
      amount: withdrawal.amount,
      reference: formatId('wdr', withdrawal.id),
      reason: { kind: withdrawal.orderId === null ? 'withdrawal' : 'deduction' },
    },
  ])
}

/** The payout that carries a withdrawal out. */
export const legOf = (withdrawal: Withdrawal, payee: NonNullable<BankLeg['payee']>, description: string): BankLeg => ({
  id: withdrawal.instructionId,
  purpose: 'withdrawal',
  kind: 'payout',
  house: withdrawal.house,
  amount: withdrawal.amount,
  currency: 'CNY',
  payee,
  reference: formatId('wdr', withdrawal.id),
  description,
})
