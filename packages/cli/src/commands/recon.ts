/**
 * `feiqian recon import | match | exceptions | repair | close`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { Item, Result } from '@feiqian/sdk'
import { type Command, type Context, EXIT, UsageError } from '../command.ts'
import { bar, facts, moneyText, table, timeText } from '../output.ts'
import { say } from '../words.ts'

type Import = Item<'/v1/reconciliation/imports'>
type Day = Result<'/v1/reconciliation/days/{date}', 'get'>
type Exception = Item<'/v1/reconciliation/exceptions'>

const POLL_MS = 300
const WAIT_MAX_MS = 60 * 60_000
const CLOSE_TIMEOUT_MS = 10 * 60_000
const CURRENCY = 'CNY'

const REPAIRS = ['match', 'write_off', 'book_missing', 'refund_long', 'move_suspense', 'accept_fee'] as const
type RepairKind = (typeof REPAIRS)[number]
const KINDS = ['long', 'short', 'amount', 'status', 'duplicate', 'late', 'fee', 'unreadable'] as const

export const reconCommands: readonly Command[] = [
  {
    name: 'recon import',
    usage: '[FILE] [--source CODE] [--date DATE]',
    summary: {
      en: 'import bills: from a file, or without one fetched from every connected source; then match them',
      zh: '导入账单：给出文件则上传，否则向每个已连接的来源获取；随后自动匹配',
    },
    key: 'operator',
    positionals: { min: 0, max: 1 },
    options: {
      source: {
        type: 'string',
        value: 'CODE',
        about: { en: 'the rail, or reserve; a file needs it', zh: '通道代码，或 reserve；上传文件时必填' },
      },
      date: {
        type: 'string',
        value: 'DATE',
        about: { en: 'the business date of the bill, the latest cut day unless said', zh: '账单日期，默认最近一个已日切的日期' },
      },
      format: {
        type: 'string',
        value: 'CODE',
        about: { en: 'csv unless said; without a file all of the source', zh: '格式，默认 csv；未给文件时为该来源全部格式' },
      },
      mapping: { type: 'string', value: 'NAME', about: { en: 'of csv: the saved column mapping', zh: 'csv 使用的列映射' } },
    },
    run: importBills,
  },
  {
    name: 'recon match',
    usage: '[DATE]',
    summary: {
      en: 'match everything of a date, the latest cut day unless said, again and show how it stands',
      zh: '重新匹配某日（默认最近已日切日）全部账单并查看结果',
    },
    key: 'operator',
    positionals: { min: 0, max: 1 },
    options: {},
    async run(context) {
      const { feiqian, io } = context
      const date = await dateOf(context, context.positionals[0])
      const asked = Date.now()
      await feiqian.reconciliation.days.match(date, { signal: io.signal })
      // What was not matched since was not read yet; a day without bills is matched by the books alone.
      const day = await poll(context, async () => {
        const now = await feiqian.reconciliation.days.get(date, { signal: io.signal })
        const matching = now.imports.filter(item => item.state === 'matched')
        const done = matching.every(item => item.matched_at !== null && Date.parse(item.matched_at) >= asked - 1_000)
        return done || Date.now() - asked > 30_000 ? now : null
      })
      context.show(day, () => dayText(context, day))
      return EXIT.ok
    },
  },
  {
    name: 'recon exceptions',
    usage: '[EXCEPTION] [--date DATE]',
    summary: {
      en: 'list exceptions, the unresolved unless said; or show one with its history',
      zh: '列出差错（默认未了结），或查看单个差错及其历史',
    },
    key: 'operator',
    positionals: { min: 0, max: 1 },
    options: {
      date: { type: 'string', value: 'DATE', about: { en: 'of this date only', zh: '仅该日' } },
      source: { type: 'string', value: 'CODE', about: { en: 'of this source only', zh: '仅该来源' } },
      kind: {
        type: 'string',
        value: 'KIND',
        about: {
          en: 'long, short, amount, status, duplicate, late, fee or unreadable',
          zh: '类别：long、short、amount、status、duplicate、late、fee、unreadable',
        },
      },
      all: { type: 'boolean', about: { en: 'also those that have ended', zh: '包括已了结的' } },
      limit: { type: 'string', value: 'N', about: { en: 'how many, 50 unless said', zh: '条数，默认 50' } },
    },
    run: exceptions,
  },
  {
    name: 'recon repair',
    usage: 'EXCEPTION KIND --comment WORDS',
    summary: {
      en: 'repair an exception: match, write_off, book_missing, refund_long, move_suspense, accept_fee; or explain',
      zh: '处理差错：match、write_off、book_missing、refund_long、move_suspense、accept_fee；或 explain 说明',
    },
    key: 'operator',
    positionals: { min: 2, max: 2 },
    options: {
      comment: { type: 'string', value: 'WORDS', about: { en: 'why; it stands in the audit trail', zh: '原因，计入审计' } },
      instruction: {
        type: 'string',
        value: 'INS',
        about: { en: 'match: the instruction that the line is about', zh: 'match：该行对应的清算指令' },
      },
      against: {
        type: 'string',
        value: 'EXCEPTION',
        about: { en: 'match of a short, move_suspense: the other exception', zh: '短款匹配或冲抵的另一差错' },
      },
      carry: { type: 'boolean', about: { en: 'explain: the money stays in suspense for now', zh: 'explain：资金暂时继续挂账' } },
    },
    run: repair,
  },
  {
    name: 'recon close',
    usage: '[DATE] [--out FOLDER]',
    summary: {
      en: 'close the reconciliation of a booked day, the latest unless said; --out saves its documents',
      zh: '关闭已结账日（默认最近一日）的对账；--out 保存报表文件',
    },
    key: 'operator',
    positionals: { min: 0, max: 1 },
    options: {
      out: {
        type: 'string',
        value: 'FOLDER',
        about: { en: 'where to save report, vouchers and tables', zh: '保存报告、凭证与报表的目录' },
      },
    },
    run: close,
  },
]

/** The date that was given, else that of the latest day that was cut. */
async function dateOf({ feiqian, language }: Context, given: string | undefined): Promise<string> {
  if (given !== undefined) return given
  const days = await feiqian.days.list({ limit: 2 })
  const cut = days.data.find(day => day.state !== 'open')
  if (cut === undefined) throw new UsageError(say(language, 'noCutDay'))
  return cut.date
}

