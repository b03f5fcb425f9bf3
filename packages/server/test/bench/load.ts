/** The load of payments, in a process of its own. Reads a plan as JSON from standard input, prints latencies and counts as one line of JSON. */
import { randomBytes } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { closedLoop, openLoop, tell } from './http-load.ts'

type Plan = {
  readonly host: string
  readonly port: number
  readonly secret: string
  readonly mandates: readonly string[]
  readonly seconds: number
  readonly connections: number
  /** Requests a second that are sent whatever comes back; 0: each connection sends when it was answered. */
  readonly rate: number
}

const plan = JSON.parse(await text(process.stdin)) as Plan
const { host, port } = plan
const run = randomBytes(6).toString('hex')
let serial = 0

function next(): string {
  serial += 1
  const mandate = plan.mandates[serial % plan.mandates.length] ?? ''
  const body = `{"amount":10,"currency":"CNY","order_reference":"${run}-${serial}","confirm":true,"payment_method":{"type":"wallet_balance","mandate":"${mandate}"}}`
  return `POST /v1/payments HTTP/1.1\r\nHost: ${host}:${port}\r\nAuthorization: Bearer ${plan.secret}\r\nContent-Type: application/json\r\nIdempotency-Key: ${run}-${serial}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

const target = { host, port, next }
tell(
  await (plan.rate === 0
    ? closedLoop(target, plan.connections, plan.seconds)
    : openLoop(target, plan.connections, plan.seconds, plan.rate)),
)
