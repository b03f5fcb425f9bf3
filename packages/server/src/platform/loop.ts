/**
 * A background loop: woken (debounced) or polling, one run at a time, stopped gracefully. A failed run is reported and tried
 * again at the next poll; it never ends the loop.
 */

export type Loop = {
  /** Asks for a run soon; many calls within the delay are one. Safe before `start` and after `stop`. */
  wake(): void
  start(): void
  /** Resolves when the run under way has ended. */
  stop(): Promise<void>
}

export type LoopOptions = {
  readonly delayMs: number
  readonly pollMs: number
  /** `true` asks for another run at once: there was more than one run could take. */
  readonly work: () => Promise<boolean>
  readonly failed: (error: unknown) => void
}

export function createLoop(options: LoopOptions): Loop {
  let running = false
  let soon: NodeJS.Timeout | null = null
  let poll: NodeJS.Timeout | null = null
  let busy: Promise<void> | null = null
  let again = false

  async function runs(): Promise<void> {
    let more: boolean
    do {
      again = false
      more = await options.work()
    } while (running && (more || again))
  }

  function run(): void {
    if (!running) return
    if (busy !== null) {
      again = true
      return
    }
    busy = runs()
      .catch(options.failed)
      .finally(() => {
        busy = null
      })
  }

  return {
    wake() {
      if (!running || soon !== null) return
      soon = setTimeout(() => {
        soon = null
        run()
      }, options.delayMs)
    },
    start() {
      if (running) return
      running = true
      poll = setInterval(run, options.pollMs)
      run()
    },
    async stop() {
      running = false
      if (soon !== null) clearTimeout(soon)
      if (poll !== null) clearInterval(poll)
      soon = null
      poll = null
      await busy
    },
  }
}
