/**
 * The SQL that matches bills with instructions: whole files at a time, in sets. Every statement may be run again. Lines become `matched`,
 * `exception` or `ignored`; what nobody can decide for certain becomes an exception, never a guess.
 */
import type { Id } from '../../../kernel/ids.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import { type Db, pgArray, type Row, sql, type Tx } from '../../../platform/db.ts'
import type { Expected, StatementItem, StatementMatch } from '../rules.ts'
import type { Import, SavedRules } from '../types.ts'
import { listing } from './exceptions.ts'

type Reader = Pick<Db, 'query'>

const TRADES = `kind IN ('debit', 'refund', 'payout')`

/** An instruction that a line of another import of the same place has been matched with. */
const MATCHED_ELSEWHERE = (instruction: string, kind: string): string =>
  `EXISTS (SELECT FROM reconciliation.lines o JOIN reconciliation.imports om ON om.number = o.import_number
     WHERE o.instruction_id = ${instruction} AND o.kind = ${kind} AND o.match = 'matched' AND o.import_number <> m.number
       AND om.source = m.source AND om.format = m.format AND om.mapping IS NOT DISTINCT FROM m.mapping)`

const SUMS = sql(
  'reconciliation.match_sums',
  `WITH several AS (
     SELECT instruction_id, kind, sum(amount) AS total FROM reconciliation.lines
     WHERE import_number = $1 AND match = 'open' AND instruction_id IS NOT NULL AND status_means = 'settled' AND ${TRADES}
     GROUP BY 1, 2 HAVING count(*) > 1)
   UPDATE reconciliation.lines l SET match = 'matched', rule = 'sum'
   FROM several s JOIN clearing.v_instructions i ON i.id = s.instruction_id AND i.kind = s.kind
   WHERE l.import_number = $1 AND l.match = 'open' AND l.instruction_id = s.instruction_id AND l.kind = s.kind AND l.status_means = 'settled'
     AND i.house = $2 AND i.state = 'succeeded' AND abs(s.total - i.amount) <= $3`,
)

const REPEATED = `
  repeated AS (
    SELECT l."row", l.instruction_id, l.kind, l.amount, l.reference, l.currency,
      row_number() OVER (PARTITION BY l.instruction_id, l.kind ORDER BY (i.amount IS DISTINCT FROM l.amount), l."row") AS occurrence
    FROM reconciliation.lines l JOIN (
      SELECT instruction_id, kind FROM reconciliation.lines
      WHERE import_number = $2 AND instruction_id IS NOT NULL AND status_means = 'settled' AND ${TRADES} AND match = 'open'
      GROUP BY 1, 2 HAVING count(*) > 1) s ON s.instruction_id = l.instruction_id AND s.kind = l.kind
    LEFT JOIN clearing.v_instructions i ON i.id = l.instruction_id
    WHERE l.import_number = $2 AND l.match = 'open' AND l.status_means = 'settled')`

/** Marks the lines that were just listed: `$2` is the import's number. */
const MARK = `marked AS (
  UPDATE reconciliation.lines l SET match = 'exception' FROM found f WHERE l.import_number = $2 AND l."row" = f."row" AND l.match = 'open' RETURNING l."row")`

const DUPLICATES = listing(
  'reconciliation.list_duplicates',
  `SELECT 'duplicate/' || m.source || '/' || r.reference || '/' || m.bill_date || '/' || (r.occurrence - 1), 'duplicate', m.source, m.side, m.bill_date, m.id, r."row",
     r.instruction_id, NULL::uuid, r.amount, 0::bigint, r.amount, r.currency, r.reference, format('row %s repeats %s of %s', r."row", r.kind, r.reference)
   FROM repeated r, reconciliation.imports m WHERE r.occurrence > 1 AND m.number = $2`,
  REPEATED,
  MARK,
)

const BY_REFERENCE = sql(
  'reconciliation.match_references',
  `UPDATE reconciliation.lines l SET match = 'matched', rule = CASE WHEN i.settlement_date < m.bill_date - $5::int THEN 'reference_late' ELSE 'reference' END
   FROM clearing.v_instructions i, reconciliation.imports m
   WHERE l.import_number = $1 AND l."row" > $2 AND l."row" <= $3 AND l.match = 'open' AND l.status_means = 'settled' AND l.${TRADES}
     AND m.number = $1 AND i.id = l.instruction_id AND i.house = m.source AND i.kind = l.kind AND i.state = 'succeeded'
     AND i.amount - l.amount BETWEEN -$4::bigint AND $4::bigint
     AND (i.settlement_date IS NULL OR i.settlement_date = m.bill_date OR NOT ${MATCHED_ELSEWHERE('i.id', 'l.kind')})`,
)
const NOTE_MATCHED = sql('reconciliation.note_matched', 'UPDATE reconciliation.imports SET matched_row = $2 WHERE number = $1')

