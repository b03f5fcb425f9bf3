-- Clearing: instructions to clearing houses, their callbacks, settlement files and discrepancies.

CREATE SCHEMA clearing;

-- One bank leg. Commits with its owner's rows and is sent afterwards; `created` means it certainly never reached the house.
CREATE TABLE clearing.instructions (
  id uuid PRIMARY KEY,
  house text NOT NULL,
  purpose text NOT NULL CHECK (purpose IN ('payment_debit', 'topup', 'payout', 'withdrawal', 'refund')),
  kind text NOT NULL CHECK (kind IN ('debit', 'payout', 'refund')),
  state text NOT NULL CHECK (state IN ('created', 'sent', 'unknown', 'succeeded', 'failed')),
  amount bigint NOT NULL CHECK (amount > 0),
  currency char(3) NOT NULL,
  agreement_number text,
  payee_name text,
  payee_account text,
  payee_bank_code text,
  original_instruction uuid,
  -- Public id of the owner: payment, top-up, payout, withdrawal or refund.
  reference text NOT NULL,
  description text,
  deadline timestamptz,
  attempts integer NOT NULL DEFAULT 0,
  query_attempts integer NOT NULL DEFAULT 0,
  -- When the dispatcher or the query job looks at it next; NULL when nothing is due.
  next_at timestamptz,
  failure_code text,
  house_reference text,
  -- The house's business date whose file must contain it.
  settlement_date date,
  settlement_id uuid,
  created_at timestamptz NOT NULL,
  sent_at timestamptz,
  completed_at timestamptz,
  CHECK ((kind = 'debit') = (agreement_number IS NOT NULL)),
  CHECK ((kind = 'payout') = (payee_account IS NOT NULL)),
  CHECK ((kind = 'refund') = (original_instruction IS NOT NULL)),
  CHECK ((state = 'failed') = (failure_code IS NOT NULL)),
  CHECK (settlement_id IS NULL OR state = 'succeeded')
) WITH (fillfactor = 70);
CREATE INDEX instructions_unsent ON clearing.instructions (next_at) WHERE state = 'created';
CREATE INDEX instructions_unanswered ON clearing.instructions (next_at) WHERE state IN ('sent', 'unknown');
CREATE INDEX instructions_unsettled ON clearing.instructions (house, settlement_date) WHERE state = 'succeeded' AND settlement_id IS NULL;
CREATE INDEX instructions_reference ON clearing.instructions (reference);

-- Statements that houses made to us, by their own event key: a repeated delivery changes nothing.
CREATE TABLE clearing.inbox (
  house text NOT NULL,
  event_key text NOT NULL,
  instruction text NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (house, event_key)
);

CREATE TABLE clearing.settlements (
  id uuid PRIMARY KEY,
  house text NOT NULL,
  settlement_date date NOT NULL,
  state text NOT NULL CHECK (state IN ('imported', 'booked', 'completed')),
  currency char(3) NOT NULL,
  digest text NOT NULL,
  -- The file as it arrived.
  file text NOT NULL,
  line_count integer NOT NULL,
  debit_total bigint NOT NULL,
  payout_total bigint NOT NULL,
  refund_total bigint NOT NULL,
  imported_at timestamptz NOT NULL,
  booked_at timestamptz,
  completed_at timestamptz,
  UNIQUE (house, settlement_date)
);

CREATE TABLE clearing.settlement_lines (
  settlement_id uuid NOT NULL REFERENCES clearing.settlements,
  line_number integer NOT NULL,
  -- As the house wrote it, and as we read it.
  instruction text NOT NULL,
  instruction_id uuid,
  kind text NOT NULL CHECK (kind IN ('debit', 'payout', 'refund')),
  amount bigint NOT NULL CHECK (amount > 0),
  occurred_at timestamptz NOT NULL,
  match text NOT NULL CHECK (match IN ('pending', 'matched', 'extra', 'duplicate', 'amount_differs', 'contradicts')),
  -- The owner of a matched line has been told.
  told boolean NOT NULL DEFAULT false,
  PRIMARY KEY (settlement_id, line_number)
);
CREATE INDEX settlement_lines_instruction ON clearing.settlement_lines (instruction_id);
CREATE INDEX settlement_lines_untold ON clearing.settlement_lines (settlement_id, line_number) WHERE match = 'matched' AND NOT told;

CREATE TABLE clearing.discrepancies (
  id uuid PRIMARY KEY,
  -- What it is about, so that the same finding is listed once.
  fingerprint text NOT NULL UNIQUE,
  house text NOT NULL,
  kind text NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'suspended', 'resolved')),
  instruction_id uuid,
  settlement_id uuid,
  amount bigint NOT NULL,
  currency char(3) NOT NULL,
  detail text NOT NULL,
  -- The transfer that moved its amount to suspense.
  suspense_transfer uuid,
  opened_at timestamptz NOT NULL,
  resolved_at timestamptz,
  resolved_by text,
  comment text,
  CHECK ((state = 'resolved') = (resolved_at IS NOT NULL))
);
CREATE INDEX discrepancies_missing ON clearing.discrepancies (instruction_id) WHERE kind = 'line_missing' AND state <> 'resolved';

GRANT USAGE ON SCHEMA clearing TO feiqian_app;
GRANT SELECT, INSERT, UPDATE ON clearing.instructions, clearing.settlements, clearing.settlement_lines, clearing.discrepancies TO feiqian_app;
GRANT SELECT, INSERT ON clearing.inbox TO feiqian_app;
