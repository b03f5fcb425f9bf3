/**
 * `feiqian connectors list | doctor`.
 */
import type { Item, Result } from '@feiqian/sdk'
import { type Command, type Context, EXIT } from '../command.ts'
import { table, timeText } from '../output.ts'
import type { Language, Local } from '../words.ts'

type Connector = Item<'/v1/connectors'>
type Diagnosis = Result<'/v1/connectors/{code}/doctor', 'get'>

/** A live check waits for the other side. */
const LIVE_TIMEOUT_MS = 60_000

const WORDS = {
  code: { en: 'code', zh: '代码' },
  name: { en: 'name', zh: '名称' },
  state: { en: 'state', zh: '状态' },
  methods: { en: 'methods', zh: '支付方式' },
  keys: { en: 'keys', zh: '密钥' },
  answered: { en: 'answered', zh: '应答率' },
  paid: { en: 'paid', zh: '成功率' },
  circuit: { en: 'circuit', zh: '熔断器' },
  typical: { en: 'p50', zh: 'p50' },
  enabled: { en: 'enabled', zh: '启用' },
  disabled: { en: 'disabled', zh: '停用' },
  unconnected: { en: 'not connected', zh: '未连接' },
  closed: { en: 'closed', zh: '正常' },
  open: { en: 'open', zh: '熔断' },
  half_open: { en: 'half open', zh: '试探' },
  key: { en: 'key', zh: '密钥用途' },
  finding: { en: 'finding', zh: '检查结果' },
  ok: { en: 'ok', zh: '正常' },
  warning: { en: 'warning', zh: '注意' },
  error: { en: 'ERROR', zh: '错误' },
  connection: { en: '(connection)', zh: '（连接）' },
  failures: { en: 'Messages that could not be verified, latest first', zh: '验证失败的消息（最近的在前）' },
  at: { en: 'at', zh: '时间' },
  arrived: { en: 'as', zh: '来源' },
  answer: { en: 'answer', zh: '应答' },
  callback: { en: 'callback', zh: '通知' },
  reference: { en: 'about', zh: '关联单号' },
  why: { en: 'why', zh: '原因' },
  signed: { en: 'The exact string that was to be signed', zh: '待签名串原文' },
} satisfies Record<string, Local>

const words =
  (language: Language) =>
  (word: keyof typeof WORDS): string =>
    WORDS[word][language]

export const connectorCommands: readonly Command[] = [
  {
    name: 'connectors list',
    usage: '',
    summary: { en: 'list the outside systems, their keys and how they are doing', zh: '查看外部系统、密钥及其运行状况' },
    key: 'operator',
    positionals: { min: 0, max: 0 },
    options: {},
    async run(context) {
      const connectors = await context.feiqian.connectors.list()
      context.show(connectors, () => listText(context.language, connectors.data))
      return EXIT.ok
    },
  },
  {
    name: 'connectors doctor',
    usage: '[CODE] [--live]',
    summary: {
      en: 'examine the keys of one or all outside systems; exit code 1 when something is wrong',
      zh: '检查一个或全部外部系统的密钥；有错误时退出码为 1',
    },
    key: 'operator',
    positionals: { min: 0, max: 1 },
    options: { live: { type: 'boolean', about: { en: 'ask the system itself, too', zh: '同时向对方系统在线检查' } } },
    async run(context) {
      const { feiqian, io } = context
      const [only] = context.positionals
      const codes = only === undefined ? (await feiqian.connectors.list()).data.map(({ code }) => code) : [only]
      const query = context.flag('live') ? ({ live: 'true' } as const) : {}
      const found: Diagnosis[] = []
      for (const code of codes)
        found.push(
          await feiqian.connectors.doctor(code, query, {
            timeoutMs: LIVE_TIMEOUT_MS,
            signal: io.signal,
          }),
        )
      context.show(only === undefined ? found : found[0], () => found.map(each => diagnosisText(context, each)).join('\n'))
      return found.some(({ level }) => level === 'error') ? EXIT.refused : EXIT.ok
    },
  },
]

const percent = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(1)} %`)

function listText(language: Language, connectors: readonly Connector[]): string {
  const say = words(language)
  const stateOf = (one: Connector): string => say(one.connected ? (one.enabled ? 'enabled' : 'disabled') : 'unconnected')
  return table(
    [
      { title: say('code') },
      { title: say('name') },
      { title: say('state') },
      { title: say('methods') },
      { title: say('keys'), right: true },
      { title: say('answered'), right: true },
      { title: say('paid'), right: true },
      { title: say('typical'), right: true },
      { title: say('circuit') },
    ],
    connectors.map(one => [
      one.code,
      one.name[language],
      stateOf(one),
      [...new Set(one.methods.map(({ method }) => method))].join(', ') || '–',
      `${one.credentials.filter(({ state }) => state === 'active').length}/${one.keys.filter(({ required }) => required).length}`,
      percent(one.health.answered),
      percent(one.health.succeeded),
      one.health.p50_ms === null ? '–' : `${one.health.p50_ms} ms`,
      say(one.health.breaker),
    ]),
  )
}

function diagnosisText({ language }: Context, found: Diagnosis): string {
  const say = words(language)
  const findings = table(
    [{ title: found.connector }, { title: say('key') }, { title: say('finding') }],
    found.findings.map(({ level, role, message }) => [say(level), role ?? say('connection'), message]),
  )
  if (found.failures.length === 0) return findings
  const failures = table(
    [{ title: say('at') }, { title: say('arrived') }, { title: say('key') }, { title: say('reference') }, { title: say('why') }],
    found.failures.map(each => [timeText(each.created_at), say(each.arrived_as), each.role, each.reference ?? '–', each.message]),
  )
  // Only whoever may see what is kept under seal is sent it.
  const exact = found.failures[0]?.text?.signed_string
  const signed = typeof exact === 'string' ? `\n${say('signed')}:\n${JSON.stringify(exact)}\n` : ''
  return `${findings}\n${say('failures')}:\n${failures}${signed}`
}
