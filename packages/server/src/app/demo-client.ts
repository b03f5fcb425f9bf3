/** A small HTTP client for the demo: it speaks to the running server like anybody else. */
export type Answer = { readonly status: number; readonly body: Record<string, unknown> }

export class DemoError extends Error {
  override name = 'DemoError'
  readonly code: string
  constructor(what: string, answer: Answer) {
    super(`${what}: ${String(answer.body.code ?? answer.status)} ${String(answer.body.detail ?? '')}`)
    this.code = String(answer.body.code ?? '')
  }
}

export type DemoClient = {
  /** Sends JSON, throws DemoError for anything but success. */
  call(method: string, path: string, body?: unknown, key?: string): Promise<Record<string, unknown>>
}

/** `credential` is an API key or a wallet session's token. */
export function createDemoClient(baseUrl: string, credential: string | null): DemoClient {
  return {
    async call(method, path, body, key) {
      const response = await fetch(baseUrl + path, {
        method,
        headers: {
          ...(credential === null ? {} : { Authorization: `Bearer ${credential}` }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...(key === undefined ? {} : { 'Idempotency-Key': key }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      const parsed = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>
      if (!response.ok) throw new DemoError(`${method} ${path}`, { status: response.status, body: parsed })
      return parsed
    },
  }
}