function needed(context: Context, name: string): string {
  const value = context.text(name)
  if (value === undefined) throw new UsageError(`--${name} ${say(context.language, 'required')}`)
  return value
}

/** Looks until there is an answer, a Ctrl-C, or an hour has gone. */
async function poll<T>({ io }: Context, look: () => Promise<T | null>): Promise<T> {
  const deadline = Date.now() + WAIT_MAX_MS
  for (;;) {
    io.signal.throwIfAborted()
    const found = await look()
    if (found !== null) return found
    if (Date.now() > deadline) throw new Error('it takes longer than an hour; read it later')
    await new Promise(resolve => setTimeout(resolve, POLL_MS))
  }
}

/** Asks the source that was named, or every connected one, for its bills of the date. */
async function fetchBills(context: Context, date: string): Promise<Import[]> {
  const { feiqian, io } = context
  const [source, wanted] = [context.text('source'), context.text('format')]
  const sources = (await feiqian.reconciliation.sources({ signal: io.signal })).data
  const asked = sources.filter(each => (source === undefined ? each.connected : each.code === source))
  const begun: Import[] = []
  for (const { code, formats } of asked.length === 0 && source !== undefined ? [{ code: source, formats: [] }] : asked) {
    const kinds = wanted === undefined ? formats.map(format => format.code).filter(each => each !== 'csv') : [wanted]
    for (const format of kinds)
      begun.push(
        await feiqian.reconciliation.imports.fetch({ source: code, format, date }, { timeoutMs: CLOSE_TIMEOUT_MS, signal: io.signal }),
      )
  }
  return begun
}

async function uploadBill(context: Context, path: string, date: string, progress: ReturnType<typeof bar> | null): Promise<Import> {
  const { feiqian, io } = context
  const mapping = context.text('mapping')
  const about = {
    source: needed(context, 'source'),
    date,
    format: context.text('format') ?? 'csv',
    file_name: basename(path),
    ...(mapping === undefined ? {} : { mapping }),
  }
  return feiqian.reconciliation.imports.upload(about, readFileSync(resolve(io.cwd, path)), {
    signal: io.signal,
    onProgress: (sent, total) => progress?.show(say(context.language, 'sending'), sent / total),
  })
}