const UNMATCHED = (import_: string): string =>
  `NOT EXISTS (SELECT FROM reconciliation.lines o JOIN reconciliation.imports om ON om.number = o.import_number
     WHERE o.instruction_id = i.id AND o.kind = i.kind AND om.source = i.house AND (om.number = ${import_} OR om.lists = 'trades') AND o.match IN ('matched', 'exception', 'explained'))
   AND NOT EXISTS (SELECT FROM reconciliation.links k JOIN reconciliation.imports km ON km.number = k.import_number WHERE k.item_kind = 'ins' AND k.item_id = i.id AND km.source = i.house)`

const NEAR = 'i.amount - l.amount BETWEEN -$2::bigint AND $2::bigint'

/** Pairs of an open line without our reference and an instruction that nothing else could be: unique on both sides, or not at all. */
const PAIRS = (name: string, on: string, rule: string, amounts: string) =>
  sql(
    name,
    `WITH pairs AS (
       SELECT l."row", i.id, count(*) OVER (PARTITION BY l."row") AS per_line, count(*) OVER (PARTITION BY i.id) AS per_instruction
       FROM reconciliation.lines l JOIN reconciliation.imports m ON m.number = l.import_number
       JOIN clearing.v_instructions i ON i.house = m.source AND i.settlement_date BETWEEN m.bill_date - 31 AND m.bill_date + 1 AND i.kind = l.kind
         AND i.state = 'succeeded' AND ${amounts} AND ${on}
       WHERE l.import_number = $1 AND l.match = 'open' AND l.status_means = 'settled' AND l.instruction_id IS NULL AND ${UNMATCHED('m.number')})
     UPDATE reconciliation.lines l SET match = 'matched', rule = '${rule}', instruction_id = p.id FROM pairs p
     WHERE l.import_number = $1 AND l."row" = p."row" AND p.per_line = 1 AND p.per_instruction = 1 AND l.match = 'open'`,
  )
const BY_CHANNEL_REFERENCE = PAIRS(
  'reconciliation.match_channel_references',
  'i.house_reference = l.channel_reference',
  'channel_reference',
  NEAR,
)
const IN_TIME = 'i.completed_at BETWEEN l.at - make_interval(hours => $3) AND l.at + make_interval(hours => $3)'
const BY_NEAR_AMOUNT_AND_TIME = PAIRS('reconciliation.match_near_amount_time', IN_TIME, 'amount_time', NEAR)
/** Without a tolerance amounts are equal: the few open lines are looked up among a day's instructions by hash, not each against all. */
const BY_AMOUNT_AND_TIME = PAIRS('reconciliation.match_amount_time', IN_TIME, 'amount_time', 'i.amount = l.amount AND $2::bigint = 0')

/** One line for several instructions of one owner, such as a payment collected in two debits. */
const BY_OWNER = sql(
  'reconciliation.match_owners',
  `WITH several AS (
     SELECT l."row", array_agg(i.id ORDER BY i.id) AS ids FROM reconciliation.lines l JOIN reconciliation.imports m ON m.number = l.import_number
     JOIN clearing.v_instructions i ON i.reference = l.reference AND i.house = m.source AND i.kind = l.kind AND i.state = 'succeeded'
     WHERE l.import_number = $1 AND l.match = 'open' AND l.status_means = 'settled' AND l.instruction_id IS NULL AND l.reference IS NOT NULL AND ${UNMATCHED('m.number')}
     GROUP BY l."row", l.amount HAVING abs(sum(i.amount) - l.amount) <= $2),
   linked AS (
     INSERT INTO reconciliation.links (import_number, "row", item_kind, item_id, rule, linked_at)
     SELECT $1, s."row", 'ins', id, 'owner', $3 FROM several s, unnest(s.ids) AS id ON CONFLICT DO NOTHING)
   UPDATE reconciliation.lines l SET match = 'matched', rule = 'owner' FROM several s WHERE l.import_number = $1 AND l."row" = s."row"`,
)

/** Trades that ended nowhere and are booked nowhere say nothing about money. */
const IGNORED = sql(
  'reconciliation.ignore_lines',
  `UPDATE reconciliation.lines l SET match = 'ignored'
   WHERE l.import_number = $1 AND l.match = 'open' AND l.status_means IN ('failed', 'pending')
     AND NOT EXISTS (SELECT FROM clearing.v_instructions i WHERE i.id = l.instruction_id AND i.state = 'succeeded')`,
)

