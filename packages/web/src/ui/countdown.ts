/**
 * The time left until a deadline of the server. The server's own clock decides: the difference between its time and this
 * device's is taken out when the state is read.
 */
import { useEffect, useState } from 'react'

/** The deadline in this device's clock: now plus what the server says is left. */
export const localDeadline = (expiresAt: string, serverTime: string, nowMs: number): number =>
  nowMs + (Date.parse(expiresAt) - Date.parse(serverTime))

/** `75` -> `01:15`; an hour and more -> `1:01:15`. */
export function clockText(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`
  return hours === 0 ? rest : `${hours}:${rest}`
}

/** Whole seconds left until the deadline (device clock, ms), counting down; 0 when it has passed. */
export function useSecondsLeft(deadlineMs: number | null): number | null {
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    if (deadlineMs === null) return
    const timer = window.setInterval(() => setNowMs(Date.now()), 250)
    return () => window.clearInterval(timer)
  }, [deadlineMs])
  return deadlineMs === null ? null : Math.max(0, Math.ceil((deadlineMs - nowMs) / 1000))
}
