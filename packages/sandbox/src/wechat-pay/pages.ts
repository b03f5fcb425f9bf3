/** The consumer's phone and the tester's control page: plain HTML with stable element ids, in Chinese and English. */
import { findOrder, obstacle, payOrder, refuseOrder } from './consumer.ts'
import { type Context, yuan } from './context.ts'
import { FAULTS } from './faults.ts'
import type { Order } from './state.ts'

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:28rem;padding:0 1rem;color:#1c2430;background:#f4f6f5}
main{background:#fff;border-radius:.75rem;padding:1.5rem}h1{font-size:1.1rem}.amount{font-size:2.2rem;font-variant-numeric:tabular-nums;margin:.5rem 0}
input{font:inherit;padding:.5rem;width:100%;box-sizing:border-box;border:1px solid #7c8894;border-radius:.4rem}
button{font:inherit;padding:.6rem 1.2rem;border:0;border-radius:.4rem;background:#067a46;color:#fff;margin:.8rem .5rem 0 0}
button.quiet{background:#e4e8ec;color:#1c2430}[role=alert]{background:#fdecea;padding:.6rem;border-radius:.4rem}footer{color:#56616c;font-size:.85rem;margin-top:1rem}`

type Page = { readonly status: number; readonly html: string }

const page = (status: number, content: string): Page => ({
  status,
  html: `<!doctype html><html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>模拟微信支付 · Simulated WeChat Pay</title><style>${STYLE}</style></head><body><main>${content}</main>
<footer>模拟器，非微信支付，不涉及真实资金。 A simulator: not WeChat Pay's, and no money moves.</footer></body></html>`,
})

const payeeOf = (context: Context, order: Order): string => {
  const merchant = context.state.keys.merchants.find(({ mchid }) => mchid === order.mchid)
  return merchant?.subMerchants.find(({ mchid }) => mchid === order.subMchid)?.name ?? merchant?.name ?? order.mchid
}

function scanForm(context: Context, message: string | null): string {
  const waiting = Object.values(context.state.orders)
    .filter(({ tradeState }) => tradeState === 'NOTPAY' || tradeState === 'USERPAYING')
    .slice(-10)
    .reverse()
  const rows = waiting.map(
    order =>
      `<li><a href="/consumer?prepay_id=${order.prepayId}">${escaped(order.description)} ¥${yuan(order.totalFen)}</a> ${order.tradeState}</li>`,
  )
  return `<h1>扫一扫 · Scan</h1>${message === null ? '' : `<p role="alert" id="message">${escaped(message)}</p>`}
<form method="get" action="/consumer"><label for="order">code_url, h5_url, prepay_id, out_trade_no</label>
<input id="order" name="order" autocomplete="off" required><button id="open">打开 · Open</button></form>
${rows.length === 0 ? '' : `<h1>待支付 · Waiting</h1><ul>${rows.join('')}</ul>`}`
}

function cashier(context: Context, order: Order, message: string | null, redirectUrl: string): Page {
  const closed = obstacle(context, order)
  const details = `<h1 id="payee">${escaped(payeeOf(context, order))}</h1><p>${escaped(order.description)}</p>
<p class="amount" id="amount">¥${yuan(order.totalFen)}</p><p id="state">${order.tradeState}</p>`
  const alert = message === null ? '' : `<p role="alert" id="message">${escaped(message)}</p>`
  const back = /^https?:\/\//.test(redirectUrl)
    ? `<p><a id="return" href="${escaped(redirectUrl)}">返回商家 · Back to the merchant</a></p>`
    : ''
  if (closed !== null) return page(200, `${details}${alert}<p id="closed">${closed}</p>${back}`)
  return page(
    200,
    `${details}${alert}<form method="post" action="/consumer"><input type="hidden" name="prepay_id" value="${order.prepayId}">
<input type="hidden" name="redirect_url" value="${escaped(redirectUrl)}">
<label for="password">支付密码 · Password (123456)</label><input id="password" name="password" type="password" inputmode="numeric" autocomplete="off">
<button id="approve" name="step" value="approve">确认支付 · Pay</button><button id="refuse" class="quiet" name="step" value="refuse">取消 · Refuse</button></form>`,
  )
}

/** `GET /consumer` and the h5_url: the cashier of the order that is named, else the scanner. */
export function consumerPage(context: Context, given: URLSearchParams): Page {
  const named = given.get('prepay_id') ?? given.get('order')
  if (named === null) return page(200, scanForm(context, null))
  const order = findOrder(context, named)
  return order === null
    ? page(404, scanForm(context, '订单不存在 · no such order'))
    : cashier(context, order, null, given.get('redirect_url') ?? '')
}

/** `POST /consumer`: approves with the password, or refuses. */
export function stepOfConsumer(context: Context, form: URLSearchParams): Page {
  const order = findOrder(context, form.get('prepay_id') ?? '')
  if (order === null) return page(404, scanForm(context, '订单不存在 · no such order'))
  const redirectUrl = form.get('redirect_url') ?? ''
  if (form.get('step') === 'approve') return cashier(context, order, payOrder(context, order, form.get('password') ?? ''), redirectUrl)
  refuseOrder(order)
  return cashier(context, order, '已取消 · refused', redirectUrl)
}

const FAULT_BUTTONS = Object.entries(FAULTS)
  .map(([name, meaning]) => `<button data-fault="${name}" title="${escaped(meaning)}">${name}</button>`)
  .join(' ')

/** The page at /control; loopback only. */
export const CONTROL_PAGE = `<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>模拟微信支付控制台 · Simulated WeChat Pay</title>
<style>body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1c2430}table{border-collapse:collapse;width:100%}
td,th{border-bottom:1px solid #d8dee6;padding:.3rem .5rem;text-align:left;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}button{padding:.3rem .7rem;margin:.15rem}</style></head>
<body><h1>模拟微信支付 · Simulated WeChat Pay API v3</h1>
<p>模拟器，非微信支付，不涉及真实资金。 A simulator: not WeChat Pay's, and no money moves. <a href="/consumer">消费者手机 · the consumer's phone</a></p>
<p>业务日 · Business date <strong id="date"></strong> <button data-post="/control/roll-day">日切 · Next day</button></p>
<p>平台密钥 · Platform keys: <strong id="mode"></strong> <button data-mode="certificate">平台证书 · certificate</button><button data-mode="switching">切换中 · switching</button><button data-mode="public_key">公钥 · public key</button>
<button data-post="/control/certificates/add">新增证书 · add certificate</button><button data-post="/control/certificates/retire">停用旧证书 · retire old ones</button></p><pre id="keys"></pre>
<h2>故障：下一次触发 · Faults: strike the next occasion</h2><p>${FAULT_BUTTONS}</p><pre id="settings"></pre>
<h2>订单 · Orders</h2><table><tbody id="orders"></tbody></table><h2>退款 · Refunds</h2><table><tbody id="refunds"></tbody></table>
<h2>进件 · Applications</h2><table><tbody id="applyments"></tbody></table><h2>回调 · Callbacks</h2><table><tbody id="deliveries"></tbody></table>
<script>
const post=(path,body)=>fetch(path,{method:'POST',headers:{'content-type':'application/json'},body:JSON.stringify(body||{})}).then(show)
const rows=(id,list)=>document.getElementById(id).replaceChildren(...list.map(cells=>{const tr=document.createElement('tr');for(const cell of cells){const td=document.createElement('td');if(cell instanceof Node)td.append(cell);else td.textContent=cell??'';tr.append(td)}return tr}))
const button=(label,action)=>{const b=document.createElement('button');b.textContent=label;b.onclick=action;return b}
async function show(){const s=await(await fetch('/control/state')).json();date.textContent=s.business_date;mode.textContent=s.key_mode
keys.textContent=[s.public_key_id,...s.certificates].join('\\n');settings.textContent=JSON.stringify(s.faults,null,1)
rows('orders',s.orders.map(o=>[o.out_trade_no,o.transaction_id,o.sub_mchid||o.mchid,o.amount.total,o.trade_state,/NOTPAY|USERPAYING/.test(o.trade_state)?button('支付 · pay',()=>post('/control/pay',{order:o.out_trade_no})):'']))
rows('refunds',s.refunds.map(r=>[r.out_refund_no,r.refund_id,r.refund,r.status]))
rows('applyments',s.applyments.map(a=>[a.business_code,a.state,button('下一步 · next',()=>post('/control/applyments',{business_code:a.business_code})),button('驳回 · reject',()=>post('/control/applyments',{business_code:a.business_code,to:'REJECTED',field:'id_card_copy',field_name:'身份证人像面照片',reject_reason:'照片不清晰'}))]))
rows('deliveries',s.deliveries.map(d=>[d.at,d.event,d.url,d.status,d.id]))}
for(const b of document.querySelectorAll('[data-fault]'))b.onclick=()=>post('/control/faults',{next:{[b.dataset.fault]:1}})
for(const b of document.querySelectorAll('[data-mode]'))b.onclick=()=>post('/control/key-mode',{mode:b.dataset.mode})
for(const b of document.querySelectorAll('[data-post]'))b.onclick=()=>post(b.dataset.post)
show();setInterval(show,2000)
</script></body></html>
`
