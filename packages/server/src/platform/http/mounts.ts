/**
 * Parts of the address space that a library serves by itself: the request and its stream reach it untouched. The server adds the
 * request id and the security headers, counts and limits, and drains them like every other request.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'

export type MountedRequest = {
  readonly requestId: string
  /** Where the caller reached this server, without a trailing slash. */
  readonly baseUrl: string
  readonly remoteAddress: string
}

export type Mount = {
  /** Its name in metrics and logs. */
  readonly name: string
  /** Whether it serves this path (without the query). Asked for every request: keep it cheap. */
  matches(path: string): boolean
  /** Answers the request. What it throws is logged and answered as `internal`. */
  handle(request: IncomingMessage, response: ServerResponse, about: MountedRequest): Promise<void> | void
}

/** The mount of a request target (RFC 9112 section 3.2), or `null`. */
export function mountOf(mounts: readonly Mount[], target: string | undefined): Mount | null {
  if (mounts.length === 0 || target === undefined) return null
  const end = target.indexOf('?')
  const path = end < 0 ? target : target.slice(0, end)
  for (const mount of mounts) if (mount.matches(path)) return mount
  return null
}
