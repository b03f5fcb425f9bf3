/** The tester's hand on the reserve bank: faults, keys, destinations, days. In process, and as JSON on loopback. */
import { calmDown, changeFaults, readChange } from '../control-faults.ts'
import type { Odds } from '../dice.ts'
import type { Reply } from '../signed-server.ts'
import { calm, FAULTS, type FaultName, type FaultSettings, isFaultName, PLAIN } from './faults.ts'
import type { BankState, Destination, Entry } from './state.ts'

export type FaultChange = Partial<Omit<FaultSettings, 'rates' | 'next'>> & Partial<Odds<FaultName>>

export type Control = {
  /** Changes what is named and leaves the rest. */
  setFaults(change: FaultChange): void
  /** Nothing goes wrong any more. */
  calm(): void
  /** Begins the next business day. Returns the day that ended. */
  rollDay(): string
  businessDate(): string
  balances(customer: string): { readonly reserve: bigint; readonly own: bigint } | null
  entries(customer: string, account: 'reserve' | 'own'): readonly Entry[]
  /** Files a destination that may be paid. */
  addDestination(customer: string, destination: Destination): void
  removeDestination(customer: string, account: string): void
  /** Gives the party a second key beside the first. Returns it. */
  rotateKeys(party: string): string
  /** Leaves only the newest key. */
  retireKeys(party: string): void
  /** Requests that reached the bank since it started, by operation. */
  requestCounts(): Readonly<Record<string, number>>
}

export type ControlDeps = {
  readonly state: BankState
  readonly settings: FaultSettings
  readonly changed: () => void
  readonly businessDate: () => string
  readonly counts: () => Readonly<Record<string, number>>
  readonly newKey: () => string
}

export function createControl({ state, settings, changed, businessDate, counts, newKey }: ControlDeps): Control {
  return {
    setFaults: change => changeFaults(settings, change),
    calm: () => calmDown(settings, calm()),
    rollDay() {
      const ended = businessDate()
      state.daysAhead += 1
      changed()
      return ended
    },
    businessDate,
    balances(customer) {
      const known = state.customers[customer]
      return known === undefined ? null : { reserve: known.accounts.reserve.balance, own: known.accounts.own.balance }
    },
    entries: (customer, account) => state.customers[customer]?.accounts[account].entries ?? [],
    addDestination(customer, destination) {
      const known = state.customers[customer]
      if (known !== undefined && !known.destinations.some(({ account }) => account === destination.account))
        known.destinations.push(destination)
      changed()
    },
    removeDestination(customer, account) {
      const known = state.customers[customer]
      if (known !== undefined) known.destinations = known.destinations.filter(destination => destination.account !== account)
      changed()
    },
    rotateKeys(party) {
      const key = newKey()
      state.keys[party] = [...(state.keys[party] ?? []), key]
      changed()
      return key
    },
    retireKeys(party) {
      state.keys[party] = (state.keys[party] ?? []).slice(-1)
      changed()
    },
    requestCounts: counts,
  }
}

const stateBody = ({ state, settings }: ControlDeps, control: Control): Record<string, unknown> => ({
  business_date: control.businessDate(),
  customers: Object.values(state.customers).map(({ id, accounts, destinations }) => ({
    customer: id,
    reserve: Number(accounts.reserve.balance),
    own: Number(accounts.own.balance),
    destinations,
    entries: (['reserve', 'own'] as const).flatMap(account =>
      accounts[account].entries.slice(-50).map(entry => ({ account, ...entry, amount: Number(entry.amount) })),
    ),
  })),
  faults: settings,
})

