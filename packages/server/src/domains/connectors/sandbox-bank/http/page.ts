/** The page of the sandbox bank's controls: every account with its switches, and a form that posts a transaction. No script. */
import { z } from 'zod'
import { formatId } from '../../../../kernel/ids.ts'
import { formatAmount } from '../../../../kernel/money.ts'
import type { CommandContext, CommandHandler, CommandReply } from '../../../../platform/commands.ts'
import type { Db } from '../../../../platform/db.ts'
import { type Html, html, page, seeOther } from '../../../../platform/http/html.ts'
import { defineRoute, type Language, type Reply, type Route } from '../../../../platform/http/route.ts'
import { zId, zText } from '../../../../platform/http/schemas.ts'
import { BANKS } from '../banks.ts'
import type { NewPosting, SwitchAccount } from '../control.ts'
import { masked } from '../present.ts'
import { listAccounts } from '../store/reading.ts'
import type { SandboxAccount } from '../types.ts'

type PageDeps = {
  readonly db: Pick<Db, 'query'>
  readonly post: CommandHandler<NewPosting>
  readonly change: CommandHandler<SwitchAccount>
}

const WORDS = {
  en: {
    title: 'Sandbox bank',
    lead: 'Invented accounts of this test institution. What you post here is in the account API at once.',
    none: 'No accounts yet. POST /v1/sandbox/bank/customers makes some.',
    balance: 'Balance',
    slow: 'Answers slowly',
    failing: 'Fails',
    closed: 'Closed',
    save: 'Save',
    amount: 'Amount',
    information: 'Line on the statement',
    pending: 'Post pending',
    debit: 'Post a debit',
    credit: 'Post a credit',
    wrong: 'That was not accepted. Check the amount.',
  },
  zh: {
    title: '沙箱银行',
    lead: '本测试机构的虚构账户。在此记账后，账户接口立即可见。',
    none: '暂无账户。请调用 POST /v1/sandbox/bank/customers 创建。',
    balance: '余额',
    slow: '响应缓慢',
    failing: '故障',
    closed: '已销户',
    save: '保存',
    amount: '金额',
    information: '摘要',
    pending: '记为待入账',
    debit: '支出记账',
    credit: '收入记账',
    wrong: '未被接受，请检查金额。',
  },
} as const

const ACCOUNTS_MAX = 100
const SLOW_MS = 3_000
const PATH = '/sandbox/bank'

const zAccountId = z.strictObject({ id: zId('bac') })
const zBox = z.literal('on').optional()

export function sandboxPages(deps: PageDeps): Route[] {
  const common = { tag: 'pages', access: 'public', hidden: true, refusals: [], response: { status: 200, schema: null } } as const
  return [
    defineRoute({
      ...common,
      method: 'GET',
      path: PATH,
      operationId: 'pages.sandbox_bank',
      summary: 'The controls of the sandbox bank',
      query: z.looseObject({ wrong: z.string().optional() }),
      async handle({ language, query }) {
        const accounts = (await listAccounts(deps.db, null, null, ACCOUNTS_MAX)).sort(byOwner)
        const words = WORDS[language]
        return page({
          title: words.title,
          language,
          languageSwitch: PATH,
          width: 'wide',
          home: '/',
          body: html`<h1>${words.title}</h1><p class="lead">${words.lead}</p>
${query.wrong !== undefined && html`<p id="wrong" class="notice danger" role="alert">${words.wrong}</p>`}
${accounts.length === 0 ? html`<p id="no-accounts">${words.none}</p>` : accounts.map(account => accountCard(account, language))}`,
        })
      },
    }),
    defineRoute({
      ...common,
      method: 'POST',
      path: `${PATH}/accounts/:id/switches`,
      operationId: 'pages.sandbox_bank_switches',
      summary: 'Switch how an account behaves',
      form: true,
      params: zAccountId,
      body: z.strictObject({ slow: zBox, failing: zBox, closed: zBox }),
      handle: async ({ params, body, command }) =>
        back(
          await deps.change.execute(
            {
              id: params.id,
              delayMs: body.slow === 'on' ? SLOW_MS : 0,
              isFailing: body.failing === 'on',
              isClosed: body.closed === 'on',
            },
            plain(command),
          ),
        ),
    }),
    defineRoute({
      ...common,
      method: 'POST',
      path: `${PATH}/accounts/:id/transactions`,
      operationId: 'pages.sandbox_bank_post',
      summary: 'Post a transaction',
      form: true,
      params: zAccountId,
      body: z.strictObject({
        amount: z.string().max(20),
        information: zText(200),
        direction: z.enum(['credit', 'debit']),
        pending: zBox,
      }),
      async handle({ params, body, command }): Promise<Reply> {
        const amount = amountOf(body.amount)
        if (amount === null) return seeOther(`${PATH}?wrong=1`)
        const posting: NewPosting = {
          accountId: params.id,
          direction: body.direction,
          amount,
          status: body.pending === 'on' ? 'PDNG' : 'BOOK',
          information: body.information,
          reference: null,
          merchant: null,
        }
        return back(await deps.post.execute(posting, plain(command)))
      },
    }),
  ]
}

