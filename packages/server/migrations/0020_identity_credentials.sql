-- Who may call: operators, API keys, wallet holders' credentials and sessions. Secrets are stored as hashes only.
CREATE SCHEMA identity;

CREATE TABLE identity.operators (
  id uuid PRIMARY KEY,
  name_en text NOT NULL,
  name_zh text NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE TABLE identity.api_keys (
  id uuid PRIMARY KEY,
  -- SHA-256: the secret has 256 random bits, so that a slow hash would add nothing.
  secret_hash bytea NOT NULL UNIQUE,
  merchant_id uuid,
  operator_id uuid REFERENCES identity.operators (id),
  name text NOT NULL,
  mode text NOT NULL CHECK (mode IN ('test', 'live')),
  last4 text NOT NULL,
  scopes text[] NOT NULL,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  created_at timestamptz NOT NULL,
  CONSTRAINT api_keys_owner CHECK (num_nonnulls(merchant_id, operator_id) = 1)
) WITH (fillfactor = 80);
CREATE INDEX api_keys_merchant ON identity.api_keys (merchant_id, id) WHERE merchant_id IS NOT NULL;

CREATE TABLE identity.consumers (
  holder_id uuid PRIMARY KEY,
  phone text NOT NULL UNIQUE,
  -- argon2id (RFC 9106), PHC string.
  password_hash text NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE TABLE identity.sessions (
  id uuid PRIMARY KEY,
  token_hash bytea NOT NULL UNIQUE,
  holder_id uuid NOT NULL REFERENCES identity.consumers (holder_id),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at timestamptz
);
CREATE INDEX sessions_expires_at ON identity.sessions (expires_at);

-- Failed sign-ins of a phone or an address, known or not.
CREATE TABLE identity.sign_in_failures (
  subject text PRIMARY KEY,
  failures integer NOT NULL,
  last_at timestamptz NOT NULL,
  locked_until timestamptz
);
CREATE INDEX sign_in_failures_last_at ON identity.sign_in_failures (last_at);

GRANT USAGE ON SCHEMA identity TO feiqian_app;
GRANT SELECT, INSERT ON identity.operators, identity.consumers TO feiqian_app;
GRANT SELECT, INSERT, UPDATE ON identity.api_keys TO feiqian_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON identity.sessions, identity.sign_in_failures TO feiqian_app;