async function importBills(context: Context): Promise<number> {
  const { feiqian, io, json } = context
  const [path] = context.positionals
  const date = await dateOf(context, context.text('date'))
  const progress = json ? null : bar(io)
  const begun = path === undefined ? await fetchBills(context, date) : [await uploadBill(context, path, date, progress)]
  const done: Import[] = []
  for (const { id } of begun) {
    const item = await poll(context, async () => {
      const now = await feiqian.reconciliation.imports.get(id, { signal: io.signal })
      progress?.show(
        `${now.source} ${now.format} ${say(context.language, now.state === 'read' ? 'matching' : 'reading')}`,
        now.progress.percent / 100,
      )
      return now.state === 'matched' || now.state === 'refused' || now.state === 'discarded' ? now : null
    })
    done.push(item)
  }
  progress?.end()
  context.show(
    done,
    () => `${importsText(context, done)}${done.map(item => (item.reason === null ? '' : `${item.id}: ${item.reason}\n`)).join('')}`,
  )
  return done.every(item => item.state === 'matched') ? EXIT.ok : EXIT.refused
}

async function exceptions(context: Context): Promise<number> {
  const { feiqian, language } = context
  const [id] = context.positionals
  if (id !== undefined) {
    const item = await feiqian.reconciliation.exceptions.get(id)
    context.show(item, () => exceptionText(context, item))
    return EXIT.ok
  }
  const kind = KINDS.find(each => each === context.text('kind'))
  if (context.text('kind') !== undefined && kind === undefined) throw new UsageError(`--kind: ${KINDS.join(', ')}`)
  const [date, source] = [context.text('date'), context.text('source')]
  const found = await feiqian.reconciliation.exceptions.list({
    limit: Math.min(100, context.count('limit') ?? 50),
    ...(context.flag('all') ? {} : { state: 'unresolved' }),
    ...(kind === undefined ? {} : { kind }),
    ...(date === undefined ? {} : { date }),
    ...(source === undefined ? {} : { source }),
  })
  context.show(found, () =>
    found.data.length === 0
      ? `${say(language, 'nothing')}\n`
      : `${exceptionsText(context, found.data)}${found.has_more ? `${say(language, 'more')}\n` : ''}`,
  )
  return EXIT.ok
}

async function repair(context: Context): Promise<number> {
  const { feiqian, io, language } = context
  const [id = '', kind = ''] = context.positionals
  const comment = needed(context, 'comment')
  if (kind === 'explain') {
    const item = await feiqian.reconciliation.exceptions.explain(id, { comment, carry: context.flag('carry') })
    context.show(item, () => exceptionsText(context, [item]))
    return EXIT.ok
  }
  const known = REPAIRS.find((each): each is RepairKind => each === kind)
  if (known === undefined) throw new UsageError(`${REPAIRS.join(', ')}, explain`)
  const [instruction, against] = [context.text('instruction'), context.text('against')]
  const asked = await feiqian.reconciliation.exceptions.repair(id, {
    kind: known,
    comment,
    ...(instruction === undefined ? {} : { instruction }),
    ...(against === undefined ? {} : { against }),
  })
  // A second operator has to agree first: nothing has happened yet.
  if (asked.object === 'approval') {
    context.show(asked, () => `${say(language, 'waitsForApproval')}: ${asked.id}\n`)
    return EXIT.ok
  }
  const ended = await poll(context, async () => {
    const now = await feiqian.reconciliation.repairs.get(asked.id, { signal: io.signal })
    return now.state === 'pending' ? null : now
  })
  context.show(ended, () =>
    facts([
      [say(language, 'id'), ended.id],
      [say(language, 'kind'), ended.kind],
      [say(language, 'status'), ended.state],
      [say(language, 'detail'), ended.failure ?? (ended.result === null ? null : JSON.stringify(ended.result))],
    ]),
  )
  return ended.state === 'failed' ? EXIT.refused : EXIT.ok
}

