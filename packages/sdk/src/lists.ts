/**
 * Lists: await one for its first page, or iterate over it for everything, page by page.
 */
import type { Core, RequestOptions } from './core.ts'

export type Page<T> = { readonly object: 'list'; readonly data: T[]; readonly has_more: boolean }

/** `await` gives the first page; `for await` gives every item, asking for further pages as they are needed. */
export type List<T> = Promise<Page<T>> & AsyncIterable<T>

type Cursor = { readonly starting_after: string } | { readonly ending_before: string }

export function listOf<T extends { readonly id: string }>(
  core: Core,
  path: string,
  query: object | undefined,
  options?: RequestOptions,
): List<T> {
  const get = (cursor: object): Promise<Page<T>> => core.request<Page<T>>('GET', path, { query: { ...query, ...cursor } }, options)
  const first = get({})
  return Object.assign(first, {
    [Symbol.asyncIterator]: () => items(first, get, query !== undefined && 'ending_before' in query && query.ending_before !== undefined),
  })
}

/** With `ending_before` the items come nearest first: from the cursor towards the newest. */
async function* items<T extends { readonly id: string }>(
  first: Promise<Page<T>>,
  get: (cursor: Cursor) => Promise<Page<T>>,
  backwards: boolean,
): AsyncGenerator<T, void, undefined> {
  let page = await first
  for (;;) {
    yield* backwards ? [...page.data].reverse() : page.data
    const edge = backwards ? page.data[0] : page.data[page.data.length - 1]
    if (!page.has_more || edge === undefined) return
    page = await get(backwards ? { ending_before: edge.id } : { starting_after: edge.id })
  }
}
