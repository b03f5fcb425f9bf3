/** What the routes of clearing show: instructions, settlements, rails, discrepancies; their schemas beside the functions that fill them. */
import { z } from 'zod'
import { formatId } from '../../../kernel/ids.ts'
import { moneyToJson } from '../../../kernel/money.ts'
import { zDateJson, zInstantJson, zMoneyJson, zPublicId } from '../../../platform/http/schemas.ts'
import type * as store from '../store/instructions.ts'
import type { Discrepancy, Instruction, Settlement } from '../types.ts'

export const zInstructionState = z.enum(['created', 'sent', 'unknown', 'succeeded', 'failed'])
export const zDiscrepancyState = z.enum(['open', 'suspended', 'resolved'])
export const zDiscrepancyKind = z.enum([
  'contradictory_result',
  'result_amount_differs',
  'no_result',
  'undeliverable',
  'unknown_status',
  'unknown_instruction',
  'line_extra',
  'line_duplicate',
  'line_amount_differs',
  'line_contradicts',
  'line_missing',
])

export const zInstructionJson = z
  .object({
    id: zPublicId('ins'),
    object: z.literal('clearing_instruction'),
    house: z.string(),
    purpose: z.enum(['payment_debit', 'topup', 'payout', 'withdrawal', 'refund', 'long_refund']),
    kind: z.enum(['debit', 'payout', 'refund']),
    state: zInstructionState,
    amount: zMoneyJson,
    reference: z.string(),
    original_instruction: zPublicId('ins').nullable(),
    failure_code: z.string().nullable(),
    house_reference: z.string().nullable(),
    settlement_date: zDateJson.nullable(),
    settlement: zPublicId('stl').nullable(),
    flow: z.string().nullable().meta({ description: 'Of orders that a payer pays at a channel: how the payer meets the order.' }),
    deadline: zInstantJson.nullable(),
    wait_reason: z
      .enum(['quota_exhausted', 'past_cut_off'])
      .nullable()
      .meta({ description: 'Why it is not sent although the rail can be reached.' }),
    cancel_requested_at: zInstantJson.nullable().meta({ description: 'Since when its owner no longer wants it.' }),
    fee: zMoneyJson.nullable().meta({ description: 'What the rail says it charges; the settlement file has the last word.' }),
    attempts: z.int().meta({ description: 'How many times it was sent to the house.' }),
    queries: z.int().meta({ description: 'How many times the house was asked for its result.' }),
    created_at: zInstantJson,
    sent_at: zInstantJson.nullable(),
    completed_at: zInstantJson.nullable(),
  })
  .meta({ id: 'ClearingInstruction' })

export const instructionJson = (item: Instruction): z.input<typeof zInstructionJson> => ({
  id: formatId('ins', item.id),
  object: 'clearing_instruction',
  house: item.house,
  purpose: item.purpose,
  kind: item.kind,
  state: item.state,
  amount: moneyToJson(item),
  reference: item.reference,
  original_instruction: item.originalInstruction === null ? null : formatId('ins', item.originalInstruction),
  failure_code: item.failureCode,
  house_reference: item.houseReference,
  settlement_date: item.settlementDate,
  settlement: item.settlementId === null ? null : formatId('stl', item.settlementId),
  flow: item.channelOrder?.flow ?? null,
  deadline: item.deadline?.toISOString() ?? null,
  wait_reason: item.waitReason,
  cancel_requested_at: item.cancelRequestedAt?.toISOString() ?? null,
  fee: item.fee === null ? null : moneyToJson({ amount: item.fee, currency: item.currency }),
  attempts: item.attempts,
  queries: item.queryAttempts,
  created_at: item.createdAt.toISOString(),
  sent_at: item.sentAt?.toISOString() ?? null,
  completed_at: item.completedAt?.toISOString() ?? null,
})

