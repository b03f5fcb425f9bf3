/**
 * Tables for people: aligned also where letters are two columns wide, as Chinese ones are.
 */
import { decimalOf } from '@feiqian/sdk'
import type { Io } from './command.ts'

/** Columns that a text takes in a terminal: CJK letters, full-width forms and emoji take two (Unicode UAX #11, simplified). */
export function widthOf(text: string): number {
  let width = 0
  for (const letter of text)
    width +=
      /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}]/u.test(
        letter,
      )
        ? 2
        : 1
  return width
}

export type Column = { readonly title: string; readonly right?: boolean }

/** Control characters of what others wrote must not reach the terminal. */
const plain = (text: string): string => text.replaceAll(/\p{Cc}/gu, ' ')

export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cells = [columns.map(column => column.title), ...rows.map(row => row.map(plain))]
  const widths = columns.map((_, at) => Math.max(...cells.map(row => widthOf(row[at] ?? ''))))
  const line = (row: readonly string[]): string =>
    columns
      .map((column, at) => {
        const text = row[at] ?? ''
        const space = ' '.repeat(Math.max(0, (widths[at] ?? 0) - widthOf(text)))
        return column.right === true ? space + text : text + space
      })
      .join('  ')
      .trimEnd()
  const [head = [], ...rest] = cells
  return `${[line(head), widths.map(width => '─'.repeat(width)).join('  '), ...rest.map(line)].join('\n')}\n`
}

/** Names and values, one a line; `null` is left out. */
export function facts(pairs: readonly (readonly [string, string | null | undefined])[]): string {
  const shown = pairs.flatMap(([name, value]) => (value === null || value === undefined ? [] : [[name, plain(value)] as const]))
  const width = Math.max(0, ...shown.map(([name]) => widthOf(name)))
  return shown.map(([name, value]) => `${name}${' '.repeat(width - widthOf(name))}  ${value}\n`).join('')
}

/** `19.99 CNY`: the code rather than a sign, since ¥ is two currencies'. */
export const moneyText = (amount: number, currency: string): string => `${decimalOf({ amount, currency })} ${currency}`

/** `2026-07-01 16:00:00` in the machine's time zone. */
export const timeText = (instant: string): string => {
  const at = new Date(instant)
  const two = (part: number): string => String(part).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}

export type Bar = { show(what: string, share: number): void; end(): void }

const BAR_CELLS = 30

/** A progress bar on the error stream, rewritten in place: tables and JSON on the other stay whole. */
export function bar(io: Pick<Io, 'err' | 'isTerminal'>): Bar {
  if (io.isTerminal !== true) return { show() {}, end() {} }
  let width = 0
  return {
    show(what, share) {
      const full = Math.max(0, Math.min(BAR_CELLS, Math.round(share * BAR_CELLS)))
      const line = `${plain(what)} ${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)} ${String(Math.floor(share * 100)).padStart(3)} %`
      io.err(`\r${line}${' '.repeat(Math.max(0, width - widthOf(line)))}`)
      width = widthOf(line)
    },
    end() {
      if (width > 0) io.err(`\r${' '.repeat(width)}\r`)
      width = 0
    },
  }
}
