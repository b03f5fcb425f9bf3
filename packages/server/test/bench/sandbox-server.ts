/**
 * The sandbox of the connectors' benchmark in a process of its own. Prints how to connect to it; then obeys orders, one line of JSON each:
 * pays orders and keeps the notifications instead of sending them, or changes a channel's faults.
 */
import { writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { startSandbox } from '@feiqian/sandbox'

export type SandboxOrder =
  /** Pays these orders of WeChat Pay and writes the notifications, as they would be sent, to the file. */
  | { readonly kind: 'capture'; readonly orders: readonly string[]; readonly file: string }
  | { readonly kind: 'alipay_latency'; readonly ms: number }

/** A notification as it would be sent. */
export type Captured = { readonly headers: Readonly<Record<string, string>>; readonly body: string }

const captured: Captured[] = []
let capturing = false
const send = globalThis.fetch
globalThis.fetch = async (url, options) => {
  if (!capturing) return send(url, options)
  captured.push({ headers: options?.headers as Record<string, string>, body: String(options?.body) })
  return new Response(null, { status: 204 })
}

const sandbox = await startSandbox()
process.stdout.write(`${JSON.stringify(sandbox.access())}\n`)

async function obey(order: SandboxOrder): Promise<unknown> {
  if (order.kind === 'alipay_latency') {
    sandbox.alipay.control.setFaults({ latencyMs: order.ms })
    return {}
  }
  capturing = true
  for (const id of order.orders) {
    const refused = sandbox.weChatPay.control.pay(id)
    if (refused !== null) throw new Error(`${id} cannot be paid: ${refused}`)
  }
  while (captured.length < order.orders.length) await sleep(20)
  await writeFile(order.file, JSON.stringify(captured.splice(0)))
  capturing = false
  return { captured: order.orders.length }
}

const lines = createInterface({ input: process.stdin })
lines.on('line', line => {
  obey(JSON.parse(line) as SandboxOrder).then(
    answer => process.stdout.write(`${JSON.stringify(answer)}\n`),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`)
      process.exit(1)
    },
  )
})
lines.on('close', () => process.exit(0))
