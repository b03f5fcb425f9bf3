/** How bills get in: announced, sent in parts, read, matched; the same again is harmless, another file is refused; a crash is resumed. */
import { beforeAll, describe, expect, it } from 'vitest'
import { type Json, must, useApp } from '../../../test/harness/app.ts'
import { billText, createTestSource, useBills } from '../../../test/harness/bills.ts'
import { useDatabase } from '../../../test/harness/database.ts'
import { text, usePayments } from '../../../test/harness/payments.ts'
import { parseId } from '../../kernel/ids.ts'
import { csvFormat } from './formats/csv.ts'
import type { BillFormat } from './ports.ts'

const plain: BillFormat = {
  ...csvFormat,
  code: 'plain',
  source: 'channel',
  parse: (bytes, context) =>
    csvFormat.parse(bytes, {
      ...context,
      mapping: {
        side: 'channel',
        encoding: 'utf-8',
        delimiter: ',',
        skip: 0,
        amounts: 'decimal',
        kinds: { 收款: 'debit' },
        defaultKind: 'debit',
        statuses: { 成功: 'settled' },
        columns: { amount: '金额', reference: '商户订单号' },
      },
    }),
}
const outside = createTestSource('plainpay', [plain])
const database = useDatabase()
const world = useApp(database, {}, { bills: [outside.source] })
const till = usePayments(world)
const bills = useBills(world)

let next = 0
/** A date that no other test uses. */
const freshDate = (): string => new Date(Date.UTC(2031, 0, 1 + next++)).toISOString().slice(0, 10)

beforeAll(async () => {
  world.house.control.setFaults({ resultDelayMs: 10 })
  await bills.saveMapping()
})

const refusal = async (answering: ReturnType<typeof bills.call>): Promise<string> => {
  const { status, body } = await answering
  if (status < 300) throw new Error(`it was not refused: ${JSON.stringify(body)}`)
  return text(body.code)
}