/** The JSON face of the control: `null` when there is no such operation. */
export function controlOverHttp(
  deps: ControlDeps,
  control: Control,
  method: string,
  path: string,
  body: Readonly<Record<string, unknown>>,
): Reply | null {
  const named = (name: string): string => (typeof body[name] === 'string' ? body[name] : '')
  const ok = (answer: unknown = {}): Reply => ({ status: 200, body: answer })
  const customer = named('customer') || (Object.keys(deps.state.customers)[0] ?? '')
  const party = named('party') || customer
  switch (`${method} ${path}`) {
    case 'GET /control/state':
      return ok(stateBody(deps, control))
    case 'GET /control/faults':
      return ok({ faults: FAULTS, settings: deps.settings })
    case 'POST /control/faults':
      control.setFaults(readChange(body, PLAIN, isFaultName))
      return ok(deps.settings)
    case 'POST /control/calm':
      control.calm()
      return ok(deps.settings)
    case 'POST /control/roll-day':
      return ok({ ended: control.rollDay(), business_date: control.businessDate() })
    case 'POST /control/destinations':
      if (named('account') === '') return { status: 400, body: {} }
      control.addDestination(customer, {
        account: named('account'),
        name: named('name') || named('account'),
        kind: named('kind') || 'other',
      })
      return ok()
    case 'POST /control/destinations/remove':
      control.removeDestination(customer, named('account'))
      return ok()
    case 'POST /control/keys/rotate':
      return ok({ party, key: control.rotateKeys(party) })
    case 'POST /control/keys/retire':
      control.retireKeys(party)
      return ok()
    default:
      return null
  }
}

/** The page at /control; loopback only. */
export const CONTROL_PAGE = `<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>模拟备付金银行 · Simulated reserve bank</title>
<style>body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:64rem;padding:0 1rem;color:#1c2430}table{border-collapse:collapse;width:100%}
td,th{border-bottom:1px solid #d8dee6;padding:.3rem .5rem;text-align:left;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}button{padding:.3rem .7rem;margin:.15rem}</style></head>
<body><h1>模拟备付金银行 · Simulated reserve bank</h1>
<p>Own specification; no bank's. 自有规范，与任何真实银行无关。</p>
<p>Business date 营业日 <strong id="date"></strong> <button data-post="/control/roll-day">Next day 日切</button> <button data-post="/control/keys/rotate">Second key 新增密钥</button> <button data-post="/control/keys/retire">Newest key only 停用旧密钥</button></p>
<h2>Accounts 账户</h2><table><tbody id="accounts"></tbody></table><h2>Destinations 备案账户</h2><table><tbody id="destinations"></tbody></table>
<h2>Faults: strike the next occasion 故障：下一次触发</h2><p>${Object.entries(FAULTS)
  .map(([fault, meaning]) => `<button data-fault="${fault}" title="${meaning}">${fault}</button>`)
  .join(' ')} <button data-post="/control/calm">Calm 恢复正常</button></p><pre id="settings"></pre>
<h2>Entries 流水</h2><table><tbody id="entries"></tbody></table>
<script>
const post=(path,body)=>fetch(path,{method:'POST',headers:{'content-type':'application/json'},body:JSON.stringify(body||{})}).then(show)
const rows=(id,list)=>document.getElementById(id).replaceChildren(...list.map(cells=>{const tr=document.createElement('tr');for(const cell of cells){const td=document.createElement('td');td.textContent=cell??'';tr.append(td)}return tr}))
async function show(){const s=await(await fetch('/control/state')).json();document.getElementById('date').textContent=s.business_date
rows('accounts',s.customers.map(c=>[c.customer,'reserve 备付金 '+c.reserve,'own 自有资金 '+c.own]));rows('destinations',s.customers.flatMap(c=>c.destinations.map(d=>[c.customer,d.account,d.name,d.kind])))
rows('entries',s.customers.flatMap(c=>c.entries.map(e=>[c.customer,e.account,e.bookingDate,e.amount,e.kind,e.theirs,e.text])).reverse());document.getElementById('settings').textContent=JSON.stringify(s.faults,null,1)}
for(const b of document.querySelectorAll('[data-post]'))b.onclick=()=>post(b.dataset.post)
for(const b of document.querySelectorAll('[data-fault]'))b.onclick=()=>post('/control/faults',{next:{[b.dataset.fault]:1}})
show();setInterval(show,2000)
</script></body></html>
`
