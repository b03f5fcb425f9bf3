/**
 * Turns what zod objects to into one refusal that names the parameter. Runs only when parsing failed, so it may be slow:
 * for a Chinese caller it parses once more with Chinese messages.
 */
import { z } from 'zod'
import type { Refusal } from '../../kernel/outcome.ts'
import type { HttpRefusalCode } from './problems.ts'
import type { Language } from './route.ts'
import { codeOfMessage } from './schemas.ts'

const MESSAGES = { en: z.locales.en().localeError, zh: z.locales.zhCN().localeError }

/** The first thing that is wrong with `input`, by the order: unknown, missing, wrong. `input` must not satisfy the schema. */
export function refusalOf(schema: z.ZodType, input: unknown, language: Language): Refusal {
  const issues = schema.safeParse(input, { error: MESSAGES[language] }).error?.issues ?? []
  const issue =
    issues.find(candidate => candidate.code === 'unrecognized_keys') ?? issues.find(candidate => isMissing(candidate, input)) ?? issues[0]
  if (issue === undefined) return refusal('parameter_invalid', '', { reason: 'invalid' })
  if (issue.code === 'unrecognized_keys') return refusal('parameter_unknown', pathOf([...issue.path, issue.keys[0] ?? '']))
  if (isMissing(issue, input)) return refusal('parameter_missing', pathOf(issue.path))
  const code = codeOfMessage(issue.message)
  if (code !== null) return refusal(code, pathOf(issue.path))
  return refusal('parameter_invalid', pathOf(issue.path), { reason: issue.message.replace(/[.。]$/, '') })
}

/** Not sent at all: the value at the issue's path is undefined. */
function isMissing(issue: z.core.$ZodIssue, input: unknown): boolean {
  if (issue.path.length === 0) return input === undefined
  let value = input
  for (const step of issue.path) {
    if (typeof value !== 'object' || value === null) return false
    value = (value as Record<PropertyKey, unknown>)[step]
  }
  return value === undefined
}

const pathOf = (path: readonly PropertyKey[]): string => path.map(step => String(step).slice(0, 100)).join('.')

const refusal = (code: HttpRefusalCode | string, param: string, values?: Refusal['values']): Refusal => ({
  code,
  ...(param === '' ? {} : { param }),
  ...(values === undefined ? {} : { values }),
})
