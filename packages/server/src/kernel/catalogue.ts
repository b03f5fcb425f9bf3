/**
 * The catalogue of refusals: one entry per stable code, from which the HTTP status, the sentence in both languages, the
 * error page and the OpenAPI description follow. A code, once published, is never reused for another meaning.
 */
export type RefusalSpec = {
  /** HTTP status of RFC 9457 problem details. */
  readonly status: 400 | 401 | 402 | 403 | 404 | 405 | 406 | 409 | 410 | 413 | 415 | 422 | 429 | 431 | 500 | 503
  /** A sentence with optional `{placeholders}` filled from `Refusal.values`. */
  readonly en: string
  readonly zh: string
  /** What the caller should do next. */
  readonly fixEn: string
  readonly fixZh: string
}

export type Catalogue<C extends string = string> = Readonly<Record<C, RefusalSpec>>

/** Declares a domain's closed set of refusals and keeps the codes' literal types. */
export const defineCatalogue = <const C extends string>(entries: Record<C, RefusalSpec>): Catalogue<C> => entries
