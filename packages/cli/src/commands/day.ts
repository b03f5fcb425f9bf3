/**
 * `feiqian day status | close`.
 */
import type { Item, Result } from '@feiqian/sdk'
import { type Command, type Context, EXIT } from '../command.ts'
import { facts, table, timeText } from '../output.ts'
import { say } from '../words.ts'

type Day = Item<'/v1/days'>
type Close = Result<'/v1/days/{date}/close', 'post'>

/** Closing waits for the clearing house's settlement file. */
const CLOSE_TIMEOUT_MS = 10 * 60_000

export const dayCommands: readonly Command[] = [
  {
    name: 'day status',
    usage: '[--limit N]',
    summary: { en: 'show the open business day and the latest ones', zh: '查看当前及最近的营业日' },
    key: 'operator',
    positionals: { min: 0, max: 0 },
    options: { limit: { type: 'string', value: 'N', about: { en: 'how many days, 7 unless said', zh: '天数，默认 7' } } },
    async run(context) {
      const days = await context.feiqian.days.list({ limit: context.count('limit') ?? 7 })
      context.show(days, () => daysText(context, days.data))
      return EXIT.ok
    },
  },
  {
    name: 'day close',
    usage: '[DATE]',
    summary: {
      en: 'close a business day; without a date, cut the open one and close it',
      zh: '对营业日进行日终结账；未指定日期时先日切当前营业日',
    },
    key: 'operator',
    positionals: { min: 0, max: 1 },
    options: {},
    async run(context) {
      const { feiqian, io } = context
      const date = context.positionals[0] ?? (await cut(context))
      const closed = await feiqian.days.close(date, { timeoutMs: CLOSE_TIMEOUT_MS, signal: io.signal })
      const day = await feiqian.days.get(date)
      context.show(closed, () => `${say(context.language, 'dayClosed')}: ${date}\n${daysText(context, [day])}${stepsText(closed)}`)
      return EXIT.ok
    },
  },
]

/** Cuts the open day and answers its date, which was read before and is said: a day cut by someone else meanwhile is not cut twice. */
async function cut({ feiqian, io, json, language }: Context): Promise<string> {
  const days = await feiqian.days.list({ limit: 2 })
  const open = days.data.find(day => day.state === 'open')
  if (open === undefined) throw new Error('no day is open')
  await feiqian.days.cut({ date: open.date }, { signal: io.signal })
  if (!json) io.out(`${say(language, 'dayCut')}: ${open.date}\n`)
  return open.date
}

/** What each step did: `payouts  count=1 paid=1982 recovered=0`, amounts in fen. */
const stepsText = (close: Close): string =>
  facts(
    close.steps.map(step => [
      step.name,
      Object.entries(step.result)
        .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
        .join(' '),
    ]),
  )

function daysText({ language }: Context, days: readonly Day[]): string {
  const columns = [
    { title: say(language, 'date') },
    { title: say(language, 'status') },
    { title: say(language, 'cutAt') },
    { title: say(language, 'trialBalanceAt') },
  ]
  const at = (instant: string | null): string => (instant === null ? '–' : timeText(instant))
  return table(
    columns,
    days.map(day => [day.date, say(language, day.state === 'open' ? 'dayOpen' : 'dayWasCut'), at(day.cut_at), at(day.trial_balance_at)]),
  )
}