/** What is left of a file's trades. */
const REST = listing(
  'reconciliation.list_rest',
  `SELECT CASE WHEN kind IN ('long', 'duplicate') THEN kind || '/' || source || '/' || known_by || '/' || bill_date || '/' || occurrence
       ELSE kind || '/' || source || '/' || instruction_key END, kind, source, side, bill_date, import_id, "row", instruction_id, NULL::uuid, amount, expected, amount, currency,
     reference, detail
   FROM (
     SELECT DISTINCT ON (e.kind, e.source, e.known_by, e.instruction_key, e.occurrence) e.* FROM (
       SELECT f.*, CASE WHEN f.kind = 'long' THEN row_number() OVER (PARTITION BY f.kind, f.known_by ORDER BY f."row") ELSE 1 END AS occurrence FROM (
       SELECT m.source, m.side, m.bill_date, m.id AS import_id, l."row", l.amount, l.currency, l.reference, i.amount AS expected, i.id AS instruction_id,
         coalesce(i.id::text, 'row/' || m.id || '/' || l."row") AS instruction_key,
         coalesce(l.reference, l.channel_reference, 'row/' || m.id || '/' || l."row") AS known_by,
         CASE WHEN l.status_means = 'unknown' THEN 'status' WHEN i.id IS NULL THEN 'long'
           WHEN l.status_means <> 'settled' OR i.state <> 'succeeded' THEN 'status'
           WHEN i.amount - l.amount NOT BETWEEN -$3::bigint AND $3::bigint THEN 'amount' ELSE 'duplicate' END AS kind,
         format('row %s: %s of %s, %s', l."row", l.kind, l.amount, coalesce(l.status, 'settled')) ||
           CASE WHEN i.id IS NULL THEN format('; nothing of ours is %s', coalesce(l.reference, l.channel_reference, 'like it'))
             ELSE format('; ours is %s of %s, %s%s', i.kind, i.amount, i.state, coalesce(' (' || i.failure_code || ')', '')) END AS detail
       FROM reconciliation.lines l JOIN reconciliation.imports m ON m.number = l.import_number
       LEFT JOIN clearing.v_instructions i ON i.id = l.instruction_id AND i.house = m.source AND i.kind = l.kind
       WHERE l.import_number = $2 AND l.match = 'open' AND l.${TRADES}) f) e
     ORDER BY e.kind, e.source, e.known_by, e.instruction_key, e.occurrence, e."row") one`,
  '',
  `marked AS (UPDATE reconciliation.lines l SET match = 'exception' WHERE l.import_number = $2 AND l.match = 'open' AND l.${TRADES} RETURNING l."row")`,
)

const SHORT = listing(
  'reconciliation.list_short',
  `SELECT 'short/' || m.source || '/' || i.id, 'short', m.source, m.side, m.bill_date, m.id, NULL::integer, i.id, NULL::uuid, i.amount, i.amount, NULL::bigint,
     i.currency::text, NULL::text, format('%s of %s succeeded for %s, and the bill of that date lacks it', i.kind, i.amount, i.settlement_date)
   FROM missing i, reconciliation.imports m WHERE m.number = $2
     AND NOT EXISTS (SELECT FROM reconciliation.links k WHERE k.item_kind = 'ins' AND k.item_id = i.id)
     AND NOT EXISTS (SELECT FROM reconciliation.lines o JOIN reconciliation.imports om ON om.number = o.import_number
       WHERE o.instruction_id = i.id AND o.kind = i.kind AND om.source = m.source AND om.lists = 'trades' AND om.state IN ('read', 'matched'))`,
  `missing AS MATERIALIZED (
     SELECT i.id, i.kind, i.amount, i.currency, i.settlement_date FROM clearing.v_instructions i
     WHERE i.house = $3 AND i.settlement_date = $4::date AND i.state = 'succeeded'
       AND NOT EXISTS (SELECT FROM reconciliation.lines l WHERE l.import_number = $2 AND l.instruction_id = i.id AND l.kind = i.kind))`,
)

const ARRIVED = sql(
  'reconciliation.clear_arrived',
  `WITH cleared AS (
     UPDATE reconciliation.exceptions x SET state = 'cleared', closed_at = $1, closed_by = 'sys:reconciliation', comment = format('row %s of the bill of %s', l."row", m.bill_date)
     FROM reconciliation.lines l JOIN reconciliation.imports m ON m.number = l.import_number
     WHERE l.import_number = $2 AND l.match = 'matched' AND x.kind = 'short' AND x.state = 'open' AND x.discrepancy_id IS NULL
       AND x.instruction_id = l.instruction_id AND x.source = m.source RETURNING x.id, x.comment)
   INSERT INTO reconciliation.history (exception_id, at, actor, event, words) SELECT id, $1, 'sys:reconciliation', 'cleared', comment FROM cleared`,
)

const LATE = listing(
  'reconciliation.list_late',
  `SELECT 'late/' || m.source || '/' || i.id, 'late', m.source, m.side, m.bill_date, m.id, l."row", i.id, NULL::uuid, l.amount, i.amount, l.amount, l.currency, l.reference,
     format('row %s belongs to %s and came in the bill of %s', l."row", i.settlement_date, m.bill_date)
   FROM reconciliation.lines l JOIN reconciliation.imports m ON m.number = l.import_number JOIN clearing.v_instructions i ON i.id = l.instruction_id
   WHERE l.import_number = $2 AND l.match = 'matched' AND l.rule = 'reference_late'`,
)

