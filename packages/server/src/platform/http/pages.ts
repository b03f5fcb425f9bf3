/**
 * Cursor lists: a store fetches one row more than the page holds, so that `has_more` needs no second query.
 *
 * A list is newest first: `starting_after` asks for `id < $1 ORDER BY id DESC LIMIT limit + 1`, `ending_before` for
 * `id > $1 ORDER BY id ASC LIMIT limit + 1`, and the rows are turned round here.
 */
import type { Id, IdPrefix } from '../../kernel/ids.ts'

export type ListQuery<P extends IdPrefix> = {
  readonly limit: number
  readonly starting_after?: Id<P> | undefined
  readonly ending_before?: Id<P> | undefined
}

export type Page<T> = { readonly rows: readonly T[]; readonly hasMore: boolean }

/** Cuts `limit + 1` fetched rows to a page; `backwards` when they were fetched in ascending order for `ending_before`. */
export function pageOf<T>(rows: readonly T[], limit: number, backwards = false): Page<T> {
  const kept = rows.slice(0, limit)
  return { rows: backwards ? kept.reverse() : kept, hasMore: rows.length > limit }
}

/** The answer of a list operation. */
export function listJson<T, J>(page: Page<T>, present: (row: T) => J): { object: 'list'; data: J[]; has_more: boolean } {
  return { object: 'list', data: page.rows.map(present), has_more: page.hasMore }
}
