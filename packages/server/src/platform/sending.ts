/**
 * Sends to other people's servers what a table holds: claims with a lease what fits into the free places, so many at once in all
 * and for one receiver. A slow receiver holds up nobody else; what a dead process had claimed is claimed again when its lease ends.
 */

export type Sending = {
  /** Claims what fits into the free places and starts sending it; answers how many were claimed. */
  claim(): Promise<number>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

export type SendingOptions<D, R extends string> = {
  /** Under way in this process at the most, in all. */
  readonly max: number
  /** Claims at most `limit`; `sending` says how many this process is sending to each receiver already. */
  readonly claim: (limit: number, sending: ReadonlyMap<R, number>) => Promise<readonly D[]>
  readonly receiverOf: (delivery: D) => R
  /** One attempt, from signing to the record of its result. What it throws goes to `failed`; the lease then runs out. */
  readonly deliver: (delivery: D) => Promise<void>
  readonly failed: (delivery: D, error: unknown) => void
  /** A place has become free. */
  readonly freed: () => void
}

export function createSending<D, R extends string>(options: SendingOptions<D, R>): Sending {
  const underWay = new Set<Promise<void>>()
  const perReceiver = new Map<R, number>()

  function begin(delivery: D): void {
    const receiver = options.receiverOf(delivery)
    perReceiver.set(receiver, (perReceiver.get(receiver) ?? 0) + 1)
    const work = options
      .deliver(delivery)
      .catch((error: unknown) => options.failed(delivery, error))
      .finally(() => {
        underWay.delete(work)
        const left = (perReceiver.get(receiver) ?? 1) - 1
        if (left === 0) perReceiver.delete(receiver)
        else perReceiver.set(receiver, left)
        options.freed()
      })
    underWay.add(work)
  }

  return {
    async claim() {
      const limit = options.max - underWay.size
      if (limit <= 0) return 0
      const claimed = await options.claim(limit, perReceiver)
      for (const delivery of claimed) begin(delivery)
      return claimed.length
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}

/** What came back; `status: null` with a reason when nothing did. */
export type SendResult = {
  readonly status: number | null
  /** At most the first 4 KB. */
  readonly body: string
  readonly durationMs: number
  /** Why there is no answer: `timeout`, `refused`, `forbidden_address`, … */
  readonly error: string | null
}

/** The way out: POSTs without following redirects, gives up after 15 s, reads no more than 4 KB of the answer. Never throws. */
export type Send = (url: string, headers: Readonly<Record<string, string>>, body: string) => Promise<SendResult>
