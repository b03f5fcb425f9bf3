/** The guard of outgoing requests: which targets are refused, and that the connection goes to the checked address. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSafeClient, isPublicAddress } from './ssrf.ts'

let server: Server
let port = 0
const heard: { host: string | undefined; body: string }[] = []

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', chunk => {
      body += chunk
    })
    request.on('end', () => {
      heard.push({ host: request.headers.host, body })
      if (request.url === '/redirect') response.writeHead(302, { Location: 'http://127.0.0.1/secret' }).end()
      else if (request.url === '/big') response.end('x'.repeat(100_000))
      else if (request.url !== '/silent') response.end('thanks')
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
  const client = createSafeClient({
    allowPrivate: false,
    resolve: async host => {
      if (host === 'inside.example') return [{ address: '10.0.0.5', family: 4 }]
      if (host === 'mixed.example')
        return [
          { address: '8.8.8.8', family: 4 },
          { address: '::1', family: 6 },
        ]
      if (host === 'good.example') return [{ address: '8.8.8.8', family: 4 }]
      throw new Error('no such host')
    },
  })
  it.each([
    ['nonsense', 'url_invalid'],
    ['ftp://good.example/', 'url_scheme'],
    ['http://good.example/', 'url_scheme'],
    ['file:///etc/passwd', 'url_invalid'],
    ['https://user:pass@good.example/', 'url_credentials'],
    ['https://nowhere.example/', 'host_unresolvable'],
    ['https://inside.example/', 'address_private'],
    ['https://mixed.example/', 'address_private'],
    ['https://127.0.0.1/', 'address_private'],
    ['https://2130706433/', 'address_private'],
    ['https://0x7f.1/', 'address_private'],
    ['https://[::ffff:169.254.169.254]/', 'address_private'],
    ['https://169.254.169.254/latest/meta-data', 'address_private'],
  ])('is refused: %s', async (url, code) => {
    expect(await client.check(url)).toMatchObject({ ok: false, error: { code } })
    expect(await client.post(url, { headers: {}, body: '', timeoutMs: 1000 })).toMatchObject({ ok: false, error: { code } })
  })

  it('is accepted when every address is public', async () => {
    expect(await client.check('https://good.example/hook')).toMatchObject({
      ok: true,
      value: { addresses: [{ address: '8.8.8.8', family: 4 }] },
    })
  })
})

describe('a request', () => {
  it('goes to the address that was checked, whatever the name answers later', async () => {
    let asked = 0
    const client = createSafeClient({
      allowPrivate: true,
      resolve: async () => {
        asked += 1
        return [{ address: '127.0.0.1', family: 4 }]
      },
    })
    const reply = await client.post(`http://hooks.example:${port}/`, {
      headers: { 'content-type': 'application/json' },
      body: '{"n":1}',
      timeoutMs: 2000,
    })
    expect(reply).toMatchObject({ ok: true, value: { status: 200, body: 'thanks', truncated: false } })
    expect(asked).toBe(1)
    expect(heard.at(-1)).toEqual({ host: `hooks.example:${port}`, body: '{"n":1}' })
  })

  it('does not follow redirects', async () => {
    const client = createSafeClient({ allowPrivate: true })
    const before = heard.length
    expect(await client.post(`http://127.0.0.1:${port}/redirect`, { headers: {}, body: '', timeoutMs: 2000 })).toMatchObject({
      ok: true,
      value: { status: 302 },
    })
    expect(heard.length).toBe(before + 1)
  })

  it('reads a bounded part of the answer', async () => {
    const client = createSafeClient({ allowPrivate: true })
    const reply = await client.post(`http://127.0.0.1:${port}/big`, { headers: {}, body: '', timeoutMs: 2000, bodyMax: 10 })
    expect(reply).toMatchObject({ ok: true, value: { body: 'xxxxxxxxxx', truncated: true } })
  })

  it('throws when no answer comes in time', async () => {
    const client = createSafeClient({ allowPrivate: true })
    await expect(client.post(`http://127.0.0.1:${port}/silent`, { headers: {}, body: '', timeoutMs: 200 })).rejects.toThrow()
  })
})

describe('lines to systems that operators connect', () => {
  it('may lead into private networks, but not to this machine, its link or a cloud’s metadata', async () => {
    const client = createSafeClient({ allowPrivate: false, privateLines: true })
    const refusalOf = async (host: string) => {
      const checked = await client.check(`https://${host}/`)
      return checked.ok ? null : checked.error.code
    }
    for (const host of ['10.1.2.3', '172.20.0.1', '192.168.1.1', '100.64.0.9', '[fd12:3456::1]', '8.8.8.8'])
      expect(await refusalOf(host)).toBeNull()
    for (const host of ['127.0.0.1', '169.254.169.254', '100.100.100.200', '[fd00:ec2::254]', '[::1]', '[fe80::1]', '0.0.0.0', '224.0.0.1'])
      expect(await refusalOf(host)).toBe('address_private')
    expect((await client.check('http://10.1.2.3/')).ok).toBe(false)
  })
})
