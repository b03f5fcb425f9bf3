/** Operators' view of clearing, and the public door for callbacks of rails. */
import { z } from 'zod'
import { formatId, type Id } from '../../kernel/ids.ts'
import { moneyToJson } from '../../kernel/money.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import { principalKey } from '../../kernel/principal.ts'
import type { BusinessDate, Clock } from '../../kernel/time.ts'
import type { AuditLeaf, Commands } from '../../platform/commands.ts'
import type { Db } from '../../platform/db.ts'
import { listJson, pageOf } from '../../platform/http/pages.ts'
import { defineRoute, type RawReply, type Route } from '../../platform/http/route.ts'
import { listQuery, zDate, zId, zList, zText } from '../../platform/http/schemas.ts'
import type { ClearingRefusalCode } from './errors.ts'
import {
  discrepancyJson,
  instructionJson,
  railJson,
  settlementJson,
  zDiscrepancyJson,
  zDiscrepancyKind,
  zDiscrepancyState,
  zInstructionJson,
  zInstructionState,
  zRailJson,
  zSettlementJson,
} from './http/present.ts'
import type { CallbackAnswer, CallbackReader, InboundRequest, Quota } from './ports.ts'
import * as discrepancies from './store/discrepancies.ts'
import * as store from './store/instructions.ts'
import * as settlements from './store/settlements.ts'
import type { Discrepancy, Instruction, Settlement } from './types.ts'

/** The use cases behind the routes; clearing.ts builds them. */
export type ClearingUseCases = {
  importSettlement(
    house: string,
    date: BusinessDate,
    leaf: Omit<AuditLeaf, 'subject' | 'result'>,
  ): Promise<Outcome<Settlement, ClearingRefusalCode>>
  bookSettlement(id: Id<'stl'>): Promise<Outcome<Settlement, ClearingRefusalCode>>
  receiveCallback(house: string, request: InboundRequest): Promise<Outcome<null, ClearingRefusalCode>>
  callbackAnswers(house: string): CallbackReader['answers'] | null
  readonly houses: readonly string[]
  isConnected(house: string): boolean
  quotaOf(house: string): Promise<Outcome<Quota, ClearingRefusalCode> | null>
}

export type ClearingHttpDeps = { readonly db: Db; readonly clock: Clock; readonly commands: Commands; readonly clearing: ClearingUseCases }

const READ = { operator: 'clearing:read' } as const
const WRITE = { operator: 'clearing:write' } as const
const TAG = 'Clearing'

type Resolution = { readonly id: Id<'dsc'>; readonly comment: string }

function resolveHandler(deps: ClearingHttpDeps) {
  return deps.commands.define<Resolution, Discrepancy>({
    name: 'clearing.resolve_discrepancy',
    async decide(tx, commands) {
      const now = deps.clock.now()
      const found = await discrepancies.lockDiscrepancies(tx, [...new Set(commands.map(command => command.input.id))])
      const resolved: { id: Id<'dsc'>; by: string; comment: string }[] = []
      const outcomes = commands.map(({ input, context }): Outcome<Discrepancy> => {
        const item = found.get(input.id)
        if (item === undefined) return refuse('clearing_discrepancy_not_found', 'id')
        if (item.state === 'resolved') return refuse('clearing_discrepancy_resolved', 'id')
        const by = principalKey(context.principal)
        const next: Discrepancy = { ...item, state: 'resolved', resolvedAt: now, resolvedBy: by, comment: input.comment }
        found.set(item.id, next)
        resolved.push({ id: item.id, by, comment: input.comment })
        return ok(next)
      })
      discrepancies.resolveDiscrepancies(tx, resolved, now)
      return outcomes
    },
    present: item => ({ status: 200, body: discrepancyJson(item, deps.clock.now()) }),
    subject: item => formatId('dsc', item.id),
  })
}

function queryHandler(deps: ClearingHttpDeps) {
  return deps.commands.define<{ readonly id: Id<'ins'> }, Instruction>({
    name: 'clearing.query_instruction',
    async decide(tx, commands) {
      const found = await store.lockInstructions(tx, [...new Set(commands.map(command => command.input.id))])
      return commands.map(({ input }) => {
        const item = found.get(input.id)
        if (item === undefined) return refuse('clearing_instruction_not_found', 'id')
        store.queryNow(tx, item.id, deps.clock.now())
        return ok(item)
      })
    },
    present: item => ({ status: 202, body: instructionJson(item) }),
    subject: item => formatId('ins', item.id),
  })
}

