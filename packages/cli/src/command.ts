/**
 * What a command is, and what it is given.
 */

import type { ParseArgsConfig } from 'node:util'
import type { Feiqian } from '@feiqian/sdk'
import type { Language, Local } from './words.ts'

export type Io = {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Somebody watches: progress is drawn over itself. */
  readonly isTerminal?: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
}

/** 0 done, 1 refused or a check failed, 2 used wrongly, 3 the server could not be reached. */
export const EXIT = { ok: 0, refused: 1, usage: 2, unreachable: 3 } as const

export type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>

export type Context = {
  readonly feiqian: Feiqian
  readonly io: Io
  readonly language: Language
  readonly json: boolean
  readonly positionals: readonly string[]
  /** A text option, or `undefined` when it was not given. */
  readonly text: (name: string) => string | undefined
  readonly flag: (name: string) => boolean
  readonly many: (name: string) => readonly string[]
  /** A whole number ≥ 1. Throws UsageError otherwise. */
  readonly count: (name: string) => number | undefined
  /** With --json the value, else the text for people. */
  readonly show: (value: unknown, human: () => string) => void
}

export type Command = {
  /** Words that call it: `payments create`. */
  readonly name: string
  /** What follows the name: `<payment> [--amount FEN]`. */
  readonly usage: string
  readonly summary: Local
  /** Options beside the common ones, with what they mean. */
  readonly options: Readonly<
    Record<string, NonNullable<ParseArgsConfig['options']>[string] & { readonly about: Local; readonly value?: string }>
  >
  readonly positionals: { readonly min: number; readonly max: number }
  /** Whose key is taken from .feiqian/demo.json when FEIQIAN_API_KEY is not set; `none`: it needs no key, and sends none. */
  readonly key: 'merchant' | 'operator' | 'none'
  readonly run: (context: Context) => Promise<number>
}

/** The command was used wrongly; the message says how, in the user's language. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
