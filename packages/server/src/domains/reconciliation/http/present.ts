/** What reconciliation answers with: schemas and how things are put in them. */
import { z } from 'zod'
import { formatId } from '../../../kernel/ids.ts'
import { moneyToJson } from '../../../kernel/money.ts'
import { iso } from '../../../kernel/time.ts'
import { zAmountJson, zDateJson, zInstantJson, zLocalTextJson, zMoneyJson, zPublicId } from '../../../platform/http/schemas.ts'
import type { BillFormat } from '../ports.ts'
import type { LineCount, ListedLine } from '../store/imports.ts'
import {
  EXCEPTION_KINDS,
  EXCEPTION_STATES,
  type HistoryEvent,
  IMPORT_STATES,
  type Import,
  REPAIR_KINDS,
  type ReconClose,
  type ReconException,
  type Repair,
  type SavedMapping,
  type SavedRules,
} from '../types.ts'

export const zSide = z.enum(['channel', 'clearing', 'reserve'])
export const zLineKind = z.enum(['debit', 'refund', 'payout', 'fee', 'transfer', 'settlement', 'other'])

const zSummary = z
  .object({
    count: z.int().nullable().meta({ description: 'Lines, as the file says.' }),
    amount: zAmountJson.nullable(),
    fee: zAmountJson.nullable(),
    opening: zAmountJson.nullable(),
    closing: zAmountJson.nullable(),
  })
  .meta({ description: 'What the file says about itself; the parser has compared it with its lines.' })

export const zImportJson = z
  .object({
    id: zPublicId('imp'),
    object: z.literal('reconciliation_import'),
    source: z.string().meta({ description: 'The rail’s code, or `reserve`.' }),
    format: z.string(),
    mapping: z.string().nullable().meta({ description: 'The saved column mapping with its version, e.g. `bank_a/2`.' }),
    side: zSide,
    date: zDateJson,
    file_name: z.string(),
    state: z.enum(IMPORT_STATES),
    origin: z.enum(['upload', 'fetch']),
    sha256: z.string().nullable(),
    bytes: z.int().nullable().meta({ description: 'Size of the file.' }),
    progress: z
      .object({
        parts: z.int().meta({ description: 'Parts of the file that have arrived.' }),
        bytes_read: z.int().meta({ description: 'Bytes of the file that have been read.' }),
        lines: z.int().meta({ description: 'Lines that were read and stored.' }),
        errors: z.int().meta({ description: 'Rows that could not be read; see `/errors`.' }),
        last_row: z.int().meta({ description: 'Where reading goes on after a crash.' }),
        matched_to_row: z.int().meta({ description: 'Up to which row lines have been matched.' }),
        percent: z.int().min(0).max(100).meta({ description: 'Of reading and matching together, 0 to 100.' }),
      })
      .meta({ description: 'How far it has come.' }),
    summary: zSummary.nullable(),
    matches: z
      .array(
        z.object({
          match: z.enum(['open', 'matched', 'exception', 'explained', 'ignored']),
          lines: z.int().meta({ description: 'How many lines.' }),
          net: zAmountJson.meta({ description: 'Money in less money out, minor units.' }),
          fees: zAmountJson,
        }),
      )
      .optional(),
    reason: z.string().nullable().meta({ description: 'Why it was refused or discarded.' }),
    created_by: z.string(),
    created_at: zInstantJson,
    read_at: zInstantJson.nullable(),
    matched_at: zInstantJson.nullable(),
  })
  .meta({ id: 'ReconciliationImport' })

function percentOf(item: Import): number {
  if (item.state === 'matched') return 100
  if (item.state === 'read') return item.lastRow === 0 ? 90 : 70 + Math.floor((29 * item.matchedRow) / item.lastRow)
  if (item.state !== 'reading' || item.byteCount === null || item.byteCount === 0n) return 0
  return Math.min(70, Number((70n * item.bytesRead) / item.byteCount))
}

