/**
 * The closing report of a day (日终对账报告) as PDF, in Chinese and English. The same facts give the same bytes: nothing in it is the time
 * or chance of its making. The face is Noto Sans Hans (SIL Open Font License 1.1), of which only the letters used are embedded.
 */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type PDFDocument from 'pdfkit'
import { formatAmount } from '../../../kernel/money.ts'
import type { ReserveStatement } from '../../ledger/ledger.ts'
import type { Voucher } from '../store/closes.ts'
import type { CloseFacts } from './facts.ts'
import type { TrialLine } from './tables.ts'

export type ReportInput = {
  readonly facts: CloseFacts
  readonly trial: readonly TrialLine[]
  readonly reserve: ReserveStatement
  readonly vouchers: readonly Voucher[]
  readonly timeZone: string
}

const FACES = join(dirname(createRequire(import.meta.url).resolve('@embedpdf/fonts-sc')), '..', 'fonts')
const REGULAR = join(FACES, 'NotoSansHans-Regular.otf')
const BOLD = join(FACES, 'NotoSansHans-Bold.otf')

const MARGIN = 48
const WIDTH = 595.28 - 2 * MARGIN
const BOTTOM = 841.89 - MARGIN - 18
/** Longer lists are whole in exceptions.csv. */
const ROWS_MAX = 500

type Column = { readonly title: string; readonly width: number; readonly right?: boolean }
type Doc = InstanceType<typeof PDFDocument>

const KINDS: Readonly<Record<string, string>> = {
  long: '长款 long',
  short: '短款 short',
  amount: '金额 amount',
  status: '状态 status',
  duplicate: '重复 duplicate',
  late: '迟到 late',
  fee: '手续费 fee',
  unreadable: '不可读 unreadable',
}
const STATES: Readonly<Record<string, string>> = {
  explained: '已说明 explained',
  repaired: '已处理 repaired',
  cleared: '已消除 cleared',
  open: '未处理 open',
  repairing: '处理中 repairing',
}

const yuan = (minor: bigint | string): string => formatAmount(BigInt(minor), 'CNY').replace(/\B(?=(\d{3})+\.)/g, ',')

export async function closingReport({ facts, trial, reserve, vouchers, timeZone }: ReportInput): Promise<Buffer> {
  // Loaded when a day is closed: a server that starts should not wait for it.
  const { default: Pdf } = await import('pdfkit')
  const closedAt = new Date(facts.closedAt)
  const doc: Doc = new Pdf({
    size: 'A4',
    margin: MARGIN,
    bufferPages: true,
    compress: true,
    info: { Title: `Closing report ${facts.date}`, Author: 'Feiqian', CreationDate: closedAt, ModDate: closedAt },
  })
  const chunks: Buffer[] = []
  const whole = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk))
    doc.on('end', () => resolve(Buffer.concat(chunks)))
    doc.on('error', reject)
  })
  doc.registerFont('regular', REGULAR)
  doc.registerFont('bold', BOLD)

  doc.font('bold').fontSize(18).text('日终对账报告')
  doc.font('regular').fontSize(11).text('Closing report of the day').moveDown(0.6)
  pairs(doc, [
    ['会计日期 Accounting date', facts.date],
    ['对账关闭 Closed', `${local(closedAt, timeZone)} (${timeZone})`],
    ['关闭人 Closed by', facts.closedBy],
    ['币种 Currency', 'CNY'],
  ])

  heading(doc, '一、外部账单', '1. Bills of outside systems')
  table(
    doc,
    [
      { title: '来源 Source', width: 70 },
      { title: '格式 Format', width: 90 },
      { title: '行 Lines', width: 50, right: true },
      { title: '匹配 Matched', width: 55, right: true },
      { title: '说明 Explained', width: 58, right: true },
      { title: '净额 Net', width: 88, right: true },
      { title: '手续费 Fees', width: 88, right: true },
    ],
    facts.imports.map(each => [
      each.source,
      each.format,
      String(each.lines),
      String(each.matched),
      String(each.explained + each.ignored),
      yuan(each.net),
      yuan(each.fees),
    ]),
  )
  for (const each of facts.imports) small(doc, `${each.id}  ${each.file}  SHA-256 ${each.digest}`)

  heading(doc, '二、清算', '2. Settlements')
  table(
    doc,
    [
      { title: '机构 Rail', width: 80 },
      { title: '笔数 Lines', width: 50, right: true },
      { title: '收款 Debits', width: 84, right: true },
      { title: '付款 Payouts', width: 84, right: true },
      { title: '退款 Refunds', width: 80, right: true },
      { title: '费用 Fees', width: 56, right: true },
      { title: '净额 Net', width: 65, right: true },
    ],
    facts.settlements.map(each => [
      each.house,
      String(each.lines),
      yuan(each.debits),
      yuan(each.payouts),
      yuan(each.refunds),
      yuan(each.fees),
      yuan(each.net),
    ]),
  )

  heading(doc, '三、试算平衡', '3. Trial balance')
  table(
    doc,
    [
      { title: '科目 Account', width: 191 },
      { title: '期初 Opening', width: 77, right: true },
      { title: '借方 Debits', width: 77, right: true },
      { title: '贷方 Credits', width: 77, right: true },
      { title: '期末 Closing', width: 77, right: true },
    ],
    [
      ...trial.map(line => [
        `${line.entry.number} ${line.entry.zh} ${line.entry.en}`,
        ...[line.opening, line.debits, line.credits, line.closing].map(amount => yuan(amount)),
      ]),
      ['合计 Total', '', yuan(total(trial, 'debits')), yuan(total(trial, 'credits')), ''],
    ],
  )
  small(doc, `记账凭证 Vouchers: ${vouchers.length}, ${yuan(vouchers.reduce((sum, each) => sum + each.amount, 0n))} (vouchers.csv)`)

  heading(doc, '四、备付金', '4. Customer reserve')
  pairs(doc, [
    ['备付金及应收 Reserve', yuan(reserve.totals.reserve)],
    ['支付账户余额 Wallet balances', yuan(reserve.totals.wallet_balances)],
    ['应付商户款 Merchant payables', yuan(reserve.totals.merchant_payables)],
    ['在途及待划转 In transit', yuan(reserve.totals.in_transit)],
    ['平衡 Balanced', reserve.balanced && reserve.ownFunds.balanced ? '是 yes' : '否 NO'],
  ])

  heading(doc, '五、挂账', '5. Suspense')
  table(
    doc,
    [
      { title: '科目 Account', width: 180 },
      { title: '机构 Rail', width: 80 },
      { title: '余额 Balance', width: 80, right: true },
      { title: '说明 Explained by', width: 159 },
    ],
    facts.suspense.map(each => [`${each.number} ${each.zh} ${each.en}`, each.house, yuan(each.balance), each.because.join('; ') || '–']),
  )

  heading(doc, '六、差错', '6. Exceptions')
  if (facts.exceptions.length === 0) small(doc, '无 None')
  table(
    doc,
    [
      { title: '类别 Kind', width: 72 },
      { title: '来源 Source', width: 62 },
      { title: '金额 Amount', width: 62, right: true },
      { title: '状态 State', width: 82 },
      { title: '内容与处理 Detail and comment', width: 221 },
    ],
    facts.exceptions
      .slice(0, ROWS_MAX)
      .map(each => [
        KINDS[each.kind] ?? each.kind,
        each.source,
        yuan(each.amount),
        STATES[each.state] ?? each.state,
        `${each.detail}${each.comment === null ? '' : ` — ${each.comment} (${each.closedBy ?? ''})`}`,
      ]),
  )
  if (facts.exceptions.length > ROWS_MAX)
    small(doc, `共 ${facts.exceptions.length} 条，其余见 exceptions.csv / ${facts.exceptions.length} in all, the rest in exceptions.csv`)
  if (facts.repairs.length > 0) {
    heading(doc, '七、处理', '7. Repairs')
    table(
      doc,
      [
        { title: '处理 Repair', width: 170 },
        { title: '方式 Kind', width: 80 },
        { title: '状态 State', width: 50 },
        { title: '说明 Comment', width: 199 },
      ],
      facts.repairs.slice(0, ROWS_MAX).map(each => [each.id, each.kind, each.state, `${each.comment} (${each.requestedBy})`]),
    )
  }
  numberPages(doc, facts.date)
  doc.end()
  return whole
}

