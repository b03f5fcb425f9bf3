/** The reader of settlement files: one test per reason to refuse. */
import { describe, expect, it } from 'vitest'
import { parseSettlementFile } from './settlement-file.ts'
import { sha256Hex } from './signature.ts'

const ROWS = [
  'H|FEIQIAN-SIM-SETTLEMENT|1|inst|2026-03-01|CNY',
  'L|1|ins_a|debit|1000|S|2026-03-01T01:00:00.000Z',
  'L|2|ins_b|payout|300|S|2026-03-01T02:00:00.000Z',
  'T|2|1000|300|0|700',
]

const read = (rows: readonly string[], digest?: string) => {
  const bytes = Buffer.from(`${rows.join('\n')}\n`)
  return parseSettlementFile(bytes, digest ?? `sha-256=${sha256Hex(bytes)}`, 'inst')
}
const replaced = (at: number, row: string): string[] => ROWS.map((old, index) => (index === at ? row : old))
const reason = (rows: readonly string[], digest?: string): unknown => {
  const parsed = read(rows, digest)
  return parsed.ok ? null : parsed.error.values?.reason
}

describe('parseSettlementFile', () => {
  it('reads lines and totals', () => {
    expect(read(ROWS)).toMatchObject({
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
  it('reads a day without lines', () => {
    expect(read([ROWS[0] ?? '', 'T|0|0|0|0|0'])).toMatchObject({ ok: true, value: { lines: [] } })
  })
  it('refuses a wrong digest', () => {
    expect(reason(ROWS, 'sha-256=00')).toBe('the digest differs')
  })
  it('refuses another header, institution or date', () => {
    expect(reason(replaced(0, 'H|OTHER|1|inst|2026-03-01|CNY'))).toBe('the header is wrong')
    expect(reason(replaced(0, 'H|FEIQIAN-SIM-SETTLEMENT|1|inst|2026-02-30|CNY'))).toBe('the header is wrong')
    expect(reason(replaced(0, 'H|FEIQIAN-SIM-SETTLEMENT|1|other|2026-03-01|CNY'))).toContain('institution')
  })
  it.each([
    'L|2|ins_a|debit|1000|S|2026-03-01T01:00:00.000Z',
    'L|1|ins_a|gift|1000|S|2026-03-01T01:00:00.000Z',
    'L|1|ins_a|debit|0|S|2026-03-01T01:00:00.000Z',
    'L|1|ins_a|debit|10.5|S|2026-03-01T01:00:00.000Z',
    'L|1|ins_a|debit|1000|S|never',
    'L|1|ins_a|debit|1000|S',
    'L|1||debit|1000|S|2026-03-01T01:00:00.000Z',
  ])('refuses the line %s', row => {
    expect(reason(replaced(1, row))).toBe('line 1 cannot be read')
  })
  it('refuses totals that are not those of the lines', () => {
    expect(reason(replaced(3, 'T|2|1000|300|0|701'))).toContain('totals')
    expect(reason(replaced(3, 'T|3|1000|300|0|700'))).toContain('totals')
  })
  it('refuses a file that is cut short', () => {
    const bytes = Buffer.from(ROWS.join('\n'))
    expect(parseSettlementFile(bytes, `sha-256=${sha256Hex(bytes)}`, 'inst')).toMatchObject({ ok: false })
    expect(reason(ROWS.slice(0, 3))).toContain('totals')
  })
})