/** A person's accounts stand together, in the order of their bank's list. */
const byOwner = (a: SandboxAccount, b: SandboxAccount): number =>
  a.holderId === b.holderId ? a.dataSet.localeCompare(b.dataSet) || a.position - b.position : a.holderId < b.holderId ? -1 : 1

/** Every press of a button is a request of its own. */
const plain = (command: CommandContext): CommandContext => ({ ...command, idempotencyKey: null })

const back = (reply: CommandReply): Reply => seeOther(reply.status < 300 ? PATH : `${PATH}?wrong=1`)

/** What people write: whole units with at most two decimals, up to a hundred million. */
function amountOf(text: string): bigint | null {
  const match = /^(\d{1,8})(?:\.(\d{1,2}))?$/.exec(text.trim())
  if (match === null) return null
  const amount = BigInt(match[1] ?? '0') * 100n + BigInt((match[2] ?? '').padEnd(2, '0'))
  return amount > 0n ? amount : null
}

function accountCard(account: SandboxAccount, language: Language): Html {
  const words = WORDS[language]
  const id = formatId('bac', account.id)
  const bank = BANKS[account.bank]?.name[language] ?? account.bank
  const box = (name: string, label: string, isOn: boolean): Html =>
    html`<label class="choice" for="${name}-${id}"><input type="checkbox" id="${name}-${id}" name="${name}"${isOn && trusted} value="on"> ${label}</label>`
  const field = (name: string, label: string, attributes: Html): Html =>
    html`<div class="field"><label for="${name}-${id}">${label}</label><input id="${name}-${id}" name="${name}" ${attributes} required></div>`
  const button = (name: string, label: string, attributes: Html | null): Html =>
    html`<button class="button small secondary" id="${name}-${id}" ${attributes}>${label}</button>`
  return html`<section class="card stack" id="account-${id}" aria-labelledby="name-${id}">
<h2 id="name-${id}">${bank} ${account.description} ${masked(account.number)}</h2>
<p class="hint"><code>${id}</code></p>
<dl class="facts"><div><dt>${words.balance}</dt><dd id="balance-${id}">${formatAmount(account.bookedBalance, account.currency)} ${account.currency}</dd></div></dl>
<form class="form" method="post" action="${PATH}/accounts/${id}/transactions">
${field('amount', words.amount, html`inputmode="decimal"`)}
${field('information', words.information, html`maxlength="200"`)}
<div class="choices">${box('pending', words.pending, false)}</div>
<div class="actions">${button('debit', words.debit, html`name="direction" value="debit"`)}${button('credit', words.credit, html`name="direction" value="credit"`)}</div>
</form>
<form class="form" method="post" action="${PATH}/accounts/${id}/switches">
<div class="choices">${box('slow', words.slow, account.delayMs > 0)}${box('failing', words.failing, account.isFailing)}${box('closed', words.closed, account.closedAt !== null)}</div>
<div class="actions">${button('save', words.save, null)}</div>
</form>
</section>`
}

const trusted = html` checked`
