/**
 * The face of the audit trail: append-only leaves that commit with what they tell of (非银行支付机构监督管理条例, 国令768,
 * Art. 25: instructions are complete, traceable and tamper-proof). Leaves are unchained here, so that no two batches wait for
 * each other.
 */
import type { Clock } from '../../kernel/time.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { type ListQuery, type Page, pageOf } from '../../platform/http/pages.ts'
import type { Route } from '../../platform/http/route.ts'
import { auditRoutes } from './http.ts'
import * as store from './store.ts'
import type { AuditLeaf, LeafFilter, StoredLeaf } from './types.ts'

export type AuditDeps = { readonly db: Db; readonly clock: Clock }

export type Audit = {
  /** Appends leaves to the transaction without waiting: one statement however many they are. */
  append(tx: Tx, leaves: readonly AuditLeaf[]): void
  /** A page of leaves, newest first. */
  list(filter: LeafFilter, page: ListQuery<'aud'>): Promise<Page<StoredLeaf>>
  readonly routes: readonly Route[]
}

export function createAudit(deps: AuditDeps): Audit {
  const list: Audit['list'] = async (filter, page) =>
    pageOf(await store.list(deps.db, filter, page), page.limit, page.ending_before !== undefined)
  return {
    append(tx, leaves) {
      if (leaves.length > 0) store.append(tx, leaves, deps.clock.offsetMs())
    },
    list,
    routes: auditRoutes(list),
  }
}
