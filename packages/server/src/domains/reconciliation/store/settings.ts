/** The SQL of saved column mappings and of the rules of matching, both versioned. */
import type { BusinessDate } from '../../../kernel/time.ts'
import { type Db, type Row, sql, type Tx } from '../../../platform/db.ts'
import type { CsvMapping, LineKind } from '../ports.ts'
import type { FeeTerm, SavedMapping, SavedRules } from '../types.ts'

type Reader = Pick<Db, 'query'>

const MAPPING_COLUMNS = 'name, version, body, created_by AS "createdBy", created_at AS "createdAt"'
const ADD_MAPPING = sql(
  'reconciliation.add_mapping',
  `INSERT INTO reconciliation.mappings (name, version, body, created_by, created_at)
   SELECT $1, coalesce(max(version), 0) + 1, $2::jsonb, $3, $4 FROM reconciliation.mappings WHERE name = $1 RETURNING ${MAPPING_COLUMNS}`,
)
const LOCK_MAPPING = sql(
  'reconciliation.lock_mapping',
  `SELECT pg_advisory_xact_lock(hashtextextended('reconciliation mapping ' || $1, 0))`,
)

export async function addMapping(tx: Tx, name: string, body: CsvMapping, actor: string, now: Date): Promise<SavedMapping> {
  tx.send(LOCK_MAPPING, [name])
  const [row] = await tx.query<SavedMapping & Row>(ADD_MAPPING, [name, JSON.stringify(body), actor, now])
  return row as SavedMapping
}

const LATEST_MAPPING = sql(
  'reconciliation.latest_mapping',
  `SELECT ${MAPPING_COLUMNS} FROM reconciliation.mappings WHERE name = $1 ORDER BY version DESC LIMIT 1`,
)
export const latestMapping = async (reader: Reader, name: string): Promise<SavedMapping | null> =>
  (await reader.query<SavedMapping & Row>(LATEST_MAPPING, [name]))[0] ?? null

const GET_MAPPING = sql(
  'reconciliation.get_mapping',
  `SELECT ${MAPPING_COLUMNS} FROM reconciliation.mappings WHERE name = $1 AND version = $2`,
)
export const getMapping = async (reader: Reader, name: string, version: number): Promise<SavedMapping | null> =>
  (await reader.query<SavedMapping & Row>(GET_MAPPING, [name, version]))[0] ?? null

const LIST_MAPPINGS = sql(
  'reconciliation.list_mappings',
  `SELECT DISTINCT ON (name) ${MAPPING_COLUMNS} FROM reconciliation.mappings ORDER BY name, version DESC LIMIT 500`,
)
/** The latest version of each. */
export const listMappings = (reader: Reader): Promise<(SavedMapping & Row)[]> => reader.query<SavedMapping & Row>(LIST_MAPPINGS)

type RulesRow = Row & {
  version: number
  source: string
  body: {
    amount_tolerance: number
    window_hours: number
    late_days: number
    fee_tolerance: number
    fees: Partial<Record<LineKind, { bps: number; fixed: number }>>
  }
  valid_from: Date
  created_by: string
}

const rulesOf = ({ version, source, body, valid_from, created_by }: RulesRow): SavedRules => ({
  version,
  source,
  amountTolerance: BigInt(body.amount_tolerance),
  windowHours: body.window_hours,
  lateDays: body.late_days,
  feeTolerance: BigInt(body.fee_tolerance),
  fees: Object.fromEntries(
    Object.entries(body.fees).map(([kind, term]): [string, FeeTerm] => [kind, { bps: term.bps, fixed: BigInt(term.fixed) }]),
  ),
  validFrom: valid_from,
  createdBy: created_by,
})

const RULES_COLUMNS = 'version, source, body, valid_from, created_by'
const ADD_RULES = sql(
  'reconciliation.add_rules',
  `INSERT INTO reconciliation.rules (source, body, valid_from, created_by, created_at) VALUES ($1, $2::jsonb, $3, $4, $5) RETURNING ${RULES_COLUMNS}`,
)
export type NewRules = Omit<SavedRules, 'version' | 'createdBy'>

export async function addRules(tx: Tx, rules: NewRules, actor: string, now: Date): Promise<SavedRules> {
  const body = {
    amount_tolerance: Number(rules.amountTolerance),
    window_hours: rules.windowHours,
    late_days: rules.lateDays,
    fee_tolerance: Number(rules.feeTolerance),
    fees: Object.fromEntries(Object.entries(rules.fees).map(([kind, term]) => [kind, { bps: term.bps, fixed: Number(term.fixed) }])),
  }
  const [row] = await tx.query<RulesRow>(ADD_RULES, [rules.source, JSON.stringify(body), rules.validFrom, actor, now])
  return rulesOf(row as RulesRow)
}

const RULES_AT = sql(
  'reconciliation.rules_at',
  `SELECT ${RULES_COLUMNS} FROM reconciliation.rules WHERE source IN ($1, '*') AND valid_from <= $2
   ORDER BY source = '*', valid_from DESC, version DESC LIMIT 1`,
)
/** What applies to a source at an instant. */
export async function rulesAt(reader: Reader, source: string, at: Date): Promise<SavedRules> {
  const [row] = await reader.query<RulesRow>(RULES_AT, [source, at])
  if (row === undefined) throw new Error('the rules of every source were seeded')
  return rulesOf(row)
}

const LIST_RULES = sql('reconciliation.list_rules', `SELECT ${RULES_COLUMNS} FROM reconciliation.rules ORDER BY version DESC LIMIT 500`)
export const listRules = async (reader: Reader): Promise<SavedRules[]> => (await reader.query<RulesRow>(LIST_RULES)).map(rulesOf)

/** The end of a business date, for rules and policies that apply to it. */
export const endOf = (date: BusinessDate): Date => new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000)
