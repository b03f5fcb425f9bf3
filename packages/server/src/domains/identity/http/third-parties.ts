/** Operators' routes of third parties: who they are, what they may, live access by approval, suspension. */
import { z } from 'zod'
import { formatId } from '../../../kernel/ids.ts'
import { ok, refuse } from '../../../kernel/outcome.ts'
import type { CommandHandler } from '../../../platform/commands.ts'
import { listJson, pageOf } from '../../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { listQuery, zDate, zId, zInstantJson, zList, zLocalTextJson, zPublicId, zText } from '../../../platform/http/schemas.ts'
import { THIRD_PARTY_ROLES, type ThirdParties } from '../oauth/types.ts'
import type { ManageThirdParty } from '../third-parties/manage-third-parties.ts'
import { THIRD_PARTY_STATUSES, thirdPartyJson, zLegalBasisJson } from '../third-parties/present.ts'

export type ThirdPartyRouteDeps = {
  readonly parties: Pick<ThirdParties, 'find' | 'list'>
  readonly manage: CommandHandler<ManageThirdParty>
}

const TAG = 'Third parties'
const params = z.strictObject({ id: zId('tpp') })

const zContactJson = z
  .looseObject({})
  .meta({ id: 'ThirdPartyContact', description: 'Whom to turn to: `email`, `phone`, `address`, `url`, as far as they are known.' })

const zThirdPartyJson = z
  .object({
    id: zPublicId('tpp').meta({ description: 'Its `client_id` too.' }),
    object: z.literal('third_party'),
    name: zLocalTextJson,
    status: z.enum(THIRD_PARTY_STATUSES),
    roles: z.array(z.enum(THIRD_PARTY_ROLES)),
    message_signing: z
      .boolean()
      .meta({ description: 'Signed requests, responses and introspection are demanded (FAPI 2.0 Message Signing).' }),
    client: z.looseObject({}).meta({ description: 'Of the client metadata (RFC 7591) what matters to operators.' }),
    software_id: z.string().nullable(),
    has_software_statement: z.boolean(),
    contact: zContactJson,
    legal_basis: zLegalBasisJson.nullable().meta({ description: 'What its live access rests on.' }),
    suspension_reason: z.string().nullable(),
    created_at: zInstantJson,
    updated_at: zInstantJson,
  })
  .meta({ id: 'ThirdParty' })

const zContact = z.strictObject({
  email: z.email().max(200).optional(),
  phone: zText(40).optional(),
  address: zText(300).optional(),
  url: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .optional(),
})

const zChange = z
  .strictObject({
    roles: z.array(z.enum(THIRD_PARTY_ROLES)).min(1).max(THIRD_PARTY_ROLES.length).optional(),
    contact: zContact.optional().meta({ description: 'Replaces what was recorded.' }),
    message_signing: z.boolean().optional(),
  })
  .refine(change => Object.values(change).some(value => value !== undefined), { error: 'Invalid input: expected at least one field' })
  .meta({ id: 'ThirdPartyChange' })

const zLegalBasis = z
  .strictObject({
    licence: z
      .strictObject({ authority: zText(120), number: zText(80), valid_to: zDate.optional() })
      .optional()
      .meta({ description: 'The licence or filing that its business needs, where it needs one.' }),
    contract: z
      .strictObject({
        number: zText(80),
        signed_on: zDate,
        document_sha256: z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .optional()
          .meta({ description: 'Of the signed document, hexadecimal.' }),
      })
      .meta({ description: 'The data-sharing or cooperation contract with the institution (PIPL Art. 21-23).' }),
    note: zText(500).optional(),
  })
  .meta({ id: 'LegalBasis' })

const zReason = zText(500)
const basisOf = ({ licence, contract, note }: z.output<typeof zLegalBasis>) => ({
  licence: licence === undefined ? null : { authority: licence.authority, number: licence.number, valid_to: licence.valid_to ?? null },
  contract: { number: contract.number, signed_on: contract.signed_on, document_sha256: contract.document_sha256 ?? null },
  note: note ?? null,
})

