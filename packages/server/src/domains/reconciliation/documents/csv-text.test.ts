/** What leaves as CSV is opened in spreadsheets, and holds words that strangers wrote. */
import { describe, expect, it } from 'vitest'
import { csvText } from './csv-text.ts'

const written = (text: string): string => csvText([[text]]).slice(1, -2)

describe('csvText', () => {
  it.each(['=1+1', '+1', '@SUM(A1)', '-A1', "-2+3+cmd|' /C calc'!A0", '-1;2', '－1+1', '＝1', '＋1', '＠a', '\t=1'])('defuses %j', text => {
    expect(written(text).replace(/^"/, '')).toMatch(/^'/)
  })

  it.each(['-12.34', '-1', '12.34', 'ins_a', '2026-07-01', '龙井', ''])('leaves %j as it is', text => {
    expect(written(text)).toBe(text)
  })

  it('quotes what RFC 4180 asks for', () => {
    expect(written('a "b", c')).toBe('"a ""b"", c"')
  })
})
