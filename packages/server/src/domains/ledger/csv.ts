/**
 * CSV (RFC 4180) for people's spreadsheets: CRLF, quotes where needed, an optional byte-order mark (Excel reads UTF-8 only with
 * it), and text that a spreadsheet would run as a formula is defused (OWASP, CSV injection). Pure.
 */

/** Text from outside: a leading `=`, `+`, `-`, `@`, tab or return gets an apostrophe. Numbers of ours may begin with a minus. */
export type Cell = string | bigint | { readonly number: string } | null

const FORMULA = /^[=+\-@\t\r]/
const NEEDS_QUOTES = /[",\r\n]/

export function csvCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'bigint') return cell.toString()
  if (typeof cell === 'object') return cell.number
  const safe = FORMULA.test(cell) ? `'${cell}` : cell
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const csvRow = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}\r\n`

export const BYTE_ORDER_MARK = '\uFEFF'