const FEE_OFF = `
  SELECT l."row", l.kind, l.amount, l.fee, l.currency, l.reference, l.instruction_id,
    (CASE l.kind WHEN 'refund' THEN -1 ELSE 1 END) * (l.amount / 10000 * t.bps + (l.amount % 10000 * t.bps + 5000) / 10000 + t.fixed) AS expected
  FROM reconciliation.lines l JOIN unnest($3::text[], $4::bigint[], $5::bigint[]) AS t (kind, bps, fixed) ON t.kind = l.kind
  WHERE l.import_number = $2 AND l.match = 'matched' AND l.fee IS NOT NULL`

/** Up to a hundred differing fees are listed one by one; more of them have one cause, and are one exception. */
const FEES = listing(
  'reconciliation.list_fees',
  `SELECT 'fee/' || m.source || '/' || m.bill_date || '/' || m.format || '/' || o."row", 'fee', m.source, m.side, m.bill_date, m.id, o."row", o.instruction_id, NULL::uuid,
     abs(o.fee - o.expected), o.expected, o.fee, o.currency, o.reference, format('row %s: a fee of %s where terms say %s on %s', o."row", o.fee, o.expected, o.amount)
   FROM off o, reconciliation.imports m WHERE m.number = $2 AND (SELECT count(*) FROM off) <= 100
   UNION ALL
   SELECT 'fee/' || m.source || '/' || m.bill_date || '/' || m.format, 'fee', m.source, m.side, m.bill_date, m.id, NULL::integer, NULL::uuid, NULL::uuid,
     abs(sum(o.fee - o.expected))::bigint, sum(o.expected)::bigint, sum(o.fee)::bigint, min(o.currency), NULL::text,
     format('the fees of %s lines differ from what terms say, %s in all where %s was due', count(*), sum(o.fee), sum(o.expected))
   FROM off o, reconciliation.imports m WHERE m.number = $2 GROUP BY m.number, m.source, m.side, m.bill_date, m.id, m.format HAVING count(*) > 100`,
  `off AS MATERIALIZED (SELECT * FROM (${FEE_OFF}) f WHERE abs(f.fee - f.expected) > $6::bigint)`,
)

/** Fees that stand on lines of their own, as in bills of funds: matched with what the instruction says was withheld. */
const FEE_LINES = sql(
  'reconciliation.match_fee_lines',
  `UPDATE reconciliation.lines l SET match = 'matched', rule = 'reference' FROM clearing.v_instructions i, reconciliation.imports m
   WHERE l.import_number = $1 AND m.number = $1 AND l.match = 'open' AND l.kind = 'fee' AND i.id = l.instruction_id AND i.house = m.source
     AND abs(coalesce(i.fee, (SELECT max(o.fee) FROM reconciliation.lines o WHERE o.instruction_id = i.id AND o.import_number <> $1 AND o.fee IS NOT NULL))
       - CASE l.direction WHEN 'out' THEN l.amount ELSE -l.amount END) <= $2`,
)

/** Fees that come back name the debit, not its refund: all of a debit in the bill are matched with what the refunds of its date say. */
const FEE_RETURNS = sql(
  'reconciliation.match_fee_returns',
  `WITH returned AS (
     SELECT l.instruction_id, sum(l.amount) AS total FROM reconciliation.lines l
     WHERE l.import_number = $1 AND l.match = 'open' AND l.kind = 'fee' AND l.direction = 'in' AND l.instruction_id IS NOT NULL GROUP BY 1),
   due AS (
     SELECT t.instruction_id, -sum(coalesce(r.fee, (SELECT max(o.fee) FROM reconciliation.lines o
       WHERE o.instruction_id = r.id AND o.import_number <> $1 AND o.fee IS NOT NULL))) AS total
     FROM returned t JOIN reconciliation.imports m ON m.number = $1
     JOIN clearing.v_instructions r ON r.original_instruction = t.instruction_id AND r.house = m.source AND r.kind = 'refund' AND r.state = 'succeeded'
       AND r.settlement_date = m.bill_date
     GROUP BY 1)
   UPDATE reconciliation.lines l SET match = 'matched', rule = 'sum' FROM returned t JOIN due d USING (instruction_id)
   WHERE l.import_number = $1 AND l.match = 'open' AND l.kind = 'fee' AND l.direction = 'in' AND l.instruction_id = t.instruction_id
     AND abs(t.total - d.total) <= $2`,
)

const SIGNED = "(CASE l.direction WHEN 'in' THEN l.amount ELSE -l.amount END)"
const NOT_LINKED =
  "NOT EXISTS (SELECT FROM reconciliation.links k WHERE k.item_kind = 'stl' AND k.item_id = s.id AND k.import_number = l.import_number)"

/**
 * Lines of bills of funds that are the net of a date: of whichever rail they name (`wechat_pay-2026-07-01`: a channel settles through a house), or of
 * the source itself where nothing else could be meant.
 */
