/**
 * How a wallet settles an institution's net of a business day: through a clearing house's network endpoint, which books it on the reserve
 * account. A settlement's id is the member, the institution and the day, so that repeating it does no harm.
 */
import { postSigned, SCHEME_A } from './signed-http.ts'

export type NetworkAccess = {
  /** Address of clearing house A. */
  readonly url: string
  /** The wallet's name and key there. */
  readonly member: string
  readonly secret: string
  /** Whose reserve account is settled, e.g. `inst_demo`. */
  readonly institution: string
}

export type NetworkSettlement = {
  /** `amountFen`: signed, positive comes to the institution. Sent until the house has it. */
  settle(date: string, amountFen: number): void
  /** Resolves when nothing waits, or after `limitMs`. */
  settled(limitMs?: number): Promise<boolean>
  close(): void
}

const PAUSES_MS = [20, 100, 500, 2_000, 10_000]

export function createNetworkSettlement(access: NetworkAccess | undefined, now: () => Date): NetworkSettlement {
  const waiting = new Map<string, number>()
  const timers = new Set<NodeJS.Timeout>()
  let closed = false

  async function send({ url, member, secret, institution }: NetworkAccess, date: string, attempt: number): Promise<void> {
    const amount = waiting.get(date)
    if (amount === undefined || closed) return
    const text = JSON.stringify({ settlement_id: `${member}-${date}`, institution, date, amount, text: `${member} ${date} 净额清算` })
    const status = await postSigned({ scheme: SCHEME_A, party: member, secret, url: `${url}/network/settlements`, text, now: now() })
    // Other terms under the same id: the day was settled before, and settles once.
    if (status === 200 || status === 409) return void waiting.delete(date)
    const timer = setTimeout(
      () => {
        timers.delete(timer)
        void send({ url, member, secret, institution }, date, attempt + 1)
      },
      PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)],
    )
    timers.add(timer)
    timer.unref()
  }

  return {
    settle(date, amountFen) {
      if (access === undefined || closed) return
      waiting.set(date, amountFen)
      void send(access, date, 0)
    },
    async settled(limitMs = 3_000) {
      for (let waitedMs = 0; waiting.size > 0 && waitedMs < limitMs && !closed; waitedMs += 10)
        await new Promise(resolve => setTimeout(resolve, 10))
      return waiting.size === 0
    },
    close() {
      closed = true
      for (const timer of timers) clearTimeout(timer)
    },
  }
}
