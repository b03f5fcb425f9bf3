/**
 * Bodies of HTML forms (application/x-www-form-urlencoded, WHATWG URL section 5), for the server's own pages. A repeated name becomes a
 * list, which only a route that declares one takes.
 */
import { isUtf8 } from 'node:buffer'
import type { IncomingHttpHeaders } from 'node:http'

const TYPE = 'application/x-www-form-urlencoded'
const FIELDS_MAX = 100

export const isForm = (headers: IncomingHttpHeaders): boolean => headers['content-type']?.toLowerCase().startsWith(TYPE) === true

/** The fields; `null` when they are too many or no text. An object without a prototype: a field may have any name. */
export function parseForm(body: Buffer): Record<string, string | string[]> | null {
  if (!isUtf8(body)) return null
  const fields: Record<string, string | string[]> = Object.create(null)
  let count = 0
  for (const [name, value] of new URLSearchParams(body.toString('utf8'))) {
    count += 1
    if (count > FIELDS_MAX) return null
    const before = fields[name]
    if (before === undefined) fields[name] = value
    else if (Array.isArray(before)) before.push(value)
    else fields[name] = [before, value]
  }
  return fields
}
