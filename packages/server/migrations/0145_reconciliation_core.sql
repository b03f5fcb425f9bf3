-- Reconciliation: bills of outside systems, their lines against our books, what differs, how it was mended, and the day's second signature.

CREATE SCHEMA reconciliation;

-- How the columns of a CSV file are to be read. A change is a new version; an import keeps the one that it was read with.
CREATE TABLE reconciliation.mappings (
  name text NOT NULL CHECK (name ~ '^[a-z][a-z0-9_]{0,39}$'),
  version integer NOT NULL,
  body jsonb NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (name, version)
);

-- Tolerances and terms of fees, by source; `*` is every source without rules of its own. The latest version whose time has come applies.
CREATE TABLE reconciliation.rules (
  version integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source text NOT NULL,
  body jsonb NOT NULL,
  valid_from timestamptz NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL
);
INSERT INTO reconciliation.rules (source, body, valid_from, created_by, created_at)
VALUES ('*', '{"amount_tolerance": 0, "window_hours": 24, "late_days": 1, "fee_tolerance": 1, "fees": {}}', '2016-07-01T00:00:00+08:00', 'sys:migration', clock_timestamp());

CREATE TABLE reconciliation.imports (
  id uuid PRIMARY KEY,
  -- What its lines name it by: a quarter of the width of the id.
  number integer GENERATED ALWAYS AS IDENTITY UNIQUE,
  -- A rail's code, or `reserve`.
  source text NOT NULL,
  format text NOT NULL,
  -- Of the format `csv`.
  mapping text,
  mapping_version integer,
  side text NOT NULL CHECK (side IN ('channel', 'clearing', 'reserve')),
  -- `trades` lists every trade of its date; `funds` lists what moved on an account.
  lists text NOT NULL CHECK (lists IN ('trades', 'funds')),
  bill_date date NOT NULL,
  file_name text NOT NULL,
  state text NOT NULL CHECK (state IN ('receiving', 'queued', 'reading', 'read', 'matched', 'refused', 'discarded')),
  origin text NOT NULL CHECK (origin IN ('upload', 'fetch')),
  -- SHA-256 of the whole file, hexadecimal: of uploads as declared, of fetches once all bytes are there.
  digest text,
  byte_count bigint,
  part_count integer NOT NULL DEFAULT 0,
  bytes_read bigint NOT NULL DEFAULT 0,
  line_count integer NOT NULL DEFAULT 0,
  error_count integer NOT NULL DEFAULT 0,
  -- Where reading goes on after a crash: the last row that was stored.
  last_row integer NOT NULL DEFAULT 0,
  -- Up to which row it was matched, while it is.
  matched_row integer NOT NULL DEFAULT 0,
  summary jsonb,
  -- Why it was refused or discarded.
  reason text,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  read_at timestamptz,
  matched_at timestamptz
);
-- One file is the word of a source about a date.
CREATE UNIQUE INDEX imports_key ON reconciliation.imports (source, format, coalesce(mapping, ''), bill_date)
  WHERE state IN ('queued', 'reading', 'read', 'matched');
CREATE INDEX imports_date ON reconciliation.imports (bill_date, source);

-- The file as it arrived, in gzipped parts of some MiB: any node can read it again.
CREATE TABLE reconciliation.parts (
  import_id uuid NOT NULL REFERENCES reconciliation.imports,
  part integer NOT NULL CHECK (part > 0),
  bytes bytea NOT NULL,
  byte_count integer NOT NULL,
  PRIMARY KEY (import_id, part)
);
ALTER TABLE reconciliation.parts ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE reconciliation.row_errors (
  import_id uuid NOT NULL REFERENCES reconciliation.imports,
  "row" integer NOT NULL,
  code text NOT NULL,
  detail text NOT NULL,
  line text NOT NULL,
  PRIMARY KEY (import_id, "row", code)
);

-- Written once, then marked when it is matched: the space left on each page keeps that mark on the page and out of the indexes.
CREATE TABLE reconciliation.lines (
  import_number integer NOT NULL,
  "row" integer NOT NULL,
  kind text NOT NULL,
  direction text NOT NULL CHECK (direction IN ('in', 'out')),
  -- open, matched, exception, explained (what the exception became), ignored (says nothing about money)
  match text NOT NULL,
  -- How it was matched: reference, sum, channel_reference, amount_time, owner, net, hand.
  rule text,
  amount bigint NOT NULL,
  fee bigint,
  at timestamptz,
  -- The instruction that it is about: as its reference says, or as it was matched.
  instruction_id uuid,
  reference text,
  channel_reference text,
  original_reference text,
  date date,
  currency text NOT NULL,
  status text,
  status_means text NOT NULL,
  counterparty text,
  PRIMARY KEY (import_number, "row")
) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.5);
CREATE INDEX lines_instruction ON reconciliation.lines (instruction_id) WHERE instruction_id IS NOT NULL;

