/** Price templates: dated policy records `partners.price_template.<name>`, from which an agreement is drafted. */
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import { type ClauseJson, clauseOf } from './store.ts'
import type { Clause } from './types.ts'

export type PriceTemplate = { readonly title: string; readonly clauses: readonly Clause[] }

type PolicyRecord = { readonly value: unknown }

/** The template that applies at the instant. Refuses price_template_not_found. */
export function priceTemplate(
  policies: { at(key: string, instant: Date): PolicyRecord | null },
  name: string,
  at: Date,
): Outcome<PriceTemplate, 'price_template_not_found'> {
  const found = policies.at(`partners.price_template.${name}`, at)
  const value = found?.value as { readonly title?: unknown; readonly clauses?: unknown } | null | undefined
  if (typeof value?.title !== 'string' || !Array.isArray(value.clauses)) {
    return refuse('price_template_not_found', 'template', { template: name })
  }
  // What the record lacks, `checkClauses` says when the agreement is drafted.
  return ok({ title: value.title, clauses: (value.clauses as ClauseJson[]).map(clauseOf) })
}