const NET_LINES = sql(
  'reconciliation.match_net_lines',
  `WITH named AS (
     SELECT l."row", s.id FROM reconciliation.lines l
     JOIN clearing.v_settlements s ON l.reference = s.house || '-' || s.settlement_date AND abs(s.net - ${SIGNED}) <= $2
     WHERE l.import_number = $1 AND l.match = 'open' AND l.kind IN ('settlement', 'transfer') AND ${NOT_LINKED}),
   pairs AS (
     SELECT l."row", s.id, count(*) OVER (PARTITION BY l."row") AS per_line, count(*) OVER (PARTITION BY s.id) AS per_settlement
     FROM reconciliation.lines l JOIN reconciliation.imports m ON m.number = l.import_number
     JOIN clearing.v_settlements s ON s.house = m.source AND s.settlement_date BETWEEN m.bill_date - 7 AND m.bill_date
       AND abs(abs(s.net) - l.amount) <= $2
     WHERE l.import_number = $1 AND l.match = 'open' AND l.kind IN ('settlement', 'transfer') AND l."row" NOT IN (SELECT "row" FROM named) AND ${NOT_LINKED}),
   chosen AS (
     SELECT DISTINCT ON (id) "row", id, 'reference' AS rule FROM (SELECT * FROM named ORDER BY id, "row") n
     UNION ALL SELECT "row", id, 'net' FROM pairs WHERE per_line = 1 AND per_settlement = 1),
   linked AS (
     INSERT INTO reconciliation.links (import_number, "row", item_kind, item_id, rule, linked_at)
     SELECT $1, "row", 'stl', id, rule, $3 FROM chosen ON CONFLICT DO NOTHING RETURNING "row", rule)
   UPDATE reconciliation.lines l SET match = 'matched', rule = k.rule FROM linked k WHERE l.import_number = $1 AND l."row" = k."row"`,
)

/** The netting cycles of a date, one line each: together they are the net of the source. */
const NET_CYCLES = sql(
  'reconciliation.match_net_cycles',
  `WITH cycles AS (
     SELECT s.id, l."row", l.amount, sum(${SIGNED}) OVER (PARTITION BY s.id) AS total, s.net
     FROM reconciliation.lines l JOIN reconciliation.imports m ON m.number = l.import_number
     JOIN clearing.v_settlements s ON s.house = m.source AND s.settlement_date = m.bill_date
     WHERE l.import_number = $1 AND l.match = 'open' AND l.kind = 'settlement' AND ${NOT_LINKED}
       AND NOT EXISTS (SELECT FROM clearing.v_settlements o WHERE l.reference = o.house || '-' || o.settlement_date)),
   linked AS (
     INSERT INTO reconciliation.links (import_number, "row", item_kind, item_id, rule, linked_at)
     SELECT $1, "row", 'stl', id, 'sum', $3 FROM cycles WHERE abs(total - net) <= $2 ON CONFLICT DO NOTHING RETURNING "row")
   UPDATE reconciliation.lines l SET match = 'matched', rule = 'sum' FROM linked k WHERE l.import_number = $1 AND l."row" = k."row"`,
)

/** Fees, transfers and others that nothing answers for. */
const REST_OF_FUNDS = listing(
  'reconciliation.list_rest_of_funds',
  `SELECT 'row/' || m.id || '/' || l."row", CASE l.kind WHEN 'fee' THEN 'fee' WHEN 'settlement' THEN 'amount' ELSE 'long' END, m.source, m.side, m.bill_date, m.id, l."row",
     l.instruction_id, NULL::uuid, l.amount, NULL::bigint, l.amount, l.currency, l.reference,
     format('row %s: %s of %s %s, which nothing of ours answers for', l."row", l.kind, l.amount, l.direction)
   FROM reconciliation.lines l JOIN reconciliation.imports m ON m.number = l.import_number
   WHERE l.import_number = $2 AND l.match = 'open' AND l.kind NOT IN ('debit', 'refund', 'payout')`,
  '',
  MARK,
)

/** What the lines of a bill of trades come to, against what was booked as the settlement of its date. */
const NET = listing(
  'reconciliation.list_net',
  `SELECT 'amount/' || m.source || '/net/' || m.bill_date, 'amount', m.source, m.side, m.bill_date, m.id, NULL::integer, NULL::uuid, NULL::uuid, abs(t.net - s.net), s.net, t.net,
     s.currency::text, NULL::text, format('the lines of the bill come to %s, the settlement that was booked moved %s', t.net, s.net)
   FROM reconciliation.imports m JOIN clearing.v_settlements s ON s.house = m.source AND s.settlement_date = m.bill_date AND s.state <> 'imported'
   JOIN LATERAL (
     SELECT coalesce(sum(CASE l.direction WHEN 'in' THEN l.amount ELSE -l.amount END - CASE WHEN s.fee_total <> 0 THEN coalesce(l.fee, 0) ELSE 0 END), 0)::bigint AS net
     FROM reconciliation.lines l WHERE l.import_number = $2 AND l.match <> 'ignored' AND l.${TRADES}) t ON true
   WHERE m.number = $2 AND t.net <> s.net`,
)

