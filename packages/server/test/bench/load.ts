/**
 * The load, in a process of its own: HTTP/1.1 over plain sockets, so that the client costs as little as it can. Reads a plan as
 * JSON from standard input, prints latencies and counts as one line of JSON.
 */
import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'

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
const run = randomBytes(6).toString('hex')
const statuses: Record<string, number> = {}
const latencies: number[] = []
let serial = 0

function requestText(): string {
  serial += 1
  const mandate = plan.mandates[serial % plan.mandates.length] ?? ''
  const body = `{"amount":10,"currency":"CNY","order_reference":"${run}-${serial}","confirm":true,"payment_method":{"type":"wallet_balance","mandate":"${mandate}"}}`
  return `POST /v1/payments HTTP/1.1\r\nHost: ${plan.host}:${plan.port}\r\nAuthorization: Bearer ${plan.secret}\r\nContent-Type: application/json\r\nIdempotency-Key: ${run}-${serial}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

const HEAD_END = Buffer.from('\r\n\r\n')

/** One connection with one request in flight. */
class Client {
  readonly socket: Socket
  private buffered: Buffer = Buffer.alloc(0)
  private startedAt = 0
  private readonly answered: (client: Client) => void

  constructor(answered: (client: Client) => void) {
    this.answered = answered
    this.socket = connect({ host: plan.host, port: plan.port, noDelay: true })
    this.socket.on('data', chunk => this.read(chunk as Buffer))
    this.socket.on('error', error => {
      process.stderr.write(`${error.message}\n`)
      process.exit(1)
    })
  }

  send(startedAt: number): void {
    this.startedAt = startedAt
    this.socket.write(requestText())
  }

  private read(chunk: Buffer): void {
    this.buffered = this.buffered.length === 0 ? chunk : Buffer.concat([this.buffered, chunk])
    const headEnd = this.buffered.indexOf(HEAD_END)
    if (headEnd < 0) return
    const head = this.buffered.toString('latin1', 0, headEnd)
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
    if (this.buffered.length < headEnd + 4 + length) return
    const status = head.slice(9, 12)
    statuses[status] = (statuses[status] ?? 0) + 1
    latencies.push(performance.now() - this.startedAt)
    this.buffered = Buffer.alloc(0)
    this.answered(this)
  }
}

const startedAt = performance.now()
const until = startedAt + plan.seconds * 1000

async function closedLoop(): Promise<void> {
  await new Promise<void>(resolve => {
    let open = plan.connections
    const next = (client: Client): void => {
      const now = performance.now()
      if (now < until) client.send(now)
      else {
        client.socket.destroy()
        open -= 1
        if (open === 0) resolve()
      }
    }
    for (let at = 0; at < plan.connections; at++) {
      const client: Client = new Client(next)
      client.socket.once('connect', () => client.send(performance.now()))
    }
  })
}

/** Latency counts from when the request was due, so that a stall is charged to everything that had to wait for it. */
async function openLoop(): Promise<void> {
  const idle: Client[] = []
  const waiting: number[] = []
  let underWay = 0
  const total = Math.floor(plan.rate * plan.seconds)
  await Promise.all(
    Array.from(
      { length: plan.connections },
      () =>
        new Promise<void>(resolve => {
          const client: Client = new Client(free)
          client.socket.once('connect', () => {
            idle.push(client)
            resolve()
          })
        }),
    ),
  )
  function free(client: Client): void {
    underWay -= 1
    const due = waiting.shift()
    if (due === undefined) idle.push(client)
    else start(client, due)
  }
  function start(client: Client, due: number): void {
    underWay += 1
    client.send(due)
  }
  const began = performance.now()
  let sent = 0
  await new Promise<void>(resolve => {
    const tick = (): void => {
      const now = performance.now()
      while (sent < total && began + (sent * 1000) / plan.rate <= now) {
        const due = began + (sent * 1000) / plan.rate
        const client = idle.pop()
        if (client === undefined) waiting.push(due)
        else start(client, due)
        sent += 1
      }
      if (sent >= total && underWay === 0 && waiting.length === 0) resolve()
      else setTimeout(tick, 1)
    }
    tick()
  })
  for (const client of idle) client.socket.destroy()
}

await (plan.rate === 0 ? closedLoop() : openLoop())
process.stdout.write(`${JSON.stringify({ elapsedMs: performance.now() - startedAt, statuses, latencies })}\n`, () => process.exit(0))