export function clearingRoutes(deps: ClearingHttpDeps): Route[] {
  const { db, clock, clearing } = deps
  const resolve = resolveHandler(deps)
  const query = queryHandler(deps)
  const instructionOf = async (id: Id<'ins'>): Promise<Outcome<unknown>> => {
    const item = (await store.readInstructions(db, [id])).get(id)
    return item === undefined ? refuse('clearing_instruction_not_found', 'id') : ok(instructionJson(item))
  }
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/clearing/rails',
      operationId: 'listClearingRails',
      tag: TAG,
      summary: 'List the rails and what is under way at them',
      description: 'A rail is a way by which money moves outside: a clearing house, a wallet channel, another bank.',
      access: READ,
      response: { status: 200, schema: zList(zRailJson) },
      refusals: [],
      handle: async () => {
        const loads = await store.readRails(db)
        const rails = clearing.houses.map(code => railJson(code, clearing.isConnected(code), loads.get(code) ?? store.IDLE))
        return ok({ object: 'list', data: rails, has_more: false })
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/clearing/rails/:code',
      operationId: 'getClearingRail',
      tag: TAG,
      summary: 'Read a rail, with its quota as it says itself',
      access: READ,
      params: z.strictObject({ code: zText(40) }),
      response: { status: 200, schema: zRailJson },
      refusals: ['clearing_house_unknown', 'clearing_unavailable'],
      handle: async ({ params: { code } }) => {
        if (!clearing.houses.includes(code)) return refuse('clearing_house_unknown', 'code')
        const [loads, quota] = await Promise.all([store.readRails(db), clearing.quotaOf(code)])
        if (quota !== null && !quota.ok) return quota
        const told = quota?.value ?? null
        return ok({
          ...railJson(code, clearing.isConnected(code), loads.get(code) ?? store.IDLE),
          quota:
            told === null
              ? null
              : { available: moneyToJson({ amount: told.available, currency: told.currency }), as_of: told.asOf.toISOString() },
        })
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/clearing/instructions',
      operationId: 'listClearingInstructions',
      tag: TAG,
      summary: 'List instructions to rails',
      access: READ,
      query: z.strictObject({
        ...listQuery('ins'),
        state: zInstructionState.optional(),
        reference: zText(64).optional(),
        house: zText(40).optional(),
      }),
      response: { status: 200, schema: zList(zInstructionJson) },
      refusals: [],
      handle: async ({ query: asked }) => {
        const rows = await store.listInstructions(
          db,
          { state: asked.state ?? null, reference: asked.reference ?? null, house: asked.house ?? null },
          asked,
        )
        return ok(listJson(pageOf(rows, asked.limit, asked.ending_before !== undefined), instructionJson))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/clearing/instructions/:id',
      operationId: 'getClearingInstruction',
      tag: TAG,
      summary: 'Read an instruction',
      access: READ,
      params: z.strictObject({ id: zId('ins') }),
      response: { status: 200, schema: zInstructionJson },
      refusals: ['clearing_instruction_not_found'],
      handle: ({ params }) => instructionOf(params.id),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/clearing/instructions/:id/query',
      operationId: 'queryClearingInstruction',
      tag: TAG,
      summary: 'Ask the house again about an instruction without a result',
      access: WRITE,
      params: z.strictObject({ id: zId('ins') }),
      response: { status: 202, schema: zInstructionJson },
      refusals: ['clearing_instruction_not_found'],
      command: 'plain',
      handle: ({ params, command }) => query.execute({ id: params.id }, command),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/clearing/settlements',
      operationId: 'listClearingSettlements',
      tag: TAG,
      summary: 'List settlement files',
      access: READ,
      query: z.strictObject(listQuery('stl')),
      response: { status: 200, schema: zList(zSettlementJson) },
      refusals: [],
      handle: async ({ query: asked }) => {
        const rows = await settlements.listSettlements(db, asked)
        return ok(listJson(pageOf(rows, asked.limit, asked.ending_before !== undefined), settlementJson))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/clearing/settlements/:id',
      operationId: 'getClearingSettlement',
      tag: TAG,
      summary: 'Read a settlement file and how its lines matched',
      access: READ,
      params: z.strictObject({ id: zId('stl') }),
      response: { status: 200, schema: zSettlementJson },
      refusals: ['clearing_settlement_not_found'],
      handle: async ({ params }) => {
        const item = await settlements.readSettlement(db, params.id)
        if (item === null) return refuse('clearing_settlement_not_found', 'id')
        const matches = await settlements.countMatches(db, item.id)
        return ok({
          ...settlementJson(item),
          matches: matches.map(({ match, lines, amount }) => ({ match, lines, amount: moneyToJson({ amount, currency: item.currency }) })),
        })
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/clearing/settlements',
      operationId: 'fetchClearingSettlement',
      tag: TAG,
      summary: 'Fetch the settlement file of a date and book it',
      description: 'Harmless when repeated: a file is imported once and booked once.',
      access: WRITE,
      body: z.strictObject({ house: zText(40), date: zDate }),
      response: { status: 200, schema: zSettlementJson },
      refusals: ['clearing_house_unknown', 'clearing_settlement_not_ready', 'clearing_settlement_invalid', 'clearing_unavailable'],
      handle: async ({ body, command }) => {
        const imported = await clearing.importSettlement(body.house, body.date, {
          actor: principalKey(command.principal),
          action: 'clearing.fetch_settlement',
          requestId: command.requestId,
          requestHash: command.requestHash,
        })
        if (!imported.ok) return imported
        const booked = await clearing.bookSettlement(imported.value.id)
        return booked.ok ? ok(settlementJson(booked.value)) : booked
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/clearing/discrepancies',
      operationId: 'listClearingDiscrepancies',
      tag: TAG,
      summary: 'List discrepancies with their age',
      access: READ,
      query: z.strictObject({ ...listQuery('dsc'), state: zDiscrepancyState.optional(), kind: zDiscrepancyKind.optional() }),
      response: { status: 200, schema: zList(zDiscrepancyJson) },
      refusals: [],
      handle: async ({ query: asked }) => {
        const rows = await discrepancies.listDiscrepancies(db, { state: asked.state ?? null, kind: asked.kind ?? null }, asked)
        return ok(listJson(pageOf(rows, asked.limit, asked.ending_before !== undefined), item => discrepancyJson(item, clock.now())))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/clearing/discrepancies/:id',
      operationId: 'getClearingDiscrepancy',
      tag: TAG,
      summary: 'Read a discrepancy',
      access: READ,
      params: z.strictObject({ id: zId('dsc') }),
      response: { status: 200, schema: zDiscrepancyJson },
      refusals: ['clearing_discrepancy_not_found'],
      handle: async ({ params }) => {
        const item = await discrepancies.readDiscrepancy(db, params.id)
        return item === null ? refuse('clearing_discrepancy_not_found', 'id') : ok(discrepancyJson(item, clock.now()))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/clearing/discrepancies/:id/resolve',
      operationId: 'resolveClearingDiscrepancy',
      tag: TAG,
      summary: 'Resolve a discrepancy with a comment',
      description: 'Moves no money: what stands in suspense leaves it by a ledger transfer.',
      access: WRITE,
      params: z.strictObject({ id: zId('dsc') }),
      body: z.strictObject({ comment: zText(1000) }),
      response: { status: 200, schema: zDiscrepancyJson },
      refusals: ['clearing_discrepancy_not_found', 'clearing_discrepancy_resolved'],
      command: 'plain',
      handle: ({ params, body, command }) => resolve.execute({ id: params.id, comment: body.comment }, command),
    }),
    defineRoute({
      method: 'POST',
      path: '/callbacks/clearing/:house',
      operationId: 'receiveClearingCallback',
      tag: TAG,
      summary: 'Hear what a rail states about an instruction',
      description:
        'For clearing houses and channels: signed, written and answered as the protocol of the rail says. The statement is kept before it is answered and applied afterwards; a repeated delivery changes nothing.',
      access: 'public',
      callback: true,
      params: z.strictObject({ house: zText(40) }),
      response: { status: 200, schema: null, contentType: '*/*' },
      refusals: ['clearing_house_unknown', 'callback_signature_invalid', 'callback_invalid'],
      bodyLimit: CALLBACK_MAX_BYTES,
      handle: async ({ params, rawBody, header, raw }) => {
        const answers = clearing.callbackAnswers(params.house)
        const heard = await clearing.receiveCallback(params.house, { method: 'POST', path: raw.url ?? '', rawBody, header })
        if (heard.ok) return answers === null ? ok(null) : written(answers.accepted)
        const refused = answers?.refused(heard.error.code) ?? null
        return refused === null ? heard : written(refused)
      },
    }),
  ]
}

/** Encrypted notifications of channels with every optional field stay well below this. */
const CALLBACK_MAX_BYTES = 65_536

const written = ({ status, contentType, body }: CallbackAnswer): RawReply => ({
  kind: 'raw',
  status,
  contentType: contentType ?? 'text/plain; charset=utf-8',
  body,
})
