-- Merchants: whom we acquire for, how and where we settle. No prices: those are clauses of agreements.
CREATE SCHEMA merchants;

CREATE TABLE merchants.merchants (
  id uuid PRIMARY KEY,
  name_en text NOT NULL,
  name_zh text NOT NULL,
  status text NOT NULL CHECK (status IN ('active', 'suspended')),
  settlement_cycle text NOT NULL CHECK (settlement_cycle IN ('T0', 'T1', 'D1')),
  bank_holder_name text NOT NULL,
  bank_code text NOT NULL,
  bank_number_masked text NOT NULL,
  -- AES-256-GCM; see platform/seal.ts.
  bank_number_sealed bytea NOT NULL,
  bank_token text NOT NULL UNIQUE,
  -- Set when an agreement is activated.
  agreement_id uuid,
  advance_limit bigint NOT NULL CHECK (advance_limit >= 0),
  refund_advance_limit bigint NOT NULL CHECK (refund_advance_limit >= 0),
  account_unsettled uuid NOT NULL,
  account_settled uuid NOT NULL,
  account_refund_deposit uuid NOT NULL,
  account_advance uuid NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);

GRANT USAGE ON SCHEMA merchants TO feiqian_app;
GRANT SELECT, INSERT, UPDATE ON merchants.merchants TO feiqian_app;
