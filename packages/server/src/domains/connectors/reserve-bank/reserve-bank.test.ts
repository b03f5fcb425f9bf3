/** The connector and its parsers against the simulated bank over sockets; hostile and broken statements. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createReserveBank as createBank, type RunningReserveBank } from '@feiqian/sandbox/reserve-bank'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { newId } from '../../../kernel/ids.ts'
import { ok } from '../../../kernel/outcome.ts'
import { type BusinessDate, parseBusinessDate, systemClock } from '../../../kernel/time.ts'
import type { BillContext, BillFormat, ParsedRow, StatementLine } from '../../reconciliation/ports.ts'
import { createClient } from '../kit/client.ts'
import { inMemory } from '../kit/lines.ts'
import type { Connection, Credential, VerificationFailure } from '../kit/types.ts'
import { camt053, LIMITS } from './camt053.ts'
import { csvFields } from './csv-fields.ts'
import { createReserveBank, type ReserveBankConnector } from './reserve-bank.ts'
import { reserveText } from './text-statement.ts'

const SECRET = 'a secret for tests only'
const open: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

const credential = (material: string): Credential => ({
  ...{ id: newId<'crd'>(), role: 'customer_key', keyId: null, version: 1, material, fingerprint: '', notAfter: null },
  activeFrom: new Date(0),
})

type World = { bank: RunningReserveBank; connector: ReserveBankConnector; failures: VerificationFailure[]; secrets: string[] }

async function start(): Promise<World> {
  const bank = await createBank({ customers: [{ id: 'inst', secret: SECRET, opening: { reserve: 10_000n, own: 5_000n } }] })
  const failures: VerificationFailure[] = []
  const secrets = [SECRET]
  const connector = createReserveBank({
    clock: systemClock,
    kit: {
      connection(code): Connection {
        const held = secrets.map(credential)
        return {
          ...{ code, baseUrl: bank.url, enabled: true, settings: { customer: 'inst' }, credential: () => held[0] ?? null },
          ...{ credentials: () => held, credentialByKeyId: () => null },
        }
      },
      createClient: options =>
        createClient(
          {
            baseUrl: () => bank.url,
            outgoing: { check: async () => ok({ url: new URL(bank.url), addresses: [] }) },
            record: () => undefined,
            called: () => undefined,
          },
          options,
        ),
      explain: failure => void failures.push(failure),
    },
  })
  open.push(bank, connector)
  return { bank, connector, failures, secrets }
}

const dateOf = (text: string): BusinessDate => {
  const date = parseBusinessDate(text)
  if (date === null) throw new Error(text)
  return date
}
const contextOf = (date: string, currency: 'CNY' | 'USD' = 'CNY'): BillContext => ({
  source: 'reserve',
  date: dateOf(date),
  timeZone: 'Asia/Shanghai',
  currency,
  mapping: null,
})

async function parse(format: BillFormat, text: string | Uint8Array, date: string, currency: 'CNY' | 'USD' = 'CNY') {
  const bytes = Buffer.from(text)
  const rows: ParsedRow[] = []
  for await (const row of format.parse(inMemory(bytes), contextOf(date, currency))) rows.push(row)
  return {
    lines: rows.flatMap((row): StatementLine[] => ('line' in row ? [row.line] : [])),
    errors: rows.flatMap(row => ('code' in row ? [row.code] : [])),
    summary: rows.flatMap(row => ('summary' in row ? [row.summary] : [])).at(-1),
  }
}

const transfer = { id: 'trf_1', from: 'reserve', to: 'own', amount: 123_456n, currency: 'CNY', purpose: '手续费 <sweep> & more' } as const

describe('transfers', () => {
  it('are made once, between our accounts and to filed destinations only', async () => {
    const { bank, connector } = await start()
    expect(await connector.transfer({ ...transfer, amount: 100n })).toMatchObject({ result: 'succeeded', amount: 100n })
    expect(await connector.transfer({ ...transfer, amount: 100n })).toMatchObject({ result: 'succeeded', amount: 100n })
    expect(await connector.balances()).toEqual(ok({ reserve: 9_900n, own: 5_100n, currency: 'CNY' }))
    expect(await connector.transfer({ ...transfer, id: 'trf_2' })).toMatchObject({ result: 'failed', code: 'reserve_insufficient' })
    const outside = { ...transfer, id: 'trf_3', to: { account: '6222020000000000018' }, amount: 1n }
    expect(await connector.transfer(outside)).toMatchObject({ result: 'failed', code: 'destination_not_whitelisted' })
    bank.control.addDestination('inst', { account: '6222020000000000018', name: '特定业务', kind: 'special' })
    expect(await connector.transfer(outside)).toMatchObject({ result: 'succeeded' })
    expect(await connector.destinations()).toMatchObject({ ok: true, value: [{ account: '6222020000000000018' }] })
  })

  it('are unknown when the bank fell silent after making them, and are not made twice', async () => {
    const { bank, connector, failures } = await start()
    bank.control.setFaults({ next: { timeout_after: 2 } })
    expect(await connector.transfer({ ...transfer, amount: 100n })).toMatchObject({ result: 'unknown' })
    bank.control.setFaults({ next: { bad_signature: 1 } })
    expect(await connector.transfer({ ...transfer, amount: 100n })).toMatchObject({ result: 'unknown' })
    expect(failures).toMatchObject([{ role: 'customer_key', on: 'answer', reference: 'trf_1' }])
    expect(await connector.transfer({ ...transfer, amount: 100n })).toMatchObject({ result: 'succeeded' })
    expect(bank.control.balances('inst')).toEqual({ reserve: 9_900n, own: 5_100n })
  })

  it('go on while the key is changed', async () => {
    const { bank, connector, secrets } = await start()
    secrets.unshift(bank.control.rotateKeys('inst'))
    expect(await connector.balances()).toMatchObject({ ok: true })
    secrets.push(secrets.shift() ?? '')
    bank.control.retireKeys('inst')
    expect(await connector.balances()).toMatchObject({ ok: true })
    expect(await connector.selfTest?.()).toMatchObject([{ level: 'ok' }])
  })
})

describe('statements', () => {
  async function fetched(world: World, format: BillFormat): Promise<{ bytes: Buffer; date: string }> {
    const date = world.bank.control.businessDate()
    const bill = await world.connector.bills.fetch(format.code, dateOf(date))
    if (!bill.ok) throw new Error(bill.error.code)
    const chunks: Uint8Array[] = []
    for await (const chunk of bill.value.bytes) chunks.push(chunk)
    return { bytes: Buffer.concat(chunks), date }
  }

  it.each([reserveText, camt053])('are read in both forms alike: $code', async format => {
    const world = await start()
    await world.connector.transfer({ ...transfer, amount: 2_345n })
    await world.connector.transfer({ ...transfer, id: 'trf_2', from: 'own', to: 'reserve', amount: 45n })
    const { bytes, date } = await fetched(world, format)
    const { lines, errors, summary } = await parse(format, bytes, date)
    expect(errors).toEqual([])
    expect(lines).toMatchObject([
      { row: expect.any(Number), kind: 'transfer', direction: 'out', amount: 2_345n, reference: 'trf_1', date, currency: 'CNY' },
      { kind: 'transfer', direction: 'in', amount: 45n, reference: 'trf_2' },
    ])
    expect(lines[0]?.counterparty).toContain('手续费 <sweep> & more')
    expect(summary).toMatchObject({ count: 2, amount: -2_300n, opening: 10_000n, closing: 7_700n })
    expect((await parse(format, bytes, '2020-01-01')).errors).toContain('wrong_file')
  })

  it.each([reserveText, camt053])('with a wrong balance, or a wrong digest, are told: $code', async format => {
    const world = await start()
    await world.connector.transfer({ ...transfer, amount: 1_000n })
    world.bank.control.setFaults({ next: { totals_wrong: 1 } })
    const { bytes, date } = await fetched(world, format)
    expect((await parse(format, bytes, date)).errors).toEqual(['totals_differ'])
    world.bank.control.setFaults({ next: { file_digest: 1 } })
    await expect(fetched(world, format)).rejects.toThrow('digest')
  })

  it('say whose balance each entry left, and are refused where it does not follow', async () => {
    const text = [
      '\uFEFF#账户对账单,V1,9100,"飞钱, 备付金",CNY,2026-03-01',
      '#期初余额,"1,000.00"',
      '序号,记账日期,记账时间,收支,金额,余额,银行流水号,业务参考号,业务类型,对方户名,附言',
      '1,2026-03-01,2026-03-01 12:00:00,收入,"1,234.56","2,234.56",RB1,SIM2026030101,netting,sim,轧差',
      '2,2026-03-01,2026-03-01 12:00:01,支出,234.56,"2,000.00",RB2,trf_1,payment,店,"引号""内"',
      '#合计,1,"1,234.56",1,234.56',
      '#期末余额,"2,000.00"',
      '',
    ]
    const read = (rows: readonly string[]) => parse(reserveText, rows.join('\r\n'), '2026-03-01')
    expect(await read(text)).toMatchObject({
      errors: [],
      lines: [{ kind: 'settlement' }, { kind: 'payout', counterparty: '店 · 引号"内' }],
    })
    const changed = (at: number, from: string, to: string) => read(text.map((row, index) => (index === at ? row.replace(from, to) : row)))
    expect((await changed(3, '"1,234.56"', '"12,34.56"')).errors).toContain('amount_invalid')
    expect((await changed(3, '收入', '入账')).errors).toContain('field_invalid')
    expect((await changed(3, '2026-03-01,', '2026-02-30,')).errors).toContain('date_invalid')
    expect((await changed(4, '"引号""内"', '"引号')).errors).toContain('line_truncated')
    expect((await changed(5, '"1,234.56"', '"1,234.57"')).errors).toEqual(['totals_differ'])
    expect((await changed(6, '"2,000.00"', '"2,000.01"')).errors).toEqual(['totals_differ'])
    expect((await changed(2, '余额', '结余')).errors).toEqual(['header_invalid'])
    expect((await read(text.slice(0, 5))).errors).toContain('file_truncated')
    expect((await read(text.slice(0, -1))).errors).toContain('line_truncated')
    expect((await parse(reserveText, Buffer.concat([Buffer.from('#\xff\xfe', 'latin1')]), '2026-03-01')).errors).toContain('header_invalid')
  })
})

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'
const document = (inside: string, head = ''): string =>
  `<?xml version="1.0"?>${head}<Document xmlns="${NAMESPACE}"><BkToCstmrStmt><Stmt>${inside}</Stmt></BkToCstmrStmt></Document>`
const entry = (inside: string): string =>
  `<Ntry><Amt Ccy="CNY">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>${inside}</Ntry>`

describe('hostile XML', () => {
  const bomb = `<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>`
  it.each<[string, string]>([
    ['a document type declaration', document(entry(''), '<!DOCTYPE Document>')],
    ['entities that multiply', document(entry('<AddtlNtryInf>&b;</AddtlNtryInf>'), bomb)],
    ['an outside entity', document(entry('<AddtlNtryInf>&x;</AddtlNtryInf>'), '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>')],
    ['an entity that nobody declared', document(entry('<AddtlNtryInf>&nbsp;</AddtlNtryInf>'))],
    ['a processing instruction', document(entry('<?php phpinfo() ?>'))],
    ['elements without end', document(entry('<a>'.repeat(LIMITS.depth)))],
    ['text without end', document(entry(`<AddtlNtryInf>${'x'.repeat(LIMITS.text + 1)}</AddtlNtryInf>`))],
    ['empty elements without number', document(entry('<a/>'.repeat(LIMITS.elements + 1)))],
    ['attributes without end', document(entry(`<a b="${'x'.repeat(1024)}"/>`.repeat(LIMITS.text / 1024 + 1)))],
    ['a comment without end', document(`<!--${'x'.repeat(LIMITS.quiet * 2)}`)],
    ['a document type declaration without end', `<!DOCTYPE d [${'x'.repeat(LIMITS.quiet * 2)}`],
    ['too many attributes', document(`<Ntry ${Array.from({ length: 17 }, (_, at) => `a${at}="1"`).join(' ')}/>`)],
    ['another document', '<html xmlns="http://www.w3.org/1999/xhtml"><body/></html>'],
    ['what is not well-formed', document(entry('<a></b>'))],
    ['what ends in the middle', document(entry('')).slice(0, -30)],
    ['no XML at all', 'PK\u0003\u0004'],
  ])('is refused: %s', async (_, text) => {
    expect((await parse(camt053, text, '2026-03-01')).errors).toContain('document_refused')
  })

  it('in another encoding than UTF-8 is refused', async () => {
    expect((await parse(camt053, Buffer.from([0x3c, 0xff, 0xfe]), '2026-03-01')).errors).toContain('encoding_invalid')
  })

  it('loses no entry that stood before what is refused', async () => {
    expect(await parse(camt053, document(`${entry('')}<!DOCTYPE d>`), '2026-03-01')).toMatchObject({ lines: [{ amount: 100n }] })
  })
})

describe('entries of camt.053', () => {
  it.each<[string, string, string]>([
    ['amount_invalid', '<Amt Ccy="CNY">1.00</Amt>', '<Amt Ccy="CNY">1,000.00</Amt>'],
    ['amount_invalid', '<Amt Ccy="CNY">1.00</Amt>', '<Amt Ccy="CNY">1.005</Amt>'],
    ['currency_invalid', 'Ccy="CNY"', 'Ccy="USD"'],
    ['field_invalid', 'CRDT', 'BOTH'],
  ])('that cannot be read are %s', async (code, from, to) => {
    expect((await parse(camt053, document(entry('').replace(from, to)), '2026-03-01')).errors).toEqual([code])
  })

  it('of a code that every object knows are of another kind', async () => {
    const text = document(entry('<BkTxCd><Prtry><Cd>constructor</Cd></Prtry></BkTxCd>'))
    expect((await parse(camt053, text, '2026-03-01')).lines).toMatchObject([{ kind: 'other' }])
  })

  it('of a status that is not known are kept as written and flagged', async () => {
    expect((await parse(camt053, document(entry('').replace('BOOK', 'FUTR')), '2026-03-01')).lines).toMatchObject([
      { status: 'FUTR', statusMeans: 'unknown' },
    ])
  })
})

const VECTORS = process.env.FEIQIAN_VECTORS ?? join(import.meta.dirname, '../../../../../../../shared/vectors')
const SAMPLE = join(VECTORS, 'camt.053.001.02-sample-1.xml')

describe.skipIf(!existsSync(SAMPLE))(
  'a published sample of camt.053.001.02 (FEIQIAN_VECTORS, or shared/vectors beside the checkout)',
  () => {
    it('is read whole', async () => {
      const text = readFileSync(SAMPLE, 'utf8')
      const { lines, errors } = await parse(camt053, text, '2023-10-01', 'USD')
      // One of its entries is in euros, on an account in dollars; its balances do not follow from its entries, which a wrong entry leaves unsaid.
      expect(errors).toEqual(['currency_invalid'])
      expect(lines).toHaveLength((text.match(/<Ntry>/g)?.length ?? 0) - 1)
      expect(lines.every(({ statusMeans, currency }) => statusMeans === 'settled' && currency === 'USD')).toBe(true)
    })
  },
)

describe('fields of comma-separated values', () => {
  it('are what was written, whatever they hold', () => {
    const written = (field: string): string => (/[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)
    fc.assert(
      fc.property(
        fc.array(
          fc.string().map(text => text.replaceAll(/[\r\n]/g, '')),
          { minLength: 1 },
        ),
        fields => {
          expect(csvFields(fields.map(written).join(','))).toEqual(fields)
        },
      ),
    )
  })
})

describe('any bytes', () => {
  it.each([reserveText, camt053])('make rows or errors, never a throw: $code', async format => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async bytes => {
        const { lines, errors } = await parse(format, bytes, '2026-03-01')
        expect(lines).toEqual([])
        expect(errors.length).toBeGreaterThan(0)
      }),
      { numRuns: 200 },
    )
  })
})
