/**
 * Rate limits: a token bucket per credential and per client address, in memory of this node, in a map of bounded size. A
 * full bucket is the same as none, so forgetting the oldest one can only be generous.
 */
export type RateLimit = {
  /** Tokens that come back each second. */
  readonly perSecond: number
  /** Greatest number of requests at once. */
  readonly burst: number
}

export type RateLimiter = {
  /** Value of the header RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers). */
  readonly policy: string
  /** Takes one token: 0 when there was one, else the seconds (>= 1) until there is. */
  take(key: string): number
  /** Whether there is none, without taking one: the seconds until there is, else 0. */
  wait(key: string): number
  /** Value of the header RateLimit after the last `take`. */
  describe(): string
}

type Bucket = { tokens: number; at: number }

const BUCKETS_MAX = 50_000

/** `nowMs` is monotonic milliseconds. */
export function createRateLimiter(
  name: string,
  limit: RateLimit,
  nowMs: () => number = () => performance.now(),
  bucketsMax = BUCKETS_MAX,
): RateLimiter {
  const buckets = new Map<string, Bucket>()
  const perMs = limit.perSecond / 1000
  const windowSeconds = Math.max(1, Math.ceil(limit.burst / limit.perSecond))
  const policy = `"${name}";q=${limit.burst};w=${windowSeconds}`
  let last = limit.burst
  return {
    policy,
    take(key) {
      const now = nowMs()
      let bucket = buckets.get(key)
      if (bucket === undefined) {
        if (buckets.size >= bucketsMax) {
          const oldest = buckets.keys().next()
          if (oldest.done !== true) buckets.delete(oldest.value)
        }
        bucket = { tokens: limit.burst, at: now }
        buckets.set(key, bucket)
      } else {
        bucket.tokens = Math.min(limit.burst, bucket.tokens + (now - bucket.at) * perMs)
        bucket.at = now
      }
      if (bucket.tokens < 1) {
        last = 0
        return Math.max(1, Math.ceil((1 - bucket.tokens) / limit.perSecond))
      }
      bucket.tokens -= 1
      last = bucket.tokens
      return 0
    },
    wait(key) {
      const bucket = buckets.get(key)
      if (bucket === undefined) return 0
      const tokens = bucket.tokens + (nowMs() - bucket.at) * perMs
      return tokens < 1 ? Math.max(1, Math.ceil((1 - tokens) / limit.perSecond)) : 0
    },
    describe: () => `"${name}";r=${Math.floor(last)};t=${Math.ceil((limit.burst - last) / limit.perSecond)}`,
  }
}

/** The key of an address: IPv4 as it is, IPv6 by its /64, which one subscriber holds. */
export function addressKey(address: string): string {
  if (!address.includes(':')) return address
  if (address.startsWith('::ffff:') && address.includes('.')) return address.slice(7)
  const [head = ''] = address.split('::', 1)
  const groups = head.split(':').filter(group => group !== '')
  while (groups.length < 4) groups.push('0')
  return `${groups.slice(0, 4).join(':')}::/64`
}
