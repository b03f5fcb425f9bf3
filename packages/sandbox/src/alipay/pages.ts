/** The pages of the simulator: cashier, consumer, control. Plain forms in Chinese and English; every text from outside is escaped. */
import type { Outcome, Subject } from './cashier.ts'
import { FAULTS } from './faults.ts'
import type { ConfirmOrder } from './merchants.ts'
import { yuanOf } from './protocol.ts'
import type { AlipayState, Buyer } from './state.ts'

export const escapeHtml = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')

const STYLE = `body{font:16px/1.6 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1c2430;background:#fff}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #d8dee6;padding:.3rem .5rem;text-align:left}
td{font-variant-numeric:tabular-nums;overflow-wrap:anywhere}.amount{font-size:2.2rem}button,input,select{font:inherit;padding:.4rem .8rem;margin:.2rem 0}
label{display:block}.warning{color:#a4161a}code{background:#eef1f5;padding:0 .3em}.note{color:#5a6675;font-size:.9rem}`

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><style>${STYLE}</style></head><body>${body}
<p class="note">模拟环境，与真实支付宝无关，不涉及真实资金。 · A simulator; not Alipay, no real money.</p></body></html>`

const WHY = {
  refused: '已放弃，订单仍待支付。 · Refused; it still waits.',
  password_wrong: '支付密码错误。 · The password is wrong.',
  insufficient_funds: '余额不足。 · Not enough money.',
  over: '已结束，无法继续。 · It is over.',
  no_buyer: '请选择付款人。 · Choose who pays.',
} as const

export function cashierPage(subject: Subject, buyers: readonly Buyer[], outcome: Outcome | null): string {
  const waits = subject.kind === 'trade' ? subject.trade.status === 'WAIT_BUYER_PAY' : subject.agreement.status === 'TEMP'
  const head =
    subject.kind === 'trade'
      ? `<h1>${escapeHtml(subject.trade.subject)}</h1><p class="amount">¥${yuanOf(subject.trade.totalFen)}</p><p>${escapeHtml(subject.trade.outTradeNo)} · <strong id="status">${subject.trade.status}</strong></p>`
      : `<h1>签约自动扣款 · Sign an auto-debit agreement</h1><p>${escapeHtml(subject.agreement.productCode)} · <strong id="status">${subject.agreement.status}</strong></p>${
          subject.agreement.rule === null
            ? ''
            : `<p>单笔上限 · single amount ¥${yuanOf(subject.agreement.rule.singleFen)}，每 · every ${subject.agreement.rule.period} ${subject.agreement.rule.periodType}</p>`
        }`
  const form = `<form method="post"><label>付款人 · who pays <select name="buyer">${buyers
    .map(({ userId, logonId, balanceFen }) => `<option value="${userId}">${escapeHtml(logonId)} ¥${yuanOf(balanceFen)}</option>`)
    .join('')}</select></label>