export const importJson = (item: Import, counts?: readonly LineCount[]): z.input<typeof zImportJson> => ({
  id: formatId('imp', item.id),
  object: 'reconciliation_import',
  source: item.source,
  format: item.format,
  mapping: item.mapping === null ? null : `${item.mapping}/${item.mappingVersion}`,
  side: item.side,
  date: item.date,
  file_name: item.fileName,
  state: item.state,
  origin: item.origin,
  sha256: item.digest,
  bytes: item.byteCount === null ? null : Number(item.byteCount),
  progress: {
    parts: item.partCount,
    bytes_read: Number(item.bytesRead),
    lines: item.lineCount,
    errors: item.errorCount,
    last_row: item.lastRow,
    matched_to_row: item.matchedRow,
    percent: percentOf(item),
  },
  summary:
    item.summary === null
      ? null
      : {
          count: item.summary.count,
          amount: numberOf(item.summary.amount),
          fee: numberOf(item.summary.fee),
          opening: numberOf(item.summary.opening ?? null),
          closing: numberOf(item.summary.closing ?? null),
        },
  ...(counts === undefined
    ? {}
    : {
        matches: counts.map(({ match, lines, net, fees }) => ({
          match: match as 'open' | 'matched' | 'exception' | 'explained' | 'ignored',
          lines,
          net: Number(net),
          fees: Number(fees),
        })),
      }),
  reason: item.reason,
  created_by: item.createdBy,
  created_at: iso(item.createdAt),
  read_at: iso(item.readAt),
  matched_at: iso(item.matchedAt),
})

const numberOf = (amount: bigint | null): number | null => (amount === null ? null : Number(amount))

export const zLineJson = z
  .object({
    row: z.int().meta({ description: 'Number of the line in the file, from 1.' }),
    object: z.literal('reconciliation_line'),
    kind: zLineKind,
    direction: z.enum(['in', 'out']),
    match: z.enum(['open', 'matched', 'exception', 'explained', 'ignored']),
    rule: z
      .string()
      .nullable()
      .meta({ description: 'How it was matched: reference, sum, channel_reference, owner, amount_time, net, hand.' }),
    amount: zMoneyJson,
    fee: zAmountJson.nullable(),
    instruction: zPublicId('ins').nullable(),
    reference: z.string().nullable(),
    channel_reference: z.string().nullable(),
    original_reference: z.string().nullable(),
    at: zInstantJson.nullable(),
    date: zDateJson.nullable(),
    status: z.string().nullable().meta({ description: 'As the file has it.' }),
    counterparty: z.string().nullable(),
  })
  .meta({ id: 'ReconciliationLine' })

export const lineJson = (line: ListedLine): z.input<typeof zLineJson> => ({
  row: line.row,
  object: 'reconciliation_line',
  kind: line.kind,
  direction: line.direction,
  match: line.match as 'open',
  rule: line.rule,
  amount: moneyToJson(line),
  fee: numberOf(line.fee),
  instruction: line.instructionId === null ? null : formatId('ins', line.instructionId),
  reference: line.reference,
  channel_reference: line.channelReference,
  original_reference: line.originalReference ?? null,
  at: iso(line.at),
  date: line.date,
  status: line.status,
  counterparty: line.counterparty === undefined || line.counterparty === '' ? null : line.counterparty,
})

export const zRowErrorJson = z
  .object({
    row: z.int().meta({ description: '0 when it is about the file.' }),
    object: z.literal('reconciliation_row_error'),
    code: z.string(),
    detail: z.string(),
    text: z.string().meta({ description: 'The line as it was written.' }),
  })
  .meta({ id: 'ReconciliationRowError' })