const FINISH = sql(
  'reconciliation.finish_matching',
  `UPDATE reconciliation.imports SET state = 'matched', matched_at = $2, matched_row = last_row WHERE number = $1 AND state IN ('read', 'matched')`,
)

const CHUNK_ROWS = 50_000

/** Matches a bill of trades with instructions. `onChunk` hears of progress. */
export async function matchTrades(db: Db, item: Import, rules: SavedRules, now: Date, signal?: AbortSignal): Promise<void> {
  const { number } = item
  await db.query(SUMS, [number, item.source, rules.amountTolerance])
  await db.query(DUPLICATES, [now, number])
  for (let from = 0; from < item.lastRow; from += CHUNK_ROWS) {
    signal?.throwIfAborted()
    const to = Math.min(item.lastRow, from + CHUNK_ROWS)
    await db.query(BY_REFERENCE, [number, from, to, rules.amountTolerance, rules.lateDays])
    await db.query(NOTE_MATCHED, [number, to])
  }
  await db.query(BY_CHANNEL_REFERENCE, [number, rules.amountTolerance])
  await db.query(BY_OWNER, [number, rules.amountTolerance, now])
  await db.query(rules.amountTolerance === 0n ? BY_AMOUNT_AND_TIME : BY_NEAR_AMOUNT_AND_TIME, [
    number,
    rules.amountTolerance,
    rules.windowHours,
  ])
  await db.query(IGNORED, [number])
  await db.query(FEE_LINES, [number, rules.feeTolerance])
  await db.query(FEE_RETURNS, [number, rules.feeTolerance])
  await db.query(NET_LINES, [number, rules.amountTolerance, now])
  await db.query(NET_CYCLES, [number, rules.amountTolerance, now])
  await db.query(REST, [now, number, rules.amountTolerance])
  await db.query(REST_OF_FUNDS, [now, number])
  await db.query(ARRIVED, [now, number])
  await db.query(LATE, [now, number])
  if (item.lists === 'trades') {
    await db.query(SHORT, [now, number, item.source, item.date])
    await db.query(NET, [now, number])
  }
  const terms = Object.entries(rules.fees)
  if (terms.length > 0)
    await db.query(FEES, [
      now,
      number,
      pgArray(terms.map(([kind]) => kind)),
      pgArray(terms.map(([, term]) => term.bps)),
      pgArray(terms.map(([, term]) => term.fixed)),
      rules.feeTolerance,
    ])
}

export const finishMatching = async (db: Db, item: Pick<Import, 'number'>, now: Date): Promise<void> => {
  await db.query(FINISH, [item.number, now])
}

// Statements of the reserve bank

/** Entries that another statement has told, by the bank's own number: they count once. Judged anew at each run, for that statement may have gone. */
const REOPEN_TOLD = sql(
  'reconciliation.reopen_told',
  `UPDATE reconciliation.lines SET match = 'open', rule = NULL WHERE import_number = $1 AND match = 'ignored' AND rule = 'told'`,
)
const TOLD = sql(
  'reconciliation.ignore_told',
  `WITH mine AS (
     SELECT l."row", l.channel_reference, l.direction, l.amount, m.source, m.number, m.bill_date,
       row_number() OVER (PARTITION BY l.channel_reference, l.direction, l.amount ORDER BY l."row") AS occurrence
     FROM reconciliation.lines l JOIN reconciliation.imports m ON m.number = l.import_number
     WHERE l.import_number = $1 AND l.match IN ('open', 'exception') AND l.channel_reference IS NOT NULL),
   told AS (
     SELECT o.channel_reference, o.direction, o.amount, om.source, count(*) AS times
     FROM mine n JOIN reconciliation.imports om ON om.source = n.source AND om.side = 'reserve' AND om.number <> n.number AND om.state IN ('read', 'matched')
       AND om.bill_date BETWEEN n.bill_date - 31 AND n.bill_date + 31
     JOIN reconciliation.lines o ON o.import_number = om.number AND o.channel_reference = n.channel_reference AND o.direction = n.direction AND o.amount = n.amount
     WHERE n.occurrence = 1 AND (om.number < n.number OR o.match IN ('matched', 'exception', 'explained')) AND o.match <> 'ignored'
     GROUP BY 1, 2, 3, 4)
   UPDATE reconciliation.lines l SET match = 'ignored', rule = 'told' FROM mine n JOIN told t USING (channel_reference, direction, amount, source)
   WHERE l.import_number = $1 AND l."row" = n."row" AND n.occurrence <= t.times RETURNING l."row"`,
)
export const reopenTold = async (db: Db, number: number): Promise<void> => {
  await db.query(REOPEN_TOLD, [number])
}
/** Leaves out what another statement of the account has told already; answers the rows. */
export const leaveOutTold = async (db: Db, number: number): Promise<ReadonlySet<number>> =>
  new Set((await db.query<{ row: number }>(TOLD, [number])).map(({ row }) => row))

