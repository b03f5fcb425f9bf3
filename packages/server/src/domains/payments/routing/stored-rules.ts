/** Rules as they are stored: JSON, amounts as text. */
import type { Rule, RuleCondition } from './types.ts'

export type StoredRule = Omit<Rule, 'when'> & {
  readonly when: Omit<RuleCondition, 'amountMin' | 'amountMax'> & { readonly amountMin?: string; readonly amountMax?: string }
}

export const storedRules = {
  write({ when: { amountMin, amountMax, ...when }, ...rule }: Rule): StoredRule {
    return {
      ...rule,
      when: {
        ...when,
        ...(amountMin === undefined ? {} : { amountMin: amountMin.toString() }),
        ...(amountMax === undefined ? {} : { amountMax: amountMax.toString() }),
      },
    }
  },
  read({ when: { amountMin, amountMax, ...when }, ...rule }: StoredRule): Rule {
    return {
      ...rule,
      when: {
        ...when,
        ...(amountMin === undefined ? {} : { amountMin: BigInt(amountMin) }),
        ...(amountMax === undefined ? {} : { amountMax: BigInt(amountMax) }),
      },
    }
  },
}
