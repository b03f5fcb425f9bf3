/**
 * Derives the news of payment accounts from the events that wallets and payments publish anyway: nothing is added to the transaction
 * of a payment, and an account that nobody may read costs one lookup among hundreds.
 */
import { formatId, type Id, parseId } from '../../../kernel/ids.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Outbox } from '../../../platform/outbox.ts'
import type { Wallets } from '../../wallets/wallets.ts'
import { postedEvents } from './events.ts'
import { paymentAccountOf } from './payment-accounts.ts'

/** After each of these the balance, or what is reserved of it, may have changed. */
const TYPES = [
  'payment.authorised',
  'payment.succeeded',
  'payment.canceled',
  'payment.expired',
  'refund.succeeded',
  'topup.succeeded',
  'withdrawal.processing',
  'withdrawal.failed',
] as const

/** For how many holders it is remembered which account is theirs; it never changes. */
const REMEMBERED_MAX = 100_000

export type WalletNewsDeps = {
  readonly clock: Clock
  readonly outbox: Outbox
  readonly wallets: Pick<Wallets, 'findHolders'>
  /** Which of the accounts (`bac_…`) somebody may read now: consents says so. */
  readonly grantsOf: (reader: Pick<Db, 'query'>, accounts: readonly string[]) => Promise<readonly { readonly accountId: string }[]>
}

/** To be registered with the relay of notifications. */
export function createWalletNews(deps: WalletNewsDeps) {
  const accounts = new Map<Id<'hld'>, Id<'bac'>>()

  async function accountsOf(tx: Tx, holders: readonly Id<'hld'>[]): Promise<Id<'bac'>[]> {
    const unknown = holders.filter(holder => !accounts.has(holder))
    if (unknown.length > 0) {
      if (accounts.size + unknown.length > REMEMBERED_MAX) accounts.clear()
      for (const { id, account } of await deps.wallets.findHolders(tx, unknown)) accounts.set(id, paymentAccountOf(account))
    }
    return holders.flatMap(holder => accounts.get(holder) ?? [])
  }

  return {
    name: 'news of payment accounts',
    types: TYPES,
    objects: false,
    async consume(tx: Tx, events: readonly { readonly topics: string }[]): Promise<void> {
      const holders = new Set(events.flatMap(event => event.topics.split(' ').flatMap(topic => parseId('hld', topic) ?? [])))
      if (holders.size === 0) return
      const theirs = new Map((await accountsOf(tx, [...holders])).map(account => [formatId('bac', account), account]))
      const watched = new Set((await deps.grantsOf(tx, [...theirs.keys()])).map(grant => grant.accountId))
      const postings = [...theirs].flatMap(([text, accountId]) => (watched.has(text) ? { accountId } : []))
      deps.outbox.append(tx, postedEvents(postings, deps.clock.now()))
    },
  }
}