const STATEMENT_LINES = sql(
  'reconciliation.statement_lines',
  `SELECT l."row", CASE l.direction WHEN 'in' THEN l.amount ELSE -l.amount END AS amount, coalesce(l.date, m.bill_date) AS date, l.reference,
     concat_ws(' ', l.reference, l.channel_reference, l.original_reference, l.counterparty) AS words
   FROM reconciliation.lines l JOIN reconciliation.imports m ON m.number = l.import_number
   WHERE l.import_number = $1 AND l.match IN ('open', 'exception') AND l.status_means = 'settled' ORDER BY l."row" LIMIT 20000`,
)
export const openStatementLines = (reader: Reader, number: number): Promise<(StatementItem & Row)[]> =>
  reader.query<StatementItem & Row>(STATEMENT_LINES, [number])

const EXPECTED = sql(
  'reconciliation.expected_on_statement',
  `SELECT * FROM (
     SELECT 'stl' AS kind, s.id, s.house, s.settlement_date AS date, s.net AS amount FROM clearing.v_settlements s WHERE s.net <> 0 AND s.state <> 'imported'
     UNION ALL
     SELECT 'trf', f.id, NULL, coalesce(f.booked_on, f.accounting_date), CASE f.direction WHEN 'own_to_reserve' THEN f.amount ELSE -f.amount END FROM payments.v_fund_transfers f WHERE f.done) e
   WHERE e.date BETWEEN $1::date - 31 AND $1::date AND NOT EXISTS (SELECT FROM reconciliation.links k WHERE k.item_kind = e.kind AND k.item_id = e.id
     AND k.import_number IN (SELECT number FROM reconciliation.imports WHERE side = 'reserve'))
   ORDER BY e.date, e.kind, e.id LIMIT 2000`,
)
/** What should stand on a statement of the reserve account by its date and does not yet. */
export const expectedOnStatement = (reader: Reader, date: BusinessDate): Promise<(Omit<Expected, 'publicId'> & Row)[]> =>
  reader.query<Omit<Expected, 'publicId'> & Row>(EXPECTED, [date])

const LINK = sql(
  'reconciliation.link_statement',
  `WITH linked AS (
     INSERT INTO reconciliation.links (import_number, "row", item_kind, item_id, rule, linked_at)
     SELECT $1, r, k, i, u, $6 FROM unnest($2::integer[], $3::text[], $4::uuid[], $5::text[]) AS t (r, k, i, u) ON CONFLICT DO NOTHING)
   UPDATE reconciliation.lines l SET match = 'matched', rule = t.u FROM unnest($2::integer[], $5::text[]) AS t (r, u) WHERE l.import_number = $1 AND l."row" = t.r`,
)
export function linkStatement(tx: Tx, number: number, matches: readonly StatementMatch[], now: Date): void {
  const pairs = matches.flatMap(({ rows, items, rule }) => rows.flatMap(row => items.map(item => ({ row, item, rule }))))
  if (pairs.length === 0) return
  tx.send(LINK, [
    number,
    pgArray(pairs, pair => pair.row),
    pgArray(pairs, pair => pair.item.kind),
    pgArray(pairs, pair => pair.item.id),
    pgArray(pairs, pair => pair.rule),
    now,
  ])
}

const STATEMENT_FOUND = listing(
  'reconciliation.list_statement',
  `SELECT t.f, t.k, m.source, m.side, t.d, m.id, t.r, NULL::uuid, NULL::uuid, t.a, t.e, t.w, 'CNY', NULL::text, t.t
   FROM unnest($3::text[], $4::text[], $5::date[], $6::integer[], $7::bigint[], $8::bigint[], $9::bigint[], $10::text[]) AS t (f, k, d, r, a, e, w, t), reconciliation.imports m
   WHERE m.number = $2`,
  '',
  MARK,
)
export type StatementFinding = {
  readonly fingerprint: string
  readonly kind: 'long' | 'short' | 'amount'
  readonly date: BusinessDate
  readonly row: number | null
  readonly amount: bigint
  readonly expected: bigint | null
  readonly found: bigint | null
  readonly detail: string
}
export function listStatementFindings(tx: Tx, number: number, findings: readonly StatementFinding[], now: Date): void {
  if (findings.length === 0) return
  tx.send(STATEMENT_FOUND, [
    now,
    number,
    pgArray(findings, item => item.fingerprint),
    pgArray(findings, item => item.kind),
    pgArray(findings, item => item.date),
    pgArray(findings, item => item.row),
    pgArray(findings, item => item.amount),
    pgArray(findings, item => item.expected),
    pgArray(findings, item => item.found),
    pgArray(findings, item => item.detail),
  ])
}

