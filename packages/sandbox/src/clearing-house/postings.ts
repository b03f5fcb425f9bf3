/** Takes the house's movements to the reserve bank: in order, one at a time, each until the bank has it. A posting's reference makes it harmless to repeat. */
import { postSigned, SCHEME_BANK } from '../signed-http.ts'
import type { HouseState } from './state.ts'

export type ReserveBankAccess = {
  readonly url: string
  /** The house's name and key at the bank. */
  readonly member: string
  readonly secret: string
}

export type Postings = {
  /** Sends what waits. */
  wake(): void
  /** Resolves when nothing waits, or after `limitMs`. */
  settled(limitMs?: number): Promise<boolean>
  close(): void
}

const PAUSES_MS = [20, 100, 500, 2_000]

export function createPostings(access: ReserveBankAccess | null, state: HouseState, now: () => Date, changed: () => void): Postings {
  let running: Promise<void> | null = null
  let timer: NodeJS.Timeout | null = null
  let failures = 0
  let closed = false

  async function run(bank: ReserveBankAccess): Promise<void> {
    for (let next = state.postings[0]; next !== undefined && !closed; next = state.postings[0]) {
      const body = {
        posting_id: next.reference,
        customer: next.institution,
        amount: Number(next.amount),
        date: next.date,
        kind: next.kind,
        text: next.text,
      }
      const status = await postSigned({
        scheme: SCHEME_BANK,
        party: bank.member,
        secret: bank.secret,
        url: `${bank.url}/postings`,
        text: JSON.stringify(body),
        now: now(),
      })
      if (status !== 200) {
        const pause = PAUSES_MS[Math.min(failures++, PAUSES_MS.length - 1)] ?? 2_000
        timer = setTimeout(wake, pause)
        return
      }
      failures = 0
      state.postings.shift()
      changed()
    }
  }

  function wake(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (access === null || closed || running !== null || state.postings.length === 0) return
    running = run(access)
      .catch(() => undefined)
      .finally(() => {
        running = null
      })
  }

  return {
    wake,
    async settled(limitMs = 3_000) {
      const until = Date.now() + limitMs
      wake()
      while (access !== null && state.postings.length > 0 && !closed && Date.now() < until)
        await (running ?? new Promise(resolve => setTimeout(resolve, 10)))
      return state.postings.length === 0
    },
    close() {
      closed = true
      if (timer !== null) clearTimeout(timer)
    },
  }
}
