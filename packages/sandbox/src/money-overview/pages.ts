/** The app's pages: plain HTML without scripts, in Chinese and English. */
import type { ObAccount, ObBalance, ObPayment, ObTransaction, Payee } from './bank.ts'
import { CATEGORIES, type Category, decimalOf, minorOf, type Spending, spendingOf } from './spending.ts'

export type Language = 'zh' | 'en'

const WORDS = {
  en: {
    title: 'Money Overview',
    aside: 'An example of a third party: it knows the bank by its public API only.',
    invitation: 'See your accounts in one place',
    explanation: 'You will be sent to your bank, where you choose which accounts to share. We never see your password.',
    link: 'Link your bank',
    linked: 'Your accounts',
    balance: 'Balance',
    spending: 'Spending',
    recent: 'Recent transactions',
    nothing: 'Nothing yet.',
    pay: 'Pay by bank',
    amount: 'Amount in yuan',
    payNow: 'Continue at your bank',
    unlink: 'Unlink',
    payments: 'Payments',
    paid: 'The payment was ordered. Its status',
    status: 'Status',
    refused: 'You did not give access, or the time ran out. Nothing was changed.',
    ended: 'The access has ended: you or the bank ended it.',
    trouble: 'The bank did not answer as expected',
    home: 'Back',
    other: '中文',
    food: 'Food',
    shopping: 'Shopping',
    transport: 'Transport',
    home_costs: 'Home',
    health: 'Health',
    leisure: 'Leisure',
    transfers: 'Transfers',
    rest: 'Other',
  },
  zh: {
    title: '财务一览',
    aside: '第三方应用示例：只通过公开接口了解银行。',
    invitation: '在一处查看您的全部账户',
    explanation: '您将前往银行页面，自行选择共享哪些账户。我们看不到您的密码。',
    link: '关联银行账户',
    linked: '我的账户',
    balance: '余额',
    spending: '支出',
    recent: '近期交易',
    nothing: '暂无内容。',
    pay: '银行付款',
    amount: '金额（元）',
    payNow: '前往银行确认',
    unlink: '解除关联',
    payments: '付款',
    paid: '付款指令已提交，状态',
    status: '状态',
    refused: '您未授权，或已超时。未作任何更改。',
    ended: '访问授权已终止：由您或银行终止。',
    trouble: '银行的答复不符合预期',
    home: '返回',
    other: 'English',
    food: '餐饮食品',
    shopping: '购物',
    transport: '出行',
    home_costs: '居家',
    health: '医疗健康',
    leisure: '休闲娱乐',
    transfers: '转账',
    rest: '其他',
  },
} as const

const CATEGORY_WORDS = {
  food: 'food',
  shopping: 'shopping',
  transport: 'transport',
  home: 'home_costs',
  health: 'health',
  leisure: 'leisure',
  transfers: 'transfers',
  other: 'rest',
} as const satisfies Record<Category, keyof (typeof WORDS)['en']>

export const CSS = `:root{color-scheme:light dark;font:16px/1.5 system-ui,"Noto Sans SC",sans-serif}
body{margin:0;background:light-dark(#fff,#15181c);color:light-dark(#1c2430,#e8ebef)}main{max-width:42rem;margin:0 auto;padding:1.5rem 1rem 4rem}header{display:flex;justify-content:space-between;align-items:baseline;gap:1rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem}table{border-collapse:collapse;width:100%}
td,th{padding:.45rem .5rem .45rem 0;border-bottom:1px solid light-dark(#dfe3e8,#3a4048);text-align:left;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}.hint{color:light-dark(#566070,#a9b2bf)}
button{font:inherit;padding:.6rem 1.1rem;border:0;border-radius:.5rem;background:#1f6f54;color:#fff;cursor:pointer}
button.quiet{background:none;color:inherit;border:1px solid currentColor}button:focus-visible,input:focus-visible,a:focus-visible{outline:3px solid light-dark(#0b57d0,#8ab4f8);outline-offset:2px}
input{font:inherit;padding:.5rem;border:1px solid light-dark(#8a93a0,#707a87);border-radius:.5rem;width:8rem}a{color:inherit}
meter{width:100%;height:.6rem}.spending td:not(.n){width:45%}caption{text-align:left;font-weight:600;padding:.5rem 0}form.row{display:flex;gap:.75rem;align-items:end;flex-wrap:wrap}label{display:block}`

const safe = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')

const money = (minor: bigint, currency: string): string => `${decimalOf(minor)} ${safe(currency)}`

