/** Accounts of ours at the bank, read for the treasury: linked once by whoever may, then balances and transactions as long as it holds. */
import { formatId, type Id } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { Db } from '../../../platform/db.ts'
import type { Envelope } from '../../../platform/kms.ts'
import { type Bank, type Fields, type Heard, memberOf, type Tokens } from './bank.ts'
import type { OpenBankingRefusalCode } from './errors.ts'
import { contextOf, digestOf } from './orders.ts'
import * as store from './store.ts'

export type LinkDeps = { readonly db: Pick<Db, 'query'>; readonly clock: Clock; readonly bank: Bank; readonly envelope: Envelope }

const PERMISSIONS = ['ReadAccountsDetail', 'ReadBalances', 'ReadTransactionsCredits', 'ReadTransactionsDebits', 'ReadTransactionsDetail']
const CONSENT_DAYS = 180
const RENEW_BEFORE_MS = 30_000

export type Resource = 'accounts' | 'balances' | 'transactions'
const MEMBERS: Readonly<Record<Resource, string>> = { accounts: 'Account', balances: 'Balance', transactions: 'Transaction' }

export type Links = ReturnType<typeof createLinks>

export function createLinks({ db, clock, bank, envelope }: LinkDeps) {
  async function keep(id: Id<'bkl'>, { accessToken, refreshToken, until }: Tokens): Promise<store.Link | null> {
    const context = contextOf('link', id)
    const access = await envelope.seal(accessToken, context)
    const refresh = refreshToken === null ? null : await envelope.seal(refreshToken, context)
    return store.saveTokens(db, id, access, until, refresh, clock.now())
  }

  async function tokenOf(link: store.Link): Promise<Outcome<string, OpenBankingRefusalCode>> {
    const context = contextOf('link', link.id)
    if (link.state !== 'linked' || link.accessToken === null) return refuse('bank_link_not_linked', 'id')
    if (link.accessTokenUntil !== null && link.accessTokenUntil.getTime() - RENEW_BEFORE_MS > clock.now().getTime())
      return ok(await envelope.openText(link.accessToken, context))
    if (link.refreshToken === null) return refuse('bank_link_not_linked', 'id')
    const renewed = await bank.renew(await envelope.openText(link.refreshToken, context))
    if (renewed.heard === 'no') {
      await store.endLink(db, link.id, 'ended', clock.now())
      return refuse('bank_link_not_linked', 'id')
    }
    if (renewed.heard !== 'yes') return refuse('bank_unavailable')
    await keep(link.id, renewed.value)
    return ok(renewed.value.accessToken)
  }

  return {
    /** Asks the bank for a consent; the link waits to be confirmed on the bank's page. */
    async ask(): Promise<Outcome<string, OpenBankingRefusalCode>> {
      const asked = await bank.askForAccounts(PERMISSIONS, new Date(clock.now().getTime() + CONSENT_DAYS * 86_400_000))
      const consentId = asked.heard === 'yes' ? memberOf(asked.value, 'Data').ConsentId : null
      return typeof consentId === 'string' ? ok(consentId) : refuse('bank_unavailable')
    },
    insert: (id: Id<'bkl'>, consentId: string): Promise<void> => store.insertLink(db, id, consentId, clock.now()),
    async visit(id: Id<'bkl'>): Promise<Outcome<string, OpenBankingRefusalCode>> {
      const link = await store.findLink(db, id)
      if (link === null) return refuse('bank_link_not_found', 'id')
      if (link.state !== 'awaiting') return refuse('bank_link_not_waiting', 'id')
      const departed = await bank.depart('accounts', link.consentId)
      if (departed.heard !== 'yes') return refuse('bank_unavailable')
      const { url, state, verifier } = departed.value
      const sealed = await envelope.seal(verifier, contextOf('link', id))
      return (await store.departLink(db, id, digestOf(state), sealed)) ? ok(url) : refuse('bank_link_not_waiting', 'id')
    },
    /** `null`: not to one of our links. */
    async arrive(parameters: URLSearchParams): Promise<store.Link | null> {
      const state = parameters.get('state') ?? ''
      const link = await store.arriveLink(db, digestOf(state))
      if (link === null || link.verifier === null) return null
      const tokens = await bank.arrive(parameters, state, await envelope.openText(link.verifier, contextOf('link', link.id)))
      if (tokens.heard === 'yes') return keep(link.id, tokens.value)
      return tokens.heard === 'no' && tokens.codes.includes('access_denied') ? store.endLink(db, link.id, 'refused', clock.now()) : link
    },
    find: (id: Id<'bkl'>): Promise<store.Link | null> => store.findLink(db, id),
    list: (): Promise<store.Link[]> => store.listLinks(db),
    /** What the bank says of the linked accounts; `from` for transactions. */
    async read(id: Id<'bkl'>, resource: Resource, from: Date | null): Promise<Outcome<readonly Fields[], OpenBankingRefusalCode>> {
      const link = await store.findLink(db, id)
      if (link === null) return refuse('bank_link_not_found', 'id')
      const token = await tokenOf(link)
      if (!token.ok) return token
      const query = from === null ? '' : `?fromBookingDateTime=${encodeURIComponent(from.toISOString())}`
      const heard: Heard<readonly Fields[]> = await bank.read(token.value, `/aisp/${resource}${query}`, MEMBERS[resource])
      return heard.heard === 'yes' ? ok(heard.value) : refuse('bank_unavailable')
    },
    /** Ends it at the bank, then here. */
    async end(id: Id<'bkl'>): Promise<Outcome<store.Link, OpenBankingRefusalCode>> {
      const link = await store.findLink(db, id)
      if (link === null) return refuse('bank_link_not_found', 'id')
      if (link.state === 'ended' || link.state === 'refused') return ok(link)
      const ended = await bank.endAccounts(link.consentId)
      if (ended.heard === 'nothing') return refuse('bank_unavailable')
      return ok((await store.endLink(db, id, 'ended', clock.now())) ?? link)
    },
    nameOf: (id: Id<'bkl'>): string => formatId('bkl', id),
  }
}
