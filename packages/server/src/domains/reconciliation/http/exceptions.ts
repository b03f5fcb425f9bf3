/** Routes of exceptions and repairs. */
import { z } from 'zod'
import { formatId } from '../../../kernel/ids.ts'
import { ok, refuse } from '../../../kernel/outcome.ts'
import { listJson, pageOf } from '../../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { listQuery, zDate, zId, zList, zText } from '../../../platform/http/schemas.ts'
import type { ReconciliationDeps } from '../deps.ts'
import { type CommentOn, commentOn, type Explain, explain } from '../manage-exceptions.ts'
import { type AskRepair, askRepairs } from '../repair-exceptions.ts'
import * as store from '../store/exceptions.ts'
import * as repairs from '../store/repairs.ts'
import { EXCEPTION_KINDS, EXCEPTION_STATES, REPAIR_KINDS, type ReconException, type Repair } from '../types.ts'
import { READ, TAG, WRITE } from './common.ts'
import { exceptionJson, repairJson, zExceptionJson, zRepairJson } from './present.ts'

const WORDS_OF_REPAIRS: Readonly<Record<(typeof REPAIR_KINDS)[number], { readonly en: string; readonly zh: string }>> = {
  match: { en: 'Match by hand', zh: '手工匹配' },
  write_off: { en: 'Write off to loss', zh: '核销为损失' },
  book_missing: { en: 'Book the missing payment', zh: '补记掉单' },
  refund_long: { en: 'Refund the surplus', zh: '退回长款' },
  move_suspense: { en: 'Set off within suspense', zh: '长短款冲抵' },
  accept_fee: { en: 'Accept the difference of fees', zh: '接受手续费差异' },
}

