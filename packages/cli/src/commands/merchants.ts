/**
 * `feiqian merchants apply | progress | applications | review | channels`: a merchant is taken on from a form in a JSON file and a folder of
 * documents, and its way to going live is shown step by step.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Body, Item, Result } from '@feiqian/sdk'
import { type Command, type Context, EXIT, UsageError } from '../command.ts'
import { facts, table, timeText } from '../output.ts'
import { type Language, type Local, say } from '../words.ts'

type Own = Result<'/v1/applications/{token}', 'get'>
type Full = Result<'/v1/merchant_applications/{id}', 'get'>
type Listed = Item<'/v1/merchant_applications'>
type Document = Body<'/v1/applications/{token}/documents', 'post'>
type Finding = Own['findings'][number]

const WATCH_MS = 3_000
const FILE_BYTES_MAX = 5 * 1024 * 1024

const WORDS = {
  token: { en: 'Token (keep it: it is shown only now)', zh: '申请令牌（请妥善保存，仅显示一次）' },
  document: { en: 'brought', zh: '已上传' },
  unknownFile: {
    en: 'is no document: name files like licence.jpg or shop_front.1.png',
    zh: '无法识别：请按 licence.jpg、shop_front.1.png 的形式命名',
  },
  tooLarge: { en: 'is larger than 5 MiB', zh: '超过 5 MiB' },
  noJson: { en: 'is no JSON object', zh: '不是有效的 JSON 对象' },
  findings: { en: 'To be corrected or looked at', zh: '待更正或核实' },
  severity: { en: 'severity', zh: '级别' },
  field: { en: 'field', zh: '字段' },
  finding: { en: 'finding', zh: '说明' },
  missing: { en: 'Documents still missing', zh: '尚缺资料' },
  channel: { en: 'channel', zh: '渠道' },
  state: { en: 'state', zh: '状态' },
  written: { en: 'as the channel says', zh: '渠道原文' },
  toDo: { en: 'to do', zh: '待办' },
  licence: { en: 'licence', zh: '证照编号' },
  name: { en: 'name', zh: '名称' },
  risk: { en: 'risk', zh: '风险' },
  merchant: { en: 'merchant', zh: '商户' },
  note: { en: 'note', zh: '说明' },
  agreement: { en: 'agreement', zh: '协议' },
  accept: {
    en: 'Read the agreement, then accept it: feiqian merchants progress TOKEN --accept NAME',
    zh: '请阅读协议后接受：feiqian merchants progress 令牌 --accept 签署人',
  },
  oneVerdict: {
    en: 'Say one of --take, --approve, --return, --reject, --offer.',
    zh: '请指定 --take、--approve、--return、--reject、--offer 之一。',
  },
  needsNote: { en: '--note says why.', zh: '请以 --note 说明理由。' },
  waits: { en: 'Kept until a second operator approves it', zh: '已提交，等待复核' },
} as const satisfies Record<string, Local>

const word = (language: Language, name: keyof typeof WORDS): string => WORDS[name][language]

/** `licence.jpg`, `shop_front.1.png`: which document a file is. */
function documentName(file: string): { readonly kind: string; readonly about: number } | null {
  const found = /^([a-z_]+)(?:\.(\d{1,2}))?\.(?:jpe?g|png|pdf)$/i.exec(file)
  return found?.[1] === undefined ? null : { kind: found[1].toLowerCase(), about: Number(found[2] ?? 0) }
}

/** A path that is not there was given wrongly. */
function reading<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function readForm({ io, language }: Context, file: string): Body<'/v1/applications', 'post'> {
  const text = reading(() => readFileSync(resolve(io.cwd, file), 'utf8')).replace(/^\uFEFF/, '')
  let form: unknown
  try {
    form = JSON.parse(text)
  } catch {
    form = null
  }
  if (typeof form !== 'object' || form === null || Array.isArray(form)) throw new UsageError(`${file} ${word(language, 'noJson')}`)
  // What it says is judged by the server, field by field.
  return form as Body<'/v1/applications', 'post'>
}

