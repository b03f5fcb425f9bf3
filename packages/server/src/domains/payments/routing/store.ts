/** All SQL of routing. */
import type { Id } from '../../../kernel/ids.ts'
import { type Db, pgArray, sql, type Tx, unnested } from '../../../platform/db.ts'
import type { ListQuery } from '../../../platform/http/pages.ts'
import type { Flow, PaymentMethodCode, RouteCandidate, RoutingDecision } from '../ports.ts'
import { type StoredRule, storedRules } from './stored-rules.ts'
import type { Activation, RuleSet } from './types.ts'

const RULE_SETS = sql(
  'routing.rule_sets',
  'SELECT version, rules, note, created_by AS "createdBy", created_at AS "createdAt" FROM payments.routing_rule_sets ORDER BY version DESC LIMIT 500',
)

const ACTIVATIONS = sql(
  'routing.activations',
  'SELECT version, activated_by AS "by", activated_at AS "at" FROM payments.routing_activations ORDER BY id DESC LIMIT 500',
)

// Writers take turns: they are rare, and a turn makes versions certain.
const LOCK = sql('routing.lock', `SELECT pg_advisory_xact_lock(hashtextextended('payments.routing_rule_sets', 0))`)

const INSERT_RULE_SET = sql(
  'routing.insert_rule_set',
  'INSERT INTO payments.routing_rule_sets (version, rules, note, created_by, created_at) VALUES ($1, $2::jsonb, $3, $4, $5)',
)

const INSERT_ACTIVATION = sql(
  'routing.insert_activation',
  'INSERT INTO payments.routing_activations (version, activated_by, activated_at) VALUES ($1, $2, $3)',
)

const NOTIFY = sql('routing.notify', `SELECT pg_notify('routing_changed', '')`)

const RECORD = sql(
  'routing.record',
  `INSERT INTO payments.routing_decisions (id, subject, reference, merchant_id, method, flow, amount, bank, rule_set, chosen, candidates, decided_at)
   SELECT * FROM ${unnested(`id uuid, subject text, reference text, merchant_id uuid, method text, flow text, amount bigint, bank text,
     rule_set integer, chosen text, candidates jsonb, decided_at timestamptz`)}`,
)

const DECISION = `id, subject, reference, merchant_id AS "merchantId", method, flow, amount, bank, rule_set AS "ruleSet", chosen, candidates,
  decided_at AS "decidedAt"`

const OF_REFERENCE = sql(
  'routing.of_reference',
  `SELECT ${DECISION} FROM payments.routing_decisions WHERE reference = $1 ORDER BY id LIMIT 100`,
)

const LATEST = sql(
  'routing.latest',
  `SELECT ${DECISION} FROM payments.routing_decisions
   WHERE id < $1::uuid AND ($2::text IS NULL OR chosen = $2) AND ($3::text IS NULL OR method = $3) ORDER BY id DESC LIMIT $4`,
)

const LATEST_NEWER = sql(
  'routing.latest_newer',
  `SELECT ${DECISION} FROM payments.routing_decisions
   WHERE id > $1::uuid AND ($2::text IS NULL OR chosen = $2) AND ($3::text IS NULL OR method = $3) ORDER BY id LIMIT $4`,
)

type RuleSetRow = Omit<RuleSet, 'rules'> & { readonly rules: readonly StoredRule[] }
type StoredCandidate = Omit<RouteCandidate, 'cost'> & { readonly cost: string | null }
type DecisionRow = Omit<RoutingDecision, 'candidates'> & {
  readonly method: PaymentMethodCode | null
  readonly flow: Flow | null
  readonly candidates: readonly StoredCandidate[]
}

/** Newest first. */
export async function ruleSets(db: Pick<Db, 'query'>): Promise<RuleSet[]> {
  return (await db.query<RuleSetRow>(RULE_SETS)).map(row => ({ ...row, rules: row.rules.map(storedRules.read) }))
}

/** Newest first: the first is in force. */
export const activations = (db: Pick<Db, 'query'>): Promise<Activation[]> => db.query<Activation>(ACTIVATIONS)

/** Until the end of the transaction nobody else adds or activates rules. */
export function lock(tx: Tx): void {
  tx.lock('keys')
  tx.send(LOCK, [])
}

export function insertRuleSet(tx: Tx, { version, rules, note, createdBy, createdAt }: RuleSet): void {
  tx.send(INSERT_RULE_SET, [version, JSON.stringify(rules.map(storedRules.write)), note, createdBy, createdAt])
}

export function insertActivation(tx: Tx, { version, by, at }: Activation): void {
  tx.send(INSERT_ACTIVATION, [version, by, at])
}

/** Tells every node to read again. */
export function notify(tx: Tx): void {
  tx.send(NOTIFY, [])
}

export function record(tx: Tx, decisions: readonly RoutingDecision[]): void {
  tx.send(RECORD, [
    pgArray(decisions, one => one.id),
    pgArray(decisions, one => one.subject),
    pgArray(decisions, one => one.reference),
    pgArray(decisions, one => one.merchantId),
    pgArray(decisions, one => one.method),
    pgArray(decisions, one => one.flow),
    pgArray(decisions, one => one.amount),
    pgArray(decisions, one => one.bank),
    pgArray(decisions, one => one.ruleSet),
    pgArray(decisions, one => one.chosen),
    pgArray(decisions, one =>
      JSON.stringify(one.candidates.map(candidate => ({ ...candidate, cost: candidate.cost?.toString() ?? null }))),
    ),
    pgArray(decisions, one => one.decidedAt.toISOString()),
  ])
}

const decisionOf = (row: DecisionRow): RoutingDecision => ({
  ...row,
  candidates: row.candidates.map(candidate => ({ ...candidate, cost: candidate.cost === null ? null : BigInt(candidate.cost) })),
})

/** Of one payment or payout, in the order in which they were taken. */
export async function decisionsOf(db: Pick<Db, 'query'>, reference: string): Promise<RoutingDecision[]> {
  return (await db.query<DecisionRow>(OF_REFERENCE, [reference])).map(decisionOf)
}

export type DecisionFilter = { readonly chosen: string | null; readonly method: string | null }
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** Newest first; one row more than the page holds (see pages.ts). */
export async function listDecisions(db: Pick<Db, 'query'>, filter: DecisionFilter, page: ListQuery<'rtd'>): Promise<RoutingDecision[]> {
  const rows =
    page.ending_before === undefined
      ? await db.query<DecisionRow>(LATEST, [page.starting_after ?? LAST_ID, filter.chosen, filter.method, page.limit + 1])
      : await db.query<DecisionRow>(LATEST_NEWER, [page.ending_before, filter.chosen, filter.method, page.limit + 1])
  return rows.map(decisionOf)
}

export type DecisionId = Id<'rtd'>
