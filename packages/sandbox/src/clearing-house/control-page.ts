/** The page at /control: the SMS inbox, accounts, instructions and the fault switches. For people; loopback only. */
import { FAULTS } from './faults.ts'

export const CONTROL_PAGE = `<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>模拟清算平台 · Simulated clearing house</title>
<style>body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:64rem;padding:0 1rem;color:#1c2430}table{border-collapse:collapse;width:100%}
td,th{border-bottom:1px solid #d8dee6;padding:.3rem .5rem;text-align:left;font-variant-numeric:tabular-nums}button{padding:.3rem .7rem}code{background:#eef1f5;padding:0 .3em}</style></head>
<body><h1>模拟清算平台 · Simulated clearing house</h1>
<p>Own specification; not compatible with, nor a copy of, any real clearing house. 自有规范，与任何真实清算机构均不兼容。</p>
<p>Business date 清算日 <strong id="date"></strong> <button id="cut">Cut the day 日切</button> <button id="release">Release held lines 释放挂起明细</button></p>
<h2>SMS inbox 短信</h2><table><tbody id="inbox"></tbody></table>
<h2>Reserve bank 备付金银行</h2><table><tbody id="banks"></tbody></table>
<h2>Faults: strike the next occasion 故障：下一次触发</h2><p id="faults">${Object.entries(FAULTS)
  .map(([name, meaning]) => `<button data-fault="${name}" title="${meaning}">${name}</button>`)
  .join(' ')}</p><pre id="settings"></pre>
<h2>Instructions 指令</h2><table><thead><tr><th>id<th>kind<th>amount<th>status<th>date</tr></thead><tbody id="instructions"></tbody></table>
<script>
const post=(path,body)=>fetch(path,{method:'POST',headers:{'content-type':'application/json'},body:JSON.stringify(body||{})}).then(show)
const rows=(id,list)=>{const body=document.getElementById(id);body.replaceChildren(...list.map(cells=>{const tr=document.createElement('tr');for(const cell of cells){const td=document.createElement('td');td.textContent=cell??'';tr.append(td)}return tr}))}
async function show(){const s=await(await fetch('/control/state')).json();document.getElementById('date').textContent=s.business_date
rows('inbox',s.inbox.map(m=>[m.at,m.phone,m.text]));rows('banks',s.banks.map(b=>[b.institution,'reserve 备付金 '+b.reserve,'own 自有资金 '+b.own]))
rows('instructions',s.instructions.map(i=>[i.instruction_id,i.kind,i.amount,i.status+(i.failure_code?' ('+i.failure_code+')':''),i.settlement_date]));document.getElementById('settings').textContent=JSON.stringify(s.faults,null,1)}
document.getElementById('cut').onclick=()=>post('/control/cut');document.getElementById('release').onclick=()=>post('/control/release')
for(const b of document.querySelectorAll('[data-fault]'))b.onclick=()=>post('/control/faults',{next:{[b.dataset.fault]:1}})
show();setInterval(show,2000)
</script></body></html>
`