function readDocuments({ io, language }: Context, folder: string): Document[] {
  const root = resolve(io.cwd, folder)
  const files = reading(() => readdirSync(root)).filter(file => !file.startsWith('.') && extname(file) !== '.json')
  return files.sort().map(file => {
    const path = join(root, file)
    const named = documentName(file)
    if (named === null) throw new UsageError(`${file} ${word(language, 'unknownFile')}`)
    if (statSync(path).size > FILE_BYTES_MAX) throw new UsageError(`${file} ${word(language, 'tooLarge')}`)
    return { kind: named.kind as Document['kind'], about: named.about, file_name: file, content: readFileSync(path).toString('base64') }
  })
}

const MARKS = { done: '●', now: '◐', later: '○', failed: '✗' } as const

/** `● Form and documents ── ◐ Review ── ○ …`, and what is to be done now. */
function progressText(language: Language, application: Own): string {
  const line = application.progress.map(step => `${MARKS[step.state]} ${step.title[language]}`).join(' ── ')
  const next = application.progress.find(({ state }) => state === 'now' || state === 'failed')?.next
  return `${line}\n${next === null || next === undefined ? '' : `→ ${next[language]}\n`}`
}

const findingsText = (language: Language, findings: readonly Finding[]): string =>
  findings.length === 0
    ? ''
    : `\n${word(language, 'findings')}:\n${table(
        [{ title: word(language, 'severity') }, { title: word(language, 'field') }, { title: word(language, 'finding') }],
        findings.map(({ severity, field, message, remark }) => [
          severity,
          field ?? '–',
          remark === null ? message[language] : `${message[language]} ${remark}`,
        ]),
      )}`

const channelsText = (language: Language, channels: Own['channels']): string =>
  channels.length === 0
    ? ''
    : `\n${table(
        [
          { title: word(language, 'channel') },
          { title: word(language, 'state') },
          { title: word(language, 'written') },
          { title: word(language, 'toDo') },
        ],
        channels.map(way => [way.channel, way.state, way.status_as_written ?? '–', way.url ?? way.trouble ?? '–']),
      )}`

function ownText(language: Language, application: Own): string {
  const missing = application.documents_missing.map(({ kind, about }) => (about === 0 ? kind : `${kind}.${about}`))
  return [
    facts([
      [say(language, 'id'), application.id],
      [word(language, 'name'), application.name?.[language]],
      [word(language, 'state'), application.state],
      [word(language, 'merchant'), application.merchant],
      [word(language, 'note'), application.note],
    ]),
    `\n${progressText(language, application)}`,
    missing.length === 0 ? '' : `\n${word(language, 'missing')}: ${missing.join(', ')}\n`,
    findingsText(language, application.findings),
    channelsText(language, application.channels),
    application.state === 'agreement'
      ? `\n${word(language, 'agreement')}: ${application.terms?.title ?? ''}\n${word(language, 'accept')}\n`
      : '',
  ].join('')
}

/** Shows each change until the application has ended or the user has seen enough. */
async function watch({ feiqian, io, language }: Context, token: string, shown: Own): Promise<Own> {
  let latest = shown
  while (!['live', 'rejected', 'withdrawn', 'needs_correction', 'draft'].includes(latest.state) && !io.signal.aborted) {
    await pause(WATCH_MS, undefined, { signal: io.signal }).catch(() => {})
    const now = await feiqian.applications.get(token, { signal: io.signal })
    if (now.updated_at !== latest.updated_at)
      io.out(`\n${timeText(now.updated_at)}  ${now.state}\n${progressText(language, now)}${channelsText(language, now.channels)}`)
    latest = now
  }
  return latest
}

async function apply(context: Context): Promise<number> {
  const { feiqian, io, json, language, text, flag } = context
  const [file = ''] = context.positionals
  const form = readForm(context, file)
  const folder = text('documents')
  const documents = folder === undefined ? [] : readDocuments(context, folder)
  const given = text('token')
  let token = given ?? ''
  if (given === undefined) {
    const started = await feiqian.applications.start(form, { signal: io.signal })
    token = started.token
    // Said at once: whatever goes wrong from here on, the application is not lost.
    if (!json) io.out(`${word(language, 'token')}: ${token}\n`)
  } else await feiqian.applications.update(given, form, { signal: io.signal })
  for (const [at, document] of documents.entries()) {
    await feiqian.applications.addDocument(token, document, { signal: io.signal })
    if (!json) io.out(`[${at + 1}/${documents.length}] ${word(language, 'document')} ${document.file_name}\n`)
  }
  if (!flag('draft')) await feiqian.applications.submit(token, { signal: io.signal })
  let application = await feiqian.applications.get(token)
  if (!json) io.out(`\n${ownText(language, application)}`)
  if (flag('watch')) application = await watch(context, token, application)
  if (json) context.show({ ...application, token }, () => '')
  return application.state === 'needs_correction' || application.state === 'rejected' ? EXIT.refused : EXIT.ok
}

