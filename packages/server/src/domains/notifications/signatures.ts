/**
 * Secrets and signatures of Standard Webhooks 1.0.0: `whsec_` and base64, HMAC-SHA256 over `id.timestamp.body`, version `v1`.
 */
import { createHmac, randomBytes } from 'node:crypto'

const PREFIX = 'whsec_'

/** A new secret of 32 random bytes (the standard asks for 24 to 64). */
export const newSecret = (): string => PREFIX + randomBytes(32).toString('base64')

/** One signature as it stands in the header: `v1,` and base64. */
export function sign(secret: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}

/** The headers of a message. Several secrets, during a rotation, give several signatures separated by spaces. */
export function signedHeaders(secrets: readonly string[], id: string, timestamp: number, body: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'Feiqian-Webhooks/1.0',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': secrets.map(secret => sign(secret, id, timestamp, body)).join(' '),
  }
}
