/** An approval as it travels. */
import { z } from 'zod'
import { zInstantJson, zLocalTextJson, zPublicId } from '../../../platform/http/schemas.ts'
import { APPROVAL_STATES } from '../types.ts'

/** One instance: the document names what contains itself, once. */
const zAnyJson = z.json()

const zEntryJson = z.object({
  state: z.enum(APPROVAL_STATES),
  actor: z.string().meta({ description: 'Who did it: kind and id of the principal, as in the audit trail.' }),
  note: z.string().nullable(),
  request_id: z.string().nullable(),
  at: zInstantJson,
})

export const zApprovalJson = z
  .object({
    id: zPublicId('apr'),
    object: z.literal('approval'),
    state: z.enum(APPROVAL_STATES),
    action: z
      .string()
      .meta({ description: 'The policy record that asks for it is `approvals.required.<action>`.', examples: ['ledger.transfers'] }),
    operation: z.string().meta({ description: 'The operation of this API whose command waits.', examples: ['postLedgerTransfers'] }),
    permission: z.string().meta({ description: 'What maker and checker must both be permitted.', examples: ['ledger:write'] }),
    summary: zLocalTextJson,
    command: z
      .object({ params: z.record(z.string(), z.string()), body: zAnyJson })
      .nullable()
      .meta({ description: 'What was sent. Null for readers who hold neither `permission` nor `audit:read`, and in events.' }),
    result: zAnyJson.meta({ description: 'What the operation answered when it ran; null until then, and where `command` is.' }),
    maker: zPublicId('opr'),
    checker: zPublicId('opr').nullable(),
    note: z.string().nullable().meta({ description: 'What was said with the decision.' }),
    history: z.array(zEntryJson),
    created_at: zInstantJson,
    expires_at: zInstantJson,
    decided_at: zInstantJson.nullable(),
  })
  .meta({ id: 'Approval' })
