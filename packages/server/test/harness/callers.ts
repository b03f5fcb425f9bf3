/** Callers of the API: somebody with a credential, or nobody. */
import { randomUUID } from 'node:crypto'

export type Json = Record<string, unknown>
export type Answer = { readonly status: number; readonly headers: Headers; readonly body: Json }
export type CallOptions = { readonly body?: unknown; readonly key?: string | null; readonly headers?: Readonly<Record<string, string>> }

/** Somebody with a credential. A POST carries a fresh Idempotency-Key unless `key` says another, or none (`null`). */
export type Caller = (method: string, path: string, options?: CallOptions) => Promise<Answer>

export function callerOf(url: string, secret: string | null): Caller {
  return async (method, path, options = {}) => {
    const headers: Record<string, string> = { ...options.headers }
    if (secret !== null) headers.Authorization = `Bearer ${secret}`
    const hasBody = options.body !== undefined || method === 'POST' || method === 'PATCH'
    if (hasBody) headers['Content-Type'] ??= 'application/json'
    if (method === 'POST' && options.key !== null) headers['Idempotency-Key'] ??= options.key ?? randomUUID()
    const body = typeof options.body === 'string' ? options.body : JSON.stringify(options.body ?? {})
    const response = await fetch(url + path, { method, headers, ...(hasBody ? { body } : {}) })
    const text = await response.text()
    const json = response.headers.get('content-type')?.includes('json') === true && text !== ''
    return { status: response.status, headers: response.headers, body: json ? (JSON.parse(text) as Json) : { text } }
  }
}
