/** The nouns of dated policies: a value that law, a scheme or the institution sets, from an instant until the next one. */
import type { Id } from '../../kernel/ids.ts'

/** JSON, as stored; whoever reads a key checks the shape it expects. Amounts are integers in minor units. */
export type PolicyValue = null | boolean | number | string | readonly PolicyValue[] | { readonly [name: string]: PolicyValue }

export type PolicyRecord = {
  readonly id: Id<'pol'>
  /** Dotted and stable, e.g. `wallet.class.II`. */
  readonly key: string
  readonly value: PolicyValue
  /** Statute or scheme and article; `institution` for the institution's own choices. */
  readonly source: string
  /** How far the source has been checked, or what counsel should know. */
  readonly note: string | null
  readonly validFrom: Date
  /** The instant from which it no longer applies; `null` while nothing follows it. */
  readonly validTo: Date | null
  readonly createdAt: Date
}

export type NewPolicy = {
  readonly key: string
  readonly value: PolicyValue
  readonly source: string
  readonly note: string | null
  /** Now or later; `null` means now. */
  readonly validFrom: Date | null
}
