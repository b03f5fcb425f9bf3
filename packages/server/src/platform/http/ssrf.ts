/**
 * The guard of outgoing requests to addresses that callers chose (webhooks). Outside sandbox mode a target must be a public host: the
 * name is resolved, every address is checked, and the connection is made to the addresses that were checked, so that a name
 * cannot answer differently the second time. Users of the dispatcher must not follow redirects (undici's `request` does not).
 */
import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { Agent, buildConnector, type Dispatcher } from 'undici'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'

export type Address = { readonly address: string; readonly family: number }

export type OutgoingGuard = {
  /** Whether a URL may be registered at all: `webhook_url_invalid` for its form, `webhook_url_forbidden` for where it leads. */
  check(url: string): Promise<Outcome<URL, 'webhook_url_invalid' | 'webhook_url_forbidden'>>
  /** For undici: checks again whenever it connects; a forbidden address fails with the error code FORBIDDEN_ADDRESS. */
  readonly dispatcher: Dispatcher
  close(): Promise<void>
}

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

/** The IPv4 address of ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2) and 64:ff9b::a.b.c.d (RFC 6052). */
function embeddedIpv4(address: string): string | null {
  const canonical = URL.parse(`http://[${address}]/`)?.hostname.slice(1, -1) ?? ''
  const match = /^(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical)
  if (match === null) return null
  const high = Number.parseInt(match[1] ?? '0', 16)
  const low = Number.parseInt(match[2] ?? '0', 16)
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
}

class ForbiddenAddressError extends Error {
  override name = 'ForbiddenAddressError'
  readonly code = 'FORBIDDEN_ADDRESS'
}

/** `allowPrivate` is for sandbox mode only: receivers on the developer's own machine. `resolve` is the system's unless given. */
export function createOutgoingGuard(options: {
  readonly allowPrivate: boolean
  readonly resolve?: (host: string) => Promise<readonly Address[]>
  readonly connectTimeoutMs?: number
}): OutgoingGuard {
  const resolve = options.resolve ?? (host => lookup(host, { all: true, verbatim: true }))

  /** The addresses of a host; throws when there are none or one is private: that one is what an attacker would have us meet. */
  async function allowedAddresses(host: string): Promise<readonly Address[]> {
    const found = isIP(host) === 0 ? await resolve(host) : [{ address: host, family: isIP(host) }]
    if (found.length === 0) throw new ForbiddenAddressError(`${host} has no address`)
    if (!options.allowPrivate && !found.every(({ address }) => isPublicAddress(address)))
      throw new ForbiddenAddressError(`${host} is not public`)
    return found
  }

  const connect = buildConnector({
    timeout: options.connectTimeoutMs ?? 5_000,
    lookup: (host, wanted, done) => {
      allowedAddresses(host).then(
        found => {
          const first = found[0]
          if (wanted.all === true) done(null, [...found])
          else done(null, first?.address ?? '', first?.family ?? 4)
        },
        (error: NodeJS.ErrnoException) => done(error, '', 4),
      )
    },
  })
  const agent = new Agent({
    connect(target, done) {
      // A literal address is never looked up, so it is checked here.
      const host = bareHost(target.hostname)
      if (isIP(host) !== 0 && !options.allowPrivate && !isPublicAddress(host))
        done(new ForbiddenAddressError(`${host} is not public`), null)
      else connect(target, done)
    },
  })

  return {
    async check(text) {
      const url = URL.parse(text)
      if (url === null || url.hostname === '') return refuse('webhook_url_invalid', 'url')
      if (url.protocol !== 'https:' && !(url.protocol === 'http:' && options.allowPrivate)) return refuse('webhook_url_invalid', 'url')
      if (url.username !== '' || url.password !== '') return refuse('webhook_url_invalid', 'url')
      try {
        await allowedAddresses(bareHost(url.hostname))
      } catch {
        return refuse('webhook_url_forbidden', 'url')
      }
      return ok(url)
    },
    dispatcher: agent,
    close: () => agent.destroy(),
  }
}

const bareHost = (hostname: string): string => hostname.replace(/^\[|\]$/g, '')
