/** Routes of sources, imports, column mappings and rules. */
import { z } from 'zod'
import { formatId, type Id } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import { principalKey } from '../../../kernel/principal.ts'
import { listJson, pageOf } from '../../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { listQuery, zAmountOrZero, zDate, zId, zInstant, zList, zText } from '../../../platform/http/schemas.ts'
import type { ReconciliationDeps } from '../deps.ts'
import { csvText } from '../documents/csv-text.ts'
import type { CsvMapping } from '../ports.ts'
import {
  type Announcement,
  announceImport,
  completeImport,
  discardImport,
  fetchImport,
  formatsOf,
  PART_BYTES,
  receivePart,
  sourceCodes,
} from '../receive-imports.ts'
import * as store from '../store/imports.ts'
import * as settings from '../store/settings.ts'
import { IMPORT_STATES, type Import, type SavedMapping, type SavedRules } from '../types.ts'
import { READ, TAG, WRITE } from './common.ts'
import {
  formatJson,
  importJson,
  lineJson,
  mappingJson,
  rulesJson,
  zImportJson,
  zLineJson,
  zLineKind,
  zMappingBody,
  zMappingJson,
  zRowErrorJson,
  zRulesJson,
  zSourceJson,
} from './present.ts'

const DATA_MAX = Math.ceil(PART_BYTES / 3) * 4
const ERRORS_MAX = 10_001

type AskedMapping = { readonly name: string; readonly body: CsvMapping }

function handlers(deps: ReconciliationDeps) {
  const { commands } = deps
  const subject = (item: Import): string => formatId('imp', item.id)
  return {
    announce: commands.define<Announcement & { readonly digest: string; readonly byteCount: bigint }, Import>({
      name: 'reconciliation.announce_import',
      decide: (tx, list) => inTurn(list, ({ input, context }) => announceImport(deps, tx, input, principalKey(context.principal))),
      present: item => ({ status: 201, body: importJson(item) }),
      subject,
    }),
    complete: commands.define<{ readonly id: Id<'imp'> }, Import>({
      name: 'reconciliation.complete_import',
      decide: (tx, list) => inTurn(list, ({ input }) => completeImport(deps, tx, input.id)),
      present: item => ({ status: 202, body: importJson(item) }),
      subject,
    }),
    discard: commands.define<{ readonly id: Id<'imp'>; readonly comment: string }, Import>({
      name: 'reconciliation.discard_import',
      decide: (tx, list) =>
        inTurn(list, ({ input, context }) => discardImport(deps, tx, input.id, input.comment, principalKey(context.principal))),
      present: item => ({ status: 200, body: importJson(item) }),
      subject,
    }),
    mapping: commands.define<AskedMapping, SavedMapping>({
      name: 'reconciliation.save_mapping',
      decide: (tx, list) =>
        inTurn(list, async ({ input, context }) =>
          ok(await settings.addMapping(tx, input.name, input.body, principalKey(context.principal), deps.clock.now())),
        ),
      present: saved => ({ status: 201, body: mappingJson(saved) }),
      subject: saved => `mapping ${saved.name}/${saved.version}`,
    }),
    rules: commands.define<settings.NewRules, SavedRules>({
      name: 'reconciliation.add_rules',
      decide: (tx, list) =>
        inTurn(list, async ({ input, context }): Promise<Outcome<SavedRules>> => {
          if (input.source !== '*' && !sourceCodes(deps).includes(input.source)) return refuse('recon_source_unknown', 'source')
          return ok(await settings.addRules(tx, input, principalKey(context.principal), deps.clock.now()))
        }),
      present: rules => ({ status: 201, body: rulesJson(rules) }),
      subject: rules => `rules ${rules.version}`,
    }),
  }
}

/** Commands of operators are few: one after the other. */
async function inTurn<C, T>(list: readonly C[], decide: (command: C) => Promise<Outcome<T>>): Promise<Outcome<T>[]> {
  const outcomes: Outcome<T>[] = []
  for (const command of list) outcomes.push(await decide(command))
  return outcomes
}