const total = (lines: readonly TrialLine[], side: 'debits' | 'credits'): bigint => lines.reduce((sum, line) => sum + line[side], 0n)

const local = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at)

function room(doc: Doc, height: number): void {
  if (doc.y + height > BOTTOM) doc.addPage()
}

function heading(doc: Doc, zh: string, en: string): void {
  room(doc, 60)
  doc.x = MARGIN
  doc.moveDown(0.8).font('bold').fontSize(12).text(`${zh}  ${en}`).moveDown(0.3)
}

function small(doc: Doc, words: string): void {
  room(doc, 14)
  doc.font('regular').fontSize(7.5).text(words, MARGIN, doc.y, { width: WIDTH })
}

function pairs(doc: Doc, list: readonly (readonly [string, string])[]): void {
  for (const [name, value] of list) {
    room(doc, 15)
    const { y } = doc
    doc.font('regular').fontSize(9).text(name, MARGIN, y, { width: 180 })
    doc.text(value, MARGIN + 190, y, { width: WIDTH - 190 })
  }
}

function table(doc: Doc, columns: readonly Column[], rows: readonly (readonly string[])[]): void {
  const line = (cells: readonly string[], font: 'regular' | 'bold'): void => {
    doc.font(font).fontSize(8)
    const height = Math.max(...columns.map((column, at) => doc.heightOfString(cells[at] ?? '', { width: column.width - 4 })))
    if (doc.y + height > BOTTOM) {
      doc.addPage()
      if (font === 'regular')
        line(
          columns.map(column => column.title),
          'bold',
        )
      doc.font(font).fontSize(8)
    }
    const { y } = doc
    let x = MARGIN
    columns.forEach((column, at) => {
      doc.text(cells[at] ?? '', x, y, { width: column.width - 4, align: column.right === true ? 'right' : 'left' })
      x += column.width
    })
    doc.y = y + height + 2
    if (font === 'bold')
      doc
        .moveTo(MARGIN, doc.y - 1)
        .lineTo(MARGIN + WIDTH, doc.y - 1)
        .lineWidth(0.5)
        .stroke()
  }
  if (rows.length === 0) return
  line(
    columns.map(column => column.title),
    'bold',
  )
  for (const row of rows) line(row, 'regular')
  doc.x = MARGIN
}

function numberPages(doc: Doc, date: string): void {
  const { start, count } = doc.bufferedPageRange()
  for (let page = start; page < start + count; page++) {
    doc.switchToPage(page)
    doc.page.margins.bottom = 0
    doc
      .font('regular')
      .fontSize(8)
      .text(`飞钱 Feiqian  ${date}  ${page - start + 1}/${count}`, MARGIN, 841.89 - MARGIN + 8, {
        width: WIDTH,
        align: 'center',
        lineBreak: false,
      })
  }
}