export const zSettlementJson = z
  .object({
    id: zPublicId('stl'),
    object: z.literal('clearing_settlement'),
    house: z.string(),
    date: zDateJson,
    state: z.enum(['imported', 'booked', 'completed']),
    digest: z.string(),
    lines: z.int().meta({ description: 'Number of lines in the file.' }),
    debits: zMoneyJson,
    payouts: zMoneyJson,
    refunds: zMoneyJson,
    fees: zMoneyJson.meta({ description: 'What the rail withheld for its service; below zero when it gave back more.' }),
    net: zMoneyJson.meta({ description: 'Debits less payouts less refunds less fees.' }),
    matches: z
      .array(
        z.object({
          match: z.enum(['pending', 'matched', 'extra', 'duplicate', 'amount_differs', 'contradicts']),
          lines: z.int().meta({ description: 'Number of lines.' }),
          amount: zMoneyJson,
        }),
      )
      .optional(),
    created_at: zInstantJson,
    booked_at: zInstantJson.nullable(),
    completed_at: zInstantJson.nullable(),
  })
  .meta({ id: 'ClearingSettlement' })

export const settlementJson = (item: Settlement): z.input<typeof zSettlementJson> => {
  const money = (amount: bigint) => moneyToJson({ amount, currency: item.currency })
  return {
    id: formatId('stl', item.id),
    object: 'clearing_settlement',
    house: item.house,
    date: item.date,
    state: item.state,
    digest: item.digest,
    lines: item.lineCount,
    debits: money(item.debitTotal),
    payouts: money(item.payoutTotal),
    refunds: money(item.refundTotal),
    fees: money(item.feeTotal),
    net: money(item.net),
    created_at: item.importedAt.toISOString(),
    booked_at: item.bookedAt?.toISOString() ?? null,
    completed_at: item.completedAt?.toISOString() ?? null,
  }
}

export const zRailJson = z
  .object({
    object: z.literal('clearing_rail'),
    code: z.string(),
    connected: z.boolean().meta({ description: 'Whether it is set up.' }),
    unsent: z.int().meta({ description: 'Instructions that it has certainly not taken yet.' }),
    unsent_since: zInstantJson.nullable(),
    unanswered: z.int().meta({ description: 'Instructions without a result, orders that payers have not paid among them.' }),
    waiting: z
      .object({
        quota_exhausted: z.int().meta({ description: 'Instructions that wait for the quota.' }),
        past_cut_off: z.int().meta({ description: 'Instructions that wait for the next business day of the rail.' }),
      })
      .meta({ description: 'Of the unsent: those that the rail takes later.' }),
    quota: z
      .object({ available: zMoneyJson, as_of: zInstantJson })
      .nullable()
      .optional()
      .meta({ description: 'What is left of the money paid in beforehand for payouts, where one rail is asked for.' }),
  })
  .meta({ id: 'ClearingRail' })

export const railJson = (code: string, connected: boolean, load: store.RailLoad): z.input<typeof zRailJson> => ({
  object: 'clearing_rail',
  code,
  connected,
  unsent: load.unsent,
  unsent_since: load.unsentSince?.toISOString() ?? null,
  unanswered: load.unanswered,
  waiting: load.waiting,
})

export const zDiscrepancyJson = z
  .object({
    id: zPublicId('dsc'),
    object: z.literal('clearing_discrepancy'),
    house: z.string(),
    kind: zDiscrepancyKind,
    state: zDiscrepancyState,
    instruction: zPublicId('ins').nullable(),
    settlement: zPublicId('stl').nullable(),
    amount: zMoneyJson,
    detail: z.string(),
    age_days: z.int().meta({ description: 'Whole days since it was found, until it was resolved.' }),
    created_at: zInstantJson,
    resolved_at: zInstantJson.nullable(),
    resolved_by: z.string().nullable(),
    comment: z.string().nullable(),
  })
  .meta({ id: 'ClearingDiscrepancy' })

export const discrepancyJson = (item: Discrepancy, now: Date): z.input<typeof zDiscrepancyJson> => ({
  id: formatId('dsc', item.id),
  object: 'clearing_discrepancy',
  house: item.house,
  kind: item.kind,
  state: item.state,
  instruction: item.instructionId === null ? null : formatId('ins', item.instructionId),
  settlement: item.settlementId === null ? null : formatId('stl', item.settlementId),
  amount: moneyToJson(item),
  detail: item.detail,
  age_days: Math.max(0, Math.floor(((item.resolvedAt ?? now).getTime() - item.openedAt.getTime()) / 86_400_000)),
  created_at: item.openedAt.toISOString(),
  resolved_at: item.resolvedAt?.toISOString() ?? null,
  resolved_by: item.resolvedBy,
  comment: item.comment,
})