const zColumn = zText(100).optional()
const zMapping = z
  .strictObject({
    ...zMappingBody,
    default_kind: zLineKind,
    kinds: z.record(zText(60), zLineKind).default({}).meta({ description: 'Words of the column `kind`, by what they mean.' }),
    statuses: z.record(zText(60), z.enum(['settled', 'failed', 'pending'])).default({}),
    columns: z
      .strictObject({
        amount: zText(100),
        reference: zColumn,
        channel_reference: zColumn,
        original_reference: zColumn,
        fee: zColumn,
        at: zColumn,
        date: zColumn,
        kind: zColumn,
        direction: zColumn,
        status: zColumn,
        currency: zColumn,
        counterparty: zColumn,
      })
      .meta({ description: 'Titles of the columns, as in the file’s header.' }),
  })
  .transform(({ default_kind, columns, lists, ...body }): CsvMapping => {
    const { channel_reference, original_reference, ...plain } = columns
    const named = Object.fromEntries(
      Object.entries({ ...plain, channelReference: channel_reference, originalReference: original_reference }).filter(
        ([, title]) => title !== undefined,
      ),
    )
    return { ...body, ...(lists === undefined ? {} : { lists }), defaultKind: default_kind, columns: { ...named, amount: columns.amount } }
  })

export function importRoutes(deps: ReconciliationDeps): Route[] {
  const { db } = deps
  const use = handlers(deps)
  const find = (id: Id<'imp'>): Promise<Import | null> => store.getImport(db, id)
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/reconciliation/sources',
      operationId: 'listReconciliationSources',
      tag: TAG,
      summary: 'List where bills come from, and in which formats',
      access: READ,
      response: { status: 200, schema: zList(zSourceJson) },
      refusals: [],
      handle: () =>
        ok({
          object: 'list',
          has_more: false,
          data: sourceCodes(deps).map(code => {
            const source = deps.sources.find(each => each.code === code)
            const connected = source !== undefined && source.connected?.() !== false
            return {
              code,
              object: 'reconciliation_source',
              fetched: source !== undefined,
              connected,
              formats: formatsOf(deps, code).map(formatJson),
            }
          }),
        }),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/reconciliation/imports',
      operationId: 'createReconciliationImport',
      tag: TAG,
      summary: 'Announce a bill that will be uploaded',
      description:
        'Then send its bytes in parts and complete it. The same file again answers the import that there is; another file of the same source, format and date is refused.',
      access: WRITE,
      body: z.strictObject({
        source: zText(40),
        format: zText(40),
        date: zDate.meta({ description: 'The business date that the bill is of.' }),
        mapping: zText(40).optional().meta({ description: 'Of the format `csv`: the saved column mapping.' }),
        file_name: zText(200),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
        bytes: z.int().min(1).max(8_000_000_000).meta({ description: 'Size of the file.' }),
      }),
      response: { status: 201, schema: zImportJson },
      refusals: ['recon_source_unknown', 'recon_format_unknown', 'recon_mapping_not_found', 'recon_import_differs', 'recon_day_closed'],
      command: 'plain',
      handle: ({ body, command }) =>
        use.announce.execute(
          {
            source: body.source,
            format: body.format,
            mapping: body.mapping ?? null,
            date: body.date,
            fileName: body.file_name,
            digest: body.sha256,
            byteCount: BigInt(body.bytes),
          },
          command,
        ),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/reconciliation/imports/:id/parts',
      operationId: 'sendReconciliationPart',
      tag: TAG,
      summary: 'Send a part of a bill',
      description:
        'At most 4 MiB, as base64. Parts are numbered from 1 and may come in any order; one that is there already is left as it is.',
      access: WRITE,
      params: z.strictObject({ id: zId('imp') }),
      body: z.strictObject({
        number: z.int().min(1).max(100_000).meta({ description: 'Counts from 1.' }),
        data: z.string().min(1).max(DATA_MAX).meta({ contentEncoding: 'base64' }),
      }),
      response: { status: 200, schema: zImportJson },
      refusals: ['recon_import_not_found', 'recon_import_state', 'recon_part_invalid'],
      bodyLimit: DATA_MAX + 1_024,
      handle: async ({ params, body }) => {
        const bytes = Buffer.from(body.data, 'base64')
        if (bytes.toString('base64') !== body.data) return refuse('recon_part_invalid', 'data', { reason: 'it is not base64' })
        const received = await receivePart(deps, params.id, body.number, bytes)
        return received.ok ? ok(importJson(received.value)) : received
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/reconciliation/imports/:id/complete',
      operationId: 'completeReconciliationImport',
      tag: TAG,
      summary: 'Have an uploaded bill read and matched',
      description: 'In the background; read the import to see how far it is.',
      access: WRITE,
      params: z.strictObject({ id: zId('imp') }),
      response: { status: 202, schema: zImportJson },
      refusals: ['recon_import_not_found', 'recon_import_state', 'recon_parts_missing', 'recon_import_differs'],
      command: 'plain',
      handle: ({ params, command }) => use.complete.execute({ id: params.id }, command),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/reconciliation/imports/:id/discard',
      operationId: 'discardReconciliationImport',
      tag: TAG,
      summary: 'Take an import back',
      description: 'With its lines and the exceptions that hang on them. Not once something of it was repaired, or the day is closed.',
      access: WRITE,
      params: z.strictObject({ id: zId('imp') }),
      body: z.strictObject({ comment: zText(1000) }),
      response: { status: 200, schema: zImportJson },
      refusals: ['recon_import_not_found', 'recon_import_state', 'recon_day_closed'],
      command: 'plain',
      handle: ({ params, body, command }) => use.discard.execute({ id: params.id, comment: body.comment }, command),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/reconciliation/fetches',
      operationId: 'fetchReconciliationBill',
      tag: TAG,
      summary: 'Fetch a bill from its source and have it read and matched',
      access: WRITE,
      body: z.strictObject({ source: zText(40), format: zText(40), date: zDate }),
      response: { status: 202, schema: zImportJson },
      refusals: [
        'recon_source_unknown',
        'recon_format_unknown',
        'recon_bill_not_ready',
        'recon_bill_unavailable',
        'recon_bill_invalid',
        'recon_import_differs',
        'recon_day_closed',
      ],
      handle: async ({ body, command }) => {
        const actor = principalKey(command.principal)
        const fetched = await fetchImport(deps, body, actor, {
          actor,
          action: 'fetchReconciliationBill',
          requestId: command.requestId,
          requestHash: command.requestHash,
        })
        return fetched.ok ? { kind: 'json', status: 202, body: importJson(fetched.value) } : fetched
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/reconciliation/imports',
      operationId: 'listReconciliationImports',
      tag: TAG,
      summary: 'List imports',
      access: READ,
      query: z.strictObject({
        ...listQuery('imp'),
        date: zDate.optional(),
        source: zText(40).optional(),
        state: z.enum(IMPORT_STATES).optional(),
      }),
      response: { status: 200, schema: zList(zImportJson) },
      refusals: [],
      handle: async ({ query }) => {
        const rows = await store.listImports(
          db,
          { date: query.date ?? null, source: query.source ?? null, state: query.state ?? null },
          query,
        )
        return ok(listJson(pageOf(rows, query.limit, query.ending_before !== undefined), item => importJson(item)))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/reconciliation/imports/:id',
      operationId: 'getReconciliationImport',
      tag: TAG,
      summary: 'Read an import: how far it is and how its lines matched',
      access: READ,
      params: z.strictObject({ id: zId('imp') }),
      response: { status: 200, schema: zImportJson },
      refusals: ['recon_import_not_found'],
      handle: async ({ params }) => {
        const item = await find(params.id)
        if (item === null) return refuse('recon_import_not_found', 'id')
        // Counting a million lines while they are written would slow the writing.
        return ok(item.state === 'matched' ? importJson(item, await store.countLines(db, item.number)) : importJson(item))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/reconciliation/imports/:id/lines',
      operationId: 'listReconciliationLines',
      tag: TAG,
      summary: 'List the lines of an import',
      description: 'In the order of the file; `after` is a row.',
      access: READ,
      params: z.strictObject({ id: zId('imp') }),
      query: z.strictObject({
        match: z.enum(['open', 'matched', 'exception', 'explained', 'ignored']).optional(),
        after: z.coerce.number().int().min(0).default(0).meta({ description: 'Answer with what follows this row.' }),
        limit: listQuery('imp').limit,
      }),
      response: { status: 200, schema: zList(zLineJson) },
      refusals: ['recon_import_not_found'],
      handle: async ({ params, query }) => {
        const item = await find(params.id)
        if (item === null) return refuse('recon_import_not_found', 'id')
        const rows = await store.listLines(db, item.number, query.match ?? null, query.after, query.limit + 1)
        return ok(listJson(pageOf(rows, query.limit), lineJson))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/reconciliation/imports/:id/errors',
      operationId: 'listReconciliationErrors',
      tag: TAG,
      summary: 'List the rows of an import that could not be read',
      access: READ,
      params: z.strictObject({ id: zId('imp') }),
      query: z.strictObject({
        offset: z.coerce.number().int().min(0).max(100_000).default(0).meta({ description: 'How many to leave out.' }),
        limit: listQuery('imp').limit,
      }),
      response: { status: 200, schema: zList(zRowErrorJson) },
      refusals: ['recon_import_not_found'],
      handle: async ({ params, query }) => {
        if ((await find(params.id)) === null) return refuse('recon_import_not_found', 'id')
        const rows = await store.listErrors(db, params.id, query.limit + 1, query.offset)
        return ok(listJson(pageOf(rows, query.limit), row => ({ ...row, object: 'reconciliation_row_error' })))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/reconciliation/imports/:id/errors.csv',
      operationId: 'exportReconciliationErrors',
      tag: TAG,
      summary: 'Export the rows that could not be read as CSV',
      access: READ,
      params: z.strictObject({ id: zId('imp') }),
      response: { status: 200, schema: null, contentType: 'text/csv' },
      refusals: ['recon_import_not_found'],
      handle: async ({ params }) => {
        if ((await find(params.id)) === null) return refuse('recon_import_not_found', 'id')
        const rows = await store.listErrors(db, params.id, ERRORS_MAX)
        return {
          kind: 'raw',
          status: 200,
          contentType: 'text/csv; charset=utf-8',
          headers: { 'Content-Disposition': `attachment; filename="errors-${formatId('imp', params.id)}.csv"` },
          body: csvText([['row', 'code', 'detail', 'text'], ...rows.map(row => [String(row.row), row.code, row.detail, row.text])]),
        }
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/reconciliation/mappings',
      operationId: 'listReconciliationMappings',
      tag: TAG,
      summary: 'List saved column mappings',
      description: 'The latest version of each.',
      access: READ,
      response: { status: 200, schema: zList(zMappingJson) },
      refusals: [],
      handle: async () => ok({ object: 'list', data: (await settings.listMappings(db)).map(mappingJson), has_more: false }),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/reconciliation/mappings',
      operationId: 'saveReconciliationMapping',
      tag: TAG,
      summary: 'Save how the columns of a CSV bill are read',
      description: 'A name that exists gets another version; imports keep the one that they were read with.',
      access: WRITE,
      body: z.strictObject({ name: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/), mapping: zMapping }),
      response: { status: 201, schema: zMappingJson },
      refusals: [],
      command: 'plain',
      handle: ({ body, command }) => use.mapping.execute({ name: body.name, body: body.mapping }, command),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/reconciliation/rules',
      operationId: 'listReconciliationRules',
      tag: TAG,
      summary: 'List the rules of matching, newest version first',
      access: READ,
      response: { status: 200, schema: zList(zRulesJson) },
      refusals: [],
      handle: async () => ok({ object: 'list', data: (await settings.listRules(db)).map(rulesJson), has_more: false }),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/reconciliation/rules',
      operationId: 'addReconciliationRules',
      tag: TAG,
      summary: 'Add a version of the rules of matching',
      description: 'Tolerances and terms of fees of a source, or of every source without its own (`*`).',
      access: WRITE,
      approval: {
        action: 'reconciliation.rules',
        summary: ({ body }) => ({ en: `Rules of matching for ${body.source}`, zh: `对账规则：${body.source}` }),
      },
      body: z.strictObject({
        source: zText(40),
        amount_tolerance: zAmountOrZero,
        window_hours: z
          .int()
          .min(0)
          .max(744)
          .meta({ description: 'Hours between a line and an instruction that are matched by amount and time alone.' }),
        late_days: z.int().min(0).max(31).meta({ description: 'Days by which a line may come late without being listed.' }),
        fee_tolerance: zAmountOrZero,
        fees: z
          .partialRecord(
            zLineKind,
            z.strictObject({
              basis_points: z.int().min(0).max(10_000).meta({ description: 'Hundredths of a percent.' }),
              fixed: zAmountOrZero,
            }),
          )
          .meta({ description: 'By kind of line, what terms say is charged: amount × basis points + fixed.' }),
        valid_from: zInstant.optional(),
      }),
      response: { status: 201, schema: zRulesJson },
      refusals: ['recon_source_unknown'],
      command: 'plain',
      handle: ({ body, command }) =>
        use.rules.execute(
          {
            source: body.source,
            amountTolerance: body.amount_tolerance,
            windowHours: body.window_hours,
            lateDays: body.late_days,
            feeTolerance: body.fee_tolerance,
            fees: Object.fromEntries(
              Object.entries(body.fees).map(([kind, term]) => [kind, { bps: term.basis_points, fixed: term.fixed }]),
            ),
            validFrom: body.valid_from ?? deps.clock.now(),
          },
          command,
        ),
    }),
  ]
}
