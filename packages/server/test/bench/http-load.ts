/**
 * Load over plain sockets, HTTP/1.1 with one request in flight on each connection, so that the client costs as little as it can. What is
 * sent is the caller's business.
 */
import { connect, type Socket } from 'node:net'

export type LoadResult = {
  readonly elapsedMs: number
  readonly statuses: Readonly<Record<string, number>>
  readonly latencies: readonly number[]
}

export type Target = {
  readonly host: string
  readonly port: number
  /** The next request, whole. */
  readonly next: () => string
  /** Hears the head of every answer. */
  readonly heard?: (head: string) => void
}

const HEAD_END = Buffer.from('\r\n\r\n')

type Client = { readonly socket: Socket; send(startedAt: number): void }

/** Measures what its connections were answered. */
function createGauge(target: Target) {
  const statuses: Record<string, number> = {}
  const latencies: number[] = []
  function open(answered: (client: Client) => void): Client {
    let buffered: Buffer = Buffer.alloc(0)
    let startedAt = 0
    const socket = connect({ host: target.host, port: target.port, noDelay: true })
    const client: Client = {
      socket,
      send(at) {
        startedAt = at
        socket.write(target.next())
      },
    }
    socket.on('data', chunk => {
      buffered = buffered.length === 0 ? (chunk as Buffer) : Buffer.concat([buffered, chunk as Buffer])
      const headEnd = buffered.indexOf(HEAD_END)
      if (headEnd < 0) return
      const head = buffered.toString('latin1', 0, headEnd)
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
      if (buffered.length < headEnd + 4 + length) return
      const status = head.slice(9, 12)
      statuses[status] = (statuses[status] ?? 0) + 1
      latencies.push(performance.now() - startedAt)
      buffered = Buffer.alloc(0)
      target.heard?.(head)
      answered(client)
    })
    socket.on('error', error => {
      process.stderr.write(`${error.message}\n`)
      process.exit(1)
    })
    return client
  }
  return { open, statuses, latencies }
}

/** Each connection sends as soon as it was answered. */
export async function closedLoop(target: Target, connections: number, seconds: number): Promise<LoadResult> {
  const gauge = createGauge(target)
  const startedAt = performance.now()
  const until = startedAt + seconds * 1000
  await new Promise<void>(resolve => {
    let open = connections
    const next = (client: Client): void => {
      const now = performance.now()
      if (now < until) client.send(now)
      else {
        client.socket.destroy()
        open -= 1
        if (open === 0) resolve()
      }
    }
    for (let at = 0; at < connections; at++) {
      const client: Client = gauge.open(next)
      client.socket.once('connect', () => client.send(performance.now()))
    }
  })
  return { elapsedMs: performance.now() - startedAt, statuses: gauge.statuses, latencies: gauge.latencies }
}

/**
 * `rate` requests a second whatever comes back. Latency counts from when the request was due, so that a stall is charged to everything
 * that had to wait for it.
 */
export async function openLoop(target: Target, connections: number, seconds: number, rate: number): Promise<LoadResult> {
  const gauge = createGauge(target)
  const startedAt = performance.now()
  const idle: Client[] = []
  const waiting: number[] = []
  let underWay = 0
  const total = Math.floor(rate * seconds)
  const free = (client: Client): void => {
    underWay -= 1
    const due = waiting.shift()
    if (due === undefined) idle.push(client)
    else start(client, due)
  }
  function start(client: Client, due: number): void {
    underWay += 1
    client.send(due)
  }
  await Promise.all(
    Array.from(
      { length: connections },
      () =>
        new Promise<void>(resolve => {
          const client: Client = gauge.open(free)
          client.socket.once('connect', () => {
            idle.push(client)
            resolve()
          })
        }),
    ),
  )
  const began = performance.now()
  let sent = 0
  await new Promise<void>(resolve => {
    const tick = (): void => {
      const now = performance.now()
      while (sent < total && began + (sent * 1000) / rate <= now) {
        const due = began + (sent * 1000) / rate
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
  return { elapsedMs: performance.now() - startedAt, statuses: gauge.statuses, latencies: gauge.latencies }
}

/** Prints the result as one line of JSON and ends the process. */
export const tell = (result: LoadResult): void => void process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0))
