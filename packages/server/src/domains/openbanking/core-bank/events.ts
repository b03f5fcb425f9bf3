/** News of accounts: what core banks tell, published through the outbox in the transaction of the posting. */
import { formatId, newId } from '../../../kernel/ids.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { NewEvent, Outbox } from '../../../platform/outbox.ts'
import type { AccountChange, Posting, PostingSink } from '../ports.ts'

const POSTING = {
  type: 'object',
  required: ['id', 'object', 'account', 'status', 'occurred_at'],
  properties: {
    id: { type: ['string', 'null'], description: 'btx_…; null when something was posted that has no id of its own here.' },
    object: { const: 'account_posting' },
    account: { type: 'string', description: 'bac_…' },
    status: { enum: ['BOOK', 'PDNG', 'RJCT', null] },
    occurred_at: { type: 'string', format: 'date-time' },
  },
} as const

const ACCOUNT = {
  type: 'object',
  required: ['id', 'object', 'status', 'occurred_at'],
  properties: {
    id: { type: 'string', description: 'bac_…' },
    object: { const: 'account' },
    status: { enum: ['Enabled', 'Disabled', 'Deleted', 'Pending'] },
    occurred_at: { type: 'string', format: 'date-time' },
  },
} as const

/** Of the institution's own: merchants are not told; open banking tells third parties with consent. */
export const ACCOUNT_EVENTS = [
  {
    type: 'account.posted',
    description: { en: 'A transaction arrived at an account, was booked or was rejected.', zh: '账户有交易到达、入账或被拒绝。' },
    schema: POSTING,
  },
  {
    type: 'account.updated',
    description: { en: 'An account was closed or opened again.', zh: '账户已销户或恢复。' },
    schema: ACCOUNT,
  },
] as const

const event = (type: (typeof ACCOUNT_EVENTS)[number]['type'], account: string, object: object): NewEvent => ({
  id: newId<'evt'>(),
  type,
  merchantId: null,
  topics: [account],
  object: JSON.stringify(object),
})

/** An event for each posting. What is known of a posting without its transaction says `null`. */
export const postedEvents = (postings: readonly (Pick<Posting, 'accountId'> & Partial<Posting>)[], at: Date): NewEvent[] =>
  postings.map(({ accountId, transactionId, status = null }) => {
    const account = formatId('bac', accountId)
    return event('account.posted', account, {
      id: transactionId === undefined ? null : formatId('btx', transactionId),
      object: 'account_posting',
      account,
      status,
      occurred_at: at.toISOString(),
    })
  })

const updatedEvents = (changes: readonly AccountChange[], at: Date): NewEvent[] =>
  changes.map(({ accountId, status }) => {
    const account = formatId('bac', accountId)
    return event('account.updated', account, { id: account, object: 'account', status, occurred_at: at.toISOString() })
  })

/** What compose hands to core banks. */
export function createAccountNews(deps: { readonly outbox: Outbox; readonly clock: Clock }): PostingSink {
  return {
    posted: (tx, postings) => deps.outbox.append(tx, postedEvents(postings, deps.clock.now())),
    updated: (tx, changes) => deps.outbox.append(tx, updatedEvents(changes, deps.clock.now())),
  }
}
