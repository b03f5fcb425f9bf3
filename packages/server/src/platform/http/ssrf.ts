/**
 * Outgoing requests to addresses that callers chose (webhooks). Outside sandbox mode a target must be https and a public host: it is
 * resolved, every address is checked, and the connection is made to a checked address, so that a name cannot answer
 * differently the second time. Redirects are not followed.
 */
import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { Agent, request } from 'undici'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'

export type TargetRefusal = 'url_invalid' | 'url_credentials' | 'url_scheme' | 'host_unresolvable' | 'address_private'

export type CheckedTarget = { readonly url: URL; readonly addresses: readonly { readonly address: string; readonly family: 4 | 6 }[] }

export type OutgoingReply = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly truncated: boolean
}

export type SafeClient = {
  /** Refuses what may never be called; resolves to the checked addresses. */
  check(url: string): Promise<Outcome<CheckedTarget, TargetRefusal>>
  /**
   * Checks, then POSTs to a checked address. Refusals are values; a connection that fails, or an answer that does not come in
   * time, throws. At most `bodyMax` bytes of the answer are read.
   */
  post(
    url: string,
    options: {
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
      readonly timeoutMs: number
      readonly bodyMax?: number
    },
  ): Promise<Outcome<OutgoingReply, TargetRefusal>>
  /** The same with GET. */
  get(
    url: string,
    options: { readonly headers: Readonly<Record<string, string>>; readonly timeoutMs: number; readonly bodyMax?: number },
  ): Promise<Outcome<OutgoingReply, TargetRefusal>>
}

type Sent = {
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  readonly timeoutMs: number
  readonly bodyMax?: number
}