const CLEAR_STATEMENT = sql(
  'reconciliation.clear_statement',
  `WITH cleared AS (
     UPDATE reconciliation.exceptions SET state = 'cleared', closed_at = $2, closed_by = 'sys:reconciliation', comment = 'the statement has it now'
     WHERE fingerprint = ANY ($1::text[]) AND state = 'open' RETURNING id)
   INSERT INTO reconciliation.history (exception_id, at, actor, event, words) SELECT id, $2, 'sys:reconciliation', 'cleared', 'the statement has it now' FROM cleared`,
)
export const clearStatement = (tx: Tx, fingerprints: readonly string[], now: Date): void =>
  tx.send(CLEAR_STATEMENT, [pgArray(fingerprints), now])

// The ledger

const UNBOOKED = listing(
  'reconciliation.list_unbooked',
  `SELECT 'status/' || i.house || '/books/' || i.id, 'status', i.house, CASE WHEN i.house = ANY ($7::text[]) THEN 'clearing' ELSE 'channel' END, $3::date, NULL::uuid, NULL::integer, i.id, NULL::uuid,
     i.amount, i.amount, coalesce(b.amount, 0), i.currency::text, i.reference, format('%s of %s succeeded, and the books hold %s for %s', i.kind, i.amount, coalesce(b.amount, 0), i.reference)
   FROM clearing.v_instructions i LEFT JOIN booked b ON b.reference = i.reference AND b.kind = i.kind
   WHERE i.house = $2 AND i.settlement_date = $3::date AND i.state = 'succeeded' AND i.purpose <> 'long_refund' AND coalesce(b.amount, 0) < i.amount
     AND NOT EXISTS (SELECT FROM clearing.v_instructions r JOIN booked back ON back.reference = r.reference AND back.kind = 'debit'
       WHERE i.kind = 'debit' AND r.original_instruction = i.id AND back.amount >= i.amount)`,
  `booked AS MATERIALIZED (
     SELECT t.reference, side.kind, sum(t.amount)::bigint AS amount
     FROM ledger.v_transfers t CROSS JOIN LATERAL (VALUES ('debit', t.debit_account = $4::uuid), ('payout', t.credit_account = $5::uuid),
       ('refund', t.credit_account = $6::uuid)) AS side (kind, is_it)
     WHERE t.kind IN (1, 3) AND t.accounting_date BETWEEN $3::date - 31 AND $3::date + 2
       AND (t.debit_account = $4::uuid OR t.credit_account = $5::uuid OR t.credit_account = $6::uuid) AND side.is_it
     GROUP BY 1, 2)`,
)
export type HouseAccounts = { readonly receivable: string; readonly payouts: string; readonly refunds: string }
/** Every success of a house's date stands in the books, in full: what does not is listed. One that came too late stands there under its return. */
export const listUnbooked = async (
  db: Db,
  house: string,
  date: BusinessDate,
  accounts: HouseAccounts,
  clearingHouses: readonly string[],
  now: Date,
): Promise<void> => {
  await db.query(UNBOOKED, [now, house, date, accounts.receivable, accounts.payouts, accounts.refunds, pgArray(clearingHouses)])
}

const MATCH_BY_HAND = sql(
  'reconciliation.match_by_hand',
  `UPDATE reconciliation.lines l SET match = 'matched', rule = 'hand', instruction_id = $3 FROM reconciliation.imports m
   WHERE m.id = $1 AND l.import_number = m.number AND l."row" = $2`,
)
export const matchByHand = (tx: Tx, importId: Id<'imp'>, row: number, instruction: Id<'ins'>): void =>
  tx.send(MATCH_BY_HAND, [importId, row, instruction])

const REOPEN = sql(
  'reconciliation.reopen_lines',
  `UPDATE reconciliation.lines l SET match = 'open' FROM reconciliation.exceptions x JOIN reconciliation.imports m ON m.id = x.import_id
   WHERE m.number = $1 AND l.import_number = $1 AND l."row" = x."row" AND l.match = 'exception' AND x.state = 'open' AND x.kind IN ('long', 'status')`,
)
/** Lines whose exception may have lost its reason are looked at again: an instruction may have got its result since. */
export const reopenLines = async (db: Db, number: number): Promise<void> => {
  await db.query(REOPEN, [number])
}

const CLEAR_MATCHED = sql(
  'reconciliation.clear_matched',
  `WITH cleared AS (
     UPDATE reconciliation.exceptions x SET state = 'cleared', closed_at = $2, closed_by = 'sys:reconciliation', comment = 'its line has been matched'
     FROM reconciliation.lines l, reconciliation.imports m
     WHERE m.number = $1 AND l.import_number = $1 AND x.import_id = m.id AND x."row" = l."row" AND l.match = 'matched' AND x.state = 'open'
       AND x.kind IN ('long', 'status', 'amount') AND x.discrepancy_id IS NULL RETURNING x.id)
   INSERT INTO reconciliation.history (exception_id, at, actor, event, words) SELECT id, $2, 'sys:reconciliation', 'cleared', 'its line has been matched' FROM cleared`,
)
export const clearMatched = async (db: Db, number: number, now: Date): Promise<void> => {
  await db.query(CLEAR_MATCHED, [number, now])
}
