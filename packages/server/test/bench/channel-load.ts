/**
 * The load of the connectors' benchmark, in a process of its own: orders at a channel, or notifications that were captured before. Reads a
 * plan as JSON from standard input, prints latencies and counts as one line of JSON.
 */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { closedLoop, openLoop, tell } from './http-load.ts'
import type { Captured } from './sandbox-server.ts'

export type ChannelPlan = {
  readonly host: string
  readonly port: number
  readonly connections: number
} & (
  | {
      readonly kind: 'orders'
      readonly secret: string
      readonly method: Readonly<Record<string, string>>
      readonly seconds: number
      /** 0: each connection sends when it was answered. */
      readonly rate: number
    }
  | { readonly kind: 'notifications'; readonly path: string; readonly file: string }
)

/** Far above what is to be measured: the connections are never idle. */
const FLOOD = 20_000

const plan = JSON.parse(await text(process.stdin)) as ChannelPlan
const { host, port, connections } = plan

if (plan.kind === 'orders') {
  const run = randomBytes(6).toString('hex')
  const method = JSON.stringify(plan.method)
  let serial = 0
  const next = (): string => {
    serial += 1
    const body = `{"amount":10,"currency":"CNY","order_reference":"${run}-${serial}","confirm":true,"payment_method":${method}}`
    return `POST /v1/payments HTTP/1.1\r\nHost: ${host}:${port}\r\nAuthorization: Bearer ${plan.secret}\r\nContent-Type: application/json\r\nIdempotency-Key: ${run}-${serial}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  }
  const target = { host, port, next }
  tell(await (plan.rate === 0 ? closedLoop(target, connections, plan.seconds) : openLoop(target, connections, plan.seconds, plan.rate)))
} else {
  const captured = JSON.parse(await readFile(plan.file, 'utf8')) as Captured[]
  const requests = captured.map(({ headers, body }) => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    return `POST ${plan.path} HTTP/1.1\r\nHost: ${host}:${port}\r\n${lines.join('')}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  })
  let at = 0
  const next = (): string => requests[at++] ?? ''
  tell(await openLoop({ host, port, next }, connections, requests.length / FLOOD, FLOOD))
}
