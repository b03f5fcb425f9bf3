/**
 * An expected result: a value, or a refusal that the caller can act on. Defects throw; refusals never do.
 */
export type Outcome<T, C extends string = string> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Refusal<C> }

/**
 * Why a command was refused. `code` is stable and listed in the catalogue of the domain that refuses (errors.ts);
 * the HTTP status, the words in zh and en, and the documentation page all follow from it.
 */
export type Refusal<C extends string = string> = {
  readonly code: C
  /** The offending parameter as the caller wrote it, e.g. `amount` or `payment_method.mandate`. */
  readonly param?: string
  /** Values that fill the placeholders `{name}` of the catalogue's sentence; shown to the caller, so never secret. */
  readonly values?: Readonly<Record<string, string | number>>
}

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value })

export const refuse = <C extends string>(
  code: C,
  param?: string,
  values?: Refusal['values'],
): { readonly ok: false; readonly error: Refusal<C> } => ({
  ok: false,
  error: { code, ...(param === undefined ? {} : { param }), ...(values === undefined ? {} : { values }) },
})

/** States an invariant. A breach is a defect: it throws, rolls the transaction back, and is logged once at the edge. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message)
}

export class InvariantError extends Error {
  override name = 'InvariantError'
}
