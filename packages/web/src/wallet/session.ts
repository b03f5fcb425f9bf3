/** Who is signed in. The session itself is an HttpOnly cookie; the page knows it only by what `GET /v1/wallet/me` answers. */
import { createContext, use, useCallback, useEffect, useRef, useState } from 'react'
import { type Problem, type Result, WALLET_EVENTS_PATH } from '../api.ts'
import { useWords } from '../i18n/i18n.ts'
import { type Connection, useLive } from '../live.ts'
import type { Holder } from '../types.ts'

export type Session = {
  readonly state: 'unknown' | 'signed-out' | 'signed-in'
  readonly holder: Holder | null
  readonly problem: Problem | null
  /** The session ended while the page was open. */
  readonly ended: boolean
  /** Rises whenever the wallet's money may have changed; what shows money reads again. */
  readonly version: number
  readonly connection: Connection
  readonly read: () => Promise<void>
  readonly leave: () => void
  /** Passes an answer on; one that says "not signed in" ends the session here too. */
  readonly checked: <T>(answer: Promise<Result<T>>) => Promise<Result<T>>
}

const isHolder = (data: unknown): data is Holder => typeof data === 'object' && data !== null && 'balance' in data && 'limits' in data

export function useSessionState(): Session {
  const { api } = useWords()
  const [state, setState] = useState<Session['state']>('unknown')
  const [holder, setHolder] = useState<Holder | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [ended, setEnded] = useState(false)
  const [version, setVersion] = useState(0)
  const wasIn = useRef(false)

  const end = useCallback((unasked: boolean) => {
    wasIn.current = false
    setHolder(null)
    setState('signed-out')
    setEnded(unasked)
  }, [])

  const read = useCallback(async () => {
    const result = await api.me()
    if (result.ok) {
      wasIn.current = true
      setHolder(result.value)
      setState('signed-in')
      setEnded(false)
      setProblem(null)
      setVersion(count => count + 1)
    } else if (result.problem.status === 401) {
      end(wasIn.current)
      setProblem(null)
    } else {
      setProblem(result.problem)
    }
  }, [api, end])

  useEffect(() => {
    void read()
  }, [read])

  const checked = useCallback(
    async <T>(answer: Promise<Result<T>>): Promise<Result<T>> => {
      const result = await answer
      if (!result.ok && result.problem.status === 401) end(true)
      return result
    },
    [end],
  )

  const connection = useLive({
    url: state === 'signed-in' ? WALLET_EVENTS_PATH : null,
    event: 'holder',
    onEvent: data => {
      if (!isHolder(data)) return void read()
      setHolder(data)
      setVersion(count => count + 1)
    },
    onRead: () => void read(),
  })

  return { state, holder, problem, ended, version, connection, read, leave: () => end(false), checked }
}

export const SessionContext = createContext<Session | null>(null)

/** The session and its holder; only below a page that has checked that somebody is signed in. */
export function useSession(): Session & { readonly holder: Holder } {
  const session = use(SessionContext)
  if (session === null || session.holder === null) throw new Error('useSession needs a signed-in holder above it')
  return { ...session, holder: session.holder }
}