export function page(language: Language, body: string): string {
  const words = WORDS[language]
  const other = language === 'en' ? 'zh' : 'en'
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.title}</title><link rel="stylesheet" href="/style.css"></head>
<body><main><header><h1>${words.title}</h1><a id="language" href="/language/${other}" lang="${other === 'zh' ? 'zh-CN' : 'en'}">${words.other}</a></header>
<p class="hint">${words.aside}</p>
${body}
</main></body></html>
`
}

export function invitation(language: Language): string {
  const words = WORDS[language]
  return page(
    language,
    `<h2>${words.invitation}</h2><p>${words.explanation}</p><form method="post" action="/link"><button id="link">${words.link}</button></form>`,
  )
}

/** A sentence and the way back. */
export function notice(language: Language, kind: 'refused' | 'ended' | 'trouble', detail = ''): string {
  const words = WORDS[language]
  const said = detail === '' ? '' : `<p class="hint"><code id="detail">${safe(detail)}</code></p>`
  return page(language, `<p id="notice" role="status">${words[kind]}</p>${said}<p><a id="home" href="/">${words.home}</a></p>`)
}

export function paymentPage(language: Language, payment: ObPayment): string {
  const words = WORDS[language]
  const { Amount, Currency } = payment.Initiation.InstructedAmount
  return page(
    language,
    `<h2>${words.pay}</h2><p role="status">${safe(Amount)} ${safe(Currency)} · ${words.paid}: <strong id="payment-status">${safe(payment.Status)}</strong></p>
<p class="hint"><code>${safe(payment.DomesticPaymentId)}</code></p><p><a id="home" href="/">${words.home}</a></p>`,
  )
}

export type Overview = {
  readonly accounts: readonly ObAccount[]
  readonly balances: readonly ObBalance[]
  readonly transactions: readonly ObTransaction[]
  readonly payments: readonly string[]
  readonly payee: Payee | null
}

const RECENT = 12
const MONTHS = 2

export function overviewPage(language: Language, overview: Overview): string {
  const words = WORDS[language]
  return page(
    language,
    `<h2>${words.linked}</h2>${accountsTable(overview)}
<h2>${words.spending}</h2>${
      spendingOf(overview.transactions)
        .slice(0, MONTHS)
        .map(month => spendingTable(language, month))
        .join('') || `<p>${words.nothing}</p>`
    }
<h2>${words.recent}</h2>${recentTable(language, overview.transactions)}
${overview.payee === null ? '' : payForm(language, overview.payee)}
${overview.payments.length === 0 ? '' : `<h2>${words.payments}</h2><ul>${overview.payments.map(id => `<li><a href="/payments/${safe(id)}"><code>${safe(id)}</code></a></li>`).join('')}</ul>`}
<h2>${words.unlink}</h2><form method="post" action="/unlink"><button id="unlink" class="quiet">${words.unlink}</button></form>`,
  )
}

/** The balance that people mean: what is booked, else what is available. */
function balanceOf(account: ObAccount, balances: readonly ObBalance[]): ObBalance | undefined {
  const own = balances.filter(balance => balance.AccountId === account.AccountId)
  return own.find(balance => balance.Type === 'ITBD' || balance.Type === 'CLBD') ?? own[0]
}

function accountsTable({ accounts, balances }: Overview): string {
  const rows = accounts.map(account => {
    const balance = balanceOf(account, balances)
    const amount = balance === undefined ? null : minorOf(balance.Amount) * (balance.CreditDebitIndicator === 'Debit' ? -1n : 1n)
    const name = account.Nickname ?? account.Description ?? account.AccountId
    return `<tr><td>${safe(name)}<br><span class="hint">${safe(account.Servicer?.Name ?? '')}</span></td><td class="n">${amount === null ? '–' : money(amount, account.Currency)}</td></tr>`
  })
  return `<table id="accounts"><tbody>${rows.join('')}</tbody></table>`
}

function spendingTable(language: Language, spending: Spending): string {
  const words = WORDS[language]
  const rows = CATEGORIES.flatMap(category => {
    const amount = spending.byCategory.get(category)
    if (amount === undefined) return []
    const label = words[CATEGORY_WORDS[category]]
    const share = spending.total === 0n ? 0 : Number((amount * 100n) / spending.total)
    return [
      `<tr><th scope="row">${label}</th><td><meter aria-label="${label}" min="0" max="100" value="${share}">${share} %</meter></td><td class="n">${money(amount, spending.currency)}</td></tr>`,
    ]
  })
  return `<table class="spending"><caption>${spending.month} · ${money(spending.total, spending.currency)}</caption><tbody>${rows.join('')}</tbody></table>`
}

function recentTable(language: Language, transactions: readonly ObTransaction[]): string {
  if (transactions.length === 0) return `<p>${WORDS[language].nothing}</p>`
  const rows = transactions.slice(0, RECENT).map(transaction => {
    const amount = minorOf(transaction.Amount) * (transaction.CreditDebitIndicator === 'Debit' ? -1n : 1n)
    const what = transaction.MerchantDetails?.MerchantName ?? transaction.TransactionInformation ?? transaction.TransactionId
    const pending = transaction.Status === 'PDNG' ? ' ⏳' : ''
    return `<tr><td>${transaction.BookingDateTime.slice(0, 10)}</td><td>${safe(what)}${pending}</td><td class="n">${money(amount, transaction.Amount.Currency)}</td></tr>`
  })
  return `<table id="transactions"><tbody>${rows.join('')}</tbody></table>`
}

function payForm(language: Language, payee: Payee): string {
  const words = WORDS[language]
  return `<h2>${words.pay}: ${safe(payee.name)}</h2><form class="row" method="post" action="/pay">
<label>${words.amount}<br><input id="amount" name="amount" inputmode="decimal" required pattern="[0-9]{1,7}([.][0-9]{1,2})?" value="12.80"></label>
<button id="pay">${words.payNow}</button></form>`
}
