/**
 * Server-sent events (WHATWG HTML section 9.2): a bounded number of streams, one ping for all of them every 15 seconds. A
 * reader that does not keep up is cut off rather than buffered without end; its page reconnects and reads the state afresh.
 */
import type { ServerResponse } from 'node:http'
import type { StreamReply } from './route.ts'

const PING_MS = 15_000
const BUFFERED_BYTES_MAX = 256 * 1024

export type Streams = {
  /** Starts streaming; `false` when there are too many streams. The response's head must not have been sent. */
  open(reply: StreamReply, response: ServerResponse, headers: readonly string[]): boolean
  readonly count: number
  /** Ends every stream; its page reconnects, to another node while this one drains. */
  close(): void
}

export function createStreams(options: {
  readonly max: number
  readonly onError: (error: unknown) => void
  readonly pingMs?: number
}): Streams {
  const open = new Set<ServerResponse>()
  let pings: NodeJS.Timeout | null = null
  let closed = false

  const write = (response: ServerResponse, text: string): void => {
    if (response.destroyed || response.writableEnded) return
    if (response.writableLength > BUFFERED_BYTES_MAX) response.destroy()
    else response.write(text)
  }

  const ping = (): void => {
    for (const response of open) write(response, 'event: ping\ndata: {}\n\n')
  }

  return {
    open(reply, response, headers) {
      if (closed || open.size >= options.max) return false
      response.writeHead(200, [...headers, 'Content-Type', 'text/event-stream; charset=utf-8', 'X-Accel-Buffering', 'no'])
      response.write('retry: 1000\n\n')
      open.add(response)
      pings ??= setInterval(ping, options.pingMs ?? PING_MS).unref()
      let unsubscribe: (() => void) | null = null
      const leave = (): void => {
        const called = unsubscribe
        unsubscribe = null
        try {
          called?.()
        } catch (error) {
          options.onError(error)
        }
      }
      response.once('close', () => {
        open.delete(response)
        if (open.size === 0 && pings !== null) {
          clearInterval(pings)
          pings = null
        }
        leave()
      })
      try {
        unsubscribe = reply.open((event, data) => write(response, `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`), response)
        if (response.destroyed) leave()
      } catch (error) {
        options.onError(error)
        response.destroy()
      }
      return true
    },
    get count() {
      return open.size
    },
    close() {
      closed = true
      for (const response of open) response.end()
    },
  }
}