-- Lines that are matched with several things, or with what is no instruction: `ins`, `stl` (a house's date, net), `trf` (a transfer of funds).
CREATE TABLE reconciliation.links (
  import_number integer NOT NULL,
  "row" integer NOT NULL,
  item_kind text NOT NULL CHECK (item_kind IN ('ins', 'stl', 'trf')),
  item_id uuid NOT NULL,
  rule text NOT NULL,
  linked_at timestamptz NOT NULL,
  PRIMARY KEY (import_number, "row", item_kind, item_id)
);
CREATE INDEX links_item ON reconciliation.links (item_kind, item_id);

CREATE TABLE reconciliation.exceptions (
  id uuid PRIMARY KEY,
  -- What it is about, so that a finding is listed once, wherever it was found.
  fingerprint text NOT NULL UNIQUE,
  kind text NOT NULL CHECK (kind IN ('long', 'short', 'amount', 'status', 'duplicate', 'late', 'fee', 'unreadable')),
  -- open; repairing (a repair was asked for); explained; repaired; cleared (went away by itself).
  state text NOT NULL CHECK (state IN ('open', 'repairing', 'explained', 'repaired', 'cleared')),
  source text NOT NULL,
  side text NOT NULL CHECK (side IN ('channel', 'clearing', 'reserve')),
  bill_date date NOT NULL,
  import_id uuid,
  "row" integer,
  instruction_id uuid,
  discrepancy_id uuid,
  -- What is at stake, what we had expected and what was found; minor units.
  amount bigint NOT NULL,
  expected bigint,
  found bigint,
  currency text NOT NULL,
  reference text,
  detail text NOT NULL,
  owner text,
  opened_at timestamptz NOT NULL,
  closed_at timestamptz,
  closed_by text,
  comment text,
  CHECK ((state IN ('open', 'repairing')) = (closed_at IS NULL))
);
CREATE INDEX exceptions_open ON reconciliation.exceptions (bill_date, source) WHERE closed_at IS NULL;
CREATE INDEX exceptions_import ON reconciliation.exceptions (import_id) WHERE import_id IS NOT NULL;
CREATE INDEX exceptions_instruction ON reconciliation.exceptions (instruction_id) WHERE instruction_id IS NOT NULL;
CREATE INDEX exceptions_discrepancy ON reconciliation.exceptions (discrepancy_id) WHERE discrepancy_id IS NOT NULL;

CREATE TABLE reconciliation.history (
  exception_id uuid NOT NULL REFERENCES reconciliation.exceptions,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  event text NOT NULL,
  words text,
  PRIMARY KEY (exception_id, seq)
);

CREATE TABLE reconciliation.repairs (
  id uuid PRIMARY KEY,
  exception_id uuid NOT NULL REFERENCES reconciliation.exceptions,
  kind text NOT NULL CHECK (kind IN ('match', 'write_off', 'book_missing', 'refund_long', 'move_suspense', 'accept_fee')),
  state text NOT NULL CHECK (state IN ('pending', 'waiting', 'done', 'failed')),
  request jsonb NOT NULL,
  comment text NOT NULL,
  -- Of `refund_long`: the instruction that returns the money.
  instruction_id uuid,
  result jsonb,
  failure text,
  requested_by text NOT NULL,
  requested_at timestamptz NOT NULL,
  finished_at timestamptz
);
CREATE UNIQUE INDEX repairs_one ON reconciliation.repairs (exception_id) WHERE state IN ('pending', 'waiting');
CREATE INDEX repairs_exception ON reconciliation.repairs (exception_id);
CREATE INDEX repairs_instruction ON reconciliation.repairs (instruction_id) WHERE instruction_id IS NOT NULL;

-- The second signature over a day. The facts are what its documents were made from.
CREATE TABLE reconciliation.closes (
  accounting_date date PRIMARY KEY,
  facts jsonb NOT NULL,
  closed_by text NOT NULL,
  closed_at timestamptz NOT NULL
);
CREATE TABLE reconciliation.documents (
  accounting_date date NOT NULL REFERENCES reconciliation.closes,
  name text NOT NULL,
  content_type text NOT NULL,
  bytes bytea NOT NULL,
  digest text NOT NULL,
  PRIMARY KEY (accounting_date, name)
);

-- What reconciliation reads of others.
CREATE VIEW clearing.v_discrepancies AS
  SELECT d.id, d.house, d.kind, d.state, d.instruction_id, d.settlement_id, d.amount, d.currency, d.detail, d.suspense_transfer, d.opened_at,
    d.resolved_at, d.resolved_by, d.comment, s.settlement_date, l.line_number, l.instruction AS line_instruction, l.kind AS line_kind, l.amount AS line_amount,
    i.kind AS instruction_kind, i.settlement_date AS instruction_settlement_date, i.amount AS instruction_amount
  FROM clearing.discrepancies d
  LEFT JOIN clearing.settlements s ON s.id = d.settlement_id
  LEFT JOIN clearing.settlement_lines l ON l.settlement_id = d.settlement_id AND d.kind LIKE 'line%' AND d.kind <> 'line_missing'
    AND d.fingerprint = 'line/' || l.settlement_id || '/' || l.line_number
  LEFT JOIN clearing.instructions i ON i.id = d.instruction_id;
CREATE VIEW clearing.v_settlements AS
  SELECT id, house, settlement_date, state, currency, digest, line_count, debit_total, payout_total, refund_total, fee_total,
    debit_total - payout_total - refund_total - fee_total AS net, booked_at
  FROM clearing.settlements;
CREATE VIEW payments.v_fund_transfers AS
  SELECT accounting_date, id, direction, amount, done, created_at FROM payments.fund_transfers;
CREATE VIEW payments.v_day_closes AS SELECT accounting_date, state, closed_at FROM payments.day_closes;
CREATE VIEW ledger.v_transfers AS
  SELECT t.id, t.seq, t.debit_account, t.credit_account, t.amount, t.kind, t.accounting_date, t.booked_at, t.reference, t.reason_kind, t.corrects
  FROM ledger.transfers t;
CREATE VIEW ledger.v_accounts AS
  SELECT a.id, a.code, a.currency, a.owner, c.number, c.fund, c.normal_side, c.en, c.zh, a.debits_posted, a.credits_posted
  FROM ledger.accounts a JOIN ledger.chart c ON c.code = a.code;

CREATE INDEX instructions_settlement_date ON clearing.instructions (house, settlement_date) WHERE settlement_date IS NOT NULL;

-- Money that nobody expected can go back to whoever it came from.
ALTER TABLE clearing.instructions DROP CONSTRAINT instructions_purpose_check,
  ADD CONSTRAINT instructions_purpose_check CHECK (purpose IN ('payment_debit', 'topup', 'payout', 'withdrawal', 'refund', 'long_refund'));

GRANT USAGE ON SCHEMA reconciliation TO feiqian_app;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA reconciliation TO feiqian_app;
GRANT UPDATE ON reconciliation.imports, reconciliation.lines, reconciliation.exceptions, reconciliation.repairs TO feiqian_app;
GRANT DELETE ON reconciliation.parts, reconciliation.lines, reconciliation.row_errors, reconciliation.links TO feiqian_app;
GRANT SELECT ON clearing.v_discrepancies, clearing.v_settlements, payments.v_fund_transfers, payments.v_day_closes, ledger.v_transfers, ledger.v_accounts TO feiqian_app;
-- A statement of a million lines is read before autovacuum has seen it.
GRANT MAINTAIN ON reconciliation.lines TO feiqian_app;

INSERT INTO policies.records (id, key, value, source, note, valid_from, created_at)
SELECT uuidv7(), key, value::jsonb, source, note, '2016-07-01T00:00:00+08:00', clock_timestamp()
FROM (VALUES
  ('approvals.required.reconciliation.repairs', '{"live": true, "test": false, "expires_after_hours": 72}', 'institution',
    'Repairs of reconciliation: they post correcting entries, refund and write off.'),
  ('approvals.required.reconciliation.rules', '{"live": true, "test": false, "expires_after_hours": 72}', 'institution',
    'Tolerances and terms of fees that lines are compared with.'),
  ('reconciliation.fetch', '{"days_back": 3}', 'institution', 'For how many dates before the open one bills are fetched that are not there yet.')
) AS t (key, value, source, note);
