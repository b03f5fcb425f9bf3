/** What has been started, in order, so that it can be stopped in the reverse order whenever that is wanted, also half-way through a start. */

export type Parts = {
  /** Begins a part and remembers how to stop it. Rejects with `StoppedError` when everything is being stopped in the meantime. */
  start<T>(name: string, begin: () => Promise<T>, stop: (started: T) => Promise<void>): Promise<T>
  /** Stops all parts, the latest first; waits for the one that is just beginning. Tells whether all went well. Safe to repeat. */
  stop(): Promise<boolean>
  readonly isStopping: boolean
}

/** The start was given up because somebody asked for the end. */
export class StoppedError extends Error {
  override name = 'StoppedError'
}

/** `failed` hears of parts that did not stop as they should. */
export function createParts(failed: (name: string, error: unknown) => void): Parts {
  const running: { readonly name: string; readonly stop: () => Promise<void> }[] = []
  let beginning: Promise<unknown> = Promise.resolve()
  let stopping: Promise<boolean> | null = null

  async function stopAll(): Promise<boolean> {
    await beginning
    let isClean = true
    for (const part of running.splice(0).reverse()) {
      try {
        await part.stop()
      } catch (error) {
        isClean = false
        failed(part.name, error)
      }
    }
    return isClean
  }

  return {
    async start(name, begin, stop) {
      if (stopping !== null) throw new StoppedError()
      // Whoever stops waits until the part is in the list, or has failed to begin.
      const begun = begin().then(started => {
        running.push({ name, stop: () => stop(started) })
        return started
      })
      beginning = begun.catch(() => {})
      const started = await begun
      if (stopping !== null) throw new StoppedError()
      return started
    },
    stop() {
      stopping ??= stopAll()
      return stopping
    },
    get isStopping() {
      return stopping !== null
    },
  }
}
