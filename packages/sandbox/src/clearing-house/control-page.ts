/** The page at /control: the SMS inbox, accounts, instructions and the fault switches. For people; loopback only. */
import { FAULTS } from './faults.ts'

export const controlPage = (name: { readonly zh: string; readonly en: string }): string => `<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${name.zh} · ${name.en}</title>
<style>body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:64rem;padding:0 1rem;color:#1c2430}table{border-collapse:collapse;width:100%}
td,th{border-bottom:1px solid #d8dee6;padding:.3rem .5rem;text-align:left;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}button{padding:.3rem .7rem;margin:.15rem}code{background:#eef1f5;padding:0 .3em}</style></head>
<body><h1>${name.zh} · ${name.en}</h1>
<p>Own specification; not compatible with, nor a copy of, any real clearing house. 自有规范，与任何真实清算机构均不兼容。</p>
<p>Business date 清算日 <strong id="date"></strong> <button data-post="/control/roll-day">Cut the day 日切</button> <button data-post="/control/cycle">Close the cycle 轧差</button> <button data-post="/control/release">Release held lines 释放挂起明细</button>
<button data-post="/control/keys/rotate">Second key 新增密钥</button> <button data-post="/control/keys/retire">Newest key only 停用旧密钥</button></p>
<h2>SMS inbox 短信</h2><table><tbody id="inbox"></tbody></table>
<h2>Accounts and quota 账户与额度</h2><table><tbody id="banks"></tbody></table>
<h2>Faults: strike the next occasion 故障：下一次触发</h2><p id="faults">${Object.entries(FAULTS)
  .map(([fault, meaning]) => `<button data-fault="${fault}" title="${meaning}">${fault}</button>`)
  .join(' ')} <button data-post="/control/calm">Calm 恢复正常</button></p><pre id="settings"></pre>
<h2>Instructions 指令</h2><table><thead><tr><th>id<th>kind<th>fen<th>status<th></tr></thead><tbody id="instructions"></tbody></table>
<h2>Callbacks 通知</h2><table><tbody id="deliveries"></tbody></table>
<script>
const post=(path,body)=>fetch(path,{method:'POST',headers:{'content-type':'application/json'},body:JSON.stringify(body||{})}).then(show)
const rows=(id,list)=>{const body=document.getElementById(id);body.replaceChildren(...list.map(cells=>{const tr=document.createElement('tr');for(const cell of cells){const td=document.createElement('td');if(cell instanceof Node)td.append(cell);else td.textContent=cell??'';tr.append(td)}return tr}))}
const steps=id=>{const span=document.createElement('span');for(const [label,path] of [['Pay 付款','pay'],['Refuse 拒绝','refuse'],['Run out 超时','expire']]){const b=document.createElement('button');b.textContent=label;b.onclick=()=>post('/control/'+path,{order:id});span.append(b)}return span}
async function show(){const s=await(await fetch('/control/state')).json();document.getElementById('date').textContent=s.business_date
rows('inbox',s.inbox.map(m=>[m.at,m.phone,m.text]));rows('banks',[...s.banks.map(b=>[b.institution,'reserve 备付金 '+b.reserve,'own 自有资金 '+b.own]),...s.quotas.map(q=>[q.institution,'quota 预付额度 '+(q.quota??'∞'),'used 已用 '+q.used])])
rows('instructions',s.instructions.map(i=>[i.id,i.kind,i.fen,i.state,i.waits_for_payer?steps(i.id):'']));rows('deliveries',s.deliveries.map(d=>[d.at,d.url,d.status,d.event]));document.getElementById('settings').textContent=JSON.stringify(s.faults,null,1)}
for(const b of document.querySelectorAll('[data-post]'))b.onclick=()=>post(b.dataset.post)
for(const b of document.querySelectorAll('[data-fault]'))b.onclick=()=>post('/control/faults',{next:{[b.dataset.fault]:1}})
show();setInterval(show,2000)
</script></body></html>
`
