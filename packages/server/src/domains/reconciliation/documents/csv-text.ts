/** CSV for people's spreadsheets (RFC 4180, with a byte-order mark): text that a spreadsheet would run as a formula is defused. Pure. */
// A negative number is a number; a minus before anything else begins a formula, and so do the wide forms.
const FORMULA = /^[=+@\t\r＝＋＠－]|^-(?!\d+(\.\d+)?$)/

const cell = (text: string): string => {
  const safe = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const csvText = (rows: readonly (readonly string[])[]): string =>
  `\uFEFF${rows.map(row => `${row.map(cell).join(',')}\r\n`).join('')}`
