/** What the client makes of a network that misbehaves, against real sockets. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../kernel/time.ts'
import { createBreaker } from './breaker.ts'
import { createHouseClient, type HouseClient } from './client.ts'

const open: { server?: Server; client?: HouseClient } = {}

afterEach(async () => {
  await open.client?.close()
  open.server?.closeAllConnections()
  open.server?.close()
  delete open.client
  delete open.server
})

async function clientOf(server: Server | null): Promise<HouseClient> {
  const port =
    server === null
      ? 9
      : await new Promise<number>(resolve => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))
  if (server !== null) open.server = server
  open.client = createHouseClient({
    url: `http://127.0.0.1:${port}`,
    institution: 'inst',
    secret: 'secret',
    clock: systemClock,
    timeoutMs: 200,
  })
  return open.client
}

describe('exchange', () => {
  it('knows that a refused connection sent nothing, and stops trying for a while', async () => {
    const client = await clientOf(null)
    for (let call = 0; call < 5; call++)
      expect(await client.exchange('POST', '/debits', {}, 1)).toMatchObject({ spoke: false, sent: false })
    expect(await client.exchange('POST', '/debits', {}, 1)).toEqual({ spoke: false, sent: false, reason: 'circuit open' })
  })

  it('does not know the outcome after a timeout', async () => {
    let requests = 0
    const client = await clientOf(
      createServer(() => {
        requests += 1
      }),
    )
    expect(await client.exchange('POST', '/debits', {}, 1)).toMatchObject({ spoke: false, sent: true })
    expect(requests).toBe(1)
  })

  it('repeats a broken exchange once, and only where that is harmless', async () => {
    let requests = 0
    const client = await clientOf(
      createServer(request => {
        requests += 1
        request.socket.destroy()
      }),
    )
    expect(await client.exchange('POST', '/debits', {}, 1)).toMatchObject({ spoke: false, sent: true })
    expect(requests).toBe(2)
    expect(await client.exchange('POST', '/agreements/x/verify', {}, 0)).toMatchObject({ spoke: false, sent: true })
    expect(requests).toBe(3)
  })

  it('does not take an unsigned answer for an answer', async () => {
    const client = await clientOf(createServer((_, response) => response.end('{"status":"succeeded"}')))
    expect(await client.exchange('GET', '/debits/x', undefined, 0)).toMatchObject({
      spoke: false,
      sent: true,
      reason: 'answer 200 is not signed by the house',
    })
  })
})

describe('the circuit breaker', () => {
  it('opens after five failures, lets one call try, and closes on its success', () => {
    let now = 0
    const breaker = createBreaker(() => now)
    for (let failure = 0; failure < 4; failure++) breaker.failed()
    expect(breaker.admit()).toBe(true)
    breaker.failed()
    expect(breaker.admit()).toBe(false)
    now = 1_000
    expect([breaker.admit(), breaker.admit()]).toEqual([true, false])
    breaker.failed()
    now = 2_999
    expect(breaker.admit()).toBe(false)
    now = 3_000
    expect(breaker.admit()).toBe(true)
    breaker.succeeded()
    expect([breaker.admit(), breaker.admit()]).toEqual([true, true])
  })
})
