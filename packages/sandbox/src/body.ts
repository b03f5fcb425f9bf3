/** What every simulator does with a request before it looks at it: reads its body within a bound, and tells where it comes from. */
import type { IncomingMessage } from 'node:http'

const BODY_MAX_BYTES = 65_536

export class TooLarge extends Error {}

/** Reads the body; of one that is too large the rest is let go unread, so that the answer still reaches the sender. */
export function readBody(request: IncomingMessage, maxBytes = BODY_MAX_BYTES): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= maxBytes) chunks.push(chunk)
      else reject(new TooLarge())
    })
    request.on('end', () => resolve(Buffer.concat(chunks)))
    request.on('error', reject)
  })
}

/** The body as a JSON object; `{}` of an empty one, `null` of anything else. */
export function parseObject(body: Buffer): Record<string, unknown> | null {
  if (body.length === 0) return {}
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** Whether a request comes from this machine, and by one of its own names, so that no web site can send it (DNS rebinding). */
export function isFromHere(request: IncomingMessage): boolean {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '')
  const remote = request.socket.remoteAddress ?? ''
  return /^(::1|::ffff:127\.|127\.)/.test(remote) && ['127.0.0.1', 'localhost', '[::1]'].includes(host)
}