describe('a bill that is uploaded', () => {
  it('is read, and its lines are matched with instructions by their reference', async () => {
    const at = await till.cardTill()
    const paid = [await till.payByCard(at, 10_000), await till.payByCard(at, 20_000)]
    const instructions = await Promise.all(paid.map(async payment => (await till.instructions(payment.id))[0] as Json))
    const date = text(instructions[0]?.settlement_date)
    const rows = instructions.map((instruction, index) => ({ reference: text(instruction.id), amount: (index + 1) * 10_000 }))
    const item = await bills.upload(billText(rows), { date, mapping: 'house' })
    expect(item).toMatchObject({ state: 'matched', side: 'clearing', mapping: 'house/1', progress: { lines: 2, errors: 0, percent: 100 } })
    expect(bills.counts(item)).toEqual({ matched: 2 })
    const lines = await must(bills.call('GET', `/imports/${text(item.id)}/lines?match=matched`))
    expect(lines.data).toMatchObject([
      { row: 2, rule: 'reference', instruction: instructions[0]?.id, amount: { amount: 10_000, currency: 'CNY' } },
      { row: 3 },
    ])
    expect(await bills.exceptions(`&date=${date}&state=unresolved`)).toEqual([])
  })

  it('is harmless when it is sent again, and refused when another file takes its place', async () => {
    const date = freshDate()
    const file = billText([{ amount: 100, reference: 'nobody' }])
    const first = await bills.upload(file, { date, mapping: 'house' })
    expect(await must(bills.call('POST', '/imports', { body: bills.about(file, { date, mapping: 'house' }) }))).toMatchObject({
      id: first.id,
      state: 'matched',
    })
    expect(await must(bills.call('POST', `/imports/${text(first.id)}/complete`))).toMatchObject({ id: first.id })
    const other = billText([{ amount: 101, reference: 'nobody' }])
    expect(await refusal(bills.call('POST', '/imports', { body: bills.about(other, { date, mapping: 'house' }) }))).toBe(
      'recon_import_differs',
    )
  })

  it('lets one of two that were begun at once take the place', async () => {
    const date = freshDate()
    const [one, other] = [billText([{ amount: 1 }]), billText([{ amount: 2 }])]
    const begun = await Promise.all(
      [one, other].map(file => must(bills.call('POST', '/imports', { body: bills.about(file, { date, mapping: 'house' }) }))),
    )
    for (const [at, file] of [one, other].entries())
      await must(
        bills.call('POST', `/imports/${text(begun[at]?.id)}/parts`, { body: { number: 1, data: Buffer.from(file).toString('base64') } }),
      )
    await must(bills.call('POST', `/imports/${text(begun[0]?.id)}/complete`))
    expect(await refusal(bills.call('POST', `/imports/${text(begun[1]?.id)}/complete`))).toBe('recon_import_differs')
  })

  it('is taken back with its exceptions, and then another file may come', async () => {
    const date = freshDate()
    const item = await bills.upload(billText([{ amount: 100, reference: 'unheard of' }]), { date, mapping: 'house' })
    expect(await bills.exceptions(`&date=${date}`)).toMatchObject([{ kind: 'long', state: 'open', import: item.id, row: 2 }])
    expect(await must(bills.call('POST', `/imports/${text(item.id)}/discard`, { body: { comment: 'the wrong file' } }))).toMatchObject({
      state: 'discarded',
    })
    expect(await bills.exceptions(`&date=${date}`)).toMatchObject([{ kind: 'long', state: 'cleared' }])
    expect(await refusal(bills.call('POST', `/imports/${text(item.id)}/discard`, { body: { comment: 'again' } }))).toBe(
      'recon_import_state',
    )
    const again = await bills.upload(billText([{ amount: 200, reference: 'unheard of' }]), { date, mapping: 'house' })
    expect(again).toMatchObject({ state: 'matched' })
    expect(await bills.exceptions(`&date=${date}`)).toMatchObject([{ kind: 'long', state: 'open', amount: { amount: 200 } }])
  })

  it('is refused when its bytes are not what was announced', async () => {
    const date = freshDate()
    const file = billText([{ amount: 100 }])
    const item = await must(
      bills.call('POST', '/imports', { body: { ...bills.about(file, { date, mapping: 'house' }), sha256: '0'.repeat(64) } }),
    )
    const part = `/imports/${text(item.id)}/parts`
    expect(await refusal(bills.call('POST', part, { body: { number: 1, data: 'not base64!' } }))).toBe('recon_part_invalid')
    expect(await refusal(bills.call('POST', part, { body: { number: 90_000, data: 'AAAA' } }))).toBe('recon_part_invalid')
    expect(await refusal(bills.call('POST', `/imports/${text(item.id)}/complete`))).toBe('recon_parts_missing')
    await must(bills.call('POST', part, { body: { number: 1, data: Buffer.from(file).toString('base64') } }))
    await must(bills.call('POST', part, { body: { number: 1, data: Buffer.from(file).toString('base64') } }))
    await must(bills.call('POST', `/imports/${text(item.id)}/complete`))
    expect(await bills.reaches(item.id, ['refused'])).toMatchObject({ reason: expect.stringContaining('digest') })
    expect(await refusal(bills.call('POST', part, { body: { number: 2, data: 'AAAA' } }))).toBe('recon_import_state')
    expect(await refusal(bills.call('POST', `/imports/${text(item.id)}/complete`))).toBe('recon_import_state')
  })

  it('is announced for a source, a format and a mapping that there are', async () => {
    const about = bills.about('x', { date: freshDate(), mapping: 'house' })
    expect(await refusal(bills.call('POST', '/imports', { body: { ...about, source: 'nobody' } }))).toBe('recon_source_unknown')
    expect(await refusal(bills.call('POST', '/imports', { body: { ...about, format: 'mt940' } }))).toBe('recon_format_unknown')
    expect(await refusal(bills.call('POST', '/imports', { body: { ...about, mapping: 'nobody' } }))).toBe('recon_mapping_not_found')
    const nothing = 'imp_01jd9w2m6te3rbq4c8v5xkz7fh'
    for (const path of ['', '/lines', '/errors', '/errors.csv'])
      expect(await refusal(bills.call('GET', `/imports/${nothing}${path}`))).toBe('recon_import_not_found')
    for (const [path, body] of [
      ['/complete', {}],
      ['/discard', { comment: 'x' }],
      ['/parts', { number: 1, data: 'AAAA' }],
    ] as const)
      expect(await refusal(bills.call('POST', `/imports/${nothing}${path}`, { body }))).toBe('recon_import_not_found')
  })

  it('lists the rows that cannot be read, to look at and to download, and goes on with the others', async () => {
    const date = freshDate()
    const good = billText([
      { amount: 100, reference: 'a' },
      { amount: 200, reference: 'b' },
    ]).split('\r\n')
    const file = [
      ...good,
      ',x,收款,收入,12.345,,,成功',
      ',x,存款,收入,1.00,,,成功',
      ',x,收款,收入,1.00,,2031-02-30 00:00:00,成功',
      'cut off',
    ].join('\r\n')
    const item = await bills.upload(file, { date, mapping: 'house' })
    expect(item).toMatchObject({ progress: { lines: 2, errors: 4, last_row: 7 } })
    const { data } = await must(bills.call('GET', `/imports/${text(item.id)}/errors`))
    expect(data).toMatchObject([
      { row: 4, code: 'amount_invalid' },
      { row: 5, code: 'kind_invalid' },
      { row: 6, code: 'date_invalid' },
      { row: 7, code: 'line_truncated', text: 'cut off' },
    ])
    const csv = await (
      await fetch(`${world.url}/v1/reconciliation/imports/${text(item.id)}/errors.csv`, {
        headers: { Authorization: `Bearer ${world.operatorKey}` },
      })
    ).text()
    expect(csv.split('\r\n')).toHaveLength(6)
    expect(await bills.exceptions(`&date=${date}&kind=unreadable`)).toMatchObject([
      { detail: expect.stringContaining('4 rows'), state: 'open' },
    ])
  })
})