export const zExceptionJson = z
  .object({
    id: zPublicId('rex'),
    object: z.literal('reconciliation_exception'),
    kind: z
      .enum(EXCEPTION_KINDS)
      .meta({ description: '`long` (长款): they have what we have not. `short` (短款): we have what they have not.' }),
    state: z.enum(EXCEPTION_STATES),
    source: z.string(),
    side: zSide,
    date: zDateJson,
    import: zPublicId('imp').nullable(),
    row: z.int().nullable().meta({ description: 'Number of the line in the file, where it is about one.' }),
    instruction: zPublicId('ins').nullable(),
    discrepancy: zPublicId('dsc').nullable().meta({ description: 'What clearing knows it by.' }),
    amount: zMoneyJson.meta({ description: 'What is at stake.' }),
    expected: zAmountJson.nullable(),
    found: zAmountJson.nullable(),
    reference: z.string().nullable(),
    detail: z.string(),
    age_days: z.int().meta({ description: 'Whole days since it was found, until it ended.' }),
    owner: z.string().nullable(),
    comment: z.string().nullable(),
    created_at: zInstantJson,
    closed_at: zInstantJson.nullable(),
    closed_by: z.string().nullable(),
    history: z.array(z.object({ at: zInstantJson, actor: z.string(), event: z.string(), words: z.string().nullable() })).optional(),
    repairs: z.array(z.lazy(() => zRepairJson)).optional(),
  })
  .meta({ id: 'ReconciliationException' })

export const exceptionJson = (
  item: ReconException,
  now: Date,
  more?: { readonly history: readonly HistoryEvent[]; readonly repairs: readonly Repair[] },
): z.input<typeof zExceptionJson> => ({
  id: formatId('rex', item.id),
  object: 'reconciliation_exception',
  kind: item.kind,
  state: item.state,
  source: item.source,
  side: item.side,
  date: item.date,
  import: item.importId === null ? null : formatId('imp', item.importId),
  row: item.row,
  instruction: item.instructionId === null ? null : formatId('ins', item.instructionId),
  discrepancy: item.discrepancyId === null ? null : formatId('dsc', item.discrepancyId),
  amount: moneyToJson(item),
  expected: numberOf(item.expected),
  found: numberOf(item.found),
  reference: item.reference,
  detail: item.detail,
  age_days: Math.max(0, Math.floor(((item.closedAt ?? now).getTime() - item.openedAt.getTime()) / 86_400_000)),
  owner: item.owner,
  comment: item.comment,
  created_at: iso(item.openedAt),
  closed_at: iso(item.closedAt),
  closed_by: item.closedBy,
  ...(more === undefined
    ? {}
    : {
        history: more.history.map(({ at, actor, event, words }) => ({ at: iso(at), actor, event, words })),
        repairs: more.repairs.map(repairJson),
      }),
})

export const zRepairJson = z
  .object({
    id: zPublicId('rrp'),
    object: z.literal('reconciliation_repair'),
    exception: zPublicId('rex'),
    kind: z.enum(REPAIR_KINDS),
    state: z.enum(['pending', 'waiting', 'done', 'failed']).meta({ description: '`waiting`: the money is on its way back.' }),
    comment: z.string(),
    result: z.record(z.string(), z.unknown()).nullable().meta({ description: 'The entries that were posted, and what else came of it.' }),
    failure: z.string().nullable(),
    requested_by: z.string(),
    created_at: zInstantJson,
    finished_at: zInstantJson.nullable(),
  })
  .meta({ id: 'ReconciliationRepair' })

export const repairJson = (item: Repair): z.input<typeof zRepairJson> => ({
  id: formatId('rrp', item.id),
  object: 'reconciliation_repair',
  exception: formatId('rex', item.exceptionId),
  kind: item.kind,
  state: item.state,
  comment: item.comment,
  result: item.result,
  failure: item.failure,
  requested_by: item.requestedBy,
  created_at: iso(item.requestedAt),
  finished_at: iso(item.finishedAt),
})

export const zSourceJson = z
  .object({
    code: z.string(),
    object: z.literal('reconciliation_source'),
    fetched: z.boolean().meta({ description: 'Bills are fetched from it; otherwise they are uploaded.' }),
    connected: z.boolean(),
    formats: z.array(z.object({ code: z.string(), name: zLocalTextJson, side: zSide })),
  })
  .meta({ id: 'ReconciliationSource' })

