/**
 * Pages of transactions, newest first, over one account or over several one after the other. A page is found by the bank's own cursors,
 * so nothing is missed or told twice when transactions arrive between two requests; how many pages there are is counted with the first.
 */
import type { Id } from '../../../kernel/ids.ts'
import { type Outcome, ok, type Refusal } from '../../../kernel/outcome.ts'
import type { CoreBankPort, Transaction, TransactionPage, TransactionQuery } from '../ports.ts'
import { bankRefusal } from './access.ts'

export const PAGE_SIZE = 100

/** Where a page begins (`f`) or what it ends before (`b`), in which account, and how many transactions precede it; `l`: the last page. */
export type PageCursor = {
  readonly kind: 'f' | 'b' | 'l'
  /** Index of the account. */
  readonly index: number
  /** The bank's cursor; `null`: the account's newest (`f`) or oldest (`b`). */
  readonly inner: string | null
  readonly offset: number
  readonly total: number
}

export const encodeCursor = ({ kind, index, inner, offset, total }: PageCursor): string =>
  Buffer.from(JSON.stringify([kind, index, inner, offset, total])).toString('base64url')

/** Reads a cursor that came with a request; `null` when it is none of ours. */
export function decodeCursor(text: string, accounts: number): PageCursor | null {
  try {
    const [kind, index, inner, offset, total] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown[]
    if (kind !== 'f' && kind !== 'b' && kind !== 'l') return null
    if (inner !== null && typeof inner !== 'string') return null
    const count = (value: unknown, max: number): value is number =>
      Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= max
    if (!count(index, Math.max(0, accounts - 1)) || !count(offset, 1e9) || !count(total, 1e9)) return null
    return { kind, index, inner, offset, total }
  } catch {
    return null
  }
}

export type PageFilter = Pick<TransactionQuery, 'from' | 'to' | 'direction' | 'statementId'>

export type Pages = {
  readonly transactions: readonly Transaction[]
  readonly next: PageCursor | null
  readonly previous: PageCursor | null
  /** `null`: the first page is the last. */
  readonly last: PageCursor | null
  readonly totalPages: number
}

type Piece = { readonly index: number; readonly page: TransactionPage }

/**
 * One page. An account whose bank does not answer is left out, unless it is the only one: then its refusal is the answer. Refuses
 * bank_account_unavailable, bank_account_closed, bank_cursor_invalid.
 */
export async function readPage(
  bank: Pick<CoreBankPort, 'transactions'>,
  accounts: readonly Id<'bac'>[],
  filter: PageFilter,
  cursor: PageCursor | null,
  size = PAGE_SIZE,
): Promise<Outcome<Pages>> {
  /** By account: one may be asked twice. */
  const refusals = new Map<number, Refusal>()
  const ask = async (index: number, more: Partial<TransactionQuery> & { limit: number }): Promise<TransactionPage | null> => {
    const id = accounts[index]
    if (id === undefined) return null
    const answer = await bank.transactions(id, { ...filter, ...more })
    if (answer.ok) return answer.value
    refusals.set(index, bankRefusal(answer.error.code))
    return null
  }

  let pieces: Piece[]
  let total = cursor?.total ?? 0
  let offset = cursor?.offset ?? 0
  if (cursor === null) {
    const firsts = await Promise.all(accounts.map((_, index) => ask(index, { limit: index === 0 ? size : 1, counted: true })))
    total = firsts.reduce((sum, page) => sum + (page?.total ?? 0), 0)
    const [first = null] = firsts
    pieces = first === null ? await forward(1, null, size) : await onward({ index: 0, page: first }, size)
  } else if (cursor.kind === 'f') {
    pieces = await forward(cursor.index, cursor.inner, size)
  } else {
    const wanted = cursor.kind === 'l' ? total % size || size : Math.min(size, offset)
    pieces = await backward(cursor.kind === 'l' ? accounts.length - 1 : cursor.index, cursor.kind === 'l' ? null : cursor.inner, wanted)
    const found = pieces.reduce((sum, { page }) => sum + page.transactions.length, 0)
    offset = Math.max(0, (cursor.kind === 'l' ? total : offset) - found)
  }

  const refused = [...refusals.values()]
  const invalid = refused.find(each => each.code === 'bank_cursor_invalid')
  if (invalid !== undefined) return { ok: false, error: invalid }
  // Closed accounts have nothing to tell; one that does not answer might have had.
  const [refusal] = accounts.length === 1 ? refused : refused.filter(each => each.code !== 'bank_account_closed')
  if (refusal !== undefined && refused.length === accounts.length) return { ok: false, error: refusal }
  return ok(linked(pieces, { offset, total, size, accounts: accounts.length }))

  /** From a place in an account towards the older, then through the accounts that follow. */
  async function forward(index: number, after: string | null, wanted: number): Promise<Piece[]> {
    if (index >= accounts.length) return []
    const page = await ask(index, after === null ? { limit: wanted } : { limit: wanted, after })
    return page === null ? forward(index + 1, null, wanted) : onward({ index, page }, wanted)
  }

  async function onward(piece: Piece, wanted: number): Promise<Piece[]> {
    const left = wanted - piece.page.transactions.length
    return left <= 0 || piece.page.next !== null ? [piece] : [piece, ...(await forward(piece.index + 1, null, left))]
  }

  /** From a place in an account towards the newer, then through the accounts that precede. */
  async function backward(index: number, before: string | null, wanted: number): Promise<Piece[]> {
    if (index < 0 || wanted <= 0) return []
    const page = await ask(index, before === null ? { limit: wanted, end: 'oldest' } : { limit: wanted, before })
    if (page === null) return backward(index - 1, null, wanted)
    const left = wanted - page.transactions.length
    return left <= 0 ? [{ index, page }] : [...(await backward(index - 1, null, left)), { index, page }]
  }
}

/** The links of a page, from where its first and its last piece were found. */
function linked(pieces: readonly Piece[], about: { offset: number; total: number; size: number; accounts: number }): Pages {
  const { offset, total, size, accounts } = about
  const transactions = pieces.flatMap(({ page }) => page.transactions)
  const first = pieces.find(({ page }) => page.transactions.length > 0) ?? pieces[0]
  const final = pieces.at(-1)
  const after = offset + transactions.length
  let next: PageCursor | null = null
  if (final !== undefined && final.page.next !== null)
    next = { kind: 'f', index: final.index, inner: final.page.next, offset: after, total }
  else if (final !== undefined && final.index + 1 < accounts && after < total)
    next = { kind: 'f', index: final.index + 1, inner: null, offset: after, total }
  let previous: PageCursor | null = null
  if (first !== undefined && offset > 0) {
    if (first.page.previous !== null) previous = { kind: 'b', index: first.index, inner: first.page.previous, offset, total }
    else if (first.index > 0) previous = { kind: 'b', index: first.index - 1, inner: null, offset, total }
  }
  const totalPages = Math.max(1, Math.ceil(total / size))
  return {
    transactions,
    next,
    previous,
    last: totalPages === 1 ? null : { kind: 'l', index: 0, inner: null, offset: 0, total },
    totalPages,
  }
}
