/** What tests of reconciliation do again and again: write bills as CSV, send them as an operator does, wait for what becomes of them. */
import { createHash } from 'node:crypto'
import type { BillFetchCode, BillFormat, BillSource } from '../../src/domains/reconciliation/ports.ts'
import type { Outcome } from '../../src/kernel/outcome.ts'
import { ok, refuse } from '../../src/kernel/outcome.ts'
import { type Json, must, type TestApp } from './app.ts'
import { text } from './payments.ts'

export const MAPPING = {
  side: 'clearing',
  encoding: 'utf-8',
  delimiter: ',',
  skip: 0,
  amounts: 'decimal',
  default_kind: 'debit',
  kinds: { 收款: 'debit', 退款: 'refund', 付款: 'payout', 费用: 'fee', 轧差: 'settlement', 调拨: 'transfer' },
  statuses: { 成功: 'settled', 失败: 'failed', 处理中: 'pending' },
  columns: {
    amount: '金额',
    fee: '手续费',
    reference: '商户订单号',
    channel_reference: '流水号',
    kind: '类型',
    direction: '收支',
    at: '时间',
    status: '状态',
  },
} as const

export type BillRow = {
  readonly reference?: string | undefined
  readonly channel?: string
  readonly kind?: '收款' | '退款' | '付款' | '费用' | '轧差' | '调拨'
  readonly direction?: '收入' | '支出'
  /** Fen. */
  readonly amount: number
  readonly fee?: number
  readonly at?: string
  readonly status?: string
}

const yuan = (fen: number): string => `${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, '0')}`

/** A bill as MAPPING reads it. */
export const billText = (rows: readonly BillRow[]): string =>
  [
    '流水号,商户订单号,类型,收支,金额,手续费,时间,状态',
    ...rows.map(row =>
      [
        row.channel ?? '',
        row.reference ?? '',
        row.kind ?? '收款',
        row.direction ?? '',
        yuan(row.amount),
        row.fee === undefined ? '' : yuan(row.fee),
        row.at ?? '',
        row.status ?? '成功',
      ].join(','),
    ),
  ].join('\r\n')

export type Fetched = { readonly source: string; readonly format: string; readonly item: Json }

export type Bills = ReturnType<typeof useBills>

export function useBills(world: TestApp) {
  const call = (method: string, path: string, options?: Parameters<TestApp['operator']>[2]) =>
    world.operator(method, `/v1/reconciliation${path}`, options)
  const about = (file: string, more: Json): Json => ({
    source: 'sim',
    format: 'csv',
    file_name: 'bill.csv',
    sha256: createHash('sha256').update(file).digest('hex'),
    bytes: Buffer.byteLength(file),
    ...more,
  })
  const reaches = (id: unknown, states: readonly string[]): Promise<Json> =>
    world.until(`import ${text(id)} is ${states.join(' or ')}`, async () => {
      const item = await must(call('GET', `/imports/${text(id)}`))
      return states.includes(text(item.state)) && item
    })
  return {
    call,
    about,
    reaches,
    saveMapping: (name = 'house', more: Json = {}): Promise<Json> =>
      must(call('POST', '/mappings', { body: { name, mapping: { ...MAPPING, ...more } } })),
    /** Announces, sends and completes a file; answers the import as it was queued. */
    async send(file: string, more: Json): Promise<Json> {
      const item = await must(call('POST', '/imports', { body: about(file, more) }))
      const bytes = Buffer.from(file)
      const size = 4 * 1_048_576
      for (let part = 1, from = 0; from < bytes.length; part++, from += size)
        await must(
          call('POST', `/imports/${text(item.id)}/parts`, {
            body: { number: part, data: bytes.subarray(from, from + size).toString('base64') },
          }),
        )
      return must(call('POST', `/imports/${text(item.id)}/complete`))
    },
    /** As `send`, and waits until it is matched (or refused). */
    async upload(file: string, more: Json): Promise<Json> {
      return reaches((await this.send(file, more)).id, ['matched', 'refused'])
    },
    /** Fetches every bill of every connected source, in every format but files of one's own, and waits until each is matched or refused. */
    async fetchAll(date: string): Promise<readonly Fetched[]> {
      const { data } = await must(call('GET', '/sources'))
      const connected = (data as { code: string; connected: boolean; formats: { code: string }[] }[]).filter(each => each.connected)
      const fetched: Fetched[] = []
      for (const { code: source, formats } of connected)
        for (const { code: format } of formats.filter(each => each.code !== 'csv')) {
          const item = await must(call('POST', '/fetches', { body: { source, format, date } }))
          fetched.push({ source, format, item: await reaches(item.id, ['matched', 'refused']) })
        }
      return fetched
    },
    exceptions: async (query = ''): Promise<Json[]> => (await must(call('GET', `/exceptions?limit=100${query}`))).data as Json[],
    counts: (item: Json): Readonly<Record<string, number>> =>
      Object.fromEntries((item.matches as { match: string; lines: number }[]).map(each => [each.match, each.lines])),
    repair: (id: unknown, body: Json) => call('POST', `/exceptions/${text(id)}/repairs`, { body }),
    /** Asks for a repair and waits for its end. */
    async repaired(id: unknown, body: Json): Promise<Json> {
      const asked = await must(call('POST', `/exceptions/${text(id)}/repairs`, { body }))
      return world.until(`repair ${text(asked.id)} ends`, async () => {
        const item = await must(call('GET', `/repairs/${text(asked.id)}`))
        return (item.state === 'done' || item.state === 'failed') && item
      })
    },
  }
}

/** A source of bills that a test writes itself. */
export function createTestSource(code: string, formats: readonly BillFormat[]) {
  const files = new Map<string, string>()
  let refusal: BillFetchCode | null = null
  let breaks = false
  const source: BillSource = {
    code,
    formats,
    async fetch(format, date): Promise<Outcome<{ format: string; name: string; bytes: AsyncIterable<Uint8Array> }, BillFetchCode>> {
      if (refusal !== null) return refuse(refusal)
      const file = files.get(`${format}/${date}`)
      if (file === undefined) return refuse('bill_not_ready')
      const failing = breaks
      return ok({
        format,
        name: `${code}-${date}.txt`,
        bytes: (async function* () {
          yield Buffer.from(file)
          if (failing) throw new Error('the digest of the file is wrong')
        })(),
      })
    },
  }
  return {
    source,
    put: (format: string, date: string, file: string): void => void files.set(`${format}/${date}`, file),
    refuse: (code_: BillFetchCode | null): void => {
      refusal = code_
    },
    breakOff: (on: boolean): void => {
      breaks = on
    },
  }
}
