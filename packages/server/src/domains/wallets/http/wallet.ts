/** What a signed-in holder sees and does: the wallet itself, its transactions, top-ups and withdrawals, live changes. */
import { z } from 'zod'
import { formatId, type Id } from '../../../kernel/ids.ts'
import { ok, refuse } from '../../../kernel/outcome.ts'
import type { CommandHandler } from '../../../platform/commands.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { listQuery, zAmount, zCurrency, zId, zList } from '../../../platform/http/schemas.ts'
import type { StatementEntry } from '../../ledger/ledger.ts'
import type { WalletsDeps } from '../deps.ts'
import { topupJson, withdrawalJson } from '../events.ts'
import { findHolder } from '../store/holders.ts'
import { findTopup, findWithdrawal } from '../store/movements.ts'
import type { CardMovement } from '../top-up.ts'
import { presentHolder } from '../view-holders.ts'
import { holderOf, zHolderJson, zTopupJson, zTransactionJson, zWithdrawalJson } from './schemas.ts'

type RouteDeps = WalletsDeps & { readonly topUp: CommandHandler<CardMovement>; readonly withdraw: CommandHandler<CardMovement> }

const transactionJson = (entry: StatementEntry, counterparty: { readonly en: string; readonly zh: string } | null) => ({
  id: formatId('trf', entry.id),
  object: 'transaction' as const,
  direction: entry.direction === 'credit' ? ('in' as const) : ('out' as const),
  amount: Number(entry.amount),
  currency: 'CNY',
  balance_after: Number(entry.balanceAfter),
  kind: entry.reasonKind,
  reference: entry.reference,
  counterparty,
  accounting_date: entry.accountingDate,
  created_at: entry.bookedAt.toISOString(),
})

const zCardMovement = z.strictObject({ amount: zAmount, currency: zCurrency, card: zId('card') })

export function walletRoutes(deps: RouteDeps): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/wallet/me',
      operationId: 'getWallet',
      tag: 'Wallet',
      summary: 'Read the own wallet',
      access: { holder: true },
      response: { status: 200, schema: zHolderJson },
      refusals: [],
      async handle({ principal }) {
        return ok(await presentHolder(deps, holderOf(principal)))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/wallet/transactions',
      operationId: 'listWalletTransactions',
      tag: 'Wallet',
      summary: 'List what moved the balance',
      description: 'Newest first, each with the balance after it. Reserved amounts are not booked and do not appear.',
      access: { holder: true },
      query: z.strictObject({ ...listQuery('trf') }),
      response: { status: 200, schema: zList(zTransactionJson) },
      refusals: ['holder_not_found', 'transfer_not_found'],
      async handle({ principal, query }) {
        const holder = await findHolder(deps.db, holderOf(principal))
        if (holder === null) return refuse('holder_not_found')
        const statement = await deps.ledger.statementOf(deps.db, {
          account: holder.account,
          limit: query.limit,
          startingAfter: query.starting_after,
          endingBefore: query.ending_before,
        })
        if (!statement.ok) return statement
        const { entries, hasMore } = statement.value
        const names = await deps.describeReferences(entries.map(entry => entry.reference))
        const data = entries.map(entry => transactionJson(entry, names.get(entry.reference) ?? null))
        return ok({ object: 'list', data, has_more: hasMore })
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/wallet/events',
      operationId: 'watchWallet',
      tag: 'Wallet',
      summary: 'Watch the own wallet',
      description:
        'Server-sent events: `holder` with the wallet as `GET /v1/wallet/me` shows it, at once and whenever it may have changed.',
      access: { holder: true },
      response: { status: 200, schema: null, contentType: 'text/event-stream' },
      refusals: [],
      handle: ({ principal }) => watch(deps, holderOf(principal)),
    }),
    ...movementRoutes(deps),
  ]
}

/** One read at a time; what is heard while reading causes one more, so the last state always arrives. */
function watch(deps: WalletsDeps, holderId: Id<'hld'>) {
  return {
    kind: 'stream' as const,
    open(send: (event: string, data: unknown) => void) {
      let open = true
      let reading = false
      let again = false
      const read = async (): Promise<void> => {
        if (reading) {
          again = true
          return
        }
        reading = true
        try {
          do {
            again = false
            const holder = await presentHolder(deps, holderId)
            if (open) send('holder', holder)
          } while (again && open)
        } finally {
          reading = false
        }
      }
      // A read that fails leaves the page with what it has; the next change, or its reconnection, reads again.
      const look = (): void => {
        read().catch(() => {})
      }
      const leave = deps.subscribe(formatId('hld', holderId), look)
      look()
      return () => {
        open = false
        leave()
      }
    },
  }
}

function movementRoutes(deps: RouteDeps): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/wallet/topups',
      operationId: 'createTopup',
      tag: 'Wallet',
      summary: 'Top up the balance from a bound card',
      description: 'Answers at once with `processing`; the balance grows when the bank has been debited.',
      access: { holder: true },
      body: zCardMovement,
      response: { status: 201, schema: zTopupJson },
      refusals: ['holder_not_found', 'holder_frozen', 'card_not_found', 'card_not_bound'],
      command: 'money',
      handle: ({ principal, body, command }) =>
        deps.topUp.execute({ holderId: holderOf(principal), amount: body.amount, cardId: body.card }, command),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/wallet/topups/:id',
      operationId: 'getTopup',
      tag: 'Wallet',
      summary: 'Read a top-up',
      access: { holder: true },
      params: z.strictObject({ id: zId('top') }),
      response: { status: 200, schema: zTopupJson },
      refusals: ['topup_not_found'],
      async handle({ principal, params }) {
        const topup = await findTopup(deps.db, holderOf(principal), params.id)
        return topup === null ? refuse('topup_not_found', 'id') : ok(topupJson(topup))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/wallet/withdrawals',
      operationId: 'createWithdrawal',
      tag: 'Wallet',
      summary: 'Withdraw to a bound card',
      description: 'The amount leaves the balance at once; it returns if the bank does not take it.',
      access: { holder: true },
      body: zCardMovement,
      response: { status: 201, schema: zWithdrawalJson },
      refusals: [
        'holder_not_found',
        'holder_frozen',
        'holder_payments_stopped',
        'limit_lifetime_exceeded',
        'card_not_found',
        'card_not_bound',
        'insufficient_funds',
      ],
      command: 'money',
      handle: ({ principal, body, command }) =>
        deps.withdraw.execute({ holderId: holderOf(principal), amount: body.amount, cardId: body.card }, command),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/wallet/withdrawals/:id',
      operationId: 'getWithdrawal',
      tag: 'Wallet',
      summary: 'Read a withdrawal',
      access: { holder: true },
      params: z.strictObject({ id: zId('wdr') }),
      response: { status: 200, schema: zWithdrawalJson },
      refusals: ['withdrawal_not_found'],
      async handle({ principal, params }) {
        const withdrawal = await findWithdrawal(deps.db, holderOf(principal), params.id)
        return withdrawal === null ? refuse('withdrawal_not_found', 'id') : ok(withdrawalJson(withdrawal))
      },
    }),
  ]
}
