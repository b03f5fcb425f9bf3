/**
 * `feiqian ledger verify | trial-balance`.
 */
import type { Result } from '@feiqian/sdk'
import { decimalOf } from '@feiqian/sdk'
import { type Command, type Context, EXIT } from '../command.ts'
import { facts, table } from '../output.ts'
import { say } from '../words.ts'

type TrialBalance = Result<'/v1/ledger/trial_balance', 'get'>
type Verification = Result<'/v1/ledger/verifications', 'post'>

/** Large books take a while, and asking twice would only double the work. */
const VERIFY_TIMEOUT_MS = 30 * 60_000

export const ledgerCommands: readonly Command[] = [
  {
    name: 'ledger verify',
    usage: '',
    summary: {
      en: 're-derive every balance from the transfers; exit code 1 when they differ',
      zh: '由流水重新推导全部余额；不符时退出码为 1',
    },
    key: 'operator',
    positionals: { min: 0, max: 0 },
    options: {},
    async run(context) {
      const found = await context.feiqian.ledger.verify({ timeoutMs: VERIFY_TIMEOUT_MS, maxRetries: 0, signal: context.io.signal })
      context.show(found, () => verificationText(context, found))
      return found.ok ? EXIT.ok : EXIT.refused
    },
  },
  {
    name: 'ledger trial-balance',
    usage: '[--date YYYY-MM-DD]',
    summary: { en: 'show the trial balance of a cut day, the latest unless said', zh: '查看已日切营业日的试算平衡表，默认最近一日' },
    key: 'operator',
    positionals: { min: 0, max: 0 },
    options: { date: { type: 'string', value: 'DATE', about: { en: 'the accounting date', zh: '会计日期' } } },
    async run(context) {
      const date = context.text('date') ?? (await latestDate(context))
      if (date === null) {
        context.show(null, () => `${say(context.language, 'noTrialBalance')}\n`)
        return EXIT.refused
      }
      const trial = await context.feiqian.ledger.trialBalance({ date })
      context.show(trial, () => trialText(context, trial))
      return EXIT.ok
    },
  },
]

/** The latest date whose trial balance is stored; among the last hundred days. */
async function latestDate({ feiqian }: Context): Promise<string | null> {
  const days = await feiqian.days.list({ limit: 100 })
  return days.data.find(day => day.trial_balance_at !== null)?.date ?? null
}

function verificationText({ language }: Context, found: Verification): string {
  const head = facts([
    [say(language, 'accounts'), String(found.accounts)],
    [say(language, 'transfers'), String(found.transfers)],
    [say(language, 'differences'), String(found.difference_count)],
  ])
  if (found.ok) return `${say(language, 'booksAgree')}\n${head}`
  const columns = [{ title: say(language, 'kind') }, { title: say(language, 'subject') }, { title: say(language, 'detail') }]
  return `${say(language, 'booksDiffer')}\n${head}${table(
    columns,
    found.differences.map(each => [each.kind, each.subject, each.detail]),
  )}`
}

function trialText({ language }: Context, trial: TrialBalance): string {
  const amount = (value: number, currency: string): string => decimalOf({ amount: value, currency })
  const rows = trial.lines.map(line => [
    line.number,
    line.name[language],
    line.currency,
    ...[line.opening, line.debits, line.credits, line.closing].map(value => amount(value, line.currency)),
  ])
  const totals = trial.totals.map(total => [
    '',
    say(language, 'total'),
    total.currency,
    '',
    amount(total.debits, total.currency),
    amount(total.credits, total.currency),
    '',
  ])
  const columns = [
    { title: say(language, 'number') },
    { title: say(language, 'account') },
    { title: say(language, 'currency') },
    { title: say(language, 'opening'), right: true },
    { title: say(language, 'debits'), right: true },
    { title: say(language, 'credits'), right: true },
    { title: say(language, 'closing'), right: true },
  ]
  return `${say(language, 'date')} ${trial.date}\n${table(columns, [...rows, ...totals])}`
}
