-- The ledger: accounts with pending and posted sides, immutable transfers, business days.

CREATE SCHEMA ledger;

-- The chart of accounts as the program knows it, for queries by people; written at every start.
CREATE TABLE ledger.chart (
  code text PRIMARY KEY,
  number text NOT NULL,
  fund text NOT NULL CHECK (fund IN ('reserve', 'own')),
  normal_side text NOT NULL CHECK (normal_side IN ('debit', 'credit')),
  constrained boolean NOT NULL,
  owner text NOT NULL,
  en text NOT NULL,
  zh text NOT NULL
);

-- A business day (accounting date). Exactly one is open; a closed one accepts nothing.
CREATE TABLE ledger.days (
  accounting_date date PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('open', 'cut')),
  opened_at timestamptz NOT NULL,
  cut_at timestamptz,
  -- Transfers of this day have first_seq <= seq < next day's first_seq.
  first_seq bigint NOT NULL,
  -- When the trial balance of this day was stored; days are stored in order, once.
  trial_balance_at timestamptz,
  CHECK (trial_balance_at IS NULL OR state = 'cut'),
  CHECK ((state = 'cut') = (cut_at IS NOT NULL))
);
CREATE UNIQUE INDEX days_one_open ON ledger.days (state) WHERE state = 'open';

CREATE TABLE ledger.accounts (
  id uuid PRIMARY KEY,
  code text NOT NULL,
  currency char(3) NOT NULL,
  owner text NOT NULL,
  -- Constrained accounts are locked by every batch that moves them and never fall below zero on their normal side.
  constrained boolean NOT NULL,
  debits_pending bigint NOT NULL DEFAULT 0 CHECK (debits_pending >= 0),
  debits_posted bigint NOT NULL DEFAULT 0 CHECK (debits_posted >= 0),
  credits_pending bigint NOT NULL DEFAULT 0 CHECK (credits_pending >= 0),
  credits_posted bigint NOT NULL DEFAULT 0 CHECK (credits_posted >= 0),
  created_at timestamptz NOT NULL,
  -- Of unconstrained accounts: the booking time up to which the snapshots tell the balance.
  snapshot_at timestamptz,
  UNIQUE (owner, code, currency)
) WITH (fillfactor = 50);
CREATE INDEX accounts_code ON ledger.accounts (code, id);

-- One step per batch: a batch numbers its transfers from the value it drew.
CREATE SEQUENCE ledger.transfer_seq INCREMENT BY 8192;

CREATE TABLE ledger.transfers (
  id uuid NOT NULL,
  seq bigint NOT NULL,
  debit_account uuid NOT NULL,
  credit_account uuid NOT NULL,
  amount bigint NOT NULL CHECK (amount >= 0),
  booked_at timestamptz NOT NULL,
  effective_at timestamptz,
  -- Balances of both accounts after this transfer; of constrained accounts only.
  debit_debits_pending bigint,
  debit_debits_posted bigint,
  debit_credits_pending bigint,
  debit_credits_posted bigint,
  credit_debits_pending bigint,
  credit_debits_posted bigint,
  credit_credits_pending bigint,
  credit_credits_posted bigint,
  accounting_date date NOT NULL,
  -- 1 posted, 2 pending, 3 post_pending, 4 void_pending, 5 expire_pending
  kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 5),
  pending_id uuid,
  corrects uuid,
  reference text NOT NULL,
  reason_kind text NOT NULL,
  reason_clause text,
  reason_arithmetic text,
  CHECK (debit_account <> credit_account),
  CHECK ((kind >= 3) = (pending_id IS NOT NULL)),
  PRIMARY KEY (id)
);
CREATE INDEX transfers_debit ON ledger.transfers (debit_account, seq);
CREATE INDEX transfers_credit ON ledger.transfers (credit_account, seq);
CREATE INDEX transfers_reference ON ledger.transfers (reference);
CREATE INDEX transfers_seq ON ledger.transfers USING brin (seq) WITH (pages_per_range = 32);
CREATE INDEX transfers_corrects ON ledger.transfers (corrects) WHERE corrects IS NOT NULL;

-- The mutable side of pending transfers, which are themselves immutable.
CREATE TABLE ledger.pendings (
  id uuid PRIMARY KEY,
  debit_account uuid NOT NULL,
  credit_account uuid NOT NULL,
  amount bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'posted', 'voided', 'expired')),
  expires_at timestamptz
) WITH (fillfactor = 80);
CREATE INDEX pendings_expiring ON ledger.pendings (expires_at) WHERE state = 'open' AND expires_at IS NOT NULL;

