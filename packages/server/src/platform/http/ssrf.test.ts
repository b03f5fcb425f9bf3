/** The guard of outgoing requests: which targets are refused, and that the connection goes to the checked address. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { request } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOutgoingGuard, isPublicAddress } from './ssrf.ts'

let server: Server
let port = 0
const heard: { host: string | undefined; body: string }[] = []

beforeAll(async () => {
  server = createServer((incoming, response) => {
    let body = ''
    incoming.on('data', chunk => {
      body += chunk
    })
    incoming.on('end', () => {
      heard.push({ host: incoming.headers.host, body })
      if (incoming.url === '/redirect') response.writeHead(302, { Location: 'http://127.0.0.1/secret' }).end()
      else response.end('thanks')
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

describe('an address', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.100.100.200',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '198.18.0.1',
  ])('is not public: %s', address => expect(isPublicAddress(address)).toBe(false))
  it.each([
    '::1',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::10.0.0.1',
    '2002:7f00:1::',
    '2001::1',
    '2001:db8::1',
    '::127.0.0.1',
    'nonsense',
    '',
  ])('is not public: %s', address => expect(isPublicAddress(address)).toBe(false))
  it.each(['8.8.8.8', '172.32.0.1', '1.1.1.1', '2606:4700:4700::1111', '2400:3200::1', '::ffff:8.8.8.8'])('is public: %s', address =>
    expect(isPublicAddress(address)).toBe(true),
  )
})

describe('a target outside sandbox mode', () => {
  const guard = createOutgoingGuard({
    allowPrivate: false,
    resolve: async host => {
      if (host === 'inside.example') return [{ address: '10.0.0.5', family: 4 }]
      if (host === 'mixed.example')
        return [
          { address: '8.8.8.8', family: 4 },
          { address: '::1', family: 6 },
        ]
      if (host === 'good.example') return [{ address: '8.8.8.8', family: 4 }]
      if (host === 'empty.example') return []
      throw Object.assign(new Error('no such host'), { code: 'ENOTFOUND' })
    },
  })
  afterAll(() => guard.close())

  it.each([
    ['nonsense', 'webhook_url_invalid'],
    ['ftp://good.example/', 'webhook_url_invalid'],
    ['http://good.example/', 'webhook_url_invalid'],
    ['file:///etc/passwd', 'webhook_url_invalid'],
    ['https://user:pass@good.example/', 'webhook_url_invalid'],
    ['https://nowhere.example/', 'webhook_url_forbidden'],
    ['https://empty.example/', 'webhook_url_forbidden'],
    ['https://inside.example/', 'webhook_url_forbidden'],
    ['https://mixed.example/', 'webhook_url_forbidden'],
    ['https://127.0.0.1/', 'webhook_url_forbidden'],
    ['https://2130706433/', 'webhook_url_forbidden'],
    ['https://0x7f.1/', 'webhook_url_forbidden'],
    ['https://[::ffff:169.254.169.254]/', 'webhook_url_forbidden'],
    ['https://169.254.169.254/latest/meta-data', 'webhook_url_forbidden'],
  ])('is refused: %s', async (url, code) => {
    expect(await guard.check(url)).toMatchObject({ ok: false, error: { code, param: 'url' } })
  })

  it('is accepted when every address is public', async () => {
    expect(await guard.check('https://good.example/hook')).toMatchObject({ ok: true })
  })

  it.each(['http://127.0.0.1', 'http://[::1]', 'http://inside.example', 'http://mixed.example', 'http://0x7f.1'])(
    'is never connected to: %s',
    async url => {
      const before = heard.length
      await expect(request(`${url}:${port}/`, { method: 'POST', body: '', dispatcher: guard.dispatcher })).rejects.toMatchObject({
        code: 'FORBIDDEN_ADDRESS',
      })
      expect(heard.length).toBe(before)
    },
  )

  it('that has no address fails as any unknown host', async () => {
    await expect(request('http://nowhere.example/', { method: 'POST', dispatcher: guard.dispatcher })).rejects.toMatchObject({
      code: 'ENOTFOUND',
    })
  })
})

describe('in sandbox mode', () => {
  it('a receiver on this machine is reached, at the address that was resolved when connecting', async () => {
    let asked = 0
    const guard = createOutgoingGuard({
      allowPrivate: true,
      resolve: async () => {
        asked += 1
        return [{ address: '127.0.0.1', family: 4 }]
      },
    })
    expect(await guard.check(`http://hooks.example:${port}/`)).toMatchObject({ ok: true })
    const response = await request(`http://hooks.example:${port}/`, { method: 'POST', body: '{"n":1}', dispatcher: guard.dispatcher })
    expect(await response.body.text()).toBe('thanks')
    expect(asked).toBe(2)
    expect(heard.at(-1)).toEqual({ host: `hooks.example:${port}`, body: '{"n":1}' })
    await guard.close()
  })

  it('redirects are not followed', async () => {
    const guard = createOutgoingGuard({ allowPrivate: true })
    const before = heard.length
    const response = await request(`http://127.0.0.1:${port}/redirect`, { method: 'POST', body: '', dispatcher: guard.dispatcher })
    await response.body.dump()
    expect(response.statusCode).toBe(302)
    expect(heard.length).toBe(before + 1)
    await guard.close()
  })
})
