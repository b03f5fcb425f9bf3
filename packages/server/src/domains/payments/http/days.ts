/** The operator's routes of the day: cut it, close it, see how far the close has come. */
import { z } from 'zod'
import { ok, refuse } from '../../../kernel/outcome.ts'
import { principalKey } from '../../../kernel/principal.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import type { CommandContext, CommandHandler } from '../../../platform/commands.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { zDate, zDateJson, zInstantJson } from '../../../platform/http/schemas.ts'
import { closeDay, closeOf, type DayClose } from '../close-day.ts'
import type { PaymentDeps } from '../deps.ts'

export type DayHandlers = { readonly cut: CommandHandler<{ readonly date: BusinessDate | null }> }

const zCloseJson = z
  .object({
    object: z.literal('day_close'),
    accounting_date: zDateJson,
    state: z.enum(['closing', 'closed']),
    steps: z.array(z.object({ name: z.string(), finished_at: zInstantJson, result: z.record(z.string(), z.unknown()) })),
    started_at: zInstantJson,
    closed_at: zInstantJson.nullable(),
  })
  .meta({ id: 'DayClose', description: 'The close of a business day, step by step. Amounts in results are minor units of CNY.' })

export const dayCloseView = (close: DayClose) => ({
  object: 'day_close' as const,
  accounting_date: close.accountingDate,
  state: close.state,
  steps: close.steps.map(step => ({ name: step.name, finished_at: step.finishedAt, result: step.result })),
  started_at: close.startedAt.toISOString(),
  closed_at: close.closedAt?.toISOString() ?? null,
})

const zDay = z.strictObject({ date: zDate })

export function dayRoutes(deps: PaymentDeps, handlers: DayHandlers): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/days/current/cut',
      operationId: 'cutDay',
      tag: 'Days',
      summary: 'Cut the open business day (日切)',
      description: 'From the answer on everything is booked under the next date. Say the date to make a repetition harmless.',
      access: { operator: 'days:write' },
      body: z.strictObject({ date: zDate.optional() }),
      response: { status: 200, schema: z.object({ object: z.literal('day_cut'), cut: zDateJson, open: zDateJson }).meta({ id: 'DayCut' }) },
      refusals: ['day_not_found'],
      command: 'plain',
      handle: ({ body, command }) => handlers.cut.execute({ date: body.date ?? null }, command),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/days/:date/close',
      operationId: 'closeDay',
      tag: 'Days',
      summary: 'Close a day that was cut (日终)',
      description: 'Goes on where an earlier run stopped; a closed day answers as it was closed.',
      access: { operator: 'days:write' },
      params: zDay,
      body: z.strictObject({}),
      response: { status: 200, schema: zCloseJson },
      refusals: ['day_not_found', 'day_not_cut', 'day_close_blocked'],
      command: 'plain',
      handle: async ({ params, command }) => {
        const closed = await closeDay(deps, params.date)
        await auditClose(deps, params.date, command, closed.ok ? 'ok' : closed.error.code)
        return closed.ok ? ok(dayCloseView(closed.value)) : closed
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/days/:date/close',
      operationId: 'getDayClose',
      tag: 'Days',
      summary: 'How far the close of a day has come',
      access: { operator: 'days:read' },
      params: zDay,
      response: { status: 200, schema: zCloseJson },
      refusals: ['day_not_found'],
      handle: async ({ params }) => {
        const close = await closeOf(deps.db, params.date)
        return close === null ? refuse('day_not_found', 'date') : ok(dayCloseView(close))
      },
    }),
  ]
}

/** The close is many transactions with calls to the clearing house between them: its audit leaf is written at its end. */
async function auditClose(deps: PaymentDeps, date: BusinessDate, command: CommandContext, result: string): Promise<void> {
  const { principal, endpoint, requestId, requestHash } = command
  await deps.db.transaction(async tx =>
    deps.audit(tx, [{ actor: principalKey(principal), action: endpoint, subject: date, result, requestId, requestHash }]),
  )
}
