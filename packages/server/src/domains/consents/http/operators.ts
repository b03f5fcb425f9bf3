/** The operators' routes of consents: list, look, and end with a reason. */
import { z } from 'zod'
import type { Id } from '../../../kernel/ids.ts'
import { ok, refuse } from '../../../kernel/outcome.ts'
import { listJson, pageOf } from '../../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { listQuery, zId, zList, zText } from '../../../platform/http/schemas.ts'
import type { ConsentsDeps } from '../consents.ts'
import { consentJson } from '../events.ts'
import { namesOf } from '../grantee-names.ts'
import type { ConsentCommands, ConsentReads } from '../http.ts'
import { listAll } from '../store-reads.ts'
import { CONSENT_KINDS } from '../types.ts'
import { asConsent } from '../view.ts'
import { viewContext } from '../view-context.ts'
import { detailJson } from './detail.ts'
import { zConsentDetailJson, zConsentId, zConsentJson } from './schemas.ts'

const params = z.strictObject({ id: zConsentId })

export function operatorRoutes(deps: ConsentsDeps, reads: ConsentReads, commands: ConsentCommands): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/consents',
      operationId: 'listConsents',
      tag: 'Consents',
      summary: 'List consents of every kind',
      access: { operator: 'consents:read' },
      query: z.strictObject({
        ...listQuery('cns'),
        starting_after: zConsentId.optional().meta({ description: 'Answer with what follows this id.' }),
        ending_before: zConsentId.optional().meta({ description: 'Answer with what precedes this id.' }),
        holder: zId('hld').optional(),
        third_party: zId('tpp').optional(),
        merchant: zId('mer').optional(),
        kind: z.enum(CONSENT_KINDS).optional(),
      }),
      response: { status: 200, schema: zList(zConsentJson) },
      refusals: [],
      handle: async request => {
        const { limit, starting_after: after, ending_before: before, holder, third_party: thirdParty, merchant, kind } = request.query
        const granteeId: Id<'tpp'> | Id<'mer'> | null = thirdParty ?? merchant ?? null
        const filter = { holderId: holder ?? null, granteeId, kind: kind ?? null }
        const rows = await listAll(deps.db, filter, { after: after?.id ?? null, before: before?.id ?? null, limit: limit + 1 })
        const names = await namesOf(deps, deps.db, rows)
        const now = deps.clock.now()
        const context = viewContext(deps, now)
        return ok(listJson(pageOf(rows, limit, before !== undefined), row => consentJson(asConsent(row, now, context), names)))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/consents/:id',
      operationId: 'getConsent',
      tag: 'Consents',
      summary: 'Look at a consent',
      description: 'With its receipts, history and what it was used for.',
      access: { operator: 'consents:read' },
      params,
      response: { status: 200, schema: zConsentDetailJson },
      refusals: ['consent_not_found'],
      handle: async request => {
        const consent = await reads.find(request.params.id.id)
        if (consent === null || consent.publicId !== request.params.id.publicId) return refuse('consent_not_found', 'id')
        return ok(await detailJson(deps, reads, consent, request.language, true))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/consents/:id/revoke',
      operationId: 'revokeConsent',
      tag: 'Consents',
      summary: 'End a consent for the institution',
      description: 'The reason is kept and shown to the person, and told to a third party. Ending again answers with the consent as it is.',
      access: { operator: 'consents:write' },
      params,
      body: z.strictObject({ reason: zText(500) }),
      response: { status: 200, schema: zConsentJson },
      refusals: ['consent_not_found'],
      command: 'plain',
      handle: request => {
        const { id: consentId, publicId } = request.params.id
        return commands.revokeConsent.execute({ consentId, publicId, holderId: null, reason: request.body.reason }, request.command)
      },
    }),
  ]
}