export const formatJson = (format: BillFormat) => ({ code: format.code, name: format.name, side: format.source })

export const zMappingBody = {
  side: zSide,
  lists: z
    .enum(['trades', 'funds'])
    .optional()
    .meta({ description: '`trades`: the file lists every trade of its date, so what it lacks is short.' }),
  encoding: z.enum(['utf-8', 'gb18030']),
  delimiter: z.enum([',', ';', '\t', '|']),
  skip: z.int().min(0).max(1_000).meta({ description: 'Lines before the header.' }),
  amounts: z.enum(['minor', 'decimal']).meta({ description: 'Integers of minor units, or decimals.' }),
}

export const zMappingJson = z
  .object({
    name: z.string(),
    object: z.literal('reconciliation_mapping'),
    version: z.int().meta({ description: 'Counts from 1.' }),
    mapping: z.record(z.string(), z.unknown()),
    created_by: z.string(),
    created_at: zInstantJson,
  })
  .meta({ id: 'ReconciliationMapping' })

export const mappingJson = (saved: SavedMapping): z.input<typeof zMappingJson> => {
  const { columns, defaultKind, ...body } = saved.body
  const { channelReference, originalReference, ...plain } = columns
  return {
    name: saved.name,
    object: 'reconciliation_mapping',
    version: saved.version,
    mapping: {
      ...body,
      default_kind: defaultKind,
      columns: {
        ...plain,
        ...(channelReference === undefined ? {} : { channel_reference: channelReference }),
        ...(originalReference === undefined ? {} : { original_reference: originalReference }),
      },
    },
    created_by: saved.createdBy,
    created_at: iso(saved.createdAt),
  }
}

export const zRulesJson = z
  .object({
    version: z.int().meta({ description: 'Counts over all sources.' }),
    object: z.literal('reconciliation_rules'),
    source: z.string(),
    amount_tolerance: zAmountJson,
    window_hours: z.int().meta({ description: 'Hours between a line and an instruction that are matched by amount and time alone.' }),
    late_days: z.int().meta({ description: 'Days by which a line may come late without being listed.' }),
    fee_tolerance: zAmountJson,
    fees: z.record(z.string(), z.object({ basis_points: z.int().meta({ description: 'Hundredths of a percent.' }), fixed: zAmountJson })),
    valid_from: zInstantJson,
    created_by: z.string(),
  })
  .meta({ id: 'ReconciliationRules' })

export const rulesJson = (rules: SavedRules): z.input<typeof zRulesJson> => ({
  version: rules.version,
  object: 'reconciliation_rules',
  source: rules.source,
  amount_tolerance: Number(rules.amountTolerance),
  window_hours: rules.windowHours,
  late_days: rules.lateDays,
  fee_tolerance: Number(rules.feeTolerance),
  fees: Object.fromEntries(Object.entries(rules.fees).map(([kind, term]) => [kind, { basis_points: term.bps, fixed: Number(term.fixed) }])),
  valid_from: iso(rules.validFrom),
  created_by: rules.createdBy,
})

export const zCloseJson = z
  .object({
    id: zDateJson,
    object: z.literal('reconciliation_close'),
    date: zDateJson,
    repeated: z.boolean().meta({ description: 'It had been closed; everything was made again and is the same.' }),
    documents: z.array(
      z.object({
        name: z.string(),
        content_type: z.string(),
        bytes: z.int().meta({ description: 'Size of the document.' }),
        sha256: z.string(),
      }),
    ),
    closed_by: z.string(),
    closed_at: zInstantJson,
  })
  .meta({ id: 'ReconciliationClose' })

export const closeJson = (close: ReconClose, repeated: boolean): z.input<typeof zCloseJson> => ({
  id: close.date,
  object: 'reconciliation_close',
  date: close.date,
  repeated,
  documents: close.documents.map(each => ({ name: each.name, content_type: each.contentType, bytes: each.size, sha256: each.digest })),
  closed_by: close.closedBy,
  closed_at: iso(close.closedAt),
})