async function close(context: Context): Promise<number> {
  const { feiqian, io, language } = context
  const date = await dateOf(context, context.positionals[0])
  const closed = await feiqian.reconciliation.days.close(date, { timeoutMs: CLOSE_TIMEOUT_MS, signal: io.signal })
  const out = context.text('out')
  if (out !== undefined) {
    const folder = resolve(io.cwd, out)
    mkdirSync(folder, { recursive: true })
    for (const { name } of closed.documents)
      writeFileSync(join(folder, `${date}-${name}`), await feiqian.reconciliation.days.document(date, name))
  }
  context.show(closed, () => {
    const columns = [{ title: say(language, 'document') }, { title: say(language, 'bytes'), right: true }, { title: 'SHA-256' }]
    const head = say(language, closed.repeated ? 'reconClosedBefore' : 'reconClosed')
    return `${head}: ${date}\n${table(
      columns,
      closed.documents.map(each => [each.name, String(each.bytes), each.sha256]),
    )}`
  })
  return EXIT.ok
}

function importsText({ language }: Context, items: readonly Import[]): string {
  const columns = [
    { title: say(language, 'id') },
    { title: say(language, 'source') },
    { title: say(language, 'format') },
    { title: say(language, 'date') },
    { title: say(language, 'status') },
    { title: say(language, 'lines'), right: true },
    { title: say(language, 'matched'), right: true },
    { title: say(language, 'exceptions'), right: true },
    { title: say(language, 'errors'), right: true },
  ]
  const of = (item: Import, match: string): string => String(item.matches?.find(each => each.match === match)?.lines ?? 0)
  return table(
    columns,
    items.map(item => [
      item.id,
      item.source,
      item.format,
      item.date,
      item.state,
      String(item.progress.lines),
      of(item, 'matched'),
      of(item, 'exception'),
      String(item.progress.errors),
    ]),
  )
}

function dayText(context: Context, day: Day): string {
  const { language } = context
  const counts = table(
    [
      { title: say(language, 'source') },
      { title: say(language, 'kind') },
      { title: say(language, 'status') },
      { title: say(language, 'count'), right: true },
      { title: say(language, 'amount'), right: true },
    ],
    day.exceptions.map(each => [each.source, each.kind, each.state, String(each.count), moneyText(each.amount, CURRENCY)]),
  )
  const suspense = day.suspense.map(each => [`${each.account} ${each.source}`, moneyText(each.balance, CURRENCY)] as const)
  const missing = day.missing.map(words => `  · ${words}\n`).join('')
  return `${importsText(context, day.imports)}${day.exceptions.length === 0 ? '' : `\n${counts}`}${suspense.length === 0 ? '' : `\n${facts(suspense)}`}${
    day.closed
      ? `${say(language, 'reconClosed')}: ${day.date}\n`
      : missing === ''
        ? `${say(language, 'canClose')}\n`
        : `${say(language, 'inTheWay')}:\n${missing}`
  }`
}

function exceptionsText({ language }: Context, items: readonly Exception[]): string {
  const columns = [
    { title: say(language, 'id') },
    { title: say(language, 'date') },
    { title: say(language, 'source') },
    { title: say(language, 'kind') },
    { title: say(language, 'status') },
    { title: say(language, 'amount'), right: true },
    { title: say(language, 'age'), right: true },
    { title: say(language, 'owner') },
    { title: say(language, 'detail') },
  ]
  return table(
    columns,
    items.map(item => [
      item.id,
      item.date,
      item.source,
      item.kind,
      item.state,
      moneyText(item.amount.amount, item.amount.currency),
      String(item.age_days),
      item.owner ?? '–',
      item.detail,
    ]),
  )
}

function exceptionText(context: Context, item: Result<'/v1/reconciliation/exceptions/{id}', 'get'>): string {
  const { language } = context
  const head = facts([
    [say(language, 'id'), item.id],
    [say(language, 'kind'), item.kind],
    [say(language, 'status'), item.state],
    [say(language, 'source'), `${item.source} ${item.date}`],
    [say(language, 'amount'), moneyText(item.amount.amount, item.amount.currency)],
    [say(language, 'instruction'), item.instruction],
    [say(language, 'owner'), item.owner],
    [say(language, 'detail'), item.detail],
  ])
  const columns = [
    { title: say(language, 'created') },
    { title: say(language, 'actor') },
    { title: say(language, 'event') },
    { title: say(language, 'comment') },
  ]
  return `${head}\n${table(
    columns,
    (item.history ?? []).map(each => [timeText(each.at), each.actor, each.event, each.words ?? '']),
  )}`
}
