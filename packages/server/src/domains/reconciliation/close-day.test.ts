/** The second signature over a day: what it waits for, what it makes, and that making it again gives the same bytes. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../../../cli/src/run.ts'
import { useAdmin } from '../../../test/harness/admin.ts'
import { type Json, must, useApp } from '../../../test/harness/app.ts'
import { billText, useBills } from '../../../test/harness/bills.ts'
import { useDatabase } from '../../../test/harness/database.ts'
import { text, usePayments } from '../../../test/harness/payments.ts'
import { fieldsOf } from './formats/csv.ts'

const database = useDatabase()
const admin = useAdmin(database)
const world = useApp(database)
const till = usePayments(world)
const bills = useBills(world)

beforeAll(async () => {
  world.house.control.setFaults({ resultDelayMs: 10 })
  await bills.saveMapping()
  await world.fundInstitution(1_000_000)
})

const refused = async (answering: ReturnType<typeof bills.call>): Promise<Json> => {
  const { status, body } = await answering
  if (status < 300) throw new Error(`it was not refused: ${JSON.stringify(body)}`)
  return body
}

const document = async (date: string, name: string): Promise<Buffer> => {
  const response = await fetch(`${world.url}/v1/reconciliation/days/${date}/documents/${name}`, {
    headers: { Authorization: `Bearer ${world.operatorKey}` },
  })
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  return Buffer.from(await response.arrayBuffer())
}

/** The command line as a person types it. */
async function feiqian(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', '']
  const code = await run(argv, {
    out: words => {
      out += words
    },
    err: words => {
      err += words
    },
    env: { FEIQIAN_API_KEY: world.operatorKey, FEIQIAN_BASE_URL: world.url },
    cwd: process.cwd(),
    isTerminal: true,
    signal: new AbortController().signal,
  })
  return { code, out, err }
}