type Lookup = (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>

/** IANA special-purpose registries (RFC 6890 and updates): nothing there is a public host. */
const BLOCKED = new BlockList()
for (const [net, prefix] of [
  ['0.0.0.0', 8], // this network
  ['10.0.0.0', 8], // private, RFC 1918
  ['100.64.0.0', 10], // carrier-grade NAT, RFC 6598
  ['127.0.0.0', 8], // loopback
  ['169.254.0.0', 16], // link-local, and the metadata address of clouds
  ['172.16.0.0', 12],
  ['192.0.0.0', 24], // IETF protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // 6to4 relay
  ['192.168.0.0', 16],
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, broadcast
] as const) {
  BLOCKED.addSubnet(net, prefix, 'ipv4')
}
/** Cloud metadata outside those ranges. */
BLOCKED.addAddress('100.100.100.200', 'ipv4')
BLOCKED.addAddress('168.63.129.16', 'ipv4')
/** Networks of an institution and of leased lines (RFC 1918, RFC 6598, RFC 4193), but for where clouds keep their metadata. */
const LINES = new BlockList()
for (const [net, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
] as const) {
  LINES.addSubnet(net, prefix, 'ipv4')
}
LINES.addSubnet('fc00::', 7, 'ipv6')
const METADATA = new BlockList()
METADATA.addAddress('100.100.100.200', 'ipv4')
METADATA.addAddress('fd00:ec2::254', 'ipv6')
/** IPv6: only global unicast (2000::/3) is public, and of it not these. */
const GLOBAL = new BlockList()
GLOBAL.addSubnet('2000::', 3, 'ipv6')
for (const [net, prefix] of [
  ['2001::', 23], // IETF protocol assignments, Teredo included
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4: an IPv4 address inside
  ['3fff::', 20], // documentation
] as const) {
  BLOCKED.addSubnet(net, prefix, 'ipv6')
}

/** Whether an address (not a name) is a public host's. IPv4 written inside IPv6 (mapped, NAT64) is judged as the IPv4 address. */
export function isPublicAddress(address: string): boolean {
  const bare = address.split('%', 1)[0] ?? ''
  if (isIP(bare) === 4) return !BLOCKED.check(bare, 'ipv4')
  if (isIP(bare) !== 6) return false
  const inner = embeddedIpv4(bare)
  if (inner !== null) return isPublicAddress(inner)
  return GLOBAL.check(bare, 'ipv6') && !BLOCKED.check(bare, 'ipv6')
}

/** Whether an address lies in a private network that a line may lead to: not this machine, not the link, no cloud's metadata. */
function isLineAddress(address: string): boolean {
  const bare = address.split('%', 1)[0] ?? ''
  const family = isIP(bare) === 6 ? 'ipv6' : 'ipv4'
  return isIP(bare) !== 0 && LINES.check(bare, family) && !METADATA.check(bare, family)
}

/** The IPv4 address of ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2) and 64:ff9b::a.b.c.d (RFC 6052). */
function embeddedIpv4(address: string): string | null {
  const canonical = URL.parse(`http://[${address}]/`)?.hostname.slice(1, -1) ?? ''
  const match = /^(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical)
  if (match === null) return null
  const high = Number.parseInt(match[1] ?? '0', 16)
  const low = Number.parseInt(match[2] ?? '0', 16)
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
}

const BODY_MAX_BYTES = 16 * 1024

/**
 * `allowPrivate` is for sandbox mode only: receivers on the developer's own machine. `privateLines`: private networks too, for systems
 * that operators connect over leased lines; never for addresses that callers chose. `resolve` is the system's unless given.
 */
export function createSafeClient(options: {
  readonly allowPrivate: boolean
  readonly privateLines?: boolean
  readonly resolve?: Lookup
}): SafeClient {
  const resolve: Lookup = options.resolve ?? (host => lookup(host, { all: true, verbatim: true }))

  const mayMeet = (address: string): boolean =>
    options.allowPrivate || isPublicAddress(address) || (options.privateLines === true && isLineAddress(address))

  async function check(text: string): Promise<Outcome<CheckedTarget, TargetRefusal>> {
    const url = URL.parse(text)
    if (url === null || url.hostname === '') return refuse('url_invalid')
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && options.allowPrivate)) return refuse('url_scheme')
    if (url.username !== '' || url.password !== '') return refuse('url_credentials')
    const host = url.hostname.replace(/^\[|\]$/g, '')
    let found: readonly { readonly address: string; readonly family: number }[]
    if (isIP(host) !== 0) found = [{ address: host, family: isIP(host) }]
    else {
      try {
        found = await resolve(host)
      } catch {
        return refuse('host_unresolvable')
      }
    }
    if (found.length === 0) return refuse('host_unresolvable')
    // One private address among several is enough to refuse: it is what an attacker would have us meet.
    if (!found.every(({ address }) => mayMeet(address))) return refuse('address_private')
    return ok({ url, addresses: found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 })) })
  }

  async function send(
    text: string,
    { method, headers, body, timeoutMs, bodyMax = BODY_MAX_BYTES }: Sent,
  ): Promise<Outcome<OutgoingReply, TargetRefusal>> {
    const checked = await check(text)
    if (!checked.ok) return checked
    const { url, addresses } = checked.value
    // An agent of its own: a pooled connection of another check must not be reused for this one.
    const agent = new Agent({
      connect: {
        timeout: timeoutMs,
        lookup: (_host, wanted, done) => {
          const first = addresses[0]
          if (wanted.all === true) done(null, [...addresses])
          else if (first === undefined) done(new Error('no address'), '', 4)
          else done(null, first.address, first.family)
        },
      },
      pipelining: 0,
    })
    try {
      const signal = AbortSignal.timeout(timeoutMs)
      const response = await request(url, {
        method,
        headers,
        body,
        dispatcher: agent,
        signal,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      })
      const chunks: Buffer[] = []
      let size = 0
      let truncated = false
      for await (const chunk of response.body as AsyncIterable<Buffer>) {
        chunks.push(chunk)
        size += chunk.length
        if (size > bodyMax) {
          truncated = true
          break
        }
      }
      return ok({
        status: response.statusCode,
        headers: Object.fromEntries(
          Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
        ),
        body: Buffer.concat(chunks).subarray(0, bodyMax).toString('utf8'),
        truncated,
      })
    } finally {
      await agent.destroy()
    }
  }

  return {
    check,
    post: (url, options) => send(url, { method: 'POST', ...options }),
    get: (url, options) => send(url, { method: 'GET', body: null, ...options }),
  }
}