-- One row per batch and unconstrained account: its balances after the batch.
CREATE TABLE ledger.snapshots (
  account uuid NOT NULL,
  booked_at timestamptz NOT NULL,
  seq bigint NOT NULL,
  debits_pending bigint NOT NULL,
  debits_posted bigint NOT NULL,
  credits_pending bigint NOT NULL,
  credits_posted bigint NOT NULL,
  PRIMARY KEY (account, booked_at, seq)
);

-- Booked money of every account that a cut day touched: the day's sums, and all sums up to its end.
CREATE TABLE ledger.daily_balances (
  account uuid NOT NULL,
  accounting_date date NOT NULL,
  debits bigint NOT NULL,
  credits bigint NOT NULL,
  debits_posted bigint NOT NULL,
  credits_posted bigint NOT NULL,
  PRIMARY KEY (account, accounting_date)
);
CREATE INDEX daily_balances_date ON ledger.daily_balances USING brin (accounting_date) WITH (pages_per_range = 32);

-- The trial balance of every cut day. Opening and closing balances stand on the normal side of the code.
CREATE TABLE ledger.trial_balances (
  accounting_date date NOT NULL,
  code text NOT NULL,
  currency char(3) NOT NULL,
  opening bigint NOT NULL,
  debits bigint NOT NULL,
  credits bigint NOT NULL,
  closing bigint NOT NULL,
  PRIMARY KEY (accounting_date, code, currency)
);

-- What each proof of the books found.
CREATE TABLE ledger.verifications (
  id uuid PRIMARY KEY,
  started_at timestamptz NOT NULL,
  finished_at timestamptz NOT NULL,
  ok boolean NOT NULL,
  accounts bigint NOT NULL,
  transfers bigint NOT NULL,
  difference_count bigint NOT NULL,
  -- The first of them, as an array of objects.
  differences json NOT NULL
);

-- The books by code, now. Within the fund `reserve` the debit side (cash, receivables, shortfalls) equals the credit side (what is
-- owed to holders and merchants, in transit, not yet swept); the same holds within `own`, and the two are never netted.
CREATE VIEW ledger.v_reserve AS
  SELECT a.currency, c.fund, c.number, c.code, c.en, c.zh, c.normal_side,
         sum(CASE c.normal_side WHEN 'debit' THEN a.debits_posted - a.credits_posted ELSE a.credits_posted - a.debits_posted END)::bigint AS amount
  FROM ledger.accounts a JOIN ledger.chart c ON c.code = a.code
  GROUP BY a.currency, c.code;

-- Business days and the number from which their transfers count.
CREATE VIEW ledger.v_days AS SELECT accounting_date, state, first_seq FROM ledger.days;

-- Every transfer seen from each of its two accounts.
CREATE VIEW ledger.v_entries AS
  SELECT t.debit_account AS account_id, t.id AS transfer_id, t.seq, 'debit' AS direction, t.kind, t.amount,
         t.debit_debits_posted AS debits_posted_after, t.debit_credits_posted AS credits_posted_after,
         t.credit_account AS counter_account_id, t.reference, t.reason_kind, t.reason_clause, t.reason_arithmetic,
         t.pending_id, t.corrects, t.booked_at, t.effective_at, t.accounting_date
  FROM ledger.transfers t
  UNION ALL
  SELECT t.credit_account, t.id, t.seq, 'credit', t.kind, t.amount,
         t.credit_debits_posted, t.credit_credits_posted,
         t.debit_account, t.reference, t.reason_kind, t.reason_clause, t.reason_arithmetic,
         t.pending_id, t.corrects, t.booked_at, t.effective_at, t.accounting_date
  FROM ledger.transfers t;

GRANT USAGE ON SCHEMA ledger TO feiqian_app;
GRANT USAGE ON SEQUENCE ledger.transfer_seq TO feiqian_app;
GRANT SELECT, INSERT, UPDATE ON ledger.chart, ledger.days, ledger.accounts, ledger.pendings TO feiqian_app;
GRANT SELECT, INSERT ON ledger.transfers, ledger.snapshots, ledger.daily_balances, ledger.trial_balances, ledger.verifications TO feiqian_app;
GRANT SELECT ON ledger.v_days, ledger.v_entries, ledger.v_reserve TO feiqian_app;
