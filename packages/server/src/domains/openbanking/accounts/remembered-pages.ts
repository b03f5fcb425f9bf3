/**
 * Pages of transactions as they were written last, remembered under the account's version: the version is read anew for every request,
 * and a page is used only when it is still the same. Who may read is decided before and elsewhere, for every request: nothing here knows
 * a consent. Bounded by bytes; what was used longest ago goes first.
 */
import type { Pages } from './paging.ts'

/** Greatest number of bytes that are kept: pages, their keys, and what the map itself takes for each. */
const BYTES_MAX = 32 * 1024 * 1024
/** An entry without its page and key, roughly. */
const ENTRY_BYTES = 400

export type WrittenPage = Omit<Pages, 'transactions'> & {
  /** The transactions as JSON, in UTF-8, with commas between. */
  readonly items: Buffer
}

export type RememberedPages = {
  /** The page under this key, when it was written at this version of the account. */
  find(key: string, version: string): WrittenPage | null
  keep(key: string, version: string, page: WrittenPage): void
  readonly bytes: number
}

export function createRememberedPages(bytesMax = BYTES_MAX): RememberedPages {
  const pages = new Map<string, { readonly version: string; readonly page: WrittenPage }>()
  let bytes = 0
  // An empty page takes room too: keys are what callers ask for, and there is no end to those.
  const sizeOf = (key: string, page: WrittenPage): number => ENTRY_BYTES + key.length + page.items.length

  function forget(key: string): void {
    const known = pages.get(key)
    if (known === undefined) return
    pages.delete(key)
    bytes -= sizeOf(key, known.page)
  }

  return {
    find(key, version) {
      const known = pages.get(key)
      if (known === undefined) return null
      if (known.version !== version) {
        forget(key)
        return null
      }
      pages.delete(key)
      pages.set(key, known)
      return known.page
    },
    keep(key, version, page) {
      forget(key)
      if (sizeOf(key, page) > bytesMax / 16) return
      pages.set(key, { version, page })
      bytes += sizeOf(key, page)
      for (const oldest of pages.keys()) {
        if (bytes <= bytesMax) break
        forget(oldest)
      }
    },
    get bytes() {
      return bytes
    },
  }
}
