/** Starts top-ups: money from a bound card to the balance. Nothing is booked until the clearing house says that it was debited. */
import { formatId, type Id, newId } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import { createUndo } from '../../kernel/undo.ts'
import type { Tx } from '../../platform/db.ts'
import { mandateOfCard } from '../consents/consents.ts'
import type { WalletsDeps } from './deps.ts'
import { openWallets } from './open-wallets.ts'
import type { BankLeg } from './ports.ts'
import { mayTopUp } from './rules.ts'
import { insertTopups, type Topup } from './store/movements.ts'

/** `amount` in fen. */
export type CardMovement = { readonly holderId: Id<'hld'>; readonly amount: bigint; readonly cardId: Id<'card'> }

/** Refuses: holder_not_found, holder_frozen, card_not_found, card_not_bound. */
export async function topUp(deps: WalletsDeps, tx: Tx, commands: readonly CardMovement[]): Promise<Outcome<Topup>[]> {
  const undo = createUndo()
  const cards = await deps.consents.open(tx, [...new Set(commands.map(command => mandateOfCard(command.cardId)))], undo)
  const wallets = await openWallets(deps, tx, [...new Set(commands.map(command => command.holderId))], undo)
  const now = deps.clock.now()
  const topups: Topup[] = []
  const legs: BankLeg[] = []
  const outcomes = commands.map(({ holderId, amount, cardId }): Outcome<Topup> => {
    const holder = wallets.holder(holderId)
    if (holder === null) return refuse('holder_not_found')
    const may = mayTopUp(holder.state)
    if (!may.ok) return may
    const mandate = cards.check(mandateOfCard(cardId), { merchantId: null, holderId, method: 'bank_card', amount })
    if (!mandate.ok) return { ok: false, error: { ...mandate.error, param: 'card' } }
    const { card } = mandate.value
    if (card === null) return refuse('card_not_bound', 'card')
    const topup: Topup = {
      id: newId<'top'>(),
      holderId,
      account: holder.account,
      cardId,
      house: card.house,
      amount,
      status: 'processing',
      failureCode: null,
      instructionId: newId<'ins'>(),
      createdAt: now,
      completedAt: null,
    }
    topups.push(topup)
    legs.push({
      id: topup.instructionId,
      purpose: 'topup',
      kind: 'debit',
      house: card.house,
      amount,
      currency: 'CNY',
      agreementNumber: card.agreementNumber,
      reference: formatId('top', topup.id),
      description: 'Wallet top-up',
    })
    return ok(topup)
  })
  insertTopups(tx, topups, now)
  if (legs.length > 0) deps.clearing.submit(tx, legs)
  return outcomes
}