<label>支付密码 · password <input name="password" type="password" inputmode="numeric" autocomplete="off"> <span class="note">111111</span></label>
<button name="action" value="approve">确认 · Approve</button> <button name="action" value="refuse">放弃 · Refuse</button></form>`
  const said = outcome === null || outcome.done ? '' : `<p class="warning" id="message">${WHY[outcome.why]}</p>`
  return page('收银台 · Cashier', `${head}${said}${waits ? form : '<p id="message">完成 · Done.</p>'}`)
}

export function confirmPage({ name, license, orderNo, status }: ConfirmOrder): string {
  const waits = status === 'CONTACT_CONFIRM' || status === 'LEGAL_CONFIRM'
  const who = status === 'LEGAL_CONFIRM' ? '法人 · legal person' : '联系人 · contact'
  const form = `<form method="post"><button name="action" value="approve">${who}：确认 · Confirm</button> <button name="action" value="refuse">撤回 · Withdraw</button></form>`
  return page(
    '商家认证 · Merchant confirmation',
    `<h1>商家认证 · Merchant confirmation</h1><p>${escapeHtml(name)} · ${escapeHtml(license)}</p><p>${escapeHtml(orderNo)} · <strong id="status">${status}</strong></p>${waits ? form : ''}`,
  )
}

export const errorPage = (code: string, message: string): string =>
  page(
    '错误 · Error',
    `<h1>调试错误，请回到请求来源地，重新发起请求 · The request was refused</h1><p>错误代码 <code>${escapeHtml(code)}</code></p><p>错误原因：${escapeHtml(message)}</p>`,
  )

/** Codes to pay by: valid in form, of this buyer, with each ending. `salt` makes them new. */
const codesOf = (index: number, salt: string): readonly (readonly [string, string])[] =>
  (
    [
      ['0', '直接支付 · pays'],
      ['1', '需输密码 · asks for the password'],
      ['2', '余额不足 · not enough money'],
      ['3', '无效 · invalid'],
    ] as const
  ).map(([end, meaning]) => [`28${salt}${index + 1}${end}`, meaning] as const)

export function consumerPage(state: AlipayState, salt: string): string {
  const buyers = state.buyers
    .map(
      ({ userId, logonId, balanceFen }, index) =>
        `<h2>${escapeHtml(logonId)} · ${userId} · ¥${yuanOf(balanceFen)}</h2><table>${codesOf(index, salt)
          .map(([code, meaning]) => `<tr><td><code>${code}</code><td>${meaning}</tr>`)
          .join('')}</table>`,
    )
    .join('')
  const waiting = Object.values(state.trades)
    .filter(({ status }) => status === 'WAIT_BUYER_PAY')
    .slice(-50)
    .reverse()
    .map(
      ({ token, subject, totalFen, outTradeNo }) =>
        `<tr><td><a href="/cashier/${token}">${escapeHtml(subject)}</a><td>¥${yuanOf(totalFen)}<td>${escapeHtml(outTradeNo)}</tr>`,
    )
    .join('')
  return page(
    '消费者 · Consumer',
    `<h1>消费者 · Consumer</h1><form action="/scan"><label>扫一扫：粘贴二维码内容或App支付订单串 · Scan: paste the content of a QR code, or the order string of an App payment <input name="code" size="60"></label><button>扫码 · Scan</button></form>
<h2>待支付 · Waiting</h2><table>${waiting}</table>${buyers}`,
  )
}

export const CONTROL_PAGE = page(
  '模拟支付宝 · Simulated Alipay',
  `<h1>模拟支付宝 · Simulated Alipay</h1><p>营业日 · business day <strong id="day"></strong> <button id="roll">日切 · Roll over the day</button> <a href="/consumer">消费者 · Consumer</a></p>
<h2>故障：下一次触发 · Faults: strike the next occasion</h2><p>${Object.entries(FAULTS)
    .map(([name, meaning]) => `<button data-fault="${name}" title="${meaning}">${name}</button>`)
    .join(' ')}</p><pre id="settings"></pre>
<h2>接入参数 · To configure an SDK</h2><pre id="apps" style="white-space:pre-wrap;overflow-wrap:anywhere"></pre>
<h2>交易 · Trades</h2><table><tbody id="trades"></tbody></table><h2>协议 · Agreements</h2><table><tbody id="agreements"></tbody></table><h2>通知 · Notifications</h2><table><tbody id="deliveries"></tbody></table>
<script>
const post=(path,body)=>fetch(path,{method:'POST',headers:{'content-type':'application/json'},body:JSON.stringify(body||{})}).then(show)
const rows=(id,list)=>{document.getElementById(id).replaceChildren(...list.map(cells=>{const tr=document.createElement('tr');for(const cell of cells){const td=document.createElement('td');td.textContent=cell??'';tr.append(td)}return tr}))}
async function show(){const s=await(await fetch('/control/state')).json();document.getElementById('day').textContent=s.business_day
document.getElementById('settings').textContent=JSON.stringify(s.faults,null,1);document.getElementById('apps').textContent=JSON.stringify(s.apps,null,1)
rows('trades',s.trades.map(t=>[t.out_trade_no,t.trade_no,t.total_amount,t.status,t.refunded]));rows('agreements',s.agreements.map(a=>[a.agreement_no,a.external_agreement_no,a.status]))
rows('deliveries',s.deliveries.map(d=>[d.at,d.url,d.attempt,d.answer]))}
document.getElementById('roll').onclick=()=>post('/control/roll',{days:1})
for(const b of document.querySelectorAll('[data-fault]'))b.onclick=()=>post('/control/faults',{next:{[b.dataset.fault]:1}})
show();setInterval(show,2000)
</script>`,
)
