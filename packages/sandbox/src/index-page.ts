/**
 * One page that leads to every simulator, ends the business day of all of them (`POST /roll-day`), and `GET /access.json`: how to connect to each.
 * Loopback only, since keys are on it.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SandboxAccess } from './access.ts'
import { isFromHere } from './body.ts'

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (value: string): string => value.replaceAll(/[&<>"]/g, character => ESCAPES[character] ?? character)

type System = { readonly zh: string; readonly en: string; readonly pages: readonly (readonly [path: string, zh: string, en: string])[] }

const CONTROL = ['/control', '控制台', 'control page'] as const

const SYSTEMS: Readonly<Record<keyof SandboxAccess, System>> = {
  sim: { zh: '模拟清算平台甲', en: 'Clearing house A', pages: [CONTROL] },
  sim_b: { zh: '模拟清算平台乙', en: 'Clearing house B', pages: [CONTROL] },
  reserve_bank: { zh: '模拟备付金银行', en: 'Reserve bank', pages: [CONTROL] },
  wechat_pay: { zh: '模拟微信支付 v3', en: 'WeChat Pay API v3', pages: [CONTROL, ['/consumer', '消费者手机', "the consumer's phone"]] },
  alipay: { zh: '模拟支付宝', en: 'Alipay, v3 and the v2 gateway', pages: [CONTROL, ['/consumer', '消费者', 'the consumer']] },
}

function row(code: keyof SandboxAccess, { base_url, settings, credentials }: SandboxAccess[keyof SandboxAccess]): string {
  const { zh, en, pages } = SYSTEMS[code]
  const links = pages.map(([path, label, english]) => `<a href="${escaped(base_url + path)}">${label} · ${english}</a>`).join('<br>')
  const facts = Object.entries(settings).map(([name, value]) => `${escaped(name)} <code>${escaped(value)}</code>`)
  const keys = credentials.map(({ role }) => escaped(role)).join(', ')
  return `<tr><th scope="row">${zh}<br>${en}<br><code>${code}</code></th><td><code>${escaped(base_url)}</code></td><td>${links}</td><td>${facts.join('<br>')}<br><small>${keys}</small></td></tr>`
}

const page = (access: SandboxAccess, ended: string | null): string => `<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>支付沙箱 · Payment sandbox</title>
<style>body{font:15px/1.6 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1c2430}table{border-collapse:collapse;width:100%}
td,th{border-bottom:1px solid #d8dee6;padding:.5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}code{background:#eef1f5;padding:0 .3em}</style></head>
<body><h1>支付沙箱 · Payment sandbox</h1>
<p>模拟器，不是任何真实机构的产品，不涉及真实资金。 Simulators: nobody's products but ours, and no money moves. 用法 · guide: <code>docs/guides/sandbox.zh-CN.md</code>, <code>docs/guides/sandbox.md</code></p>
<form method="post" action="/roll-day"><button>日切 · End the business day everywhere</button>${ended === null ? '' : ` <strong id="ended">${escaped(ended)}</strong> 已结束 · has ended: bills, files and statements are ready`}</form>
<table><thead><tr><th scope="col">系统 · system</th><th scope="col">地址 · address</th><th scope="col">页面 · pages</th><th scope="col">接入 · connecting</th></tr></thead>
<tbody>${(Object.keys(SYSTEMS) as (keyof SandboxAccess)[]).map(code => row(code, access[code])).join('')}</tbody></table>
<p><a href="/access.json">access.json</a>：地址、参数与密钥（仅本机） · addresses, settings and keys, from this machine only</p></body></html>
`

export async function createIndex(options: {
  readonly port: number
  readonly host: string
  readonly access: () => SandboxAccess
  /** Ends the business day everywhere; the day that ended. */
  readonly rollDay: () => Promise<string>
}): Promise<{ readonly url: string; close(): Promise<void> }> {
  /** What is asked for, by whom it may be asked: a page elsewhere can neither read keys nor end a day. */
  async function answer(request: IncomingMessage): Promise<{ readonly status: number; readonly html?: string; readonly json?: unknown }> {
    const asked = `${request.method} ${(request.url ?? '/').split('?', 1)[0]}`
    if (!isFromHere(request)) return { status: 403, json: {} }
    if (asked === 'GET /') return { status: 200, html: page(options.access(), null) }
    if (asked === 'GET /access.json') return { status: 200, json: options.access() }
    if (asked !== 'POST /roll-day') return { status: 404, json: {} }
    const { origin, host } = request.headers
    if (origin !== undefined && origin !== `http://${host}`) return { status: 403, json: {} }
    const ended = await options.rollDay()
    return request.headers.accept?.includes('text/html') === true
      ? { status: 200, html: page(options.access(), ended) }
      : { status: 200, json: { ended } }
  }
  const server = createServer((request, response) => {
    answer(request).then(
      ({ status, html, json }) => {
        const type = html === undefined ? 'application/json' : 'text/html; charset=utf-8'
        response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(html ?? JSON.stringify(json, null, 1))
      },
      () => response.writeHead(500).end(),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return {
    url: `http://${options.host}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
