/** What the client makes of a network that misbehaves, against real sockets. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createSafeClient } from '../../../platform/http/ssrf.ts'
import { createBreaker } from './breaker.ts'
import { createClient } from './client.ts'
import type { ExchangeRecord } from './exchange-log.ts'
import type { Client } from './types.ts'

const open: { servers: Server[]; clients: Client[] } = { servers: [], clients: [] }

afterEach(async () => {
  for (const client of open.clients.splice(0)) await client.close()
  for (const server of open.servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

type Answer = (request: IncomingMessage, response: ServerResponse) => void

async function serve(answer: Answer): Promise<string> {
  const server = createServer(answer)
  open.servers.push(server)
  const port = await new Promise<number>(resolve => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))
  return `http://127.0.0.1:${port}`
}

function clientOf(baseUrl: string | null, options: { allowPrivate?: boolean; inFlightMax?: number } = {}) {
  const records: ExchangeRecord[] = []
  const calls: boolean[] = []
  const client = createClient(
    {
      baseUrl: () => baseUrl,
      outgoing: createSafeClient({
        allowPrivate: options.allowPrivate ?? true,
        resolve: async () => [{ address: '127.0.0.1', family: 4 }],
      }),
      record: exchange => records.push(exchange),
      called: answered => calls.push(answered),
    },
    { code: 'test', timeoutMs: 250, ...(options.inFlightMax === undefined ? {} : { inFlightMax: options.inFlightMax }) },
  )
  open.clients.push(client)
  return { client, records, calls }
}

const ONCE = { idempotent: false, reference: null }
const TWICE = { idempotent: true, reference: 'ins_1' }

describe('exchange', () => {
  it('knows that a refused connection sent nothing, and stops trying for a while', async () => {
    const { client, records } = clientOf('http://127.0.0.1:9')
    for (let call = 0; call < 5; call++) expect(await client.exchange('POST', '/x', {}, TWICE)).toMatchObject({ spoke: false, sent: false })
    expect(await client.exchange('POST', '/x', {}, TWICE)).toEqual({ spoke: false, sent: false, reason: 'circuit open' })
    expect([client.breaker.state, records.length, records[0]?.outcome]).toEqual(['open', 5, 'unsent'])
  })

  it('sends nothing while the connection is not set', async () => {
    const { client } = clientOf(null)
    expect(await client.exchange('GET', '/x', undefined, ONCE)).toEqual({ spoke: false, sent: false, reason: 'not connected' })
  })

  it('does not know the outcome after a timeout, and does not ask again at once', async () => {
    let requests = 0
    const { client } = clientOf(
      await serve(() => {
        requests += 1
      }),
    )
    expect(await client.exchange('POST', '/x', {}, TWICE)).toMatchObject({ spoke: false, sent: true })
    expect(requests).toBe(1)
  })

  it('repeats a broken exchange once, signed anew, and only where that is harmless', async () => {
    const seen: (string | undefined)[] = []
    const { client, records } = clientOf(
      await serve(request => {
        seen.push(request.headers.nonce as string | undefined)
        request.socket.destroy()
      }),
    )
    let nonce = 0
    const headers = () => ({ nonce: String(++nonce) })
    expect(await client.exchange('POST', '/x', {}, { ...TWICE, headers })).toMatchObject({ spoke: false, sent: true })
    expect(await client.exchange('POST', '/x', {}, { ...ONCE, headers })).toMatchObject({ spoke: false, sent: true })
    expect([seen, records.length]).toEqual([['1', '2', '3'], 3])
  })

  it('does not take an answer for one that does not verify, nor a 5xx unless it may speak', async () => {
    const { client } = clientOf(
      await serve((request, response) => response.writeHead(request.url === '/500' ? 500 : 200).end('{"ok":true}')),
    )
    const doubted = await client.exchange('GET', '/x', undefined, { ...TWICE, verify: () => 'not signed' })
    expect(doubted).toMatchObject({ spoke: false, sent: true, reason: 'not signed', answer: { status: 200 } })
    expect(await client.exchange('GET', '/500', undefined, TWICE)).toMatchObject({
      spoke: false,
      sent: true,
      reason: 'answer 500',
      answer: { status: 500 },
    })
    expect(await client.exchange('GET', '/500', undefined, { ...TWICE, serverErrorsSpeak: true })).toMatchObject({
      spoke: true,
      status: 500,
    })
  })

  it('sends JSON, text and bytes as they are, and hands headers to the signer with the text', async () => {
    const bodies: string[] = []
    const { client } = clientOf(
      await serve((request, response) => {
        let text = ''
        request.on('data', (chunk: Buffer) => {
          text += chunk.toString('latin1')
        })
        request.on('end', () => {
          bodies.push(`${request.headers['content-type']} ${request.headers.signed} ${text}`)
          response.end()
        })
      }),
    )
    const headers = (text: string) => ({ signed: String(text.length) })
    await client.exchange('POST', '/x', { a: 1 }, { ...ONCE, headers })
    await client.exchange('POST', '/x', 'a=1', { ...ONCE, headers, contentType: 'application/x-www-form-urlencoded' })
    await client.exchange('POST', '/x', Buffer.from([0xff]), { ...ONCE, headers, contentType: 'image/png' })
    expect(bodies).toEqual(['application/json 7 {"a":1}', 'application/x-www-form-urlencoded 3 a=1', 'image/png 0 \xff'])
  })

  it('reads no more of an answer than its bound', async () => {
    const { client } = clientOf(await serve((_, response) => response.end('x'.repeat(2_000))))
    expect(await client.exchange('GET', '/x', undefined, { ...ONCE, bodyMaxBytes: 1_000 })).toMatchObject({
      spoke: false,
      sent: true,
      reason: 'BodyTooLargeError',
    })
    expect(await client.exchange('GET', '/x', undefined, { ...ONCE, bodyMaxBytes: 2_000 })).toMatchObject({ spoke: true })
  })

  it('calls no private address, by name or by number, and no other scheme', async () => {
    const url = await serve((_, response) => response.end())
    const { client, records } = clientOf(url.replace('http:', 'https:'), { allowPrivate: false })
    expect(await client.exchange('GET', '/x', undefined, ONCE)).toEqual({
      spoke: false,
      sent: false,
      reason: 'address refused: address_private',
    })
    const named = clientOf('https://channel.example', { allowPrivate: false })
    expect(await named.client.exchange('GET', '/x', undefined, ONCE)).toEqual({
      spoke: false,
      sent: false,
      reason: 'address refused: address_private',
    })
    expect(await named.client.exchange('GET', 'http://8.8.8.8/bill', undefined, ONCE)).toMatchObject({
      reason: 'address refused: url_scheme',
    })
    expect(await named.client.exchange('GET', 'not-an-address', undefined, ONCE)).toMatchObject({ reason: 'address refused: url_invalid' })
    expect(records).toEqual([])
  })

  it('checks the address of every connection, so that a name cannot answer differently the second time', async () => {
    const url = new URL(await serve((_, response) => response.end('hello')))
    const client = createClient(
      {
        baseUrl: () => `http://channel.example:${url.port}`,
        outgoing: {
          check: async text => ({
            ok: true,
            value: { url: new URL(text), addresses: [{ address: '127.0.0.1', family: 4 }] },
          }),
        },
        record: () => {},
        called: () => {},
      },
      { code: 'test' },
    )
    open.clients.push(client)
    expect(await client.exchange('GET', '/', undefined, ONCE)).toMatchObject({ spoke: true })
  })

  it('refuses more in flight than its bound, so that a slow rail holds no memory', async () => {
    const { client } = clientOf(await serve(() => {}), { inFlightMax: 3 })
    const all = await Promise.all([1, 2, 3, 4, 5].map(() => client.exchange('GET', '/x', undefined, ONCE)))
    expect(all.filter(said => !said.spoke && said.reason === 'overloaded')).toHaveLength(2)
  })
})

describe('download', () => {
  const readAll = async (bytes: AsyncIterable<Uint8Array>): Promise<number> => {
    let size = 0
    for await (const chunk of bytes) size += chunk.length
    return size
  }

  it('hands on the bytes as they come, up to its bound', async () => {
    const { client, records } = clientOf(await serve((_, response) => response.end(Buffer.alloc(300_000))))
    const whole = await client.download('/bill', ONCE)
    expect(whole.spoke && (await readAll(whole.bytes))).toBe(300_000)
    const cut = await client.download('/bill', { ...ONCE, bodyMaxBytes: 100_000 })
    await expect(cut.spoke ? readAll(cut.bytes) : null).rejects.toThrow('more than 100000 bytes')
    expect(records.map(({ withoutBodies, outcome }) => [withoutBodies, outcome])).toEqual([
      [true, 'answered'],
      [true, 'answered'],
    ])
  })

  it('is silent when nothing comes, and when they fail', async () => {
    const { client } = clientOf(await serve((_, response) => response.writeHead(502).end('down')))
    expect(await client.download('/bill', ONCE)).toEqual({ spoke: false, sent: true, reason: 'answer 502' })
    const away = clientOf('http://127.0.0.1:9')
    expect(await away.client.download('/bill', ONCE)).toMatchObject({ spoke: false, sent: false })
    expect(await clientOf(null).client.download('/bill', ONCE)).toMatchObject({ reason: 'not connected' })
  })
})

describe('the circuit breaker', () => {
  it('opens after five failures, lets one call try, and closes on its success', () => {
    let now = 0
    const breaker = createBreaker(() => now)
    for (let failure = 0; failure < 4; failure++) breaker.failed()
    expect([breaker.admit(), breaker.state]).toEqual([true, 'closed'])
    breaker.failed()
    expect([breaker.admit(), breaker.state]).toEqual([false, 'open'])
    now = 1_000
    expect([breaker.state, breaker.admit(), breaker.admit()]).toEqual(['half_open', true, false])
    breaker.failed()
    now = 2_999
    expect(breaker.admit()).toBe(false)
    now = 3_000
    expect(breaker.admit()).toBe(true)
    breaker.succeeded()
    expect([breaker.admit(), breaker.admit(), breaker.state]).toEqual([true, true, 'closed'])
  })
})
