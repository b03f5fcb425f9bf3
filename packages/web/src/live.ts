/**
 * Live updates: server-sent events, watched for silence, with reading by hand (polling) while the stream is down. The page always shows
 * which of the two it is in.
 */
import { useEffect, useEffectEvent, useState } from 'react'

/** `live`: the stream is open. `connecting`: the first attempt. `reconnecting`: it broke and the page polls. `offline`: no network. */
export type Connection = 'live' | 'connecting' | 'reconnecting' | 'offline'

const POLL_MS = 2_000
/** The server pings every 15 s; a stream that pinged and then says nothing for this long is dead. */
const SILENCE_MS = 40_000
const RETRY_MIN_MS = 500
const RETRY_MAX_MS = 8_000

type LiveOptions = {
  /** Address of the stream; null while there is nothing to watch. */
  readonly url: string | null
  readonly event: string
  readonly onEvent: (data: unknown) => void
  /** Reads the state once: while the stream is down, when it comes back, and when the page is looked at again. */
  readonly onRead: () => void
}

/** Watches a stream for as long as the component stands and `url` is set; answers how the connection is. */
export function useLive({ url, event, onEvent, onRead }: LiveOptions): Connection {
  const [connection, setConnection] = useState<Connection>('connecting')
  const heard = useEffectEvent(onEvent)
  const read = useEffectEvent(onRead)

  useEffect(() => {
    if (url === null) return
    let source: EventSource | null = null
    let retryTimer = 0
    let silenceTimer = 0
    let retryMs = RETRY_MIN_MS
    let wasBroken = false

    const close = (): void => {
      window.clearTimeout(retryTimer)
      window.clearTimeout(silenceTimer)
      source?.close()
      source = null
    }
    const broke = (): void => {
      close()
      wasBroken = true
      setConnection(navigator.onLine ? 'reconnecting' : 'offline')
      if (!navigator.onLine) return
      retryTimer = window.setTimeout(open, retryMs)
      retryMs = Math.min(retryMs * 2, RETRY_MAX_MS)
    }
    const watchSilence = (): void => {
      window.clearTimeout(silenceTimer)
      silenceTimer = window.setTimeout(broke, SILENCE_MS)
    }
    function open(): void {
      close()
      if (url === null) return
      const opened = new EventSource(url)
      source = opened
      opened.onopen = () => {
        retryMs = RETRY_MIN_MS
        setConnection('live')
        if (wasBroken) read()
        wasBroken = false
      }
      opened.onerror = broke
      opened.addEventListener('ping', watchSilence)
      opened.addEventListener(event, message => {
        window.clearTimeout(silenceTimer)
        try {
          heard(JSON.parse(String(message.data)))
        } catch {
          read() // an event that cannot be read still says that something changed
        }
      })
    }

    const cameOnline = (): void => {
      retryMs = RETRY_MIN_MS
      setConnection('reconnecting')
      open()
    }
    const looked = (): void => {
      if (document.visibilityState === 'visible') read()
    }
    const poll = window.setInterval(() => {
      if (source?.readyState !== EventSource.OPEN && navigator.onLine) read()
    }, POLL_MS)

    open()
    window.addEventListener('offline', broke)
    window.addEventListener('online', cameOnline)
    document.addEventListener('visibilitychange', looked)
    return () => {
      close()
      window.clearInterval(poll)
      window.removeEventListener('offline', broke)
      window.removeEventListener('online', cameOnline)
      document.removeEventListener('visibilitychange', looked)
    }
  }, [url, event])

  return connection
}