export function exceptionRoutes(deps: ReconciliationDeps): Route[] {
  const { db, clock, commands } = deps
  const subject = (item: ReconException): string => formatId('rex', item.id)
  const comment = commands.define<CommentOn, ReconException>({
    name: 'reconciliation.comment',
    decide: (tx, list) => commentOn(deps, tx, list),
    present: item => ({ status: 200, body: exceptionJson(item, clock.now()) }),
    subject,
  })
  const explaining = commands.define<Explain, ReconException>({
    name: 'reconciliation.explain',
    decide: (tx, list) => explain(deps, tx, list),
    present: item => ({ status: 200, body: exceptionJson(item, clock.now()) }),
    subject,
  })
  const repair = commands.define<AskRepair, Repair>({
    name: 'reconciliation.ask_repair',
    decide: (tx, list) => askRepairs(deps, tx, list),
    present: item => ({ status: 201, body: repairJson(item) }),
    subject: item => formatId('rrp', item.id),
  })
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/reconciliation/exceptions',
      operationId: 'listReconciliationExceptions',
      tag: TAG,
      summary: 'List exceptions with their age',
      description: 'What bills and clearing found, in one list.',
      access: READ,
      query: z.strictObject({
        ...listQuery('rex'),
        kind: z.enum(EXCEPTION_KINDS).optional(),
        state: z
          .enum([...EXCEPTION_STATES, 'unresolved'])
          .optional()
          .meta({ description: '`unresolved`: open or under repair.' }),
        source: zText(40).optional(),
        date: zDate.optional(),
        owner: zText(40).optional(),
      }),
      response: { status: 200, schema: zList(zExceptionJson) },
      refusals: [],
      handle: async ({ query }) => {
        const filter = {
          kind: query.kind ?? null,
          state: query.state ?? null,
          source: query.source ?? null,
          date: query.date ?? null,
          owner: query.owner ?? null,
        }
        const rows = await store.listExceptions(db, filter, query)
        return ok(listJson(pageOf(rows, query.limit, query.ending_before !== undefined), item => exceptionJson(item, clock.now())))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/reconciliation/exceptions/:id',
      operationId: 'getReconciliationException',
      tag: TAG,
      summary: 'Read an exception with its history and repairs',
      access: READ,
      params: z.strictObject({ id: zId('rex') }),
      response: { status: 200, schema: zExceptionJson },
      refusals: ['recon_exception_not_found'],
      handle: async ({ params }) => {
        const item = await store.getException(db, params.id)
        if (item === null) return refuse('recon_exception_not_found', 'id')
        const more = { history: await store.historyOf(db, item.id), repairs: await repairs.repairsOf(db, item.id) }
        return ok(exceptionJson(item, clock.now(), more))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/reconciliation/exceptions/:id/comments',
      operationId: 'commentOnReconciliationException',
      tag: TAG,
      summary: 'Comment on an exception, or say who looks after it',
      access: WRITE,
      params: z.strictObject({ id: zId('rex') }),
      body: z.strictObject({
        comment: zText(1000).optional(),
        owner: zText(40).nullable().optional().meta({ description: 'An operator, `opr_…`; `null`: nobody.' }),
      }),
      response: { status: 200, schema: zExceptionJson },
      refusals: ['recon_exception_not_found'],
      command: 'plain',
      handle: ({ params, body, command }) => comment.execute({ id: params.id, comment: body.comment ?? null, owner: body.owner }, command),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/reconciliation/exceptions/:id/explain',
      operationId: 'explainReconciliationException',
      tag: TAG,
      summary: 'Explain an exception: nothing is to be booked',
      access: WRITE,
      params: z.strictObject({ id: zId('rex') }),
      body: z.strictObject({
        comment: zText(1000),
        carry: z.boolean().default(false).meta({ description: 'Money stands in suspense because of it and stays there for now.' }),
      }),
      response: { status: 200, schema: zExceptionJson },
      refusals: ['recon_exception_not_found', 'recon_exception_closed', 'recon_explanation_not_enough'],
      command: 'plain',
      handle: ({ params, body, command }) => explaining.execute({ id: params.id, comment: body.comment, carry: body.carry }, command),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/reconciliation/exceptions/:id/repairs',
      operationId: 'repairReconciliationException',
      tag: TAG,
      summary: 'Repair an exception',
      description:
        '`match`: the line is about `instruction`; of a short, it is the long line `against`. `write_off`: own funds make good what is short. `book_missing` (掉单): the bill’s word is told to clearing as any result. ' +
        '`refund_long`: the surplus goes back to whoever it came from. `move_suspense`: a surplus is set off against the shortfall `against`. `accept_fee`. Correcting entries stand on the open day; a repair is carried out once.',
      access: WRITE,
      approval: {
        action: 'reconciliation.repairs',
        summary: ({ params, body }) => ({
          en: `${WORDS_OF_REPAIRS[body.kind].en}: ${formatId('rex', params.id)}, ${body.comment}`,
          zh: `${WORDS_OF_REPAIRS[body.kind].zh}：${formatId('rex', params.id)}，${body.comment}`,
        }),
      },
      params: z.strictObject({ id: zId('rex') }),
      body: z.strictObject({
        kind: z.enum(REPAIR_KINDS),
        comment: zText(1000),
        instruction: zId('ins').optional(),
        against: zId('rex').optional(),
      }),
      response: { status: 201, schema: zRepairJson },
      refusals: ['recon_exception_not_found', 'recon_exception_closed', 'recon_repair_not_applicable'],
      command: 'money',
      handle: ({ params, body, command }) =>
        repair.execute(
          {
            exceptionId: params.id,
            kind: body.kind,
            comment: body.comment,
            request: {
              ...(body.instruction === undefined ? {} : { instruction: body.instruction }),
              ...(body.against === undefined ? {} : { against: body.against }),
            },
          },
          command,
        ),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/reconciliation/repairs/:id',
      operationId: 'getReconciliationRepair',
      tag: TAG,
      summary: 'Read a repair',
      access: READ,
      params: z.strictObject({ id: zId('rrp') }),
      response: { status: 200, schema: zRepairJson },
      refusals: ['recon_repair_not_found'],
      handle: async ({ params }) => {
        const item = await repairs.getRepair(db, params.id)
        return item === null ? refuse('recon_repair_not_found', 'id') : ok(repairJson(item))
      },
    }),
  ]
}
