/** Routes of a day: how it stands, matching it again, closing it, its documents. */
import { z } from 'zod'
import { ok, refuse } from '../../../kernel/outcome.ts'
import { principalKey } from '../../../kernel/principal.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { zAmountJson, zDate, zDateJson, zText } from '../../../platform/http/schemas.ts'
import { closeReconciliation, whatIsMissing } from '../close-day.ts'
import type { ReconciliationDeps } from '../deps.ts'
import { MATCH_DATE_JOB } from '../jobs.ts'
import * as closes from '../store/closes.ts'
import * as exceptions from '../store/exceptions.ts'
import * as imports from '../store/imports.ts'
import { EXCEPTION_KINDS, EXCEPTION_STATES } from '../types.ts'
import { READ, TAG, WRITE } from './common.ts'
import { closeJson, importJson, zCloseJson, zImportJson } from './present.ts'

const zOverview = z
  .object({
    id: zDateJson,
    object: z.literal('reconciliation_day'),
    date: zDateJson,
    closed: z.boolean(),
    missing: z.array(z.string()).meta({ description: 'What is in the way of its close; empty when it can be closed.' }),
    imports: z.array(zImportJson),
    exceptions: z.array(
      z.object({
        source: z.string(),
        kind: z.enum(EXCEPTION_KINDS),
        state: z.enum(EXCEPTION_STATES),
        count: z.int().meta({ description: 'Of this date, and those open of earlier ones.' }),
        amount: zAmountJson,
      }),
    ),
    suspense: z.array(z.object({ account: z.enum(['suspense_long', 'suspense_short']), source: z.string(), balance: zAmountJson })),
  })
  .meta({ id: 'ReconciliationDay' })

export function dayRoutes(deps: ReconciliationDeps): Route[] {
  const { db, commands } = deps
  const match = commands.define<{ readonly date: Parameters<typeof whatIsMissing>[1] }, string>({
    name: 'reconciliation.match_date',
    async decide(tx, list) {
      for (const { input } of list) deps.jobs.add(tx, MATCH_DATE_JOB, { date: input.date }, { key: `${MATCH_DATE_JOB} ${input.date}` })
      return list.map(({ input }) => ok(input.date))
    },
    present: date => ({ status: 202, body: { id: date, object: 'reconciliation_match', date } }),
    subject: date => date,
  })
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/reconciliation/days/:date',
      operationId: 'getReconciliationDay',
      tag: TAG,
      summary: 'Read how the reconciliation of a date stands',
      access: READ,
      params: z.strictObject({ date: zDate }),
      response: { status: 200, schema: zOverview },
      refusals: [],
      handle: async ({ params: { date } }) => {
        const [closed, present, counts, suspense] = [
          await exceptions.isClosed(db, date),
          await imports.importsOfDate(db, date),
          await exceptions.countExceptions(db, date),
          await closes.suspenseBalances(db),
        ]
        const counted = await Promise.all(
          present.map(async item =>
            item.state === 'matched' ? importJson(item, await imports.countLines(db, item.number)) : importJson(item),
          ),
        )
        return ok({
          id: date,
          object: 'reconciliation_day',
          date,
          closed,
          missing: closed ? [] : await whatIsMissing(deps, date),
          imports: counted,
          exceptions: counts.map(({ source, kind, state, count, amount }) => ({ source, kind, state, count, amount: Number(amount) })),
          suspense: suspense
            .filter(each => each.balance !== 0n)
            .map(each => ({ account: each.code, source: each.house, balance: Number(each.balance) })),
        })
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/reconciliation/days/:date/match',
      operationId: 'matchReconciliationDay',
      tag: TAG,
      summary: 'Match everything of a date again',
      description:
        'In the background: bills with instructions, statements with nets, instructions with the ledger. What got its reason since is found.',
      access: WRITE,
      params: z.strictObject({ date: zDate }),
      response: { status: 202, schema: z.object({ id: zDateJson, object: z.literal('reconciliation_match'), date: zDateJson }) },
      refusals: [],
      command: 'plain',
      handle: ({ params, command }) => match.execute({ date: params.date }, command),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/reconciliation/days/:date/close',
      operationId: 'closeReconciliationDay',
      tag: TAG,
      summary: 'Close the reconciliation of a date',
      description:
        'The second signature over a booked day: every bill is in, every line is matched or explained, suspense is zero or explained. Makes trial balance, vouchers, reserve report and closing report. Repeating it makes them again and proves that nothing has changed.',
      access: WRITE,
      params: z.strictObject({ date: zDate }),
      response: { status: 200, schema: zCloseJson },
      refusals: ['recon_day_not_ready'],
      handle: async ({ params, command }) => {
        const actor = principalKey(command.principal)
        const closed = await closeReconciliation(deps, params.date, actor, {
          actor,
          action: 'closeReconciliationDay',
          requestId: command.requestId,
          requestHash: command.requestHash,
        })
        return closed.ok ? ok(closeJson(closed.value, closed.value.repeated)) : closed
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/reconciliation/days/:date/documents/:name',
      operationId: 'getReconciliationDocument',
      tag: TAG,
      summary: 'Download a document of a closed date',
      description: 'closing-report.pdf, trial-balance.csv, vouchers.csv, reserve.json, reserve.csv, exceptions.csv.',
      access: READ,
      params: z.strictObject({ date: zDate, name: zText(60) }),
      response: { status: 200, schema: null, contentType: 'application/octet-stream' },
      refusals: ['recon_document_not_found'],
      handle: async ({ params }) => {
        const found = await closes.getDocument(db, params.date, params.name)
        if (found === null) return refuse('recon_document_not_found', 'name')
        return {
          kind: 'raw',
          status: 200,
          contentType: found.contentType,
          headers: { 'Content-Disposition': `attachment; filename="${params.date}-${found.name}"` },
          body: found.bytes,
        }
      },
    }),
  ]
}
