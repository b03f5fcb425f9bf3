/**
 * Statements of a day and account, in two forms: delimited text (UTF-8 with a byte order mark, CRLF, quoted amounts with thousands separators)
 * and camt.053.001.08 (ISO 20022 BankToCustomerStatement).
 */
import type { Account, Entry } from './state.ts'

export type Statement = {
  readonly account: Account
  readonly owner: string
  readonly date: string
  readonly opening: bigint
  readonly closing: bigint
  readonly entries: readonly Entry[]
  readonly madeAt: Date
}

export const CURRENCY = 'CNY'

const absolute = (fen: bigint): bigint => (fen < 0n ? -fen : fen)

/** 1234.56 */
export const yuan = (fen: bigint): string => {
  const digits = absolute(fen).toString().padStart(3, '0')
  return `${fen < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** "1,234.56", quotes and all. */
const quoted = (fen: bigint): string => `"${yuan(fen).replace(/\B(?=(\d{3})+\.)/g, ',')}"`

const beijing = (instant: string | Date): string => new Date(new Date(instant).getTime() + 8 * 3_600_000).toISOString().slice(0, 19)

const cell = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""').replaceAll(/[\r\n]+/g, ' ')}"` : value)

export type Sums = { readonly credits: number; readonly debits: number; readonly credited: bigint; readonly debited: bigint }

export function sumsOf(entries: readonly Entry[]): Sums {
  const [ins, outs] = [entries.filter(({ amount }) => amount > 0n), entries.filter(({ amount }) => amount < 0n)]
  const sum = (list: readonly Entry[]): bigint => list.reduce((total, { amount }) => total + absolute(amount), 0n)
  return { credits: ins.length, debits: outs.length, credited: sum(ins), debited: sum(outs) }
}

export function textStatement({ account, date, opening, closing, entries }: Statement): string {
  let balance = opening
  const { credits, debits, credited, debited } = sumsOf(entries)
  const rows = [
    ['#账户对账单', 'V1', account.number, cell(account.name), CURRENCY, date],
    ['#期初余额', quoted(opening)],
    ['序号', '记账日期', '记账时间', '收支', '金额', '余额', '银行流水号', '业务参考号', '业务类型', '对方户名', '附言'],
    ...entries.map((entry, index) => {
      balance += entry.amount
      return [
        String(index + 1),
        entry.bookingDate,
        beijing(entry.at).replace('T', ' '),
        entry.amount > 0n ? '收入' : '支出',
        quoted(absolute(entry.amount)),
        quoted(balance),
        entry.reference,
        cell(entry.theirs),
        entry.kind,
        cell(entry.counterparty),
        cell(entry.text),
      ]
    }),
    ['#合计', String(credits), quoted(credited), String(debits), quoted(debited)],
    ['#期末余额', quoted(closing)],
  ]
  return `\uFEFF${rows.map(row => row.join(',')).join('\r\n')}\r\n`
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
/** Text that XML 1.0 allows, cut to what the schema allows. */
const xml = (value: string, max: number): string => {
  let clean = ''
  for (const character of value.slice(0, max)) {
    const code = character.codePointAt(0) ?? 0
    if (code >= 32 && code !== 0xfffe && code !== 0xffff && !(code >= 0xd800 && code < 0xe000)) clean += ESCAPES[character] ?? character
  }
  return clean.trim() === '' ? '-' : clean
}

const indicator = (fen: bigint): string => (fen < 0n ? 'DBIT' : 'CRDT')
const money = (fen: bigint): string => `<Amt Ccy="${CURRENCY}">${yuan(absolute(fen))}</Amt>`
const balance = (code: 'OPBD' | 'CLBD', fen: bigint, date: string): string =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>${money(fen)}<CdtDbtInd>${indicator(fen)}</CdtDbtInd><Dt><Dt>${date}</Dt></Dt></Bal>`

const DOMAIN_CODES: Readonly<Record<Entry['kind'], string>> = { netting: 'NETT', network: 'NETT', transfer: 'BOOK', payment: 'DMCT' }

function entryXml({ reference, theirs, amount, bookingDate, at, kind, counterparty, text }: Entry): string {
  const party = `<${amount > 0n ? 'Dbtr' : 'Cdtr'}><Pty><Nm>${xml(counterparty, 140)}</Nm></Pty></${amount > 0n ? 'Dbtr' : 'Cdtr'}>`
  const direction = amount > 0n ? 'RCDT' : 'ICDT'
  return `<Ntry><NtryRef>${xml(reference, 35)}</NtryRef>${money(amount)}<CdtDbtInd>${indicator(amount)}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><DtTm>${beijing(at)}+08:00</DtTm></BookgDt><ValDt><Dt>${bookingDate}</Dt></ValDt><AcctSvcrRef>${xml(reference, 35)}</AcctSvcrRef>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>${direction}</Cd><SubFmlyCd>${DOMAIN_CODES[kind]}</SubFmlyCd></Fmly></Domn><Prtry><Cd>${kind}</Cd></Prtry></BkTxCd>
<NtryDtls><TxDtls><Refs><EndToEndId>${xml(theirs, 35)}</EndToEndId></Refs><RltdPties>${party}</RltdPties><RmtInf><Ustrd>${xml(text, 140)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`
}

export function camtStatement({ account, owner, date, opening, closing, entries, madeAt }: Statement): string {
  const made = `${beijing(madeAt)}+08:00`
  const { credits, debits, credited, debited } = sumsOf(entries)
  const net = credited - debited
  const id = `${account.number}-${date.replaceAll('-', '')}`
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>${id}</MsgId><CreDtTm>${made}</CreDtTm></GrpHdr>
<Stmt><Id>${id}</Id><ElctrncSeqNb>${date.replaceAll('-', '')}</ElctrncSeqNb><CreDtTm>${made}</CreDtTm><FrToDt><FrDtTm>${date}T00:00:00+08:00</FrDtTm><ToDtTm>${date}T23:59:59+08:00</ToDtTm></FrToDt>
<Acct><Id><Othr><Id>${account.number}</Id></Othr></Id><Ccy>${CURRENCY}</Ccy><Nm>${xml(account.name, 70)}</Nm><Ownr><Nm>${xml(owner, 140)}</Nm></Ownr></Acct>
${balance('OPBD', opening, date)}
${balance('CLBD', closing, date)}
<TxsSummry><TtlNtries><NbOfNtries>${entries.length}</NbOfNtries><Sum>${yuan(credited + debited)}</Sum><TtlNetNtry><Amt>${yuan(absolute(net))}</Amt><CdtDbtInd>${indicator(net)}</CdtDbtInd></TtlNetNtry></TtlNtries>
<TtlCdtNtries><NbOfNtries>${credits}</NbOfNtries><Sum>${yuan(credited)}</Sum></TtlCdtNtries><TtlDbtNtries><NbOfNtries>${debits}</NbOfNtries><Sum>${yuan(debited)}</Sum></TtlDbtNtries></TxsSummry>
${entries.map(entryXml).join('\n')}
</Stmt></BkToCstmrStmt></Document>
`
}
