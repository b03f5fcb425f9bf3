/**
 * Live pages subscribe to topics; what any node relays reaches them through NOTIFY. A heard topic means "look again", never
 * "this is what happened", so a lost connection is made good by telling everyone to look.
 */

export type Hub = {
  /** `heard` is called when something about the topic has happened, or may have. Returns how to unsubscribe. */
  subscribe(topic: string, heard: () => void): () => void
  /** A NOTIFY payload: topics separated by spaces; empty after a lost connection. */
  notified(payload: string): void
}

export function createHub(failed: (error: unknown) => void): Hub {
  const topics = new Map<string, Set<() => void>>()

  function tell(listeners: ReadonlySet<() => void>): void {
    for (const heard of [...listeners]) {
      try {
        heard()
      } catch (error) {
        failed(error)
      }
    }
  }

  return {
    subscribe(topic, heard) {
      // A fresh function per subscription: the same callback may subscribe twice and leave once.
      const listener = () => heard()
      const listeners = topics.get(topic) ?? new Set()
      listeners.add(listener)
      topics.set(topic, listeners)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0 && topics.get(topic) === listeners) topics.delete(topic)
      }
    },
    notified(payload) {
      if (payload === '') {
        for (const listeners of [...topics.values()]) tell(listeners)
        return
      }
      if (topics.size === 0) return
      for (const topic of payload.split(' ')) {
        const listeners = topics.get(topic)
        if (listeners !== undefined) tell(listeners)
      }
    },
  }
}
