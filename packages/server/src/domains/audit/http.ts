/** Routes of the audit trail: operators read it, nobody writes it. */
import { z } from 'zod'
import { formatId } from '../../kernel/ids.ts'
import { ok } from '../../kernel/outcome.ts'
import { type ListQuery, listJson, type Page } from '../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../platform/http/route.ts'
import { listQuery, zInstantJson, zList, zPublicId, zText } from '../../platform/http/schemas.ts'
import type { LeafFilter, StoredLeaf } from './types.ts'

const zLeaf = z
  .object({
    id: zPublicId('aud'),
    object: z.literal('audit_leaf'),
    actor: z.string().meta({ description: 'Who asked: kind and id of the principal.' }),
    action: z.string().meta({ description: 'What was asked, e.g. payments.create.' }),
    subject: z.string().nullable().meta({ description: 'Public id of what it is about; null when refused.' }),
    result: z.string().meta({ description: 'ok, or the code of the refusal.' }),
    request_id: z.string(),
    request_hash: z.string().nullable().meta({ description: 'SHA-256 of method, path and raw body, hexadecimal.' }),
    created_at: zInstantJson,
  })
  .meta({ id: 'AuditLeaf' })

const present = (leaf: StoredLeaf): z.input<typeof zLeaf> => ({
  id: formatId('aud', leaf.id),
  object: 'audit_leaf',
  actor: leaf.actor,
  action: leaf.action,
  subject: leaf.subject,
  result: leaf.result,
  request_id: leaf.requestId,
  request_hash: leaf.requestHash,
  created_at: leaf.at.toISOString(),
})

export function auditRoutes(list: (filter: LeafFilter, page: ListQuery<'aud'>) => Promise<Page<StoredLeaf>>): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/audit/leaves',
      operationId: 'listAuditLeaves',
      tag: 'Audit',
      summary: 'List audit leaves',
      description: 'Who did what to which thing, when and how it ended; newest first.',
      access: { operator: 'audit:read' },
      query: z.strictObject({ ...listQuery('aud'), subject: zText(100).optional(), actor: zText(100).optional() }),
      response: { status: 200, schema: zList(zLeaf) },
      refusals: [],
      handle: async ({ query }) => ok(listJson(await list({ subject: query.subject ?? null, actor: query.actor ?? null }, query), present)),
    }),
  ]
}
