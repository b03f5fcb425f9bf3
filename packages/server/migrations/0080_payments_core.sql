-- Payments, their attempts and refunds, payouts to merchants, and the close of each business day.

CREATE SCHEMA payments;

CREATE TABLE payments.payments (
  id uuid PRIMARY KEY,
  merchant_id uuid NOT NULL,
  status text NOT NULL CHECK (status IN ('requires_payment_method', 'processing', 'requires_capture', 'succeeded', 'canceled', 'expired')),
  amount bigint NOT NULL CHECK (amount > 0),
  currency char(3) NOT NULL,
  amount_captured bigint NOT NULL CHECK (amount_captured BETWEEN 0 AND amount),
  amount_refunded bigint NOT NULL CHECK (amount_refunded BETWEEN 0 AND amount_captured),
  -- The fee and the version of the agreement that priced it, from the confirmation on.
  fee bigint,
  fee_clause text,
  fee_arithmetic text,
  fee_returned bigint NOT NULL,
  agreement_id uuid,
  agreement_version integer,
  order_reference text NOT NULL,
  description text,
  capture_method text NOT NULL CHECK (capture_method IN ('automatic', 'manual')),
  method text CHECK (method IN ('wallet_balance', 'bank_card')),
  mandate_id uuid,
  holder_id uuid,
  -- The pending transfer that holds the money of an authorised payment.
  hold_id uuid,
  -- The clearing instruction of the attempt in flight or of the card payment that succeeded.
  instruction_id uuid,
  -- Of card payments: what stands in the merchant's unsettled account for this payment, and of its fee in fees_unsettled.
  unsettled bigint NOT NULL CHECK (unsettled >= 0),
  fee_unsettled bigint NOT NULL CHECK (fee_unsettled >= 0),
  -- The business date on which the payer's limits counted it.
  counted_on date,
  attempt_count integer NOT NULL,
  last_error text,
  return_url text,
  metadata json,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  succeeded_at timestamptz,
  canceled_at timestamptz,
  cancellation_reason text
) WITH (fillfactor = 90);
CREATE INDEX payments_by_merchant ON payments.payments (merchant_id, id);
CREATE INDEX payments_by_order ON payments.payments (merchant_id, order_reference);
CREATE INDEX payments_unfinished ON payments.payments (expires_at) WHERE status IN ('requires_payment_method', 'requires_capture');
CREATE INDEX payments_by_status ON payments.payments (merchant_id, status, id) WHERE status <> 'succeeded';
CREATE INDEX payments_by_instruction ON payments.payments (instruction_id) WHERE instruction_id IS NOT NULL;

CREATE TABLE payments.attempts (
  payment_id uuid NOT NULL,
  number integer NOT NULL,
  id uuid NOT NULL,
  method text NOT NULL,
  holder_id uuid NOT NULL,
  status text NOT NULL CHECK (status IN ('processing', 'succeeded', 'failed')),
  instruction_id uuid,
  error text,
  created_at timestamptz NOT NULL,
  finished_at timestamptz,
  PRIMARY KEY (payment_id, number)
);

CREATE TABLE payments.refunds (
  id uuid PRIMARY KEY,
  payment_id uuid NOT NULL REFERENCES payments.payments,
  merchant_id uuid NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed', 'merchant_funds_insufficient')),
  amount bigint NOT NULL CHECK (amount > 0),
  currency char(3) NOT NULL,
  -- Given back to the merchant of the payment's fee.
  fee_returned bigint NOT NULL CHECK (fee_returned >= 0),
  fee_clause text,
  -- Where the money came from: unsettled, settled, refund_deposit, advance, in minor units.
  funding json,
  reason text,
  -- `merchant`: asked for. `duplicate`: a second success of a paid or ended payment, returned automatically.
  origin text NOT NULL CHECK (origin IN ('merchant', 'duplicate')),
  instruction_id uuid,
  -- The debit that a card refund returns.
  debit_instruction_id uuid,
  failure_code text,
  metadata json,
  created_at timestamptz NOT NULL,
  finished_at timestamptz
);
CREATE INDEX refunds_by_payment ON payments.refunds (payment_id);
CREATE INDEX refunds_by_merchant ON payments.refunds (merchant_id, id);
CREATE INDEX refunds_by_instruction ON payments.refunds (instruction_id) WHERE instruction_id IS NOT NULL;
CREATE INDEX refunds_waiting ON payments.refunds (merchant_id, id) WHERE status = 'merchant_funds_insufficient';

CREATE TABLE payments.payouts (
  id uuid PRIMARY KEY,
  merchant_id uuid NOT NULL,
  -- The business day that was closed, or, for an early payout, the day that was open.
  accounting_date date NOT NULL,
  -- `close`: by the day's close. `early`: the same day, at the merchant's request (T+0).
  origin text NOT NULL CHECK (origin IN ('close', 'early')),
  status text NOT NULL CHECK (status IN ('processing', 'paid', 'failed')),
  amount bigint NOT NULL CHECK (amount > 0),
  -- The part of it that own funds advanced.
  advanced bigint NOT NULL CHECK (advanced BETWEEN 0 AND amount),
  currency char(3) NOT NULL,
  instruction_id uuid NOT NULL,
  failure_code text,
  created_at timestamptz NOT NULL,
  finished_at timestamptz
);
CREATE INDEX payouts_by_merchant ON payments.payouts (merchant_id, id);
CREATE UNIQUE INDEX payouts_once_a_day ON payments.payouts (merchant_id, accounting_date) WHERE origin = 'close' AND status <> 'failed';

-- What crossed between reserve and own funds in the books, carried out at the reserve bank once per close.
CREATE TABLE payments.fund_transfers (
  accounting_date date PRIMARY KEY,
  id uuid NOT NULL,
  direction text NOT NULL CHECK (direction IN ('reserve_to_own', 'own_to_reserve')),
  amount bigint NOT NULL CHECK (amount > 0),
  done boolean NOT NULL,
  created_at timestamptz NOT NULL
);

-- One row per day cut; each step says when it was finished, so that a close goes on where it stopped.
CREATE TABLE payments.day_closes (
  accounting_date date PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('closing', 'closed')),
  steps json NOT NULL,
  started_at timestamptz NOT NULL,
  closed_at timestamptz
);

GRANT USAGE ON SCHEMA payments TO feiqian_app;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA payments TO feiqian_app;