async function progress(context: Context): Promise<number> {
  const { feiqian, io, language, text } = context
  const [token = ''] = context.positionals
  const signatory = text('accept')
  const channel = text('resend')
  let application = await feiqian.applications.get(token)
  if (signatory !== undefined) {
    if (application.agreement === null) throw new UsageError(word(language, 'agreement'))
    const { id: agreement, version } = application.agreement
    await feiqian.applications.accept(token, { agreement, version, signatory })
  }
  if (channel !== undefined) await feiqian.applications.resend(token, channel)
  if (signatory !== undefined || channel !== undefined) application = await feiqian.applications.get(token)
  if (!context.json) io.out(ownText(language, application))
  if (context.flag('watch')) application = await watch(context, token, application)
  if (context.json) context.show(application, () => '')
  return application.state === 'rejected' ? EXIT.refused : EXIT.ok
}

const listedText = (language: Language, applications: readonly Listed[]): string =>
  applications.length === 0
    ? `${say(language, 'nothing')}\n`
    : table(
        [
          { title: say(language, 'id') },
          { title: word(language, 'name') },
          { title: word(language, 'licence') },
          { title: word(language, 'state') },
          { title: word(language, 'risk') },
          { title: say(language, 'created') },
        ],
        applications.map(one => [
          one.id,
          one.name?.[language] ?? '–',
          one.licence_number ?? '–',
          one.state,
          one.risk === null ? '–' : `${one.risk.grade} (${one.risk.points})`,
          timeText(one.created_at),
        ]),
      )

const fullText = (language: Language, application: Full): string =>
  [
    facts([
      [say(language, 'id'), application.id],
      [word(language, 'name'), application.name?.[language]],
      [word(language, 'licence'), application.licence_number],
      [word(language, 'state'), application.state],
      [word(language, 'merchant'), application.merchant],
      [
        word(language, 'risk'),
        application.risk === null
          ? null
          : `${application.risk.grade} (${application.risk.points}): ${application.risk.reasons.map(({ message }) => message[language]).join(', ') || '–'}`,
      ],
    ]),
    findingsText(language, application.findings),
    channelsText(language, application.channels),
  ].join('')

const VERDICTS = ['take', 'approve', 'return', 'reject', 'offer'] as const

async function review(context: Context): Promise<number> {
  const { feiqian, language, text, flag } = context
  const [id = ''] = context.positionals
  const before = await feiqian.merchantApplications.get(id)
  const asked = VERDICTS.filter(verdict => flag(verdict))
  const [verdict] = asked
  if (asked.length > 1) throw new UsageError(word(language, 'oneVerdict'))
  if (verdict !== undefined) {
    const note = text('note')
    if (note === undefined && verdict !== 'take' && verdict !== 'offer') throw new UsageError(word(language, 'needsNote'))
    const waits = await decide(context, before, verdict, note ?? '')
    if (waits !== null) {
      context.show(waits, () => `${word(language, 'waits')}: ${waits.id}\n`)
      return EXIT.ok
    }
  }
  const application = verdict === undefined ? before : await feiqian.merchantApplications.get(id)
  context.show(application, () => fullText(language, application))
  return EXIT.ok
}

/** Answers with the approval, where a second operator must approve it first. */
async function decide(
  { feiqian, text }: Context,
  { id, revision, findings }: Full,
  verdict: (typeof VERDICTS)[number],
  note: string,
): Promise<{ readonly id: string } | null> {
  const { merchantApplications } = feiqian
  switch (verdict) {
    case 'take':
      await merchantApplications.take(id)
      return null
    case 'offer':
      await merchantApplications.offerAgreement(id, { template: text('template') ?? 'standard' })
      return null
    case 'reject':
      await merchantApplications.reject(id, { revision, note })
      return null
    case 'return':
      await merchantApplications.sendBack(id, { revision, corrections: [{ field: text('field') ?? null, remark: note }] })
      return null
    case 'approve': {
      const acknowledged = findings.filter(({ severity }) => severity === 'warning').map(({ code }) => code)
      const answer = await merchantApplications.approve(id, { revision, note, acknowledged })
      return answer.object === 'approval' ? answer : null
    }
  }
}

