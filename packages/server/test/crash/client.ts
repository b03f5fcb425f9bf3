/**
 * The merchants' side of the crash tests: sends requests with idempotency keys and repeats each one, with its key, until it has
 * an answer that is one. Whatever the server did or did not do before it died, the answer is the truth from then on.
 */
import { setTimeout as sleep } from 'node:timers/promises'

export type Json = Record<string, unknown>
export type Request = {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly secret: string
  readonly key?: string
  readonly body?: Json
}
export type Answer = { readonly status: number; readonly body: Json; readonly text: string; readonly replayed: boolean }

export type Tally = {
  /** Requests that were answered. */
  answered: number
  /** Requests whose first attempt got no answer: the server was gone, nobody knows what it did. */
  inDoubt: number
  /** Of these, the ones that had been committed: the repetition got the stored answer. */
  hadCommitted: number
  /** Answers of 500 and above; the request is repeated. */
  serverErrors: number
}

export type Client = {
  readonly tally: Tally
  /** Texts of answers of 500 and above, the latest few. */
  readonly troubles: string[]
  /** Resolves with a final answer, however many crashes it takes. */
  call(request: Request): Promise<Answer>
  /** One attempt; rejects when there is no answer. */
  once(request: Request): Promise<Answer>
  /** Closed while the server is known to be down: requests wait. */
  close(): void
  open(url: string): void
}

const ATTEMPT_LIMIT_MS = 15_000
const ATTEMPTS_MAX = 200
const TROUBLES_MAX = 20

export function createClient(): Client {
  const tally: Tally = { answered: 0, inDoubt: 0, hadCommitted: 0, serverErrors: 0 }
  const troubles: string[] = []
  let base = ''
  let isOpen = false
  let pass = (): void => {}
  let gate: Promise<void> = new Promise(resolve => {
    pass = resolve
  })

  async function once(request: Request): Promise<Answer> {
    const response = await fetch(base + request.path, {
      method: request.method,
      headers: {
        Authorization: `Bearer ${request.secret}`,
        ...(request.body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(request.key === undefined ? {} : { 'Idempotency-Key': request.key }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      signal: AbortSignal.timeout(ATTEMPT_LIMIT_MS),
    })
    const text = await response.text()
    return {
      status: response.status,
      body: JSON.parse(text) as Json,
      text,
      replayed: response.headers.get('idempotent-replayed') === 'true',
    }
  }

  async function call(request: Request): Promise<Answer> {
    let doubtful = false
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      await gate
      const answer = await once(request).catch(() => null)
      if (answer === null) {
        if (!doubtful) tally.inDoubt += 1
        doubtful = true
      } else if (answer.status >= 500) {
        tally.serverErrors += 1
        troubles.push(`${request.method} ${request.path}: ${answer.text}`)
        if (troubles.length > TROUBLES_MAX) troubles.shift()
      } else if (answer.body.code !== 'idempotency_in_flight') {
        tally.answered += 1
        if (doubtful && answer.replayed) tally.hadCommitted += 1
        return answer
      }
      await sleep(20)
    }
    throw new Error(`${request.method} ${request.path} found no answer`)
  }

  return {
    tally,
    troubles,
    call,
    once,
    close() {
      if (!isOpen) return
      isOpen = false
      gate = new Promise(resolve => {
        pass = resolve
      })
    },
    open(url) {
      base = url
      isOpen = true
      pass()
    },
  }
}
