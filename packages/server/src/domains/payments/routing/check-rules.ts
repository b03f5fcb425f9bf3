/** Whether rules can be kept: every rail is one, every name is used once, no rule is empty or can never apply. Pure. */
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { RoutingConfigCode } from './errors.ts'
import type { Rule, RuleEffect } from './types.ts'

const railsOf = (effect: RuleEffect): readonly string[] => (effect.type === 'weight' ? Object.keys(effect.weights) : effect.rails)

export function checkRules(rules: readonly Rule[], isRail: (code: string) => boolean): Outcome<null, RoutingConfigCode> {
  const names = new Set<string>()
  for (const [at, rule] of rules.entries()) {
    const { name, when, effect } = rule
    const rails = railsOf(effect)
    const unknown = rails.find(code => !isRail(code))
    if (unknown !== undefined) return refuse('rule_rail_unknown', `rules.${at}.effect`, { rule: name, rail: unknown })
    const empty =
      rails.length === 0 ||
      (effect.type === 'weight' && Object.values(effect.weights).every(weight => weight === 0)) ||
      Object.values(when).some(list => Array.isArray(list) && list.length === 0)
    const never =
      (when.amountMin !== undefined && when.amountMax !== undefined && when.amountMin > when.amountMax) ||
      (when.hours !== undefined && when.hours.from === when.hours.to)
    if (empty || never || names.has(name)) return refuse('rule_contradicts', `rules.${at}`, { rule: name })
    names.add(name)
  }
  return ok(null)
}
