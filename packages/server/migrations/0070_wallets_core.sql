-- Wallets: account holders, what they have paid, authorities' orders, top-ups and withdrawals.

CREATE SCHEMA wallets;

-- A person with a payment account (支付账户). One account a person: limits hold for all of a person's accounts together.
CREATE TABLE wallets.holders (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL UNIQUE,
  name_zh text NOT NULL,
  name_en text NOT NULL,
  phone_masked text NOT NULL,
  id_number_masked text NOT NULL,
  -- Encrypted at the application; opened only to compare a card's owner with the holder.
  id_number_sealed bytea NOT NULL,
  -- Keyed hash: finds the same person again without opening anything.
  id_number_fingerprint bytea NOT NULL UNIQUE,
  created_at timestamptz NOT NULL
);

-- What a paying transaction locks and decides by. Class and state stand here and nowhere else: a row that was waited for is
-- read anew, while a joined row that is not locked would still be the old one. No index on what changes, so updates stay HOT.
CREATE TABLE wallets.counters (
  holder_id uuid PRIMARY KEY REFERENCES wallets.holders (id),
  class text NOT NULL CHECK (class IN ('I', 'II', 'III')),
  state text NOT NULL CHECK (state IN ('active', 'frozen', 'stopped')),
  -- Balance payments in fen, counted exactly.
  day date NOT NULL,
  day_amount bigint NOT NULL CHECK (day_amount >= 0),
  year smallint NOT NULL,
  year_amount bigint NOT NULL CHECK (year_amount >= day_amount),
  lifetime_amount bigint NOT NULL CHECK (lifetime_amount >= year_amount)
) WITH (fillfactor = 70);

-- Orders of authorities with the document that each rests on.
CREATE TABLE wallets.orders (
  id uuid PRIMARY KEY,
  holder_id uuid NOT NULL REFERENCES wallets.holders (id),
  kind text NOT NULL CHECK (kind IN ('freeze', 'stop_payment', 'deduction', 'release')),
  state text NOT NULL CHECK (state IN ('in_force', 'released', 'processing', 'executed', 'failed')),
  authority text NOT NULL,
  document_number text NOT NULL,
  document_date date NOT NULL,
  -- Of deductions only.
  amount bigint CHECK (amount > 0),
  -- Of releases only: the order that ends.
  releases uuid REFERENCES wallets.orders (id),
  created_at timestamptz NOT NULL,
  ended_at timestamptz,
  CHECK ((kind = 'deduction') = (amount IS NOT NULL)),
  CHECK ((kind = 'release') = (releases IS NOT NULL)),
  CHECK (kind NOT IN ('freeze', 'stop_payment') OR state IN ('in_force', 'released')),
  CHECK (kind <> 'deduction' OR state IN ('processing', 'executed', 'failed')),
  CHECK (kind <> 'release' OR state = 'executed'),
  CHECK ((ended_at IS NULL) = (state IN ('in_force', 'processing'))),
  -- A document freezes, or deducts, once.
  UNIQUE (holder_id, kind, authority, document_number)
);
CREATE INDEX orders_in_force ON wallets.orders (holder_id) WHERE state = 'in_force';

-- Money from a bound card to the balance.
CREATE TABLE wallets.topups (
  id uuid PRIMARY KEY,
  holder_id uuid NOT NULL REFERENCES wallets.holders (id),
  card_id uuid NOT NULL,
  house text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  status text NOT NULL CHECK (status IN ('processing', 'succeeded', 'failed')),
  failure_code text,
  instruction_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  completed_at timestamptz,
  CHECK ((status = 'processing') = (completed_at IS NULL)),
  CHECK ((status = 'failed') = (failure_code IS NOT NULL))
) WITH (fillfactor = 80);
CREATE INDEX topups_holder ON wallets.topups (holder_id, id);

-- Money from the balance to a bank account: the holder's own card, or the account that a deduction names.
CREATE TABLE wallets.withdrawals (
  id uuid PRIMARY KEY,
  holder_id uuid NOT NULL REFERENCES wallets.holders (id),
  card_id uuid,
  order_id uuid REFERENCES wallets.orders (id),
  house text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  status text NOT NULL CHECK (status IN ('processing', 'succeeded', 'failed')),
  failure_code text,
  instruction_id uuid NOT NULL,
  -- The ledger transfer that took it from the balance: the one that a failure corrects.
  transfer_id uuid NOT NULL,
  -- Whether it counted on the lifetime limit: the class at that time says so.
  counted boolean NOT NULL,
  created_at timestamptz NOT NULL,
  completed_at timestamptz,
  CHECK ((card_id IS NULL) <> (order_id IS NULL)),
  CHECK ((status = 'processing') = (completed_at IS NULL)),
  CHECK ((status = 'failed') = (failure_code IS NOT NULL))
) WITH (fillfactor = 80);
CREATE INDEX withdrawals_holder ON wallets.withdrawals (holder_id, id);

GRANT USAGE ON SCHEMA wallets TO feiqian_app;
GRANT SELECT, INSERT ON wallets.holders TO feiqian_app;
GRANT SELECT, INSERT, UPDATE ON wallets.counters, wallets.orders, wallets.topups, wallets.withdrawals TO feiqian_app;

INSERT INTO policies.records (id, key, value, source, note, valid_from, created_at)
VALUES (uuidv7(), 'wallet.own_account_transfers', '{"counted_classes": ["I"]}',
  '公告〔2015〕43号 Art. 11(1)-(3), Art. 24',
  'Transfers to the customer''s own bank account count on the lifetime limit of class I, and on no annual or daily limit. From memory: counsel confirms.',
  '2016-07-01T00:00:00+08:00', clock_timestamp());