describe('a crash while a bill is read', () => {
  it('is resumed after the last row that was stored, with the same result', async () => {
    const date = freshDate()
    const rows = Array.from({ length: 12_345 }, (_, index) => ({ amount: index + 1, reference: `r${index}`, channel: `c${index}` }))
    // The job is kept from the file until the test has read a part of it: it finds the import being worked on.
    const file = billText(rows)
    const item = await must(bills.call('POST', '/imports', { body: bills.about(file, { date, mapping: 'house' }) }))
    await must(bills.call('POST', `/imports/${text(item.id)}/parts`, { body: { number: 1, data: Buffer.from(file).toString('base64') } }))
    const id = parseId('imp', text(item.id))
    if (id === null) throw new Error('an id')
    const abort = new AbortController()
    await must(bills.call('POST', `/imports/${text(item.id)}/complete`))
    const stored: number[] = []
    await world.app.reconciliation
      .read(id, {
        signal: abort.signal,
        afterBatch: row => {
          stored.push(row)
          abort.abort(new Error('killed'))
        },
      })
      .catch(() => null)
    const done = await bills.reaches(item.id, ['matched'])
    expect(done).toMatchObject({ progress: { lines: 12_345, errors: 0, last_row: 12_346 } })
    expect(bills.counts(done)).toEqual({ exception: 12_345 })
    const sums = (done.matches as { net: number }[]).reduce((sum, each) => sum + each.net, 0)
    expect(sums).toBe((12_345 * 12_346) / 2)
  })
})

