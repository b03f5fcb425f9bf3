/** Routes of the policies: what applied when, and what shall apply. */
import { z } from 'zod'
import { formatId } from '../../kernel/ids.ts'
import { ok, refuse } from '../../kernel/outcome.ts'
import type { Clock } from '../../kernel/time.ts'
import type { CommandHandler } from '../../platform/commands.ts'
import { listJson, pageOf } from '../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../platform/http/route.ts'
import { listQuery, zInstant, zInstantJson, zList, zPublicId, zText } from '../../platform/http/schemas.ts'
import type { NewPolicy, PolicyRecord, PolicyValue } from './types.ts'

const zPolicy = z
  .object({
    id: zPublicId('pol'),
    object: z.literal('policy'),
    key: z.string(),
    value: z.json().meta({ description: 'Amounts are integers in minor units.' }),
    source: z.string().meta({ description: 'Statute or scheme and article; `institution` for its own choices.' }),
    note: z.string().nullable(),
    valid_from: zInstantJson,
    valid_to: zInstantJson.nullable().meta({ description: 'It no longer applies from here on; null while nothing follows it.' }),
    created_at: zInstantJson,
  })
  .meta({ id: 'Policy' })

export const presentPolicy = (record: PolicyRecord) => ({
  id: formatId('pol', record.id),
  object: 'policy' as const,
  key: record.key,
  value: record.value,
  source: record.source,
  note: record.note,
  valid_from: record.validFrom.toISOString(),
  valid_to: record.validTo?.toISOString() ?? null,
  created_at: record.createdAt.toISOString(),
})

const zKey = zText(100)
  .regex(/^[A-Za-z0-9_.]+$/)
  .meta({ examples: ['wallet.class.II'] })

/** Any JSON that PostgreSQL can store. */
const zValue = z
  .json()
  .refine(value => !/\\u(0000|d[89a-f])/i.test(JSON.stringify(value)), {
    error: 'Invalid JSON: U+0000 and lone surrogates cannot be stored',
  })
  .transform(value => value as PolicyValue)

const zNewPolicy = z
  .strictObject({
    key: zKey,
    value: zValue,
    source: zText(300),
    note: zText(1000).nullish(),
    valid_from: zInstant.optional().meta({ description: 'Now unless said; never in the past.' }),
  })
  .meta({ id: 'NewPolicy' })

/** What a second operator is asked to approve. */
function summaryOf({ key, value, source, valid_from: from }: z.output<typeof zNewPolicy>): { en: string; zh: string } {
  const shown = JSON.stringify(value)
  const short = shown.length > 200 ? `${shown.slice(0, 199)}…` : shown
  return {
    en: `Have ${key} be ${short} from ${from?.toISOString() ?? 'the approval'} on (${source})`,
    zh: `自 ${from?.toISOString() ?? '批准时'} 起，${key} 变更为 ${short}（${source}）`,
  }
}

export type PoliciesRouteDeps = {
  readonly policies: { at(key: string, instant: Date): PolicyRecord | null; all(): readonly PolicyRecord[] }
  readonly clock: Clock
  readonly add: CommandHandler<NewPolicy>
}

export function policiesRoutes({ policies, clock, add }: PoliciesRouteDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/policies',
      operationId: 'listPolicies',
      tag: 'Policies',
      summary: 'List policy records',
      description: 'Every record that applied, applies or will apply; the newest first.',
      access: { operator: 'policies:read' },
      query: z.strictObject({ ...listQuery('pol'), key: zKey.optional() }),
      response: { status: 200, schema: zList(zPolicy) },
      refusals: [],
      handle: ({ query }) => {
        const { starting_after: after, ending_before: before, limit, key } = query
        const records = policies
          .all()
          .filter(record => (key === undefined || record.key === key) && (after === undefined || record.id < after))
          .filter(record => before === undefined || record.id > before)
          .sort((a, b) => (a.id < b.id === (before === undefined) ? 1 : -1))
        return ok(listJson(pageOf(records, limit, before !== undefined), presentPolicy))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/policies/:key',
      operationId: 'getPolicy',
      tag: 'Policies',
      summary: 'Read what applied when',
      access: { operator: 'policies:read' },
      params: z.strictObject({ key: zKey }),
      query: z.strictObject({ at: zInstant.optional().meta({ description: 'Now unless said.' }) }),
      response: { status: 200, schema: zPolicy },
      refusals: ['policy_not_found'],
      handle: ({ params, query }) => {
        const record = policies.at(params.key, query.at ?? clock.now())
        return record === null ? refuse('policy_not_found', 'key') : ok(presentPolicy(record))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/policies',
      operationId: 'addPolicy',
      tag: 'Policies',
      summary: 'Add a policy record',
      description: 'The new record applies from its instant on and closes the one before it. What has applied is never rewritten.',
      access: { operator: 'policies:write' },
      body: zNewPolicy,
      response: { status: 201, schema: zPolicy },
      refusals: ['policy_not_found', 'policy_value_invalid', 'policy_starts_in_past', 'policy_overlaps'],
      command: 'plain',
      approval: { action: 'policies.records', summary: ({ body }) => summaryOf(body) },
      handle: ({ body, command }) =>
        add.execute(
          { key: body.key, value: body.value, source: body.source, note: body.note ?? null, validFrom: body.valid_from ?? null },
          command,
        ),
    }),
  ]
}
