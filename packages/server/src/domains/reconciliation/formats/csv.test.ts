/** CSV bills: what is written is read however it is cut into chunks, and what cannot be read is told by its line, never guessed. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BusinessDate } from '../../../kernel/time.ts'
import type { CsvMapping, ParsedRow } from '../ports.ts'
import { amountOf, csvFormat, dateOf, fieldsOf, instantOf, readCsv } from './csv.ts'

const MAPPING: CsvMapping = {
  side: 'channel',
  encoding: 'utf-8',
  delimiter: ',',
  skip: 0,
  amounts: 'decimal',
  kinds: { pay: 'debit', back: 'refund' },
  defaultKind: 'debit',
  statuses: { ok: 'settled', no: 'failed' },
  columns: {
    amount: 'amount',
    reference: 'reference',
    kind: 'kind',
    status: 'status',
    at: 'at',
    currency: 'currency',
    direction: 'direction',
    fee: 'fee',
    date: 'date',
  },
}
const HEADER = 'amount,reference,kind,status,at,currency,direction,fee,date'

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
}

async function parse(text: string | Uint8Array, mapping: CsvMapping | null = MAPPING, size = 7): Promise<ParsedRow[]> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  const rows: ParsedRow[] = []
  const context = { source: 'x', date: '2026-07-01' as BusinessDate, timeZone: 'Asia/Shanghai', currency: 'CNY', mapping } as const
  for await (const row of csvFormat.parse(chunked(bytes, size), context)) rows.push(row)
  return rows
}

const quoted = (field: string): string => (/[",\r\n]/.test(field) || field !== field.trim() ? `"${field.replaceAll('"', '""')}"` : field)

describe('reading CSV', () => {
  it('gives back the fields that were written, whatever they hold and however the bytes are cut', async () => {
    const field = fc.string({ unit: fc.constantFrom('a', '飞', '"', ',', '\n', ' ', '1', '😀'), maxLength: 8 })
    const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 40 }), fc.constantFrom('\n', '\r\n'), async (rows, size, end) => {
        const written = rows.filter(row => row.join('') !== '')
        const bytes = new TextEncoder().encode(written.map(row => row.map(quoted).join(',') + end).join(''))
        const read: string[][] = []
        for await (const records of readCsv(chunked(bytes, size), MAPPING))
          for (const record of records) read.push('fields' in record ? [...record.fields] : [record.fault])
        expect(read).toEqual(written)
      }),
    )
  })

  it('never throws, and its lines ascend, whatever the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 50 }), async (bytes, size) => {
        let last = 0
        for (const row of await parse(Buffer.concat([Buffer.from(`${HEADER}\n`), bytes]), MAPPING, size)) {
          if ('summary' in row) continue
          const at = row.ok ? row.line.row : row.row
          expect(at).toBeGreaterThanOrEqual(last)
          last = at
        }
      }),
    )
  })

  it('goes on after a quote that nobody closes, and bounds a line without an end', async () => {
    const rows = await parse(`${HEADER}\n1.00,"open,pay,ok,,,,,\n2.00,b,pay,ok,,,,,\n${'x'.repeat(70_000)}\n3.00,c,pay,ok,,,,,\n`)
    expect(rows.map(row => ('ok' in row ? (row.ok ? row.line.reference : `${row.row} ${row.code}`) : null))).toEqual([
      '2 line_truncated',
      'b',
      '4 line_too_long',
      'c',
    ])
  })

  it('reads GBK, byte-order marks and lines before the header', async () => {
    const gbk = Buffer.concat([
      Buffer.from([0xd5, 0xcb, 0xb5, 0xa5]),
      Buffer.from('\namount,reference\n1,'),
      Buffer.from([0xb7, 0xc9]),
      Buffer.from('\n'),
    ])
    const mapping: CsvMapping = {
      ...MAPPING,
      encoding: 'gb18030',
      skip: 1,
      amounts: 'minor',
      columns: { amount: 'amount', reference: 'reference' },
    }
    expect(await parse(gbk, mapping)).toMatchObject([{ ok: true, line: { row: 3, amount: 1n, reference: '飞', statusMeans: 'settled' } }])
    expect(await parse(`\uFEFF${HEADER}\n1.00,a,pay,ok,,,,,`)).toMatchObject([{ ok: true, line: { amount: 100n } }])
    expect(await parse(gbk)).toMatchObject([{ ok: false, code: 'encoding_invalid' }])
  })
})

describe('a line', () => {
  it('with a word that every object knows says a word that the mapping does not know', async () => {
    const rows = await parse(`${HEADER}\n1.00,a,constructor,ok,,,,,\n2.00,b,pay,toString,,,,,\n3.00,c,__proto__,ok,,,,,\n`)
    expect(rows).toMatchObject([
      { ok: false, code: 'kind_invalid' },
      { ok: true, line: { reference: 'b', statusMeans: 'unknown' } },
      { ok: false, code: 'kind_invalid' },
    ])
  })

  it('is refused by what is wrong with it', async () => {
    const bad = [
      '1.234,a,pay,ok,,,,,',
      'x,a,pay,ok,,,,,',
      '1,a,other,ok,,,,,',
      '1,a,pay,ok,2026-02-30 00:00:00,,,,',
      '1,a,pay,ok,,XXX,,,',
      '1,a,pay,ok,,,aside,,',
      '1,a,pay,ok,,,,x,',
      '1,a,pay,ok,,,,,soon',
      '1,a',
    ]
    const rows = await parse([HEADER, ...bad].join('\n'))
    expect(rows.map(row => ('ok' in row && !row.ok ? row.code : null))).toEqual([
      'amount_invalid',
      'amount_invalid',
      'kind_invalid',
      'date_invalid',
      'currency_invalid',
      'field_invalid',
      'amount_invalid',
      'date_invalid',
      'line_truncated',
    ])
  })

  it('keeps a status that nobody knows and says so', async () => {
    expect(await parse(`${HEADER}\n1,a,pay,wat,,,,,\n1,a,back,no,,,,,`)).toMatchObject([
      { line: { status: 'wat', statusMeans: 'unknown', direction: 'in' } },
      { line: { statusMeans: 'failed', direction: 'out', kind: 'refund' } },
    ])
  })

  it('needs a mapping and the columns that it names', async () => {
    expect(await parse('a,b\n1,2', null)).toMatchObject([{ ok: false, row: 0, code: 'header_invalid' }])
    expect(await parse('a,b\n1,2')).toMatchObject([
      { ok: false, row: 1, code: 'header_invalid', detail: expect.stringContaining('amount') },
    ])
    expect(await parse('')).toMatchObject([{ ok: false, row: 0, code: 'header_invalid' }])
  })
})

describe('what stands in a field', () => {
  it('is an amount with a point and thousands separators, or none', () => {
    expect(['1', '1.5', '1,234,567.89', '-0.01', '+2', '¥3.00', '`4.00', '1.500'].map(text => amountOf(text, 'decimal', 'CNY'))).toEqual([
      100n,
      150n,
      123456789n,
      -1n,
      200n,
      300n,
      400n,
      150n,
    ])
    expect(['', '1.', '.5', '1,23', '1.005', '12e3', '１', '1 000'].map(text => amountOf(text, 'decimal', 'CNY'))).toEqual(
      Array(8).fill(null),
    )
    expect([amountOf('12', 'minor', 'CNY'), amountOf('1.2', 'minor', 'CNY'), amountOf('7', 'decimal', 'JPY')]).toEqual([12n, null, 7n])
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 14n }), minor => {
        const written = `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`.replace(/\B(?=(\d{3})+\.)/g, ',')
        expect(amountOf(written, 'decimal', 'CNY')).toBe(minor)
      }),
    )
  })

  it('is a time of the zone or with its own offset', () => {
    expect(instantOf('2026-07-01 08:00:00', 'Asia/Shanghai')?.toISOString()).toBe('2026-07-01T00:00:00.000Z')
    expect(instantOf('2026/07/01 08:00', 'Asia/Shanghai')?.toISOString()).toBe('2026-07-01T00:00:00.000Z')
    expect(instantOf('2026-07-01T08:00:00+08:00', 'UTC')?.toISOString()).toBe('2026-07-01T00:00:00.000Z')
    expect(instantOf('2026-01-01 00:00:00', 'America/New_York')?.toISOString()).toBe('2026-01-01T05:00:00.000Z')
    expect(['2026-13-01 00:00:00', '2026-07-01 25:00:00', 'today', '2026-07-01'].map(text => instantOf(text, 'UTC'))).toEqual([
      null,
      null,
      null,
      null,
    ])
    expect([dateOf('20260701'), dateOf('2026/07/01'), dateOf('2026-02-29'), dateOf('1.7.2026')]).toEqual([
      '2026-07-01',
      '2026-07-01',
      null,
      null,
    ])
    expect(fieldsOf('"a""b",c,"d,e"', ',')).toEqual(['a"b', 'c', 'd,e'])
  })
})
