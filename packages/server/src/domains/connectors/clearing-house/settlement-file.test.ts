/** The reader of settlement files that clearing books: one test per reason to refuse. */
import { describe, expect, it } from 'vitest'
import { parseBusinessDate } from '../../../kernel/time.ts'
import { digestOf, SCHEME_A } from './scheme.ts'
import { readSettlementFile } from './settlement-file.ts'

const ROWS = [
  'H|FEIQIAN-SIM-SETTLEMENT|1|inst|2026-03-01|CNY',
  'L|1|ins_a|debit|1000|S|2026-03-01T01:00:00.000Z',
  'L|2|ins_b|payout|300|S|2026-03-01T02:00:00.000Z',
  'T|2|1000|300|0|700',
]
const DATE = parseBusinessDate('2026-03-01')
if (DATE === null) throw new Error('a date')
const EXPECTED = { scheme: SCHEME_A, institution: 'inst', date: DATE }

const read = (rows: readonly string[], digest?: string) => {
  const bytes = Buffer.from(`${rows.join('\n')}\n`)
  return readSettlementFile(bytes, digest ?? `sha-256=${digestOf(SCHEME_A, bytes)}`, EXPECTED)
}
const replaced = (at: number, row: string): string[] => ROWS.map((old, index) => (index === at ? row : old))
const reason = async (rows: readonly string[], digest?: string): Promise<unknown> => {
  const parsed = await read(rows, digest)
  return parsed.ok ? null : parsed.error.values?.reason
}

describe('readSettlementFile', () => {
  it('reads lines and totals', async () => {
    expect(await read(ROWS)).toMatchObject({
      ok: true,
      value: {
        date: '2026-03-01',
        debitTotal: 1_000n,
        payoutTotal: 300n,
        refundTotal: 0n,
        net: 700n,
        lines: [{ amount: 1_000n }, { kind: 'payout' }],
      },
    })
  })
  it('reads a day without lines', async () => {
    expect(await read([ROWS[0] ?? '', 'T|0|0|0|0|0'])).toMatchObject({ ok: true, value: { lines: [] } })
  })
  it('refuses a wrong digest', async () => {
    expect(await reason(ROWS, 'sha-256=00')).toBe('the digest differs')
  })
  it('refuses another header, institution or date', async () => {
    expect(await reason(replaced(0, 'H|OTHER|1|inst|2026-03-01|CNY'))).toContain('header_invalid')
    expect(await reason(replaced(0, 'H|FEIQIAN-SIM-SETTLEMENT|1|inst|2026-02-30|CNY'))).toContain('header_invalid')
    expect(await reason(replaced(0, 'H|FEIQIAN-SIM-SETTLEMENT|1|inst|2026-03-02|CNY'))).toContain('wrong_file')
    expect(await reason(replaced(0, 'H|FEIQIAN-SIM-SETTLEMENT|1|other|2026-03-01|CNY'))).toContain('institution')
  })
  it.each([
    ['L|2|ins_a|debit|1000|S|2026-03-01T01:00:00.000Z', 'field_invalid'],
    ['L|1|ins_a|gift|1000|S|2026-03-01T01:00:00.000Z', 'kind_invalid'],
    ['L|1|ins_a|debit|0|S|2026-03-01T01:00:00.000Z', 'amount_invalid'],
    ['L|1|ins_a|debit|10.5|S|2026-03-01T01:00:00.000Z', 'amount_invalid'],
    ['L|1|ins_a|debit|1000|S|never', 'date_invalid'],
    ['L|1|ins_a|debit|1000|S', 'line_truncated'],
    ['L|1||debit|1000|S|2026-03-01T01:00:00.000Z', 'field_invalid'],
    ['L|1|ins_a|debit|1000|P|2026-03-01T01:00:00.000Z', 'not settled'],
  ])('refuses the line %s', async (row, code) => {
    expect(await reason(replaced(1, row))).toContain(code)
  })
  it('refuses totals that are not those of the lines', async () => {
    expect(await reason(replaced(3, 'T|2|1000|300|0|701'))).toContain('totals_differ')
    expect(await reason(replaced(3, 'T|3|1000|300|0|700'))).toContain('totals_differ')
  })
  it('refuses a file that is cut short', async () => {
    const bytes = Buffer.from(ROWS.join('\n'))
    expect(await readSettlementFile(bytes, `sha-256=${digestOf(SCHEME_A, bytes)}`, EXPECTED)).toMatchObject({ ok: false })
    expect(await reason(ROWS.slice(0, 3))).toContain('file_truncated')
  })
})
