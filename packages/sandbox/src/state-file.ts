/** What a simulator remembers across restarts: one JSON file, written whole to a neighbour and renamed, so it is never half. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'

const encode = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? { $bigint: value.toString() } : value)

function decode(_key: string, value: unknown): unknown {
  if (typeof value === 'object' && value !== null && '$bigint' in value && typeof value.$bigint === 'string') return BigInt(value.$bigint)
  return value
}

/** Keeps the state in a file, written at most every `debounceMs`. Without a path nothing is kept. */
export function createStateFile<State>(
  path: string | undefined,
  debounceMs = 50,
): { load(): State | null; changed(state: State): void; flush(state: State): void } {
  let timer: NodeJS.Timeout | null = null
  const write = (state: State): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (path === undefined) return
    const next = `${path}.next`
    writeFileSync(next, JSON.stringify(state, encode), { mode: 0o600 })
    renameSync(next, path)
  }
  return {
    load() {
      if (path === undefined) return null
      try {
        // The file is this simulator's own: its shape is what `write` wrote.
        return JSON.parse(readFileSync(path, 'utf8'), decode) as State
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
        throw new Error(`the simulator's state file ${path} cannot be read; delete it to start anew`, { cause: error })
      }
    },
    changed(state) {
      if (path === undefined || timer !== null) return
      timer = setTimeout(() => {
        timer = null
        write(state)
      }, debounceMs)
      timer.unref()
    },
    flush: write,
  }
}