describe('closing the reconciliation of a day', () => {
  it('waits until it is booked, its bills are in, and every line is matched or explained; then makes its documents, again the same', async () => {
    const at = await till.cardTill()
    await till.payByCard(at, 100_000)
    world.house.control.setFaults({ next: { line_extra: 1 } })
    const open = await till.openDay()
    expect(await refused(bills.call('POST', `/days/${open}/close`))).toMatchObject({
      code: 'recon_day_not_ready',
      detail: expect.stringContaining('not booked'),
    })
    const { date } = await till.endDay()
    expect(await refused(bills.call('POST', `/days/${date}/close`))).toMatchObject({ detail: expect.stringContaining('no bill of sim') })
    const imported = await feiqian('recon', 'import', '--source', 'sim', '--date', date, '--format', 'clearing_settlement')
    expect(imported).toMatchObject({ code: 0, out: expect.stringContaining('clearing_settlement'), err: expect.stringContaining('█') })
    const shown = await feiqian('recon', 'match', date)
    expect(shown.out).toContain('1 exceptions are open')
    const listed = await feiqian('recon', 'exceptions', '--date', date)
    expect(listed.out).toContain('long')
    const [extra] = await bills.exceptions(`&date=${date}&state=unresolved`)
    const id = text(extra?.id)
    expect((await feiqian('recon', 'repair', id, 'write_off', '--comment', 'no')).code).toBe(1)
    expect((await feiqian('recon', 'repair', id, 'explain', '--comment', 'the house looks into it', '--carry')).code).toBe(0)
    expect((await feiqian('recon', 'exceptions', id)).out).toContain('the house looks into it')

    const folder = mkdtempSync(join(tmpdir(), 'recon-'))
    const closed = await feiqian('recon', 'close', date, '--out', folder)
    expect(closed).toMatchObject({ code: 0, out: expect.stringContaining('closing-report.pdf') })
    expect(readdirSync(folder).sort()).toEqual(
      ['closing-report.pdf', 'exceptions.csv', 'reserve.csv', 'reserve.json', 'trial-balance.csv', 'vouchers.csv'].map(
        name => `${date}-${name}`,
      ),
    )
    const report = readFileSync(join(folder, `${date}-closing-report.pdf`))
    expect(report.subarray(0, 5).toString()).toBe('%PDF-')
    expect(createHash('sha256').update(report).digest('hex')).toBe(
      createHash('sha256')
        .update(await document(date, 'closing-report.pdf'))
        .digest('hex'),
    )

    const again = await must(bills.call('POST', `/days/${date}/close`))
    expect(again).toMatchObject({ repeated: true, date })
    expect((again.documents as Json[]).find(each => each.name === 'closing-report.pdf')).toMatchObject({ bytes: report.length })

    const trial = await must(world.operator('GET', `/v1/ledger/trial_balance?date=${date}`))
    const [totals] = trial.totals as { debits: number }[]
    const vouchers = (await document(date, 'vouchers.csv')).toString('utf8').trim().split('\r\n').slice(1)
    const cents = (words: string | undefined): number => Math.round(Number(words === '' ? 0 : words) * 100)
    const sum = (column: number): number => vouchers.reduce((total, row) => total + cents(fieldsOf(row, ',')[column]), 0)
    expect([sum(10), sum(11)]).toEqual([totals?.debits, totals?.debits])
    expect(JSON.parse((await document(date, 'reserve.json')).toString())).toMatchObject({ object: 'reserve_report', date, balanced: true })
    expect((await refused(bills.call('GET', `/days/${date}/documents/secret.txt`))).code).toBe('recon_document_not_found')
  })

  it('keeps the day shut: nothing more is imported for it or taken back', async () => {
    const date = await till.openDay()
    await bills.saveMapping('funds', { lists: 'funds' })
    const bill = await bills.upload(billText([]), { date, mapping: 'funds' })
    await till.endDay()
    const item = await must(bills.call('POST', '/fetches', { body: { source: 'sim', format: 'clearing_settlement', date } }))
    await bills.reaches(item.id, ['matched'])
    for (const each of await bills.exceptions(`&date=${date}&state=unresolved`))
      await must(bills.call('POST', `/exceptions/${text(each.id)}/explain`, { body: { comment: 'a test', carry: true } }))
    const day = await must(bills.call('GET', `/days/${date}`))
    expect(await bills.exceptions(`&date=${date}&state=unresolved`)).toEqual([])
    expect(day).toMatchObject({ closed: false, missing: [] })
    await must(bills.call('POST', `/days/${date}/close`))
    expect(await must(bills.call('GET', `/days/${date}`))).toMatchObject({ closed: true })
    const late = bills.about(billText([{ amount: 1 }]), { date, mapping: 'house', source: 'reserve' })
    expect((await refused(bills.call('POST', '/imports', { body: late }))).code).toBe('recon_day_closed')
    expect((await refused(bills.call('POST', '/fetches', { body: { source: 'sim', format: 'clearing_fund', date } }))).code).toBe(
      'recon_day_closed',
    )
    expect((await refused(bills.call('POST', `/imports/${text(bill.id)}/discard`, { body: { comment: 'late' } }))).code).toBe(
      'recon_day_closed',
    )
  })

  it('tells when the books are not what they were', async () => {
    const date = await till.openDay()
    await till.endDay()
    const item = await must(bills.call('POST', '/fetches', { body: { source: 'sim', format: 'clearing_settlement', date } }))
    await bills.reaches(item.id, ['matched'])
    const closed = await world.app.reconciliation.close(date, 'sys:test')
    expect(closed.ok).toBe(true)
    await admin.run(
      `UPDATE ledger.trial_balances SET opening = opening + 1, closing = closing + 1 WHERE accounting_date = $1 AND code = 'capital'`,
      [date],
    )
    await expect(world.app.reconciliation.close(date, 'sys:test')).rejects.toThrow('is what it was')
    await admin.run(
      `UPDATE ledger.trial_balances SET opening = opening - 1, closing = closing - 1 WHERE accounting_date = $1 AND code = 'capital'`,
      [date],
    )
  })

  it('imports a file by the command line, with its mapping', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'recon-')), 'bill.csv')
    writeFileSync(path, billText([{ amount: 5, reference: 'of nobody' }]))
    const sent = await feiqian('recon', 'import', path, '--source', 'sim', '--date', '2033-01-01', '--mapping', 'house', '--json')
    expect(JSON.parse(sent.out)).toMatchObject([{ state: 'matched', file_name: 'bill.csv' }])
    expect((await feiqian('recon', 'import', path)).code).toBe(2)
    expect((await feiqian('recon', 'exceptions', '--kind', 'odd')).code).toBe(2)
    expect((await feiqian('recon', 'repair', 'rex_01jd9w2m6te3rbq4c8v5xkz7fh', 'odd', '--comment', 'x')).code).toBe(2)
  })
})