const watchOption = { type: 'boolean', about: { en: 'stay and show every change', zh: '持续显示进度变化' } } as const

export const merchantCommands: readonly Command[] = [
  {
    name: 'merchants apply',
    usage: 'FORM.json [--documents FOLDER] [--token TOKEN] [--draft] [--watch]',
    summary: {
      en: 'apply for a merchant from a form and a folder of documents; exit code 1 when it must be corrected',
      zh: '依据表单与资料目录提交商户入网申请；需更正时退出码为 1',
    },
    key: 'none',
    positionals: { min: 1, max: 1 },
    options: {
      documents: {
        type: 'string',
        value: 'FOLDER',
        about: {
          en: 'files named by what they are: licence.jpg, shop_front.1.png',
          zh: '按资料类别命名的文件：licence.jpg、shop_front.1.png',
        },
      },
      token: {
        type: 'string',
        value: 'TOKEN',
        about: { en: 'of an application begun before: corrects it', zh: '已有申请的令牌：用于更正' },
      },
      draft: { type: 'boolean', about: { en: 'do not submit yet', zh: '暂不提交' } },
      watch: watchOption,
    },
    run: apply,
  },
  {
    name: 'merchants progress',
    usage: 'TOKEN [--accept NAME] [--resend CHANNEL] [--watch]',
    summary: { en: 'show how an application stands; accept its agreement', zh: '查看入网进度；接受协议' },
    key: 'none',
    positionals: { min: 1, max: 1 },
    options: {
      accept: { type: 'string', value: 'NAME', about: { en: 'accept the agreement in this name', zh: '以此签署人接受协议' } },
      resend: { type: 'string', value: 'CHANNEL', about: { en: 'send what a channel rejected to it again', zh: '向驳回的渠道重新提交' } },
      watch: watchOption,
    },
    run: progress,
  },
  {
    name: 'merchants applications',
    usage: '[--state STATE] [--limit N]',
    summary: { en: 'list applications, newest first', zh: '列出入网申请，新者在前' },
    key: 'operator',
    positionals: { min: 0, max: 0 },
    options: {
      state: { type: 'string', value: 'STATE', about: { en: 'submitted, checking, live, …', zh: 'submitted、checking、live 等' } },
      limit: { type: 'string', value: 'N', about: { en: 'how many, 20 unless said', zh: '数量，默认 20' } },
    },
    async run(context) {
      const state = context.text('state') as Listed['state'] | undefined
      const page = await context.feiqian.merchantApplications.list({
        limit: context.count('limit') ?? 20,
        ...(state === undefined ? {} : { state }),
      })
      context.show(page, () => listedText(context.language, page.data))
      return EXIT.ok
    },
  },
  {
    name: 'merchants review',
    usage: 'APPLICATION [--take | --approve | --return | --reject | --offer] [--note TEXT]',
    summary: {
      en: 'read an application and decide about it; approving acknowledges its warnings',
      zh: '查看并审核入网申请；批准即确认其告警',
    },
    key: 'operator',
    positionals: { min: 1, max: 1 },
    options: {
      take: { type: 'boolean', about: { en: 'begin to look at it', zh: '受理' } },
      approve: { type: 'boolean', about: { en: 'approve it', zh: '批准' } },
      return: { type: 'boolean', about: { en: 'send it back for correction', zh: '退回更正' } },
      reject: { type: 'boolean', about: { en: 'reject it for good', zh: '拒绝' } },
      offer: { type: 'boolean', about: { en: 'offer the agreement', zh: '提供协议' } },
      note: { type: 'string', value: 'TEXT', about: { en: 'why', zh: '理由' } },
      field: { type: 'string', value: 'FIELD', about: { en: 'with --return: what to correct', zh: '与 --return 合用：待更正字段' } },
      template: { type: 'string', value: 'NAME', about: { en: 'with --offer: the price template', zh: '与 --offer 合用：价格模板' } },
    },
    run: review,
  },
]
