/**
 * An HTTP proxy before the server that misbehaves as networks do: it loses the answer to a request that was carried out, or is
 * not there at all for a while.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type HttpProxy = {
  readonly url: string
  /** Of the next requests, carries out this many and breaks the connection instead of answering. */
  loseAnswers(count: number): void
  /** Breaks this many connections before anything reaches the server. */
  refuse(count: number): void
  /** The Idempotency-Key of every POST that arrived, in order. */
  readonly keys: readonly string[]
  close(): Promise<void>
}

/** Of one connection only, and so never passed on. */
const HOP_BY_HOP = new Set(['host', 'connection', 'keep-alive', 'content-length', 'content-encoding', 'transfer-encoding'])

const passedOn = (headers: readonly (readonly [string, string | string[] | undefined])[]): Record<string, string> =>
  Object.fromEntries(headers.flatMap(([name, value]) => (HOP_BY_HOP.has(name) ? [] : [[name, String(value)]])))

export async function startHttpProxy(target: () => string): Promise<HttpProxy> {
  let toLose = 0
  let toRefuse = 0
  const keys: string[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    if (request.method === 'POST') keys.push(String(request.headers['idempotency-key']))
    if (toRefuse > 0) {
      toRefuse -= 1
      request.socket.destroy()
      return
    }
    const answer = await fetch(target() + request.url, {
      method: request.method ?? 'GET',
      headers: passedOn(Object.entries(request.headers)),
      ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
    })
    const body = Buffer.from(await answer.arrayBuffer())
    if (toLose > 0) {
      toLose -= 1
      request.socket.destroy()
      return
    }
    response.writeHead(answer.status, passedOn([...answer.headers])).end(body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    loseAnswers(count) {
      toLose = count
    },
    refuse(count) {
      toRefuse = count
    },
    keys,
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
