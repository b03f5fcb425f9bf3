-- Another bank by open banking: payments that payers authorise there, and accounts of ours that we read there.

CREATE SCHEMA peer_bank;

-- One debit of clearing each. Verifiers and tokens are sealed.
CREATE TABLE peer_bank.orders (
  instruction_id uuid PRIMARY KEY,
  -- Names our address that leads the payer to the bank.
  token text NOT NULL UNIQUE,
  consent_id text NOT NULL UNIQUE,
  -- Initiation and Risk, word for word as they were consented to.
  terms json NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  return_url text,
  expires_at timestamptz,
  -- Of the visit under way: SHA-256 of the state, good once.
  state_digest bytea UNIQUE,
  verifier bytea,
  access_token bytea,
  access_token_until timestamptz,
  -- From here on the order may be paid; until then it certainly is not.
  submitted_at timestamptz,
  payment_id text UNIQUE,
  -- As the bank wrote it, last.
  payment_status text,
  completed_on date,
  -- Why it will never be submitted: `closed`, `payer_refused`…
  ended_as text,
  created_at timestamptz NOT NULL,
  CHECK (ended_as IS NULL OR submitted_at IS NULL)
) WITH (fillfactor = 80);
CREATE INDEX orders_completed ON peer_bank.orders (completed_on, instruction_id) WHERE completed_on IS NOT NULL;

-- Access to our own accounts at the bank.
CREATE TABLE peer_bank.links (
  id uuid PRIMARY KEY,
  consent_id text NOT NULL UNIQUE,
  state text NOT NULL CHECK (state IN ('awaiting', 'linked', 'refused', 'ended')),
  state_digest bytea UNIQUE,
  verifier bytea,
  access_token bytea,
  access_token_until timestamptz,
  refresh_token bytea,
  created_at timestamptz NOT NULL,
  linked_at timestamptz,
  ended_at timestamptz
);

GRANT USAGE ON SCHEMA peer_bank TO feiqian_app;
GRANT SELECT, INSERT, UPDATE ON peer_bank.orders, peer_bank.links TO feiqian_app;