export function thirdPartyRoutes({ parties, manage }: ThirdPartyRouteDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/third_parties',
      operationId: 'listThirdParties',
      tag: TAG,
      summary: 'List third parties',
      access: { operator: 'third_parties:read' },
      query: z.strictObject({ ...listQuery('tpp'), status: z.enum(THIRD_PARTY_STATUSES).optional() }),
      response: { status: 200, schema: zList(zThirdPartyJson) },
      refusals: [],
      handle: async ({ query }) => {
        const rows = await parties.list(query, query.status === undefined ? {} : { status: query.status })
        return ok(listJson(pageOf(rows, query.limit, query.ending_before !== undefined), thirdPartyJson))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/third_parties/:id',
      operationId: 'getThirdParty',
      tag: TAG,
      summary: 'Read a third party',
      access: { operator: 'third_parties:read' },
      params,
      response: { status: 200, schema: zThirdPartyJson },
      refusals: ['third_party_not_found'],
      handle: async ({ params: { id } }) => {
        const party = await parties.find(id)
        return party === null ? refuse('third_party_not_found', 'id') : ok(thirdPartyJson(party))
      },
    }),
    defineRoute({
      method: 'PATCH',
      path: '/v1/third_parties/:id',
      operationId: 'updateThirdParty',
      tag: TAG,
      summary: 'Change roles, contact or signing of a third party',
      description: 'Tokens keep only what the new roles allow, from the next request on.',
      access: { operator: 'third_parties:write' },
      params,
      body: zChange,
      response: { status: 200, schema: zThirdPartyJson },
      refusals: ['third_party_not_found', 'third_party_closed'],
      command: 'plain',
      handle: ({ params: { id }, body, command }) => {
        const { roles = null, contact, message_signing: messageSigning = null } = body
        const kept =
          contact === undefined
            ? null
            : Object.fromEntries(Object.entries(contact).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
        return manage.execute({ thirdPartyId: id, change: { kind: 'update', roles, contact: kept, messageSigning } }, command)
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/third_parties/:id/live_access',
      operationId: 'grantLiveAccess',
      tag: TAG,
      summary: 'Give a third party live access',
      description: 'Always needs a second operator. The legal basis is recorded with it.',
      access: { operator: 'third_parties:write' },
      params,
      body: zLegalBasis,
      response: { status: 200, schema: zThirdPartyJson },
      refusals: ['third_party_not_found', 'third_party_closed'],
      command: 'plain',
      approval: {
        action: 'third_parties.live_access',
        always: true,
        summary: ({ params: { id }, body: { contract } }) => ({
          en: `Give live access to ${formatId('tpp', id)} under the contract ${contract.number} of ${contract.signed_on}`,
          zh: `依据 ${contract.signed_on} 签订的合同 ${contract.number}，为 ${formatId('tpp', id)} 开通生产访问`,
        }),
      },
      handle: ({ params: { id }, body, command }) =>
        manage.execute({ thirdPartyId: id, change: { kind: 'live_access', legalBasis: basisOf(body) } }, command),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/third_parties/:id/suspend',
      operationId: 'suspendThirdParty',
      tag: TAG,
      summary: 'Suspend a third party',
      description: 'Its tokens and grants end at once: the next request is refused. Consents stay as people gave them.',
      access: { operator: 'third_parties:write' },
      params,
      body: z.strictObject({ reason: zReason }).meta({ id: 'SuspendThirdParty' }),
      response: { status: 200, schema: zThirdPartyJson },
      refusals: ['third_party_not_found', 'third_party_closed'],
      command: 'plain',
      handle: ({ params: { id }, body, command }) =>
        manage.execute({ thirdPartyId: id, change: { kind: 'suspend', reason: body.reason } }, command),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/third_parties/:id/resume',
      operationId: 'resumeThirdParty',
      tag: TAG,
      summary: 'Let a suspended third party act again',
      description: 'With live access when its legal basis is recorded. Tokens that ended stay ended.',
      access: { operator: 'third_parties:write' },
      params,
      body: z.strictObject({ reason: zReason.optional() }).meta({ id: 'ResumeThirdParty' }),
      response: { status: 200, schema: zThirdPartyJson },
      refusals: ['third_party_not_found', 'third_party_closed'],
      command: 'plain',
      handle: ({ params: { id }, body, command }) =>
        manage.execute({ thirdPartyId: id, change: { kind: 'resume', reason: body.reason ?? null } }, command),
    }),
  ]
}
