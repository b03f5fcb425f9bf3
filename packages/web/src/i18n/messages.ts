/** The shape that every language has: the keys of zh.ts, each with a text. */
import type { zh } from './zh.ts'

type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> }

export type Messages = Texts<typeof zh>
