/**
 * Gathers reads that are asked for at the same time into one statement: one is under way, what is asked meanwhile is the next. Nothing
 * is remembered: a key is always read by a statement that was sent after it was asked for, so an answer is never older than its question.
 */
export type Gather<K, V> = (key: K) => Promise<V | undefined>

type Waiting<V> = { readonly resolve: (value: V | undefined) => void; readonly reject: (error: unknown) => void }

/** `read` answers for many keys at once; a key that is absent from its answer is `undefined`. At most `max` keys in one statement. */
export function createGather<K, V>(read: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>, max = 500): Gather<K, V> {
  let queue = new Map<K, Waiting<V>[]>()
  let running = false

  async function run(): Promise<void> {
    while (queue.size > 0) {
      let batch = queue
      queue = new Map()
      if (batch.size > max) {
        const entries = [...batch]
        batch = new Map(entries.slice(0, max))
        queue = new Map(entries.slice(max))
      }
      try {
        const found = await read([...batch.keys()])
        for (const [key, waiting] of batch) {
          const value = found.get(key)
          for (const each of waiting) each.resolve(value)
        }
      } catch (error) {
        for (const waiting of batch.values()) for (const each of waiting) each.reject(error)
      }
    }
    running = false
  }

  return key =>
    new Promise((resolve, reject) => {
      const waiting = queue.get(key)
      if (waiting === undefined) queue.set(key, [{ resolve, reject }])
      else waiting.push({ resolve, reject })
      if (running) return
      running = true
      // Requests that were read from their sockets in this turn of the event loop join.
      setImmediate(() => void run())
    })
}
