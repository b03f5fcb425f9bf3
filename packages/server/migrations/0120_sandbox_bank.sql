-- The sandbox bank: an invented core system with accounts, transactions and standing arrangements of invented people. Test mode only.

CREATE SCHEMA sandbox_bank;

-- One set of data of one holder. The same seed makes the same accounts, ids and transactions.
CREATE TABLE sandbox_bank.customers (
  holder_id uuid NOT NULL,
  data_set text NOT NULL CHECK (data_set IN ('cn', 'uk')),
  seed text NOT NULL,
  name text NOT NULL,
  full_name text NOT NULL,
  email text NOT NULL,
  mobile text NOT NULL,
  street text NOT NULL,
  building text NOT NULL,
  post_code text NOT NULL,
  town text NOT NULL,
  subdivision text,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (holder_id, data_set)
);

-- Amounts are minor units; a balance is negative when the holder owes.
CREATE TABLE sandbox_bank.accounts (
  id uuid PRIMARY KEY,
  holder_id uuid NOT NULL,
  data_set text NOT NULL,
  -- Order within the customer.
  position smallint NOT NULL,
  -- A key of the program's list of banks.
  bank text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('current', 'savings', 'card')),
  product text NOT NULL,
  description text NOT NULL CHECK (length(description) <= 35),
  nickname text CHECK (length(nickname) <= 70),
  currency char(3) NOT NULL,
  time_zone text NOT NULL,
  -- Account or card number; of British accounts sort code and account number together.
  number text NOT NULL,
  iban text,
  credit_limit bigint NOT NULL DEFAULT 0 CHECK (credit_limit >= 0),
  opened_at timestamptz NOT NULL,
  -- The balance before the first transaction that is kept, and from when they are kept.
  opening_balance bigint NOT NULL,
  history_from timestamptz NOT NULL,
  booked_balance bigint NOT NULL,
  -- How many transactions are kept, whatever their status.
  entry_count bigint NOT NULL,
  -- When the newest booked transaction was booked: booking times never fall.
  last_booked_at timestamptz NOT NULL,
  closed_at timestamptz,
  -- Switches: how the core system behaves about this account.
  delay_ms integer NOT NULL DEFAULT 0 CHECK (delay_ms BETWEEN 0 AND 60000),
  is_failing boolean NOT NULL DEFAULT false,
  UNIQUE (holder_id, data_set, position),
  FOREIGN KEY (holder_id, data_set) REFERENCES sandbox_bank.customers (holder_id, data_set)
) WITH (fillfactor = 80);

CREATE TABLE sandbox_bank.transactions (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES sandbox_bank.accounts,
  -- When it arrived, pending or booked at once: what lists are ordered by, because it never changes. Distinct within an account.
  entered_at timestamptz NOT NULL,
  status text NOT NULL CHECK (status IN ('PDNG', 'BOOK', 'RJCT')),
  -- When it was booked; until then, when it arrived.
  booked_at timestamptz NOT NULL,
  value_at timestamptz,
  -- Positive: credited. Negative: debited.
  amount bigint NOT NULL CHECK (amount <> 0),
  balance_after bigint,
  information text NOT NULL CHECK (length(information) <= 500),
  reference text CHECK (length(reference) <= 210),
  family text NOT NULL,
  sub_family text NOT NULL,
  purpose text,
  -- Who is on the other side: a merchant has a category code (MCC).
  merchant text,
  mcc char(4),
  party_name text,
  party_scheme text,
  party_account text,
  party_bank text,
  card_authorisation text CHECK (card_authorisation IN ('ConsumerDevice', 'Contactless', 'None', 'PIN')),
  -- Of purchases in another currency: what was asked for, in minor units, and the rate as decimal text.
  foreign_currency char(3),
  foreign_amount bigint,
  foreign_rate text,
  reversal_of uuid REFERENCES sandbox_bank.transactions,
  CHECK ((status = 'BOOK') = (balance_after IS NOT NULL)),
  CHECK (status <> 'BOOK' OR value_at IS NOT NULL),
  CHECK ((party_scheme IS NULL) = (party_account IS NULL)),
  CHECK (num_nulls(foreign_currency, foreign_amount, foreign_rate) IN (0, 3))
);
-- What filters look at stands in the index, so that counting reads nothing else.
CREATE UNIQUE INDEX transactions_in_order ON sandbox_bank.transactions (account_id, entered_at) INCLUDE (booked_at, amount, status);
CREATE INDEX transactions_pending ON sandbox_bank.transactions (account_id) WHERE status = 'PDNG';
-- A transaction is taken back once.
CREATE UNIQUE INDEX transactions_reversed ON sandbox_bank.transactions (reversal_of) WHERE reversal_of IS NOT NULL;

-- Payees that the holder has kept, and what will be paid to them: on a date, or regularly.
CREATE TABLE sandbox_bank.payees (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES sandbox_bank.accounts,
  kind text NOT NULL CHECK (kind IN ('beneficiary', 'standing_order', 'scheduled_payment')),
  position smallint NOT NULL,
  name text NOT NULL,
  scheme text NOT NULL,
  account text NOT NULL,
  bank text,
  reference text CHECK (length(reference) <= 35),
  is_trusted boolean NOT NULL DEFAULT false,
  status text CHECK (status IN ('ACTV', 'CANC', 'EXPI', 'SUSP')),
  -- Of standing orders: on this day of every month.
  day smallint CHECK (day BETWEEN 1 AND 28),
  amount bigint CHECK (amount > 0),
  first_at timestamptz,
  last_at timestamptz,
  -- Of scheduled payments: when.
  due_at timestamptz,
  UNIQUE (account_id, kind, position),
  CHECK (kind <> 'standing_order' OR (status IS NOT NULL AND day IS NOT NULL AND amount IS NOT NULL)),
  CHECK ((kind = 'scheduled_payment') = (due_at IS NOT NULL)),
  CHECK (kind <> 'scheduled_payment' OR amount IS NOT NULL)
);

-- Who may collect from the account.
CREATE TABLE sandbox_bank.direct_debits (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES sandbox_bank.accounts,
  position smallint NOT NULL,
  status text NOT NULL CHECK (status IN ('ACTV', 'CANC', 'EXPI', 'SUSP')),
  name text NOT NULL CHECK (length(name) <= 70),
  mandate text NOT NULL CHECK (length(mandate) <= 35),
  day smallint NOT NULL CHECK (day BETWEEN 1 AND 28),
  previous_at timestamptz,
  previous_amount bigint CHECK (previous_amount > 0),
  UNIQUE (account_id, position),
  CHECK ((previous_at IS NULL) = (previous_amount IS NULL))
);

GRANT USAGE ON SCHEMA sandbox_bank TO feiqian_app;
GRANT SELECT, INSERT ON sandbox_bank.customers, sandbox_bank.payees, sandbox_bank.direct_debits TO feiqian_app;
GRANT SELECT, INSERT, UPDATE ON sandbox_bank.accounts, sandbox_bank.transactions TO feiqian_app;