describe('a bill that is fetched', () => {
  it('is stored, read and matched; fetching it again is harmless, and a changed one is refused', async () => {
    const date = freshDate()
    const body = { source: 'plainpay', format: 'plain', date }
    expect(await refusal(bills.call('POST', '/fetches', { body }))).toBe('recon_bill_not_ready')
    outside.put('plain', date, billText([{ amount: 100, reference: 'x' }]))
    const item = await must(bills.call('POST', '/fetches', { body }))
    expect(await bills.reaches(item.id, ['matched'])).toMatchObject({ origin: 'fetch', format: 'plain', progress: { lines: 1 } })
    expect(await must(bills.call('POST', '/fetches', { body }))).toMatchObject({ id: item.id })
    outside.put('plain', date, billText([{ amount: 101, reference: 'x' }]))
    expect(await refusal(bills.call('POST', '/fetches', { body }))).toBe('recon_import_differs')
    const listed = await must(bills.call('GET', `/imports?date=${date}&source=plainpay&state=refused`))
    expect(listed.data).toMatchObject([{ state: 'refused', reason: expect.stringContaining('another file') }])
  })

  it('is refused when its source cannot be reached or the file breaks off', async () => {
    const date = freshDate()
    const body = { source: 'plainpay', format: 'plain', date }
    outside.put('plain', date, billText([{ amount: 100, reference: 'x' }]))
    outside.refuse('bill_unavailable')
    expect(await refusal(bills.call('POST', '/fetches', { body }))).toBe('recon_bill_unavailable')
    outside.refuse('bill_invalid')
    expect(await refusal(bills.call('POST', '/fetches', { body }))).toBe('recon_bill_invalid')
    outside.refuse(null)
    outside.breakOff(true)
    expect(await refusal(bills.call('POST', '/fetches', { body }))).toBe('recon_bill_invalid')
    outside.breakOff(false)
    expect(await refusal(bills.call('POST', '/fetches', { body: { ...body, source: 'nobody' } }))).toBe('recon_source_unknown')
    expect(await refusal(bills.call('POST', '/fetches', { body: { ...body, format: 'other' } }))).toBe('recon_format_unknown')
    expect(await must(bills.call('POST', '/fetches', { body }))).toMatchObject({ state: 'queued' })
  })

  it('is fetched by itself for the dates before the open one', async () => {
    const open = await till.openDay()
    const date = new Date(Date.parse(open) - 86_400_000).toISOString().slice(0, 10)
    outside.put('plain', date, billText([{ amount: 7, reference: 'by itself' }]))
    await world.app.reconciliation.fetchDue()
    await world.app.reconciliation.fetchDue()
    const { data } = await must(bills.call('GET', `/imports?date=${date}&source=plainpay`))
    expect(data).toMatchObject([{ origin: 'fetch', created_by: 'sys:reconciliation' }])
  })
})

describe('what is set', () => {
  it('keeps column mappings and rules in versions', async () => {
    await bills.saveMapping('bank_a', { delimiter: ';' })
    expect(await bills.saveMapping('bank_a', { delimiter: '|' })).toMatchObject({
      name: 'bank_a',
      version: 2,
      mapping: { delimiter: '|', columns: { channel_reference: '流水号' } },
    })
    expect((await must(bills.call('GET', '/mappings'))).data).toContainEqual(expect.objectContaining({ name: 'bank_a', version: 2 }))
    const rules = {
      source: 'plainpay',
      amount_tolerance: 1,
      window_hours: 12,
      late_days: 2,
      fee_tolerance: 1,
      fees: { debit: { basis_points: 60, fixed: 0 } },
    }
    expect(await must(bills.call('POST', '/rules', { body: rules }))).toMatchObject(rules)
    expect(await refusal(bills.call('POST', '/rules', { body: { ...rules, source: 'nobody' } }))).toBe('recon_source_unknown')
    expect((await must(bills.call('GET', '/rules'))).data).toContainEqual(expect.objectContaining({ source: '*', late_days: 1 }))
    expect((await must(bills.call('GET', '/sources'))).data).toContainEqual(
      expect.objectContaining({
        code: 'plainpay',
        fetched: true,
        connected: true,
        formats: [expect.objectContaining({ code: 'plain' }), expect.objectContaining({ code: 'csv' })],
      }),
    )
  })
})
